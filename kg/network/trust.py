"""Chains between two things that rest on the best evidence, not only on the fewest steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice, pairwise
from typing import Any, Final

import networkx as nx

from kg.entity import references
from kg.errors import NotFoundError, Problem
from kg.network.analysis import Analysis, Basis, Edge

CHAINS: Final = 3
"""How many chains are told."""

_DOUBTS: Final = ("disputed", "hedge", "inferred")


def cost(relation: Mapping[str, Any]) -> int:
    """Return how much trust a relation asks for, from 1 up.

    It is the rank of its best source (1: a party's own announcement, 4: a bulk export), and one
    more for each doubt: sources disagree, the source hedges, a date or value is inferred, or it is
    not certain on the day asked for.
    """
    doubts = sum(bool(relation[doubt]) for doubt in _DOUBTS) + (not relation["certain"])
    return int(relation["rank"]) + doubts


def chains(
    network: nx.MultiDiGraph[str],
    start: str,
    end: str,
    tell: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    as_of: str = "",
    count: int = CHAINS,
) -> Analysis:
    """Return the chains of relations between two things that ask for the least trust in all.

    Each relation is followed whichever way it points, and of several between two things the best
    supported one is taken.

    Args:
        network: Things and relations, as `network` gives them.
        start: The IRI of one thing.
        end: The IRI of the other.
        tell: Gives a relation with all that is told of it, as `Graph.tell` does.
        as_of: The day of which the network is, for the basis.
        count: How many chains, at most.

    Raises:
        NotFoundError: Nothing connects the two.
    """
    graph: nx.Graph[str] = nx.Graph()
    for edge in network.edges(data=True):
        if edge[2]["relation"] == "atEvent":
            continue  # It repeats a relation that was told at an event.
        asked = cost(edge[2])
        known = graph.get_edge_data(edge[0], edge[1])
        if known is None or (asked, edge[2]["iri"]) < (known["cost"], known["edge"][2]["iri"]):
            graph.add_edge(edge[0], edge[1], cost=asked, edge=edge)
    try:
        paths = list(islice(nx.shortest_simple_paths(graph, start, end, weight="cost"), count))
    except (nx.NetworkXNoPath, nx.NodeNotFound) as error:
        raise NotFoundError(Problem("nothing connects the two things")) from error
    rows = []
    used: list[Edge] = []
    for number, path in enumerate(paths, 1):
        steps = [graph[one][other] for one, other in pairwise(path)]
        for place, step in enumerate(steps, 1):
            used.append(step["edge"])
            told = tell(step["edge"][2])
            rows.append((number, place, step["cost"], told["sentence"], _support(told)))
    columns = ("chain", "step", "cost", "relation", "evidence")
    notes = (
        "the cost of a step is the rank of its best source, and one more for each doubt",
        "ranks: 1 a party's own announcement, 2 press, 3 a public data set, 4 a bulk export",
        *(
            f"chain {number} costs {nx.path_weight(graph, path, 'cost')}"
            for number, path in enumerate(paths, 1)
        ),
    )
    things = len({node for path in paths for node in path})
    basis = Basis.of("chains", as_of, things, used)
    return Analysis("Best supported chains", columns, tuple(rows), basis, notes)


def _support(relation: Mapping[str, Any]) -> str:
    return "; ".join(_supports(relation))


def _supports(relation: Mapping[str, Any]) -> Iterator[str]:
    """Yield the sources of a relation, then the doubts about it."""
    yield references(relation["evidence"])
    if relation["disputed"]:
        yield "sources disagree"
    if relation["hedge"]:
        yield f"hedged: {relation['hedge']}"
    if relation["inferred"]:
        yield f"inferred: {', '.join(relation['inferred'])}"
    if not relation["certain"]:
        yield "not certain"
