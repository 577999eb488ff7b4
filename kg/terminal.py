"""What people see in a terminal: tables, and text that can do nothing but be read."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console

# The controls of C0, DEL and C1, line separators, and the marks that turn text around.
_UNSEEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_PICTURES: Final = 0x2400
_GAP: Final = "  "
_LONG_WORD: Final = 24
"""A word that is no longer stays whole, as a name that may be copied."""


def visible(text: str) -> str:
    r"""Return a line of text in which control characters are shown instead of obeyed.

    >>> visible("Acme\x1b[2J")
    'Acme␛[2J'
    """

    def picture(match: re.Match[str]) -> str:
        code = ord(match.group())
        return (
            "␡"
            if code == 0x7F
            else chr(_PICTURES + code)
            if code < 0x20
            else "\N{REPLACEMENT CHARACTER}"
        )

    return _UNSEEN.sub(picture, text)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: as wide as the terminal allows, or as it needs to be for a pipe."""
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in table_lines(columns, rows, room):
        print(line)


def table_lines(
    columns: Sequence[str], rows: Iterable[Sequence[str]], room: int | None = None
) -> Iterator[str]:
    """Yield the lines of a table.

    Args:
        columns: The names of the columns.
        rows: The cells of each row.
        room: How many cells wide it may be: the widest columns are wrapped. None for no limit.
    """
    # Loading the rest of rich would take a third of the time of a whole query.
    from rich.cells import cell_len, set_cell_size

    cells = [tuple(columns), *(tuple(visible(" ".join(c.split())) for c in row) for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    if room is not None:
        words = (
            [word for cell in column for word in cell.split()]
            for column in zip(*cells, strict=True)
        )
        floors = [min(_LONG_WORD, max(map(cell_len, found), default=0)) for found in words]
        widths = _narrowed(widths, floors, room - len(_GAP) * (len(widths) - 1))
    for number, row in enumerate(cells):
        wrapped = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
        for parts in zip_longest(*wrapped, fillvalue=""):
            line = _GAP.join(set_cell_size(*part) for part in zip(parts, widths, strict=True))
            yield line.rstrip()
        if number == 0:
            yield _GAP.join("─" * width for width in widths)


def _narrowed(widths: Sequence[int], floors: Sequence[int], room: int) -> list[int]:
    """Return the widths, the widest made narrower until all fit or each is at its floor."""
    narrowed = list(widths)
    for _ in range(max(0, sum(widths) - room)):
        spare = [n for n, floor in enumerate(floors) if narrowed[n] > floor]
        if not spare:
            break
        narrowed[max(spare, key=narrowed.__getitem__)] -= 1
    return narrowed


def _wrapped(cell: str, width: int) -> list[str]:
    """Return the lines of a cell, which break between words where they can."""
    from rich.cells import cell_len

    if cell_len(cell) <= width:
        return [cell]
    from rich.text import Text

    return [line.plain.rstrip() for line in Text(cell).wrap(_console(), width)]


@cache
def _console() -> Console:
    from rich.console import Console

    return Console()


def exact(text: str) -> None:
    """Write text for machines: as UTF-8 and unchanged, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()
