"""The named queries: questions kept in `.rq` files, whose parameters are bound as RDF terms.

A file opens with comments that say what it asks and what it needs:

    # question: Who led a funding round, and who took part?
    # question@zh: 谁领投了一轮融资，谁参与其中？
    # param round: thing -- the funding round, by any of its names
    # param as_of: date = 2014-09-16 -- the day to ask for

The types are `thing`, `date`, `integer`, `text` and `term` (a class or property of the ontology).
A parameter is the variable of the same name (`?round`, `?as_of`). Those here are selected, which
the engine binds by itself; see `kg.parameters` for the others.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kg.assets import ONTOLOGY
from kg.dates import Date
from kg.errors import InputError, Problem, QueryError
from kg.likeness import did_you_mean
from kg.store import Store
from kg.terms import CE, PREFIXES

_QUESTION: Final = re.compile(r"^# question(?:@(\w+))?: (.+)$", re.MULTILINE)
_PARAMETER: Final = re.compile(
    r"^# param (\w+): (thing|date|integer|text|term)(?: = (.+?))? -- (.+)$", re.MULTILINE
)
_INTEGER: Final = re.compile(r"-?[0-9]{1,18}")
_INTERNAL: Final = Path(__file__).parent / "sparql"
_DATE: Final = NamedNode(PREFIXES["xsd"] + "date")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a named query needs to know; without a default it must be given."""

    name: str
    type: str
    default: str | None
    description: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question that has a name."""

    name: str
    question: str
    question_zh: str
    parameters: tuple[Parameter, ...]
    text: str

    def bind(
        self, values: Mapping[str, object], find: Callable[[str], str]
    ) -> dict[str, NamedNode | Literal]:
        """Return the RDF term for each parameter.

        Args:
            values: The values by name, as people write them; a thing may be an `Entity`.
            find: Turns the name of a thing into its IRI.

        Raises:
            QueryError: A parameter is missing, unknown or malformed.
            NotFoundError: `find` knows no thing of a name.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        usage = " ".join(f"{p.name}={p.default or p.type.upper()}" for p in self.parameters)
        remedy = f"ask: kg query {self.name} {usage}".rstrip()
        for unknown in sorted(values.keys() - known.keys()):
            raise QueryError(Problem(f"has no parameter {unknown!r}", self.name, "", remedy))
        terms: dict[str, NamedNode | Literal] = {}
        for parameter in self.parameters:
            value = values.get(parameter.name, parameter.default)
            if value is None:
                problem = f"needs the parameter {parameter.name}: {parameter.description}"
                raise QueryError(Problem(problem, self.name, "", remedy))
            value = getattr(value, "iri", value)
            if isinstance(value, dt.datetime):
                value = value.date()
            try:
                terms[parameter.name] = _term(parameter.type, str(value), find)
            except (InputError, ValueError) as error:
                problem = f"{value!r} is no {parameter.type}"
                raise QueryError(Problem(problem, self.name, parameter.name)) from error
        return terms


def _term(kind: str, value: str, find: Callable[[str], str]) -> NamedNode | Literal:
    match kind:
        case "thing":
            return NamedNode(find(value))
        case "term":
            return NamedNode(CE + value.removeprefix("ce:"))
        case "integer":
            if not _INTEGER.fullmatch(value):
                raise ValueError(value)
            return Literal(int(value))
        case "date":
            day = Date.parse(value).latest
            if day is None:
                raise ValueError(value)
            return Literal(day.isoformat(), datatype=_DATE)
        case _:
            return Literal(value)


@cache
def internal_query(name: str) -> str:
    """Return the text of one of the queries that the package asks for itself."""
    return (_INTERNAL / f"{name}.rq").read_text(encoding="utf-8")


def internal_rows(
    store: Store, name: str, terms: Mapping[str, Any] | None = None
) -> QuerySolutions:
    """Return the rows of one of the queries that the package asks for itself.

    Args:
        store: The graph that is asked.
        name: The query's.
        terms: RDF terms for its variables.
    """
    answer = store.query(internal_query(name), terms)
    assert isinstance(answer, QuerySolutions)  # noqa: S101  the texts are the package's own
    return answer


def read_query(path: Path) -> NamedQuery:
    """Read a named query from its file.

    Raises:
        QueryError: The file does not say which question it asks.
    """
    text = path.read_text(encoding="utf-8")
    questions = {language or "en": question for language, question in _QUESTION.findall(text)}
    if "en" not in questions:
        raise QueryError(Problem("has no line '# question: ...'", path.name))
    parameters = tuple(
        Parameter(name, kind, default or None, description)
        for name, kind, default, description in _PARAMETER.findall(text)
    )
    return NamedQuery(path.stem, questions["en"], questions.get("zh", ""), parameters, text)


def named_queries(folder: Path | None = None) -> dict[str, NamedQuery]:
    """Return the named queries that ship with the package, or those of a folder, by name."""
    paths = sorted((folder or ONTOLOGY / "queries").glob("*.rq"))
    return {path.stem: read_query(path) for path in paths}


def named_query(name: str) -> NamedQuery:
    """Return one of the named queries that ship with the package.

    Raises:
        QueryError: There is none of that name.
    """
    path = ONTOLOGY / "queries" / f"{name}.rq"
    if re.fullmatch(r"[a-z0-9-]+", name) and path.is_file():
        return read_query(path)
    remedy = did_you_mean(name, named_queries(), "list them: kg queries")
    raise QueryError(Problem(f"there is no query {name!r}", remedy=remedy))
