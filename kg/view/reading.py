"""A text beside its picture: in pieces, each with what is mentioned in it and what it supports.

The page cannot count in characters as Python does, so the cutting is done here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text that names a thing or supports a relation.

    Attributes:
        start: The number of its first character.
        end: The number of the first character after it.
        thing: The node that is named; None for support.
        relation: The key of the edge that is supported; None for a name.
    """

    start: int
    end: int
    thing: str | None = None
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text that the user has, and what the graph knows of it.

    Attributes:
        title: What it is called.
        text: All of it.
        spans: What the graph says of its stretches.
    """

    title: str
    text: str
    spans: Sequence[Span]


def reading(document: Document, number: Mapping[str, int], keys: Sequence[str]) -> dict[str, Any]:
    """Return the text in pieces, each with the numbers of its things and relations.

    Args:
        document: The text.
        number: The number of each node.
        keys: The key of each edge, in the order of their numbers.
    """
    numbers: dict[str, list[int]] = {}
    for index, key in enumerate(keys):
        numbers.setdefault(key, []).append(index)
    spans = [
        span
        for span in document.spans
        if 0 <= span.start < span.end <= len(document.text)
        and (span.thing in number or span.relation in numbers)
    ]
    cuts = sorted({0, len(document.text), *(s.start for s in spans), *(s.end for s in spans)})
    pieces = []
    for start, end in pairwise(cuts):
        over = [span for span in spans if span.start <= start and end <= span.end]
        # Of two names one of which holds the other, the shorter is meant first.
        named = sorted((s for s in over if s.thing in number), key=lambda s: s.end - s.start)
        supported = {n for s in over for n in numbers.get(s.relation or "", ())}
        pieces.append(
            {
                "text": document.text[start:end],
                "things": list(dict.fromkeys(number[s.thing] for s in named if s.thing)),
                "relations": sorted(supported),
            }
        )
    return {"title": document.title, "pieces": pieces}
