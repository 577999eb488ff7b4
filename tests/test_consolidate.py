"""Sources that agree make one statement; sources that do not are all heard."""

from decimal import Decimal

import pytest

from kg.consolidate import Consolidated, consolidate
from kg.dates import Date
from kg.facts import Employment, Evidence, FundingRound, Investment, Rank, Source, Statement
from kg.rdf import identify

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


def one(*stated: tuple[Source, Statement]) -> Consolidated:
    [merged] = consolidate(stated, identify)
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
    merged = consolidate(
        [(source("a", Rank.PRESS), round_of(40)), (source("a", Rank.PRESS), investment)], identify
    )
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
