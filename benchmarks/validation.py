"""Validation: the shapes compiled into SPARQL against pyshacl and pyrudof.

Usage: python benchmarks/validation.py [STORE] [--triples 100000]

All look at the consolidated graph of a store that `kg build` made, of which each hundredth label,
date and end is left out so that there is something to find, and are given the ontology's shapes.
Reading the data and validating it are timed apart. What each finds is compared, by node and words,
with what the compiled shapes find. pyrudof is the package of that name (`pip install pyrudof`);
without it the two others are measured. `--triples` takes a part of the graph, the first by subject.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from kg.assets import ONTOLOGY
from kg.display import markdown_table
from kg.store import Store

SHAPES: Final = ONTOLOGY / "shapes.ttl"
_LEFT_OUT: Final = ("label", "earliest", "company", "investor", "organization")
Found = set[tuple[str, str]]


def written(store: Path, triples: int | None, file: Path) -> int:
    """Write the consolidated graph but for each hundredth of some properties; return its size."""
    engine = Store.open(store).engine
    quads = sorted(engine.quads_for_pattern(None, None, None, ox.DefaultGraph()), key=str)
    kept, count = [], 0
    for quad in islice(quads, triples):
        count += quad.predicate.value.endswith(_LEFT_OUT)
        if not quad.predicate.value.endswith(_LEFT_OUT) or count % 100:
            kept.append(quad.triple)
    ox.serialize(kept, file, format=ox.RdfFormat.N_TRIPLES)
    return len(kept)


def compiled(file: Path) -> tuple[float, float, Found]:
    """Validate as `kg build` does: on disk, each shape a question to the engine."""
    from kg.shacl import compile_shapes

    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        engine = ox.Store(folder)
        engine.bulk_load(path=file, format=ox.RdfFormat.N_TRIPLES)
        engine.optimize()
        loaded = time.perf_counter()
        found = {
            (row["this"].value, question.message)
            for question in compile_shapes(SHAPES)
            for row in engine.query(question.text)  # type: ignore[union-attr]
        }
        return loaded - start, time.perf_counter() - loaded, found


def pyshacl(file: Path) -> tuple[float, float, Found]:
    """Validate with pyshacl, on a graph in rdflib's memory."""
    from pyshacl import validate
    from rdflib import SH, Graph

    start = time.perf_counter()
    data = Graph().parse(file, format="nt")
    loaded = time.perf_counter()
    _, report, _ = validate(data, shacl_graph=Graph().parse(SHAPES))
    took = time.perf_counter() - loaded
    assert isinstance(report, Graph)  # noqa: S101  it is a text only where nothing was validated
    found = {
        (str(report.value(one, SH.focusNode)), str(report.value(one, SH.resultMessage)))
        for one in report.objects(None, SH.result)
    }
    return loaded - start, took, found


def pyrudof(file: Path) -> tuple[float, float, Found]:
    """Validate with pyrudof, on a graph in its own memory."""
    import pyrudof as rudof

    start = time.perf_counter()
    session = rudof.Rudof(rudof.RudofConfig())
    session.read_data(str(file), format=rudof.RDFFormat.NTriples)
    loaded = time.perf_counter()
    session.read_shacl(str(SHAPES))
    report = session.validate_shacl()
    took = time.perf_counter() - loaded
    return loaded - start, took, {(one.focus_node, str(one.message).strip('"')) for one in report}


def measured(validator: Callable[[Path], Any], file: Path) -> tuple[float, float, Found, float]:
    """Run a validator in a process of its own; return what it gives, and its peak in megabytes."""
    with get_context("spawn").Pool(1) as pool:
        return *pool.apply(validator, (file,)), pool.apply(_peak)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("store", type=Path, nargs="?", default=Path("output/store"))
    parser.add_argument("--triples", type=int)
    options = parser.parse_args()
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graph.nt"
        size = written(options.store, options.triples, file)
        ours: tuple[float, Found] | None = None
        for validator in (compiled, pyshacl, pyrudof):
            try:
                loading, validating, found, peak = measured(validator, file)
            except ImportError:
                lines.append((validator.__name__, *["not installed"] * 6))
                continue
            ours = ours or (validating, found)
            lines.append(
                (validator.__name__, f"{loading:.1f} s", f"{validating:.1f} s", f"{peak:.0f} MB",
                 f"{len(found):,}", f"{len(found & ours[1]):,}", f"{validating / ours[0]:.1f}")
            )  # fmt: skip
    columns = ("validator", "reading", "validating", "peak", "found", "of them as compiled",
               "validating / compiled")  # fmt: skip
    print(markdown_table(columns, lines))
    print(f"{size:,} triples.")


if __name__ == "__main__":
    main()
