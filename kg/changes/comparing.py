"""What came, went or changed between two builds whose things and statements are matched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from pyoxigraph import NamedNode

from kg.changes.changed import Change, Changes, Sort
from kg.changes.described import Described, Place, segment_of, values_of, words
from kg.changes.differences import Difference, Differences
from kg.changes.matching import Matching, Node
from kg.changes.sentences import (
    bare,
    kind_of,
    sentence,
)
from kg.display import counted
from kg.terms import compact, slug

_ALWAYS_TOLD: Final = ("project", "image", "software", "group", "funding round")
"""The things that are told of even if a statement that came or went speaks of them."""
_OF_ITS_OWN: Final = {
    "development": "software", "parthood": "part", "maturity": "project",
    "image-variant": "software",
}  # fmt: skip
"""Statements that are told together with the thing that came or went, and what points at it."""
_EMPLOYED: Final = {"maintainership": "person", "membership": "member"}
"""Statements that tell for whom somebody does something, and what points at the person."""
_ROLES: Final = ("title", "level")
_IN_WORDS: Final = {"altLabel": "also called"}
"""Properties whose own names are not how people say it."""
_SORTS: Final[tuple[Sort, Sort]] = ("gone", "new")


class _Employer(NamedTuple):
    """An employer that a person had and has: the same for all that the person does for it."""

    kind: str
    person: str
    before: str
    after: str


def compare(old: Described, new: Described) -> Changes:
    """Return what changed from one build to another."""
    return Changes(_Comparison(old, new).run())


class _Comparison:
    """Two builds while they are compared."""

    def __init__(self, old: Described, new: Described) -> None:
        self.old, self.new = self.builds = old, new
        self.matching = Matching(old, new)
        self.differences = Differences(self.matching)
        self.only = [set(self.matching.gone), set(self.matching.come)]
        things = self.matching.things()
        self.both = [(olds, news) for olds, news in things if olds and news]
        self.alone = [
            {iri for pair in things if not pair[1 - build] for iri in pair[build]}
            for build in (0, 1)
        ]
        self.own: list[dict[str, list[str]]] = [self._own(build) for build in (0, 1)]
        self.levelled: set[Node] = set()

    def _own(self, build: int) -> dict[str, list[str]]:
        """Return, for each thing that came or went, the statements that are told with it."""
        found: dict[str, list[str]] = defaultdict(list)
        for node in sorted(self.only[build]):
            name = _OF_ITS_OWN.get(segment_of(node))
            for value in self.builds[build].said(node).get(name, ()) if name else ():
                if isinstance(value, NamedNode) and value.value in self.alone[build]:
                    found[value.value].append(node)
        return found

    def run(self) -> Iterator[Change]:
        """Yield every change."""
        yield from self._levels()
        yield from self._roles()
        yield from self._variants()
        yield from self._statements()
        yield from self._employers()
        for olds, news in self.both:
            yield from self._thing(olds, news)
        yield from self._things_alone()
        yield from self._documents()

    # --- what came and went ---------------------------------------------------------------------

    def _levels(self) -> Iterator[Change]:
        """Yield each project that both builds know and that has another level of maturity."""
        old, new = (self._open_levels(build) for build in (0, 1))
        alone = [{self.matching.thing(build, iri) for iri in self.alone[build]} for build in (0, 1)]
        for project in sorted((old.keys() | new.keys()) - alone[0] - alone[1]):
            before, after = old.get(project, {}), new.get(project, {})
            if before.keys() == after.keys():
                continue
            self.levelled.add(project)
            nodes = [n for level, n in after.items() if level not in before] or [*after.values()]
            build = 1 if nodes else 0
            nodes = nodes or [*before.values()]
            described = self.builds[build]
            told = [" and ".join(sorted(levels)) for levels in (before, after)]
            since = ", ".join(filter(None, (described.value(n, "start") for n in nodes)))
            name = described.value(nodes[0], "project")
            change: Sort = "changed" if all(told) else _SORTS[build]
            words_ = " → ".join(filter(None, told))
            yield Change(
                "level", change, described.target(nodes[0], "project"),
                f"{name}: {words_}{f' (since {since})' if since and build else ''}",
                "level", told[0], told[1], described.places(nodes),
            )  # fmt: skip

    def _open_levels(self, build: int) -> dict[Node, dict[str, str]]:
        """Return the levels that each project has, with the statements that say so."""
        found: dict[Node, dict[str, str]] = defaultdict(dict)
        described = self.builds[build]
        for node in sorted(described.statements):
            said = described.said(node)
            if segment_of(node) == "maturity" and not {"end", "former"} & said.keys():
                project = self.matching.thing(build, described.target(node, "project"))
                found[project][described.value(node, "level")] = node
        return found

    def _take(self, build: int, nodes: Iterable[str]) -> None:
        """Count statements as told."""
        self.only[build] -= set(nodes)

    def _roles(self) -> Iterator[Change]:
        """Yield memberships of the same two parties that became others: a chair, a tech lead."""
        found: dict[object, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        for build, described in enumerate(self.builds):
            for node in sorted(self.only[build]):
                if segment_of(node) == "membership":
                    ends = (described.target(node, name) for name in ("member", "group"))
                    key = tuple(self.matching.thing(build, end) for end in ends)
                    found[key][build].append(node)
        for gone, come in found.values():
            if len(gone) == len(come) == 1:
                self._take(0, gone)
                self._take(1, come)
                yield from self._changed_role(gone[0], come[0])

    def _changed_role(self, one: str, other: str) -> Iterator[Change]:
        before, after = (
            ", ".join(filter(None, (described.value(node, name) for name in _ROLES)))
            for described, node in ((self.old, one), (self.new, other))
        )
        name = "level" if "level" in self.new.said(other) else "title"
        yield self._changed(other, name, before, after, self.new.places([other]))

    def _variants(self) -> Iterator[Change]:
        """Yield for each image that both builds have which of its variants changed."""
        found: dict[Node, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for build, sort in enumerate(_SORTS):
            nodes = [n for n in self.only[build] if segment_of(n) == "image-variant"]
            self._take(build, nodes)
            for node in sorted(nodes):
                image = self.builds[build].target(node, "software")
                if image not in self.alone[build]:
                    found[self.matching.thing(build, image)][sort].append(node)
        for one, other in self.matching.pairs:
            if segment_of(other) == "image-variant" and any(
                self.differences.of_statement(one, other)
            ):
                image = self.new.target(other, "software")
                found[self.matching.thing(1, image)]["changed"].append(other)
        for sorts in found.values():
            told = "; ".join(
                f"{sort} {', '.join(self._tag(sort, node) for node in nodes)}"
                for sort, nodes in sorted(sorts.items(), reverse=True)
            )
            build = 1 if sorts.keys() - {"gone"} else 0
            described = self.builds[build]
            nodes = [n for sort, of in sorts.items() if build == 0 or sort != "gone" for n in of]
            image = described.target(nodes[0], "software")
            what = f"{described.label(image)}: variants {told}"
            yield Change("image", "changed", image, what, "variant",
                         places=described.places(nodes))  # fmt: skip

    def _tag(self, sort: str, node: str) -> str:
        """Return the tag by which a variant of an image is known."""
        known = node.partition("--")[2]
        tags = values_of(self.builds[0 if sort == "gone" else 1].said(node), "tag")
        return min((tag for tag in tags if slug(tag) == known), default=known)

    def _statements(self) -> Iterator[Change]:
        """Yield the statements that came or went, and what changed of those that stand."""
        for build, sort in enumerate(_SORTS):
            described = self.builds[build]
            with_things = {node for nodes in self.own[build].values() for node in nodes}
            for node in sorted(self.only[build] - with_things):
                if segment_of(node) == "maturity" and self._levelled(build, node):
                    continue
                what = sentence(described, node)
                yield Change(kind_of(described, node), sort, node, what,
                             places=described.places([node]))  # fmt: skip
        for one, other in self.matching.pairs:
            if segment_of(other) == "image-variant":
                continue
            for difference in self.differences.of_statement(one, other):
                if difference.name == "affiliation" and segment_of(other) in _EMPLOYED:
                    continue
                if segment_of(other) == "maturity" and self._levelled(1, other):
                    continue
                yield self._valued(one, other, difference)

    def _levelled(self, build: int, node: str) -> bool:
        """Tell whether the project of a statement on maturity is told of with another level."""
        project = self.builds[build].target(node, "project")
        return self.matching.thing(build, project) in self.levelled

    def _employers(self) -> Iterator[Change]:
        """Yield each change of employer once, with all that the person does for it."""
        found: dict[_Employer, list[tuple[str, tuple[Place, ...]]]] = defaultdict(list)
        for one, other in self.matching.pairs:
            if segment_of(other) not in _EMPLOYED:
                continue
            for difference in self.differences.of_statement(one, other):
                if difference.name == "affiliation":
                    employer = _Employer(
                        kind_of(self.new, other),
                        self.new.target(other, _EMPLOYED[segment_of(other)]),
                        *self.differences.told(one, other, difference),
                    )
                    places = self.new.places_of_value(other, "affiliation", difference.added)
                    found[employer].append((other, places))
        for employer, nodes in found.items():
            of = sorted({self.new.value(node, "project") or self.new.value(node, "group")
                         for node, _ in nodes})  # fmt: skip
            said_at = {place for _, told in nodes for place in told}
            what = (
                f"{self.new.label(employer.person)}: {employer.before or 'no employer'} → "
                f"{employer.after or 'no employer'} ({', '.join(of)})"
            )
            yield Change(employer.kind, "changed", employer.person, what, "affiliation",
                         employer.before, employer.after,
                         tuple(sorted(said_at, key=lambda place: place.order)))  # fmt: skip

    def _things_alone(self) -> Iterator[Change]:
        """Yield the things that came or went, unless a statement that did so speaks of them."""
        for build, sort in enumerate(_SORTS):
            described = self.builds[build]
            of_statements = self.matching.come if build else self.matching.gone
            pairs = [pair[build] for pair in self.matching.pairs]
            spoken_of = {
                thing
                for node in (*of_statements, *pairs)
                for _, thing in described.references(node)
                if node not in self.own[build].get(thing, ())
            }
            for iri in sorted(self.alone[build]):
                kind = kind_of(described, iri)
                if iri in spoken_of and kind not in _ALWAYS_TOLD:
                    continue
                own = self.own[build].get(iri, [])
                told = ", ".join(self._told_with(build, own))
                what = f"{sentence(described, iri)}{f' ({told})' if told else ''}"
                yield Change(kind, sort, iri, what,
                             places=described.places([iri, *own]))  # fmt: skip

    def _told_with(self, build: int, nodes: Iterable[str]) -> Iterator[str]:
        """Yield what is told in brackets of a thing that came or went."""
        described = self.builds[build]
        variants = 0
        for node in nodes:
            match segment_of(node):
                case "maturity" if "end" not in described.said(node):
                    since = described.value(node, "start")
                    yield f"{described.value(node, 'level')}{f' since {since}' if since else ''}"
                case "development":
                    yield f"by {described.value(node, 'organization')}"
                case "parthood":
                    yield f"part of {described.value(node, 'whole')}"
                case "image-variant":
                    variants += 1
        if variants:
            yield counted(variants, "variant")

    def _documents(self) -> Iterator[Change]:
        for build, sort in enumerate(_SORTS):
            described, other = self.builds[build], self.builds[1 - build]
            for source in sorted(described.documents - other.documents):
                place = Place(source.partition("/id/source/")[2],
                              url=described.value(source, "url"))  # fmt: skip
                yield Change("document", sort, source, described.value(source, "title"),
                             places=(place,))  # fmt: skip

    # --- what changed ---------------------------------------------------------------------------

    def _changed(
        self, node: str, name: str, before: str, after: str, places: tuple[Place, ...]
    ) -> Change:
        kind = kind_of(self.new, node) if name in _ROLES else "value"
        label = "" if name in _ROLES else f" {_IN_WORDS.get(name, words(name))}"
        what = f"{bare(self.new, node)}:{label} {before or 'nothing'} → {after or 'nothing'}"
        return Change(kind, "changed", node, what, name, before, after, places)

    def _valued(self, one: str, other: str, difference: Difference) -> Change:
        """Return another value of what is the same in both builds."""
        name = difference.name
        places = self.new.places_of_value(other, name, difference.added)
        told = self.differences.told(one, other, difference)
        return self._changed(other, "class" if name == "type" else name, *told, places)

    def _thing(self, olds: list[str], news: list[str]) -> Iterator[Change]:
        """Yield what changed of a thing, which in either build may be several."""
        one, other = self._main(olds, news)
        renamed = self.old.label(one) != self.new.label(other)
        if renamed:
            what = f"{self.old.label(one)} → {self.new.label(other)}"
            label = self.new.said(other).get("label", ())
            yield Change("name", "changed", other, what, "label", self.old.label(one),
                         self.new.label(other), self.new.places_of_value(other, "label", label),
                         )  # fmt: skip
        if len(olds) != len(news) or (one != other and not renamed):
            before, after = (", ".join(map(compact, iris)) for iris in (olds, news))
            what = f"{self.new.label(other)}: {before} → {after}"
            yield Change("identity", "changed", other, what, "identifier", before, after,
                         self.new.places([other]))  # fmt: skip
        for difference in self.differences.of_thing(olds, news):
            yield self._valued(one, other, difference)

    def _main(self, olds: list[str], news: list[str]) -> tuple[str, str]:
        """Return the identifiers by which a thing is told of, the same in both builds if it can."""
        shared = [iri for iri in olds if iri in news]
        return (shared[0], shared[0]) if shared else (olds[0], news[0])
