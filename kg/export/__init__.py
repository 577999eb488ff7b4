"""The graph in the formats of other tools: RDF for triple stores, networks for those who draw them.

ttl, nq, jsonld     RDF
graphml, gexf       the network, for Gephi, yEd and others; GEXF with its time line
cytoscape           the network as Cytoscape's JSON
neo4j               a zip of the two CSV files that neo4j-admin imports
csv, parquet        a row for each relation
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, BinaryIO, Final

from kg.errors import Problem, QueryError
from kg.export import networks, rdf, tables

if TYPE_CHECKING:
    from kg.graph import Graph

_WRITERS: Final[Mapping[str, Callable[[Graph, BinaryIO], None]]] = {
    "ttl": lambda graph, out: rdf.write(graph, {"ttl": out}),
    "nq": lambda graph, out: rdf.write(graph, {"nq": out}),
    "jsonld": lambda graph, out: rdf.write(graph, {"jsonld": out}),
    "graphml": lambda graph, out: networks.graphml(graph.network(told=True), out),
    "gexf": lambda graph, out: networks.gexf(graph.network(told=True), out),
    "cytoscape": lambda graph, out: networks.cytoscape(graph.network(told=True), out),
    "neo4j": lambda graph, out: tables.neo4j(graph.network(told=True), out),
    "csv": lambda graph, out: tables.csv_rows(graph.network(told=True), out),
    "parquet": lambda graph, out: tables.parquet(graph.network(told=True), out),
}
FORMATS: Final = tuple(_WRITERS)


def export(graph: Graph, format_: str, out: BinaryIO) -> None:
    """Write the graph, in an order that does not change from build to build.

    Args:
        graph: The graph.
        format_: `nq` holds every graph; `ttl` and `jsonld` the consolidated one; `graphml`,
            `gexf`, `cytoscape` and `neo4j` the network of things; `csv` and `parquet` one row for
            each relation.
        out: Where to.

    Raises:
        QueryError: There is no such format.
        KgError: The format needs a library that is not installed.
    """
    if format_ not in FORMATS:
        problem = f"there is no format {format_!r}"
        raise QueryError(Problem(problem, remedy=f"write {', '.join(FORMATS)}"))
    _WRITERS[format_](graph, out)
