"""Candidates: things that look alike, for somebody to judge. A likeness never merges anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from kg.facts import Thing, kind_of
from kg.identity.keys import family
from kg.identity.legal_forms import without_legal_form
from kg.identity.names import KnownNames, spellings

LEAST: Final = 88.0
"""From which likeness on, of at most 100, two names are worth a look."""

_NEIGHBOURS: Final = 6
"""With how many that follow in the alphabet a name is compared."""

_SHORTEST: Final = 4
"""Shorter names are alike by chance."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two things that might be one, and that nobody has judged.

    Attributes:
        one: An identifier.
        other: The other.
        names: Their names that are alike; once if they are the same.
        likeness: How alike, from 0 to 100 for the same spelling.
    """

    one: str
    other: str
    names: tuple[str, ...]
    likeness: float

    def __str__(self) -> str:
        if len(self.names) == 1:
            return f"{self.one} and {self.other} share the name {self.names[0]!r}"
        alike = " and ".join(repr(name) for name in self.names)
        return f"{self.one} and {self.other} have like names: {alike}"


def candidates(
    things: Iterable[Thing], judged: Callable[[str, str], bool], known: KnownNames
) -> list[Candidate]:
    """Return the pairs of things that look alike and are not judged, the likest first.

    Compares each name with its neighbours in the alphabet, forwards and backwards, so the work
    grows with the number of names, not with that of pairs.
    """
    holders: dict[tuple[str, str], dict[str, str]] = {}
    for thing in things:
        for name in (*thing.name.values(), *thing.also):
            for key in spellings(name)[:1]:
                holders.setdefault((family(thing), key), {}).setdefault(thing.id, name)
    best: dict[tuple[str, str], Candidate] = {}
    for likeness, one, other, names in (*_namesakes(holders), *_like(holders)):
        pair = (min(one, other), max(one, other))
        if one == other or judged(one, other) or _known_apart(known, one, names):
            continue
        if pair not in best or best[pair].likeness < likeness:
            told = tuple(dict.fromkeys(names if one < other else reversed(names)))
            best[pair] = Candidate(*pair, told, likeness)
    return sorted(best.values(), key=lambda c: (-c.likeness, c.one, c.other))


_Pair = tuple[float, str, str, tuple[str, str]]


def _namesakes(holders: dict[tuple[str, str], dict[str, str]]) -> Iterator[_Pair]:
    for names in holders.values():
        ids = sorted(names)
        for place, one in enumerate(ids):
            for other in ids[place + 1 :]:
                yield 100.0, one, other, (names[one], names[other])


def _like(holders: dict[tuple[str, str], dict[str, str]]) -> Iterator[_Pair]:
    """Yield names that are alike, of the kinds in which likeness says something."""
    keys = [pair for pair in holders if len(pair[1]) >= _SHORTEST and "person" not in pair[0]]
    for ordered in (sorted(keys), sorted(keys, key=lambda pair: (pair[0], pair[1][::-1]))):
        for place, (of, one) in enumerate(ordered):
            for near_of, other in ordered[place + 1 : place + 1 + _NEIGHBOURS]:
                if of != near_of:
                    break
                likeness = _likeness(one, other)
                if likeness < LEAST:
                    continue
                for id_, name in holders[of, one].items():
                    for other_id, other_name in holders[of, other].items():
                        yield likeness, id_, other_id, (name, other_name)


def _likeness(one: str, other: str) -> float:
    """Return how alike two spellings are; one that goes on after the other is like it."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and len(long) <= 2 * len(short):
        return 90.0
    return min(fuzz.ratio(one, other, score_cutoff=LEAST), 99.0)


def _known_apart(known: KnownNames, thing: str, names: tuple[str, str]) -> bool:
    kind = kind_of(thing)
    spelled = [
        {known.usual(kind, name), known.usual(kind, without_legal_form(name)[0])} for name in names
    ]
    return any(known.apart(kind, a, b) for a in spelled[0] for b in spelled[1])
