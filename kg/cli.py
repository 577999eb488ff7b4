"""The command `kg`: it parses, calls and prints, and decides nothing.

Results go to standard output, all else to standard error. It exits with 0 when done, 1 when the
data or the question is at fault, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.commands import network
from kg.entity import lines_of
from kg.errors import InputError, KgError, Problem, QueryError
from kg.graph import DEFAULT_LOCATION, Graph, open_graph
from kg.results import Result, cell_text
from kg.terminal import exact, listing, table, visible
from kg.terms import compact
from kg.worker import run_stoppable

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, Triple

    from kg.sources import Given

_PROBLEMS_SHOWN = 20
_ROWS = ("table", "csv", "tsv", "json", "xml", "markdown")
_TRIPLES = ("ttl", "nt")
_EXPORTS = ("ttl", "nq", "jsonld", "graphml", "gexf", "cytoscape", "neo4j", "csv", "parquet")
_OUTPUT = "standard output"
_TIME_LIMIT = 60.0


class _UsageError(KgError):
    """The arguments do not fit together."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = _parser().parse_args(arguments)
    if sys.stdout is None:  # The shell closed it: kg ... >&-
        return _told(KgError(Problem("is closed", _OUTPUT)))
    if sys.stderr is None:  # Print would write to standard output instead.
        sys.stderr = io.StringIO()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    if "timeout" not in options:
        return _run(options)
    try:
        return run_stoppable(lambda: _run(options), options.timeout)
    except KgError as error:
        return _told(error)
    except KeyboardInterrupt:
        return _interrupted()


def _run(options: argparse.Namespace) -> int:
    """Run the command that was chosen; whatever goes wrong becomes a line and an exit code."""
    try:
        code: int = options.run(options) or 0
        sys.stdout.flush()
    except KgError as error:
        return _told(error)
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough.
        _discard_output()
        return 0
    except OSError as error:
        if error.filename is None:
            _discard_output()
        where = str(error.filename or _OUTPUT)
        return _told(KgError(Problem(f"cannot be used ({error.strerror or error})", where)))
    except KeyboardInterrupt:
        return _interrupted()
    return code


def _told(error: KgError) -> int:
    """Print a line for each problem and return the exit code."""
    for problem in error.problems[:_PROBLEMS_SHOWN]:
        # Only the marked line of a query stands below its problem.
        print("\n".join(map(visible, str(problem).split("\n"))), file=sys.stderr)
    if len(error.problems) > _PROBLEMS_SHOWN:
        print(f"... and {len(error.problems) - _PROBLEMS_SHOWN} more", file=sys.stderr)
    return 2 if isinstance(error, _UsageError) else 1


def _interrupted() -> int:
    print("interrupted; the last graph is as it was", file=sys.stderr)
    return 130


def _discard_output() -> None:
    """Let what is still to be written go nowhere, or Python would complain at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
        if name not in ("build", "diff", "queries", "sources", "fetch"):
            added.add_argument(
                "--store", type=_place, default=DEFAULT_LOCATION, metavar="LOCATION",
                help=f"the graph to ask (default: {DEFAULT_LOCATION})",
            )  # fmt: skip
        return added

    def dated(added: argparse.ArgumentParser) -> None:
        added.add_argument(
            "--as-of", metavar="DATE", help="the day to ask for, such as 2014-09-16 or 2014"
        )

    added = command("build", _build, "Make the graph from its sources.", "kg build")
    added.add_argument(
        "--source", action="append", default=[], metavar="NAME=PATH[@COMMIT][@DATE]",
        help="a further source, which kg sources lists; may be repeated",
    )  # fmt: skip
    added.add_argument("--config", type=Path, metavar="FILE", help="default: kg.toml, if it exists")
    added.add_argument("--output", type=_place, metavar="DIR", help="default: output")
    added.add_argument(
        "--judgements", action="append", default=[], metavar="FILE", type=_place,
        help="a table that says which identifiers are one thing, and which are not",
    )  # fmt: skip
    added.add_argument(
        "--strict", action="store_true", help="fail if a record of a source cannot be used"
    )
    added.add_argument(
        "--no-validation", action="store_true", help="do not check the ontology's shapes"
    )
    command("sources", _sources, "List what can be loaded, and its licence.", "kg sources")
    added = command(
        "fetch", _fetch, "Download the public files that sources are read from.",
        "kg fetch cncf-landscape cncf-maintainers --into data",
    )  # fmt: skip
    added.add_argument("names", nargs="+", metavar="NAME", help="a source, which kg sources lists")
    added.add_argument("--into", type=Path, default=Path("data"), metavar="DIR",
                       help="default: data")  # fmt: skip
    added.add_argument(
        "--commit", default="newest", metavar="SHA",
        help="the commit of the source's repository (default: newest)",
    )  # fmt: skip

    added = command(
        "query", _query, "Ask a SPARQL query, or one that has a name.",
        "kg query board company=Docker --format markdown",
    )  # fmt: skip
    added.add_argument("question", nargs="?", metavar="NAME|FILE", help="a named query, or a file")
    added.add_argument("parameters", nargs="*", metavar="key=value", help="what a named query asks")
    added.add_argument("-q", "--text", metavar="TEXT", help="the query itself")
    added.add_argument("--format", choices=[*_ROWS, *_TRIPLES], help="default: table, or ttl")
    added.add_argument(
        "--timeout", type=_seconds, default=_TIME_LIMIT, metavar="SECONDS",
        help=f"end a query that takes longer; 0: never (default: {_TIME_LIMIT:g})",
    )  # fmt: skip
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
    added = command(
        "report", _report, "Report on a project for whoever thinks of depending on it.",
        "kg report project Envoy --format markdown",
    )  # fmt: skip
    added.add_argument("kind", choices=("project",))
    added.add_argument("name", metavar="NAME")
    added.add_argument("--format", choices=("text", "markdown"), default="text")
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
    added = command(
        "diff", _diff,
        "Tell what changed from one build to another, or from one version of a source to another.",
        "kg diff cncf-landscape=old/landscape.yml cncf-landscape=new/landscape.yml",
    )  # fmt: skip
    for name, which in (("old", "the earlier"), ("new", "the later")):
        added.add_argument(
            name, type=_place, metavar=name.upper(),
            help=f"{which} build: its store or its output folder; or a source, as NAME=PATH",
        )  # fmt: skip
    added.add_argument("--format", choices=("table", "markdown", "json"), default="table")
    network.add(commands)
    command("validate", _validate, "Check the graph against the ontology's shapes.", "kg validate")
    added = command(
        "export", _export, "Write the graph in another format.", "kg export --format ttl"
    )
    added.add_argument(
        "--format", choices=_EXPORTS, required=True,
        help="ttl, nq and jsonld are RDF; graphml, gexf (with time, for Gephi), cytoscape, neo4j "
        "(a zip for neo4j-admin) the network; csv and parquet have a row for each relation",
    )  # fmt: skip
    added.add_argument(
        "-o", "--output", type=_place, metavar="FILE", help="default: standard output"
    )
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
    added.add_argument(
        "--document", metavar="FILE",
        help="show this text of a source beside the picture; it becomes part of the page",
    )  # fmt: skip
    added.add_argument("-o", "--output", type=_place, default="network.html", metavar="FILE")
    dated(added)
    return parser


def _place(text: str) -> str:
    """Read the name of a file or folder; an empty one would mean the current folder."""
    if not text.strip():
        raise ValueError(text)
    return text


def _steps(text: str) -> int:
    """Read a number of steps; argparse tells the user if it is none."""
    steps = int(text)
    if steps < 0:
        raise ValueError(text)
    return steps


def _seconds(text: str) -> float:
    """Read a length of time; argparse tells the user if it is none."""
    seconds = float(text)
    if not 0 <= seconds < math.inf:
        raise ValueError(text)
    return seconds


def _build(options: argparse.Namespace) -> None:
    from kg.config import read_config
    from kg.pipeline import build

    config = read_config(options.config)
    with _progress() as say:
        built = build(
            [*config.sources, *map(_source, options.source)],
            options.output or config.output or "output",
            say,
            strict=options.strict or config.strict,
            validate=not options.no_validation,
            judgements=options.judgements,
        )
    for report in built.reports:
        for problem in report.unknown.values():
            print(f"{report.source}: {problem}", file=sys.stderr)
        if report.count:
            where = f"{built.output}/report.md says which"
            print(f"{report.source}: {report.count} records not used; {where}", file=sys.stderr)
    checked = "every shape holds" if built.validated else "the shapes were not checked"
    print(
        f"{built.output}/ holds {built.things} things and {built.statements} statements "
        f"({built.quads} quads), {built.disputed} of them disputed; {checked}.\n"
        f"Look at it:   open {built.output}/network.html in a browser\n"
        f"Ask it:       kg show Docker\n"
        f"Learn more:   kg queries"
    )


def _source(text: str) -> Given:
    from kg.sources import Given, check

    try:
        return check(Given.parse(text))
    except InputError as error:
        raise _UsageError(*error.problems) from error


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Tell each step on standard error: on a terminal in one line with the time it takes."""
    if not sys.stderr.isatty():
        yield lambda step: print(f"{step} ...", file=sys.stderr)
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda step: progress.reset(task, description=step)


def _sources(_: argparse.Namespace) -> None:
    from kg.sources import SOURCES

    listing(
        ("name", "what it is", "licence", "what it gives", "where it is"),
        [(a.name, a.title, a.licence, a.gives, a.address) for a in SOURCES.values()],
    )


def _fetch(options: argparse.Namespace) -> None:
    from kg.fetch import fetch

    for name in options.names:
        with _transfer(name) as progress:
            got = fetch(name, options.into, options.commit, progress=progress)
        state = "is up to date" if got.unchanged else f"has {got.size:,} bytes"
        print(f"{got.path} {state}, SHA-256 {got.sha256}")
        pinned = f"@{got.commit}" if got.commit else ""
        print(f"Build with it: kg build --source {name}={got.path}{pinned}", file=sys.stderr)


@contextmanager
def _transfer(name: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show on a terminal how much of a file has come."""
    if not sys.stderr.isatty():
        yield lambda _, __: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(),
               TransferSpeedColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _query(options: argparse.Namespace) -> None:
    text, values = options.text, {}
    if text is not None and options.question is not None:
        problem = f"-q and {options.question!r} are two questions"
        raise _UsageError(Problem(problem, remedy="ask one at a time"))
    if text is None and options.question is None:
        raise _UsageError(Problem("no question was given", remedy="kg queries lists some"))
    if text is None and _is_file(options.question):
        if options.parameters:
            problem = f"a query in a file takes no parameters, such as {options.parameters[0]!r}"
            raise _UsageError(Problem(problem, options.question))
        text = _read(Path(options.question))
    elif text is None:
        values = _values(options.parameters)
        if options.as_of is not None and "as_of" in values:
            raise _UsageError(Problem("the day is given twice", "--as-of"))
        values |= {} if options.as_of is None else {"as_of": options.as_of}
    graph = open_graph(options.store)
    if text is None:
        _print_rows(graph.run(options.question, **values), options.format or "table")
        return

    from pyoxigraph import QueryBoolean, QuerySolutions

    from kg.graph import bindings

    answer = graph.store.query(text, bindings(options.as_of, {}))
    if isinstance(answer, QueryBoolean):
        _print_truth(answer, options.format or "table")
    elif isinstance(answer, QuerySolutions):
        _print_rows(Result(answer), options.format or "table")
    else:
        _print_triples(list(answer), options.format or "ttl")


def _is_file(question: str) -> bool:
    return Path(question).suffix in (".rq", ".sparql") or Path(question).is_file()


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise QueryError(Problem(f"cannot be read ({reason})", str(file))) from error


def _values(parameters: Iterable[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals or not name:
            raise _UsageError(Problem(f"{parameter!r} is no parameter", remedy="write key=value"))
        if name in values:
            raise _UsageError(Problem(f"the parameter {name!r} is given twice"))
        values[name] = value
    return values


def _print_truth(answer: QueryBoolean, format_: str) -> None:
    from pyoxigraph import QueryResultsFormat

    if format_ in ("table", "markdown"):
        print("yes" if answer else "no")
    elif format_ in ("json", "xml"):
        form = QueryResultsFormat.JSON if format_ == "json" else QueryResultsFormat.XML
        exact((answer.serialize(format=form) or b"").decode("utf-8") + "\n")
    else:
        problem = f"yes or no cannot be written as {format_}"
        raise QueryError(Problem(problem, "--format", "", "write json, xml or table"))


def _print_rows(result: Result, format_: str) -> None:
    if format_ in _TRIPLES:
        raise QueryError(Problem(f"rows cannot be written as {format_}", "--format"))
    if format_ == "markdown":
        print("\n".join(map(visible, result.to_markdown().split("\n"))), end="")
    elif format_ == "table":
        table(result.columns, ([cell_text(value) for value in row] for row in result))
        print(f"{len(result)} row{'' if len(result) == 1 else 's'}", file=sys.stderr)
    else:
        exact(result.serialize(format_))


def _print_triples(triples: list[Triple], format_: str) -> None:
    from pyoxigraph import RdfFormat, serialize

    from kg.terms import PREFIXES

    if format_ not in _TRIPLES:
        raise QueryError(Problem(f"triples cannot be written as {format_}", "--format"))
    rdf = RdfFormat.TURTLE if format_ == "ttl" else RdfFormat.N_TRIPLES
    text = serialize(sorted(triples, key=str), format=rdf, prefixes=PREFIXES)
    exact((text or b"").decode("utf-8"))


def _queries(_: argparse.Namespace) -> None:
    from kg.queries import named_queries

    def asked(parameters: Any) -> str:
        return " ".join(f"{p.name}={p.default or p.type.upper()}" for p in parameters)

    listing(
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
        for line in lines_of(entity.timeline()):
            print(visible(line))


def _report(options: argparse.Namespace) -> None:
    told = open_graph(options.store).report(options.name)
    text = told.to_markdown().splitlines() if options.format == "markdown" else told.lines()
    for line in text:
        print(visible(line))


def _search(options: argparse.Namespace) -> None:
    matches = open_graph(options.store).search(options.text)
    if not matches:
        raise KgError(Problem(f"nothing is called like {options.text!r}"))
    table(
        ("name", "of", "thing", "likeness"),
        [(m.name, m.label, compact(m.iri), f"{m.score:g}") for m in matches],
    )


def _path(options: argparse.Namespace) -> None:
    print(open_graph(options.store).path(options.start, options.end, as_of=options.as_of))


def _conflicts(options: argparse.Namespace) -> None:
    print(open_graph(options.store).conflicts())


def _why(options: argparse.Namespace) -> None:
    graph = open_graph(options.store)
    reasons = graph.why(options.name)
    for reason in reasons or [f"nobody has judged {options.name}: its mentions share one name"]:
        print(visible(reason))


def _diff(options: argparse.Namespace) -> None:
    given = [_version(text) for text in (options.old, options.new)]
    names = {one.name if one else "a build" for one in given}
    if len(names) > 1:
        problem = f"{' and '.join(sorted(names))} cannot be compared"
        remedy = "name two builds, or one source twice as NAME=PATH"
        raise _UsageError(Problem(problem, "kg diff", "", remedy))
    old, new = (
        _built_of(one) if one else open_graph(_store_in(text))
        for one, text in zip(given, (options.old, options.new), strict=True)
    )
    changes = old.diff(new)
    if options.format == "json":
        told = {"old": options.old, "new": options.new, **changes.to_dict()}
        exact(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    elif options.format == "markdown":
        print("\n".join(map(visible, changes.to_markdown().split("\n"))), end="")
    else:
        print(changes.summary())
        if changes:
            print()
            table(changes.columns, changes.rows())


def _version(text: str) -> Given | None:
    """Return the version of a source that is named as NAME=PATH, or None if a build is named."""
    return _source(text) if "=" in text and not Path(text).exists() else None


def _built_of(given: Given) -> Graph:
    """Return the graph of one version of a source; what could not be used of it is told."""
    from kg.pipeline import build_in_memory

    with _progress() as say:
        graph, reports = build_in_memory([given], say)
    for report in reports:
        if report.count:
            told = f"{report.count} records of {given.path} not used; kg build tells which"
            print(f"{report.source}: {told}", file=sys.stderr)
    return graph


def _store_in(location: str) -> str:
    """Return the store of a build that is named by its output folder."""
    inner = Path(location) / "store"
    return str(inner) if (inner / "CURRENT").is_file() else location


def _validate(options: argparse.Namespace) -> int:
    from kg.validate import violations

    broken = violations(open_graph(options.store).store.engine)
    for problem in broken:
        print(visible(str(problem)), file=sys.stderr)
    print(f"{len(broken)} violations" if broken else "every shape holds")
    return 1 if broken else 0


def _export(options: argparse.Namespace) -> None:
    from kg.export import export

    graph = open_graph(options.store)
    if not options.output:
        export(graph, options.format, sys.stdout.buffer)
        return
    try:
        with Path(options.output).open("wb") as out:
            export(graph, options.format, out)
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise KgError(Problem(problem, options.output)) from error


def _view(options: argparse.Namespace) -> None:
    graph: Graph = open_graph(options.store)
    view = graph.view(
        options.focus, options.depth, options.as_of, tuple(options.relation), options.document
    )
    print(f"drawn: {view.save(options.output)}")


if __name__ == "__main__":
    sys.exit(main())
