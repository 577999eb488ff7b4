"""What the sources state, one statement at a time, as often as it is asked for.

A source of moderate size is read once and kept; a large one is read again each time, so that
memory does not grow with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from kg.facts import Source, Statement
from kg.identity import Identities
from kg.sources import Dataset, Given, Report, read

Say = Callable[[str], None]

_STATEMENTS_KEPT: Final = 200_000
"""How many statements of one source are kept rather than read again; some 200 MB."""

_Pairs = Iterable[tuple[Source, Statement]]


class Stated:
    """What fact sheets and other sources state.

    Attributes:
        reports: What could not be used of each source but the fact sheets, once it was read.
    """

    def __init__(self, sheets: Sequence[Dataset], given: Sequence[Given], say: Say) -> None:
        self.reports: dict[Given, Report] = {}
        self._given = given
        self._say = say
        self._identities = Identities()
        sheets_say = [(sheet.source, one) for sheet in sheets for one in sheet.statements]
        self._kept: dict[Given | None, list[tuple[Source, Statement]]] = {None: sheets_say}

    def __iter__(self) -> Iterator[tuple[Source, Statement]]:
        for given in (None, *self._given):
            yield from self._kept[given] if given in self._kept else self._read(given)

    def settle(self, identities: Identities) -> None:
        """Tell from now on of things, rather than of each source's own mentions of them."""
        self._identities = identities
        self._kept = {given: list(self._resolved(kept)) for given, kept in self._kept.items()}

    def _read(self, given: Given | None) -> Iterator[tuple[Source, Statement]]:
        assert given is not None  # noqa: S101  the fact sheets are always kept
        self._say(f"reading {given.name}")
        report = Report(given.name)
        kept: list[tuple[Source, Statement]] | None = []
        for one in self._resolved(read(given, report)):
            if kept is not None:
                kept.append(one)
                kept = kept if len(kept) <= _STATEMENTS_KEPT else None
            yield one
        self.reports[given] = report
        if kept is not None:
            self._kept[given] = kept

    def _resolved(self, pairs: _Pairs) -> Iterator[tuple[Source, Statement]]:
        mentioned: Source | None = None
        for source, statement in pairs:
            if source is not mentioned:
                mentioned, known = source, self._identities.resolve_source(source)
            yield known, self._identities.resolve(statement)
