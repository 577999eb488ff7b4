"""Consensus: one description of each thing and relation, with disputes kept in sight.

Pure functions over facts whose references are already resolved. Where sources disagree, the
best-ranked one is believed (an announcement by the party itself before curated press, before a
public data set, before a bulk export; the newer before the older), and every value that was
stated stays beside it as a claim with its own evidence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, Final

from kg.dates import Date
from kg.facts import (
    GENERAL_TYPES,
    Bound,
    DealStatus,
    Evidence,
    FundingRound,
    Investment,
    Observation,
    Rank,
    Source,
    Statement,
    Stretch,
    Thing,
    content,
)

_ASSERTED: Final = ("title", "value_text")
"""Texts that say something of the world, in which sources may disagree."""
_ADDRESS_TRIMMINGS: Final = re.compile(r"^https?://(www\.)?|/$")
_RANKS: Final = {
    Rank.ANNOUNCEMENT: "an announcement by the party itself",
    Rank.PRESS: "press",
    Rank.DATASET: "a public data set",
    Rank.BULK: "a bulk export or copy",
}


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
        currency: The currency of a sum of money.
    """

    field: str
    value: Any
    adopted: bool
    citations: tuple[Citation, ...]
    reason: str = ""
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """What one source says of a thing or relation, or what all together do.

    Attributes:
        identity: What it speaks of: a text that is the same for what speaks of the same.
        statement: The statement; of several sources, with the best value of each field.
        citations: All places that support it, best first.
        claims: The values stated for the fields that are disputed.
        stated_on: The days on which a source states a stretch as current.
    """

    identity: str
    statement: Statement
    citations: tuple[Citation, ...]
    claims: tuple[Claim, ...] = ()
    stated_on: tuple[dt.date, ...] = ()


def _stated_on(source: Source, statement: Statement) -> dt.date | None:
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


def described(source: Source, statement: Statement, identity: str) -> Description:
    """Return what a source says by one statement of what has this identity."""
    citations = tuple(Citation(source, evidence) for evidence in statement.evidence)
    if len(citations) > 1:
        citations = tuple(sorted(citations, key=_order))
    day = _stated_on(source, statement)
    return Description(identity, statement, citations, (), (day,) if day else ())


@dataclass(slots=True)
class _Sharing:
    """What all sources together say of a round: its sums, and who took part."""

    amounts: set[Decimal | None] = field(default_factory=set)
    investors: set[str] = field(default_factory=set)


class Survey:
    """What a first reading of all sources shows of how often each thing and relation is told of.

    Attributes:
        credited: The rounds of which a source credits an investor with a sum.
    """

    def __init__(self) -> None:
        self.credited: set[str] = set()
        self._once: set[int] = set()
        self._repeated: set[int] = set()

    def note(self, identity: str, statement: Statement) -> None:
        """Take note of a statement of what has this identity."""
        key = hash(identity)
        (self._repeated if key in self._once else self._once).add(key)
        if isinstance(statement, Investment) and statement.contribution is not None:
            self.credited.add(statement.funding_round or "")

    def is_repeated(self, identity: str) -> bool:
        """Tell whether several statements were of this identity, or of another of its hash."""
        return hash(identity) in self._repeated


class Consolidation:
    """One description of each thing and relation, made of what the sources say one after another.

    Most statements of a large data set are made once: they are done with at once, and only what
    may be told more than once is held in memory.
    """

    def __init__(self, credited: Iterable[str] = ()) -> None:
        """Begin with nothing told.

        Args:
            credited: The rounds of which any source will credit an investor with a sum. All that
                is told of them is needed to judge it.
        """
        self._rounds = {round_: _Sharing() for round_ in credited}
        self._groups: dict[str, list[tuple[Source, Description]]] = defaultdict(list)

    def add(self, source: Source, one: Description, *, alone: bool) -> Description | None:
        """Return what all sources together say; None if that must wait for `rest`.

        Args:
            source: The source.
            one: What it says.
            alone: Whether nothing else will be told of the same.
        """
        statement = one.statement
        if isinstance(statement, FundingRound) and statement.id in self._rounds:
            self._rounds[statement.id].amounts.add(statement.amount)
        elif isinstance(statement, Investment) and statement.funding_round in self._rounds:
            self._rounds[statement.funding_round or ""].investors.add(statement.investor)
        in_share = isinstance(statement, Investment) and statement.contribution is not None
        if alone and not in_share:
            return _merge([(source, one)], self._rounds)
        self._groups[one.identity].append((source, one))
        return None

    def rest(self) -> Iterator[Description]:
        """Yield what had to wait, in the order of its identity."""
        for identity in sorted(self._groups):
            yield _merge(self._groups[identity], self._rounds)


def _withhold(
    statement: Statement, cited: tuple[Citation, ...], rounds: Mapping[str, _Sharing]
) -> tuple[Statement, Claim | None]:
    """Take away a contribution that credits one investor with a round that several share.

    Reports often say that the leader "invested" the sum of the round; the sum is the round's.
    """
    if not isinstance(statement, Investment) or statement.contribution is None:
        return statement, None
    if statement.funding_round is None:
        return statement, None
    sharing = rounds[statement.funding_round]
    others = len(sharing.investors) - 1
    if others == 0 or statement.contribution not in sharing.amounts:
        return statement, None
    reason = f"the sum is the whole round's, shared with {others} more"
    claim = Claim("contribution", statement.contribution, False, cited, reason, statement.currency)
    return replace(statement, contribution=None, currency=None), claim


def _merge(
    group: Sequence[tuple[Source, Description]], rounds: Mapping[str, _Sharing]
) -> Description:
    """Merge what is said of one thing or relation, field by field."""
    claims: list[Claim] = []
    told = []
    for _, one in group:
        kept, claim = _withhold(one.statement, one.citations, rounds)
        claims += [claim] if claim else []
        told.append((kept, one.citations))
    first = group[0][1]
    statement = first.statement
    named = isinstance(statement, Thing) and (statement.also or "name" in statement.inferred)
    if len(told) == 1 and not named:
        # Most statements of a data set are made once: nothing is to be weighed.
        return replace(first, statement=told[0][0], claims=tuple(claims)) if claims else first
    told.sort(key=lambda one: min(citation.preference for citation in one[1]))
    best = told[0][0]
    changes: dict[str, Any] = {}
    if isinstance(best, Observation):
        best, disputed = _measured(told)
        claims.extend(disputed)
    for name in content(type(best)):
        if isinstance(best, Observation) and name in _MEASURE:
            continue
        # What a source states outright counts more than what another only implies.
        outright = sorted(told, key=lambda one: _implied(one[0], name))
        values = [(getattr(statement, name), citations) for statement, citations in outright]
        changes[name], disputed = _choose(name, values)
        claims.extend(disputed)
    # The best source of all may state no sum, and so no currency.
    currency = changes.get("currency")
    claims = [
        replace(claim, currency=claim.currency or currency)
        if isinstance(claim.value, Decimal)
        else claim
        for claim in claims
    ]
    changes["hedge"] = _hedges(told)
    if isinstance(best, Thing):
        changes["type"] = _type([s.type for s, _ in told if isinstance(s, Thing)])
        changes["also"] = _other_names([s for s, _ in told if isinstance(s, Thing)], changes)
    if isinstance(best, Stretch):
        newest = max(group, key=lambda one: _published(one[0]))[1].statement
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
    citations = sorted({_order(c): c for _, cited in told for c in cited}.items())
    cited = tuple(citation for _, citation in citations)
    days = sorted({day for _, one in group for day in one.stated_on})
    merged = replace(best, **changes)
    return Description(first.identity, merged, cited, tuple(claims), tuple(days))


def _implied(statement: Statement, name: str) -> tuple[bool, int]:
    """Return the sort key of a field's values: those come first that are stated outright.

    Of names that are only implied, such as those that a Crunchbase slug makes, the shorter is
    better: a longer one ends in a number.
    """
    if name not in statement.inferred:
        return False, 0
    texts = statement.name.values() if name == "name" and isinstance(statement, Thing) else ()
    return True, sum(map(len, texts))


def _hedges(told: Sequence[tuple[Statement, tuple[Citation, ...]]]) -> dict[str, str] | None:
    """Return every reservation, each with the source that makes it if there are several sources."""
    sources = {citation.source.key for _, cited in told for citation in cited}
    found: dict[str, dict[str, None]] = {}
    for statement, cited in told:
        for language, text in (statement.hedge or {}).items():
            named = f"{text} ({cited[0].source.key})" if len(sources) > 1 and cited else text
            found.setdefault(language, {})[named] = None
    return {language: "; ".join(texts) for language, texts in found.items()} or None


def _choose(
    name: str, values: Sequence[tuple[Any, tuple[Citation, ...]]]
) -> tuple[Any, list[Claim]]:
    """Return the value to believe, and the claims if the stated values exclude each other.

    Values come best first. Silence is no claim: a source that leaves a field out disputes nothing.
    """
    stated = [(value, cited) for value, cited in values if not _is_silent(name, value)]
    if not stated:
        return values[0][0], []
    first = stated[0][0]
    if isinstance(first, tuple):
        return tuple(sorted({one for value, _ in stated for one in value})), []
    if isinstance(first, Mapping):
        if name == "nature":
            return _joined(value for value, _ in stated), []
        merged = {lang: text for value, _ in reversed(stated) for lang, text in value.items()}
        return merged, _text_claims(name, merged, stated) if name in _ASSERTED else []
    if isinstance(first, DealStatus):
        # A deal moves on: who reports it completed does not dispute that it was announced.
        furthest = max((value for value, _ in stated), key=lambda status: status.step)
        if DealStatus.FAILED not in {value for value, _ in stated}:
            return furthest, []
    distinct: dict[Any, list[Citation]] = {}
    for value, cited in stated:
        same = next((one for one in distinct if _same(name, one, value)), value)
        distinct.setdefault(same, []).extend(cited)
    chosen = first
    if isinstance(first, Date):
        # A date that lies within another refines it; only dates that exclude each other clash.
        for value in distinct:
            chosen = value if value.within(chosen) else chosen
        # What allows the chosen day says the same more loosely, and stands behind it.
        loose = [value for value in distinct if chosen.within(value)]
        behind = [citation for value in loose for citation in distinct.pop(value)]
        distinct = {chosen: behind, **distinct}
    if len(distinct) == 1:
        return chosen, []
    return chosen, _claims(name, chosen, distinct)


def _is_silent(name: str, value: Any) -> bool:
    """Tell whether a value says nothing; that an investor does not lead is said, not silence."""
    return value is None or value in ((), {}) or (value is False and name != "is_lead")


def _joined(texts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return every text, by language: what one source adds does not contradict another."""
    found: dict[str, dict[str, None]] = {}
    for text in texts:
        for language, words in text.items():
            found.setdefault(language, {})[words] = None
    return {language: "; ".join(words) for language, words in found.items()}


def _same(name: str, one: Any, other: Any) -> bool:
    """Say whether two values are one; of two addresses, whether they lead to one place."""
    if name != "homepage":
        return bool(one == other)
    return _ADDRESS_TRIMMINGS.sub("", one) == _ADDRESS_TRIMMINGS.sub("", other)


def _text_claims(
    name: str, merged: Mapping[str, str], values: Sequence[tuple[Any, tuple[Citation, ...]]]
) -> list[Claim]:
    """Return the claims of texts that differ within one language, but for case."""
    for language in sorted(merged):
        distinct: dict[str, list[Citation]] = {}
        spelled: dict[str, str] = {}
        for value, cited in values:
            if language in value:
                key = spelled.setdefault(value[language].casefold(), value[language])
                distinct.setdefault(key, []).extend(cited)
        if len(distinct) > 1:
            return _claims(name, next(iter(distinct)), distinct)
    return []


def _claims(name: str, chosen: Any, distinct: Mapping[Any, Sequence[Citation]]) -> list[Claim]:
    """Return a claim for each value, with the reason why the others were not chosen."""
    winner = min(distinct[chosen], key=lambda citation: citation.preference)
    return [
        Claim(name, value, True, tuple(cited))
        if value == chosen
        else Claim(name, value, False, tuple(cited), _why(winner, cited))
        for value, cited in distinct.items()
    ]


def _why(winner: Citation, losers: Iterable[Citation]) -> str:
    """Return why one citation is believed and not the best of some others."""
    loser = min(losers, key=lambda citation: citation.preference)
    ranks = winner.preference[0], loser.preference[0]
    if ranks[0] > ranks[1]:
        return "what is stated outright counts more than what is implied"
    if ranks[0] != ranks[1]:
        return f"{_RANKS[Rank(ranks[0])]} counts more than {_RANKS[Rank(ranks[1])]}"
    if winner.preference[1] != loser.preference[1]:
        return "of two sources of one rank the newer counts more"
    if winner.source.key != loser.source.key:
        return "the sources are of one rank and date, and the first by name is taken"
    return "the source contradicts itself, and what it says first is taken"


_MEASURE: Final = ("value", "upper", "bound")
_NEAR: Final = Decimal("0.1")
"""How far from a number stated as `about` or `nearly` the true one may lie, as a share of it."""


def _measured(
    told: Sequence[tuple[Statement, tuple[Citation, ...]]],
) -> tuple[Observation, list[Claim]]:
    """Return the best observation with the most exact number, and claims if numbers clash.

    Numbers are bounds: "over 61 million" and "61.6 million" are both true of one thing.
    """
    observed = [(one, cited) for one, cited in told if isinstance(one, Observation)]
    best = observed[0][0]
    known = [(one, cited) for one, cited in observed if one.value is not None]
    if not known:
        return best, []
    chosen = known[0][0]
    for one, _ in known:
        # Who leaves out "over" before the same number rounds; that is no better knowledge.
        if one.value == chosen.value and chosen.bound in (Bound.MORE_THAN, Bound.LESS_THAN):
            continue
        if _within(_interval(one), _interval(chosen)):
            chosen = one
    low, high = _interval(chosen)
    clash = [one for one, _ in known if _interval(one)[0] > high or _interval(one)[1] < low]
    measured = replace(best, value=chosen.value, upper=chosen.upper, bound=chosen.bound)
    if not clash:
        return measured, []
    distinct: dict[Any, list[Citation]] = {}
    for one, cited in known:
        distinct.setdefault(one.value, []).extend(cited)
    return measured, [
        replace(claim, currency=best.currency) for claim in _claims("value", chosen.value, distinct)
    ]


def _interval(one: Observation) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest number that an observation allows."""
    value, infinity = one.value or Decimal(0), Decimal("Infinity")
    if one.upper is not None:
        return value, one.upper
    match one.bound:
        case Bound.MORE_THAN | Bound.AT_LEAST:
            return value, infinity
        case Bound.LESS_THAN | Bound.AT_MOST:
            return -infinity, value
        case Bound.ABOUT:
            return value - abs(value) * _NEAR, value + abs(value) * _NEAR
        case Bound.NEARLY:
            return value - abs(value) * _NEAR, value
        case _:
            return value, value


def _within(inner: tuple[Decimal, Decimal], outer: tuple[Decimal, Decimal]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _type(types: Sequence[str]) -> str:
    """Return the type to believe: the best-ranked of those that say most."""
    return min(types, key=lambda one: one in GENERAL_TYPES and GENERAL_TYPES.index(one) + 1)


def _other_names(things: Sequence[Thing], chosen: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every name of a thing that did not become its preferred one."""
    preferred = set(chosen["name"].values())
    names = {
        name
        for thing in things
        for name in (*(() if "name" in thing.inferred else thing.name.values()), *thing.also)
    }
    return tuple(sorted(names - preferred))


def _published(source: Source) -> tuple[dt.date, str]:
    day = source.published.latest if source.published else None
    return day or dt.date.min, source.key


def _order(citation: Citation) -> tuple[Any, ...]:
    selector = citation.evidence.selector
    position = tuple(getattr(selector, f.name) for f in fields(selector)) if selector else ()
    return (*citation.preference, position, citation.evidence.attributed_to)
