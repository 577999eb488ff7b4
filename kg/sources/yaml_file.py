"""YAML files whose every value keeps its line, so that whatever is wrong can be pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from kg.errors import InputError, Problem
from kg.likeness import did_you_mean
from kg.sources.yaml_guard import BROKEN, guarded_text, not_yaml

Path_ = tuple[str | int, ...]
"""The way to a value: the keys and positions that lead to it."""

_SHORT: Final = 60


class YamlFile:
    """A YAML file that is a mapping of known parts.

    Attributes:
        name: The path as it was given.
        value: The plain values; empty if the file cannot be read at all.
        lines: The line of each value and of each key, by the way to it.
        problems: What is wrong with it, as far as it was found.
    """

    def __init__(self, path: Path, parts: Sequence[str]) -> None:
        self.name = str(path)
        self._parts = parts
        self.problems: list[Problem] = []
        self.lines: dict[Path_, int] = {}
        self.value: dict[str, Any] = {}
        try:
            node = yaml.compose(guarded_text(path), Loader=yaml.CSafeLoader)
        except InputError as error:
            self.problems += error.problems
            return
        except yaml.YAMLError as error:
            self.problems.append(not_yaml(error, path))
            return
        if not isinstance(node, yaml.MappingNode):
            remedy = f"write {', '.join(parts)}"
            self.problems.append(Problem("is empty or no mapping", self.name, "", remedy))
            return
        self.value = self._construct(node, ())
        for key in sorted(self.value.keys() - set(parts)):
            self.report((key,), f"unknown part {_short(key)!r}", did_you_mean(key, parts))

    def _construct(self, node: yaml.Node, at: Path_) -> Any:
        """Return the plain value of a node, and remember the line of each part of it."""
        self.lines[at] = node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode):
            return [self._construct(item, (*at, i)) for i, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            mapping: dict[str, Any] = {}
            for key_node, value_node in node.value:
                if not isinstance(key_node, yaml.ScalarNode):
                    self.report(at, "a list or mapping is no name of a field")
                    continue
                if key_node.tag == "tag:yaml.org,2002:merge":
                    self.report(at, "merge keys (<<) are not supported", "write the fields out")
                    continue
                key = str(key_node.value)
                self.lines[(*at, key)] = key_node.start_mark.line + 1
                if key in mapping:
                    self.report((*at, key), "is given twice", "keep one of the two")
                mapping[key] = self._construct(value_node, (*at, key))
                self.lines[(*at, key)] = key_node.start_mark.line + 1
            return mapping
        if node.tag == "tag:yaml.org,2002:timestamp":
            return str(node.value)
        if node.tag == "tag:yaml.org,2002:int" and len(node.value) > _SHORT:
            self.report(at, f"{_short(node.value)!r} has too many digits")
            return None
        try:
            return yaml.SafeLoader("").construct_object(node)
        except (*BROKEN, yaml.YAMLError) as error:
            self.report(at, f"{_short(node.value)!r} cannot be read ({error})")
            return None

    def report(self, at: Path_, problem: str, remedy: str = "") -> None:
        """Record a problem at a place in the sheet."""
        line = next((self.lines[at[:n]] for n in range(len(at), -1, -1) if at[:n] in self.lines), 1)
        field = ".".join(
            str(part) for part in at if isinstance(part, str) and part not in self._parts
        )
        place = f"line {line}" + (f", {_short(field)}" if field else "")
        self.problems.append(Problem(problem, self.name, place, remedy))

    def part(self, name: str, kind: type[Any]) -> Any:
        """Return a part of the sheet, or an empty one if it is absent or of the wrong kind."""
        value = self.value.get(name)
        if value is None:
            return kind()
        if not isinstance(value, kind):
            self.value[name] = None
            self.report(
                (name,), f"the part {name!r} must be a {'list' if kind is list else 'mapping'}"
            )
            return kind()
        return value


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[:_SHORT] + "..."
