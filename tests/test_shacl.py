"""Shapes compiled into SPARQL find what pyshacl, the reference, finds."""

from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import SH, Graph

import kg
from kg.assets import ONTOLOGY
from kg.errors import InputError
from kg.shacl import compile_shapes

EXAMPLES = Path(__file__).parent / "data" / "shapes"
SHAPES = Graph().parse(ONTOLOGY / "shapes.ttl")
QUESTIONS = compile_shapes(ONTOLOGY / "shapes.ttl")


def compiled(data: Graph) -> set[tuple[str, str]]:
    store = ox.Store()
    store.bulk_load(data.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    return {
        (getattr(row["this"], "value", "_"), question.message)
        for question in QUESTIONS
        for row in store.query(question.text)
    }


def reference(data: Graph) -> set[tuple[str, str]]:
    _, report, _ = pyshacl.validate(data, shacl_graph=SHAPES)
    return {
        (str(report.value(result, SH.focusNode)), str(report.value(result, SH.resultMessage)))
        for result in report.objects(None, SH.result)
    }


@pytest.mark.usefixtures("unmeasured")  # It is the reference that takes its time.
@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.ttl")), ids=lambda path: path.stem)
def test_it_finds_in_each_example_what_the_reference_finds(example):
    data = Graph().parse(example)
    assert compiled(data) == reference(data)


@pytest.mark.usefixtures("unmeasured")
def test_it_finds_nothing_in_the_embedded_graph_as_the_reference_does(graph: kg.Graph):
    quads = graph.store.engine.quads_for_pattern(None, None, None, ox.DefaultGraph())
    data = Graph()
    text = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    data.parse(data=text, format="nt")
    assert compiled(data) == reference(data) == set()


def test_a_component_that_is_not_known_is_refused(tmp_path):
    file = tmp_path / "shapes.ttl"
    file.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<urn:s> a sh:NodeShape ; sh:targetClass <urn:C> ; sh:xone ( [ sh:class <urn:D> ] ) .\n"
    )
    with pytest.raises(InputError, match="'xone' is not known here"):
        compile_shapes(file)
