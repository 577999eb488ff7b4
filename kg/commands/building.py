"""The commands that make a graph: `kg build`, and those that get what it is made of."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path
from typing import Any, Final

from kg.commands.arguments import command, place, source
from kg.commands.progress import progress, transfer
from kg.display import counted
from kg.errors import KgError
from kg.graph import open_graph
from kg.terminal import table
from kg.terms import GRAPH

_HELD: Final = "SELECT ?graph { ?graph prov:hadPrimarySource ?source }"


def add(commands: Any) -> None:
    """Add the commands to the parser of `kg`."""
    added = command(commands, "build", _build, "Make the graph from its sources.", "kg build")
    added.add_argument(
        "--source", action="append", default=[], metavar="NAME=PATH[@COMMIT][@DATE]",
        help="a further source, which kg sources lists; may be repeated",
    )  # fmt: skip
    added.add_argument("--config", type=Path, metavar="FILE", help="default: kg.toml, if it exists")
    added.add_argument(
        "--output",
        type=place,
        metavar="DIR",
        help="default: the one that kg.toml names, else output",
    )
    added.add_argument(
        "--judgements", action="append", default=[], metavar="FILE", type=place,
        help="a table that says which identifiers are one thing, and which are not",
    )  # fmt: skip
    added.add_argument(
        "--strict", action="store_true", help="fail if a record of a source cannot be used"
    )
    added.add_argument(
        "--no-validation", action="store_true", help="do not check the ontology's shapes"
    )
    command(
        commands, "sources", _sources, "List what can be loaded, and its licence.", "kg sources"
    )
    added = command(
        commands, "fetch", _fetch, "Download the public files that sources are read from.",
        "kg fetch cncf-landscape cncf-maintainers --into data",
    )  # fmt: skip
    added.add_argument("names", nargs="+", metavar="NAME", help="a source, which kg sources lists")
    added.add_argument("--into", type=Path, default=Path("data"), metavar="DIR",
                       help="default: data")  # fmt: skip
    added.add_argument(
        "--commit", default="newest", metavar="SHA",
        help="the commit of the source's repository (default: newest)",
    )  # fmt: skip


def _build(options: argparse.Namespace) -> None:
    from kg.config import read_config
    from kg.pipeline import build

    config = read_config(options.config)
    output = options.output or config.output
    before = _sources_in(output)
    with progress() as say:
        built = build(
            [*config.sources, *map(source, options.source)],
            output,
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
            told = counted(report.count, "record")
            print(f"{report.source}: {told} not used, or not whole; {where}", file=sys.stderr)
    if gone := sorted(before - _sources_in(output)):
        remedy = "name them in kg.toml to have them in each build"
        print(f"no longer in the graph: {', '.join(gone)}; {remedy}", file=sys.stderr)
    # Whoever asks looks where the kg.toml of the folder says.
    elsewhere = options.output or options.config
    store = f" --store {shlex.quote(f'{built.output}/store')}" if elsewhere else ""
    checked = "every shape holds" if built.validated else "the shapes were not checked"
    print(
        f"{built.output}/ holds {built.things} things and {built.statements} statements "
        f"({built.quads} quads), {built.disputed} of them disputed; {checked}.\n"
        f"Look at it:   open {shlex.quote(f'{built.output}/network.html')} in a browser\n"
        f"Ask it:       kg show Docker{store}\n"
        f"Learn more:   kg queries"
    )


def _sources_in(output: Path | str) -> set[str]:
    """Return the names of the sources, but for fact sheets, in the graph that a folder shows."""
    from kg.sources import SOURCES

    try:
        rows = open_graph(str(output)).query(_HELD)
    except KgError:
        return set()
    keys = (row.graph.removeprefix(GRAPH).partition("/")[0] for row in rows)
    return {key for key in keys if key in SOURCES}


def _sources(_: argparse.Namespace) -> None:
    from kg.sources import SOURCES

    table(
        ("name", "what it is", "licence", "what it gives", "where it is"),
        [(a.name, a.title, a.licence, a.gives, a.address) for a in SOURCES.values()],
    )


def _fetch(options: argparse.Namespace) -> None:
    from kg.fetch import fetch

    for name in options.names:
        with transfer(name) as shown:
            got = fetch(name, options.into, options.commit, progress=shown)
        state = "is up to date" if got.unchanged else f"has {got.size:,} bytes"
        print(f"{got.path} {state}, SHA-256 {got.sha256}")
        pinned = f"@{got.commit}" if got.commit else ""
        print(f"Build with it: kg build --source {name}={got.path}{pinned}", file=sys.stderr)
