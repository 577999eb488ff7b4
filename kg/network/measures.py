"""Measures of a simple graph: who is central, who stands between, what belongs together.

Each takes what `project` gives and returns an `Analysis`. The algorithms are networkx's, so its
dispatch to other backends holds for them; only structural holes are reckoned here, on sparse
matrices, because networkx fills a dense one of every two things.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import networkx as nx

from kg.communities import communities
from kg.extras import require
from kg.network.analysis import Analysis, Basis

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SEED: Final = 1
"""What every sample is drawn with unless another is given."""

# Steps of a search from each sampled thing; a few seconds' worth in pure Python.
_STEPS: Final = 2_000_000
_LEADERS: Final = 3


def central(graph: nx.Graph[str]) -> Analysis:
    """Return each thing's degree, weighted degree, betweenness and PageRank, by PageRank.

    Betweenness counts steps, not weights; PageRank follows weights. In a large graph betweenness
    is estimated from sampled things, and a note says from how many.

    Raises:
        KgError: scipy is not installed.
    """
    require("scipy.sparse")
    size = len(graph) + graph.number_of_edges()
    sampled = max(1, _STEPS // max(size, 1))
    notes = ["betweenness is the share of shortest chains, by steps, that pass through a thing"]
    if sampled >= len(graph):
        between = nx.betweenness_centrality(graph)
    else:
        between = nx.betweenness_centrality(graph, k=sampled, seed=SEED)
        notes.append(f"betweenness is estimated from {sampled:,} things, sampled with seed {SEED}")
    rank = nx.pagerank(graph) if len(graph) else {}
    weighted = dict(graph.degree(weight="weight"))
    rows = [
        (*_named(graph, node), graph.degree(node), weighted[node], between[node], rank[node], node)
        for node in sorted(graph, key=lambda node: (-rank[node], node))
    ]
    columns = ("thing", "kind", "degree", "weighted", "betweenness", "pagerank", "id")
    return Analysis("Centrality", columns, tuple(rows), basis_of(graph), tuple(notes))


def brokers(graph: nx.Graph[str]) -> Analysis:
    """Return who stands between others who are not tied to each other: Burt's structural holes.

    The effective size of a thing's neighbourhood is the number of its neighbours less what is
    redundant among them; its efficiency that as a share; its constraint how far it depends on
    neighbours who know each other (low for brokers). All follow weights.

    Raises:
        KgError: scipy is not installed.
    """
    nodes = [node for node in graph if any(other != node for other in graph[node])]
    effective, constraint = _structural_holes(graph, nodes)
    found = dict(zip(nodes, zip(effective.tolist(), constraint.tolist(), strict=True), strict=True))
    rows = [
        (*_named(graph, node), graph.degree(node), found[node][0],
         found[node][0] / graph.degree(node), found[node][1], node)
        for node in sorted(nodes, key=lambda node: (-found[node][0], found[node][1], node))
    ]  # fmt: skip
    columns = ("thing", "kind", "degree", "effective size", "efficiency", "constraint", "id")
    notes = ("the effective size counts neighbours that no other neighbour makes redundant",)
    return Analysis("Brokers of structural holes", columns, tuple(rows), basis_of(graph), notes)


def _structural_holes(
    graph: nx.Graph[str], nodes: list[str]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return effective size and constraint of nodes that have a neighbour, in their order."""
    require("scipy.sparse")
    import numpy as np
    import scipy.sparse as sp

    if not nodes:
        return np.zeros(0), np.zeros(0)
    # An undirected tie counts the same from both ends, so it need not be doubled.
    ties = sp.csr_array(nx.to_scipy_sparse_array(graph, nodes, weight="weight"), dtype=float)
    present = (ties > 0).astype(float)
    shares = sp.diags_array(1 / ties.sum(axis=1)) @ ties
    strength = sp.diags_array(1 / ties.max(axis=1).toarray()) @ ties
    degrees = present.sum(axis=1)
    redundant = (shares @ strength.T) * present
    depends = shares + (shares @ shares) * present
    return degrees - redundant.sum(axis=1), (depends * depends).sum(axis=1)


def core(graph: nx.Graph[str]) -> Analysis:
    """Return the core number of each thing: the largest k for which it is in a k-core.

    In a k-core each thing has ties to at least k others of it.
    """
    number = nx.core_number(graph) if len(graph) else {}
    rows = [
        (*_named(graph, node), graph.degree(node), number[node], node)
        for node in sorted(graph, key=lambda node: (-number[node], -graph.degree(node), node))
    ]
    largest = max(number.values(), default=0)
    inner = sum(one == largest for one in number.values())
    notes = (f"the innermost is a {largest}-core of {inner:,} things",)
    columns = ("thing", "kind", "degree", "core", "id")
    return Analysis("Cores", columns, tuple(rows), basis_of(graph), notes)


def groups(graph: nx.Graph[str]) -> Analysis:
    """Return the communities of a graph (Louvain, refined as the page draws them), largest first.

    Lonely things are left out.
    """
    nodes = sorted(node for node in graph if graph.degree(node))
    number = {node: index for index, node in enumerate(nodes)}
    ends = [(number[a], number[b], w) for a, b, w in graph.edges(data="weight", default=1)]
    found = communities(len(nodes), [(a, b) for a, b, w in ends for _ in range(w)])
    parts = [[nodes[member] for member in members] for members in found]
    rows = []
    for index, members in enumerate(parts, 1):
        kinds = Counter(graph.nodes[node]["kind"] for node in members)
        told = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items(), key=_frequent))
        first = sorted(members, key=lambda node: (-graph.degree(node, weight="weight"), node))
        leaders = "; ".join(graph.nodes[node]["label"] for node in first[:_LEADERS])
        inner = graph.subgraph(members).number_of_edges()
        rows.append((index, len(members), inner, leaders, told))
    linked = graph.subgraph(nodes)
    modularity = nx.community.modularity(linked, map(set, parts)) if ends else 0.0
    columns = ("community", "things", "ties within", "led by", "kinds")
    notes = (f"modularity {modularity:.3f}; lonely things are left out",)
    return Analysis("Communities", columns, tuple(rows), basis_of(graph), notes)


def mixing(graph: nx.Graph[str]) -> Analysis:
    """Return which kinds of things are tied to which, beside what chance would give.

    The expected number is that of a graph with the same degrees whose ties are drawn at random.
    """
    degrees: Counter[str] = Counter()
    ties: Counter[tuple[str, str]] = Counter()
    for node, degree in graph.degree():
        degrees[graph.nodes[node]["kind"]] += degree
    for one, other in graph.edges():
        kinds = sorted((graph.nodes[one]["kind"], graph.nodes[other]["kind"]))
        ties[kinds[0], kinds[1]] += 1
    total = degrees.total()
    rows = []
    for (one, other), count in sorted(ties.items(), key=lambda pair: (-pair[1], pair[0])):
        expected = degrees[one] * degrees[other] / total / (2 if one == other else 1)
        rows.append((one, other, count, expected, count / expected))
    mixed = len(degrees) > 1 and total
    coefficient = nx.attribute_assortativity_coefficient(graph, "kind") if mixed else float("nan")
    notes = (
        f"assortativity by kind {coefficient:.3f}",
        "1 means that only like is tied to like, 0 as by chance, below that more of the unlike",
    )
    columns = ("kind", "other kind", "ties", "expected", "ratio")
    return Analysis("Mixing of kinds", columns, tuple(rows), basis_of(graph), notes)


def basis_of(graph: nx.Graph[str]) -> Basis:
    """Return what a projection was made of."""
    basis: Basis = graph.graph["basis"]
    return basis


def _named(graph: nx.Graph[str], node: str) -> tuple[str, str]:
    return graph.nodes[node]["label"], graph.nodes[node]["kind"]


def _frequent(counted: tuple[Any, int]) -> tuple[int, Any]:
    return -counted[1], counted[0]
