"""Validation: does the consolidated graph keep the shapes of the ontology (SHACL)?"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from kg.assets import ONTOLOGY
from kg.errors import Problem
from kg.terms import compact


def violations(quads: Iterable[Quad]) -> list[Problem]:
    """Return what breaks a shape: the node, the property and the shape's own words, in order.

    Args:
        quads: The consolidated graph; only its triples are looked at, whichever graph they are in.
    """
    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    triples = (Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    text = serialize(triples, format=RdfFormat.N_TRIPLES)
    # pyshacl over an Oxigraph-backed graph runs many times slower than over a plain one.
    data = rdflib.Graph().parse(data=text, format="nt")
    shapes = rdflib.Graph().parse(ONTOLOGY / "shapes.ttl")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(report, rdflib.Graph)  # noqa: S101  pyshacl's own promise
    found = [
        Problem(
            str(report.value(result, SH.resultMessage)),
            compact(str(report.value(result, SH.focusNode))),
            compact(str(report.value(result, SH.resultPath) or "")),
        )
        for result in report.objects(None, SH.result)
    ]
    return sorted(found, key=str)
