"""One thing has one identifier, and one identifier is one thing, whatever the documents call it.

`tests/data/names.tsv` is made by hand: a line for each thing in the world, with its identifier and
every name that a document gives it, translations and misprints among them.
"""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

import kg
from kg.terms import ID

with (Path(__file__).parent / "data" / "names.tsv").open(encoding="utf-8", newline="") as table:
    TABLE = {
        row["thing"]: set(row["names"].split(" | "))
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
    }
KINDS = ("organization", "person", "software", "place")


@pytest.fixture(scope="module")
def named(graph: kg.Graph) -> dict[str, set[str]]:
    """The names of each thing in the graph, without spaces at their ends."""
    found = defaultdict(set)
    rows = graph.query("SELECT ?thing ?name { ?thing rdfs:label|skos:altLabel ?name }")
    for thing, name in rows:
        local = thing.removeprefix(ID)
        if local.partition("/")[0] in KINDS:
            found[local].add(name.strip())
    return found


def test_no_thing_is_minted_twice_and_none_is_forgotten(named):
    assert sorted(named) == sorted(TABLE)


def test_every_name_in_the_graph_is_one_of_its_things(named):
    strange = {thing: names - TABLE[thing] for thing, names in named.items()}
    assert {thing: names for thing, names in strange.items() if names} == {}


def test_a_name_stands_for_two_things_only_where_a_reader_would_expect_it():
    holders = defaultdict(list)
    for thing, names in TABLE.items():
        for name in {name.casefold() for name in names}:
            holders[name].append(thing)
    shared = {name: things for name, things in holders.items() if len(things) > 1}
    # A company and what it makes; nothing else may share a name.
    assert shared == {
        "docker": ["organization/docker", "software/docker-platform"],
        "码头工人": ["organization/docker", "software/docker-platform"],
        "rancher": ["organization/rancher-labs", "software/rancher-platform"],
        "twistlock": ["organization/twistlock", "software/twistlock-suite"],
        "orchard": ["organization/orchard", "software/orchard-hosting"],
    }


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("扭锁", "organization/twistlock"),
        ("码头工人", "organization/docker"),
        ("特纳莱文", "organization/teneleven-ventures"),
        ("特纳勒文", "organization/teneleven-ventures"),
        ("盛亮", "person/sheng-liang"),
        ("梁胜", "person/sheng-liang"),
        ("牧场主", "organization/rancher-labs"),
        ("Mashape", "organization/kong"),
        ("Insight Partners", "organization/insight-venture-partners"),
    ],
)
def test_a_translated_or_former_name_finds_its_thing(graph, name, thing):
    assert graph.find(name) == ID + thing
