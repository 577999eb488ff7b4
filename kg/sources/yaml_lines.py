"""YAML with line numbers: large files at the speed of the C parser, each mapping with its place."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml
from yaml.constructor import ConstructorError

from kg.errors import InputError, Problem
from kg.sources.reader import Given, Report
from kg.sources.yaml_guard import BROKEN, guarded_text, not_yaml

_SHORT: Final = 60
_TAG: Final = "tag:yaml.org,2002:"
_BOOL: Final = re.compile(r"(?:true|false)\Z")


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
    """Keeps lines, and leaves what is no truth value and not empty as the text that it is.

    YAML takes the name `1.10` for a number, `No` for a truth value and `1:30` for ninety.

    Attributes:
        twice: Each key that a mapping has already, and its line.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012  the name and form are the library's
        first: [(tag, form) for tag, form in found if tag in (_TAG + "null", _TAG + "merge")]
        for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }
    yaml_constructors = {  # noqa: RUF012  the name and form are the library's
        tag: construct
        for tag, construct in yaml.CSafeLoader.yaml_constructors.items()
        if tag in (None, _TAG + "bool", _TAG + "null", _TAG + "seq", _TAG + "str")
    }

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.twice: list[tuple[str, int]] = []

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Return the value of a node; one that it cannot have is told with its line."""
        try:
            return super().construct_object(node, deep)
        except BROKEN as error:
            kind = node.tag.rpartition(":")[2]
            reason = f"{str(node.value)[:_SHORT]!r} is no {kind}"
            raise ConstructorError(None, None, reason, node.start_mark) from error


def _record(loader: _Loader, node: yaml.Node) -> Record:
    if not isinstance(node, yaml.MappingNode):
        raise ConstructorError(None, None, "what is marked as a mapping is none", node.start_mark)
    written = [key for key, _ in node.value]
    # What another mapping lends (<<) goes before what is written here, and gives way to it.
    loader.flatten_mapping(node)
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            reason = "a list or mapping is no name of a field"
            raise ConstructorError(None, None, reason, key.start_mark)
    names = set[str]()
    for key in written:
        if key.value in names:
            loader.twice.append((key.value, key.start_mark.line + 1))
        names.add(key.value)
    record = Record({k.value: loader.construct_object(v, deep=True) for k, v in node.value})
    record.line = node.start_mark.line + 1
    record.lines = {key.value: key.start_mark.line + 1 for key, _ in node.value}
    return record


_Loader.add_implicit_resolver(_TAG + "bool", _BOOL, ["t", "f"])
_Loader.add_constructor(_TAG + "map", _record)


def load(given: Given, part: str, report: Report) -> Record:
    """Return what a YAML file holds.

    Args:
        given: The file.
        part: The list without which it is not the file that it is taken for.
        report: Told which keys a mapping has twice.

    Raises:
        InputError: It cannot be read, is no YAML that anybody can walk through, is no mapping, or
            lacks the part.
    """
    text = guarded_text(given.path)
    loader = _Loader(text)
    try:
        loaded = loader.get_single_data()
    except yaml.YAMLError as error:
        raise InputError(not_yaml(error, given.path)) from error
    if not isinstance(loaded, Record):
        raise InputError(Problem("is empty or no mapping", str(given.path)))
    if not loaded.records(part):
        problem, remedy = f"lists nothing under {part!r}", f"is it a file of {given.name}?"
        raise InputError(Problem(problem, str(given.path), "", remedy))
    for key, line in loader.twice:
        reason = "a key is given twice, and the last is taken"
        report.skip(reason, given.path.name, line, key)
    return loaded
