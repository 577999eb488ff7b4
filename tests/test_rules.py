"""The rules derive each direct relation from the qualified node that tells of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.assets import ONTOLOGY
from kg.pipeline.loading import apply_rules
from kg.store import Store
from kg.terms import CE, ID, ONTOLOGY_GRAPH, PREFIXES

Triple = tuple[str, str, str]

EVERYTHING = Path(__file__).parent / "data" / "every-class.ttl"
DERIVED = {f"{CE}{name}" for name in ("from", "to", "relation")}
VOCABULARY = [
    ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(ONTOLOGY_GRAPH))
    for triple in ox.parse(path=ONTOLOGY / "container-ecosystem.ttl")
]
HEAD = (
    "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + f"@base <{ID}> .\n"
)


def after_rules(quads: Iterable[ox.Quad]) -> set[Triple]:
    """Return the triples of the default graph once every rule has run as in a build."""
    store = Store.memory()
    store.engine.extend([*quads, *VOCABULARY])
    apply_rules(store)
    found = store.engine.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return {(_short(q.subject), _short(q.predicate), _short(q.object)) for q in found}


def derived(turtle: str) -> set[Triple]:
    """Return the direct relations and alternative names that the rules add to a few triples."""
    told = list(ox.parse(HEAD + turtle, format=ox.RdfFormat.TURTLE))
    before = {(_short(q.subject), _short(q.predicate), _short(q.object)) for q in told}
    return {
        triple
        for triple in after_rules(told) - before
        if triple[1] not in {"from", "to", "relation", f"{PREFIXES['rdf']}type"}
    }


def _short(term: object) -> str:
    value = getattr(term, "value", str(term))
    return value.removeprefix(CE).removeprefix(ID)


def test_the_rules_find_the_ends_of_every_relationship_of_the_example() -> None:
    told = list(ox.parse(path=EVERYTHING))
    expected = {
        (_short(q.subject), _short(q.predicate), _short(q.object))
        for q in told
        if q.predicate.value in DERIVED
    }
    bare = [q for q in told if q.predicate.value not in DERIVED]

    found = after_rules(bare)

    assert {triple for triple in found if triple[1] in {"from", "to", "relation"}} == expected


@pytest.mark.parametrize(
    ("told", "relation"),
    [
        ("<u> a ce:Usage ; ce:user <a> ; ce:software <b>", "<a> uses/usedBy <b>"),
        (
            "<i> a ce:Integration ; ce:organization <a> ; ce:software <b>",
            "<a> integratesWith/integratedBy <b>",
        ),
        ("<c> a ce:Creation ; ce:person <a> ; ce:software <b>", "<a> creatorOf/createdBy <b>"),
        (
            "<d> a ce:Donation ; ce:software <a> ; ce:recipient <b> ; ce:donor <c>",
            "<a> donatedTo/receivedDonation <b>",
        ),
        (
            "<k> a ce:Competition ; ce:competitor <a> , <b>",
            "<a> competitorOf/competitorOf <b>",
        ),
        ("<o> a ce:Ownership ; ce:parent <b> ; ce:subsidiary <a>", "<a> subsidiaryOf/parentOf <b>"),
        ("<l> a ce:Listing ; ce:organization <a> ; ce:exchange <b>", "<a> listedOn/lists <b>"),
        (
            "<s> a ce:BoardSeat ; ce:person <a> ; ce:organization <b> ; ce:role ce:Observer",
            "<a> boardObserverOf/boardObserver <b>",
        ),
        (
            "<s> a ce:BoardSeat ; ce:person <a> ; ce:organization <b> ; ce:role ce:Chair",
            "<a> boardMemberOf/hasBoardMember <b>",
        ),
        (
            "<i> a ce:Investment ; ce:investor <a> ; ce:company <b>",
            "<a> investedIn/hasInvestor <b>",
        ),
        (
            "<i> a ce:Investment ; ce:investor <a> ; ce:fundingRound <r> . <r> ce:company <b>",
            "<a> investedIn/hasInvestor <b>",
        ),
        (
            "<q> a ce:Acquisition ; ce:acquirer <a> ; ce:acquiree <b> ; ce:status ce:Announced",
            "<a> acquired/acquiredBy <b>",
        ),
    ],
)
def test_a_relation_is_told_from_both_ends_and_no_other_is(told: str, relation: str) -> None:
    here, names, there = relation.replace("<", "").replace(">", "").split()
    relation, inverse = names.split("/")

    assert derived(f"{told} .") == {(here, relation, there), (there, inverse, here)}


@pytest.mark.parametrize(
    "told",
    [
        "<q> a ce:Acquisition ; ce:acquirer <a> ; ce:acquiree <b> ; ce:status ce:Failed",
        "<q> a ce:Acquisition ; ce:acquiree <b>",
        "<f> a ce:Founding ; ce:organization <b>",
        "<l> a ce:Listing ; ce:organization <a>",
        "<c> a ce:Closure ; ce:organization <a>",
    ],
)
def test_what_failed_or_lacks_an_end_is_no_relation(told: str) -> None:
    assert derived(f"{told} .") == set()


def test_a_renaming_gives_the_names_that_are_not_the_preferred_one() -> None:
    renaming = '<r> a ce:Renaming ; ce:renamed <a> ; ce:formerName "dotCloud" ; ce:newName "Docker"'
    alternative = f"{PREFIXES['skos']}altLabel"

    assert derived(f'{renaming} . <a> rdfs:label "Docker"@en .') == {("a", alternative, "dotCloud")}
    assert derived(f'{renaming} . <a> rdfs:label "dotCloud"@en .') == {("a", alternative, "Docker")}
