"""Steps: what lies near a thing or between two, found before anything is read of it.

A step is a relation with the two things between which it leads, whichever way it points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import networkx as nx

Steps = Sequence[Sequence[str]]
"""The IRIs of each relation, and of the two things between which it leads."""


def within(steps: Steps, start: str, depth: int) -> set[str]:
    """Return the things that are so many steps from one, itself among them."""
    beside: dict[str, set[str]] = defaultdict(set)
    for _, one, other in steps:
        beside[one].add(other)
        beside[other].add(one)
    reached = last = {start}
    for _ in range(depth):
        last = {other for one in last for other in beside.get(one, ())} - reached
        if not last:
            break
        reached = reached | last
    return reached


def among(steps: Steps, things: set[str]) -> set[str]:
    """Return the relations that lead from one of some things to another of them."""
    return {relation for relation, one, other in steps if one in things and other in things}


def on_the_way(steps: Steps, start: str, end: str) -> Iterator[str]:
    """Yield the relations of which the shortest chains between two things consist."""
    graph: nx.Graph[str] = nx.Graph((one, other) for _, one, other in steps)
    if start not in graph or end not in graph or not nx.has_path(graph, start, end):
        return
    near = nx.single_source_shortest_path_length(graph, start)
    far = nx.single_source_shortest_path_length(graph, end)
    for relation, *ends in steps:
        if any(
            one in near and near[one] + 1 + far[other] == near[end]
            for one, other in (ends, reversed(ends))
        ):
            yield relation
