"""What is told from a part of the graph is what the whole graph tells."""

from itertools import combinations

import pytest

from kg.chains import shortest
from kg.excerpt import excerpt
from kg.graph import Graph
from kg.picture import near

ORGANIZATION = "https://w3id.org/container-ecosystem/id/organization/"
SERIES_C = "https://w3id.org/container-ecosystem/id/funding-round/docker-series-c-2014"
DOCKER, RANCHER = f"{ORGANIZATION}docker", f"{ORGANIZATION}rancher-labs"


@pytest.fixture(scope="module")
def graph(built) -> Graph:
    return built.graph


@pytest.fixture(scope="module", params=[None, "2015-06-01"])
def as_of(request):
    return request.param


@pytest.fixture(scope="module")
def whole(graph, as_of):
    """Everything, with all that is told of it."""
    return graph.network(as_of, told=True)


def test_a_thing_is_told_as_the_whole_graph_tells_it(graph, whole, as_of):
    things = [DOCKER, *sorted(whole.nodes)[::12]]
    for thing in things:
        entity = graph.entity(thing, as_of=as_of)
        ends = (*whole.out_edges(thing, data=True), *whole.in_edges(thing, data=True))
        expected = [{**told, "other": "", "as": ""} for _, _, told in ends]
        found = [{**told, "other": "", "as": ""} for told in entity.relations]
        assert sorted(found, key=str) == sorted(expected, key=str), thing
        assert entity.facts == whole.nodes[thing]["facts"], thing
    assert len(things) > 20


def test_what_lies_between_two_things_is_what_lies_between_them_in_the_whole(graph, whole, as_of):
    ends = combinations(sorted(whole.nodes)[::97], 2)
    connected = 0
    for start, end in ends:
        expected = shortest(whole, start, end, 3, dict)
        if expected:
            connected += 1
            assert list(graph.path(start, end, as_of=as_of)) == list(expected)
    assert connected


def test_a_picture_of_what_is_near_a_thing_shows_what_that_of_the_whole_graph_does(graph, as_of):
    whole = Graph(graph.store)
    for place, thing in enumerate((DOCKER, SERIES_C, *sorted(whole.network().nodes)[::90])):
        depth, owner = place % 3, DOCKER if thing == SERIES_C else thing
        expected = near(graph.store, whole.reading, whole.network(as_of), owner, depth, as_of, None)
        asked = Graph(graph.store)
        assert asked.view(thing, depth, as_of).html() == expected.html(), (thing, depth)


def test_a_picture_of_little_reads_little(graph):
    asked = Graph(graph.store)
    asked.view(RANCHER, 1)
    assert "reading" not in vars(asked)


def test_it_leaves_out_what_is_said_of_others(graph):
    small = Graph(excerpt(graph.store, [DOCKER]))
    assert len(small.store.engine) < len(graph.store.engine) / 4
    [row] = small.query(f"SELECT (COUNT(*) AS ?n) {{ ?seat ce:organization <{RANCHER}> }}")
    assert row.n == 0
