"""`%sparql` and `%%sparql`: a question becomes a table, a network or JSON, or a word of why not."""

from __future__ import annotations

import json
import re
import shlex
import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand
from IPython.core.magic_arguments import argument, magic_arguments

from kg.empty import reasons
from kg.errors import Problem, QueryError
from kg.graph import Graph, bindings, built_store, open_graph
from kg.parameters import variables
from kg.picture import View
from kg.queries import named_query
from kg.results import Result, as_term
from kg.store import MEMORY
from kg.syntax import pointed
from kg.terminal import visible
from kg.triples import Triples

FORMATS: Final = ("table", "network", "json")
_LIMIT: Final = 1000
_TIME_LIMIT: Final = 60.0
_QUERY: Final = re.compile(
    r"""^(?P<options>(?:\s*-{1,2}[\w-]+(?:[ =](?:"[^"]*"|'[^']*'|[^\s"'-]\S*))?)*)\s*"""
    r"(?P<text>(?:SELECT|ASK|CONSTRUCT|DESCRIBE|PREFIX|BASE)\b.*)$",
    re.IGNORECASE | re.DOTALL,
)


class Json:
    """A value that JSON can hold; a notebook shows it as a tree."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def __repr__(self) -> str:
        return json.dumps(self.data, ensure_ascii=False, indent=1)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"application/json": self.data, "text/plain": repr(self)}


Shown = Result | Triples | View | Json | bool


@magics_class
class SparqlMagics(Magics):
    """The magics; they ask the notebook's own graph, or the one that `kg build` made."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.variables: dict[str, Any] = shell.user_ns
        self._opened: dict[tuple[str, int, int], Graph] = {}

    @no_var_expand
    @magic_arguments("%sparql")
    @argument(
        "question",
        nargs="*",
        metavar="QUESTION",
        help="a query, or the name of one with its parameters: co-investors investor=Sequoia",
    )
    @argument("-o", "--output", metavar="NAME", help="a variable for the answer, instead of show")
    @argument("-f", "--format", choices=FORMATS, default="table", help="default: table")
    @argument("--as-of", metavar="DATE", help="the day that becomes ?as_of, such as 2014-09-16")
    @argument(
        "--store",
        metavar="LOCATION",
        help="a variable that holds a graph, or a folder "
        "(default: the variable graph, else the one that kg build makes in this folder)",
    )
    @argument(
        "--limit",
        type=int,
        default=_LIMIT,
        metavar="N",
        help=f"read no more than N rows or triples; 0: all (default: {_LIMIT})",
    )
    @argument(
        "--timeout",
        type=float,
        default=_TIME_LIMIT,
        metavar="SECONDS",
        help=f"end a query that takes longer; 0: never (default: {_TIME_LIMIT:g})",
    )
    @line_cell_magic
    def sparql(self, line: str, cell: str | None = None) -> Shown | None:
        """Ask the graph in SPARQL, or one of the questions that have a name.

        `$name` in a query, or as the value of a parameter, is the Python variable of that name:
        text, a number, a day, or a thing such as graph.entity("Docker"). It reaches the query as
        one RDF term, whatever it holds. `?name` is a variable of the query.

            %sparql co-investors investor="Sequoia Capital"
            %sparql -o rounds SELECT ?round ?amount { ?round ce:company $company ; ce:amount ?amount }
        """  # noqa: E501  the example is one line
        options, text = _options(line, cell)
        graph = self.graph(options.store)
        if text is None:
            text, terms = self._named(options, graph)
        else:
            terms = bindings(self._value(options.as_of), self._bound(text))
        timed = options.timeout > 0 and graph.store.location != MEMORY
        answer = graph.answer(
            text, terms, options.timeout if timed else None, options.limit or None
        )
        shown = _shown(answer, options.format, graph)
        if isinstance(answer, Result | Triples) and answer.cut:
            kind = "rows" if isinstance(answer, Result) else "triples"
            print(
                f"Only the first {options.limit:,} {kind} were read; there are more. "
                "--limit N reads N, --limit 0 all.",
                file=sys.stderr,
            )
        if not answer:
            for reason in reasons(graph.store, text, terms):
                print(visible(str(reason)), file=sys.stderr)
        if not options.output:
            return shown
        self.variables[options.output] = shown.data if isinstance(shown, Json) else shown
        return None

    def graph(self, store: str | None = None) -> Graph:
        """Return the graph that a question goes to.

        Raises:
            StoreError: There is no graph at that location.
        """
        named = self.variables.get(store or "graph")
        if isinstance(named, Graph):
            return named
        location = store or built_store()
        current = Path(location) / "CURRENT"
        if location == MEMORY or not current.is_file():
            return open_graph(location)
        # A build puts another folder in the place of the old one.
        state = current.stat()
        key = (location, state.st_ino, state.st_mtime_ns)
        if key not in self._opened:
            self._opened = {key: open_graph(location)}
        return self._opened[key]

    def _named(self, options: Namespace, graph: Graph) -> tuple[str, Mapping[str, Any]]:
        name, *parameters = options.question
        query = named_query(name)
        values: dict[str, Any] = {}
        for parameter in parameters:
            key, equals, value = parameter.partition("=")
            if not equals or not key:
                remedy = "write key=value, with quotes around a value that has spaces"
                raise QueryError(Problem(f"{parameter!r} is no parameter", name, "", remedy))
            if key in values:
                raise QueryError(Problem(f"the parameter {key!r} is given twice", name))
            values[key] = self._value(value)
        if options.as_of is not None:
            values["as_of"] = self._value(options.as_of)
        return query.text, query.bind(values, graph.find)

    def _value(self, text: str | None) -> Any:
        """Return what a word of the line means: a Python variable's value, or itself."""
        if text is None or not text.startswith("$"):
            return text
        name = text[1:]
        if name not in self.variables:
            raise QueryError(Problem(f"there is no Python variable {name!r}", text))
        return self.variables[name]

    def _bound(self, text: str) -> dict[str, Any]:
        """Return the terms for those variables of a query that Python knows."""
        terms = {}
        for name, offset in variables(text, "$").items():
            if name not in self.variables:
                reason = f"there is no Python variable {name!r}, and ?{name} is the query's own"
                raise QueryError(pointed(text, offset, reason))
            try:
                terms[name] = as_term(self.variables[name])
            except QueryError as error:
                reason = f"{error.problems[0].problem}; {error.problems[0].remedy}"
                raise QueryError(pointed(text, offset, reason)) from error
        return terms


def _options(line: str, cell: str | None) -> tuple[Namespace, str | None]:
    """Return the options, and the query unless the line names one."""
    match = _QUERY.match(line)
    text = match["text"] if match else None
    if match:
        line = match["options"]
    options = SparqlMagics.sparql.parser.parse_args(_words(line))
    if cell is not None and (text is not None or options.question):
        raise UsageError("the line and the cell hold a question each: ask one at a time")
    if cell is None and text is None and not options.question:
        raise UsageError("no question was given: %sparql NAME key=value, or a query; see %sparql?")
    if options.output is not None and not options.output.isidentifier():
        raise UsageError(f"-o {options.output}: is no name of a variable")
    if options.limit < 0 or not options.timeout >= 0:
        raise UsageError("--limit and --timeout cannot be less than 0")
    return options, text if cell is None else cell


def _words(line: str) -> list[str]:
    """Split a line at its spaces, but for those within quotes: `key="a b"` is one word."""
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split, lexer.commenters, lexer.escape = True, "", ""
    try:
        return list(lexer)
    except ValueError as error:
        raise UsageError(f"a quotation mark is missing: {line.strip()}") from error


def _shown(answer: Result | Triples | bool, format_: str, graph: Graph) -> Shown:
    """Return an answer in the form that was asked for."""
    if format_ == "table":
        return answer
    if format_ == "json":
        if isinstance(answer, bool):
            return Json({"head": {}, "boolean": answer})
        data = answer.to_json()
        return Json(json.loads(data) if isinstance(data, str) else data)
    if isinstance(answer, bool):
        raise QueryError(Problem("yes or no is no network", "--format", "", "leave it out"))
    return graph.draw(answer.to_networkx())
