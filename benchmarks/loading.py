"""Loading: from a table of investments to a queryable store, against `oxigraph load`.

Usage: python benchmarks/loading.py INVESTMENTS.CSV [--copies 10] [--runs 3]

The peer loads the very quads that the build makes, written out beforehand as N-Quads, so it has
neither to read the table nor to link, weigh or derive anything. It is the command `oxigraph` of the
package of that name (`pip install oxigraph`). Both run as processes of their own, in turn.

With `--copies`, the table is also taken so many times, each with names of its own, in a single run,
and the time for a quad and for a question that looks up one company are compared with the medians
of one copy.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal

from kg.collector import collector_paused
from kg.display import markdown_table
from kg.pipeline import Stated, identities_of, load
from kg.sources import Given
from kg.store import Store

POINT: Final = (
    "SELECT ?name ?round ?amount { ?company rdfs:label ?name . "
    "?round ce:company ?company OPTIONAL { ?round ce:amount ?amount } }"
)
_ASKED: Final = 200


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a process: its seconds and its peak of memory in megabytes."""

    seconds: float
    megabytes: float


@collector_paused()
def make(table: Path, folder: Path) -> None:
    """Load a table of investments into a store on disk, as a build does."""
    stated = Stated([], [Given("investments", table)], lambda _: None)
    identities = identities_of(stated)
    load(stated, identities, folder)


def run(command: Sequence[str | Path], folder: Path) -> Run:
    """Run a command that makes a store, in an empty place, and measure the process alone."""
    shutil.rmtree(folder, ignore_errors=True)
    start = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} failed")
    return Run(time.perf_counter() - start, usage.ru_maxrss / 1024)


def copied(table: Path, copies: int, target: Path) -> None:
    """Write a table so many times, with names of its own for each copy but the first."""
    with (
        table.open(encoding="utf-8", newline="") as source,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        rows = list(csv.reader(source))
        writer = csv.writer(out)
        writer.writerow(rows[0])
        for copy in range(copies):
            mark = f" {copy} copied" if copy else ""
            for company, investor, *rest in rows[1:]:
                writer.writerow((company + mark, investor + mark, *rest))


def asked(store: Path, company: str) -> float:
    """Return the median of the milliseconds that looking up a company's rounds takes."""
    opened = Store.open(store)
    name = {"name": Literal(company, language="en")}
    times = []
    for _ in range(_ASKED):
        start = time.perf_counter()
        rows = list(opened.query(POINT, name))  # type: ignore[arg-type]
        times.append(time.perf_counter() - start)
        assert rows  # noqa: S101  a look-up that finds nothing measures nothing
    return statistics.median(times) * 1000


def measure(table: Path, runs: int, scratch: Path) -> tuple[int, list[Run], list[Run], float]:
    """Return how many quads there are, what each of the two took, and a look-up's milliseconds."""
    ours, theirs, quads = scratch / "ours", scratch / "theirs", scratch / "quads.nq"
    build = [sys.executable, __file__, str(table), "--make", str(ours)]
    told: list[tuple[Run, Run]] = []
    for _ in range(runs):
        made = run(build, ours)
        if not quads.exists():
            dump = ["oxigraph", "dump", "--location", str(ours), "--file", str(quads)]
            subprocess.run(dump, check=True, stderr=subprocess.DEVNULL)
        peer = ["oxigraph", "load", "--location", str(theirs), "--file", str(quads)]
        told.append((made, run(peer, theirs)))
    with quads.open("rb") as written:
        count = sum(1 for _ in written)
    quads.unlink()
    with table.open(encoding="utf-8", newline="") as lines:
        company = next(csv.DictReader(lines))["company_name"]
    look_up = asked(ours, company)
    return count, [one for one, _ in told], [other for _, other in told], look_up


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("table", type=Path, help="company_name, investor_name, funded_when ...")
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make(options.table, options.make)
        return
    rows, figures = [], []
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        for copies in dict.fromkeys((1, options.copies)):
            table = scratch / f"{copies}.csv"
            copied(options.table, copies, table)
            runs = options.runs if copies == 1 else 1
            quads, ours, theirs, look_up = measure(table, runs, scratch)
            took = [statistics.median(one.seconds for one in told) for told in (ours, theirs)]
            ratio = statistics.median(
                one.seconds / other.seconds for one, other in zip(ours, theirs, strict=True)
            )
            peak = [max(one.megabytes for one in told) for told in (ours, theirs)]
            figures.append((quads, took, look_up))
            rows.append(
                (str(copies), f"{quads:,}", f"{took[0]:.1f} s", f"{took[1]:.1f} s", f"{ratio:.2f}",
                 f"{peak[0]:.0f} MB", f"{peak[1]:.0f} MB", f"{look_up:.3f} ms")
            )  # fmt: skip
    columns = ("copies", "quads", "kg", "oxigraph load", "ratio", "kg, peak", "oxigraph, peak",
               "look-up")  # fmt: skip
    print(markdown_table(columns, rows))
    if len(figures) > 1:
        (few, took, look_up), (many, took_many, look_up_many) = figures
        growth = [b / many / (a / few) for a, b in zip(took, took_many, strict=True)]
        print(f"Time for a quad grows {growth[0]:.2f} times, that of oxigraph load "
              f"{growth[1]:.2f} times: {growth[0] / growth[1]:.2f} times as much.\n"
              f"A look-up takes {look_up_many / look_up:.2f} times as long.")  # fmt: skip


if __name__ == "__main__":
    main()
