"""RDF: every graph as N-Quads, the consolidated one as Turtle or JSON-LD."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from pyoxigraph import DefaultGraph, RdfFormat, parse, serialize

from kg.terms import PREFIXES

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.store import Store

_LINES_AT_ONCE: Final = 500_000


def write(graph: Graph, format_: str, out: BinaryIO) -> None:
    """Write the graph as `nq`, `ttl` or `jsonld`, in order."""
    if format_ == "nq":
        with _in_order(graph.store) as lines:
            out.writelines(lines)
        return
    rdf = RdfFormat.TURTLE if format_ == "ttl" else RdfFormat.JSON_LD
    with _in_order(graph.store, DefaultGraph()) as lines, tempfile.TemporaryFile() as spool:
        spool.writelines(lines)
        spool.seek(0)
        serialize(parse(spool, RdfFormat.N_TRIPLES), out, format=rdf, prefixes=PREFIXES)


@contextmanager
def _in_order(store: Store, graph: DefaultGraph | None = None) -> Iterator[Iterator[bytes]]:
    """Give a store's quads, or one graph's triples, as lines in order.

    The engine writes them itself, and no more than a part of them is in memory at once.
    """
    with ExitStack() as spools:
        file = Path(spools.enter_context(tempfile.TemporaryDirectory())) / "dumped"
        format_ = RdfFormat.N_TRIPLES if graph else RdfFormat.N_QUADS
        # To a file that Python opened, it would write with Python's lock.
        store.engine.dump(file, format_, from_graph=graph)
        dumped = spools.enter_context(file.open("rb"))
        parts: list[Iterable[bytes]] = []
        while lines := sorted(islice(dumped, _LINES_AT_ONCE)):
            if len(lines) == _LINES_AT_ONCE or parts:
                spool = spools.enter_context(tempfile.TemporaryFile())
                spool.writelines(lines)
                spool.seek(0)
                parts.append(spool)
            else:
                parts.append(lines)
        yield heapq.merge(*parts) if len(parts) != 1 else iter(parts[0])
