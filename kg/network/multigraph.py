"""The graph as a network: things as nodes, relations as edges, each with time and evidence.

All attributes are plain values that JSON can hold, in the form that `kg.view.render` draws; what is
told of a relation or a fact is told when it is first asked for.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import networkx as nx
from pyoxigraph import NamedNode

from kg.dates import as_of_day
from kg.reading import NO_NODES, Reading, iri_of
from kg.results import cell_text, python_value
from kg.telling import Told
from kg.terms import CE

_ABOUT: Final = ("category", "repository", "githubLogin", "crunchbaseSlug", "wikidataId")


def network(reading: Reading, as_of: str | dt.date | None = None) -> nx.MultiDiGraph[str]:
    """Return the things and their relations.

    Args:
        reading: What the consolidated graph says.
        as_of: A day, or an EDTF text whose last day counts. Relations that are impossible then are
            left out, and those that are not certain have `certain` false.
    """
    day = as_of_day(as_of)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri in sorted(reading.labels):
        types = reading.types[iri]
        if not any(kind in types for kind in NO_NODES):
            graph.add_node(
                iri, label=reading.label(iri), label_zh=reading.label(iri, "zh"),
                kind=reading.kind(iri), names=reading.names[iri],
                homepage=reading.text(iri, "homepage"), facts=[], about=_about(reading, iri),
            )  # fmt: skip
    # So each relation can tell itself when it is asked; what is added later is a plain dict.
    vars(graph)["edge_attr_dict_factory"] = Told
    for node in sorted(reading.statements):
        if day and not reading.possible(node, day):
            continue
        said = reading.properties[node]
        if "relation" in said:
            relation = iri_of(said["relation"][0]).removeprefix(CE)
            for start in said["from"]:
                for end in said["to"]:
                    _add_edge(graph, reading, (iri_of(start), iri_of(end), node), relation, day)
            for event in said.get("atEvent", []):
                ends = (iri_of(said["from"][0]), iri_of(event), node)
                _add_edge(graph, reading, ends, "atEvent", day)
        elif (owner := reading.owner(node)) in graph and (
            owner != node or reading.kind_of_statement(node) == "Event"
        ):
            graph.nodes[owner]["facts"].append(Told().about(reading, node, day))
    del vars(graph)["edge_attr_dict_factory"]
    return graph


def _about(reading: Reading, iri: str) -> list[dict[str, Any]]:
    """Return what a thing is filed under and found by, each with the names of the property."""
    said = reading.properties.get(iri, {})
    return [
        {
            "label": dict(reading.terms.get(name, {"en": name})),
            "values": [
                reading.term_of(value)
                if isinstance(value, NamedNode)
                else cell_text(python_value(value))
                for value in said[name]
            ],
        }
        for name in _ABOUT
        if name in said
    ]


def _add_edge(
    graph: nx.MultiDiGraph[str],
    reading: Reading,
    ends: tuple[str, str, str],
    relation: str,
    day: dt.date | None,
) -> None:
    start, end, node = ends
    if start != end and start in graph and end in graph:
        key = f"{node}#atEvent" if relation == "atEvent" else node
        graph.add_edge(
            start, end, key, relation=relation,
            label=dict(reading.terms.get(relation, {"en": relation})),
            symmetric=relation in reading.symmetric,
        )  # fmt: skip
        told: Any = graph.edges[start, end, key]
        told.about(reading, node, day)
