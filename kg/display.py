"""How values look in a notebook: tables and links as HTML, Markdown and plain text.

Labels are data from strangers: whatever is shown is escaped here, and nothing is loaded from
elsewhere. Knows neither graphs nor queries.
"""

from __future__ import annotations

import csv
import io
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape
from typing import Final
from urllib.parse import quote

from kg.terminal import visible

ROWS_SHOWN: Final = 200
"""How many rows of a table a notebook shows."""
LINES_SHOWN: Final = 20
"""How many rows of a table plain text shows."""
_LEFT: Final = ' style="text-align:left"'
_NUMBERS: Final = (int, float, Decimal)
_BREAKS_LINK: Final = re.compile(r"[<>\\\s]")
_EMPHASIS: Final = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
"""An underscore that does not stand within a word."""
_FORMULA: Final = re.compile(r"^[=+\-@\t\r\n]")
_MARKDOWN: Final = {
    **{ord(sign): f"\\{sign}" for sign in "\\|[]`*$~"},
    ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\n"): " ", ord("\r"): " ",
}  # fmt: skip


class Displayed(ABC):
    """Something that shows itself in a terminal as lines, and in a notebook richly."""

    __slots__ = ()

    @abstractmethod
    def lines(self) -> Iterator[str]:
        """Yield the lines of plain text."""

    @abstractmethod
    def _repr_html_(self) -> str: ...

    @abstractmethod
    def _repr_markdown_(self) -> str: ...

    def __str__(self) -> str:
        return "\n".join(map(visible, self.lines()))

    def __repr__(self) -> str:
        return str(self)


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def html(text: object) -> Html:
    """Return a text as HTML, unless it is."""
    return text if isinstance(text, Html) else Html(escape(visible(str(text))))


def link(address: str, text: str, title: str = "") -> Html:
    """Return a link to a page, or the text alone if the address leads to none.

    >>> link("https://example.org/?a&b", "a <b>")
    '<a href="https://example.org/?a&amp;b" target="_blank" rel="noopener noreferrer">a &lt;b&gt;</a>'
    >>> link("javascript:alert(1)", "here")
    'here'
    """  # noqa: E501  the answer is one line
    told = f' title="{html(title)}"' if title else ""
    if not address.lower().startswith(("http://", "https://")):
        return Html(f"<span{told}>{html(text)}</span>") if told else html(text)
    target = 'target="_blank" rel="noopener noreferrer"'
    return Html(f'<a href="{html(address)}" {target}{told}>{html(text)}</a>')


def html_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    caption: str = "",
    numbers: Sequence[bool] = (),
) -> str:
    """Return a table that scrolls if it is long.

    Args:
        columns: The names of the columns.
        rows: Their cells.
        caption: A line below the table.
        numbers: For each column, whether it holds numbers, which stand to the right.
    """
    numeric = numbers or [False] * len(columns)
    sides = ["" if number else _LEFT for number in numeric]

    def line(tag: str, cells: Iterable[object]) -> str:
        told = zip(cells, sides, strict=True)
        return "".join(f"<{tag}{side}>{html(cell)}</{tag}>" for cell, side in told)

    body = "".join(f"<tr>{line('td', row)}</tr>" for row in rows)
    below = f"<small>{html(caption)}</small>" if caption else ""
    return (
        '<div style="max-height:32em;overflow:auto"><table>'
        f"<thead><tr>{line('th', columns)}</tr></thead><tbody>{body}</tbody></table></div>{below}"
    )


def holds_numbers(values: Iterable[object]) -> bool:
    """Tell whether the values of a column are numbers, as far as there are any.

    >>> holds_numbers([1, None]), holds_numbers([1, "one"]), holds_numbers([True])
    (True, False, False)
    """
    kinds = {type(value) for value in values if value is not None}
    return bool(kinds) and all(issubclass(kind, _NUMBERS) and kind is not bool for kind in kinds)


def csv_table(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table as CSV, in which no text is a formula that a spreadsheet would run.

    Such a text gets an apostrophe before it, by which spreadsheets know that it is text. Numbers
    have all their digits.

    >>> csv_table(["name", "gain"], [["=1+1", -2.5], ["A, B", None]]).splitlines()
    ['name,gain', "'=1+1,-2.5", '"A, B",']
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(columns)
    table.writerows(
        [_FORMULA.sub(r"'\g<0>", cell) if isinstance(cell, str) else cell for cell in row]
        for row in rows
    )
    return out.getvalue()


def counted(count: int, one: str, many: str = "", *, spec: str = "") -> str:
    """Return a number with what it counts.

    Args:
        count: How many there are.
        one: What a single one is called.
        many: What several are called; with an s if this is empty.
        spec: How the number is written, as `format` has it.

    >>> counted(1, "company", "companies"), counted(3000, "row", spec=",")
    ('1 company', '3,000 rows')
    """
    return f"{count:{spec}} {one if count == 1 else many or one + 's'}"


def shown_of(count: int, what: str, shown: int, *, cut: bool) -> str:
    """Return how many of something there are, and how many of them are shown.

    >>> shown_of(1, "row", 20, cut=False), shown_of(3000, "triple", 20, cut=True)
    ('1 row', 'the first 3,000 triples; there are more, 20 of them shown')
    """
    told = counted(count, what, spec=",")
    if cut:
        told = f"the first {told}; there are more"
    return f"{told}, {shown} of them shown" if count > shown else told


def markdown(text: str) -> str:
    r"""Return a text that Markdown shows as it is: no link, picture, tag or formula.

    >>> markdown("![x](http://a) <b>|$1 _a_b_")
    '!\\[x\\](http://a) &lt;b&gt;\\|\\$1 \\_a_b\\_'
    """
    return visible(_EMPHASIS.sub(r"\_", text.translate(_MARKDOWN)))


def markdown_link(address: str, text: str) -> str:
    r"""Return a link in Markdown to a page, or the text alone if the address leads to none.

    >>> markdown_link("https://example.org/?a>b", "a [b]")
    '[a \\[b\\]](<https://example.org/?a%3Eb>)'
    """
    if not address.lower().startswith(("http://", "https://")):
        return markdown(text)
    whole = _BREAKS_LINK.sub(lambda sign: quote(sign[0]), address)
    return f"[{markdown(text)}](<{visible(whole)}>)"


def markdown_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table whose cells cannot break out of it."""

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cells) + " |"

    told = (line(map(markdown, row)) for row in rows)
    return "\n".join([line(map(markdown, columns)), line("---" for _ in columns), *told]) + "\n"
