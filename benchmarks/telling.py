"""Telling of one thing from what is near it, against gathering the whole graph first.

Usage: python benchmarks/telling.py OUTPUT [NAME]...

OUTPUT is the folder of a build. Both tell the same, which is checked; each begins with nothing
read, as a command does.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import geometric_mean

from kg.display import markdown_table
from kg.entity import Entity, described
from kg.graph import Graph
from kg.store import Store

_NAMES = ("Docker", "Kubernetes", "Sequoia Capital", "CNCF", "Envoy")


def whole(store: Store, iri: str) -> Entity:
    """Tell of a thing after gathering all that the graph says."""
    graph = Graph(store)
    return described(graph.network(), iri, graph.tell, graph.reading.inverse_term)


def nearby(store: Store, iri: str) -> Entity:
    """Tell of a thing as the project does."""
    return Graph(store).entity(iri)


def timed(tell: Callable[[Store, str], Entity], store: Store, iri: str) -> tuple[float, Entity]:
    """Return the seconds that telling takes, and what is told."""
    start = time.perf_counter()
    told = tell(store, iri)
    return time.perf_counter() - start, told


def main() -> None:
    """Print a row for each thing, and the geometric mean of the ratios."""
    folder, *names = sys.argv[1:]
    store = Store.open(Path(folder))
    rows, ratios = [], []
    for name in names or _NAMES:
        iri = Graph(store).find(name)
        seconds, told = timed(whole, store, iri)
        near, same = timed(nearby, store, iri)
        if told != same:
            sys.exit(f"{name} is told otherwise")
        ratios.append(seconds / near)
        count = str(len(told.relations) + len(told.facts))
        rows.append((name, count, f"{near:.3f}", f"{seconds:.3f}", f"{ratios[-1]:.1f}"))
    columns = ("thing", "statements", "from what is near, s", "from the whole, s", "ratio")
    print(markdown_table(columns, rows))
    print(f"geometric mean of the ratios: {geometric_mean(ratios):.1f}")


if __name__ == "__main__":
    main()
