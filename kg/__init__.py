"""The knowledge graph of the container ecosystem.

import kg
graph = kg.open()                                   # what `kg build` made
graph.query("SELECT ?who { ?who ce:investedIn ?company }")
graph.run("co-investors", investor="Sequoia Capital")
graph.entity("Docker")
"""

from kg.build import Built, build
from kg.errors import (
    InputError,
    InvalidGraphError,
    KgError,
    NotFoundError,
    QueryError,
    StoreError,
)
from kg.graph import Entity, Graph, View
from kg.graph import open_graph as open  # noqa: A004  the name that people expect: kg.open
from kg.results import Result, Row

__version__ = "0.1.0"

__all__ = [
    "Built",
    "Entity",
    "Graph",
    "InputError",
    "InvalidGraphError",
    "KgError",
    "NotFoundError",
    "QueryError",
    "Result",
    "Row",
    "StoreError",
    "View",
    "build",
    "open",
]
