"""The maintainers of CNCF projects: `project-maintainers.csv`.

A row is a person; level and project stand only in the first row of each, and hold for those below.
A project may be told in parts: `Envoy: Gateway` is a software of its own that belongs to Envoy;
`Kubernetes steering` is a group, whose members are counted as the project's maintainers, too.
`(non-voting)` after a part says that its maintainers have no vote.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.errors import InputError, Problem
from kg.facts import (
    MATURITY_LEVELS,
    Maintainership,
    Maturity,
    Membership,
    Parthood,
    Text,
    Thing,
)
from kg.files import read_text
from kg.sources.reader import (
    About,
    Fact,
    Given,
    Report,
    affiliation,
    at_lines,
    github_login,
    mention,
)
from kg.sources.tables import read_records

ABOUT: Final = About(
    name="cncf-maintainers",
    title="Maintainers of CNCF projects",
    publisher="Cloud Native Computing Foundation",
    licence="CC-BY-4.0",
    address="https://github.com/cncf/foundation/blob/main/project-maintainers.csv",
    gives="who maintains which project for which company, and each project's level",
    repository="https://github.com/cncf/foundation",
    file="project-maintainers.csv",
)

_COLUMNS: Final = ("", "Project", "Maintainer Name", "Company", "Github Name")
_KNOWN: Final = {*_COLUMNS, "OWNERS/MAINTAINERS"}
_PROJECT: Final = re.compile(
    r"(?P<whole>.+?)(?::\s*(?P<named>.+)|\s*\((?P<bracketed>[^()]*committee[^()]*)\)"
    r"|\s+(?P<group>steering.*|maintainers))",
    re.IGNORECASE,
)
_GROUP: Final = re.compile(r"steering|committee|\bSIG\b|leads$", re.IGNORECASE)
_NO_VOTE: Final = re.compile(r"\s*\(non-voting\)", re.IGNORECASE)
_WITHOUT_VOTE: Final = {"en": "listed without a vote", "zh": "列为无投票权"}
_REMARK: Final = re.compile(
    r"(?P<name>.+?)\s*\((?P<remark>inactive\b[^()]*|[^()]*maintainer)\)", re.IGNORECASE
)
_ALIAS: Final = re.compile(r"(.+?)\s*\(([^()]+)\)")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that is no blank one: where it starts, and its cells by column."""

    line: int
    cells: dict[str, str]


def read(given: Given, report: Report) -> Iterator[Fact]:
    """Yield the source, then who maintains what.

    Raises:
        InputError: The file lacks a column without which nothing can be understood.
    """
    host = mention("organization", ABOUT.name, "CNCF")
    yield ABOUT.source(given, publisher=host)
    reader = _Maintainers(given, report, host)
    yield Thing(
        id=host, type="Foundation", name={"en": "Cloud Native Computing Foundation"},
        also=("CNCF",), crunchbase_slug="cloud-native-computing-foundation", evidence=at_lines(1),
    )  # fmt: skip
    for row in _rows(given, report):
        yield from reader.row(row)


def _rows(given: Given, report: Report) -> Iterator[_Row]:
    file = given.path.name
    records = read_records(io.StringIO(read_text(given.path)), file, report)
    columns = [cell.strip() for cell in next(records, (1, []))[1]]
    if missing := [name for name in _COLUMNS if name not in columns]:
        name = repr(missing[0]) if missing[0] else "of levels, which comes first without a name"
        raise InputError(Problem(f"lacks the column {name}", str(given.path), "line 1"))
    report.unknown_fields(dict.fromkeys(columns), _KNOWN, file, 1)
    for line, cells in records:
        if any(cell.strip() for cell in cells[len(columns) :]):
            report.skip("a row has more cells than there are columns", file, line)
        elif any(cell.strip() for cell in cells):
            cells += [""] * (len(columns) - len(cells))
            named = zip(columns, cells, strict=False)
            yield _Row(line, {name: " ".join(cell.split()) for name, cell in named})


class _Maintainers:
    """The table while it is read: what the rows above said."""

    def __init__(self, given: Given, report: Report, host: str) -> None:
        self.report, self.file, self.host = report, given.path.name, host
        self.told: set[tuple[str, str]] = set()
        self.level = self.whole = self.project = self.group = ""
        self.hedge: Text | None = None

    def row(self, row: _Row) -> Iterator[Fact]:
        """Yield what a row adds."""
        if level := row.cells[""]:
            self.level = level.lower()
            if self.level not in MATURITY_LEVELS:
                self.report.skip("a level is unknown", self.file, row.line, level)
        if title := row.cells["Project"]:
            name = _NO_VOTE.sub("", title)
            self.hedge = _WITHOUT_VOTE if name != title else None
            yield from self._project(name, row)
        person, company = row.cells["Maintainer Name"], affiliation(row.cells["Company"])
        hedge = self.hedge
        if remark := _REMARK.fullmatch(person):
            person, hedge = remark["name"], {"en": remark["remark"].lower()}
        login = github_login(row.cells["Github Name"])
        if row.cells["Github Name"] and not login:
            self.report.skip(
                "a GitHub name is no login", self.file, row.line, row.cells["Github Name"]
            )
        if not login and not affiliation(person):
            self.report.skip("a row names no maintainer", self.file, row.line)
            return
        if not self.project:
            self.report.skip("a maintainer stands above any project", self.file, row.line)
            return
        key = (login,) if login else ("by-name", person)
        who = mention("person", ABOUT.name, *key)
        yield from self._thing(who, "Person", person or key[0], row.line, login=login)
        company_id = mention("organization", ABOUT.name, company) if company else None
        if company and company_id:
            yield from self._thing(company_id, "Organization", company, row.line)
        yield Maintainership(
            person=who, project=self.project, affiliation=company_id, hedge=hedge,
            evidence=at_lines(row.line),
        )  # fmt: skip
        if self.group:
            yield Membership(
                member=who, group=self.group, affiliation=company_id, evidence=at_lines(row.line)
            )

    def _project(self, title: str, row: _Row) -> Iterator[Fact]:
        """Yield the project that a row begins, or the part of one."""
        match = _PROJECT.fullmatch(title)
        whole, part = (match["whole"], match[match.lastgroup or 0]) if match else (title, "")
        if not row.cells[""] and self.whole and not match:
            # Without a level of its own it is a part of the project above.
            whole, part = self.whole, title.removeprefix(f"{self.whole} ")
        self.whole, self.group = whole, ""
        self.project = mention("software", ABOUT.name, whole)
        yield from self._thing(self.project, "Project", whole, row.line)
        level = MATURITY_LEVELS.get(self.level)
        if level and (self.project, level) not in self.told:
            self.told.add((self.project, level))
            yield Maturity(
                project=self.project, level=level, host=self.host, evidence=at_lines(row.line)
            )
        if not part or part.lower() == "maintainers":
            return
        kind = "organization" if _GROUP.search(part) else "software"
        id_ = mention(kind, ABOUT.name, whole, part)
        type_ = "Group" if kind == "organization" else "Project"
        yield from self._thing(
            id_, type_, f"{whole} {part}", row.line, also=(title,) if whole in title else ()
        )
        yield Parthood(part=id_, whole=self.project, evidence=at_lines(row.line))
        if kind == "organization":
            self.group = id_
        else:
            self.project = id_

    def _thing(
        self, id_: str, type_: str, name: str, line: int, *, login: str | None = None,
        also: tuple[str, ...] = (),
    ) -> Iterator[Fact]:  # fmt: skip
        """Yield a thing, once for each name that the table gives it."""
        if (id_, name) in self.told:
            return
        self.told.add((id_, name))
        alias = _ALIAS.fullmatch(name)
        names = {*also, *(alias.groups() if alias and type_ == "Project" and not also else ())}
        yield Thing(
            id=id_, type=type_, name={"en": name}, also=tuple(sorted(names - {name})),
            github_login=login, evidence=at_lines(line),
        )  # fmt: skip
