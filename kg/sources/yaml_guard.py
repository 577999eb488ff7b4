"""YAML from strangers: what would harm whoever walks into it is found before anybody does.

The parser trusts its input: deep nesting crashes it, and aliases can make a small file endless.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from kg.errors import InputError, Problem
from kg.files import read_text

_DEEPEST: Final = 20
"""No file of facts nests as deep."""
_FROM_ALIASES: Final = 100_000
"""So many values may aliases (`*name`) add to those that are written out."""
BROKEN: Final = (ValueError, LookupError, AttributeError)
"""What the library raises for a value that its tag does not allow, beside its own errors."""


@dataclass(slots=True)
class _Part:
    """A list or mapping while it is read: how many values it holds, and how deep it nests."""

    anchor: str | None
    size: int = 1
    height: int = 1

    def hold(self, inner: _Part) -> None:
        self.size += inner.size
        self.height = max(self.height, inner.height + 1)


def guarded_text(path: Path) -> str:
    """Return the text of a YAML file that anybody can walk through, aliases and all.

    Raises:
        InputError: It cannot be read, is no YAML, nests too deeply, or its aliases make it
            endless or too large.
    """
    text = read_text(path)
    try:
        problem = _trap(text, str(path))
    except yaml.YAMLError as error:
        problem = not_yaml(error, path)
    if problem:
        raise InputError(problem)
    return text


def not_yaml(error: yaml.YAMLError, file: Path) -> Problem:
    """Return what the parser says is wrong with a file, and at which line."""
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Problem(f"is not YAML: {reason}", str(file), f"line {mark.line + 1}" if mark else "")


def _trap(text: str, file: str) -> Problem | None:
    """Return what is dangerous in a text, if anything is."""
    parts = [_Part(None)]
    named: dict[str, _Part] = {}
    added = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        inner = None
        match event:
            case yaml.CollectionStartEvent():
                parts.append(_Part(event.anchor))
            case yaml.CollectionEndEvent():
                inner = parts.pop()
                if inner.anchor:
                    named[inner.anchor] = inner
            case yaml.ScalarEvent():
                parts[-1].size += 1
            case yaml.AliasEvent():
                inner = named.get(event.anchor or "")
                added += inner.size if inner else 1
                within = any(part.anchor == event.anchor for part in parts)
                if within or added > _FROM_ALIASES:
                    remedy = "an alias (*) may stand within its own anchor (&): write the parts out"
                    problem = "its aliases make it endless or too large"
                    return Problem(problem, file, _line(event), remedy)
        if inner:
            parts[-1].hold(inner)
        if len(parts) + (inner.height if inner else 0) - 1 > _DEEPEST:
            return Problem("is nested too deeply", file, _line(event))
    return None


def _line(event: yaml.Event) -> str:
    return f"line {event.start_mark.line + 1}" if event.start_mark else ""
