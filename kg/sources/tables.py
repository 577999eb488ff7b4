"""Tables in CSV as they are found: what every reader of a table needs, and nothing of its meaning.

Byte-order marks, blank and ragged rows, stray bytes and spaces are dealt with here, once.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from kg.errors import InputError, Problem
from kg.sources.reader import Report
from kg.terms import digest, slug

_STRAY_BYTES: Final = re.compile("[\udc80-\udcff]")


def read_table(
    path: Path, columns: Sequence[str], report: Report, *, others: bool = False
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the rows of a CSV file, each with the line it starts on and its values by column.

    Spaces around a value are taken away, and runs of them inside are one. A row that is blank is
    passed over; one that is ragged or not UTF-8 is reported.

    Args:
        path: The file.
        columns: The columns that it must have.
        report: Told what is wrong with a row.
        others: Whether further columns are to be expected.

    Raises:
        InputError: The file cannot be read, or lacks a column.
    """
    try:
        # Bytes that are not UTF-8 spoil their own row, not the file.
        text = path.open(encoding="utf-8-sig", newline="", errors="surrogateescape")
    except OSError as error:
        raise InputError(Problem(f"cannot be read ({error.strerror})", str(path))) from error
    with text:
        records = read_records(text, path.name, report)
        header = [name.strip() for name in next(records, (1, []))[1]]
        missing = [name for name in columns if name not in header]
        if missing:
            problem = f"lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
            remedy = f"the first line must name {', '.join(columns)}"
            raise InputError(Problem(problem, path.name, "line 1", remedy))
        if not others:
            report.unknown_fields(dict.fromkeys(header), set(columns), path.name, 1)
        yield from _rows(records, header, path.name, report)


def read_records(
    lines: Iterable[str], file: str, report: Report
) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of CSV, each with the line it starts on.

    One that is no CSV is reported, and reading goes on with the line after the one it starts on: a
    quote that nobody closed takes none of the records that follow with it.

    Args:
        lines: The lines of a file, with their ends.
        file: The name of the file.
        report: Told which records cannot be read.
    """
    ahead = iter(lines)
    again, taken = deque[str](), list[str]()
    start = 1

    def noted() -> Iterator[str]:
        while (line := again.popleft() if again else next(ahead, None)) is not None:
            taken.append(line)
            yield line

    records = csv.reader(noted(), strict=True)
    while True:
        taken.clear()
        try:
            record = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            report.skip("a row is no CSV", file, start, f"{error}, or a quote is not closed")
            again.extendleft(reversed(taken[1:]))
            records = csv.reader(noted(), strict=True)
            start += 1
        else:
            yield start, record
            start += len(taken)


def _rows(
    records: Iterable[tuple[int, list[str]]], header: Sequence[str], file: str, report: Report
) -> Iterator[tuple[int, Mapping[str, str]]]:
    for line, row in records:
        text = "".join(row)
        if not text:
            continue
        if len(row) != len(header):
            report.skip(f"the row has not {len(header)} values", file, line, f"it has {len(row)}")
            continue
        if not text.isascii() and _STRAY_BYTES.search(text):
            report.skip("the row is not UTF-8 text", file, line)
            continue
        yield line, dict(zip(header, [" ".join(value.split()) for value in row], strict=True))


class Mentions:
    """The identifiers of what one source speaks of by name alone.

    >>> mentions = Mentions("investments")
    >>> mentions["Bench"], mentions["bench"], mentions["Bench"]
    ('investments.bench', 'investments.bench-1b32c28c', 'investments.bench')

    The first name to be met takes the plain identifier. Another that looks the same in it, and one
    without Latin letters, is told apart by a digest: whether two names are one thing is not
    decided here.
    """

    def __init__(self, scope: str) -> None:
        self._scope = scope
        self._of: dict[str, str] = {}
        self._taken: set[str] = {""}

    def __contains__(self, name: str) -> bool:
        return name in self._of

    def __getitem__(self, name: str) -> str:
        """Return the identifier of a name without its kind."""
        known = self._of.get(name)
        if known is None:
            plain = slug(name)
            if plain in self._taken:
                plain = f"{plain}-{digest(name)}".lstrip("-")
            self._taken.add(plain)
            known = self._of[name] = f"{self._scope}.{plain}"
        return known
