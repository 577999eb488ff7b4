"""The table of investments `company_name, investor_name, funded_when, amount_usd`.

Each row repeats the round's amount, so the amount is the round's and no investor's. A company and
a day make a round. Names are the only keys: the same name is the same mention.

The table does not tell investors that are persons from firms, so an investor is a `ce:Agent`,
which may be either; a company that raised money is a `ce:Company`, whatever else it did.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final

from kg.dates import Date
from kg.errors import InputError
from kg.facts import FundingRound, Investment, Rank, Statement, Thing, is_bounded
from kg.sources.reader import About, Fact, Given, Report, at_lines
from kg.sources.tables import Mentions, read_table

ABOUT: Final = About(
    name="investments",
    title="Investments, 2000 to 2013",
    publisher="Crunchbase",
    licence="Crunchbase terms, non-commercial",
    address="https://github.com/holmesjoli/crunchbase",
    gives="funding rounds with date and amount, and who invested in each",
    repository="https://github.com/holmesjoli/crunchbase",
    file="investments.csv",
    rank=Rank.BULK,
)

_COLUMNS: Final = ("company_name", "investor_name", "funded_when", "amount_usd")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SUM: Final = re.compile(r"\d+(\.\d+)?")


def read(given: Given, report: Report) -> Iterator[Fact]:
    """Yield the source, then what each row states.

    Raises:
        InputError: The file cannot be read, or lacks a column.
    """
    yield ABOUT.source(given)
    table = _Table(given.path.name, report)
    for line, row in read_table(given.path, _COLUMNS, report):
        yield from table.row(line, *(row[column] for column in _COLUMNS))


class _Table:
    """What was told already while the rows go by."""

    def __init__(self, file: str, report: Report) -> None:
        self.file = file
        self.report = report
        self.mentions = Mentions("investments")
        self.companies: set[str] = set()
        self.amounts: dict[str, list[Decimal | None]] = {}

    def row(
        self, line: int, company: str, investor: str, when: str, amount: str
    ) -> Iterator[Statement]:
        reason, what = _unusable(company, investor, when)
        if reason:
            self.report.skip(reason, self.file, line, what)
            return
        evidence = at_lines(line)
        raiser = f"organization/{self.mentions[company]}"
        if company not in self.companies:
            self.companies.add(company)
            yield Thing(id=raiser, type="Company", name={"en": company}, evidence=evidence)
        known = investor in self.mentions
        giver = f"organization/{self.mentions[investor]}"
        if not known:
            yield Thing(id=giver, type="Agent", name={"en": investor}, evidence=evidence)
        round_ = f"funding-round/{raiser.partition('/')[2]}-{when}"
        sum_ = self.sum(line, amount)
        told = self.amounts.setdefault(round_, [])
        if not told or sum_ not in (None, *told):
            stated = [one for one in told if one is not None]
            if stated:
                # Both stand side by side in the graph; which is believed is decided elsewhere.
                reason = "the round has another amount further up, which is taken"
                self.report.skip(reason, self.file, line, f"{sum_} beside {stated[0]}")
            told.append(sum_)
            yield FundingRound(
                id=round_, name={"en": f"{company}, round of {when}"}, company=raiser,
                amount=sum_, currency="USD" if sum_ else None, date=_date(when), evidence=evidence,
            )  # fmt: skip
        yield Investment(investor=giver, funding_round=round_, evidence=evidence)

    def sum(self, line: int, amount: str) -> Decimal | None:
        """Return an amount; None if the row states none, or none that can be believed."""
        if not amount:
            return None
        if _SUM.fullmatch(amount) and (sum_ := Decimal(amount)) and is_bounded(sum_):
            return sum_
        reason = "the amount is none, and the investment is kept without it"
        self.report.skip(reason, self.file, line, repr(amount))
        return None


def _unusable(company: str, investor: str, when: str) -> tuple[str, str]:
    """Return why a row cannot be used, and what of it; empty if it can."""
    for role, name in (("company", company), ("investor", investor)):
        if not name:
            return f"the row names no {role}", ""
        if not any(char.isalnum() for char in name):
            return f"the name of the {role} has no letter", repr(name)
    if company == investor:
        return "the company is said to have invested in itself", repr(company)
    if not when:
        return "the row has no date", ""
    return ("", "") if _date(when) else ("the date is no day", repr(when))


@lru_cache(maxsize=10_000)
def _date(when: str) -> Date | None:
    try:
        date = Date.parse(when)
    except InputError:
        return None
    return date if _DAY.fullmatch(when) else None
