"""Linking: which mentions are one thing, by judgements, keys, names, then dealings, and why.

A judgement is obeyed before all else. A key that two mentions share makes them one, unless a
stronger one tells them apart; a name does so only where everything that bears it may be one thing:
a name that could be either's is neither's. Likeness never merges anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import Final

from kg.facts import Statement, Thing, kind_of
from kg.identity.clusters import Cluster, Mention, is_mention, source_of
from kg.identity.dealings import Dealings
from kg.identity.finals import finals
from kg.identity.judgements import Judgement, Verdict
from kg.identity.keys import (
    DECISIVE,
    HOMEPAGE,
    RANKS,
    SHARED,
    WIKIDATA,
    Key,
    family,
    keys,
)
from kg.identity.legal_forms import forms_agree, without_legal_form
from kg.identity.names import KnownNames, spellings, written
from kg.identity.other_names import OtherName, other_names
from kg.identity.registers import (
    REGISTERS,
    are_two_records,
    is_elsewhere,
    is_of_registers,
)
from kg.identity.sharing import says_one

_NAMED: Final = ("organization", "software")
"""The kinds of things that a name may identify; persons of one name are two."""

_Bearers = dict[tuple[str, str], dict[str, str]]
"""Who bears a spelling, of one family: the name in which each mention does."""


class Linker:
    """Mentions while they are linked."""

    def __init__(
        self, stated: Iterable[Statement], judgements: Sequence[Judgement], known: KnownNames
    ) -> None:
        """Gather what is said of each identifier, and link the mentions."""
        self.known = known
        self.dealings = Dealings()
        self.mentions: dict[str, Mention] = {}
        for statement in stated:
            if isinstance(statement, Thing):
                self._gather(statement)
            else:
                self.dealings.gather(statement)
        for judgement in judgements:
            for end in (judgement.mention, judgement.thing):
                self.mentions.setdefault(end, Mention(end, kind_of(end), ""))
        # The order in which sources come must not matter.
        self.mentions = dict(sorted(self.mentions.items()))
        for mention in self.mentions.values():
            mention.settle()
        self.clusters = {id_: Cluster(one, known) for id_, one in self.mentions.items()}
        self.apart: dict[str, set[str]] = {}
        for judgement in judgements:
            if judgement.verdict is Verdict.SAME:
                self._obey(judgement)
            else:
                self.apart.setdefault(judgement.mention, set()).add(judgement.thing)
                self.apart.setdefault(judgement.thing, set()).add(judgement.mention)
        self._link_by_keys()
        self._link_by_names()
        self._link_by_dealings()
        self._link_by_other_names()

    def _gather(self, thing: Thing) -> None:
        mention = self.mentions.get(thing.id)
        if mention is None:
            mention = Mention(thing.id, family(thing), source_of(thing.id))
            self.mentions[thing.id] = mention
        names = mention.also if "name" in thing.inferred else mention.first
        names.update(dict.fromkeys(thing.name.values()))
        mention.also.update(dict.fromkeys(thing.also))
        mention.keys.update(dict.fromkeys(keys(thing)))

    # --- merging --------------------------------------------------------------------------------

    def _obey(self, judgement: Judgement) -> None:
        told = f"{judgement.reason} ({judgement.place})" if judgement.place else judgement.reason
        reason = (judgement.author, told)
        for end in (judgement.mention, judgement.thing):
            self.mentions[end].reasons[reason] = None
        self._join(self.clusters[judgement.thing], self.clusters[judgement.mention])

    def _join(self, one: Cluster, other: Cluster) -> None:
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

    def _judged_apart(self, one: Cluster, other: Cluster) -> bool:
        if len(one.mentions) > len(other.mentions):
            one, other = other, one
        return any(
            self.clusters[apart] is other
            for mention in one.mentions
            for apart in self.apart.get(mention.id, ())
        )

    def _may_join(self, one: Cluster, other: Cluster, ranks: Iterable[int]) -> bool:
        """Tell whether neither editors nor keys of these ranks forbid that two are one."""
        return not (
            (one.curated and other.curated)
            or one.differs(other, ranks)
            or self._judged_apart(one, other)
        )

    def _are_two_records(self, one: Cluster, other: Cluster, names: tuple[str, str]) -> bool:
        strangers = self.dealings.are_strangers(one.mentions, other.mentions)
        return are_two_records(one, other, names, strangers=strangers)

    def _known_apart(self, one: Cluster, other: Cluster, kind: str) -> bool:
        return not one.is_namesake(other) and any(
            self.known.apart(kind, a, b) for a in one.usual for b in other.usual
        )

    def _link_by_keys(self) -> None:
        holders: dict[Key, list[Mention]] = {}
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
                if key.rank == HOMEPAGE and self._known_apart(one, two, kind_of(other.id)):
                    continue
                if key.rank in SHARED and not says_one(key, (mentions[0], other), (one, two)):
                    continue
                # Who has the name and the page is the one, whatever a list says of its slug.
                named = key.rank == HOMEPAGE and one.is_namesake(two)
                told = (WIKIDATA,) if named else stronger
                if one is two or self._may_join(one, two, told):
                    self._join(one, two)
                    mentions[0].reasons[reason] = other.reasons[reason] = None

    def _is_ones_own(self, mentions: Iterable[Mention]) -> bool:
        """Tell whether no single source gives what these have in common to two things."""
        by_source: dict[str, Cluster] = {}
        for mention in mentions:
            cluster = self.clusters[mention.id]
            first = by_source.setdefault(mention.source or mention.id, cluster)
            if first is not cluster and not first.is_namesake(cluster):
                return False
        return True

    def _link_by_names(self) -> None:
        """Merge by the names that come first, by others, by known ones, but for the legal form."""
        named = [one for one in self.mentions.values() if kind_of(one.id) in _NAMED]
        bearers: _Bearers = {}
        self._tier(bearers, ((m, key, name) for m in named for key, name in _spelled(m.first)))
        self._tier(bearers, ((m, key, name) for m in named for key, name in _spelled(m.also)))
        self._tier(bearers, self._known_names(named))
        self._tier(bearers, self._without_form(named), legal=True)

    def _tier(
        self, bearers: _Bearers, told: Iterable[tuple[Mention, str, str]], *, legal: bool = False
    ) -> None:
        """Add who bears which spelling, and merge where that makes it the name of several."""
        shared: set[tuple[str, str]] = set()
        for mention, key, name in told:
            names = bearers.setdefault((mention.family, key), {})
            if mention.id not in names:
                names[mention.id] = name
                if len(names) > 1:
                    shared.add((mention.family, key))
        for spelling in sorted(shared):
            self._link_namesakes(dict(sorted(bearers[spelling].items())), legal=legal)

    def _known_names(self, named: Iterable[Mention]) -> Iterator[tuple[Mention, str, str]]:
        for mention in named:
            kind = kind_of(mention.id)
            for key, name in _spelled(mention.names):
                if (usual := self.known.usual_key(kind, key)) != key:
                    yield mention, usual, name

    def _without_form(self, named: Iterable[Mention]) -> Iterator[tuple[Mention, str, str]]:
        for mention in named:
            if (kind := kind_of(mention.id)) == "organization":
                for form in (form for name in mention.names for form in written(name)):
                    bare, _ = without_legal_form(form)
                    for key in spellings(bare) if len(bare) < len(form) else ():
                        # An alias adds to what is one but for the legal form.
                        for known in dict.fromkeys((key, self.known.usual_key(kind, key))):
                            yield mention, known, form

    def _link_namesakes(self, names: Mapping[str, str], *, legal: bool) -> None:
        """Merge the mentions of one name, if all of them may be one thing."""
        ids = self._bearers(names)
        if len(ids) < 2:
            return
        kind = kind_of(ids[0])
        for one, two in combinations(ids, 2):
            clusters = self.clusters[one], self.clusters[two]
            usual = [self.known.usual(kind, names[id_]) for id_ in (one, two)]
            if not self._may_join(*clusters, DECISIVE) or self.known.apart(kind, *usual):
                return
            if any(self.known.others(kind, name) & c.usual for name in usual for c in clusters):
                return
            if legal and not forms_agree(names[one], names[two]):
                return
            if self._are_two_records(*clusters, (names[one], names[two])):
                return
        for two in ids[1:]:
            reason = self._reason(kind, names[ids[0]], names[two])
            for id_ in (ids[0], two):
                self.mentions[id_].reasons[reason] = None
            self._join(self.clusters[ids[0]], self.clusters[two])

    def _link_by_dealings(self) -> None:
        """Merge records of a register that their partners show to be one."""
        for one, two, told in self.dealings.one_by_partners(self.mentions):
            clusters = self.clusters[one], self.clusters[two]
            if (
                clusters[0] is not clusters[1]
                and self._may_join(*clusters, DECISIVE)
                and not self._known_apart(*clusters, "organization")
            ):
                for id_ in (one, two):
                    self.mentions[id_].reasons["rule: dealings", told] = None
                self._join(*clusters)

    def _link_by_other_names(self) -> None:
        """Merge who bears a name with the one thing that tells that name as another of its own.

        Mezmo has the Crunchbase slug `logdna`, and Dell Technologies the homepage `dell.com`.
        """
        told: dict[tuple[str, str], dict[str, OtherName]] = {}
        named = [one for one in self.mentions.values() if kind_of(one.id) in _NAMED]
        for mention in named:
            for other in other_names(mention):
                told.setdefault((mention.family, other.spelling), {}).setdefault(mention.id, other)
        bearers: _Bearers = {}
        for mention in named if told else ():
            for name, text in _spelled_bare(mention.names):
                if (mention.family, text) in told:
                    bearers.setdefault((mention.family, text), {}).setdefault(mention.id, name)
        for spelling, owners in sorted(told.items()):
            # What two things tell is neither's alone.
            if spelling in bearers and len({id(self.clusters[id_]) for id_ in owners}) == 1:
                self._link_to_owner(*min(owners.items()), bearers[spelling])

    def _link_to_owner(self, owner: str, told: OtherName, bearers: Mapping[str, str]) -> None:
        """Merge the bearers of the name that a thing tells with it, if all may be one."""
        kind = kind_of(owner)
        bearers = {
            id_: name
            for id_, name in bearers.items()
            # A register has the whole name of each record.
            if not (self.mentions[id_].source in REGISTERS and told.is_short)
            and not (
                is_of_registers(self.clusters[id_])
                and are_two_records(self.clusters[owner], self.clusters[id_], (told.name, name))
            )
        }
        clusters = {id(self.clusters[id_]): self.clusters[id_] for id_ in (owner, *bearers)}
        for one, two in combinations(clusters.values(), 2):
            if not self._may_join(one, two, DECISIVE) or self._known_apart(one, two, kind):
                return
        whose = next(iter(self.mentions[owner].names), owner)
        for bearer, name in bearers.items():
            if self.clusters[bearer] is not self.clusters[owner]:
                reason = (f"rule: {told.rule}", f"{name!r} is {told.how} {whose!r}")
                for id_ in (owner, bearer):
                    self.mentions[id_].reasons[reason] = None
                self._join(self.clusters[owner], self.clusters[bearer])

    def _bearers(self, names: Mapping[str, str]) -> list[str]:
        """Return a mention of each thing of a name, but for whom something sets apart.

        That is who an editor kept from one that is known, and a register from its other records.
        """
        first: dict[int, str] = {}
        for id_ in names:
            first.setdefault(id(self.clusters[id_]), id_)
        things = {id_: self.clusters[id_] for id_ in first.values()}
        known = [one for one in things.values() if one.is_known]
        for id_, one in list(things.items()):
            if not one.is_known and any(self._judged_apart(one, other) for other in known):
                del things[id_]
        return [
            id_
            for id_, one in things.items()
            if not is_of_registers(one)
            or not any(
                self._are_two_records(one, other, (names[id_], names[other_id]))
                or is_elsewhere(names[id_], other)
                for other_id, other in things.items()
                if other is not one
            )
        ]

    def _reason(self, kind: str, one: str, other: str) -> tuple[str, str]:
        """Return the rule by which two names are one, and how to say so."""
        pair = f"{one!r} / {other!r}"
        if one == other:
            return "rule: name", f"the same name {one!r}"
        keys = [{key for key, _ in _spelled([name])} for name in (one, other)]
        if set(spellings(one)) & set(spellings(other)):
            return "rule: name", f"the same name but for case, spacing or punctuation: {pair}"
        if keys[0] & keys[1]:
            return (
                "rule: name",
                f"the same name but for a gloss, an ampersand or an abbreviation: {pair}",
            )
        bare = [
            {key for form in written(name) for key in spellings(without_legal_form(form)[0])}
            for name in (one, other)
        ]
        for name in (one, other):
            for key in (*spellings(name), *spellings(without_legal_form(name)[0])):
                if row := self.known.row(kind, key):
                    return "rule: known name", f"a known name: {pair}: {row.reason} ({row.place})"
        if bare[0] & bare[1] or keys[0] & bare[1] or keys[1] & bare[0]:
            return "rule: legal form", f"the same name but for the legal form: {pair}"
        return "rule: name", f"names of one thing: {pair}"

    def knows(self, identifier: str) -> bool:
        """Tell whether an identifier is curated, or a mention of which something is said."""
        mention = self.mentions.get(identifier)
        return not is_mention(identifier) or bool(mention and mention.is_told)

    # --- what comes out -------------------------------------------------------------------------

    def results(self) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
        """Return each identifier with that of its thing, and why it is that thing."""
        return sorted(
            (mention.id, final, tuple(mention.reasons) if len(cluster.mentions) > 1 else ())
            for cluster, final in finals(self._clusters(), self.known)
            for mention in cluster.mentions
        )

    def known_apart(self) -> Iterator[tuple[str, str, str]]:
        """Yield a mention of each of two things whose names are known to be of two, and why."""
        for row in self.known.different:
            ends = [self._bearer(row.kind, name) for name in (row.name, row.other)]
            # A name that several things bear says of none of them what it is not.
            if all(ends) and ends[0] != ends[1]:
                yield ends[0], ends[1], f"{row.reason} ({row.place})"

    def known_names(self) -> Iterator[tuple[str, str]]:
        """Yield a mention of each thing that is known by another name, and that name."""
        for row in self.known.same:
            if bearer := self._bearer(row.kind, row.name):
                yield bearer, row.name

    def _bearer(self, kind: str, name: str) -> str:
        """Return a mention of the one thing that has the usual name for a name, or nothing."""
        bearers = self._bearers_of_known.get((kind, self.known.usual(kind, name)), ())
        return bearers[0] if len(bearers) == 1 else ""

    @cached_property
    def _bearers_of_known(self) -> dict[tuple[str, str], list[str]]:
        """The things, by a mention of each, that bear a usual name of which the table tells."""
        bearers: dict[tuple[str, str], list[str]] = {
            (row.kind, self.known.usual(row.kind, name)): []
            for row in (*self.known.same, *self.known.different)
            for name in (row.name, row.other)
        }
        for cluster in self._clusters():
            ids = [mention.id for mention in cluster.mentions]
            for name in cluster.usual:
                borne = bearers.get((kind_of(ids[0]), name))
                if borne is not None and any(map(self.knows, ids)):
                    borne.append(min(ids))
        return bearers

    def _clusters(self) -> Iterable[Cluster]:
        return {id(cluster): cluster for cluster in self.clusters.values()}.values()


def _spelled(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the spellings of names, in all ways of writing them, each with its name."""
    for name in names:
        for form in written(name):
            yield from ((key, name) for key in spellings(form))


def _spelled_bare(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield names, each with its spellings with and without the legal form."""
    for name in names:
        for form in written(name):
            for text in {*spellings(form), *spellings(without_legal_form(form)[0])}:
                yield name, text
