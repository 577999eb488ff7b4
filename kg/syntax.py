"""What a query's text says before the engine runs it, and what is wrong where it cannot be read.

The engine's parser has no switch for `SERVICE` and complains in terms of its own grammar; both
are mended here, from the text alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from kg.errors import Problem
from kg.terms import expand

TEXTS_KEPT: Final = 64
"""Of how many queries is remembered what their texts say: most are asked again with new values."""

# Whatever may hold the word without meaning the keyword comes first. The engine needs no space
# around keywords (`trueSERVICE:a{}` asks a server), so a prefix that ends in the word is harmless
# only where no group follows its name.
_SERVICE: Final = re.compile(
    r'''"""(?:\\.|[^\\])*?""" | \'{3}(?:\\.|[^\\])*?\'{3}'''
    r"""| "(?:\\.|[^"\\\r\n])*" | '(?:\\.|[^'\\\r\n])*' """
    r"""| <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-F]{4}|\\U[0-9A-F]{8})*> | \#[^\r\n]* | \\[^A-Z]"""
    r"""| [?$][A-Z0-9_]+ | :(?:[A-Z0-9_:-])+"""
    r"""| PREFIX\s+[A-Z0-9_.-]*:\s*(?=<)"""
    r"""| SERVICE[A-Z0-9_.-]*: (?!(?:\\.|[^\s{\#\\])*(?:\s|\#[^\r\n]*)*\{) [A-Z0-9_:-]*"""
    r"""| (SERVICE)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL | re.ASCII,
)
_PROLOGUE: Final = re.compile(
    r"(?:\s | \#[^\r\n]* | PREFIX\s+[^\s:]*:\s*<[^>]*> | BASE\s+<[^>]*>)*", re.VERBOSE | re.I
)
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES: Final = (
    "INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY",
)  # fmt: skip
_POSITION: Final = re.compile(r"^error at (\d+):(\d+)(?:-\d+:\d+)?: (.*)$", re.DOTALL)
_PREFIXED_NAME: Final = re.compile(r"([^\s{}()<>\"',;|/^!+*?$@:=]*):[^\s{}()<>\"',;]*$")
# Strings, IRIs and comments come first, as they may hold what looks like such a name.
_SLASHED: Final = re.compile(
    r"""\"(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | <[^<>"{}|^`\\\x00-\x20]*> | \#[^\r\n]*"""
    r"""| (?<![\w-])(?P<name>(?:id|graph):[\w-]+(?P<rest>(?:/[\w-]+(?:\.[\w-]+)*)+))(?![\w:/-])""",
    re.VERBOSE,
)
_KEYWORD: Final = re.compile(r"[A-Z]{2,}")
_LONGEST: Final = 40
_MANY: Final = 8


@lru_cache(maxsize=TEXTS_KEPT)
def asks_elsewhere(text: str) -> bool:
    """Say whether a query has a SERVICE clause, which would ask another server.

    >>> asks_elsewhere("SELECT * { SERVICE SILENT <http://example.org/> { ?s ?p ?o } }")
    True
    >>> asks_elsewhere("SELECT ?service { ?service a ce:service } # SERVICE")
    False
    """
    return any(match.group(1) for match in _SERVICE.finditer(text))


def syntax_problem(text: str, message: str) -> Problem:
    """Return the engine's complaint with the line that it speaks of and a caret under it.

    Args:
        text: The query.
        message: What the engine says of it.
    """
    start = _PROLOGUE.match(text)
    begins = start.end() if start else 0
    word = re.match(r"\w*", text[begins:])
    first = word.group().upper() if word else ""
    if first in _UPDATES:
        remedy = "ask with SELECT, ASK, CONSTRUCT or DESCRIBE; new facts come by kg build"
        return Problem(f"the graph is read-only, {first} would change it", "query", "", remedy)
    if not text[begins:].strip():
        return Problem("the query is empty", "query", "", "write for example SELECT * { ?s ?p ?o }")
    match = _POSITION.match(message)
    if not match:
        return Problem(message, "query")
    if first and not first.startswith(_FORMS) and first not in ("PREFIX", "BASE"):
        reason = f"a query begins with {', '.join(_FORMS[:-1])} or {_FORMS[-1]}"
        return pointed(text, begins, reason)
    for slashed in _SLASHED.finditer(text):
        if name := slashed["name"]:
            escaped = name.replace("/", "\\/")
            reason = f"the slash ends {name!r} early; write {escaped} or <{expand(name)}>"
            return pointed(text, slashed.start("rest"), reason)
    line, column = int(match[1]), int(match[2])
    if "Prefix not found" in match[3]:
        before = _lines(text)[line - 1][: column - 1]
        found = _PREFIXED_NAME.search(before)
        told = f"the prefix {found[1] + ':'!r}" if found else "a prefix"
        column = found.start() + 1 if found else column
        return _pointed(text, line, column, f"{told} is not declared")
    hoped = match[3].splitlines()[0].removeprefix("expected ").removeprefix("one of ").split(", ")
    if sentence := next((item for item in hoped if item.startswith("The ")), ""):
        return _pointed(text, line, column, f"the {sentence.removeprefix('The ')}")
    # The engine lists every character that a name may hold, and spaces, which helps nobody.
    expected = [item for item in hoped if len(item) <= _LONGEST and item != "[_]"]
    if expected and all(_KEYWORD.fullmatch(word) for word in expected):
        # It counts the letters of the keyword that it hoped for into the place.
        column = max(1, column - min(map(len, expected)))
        expected = []
    elif not "\n".join(_lines(text)[line - 1 :])[column - 1 :].strip():
        return _pointed(text, line, column, "the query ends too early; is a } or a ) missing?")
    reason = f"expected {' or '.join(expected)}" if expected else "cannot be read from here on"
    if len(expected) > _MANY:
        letter = _lines(text)[line - 1][column - 1 :].strip()[:1]
        reason = f"{repr(letter) if letter else 'the end of the line'} is not expected here"
    return _pointed(text, line, column, reason)


def pointed(text: str, offset: int, reason: str) -> Problem:
    """Return a problem of a query that shows the line in which it is, with a caret below it."""
    return _pointed(text, *_place(text, offset), reason)


def _place(text: str, offset: int) -> tuple[int, int]:
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _lines(text: str) -> list[str]:
    """Split as the engine counts: by line feeds alone."""
    return text.split("\n")


def _pointed(text: str, line: int, column: int, reason: str) -> Problem:
    """Return a problem that shows its line, with a caret under the column (from 1)."""
    lines = _lines(text)
    shown = lines[min(line, len(lines)) - 1].rstrip("\r")
    before = shown[: column - 1].expandtabs(4)
    caret = " " * sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in before) + "^"
    return Problem(
        f"{reason}\n  {shown.expandtabs(4)}\n  {caret}", "query", f"line {line}, column {column}"
    )
