"""The announcement as a sheet: every position holds what it claims, and every fact is kept."""

import hashlib
from pathlib import Path

import pytest

import kg
from kg.assets import ONTOLOGY
from kg.facts import Naming, Statement, TextPosition, references
from kg.results import cell_text
from kg.sources import Dataset, read_sheets

KEPT = Path(__file__).parent / "data" / "announcement-statements.txt"


@pytest.fixture(scope="module")
def sheet() -> Dataset:
    sheets = [ONTOLOGY / "identity/things.yaml", ONTOLOGY / "facts/docker-series-c.yaml"]
    return read_sheets(sheets)[1]


def positions(statement: Statement) -> list[TextPosition]:
    return [e.selector for e in statement.evidence if isinstance(e.selector, TextPosition)]


def test_the_sheet_speaks_of_the_very_text_that_is_at_hand(sheet, announcement):
    assert sheet.source.digest == hashlib.sha256(announcement.encode()).hexdigest()


def test_every_position_of_a_name_holds_that_name(sheet, announcement):
    namings = [s for s in sheet.statements if isinstance(s, Naming)]
    assert len(namings) > 30
    for naming in namings:
        for at in positions(naming):
            assert announcement[at.start : at.end] == naming.name


def test_every_position_lies_in_the_paragraph_that_it_names(sheet, announcement):
    paragraphs = announcement.split("\n\n")
    for statement in sheet.statements:
        for at in positions(statement):
            before = sum(len(one) + 2 for one in paragraphs[: at.paragraph - 1])
            assert before <= at.start < at.end <= before + len(paragraphs[at.paragraph - 1])


def test_the_evidence_of_each_relation_names_one_of_its_parties(sheet):
    held = {
        (thing, at.start, at.end)
        for naming in sheet.statements
        if isinstance(naming, Naming)
        for thing in [naming.named]
        for at in positions(naming)
    }
    for statement in sheet.statements:
        fields = references(type(statement))
        parties = {getattr(statement, name) for name in fields if name != "party"}
        parties |= set(getattr(statement, "party", ()))
        parties.add(getattr(statement, "id", None))
        companies = {"organization/docker", "software/docker-platform"}
        # A sentence about Docker may name the company where it means the platform.
        parties |= companies if parties & companies else set()
        if isinstance(statement, Naming) or type(statement).__name__ == "Observation":
            continue
        assert any(
            thing in parties and at.start <= start and end <= at.end
            for at in positions(statement)
            for thing, start, end in held
        ), statement


def told(graph: kg.Graph) -> str:
    """Every quad that the announcement's own graph holds, as readable lines."""
    rows = graph.query("SELECT ?s ?p ?o WHERE { GRAPH graph:press\\/docker-series-c { ?s ?p ?o } }")
    return "\n".join(sorted("\t".join(cell_text(value) for value in row) for row in rows)) + "\n"


def test_what_the_announcement_states_is_what_was_reviewed(graph):
    """Any change of a seed fact shows here; review it, then write the new text to the file."""
    assert told(graph) == KEPT.read_text(encoding="utf-8")


def test_the_round_is_stated_in_full(graph):
    [row] = graph.query(
        "SELECT ?amount ?currency ?date ?series ?previous { "
        "<https://w3id.org/container-ecosystem/id/funding-round/docker-series-c-2014> "
        "ce:amount ?amount ; ce:currency ?currency ; ce:date ?date ; ce:series ?series ; "
        "ce:previousRound ?previous }"
    )
    assert tuple(row)[:4] == (40_000_000, "USD", "2014-09-16", "C")
    assert row.previous.endswith("docker-series-b-2014")


def test_a_bound_is_no_equality_and_a_ratio_is_no_amount(graph):
    assert graph.ask("ASK { ?o ce:value ?v ; ce:bound ce:MoreThan FILTER(?v = 35000) }")
    assert graph.ask("ASK { ?o ce:value ?v ; ce:bound ce:AtLeast FILTER(?v = 10) }")
    assert graph.ask("ASK { ?o ce:value ?v ; ce:bound ce:Nearly FILTER(?v = 3) }")
    assert not graph.ask(
        "ASK { GRAPH <https://w3id.org/container-ecosystem/graph/press/docker-series-c>"
        ' { ?round ce:series "B" ; ce:amount ?amount } }'
    )


def test_the_introduction_is_kept_as_a_claim_and_not_believed(graph):
    [told] = [str(conflict) for conflict in graph.conflicts() if "contribution" in str(conflict)]
    assert told.startswith("Sequoia Capital invested in Docker")
    assert "40 million USD in press/docker-series-c (says DevOps.com, 2014-09-16)" in told
    assert "is stated and not taken, because the sum is the whole round's" in told
    assert not graph.ask("ASK { ?investment a ce:Investment ; ce:contribution ?sum }")
    assert graph.ask(
        "ASK { GRAPH ?g { ?investment ce:contribution ?sum } FILTER(?sum = 40000000) }"
    )


def test_the_year_of_the_series_b_is_marked_as_inferred(graph):
    assert graph.ask('ASK { ?r ce:series "B" ; ce:date "2014-01" ; ce:inferredProperty ce:date }')
