"""The text of a source beside the network: which stretches of it the graph speaks of."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pyoxigraph import Literal

from kg.errors import InputError, Problem
from kg.files import read_exactly
from kg.queries import internal_rows
from kg.reading import ENDS_BESIDE, Reading
from kg.store import Store
from kg.view import Document, Span


def read_document(store: Store, reading: Reading, path: Path) -> Document:
    """Return a text with the stretches that the graph's sources speak of.

    Args:
        store: The graph.
        reading: What its consolidated graph says.
        path: The text, as the source's positions count in it.

    Raises:
        InputError: The file cannot be read as text, or its SHA-256 is that of no source's text.
    """
    content, text = read_exactly(path)
    digest = hashlib.sha256(content).hexdigest()
    rows = internal_rows(store, "document", {"digest": Literal(digest)})
    spans: set[tuple[int, int, str, str]] = set()
    title = ""
    for row in rows:
        holder, title = row["holder"].value, row["title"].value
        edge = bool(reading.values(holder, "relation"))
        thing = "" if edge else row["named"].value if row["named"] else ""
        if edge or thing:
            stretch = int(row["start"].value), int(row["end"].value)
            spans.add((*stretch, thing, holder if edge else ""))
            for beside in ENDS_BESIDE if edge else ():
                if reading.values(holder, beside):
                    spans.add((*stretch, "", f"{holder}#{beside}"))
    if not title:
        problem = f"is not the text of any source of this graph (its SHA-256 is {digest})"
        remedy = "give the very file that the evidence counts in, unchanged"
        raise InputError(Problem(problem, str(path), remedy=remedy))
    return Document(
        title,
        text,
        [Span(a, b, thing or None, edge or None) for a, b, thing, edge in sorted(spans)],
    )
