"""Sources that agree make one statement; sources that do not are all heard."""

from decimal import Decimal

import pytest

from kg.consolidate import Consolidation, Description, Survey, described
from kg.dates import Date
from kg.facts import (
    Acquisition,
    Bound,
    DealStatus,
    Employment,
    Evidence,
    FundingRound,
    Investment,
    Observation,
    Rank,
    Source,
    Statement,
    Thing,
)
from kg.rdf import description_triples, identify
from kg.terms import CE

HERE = (Evidence(None),)


def source(key: str, rank: Rank, published: str = "2015-01-01") -> Source:
    return Source(
        key=key, type="Article", title={"en": key}, language="en", rank=rank,
        published=Date.parse(published),
    )  # fmt: skip


def round_of(amount: int, date: str = "2014-09-16") -> FundingRound:
    return FundingRound(
        id="funding-round/x", name={"en": "X"}, company="organization/x", amount=Decimal(amount),
        currency="USD", date=Date.parse(date), evidence=HERE,
    )  # fmt: skip


def consolidated(*stated: tuple[Source, Statement]) -> list[Description]:
    survey = Survey()
    for _, statement in stated:
        survey.note(identify(statement), statement)
    consolidation = Consolidation(survey.credited)
    told = []
    for source, statement in stated:
        own = described(source, statement, identify(statement))
        alone = not survey.is_repeated(own.identity)
        told.append(consolidation.add(source, own, alone=alone))
    return [*filter(None, told), *consolidation.rest()]


def one(*stated: tuple[Source, Statement]) -> Description:
    [merged] = consolidated(*stated)
    return merged


@pytest.mark.parametrize("reverse", [False, True])
def test_the_better_ranked_source_is_believed_and_the_other_kept(reverse):
    stated = [
        (source("a", Rank.ANNOUNCEMENT), round_of(40)),
        (source("b", Rank.BULK), round_of(41)),
    ]
    merged = one(*(reversed(stated) if reverse else stated))
    assert merged.statement.amount == 40
    assert {(c.value, c.adopted) for c in merged.claims} == {(40, True), (41, False)}
    assert [c.source.key for c in merged.citations] == ["a", "b"]


def test_of_two_equals_the_newer_is_believed():
    merged = one(
        (source("old", Rank.PRESS, "2014"), round_of(40)),
        (source("new", Rank.PRESS, "2016"), round_of(41)),
    )
    assert merged.statement.amount == 41


def test_a_more_exact_date_refines_and_disputes_nothing():
    merged = one(
        (source("a", Rank.ANNOUNCEMENT), round_of(40, "2014-09")),
        (source("b", Rank.PRESS), round_of(40, "2014-09-16")),
    )
    assert str(merged.statement.date) == "2014-09-16"
    assert merged.claims == ()


def test_dates_that_exclude_each_other_are_disputed():
    merged = one(
        (source("a", Rank.ANNOUNCEMENT), round_of(40, "2014-09-16")),
        (source("b", Rank.PRESS), round_of(40, "2014-09-17")),
    )
    assert {str(c.value) for c in merged.claims} == {"2014-09-16", "2014-09-17"}


def test_a_lone_investors_contribution_is_believed():
    investment = Investment(
        investor="organization/a", funding_round="funding-round/x", contribution=Decimal(40),
        evidence=HERE,
    )  # fmt: skip
    press = source("a", Rank.PRESS)
    merged = consolidated((press, round_of(40)), (press, investment))
    [told] = [m for m in merged if isinstance(m.statement, Investment)]
    assert told.statement.contribution == 40
    assert told.claims == ()


def test_a_job_is_former_if_the_newest_source_says_so():
    def job(former: bool) -> Employment:
        return Employment(
            person="person/a", organization="organization/b", former=former, evidence=HERE
        )

    merged = one(
        (source("old", Rank.ANNOUNCEMENT, "2014-01-01"), job(former=False)),
        (source("new", Rank.PRESS, "2016-01-01"), job(former=True)),
    )
    assert merged.statement.former is True
    assert [day.isoformat() for day in merged.stated_on] == ["2014-01-01"]


def deal(**fields: object) -> Acquisition:
    return Acquisition(
        acquirer="organization/a", acquiree="organization/b", evidence=HERE, **fields
    )  # type: ignore[arg-type]


def test_a_deal_that_is_announced_and_then_completed_is_no_dispute():
    merged = one(
        (source("a", Rank.ANNOUNCEMENT), deal(status=DealStatus.ANNOUNCED)),
        (source("b", Rank.PRESS), deal(status=DealStatus.COMPLETED)),
    )
    assert merged.statement.status is DealStatus.COMPLETED
    assert merged.claims == ()


def test_a_deal_that_failed_for_one_and_is_completed_for_another_is_disputed():
    merged = one(
        (source("a", Rank.ANNOUNCEMENT), deal(status=DealStatus.FAILED)),
        (source("b", Rank.PRESS), deal(status=DealStatus.COMPLETED)),
    )
    assert merged.statement.status is DealStatus.FAILED
    assert len(merged.claims) == 2


def test_the_price_of_the_filing_stands_before_that_of_the_press_and_the_reason_is_told():
    merged = one(
        (source("press", Rank.PRESS, "2019-08"), deal(amount=Decimal(550), currency="USD")),
        (source("filing", Rank.ANNOUNCEMENT, "2019-02"), deal(amount=Decimal(420), currency="USD")),
    )
    taken, other = merged.claims
    assert (taken.value, taken.adopted, taken.currency) == (420, True, "USD")
    assert (other.value, other.adopted) == (550, False)
    assert other.reason == "an announcement by the party itself counts more than press"


def test_a_day_that_is_stated_outright_counts_more_than_one_that_is_implied():
    merged = one(
        (source("a", Rank.PRESS), deal(date=Date.parse("2020-12-02"), inferred=("date",))),
        (source("b", Rank.BULK), deal(date=Date.parse("2020-12-01"))),
    )
    assert str(merged.statement.date) == "2020-12-01"
    assert merged.statement.inferred == ()
    assert "stated outright" in merged.claims[-1].reason + merged.claims[0].reason


def test_of_names_that_slugs_make_the_one_without_a_number_is_taken():
    def thing(name: str, *inferred: str) -> Thing:
        return Thing(
            id="organization/w3c", type="Organization", name={"en": name}, evidence=HERE,
            inferred=inferred,
        )  # fmt: skip

    told = [(source("a", Rank.DATASET), thing(name, "name")) for name in ("W3C E64A", "W3C")]
    assert one(*told).statement.name == {"en": "W3C"}
    told.append((source("b", Rank.BULK), thing("World Wide Web Consortium")))
    assert one(*told).statement.name == {"en": "World Wide Web Consortium"}


def test_each_reservation_names_the_source_that_makes_it():
    merged = one(
        (source("a", Rank.PRESS), deal(hedge={"en": "price not disclosed"})),
        (source("b", Rank.PRESS), deal(amount=Decimal(600), hedge={"en": "reported"})),
    )
    assert merged.statement.hedge == {"en": "price not disclosed (a); reported (b)"}


def counted(value: int, bound: Bound | None = None, upper: int | None = None) -> Observation:
    return Observation(
        subject="organization/a", metric="metric/total-funding", value=Decimal(value), bound=bound,
        upper=Decimal(upper) if upper else None, evidence=HERE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("loose", "exact"),
    [
        (counted(61, Bound.MORE_THAN), counted(62)),
        (counted(60, Bound.AT_LEAST), counted(60)),
        (counted(60, Bound.ABOUT), counted(62)),
        (counted(65, Bound.NEARLY), counted(62)),
        (counted(70, Bound.AT_MOST), counted(62)),
        (counted(70, Bound.LESS_THAN), counted(62)),
        (counted(60, upper=70), counted(62)),
    ],
)
@pytest.mark.parametrize("reverse", [False, True])
def test_an_exact_number_within_a_loose_one_refines_it(loose, exact, reverse):
    stated = [(source("a", Rank.ANNOUNCEMENT), loose), (source("b", Rank.PRESS), exact)]
    merged = one(*(reversed(stated) if reverse else stated))
    assert (merged.statement.value, merged.statement.bound) == (exact.value, None)
    assert merged.claims == ()


def test_a_number_outside_the_bounds_of_another_is_disputed():
    merged = one(
        (source("a", Rank.ANNOUNCEMENT), counted(61, Bound.MORE_THAN)),
        (source("b", Rank.PRESS), counted(60)),
    )
    assert {(c.value, c.adopted) for c in merged.claims} == {(61, True), (60, False)}


def job(title: str) -> Employment:
    return Employment(
        person="person/a", organization="organization/b", title={"en": title}, evidence=HERE
    )


def test_titles_that_differ_are_disputed_and_spelling_in_capitals_is_no_difference():
    merged = one(
        (source("a", Rank.PRESS), job("Vice President")),
        (source("b", Rank.BULK), job("vice president")),
        (source("c", Rank.BULK), job("Senior Vice President")),
    )
    assert [(c.value, c.adopted) for c in merged.claims] == [
        ("Vice President", True), ("Senior Vice President", False),
    ]  # fmt: skip


def test_claims_that_are_spelled_alike_are_two():
    titles = ("VP Engineering", "VP, Engineering", "Engineer")
    merged = one(*(
        (source(f"{n}", Rank.PRESS, f"201{n}-01-01"),
         Employment(person="person/a", organization="organization/x", title={"en": title},
                    evidence=HERE))
        for n, title in enumerate(titles)
    ))  # fmt: skip
    adopted = [s for s, p, o in description_triples(merged) if p.value == f"{CE}adopted"]
    assert len(merged.claims) == len(set(adopted)) == 3


def test_that_somebody_does_not_lead_is_said_and_not_silence():
    stated = [
        (source(f"{lead}", Rank.PRESS), Investment(
            investor="organization/a", funding_round="funding-round/x", is_lead=lead, evidence=HERE
        ))
        for lead in (None, True, False)
    ]  # fmt: skip
    assert {claim.value for claim in one(*stated).claims} == {True, False}
    assert one(stated[0], stated[2]).statement.is_lead is False


def test_two_addresses_of_one_place_are_no_dispute():
    def thing(homepage: str) -> Thing:
        return Thing(id="organization/a", type="Company", homepage=homepage, evidence=HERE)

    merged = one(
        (source("a", Rank.PRESS), thing("https://a.example/")),
        (source("b", Rank.PRESS), thing("http://www.a.example")),
    )
    assert merged.claims == ()


@pytest.mark.parametrize(
    ("told", "believed"),
    [
        (("Agent", "Company"), "Company"),
        (("Organization", "Agent"), "Organization"),
        (("Organization", "InvestmentFirm", "Company"), "InvestmentFirm"),
    ],
)
def test_a_type_that_says_more_refines_one_that_says_less(told, believed):
    here = source("a", Rank.BULK)
    merged = one(*((here, Thing(id="organization/x", type=t, evidence=HERE)) for t in told))
    assert merged.statement.type == believed
    assert merged.claims == ()
