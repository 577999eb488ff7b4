"""What the consolidated graph of one build says, by node, as far as two builds can be compared.

It asks a store one question for everything, which takes a fraction of what joins would.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode, QuerySolution, Triple

from kg.queries import internal_rows
from kg.results import Term, cell_text, python_value
from kg.store import Store
from kg.terms import CE, ID, PREFIXES

Said = Mapping[str, Sequence[Term]]
"""What is said of a node: the values of each property, by its local name."""

_THINGS: Final = frozenset(
    ["organization", "person", "software", "place", "metric", "category", "event", "release",
     "funding-round"]
)  # fmt: skip
_SUPPORT: Final = frozenset(["evidence", "source", "claim", "judgement"])
_CLAIMED: Final = "claimed "
_PREFERRED: Final = ("en", "")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a source.

    Attributes:
        source: The key of the source, such as `cncf-landscape`.
        line: The line of its file, or None.
        paragraph: The paragraph of its text, or None.
        url: The address of the source, with the line where the address can carry it.
    """

    source: str
    line: int | None = None
    paragraph: int | None = None
    url: str = ""

    @property
    def short(self) -> str:
        """The place within its source: `L12`, `P3`, or nothing for the source as a whole."""
        if self.line is not None:
            return f"L{self.line}"
        return f"P{self.paragraph}" if self.paragraph is not None else ""

    @property
    def order(self) -> tuple[str, int, int]:
        """What places are sorted by."""
        return self.source, self.line or 0, self.paragraph or 0


class Described:
    """The things and statements of one build."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._said: dict[str, dict[str, list[Term]]] = defaultdict(dict)
        for node, property_, value in internal_rows(store, "statements"):
            self._said[node.value].setdefault(_local(property_.value), []).append(value)
        for thing, type_ in internal_rows(store, "classes"):
            self._said[thing.value].setdefault("type", []).append(type_)
        self.things: set[str] = set()
        self.statements: set[str] = set()
        self._claims: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for node, said in self._said.items():
            segment = segment_of(node) if node.startswith(ID) else ""
            if segment in _THINGS:
                self.things.add(node)
            elif segment == "claim":
                self._claim(node, said)
            elif segment and segment not in _SUPPORT:
                self.statements.add(node)

    def _claim(self, node: str, said: Said) -> None:
        if not python_value(said["adopted"][0]):
            of, name = text_of(said["claimOf"][0]), _local(text_of(said["claimedProperty"][0]))
            self._claims[of][f"{_CLAIMED}{name}"].append(node)

    def said(self, node: str) -> Said:
        """Return what is said of a node; nothing of one that the build does not know."""
        return self._said.get(node, {})

    def target(self, node: str, name: str) -> str:
        """Return the IRI that a property of a node points at, or the empty text."""
        values = self.said(node).get(name)
        return text_of(values[0]) if values else ""

    def rejected(self, node: str) -> dict[str, str]:
        """Return the values that some source claims of a node and that were not taken.

        Each stands under the name of its property, with `claimed` before it.
        """
        return {
            name: self.text(value for claim in claims for value in self.said(claim)["claimedValue"])
            for name, claims in self._claims.get(node, {}).items()
        }

    def label(self, node: str) -> str:
        """Return the preferred name of a thing, in English if it has one."""
        labels = {
            value.language or "": value.value
            for value in self.said(node).get("label", ())
            if isinstance(value, Literal)
        }
        for language in _PREFERRED:
            if language in labels:
                return labels[language]
        return min(labels.values(), default=node.removeprefix(ID))

    def text(self, values: Iterable[Term]) -> str:
        """Return values as people read them; of a text in several languages the English one."""
        known = list(values)
        english = [one for one in known if isinstance(one, Literal) and one.language == "en"]
        return ", ".join(sorted(self._shown(one) for one in english or known))

    def _shown(self, value: Term) -> str:
        if isinstance(value, NamedNode):
            if value.value.startswith(CE):
                return words(value.value.removeprefix(CE))
            return self.label(value.value) if value.value.startswith(ID) else value.value
        return cell_text(python_value(value))

    def value(self, node: str, name: str) -> str:
        """Return a property of a node as people read it, or the empty text."""
        return self.text(self.said(node).get(name, ()))

    def references(self, node: str) -> Iterator[tuple[str, str]]:
        """Yield each property of a node that points at a thing, with the thing."""
        for name, values in self.said(node).items():
            for value in values:
                if isinstance(value, NamedNode) and value.value in self.things:
                    yield name, value.value

    def places(self, nodes: Iterable[str]) -> tuple[Place, ...]:
        """Return where the sources say what is said of nodes, in order and each place once."""
        found = {
            _place(row)
            for node in nodes
            for row in internal_rows(self._store, "places-of", {"node": NamedNode(node)})
        }
        return tuple(sorted(found, key=lambda place: place.order))

    def places_of_value(self, node: str, name: str, values: Iterable[Term]) -> tuple[Place, ...]:
        """Return where the sources say of a node that a property has one of these values."""
        if name.startswith(_CLAIMED):
            return self.places(self._claims.get(node, {}).get(name) or [node])
        says = {
            row["source"].value.partition("/id/source/")[2]
            for value in values
            for row in internal_rows(
                self._store, "says",
                {"node": NamedNode(node), "property": NamedNode(_full(name)), "value": value},
            )
        }  # fmt: skip
        places = self.places([node])
        return tuple(place for place in places if place.source in says) or places

    @cached_property
    def documents(self) -> set[str]:
        """The sources that are documents, rather than data sets that come in versions."""
        return {
            node
            for node, said in self._said.items()
            if segment_of(node) == "source" and f"{CE}Dataset" not in values_of(said, "type")
        }

    @cached_property
    def mentions(self) -> dict[str, str]:
        """The thing that each mention was judged to be, by the IRIs of both."""
        return {
            text_of(said["mention"][0]): text_of(said["judgedThing"][0])
            for node, said in self._said.items()
            if segment_of(node) == "judgement" and values_of(said, "verdict") == {f"{CE}Same"}
        }


def _place(row: QuerySolution) -> Place:
    source, url = row["source"].value.partition("/id/source/")[2], row["url"]
    address = url.value if url else ""
    if fragment := row["fragment"]:
        linked = f"{address}#{fragment.value}" if "/blob/" in address else address
        return Place(source, line=int(fragment.value.removeprefix("L")), url=linked)
    paragraph = row["paragraph"]
    return Place(source, paragraph=int(paragraph.value) if paragraph else None, url=address)


def segment_of(node: str) -> str:
    """Return the part of an IRI that tells what it is of: `funding-round` of a round."""
    return node.removeprefix(ID).partition("/")[0]


def values_of(said: Said, name: str) -> set[str]:
    """Return the values of a property as texts."""
    return {text_of(value) for value in said.get(name, ())}


def text_of(term: Term) -> str:
    """Return the text of a literal, or the IRI of a node."""
    return str(python_value(term)) if isinstance(term, Triple) else term.value


def words(name: str) -> str:
    """Return a name of the ontology as words.

    >>> words("boardMemberOf"), words("FundingRound")
    ('board member of', 'funding round')
    """
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


_ELSEWHERE: Final = {
    "label": PREFIXES["rdfs"] + "label",
    "altLabel": PREFIXES["skos"] + "altLabel",
    "broader": PREFIXES["skos"] + "broader",
}
"""The properties of things that another vocabulary has."""


@cache
def _local(iri: str) -> str:
    """Return the local name of a property."""
    return re.split("[#/]", iri)[-1]


def _full(name: str) -> str:
    return _ELSEWHERE.get(name, CE + name)
