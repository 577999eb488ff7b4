"""Columns of Python values in the forms of other libraries: pandas, polars, networkx.

Knows neither graphs nor queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from kg.errors import Problem, QueryError
from kg.extras import require
from kg.terms import compact

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import polars as pl

Columns = Mapping[str, Sequence[Any]]
Names = Callable[[Iterable[str]], Mapping[str, str]]
"""Gives the labels of those IRIs that have one."""

_STARTS: Final = ("subject", "s", "from", "source")
_KEYS: Final = ("predicate", "p", "relation")
_ENDS: Final = ("object", "o", "to", "target")

_INT64: Final = range(-(2**63), 2**63)


def pandas_frame(columns: Columns) -> pd.DataFrame:
    """Return columns for pandas.

    Integers become `Int64` and booleans `boolean`, which know missing values; days become
    `datetime64[s]`; decimals stay `decimal.Decimal`, as no type of numpy holds them exactly.

    Raises:
        KgError: pandas is not installed.
    """
    pandas = require("pandas")

    types = {int: "Int64", bool: "boolean", float: "float64", dt.date: "datetime64[s]", str: "str"}
    frame: pd.DataFrame = pandas.DataFrame(
        {
            name: pandas.Series(values, dtype=types.get(_kind(values), "object"))
            for name, values in columns.items()
        }
    )
    return frame


def polars_frame(columns: Columns) -> pl.DataFrame:
    """Return columns for polars; one whose values have no type in common holds their texts.

    Raises:
        KgError: polars is not installed.
    """
    polars = require("polars")

    types = {
        int: polars.Int64,
        bool: polars.Boolean,
        float: polars.Float64,
        dt.date: polars.Date,
        str: polars.String,
    }
    series = []
    for name, values in columns.items():
        kind = _kind(values)
        if kind is Decimal or kind is float:
            # An integer among them is a number of their kind.
            values = [None if value is None else kind(value) for value in values]
        if kind is Decimal:
            series.append(polars.Series(name, values, dtype=polars.Decimal(38, _scale(values))))
        elif kind in types:
            series.append(polars.Series(name, values, dtype=types[kind]))
        elif kind is type(None):
            series.append(polars.Series(name, values, dtype=polars.Null))
        else:
            texts = [None if value is None else str(value) for value in values]
            series.append(polars.Series(name, texts, dtype=polars.String))
    frame: pl.DataFrame = polars.DataFrame(series)
    return frame


def _kind(values: Sequence[Any]) -> type:
    """Return the one type that all values have, or `object`; numbers of two types have a wider."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int} and any(value not in _INT64 for value in values if value is not None):
        return object
    if len(kinds) > 1 and kinds <= {int, Decimal, float}:
        return float if float in kinds else Decimal
    return kinds.pop() if len(kinds) == 1 else object if kinds else type(None)


def _scale(values: Sequence[Any]) -> int:
    """Return how many digits after the point are needed."""
    exponents = [value.as_tuple().exponent for value in values if isinstance(value, Decimal)]
    return max([0, *(-one for one in exponents if isinstance(one, int))])


def network(
    columns: Columns,
    things: Sequence[str],
    names: Names,
    subject: str | None = None,
    object_: str | None = None,
) -> nx.MultiDiGraph[str]:
    """Return columns as a network: an edge for each row, other columns as its attributes.

    Args:
        columns: The values of each column.
        things: The columns that hold IRIs.
        names: Gives the labels of things.
        subject: The column in which edges start; None to choose it by its name or place.
        object_: The column in which they end; None likewise.

    Raises:
        QueryError: There is no such column, or no two columns hold things.
    """
    import networkx as nx

    start, end = _ends(columns, things, subject, object_)
    key = next((name for name in _KEYS if name in columns), None)
    others = [name for name in columns if name not in (start, end, key)]
    found: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        if row[start] is not None and row[end] is not None:
            edge = found.add_edge(
                str(row[start]), str(row[end]), compact(str(row[key])) if key else None
            )
            told = found.edges[str(row[start]), str(row[end]), edge]
            told.update({name: row[name] for name in others})
            if key:
                told["predicate"] = row[key]
    return labelled(found, names)


def labelled(network: nx.MultiDiGraph[str], names: Names) -> nx.MultiDiGraph[str]:
    """Give each node its label: that of the graph, else its short name."""
    known = names(list(network))
    for node, data in network.nodes(data=True):
        data["label"] = known.get(node) or compact(node)
    return network


def _ends(
    columns: Columns, things: Sequence[str], subject: str | None, object_: str | None
) -> tuple[str, str]:
    """Return the columns in which edges start and end."""
    for name in (subject, object_):
        if name is not None and name not in columns:
            problem = f"there is no column {name!r}"
            raise QueryError(Problem(problem, remedy=f"there are {', '.join(columns)}"))
    free = [name for name in things if name not in _KEYS]
    start = subject or next((name for name in _STARTS if name in columns), None)
    end = object_ or next((name for name in _ENDS if name in columns), None)
    start = start or next((name for name in free if name != end), None)
    end = end or next((name for name in free if name != start), None)
    if start is None or end is None or start == end:
        remedy = "select for example ?subject ?object, or name the columns"
        raise QueryError(Problem("no two columns hold things to connect", "result", "", remedy))
    return start, end
