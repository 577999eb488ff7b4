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
from kg.consolidate import Consolidated, consolidate
from kg.facts import Source, Thing
from kg.identity import Judgement
from kg.pipeline.stated import Say, Stated
from kg.rdf import consolidated_quads, identify, judgement_quads, source_quads
from kg.store import Store
from kg.terms import ONTOLOGY_GRAPH

_RULES: Final = (ONTOLOGY / "rules", ONTOLOGY / "rules" / "inverses")
"""The stages of rules: those of a later one see what an earlier one derived."""


@dataclass(slots=True)
class Tally:
    """What was loaded: the sources, and how much of what."""

    sources: dict[str, Source] = field(default_factory=dict)
    classes: Counter[str] = field(default_factory=Counter)
    things: list[Thing] = field(default_factory=list)
    disputed: int = 0

    def counted(self, consolidated: Iterable[Consolidated]) -> Iterator[Consolidated]:
        """Count statements as they go by."""
        for one in consolidated:
            statement = one.statement
            self.classes[getattr(statement, "type", type(statement).__name__)] += 1
            self.disputed += bool(one.claims)
            if isinstance(statement, Thing):
                self.things.append(statement)
            yield one


def load(
    stated: Stated,
    judgements: Iterable[Judgement] = (),
    folder: Path | None = None,
    say: Say = lambda _: None,
) -> tuple[Store, Tally]:
    """Return a store of what sources state, each in its graph, and of the consolidated graph.

    Args:
        stated: What the sources state.
        judgements: What was judged of identity.
        folder: Where to make the store; None for one in memory.
        say: Told each step in a few words.

    Raises:
        InputError: A source cannot be read.
        StoreError: The disk refuses.
    """
    tally = Tally()
    quads = _all_quads(stated, judgements, tally)
    store = Store.create(folder, quads) if folder else Store.memory(quads)
    store.add(_ontology_quads())
    say("applying rules")
    apply_rules(store)
    store.finish()
    return store, tally


def apply_rules(store: Store) -> None:
    """Add to the default graph of a store what the ontology's rules derive from it."""
    for stage in _RULES:
        store.derive([file.read_text(encoding="utf-8") for file in sorted(stage.glob("*.rq"))])


def _all_quads(stated: Stated, judgements: Iterable[Judgement], tally: Tally) -> Iterator[ox.Quad]:
    """Yield each source's graph, then the consolidated graph."""
    for source, told in groupby(stated, key=itemgetter(0)):
        tally.sources.setdefault(source.key, source)
        yield from source_quads(source, (statement for _, statement in told))
    merged = tally.counted(consolidate(stated, identify))
    yield from consolidated_quads(tally.sources.values(), merged)
    yield from judgement_quads(judgements)


def _ontology_quads() -> Iterator[ox.Quad]:
    """Return the ontology, in its graph."""
    ontology = (ONTOLOGY / "container-ecosystem.ttl").read_bytes()
    dataset = ox.Dataset(ox.parse(ontology, format=ox.RdfFormat.TURTLE))
    # Without canonical names for its blank nodes, no two builds would be the same bytes.
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    graph = ox.NamedNode(ONTOLOGY_GRAPH)
    return (ox.Quad(q.subject, q.predicate, q.object, graph) for q in dataset)
