"""The CNCF landscape: `landscape.yml`, and any other landscape in the same format.

An item is a software, or an organization where its name ends in `(member)` or the like. The same
thing may stand in several boxes, as in `containerd` and `containerd (Wasm)`; it is one mention,
which every box says something of. So the items are gathered first, then told one by one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from kg.dates import Date
from kg.errors import InputError
from kg.facts import (
    MATURITY_LEVELS,
    Development,
    Maturity,
    MaturityLevel,
    Membership,
    Parthood,
    Thing,
)
from kg.sources.reader import (
    About,
    Fact,
    Given,
    Report,
    at_lines,
    mention,
    repository_address,
    web_address,
)
from kg.sources.yaml_lines import Record, load
from kg.terms import slug

ABOUT: Final = About(
    name="cncf-landscape",
    title="CNCF Cloud Native Landscape",
    publisher="Cloud Native Computing Foundation",
    licence="Apache-2.0",
    address="https://github.com/cncf/landscape/blob/master/landscape.yml",
    gives="projects with maturity and its dates, products, who develops them, members with level "
    "and date, end users, categories, repositories, homepages",
    repository="https://github.com/cncf/landscape",
    file="landscape.yml",
)

_FOUNDATION: Final = "cloud-native-computing-foundation"
_DATED: Final = ("accepted", "incubating", "graduated", "archived")
_LOWEST: Final = MATURITY_LEVELS["sandbox"]
_ROLE: Final = re.compile(r"(.*\S)\s*\((?:member|supporter|contributor|KCSP|KCNTP)\)\s*")
_UNITS: Final = ("cloud", "labs")
"""How the names of units end that are listed under their owners: Unicom Cloud, SAP Labs."""
_BOX: Final = re.compile(r"(?<!\s)\s*\(wasm\)\s*$", re.IGNORECASE)
_SLUG: Final = re.compile(r"https?://www\.crunchbase\.com/organization/([^/\s?#]+)(?:[/?#]\S*)?")
_KNOWN: Final = {
    "item", "name", "homepage_url", "logo", "crunchbase", "description", "repo_url", "joined",
    "twitter", "extra", "project", "second_path", "unnamed_organization", "enduser", "open_source",
    "allow_duplicate_repo", "project_org", "url_for_bestpractices", "additional_repos", "branch",
    "organization", "stock_ticker", "bluesky_url", "slug",
}  # fmt: skip


@dataclass(slots=True)
class _Item:
    """A thing with all that the boxes in which it stands say of it."""

    id: str
    type: str
    names: list[str] = field(default_factory=list)
    hint: str = ""
    is_member: bool = False
    lines: list[int] = field(default_factory=list)
    keys: dict[str, Any] = field(default_factory=dict)
    repositories: set[str] = field(default_factory=set)
    categories: set[str] = field(default_factory=set)

    def thing(self) -> Thing:
        """Return the thing; of an organization known by its slug alone the name is inferred."""
        name = self.names[0] if self.names else self.hint
        return Thing(
            id=self.id, type=self.type, name={"en": name},
            also=tuple(sorted(set(self.names) - {name})),
            repository=tuple(sorted(self.repositories)),
            category=tuple(sorted(self.categories)), inferred=() if self.names else ("name",),
            evidence=at_lines(*self.lines), **self.keys,
        )  # fmt: skip


def read(given: Given, report: Report) -> Iterator[Fact]:
    """Yield the source, then what the landscape states."""
    return _Landscape(given, report).read()


def _member_name(record: Record, names: tuple[str, str]) -> str:
    """Return the name of an item that lists an organization, not software, without its role."""
    name = str(record.get("name") or "").strip()
    role = _ROLE.fullmatch(name)
    return role[1] if role else name if names[0].endswith(" Members") else ""


def _is_unit(name: str) -> bool:
    return name.lower().split()[-1] in _UNITS


def _is_cloud_of(key: str, name: str) -> bool:
    """Tell whether a name is that of a slug and `Cloud`: Google Cloud is listed under `google`."""
    return slug(name) == f"{key}-cloud"


def _slug_of(record: Record) -> str:
    """Return the slug in the record's address on Crunchbase, or the empty text."""
    match = _SLUG.fullmatch(str(record.get("crunchbase") or "").strip())
    return match[1] if match else ""


class _Landscape:
    """A landscape while it is read: its things as far as they are gathered."""

    def __init__(self, given: Given, report: Report) -> None:
        self.given, self.report = given, report
        self.items: dict[str, _Item] = {}
        self.categories: dict[str, Thing] = {}
        self.parents: list[tuple[str, str, int]] = []
        self.levels: dict[str, tuple[str, Record]] = {}
        self.listed_as: dict[str, set[str]] = defaultdict(set)
        self.host = self._organization(_FOUNDATION, "Cloud Native Computing Foundation", 1)
        self.host.type = "Foundation"
        self.host.names.append("CNCF")

    def read(self) -> Iterator[Fact]:
        """Yield the source, what its boxes say, and the things that stand in them."""
        yield ABOUT.source(self.given, publisher=self.host.id)
        boxes = list(self._boxes(load(self.given, "landscape", self.report)))
        for box, names in boxes:
            for record in box.records("items"):
                if name := _member_name(record, names):
                    self.listed_as[_slug_of(record)].add(name)
        for box, names in boxes:
            for record in box.records("items"):
                self.report.unknown_fields(record, _KNOWN, self.given.path.name, record.line)
                name = str(record.get("name") or "").strip()
                if not name:
                    self._skip("an item has no name", record.line)
                elif member := _member_name(record, names):
                    yield from self._member(member, record, names)
                else:
                    yield from self._software(_BOX.sub("", name), record, names)
        yield from self._levels()
        yield from self._parts()
        yield from self.categories.values()
        yield from (item.thing() for item in self.items.values())

    def _skip(self, reason: str, line: int, what: object = "") -> None:
        self.report.skip(reason, self.given.path.name, line, str(what))

    def _boxes(self, root: Record) -> Iterator[tuple[Record, tuple[str, str]]]:
        """Yield each box with the names of its category and of itself, and gather both."""
        for wide in root.records("landscape"):
            for box in wide.records("subcategories"):
                names = (str(wide.get("name") or "").strip(), str(box.get("name") or "").strip())
                if not all(names):
                    self._skip("a category has no name", box.line)
                    continue
                if not names[0].endswith(" Members"):
                    self._category(names[:1], wide.line_of("name"), None)
                    self._category(names, box.line_of("name"), _category(names[:1]))
                yield box, names

    def _category(self, names: tuple[str, ...], line: int, broader: str | None) -> None:
        thing = Thing(
            id=_category(names), type="Category", name={"en": names[-1]}, broader=broader,
            evidence=at_lines(line),
        )  # fmt: skip
        self.categories.setdefault(thing.id, thing)

    def _listed(self, item: _Item, record: Record, names: tuple[str, str]) -> None:
        """Add what a box says of an item."""
        item.lines.append(record.line)
        if _category(names) in self.categories:
            item.categories.add(_category(names))
        second = record.get("second_path")
        for path in second if isinstance(second, list) else [second] if second else []:
            if (other := _category(tuple(str(path).split(" / ")))) in self.categories:
                item.categories.add(other)
            else:
                self._skip("a second path names no category", record.line_of("second_path"), path)
        homepage = record.get("homepage_url")
        if address := web_address(homepage):
            # As a member an organization gives its own page, elsewhere often that of a service.
            is_own = names[0].endswith(" Members") and not item.is_member
            item.is_member |= is_own
            if is_own or "homepage" not in item.keys:
                item.keys["homepage"] = address
        elif homepage:
            self._skip("a homepage is no web address", record.line_of("homepage_url"), homepage)

    def _organization(self, key: str, name: str, line: int, hint: str = "") -> _Item:
        """Return the organization of a Crunchbase slug, or without one of a name."""
        id_ = mention("organization", ABOUT.name, key or name)
        item = self.items.setdefault(id_, _Item(id_, "Organization"))
        if key:
            item.keys["crunchbase_slug"] = key
        if name and name not in item.names:
            item.names.append(name)
        if slug(hint) == key or not item.hint:
            item.hint = hint if slug(hint) == key else key.replace("-", " ").strip().title()
        if not item.lines:
            item.lines.append(line)
        return item

    def _crunchbase(self, record: Record) -> str:
        """Return the slug in the record's address on Crunchbase; say so if it holds none."""
        key, address = _slug_of(record), record.get("crunchbase")
        if address and not key:
            line = record.line_of("crunchbase")
            self._skip("an address on Crunchbase is that of no organization", line, address)
        return key

    def _date(self, record: Record, key: str) -> Date | None:
        if not record.get(key):
            return None
        try:
            return Date.parse(str(record[key]))
        except InputError:
            self._skip(f"the field {key!r} is no date", record.line_of(key), record[key])
            return None

    def _member(self, name: str, record: Record, names: tuple[str, str]) -> Iterator[Fact]:
        key = self._crunchbase(record)
        others = self.listed_as[key] - {name}
        is_unit = (_is_unit(name) and not all(map(_is_unit, others))) or _is_cloud_of(key, name)
        item = self._organization("" if is_unit else key, name, record.line)
        self._listed(item, record, names)
        if not names[0].endswith(" Members"):
            return
        # Who supports as an end user may be a member of another level besides.
        supports = names[1].startswith("End User")
        states = record.get("enduser") is True
        yield Membership(
            member=item.id, group=self.host.id, level=names[1], start=self._date(record, "joined"),
            end_user=states or supports, inferred=() if states or not supports else ("end_user",),
            key="end-user" if supports else None,
            evidence=at_lines(record.line_of("joined")),
        )  # fmt: skip

    def _software(self, name: str, record: Record, names: tuple[str, str]) -> Iterator[Fact]:
        key, extra = self._crunchbase(record), record.record("extra")
        id_ = mention("software", ABOUT.name, name)
        item = self.items.setdefault(id_, _Item(id_, "Product" if key else "Software"))
        if name not in item.names:
            item.names.append(name)
        self._listed(item, record, names)
        repositories = [record, *record.records("additional_repos")]
        for holder in repositories:
            if address := repository_address(holder.get("repo_url")):
                item.repositories.add(address)
                item.type = "Project"
            elif text := holder.get("repo_url"):
                self._skip("a repository is no web address", holder.line_of("repo_url"), text)
        maker = record.get("organization")
        makers = maker.get("name") if isinstance(maker, Record) else None
        if maker and not makers:
            self._skip("an organization has no name", record.line_of("organization"), maker)
        if (key and key != _FOUNDATION) or makers:
            line = record.line_of("crunchbase" if key else "organization")
            by = self._organization(key, "" if key else str(makers), line, hint=name)
            yield Development(organization=by.id, software=id_, evidence=at_lines(line))
        if parent := extra.get("parent_project"):
            self.parents.append((id_, str(parent), extra.line_of("parent_project")))
        if record.get("project") or (id_ not in self.levels and "accepted" in extra):
            extra.line = record.line_of("project")
            self.levels[id_] = (str(record.get("project") or ""), extra)

    def _levels(self) -> Iterator[Fact]:
        """Yield each level that a project had, up to the one that it has."""
        for id_, (level, extra) in self.levels.items():
            known = MATURITY_LEVELS.get(level)
            if known is None:
                self._skip("a project states no known level", extra.line, level or id_)
                continue
            self.items[id_].type = "Project"
            dated: list[tuple[MaturityLevel, Date | None, int]] = [
                (name, date, extra.line_of(key))
                for name, key in zip(MATURITY_LEVELS.values(), _DATED, strict=True)
                if (date := self._date(extra, key))
            ]
            days = [str(date) for _, date, _ in dated]
            if days != sorted(days):
                self._skip("the levels of a project are not in the order of time", extra.line, id_)
                dated = []
            elif dated and dated[-1][0] != known:
                self._skip("the level of a project is not the last dated one", extra.line, id_)
                dated = []
            dated = dated or [(known, None, extra.line)]
            for (name, start, line), (_, end, _) in pairwise([*dated, (known, None, 0)]):
                # Who starts at a higher level never was at the lower one. That a project began
                # at the lowest, which is not its own now, is what its acceptance implies.
                implied = start is not None and name != known and name == _LOWEST
                if start is None or start != end:
                    yield Maturity(
                        project=id_, level=name, host=self.host.id, start=start, end=end,
                        inferred=("level",) if implied else (), evidence=at_lines(line),
                    )  # fmt: skip

    def _parts(self) -> Iterator[Fact]:
        for part, name, line in self.parents:
            whole = mention("software", ABOUT.name, name)
            if whole in self.items:
                yield Parthood(part=part, whole=whole, evidence=at_lines(line))
            else:
                self._skip("a parent project is not in the landscape", line, name)


def _category(names: tuple[str, ...]) -> str:
    return mention("category", ABOUT.name, " ".join(names))
