"""How long the network takes to be made and measured, some of it beside networkx's own way.

Run: python benchmarks/network.py STORE [PROJECTION] [--runs N]

Prints medians in seconds of wall and of processor time: on a busy machine only the second tells.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import time
from collections.abc import Callable

import networkx as nx
import pyoxigraph as ox

import kg
from kg import network as nets
from kg.network.projections import PROJECTIONS
from kg.terms import PREFIXES

# Of more things networkx's dense matrices would not fit.
PEER_THINGS = 3000


def measured(name: str, task: Callable[[], object], runs: int) -> float:
    """Print how long a call takes; return its processor time."""
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        task()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    wall, cpu = statistics.median(walls), statistics.median(cpus)
    print(f"{name:44} {wall:8.2f} s  {cpu:8.2f} s of processor", flush=True)
    return cpu


def compared(name: str, ours: float, theirs: float) -> None:
    """Print a ratio."""
    print(f"{name:44} {theirs / max(ours, 1e-9):8.1f} times quicker", flush=True)


_ENDS = """SELECT ?start ?end ?node ?relation
WHERE { ?node ce:from ?start ; ce:to ?end ; ce:relation ?relation }"""


def bare(store: str) -> nx.MultiDiGraph[str]:
    """Make of the engine's own rows a network that knows no labels, times and sources."""
    rows = ox.Store.read_only(store).query(_ENDS, prefixes=PREFIXES)
    assert isinstance(rows, ox.QuerySolutions)  # noqa: S101  of a SELECT query
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for start, end, node, relation in rows:
        graph.add_edge(start.value, end.value, node.value, relation=relation.value)
    return graph


def holes(graph: nx.Graph[str]) -> None:
    """Reckon structural holes as networkx does, on dense matrices."""
    nx.effective_size(graph, weight="weight")
    nx.constraint(graph, weight="weight")


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("store")
    parser.add_argument("projection", nargs="?", choices=PROJECTIONS, default="co-maintainers")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    runs, projection = options.runs, options.projection

    made = kg.open(options.store).network()
    things, relations = len(made), made.number_of_edges()
    print(f"{things:,} things, {relations:,} relations")
    ours = measured(
        "graph.network(), store opened anew", lambda: kg.open(options.store).network(), runs
    )
    theirs = measured("the engine's rows, bare edges alone", lambda: bare(options.store), runs)
    print(
        f"{'graph.network() beside bare edges':44} {ours / theirs:8.1f} times as long", flush=True
    )
    graph = kg.open(options.store)
    graph.network()
    measured("graph.network(), read before", graph.network, runs)
    measured("every relation told in full", lambda: graph.network(told=True), 1)
    measured("growth", lambda: nets.growth(made), runs)
    for since in (2008, 2010, 2012):
        try:
            measured(f"predict since {since}", lambda: nets.predict(made, dt.date(since, 1, 1)), 1)  # noqa: B023
        except kg.KgError as error:
            print(f"predict since {since}: {error}")
    for kind in ("things", projection):
        measured(f"project {kind}", lambda: nets.project(made, kind), runs)  # noqa: B023
        simple = nets.project(made, kind)
        print(f"{kind}: {len(simple):,} things, {simple.number_of_edges():,} ties")
        ours = 0.0
        for measure in (nets.central, nets.core, nets.groups, nets.mixing, nets.brokers):
            ours = measured(f"{measure.__name__} of {kind}", lambda: measure(simple), runs)  # noqa: B023
        if len(simple) <= PEER_THINGS:
            theirs = measured("networkx: effective size, constraint", lambda: holes(simple), 1)  # noqa: B023
            compared(f"brokers of {kind}", ours, theirs)


if __name__ == "__main__":
    main()
