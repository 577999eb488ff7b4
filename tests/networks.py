"""Small networks made by hand, in the form in which the graph gives its own."""

from typing import Any

import networkx as nx

ID = "https://w3id.org/container-ecosystem/id/"


def relation(name: str, iri: str, **told: Any) -> dict[str, Any]:
    """A relation with everything that is told of one; by default sure, sourced and undated."""
    bounds = (
        "earliest", "latest", "start_earliest", "start_latest", "end_earliest", "end_latest",
    )  # fmt: skip
    return {
        "relation": name, "iri": iri, "label": {"en": name}, "symmetric": False, "round": "",
        "kind": name, "affiliation": "", "when": "", "start": "", "end": "",
        **dict.fromkeys(bounds, ""), "stated_on": [], "certain": True, "disputed": False,
        "former": False, "inferred": [], "hedge": "", "sources": ["press/one"], "rank": 2,
        "sentence": iri, "details": {}, "claims": [],
        "evidence": [{"source": "press/one", "short": "P1"}], **told,
    }  # fmt: skip


def network(kinds: dict[str, str], *relations: tuple[str, str, str, dict[str, Any]]):
    """A network of things by kind, and of relations: from, name, to, and what else is told."""
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name, kind in kinds.items():
        made.add_node(
            name, label=name.title(), kind=kind, names=[{"text": name.title(), "language": ""}],
            homepage="", facts=[],
        )  # fmt: skip
    for number, (start, name, end, told) in enumerate(relations):
        key = f"{ID}{name}/{number}"
        made.add_edge(start, end, key, **relation(name, key, **told))
    return made


def on(day: str) -> dict[str, str]:
    """The time of something that happened on a day, or within a year."""
    if len(day) == 4:
        return {"earliest": f"{day}-01-01", "latest": f"{day}-12-31", "when": day}
    return {"earliest": day, "latest": day, "when": day}
