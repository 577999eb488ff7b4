"""Facts as RDF triples, whichever graph is to hold them.

The mapping is a rule, not a table: a record's class is a class of the ontology, its field a
property. Every node has an IRI made from what identifies it, so two builds give the same triples.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from kg.consolidate import Citation, Claim, Description
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
from kg.terms import CE, GRAPH, ID, PREFIXES, camel, code_points, digest, kebab, slug

Term = NamedNode | Literal
Triple = tuple[NamedNode, NamedNode, Term]

_XSD: Final = PREFIXES["xsd"]
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_LABEL: Final = NamedNode(PREFIXES["rdfs"] + "label")
_DERIVED_FROM: Final = NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_HIDDEN_LABEL: Final = NamedNode(PREFIXES["skos"] + "hiddenLabel")
_PRIMARY_SOURCE: Final = NamedNode(PREFIXES["prov"] + "hadPrimarySource")
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
ADDRESSES: Final = ("homepage", "repository")
"""Fields whose texts are IRIs themselves."""
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
    return [slug(text) if text.isascii() else code_points(text)]


def source_iri(source: Source) -> NamedNode:
    """Return the IRI of the document itself, as distinct from the graph of what it states."""
    return NamedNode(f"{ID}source/{source.key}")


def graph_iri(source: Source) -> NamedNode:
    """Return the IRI of the named graph that holds what a source states."""
    return NamedNode(f"{GRAPH}{source.key}")


def source_triples(source: Source) -> Iterator[Triple]:
    """Yield the description of a source."""
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


def primary_source_triples(source: Source) -> Iterator[Triple]:
    """Yield which source a named graph holds the statements of."""
    yield graph_iri(source), _PRIMARY_SOURCE, source_iri(source)


def description_triples(one: Description) -> Iterator[Triple]:
    """Yield what is said of a thing or relation, and which places support it."""
    node, statement = NamedNode(one.identity), one.statement
    yield node, _TYPE, _ce(getattr(statement, "type", type(statement).__name__))
    for name in content(type(statement)):
        value = getattr(statement, name)
        if value is not None:
            for predicate, term in _terms(statement, name, value):
                yield node, predicate, term
    for name in statement.inferred:
        yield node, _ce("inferredProperty"), _ce(camel(name))
    for day in one.stated_on:
        yield node, _ce("statedOn"), _day(day)
    for citation in one.citations:
        yield node, _DERIVED_FROM, evidence_iri(citation)
    ended_by = _ended_by(statement, one.citations)
    if ended_by:
        yield node, _ce("endLatest"), _day(ended_by)
    for claim in one.claims:
        yield from _claim_triples(node, claim, claim.field in references(type(statement)))


def judgement_triples(judgements: Iterable[Judgement]) -> Iterator[Triple]:
    """Yield what was judged of identity."""
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


def known_name_triples(names: Iterable[tuple[str, str]]) -> Iterator[Triple]:
    """Yield by which other names things are known, to be looked up by them."""
    for thing, name in names:
        yield _reference(thing), _HIDDEN_LABEL, Literal(name)


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
    if name in ADDRESSES:
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


def evidence_triples(citation: Citation) -> Iterator[Triple]:
    """Yield the description of a place in a source."""
    node, source, evidence = evidence_iri(citation), citation.source, citation.evidence
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


def _claim_triples(node: NamedNode, claim: Claim, refers: bool) -> Iterator[Triple]:
    yield node, _ce("disputed"), _TRUE
    yield node, _ce("disputedProperty"), _ce(camel(claim.field))
    part = _part(str(claim.value))
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
    for citation in claim.citations:
        yield claim_node, _DERIVED_FROM, evidence_iri(citation)


def _part(value: str) -> str:
    """Return the part of an IRI that stands for a value and, unlike its slug, for no other."""
    if not value.isascii():
        return code_points(value)
    plain = slug(value)
    return plain if plain == value else f"{plain}-{digest(value)}".lstrip("-")


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
