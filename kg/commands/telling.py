"""The commands that tell what the graph says of a thing, of two, of all, or of a change."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.commands.arguments import UsageError, Words, command, dated, place, source, stored
from kg.commands.progress import progress
from kg.display import markdown
from kg.entity import Entity, lines_of
from kg.errors import KgError, Problem
from kg.graph import Graph, open_graph
from kg.terminal import exact, table, visible
from kg.terms import compact

if TYPE_CHECKING:
    from kg.sources import Given


def add(commands: Any) -> None:
    """Add the commands to the parser of `kg`."""
    added = command(
        commands, "show", _show, "Tell everything about one thing.",
        "kg show Docker", stored, dated,
    )  # fmt: skip
    added.add_argument("name", metavar="NAME", nargs="+", action=Words)
    added = command(
        commands, "timeline", _timeline, "List everything dated about one thing, in order.",
        "kg timeline Docker --format markdown", stored, dated,
    )  # fmt: skip
    added.add_argument("name", metavar="NAME", nargs="+", action=Words)
    added.add_argument("--format", choices=("text", "markdown"), default="text")
    added = command(
        commands, "report", _report, "Report on a project for whoever thinks of depending on it.",
        "kg report project Envoy --format markdown", stored,
    )  # fmt: skip
    added.add_argument("kind", choices=("project",))
    added.add_argument("name", metavar="NAME", nargs="+", action=Words)
    added.add_argument("--format", choices=("text", "markdown"), default="text")
    added = command(
        commands, "search", _search, "Find things by any of their names.",
        "kg search 红杉", stored,
    )  # fmt: skip
    added.add_argument("text", metavar="TEXT", nargs="+", action=Words)
    added = command(
        commands, "path", _path, "Show the shortest chains between two things.",
        'kg path "Gilt Groupe" "Sequoia Capital"', stored, dated,
    )  # fmt: skip
    added.add_argument("start", metavar="FROM")
    added.add_argument("end", metavar="TO")
    command(
        commands, "conflicts", _conflicts,
        "Explain what sources disagree on, and what looks alike and is kept apart.",
        "kg conflicts", stored,
    )  # fmt: skip
    added = command(
        commands, "why", _why, "Tell why the mentions of a thing are one, and what it is not.",
        'kg why NTT "NTT DATA"', stored,
    )  # fmt: skip
    added.add_argument("name", metavar="NAME")
    added.add_argument(
        "other", metavar="OTHER", nargs="?", help="another thing: tell why the two are two, or one"
    )
    added = command(
        commands, "diff", _diff,
        "Tell what changed from one build to another, or from one version of a source to another.",
        "kg diff cncf-landscape=old/landscape.yml cncf-landscape=new/landscape.yml",
    )  # fmt: skip
    for name, which in (("old", "the earlier"), ("new", "the later")):
        added.add_argument(
            name, type=place, metavar=name.upper(),
            help=f"{which} build: its store or its output folder; or a source, as NAME=PATH",
        )  # fmt: skip
    added.add_argument("--format", choices=("table", "markdown", "json"), default="table")


def _entity(options: argparse.Namespace) -> Entity:
    """Return what is told of the thing that was named; say if the name may mean another."""
    graph = open_graph(options.store)
    entity = graph.entity(options.name, as_of=options.as_of)
    say_what_is_meant(graph, options.name, entity.iri, entity.label)
    return entity


def say_what_is_meant(graph: Graph, name: str, iri: str, label: str) -> None:
    """Say on standard error if a name means what is told of another thing, or several things."""
    meant, *others = graph.meanings(name)
    if meant != iri:
        print(visible(f"{name} is told of {label}"), file=sys.stderr)
    elif others:
        labels = graph.labels(others)
        told = ", ".join(
            compact(one) if labels.get(one, name) == name else f"{labels[one]} ({compact(one)})"
            for one in others
        )
        print(visible(f"{name} may also mean {told}"), file=sys.stderr)


def _show(options: argparse.Namespace) -> None:
    print(_entity(options))


def _timeline(options: argparse.Namespace) -> None:
    entity = _entity(options)
    if options.format == "markdown":
        print(f"# {markdown(entity.label)}\n\n{entity.to_markdown()}", end="")
    else:
        for line in lines_of(entity.timeline()):
            print(visible(line))


def _report(options: argparse.Namespace) -> None:
    told = open_graph(options.store).report(options.name)
    print(told.to_markdown().rstrip("\n") if options.format == "markdown" else told)


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
    reasons = graph.why(options.name, options.other)
    for reason in reasons or [f"nobody has judged {options.name}: its mentions share one name"]:
        print(visible(reason))


def _diff(options: argparse.Namespace) -> None:
    given = [_version(text) for text in (options.old, options.new)]
    names = {one.name if one else "a build" for one in given}
    if len(names) > 1:
        problem = f"{' and '.join(sorted(names))} cannot be compared"
        remedy = "name two builds, or one source twice as NAME=PATH"
        raise UsageError(Problem(problem, "kg diff", "", remedy))
    old, new = (
        _built_of(one) if one else open_graph(text)
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
    return source(text) if "=" in text and not Path(text).exists() else None


def _built_of(given: Given) -> Graph:
    """Return the graph of one version of a source; what could not be used of it is told."""
    from kg.pipeline import build_in_memory

    with progress() as say:
        graph, reports = build_in_memory([given], say)
    for report in reports:
        if report.count:
            told = f"{report.count} records of {given.path} not used; kg build tells which"
            print(f"{report.source}: {told}", file=sys.stderr)
    return graph
