"""Dates as sources state them: the text in EDTF beside its earliest and latest day.

The supported part of EDTF (ISO 8601-2:2019): years, months, days, quarters (`2019-36` is the
fourth), each with the marks `?` uncertain, `~` approximate and `%` both; and intervals, whose
ends may be open (`..`). Engines disagree on comparing `xsd:gYear` with `xsd:date`, so whoever
compares uses the bounds and never the text.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.errors import InputError, Problem

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?[?~%]?", re.ASCII)
_FIRST_QUARTER, _LAST_QUARTER = 33, 36


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A date or interval as stated, and the days that bound it.

    Attributes:
        text: The EDTF text.
        earliest: The first day that the text allows, or None if it is open.
        latest: The last day that the text allows, or None if it is open.

    >>> Date.parse("2014-01")
    Date(text='2014-01', earliest=datetime.date(2014, 1, 1), latest=datetime.date(2014, 1, 31))
    """

    text: str
    earliest: dt.date | None
    latest: dt.date | None

    @classmethod
    def parse(cls, text: str) -> Date:
        """Read an EDTF text.

        Raises:
            InputError: The text is no such date; the message says what one looks like.
        """
        first, slash, last = text.partition("/")
        earliest = None if slash and first == ".." else _bounds(first, text)[0]
        latest = None if slash and last == ".." else _bounds(last if slash else first, text)[1]
        if earliest is None and latest is None:
            raise _malformed(text, "states no day at all")
        if earliest and latest and earliest > latest:
            raise _malformed(text, "ends before it starts")
        return cls(text, earliest, latest)

    def __str__(self) -> str:
        return self.text

    def within(self, other: Date) -> bool:
        """Say whether every day that this date allows is allowed by the other too."""
        starts = other.earliest is None or (
            self.earliest is not None and self.earliest >= other.earliest
        )
        ends = other.latest is None or (self.latest is not None and self.latest <= other.latest)
        return starts and ends

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """Let typed models read a date from its text; the JSON Schema says so, too."""
        from pydantic_core import core_schema

        def read(value: object) -> Date:
            try:
                return cls.parse(str(value))
            except InputError as error:
                raise ValueError(str(error)) from error

        # YAML reads 2014 as a number; it is a text of EDTF here.
        return core_schema.no_info_before_validator_function(
            read,
            core_schema.is_instance_schema(cls),
            json_schema_input_schema=core_schema.str_schema(),
        )


def as_of_day(as_of: str | dt.date | None) -> dt.date | None:
    """Return the last day that a date allows: `2014` asks as of 31 December 2014.

    Raises:
        InputError: The text is no date, or is open, or it is no text at all.
    """
    if isinstance(as_of, dt.datetime):
        return as_of.date()
    if as_of is None or isinstance(as_of, dt.date):
        return as_of
    if not isinstance(as_of, str):
        problem = f"a day must be text or a datetime.date, not {as_of!r}"
        raise InputError(Problem(problem, remedy="write for example '2014' or '2014-09-16'"))
    day = Date.parse(as_of).latest
    if day is None:
        raise InputError(Problem(f"the date {as_of!r} has no last day to ask for"))
    return day


def _bounds(text: str, whole: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day of one point of EDTF."""
    match = _POINT.fullmatch(text)
    if not match:
        raise _malformed(whole, "is no EDTF date")
    year = int(match[1])
    month, day = (int(part) if part else None for part in match.groups()[1:])
    try:
        if month is None:
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        if day is not None:
            exact = dt.date(year, month, day)
            return exact, exact
        if _FIRST_QUARTER <= month <= _LAST_QUARTER:
            last_month = (month - _FIRST_QUARTER + 1) * 3
            end = dt.date(year, last_month, monthrange(year, last_month)[1])
            return dt.date(year, last_month - 2, 1), end
        first = dt.date(year, month, 1)
        return first, dt.date(year, month, monthrange(year, month)[1])
    except ValueError as error:
        raise _malformed(whole, "is not in the calendar") from error


def _malformed(text: str, problem: str) -> InputError:
    return InputError(
        Problem(
            f"the date {text!r} {problem}",
            remedy="write for example 2014, 2014-01, 2014-09-16 or 2014-09-16/..",
        )
    )
