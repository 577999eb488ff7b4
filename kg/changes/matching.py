"""Which things and statements of two builds are the same, whatever identifiers they have there.

A build names a thing after one of its mentions, and further sources or judgements may make that
another one. So keys decide first, then identifiers, then judgements of either build, then homepages
and names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from kg.changes.described import Described, segment_of, values_of
from kg.terms import ID

_DECISIVE: Final = ("wikidataId", "crunchbaseSlug", "githubLogin", "repository")
"""The properties of which two things that are one have a value in common, the strongest first."""
_WEAK: Final = ("homepage", "name")
"""What makes two things one if no decisive key says otherwise and one of them is unmatched."""
_NAMED: Final = ("organization", "software")
"""The kinds of things that a name may identify; persons of one name are two."""
_OF_TWO_SORTS: Final = ("ContainerImage", "Group")
"""Classes whose things are never one with another of their kind that has the same key."""
_FRONT: Final = re.compile(r"^(?:https?://)?(?:www\.)?|/+$")
_BESIDE: Final = frozenset(
    ["affiliation", "represents", "representedBy", "atEvent", "product", "exchange", "seller",
     "previousRound", "donor", "host", "from", "to"]
)  # fmt: skip
"""Properties that point at things and do not tell one statement from another."""


class Node(NamedTuple):
    """A node of one of the two builds: 0 is the old one, 1 the new one."""

    build: int
    iri: str


class Matching:
    """The things and statements of two builds, each with what it is in the other one.

    Attributes:
        builds: The old build and the new one.
        pairs: The statements that both builds make, each by its IRI in the old and in the new.
        gone: The statements of the old build alone.
        come: The statements of the new build alone.
    """

    def __init__(self, old: Described, new: Described) -> None:
        self.builds = (old, new)
        self._above: dict[Node, Node] = {}
        self._settled: dict[Node, Node] = {}
        self._match_things()
        self._settled = {
            node: self.thing(*node)
            for node in (Node(b, iri) for b in (0, 1) for iri in self.builds[b].things)
        }
        self.pairs: list[tuple[str, str]] = []
        self.gone: list[str] = []
        self.come: list[str] = []
        self._match_statements()

    def thing(self, build: int, iri: str) -> Node:
        """Return what stands for a thing of one build, which is the same for it in the other."""
        node = root = Node(build, iri)
        if settled := self._settled.get(node):
            return settled
        while (above := self._above.get(root)) is not None:
            root = above
        while node != root:
            self._above[node], node = root, self._above[node]
        return root

    def _join(self, old: str, new: str) -> None:
        one, other = sorted((self.thing(0, old), self.thing(1, new)))
        if one != other:
            self._above[other] = one

    def things(self) -> list[tuple[list[str], list[str]]]:
        """Return each thing as its identifiers in the old build and those in the new one."""
        found: dict[Node, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        for build, described in enumerate(self.builds):
            for iri in sorted(described.things):
                found[self.thing(build, iri)][build].append(iri)
        return list(found.values())

    def _match_things(self) -> None:
        old, new = self.builds
        moved: set[Node] = set()
        for one, other in self._by_keys(_DECISIVE, (old.things, new.things)):
            self._join(one, other)
            if one != other:
                moved |= {Node(0, one), Node(1, other)}
        for iri in sorted(old.things & new.things):
            # The name of a thing that is called otherwise now may be given to another one.
            known = Node(0, iri) in moved or Node(1, iri) in moved
            if not known or not self._differ(iri, iri):
                self._join(iri, iri)
        self._join_left(self._judged())
        for name in _WEAK:
            self._join_left(
                (one, other)
                for one, other in self._by_keys([name], (old.things, new.things))
                if not self._differ(one, other)
            )
        self._match_rounds()

    def _judged(self) -> Iterator[tuple[str, str]]:
        """Yield what a build says of a mention that is a thing, or another's mention, elsewhere."""
        old, new = self.builds
        for mention, thing in new.mentions.items():
            yield old.mentions.get(mention, mention), thing
        for mention, thing in old.mentions.items():
            yield thing, new.mentions.get(mention, mention)

    def _join_left(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Join pairs of which one or the other thing is in its own build alone, as far as known."""
        left = [self._unmatched(build) for build in (0, 1)]
        known = [described.things for described in self.builds]
        for one, other in sorted(pairs):
            if one in known[0] and other in known[1] and (one in left[0] or other in left[1]):
                self._join(one, other)

    def _unmatched(self, build: int) -> set[str]:
        """Return the things of one build that are none of the other as far as is known."""
        theirs = {self.thing(1 - build, iri) for iri in self.builds[1 - build].things}
        mine = self.builds[build].things
        return {iri for iri in mine if self.thing(build, iri) not in theirs}

    def _by_keys(
        self, names: Iterable[str], things: Sequence[set[str]]
    ) -> Iterator[tuple[str, str]]:
        """Yield what has a key in common that nothing else in its build has."""
        for name in names:
            old, new = (
                self._holders(described, name, among)
                for described, among in zip(self.builds, things, strict=True)
            )
            for key in sorted(old.keys() & new.keys()):
                if len(old[key]) == len(new[key]) == 1:
                    one, other = old[key][0], new[key][0]
                    stronger = _DECISIVE[: _DECISIVE.index(name)] if name in _DECISIVE else ()
                    if not self._differ(one, other, stronger):
                        yield one, other

    def _holders(
        self, described: Described, name: str, among: Iterable[str]
    ) -> dict[tuple[str, str], list[str]]:
        holders: dict[tuple[str, str], list[str]] = defaultdict(list)
        for iri in among:
            for key in _keys(described, iri, name):
                holders[_family(described, iri), key].append(iri)
        return holders

    def _differ(self, one: str, other: str, names: Iterable[str] = _DECISIVE) -> bool:
        """Tell whether a key says that a thing of the old build is none of the new one."""
        old, new = self.builds
        keys = ((_keys(old, one, name), _keys(new, other, name)) for name in names)
        return any(mine and theirs and mine.isdisjoint(theirs) for mine, theirs in keys)

    def _match_rounds(self) -> None:
        """Match rounds, releases and events that have another identifier by what they are of."""
        old, new = (
            {self._signature(build, iri): iri for iri in self._unmatched(build) if _owned(iri)}
            for build in (0, 1)
        )
        for signature in old.keys() & new.keys():
            self._join(old[signature], new[signature])

    def _match_statements(self) -> None:
        told: list[dict[object, list[str]]] = []
        for build, described in enumerate(self.builds):
            by: dict[object, list[str]] = defaultdict(list)
            for node in sorted(described.statements):
                by[self._signature(build, node)].append(node)
            told.append(by)
        old, new = told
        for signature, nodes in old.items():
            others = new.get(signature, [])
            if not others:
                self.gone += nodes
                continue
            # Where things were merged, several statements may have become one.
            kept = [node for node in nodes if node in others]
            taken = set(kept)
            self.pairs += [(node, node) for node in kept]
            rest = ([n for n in found if n not in taken] for found in (nodes, others))
            self.pairs += zip(*rest, strict=False)
        self.come = [node for signature, nodes in new.items() if signature not in old
                     for node in nodes]  # fmt: skip

    def _signature(self, build: int, node: str) -> object:
        """Return what tells a statement from others, and is the same for it in both builds."""
        described = self.builds[build]
        references = [one for one in described.references(node) if one[0] not in _BESIDE]
        of = frozenset((name, self.thing(build, thing)) for name, thing in references)
        if _owned(node):
            return (
                segment_of(node),
                of,
                *(described.value(node, name) for name in ("label", "date")),
            )
        kinds = [thing.removeprefix(ID).partition("/") for _, thing in references]
        named = {local for _, _, local in kinds} | {f"{kind}.{local}" for kind, _, local in kinds}
        segment, _, local = node.removeprefix(ID).partition("/")
        return segment, of, tuple(part for part in local.split("--") if part not in named)


def _owned(node: str) -> bool:
    """Tell whether a node is a thing that belongs to another: a round is that of a company."""
    return segment_of(node) in ("funding-round", "release", "event")


def _family(described: Described, iri: str) -> str:
    sorts = values_of(described.said(iri), "type")
    special = [sort for sort in _OF_TWO_SORTS if any(one.endswith(f"#{sort}") for one in sorts)]
    return " ".join((segment_of(iri), *special))


def _keys(described: Described, iri: str, name: str) -> set[str]:
    """Return the values of a key in the one form in which they can be compared."""
    said = described.said(iri)
    if name == "name":
        names = values_of(said, "label") | values_of(said, "altLabel")
        return {one.casefold() for one in names} if segment_of(iri) in _NAMED else set()
    return {_FRONT.sub("", one.lower()) for one in values_of(said, name)} if name in said else set()
