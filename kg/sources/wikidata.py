"""Wikidata, by what its SPARQL service answers to `ontology/wikidata.rq`.

`kg fetch wikidata` asks the service and keeps the answer as a Turtle file; only that is read here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.facts import Rank
from kg.sources import graphs
from kg.sources.reader import About, Fact, Given, Report

ABOUT: Final = About(
    name="wikidata",
    title="Wikidata: companies about container technology",
    publisher="Wikidata's editors",
    licence="CC0-1.0",
    address="https://www.wikidata.org/",
    gives="companies and software about containers, who founded, owns, funded and bought them",
    service="https://query.wikidata.org/sparql",
    query="wikidata.rq",
    rank=Rank.DATASET,
)


def read(given: Given, report: Report) -> Iterator[Fact]:
    """Yield the source, then what the file states.

    Raises:
        InputError: The file cannot be read, or is no RDF.
    """
    yield from graphs.read_as(ABOUT, given, report)
