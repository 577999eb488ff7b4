"""Judgements: what somebody, or a rule, decided of two identifiers, and why.

A judgement is a line that can be asked about: two identifiers are the same, are different although
they look alike, or nobody is sure.
"""

from __future__ import annotations

import csv
import enum
import io
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kg.dates import Date
from kg.errors import InputError, Problem
from kg.facts import kind_of
from kg.files import read_text


class Verdict(enum.StrEnum):
    """What a judgement says of two identifiers."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody decided about two identifiers.

    Attributes:
        mention: The identifier that is judged.
        thing: The identifier it is compared with; the one that is kept if they are the same.
        verdict: The decision.
        reason: Why.
        place: The file and line that say so.
        author: Who decided.
        date: When.
    """

    mention: str
    thing: str
    verdict: Verdict
    reason: str
    place: str
    author: str = ""
    date: Date | None = None


_IDENTIFIER: Final = re.compile(r"[a-z]+(?:-[a-z]+)*/[a-z0-9][A-Za-z0-9._-]*")
_COLUMNS: Final = ["mention", "verdict", "thing", "reason", "author", "date"]


def read_judgements(path: Path) -> list[Judgement]:
    """Read a tab-separated table of judgements.

    Its columns are `mention`, `verdict`, `thing`, `reason`, `author` and `date`.

    Raises:
        InputError: The file cannot be read; a line lacks a column, has an unknown verdict, names no
            identifier, gives no reason or author, or makes things of two kinds one.
    """
    judgements, problems = [], []
    with io.StringIO(read_text(path)) as lines:
        table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if table.fieldnames != _COLUMNS:
            raise InputError(
                Problem("the columns are not " + ", ".join(_COLUMNS), str(path), "line 1")
            )
        for row in table:
            place = f"line {table.line_num}"
            if None in row or None in row.values():
                problems.append(
                    Problem(
                        f"a line needs {len(_COLUMNS)} columns, one tab between two",
                        str(path),
                        place,
                    )
                )
            elif row["verdict"] not in list(Verdict):
                problems.append(
                    Problem(f"{row['verdict']!r} is no verdict", str(path), place,
                            "write same, different or unsure")
                )  # fmt: skip
            elif wrong := [e for e in ("mention", "thing") if not _IDENTIFIER.fullmatch(row[e])]:
                problem = f"{row[wrong[0]]!r} is no identifier"
                remedy = "write kind/name, such as organization/docker"
                problems.append(Problem(problem, str(path), place, remedy))
            elif row["mention"] == row["thing"]:
                problems.append(Problem("a thing is judged by itself", str(path), place))
            elif missing := [field for field in ("reason", "author") if not row[field].strip()]:
                problems.append(Problem(f"gives no {missing[0]}", str(path), place))
            elif row["verdict"] == Verdict.SAME and kind_of(row["mention"]) != kind_of(
                row["thing"]
            ):
                problems.append(
                    Problem(f"{row['mention']} and {row['thing']} are of different kinds",
                            str(path), place)
                )  # fmt: skip
            else:
                try:
                    date = Date.parse(row["date"]) if row["date"] else None
                except InputError as error:
                    problems += [
                        replace(one, source=str(path), place=place) for one in error.problems
                    ]
                    continue
                judgements.append(
                    Judgement(row["mention"], row["thing"], Verdict(row["verdict"]), row["reason"],
                              f"{path.name} line {table.line_num}", row["author"], date)
                )  # fmt: skip
    if problems:
        raise InputError(*problems)
    return judgements
