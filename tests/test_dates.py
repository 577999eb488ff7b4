import datetime as dt

import pytest

from kg.dates import Date
from kg.errors import InputError


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2014", "2014-01-01", "2014-12-31"),
        ("2014-01", "2014-01-01", "2014-01-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2014-09-16", "2014-09-16", "2014-09-16"),
        ("2014?", "2014-01-01", "2014-12-31"),
        ("2014-01~", "2014-01-01", "2014-01-31"),
        ("2019-36", "2019-10-01", "2019-12-31"),
        ("2014-09-16/..", "2014-09-16", None),
        ("../2014", None, "2014-12-31"),
        ("2013-03/2014-09", "2013-03-01", "2014-09-30"),
    ],
)
def test_a_date_is_bounded_by_its_first_and_last_day(text, earliest, latest):
    date = Date.parse(text)
    assert date.earliest == (dt.date.fromisoformat(earliest) if earliest else None)
    assert date.latest == (dt.date.fromisoformat(latest) if latest else None)
    assert str(date) == text


@pytest.mark.parametrize(
    "text",
    ["", "January 2014", "2014-13", "2014-02-30", "14-01-01", "../..", "2014/2013", "2014-9"],
)
def test_what_is_no_date_is_refused_with_an_example(text):
    with pytest.raises(InputError, match="write for example"):
        Date.parse(text)


def test_a_more_exact_date_lies_within_a_less_exact_one():
    assert Date.parse("2014-01-21").within(Date.parse("2014-01"))
    assert not Date.parse("2014").within(Date.parse("2014-01"))
    assert Date.parse("2014").within(Date.parse("2013/.."))
