"""A page on one project for whoever thinks of depending on it; each line with its sources.

What no source states is said as plainly as what they state: an unknown employer is no company, and
a project whose licence the graph does not hold is not one without a licence.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from kg.display import Displayed, counted, html, link, markdown, markdown_link
from kg.errors import NotFoundError, Problem
from kg.queries import internal_rows
from kg.results import Result, Row, cell_text
from kg.store import Store
from kg.terms import CE, GRAPH, ID, PREFIXES, compact

_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source states something.

    Attributes:
        source: The source's key, such as `cncf-landscape`.
        short: The place in it in short, such as `L5271` for a line or `P9` for a paragraph.
        url: The source's address as it is stated, with the line if it has one; or the empty text.
    """

    source: str
    short: str
    url: str

    @property
    def told(self) -> str:
        """The source and the place in it."""
        return f"{self.source} {self.short}".strip()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report, with the places that support it; none for what is only reckoned."""

    text: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Some lines of a report under a title."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, repr=False)
class ProjectReport(Displayed):
    """What to know of a project before depending on it: as text, Markdown or HTML."""

    iri: str
    name: str
    sections: tuple[Section, ...]

    def lines(self) -> Iterator[str]:
        """Yield the report as lines of plain text."""
        yield f"{self.name}  {compact(self.iri)}"
        for section in self.sections:
            yield from ("", section.title)
            for line in section.lines:
                yield f"  {line.text}" + (f"  [{_short(line.places)}]" if line.places else "")

    def to_markdown(self) -> str:
        """Return the report as Markdown; each place is a link to it."""
        told = [f"# {markdown(self.name)}"]
        for section in self.sections:
            told += ["", f"## {markdown(section.title)}", ""]
            for line in section.lines:
                links = ", ".join(markdown_link(place.url, place.told) for place in line.places)
                told.append(f"- {markdown(line.text)}" + (f" ({links})" if links else ""))
        return "\n".join(told) + "\n"

    _repr_markdown_ = to_markdown

    def _repr_html_(self) -> str:
        def item(line: Line) -> str:
            links = ", ".join(link(place.url, place.told) for place in line.places)
            return f"<li>{html(line.text)}{f' <small>{links}</small>' if links else ''}</li>"

        return f"<h3>{html(self.name)}</h3>" + "".join(
            f"<h4>{html(section.title)}</h4><ul>{''.join(map(item, section.lines))}</ul>"
            for section in self.sections
        )


def _short(places: Iterable[Place]) -> str:
    by_source: dict[str, list[str]] = defaultdict(list)
    for place in places:
        by_source[place.source].append(place.short)
    return "; ".join(" ".join((source, *filter(None, by))) for source, by in by_source.items())


def report(store: Store, iris: Sequence[str]) -> ProjectReport:
    """Return the report on the first of some things that is a project.

    Raises:
        NotFoundError: None of them is a project.
    """
    for iri in iris:
        project = _Project(store, iri)
        if "Project" in project.kinds:
            return ProjectReport(iri, project.name, tuple(project.sections()))
    told = compact(iris[0])
    remedy = f"look at it: kg show {told}"
    raise NotFoundError(Problem(f"{told} is no project", remedy=remedy))


class _Asked:
    """A thing, and the answers of the graph on it."""

    def __init__(self, store: Store, iri: str) -> None:
        self.store, self.iri = store, iri
        self.places: dict[str, list[Place]] = defaultdict(list)
        self.published: dict[str, str] = {}
        for row in self.ask("evidence"):
            source = str(row.source).removeprefix(f"{ID}source/")
            short = row.fragment or (f"P{row.paragraph}" if row.paragraph else "")
            url = str(row.url or "")
            if url and row.fragment:
                url += f"#{row.fragment}"
            self.places[row.node].append(Place(source, short, url))
            self.published[source] = row.published or ""

    def ask(self, name: str) -> Result:
        """Ask one of the package's own queries about the thing."""
        return Result(internal_rows(self.store, f"report-{name}", {"thing": NamedNode(self.iri)}))

    def line(self, text: str, *nodes: str) -> Line:
        """Return a line with every place that states one of some nodes."""
        found = dict.fromkeys(place for node in nodes for place in self.places[node])
        return Line(text, tuple(sorted(found, key=_order)))


def _order(place: Place) -> tuple[str, int]:
    return place.source, int(place.short[1:] or 0)


class _Project(_Asked):
    """A project, and the sections of its report."""

    def __init__(self, store: Store, iri: str) -> None:
        super().__init__(store, iri)
        self.said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in self.ask("thing"):
            source = str(row.graph or "").removeprefix(GRAPH)
            self.said[row.property][str(row.value)].add(source)
        self.name = next(iter(self.said[f"{PREFIXES['rdfs']}label"]), compact(iri))
        self.kinds = {kind.removeprefix(CE) for kind in self.said[f"{PREFIXES['rdf']}type"]}
        self.statements = list(self.ask("statements"))
        self.maintainers = self._of("maintains", outgoing=False)
        self.employed = [row for row in self.maintainers if row.employer]
        developers = self._of("develops", outgoing=False)
        self.makers = [row for row in developers if not row.group]
        self.keepers = [row for row in developers if row.group]
        self.people = {row.part: row.people for row in self.ask("parts")}
        self.levels = sorted(self._of("hostedBy"), key=lambda row: (row.day or _ANCIENT, row.node))
        self.images = list(self.ask("images"))

    def _of(self, relation: str, *, outgoing: bool = True) -> list[Row]:
        """Return the statements of a relation that has the project at one end."""
        return [
            row for row in self.statements if row.relation == CE + relation and row.of is outgoing
        ]

    def sections(self) -> Iterator[Section]:
        """Yield the sections that have something to say."""
        for title, lines in (
            ("What it is", self._identity()),
            ("Maturity", self._maturity()),
            ("Who maintains it", self._staff()),
            ("If an employer leaves", self._concentration()),
            ("Who is behind it", self._company()),
            ("Groups and parts", self._parts()),
            ("Container images", self._images()),
            ("What depends on it, and on what it depends", self._neighbours()),
            ("What is not known here", self._unknown()),
        ):
            if told := tuple(lines):
                yield Section(title, told)

    def _identity(self) -> Iterator[Line]:
        for title, name in (
            ("homepage", "homepage"), ("repository", "repository"), ("listed under", "category"),
        ):  # fmt: skip
            for value, sources in self.said[CE + name].items():
                places = [one for one in self.places[self.iri] if one.source in sources]
                yield Line(f"{title} {value}", tuple(sorted(places, key=_order)))
        for row in self._of("partOf"):
            yield self.line(f"a part of {row.name}, whose report says more", row.node)

    def _maturity(self) -> Iterator[Line]:
        for row in self.levels:
            span = f"since {row.start}" if row.start else "since an unstated day"
            if row.end:
                span = f"from {row.start or 'an unstated day'} to {row.end}"
            note = " (the level is inferred)" if row.implied else ""
            note += "; its host counts it as no longer kept up" if row.level == "archived" else ""
            level = f"{row.level} at" if row.level else "hosted by"
            yield self.line(f"{level} {row.name} {span}{note}{_disputed(row)}", row.node)
        dated = [row for row in self.levels if row.day]
        if len(dated) > 1 and dated[-1].level:
            first, last = dated[0].day, dated[-1].day
            months = (last.year - first.year) * 12 + last.month - first.month
            yield self.line(
                f"{months} months from its acceptance to {dated[-1].level}",
                dated[0].node, dated[-1].node,
            )  # fmt: skip
        for row in self._of("donatedTo"):
            yield self.line(f"given into the care of {row.name}", row.node)

    def _staff(self) -> Iterator[Line]:
        total = len(self.maintainers)
        if not total:
            return
        counts = Counter(row.employer for row in self.employed)
        told = f"{counted(total, 'maintainer')}, {counted(len(counts), 'known employer')}"
        yield Line(told)
        for employer, count in _ranked(counts):
            rows = [row for row in self.employed if row.employer == employer]
            people = ", ".join(row.name + _disputed(row) for row in rows)
            share = f"{count} of {total}, {_percent(count, total)}"
            yield self.line(f"{employer} ({share}): {people}", *(row.node for row in rows))
        seated: dict[str, list[Row]] = defaultdict(list)
        for row in self.ask("seats"):
            seated[row.group].append(row)
        for group, rows in seated.items():
            names = ", ".join(row.name for row in rows)
            told = f"{len(rows)} of {total} are named only as members of {group}: {names}"
            yield self.line(told, *(row.node for row in rows))

    def _concentration(self) -> Iterator[Line]:
        counts, total = Counter(row.employer for row in self.employed), len(self.maintainers)
        known = len(self.employed)
        if not known:
            return
        doubt = (
            "" if known == total else f"; {total - known} more may, as their employer is unknown"
        )
        index = herfindahl(counts.values())
        yield Line(
            f"Herfindahl index of the {counted(known, 'maintainer')} of known employer: "
            f"{index:,} of 10,000, as with {10_000 / index:.1f} employers of equal size"
        )
        ranked = _ranked(counts)
        most = ranked[0][1]
        for employer, count in ranked:
            if count == most and (most > 1 or len(ranked) == 1):
                yield Line(
                    f"without {employer}, {total - count} of {total} maintainers remain "
                    f"({_percent(count, total)} leave{doubt})"
                )
        if most == 1 and len(ranked) > 1:
            told = f"no employer has more than one: any that leaves takes {_percent(1, total)}"
            yield Line(told + doubt)
        taken, needed = 0, 0
        for _, count in ranked:
            taken, needed = taken + count, needed + 1
            if 2 * taken >= known:
                break
        yield Line(
            f"half of those of known employer work for {counted(needed, 'company', 'companies')}"
        )

    def _company(self) -> Iterator[Line]:
        for row in self.makers:
            yield self.line(f"developed by {row.name}{_hedged(row)}", row.node)
            yield from self._fortune(str(row.other), row.name)
        for row in self._of("creatorOf", outgoing=False):
            yield self.line(f"created by {row.name}{_hedged(row)}", row.node)

    def _fortune(self, company: str, name: str) -> Iterator[Line]:
        """Yield what is known of a company's money and end."""
        asked = _Asked(self.store, company)
        rounds: dict[str, list[Row]] = defaultdict(list)
        for row in asked.ask("rounds"):
            rounds[row.round].append(row)
        for node, rows in rounds.items():
            first = rows[0]
            amount = f"{cell_text(first.amount)} {first.currency}" if first.amount else ""
            told = ", ".join(filter(None, (first.date, amount or "amount not stated")))
            people = [f"{row.investor}{' (lead)' if row.lead else ''}" for row in rows]
            from_ = f", from {', '.join(people)}" if first.investor else ""
            yield asked.line(f"{name} raised {first.name}: {told}{from_}", node)
        for row in asked.ask("fate"):
            when = row.date or (f"announced {row.announced}" if row.announced else "day unstated")
            what = f"was acquired by {row.buyer}" if row.buyer else "closed"
            yield asked.line(f"{name} {what} ({when})", row.node)

    def _parts(self) -> Iterator[Line]:
        people = self.people
        for row in self.keepers:
            yield self.line(f"looked after by {row.name}: kg show {compact(row.other)}", row.node)
            yield from self._members(str(row.other), row.name)
        parts = self._of("partOf", outgoing=False)
        for title, unit, rows in (
            ("group", "member", [row for row in parts if row.group]),
            ("part", "maintainer", [row for row in parts if not row.group]),
        ):
            rows.sort(key=lambda row: (-people.get(row.other, 0), row.name.casefold()))
            for row in rows[:_SHOWN]:
                count = people.get(row.other, 0)
                told = counted(count, unit) if count else f"no {unit} named"
                yield self.line(f"{title} {row.name}: {told}", row.node)
            if len(rows) > _SHOWN:
                more = counted(len(rows) - _SHOWN, f"more {title}")
                yield Line(f"and {more}: kg show {compact(self.iri)}")

    def _members(self, group: str, name: str) -> Iterator[Line]:
        """Yield who is in a group now, each with the employer that is given."""
        asked = _Asked(self.store, group)
        rows = [
            row
            for row in asked.ask("statements")
            if row.relation == f"{CE}memberOf" and not row.of and not row.former
        ]
        if rows:
            people = dict.fromkeys(
                f"{row.name} ({row.employer})" if row.employer else row.name for row in rows
            )
            told = f"{counted(len(people), 'member')} of {name}: {', '.join(people)}"
            yield asked.line(told, *(row.node for row in rows))

    def _images(self) -> Iterator[Line]:
        for row in self.images:
            asked = _Asked(self.store, str(row.image))
            told = f"{row.name}, a Docker Official Image of the same name; that it packs this "
            yield asked.line(f"{told}project is taken from the name alone", str(row.image))

    def _neighbours(self) -> Iterator[Line]:
        for relation, outgoing, told in (
            ("builtWith", False, "is used to build"),
            ("builtWith", True, "is built with"),
            ("uses", False, "is used by"),
            ("integratesWith", False, "is integrated by"),
        ):
            rows = self._of(relation, outgoing=outgoing)
            if rows:
                names = list(dict.fromkeys(row.name for row in rows))
                more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
                kept = [row for row in rows if row.name in names[:_SHOWN]]
                yield self.line(
                    f"{told} {', '.join(names[:_SHOWN])}{more}", *(row.node for row in kept)
                )

    def _unknown(self) -> Iterator[Line]:
        stated = [row for row in self.maintainers if not row.employer]
        if stated:
            names = ", ".join(row.name for row in stated)
            yield self.line(
                f"the employer of {counted(len(stated), 'maintainer')} of "
                f"{len(self.maintainers)}: {names}", *(row.node for row in stated),
            )  # fmt: skip
        if not self.maintainers:
            elsewhere = "; people are named for its parts" if self.people else ""
            elsewhere = "; a group looks after it" if self.keepers else elsewhere
            yield Line(f"who maintains it as a whole: no source names anyone{elsewhere}")
        for row in self.levels:
            if not row.start:
                yield self.line(f"since when it is {row.level or 'hosted'}", row.node)
        for missing, values in (
            ("which foundation, if any, hosts it", self.levels),
            ("a company that develops it; none is named", self.makers),
            ("its homepage", self.said[f"{CE}homepage"]),
            ("its repository", self.said[f"{CE}repository"]),
            ("a container image; no Docker Official Image has its name", self.images),
        ):
            if not values:
                yield Line(missing)
        yield Line("its licence, releases, activity and vulnerabilities: no source here tells them")
        days = sorted({
            day for row in self.maintainers for place in self.places[row.node]
            if (day := self.published[place.source])
        })  # fmt: skip
        if days:
            yield Line(f"what changed among its maintainers after {days[-1]}, the source's day")


_ANCIENT: Final = dt.date.min


def herfindahl(counts: Iterable[int]) -> int:
    """Return the sum of the squared shares of some counts, of 10,000, rounded half up.

    >>> herfindahl([2, 1]), herfindahl([5])
    (5556, 10000)
    """
    sizes = list(counts)
    return (20_000 * sum(n * n for n in sizes) + sum(sizes) ** 2) // (2 * sum(sizes) ** 2)


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _percent(part: int, whole: int) -> str:
    return f"{(200 * part + whole) // (2 * whole)} %"


def _disputed(row: Row) -> str:
    return " (disputed: kg conflicts)" if row.disputed else ""


def _hedged(row: Row) -> str:
    return (f" ({row.hedge})" if row.hedge else "") + (" (formerly)" if row.former else "")
