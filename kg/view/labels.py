"""The words beside a thing: how they are broken into lines, and how large they are.

Nothing here draws; the sizes are estimates that hold for any common sans-serif face.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_COLUMNS: Final = 18
_LINES: Final = 2
# In pixels, for letters of 13, which is how large the page writes them at zoom 1.
_COLUMN_WIDTH: Final = 7.0
_LINE_HEIGHT: Final = 16.0


def _columns(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide


def _cut(text: str, columns: int) -> str:
    """Return as much of a text as fits, marked with an ellipsis if that is not all."""
    if _columns(text) <= columns:
        return text
    kept = ""
    for letter in text:
        if _columns(kept + letter) >= columns:
            break
        kept += letter
    return kept.rstrip() + "…"


def wrap(text: str) -> str:
    r"""Break a name into at most two lines of about 18 columns.

    Examples:
        >>> wrap("Docker")
        'Docker'
        >>> wrap("Cloud Native Computing Foundation")
        'Cloud Native\nComputing Foundation'
    """
    # A name of hundreds of words is drawn by its beginning; the panel shows it whole.
    words = text[:200].split()
    lines: list[str] = [""]
    for position, word in enumerate(words):
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or _columns(longer) <= _COLUMNS:
            lines[-1] = longer
        elif len(lines) < _LINES:
            lines.append(word)
        else:
            lines[-1] = " ".join([lines[-1], *words[position:]])
            break
    # A last line may run on a little rather than lose its end.
    return "\n".join(_cut(line, _COLUMNS + 4) for line in lines)


def size(label: str) -> tuple[float, float]:
    """Return the width and height of a wrapped label, in pixels."""
    lines = label.split("\n")
    return max(map(_columns, lines)) * _COLUMN_WIDTH, len(lines) * _LINE_HEIGHT
