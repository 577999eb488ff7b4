"""The command `kg`: it parses, calls and prints, and decides nothing.

Results go to standard output, all else to standard error. It exits with 0 when done, 1 when the
data or the question is at fault, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.entity import evidence_lines, lines_of, marks
from kg.errors import KgError, Problem, QueryError
from kg.graph import DEFAULT_LOCATION, Graph, open_graph
from kg.results import Result, cell_text
from kg.terms import compact

if TYPE_CHECKING:
    from pyoxigraph import Triple

_PROBLEMS_SHOWN = 20
_ROWS = ("table", "csv", "tsv", "json", "xml", "markdown")
_TRIPLES = ("ttl", "nt")
_EXPORTS = ("ttl", "nq", "jsonld", "graphml", "gexf", "csv")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options) or 0
        sys.stdout.flush()
    except KgError as error:
        for problem in error.problems[:_PROBLEMS_SHOWN]:
            print(problem, file=sys.stderr)
        if len(error.problems) > _PROBLEMS_SHOWN:
            print(f"... and {len(error.problems) - _PROBLEMS_SHOWN} more", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough; Python must not complain at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("interrupted; the last graph is as it was", file=sys.stderr)
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kg", description="The knowledge graph of the container ecosystem."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(
        name: str, run: Callable[[argparse.Namespace], int | None], about: str, example: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name, help=about, description=about, epilog=f"example: {example}"
        )
        added.set_defaults(run=run)
        if name not in ("build", "queries"):
            added.add_argument(
                "--store", default=DEFAULT_LOCATION, metavar="LOCATION",
                help=f"the graph to ask (default: {DEFAULT_LOCATION})",
            )  # fmt: skip
        return added

    def dated(added: argparse.ArgumentParser) -> None:
        added.add_argument(
            "--as-of", metavar="DATE", help="the day to ask for, such as 2014-09-16 or 2014"
        )

    added = command("build", _build, "Make the graph from its sources.", "kg build")
    added.add_argument(
        "--source", action="append", default=[], metavar="NAME=PATH",
        help="a further source; NAME is 'facts', PATH a fact sheet or a folder of them",
    )  # fmt: skip
    added.add_argument(
        "--judgements", action="append", default=[], metavar="FILE", type=Path,
        help="a table that says which identifiers are one thing, and which are not",
    )  # fmt: skip
    added.add_argument("--output", default="output", metavar="DIR", help="default: output")

    added = command(
        "query", _query, "Ask a SPARQL query, or one that has a name.",
        "kg query board company=Docker --format markdown",
    )  # fmt: skip
    added.add_argument("question", nargs="?", metavar="NAME|FILE", help="a named query, or a file")
    added.add_argument("parameters", nargs="*", metavar="key=value", help="what a named query asks")
    added.add_argument("-q", "--text", metavar="TEXT", help="the query itself")
    added.add_argument("--format", choices=[*_ROWS, *_TRIPLES], help="default: table, or ttl")
    dated(added)

    command("queries", _queries, "List the named queries with their questions.", "kg queries")
    added = command("show", _show, "Tell everything about one thing.", "kg show Docker")
    added.add_argument("name", metavar="NAME")
    dated(added)
    added = command(
        "timeline", _timeline, "List everything dated about one thing, in order.",
        "kg timeline Docker --format markdown",
    )  # fmt: skip
    added.add_argument("name", metavar="NAME")
    added.add_argument("--format", choices=("text", "markdown"), default="text")
    dated(added)
    added = command("search", _search, "Find things by any of their names.", "kg search 红杉")
    added.add_argument("text", metavar="TEXT")
    added = command(
        "path", _path, "Show the shortest chains between two things.",
        'kg path "Gilt Groupe" "Sequoia Capital"',
    )  # fmt: skip
    added.add_argument("start", metavar="FROM")
    added.add_argument("end", metavar="TO")
    dated(added)
    command(
        "conflicts", _conflicts,
        "Explain what sources disagree on, and what looks alike and is kept apart.", "kg conflicts",
    )  # fmt: skip
    added = command(
        "why", _why, "Tell why the mentions of a thing are one, and what it is not.",
        'kg why "Insight Venture Partners"',
    )  # fmt: skip
    added.add_argument("name", metavar="NAME")
    command("validate", _validate, "Check the graph against the ontology's shapes.", "kg validate")
    added = command(
        "export", _export, "Write the graph in another format.", "kg export --format ttl"
    )
    added.add_argument("--format", choices=_EXPORTS, required=True)
    added.add_argument("-o", "--output", metavar="FILE", help="default: standard output")
    added = command(
        "view", _view, "Draw the graph as one page that works offline.",
        "kg view --focus Docker --depth 1 -o docker.html",
    )  # fmt: skip
    added.add_argument("--focus", metavar="NAME", help="draw what is near this thing")
    added.add_argument("--depth", type=_steps, default=2, metavar="N", help="how near (default: 2)")
    added.add_argument(
        "--relation", action="append", default=[], metavar="R",
        help="draw only this relation, such as investedIn; may be repeated",
    )  # fmt: skip
    added.add_argument("-o", "--output", default="network.html", metavar="FILE")
    dated(added)
    return parser


def _steps(text: str) -> int:
    """Read a number of steps; argparse tells the user if it is none."""
    steps = int(text)
    if steps < 0:
        raise ValueError(text)
    return steps


def _build(options: argparse.Namespace) -> None:
    from kg.pipeline import build

    sheets = []
    for given in options.source:
        name, _, path = given.partition("=")
        if name != "facts" or not path:
            problem = f"there is no source {name!r}"
            raise QueryError(Problem(problem, "--source", "", "write facts=PATH"))
        sheets.append(Path(path))
    built = build(
        sheets, options.output, say=lambda step: print(f"{step} ...", file=sys.stderr),
        judgements=options.judgements,
    )  # fmt: skip
    print(
        f"{built.output}/ holds {built.things} things and {built.statements} statements "
        f"({built.quads} quads), {built.disputed} of them disputed; every shape holds.\n"
        f"Look at it:   open {built.output}/network.html in a browser\n"
        f"Ask it:       kg show Docker\n"
        f"Learn more:   kg queries"
    )


def _query(options: argparse.Namespace) -> None:
    graph = open_graph(options.store)
    text, result = options.text, None
    if text is None:
        if options.question is None:
            raise QueryError(Problem("no question was given", remedy="kg queries lists some"))
        file = Path(options.question)
        if file.suffix in (".rq", ".sparql") or file.is_file():
            try:
                text = file.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise QueryError(Problem(f"cannot be read ({error})", str(file))) from error
        else:
            values = _values(options.parameters)
            if options.as_of is not None:
                values["as_of"] = options.as_of
            result = graph.run(options.question, **values)
    if result is None:
        from pyoxigraph import QueryBoolean, QuerySolutions

        from kg.graph import bindings

        answer = graph.store.query(text, bindings(options.as_of, {}))
        if isinstance(answer, QueryBoolean):
            print("yes" if answer else "no")
            return
        if not isinstance(answer, QuerySolutions):
            _print_triples(list(answer), options.format or "ttl")
            return
        result = Result(answer)
    _print_rows(result, options.format or "table")


def _values(parameters: Iterable[str]) -> dict[str, str]:
    values = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals:
            raise QueryError(Problem(f"{parameter!r} is no parameter", remedy="write key=value"))
        values[name] = value
    return values


def _print_rows(result: Result, format_: str) -> None:
    if format_ in _TRIPLES:
        raise QueryError(Problem(f"rows cannot be written as {format_}", "--format"))
    if format_ == "markdown":
        print(result.to_markdown(), end="")
    elif format_ == "table":
        _table(result.columns, ([cell_text(value) for value in row] for row in result))
        print(f"{len(result)} row{'' if len(result) == 1 else 's'}", file=sys.stderr)
    else:
        print(result.serialize(format_), end="")


def _print_triples(triples: list[Triple], format_: str) -> None:
    from pyoxigraph import RdfFormat, serialize

    from kg.terms import PREFIXES

    if format_ not in _TRIPLES:
        raise QueryError(Problem(f"triples cannot be written as {format_}", "--format"))
    rdf = RdfFormat.TURTLE if format_ == "ttl" else RdfFormat.N_TRIPLES
    text = serialize(sorted(triples, key=str), format=rdf, prefixes=PREFIXES)
    sys.stdout.write((text or b"").decode("utf-8"))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table as wide as it needs to be."""
    # Loading the rest of rich would take a third of the time of a whole query.
    from rich.cells import cell_len, set_cell_size

    cells = [tuple(columns), *(tuple(" ".join(cell.split()) for cell in row) for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    for number, row in enumerate(cells):
        line = "  ".join(set_cell_size(*cell) for cell in zip(row, widths, strict=True))
        print(line.rstrip())
        if number == 0:
            print("  ".join("─" * width for width in widths))


def _listing(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table of prose, wrapped to the width of the terminal."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    # A pipe has no width; a line for each query lets people search the list.
    Console(width=None if sys.stdout.isatty() else 240).print(table)


def _queries(_: argparse.Namespace) -> None:
    from kg.queries import named_queries

    def asked(parameters: Any) -> str:
        return " ".join(f"{p.name}={p.default or p.type.upper()}" for p in parameters)

    _listing(
        ("name", "question", "parameters"),
        [(q.name, q.question, asked(q.parameters)) for q in named_queries().values()],
    )


def _show(options: argparse.Namespace) -> None:
    print(open_graph(options.store).entity(options.name, as_of=options.as_of))


def _timeline(options: argparse.Namespace) -> None:
    entity = open_graph(options.store).entity(options.name, as_of=options.as_of)
    if options.format == "markdown":
        print(f"# {entity.label}\n\n{entity.to_markdown()}", end="")
    else:
        print("\n".join(lines_of(entity.timeline())))


def _search(options: argparse.Namespace) -> None:
    matches = open_graph(options.store).search(options.text)
    if not matches:
        raise KgError(Problem(f"nothing is called like {options.text!r}"))
    _table(
        ("name", "of", "thing", "likeness"),
        [(m.name, m.label, compact(m.iri), f"{m.score:g}") for m in matches],
    )


def _path(options: argparse.Namespace) -> None:
    graph = open_graph(options.store)
    chains = graph.path(options.start, options.end, as_of=options.as_of)
    for number, chain in enumerate(chains, 1):
        print(f"Chain {number} of {len(chains)}, {len(chain)} steps")
        for told in chain:
            print(f"  {marks(told)}{told['sentence']}")
            for line in evidence_lines(told):
                print(f"      {line}")


def _conflicts(options: argparse.Namespace) -> None:
    for conflict in open_graph(options.store).conflicts():
        print(f"- {conflict}")


def _why(options: argparse.Namespace) -> None:
    graph = open_graph(options.store)
    reasons = graph.why(options.name)
    print("\n".join(reasons) or f"nobody has judged {options.name}: its mentions share one name")


def _validate(options: argparse.Namespace) -> int:
    from pyoxigraph import DefaultGraph

    from kg.validate import violations

    engine = open_graph(options.store).store.engine
    broken = violations(engine.quads_for_pattern(None, None, None, DefaultGraph()))
    for problem in broken:
        print(problem, file=sys.stderr)
    print(f"{len(broken)} violations" if broken else "every shape holds")
    return 1 if broken else 0


def _export(options: argparse.Namespace) -> None:
    from kg.export import export

    text = export(open_graph(options.store), options.format)
    if options.output:
        try:
            Path(options.output).write_text(text, encoding="utf-8")
        except OSError as error:
            problem = f"cannot be written ({error.strerror})"
            raise KgError(Problem(problem, options.output)) from error
    else:
        sys.stdout.write(text)


def _view(options: argparse.Namespace) -> None:
    graph: Graph = open_graph(options.store)
    view = graph.view(options.focus, options.depth, options.as_of, tuple(options.relation))
    print(f"drawn: {view.save(options.output)}")


if __name__ == "__main__":
    sys.exit(main())
