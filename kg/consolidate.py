"""Consensus: one description of each thing and relation, with disputes kept in sight.

Pure functions over facts whose references are already resolved. Where sources disagree, the
best-ranked one is believed (an announcement by the party itself before curated press, before a
public data set, before a bulk export; the newer before the older), and every value that was
stated stays beside it as a claim with its own evidence.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

from kg.dates import Date
from kg.facts import (
    Evidence,
    FundingRound,
    Investment,
    Rank,
    Source,
    Statement,
    Stretch,
    Thing,
    content,
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source that supports something."""

    source: Source
    evidence: Evidence

    @property
    def preference(self) -> tuple[int, int, str]:
        """The sort key: what is believed first comes first."""
        rank = self.source.rank
        # What a publisher adds in its own voice to an announcement is press, not announcement.
        if self.source.publisher in self.evidence.attributed_to:
            rank = max(rank, Rank.PRESS)
        published = self.source.published and self.source.published.latest
        return rank, -published.toordinal() if published else 0, self.source.key


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that was stated for a disputed field.

    Attributes:
        field: The field's name.
        value: The value as stated.
        adopted: Whether it is the value that the consolidated statement holds.
        citations: Where it is stated.
        reason: Why it was not adopted; empty if it was.
    """

    field: str
    value: Any
    adopted: bool
    citations: tuple[Citation, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Consolidated:
    """One statement that all its sources together support.

    Attributes:
        statement: The statement with the best value of each field.
        citations: All places that support it, best first.
        claims: The values stated for the fields that are disputed.
        stated_on: The days on which a source states a stretch as current.
    """

    statement: Statement
    citations: tuple[Citation, ...]
    claims: tuple[Claim, ...] = ()
    stated_on: tuple[dt.date, ...] = ()


def stated_on(source: Source, statement: Statement) -> dt.date | None:
    """Return the day on which a source states a stretch as current, if it does."""
    if not isinstance(statement, Stretch) or statement.former or source.published is None:
        return None
    day = source.published.latest
    if day is None:
        return None
    begun = statement.start is None or (
        statement.start.latest is not None and statement.start.latest <= day
    )
    ended = statement.end is not None and (
        statement.end.earliest is not None and statement.end.earliest <= day
    )
    return day if begun and not ended else None


def consolidate(
    stated: Iterable[tuple[Source, Statement]], identify: Callable[[Statement], str]
) -> list[Consolidated]:
    """Merge statements that speak of the same thing or relation.

    Args:
        stated: Each statement with the source that makes it.
        identify: Gives two statements the same text if they speak of the same.

    Returns:
        One consolidated statement for each text that `identify` gave, sorted by that text.
    """
    groups: dict[str, list[tuple[Source, Statement]]] = defaultdict(list)
    for source, statement in stated:
        groups[identify(statement)].append((source, statement))
    shared = _shared_rounds(groups.values())
    return [_merge(groups[identity], shared) for identity in sorted(groups)]


@dataclass(slots=True)
class _Sharing:
    """What all sources together say of a round: its sums, and who took part."""

    amounts: set[Decimal | None] = field(default_factory=set)
    investors: set[str] = field(default_factory=set)


def _shared_rounds(groups: Iterable[Iterable[tuple[Source, Statement]]]) -> dict[str, _Sharing]:
    rounds: dict[str, _Sharing] = defaultdict(_Sharing)
    for group in groups:
        for _, statement in group:
            if isinstance(statement, FundingRound):
                rounds[statement.id].amounts.add(statement.amount)
            elif isinstance(statement, Investment):
                rounds[statement.funding_round].investors.add(statement.investor)
    return rounds


def _withhold(
    statement: Statement, cited: tuple[Citation, ...], rounds: Mapping[str, _Sharing]
) -> tuple[Statement, Claim | None]:
    """Take away a contribution that credits one investor with a round that several share.

    Reports often say that the leader "invested" the sum of the round; the sum is the round's.
    """
    if not isinstance(statement, Investment) or statement.contribution is None:
        return statement, None
    sharing = rounds[statement.funding_round]
    others = len(sharing.investors) - 1
    if others == 0 or statement.contribution not in sharing.amounts:
        return statement, None
    reason = f"the sum is the whole round's, shared with {others} more"
    claim = Claim("contribution", statement.contribution, False, cited, reason)
    return replace(statement, contribution=None, currency=None), claim


def _merge(
    group: Sequence[tuple[Source, Statement]], rounds: Mapping[str, _Sharing]
) -> Consolidated:
    """Merge the statements of one group field by field."""
    claims: list[Claim] = []
    told = []
    for source, statement in group:
        cited = tuple(Citation(source, evidence) for evidence in statement.evidence)
        kept, claim = _withhold(statement, cited, rounds)
        claims += [claim] if claim else []
        told.append((kept, cited))
    told.sort(key=lambda one: min(citation.preference for citation in one[1]))
    best = told[0][0]
    changes: dict[str, Any] = {}
    for name in content(type(best)):
        values = [(getattr(statement, name), citations) for statement, citations in told]
        chosen, disputed = _choose(name, values)
        changes[name] = chosen
        claims.extend(disputed)
    if isinstance(best, Thing):
        changes["also"] = _other_names([s for s, _ in told if isinstance(s, Thing)], changes)
    if isinstance(best, Stretch):
        newest = max(group, key=lambda one: _published(one[0]))[1]
        changes["former"] = isinstance(newest, Stretch) and newest.former
    # A field is inferred only as long as no source states the value outright.
    changes["inferred"] = tuple(
        name
        for name in best.inferred
        if not any(
            getattr(statement, name) == changes[name] and name not in statement.inferred
            for statement, _ in told
        )
    )
    days = {day for source, statement in group if (day := stated_on(source, statement))}
    citations = sorted({_order(c): c for _, cited in told for c in cited}.items())
    return Consolidated(
        replace(best, **changes), tuple(c for _, c in citations), tuple(claims), tuple(sorted(days))
    )


def _choose(
    name: str, values: Sequence[tuple[Any, tuple[Citation, ...]]]
) -> tuple[Any, list[Claim]]:
    """Return the value to believe, and the claims if the stated values exclude each other.

    Values come best first. Silence is no claim: a source that leaves a field out disputes nothing.
    """
    stated = [(value, cited) for value, cited in values if value not in (None, (), False, {})]
    if not stated:
        return values[0][0], []
    first = stated[0][0]
    if isinstance(first, tuple):
        return tuple(sorted({one for value, _ in stated for one in value})), []
    if isinstance(first, Mapping):
        return {lang: text for value, _ in reversed(stated) for lang, text in value.items()}, []
    distinct: dict[Any, list[Citation]] = {}
    for value, cited in stated:
        distinct.setdefault(value, []).extend(cited)
    chosen = first
    if isinstance(first, Date):
        # A date that lies within another refines it; only dates that exclude each other clash.
        for value in distinct:
            chosen = value if value.within(chosen) else chosen
        if all(chosen.within(value) for value in distinct):
            return chosen, []
    if len(distinct) == 1:
        return chosen, []
    reason = "a better-ranked or newer source says otherwise"
    return chosen, [
        Claim(name, value, value == chosen, tuple(cited), "" if value == chosen else reason)
        for value, cited in distinct.items()
    ]


def _other_names(things: Sequence[Thing], chosen: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every name of a thing that did not become its preferred one."""
    preferred = set(chosen["name"].values())
    names = {name for thing in things for name in (*thing.name.values(), *thing.also)}
    return tuple(sorted(names - preferred))


def _published(source: Source) -> tuple[dt.date, str]:
    day = source.published.latest if source.published else None
    return day or dt.date.min, source.key


def _order(citation: Citation) -> tuple[Any, ...]:
    selector = citation.evidence.selector
    position = tuple(getattr(selector, f.name) for f in fields(selector)) if selector else ()
    return (*citation.preference, position, citation.evidence.attributed_to)
