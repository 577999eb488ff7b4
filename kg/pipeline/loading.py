"""Loading: from what sources state to a finished store.

Nothing is held in memory but what is told several times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.assets import ONTOLOGY
from kg.consolidate import Citation, Consolidation, Description, described
from kg.facts import Evidence, Thing
from kg.identity import Identities
from kg.pipeline.stated import Say, Stated
from kg.rdf import (
    Triple,
    description_triples,
    evidence_triples,
    graph_iri,
    identify,
    judgement_triples,
    known_name_triples,
    primary_source_triples,
    source_triples,
)
from kg.store import CONSOLIDATED, Graphs, Store
from kg.terms import ONTOLOGY_GRAPH

_RULES: Final = (ONTOLOGY / "rules", ONTOLOGY / "rules" / "inverses")
"""The stages of rules: those of a later one see what an earlier one derived."""

_PLACES_REMEMBERED: Final = 10_000


@dataclass(slots=True)
class Tally:
    """How much of what was loaded."""

    classes: Counter[str] = field(default_factory=Counter)
    things: list[Thing] = field(default_factory=list)
    disputed: int = 0

    def count(self, one: Description) -> None:
        """Count one consolidated statement."""
        statement = one.statement
        self.classes[getattr(statement, "type", type(statement).__name__)] += 1
        self.disputed += bool(one.claims)
        if isinstance(statement, Thing):
            self.things.append(statement)


def load(
    stated: Stated,
    identities: Identities,
    folder: Path | None = None,
    say: Say = lambda _: None,
) -> tuple[Store, Tally]:
    """Return a store of what sources state, each in its graph, and of the consolidated graph.

    Args:
        stated: What the sources state.
        identities: The thing that each of their mentions stands for.
        folder: Where to make the store; None for one in memory.
        say: Told each step in a few words.

    Raises:
        InputError: A source cannot be read.
        StoreError: The disk refuses.
    """
    tally = Tally()
    store = Store.create(folder, _all_triples(stated, identities, tally), _ontology_quads())
    say("applying rules")
    apply_rules(store)
    store.finish()
    return store, tally


def apply_rules(store: Store) -> None:
    """Add to the default graph of a store what the ontology's rules derive from it."""
    for stage in _RULES:
        store.derive([file.read_text(encoding="utf-8") for file in sorted(stage.glob("*.rq"))])


def _all_triples(
    stated: Stated, identities: Identities, tally: Tally
) -> Iterator[tuple[Graphs, Iterable[Triple]]]:
    """Yield what each source's graph holds and what the consolidated one does.

    Most statements are made by one source and once: what is said of them is the same in both.
    """
    consolidation = Consolidation(map(identities.thing, stated.survey.credited))
    for told_by, told in groupby(stated, key=itemgetter(0)):
        source = identities.resolve_source(told_by)
        here: Graphs = (graph_iri(source),)
        both: Graphs = (*here, *CONSOLIDATED)
        yield both, source_triples(source)
        yield CONSOLIDATED, primary_source_triples(source)
        cited: set[Evidence] = set()
        for _, mentioned in told:
            statement = identities.resolve(mentioned)
            own = described(source, statement, identify(statement))
            yield both, _new_places(own.citations, cited)
            alone = not (
                stated.survey.is_repeated(identify(mentioned)) or identities.is_of_merged(statement)
            )
            together = consolidation.add(source, own, alone=alone)
            yield both if together is own else here, description_triples(own)
            if together:
                tally.count(together)
                if together is not own:
                    yield CONSOLIDATED, description_triples(together)
    for together in consolidation.rest():
        tally.count(together)
        yield CONSOLIDATED, description_triples(together)
    yield CONSOLIDATED, judgement_triples(identities.judgements)
    yield CONSOLIDATED, known_name_triples(identities.known_names)


def _new_places(citations: Iterable[Citation], cited: set[Evidence]) -> Iterator[Triple]:
    """Yield the description of places that were not cited lately.

    To describe a place again does no harm, so not all of them are remembered.
    """
    for citation in citations:
        if citation.evidence not in cited:
            if len(cited) == _PLACES_REMEMBERED:
                cited.clear()
            cited.add(citation.evidence)
            yield from evidence_triples(citation)


def _ontology_quads() -> Iterator[ox.Quad]:
    """Return the ontology, in its graph."""
    ontology = (ONTOLOGY / "container-ecosystem.ttl").read_bytes()
    dataset = ox.Dataset(ox.parse(ontology, format=ox.RdfFormat.TURTLE))
    # Without canonical names for its blank nodes, no two builds would be the same bytes.
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    graph = ox.NamedNode(ONTOLOGY_GRAPH)
    return (ox.Quad(q.subject, q.predicate, q.object, graph) for q in dataset)
