"""A network that a query made, in the form that `kg.view` draws.

Where a step of it is a relation that the graph knows, that relation is drawn, with its evidence.
"""

from __future__ import annotations

from typing import Any

import networkx as nx

from kg.results import cell_text
from kg.terms import CE, compact


def sketch(found: nx.MultiDiGraph[str], known: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """Return the things and steps of a network with what the graph knows of them.

    Args:
        found: A network whose nodes have labels and whose edges may have a `predicate`.
        known: The network of the whole graph.
    """
    drawn: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, data in found.nodes(data=True):
        bare = {"label": data["label"], "kind": "Other", "names": [], "homepage": "", "facts": []}
        drawn.add_node(node, **(known.nodes[node] if node in known else bare))
    for start, end, key, data in found.edges(keys=True, data=True):
        relation = str(data.get("predicate", "connected")).removeprefix(CE)
        between = dict(known[start][end]) if known.has_edge(start, end) else {}
        told = {edge: one for edge, one in between.items() if one["relation"] == relation}
        if start == end:
            continue
        if not told:
            told = {f"{start} {key} {end}": _step(drawn, start, end, compact(relation), data)}
        for edge, one in told.items():
            drawn.add_edge(start, end, edge, **one)
    return drawn


def _step(
    network: nx.MultiDiGraph[str], start: str, end: str, relation: str, data: dict[str, Any]
) -> dict[str, Any]:
    """Return a step of which the graph knows no more than that a query found it."""
    labels = (network.nodes[node]["label"] for node in (start, end))
    return {
        "relation": relation,
        "label": {"en": relation, "zh": ""},
        "sentence": f" {'–' if relation == 'connected' else relation} ".join(labels),
        "details": {
            name: cell_text(value)
            for name, value in data.items()
            if name != "predicate" and value is not None
        },
        "symmetric": False,
        "certain": True,
        "evidence": [],
    }
