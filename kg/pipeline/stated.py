"""What the sources state, one statement at a time, as often as it is asked for.

A source of moderate size is read once and kept; a large one is read again each time, so that
memory does not grow with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from kg.consolidate import Survey
from kg.facts import Source, Statement
from kg.rdf import identify
from kg.sources import Dataset, Given, Report, read

Say = Callable[[str], None]

_STATEMENTS_KEPT: Final = 200_000
"""How many statements of one source are kept rather than read again; some 200 MB."""

_Pair = tuple[Source, Statement]


class Stated:
    """What fact sheets and other sources state, each of its own mentions of things.

    Attributes:
        reports: What could not be used of each source but the fact sheets, once it was read.
        survey: How often each thing and relation is told of, once all was read.
    """

    def __init__(self, sheets: Sequence[Dataset], given: Sequence[Given], say: Say) -> None:
        self.reports: dict[Given, Report] = {}
        self.survey = Survey()
        self._given = given
        self._say = say
        told = [(sheet.source, one) for sheet in sheets for one in sheet.statements]
        self._kept: dict[Given | None, list[_Pair]] = {None: list(self._noted(told))}

    def __iter__(self) -> Iterator[_Pair]:
        for given in (None, *self._given):
            yield from self._kept[given] if given in self._kept else self._read(given)

    def _read(self, given: Given | None) -> Iterator[_Pair]:
        assert given is not None  # noqa: S101  the fact sheets are always kept
        self._say(f"reading {given.name}")
        report = Report(given.key)
        kept: list[_Pair] | None = []
        pairs = read(given, report)
        for one in pairs if given in self.reports else self._noted(pairs):
            if kept is not None:
                kept.append(one)
                kept = kept if len(kept) <= _STATEMENTS_KEPT else None
            yield one
        self.reports[given] = report
        if kept is not None:
            self._kept[given] = kept

    def _noted(self, pairs: Iterable[_Pair]) -> Iterator[_Pair]:
        for source, statement in pairs:
            self.survey.note(identify(statement), statement)
            yield source, statement
