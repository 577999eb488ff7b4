"""The graph in a notebook: magics, completion, rich display, data frames."""

import datetime as dt
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import nbclient
import nbformat
import networkx as nx
import pyoxigraph as ox
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import kg
from kg.errors import QueryError
from kg.graph import Graph
from kg.network import brokers
from kg.store import Store
from kg.terms import CE, ID

HOSTILE = "<img src=x onerror=alert(1)>[x](javascript:alert(1))`$a$`|\x1b[2J"


@pytest.fixture(scope="module")
def shell(graph):
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    # A kernel has no terminal, and the history's database would be the user's own.
    shell.history_manager.enabled = False
    shell.run_line_magic("colors", "nocolor")
    shell.run_line_magic("load_ext", "kg")
    shell.push({"graph": graph, "sequoia": graph.entity("Sequoia")})
    yield shell
    shell.history_manager.end_session()
    InteractiveShell.clear_instance()


def ask(shell, cell):
    """Run a cell; return its value."""
    with capture_output():
        done = shell.run_cell(cell)
    done.raise_error()
    return done.result


def told(shell, cell):
    """Run a cell that fails; return what the user reads."""
    with capture_output() as seen:
        done = shell.run_cell(cell)
    assert not done.success
    return seen.stdout + seen.stderr


# --- asking


def test_a_line_asks_a_query_and_a_cell_asks_a_longer_one(shell):
    line = ask(shell, '%sparql SELECT ?x { ?x rdfs:label "Docker"@en ; a ce:Company }')
    cell = ask(shell, '%%sparql\nSELECT ?x {\n  ?x rdfs:label "Docker"@en ;\n     a ce:Company\n}')
    assert [row.x for row in line] == [row.x for row in cell] == [f"{ID}organization/docker"]


def test_a_question_that_has_a_name_takes_parameters(shell):
    asked = ask(shell, '%sparql co-investors investor="Sequoia Capital"')
    by_thing = ask(shell, "%sparql co-investors investor=$sequoia")
    assert "Greylock Partners" in [row.name for row in asked]
    assert list(asked) == list(by_thing)


def test_the_answer_goes_into_a_variable(shell):
    assert ask(shell, "%sparql -o found co-investors investor=$sequoia") is None
    assert len(shell.user_ns["found"]) > 10
    assigned = ask(shell, "x = %sparql co-investors investor=$sequoia\nx")
    assert list(assigned) == list(shell.user_ns["found"])


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?c { $sequoia ce:investedIn ?c }",
        "SELECT ?sequoia ?c { $sequoia ce:investedIn ?c }",
        "SELECT (COUNT(*) AS ?n) { $sequoia ce:investedIn ?c }",
        "SELECT ?c { { SELECT ?c { $sequoia ce:investedIn ?c } } }",
        "SELECT ?c ?sequoia { { SELECT ?c { $sequoia ce:investedIn ?c } } }",
        "SELECT ?c { ?c a ce:Company FILTER EXISTS { $sequoia ce:investedIn ?c } }",
        "SELECT (EXISTS { $sequoia ?p ?o } AS ?known) ?c { $sequoia ce:investedIn ?c } # {",
        "SELECT ?c { ?c a ce:Company . ?who ce:investedIn ?c FILTER(?who = $sequoia) }",
        "CONSTRUCT { ?c a ce:Funded } WHERE { $sequoia ce:investedIn ?c }",
        "CONSTRUCT { ?c a ce:Funded } WHERE { { SELECT ?c { $sequoia ce:investedIn ?c } } }",
    ],
)
def test_a_python_variable_is_bound_wherever_it_stands(shell, query):
    assert len(ask(shell, f"%sparql {query}")) == 1


def test_python_values_become_terms_never_text(shell):
    shell.push({
        "name": 'Docker" } . ?s ?p ?o . { "', "n": 3, "day": dt.date(2014, 9, 16),
        "sum_": Decimal("1.5"), "yes": True,
    })  # fmt: skip
    text = "%sparql SELECT ({} AS ?value) (DATATYPE({}) AS ?type) {{}}"
    for variable, type_ in (
        ("name", "string"), ("n", "integer"), ("day", "date"), ("sum_", "decimal"),
        ("yes", "boolean"),
    ):  # fmt: skip
        [row] = ask(shell, text.format(*["$" + variable] * 2))
        assert (row.value, row.type.rpartition("#")[2]) == (shell.user_ns[variable], type_)


def test_what_a_result_names_can_be_asked_about(shell):
    ask(shell, "%sparql -o found co-investors investor=$sequoia")
    ask(shell, "other = found.to_pandas().other[0]")
    assert ask(shell, "%sparql ASK { $other ce:investedIn ?company }") is True


def test_braces_and_dollars_reach_the_query_as_written(shell):
    shell.push({"x": 1})
    [row] = ask(shell, '%sparql SELECT ("{x} $x" AS ?text) {}')
    assert row.text == "{x} $x"


def test_each_form_of_question_has_its_answer(shell):
    assert ask(shell, "%sparql ASK { $sequoia a ce:Person }") is False
    described = ask(shell, "%sparql DESCRIBE $sequoia")
    assert "Sequoia Capital @en" in described._repr_html_()
    assert described.to_turtle().startswith("@prefix")
    drawn = ask(shell, "%sparql --format network CONSTRUCT WHERE { ?a ce:investedIn ?b }")
    edges = drawn.network.edges(data=True)
    assert any(data["evidence"] and data["relation"] == "investedIn" for *_, data in edges)
    data = ask(shell, "%sparql --format json SELECT ?c { $sequoia ce:investedIn ?c }").data
    assert data["results"]["bindings"][0]["c"]["value"] == f"{ID}organization/docker"


def test_rows_become_a_network(shell):
    drawn = ask(shell, "%sparql --format network co-investors investor=$sequoia").network
    labels = {data["label"] for _, data in drawn.nodes(data=True)}
    assert {"Sequoia Capital", "Benchmark"} <= labels
    assert "no network" in told(shell, "%sparql --format network ASK {}")


def test_a_day_reaches_the_query(shell):
    named = ask(shell, "%sparql board-as-of company=Docker --as-of 2014-09-16")
    assert {row.as_of for row in named} == {dt.date(2014, 9, 16)}
    text = "SELECT ?r { ?r a ce:FundingRound ; ce:latest ?day FILTER(?day <= ?as_of) }"
    assert len(ask(shell, f"%sparql --as-of 2014 {text}")) == 2
    shell.push({"then": dt.date(2014, 8, 1)})
    assert len(ask(shell, f"%sparql --as-of $then {text}")) == 1


def test_rows_are_cut_and_it_is_said(shell):
    with capture_output() as seen:
        done = shell.run_cell("%sparql --limit 3 SELECT ?x { ?x a ce:Company }")
    assert "Only the first 3 rows were read; there are more" in seen.stderr
    assert done.result.cut
    assert "the first 3 rows; there are more" in done.result._repr_html_()
    whole = ask(shell, "%sparql --limit 0 SELECT ?x { ?x a ce:Company }")
    assert len(whole) > 50
    assert not whole.cut
    exact = ask(shell, f"%sparql --limit {len(whole)} SELECT ?x {{ ?x a ce:Company }}")
    assert not exact.cut
    assert ask(shell, "%sparql --limit 2 DESCRIBE $sequoia").cut


def test_limited_rows_come_as_they_are_through_the_other_process(shell, graph):
    text = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
    limited = ask(shell, f"%sparql --limit 300 {text}")
    assert list(limited) == list(graph.query(f"{text} LIMIT 300"))
    assert ask(shell, '%sparql SELECT ("a"@en AS ?x) ("b" AS ?y) ?z {}').to_json() == (
        {"head": {"vars": ["x", "y", "z"]}, "results": {"bindings": [
            {"x": {"type": "literal", "value": "a", "xml:lang": "en"},
             "y": {"type": "literal", "value": "b"}}]}}
    )  # fmt: skip


def test_an_empty_answer_tells_what_the_graph_does_not_have(shell):
    with capture_output() as seen:
        shell.run_cell("%sparql SELECT * { ?a ce:investdIn ?b }").raise_error()
    assert seen.stderr == "the ontology has no term ce:investdIn; did you mean ce:investedIn?\n"


def test_another_graph_is_asked_by_variable_or_location(shell, built, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = built.output / "store"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert ask(shell, f'%sparql --store "{folder}" {count}')[0].n > 1000
    shell.push({"empty": kg.open(":memory:")})
    assert ask(shell, f"%sparql --store empty {count}")[0].n == 0
    assert "run: kg build" in told(shell, f"%sparql --store nowhere {count}")
    kept = shell.user_ns.pop("graph")
    assert "output/store: there is no graph here; run: kg build" in told(shell, f"%sparql {count}")
    shell.push({"graph": kept})


# --- what goes wrong


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("%%sparql\nSELECT ?x {\n  ?x ce:investedIn\n}", "line 3, column 1: '}' is not expected"),
        ("%%sparql\nSELECT ?x { ?x nope:a ?y }", "the prefix 'nope:' is not declared"),
        ("%%sparql\nSELECT ?x { ?x ?y $nobody }", "line 1, column 19: there is no Python variable"),
        ("%%sparql\nSELECT ?x { ?x ?y $graph }", "is no value that a query can use"),
        ("%%sparql\nDELETE WHERE { ?s ?p ?o }", "the graph is read-only"),
        ("%%sparql --as-of 2014\nSELECT ?x { ?x ?y ?z }", "the query has no variable ?as_of"),
        ("%sparql co-investor investor=x", "did you mean co-investors?"),
        ("%sparql ../../x", "there is no query"),
        ("%sparql co-investors", "co-investors: needs the parameter investor"),
        ("%sparql co-investors investor=Sequioa", "did you mean Sequoia Capital"),
        ("%sparql co-investors Sequoia", "'Sequoia' is no parameter; write key=value"),
        ("%sparql co-investors investor=a investor=b", "is given twice"),
        ("%sparql co-investors investor=$nobody", "there is no Python variable 'nobody'"),
        ("%sparql --timeout 0.01 SELECT * { ?a ?b ?c . ?d ?e ?f }", "the time limit of 0.01 s"),
        ("%sparql", "no question was given"),
        ("%%sparql board\nASK {}", "ask one at a time"),
        ('%sparql co-investors investor="Sequoia', "a quotation mark is missing"),
        ("%sparql --limit many ASK {}", "invalid int value: 'many'"),
        ("%sparql --limit -1 ASK {}", "cannot be less than 0"),
        ("%sparql -o a.b ASK {}", "is no name of a variable"),
        ("%sparql --format xls ASK {}", "invalid choice: 'xls'"),
        ("graph.entity('Sequia')", "nothing is called 'Sequia'; did you mean Sequoia Capital?"),
        ("1 + len(graph.query('SELECT'))", "query, line 1"),
        ("import kg; kg.open('\\x1b[2J')", "␛[2J: there is no graph here; run: kg build"),
    ],
)
def test_an_error_is_a_line_without_a_traceback(shell, cell, message):
    text = told(shell, cell)
    assert message in text
    assert "Traceback" not in text
    assert ".py" not in text


def test_a_caret_points_at_what_is_wrong(shell):
    lines = told(shell, "%%sparql\nSELECT ?x {\n  ?x ce:investedIn }").splitlines()
    at = next(n for n, line in enumerate(lines) if line.strip() == "^")
    assert lines[at - 1][lines[at].index("^")] == "}"


# --- completion


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("%sparql co-", "co-investors"),
        ("x = %sparql co-", "co-investors"),
        ("%sparql co-investors ", "investor="),
        ("%sparql board-as-of company=Docker a", "as_of="),
        ("%sparql co-investors investor=$seq", "investor=$sequoia"),
        ("%sparql --as", "--as-of"),
        ("%%sparql --format n", "network"),
        ("%%sparql\nSELECT ?x { ?x ce:inv", "ce:investedIn"),
        ("%sparql SELECT ?x { ?x ce:inv", "ce:investedIn"),
        ("%%sparql\nSELECT ?x { ?x a ce:Comp", "ce:Company"),
        ("%%sparql\nSELECT ?x { ?x sk", "skos:"),
        ("%%sparql\nSELECT ?company { ?c", "?company"),
        ("%%sparql\nASK { $seq", "$sequoia"),
    ],
)
def test_completion(shell, written, expected):
    with provisionalcompleter():
        found = [
            written[: one.start] + one.text
            for one in shell.Completer.completions(written, len(written))
        ]
    word = written[: max(written.rfind(sign) for sign in " \n{") + 1]
    assert word + expected in found


def test_completion_offers_classes_after_a_and_nothing_in_python(shell):
    def completions(written):
        with provisionalcompleter():
            return [one.text for one in shell.Completer.completions(written, len(written))]

    assert "ce:investedIn" not in completions("%%sparql\nSELECT ?x { ?x a ce:")
    assert "ce:" not in completions("# %%sparql\nce")
    shell.run_line_magic("reload_ext", "kg")
    assert completions("%sparql co-inv") == ["co-investors"]


# --- display


@pytest.fixture(scope="module")
def hostile():
    """A graph in which everything that has a name is called something hostile."""
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    things = [ox.NamedNode(f"{ID}organization/{name}") for name in "ab"]
    quads = [
        ox.Quad(one, predicate, value, ox.DefaultGraph())
        for one in things
        for predicate, value in (
            (ox.NamedNode(rdf), ox.NamedNode(f"{CE}Company")),
            (label, ox.Literal(HOSTILE, language="en")),
            (ox.NamedNode(f"{CE}homepage"), ox.NamedNode("javascript:alert(1)")),
        )
    ]
    invested_in = ox.NamedNode(f"{CE}investedIn")
    quads.append(ox.Quad(things[0], invested_in, things[1], ox.DefaultGraph()))
    return Graph(Store.memory(quads))


def displayed(graph):
    yield graph
    yield graph.query("SELECT ?s ?name { ?s rdfs:label ?name }")
    yield graph.construct("CONSTRUCT WHERE { ?s ?p ?o }")
    yield graph.entity("id:organization/a")
    yield graph.draw(graph.construct("CONSTRUCT WHERE { ?s ce:investedIn ?o }").to_networkx())


def test_hostile_labels_are_only_text(hostile):
    from kg.chains import Chains
    from kg.conflicts import Conflict, Conflicts
    from kg.network.analysis import Analysis, Basis
    from kg.report import Line, Place, ProjectReport, Section

    evidence = {"source": HOSTILE, "url": "javascript:alert(1)", "short": HOSTILE,
                "place": HOSTILE, "published": HOSTILE, "said_by": [HOSTILE]}  # fmt: skip
    step = {"sentence": HOSTILE, "disputed": True, "former": False, "inferred": [], "claims": [],
            "certain": True, "hedge": HOSTILE, "evidence": [evidence]}  # fmt: skip
    basis = Basis(HOSTILE, "", 1, ((HOSTILE, 1),), "", "", 0, 0, (HOSTILE,))
    place = Place(HOSTILE, HOSTILE, "javascript:alert(1)")
    made = (
        Chains([[step]]), Conflicts([Conflict("value", "x", HOSTILE)]),
        Analysis(HOSTILE, (HOSTILE,), ((HOSTILE,),), basis, (HOSTILE,)),
        ProjectReport("id:x", HOSTILE, (Section(HOSTILE, (Line(HOSTILE, (place,)),)),)),
    )  # fmt: skip
    for shown in (*displayed(hostile), *made):
        name = type(shown).__name__
        page, text = shown._repr_html_(), shown._repr_markdown_()
        assert "<img" not in page, name
        assert 'href="javascript' not in page, name
        assert "<img" not in text, name
        assert "[x](" not in text.replace("\\[x\\](", ""), name
        assert "\x1b" not in page + text + repr(shown), name


def test_everything_shows_itself_as_text_html_and_markdown(graph, shell):
    for shown in (
        *displayed(graph_of_docker(graph)), graph.path("Gilt", "Sequoia"), graph.conflicts(),
        graph.view(focus="Bill Coughran", depth=1), graph.report("Kubernetes"),
        brokers(graph.project("co-investors")),
    ):  # fmt: skip
        bundle, _ = shell.display_formatter.format(shown)
        assert {"text/plain", "text/html", "text/markdown"} <= bundle.keys(), type(shown)
        assert bundle["text/plain"] == repr(shown)
        assert len(bundle["text/plain"].splitlines()) < 150


def graph_of_docker(graph):
    class Renamed(Graph):
        def entity(self, _):
            return super().entity("Docker")

    return Renamed(graph.store)


def test_chains_and_conflicts_and_triples_are_still_lists(graph):
    for shown in (
        graph.path("Gilt", "Sequoia"), graph.conflicts(), graph.construct("DESCRIBE ce:investedIn"),
    ):  # fmt: skip
        assert isinstance(shown, list)
        assert shown[:1] == list(shown)[:1]
    [[first, _]] = graph.path("Gilt", "Sequoia")
    assert first["relation"] == "customerOf"


def test_evidence_is_a_link_to_its_page(graph):
    page = graph.path("Gilt", "Sequoia")._repr_html_()
    assert '<a href="https://devops.com/docker-closes-c-round-40m/" target="_blank"' in page
    assert "paragraph 5, characters 249–278" in page


def test_a_view_runs_its_scripts_apart_from_the_notebook(graph):
    page = graph.view(focus="Bill Coughran", depth=1)._repr_html_()
    assert page.startswith('<iframe srcdoc="&lt;!DOCTYPE html&gt;')
    assert "allow-scripts" in page
    assert "allow-same-origin" not in page


def test_a_long_result_shows_a_part(graph):
    result = graph.query("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 500")
    assert result._repr_html_().count("<tr>") == 201
    assert "500 rows, 200 of them shown" in result._repr_html_()
    assert len(repr(result).splitlines()) == 23


# --- data frames and networks

TYPED = """SELECT * { VALUES (?i ?b ?d ?m ?f ?t ?iri) {
    (1 true "2014-09-16"^^xsd:date 1.50 1e0 "a" ce:Company)
    (UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF) } }"""


def test_pandas_knows_the_types(graph):
    frame = graph.query(TYPED).to_pandas(labels=True)
    assert {name: str(type_) for name, type_ in frame.dtypes.items()} == {
        "i": "Int64", "b": "boolean", "d": "datetime64[s]", "m": "object", "f": "float64",
        "t": "str", "iri": "str", "iri_label": "str",
    }  # fmt: skip
    assert frame.m[0] == Decimal("1.50")
    assert frame.iri_label[0] == "company"
    assert frame.isna().loc[1].all()


def test_polars_knows_the_types(graph):
    pl = pytest.importorskip("polars")
    frame = graph.query(TYPED).to_polars(labels=True)
    assert dict(frame.schema) == {
        "i": pl.Int64, "b": pl.Boolean, "d": pl.Date, "m": pl.Decimal(38, 1), "f": pl.Float64,
        "t": pl.String, "iri": pl.String, "iri_label": pl.String,
    }  # fmt: skip
    assert frame.row(1) == (None,) * 8


@pytest.mark.parametrize("to", ["to_pandas", "to_polars"])
def test_columns_without_one_type_or_without_values(graph, to):
    mixed = "SELECT * { VALUES (?x ?y ?z) { (1 1 1) (1.5 'a' 99999999999999999999) } }"
    frame = getattr(graph.query(mixed), to)()
    assert list(frame["x"]) == [1, Decimal("1.5")]
    assert [str(one) for one in frame["y"]] == ["1", "a"]
    assert [str(one) for one in frame["z"]] == ["1", "99999999999999999999"]
    empty = getattr(graph.query("SELECT ?x ?y { ?x a ce:Nothing }"), to)(labels=True)
    assert (list(empty.columns), len(empty)) == (["x", "y"], 0)


def test_numbers_of_pandas_and_numpy_can_be_asked_with(graph):
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"n": [1], "b": [True], "day": [pd.Timestamp("2014-09-16")]})
    for name, type_ in (("n", "integer"), ("b", "boolean"), ("day", "dateTime")):
        [row] = graph.query("SELECT (DATATYPE(?x) AS ?type) {}", x=frame[name][0])
        assert row.type.endswith("#" + type_)


def test_rows_become_a_networkx_graph(graph):
    rows = graph.run("co-investors", investor="Sequoia")
    network = rows.to_networkx(subject="investor", object="other")
    assert isinstance(network, nx.MultiDiGraph)
    assert network.number_of_edges() == len(rows)
    assert network.nodes[graph.find("Benchmark")]["label"] == "Benchmark"
    _, _, data = next(iter(network.edges(data=True)))
    assert set(data) == {"name", "round"}
    spo = graph.query("SELECT ?o ?p ?s { ?s ?p ?o . ?s ce:investedIn ?o }").to_networkx()
    assert ("ce:investedIn") in {key for *_, key in spo.edges(keys=True)}
    assert spo.has_edge(graph.find("Sequoia"), graph.find("Docker"))
    with pytest.raises(QueryError, match="no two columns hold things"):
        graph.query("SELECT (1 AS ?x) ?y { ?y a ce:Person }").to_networkx()
    with pytest.raises(QueryError, match="no column 'to'; there are investor, other"):
        rows.to_networkx(object="to")


def test_triples_become_a_networkx_graph(graph):
    docker = graph.entity("Docker")
    network = graph.construct("DESCRIBE $x", x=docker).to_networkx()
    assert network.nodes[docker.iri]["label"] == "Docker"
    assert "ce:develops" in {key for *_, key in network.out_edges(docker.iri, keys=True)}
    assert isinstance(network.nodes[docker.iri]["skos:altLabel"], list)


# --- a kernel, and the cost of it


# The kernel's own libraries leave sockets for the garbage collector to close.
@pytest.mark.filterwarnings("ignore")
def test_a_kernel_answers_and_tells_errors_in_a_line(built, tmp_path, monkeypatch):
    root = str(Path(kg.__file__).parents[1])
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]))
    cells = [
        "%load_ext kg",
        f"%sparql --store {built.output}/store co-investors investor=Sequoia",
        f"%%sparql --store {built.output}/store\nSELECT ?x {{ ?x ce:investedIn }}",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(
        notebook, timeout=60, allow_errors=True, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    _, answered, failed = notebook.cells
    assert "Greylock Partners" in answered.outputs[0].data["text/html"]
    [error] = failed.outputs
    assert error.output_type == "error"
    assert [line.strip() for line in error.traceback] == [
        "query, line 1, column 30: '}' is not expected here",
        "SELECT ?x { ?x ce:investedIn }",
        "^",
    ]


@pytest.mark.parametrize(
    ("module", "unneeded"),
    [
        ("kg", {"IPython", "pandas", "polars", "networkx", "rdflib", "pyoxigraph"}),
        # A thing is shown, and a path found, without what only measures reckon with.
        ("kg.network", {"IPython", "pandas", "polars", "numpy", "scipy", "rdflib"}),
    ],
)
def test_importing_loads_nothing_that_is_not_needed(module, unneeded):
    code = f"import sys, {module}; print(*sorted({{n.partition('.')[0] for n in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(Path(kg.__file__).parents[1])},
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert not loaded & unneeded


def test_json_results_are_json(graph):
    result = graph.query("SELECT ?x ?l { ?x rdfs:label ?l } ORDER BY ?x ?l LIMIT 5")
    again = graph.query("SELECT ?x ?l { ?x rdfs:label ?l } ORDER BY ?x ?l LIMIT 5")
    assert result.to_json() == json.loads(again.serialize("json"))
