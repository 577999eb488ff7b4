"""The ontology is readable, consistent and complete, and everything else speaks its terms."""

from __future__ import annotations

import csv
import enum
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph
import pytest
import yaml
from owlrl import DeductiveClosure, OWLRL_Semantics
from owlrl.Namespaces import ERRNS
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, DOAP, FOAF, ORG, PROV, SDO, VANN, DefinedNamespace
from rdflib.term import Node

import kg
from kg import facts, identity
from kg.assets import ONTOLOGY
from kg.terms import CE, ID, ONTOLOGY_GRAPH, PREFIXES, camel

VOCABULARY_FILE = ONTOLOGY / "container-ecosystem.ttl"
VOCABULARY = Graph().parse(VOCABULARY_FILE)
SHAPES = Graph().parse(ONTOLOGY / "shapes.ttl")
DATA = Path(__file__).parent / "data"
EXAMPLE = Graph().parse(DATA / "every-class.ttl")

SHIPPED: list[type[DefinedNamespace]] = [
    DCAT, DCTERMS, DOAP, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, VANN,
]  # fmt: skip
LOOKED_UP = {
    line.split()[0]
    for file in (DATA / "vocabularies").glob("*.txt")
    for line in file.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
}


@cache
def own_terms(vocabulary: Graph = VOCABULARY) -> set[URIRef]:
    """Return every term that the ontology defines."""
    return {
        term for term in vocabulary.subjects() if isinstance(term, URIRef) and term.startswith(CE)
    }


def classes(class_: Node | None) -> set[Node]:
    """Return the classes that a domain or range names, one by one."""
    union = VOCABULARY.value(class_, OWL.unionOf)
    return set(VOCABULARY.items(union)) if union else {class_} - {None}


def enumerations() -> dict[URIRef, set[URIRef]]:
    """Return the classes whose members the ontology lists, with these."""
    return {
        cls: set(VOCABULARY.items(members))
        for cls, listed in VOCABULARY.subject_objects(OWL.equivalentClass)
        if (members := VOCABULARY.value(listed, OWL.oneOf))
    }


def exists(term: URIRef) -> bool:
    """Say whether a term of another vocabulary is one of that vocabulary's."""
    return str(term) in LOOKED_UP or any(term in vocabulary for vocabulary in SHIPPED)


# --- reading it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [VOCABULARY_FILE, ONTOLOGY / "shapes.ttl"], ids=lambda f: f.name)
def test_two_parsers_read_the_same_number_of_triples(file: Path) -> None:
    assert len(Graph().parse(file)) == len(set(pyoxigraph.parse(path=file))) > 0


def test_the_ontology_says_what_it_is_in_both_languages() -> None:
    ontology = URIRef(ONTOLOGY_GRAPH)

    for said in (DCTERMS.title, DCTERMS.description):
        assert {text.language for text in VOCABULARY.objects(ontology, said)} == {"en", "zh"}
    version = VOCABULARY.value(ontology, OWL.versionInfo)
    assert VOCABULARY.value(ontology, OWL.versionIRI) == URIRef(f"{ONTOLOGY_GRAPH}/{version}")
    assert VOCABULARY.value(ontology, VANN.preferredNamespaceUri) == Literal(CE)


# --- consistency --------------------------------------------------------------------------------


def closure(data: Graph) -> Graph:
    """Return every conclusion that OWL 2 RL draws from the ontology and a graph."""
    graph = VOCABULARY + data
    DeductiveClosure(OWLRL_Semantics, improved_datatypes=False).expand(graph)
    return graph


def contradictions(closed: Graph) -> list[str]:
    """Return what contradicts itself among all conclusions."""
    return [
        *(str(message) for message in closed.objects(None, ERRNS.error)),
        *(f"{thing} cannot exist" for thing in set(closed.subjects(RDF.type, OWL.Nothing))),
    ]


def test_the_example_has_every_class() -> None:
    own = {cls for cls in VOCABULARY.subjects(RDF.type, OWL.Class) if cls in own_terms()}
    used = {
        wider
        for cls in EXAMPLE.objects(None, RDF.type)
        for wider in VOCABULARY.transitive_objects(cls, RDFS.subClassOf)
    }

    assert own - used == enumerations().keys()


@pytest.mark.usefixtures("unmeasured")  # The reasoner takes its time, and it alone is at work.
def test_neither_the_ontology_nor_a_small_graph_with_every_class_contradicts_it() -> None:
    closed = closure(EXAMPLE)

    assert contradictions(closed) == []
    # The two parties of a partnership stay two.
    named = {thing for thing in EXAMPLE.subjects() if isinstance(thing, URIRef)}
    assert {a for a, b in closed.subject_objects(OWL.sameAs) if a != b} & named == set()


@pytest.mark.usefixtures("unmeasured")
def test_each_false_statement_is_found_to_contradict_the_ontology() -> None:
    false = {
        "organization/docker": "<organization/docker> a ce:Person , ce:Organization .",
        "person/jerry-yang": "<funding-round/seed> ce:company <person/jerry-yang> . "
        "<person/jerry-yang> a ce:Person .",
        "organization/a": "<organization/a> a ce:Company ; ce:boardMemberOf <organization/b> .",
        "investment/x": "<investment/x> a ce:Investment , ce:BoardSeat .",
        "closure/x": "<closure/x> a ce:Closure , ce:Relationship .",
        "person/a": "<usage/x> a ce:Usage ; ce:user <person/a> . <person/a> a ce:Person .",
        f"{CE}Failed": "<board-seat/x> ce:role ce:Failed .",
    }
    text = f"@base <{ID}> . @prefix ce: <{CE}> . " + "\n".join(false.values())
    told = contradictions(closure(Graph().parse(data=text, format="turtle")))

    found = {thing for thing in false if any(one.endswith(urljoin(ID, thing)) for one in told)}
    assert found == false.keys()


# --- quality of each term -----------------------------------------------------------------------

PROPERTY_TYPES = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}


def faults(vocabulary: Graph) -> Iterator[str]:
    """Yield what the terms of an ontology lack: words in both languages, domain and range."""
    for term in sorted(own_terms(vocabulary)):
        name = term.removeprefix(CE)
        for said in (RDFS.label, SKOS.definition):
            languages = sorted(str(text.language) for text in vocabulary.objects(term, said))
            if languages != ["en", "zh"]:
                yield f"{name}: {said.fragment} in {languages}"
        if vocabulary.value(term, RDFS.isDefinedBy) != URIRef(ONTOLOGY_GRAPH):
            yield f"{name}: is defined nowhere"
        if PROPERTY_TYPES & set(vocabulary.objects(term, RDF.type)):
            waived, _, _ = str(vocabulary.value(term, URIRef(f"{CE}waiver"))).partition(":")
            for said, word in ((RDFS.domain, "domain"), (RDFS.range, "range")):
                stated = (term, said, None) in vocabulary
                if stated == (word in waived):
                    yield f"{name}: {word} neither stated nor waived, or both"


def test_every_term_has_words_in_both_languages_and_a_domain_and_range_or_a_reason_why_not() -> (
    None
):
    assert list(faults(VOCABULARY)) == []


def test_a_term_without_words_or_domain_is_found() -> None:
    poor = Graph().parse(
        data=f'@prefix ce: <{CE}> . ce:poor a <{OWL.ObjectProperty}> ; <{RDFS.label}> "poor"@en .',
        format="turtle",
    )

    assert list(faults(poor)) == [
        "poor: label in ['en']",
        "poor: definition in []",
        "poor: is defined nowhere",
        "poor: domain neither stated nor waived, or both",
        "poor: range neither stated nor waived, or both",
    ]


def test_no_two_terms_of_one_kind_share_a_label() -> None:
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        labels = [
            label
            for term in own_terms() & set(VOCABULARY.subjects(RDF.type, kind))
            for label in VOCABULARY.objects(term, RDFS.label)
        ]
        assert len(labels) == len(set(labels))


def test_no_term_is_an_orphan() -> None:
    """Each is used by another term's axioms, by a shape, or says something itself."""
    used = {
        term
        for graph in (VOCABULARY, SHAPES)
        for triple in graph
        for term in triple[1:]
        if triple[0] != term
    }
    joined = {
        term
        for said in (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf)
        for term, other in VOCABULARY.subject_objects(said)
        if other != term
    }

    assert own_terms() - used - joined == set()


def test_each_direct_relation_can_be_read_from_both_ends() -> None:
    direct = set(VOCABULARY.subjects(RDFS.subPropertyOf, URIRef(f"{CE}directRelation")))
    inverse = set(VOCABULARY.subjects(RDFS.subPropertyOf, URIRef(f"{CE}inverseRelation")))
    symmetric = set(VOCABULARY.subjects(RDF.type, OWL.SymmetricProperty))

    assert symmetric <= direct
    assert {VOCABULARY.value(one, OWL.inverseOf) for one in direct - symmetric} == inverse
    for one in direct - symmetric:
        other = VOCABULARY.value(one, OWL.inverseOf)
        for here, there in ((RDFS.domain, RDFS.range), (RDFS.range, RDFS.domain)):
            ends = classes(VOCABULARY.value(one, here))
            assert ends == classes(VOCABULARY.value(other, there)) != set()


# --- everything else speaks its terms -----------------------------------------------------------

SPEAKERS = sorted(
    file
    for folder in (ONTOLOGY, Path(kg.__file__).parent)
    for pattern in ("*.ttl", "*.tsv", "*.rq")
    for file in folder.rglob(pattern)
)


def undeclared(text: str) -> set[str]:
    """Return the terms of the ontology's namespace that a text uses and the ontology lacks."""
    said = set(re.findall(r"(?<![\w:/.-])ce:([A-Za-z]\w*)", text))
    said |= set(re.findall(re.escape(CE) + r"(\w+)", text))
    return {name for name in said if URIRef(CE + name) not in own_terms()}


@pytest.mark.parametrize("file", SPEAKERS, ids=lambda file: file.name)
def test_every_file_uses_only_terms_that_the_ontology_has(file: Path) -> None:
    assert undeclared(file.read_text(encoding="utf-8")) == set()


def test_a_misspelt_term_is_found() -> None:
    text = f"SELECT * {{ ?a ce:investedIn ?b ; ce:investdIn ?c ; <{CE}boardMembrOf> ?d }}"

    assert undeclared(text) == {"investdIn", "boardMembrOf"}


# What a field becomes that is no property of this ontology.
ELSEWHERE = {
    "name": "rdfs:label",
    "also": "skos:altLabel",
    "language": "a language tag",
    "broader": "skos:broader",
}


def missing_from(vocabulary: Iterable[URIRef], cls: type[facts.Statement]) -> set[str]:
    """Return the fields of a class of facts for which the vocabulary has no property."""
    terms = set(vocabulary)
    return {
        name
        for name in facts.content(cls)
        if name not in ELSEWHERE and URIRef(CE + camel(name)) not in terms
    }


@pytest.mark.parametrize("cls", facts.STATEMENTS.values(), ids=facts.STATEMENTS)
def test_every_field_of_a_fact_is_a_property(cls: type[facts.Statement]) -> None:
    assert missing_from(own_terms(), cls) == set()


def test_a_field_without_a_property_is_found() -> None:
    assert missing_from(own_terms() - {URIRef(f"{CE}fundingRound")}, facts.Investment) == {
        "funding_round"
    }


def test_every_class_of_facts_and_of_things_is_a_class() -> None:
    defined = set(VOCABULARY.subjects(RDF.type, OWL.Class))
    names = (
        (facts.STATEMENTS.keys() - {"Thing"}) | facts.THING_TYPES.keys() | {"Source", "Evidence"}
    )

    assert {name for name in names if URIRef(CE + name) not in defined} == set()


@pytest.mark.parametrize(
    "values", [facts.Bound, facts.SeatRole, facts.DealStatus, identity.Verdict]
)
def test_the_members_of_an_enumeration_are_those_of_the_code(values: type[enum.StrEnum]) -> None:
    members = enumerations()[URIRef(CE + values.__name__)]

    assert {member.removeprefix(CE).lower() for member in members} == {
        value.value.lower() for value in values
    }
    for member in members:
        assert URIRef(CE + values.__name__) in VOCABULARY.objects(member, RDF.type)


# The ends that a reference may have, by the kinds that the facts admit.
KINDS = {
    "organization": "Organization",
    "person": "Person",
    "software": "Software",
    "place": "Place",
    "metric": "Metric",
    "category": "Category",
    "funding-round": "FundingRound",
    "event": "Event",
}


@pytest.mark.parametrize("cls", facts.STATEMENTS.values(), ids=facts.STATEMENTS)
def test_a_reference_admits_what_the_range_of_its_property_admits(
    cls: type[facts.Statement],
) -> None:
    own = {field.name for field in fields(cls)} - {"id"}
    for name, kinds in facts.references(cls).items():
        range_ = classes(VOCABULARY.value(URIRef(CE + camel(name)), RDFS.range))
        if name not in own or not range_:
            continue
        admitted = [
            set(VOCABULARY.transitive_objects(URIRef(CE + KINDS[kind]), RDFS.subClassOf))
            for kind in kinds
        ]
        assert all(range_ & wider for wider in admitted)
        assert range_ <= set().union(*admitted)


# --- other vocabularies -------------------------------------------------------------------------


def read_mappings() -> tuple[dict[str, str], list[dict[str, str]]]:
    """Return the prefixes and the rows of the table of mappings."""
    text = (ONTOLOGY / "mappings.sssom.tsv").read_text(encoding="utf-8")
    head = [line[1:] for line in text.splitlines() if line.startswith("#")]
    body = [line for line in text.splitlines() if not line.startswith("#")]
    rows = csv.DictReader(body, delimiter="\t", quoting=csv.QUOTE_NONE)
    return yaml.safe_load("\n".join(head))["curie_map"], list(rows)


def test_every_term_of_another_vocabulary_in_an_axiom_exists_there() -> None:
    others = {
        term
        for triple in VOCABULARY
        for term in triple
        if isinstance(term, URIRef) and not term.startswith(ONTOLOGY_GRAPH)
    }
    datatypes = {term for term in others if term.startswith(PREFIXES["xsd"])}
    pages = {URIRef("https://www.apache.org/licenses/LICENSE-2.0")}

    assert {term for term in others - datatypes - pages if not exists(term)} == set()


def test_every_mapped_term_exists_in_the_vocabulary_that_it_names() -> None:
    prefixes, rows = read_mappings()

    for row in rows:
        prefix, _, local = row["object_id"].partition(":")
        assert exists(URIRef(prefixes[prefix] + local)), row["object_id"]


@pytest.mark.parametrize(
    "invented", [ORG._NS + "memberFor", SDO._NS + "investor", "http://www.wikidata.org/entity/Q0"]
)
def test_an_invented_term_is_found(invented: str) -> None:
    assert not exists(URIRef(invented))


def test_each_mapping_names_a_term_of_ours_a_loose_relation_and_says_who_judged_it() -> None:
    prefixes, rows = read_mappings()

    assert len(rows) >= 25
    for row in rows:
        prefix, _, local = row["subject_id"].partition(":")
        subject = URIRef(prefixes[prefix] + local)
        assert subject in own_terms()
        assert Literal(row["subject_label"], lang="en") in VOCABULARY.objects(subject, RDFS.label)
        assert row["predicate_id"] in {"skos:closeMatch", "skos:relatedMatch", "skos:broadMatch"}
        assert row["object_label"]
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
    pairs = [(row["subject_id"], row["object_id"]) for row in rows]
    assert len(pairs) == len(set(pairs))


def test_no_mapping_repeats_an_axiom() -> None:
    prefixes, rows = read_mappings()
    axioms = {
        pair
        for said in (RDFS.subClassOf, RDFS.subPropertyOf)
        for pair in VOCABULARY.subject_objects(said)
    }

    for row in rows:
        ends = [
            URIRef(prefixes[prefix] + local)
            for prefix, _, local in (row[end].partition(":") for end in ("subject_id", "object_id"))
        ]
        assert tuple(ends) not in axioms
