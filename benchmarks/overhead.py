"""What `graph.query` adds to the engine's own query, for 1,000 rows.

Run: python benchmarks/overhead.py
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from pyoxigraph import QuerySolutions

import kg
from kg.terms import PREFIXES

RUNS = 200
TEXT = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1000"


def seconds(task: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        graph = kg.build(output=Path(folder) / "output").graph
        engine = graph.store.engine
        pairs = [
            (
                seconds(lambda: list(graph.query(TEXT))),
                seconds(lambda: list(cast(QuerySolutions, engine.query(TEXT, prefixes=PREFIXES)))),
            )
            for _ in range(RUNS)
        ]
    ours, raw = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"graph.query {ours * 1e3:.3f} ms, engine {raw * 1e3:.3f} ms, ratio {ours / raw:.3f}")


if __name__ == "__main__":
    main()
