"""What the consolidated graph says, gathered once for whoever tells, draws or measures it.

Reads a store, never the facts. A statement is known by the IRI of its node. Here stands, too, what
may and what surely did hold on a day; `board-as-of.rq` says the same in SPARQL, of board seats,
and `levels-as-of.rq` of levels.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, Final, NamedTuple

from pyoxigraph import Literal, NamedNode, QuerySolution

from kg.collector import collector_paused
from kg.columns import Columns, iri_of
from kg.phrases import Language, say
from kg.queries import internal_query, internal_rows
from kg.results import cell_text, python_value
from kg.store import Store
from kg.terms import CE, ID

# A thing is drawn as its most specific class; the wider ones say nothing more.
_WIDER: Final = ("Organization", "Software", "Relationship", "Agent", "Statement")
NO_NODES: Final = (
    "FundingRound", "Release", "Metric", "Source", "Bound", "Evidence", "Claim", "Category",
)  # fmt: skip
"""Classes of named things that are told of others and are no nodes of their own."""
ENDS_BESIDE: Final = ("affiliation", "atEvent")
"""Properties of a statement that lead to a further thing, as a relation of their own."""
_OWNER: Final = (
    "company", "subject", "software", "named", "renamed", "organization", "acquiree",
)  # fmt: skip
_TIMES: Final = {
    "earliest": "earliest", "latest": "latest",
    "startEarliest": "start_earliest", "startLatest": "start_latest",
    "endEarliest": "end_earliest", "endLatest": "end_latest",
}  # fmt: skip
_NOT_TOLD: Final = {
    *_TIMES, "from", "to", "relation", "date", "start", "end", "disputed", "disputedProperty",
    "inferredProperty", "statedOn", "hedge", "former", "atEvent", "announcedEarliest",
    "announcedLatest", "sinceEarliest", "sinceLatest",
    "investor", "person", "organization", "customer", "vendor", "party", "software", "company",
    "project", "member", "group", "acquirer", "acquiree", "dependent", "dependency", "place",
    "subject", "named", "user", "host", "part", "whole", "parent", "subsidiary", "renamed",
    "recipient", "exchange", "competitor",
}  # fmt: skip


_EVIDENCE: Final = "prov:wasDerivedFrom"


class Relation(NamedTuple):
    """What a statement relates: the IRIs of two things, and of the funding round, if any."""

    name: str
    start: str
    end: str
    round: str


class Reading:
    """Everything that the consolidated graph says, each part gathered when first asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.columns = Columns(store)
        self.labels: dict[str, dict[str, str]] = defaultdict(dict)
        self.names: dict[str, list[dict[str, str]]] = defaultdict(list)
        self.types: dict[str, list[str]] = defaultdict(list)
        self.terms: dict[str, dict[str, str]] = defaultdict(dict)
        self.symmetric: set[str] = set()
        self.inverse: dict[str, str] = {}
        with collector_paused(), ThreadPoolExecutor(1) as other:
            types = other.submit(self._gather_types)
            self._gather_terms()
            self._gather_names()
            types.result()

    def _gather_terms(self) -> None:
        for row in internal_rows(self._store, "terms"):
            term, label = iri_of(row["term"]).removeprefix(CE), row["label"]
            if isinstance(label, Literal):
                self.terms[term][label.language or ""] = label.value
            if row["symmetric"] is not None:
                self.symmetric.add(term)
            if row["inverse"] is not None:
                self.inverse[term] = iri_of(row["inverse"]).removeprefix(CE)

    # The engine sorts, and joins, far slower than Python puts rows together, and takes longest to
    # look up each term of an answer: below it only scans, for as few terms as will do.

    def _gather_names(self) -> None:
        called: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
        for property_, preferred in (("rdfs:label", True), ("skos:altLabel", False)):
            for thing, names in self.columns[property_].items():
                called[thing] += [
                    (name.value, name.language or "", preferred)
                    for name in names
                    if isinstance(name, Literal)
                ]
        for iri in sorted(called):
            # A name in a language says more than the same without.
            names = called[iri]
            if len(names) > 1:
                names.sort(key=lambda name: (name[0], not name[1], name))
            for text, language, preferred in names:
                entry = {"text": text, "language": language}
                if entry not in self.names[iri]:
                    self.names[iri].append(entry)
                if preferred:
                    self.labels[iri][language] = text

    def _gather_types(self) -> None:
        for (kind,) in internal_rows(self._store, "kinds"):
            name = kind.value.removeprefix(CE)
            for thing in self._store.instances(kind):
                self.types[thing].append(name)
        for types in self.types.values():
            types.sort()

    def gather(self) -> None:
        """Read what a network needs, two parts at a time, as the engine reads without Python."""
        parts: tuple[Callable[[], object], ...] = (
            lambda: self.relations,
            lambda: self.statements,
            lambda: self._owners,
            lambda: [self.columns[name] for name in ("date", *_TIMES)],
        )
        with collector_paused(), ThreadPoolExecutor(2) as pool:
            for part in [pool.submit(part) for part in parts]:
                part.result()

    def values(self, node: str, name: str) -> Sequence[Any]:
        """Return the values that a node has for a property."""
        return self.columns[name].get(node, ())

    @cached_property
    def judgements(self) -> list[dict[str, str]]:
        """What was judged of two identifiers, and why."""
        names = ("mention", "thing", "verdict", "reason", "by", "date")
        rows = internal_rows(self._store, "judgements")
        return [{name: _plain(row[name]) for name in names} for row in rows]

    @cached_property
    def _details(self) -> dict[str, list[tuple[str, Sequence[Any]]]]:
        """The properties of each node that are told as details, in order, with their values.

        Direct relations, which the qualified ones give rise to, are left out.
        """
        found: dict[str, list[tuple[str, Sequence[Any]]]] = defaultdict(list)
        inverses = self.inverse.keys() | set(self.inverse.values())
        told = self.terms.keys() - inverses - _NOT_TOLD
        for name in sorted(name for name in told if name[0].islower()):
            for node, values in self.columns[name].items():
                found[node].append((name, values))
        return found

    @cached_property
    def relations(self) -> dict[str, list[Relation]]:
        """What each statement that is a relation relates: most two things, a partnership more."""
        found: dict[str, list[Relation]] = defaultdict(list)
        with collector_paused():
            for node, name, *ends in self._store.iris(internal_query("relations")):
                found[node].append(Relation(name.removeprefix(CE), *ends))
        for relations in found.values():
            if len(relations) > 1:
                relations.sort()
        return found

    @cached_property
    def statements(self) -> dict[str, list[dict[str, Any]]]:
        """The sources that state each thing and each statement, the best first."""
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        with collector_paused():
            for node, graph in self._store.iris(internal_query("stated")):
                source = self._sources[graph]
                if source not in (known := found[node]):
                    known.append(source)
        for sources in found.values():
            if len(sources) > 1:
                sources.sort(key=itemgetter("rank", "source"))
        return found

    @cached_property
    def _sources(self) -> dict[str, dict[str, Any]]:
        """What is told of each source, by its IRI and by that of its graph."""
        rows = list(internal_rows(self._store, "sources"))
        told = {iri_of(row["source"]): _source(row) for row in rows}
        return told | {iri_of(row["graph"]): told[iri_of(row["source"])] for row in rows}

    @cached_property
    def evidence(self) -> dict[str, list[dict[str, Any]]]:
        """The places that support each statement or claim, the best source first."""
        selectors, agents = self.columns["oa:hasSelector"], self.columns["prov:wasAttributedTo"]
        with collector_paused():
            places = {
                iri: {
                    **self._sources[iri_of(sources[0])],
                    **self._place(selectors.get(iri, ())),
                    "said_by": sorted(self.label(iri_of(agent)) for agent in agents.get(iri, ())),
                }
                for iri, sources in self.columns["oa:hasSource"].items()
            }
        order = itemgetter("rank", "source", "start")
        return {
            holder: sorted((places[iri] for iri in sorted(map(iri_of, cited))), key=order)
            if len(cited) > 1
            else [places[iri_of(cited[0])]]
            for holder, cited in self.columns[_EVIDENCE].items()
        }

    def _place(self, selectors: Sequence[Any]) -> dict[str, Any]:
        """Return where a selector leads, in words, in short and as a number to sort by."""
        node = iri_of(selectors[0]) if selectors else ""
        if paragraph := self.value(node, "paragraph"):
            start, end = self.value(node, "oa:start"), self.value(node, "oa:end")
            place = f"paragraph {paragraph}, characters {start}–{end}"
            return {"place": place, "short": f"P{paragraph}", "start": start}
        if fragment := self.value(node, "rdf:value"):
            line = fragment.removeprefix("L")
            return {"place": f"line {line}", "short": fragment, "start": int(line)}
        return {"place": "the document", "short": "", "start": 0}

    @cached_property
    def claims(self) -> dict[str, list[dict[str, Any]]]:
        """What was stated for each disputed property of a statement, the adopted value first."""
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in internal_rows(self._store, "claims"):
            value, currency = python_value(row["value"]), python_value(row["currency"])
            if isinstance(row["value"], NamedNode):
                value = self.term_of(row["value"])
            shown = cell_text(value)
            found[iri_of(row["node"])].append(
                {
                    "property": iri_of(row["property"]).removeprefix(CE),
                    "value": f"{shown} {currency}" if currency else shown,
                    "number": str(value) if isinstance(value, Decimal | int) else "",
                    "currency": currency or "",
                    "adopted": python_value(row["adopted"]),
                    "reason": python_value(row["reason"]) or "",
                    "evidence": self.evidence.get(iri_of(row["claim"]), []),
                }
            )

        return found

    def label(self, iri: str, language: Language = "en") -> str:
        """Return the preferred name of a thing: in the language, else in English, else any."""
        labels = self.labels.get(iri, {})
        other = next((one["text"] for one in self.names.get(iri, ())), iri)
        return labels.get(language) or labels.get("en") or next(iter(labels.values()), other)

    def kind(self, iri: str) -> str:
        """Return the most specific class of a thing."""
        types = self.types.get(iri, [])
        specific = [kind for kind in types if kind not in _WIDER]
        return (specific or sorted(types, key=_wideness) or ["Thing"])[0]

    def term(self, name: str, language: Language = "en") -> str:
        """Return the label of a term of the ontology."""
        return self.terms.get(name, {}).get(language, name)

    def inverse_term(self, relation: str) -> str:
        """Return how a relation reads from its other end."""
        return self.term(self.inverse.get(relation, relation))

    def term_of(self, value: NamedNode, language: Language = "en") -> str:
        """Return the label of a term of the ontology, or of a thing."""
        if value.value.startswith(CE):
            return self.term(value.value.removeprefix(CE), language)
        return self.label(value.value, language)

    def value(self, node: str, name: str) -> Any:
        """Return one value of a node's property as a Python value, or None."""
        values = self.values(node, name)
        return python_value(values[0]) if values else None

    def text(self, node: str, name: str, language: Language = "en") -> str:
        """Return a property of a node in a language if it has it, else in English, else any."""
        values = self.columns[name].get(node)
        if not values:
            return ""
        if len(values) == 1:
            return str(python_value(values[0]))
        told = {v.language: v for v in reversed(values) if isinstance(v, Literal)}
        best = told.get(language) or told.get("en")
        return str(python_value(best or values[0]))

    def when(self, node: str) -> str:
        """Return the time of a statement as it is stated; of a deal, else when it was announced."""
        node = self.dated(node)
        start, end = self.text(node, "start"), self.text(node, "end")
        if start or end:
            return start if "/" in start else f"{start or '..'}/{end or '..'}"
        return self.text(node, "date") or self.text(node, "announced")

    def time(self, node: str) -> dict[str, str]:
        """Return the bounds of a statement's time as ISO days, empty where open.

        A deal may have happened as soon as it was announced, and surely has once it is completed.
        """
        node = self.dated(node)
        bounds = {name: self.text(node, own) for own, name in _TIMES.items()}
        announced = self.text(node, "announcedEarliest")
        if announced and (not bounds["earliest"] or announced < bounds["earliest"]):
            bounds["earliest"] = announced
        return bounds

    def details(self, node: str, language: Language = "en") -> dict[str, str]:
        """Return what else is stated of a node, as short texts by property."""
        found: dict[str, str] = {}
        for name, values in self._details.get(node, ()):
            if any(isinstance(value, Literal) and value.language for value in values):
                found[name] = self.text(node, name, language)
            else:
                found[name] = ", ".join(self._plainly(value, language) for value in values)
        return found

    def _plainly(self, value: Any, language: Language) -> str:
        if isinstance(value, NamedNode):
            return self.term_of(value, language)
        plain = python_value(value)
        if isinstance(plain, bool):
            return say("yes" if plain else "no", language)
        return cell_text(plain)

    def kind_of_statement(self, node: str) -> str:
        """Return the class of a statement, which its IRI carries."""
        return _in_capitals(node.removeprefix(ID).partition("/")[0])

    @cached_property
    def investments(self) -> dict[str, list[str]]:
        """The investments in each funding round, the leads first."""
        found: dict[str, list[str]] = defaultdict(list)
        for node, rounds in self.columns["fundingRound"].items():
            for round_ in rounds:
                found[iri_of(round_)].append(node)
        for nodes in found.values():
            nodes.sort(key=lambda node: (not self.value(node, "isLead"), node))
        return found

    def owner(self, node: str) -> str:
        """Return the drawn thing that a statement without two ends is told of."""
        owner = self._owners.get(node, node)
        return self.owner(owner) if owner != node and self.kind(owner) in NO_NODES else owner

    @cached_property
    def _owners(self) -> dict[str, str]:
        """What the first of the properties that name an owner leads to, by statement."""
        return {
            node: iri_of(values[0])
            for name in reversed(_OWNER)
            for node, values in self.columns[name].items()
        }

    def possible(self, node: str, day: dt.date) -> bool:
        """Say whether a statement may hold on a day; a missing bound excludes nothing."""
        time = self.time(node)
        starts = time["start_earliest"] or time["earliest"]
        return (not starts or starts <= day.isoformat()) and (
            not time["end_latest"] or day.isoformat() <= time["end_latest"]
        )

    def certain(self, node: str, day: dt.date | None) -> bool:
        """Say whether a statement surely holds on a day, or has surely happened by then."""
        if day is None:
            return True
        node = self.dated(node)
        time, iso = self.time(node), day.isoformat()
        if time["latest"]:
            return time["latest"] <= iso
        stated = self.stated_on(node)
        begun = bool(time["start_latest"]) and time["start_latest"] <= iso
        begun = begun or any(one <= iso for one in stated)
        lasts = bool(time["end_earliest"]) and iso < time["end_earliest"]
        return begun and (lasts or any(one >= iso for one in stated))

    def stated_on(self, node: str) -> list[str]:
        """Return the days on which a source states a stretch as current, in order."""
        return sorted(str(python_value(one)) for one in self.values(node, "statedOn"))

    def dated(self, node: str) -> str:
        """Return the node whose time counts: an investment happens when its round does."""
        relations = self.relations.get(node)
        return (relations and relations[0].round) or node


@cache
def _in_capitals(segment: str) -> str:
    return "".join(word.capitalize() for word in segment.split("-"))


def _wideness(kind: str) -> int:
    """Rank the wider classes, the one that says most first."""
    return _WIDER.index(kind)


def _source(row: QuerySolution) -> dict[str, Any]:
    return {
        "title": python_value(row["title"]),
        "url": python_value(row["url"]) or "",
        "published": python_value(row["published"]) or "",
        "language": python_value(row["language"]),
        "source": iri_of(row["source"]).partition("/id/source/")[2],
        "rank": python_value(row["rank"]),
    }


def _plain(term: Any) -> str:
    """Return a term as text: a class or individual of the ontology by its name."""
    return str(python_value(term) or "").removeprefix(CE)
