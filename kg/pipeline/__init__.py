"""The pipeline: facts, identity, consensus, RDF, rules, validation, output; all or nothing.

stated      what the sources state, as often as it is asked for
loading     facts to a finished store: each source's graph, the consolidated one, what rules add
folder      the folder of a build, shown in one step
report      what a build holds and what it could not use, as Markdown
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from kg.assets import ONTOLOGY
from kg.collector import collector_paused
from kg.errors import InputError, InvalidGraphError, Problem
from kg.export import rdf
from kg.graph import Graph
from kg.identity import Identities, Judgement, KnownNames, read_judgements
from kg.pipeline.folder import ARTEFACTS, fresh_folder, show
from kg.pipeline.loading import load
from kg.pipeline.report import report_of
from kg.pipeline.stated import Say, Stated
from kg.rdf import identify, source_iri
from kg.sources import Dataset, Given, Report, check, read_sheets, readable, sheets_of
from kg.store import Store
from kg.terms import compact
from kg.validate import violations
from kg.worker import meanwhile

__all__ = [
    "ARTEFACTS",
    "Built",
    "Stated",
    "build",
    "build_in_memory",
    "identities_of",
    "load",
]


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


@collector_paused()
def build(
    sources: Given | Path | str | Sequence[Given | Path | str] = (),
    output: Path | str = "output",
    say: Say = lambda _: None,
    *,
    judgements: Iterable[Path | str] = (),
    strict: bool = False,
    validate: bool = True,
) -> Built:
    """Build the graph of the curated fact sheets, and of any other sources.

    Args:
        sources: Further sources, each as `NAME=PATH`, as a `Given`, or as the path of a fact
            sheet or of a folder of them.
        output: The folder that shall show the result; made if it is absent.
        say: Told each step in a few words, for progress.
        judgements: Tables of judgements of identity, beside the one that ships with the package.
        strict: Whether a record that cannot be used stops the build, once all have been read.
        validate: Whether to check the graph against the shapes of the ontology.

    Raises:
        InputError: A fact sheet or judgement is wrong, a source cannot be read, or `strict` is
            set and a record cannot be used; each problem is named.
        InvalidGraphError: The graph breaks a shape of the ontology.
        StoreError: The output folder cannot be written, or another build is writing it.
    """
    target = Path(output)
    if isinstance(sources, Given | Path | str):
        sources = [sources]
    sheets, stated = _stated([_given(one) for one in sources], say)
    with fresh_folder(target) as fresh:
        judged = {Path(table): read_judgements(Path(table)) for table in judgements}
        identities = identities_of(stated, chain.from_iterable(judged.values()))
        reports = (*stated.reports.values(), *_unmet(judged, identities))
        if strict and any(report.count for report in reports):
            raise InputError(*(problem for report in reports for problem in report.problems))
        store, tally = load(stated, identities, fresh / "store", say)
        if validate:
            say("validating")
            broken = violations(store.engine)
            if broken:
                places = _places(sheets, identities)
                raise InvalidGraphError(*(_placed(problem, places) for problem in broken))
        say("writing and drawing")
        graph = Graph(store)
        # To draw and to write take about as long, and both hold Python's lock.
        with meanwhile("view", f"--store={fresh}/store", f"--output={fresh}/network.html"):
            report = report_of(graph, tally, identities, reports, validated=validate)
            (fresh / "report.md").write_text(report, encoding="utf-8")
            _write(graph, fresh)
        quads = len(store.engine)
        # A store is closed when nobody holds it any more, and only then may others read it.
        del graph, store
        show(fresh, target)
    things = len(tally.things)
    statements = tally.classes.total() - things
    return Built(target, quads, things, statements, tally.disputed, reports, validate)


@collector_paused()
def build_in_memory(
    sources: Sequence[Given], say: Say = lambda _: None
) -> tuple[Graph, tuple[Report, ...]]:
    """Return the graph of the curated fact sheets and of other sources; nothing is written.

    What could not be used of each source is returned with it.

    Raises:
        InputError: A fact sheet is wrong, or a source cannot be read.
    """
    _, stated = _stated(sources, say)
    identities = identities_of(stated)
    store, _ = load(stated, identities, say=say)
    return Graph(store), tuple(stated.reports.values())


def _write(graph: Graph, folder: Path) -> None:
    with (folder / "graph.nq").open("wb") as quads, (folder / "graph.ttl").open("wb") as triples:
        rdf.write(graph, {"nq": quads, "ttl": triples}, folder)


def _stated(given: Sequence[Given], say: Say) -> tuple[list[Dataset], Stated]:
    """Return the fact sheets, and what they and the other sources state."""
    say("reading fact sheets")
    sheets = read_sheets([*_curated(), *sheets_of(given)])
    return sheets, Stated(sheets, readable(given), say)


def _given(source: Given | Path | str) -> Given:
    """Return a source as it was named; what has no `NAME=` is the path of a fact sheet."""
    if isinstance(source, Path) or (isinstance(source, str) and "=" not in source):
        return Given("facts", Path(source))
    return check(Given.parse(source) if isinstance(source, str) else source)


def _curated() -> list[Path]:
    """Return the fact sheets that ship with the package."""
    return [ONTOLOGY / "identity" / "things.yaml", *sorted((ONTOLOGY / "facts").glob("*.yaml"))]


def identities_of(stated: Stated, judgements: Iterable[Judgement] = ()) -> Identities:
    """Return what each identifier stands for, by all that is stated of things.

    Args:
        stated: What the sources state.
        judgements: What was judged, beside the judgements that ship with the package.
    """
    folder = ONTOLOGY / "identity"
    judged = (*read_judgements(folder / "judgements.tsv"), *judgements)
    told = (statement for _, statement in stated)
    return Identities(judged, told, KnownNames.read(folder / "names.tsv"))


def _unmet(judged: Mapping[Path, Iterable[Judgement]], identities: Identities) -> Iterator[Report]:
    """Yield for each table which of its judgements are of identifiers that no source mentions."""
    for table, judgements in judged.items():
        report = Report(table.name)
        for one in (judgement for judgement in judgements if judgement in identities.unmet):
            line = int(one.place.rpartition(" ")[2])
            ends = f"{one.mention} and {one.thing}"
            report.skip("no source mentions what is judged", table.name, line, ends)
        yield report


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
