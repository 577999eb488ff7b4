"""Each shape accepts a right example and tells what is wrong with a false one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import OWL, RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from kg.assets import ONTOLOGY

EXAMPLES = Path(__file__).parent / "data" / "shapes"
EVERYTHING = Path(__file__).parent / "data" / "every-class.ttl"
VOCABULARY = Graph().parse(ONTOLOGY / "container-ecosystem.ttl")
SHAPES = Graph().parse(ONTOLOGY / "shapes.ttl")
NODE_SHAPES = {
    str(shape).partition("#")[2]: shape
    for shape in SHAPES.subjects(RDF.type, SH.NodeShape)
    if isinstance(shape, URIRef)
}
EXPECTED = "# Fails: "

# Only the validator is at work, and it is not ours.
pytestmark = pytest.mark.usefixtures("unmeasured")


def messages_about(data: Path, *shapes: URIRef) -> set[str]:
    """Return what is wrong with the data in the eyes of the shapes, or of all if none is given."""
    _, report, _ = validate(
        Graph().parse(data),
        shacl_graph=SHAPES,
        use_shapes=list(shapes) or None,
    )
    return {str(message) for message in report.objects(None, SH.resultMessage)}


def expected_of(data: Path) -> set[str]:
    """Return the messages that a false example announces in its first lines."""
    lines = data.read_text(encoding="utf-8").splitlines()
    return {line.removeprefix(EXPECTED) for line in lines if line.startswith(EXPECTED)}


@pytest.mark.parametrize("name", sorted(NODE_SHAPES))
def test_a_right_example_passes(name: str) -> None:
    assert messages_about(EXAMPLES / f"{name}.good.ttl", NODE_SHAPES[name]) == set()


@pytest.mark.parametrize("name", sorted(NODE_SHAPES))
def test_a_false_example_fails_for_each_reason_that_it_announces_and_for_no_other(
    name: str,
) -> None:
    example = EXAMPLES / f"{name}.bad.ttl"

    assert messages_about(example, NODE_SHAPES[name]) == expected_of(example) != set()


@pytest.mark.parametrize("name", sorted(NODE_SHAPES))
def test_every_message_of_a_shape_is_shown_to_appear(name: str) -> None:
    shape = NODE_SHAPES[name]
    messages = set(SHAPES.objects(shape, SH.message)) | {
        message
        for constraint in SHAPES.objects(shape, SH.property)
        for message in SHAPES.objects(constraint, SH.message)
    }

    assert {str(message) for message in messages} == expected_of(EXAMPLES / f"{name}.bad.ttl")


def test_every_constraint_says_in_its_own_words_what_is_wrong() -> None:
    silent = [
        name
        for name, shape in NODE_SHAPES.items()
        for constraint in SHAPES.objects(shape, SH.property)
        if (constraint, SH.message, None) not in SHAPES
    ]

    assert silent == []


def test_no_example_is_left_over_from_a_shape_that_is_gone() -> None:
    assert {file.name.partition(".")[0] for file in EXAMPLES.iterdir()} == set(NODE_SHAPES)


def test_every_class_is_looked_at_by_a_shape_of_its_own_or_of_a_wider_class() -> None:
    targets = set(SHAPES.objects(None, SH.targetClass))
    # The members of an enumeration are part of the vocabulary; the shape of its user lists them.
    classes = {
        str(cls)
        for cls in VOCABULARY.subjects(RDFS.isDefinedBy, None)
        if (cls, RDF.type, OWL.Class) in VOCABULARY
        and (cls, OWL.equivalentClass, None) not in VOCABULARY
    }

    unseen = {
        cls
        for cls in classes
        if not targets & set(VOCABULARY.transitive_objects(URIRef(cls), RDFS.subClassOf))
    }
    assert unseen == set()


def test_a_shape_admits_each_member_of_an_enumeration_and_nothing_else() -> None:
    def lists(graph: Graph, property_: URIRef) -> set[frozenset[Node]]:
        return {frozenset(graph.items(members)) for members in graph.objects(None, property_)}

    admitted = {members for members in lists(SHAPES, SH["in"]) if all(map(is_member, members))}
    assert admitted == lists(VOCABULARY, OWL.oneOf)


def is_member(term: Node) -> bool:
    return (term, RDF.type, OWL.NamedIndividual) in VOCABULARY


def test_a_small_graph_with_every_class_passes_all_shapes_together() -> None:
    data = Graph().parse(EVERYTHING)
    for thing, cls in list(data.subject_objects(RDF.type)):
        # What the rule `supertypes` tells in a build.
        for wider in VOCABULARY.transitive_objects(cls, RDFS.subClassOf):
            data.add((thing, RDF.type, wider))

    conforms, _, text = validate(data, shacl_graph=SHAPES)

    assert conforms, text
