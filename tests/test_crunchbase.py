"""Crunchbase's CSV export: rows that point at each other, with and without the organizations."""

from decimal import Decimal
from pathlib import Path

import pytest

import kg
from kg.errors import InputError
from kg.facts import (
    Acquisition,
    BoardSeat,
    Competition,
    CustomerRelationship,
    Employment,
    Founding,
    FundingRound,
    Investment,
    LineFragment,
    Listing,
    Ownership,
    Rank,
    SeatRole,
    Source,
    Thing,
)
from kg.sources import Given, Report
from kg.sources.crunchbase import read

REAL = Path(__file__).parents[2] / "shared" / "data" / "crunchbase-export"


def uuid(number: int) -> str:
    return f"0000000{number}-1111-2222-3333-444444444444"


DOCKER, SEQUOIA, PERSON, MESOS, BIG, ROUND = (uuid(n) for n in range(1, 7))
WWW = "https://www.crunchbase.com"
TABLES = {
    "organizations": "company_name,cb_url,homepage_url,uuid\n"
    f"Docker,{WWW}/organization/docker,http://www.docker.com,{DOCKER}\n"
    f"Mesosphere,{WWW}/organization/mesosphere,,{MESOS}\n",
    "people": "first_name,last_name,cb_url,uuid\n"
    f"Bill,Coughran,{WWW}/person/bill-coughran,{PERSON}\n",
    "investors": "investor_name,investor_type,cb_url,uuid\n"
    f"Sequoia Capital,venture_capital,{WWW}/organization/sequoia-capital,{SEQUOIA}\n",
    "funding_rounds": "company_name,funding_round_type,funding_round_code,announced_on,"
    "raised_amount_usd,raised_amount,raised_amount_currency_code,post_money_valuation_usd,"
    "company_uuid,funding_round_uuid\n"
    f"Docker,venture,C,2014-09-16,40000000,,,400000000,{DOCKER},{ROUND}\n",
    "investments": "funding_round_uuid,investor_uuid,is_lead_investor\n"
    f"{ROUND},{SEQUOIA},t\n{ROUND},{uuid(9)},f\n",
    "investment_partners": "funding_round_uuid,investor_uuid,partner_uuid\n"
    f"{ROUND},{SEQUOIA},{PERSON}\n",
    "jobs": "person_uuid,org_uuid,started_on,ended_on,is_current,title,job_role\n"
    f"{PERSON},{SEQUOIA},2011-01-01 00:00:00 +0000,,t,Partner,t\n"
    f"{PERSON},{DOCKER},,,f,Chairman of the Board,f\n"
    f"{PERSON},{MESOS},2012-01-01,2013-01-01,f,Founder & CEO,t\n",
    "acquisitions": "acquirer_name,acquiree_name,acquired_on,price_usd,price,"
    "price_currency_code,acquirer_cb_url,acquiree_cb_url,acquiree_uuid,acquirer_uuid\n"
    f"Big,Mesosphere,2019-01-02,,559000000,EUR,{WWW}/organization/big,,{MESOS},{BIG}\n",
    "ipos": "name,stock_exchange_symbol,stock_symbol,went_public_on,cb_url,uuid\n"
    f"Big,NASDAQ,BIG,2013-11-01,{WWW}/organization/big,{BIG}\n",
    "customers": f"entity_uuid,customer_uuid\n{DOCKER},{BIG}\n",
    "competitors": f"entity_uuid,competitor_uuid\n{MESOS},{DOCKER}\n{DOCKER},{MESOS}\n",
    "org_parents": f"org_uuid,parent_org_uuid\n{MESOS},{BIG}\n",
}


def export(tmp_path: Path, **changed: str | None) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    for name, text in {**TABLES, **changed}.items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8-sig")
    return folder


def read_all(folder: Path) -> tuple[list, Report]:
    report = Report("crunchbase")
    return list(read(Given("crunchbase", folder), report)), report


def of(facts: list, cls: type) -> list:
    return [fact for fact in facts if isinstance(fact, cls)]


def thing(facts: list, number: str) -> Thing:
    [one] = [fact for fact in of(facts, Thing) if fact.id.endswith(number)]
    return one


def test_every_table_is_a_source_of_its_own_with_lines(tmp_path):
    facts, report = read_all(export(tmp_path))
    assert (report.count, report.unknown) == (0, {})
    sources = of(facts, Source)
    assert len(sources) == len(TABLES)
    assert {source.rank for source in sources} == {Rank.BULK}
    assert [i.evidence[0].selector for i in of(facts, Investment)][:2] == [
        LineFragment(2), LineFragment(3),
    ]  # fmt: skip


def test_things_have_names_and_strong_keys_and_are_told_once(tmp_path):
    facts, _ = read_all(export(tmp_path))
    ids = [one.id for one in of(facts, Thing)]
    assert len(ids) == len(set(ids))
    docker = thing(facts, DOCKER)
    assert (docker.name, docker.crunchbase_slug) == ({"en": "Docker"}, "docker")
    assert docker.homepage == "http://www.docker.com"
    assert thing(facts, SEQUOIA).type == "InvestmentFirm"
    bill = thing(facts, PERSON)
    assert (bill.id, bill.type) == (f"person/crunchbase.{PERSON}", "Person")
    assert bill.name == {"en": "Bill Coughran"}


def test_a_round_an_investment_and_who_acted_for_the_investor(tmp_path):
    facts, _ = read_all(export(tmp_path))
    [round_] = of(facts, FundingRound)
    assert round_.name == {"en": "Docker venture Series C (2014-09-16)"}
    assert (round_.series, round_.amount, round_.currency) == ("C", Decimal(40_000_000), "USD")
    assert round_.valuation == Decimal(400_000_000)
    lead, other, partner = of(facts, Investment)
    assert (lead.is_lead, other.is_lead, partner.is_lead) == (True, False, None)
    assert partner.represented_by == (f"person/crunchbase.{PERSON}",)
    assert {one.funding_round for one in (lead, other, partner)} == {round_.id}
    unknown = thing(facts, uuid(9))
    assert (unknown.type, unknown.inferred) == ("Agent", ("name",))


def test_jobs_are_employments_seats_and_foundings(tmp_path):
    facts, _ = read_all(export(tmp_path))
    partner, founder = of(facts, Employment)
    assert (partner.title, str(partner.start), partner.former) == (
        {"en": "Partner"}, "2011-01-01", False,
    )  # fmt: skip
    assert (str(founder.end), founder.former) == ("2013-01-01", True)
    [seat] = of(facts, BoardSeat)
    assert (seat.role, seat.former) == (SeatRole.CHAIR, True)
    [founding] = of(facts, Founding)
    assert founding.organization == f"organization/crunchbase.{MESOS}"


def test_acquisitions_listings_customers_competitors_and_parents(tmp_path):
    facts, _ = read_all(export(tmp_path))
    docker, mesos, big = (f"organization/crunchbase.{one}" for one in (DOCKER, MESOS, BIG))
    [deal] = of(facts, Acquisition)
    assert (deal.acquirer, deal.acquiree) == (big, mesos)
    assert (deal.amount, deal.currency) == (Decimal(559_000_000), "EUR")
    [listing] = of(facts, Listing)
    assert (listing.organization, listing.ticker) == (big, "BIG")
    assert listing.exchange == "organization/crunchbase.nasdaq"
    [customer] = of(facts, CustomerRelationship)
    assert (customer.customer, customer.vendor) == (big, docker)
    assert {one.competitor for one in of(facts, Competition)} == {(docker, mesos)}
    [ownership] = of(facts, Ownership)
    assert (ownership.parent, ownership.subsidiary) == (big, mesos)


def test_without_the_organizations_names_come_from_the_other_tables(tmp_path):
    facts, report = read_all(export(tmp_path, organizations=None, investors=None))
    assert report.count == 0
    assert thing(facts, DOCKER).name == {"en": "Docker"}
    assert thing(facts, MESOS).name == {"en": "Mesosphere"}
    sequoia = thing(facts, SEQUOIA)
    assert (sequoia.name, sequoia.inferred) == ({"en": "Crunchbase 00000002"}, ("name",))


@pytest.mark.parametrize(
    ("table", "row", "told"),
    [
        ("competitors", f"{DOCKER},{DOCKER}", "an organization stands in a relation to itself"),
        ("competitors", f"{DOCKER},x", "an identifier is no UUID: 'x'"),
        ("customers", f"{DOCKER},{PERSON}", "what should be of the kind organization is of"),
        ("customers", f"{DOCKER}", "the row has not 2 values"),
        ("investments", f"{uuid(8)},{SEQUOIA},t", "the round is in no table"),
        ("jobs", f"{PERSON},{DOCKER},soon,,t,CEO,t", "a date is none: 'soon'"),
        ("jobs", f"{PERSON},{DOCKER},2014-01-01,2013-01-01,f,CEO,t", "a job ends before it"),
        ("acquisitions", f"A,B,2014-01-01,,-5,USD,,,{DOCKER},{BIG}", "an amount is none: '-5' USD"),
        ("acquisitions", f"A,B,2014-01-01,,5,US,,,{DOCKER},{BIG}", "an amount is none: '5' US"),
        (
            "acquisitions",
            f"A,B,2014-01-01,,{'9' * 21},USD,,,{DOCKER},{BIG}",
            f"an amount is none: '{'9' * 21}' USD",
        ),
    ],
)
def test_a_row_that_cannot_be_used_is_told_and_stops_nothing(tmp_path, table, row, told):
    whole, _ = read_all(export(tmp_path))
    text = TABLES[table].replace("\n", f"\n{row}\n", 1)
    (tmp_path / "export" / f"{table}.csv").write_text(text)
    facts, report = read_all(tmp_path / "export")
    [problem] = report.problems
    assert str(problem).startswith(f"{table}.csv, line 2: {told}")
    assert {type(f) for f in facts} == {type(f) for f in whole}


def test_a_folder_without_tables_or_a_table_without_a_column_is_one_clear_error(tmp_path):
    with pytest.raises(InputError, match="holds no table of the export"):
        read_all(tmp_path)
    with pytest.raises(InputError, match="lacks the column customer_uuid"):
        read_all(export(tmp_path, customers="entity_uuid\n"))


@pytest.mark.usefixtures("unmeasured")
def test_the_export_builds_a_graph_that_keeps_every_shape(tmp_path):
    graph = kg.build([f"crunchbase={export(tmp_path)}"], tmp_path / "output").graph
    rivals = graph.query(
        "SELECT ?a ?b { ?x ce:crunchbaseSlug 'mesosphere' ; rdfs:label ?a ; "
        "ce:competitorOf/rdfs:label ?b }"
    )
    assert {tuple(row) for row in rivals} == {("Mesosphere", "Docker")}


def test_the_real_sample_is_read_whole():
    if not REAL.is_dir():
        pytest.skip("the sample of Crunchbase's export is not here")
    facts, report = read_all(REAL)
    assert report.count < 20
    assert len(of(facts, Investment)) > 400
    assert len(of(facts, Competition)) > 150
    assert len(of(facts, CustomerRelationship)) > 300
    assert len(of(facts, FundingRound)) == len(of(facts, Acquisition)) == 50
    names = {one.name["en"] for one in of(facts, Thing)}
    assert {"Sequoia Capital", "Qunar.com", "Betty Kayton"} <= names
