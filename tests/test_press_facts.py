"""The graph holds what people annotated in the announcements, less the corrections that are listed.

Each record of an annotated file is looked for in the named graph of that document's source. What
was annotated wrongly, or is told in another way, stands in `tests/data/press-corrections.yaml`
with the reason.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml

import kg
from kg.dates import Date
from kg.terms import CE, GRAPH, ID, PREFIXES

ANNOTATED = Path(__file__).parents[2] / "shared" / "data" / "press-facts"
DATA = Path(__file__).parent / "data"
FILES = sorted(ANNOTATED.glob("[0-9]*.yaml"))
pytestmark = pytest.mark.skipif(not FILES, reason=f"needs the annotated files in {ANNOTATED}")

CORRECTIONS: dict[tuple[str, int], dict[str, Any]] = {
    (str(one["document"]).zfill(2), one.get("index", -1)): one
    for one in yaml.safe_load((DATA / "press-corrections.yaml").read_text(encoding="utf-8"))
}

METRICS = dict(
    line.split()
    for line in (DATA / "press-metrics.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
)

ABBREVIATIONS = {
    "ceo": "chief executive officer", "cto": "chief technology officer",
    "svp": "senior vice president", "vp": "vice president", "gm": "general manager",
    "bu": "business unit",
}  # fmt: skip


def names() -> dict[str, set[str]]:
    """Return the things that each name may stand for, by the hand-made table."""
    found = defaultdict(set)
    with (DATA / "names.tsv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            for name in row["names"].split(" | "):
                found[name.casefold()].add(ID + row["thing"])
    return found


NAMES = names()


def things(name: Any) -> set[str]:
    return NAMES[str(name).casefold()]


Node = dict[str, set[str]]


@pytest.fixture(scope="module")
def stated(graph: kg.Graph) -> dict[str, dict[str, Node]]:
    """What each source states, by its address: node, property, values."""
    by_graph: dict[str, dict[str, Node]] = defaultdict(lambda: defaultdict(dict))
    addresses: dict[str, str] = {}
    for quad in graph.store.engine.quads_for_pattern(None, None, None, None):
        if not isinstance(quad.graph_name, ox.NamedNode):
            continue
        name = quad.predicate.value.removeprefix(CE)
        by_graph[quad.graph_name.value][quad.subject.value].setdefault(name, set()).add(
            quad.object.value
        )
        if quad.predicate.value == PREFIXES["schema"] + "url":
            addresses[quad.graph_name.value] = quad.object.value
    # One document is known by no address.
    addresses[f"{GRAPH}press/rancher-history"] = "None"
    return {addresses.get(name, name): dict(nodes) for name, nodes in by_graph.items()}


def of_class(nodes: dict[str, Node], *classes: str) -> Iterator[Node]:
    kinds = {CE + name for name in classes}
    for iri, node in nodes.items():
        if node.get(PREFIXES["rdf"] + "type", set()) & kinds:
            yield {**node, "iri": {iri}}


def has(node: Node, name: str, wanted: set[str]) -> bool:
    return bool(node.get(name, set()) & wanted)


def dated(node: Node, names_: tuple[str, ...], text: Any) -> bool:
    """Say whether a node has the annotated date, or a finer one."""
    if text is None:
        return True
    wanted = Date.parse(edtf(str(text)))
    found = [Date.parse(one) for name in names_ for one in node.get(name, ())]
    return any(one.within(wanted) or wanted.within(one) for one in found)


def edtf(text: str) -> str:
    """Return a date in EDTF that the annotation writes with quarters, halves and fiscal years."""
    quarter = re.fullmatch(r"(\d{4})-Q([1-4])", text)
    if quarter:
        return f"{quarter[1]}-{32 + int(quarter[2])}"
    half = re.fullmatch(r"(\d{4})-H1", text)
    if half:
        return f"{half[1]}-01/{half[1]}-06"
    # Fiscal years end in some month of their year; the fourth quarter of VMware's 2019 in February.
    year = re.fullmatch(r"FY(\d{4})(?:-Q\d)?", text)
    return f"{int(year[1]) - 1}/{year[1]}" if year else text


def number(node: Node, name: str, value: Any) -> bool:
    return value is None or any(Decimal(one) == Decimal(str(value)) for one in node.get(name, ()))


def title(text: str) -> str:
    words = re.findall(r"[^\W_]+(?:&[^\W_]+)?", text.casefold())
    return " ".join(w for word in words for w in ABBREVIATIONS.get(word, word).split()
                    if w not in ("the", "of", "and", "for", "a"))  # fmt: skip


def found(record: dict[str, Any], nodes: dict[str, Node]) -> bool:
    """Say whether a source's graph holds an annotated record."""
    return _FINDERS[record["type"]](record, nodes)


def funding_round(record: dict[str, Any], nodes: dict[str, Node]) -> bool:
    company = things(record["company"])
    investors = [
        *((name, True) for name in record.get("lead_investors", ())),
        *((name, False) for name in record.get("investors", ())),
    ]
    if record.get("series") or record.get("amount_usd"):
        rounds = [
            node
            for node in of_class(nodes, "FundingRound")
            if has(node, "company", company)
            and (not record.get("series") or has(node, "series", {record["series"]}))
            and number(node, "amount", record.get("amount_usd"))
            and number(node, "target", record.get("target_usd"))
            and dated(node, ("date",), record.get("announced"))
        ]
        return any(
            all(
                any(
                    has(node, "investor", things(name)) and has(node, "fundingRound", one["iri"])
                    and (not lead or has(node, "isLead", {"true"}))
                    for node in of_class(nodes, "Investment")
                )
                for name, lead in investors
            )
            for one in rounds
        )  # fmt: skip
    return all(
        any(
            has(node, "investor", things(name)) and has(node, "company", company)
            for node in of_class(nodes, "Investment")
        )
        for name, _ in investors
    )


def board_seat(record: dict[str, Any], nodes: dict[str, Node]) -> bool:
    role = {"chairman": "Chair", "observer": "Observer"}.get(record.get("seat", ""))
    return any(
        has(node, "person", things(record["person"]))
        and has(node, "organization", things(record["company"]))
        and ("represents" not in record or has(node, "represents", things(record["represents"])))
        and (role is None or has(node, "role", {CE + role}))
        for node in of_class(nodes, "BoardSeat")
    )


def _billions(match: re.Match[str]) -> str:
    return str(int(Decimal(match[1]) * 10**9))


def role(record: dict[str, Any], nodes: dict[str, Node]) -> bool:
    wanted = record.get("title_en") or record.get("title")
    return any(
        has(node, "person", things(record["person"]))
        and has(node, "organization", things(record["organization"]))
        and (not record.get("former") or has(node, "former", {"true"}))
        and (not wanted or title(wanted) in {title(one) for one in node.get("title", ())})
        and dated(node, ("start",), record.get("from"))
        and dated(node, ("end",), record.get("to"))
        for node in of_class(nodes, "Employment")
    )


def customer_of(record: dict[str, Any], nodes: dict[str, Node]) -> bool:
    customer, offer = things(record["customer"]), things(record["vendor_or_product"])
    return any(
        has(node, "customer", customer)
        and (has(node, "vendor", offer) or has(node, "product", offer))
        for node in of_class(nodes, "CustomerRelationship")
    ) or any(
        has(node, "user", customer) and has(node, "software", offer)
        for node in of_class(nodes, "Usage")
    )


def partner_of(record: dict[str, Any], nodes: dict[str, Node]) -> bool:
    one, other = map(things, record["orgs"])
    return any(
        has(node, "party", one) and has(node, "party", other)
        for node in of_class(nodes, "Partnership")
    ) or any(
        (has(node, "organization", one) and has(node, "software", other))
        or (has(node, "organization", other) and has(node, "software", one))
        for node in of_class(nodes, "Integration", "Development")
    )


def acquisition(record: dict[str, Any], nodes: dict[str, Node]) -> bool:
    status = {"announced": "Announced", "completed": "Completed"}.get(record.get("status", ""))
    when = ("date",) if status == "Completed" else ("announced", "date")
    return any(
        has(node, "acquirer", things(record["acquirer"]))
        and has(node, "acquiree", things(record["acquired"]))
        and (status is None or has(node, "status", {CE + status, CE + "Completed"}))
        and number(node, "amount", record.get("price_usd"))
        and dated(node, when, record.get("date"))
        for node in of_class(nodes, "Acquisition")
    )


def founding(record: dict[str, Any], nodes: dict[str, Node]) -> bool:
    made = things(record["organization"])
    if "founder_org" in record:
        return any(
            has(node, "member", things(record["founder_org"])) and has(node, "group", made)
            and any("found" in level for level in node.get("level", ()))
            and dated(node, ("start",), record.get("date"))
            for node in of_class(nodes, "Membership")
        )  # fmt: skip
    return any(
        (has(node, "organization", made) or has(node, "software", made))
        and ("person" not in record or has(node, "person", things(record["person"])))
        and dated(node, ("date",), record.get("date"))
        for node in of_class(nodes, "Founding", "Creation")
    )


def metric(record: dict[str, Any], nodes: dict[str, Node]) -> bool:
    if record["metric"] in _NO_NUMBERS:
        cls, whose, what = _NO_NUMBERS[record["metric"]]
        return any(
            has(node, whose, things(record["subject"]))
            and (has(node, what, things(record["value"])) or has(node, what, {record["value"]}))
            for node in of_class(nodes, cls)
        )
    wanted = ID + "metric/" + METRICS[record["metric"]]
    subjects = things(record["subject"])
    low, _, high = re.sub(r"([\d.]+)bn", _billions, str(record.get("value"))).partition("-")
    return any(
        has(node, "metric", {wanted}) and has(node, "subject", subjects)
        and (
            "valueText" in node
            or (number(node, "value", low) and (not high or number(node, "upper", high)))
        )
        and dated(node, ("date", "since"), record.get("as_of"))
        for node in of_class(nodes, "Observation")
    )  # fmt: skip


_NO_NUMBERS = {
    "listing_exchange": ("Listing", "organization", "exchange"),
    "launch_date": ("Launch", "software", "date"),
    "headquarters_dateline": ("Headquarters", "organization", "place"),
}
"""What the annotation counts as a metric and the graph tells in a class of its own."""

_FINDERS = {
    one.__name__: one
    for one in (
        funding_round, board_seat, role, customer_of, partner_of, acquisition, founding, metric,
    )
}  # fmt: skip


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_annotated_fact_is_in_the_graph_of_its_source(file, stated):
    annotated = yaml.safe_load(file.read_text(encoding="utf-8"))
    nodes = stated[str(annotated["url"])]
    document = str(annotated["id"]).zfill(2)
    missing = [
        (index, record)
        for index, record in enumerate(annotated["facts"])
        if (document, index) not in CORRECTIONS and not found(record, nodes)
    ]
    assert missing == []


def test_no_correction_is_needless(stated):
    needless = []
    for file in FILES:
        annotated = yaml.safe_load(file.read_text(encoding="utf-8"))
        document = str(annotated["id"]).zfill(2)
        for index, record in enumerate(annotated["facts"]):
            try:
                present = found(record, stated[str(annotated["url"])])
            except (KeyError, ArithmeticError):
                present = False
            if (document, index) in CORRECTIONS and present:
                needless.append((document, index))
    assert needless == []


def test_every_correction_gives_its_reason():
    assert all(one["reason"] and one["instead"] for one in CORRECTIONS.values())
