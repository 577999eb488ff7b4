"""The commands that check the graph and take it away: as a page, or in another format."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from kg.commands.arguments import UsageError, command, count, dated, place, stored
from kg.commands.telling import say_what_is_meant
from kg.errors import KgError, Problem
from kg.graph import Graph, open_graph
from kg.terminal import visible

EXPORTS: Final = ("ttl", "nq", "jsonld", "graphml", "gexf", "cytoscape", "neo4j", "csv", "parquet")
_DEPTH: Final = 2


def add(commands: Any) -> None:
    """Add the commands to the parser of `kg`."""
    command(
        commands, "validate", _validate, "Check the graph against the ontology's shapes.",
        "kg validate", stored,
    )  # fmt: skip
    added = command(
        commands, "export", _export, "Write the graph in another format.",
        "kg export --format ttl", stored,
    )  # fmt: skip
    added.add_argument(
        "--format", choices=EXPORTS, required=True,
        help="ttl, nq and jsonld are RDF; graphml, gexf (with time, for Gephi), cytoscape, neo4j "
        "(a zip for neo4j-admin) the network; csv and parquet have a row for each relation",
    )  # fmt: skip
    added.add_argument(
        "-o", "--output", type=place, metavar="FILE", help="default: standard output"
    )
    added = command(
        commands, "view", _view, "Draw the graph as one page that works offline.",
        "kg view --focus Docker --depth 1 -o docker.html", stored, dated,
    )  # fmt: skip
    added.add_argument("--focus", metavar="NAME", help="draw what is near this thing")
    added.add_argument("--depth", type=count, metavar="N", help=f"how near (default: {_DEPTH})")
    added.add_argument(
        "--relation", action="append", default=[], metavar="R",
        help="draw only this relation, such as investedIn; may be repeated",
    )  # fmt: skip
    added.add_argument(
        "--document", metavar="FILE",
        help="show this text of a source beside the picture; it becomes part of the page",
    )  # fmt: skip
    added.add_argument("-o", "--output", type=place, default="network.html", metavar="FILE")


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
        with tempfile.TemporaryFile() as spool:
            # If it cannot be written in this format, the file stays as it was.
            export(graph, options.format, spool)
            spool.seek(0)
            with Path(options.output).open("wb") as out:
                shutil.copyfileobj(spool, out)
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise KgError(Problem(problem, options.output)) from error
    print(f"written: {options.output}")


def _view(options: argparse.Namespace) -> None:
    if options.depth is not None and not options.focus:
        problem = "--depth says how near to a thing to draw, and there is none"
        raise UsageError(Problem(problem, remedy="name it with --focus"))
    output = Path(options.output)
    if output.is_dir() or not output.parent.is_dir():
        what = "is a folder" if output.is_dir() else "there is no such folder to write it into"
        raise KgError(Problem(what, options.output, "", "name a file with -o"))
    depth = _DEPTH if options.depth is None else options.depth
    graph: Graph = open_graph(options.store)
    view = graph.view(
        options.focus, depth, options.as_of, tuple(options.relation), options.document
    )
    if view.focus:
        say_what_is_meant(graph, options.focus, view.focus, view.title)
    print(f"drawn: {view.save(output)}  ({visible(next(view.lines()))})")
