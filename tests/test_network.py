"""The graph as a network: its projections and measures, on networks that one can reckon by hand."""

import json
import math
import pickle

import networkx as nx
import pytest
from networks import network, on, relation

import kg
from kg import network as nets
from kg.network.measures import basis_of

FIRMS = dict.fromkeys(("ash", "birch", "cedar"), "InvestmentFirm") | dict.fromkeys(
    ("xeno", "yak"), "Company"
)


@pytest.fixture
def rounds():
    """Ash and Birch share two companies, Cedar shares one with Birch."""
    return network(
        FIRMS,
        ("ash", "investedIn", "xeno", on("2014-01-15")),
        ("birch", "investedIn", "xeno", on("2014-01-15")),
        ("ash", "investedIn", "yak", on("2015")),
        ("birch", "investedIn", "yak", on("2015")),
        ("birch", "investedIn", "yak", on("2016-03-01")),
        ("cedar", "investedIn", "yak", {"sources": ["press/two"], "rank": 1, "certain": False}),
        ("xeno", "partnerOf", "yak", {}),
    )


@pytest.fixture
def star():
    """A hub between four things, two of which know each other."""
    ties = [("hub", "partnerOf", one, {}) for one in "abcd"]
    kinds = {"hub": "Company"} | dict.fromkeys("abcd", "Company")
    return nets.project(network(kinds, *ties, ("a", "partnerOf", "b", {})))


def row(analysis, thing):
    [found] = [one for one in analysis if one[0] == thing]
    return dict(zip(analysis.columns, found, strict=True))


def test_co_investors_share_companies_and_their_tie_says_what_made_it(rounds):
    graph = nets.project(rounds, "co-investors", "2020-12-31")
    assert set(graph) == {"ash", "birch", "cedar"}
    tie = graph["ash"]["birch"]
    assert (tie["weight"], tie["through"]) == (2, ["xeno", "yak"])
    assert (tie["first"], tie["last"]) == ("2014-01-15", "2016-03-01")
    assert (tie["relations"], tie["sources"]) == (["investedIn"], ["press/one"])
    assert len(tie["statements"]) == 5
    assert graph["ash"]["cedar"]["weight"] == 1
    assert graph["birch"]["cedar"]["sources"] == ["press/one", "press/two"]


def test_a_basis_says_which_relations_which_dates_and_which_sources_went_in(rounds):
    basis = basis_of(nets.project(rounds, "co-investors", "2020-12-31"))
    assert basis == nets.Basis(
        "co-investors", "2020-12-31", 3, (("investedIn", 6),),
        "2014-01-15", "2016-03-01", 1, 1, ("press/one", "press/two"),
    )  # fmt: skip
    assert str(basis) == (
        "co-investors as of 2020-12-31: 3 things; 6 relations (investedIn 6), begun 2014-01-15 to "
        "2016-03-01, 1 without a date of their own, 1 not certain on that day; 2 sources"
    )


def test_things_are_tied_by_every_relation_whichever_way_it_points(rounds):
    graph = nets.project(rounds)
    assert graph["birch"]["yak"]["weight"] == 2
    assert basis_of(graph).relations == (("investedIn", 6), ("partnerOf", 1))
    assert graph.nodes["xeno"] == {"label": "Xeno", "kind": "Company"}


def test_maintainers_tie_each_other_their_companies_and_projects():
    made = network(
        {"ann": "Person", "bob": "Person", "acme": "Company", "zap": "Organization",
         "prj": "Project", "old": "Project"},
        ("ann", "maintains", "prj", {"affiliation": "acme"}),
        ("bob", "maintains", "prj", {"affiliation": "not in this network"}),
        ("bob", "employedBy", "zap", on("2015")),
        ("bob", "founderOf", "acme", {}),
        ("acme", "develops", "old", {}),
    )  # fmt: skip
    people = nets.project(made, "co-maintainers")
    assert list(people.edges(data="weight")) == [("ann", "bob", 1)]
    projects = nets.project(made, "companies-projects")
    ties = {(min(a, b), max(a, b)): data for a, b, data in projects.edges(data=True)}
    assert {pair: data["weight"] for pair, data in ties.items()} == {
        ("acme", "old"): 1, ("acme", "prj"): 2, ("prj", "zap"): 1,
    }  # fmt: skip
    assert ties["acme", "prj"]["through"] == ["ann", "bob"]
    assert ties["acme", "prj"]["relations"] == ["founderOf", "maintains"]
    firms = nets.project(made, "organizations")
    assert [(a, b, d["through"]) for a, b, d in firms.edges(data=True)] == [
        ("acme", "zap", ["bob"])
    ]


def test_an_unknown_projection_is_told(rounds):
    with pytest.raises(kg.QueryError, match="no projection 'friends'; write things, co-investors"):
        nets.project(rounds, "friends")


def test_centrality_of_a_star_with_one_more_tie(star):
    found = nets.central(star)
    hub, leaf = row(found, "Hub"), row(found, "D")
    # Six pairs of leaves, of which all but one pass through the hub; no chain passes a leaf.
    assert (hub["degree"], hub["betweenness"]) == (4, pytest.approx(5 / 6))
    assert (leaf["degree"], leaf["betweenness"]) == (1, 0)
    assert sum(one[5] for one in found) == pytest.approx(1)
    assert found.rows[0][0] == "Hub"


def test_a_broker_has_a_large_effective_size_and_little_constraint(star):
    hub = row(nets.brokers(star), "Hub")
    # Burt, unweighted: the degree less twice the ties among neighbours by the degree.
    assert hub["effective size"] == pytest.approx(4 - 2 * 1 / 4)
    # a and b: (1/4 + 1/4 * 1/2)^2 each; c and d: (1/4)^2 each.
    assert hub["constraint"] == pytest.approx(2 * (3 / 8) ** 2 + 2 / 16)
    assert row(nets.brokers(star), "C")["constraint"] == 1


@pytest.mark.usefixtures("unmeasured")
def test_structural_holes_are_those_of_networkx_with_weights_too():
    graph = nx.les_miserables_graph()
    for node in graph:
        graph.nodes[node].update(label=node, kind="Person")
    graph.graph["basis"] = nets.Basis("novel", "", len(graph), (), "", "", 0, 0, ())
    # Of all nodes by name: its way by a dense matrix divides by the wrong maxima (networkx 3.6).
    effective = nx.effective_size(graph, nodes=list(graph), weight="weight")
    constraint = nx.constraint(graph, weight="weight")
    for found in nets.brokers(graph):
        assert found[3] == pytest.approx(effective[found[0]])
        assert found[5] == pytest.approx(constraint[found[0]])


def test_cores_peel_off_from_outside(star):
    assert {one[0]: one[3] for one in nets.core(star)} == {
        "Hub": 2, "A": 2, "B": 2, "C": 1, "D": 1,
    }  # fmt: skip
    assert row(nets.core(star), "D")["id"] == "d"
    assert nets.core(star).notes == ("the innermost is a 2-core of 3 things",)


def test_communities_are_what_hangs_together():
    cliques = [
        (f"{side}{i}", "partnerOf", f"{side}{j}", {})
        for side in "ab" for i in range(7) for j in range(i)
    ]  # fmt: skip
    kinds = dict.fromkeys((f"{side}{i}" for side in "ab" for i in range(7)), "Company")
    made = network(kinds | {"alone": "Person"}, *cliques, ("a0", "partnerOf", "b0", {}))
    found = nets.groups(nets.project(made))
    assert [one[:3] for one in found] == [(1, 7, 21), (2, 7, 21)]
    assert found.rows[0][3].startswith("A0; ")
    # 42 of 43 ties lie within, and each side holds half of all ends.
    assert f"modularity {42 / 43 - 0.5:.3f}" in found.notes[0]


def test_mixing_tells_kinds_apart_from_chance():
    made = network(
        {"a": "Person", "b": "Person", "x": "Company", "y": "Company"},
        ("a", "employedBy", "x", {}), ("b", "employedBy", "y", {}), ("a", "knows", "b", {}),
    )  # fmt: skip
    found = {one[:2]: one[2:] for one in nets.mixing(nets.project(made))}
    # Persons have four of the six ends of ties, companies two.
    assert found["Company", "Person"] == (2, pytest.approx(4 / 3), pytest.approx(1.5))
    assert found["Person", "Person"] == (1, pytest.approx(4 / 3), pytest.approx(0.75))


def test_measures_of_an_empty_network_are_empty():
    graph = nets.project(network({}))
    for measure in (nets.central, nets.brokers, nets.core, nets.groups, nets.mixing):
        assert len(measure(graph)) == 0
    assert len(nets.growth(network({}))) == 0


def test_growth_counts_what_began_and_what_ended():
    made = network(
        dict.fromkeys("abcd", "Company"),
        ("a", "partnerOf", "b", {"start_earliest": "2012-05-01", "end_latest": "2013-12-31"}),
        ("c", "partnerOf", "d", {"start_earliest": "2013-02-01"}),
        ("a", "acquired", "c", on("2014-06-01")),
        ("b", "partnerOf", "d", {"stated_on": ["2015-01-01", "2016-01-01"]}),
        ("b", "partnerOf", "c", {}),
    )
    found = nets.growth(made)
    years = {one[0]: dict(zip(found.columns, one, strict=True)) for one in found}
    assert list(years) == [2012, 2013, 2014, 2015]
    assert [y["relations"] for y in years.values()] == [1, 2, 2, 3]
    assert [y["new"] for y in years.values()] == [1, 1, 1, 1]
    # It had not surely ended on the last day of 2013.
    assert [y["ended"] for y in years.values()] == [0, 0, 1, 0]
    assert [y["components"] for y in years.values()] == [1, 2, 1, 1]
    assert years[2013]["largest part"] == 0.5
    assert "1 relations have no day" in found.notes[1]
    graphs = dict(nets.snapshots(made))
    assert {year: graph.number_of_edges() for year, graph in graphs.items()} == {
        2012: 1, 2013: 2, 2014: 2, 2015: 3,
    }  # fmt: skip
    assert set(graphs[2012]) == {"a", "b"}
    assert graphs[2012].nodes["a"]["label"] == "A"


def test_a_chain_prefers_better_evidence_to_fewer_steps():
    own = {"evidence": [{"source": "press/own", "short": "P2"}], "rank": 1}
    bulk = {"evidence": [{"source": "bulk", "short": ""}], "rank": 4, "disputed": True}
    made = network(
        dict.fromkeys("abc", "Company"),
        ("a", "partnerOf", "c", bulk), ("a", "partnerOf", "b", own), ("c", "partnerOf", "b", own),
        ("c", "partnerOf", "b", bulk),
    )  # fmt: skip
    found = nets.chains(made, "a", "c", dict)
    assert [one[:3] for one in found] == [(1, 1, 1), (1, 2, 1), (2, 1, 5)]
    assert found.rows[0][4] == "press/own P2"
    assert found.rows[2][4] == "bulk; sources disagree"
    assert found.notes[-2:] == ("chain 1 costs 2", "chain 2 costs 5")
    with pytest.raises(kg.NotFoundError, match="nothing connects"):
        nets.chains(network(dict.fromkeys("xy", "Company")), "x", "y", dict)


@pytest.mark.parametrize(
    ("told", "cost"),
    [
        ({}, 2), ({"disputed": True}, 3), ({"hedge": "it seems"}, 3), ({"certain": False}, 3),
        ({"inferred": ["start"], "hedge": "it seems"}, 4), ({"rank": 1}, 1),
    ],
)  # fmt: skip
def test_trust_asks_for_the_best_source_and_one_more_for_each_doubt(told, cost):
    from kg.network.trust import cost as asked

    assert asked(relation("partnerOf", "x", **told)) == cost


def test_an_analysis_shows_itself_in_every_form(star):
    star.nodes["hub"]["label"] = "<b>Hub|x</b>"
    found = nets.brokers(star)
    assert "&lt;b&gt;Hub|x&lt;/b&gt;" in found._repr_html_()
    assert "<b>Hub" not in found._repr_html_()
    assert "Hub\\|x" in found.to_markdown()
    assert found.to_markdown().startswith("## Brokers of structural holes\n\n| thing | kind |")
    whole = json.loads(found.to_json())
    assert whole["basis"]["relations"] == {"partnerOf": 5}
    assert whole["rows"][0]["effective size"] == 3.5
    assert list(found.to_pandas()["degree"]) == [4, 2, 2, 1, 1]
    assert found.to_csv().startswith("thing,kind,degree,effective size,efficiency,constraint,id\n")
    assert len(found.top(2)) == 2
    title, columns, _, first, *_, basis, _ = str(found).splitlines()
    assert (title, columns.split()[:3]) == (found.title, ["thing", "kind", "degree"])
    assert first.startswith("<b>Hub|x</b>")
    assert basis.startswith("of things: 5 things; 5 relations (partnerOf 5)")


def test_an_analysis_of_many_things_shows_a_part_of_them():
    many = {f"c{i}": "Company" for i in range(300)}
    ring = [(f"c{i}", "partnerOf", f"c{(i + 1) % 300}", {}) for i in range(300)]
    found = nets.central(nets.project(network(many, *ring)))
    assert len(found) == 300
    assert found._repr_html_().count("<tr>") == 201
    assert "300 rows, 200 of them shown" in found._repr_html_()
    assert "300 rows, 200 of them shown" in found._repr_markdown_()
    assert "300 rows, 20 of them shown" in repr(found)
    assert found.to_markdown().count("\n| ") == 302


def test_the_measures_run_on_another_backend_of_networkx(caplog):
    pytest.importorskip("nx_rustworkx")
    # A network that it thinks worth its while.
    ring = [
        (f"c{i}", "partnerOf", f"c{(i + step) % 300}", {}) for i in range(300) for step in (1, 7)
    ]
    graph = nets.project(network({f"c{i}": "Company" for i in range(300)}, *ring))
    own = nets.central(graph), nets.core(graph)
    caplog.set_level("DEBUG", "networkx")
    with nx.config(backend_priority=["rustworkx"], cache_converted_graphs=False):
        other = nets.central(graph), nets.core(graph)
    for name in ("betweenness_centrality", "pagerank", "core_number"):
        assert f"Using backend 'rustworkx' for call to '{name}'" in caplog.text
    assert own[1] == other[1]
    scores = [{one[-1]: one[2:6] for one in found} for found in (own[0], other[0])]
    assert all(scores[0][node] == pytest.approx(scores[1][node]) for node in graph)


def test_the_graph_gives_its_projections(graph):
    found = nets.brokers(graph.project("co-investors", as_of="2015"))
    assert found.basis.as_of == "2015-12-31"
    assert found.basis.relations[0][0] == "investedIn"
    assert "Sequoia Capital" in {one[0] for one in nets.central(graph.project("co-investors"))}
    assert not math.isnan(nets.mixing(graph.project()).rows[0][4])


def test_a_network_is_made_of_plain_values_and_tells_more_when_it_is_asked(graph):
    made = graph.network()
    assert json.loads(json.dumps(dict(made.nodes(data=True)))) == dict(made.nodes(data=True))
    edges = [data for _, _, data in made.edges(data=True)]
    assert json.loads(json.dumps(edges)) == edges
    assert pickle.loads(pickle.dumps(made)).edges == made.edges
    assert {type(data) for data in edges} == {dict}
    told = [data for _, _, data in graph.network(told=True).edges(data=True)]
    assert [graph.tell(data) for data in edges] == told
    assert {frozenset(data) for data in told} == {
        frozenset(edges[0]) | {"sentence", "sentence_zh", "extra", "details", "evidence", "claims"}
    }
    for data in told:
        places = data["evidence"]
        assert data["rank"] == min(place["rank"] for place in places)
        assert set(data["sources"]) == {place["source"] for place in places}


def test_a_relation_says_its_time_its_sources_and_its_doubts(graph):
    made = graph.network("2014-09-16")
    (docker, coughran) = (graph.find(name) for name in ("Docker", "Bill Coughran"))
    [seat] = [one for one in made[coughran][docker].values() if one["relation"] == "boardMemberOf"]
    assert (seat["kind"], seat["sources"][0]) == ("BoardSeat", "press/docker-series-c")
    rounds = [fact for fact in made.nodes[docker]["facts"] if fact["kind"] == "FundingRound"]
    invested = [one for one in made[graph.find("Sequoia")][docker].values() if one["round"]]
    [series_c] = [one for one in rounds if one["iri"] == invested[0]["round"]]
    assert {name: invested[0][name] for name in ("when", "earliest", "latest")} == {
        name: series_c[name] for name in ("when", "earliest", "latest")
    }
