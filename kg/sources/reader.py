"""What every reader of a source has in common: what it is given, and how it tells what is wrong.

A reader is a module with `ABOUT`, which says what the source is, and `read`, which turns what the
user named into facts: a `Source` first, then its statements, one after the other. It resolves no
identity: it mints mentions, which are identifiers within the source, such as
`organization/cncf-landscape.red-hat`, and states their names and keys for others to compare.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import quote

from kg.dates import Date
from kg.errors import InputError, Problem
from kg.facts import Evidence, LineFragment, Rank, Source, Statement
from kg.terms import code_points, digest, is_iri, slug

Fact = Source | Statement

PLACES_KEPT: Final = 5
"""How many places are kept of each reason for which records cannot be used."""

_LONGEST: Final = 120
COMMIT: Final = re.compile(r"[0-9a-f]{7,40}")
"""The name of a commit, whole or in short."""
_PINNED: Final = re.compile(
    rf"(?P<path>.+?)(?:@(?P<commit>{COMMIT.pattern}))?(?:@(?P<date>\d{{4}}(?:-\d{{2}}){{0,2}}))?"
)
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`/]+(?:/[^\s<>\"{}|\\^`]*)?")
_LOGIN: Final = re.compile(r"(?:@|https?://(?:www\.)?github\.com/)?([A-Za-z0-9][A-Za-z0-9_-]*)/?")
_NOBODY: Final = re.compile(
    r"[-_.?\s]*|(?:independent|individual|unaffiliated|freelance|self|none|n/?a|tbd)\b.*", re.I
)


@dataclass(frozen=True, slots=True)
class About:
    """What a source is, for people who choose what to load.

    Attributes:
        name: What it is called in `--source NAME=PATH`.
        title: Its title.
        publisher: Who publishes it.
        licence: What its licence allows.
        address: Where it is found.
        gives: What the graph gets from it.
        repository: The repository that holds it, if a commit can pin it.
        file: The path of the file, or of the folder, within the repository.
        service: The address of the SPARQL service that gives it, if it is no file.
        query: What the service is asked: a file among those of the ontology.
        rank: How far it is trusted.
    """

    name: str
    title: str
    publisher: str
    licence: str
    address: str
    gives: str
    repository: str = ""
    file: str = ""
    service: str = ""
    query: str = ""
    rank: Rank = Rank.DATASET

    def source(self, given: Given, part: str = "", publisher: str | None = None) -> Source:
        """Return the description of the source, or of one of its files, at the pinned commit.

        Args:
            given: Where the user has it, and of which commit.
            part: The file, where the source is a folder of several.
            publisher: The mention of its publisher.
        """
        title, file = (
            (f"{self.title}: {part}", f"{self.file}/{part}") if part else (self.title, self.file)
        )
        key = f"{given.key}/{_local(part)}" if part else given.key
        pinned = given.commit and self.repository
        url = f"{self.repository}/blob/{given.commit}/{quote(file)}" if pinned else self.address
        return Source(
            key=key, type="Dataset", title={"en": title}, language="en", rank=self.rank,
            published=given.date, publisher=publisher, url=url, licence=self.licence,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """A source as the user names it.

    Attributes:
        name: Which source it is.
        path: The file or folder that holds it.
        commit: The commit of its repository at which it was taken; empty if that is not known.
        date: The day of that commit, on which all that it states as present was so.
        mark: What tells it from another source of its name in one graph; empty for the first.
    """

    name: str
    path: Path
    commit: str = ""
    date: Date | None = None
    mark: str = ""

    @property
    def key(self) -> str:
        """What it is called in the graph, where sources of one name are told apart."""
        return f"{self.name}/{self.mark}" if self.mark else self.name

    def __post_init__(self) -> None:
        """Refuse what can be no commit, and no path.

        Raises:
            InputError: It is none.
        """
        if self.commit and not COMMIT.fullmatch(self.commit):
            remedy = "write its SHA, such as 153d699"
            raise InputError(Problem(f"{self.commit!r} is no commit", remedy=remedy))
        if "\0" in str(self.path):
            raise InputError(Problem(f"{str(self.path)!r} is no path", remedy="name a file"))

    @classmethod
    def parse(cls, text: str, folder: Path | None = None) -> Given:
        """Read `NAME=PATH`, or `NAME=PATH@COMMIT@DATE`, of which either may be left out.

        Raises:
            InputError: The text has no name or no path, or its date is none.
        """
        name, _, rest = text.partition("=")
        match = _PINNED.fullmatch(rest)
        if not name or not match:
            remedy = "write NAME=PATH, or NAME=PATH@COMMIT@2026-08-21"
            raise InputError(Problem(f"{text!r} names no source", remedy=remedy))
        date = Date.parse(match["date"]) if match["date"] else None
        return cls(name, (folder or Path()) / match["path"], match["commit"] or "", date)


@dataclass(slots=True)
class Skipped:
    """The records of a source that cannot be used for one reason.

    Attributes:
        reason: Why they cannot be used.
        count: How many there are.
        first: The first of them, with their places.
    """

    reason: str
    count: int = 0
    first: list[Problem] = field(default_factory=list)


class Report:
    """What a reader could not use of its source, and what it did not know."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.skipped: dict[str, Skipped] = {}
        self.unknown: dict[str, Problem] = {}

    def skip(self, reason: str, file: str, line: int, what: str = "") -> None:
        """Count a record, or a part of one, that cannot be used.

        Args:
            reason: Why, in words that are the same for all such records.
            file: The name of the file.
            line: The line at which it stands; 0 if nobody knows.
            what: The record or the value; never anything personal that is not kept.
        """
        skipped = self.skipped.setdefault(reason, Skipped(reason))
        skipped.count += 1
        if len(skipped.first) < PLACES_KEPT:
            # What strangers wrote may have lines of its own, and no end.
            short = " ".join(what.split())[:_LONGEST]
            said = f"{reason}: {short}" if short else reason
            skipped.first.append(Problem(said, file, f"line {line}" if line else ""))

    def unknown_fields(self, names: object, known: set[str], file: str, line: int) -> None:
        """Note each field of a record that the reader does not know, once for each name."""
        if isinstance(names, dict) and not names.keys() <= known:
            for name in sorted(names.keys() - known - self.unknown.keys()):
                problem = f"the field {name!r} is not known, and not read"
                self.unknown[name] = Problem(problem, file, f"line {line}")

    @property
    def count(self) -> int:
        """How many records could not be used."""
        return sum(skipped.count for skipped in self.skipped.values())

    @property
    def problems(self) -> list[Problem]:
        """The first records that could not be used for each reason, and how many more there are."""
        found = []
        for skipped in self.skipped.values():
            found += skipped.first
            if more := skipped.count - len(skipped.first):
                found.append(Problem(f"{skipped.reason}: {more} more", self.source))
        return found


class SourceModule(Protocol):
    """What a module must offer to be a source."""

    @property
    def ABOUT(self) -> About:  # noqa: N802  a constant of the module
        """What the source is."""

    def read(self, given: Given, report: Report) -> Iterator[Fact]:
        """Yield a `Source`, then what it states; report what cannot be used and go on."""


def mention(kind: str, source: str, *names: str) -> str:
    """Return the identifier of a thing within a source.

    >>> mention("organization", "cncf-landscape", "Red Hat")
    'organization/cncf-landscape.red-hat'
    >>> mention("software", "cncf-landscape", "C++")
    'software/cncf-landscape.c-plus-plus'
    >>> mention("organization", "cncf-maintainers", "华为 Cloud")
    'organization/cncf-maintainers.cloud-e6813da8'
    """
    return f"{kind}/{source}." + ".".join(_local(name) for name in names)


def _local(name: str) -> str:
    text = name.replace("+", " plus ").replace("#", " sharp ")
    if not (plain := slug(text)):
        return code_points(name)
    decomposed = "" if name.isascii() else unicodedata.normalize("NFKD", name)
    is_lossy = any(char.isalpha() and not char.isascii() for char in decomposed)
    return f"{plain}-{digest(name)}" if is_lossy else plain


def at_lines(*lines: int) -> tuple[Evidence, ...]:
    """Return lines of a file as the evidence of a statement, each once and in order."""
    return tuple(Evidence(LineFragment(line)) for line in sorted(set(lines)))


def web_address(text: object) -> str | None:
    """Return a web address without what surrounds it, or None if the text is none."""
    address = str(text or "").strip()
    return address if _ADDRESS.fullmatch(address) and is_iri(address) else None


def repository_address(text: object) -> str | None:
    """Return the address of a repository in the one form that can be compared, or None.

    >>> repository_address("http://github.com/docker-library/golang.git ")
    'https://github.com/docker-library/golang'
    """
    address = web_address(text)
    if not address:
        return None
    return "https://" + address.partition("://")[2].rstrip("/").removesuffix(".git")


def github_login(text: object) -> str | None:
    """Return a login in lower case, as GitHub compares them, or None if the text is none.

    >>> github_login("@BenTheElder ")
    'bentheelder'
    """
    match = _LOGIN.fullmatch(str(text or "").strip())
    return match[1].lower() if match else None


def affiliation(text: object) -> str | None:
    """Return the name of an organization, or None for a word that stands for having none.

    >>> affiliation(" Individual - No Account "), affiliation("Red Hat ")
    (None, 'Red Hat')
    """
    name = " ".join(str(text or "").split())
    return None if _NOBODY.fullmatch(name) else name
