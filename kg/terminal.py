"""What people see in a terminal: tables, and text that can do nothing but be read."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

# The controls of C0, DEL and C1, line separators, and the marks that turn text around.
_UNSEEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_PICTURES: Final = 0x2400


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
    """Print a table as wide as it needs to be."""
    for line in table_lines(columns, rows):
        print(line)


def table_lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table."""
    # Loading the rest of rich would take a third of the time of a whole query.
    from rich.cells import cell_len, set_cell_size

    cells = [tuple(columns), *(tuple(visible(" ".join(c.split())) for c in row) for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    for number, row in enumerate(cells):
        line = "  ".join(set_cell_size(*cell) for cell in zip(row, widths, strict=True))
        yield line.rstrip()
        if number == 0:
            yield "  ".join("─" * width for width in widths)


def listing(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table of prose, wrapped to the width of the terminal."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    wrapped = Table(*columns, box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        wrapped.add_row(*(Text(visible(cell)) for cell in row))
    # A pipe has no width; a line for each query lets people search the list.
    Console(width=None if sys.stdout.isatty() else 240).print(wrapped)


def exact(text: str) -> None:
    """Write text for machines: as UTF-8 and unchanged, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()
