"""What belongs together: parts of a network that have more relations within than without.

A large network opens as these, and each is laid out by itself. Nothing here draws.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import isqrt
from typing import Final

import networkx as nx

_SEED: Final = 1


def smallest(count: int) -> int:
    """Return how many things it takes to be a community of its own among so many.

    Fewer join the community that they know best.

    >>> smallest(40), smallest(8000)
    (6, 14)
    """
    return max(6, isqrt(count) // 6)


def communities(count: int, ends: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the communities of a network, the largest first, each with its members in order.

    Every thing is in one of them, a lonely one in a community of its own. The same network gives
    the same communities.

    Args:
        count: How many things there are.
        ends: The two ends of each relation.
    """
    weights = Counter((min(pair), max(pair)) for pair in ends if pair[0] != pair[1])
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from((start, end, many) for (start, end), many in weights.items())
    rough = nx.community.louvain_communities(graph, seed=_SEED)
    # Louvain may put together what only a third community connects.
    found = [set(part) for one in rough for part in nx.connected_components(graph.subgraph(one))]
    found.sort(key=min)
    home = {node: number for number, members in enumerate(found) for node in members}
    sizes = Counter(home.values())
    # A small one joins the neighbour that it knows best; the smallest decide first.
    for number in sorted(sizes, key=lambda number: (sizes[number], min(found[number]))):
        if not 0 < sizes[number] < smallest(count):
            continue
        members = [node for node in found[number] if home[node] == number]
        known = Counter(
            home[other] for node in members for other in graph[node] if home[other] != number
        )
        if known:
            best = max(known, key=lambda other: (known[other], sizes[other], -other))
            for node in found[number]:
                home[node] = best
            found[best] |= found[number]
            sizes[best] += sizes.pop(number)
            found[number] = set()
    together: dict[int, list[int]] = {}
    for node in range(count):
        together.setdefault(home[node], []).append(node)
    return sorted(together.values(), key=lambda members: (-len(members), members[0]))
