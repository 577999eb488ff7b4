"""The knowledge graph of the container ecosystem.

import kg
graph = kg.open()                                   # what `kg build` made
graph.query("SELECT ?who { ?who ce:investedIn ?company }")
graph.run("co-investors", investor="Sequoia Capital")
graph.entity("Docker")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.entity import Entity
    from kg.errors import (
        InputError,
        InvalidGraphError,
        KgError,
        NotFoundError,
        QueryError,
        StoreError,
    )
    from kg.graph import Graph
    from kg.graph import open_graph as open  # noqa: A004  the name that people expect: kg.open
    from kg.picture import View
    from kg.pipeline import Built, build
    from kg.report import ProjectReport
    from kg.results import Result, Row

__version__ = "0.1.0"

_HOMES = {
    "pipeline": ("Built", "build"),
    "entity": ("Entity",),
    "graph": ("Graph", "open"),
    "picture": ("View",),
    "report": ("ProjectReport",),
    "results": ("Result", "Row"),
    "errors": (
        "InputError",
        "InvalidGraphError",
        "KgError",
        "NotFoundError",
        "QueryError",
        "StoreError",
    ),
}


def __getattr__(name: str) -> Any:
    """Load a name from its module when it is first used: a query needs no builder's libraries."""
    for home, names in _HOMES.items():
        if name in names:
            module = import_module(f"kg.{home}")
            value = getattr(module, "open_graph" if name == "open" else name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def load_ipython_extension(shell: Any) -> None:
    """Be what `%load_ext kg` loads: the magics `%sparql` and `%%sparql`, and their completion."""
    from kg.jupyter import load

    load(shell)


__all__ = [
    "Built",
    "Entity",
    "Graph",
    "InputError",
    "InvalidGraphError",
    "KgError",
    "NotFoundError",
    "ProjectReport",
    "QueryError",
    "Result",
    "Row",
    "StoreError",
    "View",
    "build",
    "open",
]
