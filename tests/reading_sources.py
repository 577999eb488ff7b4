"""What the tests of all readers share: reading a source whole, and finding the real files."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest

from kg.facts import LineFragment, Source, Statement, Thing
from kg.sources import Given, Report, read

SMALL = Path(__file__).parent / "data" / "sources"
REAL = Path(__file__).parents[2] / "shared" / "data"

S = TypeVar("S", bound=Statement)


class Loaded:
    """A source that was read to its end."""

    def __init__(self, given: str) -> None:
        self.given = Given.parse(given)
        self.report = Report(self.given.name)
        self.stated = list(read(self.given, self.report))
        self.things = {s.id: s for s in self.of(Thing)}

    def of(self, cls: type[S]) -> list[S]:
        return [statement for _, statement in self.stated if isinstance(statement, cls)]

    @property
    def sources(self) -> list[Source]:
        return list({source.key: source for source, _ in self.stated}.values())

    @property
    def reasons(self) -> dict[str, int]:
        return {skipped.reason: skipped.count for skipped in self.report.skipped.values()}


def line(statement: Statement) -> int:
    selector = statement.evidence[0].selector
    assert isinstance(selector, LineFragment)
    return selector.line


def real(name: str, path: str, pin: str) -> Loaded:
    """Read one of the real files, or skip the test if they are not here."""
    if not (REAL / path).exists():
        pytest.skip(f"the real {path} is not here")
    return Loaded(f"{name}={REAL / path}@{pin}")


def no_address_in(loaded: Loaded) -> bool:
    """Say whether nothing that was read, or reported, holds an e-mail address."""
    told = f"{loaded.stated} {[str(problem) for problem in loaded.report.problems]}"
    return "@" not in told.replace("@" + loaded.given.commit, "")
