"""Crunchbase's CSV export: a folder of tables whose rows point at each other by UUID.

Whatever tables there are, are read, each as a source of its own. A thing's identifier is its UUID;
its name, permalink and nature come from whichever table tells them. Where none does, as in
an export without `organizations.csv`, the thing has a name made up of its UUID, marked as inferred.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from kg.dates import Date
from kg.errors import InputError, Problem
from kg.facts import (
    Acquisition,
    BoardSeat,
    Competition,
    CustomerRelationship,
    Employment,
    Evidence,
    Founding,
    FundingRound,
    Investment,
    Listing,
    Ownership,
    Rank,
    SeatRole,
    Statement,
    Thing,
    is_bounded,
)
from kg.sources.reader import About, Fact, Given, Report, at_lines, mention, web_address
from kg.sources.tables import read_table
from kg.terms import slug

ABOUT: Final = About(
    name="crunchbase",
    title="Crunchbase CSV export",
    publisher="Crunchbase",
    licence="Crunchbase terms, non-commercial",
    address="https://data.crunchbase.com/docs/daily-csv-export",
    gives="people and their jobs, funding rounds, who led them and for whom, acquisitions, "
    "customers, competitors, parents, stock exchange listings; for those who hold a licence",
    rank=Rank.BULK,
)

Row = Mapping[str, str]
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PERMALINK: Final = re.compile(r"https?://(?:www\.)?crunchbase\.com/(\w+)/([^/\s?#]+)")
_CODE: Final = re.compile(r"[A-Z]{3}")
_SUM: Final = re.compile(r"\d+(\.\d+)?")
_FIRMS: Final = {
    "venture_capital", "micro_vc", "corporate_venture_capital", "private_equity_firm",
    "angel_group", "hedge_fund", "fund_of_funds", "family_investment_office",
}  # fmt: skip
_FOUNDER: Final = re.compile(r"\b(co-?)?founder\b", re.IGNORECASE)
_SEAT: Final = re.compile(r"\bboard\b(?! of advisors)|\bchair(man|woman|person)?\b", re.IGNORECASE)
_ADVISER: Final = re.compile(r"advis[oe]r", re.IGNORECASE)


class _UnusableError(Exception):
    """A row that cannot be used: why, in words that are the same for all such rows, and what."""


def read(given: Given, report: Report) -> Iterator[Fact]:
    """Yield each table as a source, then what its rows state.

    Raises:
        InputError: The folder holds none of the tables, or one of them lacks a column.
    """
    files = {name: path for name in _TABLES if (path := given.path / f"{name}.csv").is_file()}
    if not files:
        problem, remedy = "holds no table of the export", f"such as {next(iter(_TABLES))}.csv"
        raise InputError(Problem(problem, str(given.path), "", remedy))
    export = _Export(files)
    for name, path in files.items():
        columns, state = _TABLES[name]
        yield ABOUT.source(given, path.name)
        for line, row in read_table(path, columns, report, others=True):
            export.at = at_lines(line)
            try:
                stated = [*state(export, row)]
            except _UnusableError as error:
                report.skip(error.args[0], path.name, line, error.args[1])
                stated = []
            # A thing is told of where it is first met, even if the row itself is of no use.
            yield from export.met_here()
            yield from stated


class _Export:
    """The tables while they are read: what they tell of things, and of which was told."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self.at: tuple[Evidence, ...] = ()
        self.known: dict[str, dict[str, str]] = {}
        self.rounds: set[str] = set()
        self._told: set[str] = set()
        self._new: list[Thing] = []
        quiet = Report(ABOUT.name)
        for name, path in files.items():
            for _, row in read_table(path, _TABLES[name][0], quiet, others=True):
                for role, columns in _NAMES.get(name, {}).items():
                    named = {key: row.get(column, "") for key, column in columns.items()}
                    self.known.setdefault(named["uuid"], {"role": role, **named})
                if name == "funding_rounds":
                    self.rounds.add(row["funding_round_uuid"])

    def met_here(self) -> list[Thing]:
        """Return the things that were met for the first time since this was last asked."""
        new, self._new = self._new, []
        return new

    def __getitem__(self, uuid: str) -> str:
        """Return the identifier of the organization or person of a UUID."""
        if not _UUID.fullmatch(uuid):
            raise _UnusableError("an identifier is no UUID", repr(uuid))
        known = self.known.get(uuid, {})
        link = _PERMALINK.match(known.get("link", ""))
        person = link[1] == "person" if link else known.get("role") == "person"
        thing = f"{'person' if person else 'organization'}/{ABOUT.name}.{uuid}"
        if thing not in self._told:
            self._told.add(thing)
            name = " ".join(filter(None, (known.get("name"), known.get("last")))).strip()
            self._new.append(Thing(
                id=thing, type=_type(person, known), name={"en": name or f"Crunchbase {uuid[:8]}"},
                crunchbase_slug=link[2] if link and not person else None, evidence=self.at,
                homepage=web_address(known.get("homepage")),
                inferred=() if name else ("name",),
            ))  # fmt: skip
        return thing

    def one(self, row: Row, column: str, kind: str) -> str:
        """Return the identifier of a row's thing, which must be of a kind."""
        thing = self[row[column]]
        if not thing.startswith(kind):
            raise _UnusableError(f"what should be of the kind {kind} is of another", row[column])
        return thing

    def two(self, row: Row, one: str, other: str) -> tuple[str, str]:
        """Return the identifiers of two organizations, which must not be one."""
        if row[one] == row[other]:
            raise _UnusableError("an organization stands in a relation to itself", row[one])
        return self.one(row, one, "organization"), self.one(row, other, "organization")

    def round(self, row: Row) -> str:
        """Return the identifier of a row's round."""
        if not _UUID.fullmatch(row["funding_round_uuid"]):
            raise _UnusableError("an identifier is no UUID", repr(row["funding_round_uuid"]))
        if row["funding_round_uuid"] not in self.rounds:
            raise _UnusableError("the round is in no table", row["funding_round_uuid"])
        return f"funding-round/{ABOUT.name}.{row['funding_round_uuid']}"


def _type(person: bool, known: Row) -> str:
    """Return the class of a thing; a UUID that no table explains may be anybody's."""
    if person:
        return "Person"
    if known.get("nature") in _FIRMS:
        return "InvestmentFirm"
    return "Company" if known.get("role") == "company" else "Organization" if known else "Agent"


def _day(row: Row, column: str) -> Date | None:
    """Return a date, without the time of day that some exports write behind it."""
    text = row.get(column, "")[:10]
    try:
        return Date.parse(text) if text else None
    except InputError as error:
        raise _UnusableError("a date is none", repr(text)) from error


def _sum(row: Row, name: str, currency: str) -> tuple[Decimal | None, str | None]:
    """Return a sum and its currency: in the one that was paid, or else in US dollars."""
    for column, unit in ((name, row[currency]), (f"{name}_usd", "USD")):
        text = row.get(column, "")
        if text and unit:
            sum_ = Decimal(text) if _SUM.fullmatch(text) else Decimal()
            if not sum_ or not is_bounded(sum_) or not _CODE.fullmatch(unit):
                raise _UnusableError("an amount is none", f"{text!r} {unit}")
            return sum_, unit
    return None, None


# --- what a row of each table states ------------------------------------------------------------


def _thing(export: _Export, row: Row) -> Iterator[Statement]:
    _ = export[row["uuid"]]
    yield from ()


def _job(export: _Export, row: Row) -> Iterator[Statement]:
    person = export.one(row, "person_uuid", "person")
    organization = export.one(row, "org_uuid", "organization")
    title, start, end = row["title"], _day(row, "started_on"), _day(row, "ended_on")
    if start and end and start.earliest and end.latest and start.earliest > end.latest:
        raise _UnusableError("a job ends before it starts", f"{start} to {end}")
    stretch: dict[str, Any] = {
        "start": start, "end": end, "former": row["is_current"] == "f", "evidence": export.at,
        "key": slug(title) or None,
    }  # fmt: skip
    if _FOUNDER.search(title):
        yield Founding(person=person, organization=organization, evidence=export.at)
    if _SEAT.search(title) and not _ADVISER.search(title) and row["job_role"] == "f":
        observer, chair = "observer" in title.casefold(), "chair" in title.casefold()
        role = SeatRole.OBSERVER if observer else SeatRole.CHAIR if chair else None
        yield BoardSeat(person=person, organization=organization, role=role, **stretch)
    else:
        told = {"en": title} if title else None
        yield Employment(person=person, organization=organization, title=told, **stretch)


def _round(export: _Export, row: Row) -> Iterator[Statement]:
    company = export.one(row, "company_uuid", "organization")
    date = _day(row, "announced_on")
    amount, currency = _sum(row, "raised_amount", "raised_amount_currency_code")
    valuation, unit = _sum(row, "post_money_valuation", "raised_amount_currency_code")
    kind = row["funding_round_type"].replace("_", " ")
    series = row["funding_round_code"] or None
    parts = (row["company_name"], kind, series and f"Series {series}", date and f"({date})")
    yield FundingRound(
        id=export.round(row), name={"en": " ".join(str(part) for part in parts if part)},
        company=company, series=series, amount=amount, currency=currency or unit, date=date,
        valuation=valuation if currency in (None, unit) else None, evidence=export.at,
    )  # fmt: skip


def _investment(export: _Export, row: Row) -> Iterator[Statement]:
    investor, lead = export[row["investor_uuid"]], {"t": True, "f": False}
    yield Investment(investor=investor, funding_round=export.round(row), evidence=export.at,
                     is_lead=lead.get(row["is_lead_investor"]))  # fmt: skip


def _partner(export: _Export, row: Row) -> Iterator[Statement]:
    person = export.one(row, "partner_uuid", "person")
    yield Investment(investor=export[row["investor_uuid"]], funding_round=export.round(row),
                     represented_by=(person,), evidence=export.at)  # fmt: skip


def _acquisition(export: _Export, row: Row) -> Iterator[Statement]:
    acquirer, acquiree = export.two(row, "acquirer_uuid", "acquiree_uuid")
    amount, currency = _sum(row, "price", "price_currency_code")
    yield Acquisition(acquirer=acquirer, acquiree=acquiree, date=_day(row, "acquired_on"),
                      amount=amount, currency=currency, evidence=export.at)  # fmt: skip


def _customer(export: _Export, row: Row) -> Iterator[Statement]:
    vendor, customer = export.two(row, "entity_uuid", "customer_uuid")
    yield CustomerRelationship(customer=customer, vendor=vendor, evidence=export.at)


def _competitor(export: _Export, row: Row) -> Iterator[Statement]:
    pair = sorted(export.two(row, "entity_uuid", "competitor_uuid"))
    yield Competition(competitor=tuple(pair), evidence=export.at)


def _parent(export: _Export, row: Row) -> Iterator[Statement]:
    subsidiary, parent = export.two(row, "org_uuid", "parent_org_uuid")
    yield Ownership(parent=parent, subsidiary=subsidiary, evidence=export.at)


def _listing(export: _Export, row: Row) -> Iterator[Statement]:
    name, exchange = row["stock_exchange_symbol"], None
    if name:
        exchange = mention("organization", ABOUT.name, name)
        yield Thing(id=exchange, type="Organization", name={"en": name}, evidence=export.at)
    organization = export.one(row, "uuid", "organization")
    yield Listing(organization=organization, exchange=exchange, ticker=row["stock_symbol"] or None,
                  date=_day(row, "went_public_on"), evidence=export.at)  # fmt: skip


_State = Callable[[_Export, Row], Iterator[Statement]]
_TABLES: Final[Mapping[str, tuple[tuple[str, ...], _State]]] = {
    "organizations": (("uuid",), _thing),
    "people": (("uuid", "first_name", "last_name"), _thing),
    "investors": (("uuid", "investor_name"), _thing),
    "funding_rounds": (
        ("funding_round_uuid", "company_uuid", "company_name", "funding_round_type",
         "funding_round_code", "announced_on", "raised_amount", "raised_amount_currency_code"),
        _round,
    ),
    "acquisitions": (
        ("acquiree_uuid", "acquirer_uuid", "acquired_on", "price", "price_currency_code"),
        _acquisition,
    ),
    "ipos": (("uuid", "name", "stock_exchange_symbol", "stock_symbol", "went_public_on"), _listing),
    "jobs": (
        ("person_uuid", "org_uuid", "started_on", "ended_on", "is_current", "title", "job_role"),
        _job,
    ),
    "investments": (("funding_round_uuid", "investor_uuid", "is_lead_investor"), _investment),
    "investment_partners": (("funding_round_uuid", "investor_uuid", "partner_uuid"), _partner),
    "customers": (("entity_uuid", "customer_uuid"), _customer),
    "competitors": (("entity_uuid", "competitor_uuid"), _competitor),
    "org_parents": (("org_uuid", "parent_org_uuid"), _parent),
}  # fmt: skip
"""The tables that are read: the columns that each must have, and what a row of it states."""

_COMPANY: Final = {"uuid": "company_uuid", "name": "company_name", "link": "cb_url"}
_NAMES: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "organizations": {"organization": {"uuid": "uuid", "name": "company_name", "link": "cb_url",
                                       "homepage": "homepage_url"}},
    "people": {"person": {"uuid": "uuid", "name": "first_name", "last": "last_name",
                          "link": "cb_url"}},
    "investors": {"investor": {"uuid": "uuid", "name": "investor_name", "link": "cb_url",
                               "nature": "investor_type"}},
    "funding_rounds": {"company": _COMPANY},
    "acquisitions": {
        side: {"uuid": f"{side}_uuid", "name": f"{side}_name", "link": f"{side}_cb_url"}
        for side in ("acquirer", "acquiree")
    },
    "ipos": {"company": {**_COMPANY, "uuid": "uuid", "name": "name"}},
    "jobs": {"person": {"uuid": "person_uuid"}, "organization": {"uuid": "org_uuid"}},
    "investment_partners": {"person": {"uuid": "partner_uuid"}},
    "customers": {"organization": {"uuid": "entity_uuid"}, "customer": {"uuid": "customer_uuid"}},
    "competitors": {"organization": {"uuid": "entity_uuid"},
                    "competitor": {"uuid": "competitor_uuid"}},
    "org_parents": {"organization": {"uuid": "org_uuid"}, "parent": {"uuid": "parent_org_uuid"}},
}  # fmt: skip
"""Of what each table tells: the columns with names, or at least with the UUID."""
