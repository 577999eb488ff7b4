"""The graph as people use it from Python."""

import datetime as dt
import io
import shutil
from decimal import Decimal

import networkx as nx
import pyoxigraph as ox
import pytest

import kg
from kg.errors import NotFoundError, QueryError, StoreError
from kg.export import export
from kg.store import Store
from kg.terms import PREFIXES


def test_rows_hold_python_values(graph):
    [row] = graph.query(
        "SELECT ?amount ?day { ?r ce:series 'C' ; ce:amount ?amount ; ce:earliest ?day"
        " FILTER(?amount = 40000000) }"
    )
    assert row.amount == Decimal(40_000_000)
    assert row["day"] == dt.date(2014, 9, 16)
    assert list(row) == [Decimal(40_000_000), dt.date(2014, 9, 16)]
    with pytest.raises(AttributeError, match="no column 'days'"):
        _ = row.days


def test_a_result_becomes_a_data_frame_and_a_table(graph):
    result = graph.run("round-investors", round="Docker Series C (2014)")
    frame = result.to_pandas()
    assert next(iter(frame["name"])) == "Sequoia Capital"
    assert ">Sequoia Capital</td>" in result._repr_html_()
    assert result.to_markdown().startswith("| round | investor | name | lead |")


def test_a_malformed_query_says_line_and_column_and_points(graph):
    with pytest.raises(QueryError) as caught:
        graph.query("SELECT ?who\nWHERE { ?who ce:investedIn }")
    text = str(caught.value)
    assert text.startswith("query, line 2, column ")
    assert text.splitlines()[1].strip() == "WHERE { ?who ce:investedIn }"
    assert text.splitlines()[2].strip() == "^"


def test_each_form_of_query_has_its_method(graph):
    assert graph.ask("ASK { ?p a ce:Person }")
    triples = graph.construct("CONSTRUCT { ?p a ce:Person } WHERE { ?p a ce:Person }")
    persons = graph.query("SELECT ?p { ?p a ce:Person }")
    assert len(triples) == len(persons) > 50
    for method, text in (
        (graph.query, "ASK {}"), (graph.ask, "SELECT * {}"), (graph.construct, "ASK {}"),
    ):  # fmt: skip
        with pytest.raises(QueryError):
            method(text)


def test_no_query_reaches_another_server(graph):
    with pytest.raises(QueryError, match="SERVICE"):
        graph.query("SELECT * { service <http://127.0.0.1:9/sparql> { ?s ?p ?o } }")
    hidden = "BIND('''a'b''' AS ?x) SERVICE <http://127.0.0.1:9/> { } BIND('''a'b''' AS ?y)"
    for text in (hidden, "BIND(1 AS ?x) FILTER(?x<2)SERVICE?y{?s?p?o}FILTER(3>2)"):
        with pytest.raises(QueryError, match="SERVICE"):
            graph.query(f"SELECT * {{ {text} }}")
    assert graph.ask('ASK { FILTER("SERVICE" = "SERVICE") } # SERVICE')


def test_a_view_of_what_is_not_near_says_so(graph):
    with pytest.raises(NotFoundError, match="near 'Baidu'"):
        graph.view(focus="Baidu", relations=("investedIn",))
    assert graph.view(focus="Docker Series C (2014)", depth=1).title == "Docker"


def test_as_of_is_bound_in_a_query(graph):
    text = "SELECT ?as_of ?r { ?r a ce:FundingRound ; ce:latest ?day FILTER(?day <= ?as_of) }"
    assert len(graph.query(text, as_of="2014-08")) == 1
    assert len(graph.query(text, as_of="2014")) == 2


@pytest.mark.parametrize(
    "name",
    ["Sequoia Capital", "sequoia capital", "SEQUOIA", "红杉资本", "红杉",
     "id:organization/sequoia-capital"],
)  # fmt: skip
def test_a_thing_is_found_in_any_language_by_any_alias_in_any_case(graph, name):
    assert graph.find(name).endswith("/organization/sequoia-capital")


def test_a_name_that_two_things_share_means_the_organization(graph):
    assert graph.find("Docker").endswith("/organization/docker")


def test_a_graph_that_was_built_anew_is_not_asked_in_the_place_of_the_old_one(tmp_path, built):
    shutil.copytree(built.output / "store", tmp_path / "old")
    (tmp_path / "store").symlink_to("old")
    graph = kg.open(tmp_path)
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert graph.query(count, timeout=20)[0].n == graph.query(count)[0].n
    shutil.rmtree(tmp_path / "old")
    with pytest.raises(QueryError, match="built anew since it was opened; open it again"):
        graph.query(count, timeout=20)


def test_of_things_that_share_a_name_the_one_is_meant_of_which_most_is_told():
    turtle = """
        id:organization/apex a ce:Company ; rdfs:label "Apex"@en .
        id:organization/apex-2 a ce:Company ; rdfs:label "Apex"@en .
        id:organization/zenith a ce:Company ; rdfs:label "Zenith"@en ; skos:altLabel "Apex" .
        id:organization/acme ce:investedIn id:organization/apex-2, id:organization/zenith .
        id:organization/bolt ce:investedIn id:organization/zenith .
    """.replace("id:organization/", "id:organization\\/")
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    graph = kg.Graph(Store.memory(ox.parse(prefixes + turtle, format=ox.RdfFormat.TRIG)))
    found = [iri.rpartition("/")[2] for iri in graph.meanings("Apex")]
    # Whose name it is, before whom it is also called.
    assert found == ["apex-2", "apex", "zenith"]


@pytest.mark.parametrize("name", ["Docker Inc", "docker inc.", "DOCKER,INC."])
def test_spaces_and_punctuation_do_not_matter(graph, name):
    assert graph.find(name) == graph.find("Docker, Inc.")


def test_a_near_miss_gets_a_suggestion(graph):
    with pytest.raises(NotFoundError, match="did you mean Sequoia Capital"):
        graph.find("Sequoia Captial")


def test_search_ranks_the_very_name_first(graph):
    first, *others = graph.search("docker hub")
    assert (first.label, first.score) == ("Docker Hub", 100)
    assert "Docker Hub Registry" in [match.label for match in others]
    assert graph.search("zzzzqqqq") == []


def test_an_entity_shows_relations_in_both_directions_with_evidence(graph):
    docker = graph.entity("Docker")
    sentences = [told["sentence"] for told in docker.relations]
    assert any(s.startswith("Sequoia Capital invested in Docker") for s in sentences)
    assert any(s.startswith("Docker develops Docker Hub") for s in sentences)
    assert all(told["evidence"] for told in docker.relations)
    text = str(docker)
    assert "press/docker-series-c P1 P10 P12" in text
    assert "Docker Series C (2014): 40 million USD, led by Sequoia Capital, with Benchmark" in text
    assert text.index("2014-01 ") < text.index("2014-09-16 ")
    assert "<td" in docker._repr_html_()


def test_an_entity_as_of_a_day_leaves_out_what_was_impossible(graph):
    docker = graph.entity("Docker", as_of="2014-08")
    early = [told["sentence"] for told in docker.relations]
    assert not [told for told in early if "Series C" in told or "Coughran board" in told]
    on_the_day = graph.entity("Docker", as_of="2014-09-16").relations
    [seat] = [told for told in on_the_day if "Bill Coughran board member" in told["sentence"]]
    assert seat["certain"] is False
    gilt = [told for told in on_the_day if told["sentence"].startswith("Gilt Groupe customer")]
    assert [told["certain"] for told in gilt] == [True]
    [name] = [line for line in docker.lines() if "called 码头工人" in line]
    assert "[possible]" in str(docker)
    assert name.startswith("  called")


def test_a_path_tells_each_hop_with_relation_and_evidence(graph):
    [chain] = graph.path("Gilt Groupe", "Sequoia Capital")
    assert [told["relation"] for told in chain] == ["customerOf", "investedIn"]
    assert all(told["evidence"] for told in chain)
    with pytest.raises(NotFoundError, match="nothing connects"):
        graph.path("The Register", "Docker")


def test_the_network_has_typed_dated_sourced_edges(graph):
    network = graph.network()
    assert isinstance(network, nx.MultiDiGraph)
    between = network[graph.find("Michael Bryzek")][graph.find("Gilt")]
    assert {data["relation"] for data in between.values()} == {"employedBy", "founderOf"}
    for _, _, data in network.edges(data=True):
        assert data["sources"]
        assert graph.tell(data)["sentence"]


def test_a_copy_in_memory_answers_the_same(graph):
    copy = graph.in_memory()
    assert repr(copy) == "<Graph at :memory:>"
    assert sorted(map(tuple, copy.run("relations"))) == sorted(map(tuple, graph.run("relations")))
    assert copy.entity("Docker").relations == graph.entity("Docker").relations


def test_rdflib_reads_the_same_store(graph):
    dataset = graph.to_rdflib()
    text = "SELECT ?x WHERE { ?x a ce:Person }"
    assert {str(row.x) for row in dataset.query(text)} == {row.x for row in graph.query(text)}


def test_a_view_can_be_narrowed(graph, tmp_path):
    view = graph.view(focus="Bill Coughran", depth=1)
    assert {"Sequoia Capital", "Docker", "Google"} <= {
        data["label"] for _, data in view.network.nodes(data=True)
    }
    invested = graph.view(relations=("investedIn",)).network
    assert {data["relation"] for _, _, data in invested.edges(data=True)} == {"investedIn"}
    page = view.save(tmp_path / "view.html").read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert "<iframe" in view._repr_html_()


def test_an_empty_graph_and_a_missing_one():
    assert len(kg.open(":memory:").query("SELECT * { ?s ?p ?o }")) == 0
    with pytest.raises(StoreError, match="run: kg build"):
        kg.open("nowhere")
    with pytest.raises(StoreError, match="cannot be opened yet"):
        kg.open("http://127.0.0.1:9/sparql")


def test_the_public_face_is_small():
    assert len(kg.__all__) < 20


@pytest.mark.parametrize(
    ("misuse", "message"),
    [
        (lambda graph: graph.entity("Docker", as_of=2014), "a day must be text or a datetime.date"),
        (lambda graph: graph.query(5), "a query must be text, not 5"),
        (lambda graph: graph.find(None), "a name must be text, not None"),
        (lambda graph: graph.search(5), "a name must be text, not 5"),
        (lambda graph: graph.run(5), "a query's name must be text, not 5"),
        (lambda graph: graph.run("board", name="x"), "has no parameter 'name'"),
        (lambda graph: graph.query("SELECT ?x {}", x=[1]), r"\[1\] is no value that a query can"),
        (lambda graph: graph.query("SELECT ?x {}", **{"a b": 1}), "variable name is invalid"),
        (lambda graph: graph.query("SELECT ?x {}", x="\ud800"), "is no value that a query can use"),
        (lambda graph: graph.entity("id:a b"), "nothing is called 'id:a b'"),
        (lambda graph: graph.view(depth=-1), "depth must be a number of steps, not -1"),
        (lambda graph: graph.view(relations=5), "relations must be"),
        (lambda graph: graph.view(focus=""), "nothing is called ''"),
        (lambda graph: graph.query("SELECT * {}", timeout=0), "a time limit must be a number"),
        (lambda graph: graph.query("SELECT * {}", timeout="1"), "a time limit must be a number"),
        (lambda graph: graph.query("SELECT * {}").serialize("xls"), "no format 'xls'; write csv"),
        (lambda graph: export(graph, "xls", io.BytesIO()), "no format 'xls'; write ttl"),
        (lambda graph: graph.query("\udcff"), "query: holds bytes that are no UTF-8 text"),
        (lambda graph: graph.run("names-in-year", thing="Docker", year="1_0"), "is no integer"),
        (lambda _: kg.open(5), "a location must be text or a path, not 5"),
    ],
)
def test_misuse_is_told_in_one_line(graph, misuse, message):
    with pytest.raises(kg.KgError, match=message):
        misuse(graph)


def test_days_and_numbers_bind_as_what_they_are(graph):
    text = "SELECT ?x (DATATYPE(?x) AS ?type) {}"
    for value, type_ in (
        (dt.datetime(2014, 9, 16, 12, tzinfo=dt.UTC), "dateTime"), (dt.date(2014, 9, 16), "date"),
        (Decimal("1.5"), "decimal"), (True, "boolean"), (3, "integer"),
    ):  # fmt: skip
        assert graph.query(text, x=value)[0].type.endswith("#" + type_)
    assert graph.network(dt.datetime(2014, 9, 16, 12, tzinfo=dt.UTC)).number_of_nodes()


def test_a_row_knows_its_columns_and_its_length(graph):
    [row] = graph.query("SELECT (1 AS ?one) ?unbound {}")
    assert (row["one"], row[0], row[-1], row["unbound"]) == (1, 1, None, None)
    with pytest.raises(KeyError, match="no column 'two'; there are one, unbound"):
        row["two"]
    with pytest.raises(IndexError):
        row[2]


def test_any_variable_can_be_bound_whatever_its_name(graph):
    assert graph.query("SELECT ?text {}", text="x")[0].text == "x"


def test_a_variable_is_bound_whether_it_is_selected_or_not(graph):
    docker = graph.entity("Docker")
    selected = graph.query("SELECT ?who ?c { ?who ce:investedIn ?c } ORDER BY ?who", c=docker)
    hidden = graph.query("SELECT ?who { ?who ce:investedIn ?c } ORDER BY ?who", c=docker)
    assert [row.who for row in selected] == [row.who for row in hidden] != []
    counted = "SELECT (COUNT(*) AS ?n) { { SELECT ?who { ?who ce:investedIn ?c } } }"
    assert graph.query(counted, c=docker.iri)[0].n == len(hidden)
    assert graph.query(counted, c=graph.find("Sequoia"))[0].n == 0
    with pytest.raises(QueryError, match=r"the query has no variable \?company"):
        graph.query("SELECT ?who { ?who ce:investedIn ?c } # ?company", company=docker)
    with pytest.raises(QueryError, match=r"the query computes \?n, to which"):
        graph.query("SELECT ?who { BIND(2 AS ?n) ?who ?p ?o }", n=1)


def test_a_moment_asks_for_its_day(graph):
    noon = dt.datetime(2014, 9, 16, 12, tzinfo=dt.UTC)
    day = graph.run("board-as-of", company="Docker", as_of="2014-09-16")
    assert len(graph.run("board-as-of", company="Docker", as_of=noon)) == len(day) > 0


def test_one_relation_needs_no_tuple(graph):
    one = graph.view(relations="investedIn").network
    many = graph.view(relations=("investedIn",)).network
    assert one.number_of_edges() == many.number_of_edges() > 6


def lines_of_thing(graph, name: str) -> list[str]:
    return str(graph.entity(name)).splitlines()


def test_a_statement_at_an_event_is_told_once_and_whole(graph):
    [deal] = [line for line in lines_of_thing(graph, "VMware") if "acquired Heptio" in line]
    assert "[disputed] VMware acquired Heptio (for 420 million USD" in deal
    assert ", at VMworld Europe 2018  [" in deal
    told = "\n".join(lines_of_thing(graph, "VMware"))
    assert told.count("claimed amount 550,000,000 USD") == 1
    [line] = [line for line in lines_of_thing(graph, "New Relic") if "customer of" in line]
    assert "New Relic customer of Docker (Docker platform), at DockerCon 2014" in line
    assert any("New Relic" in line for line in lines_of_thing(graph, "DockerCon 2014"))


def test_a_round_tells_what_is_to_know_of_each_investment_in_it(graph):
    lines = lines_of_thing(graph, "Docker")
    start = next(i for i, line in enumerate(lines) if "Docker Series C (2014): 40 million" in line)
    below = [line.strip() for line in lines[start + 1 : start + 6]]
    assert "Sequoia Capital: [disputed]" in below
    assert any(line.startswith("Sequoia Capital: claimed contribution") for line in below)
    assert any(line.endswith("named among existing investors who took part") for line in below)
    # Where the investment is stated and the round is not.
    assert "press/docker-series-c P1 P10 P12 P3 P11" in lines[start]


def test_what_is_told_together_is_the_same_but_for_who_it_is(graph):
    lines = lines_of_thing(graph, "Docker")
    [together] = [line for line in lines if "has customer BBC" in line]
    assert (
        "has customer BBC, Goldman Sachs, ING (Docker platform)  [press/docker-series-d "
        in together
    )
    # Other sources vouch for the one than for the other.
    assert any("Yandex" in line for line in lines)
    assert not any("Yandex" in line and "Yelp" in line for line in lines)


def test_an_identifier_is_found_as_reasons_and_queries_write_it(graph):
    docker = graph.find("Docker")
    for name in ("organization/docker", "id:organization/docker", f"<{docker}>", docker):
        assert graph.find(name) == docker
    with pytest.raises(NotFoundError, match=r"did you mean Docker"):
        graph.find("dockr, incc")
