"""RDF: every graph as N-Quads, the consolidated one as Turtle or JSON-LD."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final

from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse, serialize

from kg.terms import PREFIXES

if TYPE_CHECKING:
    from kg.graph import Graph

_QUADS_AT_ONCE: Final = 200_000


def write(graph: Graph, format_: str, out: BinaryIO) -> None:
    """Write the graph as `nq`, `ttl` or `jsonld`, in order."""
    engine = graph.store.engine
    if format_ == "nq":
        with _in_order(iter(engine)) as lines:
            out.writelines(lines)
        return
    rdf = RdfFormat.TURTLE if format_ == "ttl" else RdfFormat.JSON_LD
    quads = engine.quads_for_pattern(None, None, None, DefaultGraph())
    with _in_order(quads) as lines, tempfile.TemporaryFile() as spool:
        spool.writelines(lines)
        spool.seek(0)
        triples = (quad.triple for quad in parse(spool, format=RdfFormat.N_TRIPLES))
        serialize(triples, out, format=rdf, prefixes=PREFIXES)


@contextmanager
def _in_order(quads: Iterator[Quad]) -> Iterator[Iterator[bytes]]:
    """Give the lines of some quads in order, with no more than a part of them in memory at once."""
    with ExitStack() as spools:
        parts: list[Iterable[bytes]] = []
        while chunk := list(islice(quads, _QUADS_AT_ONCE)):
            lines = (serialize(chunk, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
            lines.sort()
            if len(chunk) == _QUADS_AT_ONCE or parts:
                spool = spools.enter_context(tempfile.TemporaryFile())
                spool.writelines(lines)
                spool.seek(0)
                parts.append(spool)
            else:
                parts.append(lines)
        yield heapq.merge(*parts)
