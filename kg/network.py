"""The graph as a network: things as nodes, relations as edges, each with time and evidence.

Reads a store, never the facts. All attributes are plain values that JSON can hold, in the form
that `kg.view.render` draws.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any, Final

import networkx as nx
from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions

from kg.dates import as_of_day
from kg.queries import internal_query
from kg.results import cell_text, python_value
from kg.store import Store
from kg.terms import CE

# A thing is drawn as its most specific class; the wider ones say nothing more.
_WIDER: Final = ("Organization", "Software", "Relationship", "Agent", "Statement")
_NO_NODES: Final = ("FundingRound", "Release", "Metric", "Source", "Bound", "Evidence", "Claim")
_OWNER: Final = ("company", "subject", "software", "named")
_TIMES: Final = {
    "earliest": "earliest", "latest": "latest",
    "startEarliest": "start_earliest", "startLatest": "start_latest",
    "endEarliest": "end_earliest", "endLatest": "end_latest",
}  # fmt: skip
_NOT_TOLD: Final = {
    *_TIMES, "from", "to", "relation", "date", "start", "end", "disputed", "disputedProperty",
    "inferredProperty", "statedOn", "hedge", "former", "atEvent",
    "investor", "person", "organization", "customer", "vendor", "party", "software", "company",
    "project", "member", "group", "acquirer", "acquiree", "dependent", "dependency", "place",
    "subject", "named",
}  # fmt: skip


def _rows(store: Store, name: str) -> QuerySolutions:
    answer = store.query(internal_query(name))
    assert isinstance(answer, QuerySolutions)  # noqa: S101  the texts are the package's own
    return answer


class Reading:
    """Everything that the consolidated graph says, gathered once for whoever draws or tells it."""

    def __init__(self, store: Store) -> None:
        self.labels: dict[str, dict[str, str]] = defaultdict(dict)
        self.names: dict[str, list[dict[str, str]]] = defaultdict(list)
        self.types: dict[str, list[str]] = defaultdict(list)
        self.properties: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self.evidence: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.claims: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.terms: dict[str, dict[str, str]] = defaultdict(dict)
        self.symmetric: set[str] = set()
        for row in _rows(store, "names"):
            name = row["name"]
            if isinstance(name, Literal):
                language = name.language or ""
                entry = {"text": name.value, "language": language}
                if entry not in self.names[_iri(row["thing"])]:
                    self.names[_iri(row["thing"])].append(entry)
                if python_value(row["preferred"]):
                    self.labels[_iri(row["thing"])][language] = name.value
        for row in _rows(store, "types"):
            self.types[_iri(row["thing"])].append(_iri(row["type"]).removeprefix(CE))
        for row in _rows(store, "properties"):
            self.properties[_iri(row["node"])][_iri(row["property"]).removeprefix(CE)].append(
                row["value"]
            )
        self._gather_evidence(store)
        for row in _rows(store, "claims"):
            value = row["value"]
            self.claims[_iri(row["node"])].append(
                {
                    "property": _iri(row["property"]).removeprefix(CE),
                    "value": cell_text(python_value(value)),
                    "adopted": python_value(row["adopted"]),
                    "reason": python_value(row["reason"]) or "",
                    "evidence": self.evidence.get(_iri(row["claim"]), []),
                }
            )
        for row in _rows(store, "terms"):
            term, label = _iri(row["term"]).removeprefix(CE), row["label"]
            if isinstance(label, Literal):
                self.terms[term][label.language or ""] = label.value
            if row["symmetric"] is not None:
                self.symmetric.add(term)

    def _gather_evidence(self, store: Store) -> None:
        seen: dict[tuple[str, str], dict[str, Any]] = {}
        for row in _rows(store, "evidence"):
            holder, iri = _iri(row["holder"]), _iri(row["evidence"])
            if (holder, iri) not in seen:
                seen[holder, iri] = _evidence(row)
                self.evidence[holder].append(seen[holder, iri])
            speaker = python_value(row["saidBy"])
            if speaker and speaker not in seen[holder, iri]["said_by"]:
                seen[holder, iri]["said_by"].append(speaker)

    def label(self, iri: str) -> str:
        """Return the preferred name of a thing, in English if it has one."""
        labels = self.labels.get(iri, {})
        other = next((one["text"] for one in self.names.get(iri, ())), iri)
        return labels.get("en") or next(iter(labels.values()), other)

    def kind(self, iri: str) -> str:
        """Return the most specific class of a thing."""
        types = self.types.get(iri, [])
        specific = [kind for kind in types if kind not in _WIDER]
        return (specific or sorted(types, key=_wideness) or ["Thing"])[0]

    def term(self, name: str, language: str = "en") -> str:
        """Return the label of a term of the ontology."""
        return self.terms.get(name, {}).get(language, name)

    def value(self, node: str, name: str) -> Any:
        """Return one value of a node's property as a Python value, or None."""
        values = self.properties[node].get(name)
        return python_value(values[0]) if values else None

    def text(self, node: str, name: str) -> str:
        """Return a property of a node in English where it has languages, else as it is."""
        values = self.properties[node].get(name, [])
        english = [v for v in values if isinstance(v, Literal) and v.language == "en"]
        return str(python_value((english or values)[0])) if values else ""

    def when(self, node: str) -> str:
        """Return the time of a statement as it is stated."""
        start, end = self.text(node, "start"), self.text(node, "end")
        if start or end:
            return start if "/" in start else f"{start or '..'}/{end or '..'}"
        return self.text(node, "date")

    def time(self, node: str) -> dict[str, str]:
        """Return the bounds of a statement's time as ISO days, empty where open."""
        return {name: self.text(node, own) for own, name in _TIMES.items()}

    def details(self, node: str) -> dict[str, str]:
        """Return what else is stated of a node, as short texts by property."""
        found: dict[str, str] = {}
        for name, values in self.properties[node].items():
            if name in _NOT_TOLD or name.startswith("http"):
                continue
            value = values[0]
            if isinstance(value, NamedNode):
                is_term = value.value.startswith(CE)
                local = value.value.removeprefix(CE)
                found[name] = self.term(local) if is_term else self.label(value.value)
            elif isinstance(value, Literal) and value.language:
                found[name] = self.text(node, name)
            else:
                found[name] = cell_text(python_value(value))
        return found

    def sentence(self, node: str) -> str:
        """Return a statement as a sentence."""
        kind, details = self.kind_of_statement(node), self.details(node)
        match kind:
            case "Observation":
                value = details.get("value") or details.get("valueText", "")
                bound = f"{details['bound']} " if "bound" in details else ""
                told = f"{details.get('metric', '')}: {bound}{value}"
            case "FundingRound":
                amount = (
                    f"{details.get('amount', 'amount not stated')} {details.get('currency', '')}"
                )
                told = f"{self.label(node)}: {amount.strip()}"
            case "Naming":
                told = f"called {details.get('name', '')}"
            case "Launch":
                told = "launched"
            case _ if "from" in self.properties[node]:
                return self._relation_sentence(node, details)
            case _:
                told = self.label(node)
        when = self.when(node)
        return f"{told} ({when})" if when else told

    def _relation_sentence(self, node: str, details: dict[str, str]) -> str:
        ends = [self.label(_iri(self.properties[node][end][0])) for end in ("from", "to")]
        relation = _iri(self.properties[node]["relation"][0]).removeprefix(CE)
        extra = []
        round_ = self.properties[node].get("fundingRound")
        if round_:
            more = self.details(_iri(round_[0]))
            extra.append(self.label(_iri(round_[0])))
            if "amount" in more:
                extra.append(f"{more['amount']} {more.get('currency', '')} in all".strip())
        if self.value(node, "isLead"):
            extra.append("lead")
        if self.value(node, "former"):
            extra.append("formerly")
        for name, text in details.items():
            if name not in ("fundingRound", "isLead"):
                extra.append(f"{self.term(name)} {text}")
        told = f"{ends[0]} {self.term(relation)} {ends[1]}"
        told += f" ({', '.join(extra)})" if extra else ""
        when = self.when(node) or (self.when(_iri(round_[0])) if round_ else "")
        return f"{told}, {when}" if when else told

    def kind_of_statement(self, node: str) -> str:
        """Return the class of a statement, which its IRI carries."""
        segment = node.split("/id/", 1)[-1].partition("/")[0]
        return "".join(word.capitalize() for word in segment.split("-"))

    def owner(self, node: str) -> str:
        """Return the drawn thing that a statement without two ends is told of."""
        for name in _OWNER:
            for value in self.properties[node].get(name, []):
                iri = _iri(value)
                return self.owner(iri) if self.kind(iri) in _NO_NODES else iri
        return node

    def possible(self, node: str, day: dt.date) -> bool:
        """Say whether a statement may hold on a day; a missing bound excludes nothing."""
        time = self.time(self._dated(node))
        starts = time["start_earliest"] or time["earliest"]
        return (not starts or starts <= day.isoformat()) and (
            not time["end_latest"] or day.isoformat() <= time["end_latest"]
        )

    def certain(self, node: str, day: dt.date | None) -> bool:
        """Say whether a statement surely holds on a day, or has surely happened by then."""
        if day is None:
            return True
        node = self._dated(node)
        time, iso = self.time(node), day.isoformat()
        if time["latest"]:
            return time["latest"] <= iso
        stated = [str(python_value(one)) for one in self.properties[node].get("statedOn", [])]
        begun = bool(time["start_latest"]) and time["start_latest"] <= iso
        begun = begun or any(one <= iso for one in stated)
        lasts = bool(time["end_earliest"]) and iso < time["end_earliest"]
        return begun and (lasts or any(one >= iso for one in stated))

    def _dated(self, node: str) -> str:
        """Return the node whose time counts: an investment happens when its round does."""
        rounds = self.properties[node].get("fundingRound")
        return _iri(rounds[0]) if rounds else node

    def statement(self, node: str, day: dt.date | None = None) -> dict[str, Any]:
        """Return everything that is told of a statement, as plain values."""
        return {
            "kind": self.kind_of_statement(node),
            "sentence": self.sentence(node),
            "when": self.when(self._dated(node)),
            "start": self.text(node, "start"),
            "end": self.text(node, "end"),
            **self.time(self._dated(node)),
            "certain": self.certain(node, day),
            "disputed": bool(self.value(node, "disputed")),
            "former": bool(self.value(node, "former")),
            "inferred": [
                _iri(p).removeprefix(CE) for p in self.properties[node].get("inferredProperty", [])
            ],
            "hedge": self.text(node, "hedge"),
            "details": self.details(node),
            "evidence": self.evidence.get(node, []),
            "claims": self.claims.get(node, []),
        }


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
        if not any(kind in types for kind in _NO_NODES):
            graph.add_node(
                iri, label=reading.label(iri), kind=reading.kind(iri), names=reading.names[iri],
                homepage=reading.text(iri, "homepage"), facts=[],
            )  # fmt: skip
    for node in sorted(reading.properties):
        said = reading.properties[node]
        if node not in reading.evidence or (day and not reading.possible(node, day)):
            continue
        if "relation" in said:
            relation = _iri(said["relation"][0]).removeprefix(CE)
            for start in said["from"]:
                for end in said["to"]:
                    told = reading.statement(node, day)
                    _add_edge(graph, reading, (_iri(start), _iri(end), node), relation, told)
            for event in said.get("atEvent", []):
                told = reading.statement(node, day)
                ends = (_iri(said["from"][0]), _iri(event), f"{node}#atEvent")
                _add_edge(graph, reading, ends, "atEvent", told)
        elif (owner := reading.owner(node)) in graph and reading.kind_of_statement(node) in (
            "Observation", "FundingRound", "Launch", "Release", "Naming", "Event",
        ):  # fmt: skip
            graph.nodes[owner]["facts"].append(reading.statement(node, day))
    return graph


def _add_edge(
    graph: nx.MultiDiGraph[str],
    reading: Reading,
    ends: tuple[str, str, str],
    relation: str,
    told: dict[str, Any],
) -> None:
    if ends[0] != ends[1] and ends[0] in graph and ends[1] in graph:
        graph.add_edge(
            *ends, relation=relation, label=dict(reading.terms.get(relation, {"en": relation})),
            symmetric=relation in reading.symmetric, **told,
        )  # fmt: skip


def _wideness(kind: str) -> int:
    """Rank the wider classes, the one that says most first."""
    return _WIDER.index(kind)


def _evidence(row: QuerySolution) -> dict[str, Any]:
    paragraph, fragment = python_value(row["paragraph"]), python_value(row["fragment"])
    place = "the document"
    if paragraph is not None:
        start, end = python_value(row["start"]), python_value(row["end"])
        place = f"paragraph {paragraph}, characters {start}–{end}"
    elif fragment:
        place = f"line {fragment.removeprefix('L')}"
    return {
        "title": python_value(row["title"]),
        "url": python_value(row["url"]) or "",
        "place": place,
        "published": python_value(row["published"]) or "",
        "language": python_value(row["language"]),
        "said_by": [],
        "source": _iri(row["source"]).partition("/id/source/")[2],
        "rank": python_value(row["rank"]),
    }


def _iri(term: Any) -> str:
    return str(term.value)
