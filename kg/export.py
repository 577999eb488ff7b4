"""The graph in the formats of other tools: RDF for triple stores, networks for Gephi and tables."""

from __future__ import annotations

import csv
import heapq
import io
import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import networkx as nx
from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse, serialize

from kg.errors import Problem, QueryError
from kg.terms import PREFIXES

if TYPE_CHECKING:
    from kg.graph import Graph

FORMATS: Final = ("ttl", "nq", "jsonld", "graphml", "gexf", "csv")
_QUADS_AT_ONCE: Final = 200_000
_EDGE_COLUMNS: Final = (
    "from", "relation", "to", "from_label", "to_label", "sentence", "when",
    "certain", "disputed", "sources",
)  # fmt: skip


def export(graph: Graph, format_: str, out: BinaryIO) -> None:
    """Write the graph, in an order that does not change from build to build.

    Args:
        graph: The graph.
        format_: `nq` holds every graph; `ttl` and `jsonld` the consolidated one; `graphml` and
            `gexf` the network of things; `csv` one line for each relation.
        out: Where to.

    Raises:
        QueryError: There is no such format.
    """
    if format_ not in FORMATS:
        problem = f"there is no format {format_!r}"
        raise QueryError(Problem(problem, remedy=f"write {', '.join(FORMATS)}"))
    engine = graph.store.engine
    if format_ == "nq":
        with _in_order(iter(engine)) as lines:
            out.writelines(lines)
    elif format_ in ("ttl", "jsonld"):
        rdf = RdfFormat.TURTLE if format_ == "ttl" else RdfFormat.JSON_LD
        quads = engine.quads_for_pattern(None, None, None, DefaultGraph())
        with _in_order(quads) as lines, tempfile.TemporaryFile() as spool:
            spool.writelines(lines)
            spool.seek(0)
            triples = (quad.triple for quad in parse(spool, format=RdfFormat.N_TRIPLES))
            serialize(triples, out, format=rdf, prefixes=PREFIXES)
    elif format_ == "csv":
        out.write(_csv(graph.network()).encode("utf-8"))
    else:
        flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        network = graph.network()
        for node, data in network.nodes(data=True):
            flat.add_node(node, **_flat(data))
        for start, end, key, data in network.edges(keys=True, data=True):
            flat.add_edge(start, end, key, **_flat(data))
        generate = nx.generate_graphml if format_ == "graphml" else nx.generate_gexf
        out.write(("\n".join(generate(flat)) + "\n").encode("utf-8"))


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


def _flat(data: dict[str, Any]) -> dict[str, Any]:
    """Return attributes that XML formats can hold: scalars as they are, the rest as JSON."""
    return {
        # These formats keep `label` for a plain text, and an edge's has one for each language.
        name: value["en"] if name == "label" and isinstance(value, dict) and "en" in value
        else value if isinstance(value, str | bool | int | float)
        else json.dumps(value, ensure_ascii=False)
        for name, value in data.items()
    }  # fmt: skip


def _csv(network: nx.MultiDiGraph[str]) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(_EDGE_COLUMNS)
    for start, end, data in network.edges(data=True):
        sources = " ".join(sorted({one["source"] for one in data["evidence"]}))
        table.writerow(
            (start, data["relation"], end, network.nodes[start]["label"],
             network.nodes[end]["label"], data["sentence"], data["when"], data["certain"],
             data["disputed"], sources)
        )  # fmt: skip
    return out.getvalue()
