"""The graph as a network: things as nodes, relations as edges, each with its time and sources.

All attributes are plain values that JSON can hold; `kg.telling.tell` adds what takes longer to say.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import networkx as nx
from pyoxigraph import NamedNode

from kg.collector import collector_paused
from kg.columns import iri_of
from kg.dates import as_of_day
from kg.reading import ENDS_BESIDE, NO_NODES, Reading
from kg.results import cell_text, python_value
from kg.terms import CE

_ABOUT: Final = ("category", "repository", "githubLogin", "crunchbaseSlug", "wikidataId")


def network(reading: Reading, as_of: str | dt.date | None = None) -> nx.MultiDiGraph[str]:
    """Return the things and their relations.

    A thing has its `label` and in Chinese `label_zh`, `kind`, `names`, `homepage`, what else it is
    found by (`about`), and the `facts` that are stated of it alone. A relation has its name
    (`relation`) and how it reads in each language (`label`), whether it is `symmetric`, and as each
    fact:

    - `iri` and `kind` of the statement, the `round` of an investment, a maintainer's `affiliation`;
    - its time as stated, `when`, `start` and `end`, and the days that bound it, empty where open;
      the days on which a source states it as current, `stated_on`;
    - `certain`: whether it surely holds on the day; `disputed`, `former`, `inferred` properties and
      the source's `hedge`;
    - `sources`, the best first, and the `rank` of that, from 1 to 4.

    Args:
        reading: What the consolidated graph says.
        as_of: A day, or an EDTF text whose last day counts. Relations that are impossible then are
            left out, and those that are not certain have `certain` false.
    """
    day = as_of_day(as_of)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    with collector_paused():
        reading.gather()
        for iri in sorted(reading.labels):
            types = reading.types[iri]
            if not any(kind in types for kind in NO_NODES):
                graph.add_node(
                    iri, label=reading.label(iri), label_zh=reading.label(iri, "zh"),
                    kind=reading.kind(iri), names=reading.names[iri],
                    homepage=reading.text(iri, "homepage"), facts=[], about=_about(reading, iri),
                )  # fmt: skip
        statements = _Statements(reading, day)
        for node in sorted(reading.statements):
            if day and not reading.possible(node, day):
                continue
            if node in reading.relations:
                _add_edges(graph, reading, statements.told(node))
            elif (owner := reading.owner(node)) in graph and (
                owner != node or reading.kind_of_statement(node) == "Event"
            ):
                graph.nodes[owner]["facts"].append(statements.told(node))
    return graph


def _about(reading: Reading, iri: str) -> list[dict[str, Any]]:
    """Return what a thing is filed under and found by, each with the names of the property."""
    return [
        {
            "label": dict(reading.terms.get(name, {"en": name})),
            "values": [
                reading.term_of(value)
                if isinstance(value, NamedNode)
                else cell_text(python_value(value))
                for value in values
            ],
        }
        for name in _ABOUT
        if (values := reading.values(iri, name))
    ]


def _add_edges(graph: nx.MultiDiGraph[str], reading: Reading, told: Mapping[str, Any]) -> None:
    """Add a relation: from each of its starts to each of its ends, and to what else it names."""
    node = told["iri"]
    relations = reading.relations[node]
    edges = [(one.start, one.end, node, one.name) for one in relations]
    edges += [
        (relations[0].start, iri_of(other), f"{node}#{name}", name)
        for name in ENDS_BESIDE
        for other in reading.values(node, name)
    ]
    for start, end, key, name in edges:
        if start != end and start in graph and end in graph:
            graph.add_edge(
                start, end, key,
                relation=name, label=dict(reading.terms.get(name, {"en": name})),
                symmetric=name in reading.symmetric, **told,
            )  # fmt: skip


class _Statements:
    """What is known of each statement as of a day."""

    def __init__(self, reading: Reading, day: dt.date | None) -> None:
        self._reading = reading
        self._day = day
        # The investments in a round share its time.
        self._dated: dict[str, dict[str, Any]] = {}
        # Of most statements nothing of this is said.
        self._remarks: dict[str, dict[str, Any]] = defaultdict(dict)
        for name, (key, value_of) in _REMARKS.items():
            for node, values in reading.columns[name].items():
                self._remarks[node][key] = value_of(values)
        for node in reading.columns["hedge"]:
            self._remarks[node]["hedge"] = reading.text(node, "hedge")

    def told(self, node: str) -> dict[str, Any]:
        """Return what `network` gives of a statement."""
        sources = self._reading.statements[node]
        dated = self._reading.dated(node)
        if dated not in self._dated:
            self._dated[dated] = self._undescribed(dated)
        # A copy of a dictionary is made in a fraction of the time of one from its parts.
        told = self._dated[dated].copy()
        told["iri"] = node
        told["kind"] = self._reading.kind_of_statement(node)
        told["round"] = dated if dated != node else ""
        told["stated_on"], told["inferred"] = [], []
        told["sources"] = [source["source"] for source in sources]
        told["rank"] = sources[0]["rank"]
        if node in self._remarks:
            told.update(self._remarks[node])
        return told

    def _undescribed(self, node: str) -> dict[str, Any]:
        """Return a statement of which no more than its time is known."""
        return {
            "iri": "", "kind": "", "round": "",
            "when": self._reading.when(node),
            "start": self._reading.text(node, "start"),
            "end": self._reading.text(node, "end"),
            **self._reading.time(node),
            "certain": self._reading.certain(node, self._day),
            "affiliation": "", "stated_on": [], "disputed": False, "former": False, "inferred": [],
            "hedge": "", "sources": [], "rank": 0,
        }  # fmt: skip


_REMARKS: Final[Mapping[str, tuple[str, Callable[[Sequence[Any]], Any]]]] = {
    "affiliation": ("affiliation", lambda values: iri_of(values[0])),
    "statedOn": ("stated_on", lambda values: sorted(str(python_value(one)) for one in values)),
    "disputed": ("disputed", lambda values: bool(python_value(values[0]))),
    "former": ("former", lambda values: bool(python_value(values[0]))),
    "inferredProperty": ("inferred", lambda values: [iri_of(v).removeprefix(CE) for v in values]),
}
"""What is said of few statements: the property, how it is called, and its plain value."""
