"""The command `kg network`: what a network tells that no single statement says."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from kg.commands.arguments import command, count, dated, stored
from kg.commands.progress import waiting
from kg.errors import NotFoundError, Problem
from kg.graph import open_graph
from kg.terminal import exact, table

if TYPE_CHECKING:
    from kg.network import Analysis

PROJECTIONS: Final = (
    "things", "co-investors", "co-maintainers", "companies-projects", "organizations",
)  # fmt: skip
FORMATS: Final = ("table", "csv", "json", "markdown")
_ROWS: Final = 20

_About = tuple[str, str, str, str]
# The name of a command, the function that it calls, what it tells, and what may follow its name.
_MEASURES: Final[tuple[_About, ...]] = (
    ("central", "central", "Tell who is in the middle: degree, betweenness, PageRank.",
     "--projection co-investors --as-of 2014"),
    ("brokers", "brokers", "Tell who stands between others who do not know each other.",
     "--projection co-maintainers --limit 10"),
    ("communities", "groups", "Tell what belongs together: Louvain's communities.",
     "--projection co-investors --format markdown"),
    ("core", "core", "Tell how deep in the network each thing is: its k-core.",
     "--projection organizations"),
    ("mixing", "mixing", "Tell which kinds of things are tied to which: assortativity.",
     "--format csv"),
)  # fmt: skip


def add(commands: Any) -> None:
    """Add the command to the parser of `kg`."""
    about = "Measure the graph as a network."
    parser = commands.add_parser(
        "network", help=about, description=about, epilog="example: kg network brokers"
    )
    analyses = parser.add_subparsers(metavar="ANALYSIS", required=True)

    def analysis(
        name: str,
        run: Callable[[argparse.Namespace], Analysis],
        told: str,
        example: str,
        *shared: Callable[[argparse.ArgumentParser], None],
    ) -> argparse.ArgumentParser:
        added = command(
            analyses, name, lambda options: _print(run, options), told,
            f"kg network {name} {example}", stored, *shared,
        )  # fmt: skip
        added.add_argument("--format", choices=FORMATS, default="table", help="default: table")
        return added

    def limited(added: argparse.ArgumentParser) -> None:
        added.add_argument(
            "--limit", type=count, default=_ROWS, metavar="N",
            help=f"show the first N rows, 0 for all (default: {_ROWS})",
        )  # fmt: skip

    for name, function, told, example in _MEASURES:
        added = analysis(name, _measure, told, example, limited, dated)
        added.set_defaults(function=function)
        added.add_argument(
            "--projection", choices=PROJECTIONS, default="things",
            help="which ties to measure (default: things, by all their relations)",
        )  # fmt: skip
    analysis("growth", _growth, "Tell how the network grew, year by year.", "--format csv")
    added = analysis(
        "chains", _chains, "Tell the best supported chains between two things.",
        '"Gilt Groupe" "Sequoia Capital"', dated,
    )  # fmt: skip
    added.add_argument("start", metavar="FROM")
    added.add_argument("end", metavar="TO")
    added = analysis(
        "predict", _predict, "Tell how well the past predicts later investments.", "--since 2012",
    )  # fmt: skip
    added.add_argument(
        "--since", metavar="DATE", required=True,
        help="learn from what was before this day, or the first of a year; judge by the rest",
    )  # fmt: skip
    added.add_argument("--seed", type=count, default=1, metavar="N", help="default: 1")


def _measure(options: argparse.Namespace) -> Analysis:
    import kg.network as measures

    graph = open_graph(options.store).project(options.projection, options.as_of)
    if not graph.number_of_edges():
        problem = f"the graph has no {options.projection} to measure"
        raise NotFoundError(Problem(problem, remedy="choose another --projection or --as-of"))
    whole: Analysis = getattr(measures, options.function)(graph)
    return whole.top(options.limit) if options.limit else whole


def _growth(options: argparse.Namespace) -> Analysis:
    from kg.network import growth

    return growth(open_graph(options.store).network())


def _chains(options: argparse.Namespace) -> Analysis:
    from kg.dates import as_of_day
    from kg.network import chains

    graph = open_graph(options.store)
    day = as_of_day(options.as_of)
    ends = graph.ends(options.start, options.end)
    return chains(graph.network(day), *ends, graph.tell, day.isoformat() if day else "")


def _predict(options: argparse.Namespace) -> Analysis:
    from kg.dates import Date
    from kg.network import predict

    day = Date.parse(options.since).earliest
    if day is None:
        raise NotFoundError(Problem(f"the date {options.since!r} has no first day"))
    return predict(open_graph(options.store).network(), day, seed=options.seed)


def _print(run: Callable[[argparse.Namespace], Analysis], options: argparse.Namespace) -> None:
    with waiting("measuring"):
        analysis = run(options)
    match options.format:
        case "csv":
            exact(analysis.to_csv())
        case "json":
            exact(analysis.to_json())
        case "markdown":
            print(analysis.to_markdown(), end="")
        case _:
            table(analysis.columns, analysis.cells())
            print(analysis, file=sys.stderr)
