"""Validation: does the consolidated graph keep the shapes of the ontology (SHACL)?"""

from __future__ import annotations

from pyoxigraph import QuerySolutions, Store

from kg.assets import ONTOLOGY
from kg.errors import Problem
from kg.shacl import compile_shapes
from kg.terms import compact


def violations(engine: Store) -> list[Problem]:
    """Return what breaks a shape: the shape's own words, the node and the property, in order.

    Args:
        engine: The store whose default graph is looked at.
    """
    found = []
    for question in compile_shapes(ONTOLOGY / "shapes.ttl"):
        rows = engine.query(question.text)
        assert isinstance(rows, QuerySolutions)  # noqa: S101  each question is a SELECT
        path = compact(question.path.strip("<>"))
        for row in rows:
            node = row["this"]
            found.append(Problem(question.message, compact(getattr(node, "value", "")), path))
    return sorted(set(found), key=str)
