"""YAML with line numbers: large files at the speed of the C parser, each mapping with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kg.errors import InputError, Problem
from kg.files import read_text
from kg.sources.reader import Given


class Record(dict[str, Any]):
    """A mapping of a YAML file that knows the line of itself and of each of its keys."""

    line: int
    lines: dict[str, int]

    def line_of(self, key: str) -> int:
        """Return the line of a key, or the record's own if it lacks the key."""
        return self.lines.get(key, self.line)

    def records(self, key: str) -> list[Record]:
        """Return the mappings that a key lists; what is empty or no list has none."""
        found = self.get(key)
        return [one for one in found if isinstance(one, Record)] if isinstance(found, list) else []

    def record(self, key: str) -> Record:
        """Return the mapping under a key, or an empty one."""
        found = self.get(key)
        if isinstance(found, Record):
            return found
        empty = Record()
        empty.line, empty.lines = self.line_of(key), {}
        return empty


class _Loader(yaml.CSafeLoader):
    """Keeps lines, and leaves dates as the text that they are."""

    yaml_implicit_resolvers = {  # noqa: RUF012  the name and form are the library's
        first: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
        for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def _record(loader: _Loader, node: yaml.MappingNode) -> Record:
    record = Record({str(k): v for k, v in loader.construct_mapping(node, deep=True).items()})
    record.line = node.start_mark.line + 1
    record.lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    return record


_Loader.add_constructor("tag:yaml.org,2002:map", _record)


def not_yaml(error: yaml.YAMLError, file: Path) -> Problem:
    """Return what the parser says is wrong with a file, and at which line."""
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Problem(f"is not YAML: {reason}", str(file), f"line {mark.line + 1}" if mark else "")


def load(given: Given, part: str) -> Record:
    """Return what a YAML file holds.

    Args:
        given: The file.
        part: The list without which it is not the file that it is taken for.

    Raises:
        InputError: It cannot be read, is no YAML, is no mapping, or lacks the part.
    """
    try:
        loaded = yaml.load(read_text(given.path), _Loader)  # noqa: S506  a safe loader with lines
    except yaml.YAMLError as error:
        raise InputError(not_yaml(error, given.path)) from error
    if not isinstance(loaded, Record):
        raise InputError(Problem("is empty or no mapping", str(given.path)))
    if not loaded.records(part):
        problem, remedy = f"lists nothing under {part!r}", f"is it a file of {given.name}?"
        raise InputError(Problem(problem, str(given.path), "", remedy))
    return loaded
