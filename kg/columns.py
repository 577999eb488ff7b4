"""The consolidated graph by property: all values of one at a time, each read in one scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from sys import intern
from typing import Any

from pyoxigraph import NamedNode

from kg.collector import collector_paused
from kg.store import Store
from kg.terms import PREFIXES

Column = Mapping[str, Sequence[Any]]
"""The values of one property, in order, by the node that has them."""


class Columns(dict[str, Column]):
    """All values of each property, which is one of the ontology or has a prefix.

    Each is read from the store when it is first asked for.
    """

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def __missing__(self, name: str) -> Column:
        prefix, _, local = name.rpartition(":")
        column: dict[str, list[Any]] = {}
        with collector_paused():
            for node, value in self._store.values(NamedNode(PREFIXES[prefix or "ce"] + local)):
                if (known := column.get(iri := iri_of(node))) is None:
                    column[iri] = [value]
                else:
                    known.append(value)
        for values in column.values():
            if len(values) > 1:
                values.sort(key=str)
        self[name] = column
        return column


def iri_of(term: Any) -> str:
    """Return the text of an IRI that a row or a property holds; of one IRI always the same."""
    return intern(term.value)
