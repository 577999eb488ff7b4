"""The network through the years: a graph for each, and how it grew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import networkx as nx

from kg.network.analysis import Analysis, Basis, known_from


def snapshots(network: nx.MultiDiGraph[str]) -> Iterator[tuple[int, nx.MultiDiGraph[str]]]:
    """Yield each year with the network of its last day, from the first dated relation to the last.

    A relation is there from the day on which it may have begun (that which has no beginning: from
    the first day on which a source states it) until it surely has ended. One without either day is
    in no year; nor is a thing without relations.
    """
    dated = list(_dated(network))
    years = [one.year for one in dated]
    for year in range(min(years), max(years) + 1) if years else ():
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for one in dated:
            if one.year <= year and (one.over is None or year < one.over):
                graph.add_edge(*one.edge, **one.data)
        for node in graph:
            graph.nodes[node].update(network.nodes[node])
        yield year, graph


class _Dated(NamedTuple):
    """A relation that is there from the end of a year, until before the end of another."""

    year: int
    over: int | None
    edge: tuple[str, str, str]
    data: dict[str, Any]


def _dated(network: nx.MultiDiGraph[str]) -> Iterator[_Dated]:
    for start, end, key, data in network.edges(keys=True, data=True):
        if day := known_from(data):
            last = data["end_latest"]
            over = int(last[:4]) + last.endswith("-12-31") if last else None
            yield _Dated(int(day[:4]), over, (start, end, key), data)


def growth(network: nx.MultiDiGraph[str]) -> Analysis:
    """Return for each year how large the network was, how much was new, and how it hung together.

    The years are those of `snapshots`. The largest part is the share of things in the largest
    component.
    """
    starting: dict[int, list[_Dated]] = defaultdict(list)
    ending: dict[int, list[_Dated]] = defaultdict(list)
    dated = [one for one in _dated(network) if one.over is None or one.over > one.year]
    for one in dated:
        starting[one.year].append(one)
        if one.over:
            ending[one.over].append(one)
    rows = []
    # One graph that grows: a snapshot for each year would be made of the same again and again.
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for year in range(min(starting), max(starting) + 1) if starting else ():
        for one in ending[year]:
            graph.remove_edge(*one.edge)
        for one in starting[year]:
            graph.add_edge(*one.edge)
        graph.remove_nodes_from(list(nx.isolates(graph)))
        parts = [len(part) for part in nx.weakly_connected_components(graph)]
        things, relations = len(graph), graph.number_of_edges()
        share, degree = (max(parts) / things, 2 * relations / things) if things else (0.0, 0.0)
        new, ended = len(starting[year]), len(ending[year])
        rows.append((year, things, relations, new, ended, degree, len(parts), share))
    columns = (
        "year", "things", "relations", "new", "ended", "mean degree", "components", "largest part",
    )  # fmt: skip
    day = "each year is told as of its last day; a relation without a beginning counts from the"
    without = network.number_of_edges() - len(dated)
    notes = (
        f"{day} first day on which a source states it",
        f"{without:,} relations have no day, or ended in the year in which they began",
    )
    things_used = {node for one in dated for node in one.edge[:2]}
    used = ((one.edge[0], one.edge[1], one.data) for one in dated)
    basis = Basis.of("relations with a day", "", len(things_used), used)
    return Analysis("Growth", columns, tuple(rows), basis, notes)
