"""The command as a user runs it, with its output and exit code."""

import contextlib
import json
import os
import re
import subprocess
import sys
import termios

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from running import ROOT, process

import kg


@pytest.fixture
def ask(built: kg.Built, run):
    def asked(*arguments: str, code: int = 0) -> str:
        done = run(*arguments, "--store", str(built.output / "store"))
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout if code == 0 else done.stderr

    return asked


def test_build_ends_by_saying_what_was_made_and_what_to_do_next(run, tmp_path):
    done = run("build", "--output", str(tmp_path / "output"))
    assert done.returncode == 0
    assert re.search(r"holds \d+ things and \d+ statements", done.stdout)
    assert f"kg show Docker --store {tmp_path}/output/store\n" in done.stdout
    assert "validating" in done.stderr


def test_a_table_goes_to_standard_output(ask):
    out = ask("query", "founders", "organization=Gilt")
    assert "Michael Bryzek" in out


@pytest.mark.parametrize("format_", ["csv", "tsv", "json", "xml", "markdown", "table"])
def test_rows_come_in_every_format(ask, format_):
    out = ask("query", "-q", "SELECT ?n { ?p a ce:Person ; rdfs:label ?n }", "--format", format_)
    assert "Bill Coughran" in out
    if format_ == "json":
        assert len(json.loads(out)["results"]["bindings"]) > 50


def test_triples_come_as_turtle(ask):
    out = ask("query", "-q", "CONSTRUCT { ?p a ce:Person } WHERE { ?p a ce:Person }")
    assert len(rdflib.Graph().parse(data=out, format="turtle")) > 50


def test_a_question_of_yes_or_no_is_answered_so(ask):
    assert ask("query", "-q", "ASK { ?p a ce:Person }") == "yes\n"


def test_a_query_can_stand_in_a_file(ask, tmp_path):
    file = tmp_path / "mine.rq"
    file.write_text("SELECT ?as_of (COUNT(*) AS ?n) { ?s a ce:Person } GROUP BY ?as_of")
    assert "2014-12-31" in ask("query", str(file), "--as-of", "2014")


def test_show_tells_relations_with_dates_and_sources(ask):
    out = ask("show", "红杉资本")
    assert out.startswith("Sequoia Capital (InvestmentFirm)")
    assert "2014-09-16" in out
    assert "press/docker-series-c" in out


def in_terminal(width: int, *arguments: str) -> str:
    """Return what the command writes to a terminal of a width."""
    ours, its = os.openpty()
    termios.tcsetwinsize(its, (24, width))
    command = [sys.executable, "-m", "kg.cli", *arguments]
    process = subprocess.Popen(command, stdout=its, stderr=subprocess.DEVNULL, cwd=ROOT)
    os.close(its)
    written = b""
    with contextlib.suppress(OSError):  # which is how a terminal says that all has been read
        while part := os.read(ours, 65536):
            written += part
    os.close(ours)
    assert process.wait() == 0
    return written.decode()


def test_a_table_fits_a_terminal_and_is_whole_in_a_pipe():
    shown, piped = (
        text.splitlines() for text in (in_terminal(100, "sources"), process("sources").stdout)
    )
    assert max(map(len, shown)) <= 100 < max(map(len, piped))
    names = [line.split()[0] for line in piped]
    assert len(piped) == len(set(names))
    assert [line.split()[0] for line in shown if line[0] != " "] == names


def test_search_path_conflicts_queries_validate(ask, run):
    assert "id:organization/sequoia-capital" in ask("search", "sequoia")
    assert "2 steps" in ask("path", "Gilt Groupe", "Sequoia Capital")
    assert "is stated and not taken, because the sum is the whole round's" in ask("conflicts")
    assert ask("validate") == "every shape holds\n"
    assert "Who took part in a funding round, and who led it?" in run("queries").stdout


@pytest.mark.parametrize("format_", ["ttl", "nq", "jsonld", "graphml", "gexf", "csv"])
def test_each_export_opens_again(ask, format_, tmp_path):
    file = tmp_path / f"graph.{format_}"
    ask("export", "--format", format_, "-o", str(file))
    match format_:
        case "ttl":
            assert len(rdflib.Graph().parse(data=file.read_text("utf-8"), format="turtle")) > 1000
        case "jsonld":
            assert len(list(ox.parse(path=file, format=ox.RdfFormat.JSON_LD))) > 1000
        case "graphml":
            assert nx.read_graphml(file, force_multigraph=True).number_of_edges() > 300
        case "gexf":
            assert nx.read_gexf(file).number_of_nodes() > 30
        case "csv":
            assert len(file.read_text("utf-8").splitlines()) > 300
        case _:
            assert file.read_bytes().count(b"\n") > 4000


def test_an_export_that_fails_leaves_the_last_one_as_it_was(ask, tmp_path, monkeypatch):
    file = tmp_path / "graph.parquet"
    file.write_bytes(b"the last one")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert "pyarrow" in ask("export", "--format", "parquet", "-o", str(file), code=1)
    assert file.read_bytes() == b"the last one"


def test_view_writes_the_one_file_that_it_was_asked_for(ask, tmp_path):
    file = tmp_path / "view.html"
    ask("view", "--focus", "Docker", "--depth", "1", "-o", str(file))
    assert [path.name for path in tmp_path.iterdir()] == ["view.html"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "Sequia"), "; did you mean Sequoia Capital?\n"),
        (("query", "-q", "SELECT ?x WHERE {"), "query, line 1, column 18"),
        (("query", "-q", "SELECT ?x { ?x foo:bar ?y }"), "the prefix 'foo:' is not declared"),
        (("query", "boards"), "did you mean board?\n"),
        (("query", "foo"), "there is no query 'foo'; list them: kg queries\n"),
        (("show", "asdf qwer"), "nothing is called 'asdf qwer'; look for it: kg search TEXT\n"),
        (("path", "Docker", "docker"), "'Docker' and 'docker' are one thing, so nothing lies"),
        (("network", "chains", "Docker", "docker"), "are one thing"),
        (("search", "qqqqqqqq"), "nothing is called like"),
        (("show", "Docker", "--as-of", "soon"), "write for example 2014"),
        (("show", "Docker", "--as-of", "2014/.."), "has no last day"),
        (("view", "-o", "/nowhere/at/all.html"), "no such folder to write it into"),
        (("view", "--relation", "likes"), "there are acquired, atEvent"),
        (("view", "--document", "nowhere.md"), "nowhere.md: cannot be read (No such file"),
        (("view", "--document", __file__), "is not the text of any source of this graph"),
        (("view", "--document", sys.executable), "is not UTF-8 text"),
        (("query", "-q", "ASK {}", "--as-of", "2014"), "as_of"),
    ],
)
def test_a_fault_is_one_clear_line_and_exit_1(ask, arguments, message):
    assert message in ask(*arguments, code=1)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("-q", "SELECT * { ?a ce:investdIn ?b }"),
         "the ontology has no term ce:investdIn; did you mean ce:investedIn?"),
        (("-q", "CONSTRUCT WHERE { ?a a ce:Spaceship }"),
         "the ontology has no term ce:Spaceship\n"),
        (("-q", "SELECT * { ?a a ce:Compnay }"),
         "the ontology has no term ce:Compnay; did you mean ce:Company?"),
        (("-q", "SELECT * { ?a ce:ceo 'ce:nobody' } # ce:else"),
         "the ontology has no term ce:ceo"),
        (("-q", "SELECT * { ?a ce:investedIn ce:Person }"), ""),
        (("-q", "SELECT * { ?a a ce:Competition ; ce:affiliation 'x' }"),
         "the graph states nothing of ce:Competition; build it with a source that does; kg sou"),
        (("most-concentrated", "level=gradated"),
         "nothing has the level 'gradated'; did you mean graduated?"),
        (("most-concentrated", "level=foo"),
         "nothing has the level 'foo'; there are End User "),
        *((("-q", "SELECT * { ?a ce:investdIn ?b }", "--format", format_),
           "the ontology has no term ce:investdIn; did you mean ce:investedIn?")
          for format_ in ("csv", "tsv", "json", "xml")),
        (("-q", "SELECT * { ?a a ce:Project }", "--format", "csv"), ""),
        (("-q", "ASK { ?a ce:investdIn ?b }"), "the ontology has no term ce:investdIn"),
        (("-q", "SELECT * { id:software\\/envoi ?p ?o }"),
         "the graph has no id:software/envoi; did you mean envoy?"),
        (("-q", "SELECT * { <https://w3id.org/container-ecosystem/id/xyz> ?p ?o }"),
         "the graph has no id:xyz; look for it: kg search TEXT"),
        (("-q", "PREFIX x: <https://schema.org/> SELECT * { ?a a x:Prson, foaf:Person }"),
         "the graph states nothing of schema:Prson"),
        (("-q", "SELECT * { ?a ce:date 'x' FILTER(xsd:date(?a) > 1) }"), ""),
    ],
)  # fmt: skip
def test_an_empty_answer_tells_what_the_graph_does_not_have(ecosystem, arguments, reason):
    done = process("query", *arguments, "--store", str(ecosystem.output / "store"))
    assert done.returncode == 0
    told = done.stderr.removeprefix("0 rows\n")
    assert told.startswith(reason)
    assert told.count("\n") == bool(reason)


def test_a_missing_graph_says_how_to_make_one():
    done = process("show", "Docker", "--store", "nowhere")
    assert done.returncode == 1
    assert done.stderr == "nowhere: there is no graph here; run: kg build\n"


def test_an_empty_graph_says_that_it_is_empty(run):
    done = run("show", "Docker", "--store", ":memory:")
    assert done.returncode == 1
    assert done.stderr == (
        "the graph :memory: is empty, it has no 'Docker'; open one that kg build made\n"
    )


def test_a_broken_sheet_is_told_and_wrong_usage_is_exit_2(run, tmp_path):
    sheet = tmp_path / "broken.yaml"
    sheet.write_text("sauce: {}\n")
    done = run("build", "--source", f"facts={sheet}", "--output", str(tmp_path / "o"))
    assert done.returncode == 1
    assert "broken.yaml, line 1" in done.stderr
    assert not (tmp_path / "o").exists()
    assert process("dance").returncode == 2
    assert run("view", "--depth", "-1").returncode == 2
    nowhere_near = run("view", "--depth", "1")
    assert nowhere_near.returncode == 2
    assert nowhere_near.stderr.endswith("name it with --focus\n")
    assert nowhere_near.stderr.count("\n") == 1


def test_help_of_each_command_has_an_example(run):
    names = re.search(r"\{(.*?)\}|COMMAND", run("--help").stdout)
    assert names
    for name in ("build", "query", "queries", "show", "search", "path", "conflicts", "validate",
                 "export", "view"):  # fmt: skip
        assert "example: kg " + name in run(name, "--help").stdout


def test_a_name_that_may_mean_another_thing_is_told_with_it(built, run):
    store = ("--store", str(built.output / "store"))
    told = run("show", "Docker", *store).stderr
    assert told == "Docker may also mean Docker platform (id:software/docker-platform)\n"
    told = run("timeline", "Docker Series C (2014)", *store).stderr
    assert told == "Docker Series C (2014) is told of Docker\n"


def test_a_view_tells_what_it_shows_and_what_the_name_means(built, run, tmp_path):
    there = ("--store", str(built.output / "store"), "-o", str(tmp_path / "view.html"))
    view = run("view", "--focus", "Docker Series C (2014)", "--depth", "0", *there)
    assert view.stderr == "Docker Series C (2014) is told of Docker\n"
    assert view.stdout.endswith("view.html  (Docker: 1 thing, 0 relations)\n")
    view = run("view", "--focus", "Docker", "--depth", "1", "--as-of", "2010", *there)
    assert "Docker may also mean" in view.stderr
    assert "of them not certain)\n" in view.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--relation", "investsIn"), "no relation 'investsIn' is drawn; did you mean investedIn?"),
        (("--focus", "Baidu", "--depth", "0", "--relation", "ce:uses"), "there are none at all"),
        (("-o", "/nowhere/x.html"), "there is no such folder to write it into"),
        (("-o", "/"), "is a folder; name a file with -o"),
    ],
)
def test_a_view_that_cannot_be_drawn_says_why(ask, arguments, message):
    assert message in ask("view", *arguments, code=1)


@pytest.mark.parametrize("command", ["show", "timeline", "search"])
def test_a_name_of_several_words_needs_no_quotes(ask, command):
    assert ask(command, "Sequoia", "Capital") == ask(command, "Sequoia Capital")
