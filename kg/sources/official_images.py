"""Docker Official Images: the files of `library/`, one for each image.

A file is made of blocks of `Key: value`; the first holds what all others inherit. Each block with
tags is a variant of the image. E-mail addresses of maintainers are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kg.errors import InputError, Problem
from kg.facts import Development, ImageVariant, Maintainership, Thing
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
    repository_address,
)
from kg.terms import slug

ABOUT: Final = About(
    name="docker-official-images",
    title="Docker Official Images",
    publisher="Docker",
    licence="Apache-2.0",
    address="https://github.com/docker-library/official-images/tree/master/library",
    gives="images, who maintains them, their tags, architectures and source repositories",
    repository="https://github.com/docker-library/official-images",
    file="library",
)

_TAGS: Final = re.compile(r"^Tags:", re.MULTILINE)
_FIELD: Final = re.compile(r"([A-Za-z0-9-]+):\s*(.*)")
_MAINTAINER: Final = re.compile(r"(?P<name>[^<>()]*)(?:<[^<>]*>\s*)?(?:\(@(?P<login>[^()]+)\))?")
_MANY: Final = re.compile(r"\b(?:team|project|foundation|maintainers|community|inc)\b", re.I)
_KNOWN: Final = {
    "Maintainers", "GitRepo", "GitFetch", "GitCommit", "Directory", "File", "Architectures",
    "Tags", "SharedTags", "Constraints", "Builder",
}  # fmt: skip


@dataclass(slots=True)
class _Block:
    """Some lines of a file: their values, and the line of each key and of each value's lines."""

    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def words(self, key: str) -> tuple[str, ...]:
        """Return the words that a key lists with commas."""
        words = self.values.get(key, "").replace("\n", " ").split(",")
        return tuple(word.strip() for word in words if word.strip())


def read(given: Given, report: Report) -> Iterator[Fact]:
    """Yield a source for each image's file, followed by what it states.

    Raises:
        InputError: What was given is no folder of such files.
    """
    folder = given.path / "library" if (given.path / "library").is_dir() else given.path
    files = sorted(path for path in folder.glob("*") if path.is_file())
    if not any(_TAGS.search(read_text(path)) for path in files):
        raise InputError(Problem("is no folder with a file for each image", str(given.path)))
    for path in files:
        yield ABOUT.source(given, path.name)
        yield from _Image(path, report).read()


class _Image:
    """The file of one image while it is read."""

    def __init__(self, path: Path, report: Report) -> None:
        self.name, self.report = path.name, report
        self.id = mention("software", ABOUT.name, path.name)
        self.blocks = list(self._blocks(read_text(path)))

    def read(self) -> Iterator[Fact]:
        """Yield the image, its maintainers and its variants."""
        common, repositories = _Block(), set[str]()
        variants: dict[str, ImageVariant] = {}
        for block in self.blocks:
            if "Tags" not in block.values:
                common.values |= block.values
                common.lines |= block.lines
                continue
            variant = self._variant(block, common)
            if variant is None:
                continue
            if slug(variant.key) in variants:
                self._skip(
                    "the first tag of a variant reads like that of another",
                    block.lines["Tags"],
                    variant.key,
                )
                continue
            variants[slug(variant.key)] = variant
            repositories.update(variant.repository)
        # An image without tags has been withdrawn, and its sources are where they were.
        if not variants and (address := repository_address(common.values.get("GitRepo"))):
            repositories.add(address)
        line = common.lines.get("Maintainers", 1)
        yield Thing(
            id=self.id, type="ContainerImage", name={"en": self.name},
            repository=tuple(sorted(repositories)), evidence=at_lines(line),
        )  # fmt: skip
        for block in (common, *self.blocks):
            if "Maintainers" in block.values and (block is common or "Tags" in block.values):
                yield from self._maintainers(block)
        yield from variants.values()

    def _skip(self, reason: str, line: int, what: str = "") -> None:
        self.report.skip(reason, self.name, line, what)

    def _blocks(self, text: str) -> Iterator[_Block]:
        block, key = _Block(), ""
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith("#"):
                continue
            if not line.strip():
                if block.values:
                    yield block
                block, key = _Block(), ""
            elif line[0].isspace() and key:
                block.values[key] += "\n" + line.strip()
            elif match := _FIELD.fullmatch(line.strip()):
                key = match[1]
                block.values[key], block.lines[key] = match[2], number
                self.report.unknown_fields({key.rpartition("-")[2]: 0}, _KNOWN, self.name, number)
            else:
                # What stands there may be an address of a person; it is not repeated.
                self._skip("a line is no field", number)
        if block.values:
            yield block

    def _variant(self, block: _Block, common: _Block) -> ImageVariant | None:
        both = _Block(common.values | block.values)
        line, tags = block.lines["Tags"], both.words("Tags")
        if not tags:
            self._skip("a variant has no tag", line)
            return None
        text = both.values.get("GitRepo", "")
        repository = repository_address(text)
        if not repository:
            self._skip("a variant has no repository", line, text)
        architectures = both.words("Architectures")
        return ImageVariant(
            software=self.id, key=tags[0], tag=tags, shared_tag=both.words("SharedTags"),
            # The format's own default.
            architecture=architectures or ("amd64",),
            inferred=() if architectures else ("architecture",),
            repository=(repository,) if repository else (),
            # A build for one architecture may be from a commit of its own.
            commit=tuple(sorted({v for k, v in both.values.items() if k.endswith("GitCommit")})),
            evidence=at_lines(line),
        )  # fmt: skip

    def _maintainers(self, block: _Block) -> Iterator[Fact]:
        """Yield each maintainer with the line that names them."""
        for offset, line in enumerate(block.values["Maintainers"].split("\n")):
            number = block.lines["Maintainers"] + offset
            for text in filter(None, (part.strip() for part in line.split(","))):
                match = _MAINTAINER.fullmatch(text)
                name = affiliation(match["name"]) if match else None
                if match and not name and any(map(str.isalpha, match["name"])):
                    # The account beside `TBD` is that of whoever is to find somebody.
                    self._skip("a maintainer is not named", number)
                    continue
                account = (match["login"] or "").strip() if match else ""
                login = github_login(account)
                if not name and not login:
                    self._skip("a maintainer has neither a name nor a GitHub login", number)
                    continue
                yield from self._maintainer(name or account, login, account, number)

    def _maintainer(self, name: str, login: str | None, account: str, line: int) -> Iterator[Fact]:
        # A team has an account with a slash; an account of the image's own name is its maker's.
        own = slug(self.name) in (slug(account), slug(name))
        if "/" in account or own or _MANY.search(name):
            # Several teams may share the account of a bot or of their company.
            many = mention("organization", ABOUT.name, name)
            yield Thing(
                id=many, type="Organization", name={"en": name}, github_login=login,
                evidence=at_lines(line),
            )  # fmt: skip
            yield Development(organization=many, software=self.id, evidence=at_lines(line))
        else:
            key = (login,) if login else ("by-name", name)
            person = mention("person", ABOUT.name, *key)
            yield Thing(
                id=person, type="Person", name={"en": name}, github_login=login,
                evidence=at_lines(line),
            )  # fmt: skip
            yield Maintainership(person=person, project=self.id, evidence=at_lines(line))
