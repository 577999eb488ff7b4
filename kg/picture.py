"""A picture of the graph, or of a part of it: the page to save, or to look at in a notebook."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.dates import as_of_day
from kg.display import Displayed, counted, html, markdown
from kg.errors import NotFoundError, Problem, QueryError, StoreError
from kg.likeness import did_you_mean
from kg.phrases import PHRASES
from kg.terms import ID

if TYPE_CHECKING:
    import networkx as nx

    from kg.reading import Reading
    from kg.store import Store
    from kg.view import Document, Scope

# The page runs its scripts and saves files, but is a stranger to the notebook around it.
_SANDBOX: Final = "allow-scripts allow-downloads allow-popups"


@dataclass(frozen=True, slots=True, repr=False)
class View(Displayed):
    """A drawing of a network: a page to save, or to look at in a notebook."""

    network: nx.MultiDiGraph[str]
    title: str
    focus: str | None
    subtitle: str
    scope: Scope
    merges: Mapping[str, Sequence[Mapping[str, str]]]
    document: Document | None
    chinese: Mapping[str, str]

    def html(self) -> str:
        """Return the page."""
        from kg.view import render

        return render(
            self.network, title=self.title, focus=self.focus, subtitle=self.subtitle,
            scope=self.scope, merges=self.merges, document=self.document,
            chinese=self.chinese,
        )  # fmt: skip

    def save(self, path: Path | str) -> Path:
        """Write the page to a file and return where."""
        target = Path(path)
        try:
            target.write_text(self.html(), encoding="utf-8")
        except OSError as error:
            raise StoreError(Problem(f"cannot be written ({error.strerror})", str(path))) from error
        return target

    def lines(self) -> Iterator[str]:
        """Yield what is drawn, in a line or two."""
        told = ", ".join(filter(None, (self.title, self.subtitle)))
        things = counted(self.network.number_of_nodes(), "thing", spec=",")
        relations = counted(self.network.number_of_edges(), "relation", spec=",")
        uncertain = sum(not data["certain"] for *_, data in self.network.edges(data=True))
        doubt = f", {uncertain:,} of them not certain" if uncertain else ""
        yield f"{told}: {things}, {relations}{doubt}"
        kinds = Counter(str(data["relation"]) for *_, data in self.network.edges(data=True))
        yield ", ".join(f"{count} {name}" for name, count in sorted(kinds.items()))

    def _repr_markdown_(self) -> str:
        first, second = self.lines()
        return f"**{markdown(first)}**\n\n{markdown(second)}\n"

    def _repr_html_(self) -> str:
        from html import escape

        return (
            f'<iframe srcdoc="{escape(self.html())}" title="{html(self.title)}"'
            f' sandbox="{_SANDBOX}" allow="clipboard-write"'
            ' style="width:100%;height:640px;border:0"></iframe>'
        )


def only(network: nx.MultiDiGraph[str], relations: str | Collection[str]) -> nx.MultiDiGraph[str]:
    """Leave in a network only some relations, by name, and what they join; none for all.

    Raises:
        NotFoundError: No such relation is drawn.
    """
    import networkx as nx

    if isinstance(relations, str):
        relations = (relations,)
    if not isinstance(relations, Collection):
        raise QueryError(Problem(f"relations must be names of relations, not {relations!r}"))
    if relations:
        kept = {relation.removeprefix("ce:") for relation in relations}
        drawn = sorted({data["relation"] for _, _, data in network.edges(data=True)})
        for unknown in sorted(kept.difference(drawn)):
            problem = f"no relation {unknown!r} is drawn"
            there_are = f"there are {', '.join(drawn)}" if drawn else "there are none at all"
            raise NotFoundError(Problem(problem, remedy=did_you_mean(unknown, drawn, there_are)))
        network.remove_edges_from(
            [
                (a, b, key)
                for a, b, key, data in network.edges(keys=True, data=True)
                if data["relation"] not in kept
            ]
        )
        network.remove_nodes_from(list(nx.isolates(network)))
    return network


def near(
    store: Store,
    reading: Reading,
    network: nx.MultiDiGraph[str],
    focus: str | None,
    depth: int,
    as_of: str | dt.date | None,
    document: Path | None,
) -> View:
    """Return what is within some steps of a thing of the network, or all of it without one.

    Raises:
        InputError: The document cannot be read, or no source of the graph counts in it.
    """
    import networkx as nx

    from kg.document import read_document
    from kg.telling import tell
    from kg.view import Scope

    if focus:
        both_ways = network.to_undirected(as_view=True)
        reached = nx.single_source_shortest_path_length(both_ways, focus, cutoff=depth)
        network = network.subgraph(reached).copy()
    # A publisher of whom nothing else is told would only be a lonely dot.
    lonely = [n for n in nx.isolates(network) if n != focus and not network.nodes[n]["facts"]]
    network.remove_nodes_from(lonely)
    tell(reading, network)
    for thing, told in network.nodes(data=True):
        told["evidence"] = reading.evidence.get(thing, [])
    title = reading.label(focus) if focus else "The container ecosystem"
    subtitle = f"as of {as_of}" if as_of else ""
    day = as_of_day(as_of)
    scope = Scope(focus, depth, day.isoformat() if day else None)
    text = read_document(store, reading, document) if document else None
    return View(network, title, focus, subtitle, scope, _merges(reading), text, _chinese(reading))


def drawn(reading: Reading, found: nx.MultiDiGraph[str], known: nx.MultiDiGraph[str]) -> View:
    """Return a network that a query found; `known` is that of the whole graph.

    Raises:
        NotFoundError: The network is empty.
    """
    from kg.sketch import sketch
    from kg.telling import tell
    from kg.view import Scope

    if not found:
        raise NotFoundError(Problem("nothing was found that could be drawn"))
    network = sketch(found, known)
    tell(reading, network)
    title, merges = "The answer to a query", _merges(reading)
    return View(network, title, None, "", Scope(), merges, None, _chinese(reading))


def _chinese(reading: Reading) -> dict[str, str]:
    """Return what each term of the ontology is called in Chinese, by its name and in English."""
    found = {phrase.en: phrase.zh for phrase in (PHRASES["yes"], PHRASES["no"])}
    for name, labels in reading.terms.items():
        if "zh" in labels:
            found |= {name: labels["zh"], labels.get("en", name): labels["zh"]}
    return found


def _merges(reading: Reading) -> dict[str, list[dict[str, str]]]:
    """Return, for each thing, the mentions that were judged to be one with it, and why."""
    found: dict[str, list[dict[str, str]]] = {}
    for judged in reading.judgements:
        if judged["verdict"] == "Same":
            mention = judged["mention"].removeprefix(ID)
            told = {"mention": mention, "reason": judged["reason"]}
            found.setdefault(judged["thing"], []).append(told)
    return found
