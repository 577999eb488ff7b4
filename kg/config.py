"""`kg.toml`: the sources of a build, named once.

output = "output"                       # both may be left out
strict = true

[sources]
cncf-landscape = "data/landscape.yml"   # paths count from this file
cncf-maintainers = {path = "data/project-maintainers.csv", commit = "7596c66", date = "2026-08-21"}
facts = ["sheets", "more/mine.yaml"]
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.dates import Date
from kg.errors import InputError, Problem
from kg.sources import Given, check

DEFAULT: Final = Path("kg.toml")
"""The file that is read if it lies in the working directory."""
_KEYS: Final = ("output", "strict", "sources")
_SOURCE_KEYS: Final = ("path", "commit", "date")


@dataclass(frozen=True, slots=True)
class Config:
    """What a `kg.toml` says of a build.

    Attributes:
        sources: The sources to read.
        output: The folder to write, or None for the usual one.
        strict: Whether a record that cannot be used stops the build.
    """

    sources: tuple[Given, ...] = ()
    output: Path | None = None
    strict: bool = False


def read_config(path: Path | None = None) -> Config:
    """Read a configuration; without a path the one of the working directory, if there is one.

    Raises:
        InputError: The file is absent, is no TOML, or says what nobody understands.
    """
    if path is None and not DEFAULT.is_file():
        return Config()
    file = path or DEFAULT
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(Problem(f"cannot be read ({error.strerror})", str(file))) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(Problem(f"is not TOML: {error}", str(file))) from error
    problems: list[Problem] = []

    def wrong(problem: str, place: str = "", remedy: str = "") -> None:
        problems.append(Problem(problem, str(file), place, remedy))

    for key in raw.keys() - set(_KEYS):
        wrong(f"unknown key {key!r}", remedy=f"the keys are {', '.join(_KEYS)}")
    output, strict, sources = raw.get("output"), raw.get("strict", False), raw.get("sources", {})
    if not isinstance(output, str | None):
        wrong("must be a path in quotes", "output")
    if not isinstance(strict, bool):
        wrong("must be true or false", "strict")
    if not isinstance(sources, dict):
        wrong("must be a table", "sources", 'write [sources] and under it name = "path"')
        sources = {}
    given: list[Given] = []
    for name, value in sources.items():
        for one in value if isinstance(value, list) else [value]:
            try:
                given.append(check(_given(name, one, file.parent)))
            except InputError as error:
                for problem in error.problems:
                    wrong(problem.problem, f"sources.{name}", problem.remedy)
    if problems:
        raise InputError(*problems)
    return Config(tuple(given), file.parent / output if output else None, strict)


def _given(name: str, value: Any, folder: Path) -> Given:
    """Return one source as the file names it."""
    if isinstance(value, str):
        return Given.parse(f"{name}={value}", folder)
    if not isinstance(value, dict) or not isinstance(value.get("path"), str):
        raise InputError(Problem("names no path", remedy='write "PATH" or {path = "PATH"}'))
    for key in value.keys() - set(_SOURCE_KEYS):
        raise InputError(Problem(f"unknown key {key!r}", remedy=f"write {', '.join(_SOURCE_KEYS)}"))
    # TOML has dates of its own; people write them with and without quotes.
    date = Date.parse(str(value["date"])) if "date" in value else None
    return Given(name, folder / value["path"], str(value.get("commit", "")), date)
