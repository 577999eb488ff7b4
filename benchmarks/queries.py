"""Queries: `graph.query` against the engine alone, in memory too, and against rdflib.

Usage: python benchmarks/queries.py INVESTMENTS.CSV [--rows 20000] [--runs 7]

The graph is made of the first rows of a table of investments, as a build makes it. All four answer
from its default graph, and all rows are read: `graph.query`; the engine on the very same store; the
engine on a copy in memory; and rdflib on a copy in memory. `benchmarks/queries` holds what is
asked; values are bound as terms, to variables that the query selects, as the engine wants it. All
must give as many rows. rdflib has 60 seconds for a query; one that it needs more than a second for
is asked once.
"""

from __future__ import annotations

import argparse
import csv
import gc
import signal
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any, Final, cast

import pyoxigraph as ox
import rdflib
from rdflib.plugins.sparql import prepareQuery

from kg.display import markdown_table
from kg.graph import Graph
from kg.pipeline import Stated, identities_of, load
from kg.sources import Given
from kg.store import Store
from kg.terms import PREFIXES

QUERIES: Final = Path(__file__).with_name("queries")
# What is bound: the investor in most companies, and the company with most investors.
CHOSEN: Final = {
    "investor": "SELECT ?x { ?x ce:investedIn ?y } GROUP BY ?x ORDER BY DESC(COUNT(?y)) ?x LIMIT 1",
    "company": "SELECT ?x { ?y ce:investedIn ?x } GROUP BY ?x ORDER BY DESC(COUNT(?y)) ?x LIMIT 1",
}
_TIME_LIMIT: Final = 60
_SHORTEST: Final = 0.02


def made(table: Path, rows: int, scratch: Path) -> Path:
    """Load the first rows of a table into a store on disk, as a build does, and return it."""
    part, folder = scratch / "investments.csv", scratch / "store"
    with (
        table.open(encoding="utf-8", newline="") as source,
        part.open("w", encoding="utf-8", newline="") as out,
    ):
        csv.writer(out).writerows(islice(csv.reader(source), rows + 1))
    stated = Stated([], [Given("investments", part)], lambda _: None)
    identities = identities_of(stated)
    load(stated, identities, folder)
    return folder


def in_rdflib(engine: ox.Store) -> rdflib.Graph:
    """Return a copy of the default graph for rdflib, in memory."""
    text = ox.serialize(
        (quad.triple for quad in engine.quads_for_pattern(None, None, None, ox.DefaultGraph())),
        format=ox.RdfFormat.N_TRIPLES,
    )
    graph = rdflib.Graph()
    graph.parse(data=text or b"", format="nt")
    return graph


def seconds(task: Callable[[], int], runs: int) -> tuple[float, int]:
    """Return the median of how long a call takes, and the rows it gives; a quick one is repeated.

    The first call tells how often, and is not counted.
    """
    start = time.perf_counter()
    rows = task()
    times = max(1, int(_SHORTEST / (time.perf_counter() - start)))
    taken = []
    for _ in range(runs):
        gc.collect()
        start = time.perf_counter()
        for _ in range(times):
            task()
        taken.append((time.perf_counter() - start) / times)
    return statistics.median(taken), rows


def paired(
    ours: Callable[[], int], raw: Callable[[], int], runs: int
) -> tuple[float, float, float, int]:
    """Return the medians of two calls made in turn, that of their ratios, and the rows given."""
    start = time.perf_counter()
    rows = ours()
    times = max(1, int(_SHORTEST / (time.perf_counter() - start)))
    taken: list[tuple[float, float]] = []
    for run in range(2 * runs):
        pair = []
        # Whichever comes second finds warmer caches.
        for task in (ours, raw) if run % 2 else (raw, ours):
            gc.collect()
            start = time.perf_counter()
            for _ in range(times):
                given = task()
            pair.append((time.perf_counter() - start) / times)
            assert given == rows  # noqa: S101  other rows would be another question
        taken.append((pair[0], pair[1]) if run % 2 else (pair[1], pair[0]))
    ratio = statistics.median(one / other for one, other in taken)
    mine, its = (statistics.median(column) for column in zip(*taken, strict=True))
    return mine, its, ratio, rows


def _too_long(*_: object) -> None:
    raise TimeoutError


def limited(task: Callable[[], int], runs: int) -> tuple[float, int] | None:
    """Return what `seconds` does, or None if one call takes longer than the limit."""

    def once() -> int:
        signal.alarm(_TIME_LIMIT)
        try:
            return task()
        finally:
            signal.alarm(0)

    try:
        start = time.perf_counter()
        rows = once()
        took = time.perf_counter() - start
        return (took, rows) if took > 1 else seconds(once, runs)
    except TimeoutError:
        return None


def engine_asks(engine: ox.Store, text: str, terms: dict[str, Any]) -> Callable[[], int]:
    """Return a call that asks the engine alone and counts the rows."""
    values = {ox.Variable(name): term for name, term in terms.items()}

    def ask() -> int:
        answer = engine.query(text, prefixes=PREFIXES, substitutions=values)
        return len(list(cast(ox.QuerySolutions, answer)))

    return ask


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("table", type=Path, help="company_name, investor_name, funded_when ...")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    signal.signal(signal.SIGALRM, _too_long)
    lines, over_raw, over_ours = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        graph = Graph(Store.open(made(options.table, options.rows, Path(folder))))
        engine = graph.store.engine
        memory = Store.memory(engine).engine
        peer = in_rdflib(engine)
        chosen = {name: ox.NamedNode(graph.query(text)[0].x) for name, text in CHOSEN.items()}
        for file in sorted(QUERIES.glob("*.rq")):
            text = file.read_text(encoding="utf-8")
            terms = {name: term for name, term in chosen.items() if f"?{name} " in text}
            ours, raw, ratio, rows = paired(
                lambda text=text, terms=terms: len(list(graph.query(text, **terms))),  # type: ignore[misc]
                engine_asks(engine, text, terms),
                options.runs,
            )
            quick, same = seconds(engine_asks(memory, text, terms), options.runs)
            prepared = prepareQuery(text, initNs=PREFIXES)
            bound = {name: rdflib.URIRef(term.value) for name, term in terms.items()}
            theirs = limited(
                lambda prepared=prepared, bound=bound: len(  # type: ignore[misc]
                    list(peer.query(prepared, initBindings=bound))
                ),
                options.runs,
            )
            if not 0 < rows == same:
                raise SystemExit(f"{file.name}: {rows} rows on disk, {same} in memory")
            if theirs and theirs[1] != rows:
                raise SystemExit(f"{file.name}: rdflib gives {theirs[1]} rows, not {rows}")
            took = theirs[0] if theirs else float(_TIME_LIMIT)
            over_raw.append(ratio)
            over_ours.append(took / ours)
            more = "" if theirs else "over "
            lines.append(
                (file.stem, f"{rows:,}", f"{ours * 1e3:.3f}", f"{raw * 1e3:.3f}",
                 f"{quick * 1e3:.3f}", f"{more}{took * 1e3:.1f}", f"{ratio:.2f}",
                 f"{more}{took / ours:.1f}")
            )  # fmt: skip
        columns = ("query", "rows", "graph.query, ms", "engine, ms", "engine in memory, ms",
                   "rdflib, ms", "graph.query / engine", "rdflib / graph.query")  # fmt: skip
        print(markdown_table(columns, lines))
        print(
            f"{len(peer):,} triples. Geometric means: graph.query / engine "
            f"{statistics.geometric_mean(over_raw):.3f} (goal: at most 1.1), "
            f"rdflib / graph.query {statistics.geometric_mean(over_ours):.1f}."
        )


if __name__ == "__main__":
    main()
