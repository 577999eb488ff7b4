"""Each named query answers its question, the same on both engines."""

import json
from pathlib import Path

import pytest
import rdflib
from running import unmeasured

import kg
from kg.errors import NotFoundError, QueryError
from kg.queries import named_queries, read_query
from kg.results import cell_text, python_value

DATA = Path(__file__).parent / "data"
OF_THE_SHEETS = json.loads((DATA / "named-queries.json").read_text(encoding="utf-8"))
ACROSS_SOURCES = json.loads((DATA / "ecosystem-queries.json").read_text(encoding="utf-8"))
EXPECTED = OF_THE_SHEETS | ACROSS_SOURCES
# Paths of any two steps: rdflib takes a quarter of a minute.
SLOW_IN_RDFLIB = {"connections"}


@pytest.fixture
def asked(name: str, request: pytest.FixtureRequest) -> kg.Built:
    """The build whose rows are expected: the curated sheets, or those with the data sets."""
    built: kg.Built = request.getfixturevalue("ecosystem" if name in ACROSS_SOURCES else "built")
    return built


@pytest.fixture(scope="module")
def datasets() -> dict[Path, rdflib.Dataset]:
    """The whole graph of a build in rdflib's own memory, where rdflib's own engine answers."""
    return {}


@pytest.fixture
def dataset(asked: kg.Built, datasets: dict[Path, rdflib.Dataset]) -> rdflib.Dataset:
    quads = asked.output / "graph.nq"
    if quads not in datasets:
        with unmeasured():
            text = quads.read_text(encoding="utf-8")
            datasets[quads] = rdflib.Dataset().parse(data=text, format="nquads")
    return datasets[quads]


def shown(columns, row, hidden):
    return " | ".join(
        cell_text(value) for name, value in zip(columns, row, strict=True) if name not in hidden
    )


def test_each_has_expected_rows():
    assert EXPECTED.keys() == named_queries().keys()


def test_each_asks_in_both_languages():
    for query in named_queries().values():
        assert query.question.endswith("?"), query.name
        assert query.question_zh.endswith("？"), query.name


@pytest.mark.parametrize("name", EXPECTED)
def test_a_named_query_gives_the_expected_rows(asked, name):
    hidden = {p.name for p in named_queries()[name].parameters}
    rows = asked.graph.run(name, **EXPECTED[name]["parameters"])
    assert [shown(rows.columns, row, hidden) for row in rows] == EXPECTED[name]["rows"]


@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize("name", sorted(EXPECTED.keys() - SLOW_IN_RDFLIB))
def test_rdflib_gives_the_same_rows(asked, dataset, name):
    query = named_queries()[name]
    terms = query.bind(EXPECTED[name]["parameters"], asked.graph.find)
    bound = {key: rdflib.util.from_n3(str(term)) for key, term in terms.items()}
    answer = dataset.query(query.text, initBindings=bound)
    hidden = {p.name for p in query.parameters}
    columns = [str(variable) for variable in answer.vars]
    rows = []
    for row in answer:
        values = [rdflib_value(term) for term in row]
        rows.append(shown(columns, values, hidden))
    assert sorted(rows) == sorted(EXPECTED[name]["rows"])


@pytest.mark.parametrize("day", ["2012-01-01", "2014-09-16", "2018-08-06", "2030-01-01"])
def test_what_is_asked_as_of_a_day_agrees_with_the_network_of_that_day(ecosystem, day):
    graph = ecosystem.graph
    docker, cncf = graph.find("Docker"), graph.find("CNCF")
    edges = list(graph.network(day).edges(data=True))
    seats = {
        (start, told["certain"])
        for start, end, told in edges
        if (told["kind"], end) == ("BoardSeat", docker) and told["relation"] == "boardMemberOf"
    }
    asked = graph.run("board-as-of", company="Docker", as_of=day)
    assert {(row.person, row.certain) for row in asked} == seats
    hosted = [
        (graph.tell(told)["details"]["level"], start, told["certain"])
        for start, end, told in edges
        if (told["kind"], end) == ("Maturity", cncf)
    ]
    assert {
        (row.level, row.projects, row.certain) for row in graph.run("levels-as-of", as_of=day)
    } == {
        (
            level,
            len({start for one, start, _ in hosted if one == level}),
            len({start for one, start, certain in hosted if one == level and certain}),
        )
        for level, _, _ in hosted
    }


def rdflib_value(term):
    import pyoxigraph as ox

    if isinstance(term, rdflib.Literal):
        kind = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return python_value(ox.Literal(str(term), datatype=kind))
    return None if term is None else str(term)


def test_a_parameter_is_a_term_and_never_text_of_the_query(graph):
    with pytest.raises(NotFoundError):
        graph.run("founders", organization='x> } ; DROP ALL #"')


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("founder", {}, "did you mean founders?"),
        ("founders", {}, "needs the parameter organization"),
        ("founders", {"firm": "x"}, "has no parameter 'firm'"),
        ("founders", dict.fromkeys("hgfedcba"), "has no parameter 'a'"),
        ("board-as-of", {"company": "Docker", "as_of": "soon"}, "'soon' is no date"),
        ("names-in-year", {"thing": "Docker", "year": "x"}, "'x' is no integer"),
    ],
)
def test_a_wrong_call_says_what_to_do(graph, name, values, message):
    with pytest.raises(QueryError, match=message):
        graph.run(name, **values)


def test_a_query_file_without_a_question_is_refused(tmp_path):
    path = tmp_path / "mute.rq"
    path.write_text("SELECT * { ?s ?p ?o }")
    with pytest.raises(QueryError, match="# question"):
        read_query(path)


def test_before_the_announcement_the_seat_was_impossible_and_on_its_day_only_possible(graph):
    day_before = graph.run("board-as-of", company="Docker", as_of="2014-09-15")
    assert "Bill Coughran" not in [row.name for row in day_before]
    on_the_day = graph.run("board-as-of", company="Docker", as_of="2014-09-16")
    assert ("Bill Coughran", False) in [(row.name, row.certain) for row in on_the_day]
