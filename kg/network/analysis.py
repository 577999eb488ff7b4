"""What an analysis gives: a table, and the basis on which it rests."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from kg.display import (
    LINES_SHOWN,
    ROWS_SHOWN,
    Displayed,
    csv_table,
    holds_numbers,
    html,
    html_table,
    markdown,
    markdown_table,
    shown_of,
)
from kg.extras import require
from kg.results import cell_text
from kg.terminal import table_lines

if TYPE_CHECKING:
    import pandas as pd

Edge = tuple[str, str, Mapping[str, Any]]

_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Basis:
    """What went into an analysis.

    Attributes:
        what: What was looked at, such as `co-investors`.
        as_of: The day for which was asked, in ISO form; empty if for none.
        things: How many things.
        relations: How many relations of each name, the most frequent first.
        first: The day on which the earliest of them began; empty if none has a date.
        last: The day on which the latest of them began.
        undated: How many of them have no date of their own, only a source that states them.
        uncertain: How many of them may, but need not, hold on that day.
        sources: The sources that state them, in order.
    """

    what: str
    as_of: str
    things: int
    relations: tuple[tuple[str, int], ...]
    first: str
    last: str
    undated: int
    uncertain: int
    sources: tuple[str, ...]

    @classmethod
    def of(cls, what: str, as_of: str, things: int, edges: Iterable[Edge]) -> Basis:
        """Return the basis of what some edges of a network tell."""
        relations: Counter[str] = Counter()
        sources: set[str] = set()
        days: list[str] = []
        uncertain = 0
        for _, _, data in edges:
            relations[data["relation"]] += 1
            sources.update(data["sources"])
            uncertain += not data["certain"]
            if day := began(data):
                days.append(day)
        ranked = tuple(sorted(relations.items(), key=lambda one: (-one[1], one[0])))
        first, last = (min(days), max(days)) if days else ("", "")
        undated = relations.total() - len(days)
        named = tuple(sorted(sources))
        return cls(what, as_of, things, ranked, first, last, undated, uncertain, named)

    def __str__(self) -> str:
        named = ", ".join(f"{name} {count:,}" for name, count in self.relations)
        total = sum(count for _, count in self.relations)
        begun = f"begun {self.first} to {self.last}, " if self.first else ""
        doubt = f", {self.uncertain:,} not certain on that day" if self.uncertain else ""
        return (
            f"{self.what}{f' as of {self.as_of}' if self.as_of else ''}: {self.things:,} things; "
            f"{total:,} relations{f' ({named})' if named else ''}, {begun}{self.undated:,} without "
            f"a date of their own{doubt}; {len(self.sources):,} sources"
        )


@dataclass(frozen=True, slots=True, repr=False)
class Analysis(Displayed):
    """A table of what a network tells, and on what that rests.

    Attributes:
        title: What the table shows.
        columns: The names of its columns.
        rows: Its rows, in order, each with a value for each column.
        basis: What went into it.
        notes: What a reader must know of how it was reckoned, as sentences without a full stop.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    basis: Basis
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)

    def cells(self) -> Iterator[list[str]]:
        """Yield the rows as people read them."""
        return ([_text(value) for value in row] for row in self.rows)

    def lines(self) -> Iterator[str]:
        """Yield the first rows as lines of a table between the title and what it rests on."""
        title, *rest = self.footing()
        yield title
        yield from table_lines(self.columns, islice(self.cells(), LINES_SHOWN))
        yield self._count(LINES_SHOWN)
        yield from rest

    def footing(self) -> Iterator[str]:
        """Yield the title, what went in and the notes, as lines of plain text."""
        yield self.title
        yield f"of {self.basis}"
        yield from self.notes

    def top(self, count: int) -> Analysis:
        """Return the same with no more than the first rows."""
        return Analysis(self.title, self.columns, self.rows[:count], self.basis, self.notes)

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a data frame.

        Raises:
            KgError: pandas is not installed.
        """
        frame: pd.DataFrame = require("pandas").DataFrame(
            list(self.rows), columns=list(self.columns)
        )
        return frame

    def to_csv(self) -> str:
        """Return the rows as CSV for spreadsheets, with full precision."""
        return csv_table(self.columns, self.rows)

    def to_json(self) -> str:
        """Return everything as JSON: title, basis, notes, and rows as objects."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        basis = {**asdict(self.basis), "relations": dict(self.basis.relations)}
        whole = {"title": self.title, "basis": basis, "notes": self.notes, "rows": rows}
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"

    def to_markdown(self) -> str:
        """Return the table as Markdown, with what it rests on below."""
        return self._markdown(self.cells(), ())

    def _repr_markdown_(self) -> str:
        return self._markdown(islice(self.cells(), ROWS_SHOWN), (self._count(ROWS_SHOWN),))

    def _markdown(self, rows: Iterable[Sequence[str]], counted: Sequence[str]) -> str:
        title, *rest = map(markdown, self.footing())
        below = "\n".join(f"- {line}" for line in (*counted, *rest))
        return f"## {title}\n\n{markdown_table(self.columns, rows)}\n{below}\n"

    def _repr_html_(self) -> str:
        title, *rest = map(html, self.footing())
        first = self.rows[:ROWS_SHOWN]
        numbers = [holds_numbers(column) for column in zip(*first, strict=True)]
        table = html_table(
            self.columns, islice(self.cells(), ROWS_SHOWN), self._count(ROWS_SHOWN), numbers
        )
        below = "".join(f"<li>{line}</li>" for line in rest)
        return f"<p><b>{title}</b></p>{table}<ul>{below}</ul>"

    def _count(self, shown: int) -> str:
        return shown_of(len(self), "row", shown, cut=False)


def began(relation: Mapping[str, Any]) -> str:
    """Return the first day on which a relation may have begun, in ISO form; empty if unknown."""
    return str(relation["start_earliest"] or relation["earliest"])


def known_from(relation: Mapping[str, Any]) -> str:
    """Return the day on which a relation began, else the first day on which a source states it."""
    stated: Sequence[str] = relation["stated_on"]
    return began(relation) or (stated[0] if stated else "")


def _text(value: Any) -> str:
    return f"{value:.{_DIGITS}g}" if isinstance(value, float) else cell_text(value)
