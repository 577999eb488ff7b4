"""Writing rows in little room: each name once, each value that many rows share once.

A page of 8,000 things would be twice as large without it. `page/data.js` reads it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

_WORTHWHILE: Final = 0.6

MARKS: Final = "".join(map(chr, (*range(0x01, 0x04), *range(0x0E, 0x20))))
"""What stands in a sentence for the texts that the page knows already, in their order."""

_NO_MARKS: Final = dict.fromkeys(map(ord, MARKS))


def pack(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return rows as columns.

    A column is a list of values or, where many are the same, the distinct values and a list that
    says which of them each row has.

    >>> pack([{"kind": "Person", "x": 1}, {"kind": "Person", "x": 2}, {"kind": "Person"}])
    {'count': 3, 'columns': {'kind': {'values': ['Person'], 'rows': [0, 0, 0]}, 'x': [1, 2, None]}}
    """
    columns: dict[str, Any] = {}
    for key in dict.fromkeys(key for row in rows for key in row):
        values = [row.get(key) for row in rows]
        known: dict[object, int] = {}
        numbers = [known.setdefault(_same(value), len(known)) for value in values]
        if len(known) < _WORTHWHILE * len(rows):
            first = dict(zip(reversed(numbers), reversed(values), strict=True))
            columns[key] = {
                "values": [first[number] for number in range(len(known))],
                "rows": numbers,
            }
        else:
            columns[key] = values
    return {"count": len(rows), "columns": columns}


def _same(value: object) -> object:
    """Return what only the same value has too; to Python true and 1 are equal."""
    if isinstance(value, str | None):
        return value
    return type(value), value if isinstance(value, int) else repr(value)


def shorten(sentence: str, known: Sequence[str]) -> str:
    r"""Return a sentence with marks in place of texts that the page knows.

    >>> shorten("A invested in B, 2014", ["A", "B", "2014"])
    '\x01 invested in \x02, \x03'
    """
    sentence = sentence.translate(_NO_MARKS)
    for text, mark in sorted(zip(known, MARKS, strict=False), key=lambda pair: -len(pair[0])):
        sentence = sentence.replace(text, mark) if text else sentence
    return sentence
