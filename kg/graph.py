"""The graph as people use it: ask it, look a thing up, follow a chain, draw it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import QueryBoolean, QuerySolutions, Triple

from kg.config import built_folder
from kg.dates import as_of_day
from kg.display import html, markdown
from kg.entity import Entity, described
from kg.errors import NotFoundError, Problem, QueryError, StoreError
from kg.lookup import Lookup, Match
from kg.queries import internal_query, named_query
from kg.results import Result, as_term
from kg.store import MEMORY, Answer, Store
from kg.terms import PREFIXES
from kg.triples import Triples

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.chains import Chains
    from kg.changes import Changes
    from kg.conflicts import Conflicts
    from kg.picture import View
    from kg.reading import Reading
    from kg.report import ProjectReport

_PATHS_SHOWN: Final = 3
_FEW: Final = 0.1
"""Of more than this share of the graph, all is read at once in less time than thing by thing."""


class Graph:
    """A knowledge graph in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __repr__(self) -> str:
        return f"<Graph at {self.store.location}>"

    def _repr_html_(self) -> str:
        return f"<p>{html(self)}</p>{self.query(internal_query('overview'))._repr_html_()}"

    def _repr_markdown_(self) -> str:
        rows = self.query(internal_query("overview")).to_markdown()
        return f"{markdown(repr(self))}\n\n{rows}"

    def query(
        self,
        text: str,
        /,
        *,
        as_of: str | dt.date | None = None,
        timeout: float | None = None,
        **terms: Any,
    ) -> Result:
        """Ask a SELECT query; see `ask` and `construct` for the other forms.

        Args:
            text: The query. The project's prefixes need no declaration.
            as_of: A day that becomes the value of `?as_of`.
            timeout: Seconds after which the query is ended; it then runs in a process of its own,
                which takes about a tenth of a second to start. Only for a graph on disk.
            **terms: RDF terms, Python values or things, for variables of the query.

        Raises:
            QueryError: The text is no SELECT query, or the time limit passed.

        >>> graph = open_graph(":memory:")
        >>> graph.query("SELECT (1 + 1 AS ?two) {}")[0].two
        2
        """
        answer = self.answer(text, bindings(as_of, terms), timeout)
        if not isinstance(answer, Result):
            raise QueryError(Problem("is no SELECT query", "query", "", "use ask or construct"))
        return answer

    def ask(
        self,
        text: str,
        /,
        *,
        as_of: str | dt.date | None = None,
        timeout: float | None = None,
        **terms: Any,
    ) -> bool:
        """Ask an ASK query; the arguments are those of `query`."""
        answer = self.answer(text, bindings(as_of, terms), timeout)
        if not isinstance(answer, bool):
            raise QueryError(Problem("is no ASK query", "query", "", "use query or construct"))
        return answer

    def construct(
        self,
        text: str,
        /,
        *,
        as_of: str | dt.date | None = None,
        timeout: float | None = None,
        **terms: Any,
    ) -> Triples:
        """Ask a CONSTRUCT or DESCRIBE query; the arguments are those of `query`."""
        answer = self.answer(text, bindings(as_of, terms), timeout)
        if not isinstance(answer, Triples):
            problem = "is no CONSTRUCT or DESCRIBE query"
            raise QueryError(Problem(problem, "query", "", "use query or ask"))
        return answer

    def answer(
        self,
        text: str,
        terms: Mapping[str, Any],
        timeout: float | None = None,
        limit: int | None = None,
    ) -> Result | Triples | bool:
        """Ask a query of any form.

        Args:
            text: The query.
            terms: RDF terms for variables of the query.
            timeout: Seconds after which it is ended, as for `query`.
            limit: How many rows or triples to read; None for all. `cut` of the answer says whether
                there are more.

        Raises:
            QueryError: The text is no query, or the time limit passed.
        """
        answer = self._ask(text, terms, timeout, limit)
        if isinstance(answer, QuerySolutions):
            return Result(answer, self.labels, limit)
        if isinstance(answer, QueryBoolean):
            return bool(answer)
        triples = list(islice(answer, None if limit is None else limit + 1))
        cut = limit is not None and len(triples) > limit
        return Triples(triples[:limit], self.labels, cut=cut)

    def _ask(
        self, text: str, terms: Mapping[str, Any], timeout: float | None, limit: int | None
    ) -> Answer | list[Triple]:
        _text(text, "a query")
        if timeout is None:
            return self.store.query(text, terms)
        if self.store.location == MEMORY:
            problem = "a time limit needs a graph on disk, this one is in memory"
            raise QueryError(Problem(problem, "timeout"))
        if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not timeout > 0:
            raise QueryError(Problem(f"a time limit must be a number of seconds, not {timeout!r}"))
        if not self.store.is_there:
            problem = "the graph was built anew since it was opened"
            raise QueryError(Problem(problem, self.store.location, "", "open it again"))
        from kg.worker import ask

        # One more tells whether there are more.
        most = None if limit is None else limit + 1
        return ask(str(self.store.folder), text, terms, timeout, most)

    def run(self, name: str, /, **values: object) -> Result:
        """Ask one of the named queries; `kg queries` lists them.

        Raises:
            QueryError: There is no query of that name, or a parameter is wrong.
            NotFoundError: A parameter names a thing that the graph does not know.
        """
        chosen = named_query(_text(name, "a query's name"))
        answer = self.answer(chosen.text, chosen.bind(values, self.find))
        assert isinstance(answer, Result)  # noqa: S101  each named query is a SELECT
        return answer

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """Return the preferred names of those IRIs that have one, in English if there is one."""
        return {iri: self._lookup.labels[iri] for iri in iris if iri in self._lookup.labels}

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self.store)

    @cached_property
    def reading(self) -> Reading:
        """Everything the consolidated graph says, gathered once."""
        from kg.reading import Reading

        return Reading(self.store)

    def search(self, text: str, limit: int = 10) -> list[Match]:
        """Return the things whose name is, or is like, a text: any language, any alias, any case.

        Best first; a thing whose preferred name it is comes before one that is also called so.
        """
        return self._lookup.search(_text(text, "a name"), limit)

    def find(self, name: str) -> str:
        """Return the IRI of the thing that a name, or an identifier, means.

        Raises:
            NotFoundError: Nothing is called so; the message names what is called almost so.
        """
        return self.meanings(name)[0]

    def meanings(self, name: str) -> list[str]:
        """Return the IRIs of all things that a name may mean, the likeliest first.

        Raises:
            NotFoundError: Nothing is called so; the message names what is called almost so.
        """
        return self._lookup.find(_text(name, "a name"))

    def entity(self, name: str, *, as_of: str | dt.date | None = None) -> Entity:
        """Return everything that the graph says of one thing."""
        iri = self.find(name)
        near = self._about(iri)
        network = near.network(as_of)
        if iri not in network:
            iri = near.reading.owner(iri)
            near = self._about(iri)
            network = near.network(as_of)
        if iri not in network:
            problem = f"{name!r} is no thing of its own but a {near.reading.kind(iri)} of others"
            remedy = f"ask what is said of it: kg query -q 'DESCRIBE <{iri}>'"
            raise NotFoundError(Problem(problem, remedy=remedy))
        return described(network, iri, near.tell, near.reading.inverse_term)

    def _about(self, *iris: str) -> Graph:
        """Return what the graph says of some things: whole, it would take seconds to gather."""
        from kg.excerpt import excerpt

        return Graph(excerpt(self.store, iris))

    def _around(self, iri: str, depth: int) -> tuple[str, Graph]:
        """Return a thing, or the one that a statement is told of, and what the graph says near it.

        Where that is much, it is the whole graph.
        """
        from kg.excerpt import excerpt
        from kg.steps import among, within

        steps = self._steps()
        things = within(steps, iri, depth)
        if len(things) == 1 and (owner := self._about(iri).reading.owner(iri)) != iri:
            return self._around(owner, depth)
        relations = among(steps, things)
        if len(things) + len(relations) > len(steps) * _FEW:
            return iri, self
        return iri, Graph(excerpt(self.store, things, {one for one, *_ in steps} - relations))

    def _steps(self) -> list[list[str]]:
        return list(self.store.iris(internal_query("steps")))

    def ends(self, start: str, end: str) -> tuple[str, str]:
        """Return the IRIs of two things, for what lies between them.

        Raises:
            NotFoundError: One of the two is unknown, or both names mean one thing.
        """
        found = self.find(start), self.find(end)
        if found[0] == found[1]:
            problem = f"{start!r} and {end!r} are one thing, so nothing lies between them"
            raise NotFoundError(Problem(problem, remedy="name two things"))
        return found

    def report(self, name: str) -> ProjectReport:
        """Return what to know of a project before depending on it, each line with its sources.

        Raises:
            NotFoundError: Nothing is called so, or what is called so is no project.
        """
        from kg.report import report

        return report(self.store, self.meanings(name))

    def network(
        self, as_of: str | dt.date | None = None, *, told: bool = False
    ) -> nx.MultiDiGraph[str]:
        """Return the things and relations as a network; see `kg.network.network`.

        Args:
            as_of: A day, or an EDTF text whose last day counts.
            told: Whether to add all that is told of each relation and fact, which takes longer:
                `sentence`, `details`, `evidence` and `claims`. `tell` adds it to a single one.
        """
        from kg.network import network
        from kg.telling import tell

        made = network(self.reading, as_of)
        if told:
            tell(self.reading, made)
        return made

    def tell(self, statement: Mapping[str, Any]) -> dict[str, Any]:
        """Return a relation or fact of a network with all that is told of it.

        Beside its own attributes: its `sentence`, its `details`, its `evidence` down to the place,
        and the `claims` that were made where sources disagree.
        """
        from kg.telling import told

        return told(self.reading, statement)

    def project(
        self, projection: str = "things", as_of: str | dt.date | None = None
    ) -> nx.Graph[str]:
        """Return a weighted graph of things; see `kg.network.project` for those that there are.

        What `kg.network` measures, such as `brokers(graph.project("co-investors"))`.

        Raises:
            QueryError: There is no such projection.
        """
        from kg.network import project

        day = as_of_day(as_of)
        return project(self.network(day), projection, day.isoformat() if day else "")

    def path(self, start: str, end: str, *, as_of: str | dt.date | None = None) -> Chains:
        """Return the shortest chains of relations between two things, whichever way they point.

        Each chain is a list of relations as `Entity.relations` holds them; at most three chains.

        Raises:
            NotFoundError: One of the two is unknown, both are one thing, or nothing connects them.
        """
        from kg.chains import shortest
        from kg.steps import on_the_way

        ends = self.ends(start, end)
        near = self._about(*on_the_way(self._steps(), *ends))
        # Where no shortest chain was possible on the day, a longer one may be.
        for graph in (near, self) if as_of else (near,):
            if chains := shortest(graph.network(as_of), *ends, _PATHS_SHOWN, graph.tell):
                return chains
        raise NotFoundError(Problem(f"nothing connects {start!r} with {end!r}"))

    def conflicts(self) -> Conflicts:
        """Return everything on which sources disagree, or seem to, each told in a sentence."""
        from kg.conflicts import Conflicts, conflicts

        rounds, totals = self.run("rounds-of-one-letter"), self.run("funding-audit")
        told = [iri for (iri,) in self.store.iris(internal_query("contested"))]
        companies = [row.company for row in (*rounds, *totals)]
        near = self._about(*told, *companies)
        return Conflicts(conflicts(near.reading, rounds, totals))

    def diff(self, new: Graph) -> Changes:
        """Return what changed from this build to another, each change with the place that says so.

        A thing that has another identifier in the other build is the same if its keys say so.
        """
        from kg.changes import changes

        return changes(self.store, new.store)

    def why(self, name: str, other: str | None = None) -> list[str]:
        """Return why the mentions of a thing are one, and from what it is kept apart.

        Args:
            name: The thing.
            other: Another, or another name of it, to be told of the two alone.

        Raises:
            NotFoundError: Nothing is called so.
        """
        from kg.conflicts import judged, unjudged

        iri = self.find(name)
        second = iri if other is None else self.find(other)
        reading = self._about(iri, second).reading
        told = [one for one in reading.judgements if iri in (one["thing"], one["mention"])]
        if second != iri:
            told = [one for one in told if second in (one["thing"], one["mention"])]
        elif other is not None:
            told = [one for one in told if one["verdict"] == "Same"]
        reasons = [judged(reading, one) for one in told]
        return reasons if other is None or reasons else [unjudged(reading, iri, second)]

    def view(
        self,
        focus: str | None = None,
        depth: int = 2,
        as_of: str | dt.date | None = None,
        relations: str | Collection[str] = (),
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
        from kg.picture import near, only

        if not isinstance(depth, int) or depth < 0:
            raise QueryError(Problem(f"depth must be a number of steps, not {depth!r}"))
        iri, graph = (None, self) if focus is None else self._around(self.find(focus), depth)
        network = only(graph.network(as_of), relations)
        if iri and iri not in network:
            raise NotFoundError(Problem(f"nothing of what was asked for is near {focus!r}"))
        text = Path(document) if document else None
        return near(self.store, graph.reading, network, iri, depth, as_of, text)

    def draw(self, network: nx.MultiDiGraph[str]) -> View:
        """Return a network of things, such as `to_networkx()` of an answer gives, as a page.

        A step that is a relation of this graph is drawn with its evidence.

        Raises:
            NotFoundError: The network is empty.
        """
        from kg.picture import drawn

        return drawn(self.reading, network, self.network())

    def in_memory(self) -> Graph:
        """Return a copy in memory: it answers the same, many queries in a fraction of the time.

        Copying takes some 7 seconds for a million quads, so it pays for who asks many questions.
        """
        return Graph(Store.memory(self.store.engine))

    def to_rdflib(self) -> rdflib.Dataset:
        """Return the graph for rdflib, backed by the same store: nothing is copied."""
        import oxrdflib
        import rdflib

        dataset = rdflib.Dataset(store=oxrdflib.OxigraphStore(store=self.store.engine))
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace, override=True, replace=True)
        return dataset


def built_store() -> str:
    """Return where the graph is that `kg build` makes in the working directory.

    Raises:
        InputError: Its `kg.toml` cannot be read.
    """
    return str(built_folder() / "store")


def open_graph(location: str | Path | None = None) -> Graph:
    """Open a graph: a folder that `kg build` made, or `:memory:` for an empty one.

    Without a location, it is the one that `kg build` makes in the working directory.

    Raises:
        StoreError: There is no graph at that location.
        InputError: The working directory's `kg.toml` cannot be read.
    """
    if location is None:
        location = built_store()
    if not isinstance(location, str | Path):
        raise StoreError(Problem(f"a location must be text or a path, not {location!r}"))
    if str(location) == MEMORY:
        return Graph(Store.memory())
    if str(location).startswith(("http://", "https://")):
        problem = "a SPARQL service cannot be opened yet"
        raise StoreError(Problem(problem, str(location), "", "name a folder that kg build made"))
    return Graph(Store.open(Path(location)))


def bindings(as_of: str | dt.date | None, terms: dict[str, Any]) -> dict[str, Any]:
    """Return the RDF terms for the variables of a query; `as_of` becomes `?as_of`."""
    bound = {name: as_term(value) for name, value in terms.items()}
    if as_of is not None:
        bound["as_of"] = as_term(as_of_day(as_of))
    return bound


def _text(value: object, what: str) -> str:
    """Return a value that must be text; a clear word to who gives another saves a long search."""
    if not isinstance(value, str):
        raise QueryError(Problem(f"{what} must be text, not {value!r}"))
    return value
