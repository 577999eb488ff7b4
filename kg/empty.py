"""Why an answer may be empty: the question names what the graph does not have.

SPARQL answers a misspelt term with no rows, as it does a question whose answer is "nothing".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Final

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.errors import Problem
from kg.likeness import did_you_mean
from kg.parameters import terms_of
from kg.store import Store
from kg.terms import CE, ONTOLOGY_GRAPH, PREFIXES

_FEW: Final = 12
_TEXT: Final = NamedNode(PREFIXES["xsd"] + "string")


def reasons(store: Store, text: str, bound: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what a query asks for that is nowhere in the graph.

    Args:
        store: The graph that was asked.
        text: The query.
        bound: The RDF terms for its variables. A text is looked for among the values of the
            property of that name, if the query asks for it: `level` among those of `ce:level`.
    """
    ontology = NamedNode(ONTOLOGY_GRAPH)
    quads = store.engine.quads_for_pattern(None, None, None, ontology)
    subjects = {quad.subject for quad in quads}
    known = {one.value.removeprefix(CE) for one in subjects if isinstance(one, NamedNode)}
    if not known:
        return
    terms = [iri.removeprefix(CE) for iri in terms_of(text) if iri.startswith(CE)]
    unused = []
    for name in filter(None, dict.fromkeys(terms)):
        if name not in known:
            remedy = did_you_mean(f"ce:{name}", (f"ce:{term}" for term in known))
            yield Problem(f"the ontology has no term ce:{name}", remedy=remedy)
        elif not _is_used(store, NamedNode(CE + name)):
            unused.append(f"ce:{name}")
    if unused:
        remedy = "build it with a source that does; kg sources lists them"
        yield Problem(f"the graph states nothing of {', '.join(unused)}", remedy=remedy)
    for name, term in bound.items():
        if name in known and name in terms and isinstance(term, Literal) and term.datatype == _TEXT:
            yield from _unknown_value(store, name, term.value)


def _is_used(store: Store, term: NamedNode) -> bool:
    """Say whether a class or property stands in any statement of the consolidated graph."""
    find, graph = store.engine.quads_for_pattern, DefaultGraph()
    found = chain(find(None, term, None, graph), find(None, None, term, graph))
    return next(found, None) is not None


def _unknown_value(store: Store, name: str, wanted: str) -> Iterator[Problem]:
    values = {value.value for _, value in store.values(NamedNode(CE + name))}
    if values and wanted not in values:
        listed = f"there are {', '.join(sorted(values))}" if len(values) <= _FEW else ""
        remedy = did_you_mean(wanted, values, listed)
        yield Problem(f"nothing has the {name} {wanted!r}", remedy=remedy)
