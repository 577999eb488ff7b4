"""How long laying out takes, and how readable the result is, side by side with other libraries.

Run: python benchmarks/layout.py [--quick]

A library that is not installed is left out; scipy, rustworkx and s_gd2 give all rows.

Each layout is given the same made-up networks, in the proportions of the real one. "Kept" is the
share of the things nearest to each thing, as many as it has relations, that it is related to: what
belongs together stands together. "Crossed" is how many of a thousand pairs of relations cross.
"Piled" is the share of things whose mark lies on another's when all marks together cover a
twentieth of the picture. A row that takes more than half a minute at one size is left out at the
next.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from importlib import import_module
from typing import Final

import networkx as nx
import numpy as np
import numpy.typing as npt
from view import ecosystem

from kg.communities import communities
from kg.view.layout import Link, arrange

Points = npt.NDArray[np.float64]
Ends = npt.NDArray[np.intp]

SIZES: Final = (40, 300, 1000, 3000, 8000)
PATIENCE: Final = 30.0
PAIRS: Final = 200_000


def ours(count: int, ends: Ends) -> Points:
    """Lay out as the view does."""
    pairs = [(int(start), int(end)) for start, end in ends]
    groups = communities(count, pairs)
    links = [Link(start, end, (0, "")) for start, end in pairs]
    return arrange(np.full((count, 2), 40.0), links, groups=groups)


def _simple(count: int, ends: Ends) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.empty_graph(count)
    graph.add_edges_from(ends.tolist())
    return graph


def spring(count: int, ends: Ends) -> Points:
    """Lay out with networkx's springs."""
    found = nx.spring_layout(_simple(count, ends), seed=1)
    return np.array([found[node] for node in range(count)])


def force_atlas(count: int, ends: Ends) -> Points:
    """Lay out with networkx's ForceAtlas2."""
    found = nx.forceatlas2_layout(_simple(count, ends), seed=1)
    return np.array([found[node] for node in range(count)])


def rust(count: int, ends: Ends) -> Points:
    """Lay out with the springs of rustworkx."""
    rustworkx = import_module("rustworkx")

    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from([(int(start), int(end), 1.0) for start, end in ends])
    found = rustworkx.spring_layout(graph, seed=1)
    return np.array([found[node] for node in range(count)])


def stress(count: int, ends: Ends) -> Points:
    """Lay out by distances, with stochastic gradient descent over a sample of pairs."""
    s_gd2 = import_module("s_gd2")

    # It takes connected networks only: what hangs nowhere is tied to the first thing.
    firsts = [min(part) for part in nx.connected_components(_simple(count, ends))]
    start = np.concatenate([ends[:, 0], np.zeros(len(firsts) - 1, dtype=np.intp)])
    end = np.concatenate([ends[:, 1], np.array(sorted(firsts)[1:], dtype=np.intp)])
    apart = start != end
    start, end = (side[apart].astype(np.int32) for side in (start, end))
    if count <= 1000:
        return np.asarray(s_gd2.layout(start, end, random_seed=1))
    return np.asarray(s_gd2.layout_sparse(start, end, 50, random_seed=1))


LAYOUTS: Final[dict[str, Callable[[int, Ends], Points]]] = {
    "ours": ours,
    "networkx spring": spring,
    "networkx ForceAtlas2": force_atlas,
    "rustworkx spring": rust,
    "s_gd2 stress": stress,
}


def kept(places: Points, ends: Ends) -> float:
    """Return the share of each thing's nearest that it is related to, in percent."""
    near: list[set[int]] = [set() for _ in places]
    for start, end in ends.tolist():
        if start != end:
            near[start].add(end)
            near[end].add(start)
    shares = []
    for node, related in enumerate(near):
        if related:
            distance = ((places - places[node]) ** 2).sum(axis=1)
            distance[node] = np.inf
            nearest = np.argpartition(distance, len(related) - 1)[: len(related)]
            shares.append(len(related & set(nearest.tolist())) / len(related))
    return 100 * float(np.mean(shares))


def crossed(places: Points, ends: Ends) -> float:
    """Return how many of a thousand pairs of relations cross, by a sample of pairs."""
    chance = np.random.default_rng(1)
    one, other = ends[chance.integers(len(ends), size=(2, PAIRS))]
    distinct = (one[:, :, None] != other[:, None, :]).all(axis=(1, 2))
    a, b = places[one[distinct]].transpose(1, 0, 2)
    c, d = places[other[distinct]].transpose(1, 0, 2)

    def side(p: Points, q: Points, r: Points) -> Points:
        way, to = q - p, r - p
        return np.asarray(way[:, 0] * to[:, 1] - way[:, 1] * to[:, 0])

    cross = (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)
    return 1000 * float(cross.mean())


def piled(places: Points) -> float:
    """Return the share of things on which another lies when marks cover a twentieth, in percent."""
    area = float(np.prod(np.ptp(places, axis=0)))
    mark = np.sqrt(0.05 * area / len(places))
    spots = np.floor(places / mark).astype(np.int64)
    cells: dict[tuple[int, int], list[int]] = {}
    for node, (across, down) in enumerate(spots.tolist()):
        cells.setdefault((across, down), []).append(node)
    count = 0
    for node, (across, down) in enumerate(spots.tolist()):
        around = [
            other
            for right in (-1, 0, 1)
            for below in (-1, 0, 1)
            for other in cells.get((across + right, down + below), ())
            if other != node
        ]
        if around and (np.abs(places[around] - places[node]).max(axis=1) < mark).any():
            count += 1
    return 100 * count / len(places)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="up to 1,000 things only")
    options = parser.parse_args()
    print(
        f"{'layout':<22}{'things':>7}{'time':>10}{'kept':>7}{'crossed':>9}{'piled':>7}  same twice"
    )
    tired: set[str] = set()
    for count in SIZES[:3] if options.quick else SIZES:
        network = ecosystem(count)
        number = {name: index for index, name in enumerate(network)}
        ends = np.array([(number[a], number[b]) for a, b in network.edges()], dtype=np.intp)
        for name, layout in LAYOUTS.items():
            if name in tired:
                continue
            begun = time.perf_counter()
            try:
                places = layout(count, ends)
            except ImportError as error:
                print(f"{name:<22}{count:>7}  not measured: {error}")
                tired.add(name)
                continue
            spent = time.perf_counter() - begun
            if spent > PATIENCE:
                tired.add(name)
            same = "" if spent > 10 else str(bool((layout(count, ends) == places).all()))
            print(
                f"{name:<22}{count:>7}{spent:>8.2f} s{kept(places, ends):>5.0f} %"
                f"{crossed(places, ends):>9.1f}{piled(places):>5.0f} %  {same}",
                flush=True,
            )


if __name__ == "__main__":
    main()
