"""The pipeline: facts, identity, consensus, RDF, rules, validation, output; all or nothing.

A build is made in a folder of its own beside the last good one, and shown by replacing one
symbolic link, which the file system does in one step. So whoever reads sees the old graph or the
new one, and a build that fails or is killed leaves the old one as it was.

    output/store, graph.nq, ...  ->  .builds/current/store, ...
    output/.builds/current       ->  .builds/build-x1y2
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

import filelock
import pyoxigraph as ox

from kg.assets import ONTOLOGY
from kg.consolidate import Consolidated, consolidate
from kg.display import markdown_table
from kg.errors import InputError, InvalidGraphError, Problem, StoreError
from kg.export import export
from kg.facts import Source, Statement, Thing
from kg.graph import Graph
from kg.identity import Identities, Judgement, read_judgements
from kg.rdf import consolidated_quads, identify, judgement_quads, source_iri, source_quads
from kg.sources import Dataset, Given, Report, check, read, read_sheets, readable, sheets_of
from kg.store import Store
from kg.terms import CE, ONTOLOGY_GRAPH, compact
from kg.validate import violations

ARTEFACTS: Final = ("store", "graph.nq", "graph.ttl", "network.html", "report.md")
"""What a build leaves in its output folder."""

Say = Callable[[str], None]
Resolve = Callable[[Statement], Statement]

_STATEMENTS_KEPT: Final = 200_000
"""How many statements of one source are kept rather than read again; some 200 MB."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made.

    Attributes:
        output: The folder that shows it.
        quads: How many quads the graph holds.
        things: How many named things.
        statements: How many consolidated statements.
        disputed: How many of them sources disagree on.
        reports: What could not be used of each source, in the order in which they were given.
        validated: Whether the graph was checked against the ontology's shapes.
    """

    output: Path
    quads: int
    things: int
    statements: int
    disputed: int
    reports: tuple[Report, ...] = ()
    validated: bool = True

    @property
    def graph(self) -> Graph:
        """The graph, opened to be asked."""
        return Graph(Store.open(self.output / "store"))


class Stated:
    """What sources state, one statement at a time, as often as it is asked for.

    A source of moderate size is read once and kept; a large one is read again each time, so that
    memory does not grow with it.

    Attributes:
        reports: What could not be used of each source but the fact sheets, once it was read.
    """

    def __init__(
        self, sheets: Sequence[Dataset], given: Sequence[Given], resolve: Resolve, say: Say
    ) -> None:
        self.reports: dict[Given, Report] = {}
        self._sheets = [(d.source, resolve(s)) for d in sheets for s in d.statements]
        self._given = given
        self._kept: dict[Given, list[tuple[Source, Statement]]] = {}
        self._resolve = resolve
        self._say = say

    def __iter__(self) -> Iterator[tuple[Source, Statement]]:
        yield from self._sheets
        for given in self._given:
            yield from self._kept[given] if given in self._kept else self._read(given)

    def _read(self, given: Given) -> Iterator[tuple[Source, Statement]]:
        self._say(f"reading {given.name}")
        report = Report(given.name)
        kept: list[tuple[Source, Statement]] | None = []
        for source, fact in read(given, report):
            one = source, self._resolve(fact)
            if kept is not None:
                kept.append(one)
                kept = kept if len(kept) <= _STATEMENTS_KEPT else None
            yield one
        self.reports[given] = report
        if kept is not None:
            self._kept[given] = kept


@dataclass(slots=True)
class Tally:
    """What was loaded: the sources, and how much of what."""

    sources: dict[str, Source] = field(default_factory=dict)
    classes: Counter[str] = field(default_factory=Counter)
    things: list[Thing] = field(default_factory=list)
    disputed: int = 0

    def counted(self, consolidated: Iterable[Consolidated]) -> Iterator[Consolidated]:
        """Count statements as they go by."""
        for one in consolidated:
            statement = one.statement
            self.classes[getattr(statement, "type", type(statement).__name__)] += 1
            self.disputed += bool(one.claims)
            if isinstance(statement, Thing):
                self.things.append(statement)
            yield one


def load(
    store: Store,
    stated: Stated,
    judgements: Iterable[Judgement] = (),
    say: Say = lambda _: None,
) -> Tally:
    """Fill a store with what sources state, each in its graph, and with the consolidated graph.

    Nothing is held in memory but what is told several times.

    Args:
        store: An empty store; it is left finished.
        stated: What the sources state.
        judgements: What was judged of identity.
        say: Told each step in a few words.

    Raises:
        InputError: A source cannot be read.
        StoreError: The disk refuses.
    """
    tally = Tally()
    store.load(_all_quads(stated, judgements, tally))
    say("applying rules")
    for rule in sorted((ONTOLOGY / "rules").glob("*.rq")):
        store.derive(rule.read_text(encoding="utf-8"))
    store.finish()
    return tally


def build(
    sources: Sequence[Given | Path | str] = (),
    output: Path | str = "output",
    say: Say = lambda _: None,
    *,
    strict: bool = False,
    validate: bool = True,
) -> Built:
    """Build the graph of the curated fact sheets, and of any other sources.

    Args:
        sources: Further sources, each as `NAME=PATH` or as a `Given`; a path is that of a fact
            sheet, or of a folder of them.
        output: The folder that shall show the result; made if it is absent.
        say: Told each step in a few words, for progress.
        strict: Whether a record that cannot be used stops the build, once all have been read.
        validate: Whether to check the graph against the shapes of the ontology.

    Raises:
        InputError: A fact sheet or judgement is wrong, a source cannot be read, or `strict` is
            set and a record cannot be used; each problem is named.
        InvalidGraphError: The graph breaks a shape of the ontology.
        StoreError: The output folder cannot be written, or another build is writing it.
    """
    target = Path(output)
    given = [_given(one) for one in sources]
    say("reading fact sheets")
    sheets = read_sheets([*_curated(), *sheets_of(given)])
    identities = Identities(read_judgements(ONTOLOGY / "identity" / "judgements.tsv"))
    stated = Stated(sheets, readable(given), identities.resolve, say)
    with _fresh_folder(target) as fresh:
        store = Store.create(fresh / "store")
        tally = load(store, stated, identities.judgements, say)
        reports = tuple(stated.reports.values())
        if strict and any(report.count for report in reports):
            raise InputError(*(problem for report in reports for problem in report.problems))
        if validate:
            say("validating")
            broken = violations(store.engine)
            if broken:
                places = _places(sheets, identities)
                raise InvalidGraphError(*(_placed(problem, places) for problem in broken))
        say("writing")
        graph = Graph(store)
        report = _report(graph, tally, identities, reports)
        if validate:
            report += "\n## Validation\n\nEvery shape of the ontology holds.\n"
        (fresh / "report.md").write_text(report, encoding="utf-8")
        for name in ("nq", "ttl"):
            with (fresh / f"graph.{name}").open("wb") as out:
                export(graph, name, out)
        say("drawing")
        graph.view().save(fresh / "network.html")
        quads = len(store.engine)
        # A store is closed when nobody holds it any more, and only then may others read it.
        del graph, store
        _show(fresh, target)
    things = len(tally.things)
    statements = tally.classes.total() - things
    return Built(target, quads, things, statements, tally.disputed, reports, validate)


def _given(source: Given | Path | str) -> Given:
    if isinstance(source, Path):
        return Given("facts", source)
    return check(Given.parse(source) if isinstance(source, str) else source)


def _curated() -> list[Path]:
    """Return the fact sheets that ship with the package."""
    return [ONTOLOGY / "identity" / "things.yaml", *sorted((ONTOLOGY / "facts").glob("*.yaml"))]


def _places(sheets: Iterable[Dataset], identities: Identities) -> dict[str, list[str]]:
    """Return the file and line of each statement and source, by the short form of its node."""
    places: dict[str, list[str]] = {}
    for sheet in sheets:
        places.setdefault(compact(source_iri(sheet.source).value), []).append(sheet.file)
        for statement, line in zip(sheet.statements, sheet.lines, strict=False):
            node = compact(identify(identities.resolve(statement)))
            places.setdefault(node, []).append(f"{sheet.file}, line {line}")
    return places


def _placed(problem: Problem, places: Mapping[str, Sequence[str]]) -> Problem:
    """Return a violation that begins with the lines that state what it is about."""
    where = " and ".join(dict.fromkeys(places.get(problem.source, ())))
    if not where:
        return problem
    return replace(problem, source=where, place=f"{problem.source} {problem.place}".rstrip())


def _all_quads(stated: Stated, judgements: Iterable[Judgement], tally: Tally) -> Iterator[ox.Quad]:
    """Yield each source's graph, then the consolidated graph, then the ontology."""
    for source, told in groupby(stated, key=itemgetter(0)):
        tally.sources.setdefault(source.key, source)
        yield from source_quads(source, (statement for _, statement in told))
    merged = tally.counted(consolidate(stated, identify))
    yield from consolidated_quads(tally.sources.values(), merged)
    yield from judgement_quads(judgements)
    ontology = (ONTOLOGY / "container-ecosystem.ttl").read_bytes()
    dataset = ox.Dataset(ox.parse(ontology, format=ox.RdfFormat.TURTLE))
    # Without canonical names for its blank nodes, no two builds would be the same bytes.
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    graph = ox.NamedNode(ONTOLOGY_GRAPH)
    yield from (ox.Quad(q.subject, q.predicate, q.object, graph) for q in dataset)


@contextmanager
def _fresh_folder(target: Path) -> Iterator[Path]:
    """Give a folder to build in, which nobody else writes to; take it away if the build fails."""
    fresh = None
    try:
        builds = target / ".builds"
        builds.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(target / ".lock", timeout=0):
            fresh = Path(tempfile.mkdtemp(prefix="build-", dir=builds))
            yield fresh
    except BaseException as error:
        if fresh is not None:
            shutil.rmtree(fresh, ignore_errors=True)
        if isinstance(error, filelock.Timeout):
            problem = "another build is writing here"
            raise StoreError(Problem(problem, str(target), "", "wait for it to end")) from error
        if isinstance(error, OSError):
            problem = f"cannot be written ({error.strerror or error})"
            raise StoreError(Problem(problem, str(error.filename or target))) from error
        raise


def _show(fresh: Path, target: Path) -> None:
    """Make the output folder show a finished build; the last step does it all at once."""
    builds = fresh.parent
    for name in ARTEFACTS:
        shown = target / name
        if not shown.is_symlink():
            if shown.exists():
                problem = "is in the way of the build's own file"
                raise StoreError(Problem(problem, str(shown), "", "move it elsewhere"))
            shown.symlink_to(Path(".builds") / "current" / name)
    link = builds / "next"
    link.unlink(missing_ok=True)
    link.symlink_to(fresh.name)
    link.replace(builds / "current")
    for old in builds.glob("build-*"):
        if old != fresh:
            shutil.rmtree(old, ignore_errors=True)


def _report(graph: Graph, tally: Tally, identities: Identities, reports: Sequence[Report]) -> str:
    """Return the report of a build as Markdown."""
    relations = graph.run("relations")
    parts = [
        "# What this build holds\n",
        "## Things and statements by class\n",
        markdown_table(("class", "count"), [(k, str(n)) for k, n in sorted(tally.classes.items())]),
        "## Relations\n",
        markdown_table(
            ("relation", "count"), [(r.relation.removeprefix(CE), str(r[1])) for r in relations]
        ),
        "## Sources\n",
        markdown_table(
            ("source", "rank", "statements"),
            [(row[0], str(row[1]), str(row[2])) for row in graph.run("sources")],
        ),
        "## Conflicts\n",
        *[f"- {conflict}\n" for conflict in graph.conflicts()],
        "\n## Identity\n",
        *[f"- {j.mention} is {j.thing}: {j.reason}\n" for j in identities.merges()],
        *[
            f"- {one} and {other} share the name {name!r}; nobody has judged them\n"
            for name, one, other in identities.unjudged(tally.things)
        ],
        *_unused(reports),
    ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _unused(reports: Sequence[Report]) -> Iterator[str]:
    """Yield the part of the report that tells which records were not used, and why."""
    for report in reports:
        if report.skipped or report.unknown:
            yield f"\n## Not used of {report.source}\n"
        for skipped in report.skipped.values():
            yield f"- {skipped.count} because {skipped.reason}\n"
            yield from (f"    - {problem}\n" for problem in skipped.first)
            if skipped.count > len(skipped.first):
                yield f"    - ... and {skipped.count - len(skipped.first)} more\n"
        yield from (f"- {problem}\n" for problem in report.unknown.values())
