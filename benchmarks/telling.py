"""Telling of one thing, or drawing it, from what is near, against gathering the whole graph first.

Usage: python benchmarks/telling.py OUTPUT [NAME]...

OUTPUT is the folder of a build. Both tell and draw the same, which is checked; each begins with
nothing read, as a command does.
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
from kg.picture import near
from kg.store import Store

_NAMES = ("Docker", "Kubernetes", "Sequoia Capital", "CNCF", "Envoy")


def told_whole(store: Store, iri: str) -> Entity:
    """Tell of a thing after gathering all that the graph says."""
    graph = Graph(store)
    return described(graph.network(), iri, graph.tell, graph.reading.inverse_term)


def told_near(store: Store, iri: str) -> Entity:
    """Tell of a thing as the project does."""
    return Graph(store).entity(iri)


def drawn_whole(store: Store, iri: str) -> str:
    """Draw what is one step from a thing after gathering all that the graph says."""
    graph = Graph(store)
    return near(store, graph.reading, graph.network(), iri, 1, None, None).html()


def drawn_near(store: Store, iri: str) -> str:
    """Draw it as the project does."""
    return Graph(store).view(iri, 1).html()


_WAYS: dict[str, tuple[Callable[[Store, str], object], Callable[[Store, str], object]]] = {
    "told": (told_near, told_whole),
    "drawn": (drawn_near, drawn_whole),
}


def timed(task: Callable[[Store, str], object], store: Store, iri: str) -> tuple[float, object]:
    """Return the seconds that a task takes, and what comes of it."""
    start = time.perf_counter()
    told = task(store, iri)
    return time.perf_counter() - start, told


def main() -> None:
    """Print a row for each thing and way, and the geometric mean of the ratios of each way."""
    folder, *names = sys.argv[1:]
    store = Store.open(Path(folder))
    rows = []
    ratios: dict[str, list[float]] = {way: [] for way in _WAYS}
    for name in names or _NAMES:
        iri = Graph(store).find(name)
        for way, (nearby, whole) in _WAYS.items():
            seconds, told = timed(whole, store, iri)
            fewer, same = timed(nearby, store, iri)
            if told != same:
                sys.exit(f"{name} is {way} otherwise")
            ratio = seconds / fewer
            ratios[way].append(ratio)
            rows.append((name, way, f"{fewer:.3f}", f"{seconds:.3f}", f"{ratio:.1f}"))
    columns = ("thing", "is", "from what is near, s", "from the whole, s", "ratio")
    print(markdown_table(columns, rows))
    for way, found in ratios.items():
        print(f"geometric mean of the ratios, {way}: {geometric_mean(found):.1f}")


if __name__ == "__main__":
    main()
