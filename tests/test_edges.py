"""The edges of the command: what ends it, what it refuses, where its output goes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.errors import QueryError
from kg.terms import CE, ID, PREFIXES

ROOT = Path(kg.__file__).parents[1]
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?l) }"


def start(*arguments: str, shell: str = "", **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kg.cli", *arguments]
    if shell:
        command = ["sh", "-c", f'"$@" {shell}', "sh", *command]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        cwd=ROOT, env={**os.environ, **environment}, preexec_fn=interruptible,
    )  # fmt: skip


def interruptible() -> None:
    """Take Ctrl-C in a process, though the tests may run in the background of a shell."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def done(process: subprocess.Popen[str], seconds: float = 20) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=seconds)
    assert "Traceback" not in err
    return process.returncode, out, err


@pytest.fixture(scope="module")
def store(built: kg.Built) -> str:
    return str(built.output / "store")


def child(process: subprocess.Popen[str]) -> str:
    """Wait for the process that asks, give it a moment to begin, and return its number."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    end = time.monotonic() + 20
    while not (number := listed.read_text().strip()) and time.monotonic() < end:
        time.sleep(0.02)
    assert number
    time.sleep(0.3)
    return number


def test_a_query_ends_when_its_time_is_over(store):
    began = time.monotonic()
    code, out, err = done(start("query", "-q", ENDLESS, "--timeout", "0.5", "--store", store))
    assert (code, out) == (1, "")
    assert err == (
        "query: the time limit of 0.5 s passed; "
        "allow more with --timeout SECONDS, or ask for less\n"
    )
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_running_query_ends_at_once_and_leaves_nothing_behind(store, sent, code):
    process = start("query", "-q", ENDLESS, "--timeout", "0", "--store", store)
    worker = child(process)
    began = time.monotonic()
    process.send_signal(sent)
    ended, out, err = done(process)
    assert time.monotonic() - began < 1
    assert (ended, out) == (code, "")
    assert err == ("interrupted; the last graph is as it was\n" if code == 130 else "")
    assert not Path(f"/proc/{worker}").exists()


def test_ctrl_c_in_a_terminal_reaches_both_processes_and_is_told_once(store):
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "query", "-q", ENDLESS, "--store", store],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True,
        preexec_fn=interruptible,
    )  # fmt: skip
    child(process)
    os.killpg(process.pid, signal.SIGINT)
    assert done(process) == (130, "", "interrupted; the last graph is as it was\n")


def test_python_sets_a_time_limit_too(built):
    graph = built.graph
    with pytest.raises(QueryError, match=r"the time limit of 0.5 s passed; allow more with timeo"):
        graph.query(ENDLESS, timeout=0.5)
    text = "SELECT ?as_of ?n { ?p a ce:Person ; rdfs:label ?n } ORDER BY ?n"
    assert list(graph.query(text, timeout=20)) == list(graph.query(text))
    bound = {"as_of": "2014", "n": "Bill Coughran"}
    text = "SELECT ?as_of ?n { ?s a ce:Person } LIMIT 1"
    assert list(graph.query(text, timeout=20, **bound)) == list(graph.query(text, **bound))
    # Longer than any clock counts.
    assert graph.ask("ASK { ?p a ce:Person }", timeout=1e300)
    text = "CONSTRUCT { ?p rdfs:label ?n } WHERE { ?p a ce:Person ; rdfs:label ?n }"
    assert set(graph.construct(text, timeout=20)) == set(graph.construct(text))
    with pytest.raises(QueryError, match="query, line 1, column 18"):
        graph.query("SELECT ?x WHERE {", timeout=20)
    with pytest.raises(QueryError, match="needs a graph on disk"):
        kg.open(":memory:").query("SELECT * {}", timeout=1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("query",), "no question was given"),
        (("query", "ASK { ?s ?p ?o }"), "write it after -q: kg query -q 'SELECT ...'"),
        (("query", "board", "Docker"), "write key=value"),
        (("query", "board", "=Docker"), "write key=value"),
        (("query", "board", "company=Docker", "company=Gilt"), "'company' is given twice"),
        (("query", "board", "-q", "ASK {}"), "two questions"),
        (("query", "ontology/queries/board.rq", "company=Docker"), "takes no parameters"),
        (("query", "board-as-of", "company=Docker", "as_of=2014", "--as-of", "2014"), "twice"),
        (("query", "board", "company=Docker", "--timeout", "-1"), "--timeout"),
        (("query", "board", "company=Docker", "--timeout", "inf"), "--timeout"),
        (("show", "Docker", "--store", ""), "argument --store: invalid"),
        (("build", "--output", ""), "argument --output: invalid"),
        (
            ("build", "--source", "cncf=x"),
            "there is no source 'cncf'; did you mean cncf-landscape?",
        ),
        (("build", "--source", "facts="), "'facts=' names no source; write NAME=PATH"),
    ],
)
def test_wrong_usage_is_exit_2(arguments, message):
    code, out, err = done(start(*arguments))
    assert (code, out) == (2, "")
    assert message in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("query", "board", "company=Docker", "name=x"), "board: has no parameter 'name'"),
        (("query", "-q", "ASK {}", "--format", "csv"), "yes or no cannot be written as csv"),
        (("show", "id:a b"), "nothing is called 'id:a b'"),
        (("query", "board", "company=id:a b"), "nothing is called 'id:a b'"),
        (("query", "latest-metric", "subject=Docker", "metric=a\x1bb"), "'a\\x1bb'"),
        (("query", "gone.rq"), "gone.rq: cannot be read (No such file or directory)"),
        (("query", sys.executable), "is not UTF-8 text"),
    ],
)
def test_a_fault_is_one_line_and_exit_1(store, arguments, message):
    code, out, err = done(start(*arguments, "--store", store))
    assert (code, out) == (1, "")
    assert message in err
    assert err.count("\n") == 1


def test_the_folder_that_a_build_made_is_its_store(built, store):
    folders = (str(built.output), store)
    one, other = (done(start("show", "Heptio", "--store", folder)) for folder in folders)
    assert one == other
    assert one[0] == 0


@pytest.mark.parametrize("format_", ["json", "xml"])
def test_yes_or_no_comes_in_the_formats_that_hold_it(store, format_):
    _, out, _ = done(start("query", "-q", "ASK {}", "--format", format_, "--store", store))
    assert json.loads(out)["boolean"] is True if format_ == "json" else ">true<" in out


@pytest.mark.parametrize("arguments", [("query", "founders", "organization=Gilt"), ("queries",),
                                       ("export", "--format", "csv")])  # fmt: skip
def test_output_that_cannot_be_written_is_one_line(store, arguments):
    arguments += () if arguments == ("queries",) else ("--store", store)
    code, out, err = done(start(*arguments, shell=">/dev/full"))
    assert (code, out) == (1, "")
    assert err == "standard output: cannot be used (No space left on device)\n"
    assert done(start(*arguments, shell=">&-")) == (1, "", "standard output: is closed\n")


@pytest.mark.parametrize("environment", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}])
def test_a_terminal_without_unicode_gets_what_it_can_show(store, environment):
    code, out, _ = done(start("show", "红杉", "--store", store, **environment))
    assert code == 0
    assert out.startswith("Sequoia Capital (InvestmentFirm)")
    text = "SELECT ?n { ?s rdfs:label ?n FILTER(?n = '红杉资本'@zh) }"
    _, out, _ = done(start("query", "-q", text, "--format", "csv", "--store", store, **environment))
    assert "红杉资本" in out


def test_data_cannot_command_the_terminal(store):
    text = "SELECT ('a\\u001B[2J\\u202Eb\\u009Bc\\u007F' AS ?x) {}"
    code, out, _ = done(start("query", "-q", text, "--store", store))
    assert code == 0
    assert "a␛[2J\ufffdb\ufffdc␡" in out
    _, out, _ = done(start("query", "-q", text, "--format", "csv", "--store", store))
    assert "a\x1b[2J\u202eb\x9bc\x7f" in out
    _, _, err = done(start("show", "a\x1b[2J", "--store", store))
    assert "\x1b" not in err


def test_a_name_cannot_command_the_terminal_or_write_markdown(tmp_path):
    thing = ox.NamedNode(f"{ID}organization/a")
    said = ((f"{PREFIXES['rdf']}type", ox.NamedNode(f"{CE}Company")),
            (f"{PREFIXES['rdfs']}label", ox.Literal("\x1b[2J<b>Acme</b>")))  # fmt: skip
    quads = [ox.Quad(thing, ox.NamedNode(name), value) for name, value in said]
    ox.Store(str(tmp_path)).extend(quads)
    asked = ("timeline", "id:organization/a", "--format", "markdown", "--store", str(tmp_path))
    code, out, _ = done(start(*asked))
    assert code == 0
    assert out.startswith("# ␛\\[2J&lt;b&gt;Acme&lt;/b&gt;\n")


def test_without_standard_error_nothing_is_said_in_the_result(store):
    code, out, _ = done(start("query", "-q", "SELECT ?x {}", "--store", store, shell="2>&-"))
    assert (code, "row" in out) == (0, False)
