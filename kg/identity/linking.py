"""Linking: which mentions are one thing, by judgements, then keys, then names, and why.

A judgement is obeyed before all else. A key that two mentions share makes them one, unless a
stronger one tells them apart; a name does so only where everything that bears it may be one thing:
a name that could be either's is neither's. Likeness never merges anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, count
from typing import Final

from kg.facts import Thing, kind_of
from kg.identity.judgements import Judgement, Verdict
from kg.identity.keys import (
    DECISIVE,
    HOMEPAGE,
    LOGIN,
    RANKS,
    SHARED,
    SLUG,
    WIKIDATA,
    Key,
    family,
    keys,
    page_of,
)
from kg.identity.names import KnownNames, initials_expanded, spellings, without_legal_form
from kg.terms import slug

_NAMED: Final = ("organization", "software")
"""The kinds of things that a name may identify; persons of one name are two."""

_PARTS: Final = frozenset(
    ["capital", "cloud", "consulting", "federal", "finance", "foundation", "government", "music",
     "research", "ventures"]
)  # fmt: skip
"""Words that, put after a company's name, name a part of it that is no other name for it."""


def is_mention(identifier: str) -> bool:
    """Tell whether an identifier is a source's own, such as `organization/cncf.red-hat`."""
    return "." in identifier.partition("/")[2]


@dataclass(slots=True)
class _Mention:
    """What all statements of one identifier say of it."""

    id: str
    family: str
    source: str
    first: dict[str, None] = field(default_factory=dict)
    also: dict[str, None] = field(default_factory=dict)
    keys: dict[Key, None] = field(default_factory=dict)
    reasons: dict[tuple[str, str], None] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return list(self.first | self.also)

    def settle(self) -> None:
        """Put what was gathered into an order of its own; names in Latin letters come first."""
        self.first, self.also = (
            dict.fromkeys(sorted(names, key=lambda name: (not name.isascii(), name)))
            for names in (self.first, self.also)
        )
        self.keys = dict.fromkeys(sorted(self.keys))


class _Cluster:
    """Mentions that are one thing, as far as is known."""

    __slots__ = ("curated", "keys", "mentions", "usual")

    def __init__(self, mention: _Mention, known: KnownNames) -> None:
        self.mentions = [mention]
        self.curated = set() if is_mention(mention.id) else {mention.id}
        self.keys: dict[int, set[str]] = {}
        for key in mention.keys:
            self.keys.setdefault(key.rank, set()).add(key.value)
        kind = kind_of(mention.id)
        self.usual = {known.usual(kind, name) for name in mention.names}

    @property
    def first_id(self) -> str:
        return min(mention.id for mention in self.mentions)

    def differs(self, other: _Cluster, ranks: Iterable[int]) -> bool:
        """Tell whether a key of one of these ranks says that the two are not one."""
        return any(
            mine and theirs and mine.isdisjoint(theirs)
            for mine, theirs in ((self.keys.get(r), other.keys.get(r)) for r in ranks)
        )


class Linker:
    """Mentions while they are linked."""

    def __init__(
        self, things: Iterable[Thing], judgements: Sequence[Judgement], known: KnownNames
    ) -> None:
        """Gather what is said of each identifier, and link the mentions."""
        self.known = known
        self.mentions: dict[str, _Mention] = {}
        for thing in things:
            self._gather(thing)
        for judgement in judgements:
            for end in (judgement.mention, judgement.thing):
                self.mentions.setdefault(end, _Mention(end, kind_of(end), ""))
        # The order in which sources come must not matter.
        self.mentions = dict(sorted(self.mentions.items()))
        for mention in self.mentions.values():
            mention.settle()
        self.clusters = {id_: _Cluster(one, known) for id_, one in self.mentions.items()}
        self.apart: dict[str, set[str]] = {}
        for judgement in judgements:
            if judgement.verdict is Verdict.SAME:
                self._obey(judgement)
            else:
                self.apart.setdefault(judgement.mention, set()).add(judgement.thing)
                self.apart.setdefault(judgement.thing, set()).add(judgement.mention)
        self._link_by_keys()
        self._link_by_names()

    def _gather(self, thing: Thing) -> None:
        source = thing.id.partition("/")[2].partition(".")[0] if is_mention(thing.id) else ""
        mention = self.mentions.setdefault(thing.id, _Mention(thing.id, family(thing), source))
        inferred = "name" in thing.inferred
        names = mention.also if inferred else mention.first
        names.update(dict.fromkeys(thing.name.values()))
        mention.also.update(dict.fromkeys(thing.also))
        mention.keys.update(dict.fromkeys(keys(thing)))
        # Who is called Spacelift.io says where the homepage is.
        if kind_of(thing.id) == "organization" and not inferred:
            for name in thing.name.values():
                spelled = spellings(name)
                if "." in name and " " not in name.strip() and spelled and "." in spelled[0]:
                    mention.keys[Key(HOMEPAGE, mention.family, page_of(spelled[0]))] = None

    # --- merging --------------------------------------------------------------------------------

    def _obey(self, judgement: Judgement) -> None:
        told = f"{judgement.reason} ({judgement.place})" if judgement.place else judgement.reason
        reason = (judgement.author, told)
        for end in (judgement.mention, judgement.thing):
            self.mentions[end].reasons[reason] = None
        self._join(self.clusters[judgement.thing], self.clusters[judgement.mention])

    def _join(self, one: _Cluster, other: _Cluster) -> None:
        if one is other:
            return
        if len(one.mentions) < len(other.mentions):
            one, other = other, one
        for mention in other.mentions:
            self.clusters[mention.id] = one
        one.mentions += other.mentions
        one.curated |= other.curated
        one.usual |= other.usual
        for rank, values in other.keys.items():
            one.keys.setdefault(rank, set()).update(values)

    def _judged_apart(self, one: _Cluster, other: _Cluster) -> bool:
        if len(one.mentions) > len(other.mentions):
            one, other = other, one
        return any(
            self.clusters[apart] is other
            for mention in one.mentions
            for apart in self.apart.get(mention.id, ())
        )

    def _may_join(self, one: _Cluster, other: _Cluster, ranks: Iterable[int]) -> bool:
        """Tell whether neither editors nor keys of these ranks forbid that two are one."""
        return not (
            (one.curated and other.curated)
            or one.differs(other, ranks)
            or self._judged_apart(one, other)
        )

    def _known_apart(self, one: _Cluster, other: _Cluster, kind: str) -> bool:
        return one.usual.isdisjoint(other.usual) and any(
            self.known.apart(kind, a, b) for a in one.usual for b in other.usual
        )

    def _link_by_keys(self) -> None:
        holders: dict[Key, list[_Mention]] = {}
        for mention in self.mentions.values():
            for key in mention.keys:
                holders.setdefault(key, []).append(mention)
        for key, mentions in sorted(holders.items(), key=lambda item: item[0]):
            if len(mentions) < 2:
                continue
            if key.rank in SHARED and not self._is_ones_own(mentions):
                continue
            name, rule = RANKS[key.rank]
            reason = (f"rule: {rule}", f"the same {name} {key.value!r}")
            stronger = [rank for rank in DECISIVE if rank < key.rank]
            for other in mentions[1:]:
                one, two = self.clusters[mentions[0].id], self.clusters[other.id]
                if key.rank == HOMEPAGE and (
                    self._known_apart(one, two, kind_of(other.id)) or _one_is_part(one, two)
                ):
                    continue
                if one is two or self._may_join(one, two, stronger):
                    self._join(one, two)
                    mentions[0].reasons[reason] = other.reasons[reason] = None

    def _is_ones_own(self, mentions: Iterable[_Mention]) -> bool:
        """Tell whether no single source gives what these have in common to two things."""
        by_source: dict[str, _Cluster] = {}
        return all(
            by_source.setdefault(mention.source or mention.id, cluster) is cluster
            for mention in mentions
            for cluster in [self.clusters[mention.id]]
        )

    def _link_by_names(self) -> None:
        """Merge by the names that come first, then by other names, then but for the legal form."""
        plain, bare = self._spelled, self._without_form
        self._tier(lambda mention: plain(mention, mention.first))
        self._tier(lambda mention: plain(mention, mention.names))
        self._tier(lambda mention: bare(mention, mention.names), legal=True)

    def _tier(
        self, spelled: Callable[[_Mention], Iterator[tuple[str, str]]], *, legal: bool = False
    ) -> None:
        holders: dict[tuple[str, str], dict[str, str]] = {}
        for mention in self.mentions.values():
            if kind_of(mention.id) in _NAMED:
                for key, name in spelled(mention):
                    holders.setdefault((mention.family, key), {}).setdefault(mention.id, name)
        for _, names in sorted(holders.items()):
            if len(names) > 1:
                self._link_namesakes(names, legal=legal)

    def _spelled(self, mention: _Mention, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        kind = kind_of(mention.id)
        for name in names:
            for form in {name: None, initials_expanded(name): None}:
                for key in spellings(form):
                    yield self.known.usual_key(kind, key), name

    def _without_form(self, mention: _Mention, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        yield from self._spelled(mention, names)
        kind = kind_of(mention.id)
        for name in names if kind == "organization" else ():
            bare, _ = without_legal_form(name)
            for key in spellings(bare):
                yield self.known.usual_key(kind, key), name

    def _link_namesakes(self, names: Mapping[str, str], *, legal: bool) -> None:
        """Merge the mentions of one name, if all of them may be one thing."""
        first: dict[int, str] = {}
        for id_ in names:
            first.setdefault(id(self.clusters[id_]), id_)
        ids = list(first.values())
        kind = kind_of(ids[0])
        for one, two in combinations(ids, 2):
            clusters = self.clusters[one], self.clusters[two]
            usual = [self.known.usual(kind, names[id_]) for id_ in (one, two)]
            if not self._may_join(*clusters, DECISIVE) or self.known.apart(kind, *usual):
                return
            if any(self.known.others(kind, name) & c.usual for name in usual for c in clusters):
                return
            if legal and not _forms_agree(names[one], names[two]):
                return
        for two in ids[1:]:
            reason = self._reason(kind, names[ids[0]], names[two])
            for id_ in (ids[0], two):
                self.mentions[id_].reasons[reason] = None
            self._join(self.clusters[ids[0]], self.clusters[two])

    def _reason(self, kind: str, one: str, other: str) -> tuple[str, str]:
        """Return the rule by which two names are one, and how to say so."""
        pair = f"{one!r} / {other!r}"
        if one == other:
            return "rule: name", f"the same name {one!r}"
        keys = [{*spellings(name), *spellings(initials_expanded(name))} for name in (one, other)]
        if keys[0] & keys[1]:
            return "rule: name", f"the same name but for case, spacing or punctuation: {pair}"
        bare = [spellings(without_legal_form(name)[0]) for name in (one, other)]
        for name in (one, other):
            for key in (*spellings(name), *spellings(without_legal_form(name)[0])):
                if row := self.known.row(kind, key):
                    return "rule: known name", f"a known name: {pair}: {row.reason} ({row.place})"
        if set(bare[0]) & set(bare[1]) or keys[0] & set(bare[1]) or keys[1] & set(bare[0]):
            return "rule: legal form", f"the same name but for the legal form: {pair}"
        return "rule: name", f"names of one thing: {pair}"

    def knows(self, identifier: str) -> bool:
        """Tell whether an identifier is curated, or a mention of which something is said."""
        mention = self.mentions.get(identifier)
        return not is_mention(identifier) or bool(mention and (mention.names or mention.keys))

    # --- what comes out -------------------------------------------------------------------------

    def results(self) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
        """Return each identifier with that of its thing, and why it is that thing."""
        return sorted(
            (mention.id, final, tuple(mention.reasons) if len(cluster.mentions) > 1 else ())
            for cluster, final in self._finals()
            for mention in cluster.mentions
        )

    def _finals(self) -> Iterator[tuple[_Cluster, str]]:
        """Yield each thing with its identifier: the curated one, or one made of its name."""
        clusters = list({id(c): c for c in self.clusters.values()}.values())
        taken = {id_ for cluster in clusters for id_ in cluster.curated}
        wanted: dict[str, list[_Cluster]] = {}
        for cluster in clusters:
            if cluster.curated:
                # Of several, judgements say which is kept: see `Identities`.
                yield cluster, min(cluster.curated)
            elif not any(self.knows(mention.id) for mention in cluster.mentions):
                yield cluster, cluster.first_id
            else:
                wanted.setdefault(self._simple_id(cluster), []).append(cluster)
        contested: list[tuple[str, _Cluster]] = []
        for id_, claimants in sorted(wanted.items()):
            # Who bears a name comes before those whose name is inferred.
            named = [c for c in claimants if any(m.first for m in c.mentions)] or claimants
            if len(named) == 1 and id_ not in taken and not id_.endswith("/"):
                taken.add(id_)
                yield named[0], id_
                claimants = [c for c in claimants if c is not named[0]]
            contested += [(id_, cluster) for cluster in claimants]
        for id_, cluster in sorted(contested, key=lambda pair: (pair[0], pair[1].first_id)):
            final = next(one for one in _longer_ids(id_, cluster) if one not in taken)
            taken.add(final)
            yield cluster, final

    def _simple_id(self, cluster: _Cluster) -> str:
        """Return the identifier that the preferred name makes.

        That is the usual one if names are known, else the one that most mentions use.
        """
        kind = kind_of(cluster.first_id)
        counts: dict[str, int] = {}
        stated = [m for m in cluster.mentions if m.first] or cluster.mentions
        for mention in stated:
            weight = 1 + 2 * any(key.rank in DECISIVE for key in mention.keys)
            for name in list(mention.first or mention.also)[:1]:
                counts[name] = counts.get(name, 0) + weight
        best = min(
            counts,
            key=lambda name: (
                self.known.usual(kind, name) not in spellings(name), -counts[name], len(name), name
            ),
            default="",
        )  # fmt: skip
        image = "-image" if cluster.mentions[0].family.endswith("ContainerImage") else ""
        return f"{kind}/{slug(best)}{image}"


def _longer_ids(id_: str, cluster: _Cluster) -> Iterator[str]:
    """Yield identifiers for a thing whose name is not its alone, the best first."""
    kind, _, base = id_.partition("/")
    for rank in (SLUG, LOGIN, WIKIDATA, *SHARED):
        for value in sorted(cluster.keys.get(rank, ())):
            if key := slug(value):
                yield f"{kind}/{key}" if key.startswith(base) else f"{kind}/{base}-{key}"
    source_and_local = slug(cluster.first_id.partition("/")[2])
    last = f"{kind}/{base}-{source_and_local}" if base else f"{kind}/{source_and_local}"
    yield last
    yield from (f"{last}-{number}" for number in count(2))


def _forms_agree(one: str, other: str) -> bool:
    """Tell whether two names may be of one body by their legal forms: nobody is Inc. and GmbH."""
    forms = without_legal_form(one)[1], without_legal_form(other)[1]
    return forms[0] <= forms[1] or forms[1] <= forms[0]


def _one_is_part(one: _Cluster, other: _Cluster) -> bool:
    """Tell whether one is named as a part of the other: IBM Research has IBM's homepage."""
    words = [
        [name.casefold().split() for mention in cluster.mentions for name in mention.names]
        for cluster in (one, other)
    ]
    return any(
        a[: len(b)] == b and _PARTS & set(a[len(b) :])
        for these, those in (words, reversed(words))
        for a in these
        for b in those
        if len(a) > len(b) > 0
    )
