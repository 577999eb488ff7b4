"""The errors that a user can cause, and the one form in which each is told.

    KgError
    ├── InputError      a file that was given cannot be used as it is
    ├── QueryError      a question is malformed, or its parameters are
    ├── NotFoundError   nothing in the graph has that name
    ├── StoreError      the graph cannot be opened, read or written
    ├── FetchError      something cannot be downloaded
    └── InvalidGraphError  the graph was made, but breaks the ontology's shapes

Each carries one or more `Problem`: data first, a sentence second. Nothing here prints or exits:
the command line and the web each render a `KgError` in one function of their own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and what to do about it.

    Attributes:
        problem: What is wrong, as a clause without a full stop.
        source: The file, address or text in which it is wrong; empty if there is none.
        place: The place within the source, for example `line 12, field investor`.
        remedy: What the user can do; empty if the problem says it already.
    """

    problem: str
    source: str = ""
    place: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.source, self.place) if part)
        sentence = f"{where}: {self.problem}" if where else self.problem
        return f"{sentence}; {self.remedy}" if self.remedy else sentence


class KgError(Exception):
    """Anything that a user can cause; `str()` of it is one clear line for each problem."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class InputError(KgError):
    """A file that was given (a fact sheet, a judgement, a document) cannot be used as it is."""


class QueryError(KgError):
    """A query, the name of a query, or one of its parameters is wrong."""


class NotFoundError(KgError):
    """Nothing in the graph has the name that was asked for."""


class StoreError(KgError):
    """The graph cannot be opened, read or written at the location that was given."""


class FetchError(KgError):
    """Something cannot be downloaded, or is not what was asked for."""


class InvalidGraphError(KgError):
    """The graph breaks the shapes of the ontology; each problem is one violation."""
