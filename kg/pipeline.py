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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import filelock
import pyoxigraph as ox

from kg.assets import ONTOLOGY
from kg.consolidate import Consolidated, consolidate
from kg.errors import InputError, InvalidGraphError, Problem, StoreError
from kg.export import export
from kg.facts import Source, Statement, Thing
from kg.graph import Graph
from kg.identity import Identities, KnownNames, read_judgements
from kg.rdf import consolidated_quads, identify, judgement_quads, source_iri, source_quads
from kg.results import markdown_table
from kg.sources import Dataset, read_sheets
from kg.store import Store
from kg.terms import CE, ONTOLOGY_GRAPH, compact
from kg.validate import violations

ARTEFACTS: Final = ("store", "graph.nq", "graph.ttl", "network.html", "report.md")
"""What a build leaves in its output folder."""

_CANDIDATES_TOLD: Final = 50

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made.

    Attributes:
        output: The folder that shows it.
        quads: How many quads the graph holds.
        things: How many named things.
        statements: How many consolidated statements.
        disputed: How many of them sources disagree on.
    """

    output: Path
    quads: int
    things: int
    statements: int
    disputed: int

    @property
    def graph(self) -> Graph:
        """The graph, opened to be asked."""
        return Graph(Store.open(self.output / "store"))


def build(
    sheets: str | Path | Iterable[str | Path] = (),
    output: Path | str = "output",
    say: Say = lambda _: None,
    *,
    judgements: Iterable[str | Path] = (),
) -> Built:
    """Build the graph of the curated fact sheets, and of any others.

    Args:
        sheets: Fact sheets, or folders of them, beside the ones that ship with the package.
        output: The folder that shall show the result; made if it is absent.
        say: Told each step in a few words, for progress.
        judgements: Tables of judgements of identity, beside the one that ships with the package.

    Raises:
        InputError: A fact sheet or judgement is wrong; each problem is named.
        InvalidGraphError: The graph breaks a shape of the ontology.
        StoreError: The output folder cannot be written, or another build is writing it.
    """
    target = Path(output)
    say("reading fact sheets")
    given = [sheets] if isinstance(sheets, str | Path) else sheets
    datasets = read_sheets(_sheet_files(map(Path, given)))
    identities = _identities((s for d in datasets for s in d.statements), map(Path, judgements))
    stated = [
        (source, identities.resolve(statement))
        for d in datasets
        for source in [identities.resolve_source(d.source)]
        for statement in d.statements
    ]
    say("finding consensus")
    merged = consolidate(stated, identify)
    quads = [*_all_quads(stated, merged), *judgement_quads(identities.judgements)]
    say("applying rules")
    store = Store.memory()
    store.engine.bulk_extend(quads)
    _apply_rules(store)
    say("validating")
    broken = violations(store.engine)
    if broken:
        places = _places(datasets, identities)
        raise InvalidGraphError(*(_placed(problem, places) for problem in broken))
    things = [one.statement for one in merged if isinstance(one.statement, Thing)]
    graph = Graph(store)
    report = _report(graph, merged, identities, things)
    try:
        target.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(target / ".lock", timeout=0):
            _write(graph, report, target, say)
    except filelock.Timeout as error:
        problem = "another build is writing here"
        raise StoreError(Problem(problem, str(target), "", "wait for it to end")) from error
    except OSError as error:
        problem = f"cannot be written ({error.strerror or error})"
        raise StoreError(Problem(problem, str(error.filename or target))) from error
    disputed = sum(1 for one in merged if one.claims)
    return Built(target, len(store.engine), len(things), len(merged) - len(things), disputed)


def _identities(statements: Iterable[Statement], tables: Iterable[Path]) -> Identities:
    """Return what each identifier stands for, by all that is stated of things."""
    folder = ONTOLOGY / "identity"
    judgements = [j for path in (folder / "judgements.tsv", *tables) for j in read_judgements(path)]
    things = (statement for statement in statements if isinstance(statement, Thing))
    return Identities(judgements, things, KnownNames.read(folder / "names.tsv"))


def _sheet_files(given: Iterable[Path]) -> list[Path]:
    files = [ONTOLOGY / "identity" / "things.yaml", *sorted((ONTOLOGY / "facts").glob("*.yaml"))]
    for path in given:
        found = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not found:
            raise InputError(Problem("holds no fact sheet (*.yaml)", str(path)))
        files += found
    return files


def _places(datasets: Iterable[Dataset], identities: Identities) -> dict[str, list[str]]:
    """Return the file and line of each statement and source, by the short form of its node."""
    places: dict[str, list[str]] = {}
    for dataset in datasets:
        places.setdefault(compact(source_iri(dataset.source).value), []).append(dataset.file)
        for statement, line in zip(dataset.statements, dataset.lines, strict=False):
            node = compact(identify(identities.resolve(statement)))
            places.setdefault(node, []).append(f"{dataset.file}, line {line}")
    return places


def _placed(problem: Problem, places: Mapping[str, Sequence[str]]) -> Problem:
    """Return a violation that begins with the lines that state what it is about."""
    where = " and ".join(dict.fromkeys(places.get(problem.source, ())))
    if not where:
        return problem
    return replace(problem, source=where, place=f"{problem.source} {problem.place}".rstrip())


def _all_quads(
    stated: Sequence[tuple[Source, Statement]], merged: Sequence[Consolidated]
) -> list[ox.Quad]:
    by_source: dict[str, tuple[Source, list[Statement]]] = {}
    for source, statement in stated:
        by_source.setdefault(source.key, (source, []))[1].append(statement)
    quads = [quad for source, told in by_source.values() for quad in source_quads(source, told)]
    quads += consolidated_quads([source for source, _ in by_source.values()], merged)
    ontology = (ONTOLOGY / "container-ecosystem.ttl").read_bytes()
    dataset = ox.Dataset(ox.parse(ontology, format=ox.RdfFormat.TURTLE))
    # Without canonical names for its blank nodes, no two builds would be the same bytes.
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    graph = ox.NamedNode(ONTOLOGY_GRAPH)
    return quads + [ox.Quad(q.subject, q.predicate, q.object, graph) for q in dataset]


def _apply_rules(store: Store) -> None:
    """Add to the default graph what the rules derive, in the order of their file names."""
    for rule in sorted((ONTOLOGY / "rules").glob("*.rq")):
        store.engine.extend(store.construct_rule(rule.read_text(encoding="utf-8")))


def _write(graph: Graph, report: str, target: Path, say: Say) -> None:
    """Write everything into a new folder, then show it in place of the last."""
    builds = target / ".builds"
    builds.mkdir(exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="build-", dir=builds))
    try:
        say("writing")
        for name in ("nq", "ttl"):
            with (fresh / f"graph.{name}").open("wb") as out:
                export(graph, name, out)
        (fresh / "report.md").write_text(report, encoding="utf-8")
        Store.create(fresh / "store", graph.store.engine)
        say("drawing")
        graph.view().save(fresh / "network.html")
        _show(fresh, target)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
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


def _report(
    graph: Graph,
    merged: Sequence[Consolidated],
    identities: Identities,
    things: Sequence[Thing],
) -> str:
    """Return the report of a build as Markdown."""
    classes = Counter(getattr(o.statement, "type", type(o.statement).__name__) for o in merged)
    relations = graph.run("relations")
    parts = [
        "# What this build holds\n",
        "## Things and statements by class\n",
        markdown_table(("class", "count"), [(k, str(n)) for k, n in sorted(classes.items())]),
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
        *_identity(identities, things),
        "\n## Validation\n\nEvery shape of the ontology holds.\n",
    ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _identity(identities: Identities, things: Sequence[Thing]) -> list[str]:
    """Return the report's part on identity: what was merged by whom, and what to judge."""
    merges = identities.merges()
    counts = Counter(judgement.author or "unsigned" for judgement in merges)
    judged = [j for j in merges if j.place]
    unjudged = identities.unjudged(things)
    return [
        markdown_table(("merged by", "mentions"), [(k, str(n)) for k, n in counts.most_common()]),
        *[f"- {j.mention} is {j.thing}: {j.reason}\n" for j in judged],
        f"\n{len(unjudged)} pairs look alike and nobody has judged them; the likest first:\n\n",
        *[f"- {candidate}\n" for candidate in unjudged[:_CANDIDATES_TOLD]],
    ]
