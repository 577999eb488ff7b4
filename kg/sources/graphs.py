"""Any RDF file in the terms of this ontology: Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML.

The rule by which facts become RDF, read backwards: a node's class is a class of facts, a property
one of its fields. What follows from other facts (direct relations, bounds of dates, claims) is not
read, it is derived again. Where a file holds the graphs of several sources, as `graph.nq` does,
those are read and not the consolidated graph, which follows from them.

The evidence is what the RDF itself gives; a statement without any is the file's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Final, get_type_hints

import pyoxigraph as ox
from pydantic import TypeAdapter, ValidationError

from kg.errors import InputError, Problem
from kg.facts import (
    GENERAL_TYPES,
    STATEMENTS,
    THING_TYPES,
    Evidence,
    LineFragment,
    Naming,
    Rank,
    Source,
    Statement,
    TextPosition,
    Thing,
    content,
    references,
)
from kg.rdf import ADDRESSES, identify
from kg.sources.reader import About, Fact, Given, Report
from kg.terms import (
    CE,
    GRAPH,
    ID,
    ONTOLOGY_GRAPH,
    PREFIXES,
    camel,
    compact,
    digest,
    is_iri,
    kebab,
    slug,
)

ABOUT: Final = About(
    name="rdf",
    title="RDF in the terms of this ontology",
    publisher="whoever wrote it",
    licence="as its file says",
    address="https://w3id.org/container-ecosystem/ontology",
    gives="every statement whose terms the ontology knows, with the evidence that the file gives",
    rank=Rank.DATASET,
)

Term = ox.NamedNode | ox.Literal | ox.BlankNode
Node = dict[str, list[Term]]

_LABEL: Final = PREFIXES["rdfs"] + "label"
_TYPE: Final = PREFIXES["rdf"] + "type"
_SPECIAL: Final = {
    "also": PREFIXES["skos"] + "altLabel", "broader": PREFIXES["skos"] + "broader",
}  # fmt: skip
_DERIVED: Final = {
    _TYPE, PREFIXES["prov"] + "wasDerivedFrom", PREFIXES["skos"] + "inScheme",
    CE + "name", *(CE + name for name in (
        "earliest", "latest", "startEarliest", "startLatest", "endEarliest", "endLatest",
        "announcedEarliest", "announcedLatest", "sinceEarliest", "sinceLatest", "statedOn",
        "from", "to", "relation", "disputed", "disputedProperty", "inferredProperty",
    )),
}  # fmt: skip
"""What is derived again, or read on its own."""
_DOCUMENTS: Final = {"PressRelease", "Article", "Dataset"}
_NO_FACTS: Final = {
    "Evidence", "Claim", "Judgement", "Source", "Statement", "Relationship", *_DOCUMENTS,
}  # fmt: skip
_LINE: Final = re.compile(r"L(\d{1,9})", re.ASCII)
_POSITION: Final = re.compile(r"\d{1,9}", re.ASCII)
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_LINE_END: Final = re.compile(rb"\n")
_HOST: Final = r"http://(?:[a-z0-9]+\.)*[a-z0-9]+"
_PLAIN: Final = re.compile(rf"{_HOST}(?:(?<!\.entity)/[a-z0-9]+|/entity/Q[0-9]+)")
"""The IRIs of which the slug says all: one word at a host, or an item as Wikibase names it.

No two of them have the same slug.
"""


def read(given: Given, report: Report) -> Iterator[Fact]:
    """Yield the sources that a file tells of, or else the file as a source, and their statements.

    Raises:
        InputError: The file cannot be read, or is no RDF.
    """
    yield from read_as(ABOUT, given, report)


def read_as(about: About, given: Given, report: Report) -> Iterator[Fact]:
    """Yield what an RDF file states; what states no source of its own is `about`'s."""
    told: dict[str, tuple[Source, list[Statement]]] = {}
    for graph in _graphs(given):
        reader = _Graph(graph, about.source(given), given.path.name, report)
        for source, statement in reader.statements():
            told.setdefault(source.key, (source, []))[1].append(statement)
    for source, statements in told.values():
        yield source
        yield from statements


def _graphs(given: Given) -> list[dict[str, Node]]:
    """Return the graphs of a file that are to be read, each as its nodes and their properties."""
    form = ox.RdfFormat.from_extension(given.path.suffix.lstrip("."))
    if form is None:
        problem = f"has an ending that names no RDF format: {given.path.suffix or 'none'}"
        raise InputError(Problem(problem, str(given.path), "", "such as .ttl, .nq or .jsonld"))
    graphs: dict[str, dict[str, Node]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    blank: dict[str, ox.BlankNode] = {}

    def steady(term: Any) -> Any:
        # The parser gives a node without a name another one whenever the file is read.
        if not isinstance(term, ox.BlankNode):
            return term
        return blank.setdefault(term.value, ox.BlankNode(f"b{len(blank)}"))

    try:
        if form == ox.RdfFormat.RDF_XML:
            _refuse_doctype(given.path)
        # A relative address means something within the file alone.
        for quad in ox.parse(path=given.path, format=form, base_iri=f"{ID}rdf/"):
            subject = _name(steady(quad.subject))
            objects = graphs[_name(quad.graph_name)][subject][quad.predicate.value]
            objects.append(steady(quad.object))
    except SyntaxError as error:
        place = f"line {error.lineno}" if error.lineno else ""
        problem = f"is no {form.name}: {str(error.msg).splitlines()[0]}"
        raise InputError(Problem(problem, str(given.path), place)) from error
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
        raise InputError(Problem(problem, str(given.path))) from error
    graphs.pop(ONTOLOGY_GRAPH, None)
    sources = [graph for name, graph in sorted(graphs.items()) if name.startswith(GRAPH)]
    return sources or list(graphs.values())


def _refuse_doctype(path: Path) -> None:
    """Refuse RDF/XML that may define entities: the parser replaces them without limit.

    It does so wherever in the file the definitions stand, and however DOCTYPE is spelled.

    Raises:
        InputError: The file holds a DOCTYPE.
    """
    if path.stat().st_size == 0:
        return
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        if found := _DOCTYPE.search(content):
            line = 1 + sum(1 for _ in _LINE_END.finditer(content, 0, found.start()))
            problem = "holds a DOCTYPE, whose entities may make it endless"
            remedy = "write it anew without entities, or as Turtle"
            raise InputError(Problem(problem, str(path), f"line {line}", remedy))


def _name(term: object) -> str:
    return getattr(term, "value", "")


class _Graph:
    """One graph of a file."""

    def __init__(self, nodes: Mapping[str, Node], own: Source, file: str, report: Report) -> None:
        self.nodes, self.own, self.file, self.report = nodes, own, file, report
        self.kinds = {name: kind for name, node in nodes.items() if (kind := _kind(node))}
        self.sources: dict[str, Source] = {}
        self.related = {
            frozenset((start.value, end.value))
            for node in nodes.values()
            for start in node.get(CE + "from", ())
            for end in node.get(CE + "to", ())
        }

    def statements(self) -> Iterator[tuple[Source, Statement]]:
        """Yield each statement once for each source that the graph gives for it."""
        for name, node in sorted(self.nodes.items()):
            kind = self.kinds.get(name)
            if kind is None:
                for term in node.get(_TYPE, ()):
                    if term.value.startswith(CE) and term.value[len(CE) :] not in _NO_FACTS:
                        self.unknown(term.value)
                continue
            try:
                statement = self.statement(name, kind, node)
            except ValidationError as error:
                wrong = error.errors(include_url=False)[0]
                at = ".".join(str(part) for part in wrong["loc"])
                what = f"{compact(name)}, {at}: {wrong['msg']}"
                self.report.skip(
                    "a node lacks a property, or its value is wrong", self.file, 0, what
                )
                continue
            for source, evidence in self.evidence(node):
                yield source, replace(statement, evidence=evidence)

    def unknown(self, term: str) -> None:
        """Report a term that is not read, once."""
        short = compact(term)
        problem = Problem(f"the term {short} is not understood, and not read", self.file)
        self.report.unknown.setdefault(short, problem)

    def statement(self, name: str, kind: str, node: Node) -> Statement:
        """Return what a node states, without its evidence.

        Raises:
            ValidationError: A field is missing, or has a wrong value.
        """
        cls = Thing if kind in THING_TYPES else STATEMENTS[kind]
        known = _predicates(cls.__name__)
        values: dict[str, Any] = {"evidence": ()}
        for predicate, terms in node.items():
            if predicate in known:
                values[known[predicate]] = self.value(cls, known[predicate], terms)
            elif predicate not in _DERIVED and not all(
                frozenset((name, term.value)) in self.related for term in terms
            ):
                self.unknown(predicate)
        if cls is Naming:
            [written, *_] = node.get(CE + "name", [ox.Literal("")])
            values |= {"name": written.value, "language": getattr(written, "language", None)}
        if cls is Thing:
            values["type"] = kind
        if "id" in cls.KEY:
            values["id"] = self.local(name, THING_TYPES.get(kind, kebab(kind)))
        inferred = (term.value[len(CE) :] for term in node.get(CE + "inferredProperty", ()))
        values["inferred"] = tuple(kebab(one).replace("-", "_") for one in inferred)
        statement: Statement = _adapter(cls.__name__).validate_python(values)
        plain = identify(statement)
        if "key" in cls.KEY and name.startswith(f"{plain}--"):
            # What tells two such statements of the same parties apart stands in the name alone.
            told_apart: dict[str, Any] = {"key": name[len(plain) + 2 :]}
            statement = replace(statement, **told_apart)
        return statement

    def value(self, cls: type[Statement], field: str, terms: list[Term]) -> object:
        """Return the plain value of a field, from which the class makes its own."""
        kinds = references(cls).get(field)
        hint = _hints(cls.__name__)[field]
        if "Mapping" in hint and "tuple" not in hint:
            return {getattr(one, "language", None) or self.own.language: one.value for one in terms}
        plain = [self.local(one.value, self.kind_at(one, kinds)) if kinds else _plain(one)
                 for one in terms]  # fmt: skip
        if field in ADDRESSES:
            for one in [one for one in plain if not is_iri(one)]:
                self.report.skip("an address is none", self.file, 0, f"{field} {one!r}")
                plain.remove(one)
        if "tuple" in hint:
            return tuple(sorted(plain))
        if len(set(plain)) > 1:
            what = f"{cls.__name__}, {field}: {', '.join(sorted(plain))}"
            self.report.skip("a property has several values, and the first is taken", self.file, 0,
                             what)  # fmt: skip
        return min(plain, default=None)

    def kind_at(self, term: Term, kinds: tuple[str, ...]) -> str:
        """Return the kind of thing that an identifier from elsewhere stands for."""
        told = THING_TYPES.get(self.kinds.get(term.value, ""))
        return told if told in kinds else kinds[0]

    def local(self, iri: str, kind: str) -> str:
        """Return the identifier of a thing: its own here, or a mention for one from elsewhere."""
        if iri.startswith(ID) and "/" in iri[len(ID) :] and is_iri(iri):
            return iri[len(ID) :]
        # Whichever file names an IRI means the same by it.
        parts = [self.own.key.partition("/")[0], slug(iri.partition("://")[2] or iri)]
        if not _PLAIN.fullmatch(iri):
            parts.append(digest(iri))
        return f"{kind}/{'.'.join(filter(None, parts))}"

    def evidence(self, node: Node) -> list[tuple[Source, tuple[Evidence, ...]]]:
        """Return the places that support a node, by the source in which they are."""
        found: dict[str, tuple[Source, list[Evidence]]] = {}
        for term in node.get(PREFIXES["prov"] + "wasDerivedFrom", ()):
            place = self.nodes.get(term.value, {})
            for document in place.get(PREFIXES["oa"] + "hasSource", ()):
                source = self.source(document.value)
                found.setdefault(source.key, (source, []))[1].append(self.place(place))
        told = [(source, tuple(places)) for source, places in found.values()]
        return told or [(self.own, (Evidence(None),))]

    def place(self, node: Node) -> Evidence:
        """Return a place in a source, and by whose voice it speaks."""
        by = node.get(PREFIXES["prov"] + "wasAttributedTo", ())
        voices = tuple(self.local(one.value, "organization") for one in by)
        for term in node.get(PREFIXES["oa"] + "hasSelector", ()):
            selector = self.nodes.get(term.value, {})
            numbers = [
                int(selector[name][0].value)
                for name in (CE + "paragraph", PREFIXES["oa"] + "start", PREFIXES["oa"] + "end")
                if name in selector and _POSITION.fullmatch(selector[name][0].value)
            ]
            if len(numbers) == 3:
                return Evidence(TextPosition(*numbers), voices)
            for value in selector.get(PREFIXES["rdf"] + "value", ()):
                if match := _LINE.fullmatch(value.value):
                    return Evidence(LineFragment(int(match[1])), voices)
        return Evidence(None, voices)

    def source(self, iri: str) -> Source:
        """Return the source of an IRI as the graph describes it, or the file if it does not."""
        if iri not in self.sources:
            self.sources[iri] = self.described(iri) or self.own
        return self.sources[iri]

    def described(self, iri: str) -> Source | None:
        node = self.nodes.get(iri, {})
        schema, terms = PREFIXES["schema"], PREFIXES["dcterms"]
        single = {
            "language": terms + "language", "rank": CE + "rank", "published": CE + "date",
            "url": schema + "url", "licence": terms + "license",
        }  # fmt: skip
        values: dict[str, Any] = {
            field: node[name][0].value for field, name in single.items() if name in node
        }
        if "url" in values and not is_iri(values["url"]):
            self.report.skip("an address is none", self.file, 0, f"url {values.pop('url')!r}")
        for field, name in (("publisher", "publisher"), ("author", "creator")):
            for term in node.get(terms + name, ())[:1]:
                values[field] = self.local(term.value, "organization")
        values["title"] = {
            getattr(one, "language", None) or "en": one.value
            for one in node.get(terms + "title", ())
        }
        values["type"] = next((t.value[len(CE) :] for t in node.get(_TYPE, ())
                               if t.value[len(CE) :] in _DOCUMENTS), None)  # fmt: skip
        values["digest"] = next(
            (digest[0].value for name, selector in self.nodes.items()
             if (digest := selector.get(CE + "textDigest"))
             and name.startswith(iri.replace("/source/", "/evidence/") + "/")), None,
        )  # fmt: skip
        try:
            source: Source = _SOURCE.validate_python(
                {"key": iri.removeprefix(ID + "source/"), **values, "rank": int(values["rank"])}
            )
        except (ValidationError, KeyError, ValueError):
            return None
        return source


def _plain(term: Term) -> str:
    return term.value.removeprefix(CE) if isinstance(term, ox.NamedNode) else term.value


def _kind(node: Node) -> str | None:
    """Return the class of facts that a node is of; the one that says most if there are several."""
    names = sorted(term.value.removeprefix(CE) for term in node.get(_TYPE, ()))
    known = [name for name in names if name in STATEMENTS or name in THING_TYPES]
    return min(known, key=lambda name: name in GENERAL_TYPES and GENERAL_TYPES.index(name) + 1,
               default=None)  # fmt: skip


_SOURCE: Final = TypeAdapter(Source)


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(STATEMENTS[name])


@cache
def _hints(name: str) -> Mapping[str, str]:
    """Return the type of each field of a class, as text."""
    return {field: str(hint) for field, hint in get_type_hints(STATEMENTS[name]).items()}


@cache
def _predicates(name: str) -> Mapping[str, str]:
    """Return the field of a class that each property stands for."""
    cls = STATEMENTS[name]
    labelled = {_LABEL: "name"} if cls is not Naming else {}
    own = {_SPECIAL.get(name, CE + camel(name)): name for name in content(cls) if name != "name"}
    return {**own, **labelled} if "name" in content(cls) else own
