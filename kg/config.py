"""`kg.toml`: the sources of a build, named once, and where the build is.

output = "output"                       # both may be left out
strict = true

[sources]
cncf-landscape = "data/landscape.yml"   # paths count from this file
cncf-maintainers = {path = "data/project-maintainers.csv", commit = "7596c66", date = "2026-08-21"}
facts = ["sheets", "more/mine.yaml"]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.dates import Date
from kg.errors import InputError, Problem
from kg.files import read_text
from kg.likeness import did_you_mean

if TYPE_CHECKING:
    from kg.sources import Given

DEFAULT: Final = Path("kg.toml")
"""The file that is read if it lies in the working directory."""
OUTPUT: Final = Path("output")
"""The folder that a build writes unless it is told another."""
_KEYS: Final = ("output", "strict", "sources")
_SOURCE_KEYS: Final = ("path", "commit", "date")
_PLACE: Final = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass(frozen=True, slots=True)
class Config:
    """What a `kg.toml` says of a build.

    Attributes:
        sources: The sources to read.
        output: The folder to write.
        strict: Whether a record that cannot be used stops the build.
    """

    sources: tuple[Given, ...] = ()
    output: Path = OUTPUT
    strict: bool = False


def read_config(path: Path | None = None) -> Config:
    """Read a configuration; without a path the one of the working directory, if there is one.

    Raises:
        InputError: The file is absent, is no TOML, or says what nobody understands.
    """
    if path is None and not DEFAULT.is_file():
        return Config()
    # The readers' libraries take longer to load than a question takes to be answered.
    from kg.sources import check

    file = path or DEFAULT
    raw = _read(file)
    problems: list[Problem] = []

    def wrong(problem: str, place: str = "", remedy: str = "") -> None:
        problems.append(Problem(problem, str(file), place, remedy))

    for key in sorted(raw.keys() - set(_KEYS)):
        remedy = did_you_mean(key, _KEYS, f"the keys are {', '.join(_KEYS)}")
        wrong(f"unknown key {key!r}", remedy=remedy)
    strict, sources = raw.get("strict", False), raw.get("sources", {})
    output = OUTPUT
    try:
        output = _output(raw, file)
    except InputError as error:
        problems += error.problems
    if not isinstance(strict, bool):
        wrong(f"must be true or false, not {strict!r}", "strict", "write it without quotes")
    if not isinstance(sources, dict):
        wrong(
            f"must be a table, not {sources!r}",
            "sources",
            'write [sources] and under it name = "path"',
        )
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
    return Config(tuple(given), output, strict)


def built_folder() -> Path:
    """Return the folder that `kg build` writes in the working directory; nothing else is read.

    Raises:
        InputError: There is a `kg.toml` that cannot be read or does not name a folder.
    """
    return _output(_read(DEFAULT), DEFAULT) if DEFAULT.is_file() else OUTPUT


def _read(file: Path) -> dict[str, Any]:
    import tomllib

    try:
        raw = tomllib.loads(read_text(file))
        # A hexadecimal number can be longer than Python writes out in whoever complains of it.
        repr(raw)
        return raw
    except tomllib.TOMLDecodeError as error:
        match = _PLACE.fullmatch(str(error))
        reason, line, column = match.groups() if match else (str(error), None, None)
        place = f"line {line}, column {column}" if line else "at its end"
        remedy = 'write lines such as output = "DIR", text in quotes'
        problem = f"is not TOML ({reason[:1].lower()}{reason[1:]})"
        raise InputError(Problem(problem, str(file), place, remedy)) from error
    except (ValueError, RecursionError) as error:
        problem = "has a number of too many digits, or lists within lists without end"
        raise InputError(Problem(problem, str(file), "", "remove it: no key needs one")) from error


def _output(raw: dict[str, Any], file: Path) -> Path:
    if "output" not in raw:
        return OUTPUT
    output = raw["output"]
    if not isinstance(output, str) or not output.strip() or "\0" in output:
        problem = f"must be a path in quotes, not {output!r}"
        raise InputError(Problem(problem, str(file), "output", 'write output = "DIR"'))
    return file.parent / output


def _given(name: str, value: Any, folder: Path) -> Given:
    """Return one source as the file names it."""
    from kg.sources import Given

    if isinstance(value, str) and value.strip():
        return Given.parse(f"{name}={value}", folder)
    for key in sorted(value.keys() - set(_SOURCE_KEYS)) if isinstance(value, dict) else ():
        remedy = did_you_mean(key, _SOURCE_KEYS, f"the keys are {', '.join(_SOURCE_KEYS)}")
        raise InputError(Problem(f"unknown key {key!r}", remedy=remedy))
    path = value.get("path") if isinstance(value, dict) else None
    if not isinstance(path, str) or not path.strip():
        raise InputError(Problem("names no path", remedy='write "PATH" or {path = "PATH"}'))
    # TOML has dates of its own; people write them with and without quotes.
    date = Date.parse(str(value["date"])) if "date" in value else None
    return Given(name, folder / path, str(value.get("commit", "")), date)
