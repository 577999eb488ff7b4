"""What two builds say otherwise of what is the same in both: property by property."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.changes.described import Described, text_of
from kg.changes.matching import Matching
from kg.changes.sentences import ABOUT_THE_RECORD, SUMS, value_of
from kg.results import Term
from kg.terms import CE

_OF_THINGS: Final = frozenset(
    ["altLabel", "homepage", "repository", "githubLogin", "crunchbaseSlug", "wikidataId", "type",
     "category", "broader", "company", "series", "amount", "target", "currency", "valuation",
     "date", "previousRound", "software", "version", "hedge"]
)  # fmt: skip
"""What is compared of a thing; whatever else is said of one is derived from statements."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A property that has other values in the new build.

    Attributes:
        name: The property.
        removed: The values that it had in the old build alone.
        added: The values that it has in the new build alone.
    """

    name: str
    removed: Sequence[Term]
    added: Sequence[Term]


class Differences:
    """Finds what two builds say otherwise."""

    def __init__(self, matching: Matching) -> None:
        self._matching = matching
        self._old, self._new = matching.builds

    def of_statement(self, one: str, other: str) -> Iterator[Difference]:
        """Yield what is otherwise of a statement, and of what sources claim against it."""
        if self._old.said(one) != self._new.said(other):
            names = self._old.said(one).keys() | self._new.said(other).keys()
            yield from self._of([one], [other], names - ABOUT_THE_RECORD)
        yield from self._claims(one, other)

    def of_thing(self, olds: Sequence[str], news: Sequence[str]) -> Iterator[Difference]:
        """Yield what is otherwise of a thing, which in either build may be several."""
        names = {name for node in olds for name in self._old.said(node)}
        names |= {name for node in news for name in self._new.said(node)}
        first = {self._old.label(iri) for iri in olds} | {self._new.label(iri) for iri in news}
        for found in self._of(olds, news, names & _OF_THINGS):
            difference = found
            if found.name == "altLabel":
                # A name that was or became the first one is told as a change of name.
                difference = _without(found, lambda text: text in first)
            elif found.name == "type":
                difference = _without(found, lambda text: not text.startswith(CE))
            if difference.removed or difference.added:
                yield difference
        for iri in olds:
            if iri in news:
                yield from self._claims(iri, iri)

    def _claims(self, one: str, other: str) -> Iterator[Difference]:
        """Yield what sources claim otherwise, and is not taken."""
        claims = self._old.rejected(one), self._new.rejected(other)
        for name in sorted(claims[0].keys() | claims[1].keys()):
            before, after = ([Literal(told[name])] if name in told else [] for told in claims)
            if before != after:
                yield Difference(name, before, after)

    def told(self, one: str, other: str, difference: Difference) -> tuple[str, str]:
        """Return what a property had and what it has, as people read it."""
        return (
            _told(self._old, one, difference.name, difference.removed),
            _told(self._new, other, difference.name, difference.added),
        )

    def _of(
        self, olds: Iterable[str], news: Iterable[str], names: Iterable[str]
    ) -> Iterator[Difference]:
        for name in sorted(names):
            before, after = (
                {
                    self._comparable(build, value): value
                    for node in nodes
                    for value in self._matching.builds[build].said(node).get(name, ())
                }
                for build, nodes in enumerate((olds, news))
            )
            if before.keys() != after.keys():
                yield Difference(
                    name,
                    [value for key, value in before.items() if key not in after],
                    [value for key, value in after.items() if key not in before],
                )

    def _comparable(self, build: int, value: Term) -> object:
        if isinstance(value, NamedNode) and value.value in self._matching.builds[build].things:
            return self._matching.thing(build, value.value)
        return value


def _told(described: Described, node: str, name: str, values: Sequence[Term]) -> str:
    # Sums are told with their currency, which stands beside the value.
    if len(values) == 1 and name in SUMS:
        return value_of(described, node, name)
    return described.text(values)


def _without(difference: Difference, dropped: Callable[[str], bool]) -> Difference:
    removed, added = (
        [value for value in values if not dropped(text_of(value))]
        for values in (difference.removed, difference.added)
    )
    return Difference(difference.name, removed, added)
