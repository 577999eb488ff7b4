"""Why an answer may be empty: the question names what the graph does not have.

SPARQL answers a misspelt term with no rows, as it does a question whose answer is "nothing".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.errors import Problem
from kg.likeness import did_you_mean
from kg.parameters import terms_of
from kg.store import Store
from kg.terms import CE, ID, ONTOLOGY_GRAPH, PREFIXES, compact, is_iri

_FEW: Final = 12
_TEXT: Final = NamedNode(PREFIXES["xsd"] + "string")
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_VOCABULARIES: Final = tuple(
    PREFIXES[name] for name in PREFIXES.keys() - {"ce", "id", "graph", "xsd"}
)
"""The namespaces of others whose classes and properties the graph uses."""


def reasons(store: Store, text: str, bound: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what a query asks for that is nowhere in the graph.

    Args:
        store: The graph that was asked.
        text: The query.
        bound: The RDF terms for its variables. A text is looked for among the values of the
            property of that name, if the query asks for it: `level` among those of `ce:level`.
    """
    things = (term.value for term in bound.values() if isinstance(term, NamedNode))
    named = [iri for iri in dict.fromkeys(chain(terms_of(text), things)) if is_iri(iri)]
    known = _ontology(store)
    terms = [iri.removeprefix(CE) for iri in named if iri.startswith(CE) and iri != CE]
    if known:
        yield from _unknown_terms(store, terms, known)
    for iri in named:
        if iri.startswith(ID) and not _is_named(store, iri):
            yield _unknown_thing(store, iri)
        elif iri.startswith(_VOCABULARIES) and not _is_named(store, iri):
            yield Problem(f"the graph states nothing of {compact(iri)}")
    for name, term in bound.items():
        if name in known and name in terms and isinstance(term, Literal) and term.datatype == _TEXT:
            yield from _unknown_value(store, name, term.value)


def _ontology(store: Store) -> set[str]:
    """Return the names of the classes and properties of the ontology that the graph holds."""
    ontology = NamedNode(ONTOLOGY_GRAPH)
    quads = store.engine.quads_for_pattern(None, None, None, ontology)
    subjects = {quad.subject for quad in quads}
    return {one.value.removeprefix(CE) for one in subjects if isinstance(one, NamedNode)}


def _unknown_terms(store: Store, names: Sequence[str], known: Collection[str]) -> Iterator[Problem]:
    unused = []
    for name in names:
        if name not in known:
            remedy = did_you_mean(f"ce:{name}", (f"ce:{term}" for term in known))
            yield Problem(f"the ontology has no term ce:{name}", remedy=remedy)
        elif not _is_used(store, NamedNode(CE + name)):
            unused.append(f"ce:{name}")
    if unused:
        remedy = "build it with a source that does; kg sources lists them"
        yield Problem(f"the graph states nothing of {', '.join(unused)}", remedy=remedy)


def _is_used(store: Store, term: NamedNode) -> bool:
    """Say whether a class or property stands in any statement of the consolidated graph."""
    find, graph = store.engine.quads_for_pattern, DefaultGraph()
    found = chain(find(None, term, None, graph), find(None, None, term, graph))
    return next(found, None) is not None


def _is_named(store: Store, iri: str) -> bool:
    """Say whether an IRI stands anywhere in any graph."""
    find, term = store.engine.quads_for_pattern, NamedNode(iri)
    found = chain(
        find(term, None, None), find(None, term, None), find(None, None, term),
        find(None, None, None, term),
    )  # fmt: skip
    return next(found, None) is not None


def _unknown_thing(store: Store, iri: str) -> Problem:
    kind, slash, local = iri.rpartition("/")
    quads = store.engine.quads_for_pattern(None, _TYPE, None, DefaultGraph())
    things = (quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))
    alike = {thing.rpartition("/")[2] for thing in things if thing.startswith(kind + slash)}
    remedy = did_you_mean(local, alike, "look for it: kg search TEXT")
    return Problem(f"the graph has no {compact(iri)}", remedy=remedy)


def _unknown_value(store: Store, name: str, wanted: str) -> Iterator[Problem]:
    values = {value.value for _, value in store.values(NamedNode(CE + name))}
    if values and wanted not in values:
        listed = f"there are {', '.join(sorted(values))}" if len(values) <= _FEW else ""
        remedy = did_you_mean(wanted, values, listed)
        yield Problem(f"nothing has the {name} {wanted!r}", remedy=remedy)
