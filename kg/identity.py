"""Identity: which mentions are the same thing, and why.

A judgement is a line that somebody wrote and can be asked about: two identifiers are the same,
are different although they look alike, or nobody is sure. Only judgements merge; a likeness of
names never does, it is reported so that somebody judges it.
"""

from __future__ import annotations

import csv
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from kg.dates import Date
from kg.errors import InputError, Problem
from kg.facts import Statement, Thing, kind_of, references

S = TypeVar("S", bound=Statement)


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


_COLUMNS = ["mention", "verdict", "thing", "reason", "author", "date"]


def read_judgements(path: Path) -> list[Judgement]:
    """Read a tab-separated table of judgements.

    Its columns are `mention`, `verdict`, `thing`, `reason`, `author` and `date`.

    Raises:
        InputError: A line lacks a column, has an unknown verdict or compares two kinds of thing.
    """
    judgements, problems = [], []
    with path.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if table.fieldnames != _COLUMNS:
            raise InputError(
                Problem("the columns are not " + ", ".join(_COLUMNS), path.name, "line 1")
            )
        for row in table:
            place = f"line {table.line_num}"
            if None in row or None in row.values():
                problems.append(Problem("a line needs six columns", path.name, place))
            elif row["verdict"] not in list(Verdict):
                problems.append(
                    Problem(f"{row['verdict']!r} is no verdict", path.name, place,
                            "write same, different or unsure")
                )  # fmt: skip
            elif row["verdict"] == Verdict.SAME and kind_of(row["mention"]) != kind_of(
                row["thing"]
            ):
                problems.append(
                    Problem(f"{row['mention']} and {row['thing']} are of different kinds",
                            path.name, place)
                )  # fmt: skip
            else:
                try:
                    date = Date.parse(row["date"]) if row["date"] else None
                except InputError as error:
                    problems += [
                        replace(one, source=path.name, place=place) for one in error.problems
                    ]
                    continue
                judgements.append(
                    Judgement(row["mention"], row["thing"], Verdict(row["verdict"]), row["reason"],
                              f"{path.name} line {table.line_num}", row["author"], date)
                )  # fmt: skip
    if problems:
        raise InputError(*problems)
    return judgements


class Identities:
    """The thing that each identifier stands for, by the judgements that were made."""

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        """Follow every chain of `same` to its end.

        Raises:
            InputError: Two judgements contradict each other, or a chain returns to its start.
        """
        self.judgements = tuple(judgements)
        merged: dict[str, Judgement] = {}
        for judgement in self.judgements:
            if judgement.verdict is Verdict.SAME:
                earlier = merged.setdefault(judgement.mention, judgement)
                if earlier.thing != judgement.thing:
                    raise _clash(f"{judgement.mention} is judged the same as {earlier.thing} and "
                                 f"as {judgement.thing}", judgement)  # fmt: skip
        self._things = {mention: _end_of_chain(mention, merged) for mention in merged}
        for judgement in self.judgements:
            if judgement.verdict is Verdict.DIFFERENT and self.thing(
                judgement.mention
            ) == self.thing(judgement.thing):
                raise _clash(f"{judgement.mention} and {judgement.thing} are judged different, "
                             "but other judgements make them the same", judgement)  # fmt: skip

    def thing(self, mention: str) -> str:
        """Return the identifier of the thing that a mention stands for."""
        return self._things.get(mention, mention)

    def merges(self) -> list[Judgement]:
        """Return the judgements that made two identifiers one thing."""
        return [j for j in self.judgements if j.verdict is Verdict.SAME]

    def resolve(self, statement: S) -> S:
        """Return the statement with every reference turned into the thing it stands for."""
        if not self._things:
            return statement
        changes: dict[str, object] = {}
        fields = [*references(type(statement)), *(["id"] if hasattr(statement, "id") else [])]
        for name in fields:
            value = getattr(statement, name)
            if isinstance(value, tuple):
                resolved: object = tuple(self.thing(one) for one in value)
            else:
                resolved = self.thing(value) if value else value
            if resolved != value:
                changes[name] = resolved
        evidence = tuple(
            replace(one, attributed_to=tuple(self.thing(by) for by in one.attributed_to))
            for one in statement.evidence
        )
        if evidence != statement.evidence:
            changes["evidence"] = evidence
        return replace(statement, **changes) if changes else statement  # type: ignore[arg-type]

    def unjudged(self, things: Iterable[Thing]) -> list[tuple[str, str, str]]:
        """Return pairs of things of one kind that share a name and that nobody has judged.

        Each is `(name, one identifier, the other)`, sorted.
        """
        judged = {frozenset((self.thing(j.mention), self.thing(j.thing))) for j in self.judgements}
        holders: dict[tuple[str, str], set[str]] = {}
        for thing in things:
            for name in (*thing.name.values(), *thing.also):
                holders.setdefault((kind_of(thing.id), name.casefold()), set()).add(thing.id)
        return sorted(
            (name, one, other)
            for (_, name), ids in holders.items()
            for one in ids
            for other in ids
            if one < other and frozenset((one, other)) not in judged
        )


def _end_of_chain(mention: str, merged: Mapping[str, Judgement]) -> str:
    seen: Sequence[str] = [mention]
    while (judgement := merged.get(seen[-1])) is not None:
        if judgement.thing in seen:
            raise _clash("these judgements go round in a circle", judgement)
        seen = [*seen, judgement.thing]
    return seen[-1]


def _clash(problem: str, judgement: Judgement) -> InputError:
    return InputError(Problem(problem, judgement.place, remedy="correct one of the judgements"))
