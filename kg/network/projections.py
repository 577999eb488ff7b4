"""Projections: simple weighted graphs made of the relations, each edge with what made it.

things                every two things, by how many relations they have
co-investors          two investors, by the companies in which both invested
co-maintainers        two persons, by the projects that both maintain
companies-projects    an organization and a project: it develops it, or its people maintain it
organizations         two organizations, by the persons who belong to both
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final

import networkx as nx

from kg.errors import Problem, QueryError
from kg.network.analysis import Basis, Edge, began

_ORGANIZATIONS: Final = ("Organization", "Company", "InvestmentFirm", "Foundation")
_SOFTWARE: Final = ("Project", "Product", "Software", "ContainerImage")
_TIES: Final = ("employedBy", "founderOf", "boardMemberOf", "boardObserverOf")

# A tie of two ends, what it goes through (a shared thing, or the empty text), and its relations.
Tie = tuple[str, str, str, tuple[Edge, ...]]


def project(
    network: nx.MultiDiGraph[str], projection: str = "things", as_of: str = ""
) -> nx.Graph[str]:
    """Return a projection of a network.

    Nodes keep `label` and `kind`. Each edge has its `weight`, the things that it goes `through`,
    the IRIs of the `statements` that made it, their `relations` and `sources`, each in order, and
    the `first` and `last` day on which one of them began (empty if none has a date). The graph's
    attribute `basis` says what went in.

    Args:
        network: Things and relations, as `network` gives them.
        projection: One of `PROJECTIONS`.
        as_of: The day of which the network is, for the basis.

    Raises:
        QueryError: There is no such projection.
    """
    if projection not in PROJECTIONS:
        problem = f"there is no projection {projection!r}"
        raise QueryError(Problem(problem, remedy=f"write {', '.join(PROJECTIONS)}"))
    graph: nx.Graph[str] = nx.Graph()
    if projection == "things":
        graph.add_nodes_from(network)
    used: dict[tuple[str, ...], Edge] = {}
    for one, other, through, relations in PROJECTIONS[projection](network):
        if one == other:
            continue
        if not graph.has_edge(one, other):
            graph.add_edge(one, other, weight=0, through=[], made_of={})
        tie = graph[one][other]
        # What is shared counts once, however many relations lead to it; a direct relation each.
        if not through or through not in tie["through"]:
            tie["weight"] += 1
        if through and through not in tie["through"]:
            tie["through"].append(through)
        for edge in relations:
            key = (edge[0], edge[1], edge[2]["iri"], edge[2]["relation"])
            tie["made_of"][key] = used[key] = edge
    for _, _, tie in graph.edges(data=True):
        tie.update(_made_of(tie.pop("made_of")))
        tie["through"].sort()
    for node in graph:
        graph.nodes[node].update(
            label=network.nodes[node]["label"], kind=network.nodes[node]["kind"]
        )
    graph.graph["basis"] = Basis.of(projection, as_of, len(graph), used.values())
    return graph


def _made_of(relations: Mapping[tuple[str, ...], Edge]) -> dict[str, Any]:
    told = [data for _, _, data in relations.values()]
    days = [day for data in told if (day := began(data))]
    return {
        "statements": sorted({data["iri"] for data in told}),
        "relations": sorted({data["relation"] for data in told}),
        "sources": sorted({source for data in told for source in data["sources"]}),
        "first": min(days, default=""),
        "last": max(days, default=""),
    }


def _things(network: nx.MultiDiGraph[str]) -> Iterator[Tie]:
    for edge in network.edges(data=True):
        yield edge[0], edge[1], "", (edge,)


def _co_investors(network: nx.MultiDiGraph[str]) -> Iterator[Tie]:
    return _sharing((investor, company, edge) for investor, company, edge in _investments(network))


def _investments(network: nx.MultiDiGraph[str]) -> Iterator[tuple[str, str, Edge]]:
    for edge in network.edges(data=True):
        if edge[2]["relation"] == "investedIn":
            yield edge[0], edge[1], edge


def _co_maintainers(network: nx.MultiDiGraph[str]) -> Iterator[Tie]:
    return _sharing(
        (edge[0], edge[1], edge)
        for edge in network.edges(data=True)
        if edge[2]["relation"] == "maintains" and network.nodes[edge[0]]["kind"] == "Person"
    )


def _organizations(network: nx.MultiDiGraph[str]) -> Iterator[Tie]:
    return _sharing(
        (organization, person, edge) for person, organization, edge in _belonging(network)
    )


def _companies_projects(network: nx.MultiDiGraph[str]) -> Iterator[Tie]:
    kinds = nx.get_node_attributes(network, "kind")
    employers: dict[str, dict[str, list[Edge]]] = defaultdict(lambda: defaultdict(list))
    for person, organization, edge in _belonging(network):
        employers[person][organization].append(edge)
    for edge in network.edges(data=True):
        start, end, data = edge
        if kinds[end] not in _SOFTWARE:
            continue
        if data["relation"] == "develops" and kinds[start] in _ORGANIZATIONS:
            yield start, end, "", (edge,)
        elif data["relation"] == "maintains":
            for organization, ties in employers[start].items():
                # Someone's affiliation is that with which they maintain this very project.
                own = [t for t in ties if t[2]["relation"] != "maintains" or t[2] is data]
                if own:
                    yield organization, end, start, (*own, edge)


def _belonging(network: nx.MultiDiGraph[str]) -> Iterator[tuple[str, str, Edge]]:
    """Yield persons and the organizations to which they belong, or for which they maintain."""
    kinds = nx.get_node_attributes(network, "kind")
    for edge in network.edges(data=True):
        start, end, data = edge
        if kinds[start] != "Person":
            continue
        if data["relation"] in _TIES and kinds[end] in _ORGANIZATIONS:
            yield start, end, edge
        elif data["relation"] == "maintains" and data["affiliation"] in network:
            yield start, data["affiliation"], edge


def _sharing(members: Iterable[tuple[str, str, Edge]]) -> Iterator[Tie]:
    """Yield every two that belong to the same thing, with the relations that say so."""
    shared: dict[str, dict[str, list[Edge]]] = defaultdict(lambda: defaultdict(list))
    for member, through, edge in members:
        shared[through][member].append(edge)
    for through, together in shared.items():
        for one, other in combinations(sorted(together), 2):
            yield one, other, through, (*together[one], *together[other])


PROJECTIONS: Final[Mapping[str, Callable[[nx.MultiDiGraph[str]], Iterator[Tie]]]] = {
    "things": _things,
    "co-investors": _co_investors,
    "co-maintainers": _co_maintainers,
    "companies-projects": _companies_projects,
    "organizations": _organizations,
}
