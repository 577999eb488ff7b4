"""Dealings: who invested in whom, as registers have it, which tells what their names do not.

Investors stay with their companies, and hardly any backs two of one name: so two records of like
names that one investor backed are one company, and so are those of which one name goes on after the
other, if the investor did so on one day with one sum, or if many backed both. Two investors in one
company are one only if their names agree but for the legal form: a fund and its parent, which
invest together, differ by more. If they did not invest together, one may lack `Group`, or be
called Josh where the other is Joshua.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from itertools import combinations, groupby, product
from operator import itemgetter
from typing import Final, NamedTuple

from kg.dates import Date
from kg.facts import FundingRound, Investment, Statement, kind_of
from kg.identity.clusters import PARTS, Mention, source_of
from kg.identity.legal_forms import forms_agree, without_legal_form
from kg.identity.names import spellings, without_generic_words
from kg.identity.registers import REGISTERS

_WITH_ALL: Final = 200
"""Who dealt with more than so many has, by chance, dealt with two of one name."""

_BRANCH: Final = re.compile(r"\bk\.?k\.?$", re.IGNORECASE)
"""How the name of a branch ends: Brightcove K.K. has investors of Brightcove, and is not it."""

_MANY: Final = 3
"""So many investors have two companies of which one name goes on after the other by no chance: two
backed both Miso and Miso Media, which are two."""

_START: Final = 2
"""With so many signs both names begin, of which one goes on after the other."""

_ENDING: Final = re.compile(r"(?<=\w\w)\.[a-z]{2,4}$")
"""The ending of a domain: Trigger.io has an investor of Trigger, and is it."""

_GROUP: Final = frozenset(["group", "holding", "holdings"])
"""What may be added to an investor's name: any other word may be that of a fund or a parent."""

_PERSON: Final = re.compile(r"([^\W\d_]{2,})(?: [^\W\d_]\.?)* [^\W\d_][\w'’-]+")
"""The name of a person, with the first name by itself; initials may follow it."""

_OF_FIRMS: Final = PARTS | frozenset(
    ["angels", "bank", "corporation", "equity", "fund", "funds", "group", "holding", "holdings",
     "international", "invest", "investment", "investments", "investors", "labs", "management",
     "media", "partners", "technologies", "venture"]
)  # fmt: skip
"""Last words of firms' names: Horizon Ventures and Horizons Ventures are no persons of a family."""

_Partners = Mapping[str, set[str]]


class _Round(NamedTuple):
    """What counts of a round: its company, its sum, and its day, empty if none is stated."""

    company: str
    amount: Decimal | None
    day: str


class Dealings:
    """Who invested in which round of which company."""

    def __init__(self) -> None:
        self._rounds: dict[str, _Round] = {}
        self._investors: dict[str, list[str]] = defaultdict(list)

    def gather(self, statement: Statement) -> None:
        """Take note of a round, or of an investment in one; of all else, take none."""
        if isinstance(statement, FundingRound):
            if statement.id not in self._rounds:
                told = _Round(statement.company, statement.amount, _day(statement.date))
                self._rounds[statement.id] = told
        elif isinstance(statement, Investment) and statement.funding_round:
            self._investors[statement.funding_round].append(statement.investor)

    @cached_property
    def _partners(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """The investors of each company, and the companies of each investor."""
        backers: dict[str, set[str]] = defaultdict(set)
        backed: dict[str, set[str]] = defaultdict(set)
        for id_, round_ in self._rounds.items():
            for investor in self._investors.get(id_, ()):
                backers[round_.company].add(investor)
                backed[investor].add(round_.company)
        return backers, backed

    def partners(self, thing: Callable[[str], str]) -> dict[str, set[str]]:
        """Return with whom each dealt: the investors of a company, the companies of an investor.

        Args:
            thing: Gives the thing that a mention stands for.
        """
        found: dict[str, set[str]] = defaultdict(set)
        backers, _ = self._partners
        for mention, investors in backers.items():
            company = thing(mention)
            for investor in map(thing, investors):
                found[company].add(investor)
                found[investor].add(company)
        return found

    def are_strangers(self, one: Iterable[Mention], other: Iterable[Mention]) -> bool:
        """Tell whether a register has investors of both, and not one in common."""
        backers, _ = self._partners
        told = [
            backers[a.id].isdisjoint(backers[b.id])
            for a, b in product(one, other)
            if a.source == b.source and a.id in backers and b.id in backers
        ]
        return bool(told) and all(told)

    def one_by_partners(self, mentions: Mapping[str, Mention]) -> Iterator[tuple[str, str, str]]:
        """Yield two records of a register that are one thing by their partners, and why.

        Args:
            mentions: All that is mentioned, by its identifier.
        """
        backers, backed = self._partners
        yield from _one(mentions, backers, backed, "both had as investors", _stem)
        yield from _one(mentions, backed, backers, "both invested in", _bare)
        yield from self._one_by_round(mentions)
        yield from _one_by_many(mentions, backers)
        yield from self._one_in_short(mentions)

    def _one_by_round(self, mentions: Mapping[str, Mention]) -> Iterator[tuple[str, str, str]]:
        """Yield companies that one investor funded on one day with one sum, if one name goes on."""
        alike: dict[tuple[str, Decimal, str], list[str]] = defaultdict(list)
        for id_, round_ in self._rounds.items():
            if round_.amount and round_.day and round_.company in mentions:
                start = _name(mentions[round_.company])[:_START].casefold()
                alike[round_.day, round_.amount, start].append(id_)
        deals: dict[tuple[str, str, Decimal], set[str]] = defaultdict(set)
        for (day, amount, _), several in alike.items():
            for id_ in several if len(several) > 1 else ():
                for investor in self._investors.get(id_, ()):
                    deals[investor, day, amount].add(self._rounds[id_].company)
        several_companies = ((deal, ids) for deal, ids in deals.items() if len(ids) > 1)
        for (investor, day, amount), ids in sorted(several_companies):
            records = [mentions[id_] for id_ in sorted(ids) if source_of(id_) in REGISTERS]
            for one, other in combinations(records, 2):
                names = _name(one), _name(other)
                short, long = sorted((next(iter(spellings(name)), "") for name in names), key=len)
                if short and long.startswith(short) and forms_agree(*names):
                    who = repr(_name(mentions[investor])) if investor in mentions else investor
                    deal = f"a round of {amount} on {day} from {who}"
                    yield one.id, other.id, f"{names[0]!r} and {names[1]!r} both had {deal}"

    def _one_in_short(self, mentions: Mapping[str, Mention]) -> Iterator[tuple[str, str, str]]:
        """Yield investors in one company, of which one has the name of the other in short.

        Those that took part in one round stay two: so do a fund and its parent, and a family.
        """
        _, backed = self._partners
        told = sorted(
            (source_of(id_), stays, shortened, id_)
            for id_ in backed
            if id_ in mentions and _is_record(mentions[id_])
            for stays, shortened in _in_short(_name(mentions[id_]))
        )
        pairs = [
            (one, other)
            for _, alike in groupby(told, key=itemgetter(0, 1))
            for (*_, short, one), (*_, long, other) in combinations(alike, 2)
            if long.startswith(short) and not backed[one].isdisjoint(backed[other])
        ]
        may_be = {id_ for pair in pairs for id_ in pair}
        rounds: dict[str, set[str]] = defaultdict(set)
        for round_, investors in self._investors.items():
            for investor in may_be.intersection(investors):
                rounds[investor].add(round_)
        for one, other in pairs:
            names = _name(mentions[one]), _name(mentions[other])
            if rounds[one].isdisjoint(rounds[other]) and forms_agree(*names):
                company = min(backed[one] & backed[other])
                where = repr(_name(mentions[company])) if company in mentions else company
                yield one, other, f"{names[0]!r} and {names[1]!r} both invested in {where}"

    def one_by_day(self, thing: Callable[[str], str]) -> Iterator[tuple[str, str, str]]:
        """Yield two rounds that are one, as several records of one company have it, and why.

        Args:
            thing: Gives the thing that a mention stands for.
        """
        companies: dict[str, set[str]] = defaultdict(set)
        for round_ in self._rounds.values():
            companies[thing(round_.company)].add(round_.company)
        of_several = {one for all_ in companies.values() if len(all_) > 1 for one in all_}
        told: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for id_, round_ in self._rounds.items():
            if round_.company in of_several and source_of(id_) in REGISTERS and round_.day:
                told[thing(round_.company), round_.day][round_.company].append(id_)
        for (_, day), rounds in sorted(told.items()):
            if all(len(of_record) == 1 for of_record in rounds.values()):
                first, *others = sorted(id_ for of_record in rounds.values() for id_ in of_record)
                yield from ((other, first, f"one company's rounds of {day}") for other in others)


def _day(date: Date | None) -> str:
    return date.text if date and date.earliest and date.earliest == date.latest else ""


def _one(
    mentions: Mapping[str, Mention],
    partners: _Partners,
    dealers: _Partners,
    how: str,
    key: Callable[[str], str],
) -> Iterator[tuple[str, str, str]]:
    records = (mentions[id_] for id_ in sorted(partners) if id_ in mentions)
    for one, other in _alike(records, key):
        shared = sorted(
            partners[one.id] & partners[other.id], key=lambda id_: (len(dealers[id_]), id_)
        )
        if len(shared) > 1 or (shared and len(dealers[shared[0]]) <= _WITH_ALL):
            told = [_name(mentions[id_]) if id_ in mentions else id_ for id_ in shared[:2]]
            names = " and ".join(map(repr, told))
            yield one.id, other.id, f"{_name(one)!r} and {_name(other)!r} {how} {names}"


def _one_by_many(
    mentions: Mapping[str, Mention], backers: _Partners
) -> Iterator[tuple[str, str, str]]:
    """Yield companies that many investors backed, if one name goes on with a word more."""
    words = {
        id_: tuple(re.findall(r"\w+", _bare(_name(mentions[id_]))))
        for id_, those in sorted(backers.items())
        if len(those) >= _MANY and id_ in mentions and source_of(id_) in REGISTERS
    }
    bearers: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for id_, name in words.items():
        bearers[name].append(id_)
    for long, name in words.items():
        ends = [end for end in range(1, len(name)) if PARTS.isdisjoint(name[end:])]
        for short in (id_ for end in ends for id_ in bearers.get(name[:end], ())):
            shared = sorted(backers[short] & backers[long])
            names = _name(mentions[short]), _name(mentions[long])
            if len(shared) >= _MANY and not _BRANCH.search(names[1]) and forms_agree(*names):
                told = ", ".join(_name(mentions[one]) for one in shared[:_MANY] if one in mentions)
                yield short, long, f"{names[0]!r} and {names[1]!r} both had as investors {told}"


def _alike(
    records: Iterable[Mention], key: Callable[[str], str]
) -> Iterator[tuple[Mention, Mention]]:
    """Yield pairs of one register whose names have a key in common and do not contradict."""
    groups: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for record in records:
        if _is_record(record) and record.first:
            for spelling in _spelled(_name(record), key):
                groups[record.source, spelling].append(record)
    for group in groups.values():
        for one, other in combinations(group, 2):
            names = _name(one), _name(other)
            # Acme Networks may be Acme, but not Acme Software.
            bare_too = any(spellings(_bare(name)) == spellings(key(name)) for name in names)
            if bare_too and forms_agree(*names) and not any(map(_BRANCH.search, names)):
                yield one, other


def _spelled(name: str, key: Callable[[str], str]) -> Iterable[str]:
    """Return the spellings of what counts of a name, and its letters and digits alone."""
    spelled = spellings(key(name))
    if "&" in name or "." in name:
        # BB&T Fund is BBT Fund, and Pagar.me PagarMe, with a partner in common.
        return dict.fromkeys((*spelled, "".join(filter(str.isalnum, _bare(name)))))
    return spelled


def _is_record(mention: Mention) -> bool:
    # Two persons of one name are two, whoever they dealt with, if a register knows them for such.
    return mention.source in REGISTERS and kind_of(mention.id) == "organization"


def _name(record: Mention) -> str:
    return next(iter(record.first), record.id)


def _bare(name: str) -> str:
    return without_legal_form(name)[0]


def _in_short(name: str) -> Iterator[tuple[str, str]]:
    """Yield what of an investor's name stays where it is said in short, and what may not."""
    bare = _bare(name)
    start, _, last = bare.rpartition(" ")
    yield (start, last) if start and last in _GROUP else (bare, "")
    if last not in _OF_FIRMS and (person := _PERSON.fullmatch(bare)):
        yield f", {last}", person[1]


def _stem(name: str) -> str:
    stem = without_generic_words(name) or _bare(name)
    return _ENDING.sub("", stem) if "." in stem else stem
