"""Facts as RDF: what a source states as its own named graph, and the consolidated default graph.

The mapping is a rule, not a table: a record's class is a class of the ontology, its field a
property. Every node has an IRI made from what identifies it, so two builds give the same quads.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache, partial
from itertools import starmap
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad

from kg.consolidate import Citation, Claim, Consolidated, stated_on
from kg.dates import Date
from kg.facts import (
    STATEMENTS,
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
Triple = tuple[NamedNode, NamedNode, Term]

_XSD: Final = PREFIXES["xsd"]
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_LABEL: Final = NamedNode(PREFIXES["rdfs"] + "label")
_DERIVED_FROM: Final = NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_VALUE: Final = NamedNode(PREFIXES["rdf"] + "value")
_TRUE: Final = Literal(True)
_DECIMAL: Final = NamedNode(_XSD + "decimal")
_DURATION: Final = NamedNode(_XSD + "duration")
_OTHERS_PROPERTIES: Final = {
    "name": _LABEL,
    "also": NamedNode(PREFIXES["skos"] + "altLabel"),
    "broader": NamedNode(PREFIXES["skos"] + "broader"),
}
"""Fields that are properties of other vocabularies."""
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
    for node, predicate, term in _source_triples(source, statements):
        yield Quad(node, predicate, term, graph)


def consolidated_quads(
    sources: Iterable[Source], consolidated: Iterable[Consolidated]
) -> Iterator[Quad]:
    """Yield the consolidated description of everything, in the default graph."""
    # Naming the default graph would cost the engine's binding five times the time of the rest.
    return starmap(Quad, _consolidated_triples(sources, consolidated))


def judgement_quads(judgements: Iterable[Judgement]) -> Iterator[Quad]:
    """Yield what was judged of identity, in the default graph."""
    return starmap(Quad, _judgement_triples(judgements))


def _source_triples(source: Source, statements: Iterable[Statement]) -> Iterator[Triple]:
    yield from _describe_source(source)
    told: set[NamedNode] = set()
    for statement in statements:
        citations = [Citation(source, evidence) for evidence in statement.evidence]
        day = stated_on(source, statement)
        node = NamedNode(identify(statement))
        yield from _describe(node, statement, citations, [day] if day else [], told)


def _consolidated_triples(
    sources: Iterable[Source], consolidated: Iterable[Consolidated]
) -> Iterator[Triple]:
    for source in sources:
        yield from _describe_source(source)
        primary = NamedNode(PREFIXES["prov"] + "hadPrimarySource")
        yield graph_iri(source), primary, source_iri(source)
    told: set[NamedNode] = set()
    for one in consolidated:
        node = NamedNode(one.identity)
        yield from _describe(node, one.statement, one.citations, one.stated_on, told)
        for claim in one.claims:
            refers = claim.field in references(type(one.statement))
            yield from _describe_claim(node, claim, refers, told)


def _judgement_triples(judgements: Iterable[Judgement]) -> Iterator[Triple]:
    for judgement in judgements:
        ends = (judgement.mention, judgement.thing)
        node = NamedNode(f"{ID}judgement/{'--'.join(end.replace('/', '.') for end in ends)}")
        yield node, _TYPE, _ce("Judgement")
        yield node, _ce("mention"), _reference(judgement.mention)
        yield node, _ce("judgedThing"), _reference(judgement.thing)
        yield node, _ce("verdict"), _ce(judgement.verdict.name.capitalize())
        yield node, _ce("reason"), Literal(judgement.reason, language="en")
        if judgement.author:
            yield node, _ce("judgedBy"), Literal(judgement.author)
        if judgement.date:
            for predicate, term in _dated("date", judgement.date):
                yield node, predicate, term


def _describe(
    node: NamedNode,
    statement: Statement,
    citations: Sequence[Citation],
    days: Iterable[dt.date],
    told: set[NamedNode],
) -> Iterator[Triple]:
    """Yield a statement and its evidence, but for the places that were told of before."""
    yield node, _TYPE, _ce(getattr(statement, "type", type(statement).__name__))
    for name in content(type(statement)):
        value = getattr(statement, name)
        if value is not None:
            for predicate, term in _terms(statement, name, value):
                yield node, predicate, term
    for name in statement.inferred:
        yield node, _ce("inferredProperty"), _ce(camel(name))
    for day in days:
        yield node, _ce("statedOn"), _day(day)
    yield from _cite(node, citations, told)
    ended_by = _ended_by(statement, citations)
    if ended_by:
        yield node, _ce("endLatest"), _day(ended_by)


def _cite(node: NamedNode, citations: Iterable[Citation], told: set[NamedNode]) -> Iterator[Triple]:
    """Yield the places that support a node; each is described once."""
    for citation in citations:
        place = evidence_iri(citation)
        yield node, _DERIVED_FROM, place
        if place not in told:
            told.add(place)
            yield from _describe_evidence(place, citation)


def _ended_by(statement: Statement, citations: Iterable[Citation]) -> dt.date | None:
    """Return the first day on which a stretch was told of as past, if nobody says when it ended."""
    if not isinstance(statement, Stretch) or not statement.former or statement.end is not None:
        return None
    published = [citation.source.published for citation in citations]
    return min((date.latest for date in published if date and date.latest), default=None)


def _terms(statement: Statement, name: str, value: Any) -> Iterable[tuple[NamedNode, Term]]:
    """Return the predicates and objects that a field's value becomes; a value that is not None."""
    property_, term = _field(type(statement).__name__, name)
    match value:
        case enum.StrEnum():
            return [(property_, _ce(value.value))]
        case str() if isinstance(statement, Naming) and name == "name":
            return [(property_, Literal(value, language=statement.language))]
        case str() if isinstance(statement, Naming) and name == "language":
            return []
        case str():
            return [(property_, term(value))]
        case tuple():
            return [(property_, term(one)) for one in value]
        case Date():
            return _dated(name, value)
        case False if name != "is_lead":
            return []
        case bool():
            return [(property_, Literal(value))]
        case Decimal():
            return [(property_, Literal(format(value, "f"), datatype=_DECIMAL))]
        case dict():
            return [(property_, Literal(text, language=lang)) for lang, text in value.items()]
        case _:
            return [(property_, term(str(value)))]


@cache
def _field(kind: str, name: str) -> tuple[NamedNode, Callable[[str], Term]]:
    """Return the property that a field is, and how its texts become terms."""
    property_ = _ce(camel(name))
    if kind != Naming.__name__:
        property_ = _OTHERS_PROPERTIES.get(name, property_)
    if name in references(STATEMENTS[kind]):
        return property_, _reference
    if name in _ADDRESSES:
        return property_, NamedNode
    if name == "duration":
        return property_, partial(Literal, datatype=_DURATION)
    return property_, Literal


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


def _describe_evidence(node: NamedNode, citation: Citation) -> Iterator[Triple]:
    source, evidence = citation.source, citation.evidence
    yield node, _TYPE, _ce("Evidence")
    yield node, _oa("hasSource"), source_iri(source)
    for agent in evidence.attributed_to:
        said_by = NamedNode(PREFIXES["prov"] + "wasAttributedTo")
        yield node, said_by, _reference(agent)
    if evidence.selector is None:
        return
    place = node
    if evidence.attributed_to:
        # A selector is the same for whoever speaks at that place.
        place = evidence_iri(Citation(source, Evidence(evidence.selector)))
    selector = NamedNode(f"{place.value}#selector")
    yield node, _oa("hasSelector"), selector
    match evidence.selector:
        case TextPosition(paragraph, start, end):
            yield selector, _TYPE, _oa("TextPositionSelector")
            for name, number in (("start", start), ("end", end)):
                yield selector, _oa(name), Literal(number)
            yield selector, _ce("paragraph"), Literal(paragraph)
            if source.digest:
                yield selector, _ce("textDigest"), Literal(source.digest)
        case LineFragment(line):
            yield selector, _TYPE, _oa("FragmentSelector")
            yield selector, _VALUE, Literal(f"L{line}")


def _describe_claim(
    node: NamedNode, claim: Claim, refers: bool, told: set[NamedNode]
) -> Iterator[Triple]:
    yield node, _ce("disputed"), _TRUE
    yield node, _ce("disputedProperty"), _ce(camel(claim.field))
    value = str(claim.value)
    part = slug(value) if value.isascii() else "-".join(f"{ord(char):x}" for char in value)
    local = node.value[len(ID) :].replace("/", ".")
    claim_node = NamedNode(f"{ID}claim/{local}/{kebab(camel(claim.field))}/{part}")
    yield claim_node, _TYPE, _ce("Claim")
    yield claim_node, _ce("claimOf"), node
    yield claim_node, _ce("claimedProperty"), _ce(camel(claim.field))
    yield claim_node, _ce("claimedValue"), _claimed_value(claim, refers)
    yield claim_node, _ce("adopted"), Literal(claim.adopted)
    if claim.currency:
        yield claim_node, _ce("currency"), Literal(claim.currency)
    if claim.reason:
        comment = NamedNode(PREFIXES["rdfs"] + "comment")
        yield claim_node, comment, Literal(claim.reason, language="en")
    yield from _cite(claim_node, claim.citations, told)


def _claimed_value(claim: Claim, refers: bool) -> Term:
    match claim.value:
        case str() if refers:
            return _reference(claim.value)
        case Decimal():
            return Literal(format(claim.value, "f"), datatype=_DECIMAL)
        case enum.StrEnum():
            return _ce(claim.value.value)
        case bool():
            return Literal(claim.value)
        case _:
            return Literal(str(claim.value))


def _describe_source(source: Source) -> Iterator[Triple]:
    node = source_iri(source)
    dcterms = PREFIXES["dcterms"]
    yield node, _TYPE, _ce(source.type)
    for language, title in source.title.items():
        yield node, NamedNode(dcterms + "title"), Literal(title, language=language)
        yield node, _LABEL, Literal(title, language=language)
    yield node, NamedNode(dcterms + "language"), Literal(source.language)
    yield node, _ce("rank"), Literal(int(source.rank))
    if source.published:
        for predicate, term in _dated("date", source.published):
            yield node, predicate, term
    for name, agent in (("publisher", source.publisher), ("creator", source.author)):
        if agent:
            yield node, NamedNode(dcterms + name), _reference(agent)
    if source.url:
        yield node, NamedNode(PREFIXES["schema"] + "url"), NamedNode(source.url)
    if source.licence:
        yield node, NamedNode(dcterms + "license"), Literal(source.licence)


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
