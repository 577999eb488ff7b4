"""The words beside a thing: how they are broken into lines, how large, and from which zoom on.

Nothing here draws; the sizes are estimates that hold for any common sans-serif face.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

EMPHASIS: Final = 1.4
"""How much larger the most important label is written."""

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


def zooms(
    places: npt.NDArray[np.float64],
    offsets: npt.NDArray[np.float64],
    sizes: npt.NDArray[np.float64],
    order: Sequence[int],
) -> npt.NDArray[np.float64]:
    """Find the zoom from which each label can be shown without touching a more important one.

    Labels keep their size on the screen while the picture grows, so two of them that touch when
    the picture is small come apart at a zoom that follows from where they stand.

    Args:
        places: Where each label is fixed to the picture, one row each, at zoom 1.
        offsets: How far below that place its middle is on the screen, at any zoom.
        sizes: The width and height of each label on the screen.
        order: The labels, the most important first.
    """
    ranked = np.asarray(order, dtype=np.intp)
    x, y, aside = places[ranked, 0], places[ranked, 1], offsets[ranked]
    half_width, half_height = sizes[ranked, 0] / 2, sizes[ranked, 1] / 2
    needed = np.zeros(len(ranked))
    for index in range(1, len(ranked)):
        across = np.abs(x[:index] - x[index])
        down = y[:index] - y[index]
        ahead = np.sign(down) * (aside[:index] - aside[index])
        ahead[down == 0] = np.abs(aside[:index] - aside[index])[down == 0]
        # They come apart at the first of the two axes on which there is room enough.
        wide = (half_width[:index] + half_width[index]) / np.maximum(across, 1e-6)
        high = (half_height[:index] + half_height[index] - ahead) / np.maximum(np.abs(down), 1e-6)
        needed[index] = max(float(np.minimum(wide, high).max()), 0.0)
    found = np.empty(len(ranked))
    found[ranked] = needed
    return found
