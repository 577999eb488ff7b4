"""Looking things up: which thing of a store a name means."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

from pyoxigraph import DefaultGraph, NamedNode, QuerySolutions

from kg.errors import NotFoundError, Problem
from kg.likeness import PLAUSIBLE, folded, likeness, unpunctuated
from kg.queries import internal_rows
from kg.results import Result
from kg.store import Store
from kg.terms import CE, ID, PREFIXES, compact, expand, is_iri

_LABEL: Final = NamedNode(PREFIXES["rdfs"] + "label")
_OTHERS: Final = [NamedNode(PREFIXES["skos"] + name) for name in ("altLabel", "hiddenLabel")]
_OF_A_SOFTWARE: Final = NamedNode(CE + "software")
"""What each of an image's variants has, of which one image may have a hundred."""
_LOCAL: Final = re.compile(r"[a-z]+(?:-[a-z]+)*/[\w.-]+")
_LEAST_LIKE: Final = 65.0
_THE_NAME: Final = 100.0
_FOR_TEN_TIMES: Final = 5.0
_CONSIDERED: Final = 50
"""So many more than are asked for are ranked by how much is told of them."""
_KNOWN: Final = "SELECT ?thing { ?thing a ?type } LIMIT 1"


@dataclass(frozen=True, slots=True)
class Match:
    """A thing that a name may mean.

    Attributes:
        iri: The thing.
        name: The name under which it was found.
        label: Its preferred name.
        score: 100 for the very name, less for a near one.
    """

    iri: str
    name: str
    label: str
    score: float


class Lookup:
    """The things of a store by their names: any language, any alias, any case."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def labels(self) -> dict[str, str]:
        """The preferred name of each thing, in English if there is one, by its IRI."""
        # Asking once is quicker than asking for each. The English ones come last, so they stay.
        rows = sorted(Result(internal_rows(self._store, "labels")), key=lambda row: row.english)
        return {row.thing: row.label for row in rows}

    def search(self, text: str, limit: int) -> list[Match]:
        """Return the things whose name is, or is like, a text.

        Best first; a thing whose preferred name it is comes before one that is also called so, and
        of names that are about as like that of what more is told of.
        """
        wanted = folded(text)
        best: dict[str, tuple[float, bool, str]] = {}
        for iri, name, preferred in self._names:
            score = likeness(wanted, folded(name))
            best[iri] = max(best.get(iri, (0.0, False, "")), (score, preferred, name))
        ranked = sorted(best.items(), key=lambda one: (-one[1][0], not one[1][1], one[0]))
        near = [one for one in ranked[: limit + _CONSIDERED] if one[1][0] >= _LEAST_LIKE]
        near.sort(key=lambda one: -self._likelihood(one[0], one[1][0]))
        return [
            Match(iri, name, self.labels.get(iri, name), round(score, 1))
            for iri, (score, _, name) in near[:limit]
        ]

    def _likelihood(self, iri: str, score: float) -> float:
        """Return how likely a thing is what was meant, by its name and by how much is told of it.

        Ten times as much told outweighs one letter in twenty.
        """
        if score == _THE_NAME:
            return 2 * score
        return score + _FOR_TEN_TIMES * math.log10(1 + self._told_of(iri))

    def _called(self, name: str, compared: Callable[[str], str]) -> list[str]:
        """Return the IRIs of what is called so, as names are compared, the likeliest first.

        Those whose preferred name it is come first, and of them what most is told of.
        """
        wanted = compared(name)
        exact = [
            (not preferred, iri)
            for iri, known, preferred in self._names
            if compared(known) == wanted
        ]
        if len(exact) > 1:
            exact.sort(key=lambda one: (one[0], -self._told_of(one[1]), _plainness(one[1]), one[1]))
        return list(dict.fromkeys(iri for _, iri in exact))

    def _told_of(self, iri: str) -> int:
        """Return how many statements point at a thing."""
        quads = self._store.engine.quads_for_pattern(None, None, NamedNode(iri), DefaultGraph())
        return sum(quad.predicate != _OF_A_SOFTWARE for quad in quads)

    def find(self, name: str) -> list[str]:
        """Return the IRIs of what a name, or an identifier, may mean, the likeliest first.

        Raises:
            NotFoundError: Nothing is called so; the message names what is called almost so.
        """
        iri = _identifier(name)
        if iri.startswith(ID) and is_iri(iri):
            known = self._store.query(_KNOWN, {"thing": NamedNode(iri)})
            if any(cast(QuerySolutions, known)):
                return [iri]
        if called := self._called(name, folded) or self._called(name, unpunctuated):
            return called
        if not self._names:
            problem = f"the graph {self._store.location} is empty, it has no {name!r}"
            raise NotFoundError(Problem(problem, remedy="open one that kg build made"))
        near = [match for match in self.search(name, 3) if match.score >= PLAUSIBLE]
        alike = Counter(folded(match.label) for match in near)
        told = ", ".join(
            # Of things that have one name, the identifiers tell which is which.
            f"{match.label} ({compact(match.iri)})"
            if alike[folded(match.label)] > 1
            else match.label
            for match in near
        )
        remedy = f"did you mean {told}?" if near else "look for it: kg search TEXT"
        raise NotFoundError(Problem(f"nothing is called {name!r}", remedy=remedy))

    @cached_property
    def _names(self) -> list[tuple[str, str, bool]]:
        return sorted(
            (thing.value, name.value, property_ is _LABEL)
            for property_ in (_LABEL, *_OTHERS)
            for thing, name in self._store.values(property_)
        )


def _identifier(name: str) -> str:
    """Return the IRI that a text may be: whole, with its prefix, or as reasons write it.

    >>> _identifier("organization/docker") == _identifier("id:organization/docker")
    True
    """
    name = name.strip().removeprefix("<").removesuffix(">")
    return ID + name if _LOCAL.fullmatch(name) else expand(name)


def _plainness(iri: str) -> int:
    """Rank kinds of things that share a name: people mostly mean the organization."""
    kinds = ("organization", "person", "software")
    kind = iri.removeprefix(ID).partition("/")[0]
    return kinds.index(kind) if kind in kinds else len(kinds)
