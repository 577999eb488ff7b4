"""RDF: every graph as N-Quads, the consolidated one as Turtle or JSON-LD."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from pyoxigraph import DefaultGraph, RdfFormat, parse, serialize

from kg.terms import PREFIXES

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.store import Store

_LINES_AT_ONCE: Final = 500_000
_END: Final = b".\n"


def write(graph: Graph, files: Mapping[str, BinaryIO], scratch: Path | None = None) -> None:
    """Write the graph in order, to a file of each format: `nq`, `ttl` and `jsonld`.

    The consolidated graph, which is in all of them, is taken out of the store once.

    Args:
        graph: The graph.
        files: A file for each format.
        scratch: Where there is room for as much again; None for the system's place.
    """
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        folder = Path(name)
        consolidated = _dump(graph.store, DefaultGraph(), folder / "consolidated")
        for format_, out in files.items():
            if format_ == "nq":
                _write_in_order(_quads(graph.store, consolidated, folder / "source"), out, folder)
            else:
                rdf = RdfFormat.TURTLE if format_ == "ttl" else RdfFormat.JSON_LD
                with tempfile.TemporaryFile(dir=folder) as spool:
                    _write_in_order(_lines(consolidated), spool, folder)
                    spool.seek(0)
                    triples = parse(spool, RdfFormat.N_TRIPLES)
                    serialize(triples, out, format=rdf, prefixes=PREFIXES)


def _dump(store: Store, graph: Any, file: Path) -> Path:
    """Write a graph's triples to a file, in no order, and return it."""
    # To a file that Python opened, the engine would write with Python's lock.
    store.engine.dump(file, RdfFormat.N_TRIPLES, from_graph=graph)
    return file


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as lines:
        yield from lines


def _quads(store: Store, consolidated: Path, scratch: Path) -> Iterator[bytes]:
    """Yield the triples of the consolidated graph, and those of the others with their graph."""
    yield from _lines(consolidated)
    for graph in store.engine.named_graphs():
        end = f"{graph} ".encode() + _END
        for line in _lines(_dump(store, graph, scratch)):
            yield line.removesuffix(_END) + end


def _write_in_order(lines: Iterator[bytes], out: BinaryIO, scratch: Path) -> None:
    """Write lines in order; no more than a part of them is in memory at once."""
    with ExitStack() as spools:
        parts: list[Iterable[bytes]] = []
        while part := sorted(islice(lines, _LINES_AT_ONCE)):
            if len(part) == _LINES_AT_ONCE or parts:
                spool = spools.enter_context(tempfile.TemporaryFile(dir=scratch))
                spool.writelines(part)
                spool.seek(0)
                parts.append(spool)
            else:
                parts.append(part)
        out.writelines(heapq.merge(*parts) if len(parts) != 1 else parts[0])
