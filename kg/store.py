"""The store: one graph on disk or in memory, behind the same few methods.

Oxigraph answers; its terms are the inner currency. A store on disk is opened to be read only: a
build makes a new folder, it never writes to one that may be in use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import Problem, QueryError, StoreError
from kg.terms import PREFIXES

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_POSITION = re.compile(r"^error at (\d+):(\d+)(?:-\d+:\d+)?: (.*)$", re.DOTALL)
# The engine has no switch for it, and a question must never make it fetch an address.
# Longer strings come first and an IRI holds no bracket: else a keyword could hide in a false one.
_SERVICE = re.compile(
    r'''"""(?:\\.|[^\\])*?""" | \'{3}(?:\\.|[^\\])*?\'{3} | "(?:\\.|[^"\\\n])*" | '''
    r"""'(?:\\.|[^'\\\n])*' | <[^<>"{}|^`\\\x00-\x20]*> | \#[^\n]* | (SERVICE)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


_LONGEST = 40
_QUADS_AT_ONCE = 100_000


class Store:
    """A set of RDF graphs that answers SPARQL."""

    def __init__(self, engine: ox.Store, location: str) -> None:
        self.engine = engine
        self.location = location

    @classmethod
    def memory(cls) -> Store:
        """Return an empty store in memory."""
        return cls(ox.Store(), ":memory:")

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open a store on disk to read it.

        Raises:
            StoreError: There is none, or it cannot be read.
        """
        if not (folder / "CURRENT").is_file():
            raise StoreError(Problem("there is no graph here", str(folder), "", "run: kg build"))
        try:
            return cls(ox.Store.read_only(str(folder)), str(folder))
        except OSError as error:
            remedy = "build it again: kg build"
            raise StoreError(
                Problem(f"the graph cannot be read ({error})", str(folder), "", remedy)
            ) from error

    @classmethod
    def create(cls, folder: Path) -> Store:
        """Make an empty store on disk, to be filled with `load` and `derive` and then `finish`ed.

        Raises:
            StoreError: The disk refuses.
        """
        try:
            return cls(ox.Store(str(folder)), str(folder))
        except OSError as error:
            raise _unwritten(str(folder), error) from error

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads, of which no more than a part is held in memory at once.

        Raises:
            StoreError: The disk refuses.
        """
        remaining = iter(quads)
        try:
            while part := list(islice(remaining, _QUADS_AT_ONCE)):
                self.engine.bulk_extend(part)
        except OSError as error:
            raise _unwritten(self.location, error) from error

    def derive(self, rule: str) -> None:
        """Add to the default graph what a CONSTRUCT query derives.

        Raises:
            QueryError: The text is no CONSTRUCT query.
            StoreError: The disk refuses.
        """
        answer = self.query(rule)
        if not isinstance(answer, ox.QueryTriples):
            raise QueryError(Problem("a rule must be a CONSTRUCT query", "rule"))
        # The answer speaks of the store as it was when asked, whatever is added meanwhile.
        self.load(ox.Quad(t.subject, t.predicate, t.object, ox.DefaultGraph()) for t in answer)

    def finish(self) -> None:
        """Make a filled store quick to read, and safe on disk.

        Raises:
            StoreError: The disk refuses.
        """
        try:
            self.engine.optimize()
            self.engine.flush()
        except OSError as error:
            raise _unwritten(self.location, error) from error

    def query(self, text: str, bindings: Mapping[str, Any] | None = None) -> Answer:
        """Ask a SPARQL 1.1 query; every prefix of the project is known to it.

        Args:
            text: The query.
            bindings: RDF terms for variables of the query, by name without the question mark.

        Raises:
            QueryError: The text is no query; the message says at which line and column.
        """
        if any(match.group(1) for match in _SERVICE.finditer(text)):
            raise QueryError(
                Problem("SERVICE would ask another server", "query", "",
                        "load that data into the graph instead")
            )  # fmt: skip
        substitutions = {ox.Variable(name): term for name, term in (bindings or {}).items()}
        try:
            return self.engine.query(text, prefixes=PREFIXES, substitutions=substitutions)
        except SyntaxError as error:
            raise QueryError(_syntax_problem(text, str(error))) from error
        except (RuntimeError, ValueError) as error:
            raise QueryError(Problem(str(error), "query")) from error


def _unwritten(location: str, error: OSError) -> StoreError:
    return StoreError(Problem(f"the graph cannot be written ({error})", location))


def _syntax_problem(text: str, message: str) -> Problem:
    """Return the engine's complaint with the line that it speaks of and a caret under it."""
    match = _POSITION.match(message)
    if not match:
        return Problem(message, "query")
    line, column = int(match[1]), int(match[2])
    if "Prefix not found" in match[3]:
        return _pointed(text, line, column, "a prefix is not declared")
    # The engine lists every character that a name may hold, which helps nobody.
    expected = [item for item in match[3].splitlines()[0].split(", ") if len(item) <= _LONGEST]
    reason = ", ".join(expected) or "cannot be read from here on"
    return _pointed(text, line, column, reason)


def _pointed(text: str, line: int, column: int, reason: str) -> Problem:
    lines = text.splitlines() or [""]
    shown = lines[min(line, len(lines)) - 1]
    caret = " " * (column - 1) + "^"
    return Problem(f"{reason}\n  {shown}\n  {caret}", "query", f"line {line}, column {column}")
