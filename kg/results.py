"""Results: rows of Python values, and the forms in which people take them away."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    Triple,
)

from kg.errors import Problem, QueryError
from kg.terms import PREFIXES, compact

if TYPE_CHECKING:
    import pandas as pd

_XSD: Final = PREFIXES["xsd"]
_INTEGERS: Final = ("integer", "int", "long", "nonNegativeInteger", "positiveInteger")
_READERS: Final[dict[str, Callable[[str], Any]]] = {
    **{_XSD + name: int for name in _INTEGERS},
    _XSD + "decimal": Decimal,
    _XSD + "double": float,
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


class Result(Sequence[Row]):
    """The rows of a SELECT, in order; they are read from the engine when first looked at."""

    def __init__(self, solutions: QuerySolutions) -> None:
        self._solutions = solutions
        self.columns = tuple(variable.value for variable in solutions.variables)
        self._rows: list[Row] | None = None

    @property
    def rows(self) -> list[Row]:
        """All rows."""
        if self._rows is None:
            columns = self.columns
            self._rows = [Row(solution, columns) for solution in self._solutions]
        return self._rows

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __repr__(self) -> str:
        return f"<Result: {len(self)} rows of {', '.join(self.columns)}>"

    def serialize(self, format_: str) -> str:
        """Return the rows as `csv`, `tsv`, `json` or `xml`, in the W3C's SPARQL formats.

        Raises:
            QueryError: There is no such format.
            RuntimeError: The rows were read already; a result is written out once.
        """
        if format_ not in _FORMATS:
            problem = f"there is no format {format_!r}"
            raise QueryError(Problem(problem, remedy=f"write {', '.join(_FORMATS)}"))
        if self._rows is not None:
            raise RuntimeError("serialize a result before looking at its rows")
        out = io.BytesIO()
        self._solutions.serialize(out, format=_FORMATS[format_])
        return out.getvalue().decode("utf-8")

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a data frame."""
        import pandas as pd

        return pd.DataFrame([tuple(row) for row in self], columns=list(self.columns))

    def to_markdown(self) -> str:
        """Return the rows as a Markdown table."""
        return markdown_table(self.columns, ([cell_text(v) for v in row] for row in self))

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell_text(value))}</td>" for value in row) + "</tr>"
            for row in self
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


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


def markdown_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table whose cells cannot break out of it."""

    def line(cells: Iterable[str]) -> str:
        safe = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
        return "| " + " | ".join(safe) + " |"

    return "\n".join([line(columns), line("---" for _ in columns), *map(line, rows)]) + "\n"
