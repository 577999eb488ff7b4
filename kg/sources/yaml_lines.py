"""YAML with line numbers: large files at the speed of the C parser, each mapping with its place."""

from __future__ import annotations

from typing import Any, Final

import yaml
from yaml.constructor import ConstructorError

from kg.errors import InputError, Problem
from kg.sources.reader import Given
from kg.sources.yaml_guard import BROKEN, guarded_text, not_yaml

_SHORT: Final = 60


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

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Return the value of a node; one that it cannot have is told with its line."""
        try:
            return super().construct_object(node, deep)
        except BROKEN as error:
            kind = node.tag.rpartition(":")[2]
            reason = f"{str(node.value)[:_SHORT]!r} is no {kind}"
            raise ConstructorError(None, None, reason, node.start_mark) from error


def _record(loader: _Loader, node: yaml.MappingNode) -> Record:
    record = Record({str(k): v for k, v in loader.construct_mapping(node, deep=True).items()})
    record.line = node.start_mark.line + 1
    record.lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    return record


_Loader.add_constructor("tag:yaml.org,2002:map", _record)


def load(given: Given, part: str) -> Record:
    """Return what a YAML file holds.

    Args:
        given: The file.
        part: The list without which it is not the file that it is taken for.

    Raises:
        InputError: It cannot be read, is no YAML that anybody can walk through, is no mapping, or
            lacks the part.
    """
    text = guarded_text(given.path)
    try:
        loaded = yaml.load(text, _Loader)  # noqa: S506  a safe loader with lines
    except yaml.YAMLError as error:
        raise InputError(not_yaml(error, given.path)) from error
    if not isinstance(loaded, Record):
        raise InputError(Problem("is empty or no mapping", str(given.path)))
    if not loaded.records(part):
        problem, remedy = f"lists nothing under {part!r}", f"is it a file of {given.name}?"
        raise InputError(Problem(problem, str(given.path), "", remedy))
    return loaded
