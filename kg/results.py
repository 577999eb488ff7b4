"""Results: rows of Python values, and the forms in which people take them away."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from numbers import Integral
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    Triple,
    parse_query_results,
)

from kg.display import (
    LINES_SHOWN,
    ROWS_SHOWN,
    Displayed,
    holds_numbers,
    html_table,
    markdown_table,
    shown_of,
)
from kg.errors import Problem, QueryError
from kg.frames import Names, network, pandas_frame, polars_frame
from kg.terminal import table_lines
from kg.terms import BASE, PREFIXES, compact, expand

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import polars as pl

_XSD: Final = PREFIXES["xsd"]
_INTEGERS: Final = (
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
    "unsignedInt", "unsignedLong",
)  # fmt: skip
_READERS: Final[dict[str, Callable[[str], Any]]] = {
    **{_XSD + name: int for name in _INTEGERS},
    _XSD + "decimal": Decimal,
    _XSD + "double": float,
    _XSD + "float": float,
    _XSD + "boolean": lambda text: text in ("true", "1"),
    _XSD + "date": dt.date.fromisoformat,
}
_FORMATS: Final = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}

_GROUPED_FROM: Final = 10_000

Term = NamedNode | Literal | BlankNode | Triple


def python_value(term: Term | None) -> Any:
    """Return an RDF term as a Python value.

    IRIs and texts become `str`, numbers `int`, `Decimal` or `float`, days `datetime.date`. A
    literal that its own datatype does not allow stays the text that it is.
    """
    if isinstance(term, Literal):
        reader = _READERS.get(term.datatype.value)
        try:
            return reader(term.value) if reader else term.value
        except (ValueError, ArithmeticError):
            return term.value
    return term.value if isinstance(term, NamedNode | BlankNode) else term and str(term)


def as_term(value: Any) -> Term:
    """Return a Python value as an RDF term: what `python_value` reads, and numpy's numbers.

    Text that begins with the address of the graph, or with `id:`, is the thing that has it, as the
    rows of a result name it; so is whatever has an `iri`. Other text is a literal.

    Raises:
        QueryError: The value is none that a query can use.
    """
    match value:
        case NamedNode() | BlankNode() | Literal() | Triple():
            return value
        case dt.datetime():
            return Literal(value.isoformat(), datatype=NamedNode(_XSD + "dateTime"))
        case dt.date():
            return Literal(value.isoformat(), datatype=NamedNode(_XSD + "date"))
        case Decimal():
            return Literal(format(value, "f"), datatype=NamedNode(_XSD + "decimal"))
        case str():
            with suppress(ValueError):  # half a character, which Python's text can hold
                thing = expand(value) if value.startswith("id:") else value
                return NamedNode(thing) if thing.startswith(BASE) else Literal(value)
        case bool() | float():
            return Literal(value)
        case Integral():
            return Literal(int(value))
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        return as_term(value.item())
    if isinstance(iri := getattr(value, "iri", None), str):
        return NamedNode(iri)
    remedy = "give text, a number, a date, a thing or a term of pyoxigraph"
    raise QueryError(Problem(f"{value!r} is no value that a query can use", remedy=remedy))


class Row(Sequence[Any]):
    """One row: values by position, by variable name (`row["company"]`) or attribute."""

    __slots__ = ("_solution", "columns")

    def __init__(self, solution: QuerySolution, columns: tuple[str, ...]) -> None:
        self._solution = solution
        self.columns = columns

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            # The engine answers None to a name that it does not know, as to an unbound variable.
            if key not in self.columns:
                raise KeyError(f"no column {key!r}; there are {', '.join(self.columns)}")
            return python_value(self._solution[key])
        return tuple(self)[key]

    def __getattr__(self, name: str) -> Any:
        if name in self.columns:
            return self[name]
        raise AttributeError(f"no column {name!r}; there are {', '.join(self.columns)}")

    def _term(self, column: str) -> Term | None:
        """Return a value as the RDF term that it is."""
        term: Term | None = self._solution[column]
        return term

    def __len__(self) -> int:
        return len(self.columns)

    def __iter__(self) -> Iterator[Any]:
        # The engine's rows answer None beyond their end, where a sequence must stop.
        return (python_value(self._solution[name]) for name in self.columns)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        cells = zip(self.columns, self, strict=True)
        return "Row(" + ", ".join(f"{name}={value!r}" for name, value in cells) + ")"


class Result(Displayed, Sequence[Row]):
    """The rows of a SELECT, in order; they are read from the engine when first looked at.

    Attributes:
        columns: The names of the variables.
    """

    def __init__(
        self, solutions: QuerySolutions, names: Names | None = None, limit: int | None = None
    ) -> None:
        # What the engine gives may be let go only by the thread that asked: Python's collector of
        # cycles may run in any, so nothing is held once it was read.
        self._solutions: QuerySolutions | None = solutions
        self._names = names or (lambda _: {})
        self._limit = limit
        self._rows: list[Row] | None = None
        self._cut = False
        self.columns = tuple(variable.value for variable in solutions.variables)

    @property
    def rows(self) -> list[Row]:
        """All rows, or as many as were asked for."""
        if self._rows is None:
            columns, limit = self.columns, self._limit
            read = islice(self._solutions or (), None if limit is None else limit + 1)
            rows = [Row(solution, columns) for solution in read]
            self._solutions = None
            self._cut = limit is not None and len(rows) > limit
            self._rows = rows[:limit]
        return self._rows

    @property
    def cut(self) -> bool:
        """Whether there are more rows than were asked for."""
        return bool(self.rows) and self._cut

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def serialize(self, format_: str) -> str:
        """Return the rows as `csv`, `tsv`, `json` or `xml`, in the W3C's SPARQL formats.

        Raises:
            QueryError: There is no such format.
            RuntimeError: The rows were read already; a result is written out once.
        """
        if format_ not in _FORMATS:
            problem = f"there is no format {format_!r}"
            raise QueryError(Problem(problem, remedy=f"write {', '.join(_FORMATS)}"))
        if self._solutions is None:
            raise RuntimeError("serialize a result before looking at its rows")
        out = io.BytesIO()
        self._solutions.serialize(out, format=_FORMATS[format_])
        return out.getvalue().decode("utf-8")

    def to_json(self) -> dict[str, Any]:
        """Return the rows as the W3C's SPARQL results in JSON, as a Python value."""
        return {
            "head": {"vars": list(self.columns)},
            "results": {
                "bindings": [
                    {
                        name: _json(term)
                        for name in self.columns
                        if (term := row._term(name)) is not None
                    }
                    for row in self
                ]
            },
        }

    def to_pandas(self, *, labels: bool = False) -> pd.DataFrame:
        """Return the rows as a data frame; it needs pandas.

        Days become `datetime64`, integers and booleans the types that know a missing value;
        decimals stay exact, as `decimal.Decimal`.

        Args:
            labels: Put a column `NAME_label` beside each column of IRIs.

        Raises:
            KgError: The library is not installed.
        """
        return pandas_frame(self._table(labels=labels))

    def to_polars(self, *, labels: bool = False) -> pl.DataFrame:
        """Return the rows as a data frame; it needs polars.

        Args:
            labels: Put a column `NAME_label` beside each column of IRIs.

        Raises:
            KgError: The library is not installed.
        """
        return polars_frame(self._table(labels=labels))

    def to_networkx(
        self,
        subject: str | None = None,
        object: str | None = None,  # noqa: A002  the name that RDF gives it
    ) -> nx.MultiDiGraph[str]:
        """Return the rows as a network: an edge for each row, other columns as its attributes.

        A column `predicate` or `p`, or `relation`, becomes the key of the edge.

        Args:
            subject: The column in which edges start; None for `subject`, `s`, `from` or `source`,
                else the first column of IRIs.
            object: The column in which they end; None for `object`, `o`, `to` or `target`, else
                the next column of IRIs.

        Raises:
            QueryError: There is no such column, or no two columns hold IRIs.
        """
        things = [
            name
            for name in self.columns
            if not self.rows or any(isinstance(row._term(name), NamedNode) for row in self)
        ]
        return network(self._table(labels=False), things, self._names, subject, object)

    def to_markdown(self) -> str:
        """Return the rows as a Markdown table."""
        return markdown_table(self.columns, self._cells())

    def lines(self) -> Iterator[str]:
        """Yield the first rows as lines of a table, and how many there are."""
        if self.columns:
            yield from table_lines(self.columns, self._cells(LINES_SHOWN))
        yield self._count(LINES_SHOWN)

    def _table(self, *, labels: bool) -> dict[str, list[Any]]:
        """Return the values of each column, and the labels of IRIs if they are asked for."""
        table: dict[str, list[Any]] = {}
        for name in self.columns:
            table[name] = [row[name] for row in self]
            iris = {row._term(name) for row in self} if labels else set()
            if any(isinstance(one, NamedNode) for one in iris):
                known = self._names([one.value for one in iris if isinstance(one, NamedNode)])
                table[f"{name}_label"] = [known.get(str(value)) for value in table[name]]
        return table

    def _cells(self, most: int | None = None) -> Iterator[list[str]]:
        return ([cell_text(value) for value in row] for row in self.rows[:most])

    def _count(self, shown: int) -> str:
        return shown_of(len(self), "row", shown, cut=self.cut)

    def _repr_html_(self) -> str:
        first = self.rows[:ROWS_SHOWN]
        numbers = [holds_numbers(row[name] for row in first) for name in self.columns]
        return html_table(self.columns, self._cells(ROWS_SHOWN), self._count(ROWS_SHOWN), numbers)

    def _repr_markdown_(self) -> str:
        rows = markdown_table(self.columns, self._cells(ROWS_SHOWN))
        return f"{rows}\n{self._count(ROWS_SHOWN)}\n"


def no_rows(columns: Iterable[str]) -> Result:
    """Return a result that has columns and no rows."""
    empty = {"head": {"vars": list(columns)}, "results": {"bindings": []}}
    solutions = parse_query_results(json.dumps(empty), format=QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101  it is what was written above
    return Result(solutions)


def _json(term: Term) -> dict[str, Any]:
    """Return a term as SPARQL's JSON has it."""
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Literal():
            told = {"type": "literal", "value": term.value}
            if term.language:
                return {**told, "xml:lang": term.language}
            plain = term.datatype.value == _XSD + "string"
            return told if plain else {**told, "datatype": term.datatype.value}
        case Triple():
            parts = ("subject", "predicate", "object")
            return {"type": "triple", "value": {p: _json(getattr(term, p)) for p in parts}}


def cell_text(value: Any) -> str:
    """Return a value as people read it in a table: short IRIs, grouped digits, no None."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | Decimal():
            # Years and counts of a few are read as they are; large numbers need grouping.
            return f"{value:,}" if value >= _GROUPED_FROM else str(value)
        case str():
            return compact(value)
        case _:
            return str(value)
