"""Chains of relations from one thing to another, each step with what it rests on.

Made of the plain values that `kg.network` gives; knows no store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby, islice, pairwise
from operator import itemgetter
from typing import Any

import networkx as nx

from kg.display import Displayed, counted, html, html_table, markdown_table
from kg.entity import evidence_lines, marks, notes, references, source_links, with_notes


class Chains(Displayed, list[list[dict[str, Any]]]):
    """Chains, each a list of relations as `Entity.relations` holds them."""

    def lines(self) -> Iterator[str]:
        """Yield each chain as lines: its steps, and below each where it is written."""
        for number, chain in enumerate(self, 1):
            yield _title(number, len(self), chain)
            for told in chain:
                yield f"  {marks(told)}{told['sentence']}"
                yield from (f"      {line}" for line in evidence_lines(told))

    def _repr_html_(self) -> str:
        return "".join(
            f"<p><b>{html(_title(number, len(self), chain))}</b></p>"
            + html_table(
                ("step", "sources"),
                [
                    (
                        with_notes(marks(told) + told["sentence"], notes(told)),
                        source_links(told["evidence"]),
                    )
                    for told in chain
                ],
            )
            for number, chain in enumerate(self, 1)
        )

    def _repr_markdown_(self) -> str:
        return "\n".join(
            f"**{_title(number, len(self), chain)}**\n\n"
            + markdown_table(
                ("step", "sources"),
                [(marks(told) + told["sentence"], references(told["evidence"])) for told in chain],
            )
            for number, chain in enumerate(self, 1)
        )


def shortest(
    network: nx.MultiDiGraph[str],
    start: str,
    end: str,
    most: int,
    tell: Callable[[Mapping[str, Any]], dict[str, Any]],
) -> Chains:
    """Return the shortest chains between two things, whichever way the relations point.

    Args:
        network: Things and relations.
        start: One thing.
        end: The other.
        most: How many chains to return at most; none if nothing connects the two.
        tell: Gives a relation with all that is told of it.
    """
    # What is known of the relations would only be copied.
    simple: nx.Graph[str] = nx.Graph(network.edges())
    try:
        found = list(islice(nx.all_shortest_paths(simple, start, end), most))
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return Chains()
    chains = ([_between(network, *ends) for ends in pairwise(chain)] for chain in sorted(found))
    # One statement may lead over two steps: for whom somebody maintains what.
    return Chains(
        [tell(next(same)) for _, same in groupby(chain, key=itemgetter("iri"))] for chain in chains
    )


def _between(network: nx.MultiDiGraph[str], one: str, other: str) -> dict[str, Any]:
    ends = (one, other) if network.has_edge(one, other) else (other, one)
    return dict(min(network.get_edge_data(*ends).items())[1])


def _title(number: int, count: int, chain: list[dict[str, Any]]) -> str:
    return f"Chain {number} of {count}, {counted(len(chain), 'step')}"
