"""The graph in the formats of other tools: RDF for triple stores, networks for Gephi and tables."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
from pyoxigraph import DefaultGraph, RdfFormat, Triple, serialize

from kg.errors import Problem, QueryError
from kg.terms import PREFIXES

if TYPE_CHECKING:
    from kg.graph import Graph

FORMATS: Final = ("ttl", "nq", "jsonld", "graphml", "gexf", "csv")
_EDGE_COLUMNS = (
    "from", "relation", "to", "from_label", "to_label", "sentence", "when",
    "certain", "disputed", "sources",
)  # fmt: skip


def export(graph: Graph, format_: str) -> str:
    """Return the graph as text.

    Args:
        graph: The graph.
        format_: `nq` holds every graph; `ttl` and `jsonld` the consolidated one; `graphml` and
            `gexf` the network of things; `csv` one line for each relation.

    Raises:
        QueryError: There is no such format.
    """
    if format_ not in FORMATS:
        problem = f"there is no format {format_!r}"
        raise QueryError(Problem(problem, remedy=f"write {', '.join(FORMATS)}"))
    engine = graph.store.engine
    if format_ == "nq":
        text = serialize(engine, format=RdfFormat.N_QUADS) or b""
        return "".join(sorted(text.decode("utf-8").splitlines(keepends=True)))
    if format_ in ("ttl", "jsonld"):
        quads = engine.quads_for_pattern(None, None, None, DefaultGraph())
        triples = sorted((Triple(q.subject, q.predicate, q.object) for q in quads), key=str)
        rdf = RdfFormat.TURTLE if format_ == "ttl" else RdfFormat.JSON_LD
        return (serialize(triples, format=rdf, prefixes=PREFIXES) or b"").decode("utf-8")
    network = graph.network()
    if format_ == "csv":
        return _csv(network)
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, data in network.nodes(data=True):
        flat.add_node(node, **_flat(data))
    for start, end, key, data in network.edges(keys=True, data=True):
        flat.add_edge(start, end, key, **_flat(data))
    generate = nx.generate_graphml if format_ == "graphml" else nx.generate_gexf
    return "\n".join(generate(flat)) + "\n"


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
