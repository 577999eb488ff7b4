"""The graph as people use it: ask it, look a thing up, follow a chain, draw it."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Triple

from kg.dates import as_of_day
from kg.errors import KgError, NotFoundError, Problem, QueryError, StoreError
from kg.queries import internal_query, named_queries
from kg.results import Result
from kg.store import Store
from kg.terms import ID, PREFIXES, compact, expand

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.network import Reading
    from kg.view import Document, Scope

DEFAULT_LOCATION: Final = "output/store"
_PATHS_SHOWN: Final = 3
_KNOWN: Final = "SELECT ?thing { ?thing a ?type } LIMIT 1"


@dataclass(frozen=True, slots=True)
class Match:
    """A thing that a name may mean.

    Attributes:
        iri: The thing.
        name: The name under which it was found.
        label: Its preferred name.
        score: 100 for the very name, less for a near one.
    """

    iri: str
    name: str
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Entity:
    """Everything that the graph says of one thing.

    Attributes:
        iri: The thing.
        label: Its preferred name.
        kind: Its most specific class.
        names: All its names, each with `text` and `language`.
        homepage: Its address, or the empty text.
        relations: Its relations in both directions, by time, each with its evidence.
        facts: What is said of it alone: rounds, observations, launches, names used by sources.
    """

    iri: str
    label: str
    kind: str
    names: list[dict[str, str]]
    homepage: str
    relations: list[dict[str, Any]]
    facts: list[dict[str, Any]]

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """Yield the description as lines of plain text."""
        yield f"{self.label} ({self.kind})  {compact(self.iri)}"
        others = [n["text"] for n in self.names if n["text"] != self.label]
        if others:
            yield "also called " + ", ".join(dict.fromkeys(others))
        if self.homepage:
            yield self.homepage
        namings = [fact for fact in self.facts if fact["kind"] == "Naming"]
        facts = [fact for fact in self.facts if fact["kind"] != "Naming"]
        for title, told in (("Relations", self.relations), ("Facts", facts), ("Names", namings)):
            if told:
                yield f"\n{title}"
            for one in told:
                yield f"  {marks(one)}{one['sentence']}"
                yield from (f"      {line}" for line in evidence_lines(one))

    def _repr_html_(self) -> str:
        from html import escape

        def item(told: dict[str, Any]) -> str:
            places = "<br>".join(escape(line) for line in evidence_lines(told))
            return f"<li>{escape(marks(told) + told['sentence'])}<br><small>{places}</small></li>"

        told = [*self.relations, *(fact for fact in self.facts if fact["kind"] != "Naming")]
        names = escape(", ".join(dict.fromkeys(n["text"] for n in self.names)))
        return (
            f"<h3>{escape(self.label)} <small>{escape(self.kind)}</small></h3><p>{names}</p>"
            f"<ul>{''.join(item(one) for one in told)}</ul>"
        )


def marks(told: dict[str, Any]) -> str:
    """Return what a reader must know before a sentence: disputed, former, inferred, possible."""
    found = [mark for mark in ("disputed", "former") if told[mark]]
    found += [f"{name} inferred" for name in told["inferred"]]
    found += [] if told["certain"] else ["possible"]
    return f"[{', '.join(found)}] " if found else ""


def evidence_lines(told: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each place that supports a statement, for its hedge and for each claim."""
    for one in told["evidence"]:
        by = f", says {' and '.join(one['said_by'])}" if one["said_by"] else ""
        yield f"{one['source']} ({one['published'] or 'undated'}), {one['place']}{by}"
    if told["hedge"]:
        yield f"note: {told['hedge']}"
    for claim in told["claims"]:
        verdict = "adopted" if claim["adopted"] else f"not adopted: {claim['reason']}"
        places = "; ".join(f"{e['source']} {e['place']}" for e in claim["evidence"])
        yield f"claimed {claim['property']} {claim['value']} ({verdict}) in {places}"


class Graph:
    """A knowledge graph in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __repr__(self) -> str:
        return f"<Graph at {self.store.location}>"

    def query(self, text: str, *, as_of: str | dt.date | None = None, **terms: Any) -> Result:
        """Ask a SELECT query; see `ask` and `construct` for the other forms.

        Args:
            text: The query. The project's prefixes need no declaration.
            as_of: A day that becomes the value of `?as_of`.
            **terms: RDF terms, or Python values, for variables of the query.

        Raises:
            QueryError: The text is no SELECT query.

        >>> graph = open_graph(":memory:")
        >>> graph.query("SELECT (1 + 1 AS ?two) {}")[0].two
        2
        """
        answer = self.store.query(text, bindings(as_of, terms))
        if not isinstance(answer, QuerySolutions):
            raise QueryError(Problem("is no SELECT query", "query", "", "use ask or construct"))
        return Result(answer)

    def ask(self, text: str, *, as_of: str | dt.date | None = None, **terms: Any) -> bool:
        """Ask an ASK query."""
        answer = self.store.query(text, bindings(as_of, terms))
        if not isinstance(answer, QueryBoolean):
            raise QueryError(Problem("is no ASK query", "query"))
        return bool(answer)

    def construct(
        self, text: str, *, as_of: str | dt.date | None = None, **terms: Any
    ) -> list[Triple]:
        """Ask a CONSTRUCT or DESCRIBE query."""
        answer = self.store.query(text, bindings(as_of, terms))
        if not isinstance(answer, QueryTriples):
            raise QueryError(Problem("is no CONSTRUCT or DESCRIBE query", "query"))
        return list(answer)

    def run(self, name: str, **values: object) -> Result:
        """Ask one of the named queries; `kg queries` lists them.

        Raises:
            QueryError: There is no query of that name, or a parameter is wrong.
            NotFoundError: A parameter names a thing that the graph does not know.
        """
        queries = named_queries()
        if name not in queries:
            close = _closest(name, list(queries))
            raise QueryError(
                Problem(f"there is no query {name!r}", remedy=close or "list them: kg queries")
            )
        chosen = queries[name]
        answer = self.store.query(chosen.text, chosen.bind(values, self.find))
        assert isinstance(answer, QuerySolutions)  # noqa: S101  each named query is a SELECT
        return Result(answer)

    @cached_property
    def reading(self) -> Reading:
        """Everything the consolidated graph says, gathered once."""
        from kg.network import Reading

        return Reading(self.store)

    def _names(self) -> list[tuple[str, str, bool]]:
        return [(row.thing, row.name, row.preferred) for row in self.query(internal_query("names"))]

    def search(self, text: str, limit: int = 10) -> list[Match]:
        """Return the things whose name is, or is like, a text: any language, any alias, any case.

        Best first; a thing whose preferred name it is comes before one that is also called so.
        """
        from rapidfuzz import fuzz

        wanted = _folded(text)
        best: dict[str, tuple[float, bool, str]] = {}
        labels: dict[str, str] = {}
        for iri, name, preferred in self._names():
            folded = _folded(name)
            if preferred:
                labels.setdefault(iri, name)
            score = 100.0 if folded == wanted else min(99.0, fuzz.WRatio(wanted, folded))
            best[iri] = max(best.get(iri, (0.0, False, "")), (score, preferred, name))
        ranked = sorted(best.items(), key=lambda one: (-one[1][0], not one[1][1], one[0]))
        return [
            Match(iri, name, labels.get(iri, name), round(score, 1))
            for iri, (score, _, name) in ranked[:limit]
            if score >= 60
        ]

    def find(self, name: str) -> str:
        """Return the IRI of the thing that a name, or an identifier, means.

        Raises:
            NotFoundError: Nothing is called so; the message names what is called almost so.
        """
        iri = expand(name)
        if iri.startswith(ID) and self.query(_KNOWN, thing=NamedNode(iri)):
            return iri
        wanted = _folded(name)
        exact = sorted(
            (not preferred, _plainness(iri), iri)
            for iri, known, preferred in self._names()
            if _folded(known) == wanted
        )
        if exact:
            return exact[0][2]
        near = self.search(name, 3)
        told = ", ".join(dict.fromkeys(match.label for match in near))
        remedy = f"did you mean {told}?" if near else "look for it: kg search TEXT"
        raise NotFoundError(Problem(f"nothing is called {name!r}", remedy=remedy))

    def entity(self, name: str, *, as_of: str | dt.date | None = None) -> Entity:
        """Return everything that the graph says of one thing."""
        network = self.network(as_of)
        iri = self.find(name)
        if iri not in network:
            iri = self.reading.owner(iri)
        if iri not in network:
            raise NotFoundError(Problem(f"{name!r} is a term of the graph, not one of its things"))
        node = network.nodes[iri]
        edges = [
            data
            for edges in (network.out_edges(iri, data=True), network.in_edges(iri, data=True))
            for _, _, data in edges
        ]
        order = lambda told: (told["relation"], told["when"], told["sentence"])  # noqa: E731
        return Entity(
            iri, node["label"], node["kind"], node["names"], node["homepage"],
            sorted(edges, key=order), node["facts"],
        )  # fmt: skip

    def network(self, as_of: str | dt.date | None = None) -> nx.MultiDiGraph[str]:
        """Return the things and relations as a network; see `kg.network.network`."""
        from kg.network import network

        return network(self.reading, as_of)

    def path(
        self, start: str, end: str, *, as_of: str | dt.date | None = None
    ) -> list[list[dict[str, Any]]]:
        """Return the shortest chains of relations between two things, whichever way they point.

        Each chain is a list of relations as `Entity.relations` holds them; at most three chains.

        Raises:
            NotFoundError: One of the two is unknown, or nothing connects them.
        """
        from itertools import islice, pairwise

        import networkx as nx

        network = self.network(as_of)
        ends = self.find(start), self.find(end)
        try:
            simple = nx.Graph(network.to_undirected(as_view=True))
            chains = list(islice(nx.all_shortest_paths(simple, *ends), _PATHS_SHOWN))
        except (nx.NetworkXNoPath, nx.NodeNotFound) as error:
            problem = f"nothing connects {start!r} with {end!r}"
            raise NotFoundError(Problem(problem)) from error
        return [
            [_relation_between(network, a, b) for a, b in pairwise(chain)]
            for chain in sorted(chains)
        ]

    def conflicts(self) -> list[dict[str, Any]]:
        """Return each statement that sources disagree on, with the values that they claim."""
        return [self.reading.statement(node) for node in sorted(self.reading.claims)]

    def view(
        self,
        focus: str | None = None,
        depth: int = 2,
        as_of: str | dt.date | None = None,
        relations: tuple[str, ...] = (),
        document: Path | str | None = None,
    ) -> View:
        """Return the graph, or the neighbourhood of a thing, as one page that works offline.

        Args:
            focus: The thing to draw the neighbourhood of; None for the whole graph.
            depth: How many steps of it.
            as_of: A day, or an EDTF text whose last day counts.
            relations: The relations to draw, by name; none for all.
            document: A text that sources of the graph count in; it is shown beside the picture.

        Raises:
            NotFoundError: Nothing is called so, or no such relation is drawn.
            InputError: The document cannot be read, or no source of the graph counts in it.
        """
        import networkx as nx

        from kg.reading import merges, read_document
        from kg.view import Scope

        network = self.network(as_of)
        if relations:
            kept = set(relations)
            drawn = {data["relation"] for _, _, data in network.edges(data=True)}
            for unknown in sorted(kept - drawn):
                problem = f"no relation {unknown!r} is drawn"
                remedy = f"there are {', '.join(sorted(drawn))}"
                raise NotFoundError(Problem(problem, remedy=remedy))
            network.remove_edges_from(
                [
                    (a, b, key)
                    for a, b, key, data in network.edges(keys=True, data=True)
                    if data["relation"] not in kept
                ]
            )
            network.remove_nodes_from(list(nx.isolates(network)))
        iri = self.find(focus) if focus else None
        if iri and iri not in network:
            iri = self.reading.owner(iri)
        if iri and iri not in network:
            raise NotFoundError(Problem(f"nothing of what was asked for is near {focus!r}"))
        if iri:
            near = nx.ego_graph(network.to_undirected(as_view=True), iri, radius=depth)
            network = network.subgraph(near).copy()
        title = self.reading.label(iri) if iri else "The container ecosystem"
        subtitle = f"as of {as_of}" if as_of else ""
        day = as_of_day(as_of)
        scope = Scope(iri, depth, day.isoformat() if day else None)
        text = read_document(self.store, self.reading, Path(document)) if document else None
        return View(network, title, iri, subtitle, scope, merges(), text)

    def to_rdflib(self) -> rdflib.Dataset:
        """Return the graph for rdflib, backed by the same store: nothing is copied."""
        import oxrdflib
        import rdflib

        dataset = rdflib.Dataset(store=oxrdflib.OxigraphStore(store=self.store.engine))
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace, override=True, replace=True)
        return dataset


@dataclass(frozen=True, slots=True)
class View:
    """A drawing of a network: a page to save, or to look at in a notebook."""

    network: nx.MultiDiGraph[str]
    title: str
    focus: str | None
    subtitle: str
    scope: Scope
    merges: Mapping[str, Sequence[Mapping[str, str]]]
    document: Document | None

    def html(self) -> str:
        """Return the page."""
        from kg.view import render

        return render(
            self.network, title=self.title, focus=self.focus, subtitle=self.subtitle,
            scope=self.scope, merges=self.merges, document=self.document,
        )  # fmt: skip

    def save(self, path: Path | str) -> Path:
        """Write the page to a file and return where."""
        target = Path(path)
        try:
            target.write_text(self.html(), encoding="utf-8")
        except OSError as error:
            raise StoreError(Problem(f"cannot be written ({error.strerror})", str(path))) from error
        return target

    def _repr_html_(self) -> str:
        from html import escape

        page = escape(self.html(), quote=True)
        return f'<iframe srcdoc="{page}" style="width:100%;height:640px;border:0"></iframe>'


def open_graph(location: str | Path = DEFAULT_LOCATION) -> Graph:
    """Open a graph: a folder that `kg build` made, or `:memory:` for an empty one.

    Raises:
        StoreError: There is no graph at that location.
    """
    if str(location) == ":memory:":
        return Graph(Store.memory())
    if str(location).startswith(("http://", "https://")):
        problem = "a SPARQL service cannot be opened yet"
        raise StoreError(Problem(problem, str(location), "", "name a folder that kg build made"))
    return Graph(Store.open(Path(location)))


def _relation_between(network: nx.MultiDiGraph[str], one: str, other: str) -> dict[str, Any]:
    for a, b in ((one, other), (other, one)):
        if network.has_edge(a, b):
            return dict(min(network[a][b].items())[1])
    raise KgError(Problem(f"no relation between {one} and {other}"))


def bindings(as_of: str | dt.date | None, terms: dict[str, Any]) -> dict[str, Any]:
    """Return the RDF terms for the variables of a query; `as_of` becomes `?as_of`."""
    bound = {name: _as_term(value) for name, value in terms.items()}
    if as_of is not None:
        bound["as_of"] = _as_term(as_of_day(as_of))
    return bound


def _as_term(value: Any) -> Any:
    if isinstance(value, dt.date):
        day = NamedNode("http://www.w3.org/2001/XMLSchema#date")
        return Literal(value.isoformat(), datatype=day)
    return Literal(value) if isinstance(value, str | int | float | bool) else value


def _closest(word: str, choices: list[str]) -> str:
    from rapidfuzz import process

    best = process.extractOne(word, choices, score_cutoff=60)
    return f"did you mean {best[0]}?" if best else ""


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _plainness(iri: str) -> int:
    """Rank kinds of things that share a name: people mostly mean the organization."""
    kinds = ("organization", "person", "software")
    kind = iri.removeprefix(ID).partition("/")[0]
    return kinds.index(kind) if kind in kinds else len(kinds)
