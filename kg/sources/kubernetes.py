"""The Kubernetes community: `sigs.yaml`.

Its special interest groups, working groups, user groups and committees; who leads each, and for
which company; and the subprojects that a group answers for. E-mail addresses are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from typing import Final

from kg.facts import (
    Development,
    Maintainership,
    Membership,
    Parthood,
    Thing,
)
from kg.sources.reader import (
    About,
    Fact,
    Given,
    Report,
    affiliation,
    at_lines,
    github_login,
    mention,
    web_address,
)
from kg.sources.yaml_lines import Record, load

ABOUT: Final = About(
    name="kubernetes-community",
    title="The Kubernetes community's groups",
    publisher="Kubernetes",
    licence="Apache-2.0",
    address="https://github.com/kubernetes/community/blob/master/sigs.yaml",
    gives="SIGs, working groups and committees, who leads them for which company, subprojects",
    repository="https://github.com/kubernetes/community",
    file="sigs.yaml",
)

_KINDS: Final = {
    "sigs": "SIG {}", "workinggroups": "WG {}", "usergroups": "UG {}", "committees": "{} Committee",
}  # fmt: skip
_ROLES: Final = {"chairs": "chair", "tech_leads": "tech lead", "emeritus_leads": "emeritus lead"}
_GROUP_FIELDS: Final = {
    "dir", "name", "label", "mission_statement", "charter_link", "leadership", "meetings",
    "contact", "subprojects", "stakeholder_sigs",
}  # fmt: skip
_PART_FIELDS: Final = {"name", "description", "owners", "leads", "contact", "meetings"}
_PERSON_FIELDS: Final = {"github", "name", "company", "email"}
_OWNERS: Final = re.compile(
    r"https://(?:raw\.githubusercontent|github)\.com/(?P<repository>[^/\s]+/[^/\s]+)/(?:blob/)?"
    r"(?P<branch>(?:refs/heads/)?[^/\s]+)/(?P<folder>(?:\S+/)?)(?:OWNERS|MAINTAINERS)(?:\.md)?"
)


def read(given: Given, report: Report) -> Iterator[Fact]:
    """Yield the source, then what it states of each group."""
    yield ABOUT.source(given)
    yield from _Community(given, report).read()


class _Community:
    """The file while it is read."""

    def __init__(self, given: Given, report: Report) -> None:
        self.given, self.report, self.file = given, report, given.path.name
        self.whole = mention("software", ABOUT.name, "Kubernetes")
        self.told: set[tuple[str, str]] = set()

    def read(self) -> Iterator[Fact]:
        """Yield every group with its leaders and subprojects."""
        root = load(self.given, "sigs", self.report)
        self.report.unknown_fields(root, {*_KINDS, "gb_rep"}, self.file, 1)
        yield Thing(
            id=self.whole, type="Project", name={"en": "Kubernetes"}, evidence=at_lines(1),
            repository=("https://github.com/kubernetes/kubernetes",),
        )  # fmt: skip
        for kind, form in _KINDS.items():
            for group in root.records(kind):
                self.report.unknown_fields(group, _GROUP_FIELDS, self.file, group.line)
                if not group.get("name") or not group.get("dir"):
                    self.report.skip("a group has no name or no folder", self.file, group.line)
                    continue
                yield from self._group(group, form.format(group["name"]))

    def _group(self, group: Record, name: str) -> Iterator[Fact]:
        id_ = mention("organization", ABOUT.name, str(group["dir"]))
        here = at_lines(group.line)
        yield Thing(
            id=id_, type="Group", name={"en": name}, also=(str(group["dir"]),), evidence=here
        )
        yield Parthood(part=id_, whole=self.whole, evidence=here)
        leadership = group.record("leadership")
        self.report.unknown_fields(leadership, {*_ROLES}, self.file, leadership.line)
        for key, title in _ROLES.items():
            for person in leadership.records(key):
                who, company = yield from self._person(person)
                if who:
                    yield Membership(
                        member=who, group=id_, title={"en": title}, affiliation=company,
                        former=key == "emeritus_leads", key=title, evidence=at_lines(person.line),
                    )  # fmt: skip
        for part in group.records("subprojects"):
            self.report.unknown_fields(part, _PART_FIELDS, self.file, part.line)
            if part.get("name"):
                yield from self._subproject(part, group, id_)
            else:
                self.report.skip("a subproject has no name", self.file, part.line)

    def _subproject(self, part: Record, group: Record, group_id: str) -> Iterator[Fact]:
        id_ = mention("software", ABOUT.name, str(group["dir"]), str(part["name"]))
        here = at_lines(part.line)
        yield Thing(
            id=id_, type="Project", name={"en": str(part["name"])}, evidence=here,
            repository=tuple(sorted(self._repositories(part))),
        )  # fmt: skip
        yield Parthood(part=id_, whole=self.whole, evidence=here)
        yield Development(organization=group_id, software=id_, evidence=here)
        for person in part.records("leads"):
            who, company = yield from self._person(person)
            if who:
                yield Maintainership(
                    person=who, project=id_, affiliation=company, evidence=at_lines(person.line)
                )

    def _repositories(self, part: Record) -> set[str]:
        """Return the repositories, or folders of one, whose owners a subproject names."""
        found = set()
        owners = part.get("owners")
        for address in owners if isinstance(owners, list) else []:
            match = _OWNERS.fullmatch(web_address(address) or "")
            if not match:
                line = part.line_of("owners")
                self.report.skip("owners stand at no known address", self.file, line, str(address))
                continue
            branch = match["branch"].removeprefix("refs/heads/")
            folder = f"/tree/{branch}/{match['folder']}".rstrip("/") if match["folder"] else ""
            found.add(f"https://github.com/{match['repository']}{folder}")
        return found

    def _person(self, person: Record) -> Generator[Fact, None, tuple[str | None, str | None]]:
        """Yield a person and their company, each once; return the mentions of both."""
        self.report.unknown_fields(person, _PERSON_FIELDS, self.file, person.line)
        login, name = github_login(person.get("github")), affiliation(person.get("name"))
        if not login:
            self.report.skip("a person has no GitHub login", self.file, person.line, name or "")
            return None, None
        who = mention("person", ABOUT.name, login)
        if (who, name or login) not in self.told:
            self.told.add((who, name or login))
            yield Thing(
                id=who, type="Person", name={"en": name or login}, github_login=login,
                evidence=at_lines(person.line_of("github")),
            )  # fmt: skip
        employer = affiliation(person.get("company"))
        if not employer:
            return who, None
        company = mention("organization", ABOUT.name, employer)
        if (company, employer) not in self.told:
            self.told.add((company, employer))
            line = person.line_of("company")
            yield Thing(
                id=company, type="Organization", name={"en": employer}, evidence=at_lines(line)
            )
        return who, company
