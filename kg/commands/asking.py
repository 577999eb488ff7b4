"""The commands that ask: `kg query`, and `kg queries` that lists what has a name."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.commands.arguments import UsageError, command, dated, seconds, stored
from kg.display import counted
from kg.errors import Problem, QueryError
from kg.files import read_text
from kg.graph import bindings, open_graph
from kg.queries import named_query
from kg.results import Result, cell_text, no_rows
from kg.terminal import exact, table, visible

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, Triple

_ROWS: Final = ("table", "csv", "tsv", "json", "xml", "markdown")
_TRIPLES: Final = ("ttl", "nt")
_TIME_LIMIT: Final = 60.0


def add(commands: Any) -> None:
    """Add the commands to the parser of `kg`."""
    added = command(
        commands, "query", _query, "Ask a SPARQL query, or one that has a name.",
        "kg query board company=Docker --format markdown", stored, dated,
    )  # fmt: skip
    added.add_argument("question", nargs="?", metavar="NAME|FILE", help="a named query, or a file")
    added.add_argument("parameters", nargs="*", metavar="key=value", help="what a named query asks")
    added.add_argument("-q", "--text", metavar="TEXT", help="the query itself")
    added.add_argument("--format", choices=[*_ROWS, *_TRIPLES], help="default: table, or ttl")
    added.add_argument(
        "--timeout", type=seconds, default=_TIME_LIMIT, metavar="SECONDS",
        help=f"end a query that takes longer; 0: never (default: {_TIME_LIMIT:g})",
    )  # fmt: skip

    command(
        commands, "queries", _queries, "List the named queries with their questions.", "kg queries"
    )


def _query(options: argparse.Namespace) -> None:
    text, values = options.text, {}
    if text is not None and options.question is not None:
        problem = f"-q and {options.question!r} are two questions"
        raise UsageError(Problem(problem, remedy="ask one at a time"))
    if text is None and options.question is None:
        raise UsageError(Problem("no question was given", remedy="kg queries lists some"))
    if text is None and _is_file(options.question):
        if options.parameters:
            problem = f"a query in a file takes no parameters, such as {options.parameters[0]!r}"
            raise UsageError(Problem(problem, options.question))
        text = read_text(Path(options.question))
    elif text is None:
        if "{" in options.question:
            problem = "that is the text of a query, not a name or a file"
            raise UsageError(Problem(problem, remedy="write it after -q: kg query -q 'SELECT ...'"))
        values = _values(options.parameters)
        if options.as_of is not None and "as_of" in values:
            raise UsageError(Problem("the day is given twice", "--as-of"))
        values |= {} if options.as_of is None else {"as_of": options.as_of}
    graph = open_graph(options.store)
    if text is None:
        named = named_query(options.question)
        text, terms = named.text, named.bind(values, graph.find)
    else:
        terms = bindings(options.as_of, {})

    from pyoxigraph import QueryBoolean, QuerySolutions

    answer = graph.store.query(text, terms)
    if isinstance(answer, QueryBoolean):
        said = _print_truth(answer, options.format or "table")
    elif isinstance(answer, QuerySolutions):
        said = _print_rows(Result(answer), options.format or "table")
    else:
        said = _print_triples(list(answer), options.format or "ttl")
    if not said:
        from kg.empty import reasons

        for reason in reasons(graph.store, text, terms):
            print(visible(str(reason)), file=sys.stderr)


def _is_file(question: str) -> bool:
    return Path(question).suffix in (".rq", ".sparql") or Path(question).is_file()


def _values(parameters: Iterable[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals or not name:
            raise UsageError(Problem(f"{parameter!r} is no parameter", remedy="write key=value"))
        if name in values:
            raise UsageError(Problem(f"the parameter {name!r} is given twice"))
        values[name] = value
    return values


def _print_truth(answer: QueryBoolean, format_: str) -> bool:
    """Print yes or no, and return which."""
    from pyoxigraph import QueryResultsFormat

    if format_ in ("table", "markdown"):
        print("yes" if answer else "no")
    elif format_ in ("json", "xml"):
        form = QueryResultsFormat.JSON if format_ == "json" else QueryResultsFormat.XML
        exact((answer.serialize(format=form) or b"").decode("utf-8") + "\n")
    else:
        problem = f"yes or no cannot be written as {format_}"
        raise QueryError(Problem(problem, "--format", "", "write json, xml or table"))
    return bool(answer)


def _print_rows(result: Result, format_: str) -> bool:
    """Print rows, and return whether there are any."""
    if format_ in _TRIPLES:
        raise QueryError(Problem(f"rows cannot be written as {format_}", "--format"))
    if format_ == "markdown":
        print("\n".join(map(visible, result.to_markdown().split("\n"))), end="")
    elif format_ == "table":
        table(result.columns, ([cell_text(value) for value in row] for row in result))
        print(counted(len(result), "row"), file=sys.stderr)
    else:
        written = result.serialize(format_)
        exact(written)
        # The engine writes the rows without counting them.
        return written != no_rows(result.columns).serialize(format_)
    return bool(result)


def _print_triples(triples: list[Triple], format_: str) -> bool:
    """Print triples, and return whether there are any."""
    from pyoxigraph import RdfFormat, serialize

    from kg.terms import PREFIXES

    if format_ not in _TRIPLES:
        raise QueryError(Problem(f"triples cannot be written as {format_}", "--format"))
    rdf = RdfFormat.TURTLE if format_ == "ttl" else RdfFormat.N_TRIPLES
    text = serialize(sorted(triples, key=str), format=rdf, prefixes=PREFIXES)
    exact((text or b"").decode("utf-8"))
    return bool(triples)


def _queries(_: argparse.Namespace) -> None:
    from kg.queries import named_queries

    def asked(parameters: Any) -> str:
        return " ".join(f"{p.name}={p.default or p.type.upper()}" for p in parameters)

    table(
        ("name", "question", "parameters"),
        [(q.name, q.question, asked(q.parameters)) for q in named_queries().values()],
    )
