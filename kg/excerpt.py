"""What a store says of a few things, copied into memory: a small graph tells of them at once.

To gather the whole graph takes seconds, or minutes where it is large; what is said of one thing is
near it. The copy holds all that `kg.reading` asks of the things, and little else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad

from kg.reading import NO_NODES
from kg.store import Store
from kg.terms import CE, ONTOLOGY_GRAPH, PREFIXES

_DEFAULT: Final = DefaultGraph()
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_LABEL: Final = NamedNode(PREFIXES["rdfs"] + "label")
_NAMES: Final = (_TYPE, _LABEL, NamedNode(PREFIXES["skos"] + "altLabel"))
_DERIVED: Final = NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_PRIMARY: Final = NamedNode(PREFIXES["prov"] + "hadPrimarySource")
_NO_NODES: Final = {NamedNode(CE + name) for name in NO_NODES}
_SHARED: Final = {
    NamedNode(CE + name) for name in ("Evidence", "Source", "Metric", "Bound", "Category")
}
"""What many statements have in common: it says nothing of one that another leads to it."""


def excerpt(store: Store, things: Iterable[str], without: Iterable[str] = ()) -> Store:
    """Return a store in memory of what another says of some things, or statements, by their IRI.

    Beside them it holds every statement of them with its evidence, what was claimed where sources
    disagree, the names of the things at the other ends, the sources and the ontology.

    Args:
        store: The other store.
        things: What it shall tell of.
        without: Statements of the things that are left out, unless others lead to them.
    """
    return Store.memory(_Excerpt(store, things, without).quads())


class _Excerpt:
    """The walk from things to all that is said of them."""

    def __init__(self, store: Store, things: Iterable[str], without: Iterable[str]) -> None:
        self._engine = store.engine
        self._told: list[Any] = [NamedNode(iri) for iri in things]
        """Whose statements are wanted, too."""
        self._things = frozenset(self._told)
        self._without = frozenset(map(NamedNode, without))
        self._wanted: set[Any] = set(self._told)
        self._named: list[Any] = []
        """What is only mentioned, so far."""
        self._seen: set[Any] = set(self._told)

    def quads(self) -> Iterator[Quad]:
        """Yield the quads, some of them more than once."""
        yield from self._engine.quads_for_pattern(None, None, None, NamedNode(ONTOLOGY_GRAPH))
        while self._told or self._named:
            if self._told:
                node = self._told.pop()
                yield from self._describe(self._all_of(node))
                self._follow(node)
            else:
                yield from self._mention(self._named.pop())

    def _all_of(self, node: Any) -> list[Quad]:
        return list(self._engine.quads_for_pattern(node, None, None, _DEFAULT))

    def _follow(self, node: Any) -> None:
        """Come to all that has a node as the value of a property, if it speaks of that alone."""
        passed_over = self._without if node in self._things else ()
        for quad in self._engine.quads_for_pattern(None, None, node, _DEFAULT):
            subject = quad.subject
            if subject not in self._wanted and not (
                subject in passed_over or self._is_drawn(subject) or self._types(subject) & _SHARED
            ):
                self._wanted.add(subject)
                self._seen.add(subject)
                self._told.append(subject)

    def _describe(self, quads: list[Quad]) -> Iterator[Quad]:
        """Yield what is said of a node, with who says so, and come to what it mentions."""
        yield from quads
        for quad in quads:
            if quad.predicate == _DERIVED:
                yield from self._stated(quad)
            if isinstance(quad.object, NamedNode | BlankNode) and quad.object not in self._seen:
                self._seen.add(quad.object)
                self._named.append(quad.object)

    def _stated(self, derived: Quad) -> Iterator[Quad]:
        """Yield in which graphs a node is derived from a place, and what they are graphs of."""
        for quad in self._engine.quads_for_pattern(derived.subject, _DERIVED, derived.object, None):
            if quad.graph_name != _DEFAULT:
                yield quad
                if quad.graph_name not in self._seen:
                    self._seen.add(quad.graph_name)
                    yield from self._describe(self._all_of(quad.graph_name))

    def _mention(self, node: Any) -> Iterator[Quad]:
        """Yield what it takes to speak of a node: of a thing its names, of anything else all."""
        if self._is_drawn(node):
            for property_ in _NAMES:
                yield from self._engine.quads_for_pattern(node, property_, None, _DEFAULT)
            return
        quads = self._all_of(node)
        yield from self._describe(quads)
        if any(quad.predicate == _TYPE and quad.object in _SHARED for quad in quads):
            # A source is known by the graph that holds what it says.
            yield from self._engine.quads_for_pattern(None, _PRIMARY, node, _DEFAULT)

    def _is_drawn(self, node: Any) -> bool:
        """Whether a node is a thing of its own, which a network has."""
        labels = self._engine.quads_for_pattern(node, _LABEL, None, _DEFAULT)
        return any(True for _ in labels) and not self._types(node) & _NO_NODES

    def _types(self, node: Any) -> set[Any]:
        return {q.object for q in self._engine.quads_for_pattern(node, _TYPE, None, _DEFAULT)}
