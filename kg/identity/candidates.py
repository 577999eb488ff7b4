"""Candidates: things that look alike, for somebody to judge. A likeness never merges anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import combinations, product
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

_GOES_ON: Final = 50.0
"""How alike two names are of which one goes on for long after the other."""

_PARTNERS_TOLD: Final = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two things that might be one, and that nobody has judged.

    Attributes:
        one: An identifier.
        other: The other.
        names: Their names that are alike; once if they are the same.
        likeness: How alike, from 0 to 100 for the same spelling.
        partners: The names of those with whom both dealt, as investors or companies.
    """

    one: str
    other: str
    names: tuple[str, ...]
    likeness: float
    partners: tuple[str, ...] = ()

    def __str__(self) -> str:
        both = f"{self.one} and {self.other}"
        alike = " and ".join(repr(name) for name in self.names)
        told = "share the name" if len(self.names) == 1 else "have like names:"
        dealt = ", ".join(self.partners[:_PARTNERS_TOLD])
        if more := len(self.partners[_PARTNERS_TOLD:]):
            dealt += f" and {more} more"
        return f"{both} {told} {alike}{dealt and f'; both dealt with {dealt}'}"


def candidates(
    things: Iterable[Thing],
    judged: Callable[[str, str], bool],
    known: KnownNames,
    partners: Mapping[str, Set[str]],
) -> list[Candidate]:
    """Return the pairs of things that look alike and are not judged.

    Those come first that dealt with the same partners, then the likest. Compares each name with
    its neighbours in the alphabet, forwards and backwards, so the work grows with the number of
    names, not with that of pairs.

    Args:
        things: What to compare.
        judged: Whether two of them were judged.
        known: The names that are known to be of two things.
        partners: With whom each thing dealt.
    """
    called: dict[str, str] = {}
    holders: _Holders = {}
    for thing in things:
        for name in (*thing.name.values(), *thing.also):
            called.setdefault(thing.id, name)
            for key in spellings(name)[:1]:
                holders.setdefault((family(thing), key), {}).setdefault(thing.id, name)
    best: dict[tuple[str, str], Candidate] = {}
    for likeness, one, other, names in (*_namesakes(holders), *_like(holders, partners)):
        pair = (min(one, other), max(one, other))
        if one == other or judged(one, other) or _known_apart(known, one, names):
            continue
        if pair not in best or best[pair].likeness < likeness:
            told = tuple(dict.fromkeys(names if one < other else reversed(names)))
            both = sorted(_shared(partners, *pair))
            with_both = tuple(called.get(id_, id_) for id_ in both)
            best[pair] = Candidate(*pair, told, likeness, with_both)
    return sorted(best.values(), key=lambda c: (-len(c.partners), -c.likeness, c.one, c.other))


_Holders = dict[tuple[str, str], dict[str, str]]
_Pair = tuple[float, str, str, tuple[str, str]]


def _namesakes(holders: _Holders) -> Iterator[_Pair]:
    for names in holders.values():
        for one, other in combinations(sorted(names), 2):
            yield 100.0, one, other, (names[one], names[other])


def _like(holders: _Holders, partners: Mapping[str, Set[str]]) -> Iterator[_Pair]:
    """Yield names that are alike, of the kinds in which likeness says something."""
    keys = [pair for pair in holders if len(pair[1]) >= _SHORTEST and "person" not in pair[0]]
    for ordered in (sorted(keys), sorted(keys, key=lambda pair: (pair[0], pair[1][::-1]))):
        for place, (of, one) in enumerate(ordered):
            for near_of, other in ordered[place + 1 : place + 1 + _NEIGHBOURS]:
                if of != near_of:
                    break
                bearers = product(holders[of, one].items(), holders[of, other].items())
                likeness = _likeness(one, other)
                for (id_, name), (other_id, other_name) in bearers:
                    # Who dealt with the same partners may be called by much less than a name.
                    if likeness >= LEAST or (likeness and _shared(partners, id_, other_id)):
                        yield likeness, id_, other_id, (name, other_name)


def _shared(partners: Mapping[str, Set[str]], one: str, other: str) -> Set[str]:
    return partners.get(one, frozenset()) & partners.get(other, frozenset())


def _likeness(one: str, other: str) -> float:
    """Return how alike two spellings are; one that goes on after the other is like it."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short):
        return 90.0 if len(long) <= 2 * len(short) else _GOES_ON
    return min(fuzz.ratio(one, other, score_cutoff=LEAST), 99.0)


def _known_apart(known: KnownNames, thing: str, names: tuple[str, str]) -> bool:
    kind = kind_of(thing)
    spelled = [
        {known.usual(kind, name), known.usual(kind, without_legal_form(name)[0])} for name in names
    ]
    return any(known.apart(kind, a, b) for a in spelled[0] for b in spelled[1])
