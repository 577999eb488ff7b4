"""Facts as RDF: what a source states as its own named graph, and the consolidated default graph.

The mapping is a rule, not a table: a record's class is a class of the ontology, its field a
property. Every node has an IRI made from what identifies it, so two builds give the same quads.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.consolidate import Citation, Claim, Consolidated, stated_on
from kg.dates import Date
from kg.facts import (
    Evidence,
    LineFragment,
    Naming,
    Source,
    Statement,
    Stretch,
    TextPosition,
    content,
    references,
)
from kg.identity import Judgement
from kg.terms import CE, GRAPH, ID, PREFIXES, camel, kebab, slug

Term = NamedNode | Literal
Graph = NamedNode | DefaultGraph

_XSD: Final = PREFIXES["xsd"]
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_LABEL: Final = NamedNode(PREFIXES["rdfs"] + "label")
_ALT_LABEL: Final = NamedNode(PREFIXES["skos"] + "altLabel")
_BROADER: Final = NamedNode(PREFIXES["skos"] + "broader")
_DERIVED_FROM: Final = NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_VALUE: Final = NamedNode(PREFIXES["rdf"] + "value")
_TRUE: Final = Literal(True)
_ADDRESSES: Final = ("homepage", "repository")
_BOUNDS: Final = {
    "date": ("earliest", "latest"),
    "start": ("startEarliest", "startLatest"),
    "end": ("endEarliest", "endLatest"),
    "announced": ("announcedEarliest", "announcedLatest"),
    "since": ("sinceEarliest", "sinceLatest"),
}


def identify(statement: Statement) -> str:
    """Return the IRI of the node that a statement describes.

    It is made of the class and of the fields that tell one such statement from another, so the
    same relation told by two sources is one node. A thing has its own identifier.

    >>> from kg.facts import BoardSeat
    >>> seat = BoardSeat(person="person/a", organization="organization/b", evidence=())
    >>> identify(seat)
    'https://w3id.org/container-ecosystem/id/board-seat/a--b'
    """
    own = getattr(statement, "id", None)
    if own:
        return f"{ID}{own}"
    kinds = references(type(statement))
    parts: list[str] = []
    for name in statement.KEY:
        parts += _key_parts(getattr(statement, name), kinds.get(name))
    return f"{ID}{kebab(type(statement).__name__)}/{'--'.join(parts)}"


def _key_parts(value: Any, kinds: tuple[str, ...] | None) -> list[str]:
    """Return the parts of an IRI that stand for one key field; a missing value has none."""
    if value is None:
        return []
    if isinstance(value, tuple):
        return sorted(part for one in value for part in _key_parts(one, kinds))
    if kinds:
        kind, _, local = value.partition("/")
        # An unusual kind is named, so that a person and a firm of one name stay two.
        return [local if kind == kinds[0] else f"{kind}.{local}"]
    text = str(value)
    # A name in another script has no slug; its code points identify it as well.
    return [slug(text) if text.isascii() else "-".join(f"{ord(char):x}" for char in text)]


def source_iri(source: Source) -> NamedNode:
    """Return the IRI of the document itself, as distinct from the graph of what it states."""
    return NamedNode(f"{ID}source/{source.key}")


def graph_iri(source: Source) -> NamedNode:
    """Return the IRI of the named graph that holds what a source states."""
    return NamedNode(f"{GRAPH}{source.key}")


def source_quads(source: Source, statements: Iterable[Statement]) -> Iterator[Quad]:
    """Yield what one source states, and the description of the source, in its named graph."""
    graph = graph_iri(source)
    yield from _describe_source(source, graph)
    told: set[NamedNode] = set()
    for statement in statements:
        citations = [Citation(source, evidence) for evidence in statement.evidence]
        day = stated_on(source, statement)
        yield from _describe(statement, citations, [day] if day else [], graph, told)


def consolidated_quads(
    sources: Iterable[Source], consolidated: Iterable[Consolidated]
) -> Iterator[Quad]:
    """Yield the consolidated description of everything, in the default graph."""
    default = DefaultGraph()
    for source in sources:
        yield from _describe_source(source, default)
        primary = NamedNode(PREFIXES["prov"] + "hadPrimarySource")
        yield Quad(graph_iri(source), primary, source_iri(source), default)
    told: set[NamedNode] = set()
    for one in consolidated:
        yield from _describe(one.statement, one.citations, one.stated_on, default, told)
        node = NamedNode(identify(one.statement))
        for claim in one.claims:
            refers = claim.field in references(type(one.statement))
            yield from _describe_claim(node, claim, refers, default, told)


def judgement_quads(judgements: Iterable[Judgement]) -> Iterator[Quad]:
    """Yield what was judged of identity, in the default graph."""
    default = DefaultGraph()
    for judgement in judgements:
        ends = (judgement.mention, judgement.thing)
        node = NamedNode(f"{ID}judgement/{'--'.join(end.replace('/', '.') for end in ends)}")
        yield Quad(node, _TYPE, _ce("Judgement"), default)
        yield Quad(node, _ce("mention"), _reference(judgement.mention), default)
        yield Quad(node, _ce("judgedThing"), _reference(judgement.thing), default)
        yield Quad(node, _ce("verdict"), _ce(judgement.verdict.name.capitalize()), default)
        yield Quad(node, _ce("reason"), Literal(judgement.reason, language="en"), default)
        if judgement.author:
            yield Quad(node, _ce("judgedBy"), Literal(judgement.author), default)
        if judgement.date:
            for predicate, term in _dated("date", judgement.date):
                yield Quad(node, predicate, term, default)


def _describe(
    statement: Statement,
    citations: Sequence[Citation],
    days: Iterable[dt.date],
    graph: Graph,
    told: set[NamedNode],
) -> Iterator[Quad]:
    """Yield a statement and its evidence, but for the places that were told of before."""
    node = NamedNode(identify(statement))
    yield Quad(node, _TYPE, _ce(getattr(statement, "type", type(statement).__name__)), graph)
    for name in content(type(statement)):
        value = getattr(statement, name)
        if value is not None:
            for predicate, term in _terms(statement, name, value):
                yield Quad(node, predicate, term, graph)
    for name in statement.inferred:
        yield Quad(node, _ce("inferredProperty"), _ce(camel(name)), graph)
    for day in days:
        yield Quad(node, _ce("statedOn"), _day(day), graph)
    yield from _cite(node, citations, graph, told)
    ended_by = _ended_by(statement, citations)
    if ended_by:
        yield Quad(node, _ce("endLatest"), _day(ended_by), graph)


def _cite(
    node: NamedNode, citations: Iterable[Citation], graph: Graph, told: set[NamedNode]
) -> Iterator[Quad]:
    """Yield the places that support a node; each is described once."""
    for citation in citations:
        place = evidence_iri(citation)
        yield Quad(node, _DERIVED_FROM, place, graph)
        if place not in told:
            told.add(place)
            yield from _describe_evidence(place, citation, graph)


def _ended_by(statement: Statement, citations: Iterable[Citation]) -> dt.date | None:
    """Return the first day on which a stretch was told of as past, if nobody says when it ended."""
    if not isinstance(statement, Stretch) or not statement.former or statement.end is not None:
        return None
    published = [citation.source.published for citation in citations]
    return min((date.latest for date in published if date and date.latest), default=None)


def _terms(statement: Statement, name: str, value: Any) -> Iterator[tuple[NamedNode, Term]]:
    """Yield the predicates and objects that a field's value becomes; a value that is not None."""
    property_ = _ce(camel(name))
    match value:
        case False if name != "is_lead":
            return
        case tuple() if name == "also":
            yield from ((_ALT_LABEL, Literal(one)) for one in value)
        case tuple() if name in _ADDRESSES:
            yield from ((property_, NamedNode(one)) for one in value)
        case tuple() if name in references(type(statement)):
            yield from ((property_, _reference(one)) for one in value)
        case tuple():
            yield from ((property_, Literal(one)) for one in value)
        case Date():
            yield from _dated(name, value)
        case enum.StrEnum():
            yield property_, _ce(value.value)
        case bool():
            yield property_, Literal(value)
        case Decimal():
            yield property_, Literal(format(value, "f"), datatype=NamedNode(_XSD + "decimal"))
        case dict():
            label = _LABEL if name == "name" else property_
            yield from ((label, Literal(text, language=lang)) for lang, text in value.items())
        case str() if name == "broader":
            yield _BROADER, _reference(value)
        case str() if name in references(type(statement)):
            yield property_, _reference(value)
        case str() if isinstance(statement, Naming) and name == "name":
            yield property_, Literal(value, language=statement.language)
        case str() if isinstance(statement, Naming) and name == "language":
            return
        case str() if name in _ADDRESSES:
            yield property_, NamedNode(value)
        case str() if name == "duration":
            yield property_, Literal(value, datatype=NamedNode(_XSD + "duration"))
        case _:
            yield property_, Literal(str(value))


def _dated(name: str, date: Date) -> Iterator[tuple[NamedNode, Literal]]:
    """Yield a date as stated, and the bounds that belong to the property of that name."""
    yield _ce(name), Literal(date.text)
    for bound, day in zip(_BOUNDS[name], (date.earliest, date.latest), strict=True):
        if day:
            yield _ce(bound), _day(day)


def evidence_iri(citation: Citation) -> NamedNode:
    """Return the IRI of a place in a source: `id:evidence/press/docker-series-c/1034-1043`."""
    match citation.evidence.selector:
        case TextPosition(_, start, end):
            place = f"{start}-{end}"
        case LineFragment(line):
            place = f"L{line}"
        case _:
            place = "document"
    if citation.evidence.attributed_to:
        place += "".join(f"/{by.partition('/')[2]}" for by in citation.evidence.attributed_to)
    return NamedNode(f"{ID}evidence/{citation.source.key}/{place}")


def _describe_evidence(node: NamedNode, citation: Citation, graph: Graph) -> Iterator[Quad]:
    source, evidence = citation.source, citation.evidence
    yield Quad(node, _TYPE, _ce("Evidence"), graph)
    yield Quad(node, _oa("hasSource"), source_iri(source), graph)
    for agent in evidence.attributed_to:
        said_by = NamedNode(PREFIXES["prov"] + "wasAttributedTo")
        yield Quad(node, said_by, _reference(agent), graph)
    if evidence.selector is None:
        return
    # A selector is the same for whoever speaks at that place.
    unsaid = Citation(source, Evidence(evidence.selector))
    place = evidence_iri(unsaid) if evidence.attributed_to else node
    selector = NamedNode(f"{place.value}#selector")
    yield Quad(node, _oa("hasSelector"), selector, graph)
    match evidence.selector:
        case TextPosition(paragraph, start, end):
            yield Quad(selector, _TYPE, _oa("TextPositionSelector"), graph)
            for name, number in (("start", start), ("end", end)):
                yield Quad(selector, _oa(name), Literal(number), graph)
            yield Quad(selector, _ce("paragraph"), Literal(paragraph), graph)
            if source.digest:
                yield Quad(selector, _ce("textDigest"), Literal(source.digest), graph)
        case LineFragment(line):
            yield Quad(selector, _TYPE, _oa("FragmentSelector"), graph)
            yield Quad(selector, _VALUE, Literal(f"L{line}"), graph)


def _describe_claim(
    node: NamedNode, claim: Claim, refers: bool, graph: Graph, told: set[NamedNode]
) -> Iterator[Quad]:
    yield Quad(node, _ce("disputed"), _TRUE, graph)
    yield Quad(node, _ce("disputedProperty"), _ce(camel(claim.field)), graph)
    value = str(claim.value)
    part = slug(value) if value.isascii() else "-".join(f"{ord(char):x}" for char in value)
    local = node.value[len(ID) :].replace("/", ".")
    claim_node = NamedNode(f"{ID}claim/{local}/{kebab(camel(claim.field))}/{part}")
    yield Quad(claim_node, _TYPE, _ce("Claim"), graph)
    yield Quad(claim_node, _ce("claimOf"), node, graph)
    yield Quad(claim_node, _ce("claimedProperty"), _ce(camel(claim.field)), graph)
    yield Quad(claim_node, _ce("claimedValue"), _claimed_value(claim, refers), graph)
    yield Quad(claim_node, _ce("adopted"), Literal(claim.adopted), graph)
    if claim.currency:
        yield Quad(claim_node, _ce("currency"), Literal(claim.currency), graph)
    if claim.reason:
        comment = NamedNode(PREFIXES["rdfs"] + "comment")
        yield Quad(claim_node, comment, Literal(claim.reason, language="en"), graph)
    yield from _cite(claim_node, claim.citations, graph, told)


def _claimed_value(claim: Claim, refers: bool) -> Term:
    match claim.value:
        case str() if refers:
            return _reference(claim.value)
        case Decimal():
            return Literal(format(claim.value, "f"), datatype=NamedNode(_XSD + "decimal"))
        case enum.StrEnum():
            return _ce(claim.value.value)
        case bool():
            return Literal(claim.value)
        case _:
            return Literal(str(claim.value))


def _describe_source(source: Source, graph: Graph) -> Iterator[Quad]:
    node = source_iri(source)
    dcterms = PREFIXES["dcterms"]
    yield Quad(node, _TYPE, _ce(source.type), graph)
    for language, title in source.title.items():
        yield Quad(node, NamedNode(dcterms + "title"), Literal(title, language=language), graph)
        yield Quad(node, _LABEL, Literal(title, language=language), graph)
    yield Quad(node, NamedNode(dcterms + "language"), Literal(source.language), graph)
    yield Quad(node, _ce("rank"), Literal(int(source.rank)), graph)
    if source.published:
        for predicate, term in _dated("date", source.published):
            yield Quad(node, predicate, term, graph)
    for name, agent in (("publisher", source.publisher), ("creator", source.author)):
        if agent:
            yield Quad(node, NamedNode(dcterms + name), _reference(agent), graph)
    if source.url:
        yield Quad(node, NamedNode(PREFIXES["schema"] + "url"), NamedNode(source.url), graph)
    if source.licence:
        yield Quad(node, NamedNode(dcterms + "license"), Literal(source.licence), graph)


@cache
def _ce(local: str) -> NamedNode:
    return NamedNode(CE + local)


@cache
def _oa(local: str) -> NamedNode:
    return NamedNode(PREFIXES["oa"] + local)


@lru_cache(maxsize=50_000)
def _reference(thing: str) -> NamedNode:
    return NamedNode(ID + thing)


@lru_cache(maxsize=50_000)
def _day(day: dt.date) -> Literal:
    return Literal(day.isoformat(), datatype=NamedNode(_XSD + "date"))
