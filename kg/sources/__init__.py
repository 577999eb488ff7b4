"""Sources: what can be loaded, and one module for each format.

A reader turns a file into a `Source` and the statements that it makes, each with its evidence. It
resolves no identity and knows of no other source. `SOURCES` lists them all, `read` reads some.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import Final

from kg.errors import InputError, Problem
from kg.facts import Source, Statement
from kg.likeness import did_you_mean
from kg.sources import (
    crunchbase,
    graphs,
    investments,
    kubernetes,
    landscape,
    maintainers,
    official_images,
    sheet,
    wikidata,
)
from kg.sources.reader import About, Given, Report, Skipped, SourceModule
from kg.sources.sheet import Dataset, read_sheets
from kg.terms import slug

_MODULES: Final[Mapping[str, SourceModule]] = {
    module.ABOUT.name: module
    for module in (
        landscape, maintainers, kubernetes, official_images, wikidata, investments, crunchbase,
        graphs,
    )
}  # fmt: skip
_FACTS: Final = sheet.ABOUT.name
SOURCES: Final[Mapping[str, About]] = {
    about.name: about for about in (sheet.ABOUT, *(module.ABOUT for module in _MODULES.values()))
}
"""What can be loaded, by name."""


def check(given: Given) -> Given:
    """Return what was given, if there is a source of that name.

    Raises:
        InputError: There is none; the message says which there are.
    """
    if given.name not in SOURCES:
        remedy = did_you_mean(given.name, SOURCES, "kg sources lists them")
        raise InputError(Problem(f"there is no source {given.name!r}", remedy=remedy))
    return given


def sheets_of(given: Sequence[Given]) -> list[Path]:
    """Return the fact sheets among what was given, those of a folder one by one.

    Raises:
        InputError: A folder holds none.
    """
    files: list[Path] = []
    for one in given:
        if one.name == _FACTS:
            found = sorted(one.path.glob("*.yaml")) if one.path.is_dir() else [one.path]
            if not found:
                raise InputError(Problem("holds no fact sheet (*.yaml)", str(one.path)))
            files += found
    return files


def read(given: Given, report: Report) -> Iterator[tuple[Source, Statement]]:
    """Yield each statement of a source other than a fact sheet, with the source that makes it.

    Raises:
        InputError: The file as a whole cannot be read. A record that cannot be used is reported.
    """
    source: Source | None = None
    for fact in _MODULES[given.name].read(given, report):
        if isinstance(fact, Source):
            source = fact
        else:
            assert source is not None  # noqa: S101  a reader yields a source first
            yield source, fact


def readable(given: Sequence[Given]) -> list[Given]:
    """Return what `read` reads of what was given, each once: everything but fact sheets.

    Of several sources of one name, such as two landscapes, the lines are told apart by the file.
    """
    found: dict[Given, Given] = {}
    for one in given:
        if one.name != _FACTS:
            taken = {other.mark for other in found.values() if other.name == one.name}
            file = slug(one.path.stem) or "file"
            marks = chain(["", file], (f"{file}-{number}" for number in count(2)))
            mark = next(mark for mark in marks if mark not in taken)
            found.setdefault(replace(one, path=one.path.resolve()), replace(one, mark=mark))
    return list(found.values())


__all__ = [
    "SOURCES",
    "About",
    "Dataset",
    "Given",
    "Report",
    "Skipped",
    "check",
    "read",
    "read_sheets",
    "readable",
    "sheets_of",
]
