"""The table of investments: one round a company and day, the amount the round's."""

import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import InputError, Problem
from kg.facts import FundingRound, Investment, LineFragment, Rank, Source, Thing
from kg.rdf import identify
from kg.sources import Given, Report
from kg.sources.investments import read

REAL = Path(__file__).parents[2] / "shared" / "data" / "investments" / "investments.csv"
HEADER = "company_name,investor_name,funded_when,amount_usd\n"


def read_all(path: Path) -> tuple[list, list[Problem]]:
    report = Report("investments")
    facts = list(read(Given("investments", path), report))
    return facts, [*report.problems, *report.unknown.values()]


def table(tmp_path: Path, rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = tmp_path / "investments.csv"
    path.write_bytes((header + rows).encode(encoding))
    return path


def of(facts: list, cls: type) -> list:
    return [fact for fact in facts if isinstance(fact, cls)]


def test_a_company_and_a_day_make_one_round_with_its_amount(tmp_path):
    rows = "Digg,Greylock Partners,2006-12-01,8500000\nDigg,Omidyar Network,2006-12-01,8500000\n"
    facts, problems = read_all(table(tmp_path, rows))

    assert problems == []
    assert isinstance(facts[0], Source)
    assert facts[0].rank is Rank.BULK
    [round_] = of(facts, FundingRound)
    assert round_.id == "funding-round/investments.digg-2006-12-01"
    assert (round_.amount, round_.currency) == (Decimal(8500000), "USD")
    assert [(i.investor, i.funding_round, i.contribution) for i in of(facts, Investment)] == [
        ("organization/investments.greylock-partners", round_.id, None),
        ("organization/investments.omidyar-network", round_.id, None),
    ]
    assert {thing.id: thing.type for thing in of(facts, Thing)} == {
        "organization/investments.digg": "Company",
        "organization/investments.greylock-partners": "Agent",
        "organization/investments.omidyar-network": "Agent",
    }
    assert of(facts, Investment)[1].evidence[0].selector == LineFragment(3)


def test_an_amount_that_only_a_later_row_states_reaches_the_round(tmp_path):
    facts, problems = read_all(table(tmp_path, "A,X,2010-01-02,\nA,Y,2010-01-02,5\n"))
    assert problems == []
    assert [round_.amount for round_ in of(facts, FundingRound)] == [None, Decimal(5)]


def test_different_names_that_look_the_same_in_an_identifier_stay_two(tmp_path):
    rows = "Bench,X-1,2010-01-01,1\nbench,[x+1],2010-01-01,1\nBENCH,百度,2010-01-01,1\n"
    rows += "Bench,腾讯,2010-01-01,1\nBench,X-1,2011-01-01,1\n"
    facts, problems = read_all(table(tmp_path, rows))

    assert problems == []
    things = of(facts, Thing)
    assert len({thing.id for thing in things}) == len({t.name["en"] for t in things}) == 7
    assert len({round_.id for round_ in of(facts, FundingRound)}) == 4
    assert read_all(table(tmp_path, rows))[0] == facts


def test_one_who_invests_and_is_invested_in_is_one_mention(tmp_path):
    facts, _ = read_all(table(tmp_path, "A,B,2010-01-01,1\nB,C,2011-01-01,1\n"))
    ids = [thing.id for thing in of(facts, Thing)]
    assert Counter(ids)["organization/investments.b"] == 2
    assert {thing.type for thing in of(facts, Thing) if thing.id.endswith(".b")} == {
        "Agent", "Company",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "told", "kept"),
    [
        ("A,B,,1", "line 2: the row has no date", False),
        ("A,B,2010-02-30,1", "line 2: the date is no day: '2010-02-30'", False),
        ("A,B,2010-02,1", "line 2: the date is no day: '2010-02'", False),
        ("A,B,2010-02-01%,1", "line 2: the date is no day: '2010-02-01%'", False),
        (",B,2010-01-01,1", "line 2: the row names no company", False),
        ("A, ,2010-01-01,1", "line 2: the row names no investor", False),
        ("????,B,2010-01-01,1", "line 2: the name of the company has no letter: '????'", False),
        ("A,A,2010-01-01,1", "line 2: the company is said to have invested in itself: 'A'", False),
        ("A,B,2010-01-01", "line 2: the row has not 4 values: it has 3", False),
        (
            "A,B,2010-01-01,-5",
            "line 2: the amount is none, and the investment is kept without it: '-5'",
            True,
        ),
        (
            "A,B,2010-01-01,0",
            "line 2: the amount is none, and the investment is kept without it: '0'",
            True,
        ),
        (
            "A,B,2010-01-01,about 5",
            "line 2: the amount is none, and the investment is kept without it: 'about 5'",
            True,
        ),
        (
            "A,B,2010-01-01," + "9" * 21,
            "line 2: the amount is none, and the investment is kept without it: '999",
            True,
        ),
    ],
)
def test_a_row_that_cannot_be_used_is_told_and_stops_nothing(tmp_path, row, told, kept):
    facts, problems = read_all(table(tmp_path, f"{row}\nC,D,2011-01-01,7\n"))
    assert [str(one).startswith(f"investments.csv, {told}") for one in problems] == [True]
    assert len(of(facts, Investment)) == 1 + kept


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('"A,B,2010-01-01,1', "',' expected after '\"', or a quote is not closed"),
        (f"{'A' * 140_000},B,2010-01-01,1", "field larger than field limit (131072)"),
    ],
)
def test_a_row_that_is_no_csv_takes_no_other_with_it(tmp_path, row, told):
    rows = f'C,D,2011-01-01,7\n{row}\nE,F,2011-01-01,7\n"G, Inc",H,2011-01-01,7\n'
    facts, problems = read_all(table(tmp_path, rows))
    assert len(of(facts, Investment)) == 3
    [problem] = problems
    assert str(problem).startswith(f"investments.csv, line 3: a row is no CSV: {told}")


def test_many_quotes_that_nobody_closed_are_told_in_a_time_that_grows_with_their_number(tmp_path):
    start = time.process_time()
    facts, problems = read_all(table(tmp_path, 'a","\n' * 8000 + "C,D,2011-01-01,7\n"))
    assert len(of(facts, Investment)) == 1
    assert "line 2: a row is no CSV: it has more than 100 lines" in str(problems[0])
    assert time.process_time() - start < 2


def test_two_amounts_of_one_round_are_told_and_both_kept(tmp_path):
    rows = "EQO,X,2007-04-25,3500000\nEQO,Y,2007-04-25,9000000\nEQO,Z,2007-04-25,3500000\n"
    facts, [problem] = read_all(table(tmp_path, rows))
    assert (
        "line 3: the round has another amount further up, which is taken: 9000000 beside 3500000"
        in str(problem)
    )
    rounds = of(facts, FundingRound)
    assert [round_.amount for round_ in rounds] == [3500000, 9000000]
    assert len({identify(round_) for round_ in rounds}) == 1


def test_marks_blank_rows_quoted_lines_and_spaces_do_no_harm(tmp_path):
    rows = '\n,,,\n"A\nLtd","B  Inc ",2010-01-01,1\n'
    facts, problems = read_all(table(tmp_path, rows, "﻿" + HEADER))
    assert problems == []
    assert [thing.name["en"] for thing in of(facts, Thing)] == ["A Ltd", "B Inc"]
    assert of(facts, Investment)[0].evidence[0].selector == LineFragment(4)


def test_bytes_that_are_no_text_spoil_their_row_alone(tmp_path):
    path = table(tmp_path, "Caf\xe9,B,2010-01-01,1\nC,D,2010-01-01,1\n", encoding="latin-1")
    facts, [problem] = read_all(path)
    assert "line 2: the row is not UTF-8 text" in str(problem)
    assert len(of(facts, Investment)) == 1


def test_a_file_that_is_no_such_table_is_one_clear_error(tmp_path):
    with pytest.raises(InputError, match="lacks the columns funded_when, amount_usd"):
        read_all(table(tmp_path, "", "company_name,investor_name\n"))
    with pytest.raises(InputError, match="cannot be read"):
        read_all(tmp_path / "absent.csv")
    with pytest.raises(InputError, match="line 1: names amount_usd more than once"):
        read_all(table(tmp_path, "A,B,2010-01-01,1,999\n", HEADER.strip() + ",amount_usd\n"))
    _, [problem] = read_all(table(tmp_path, "", HEADER.strip() + ",city\n"))
    assert "the field 'city' is not known" in str(problem)


@pytest.mark.usefixtures("unmeasured")
def test_the_real_table_is_read_whole():
    if not REAL.is_file():
        pytest.skip("the table of investments is not here")
    report = Report("investments")
    facts = list(read(Given("investments", REAL), report))
    contradicted = report.skipped["the round has another amount further up, which is taken"]
    unusable = report.count - contradicted.count
    assert len(of(facts, Investment)) + unusable == 80_245
    assert len({round_.id for round_ in of(facts, FundingRound)}) > 32_000
    assert 0 < unusable < 150
    assert 100 < contradicted.count < 200
