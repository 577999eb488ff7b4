"""`kg network` as a user runs it."""

import csv
import io
import json

import pytest

from kg.cli import main
from kg.commands import network as command
from kg.network import PROJECTIONS


@pytest.fixture
def run(built, capsysbinary):
    def ran(*arguments: str, code: int = 0) -> tuple[str, str]:
        assert main(["network", *arguments, "--store", str(built.output / "store")]) == code
        done = capsysbinary.readouterr()
        return done.out.decode(), done.err.decode()

    return ran


def test_the_command_knows_every_projection():
    assert tuple(PROJECTIONS) == command.PROJECTIONS


@pytest.mark.parametrize("name", ["central", "brokers", "communities", "core", "mixing"])
def test_each_measure_prints_a_table_and_says_what_went_in(run, name):
    out, err = run(name, "--projection", "co-investors", "--as-of", "2015")
    assert len(out.splitlines()) > 2
    assert "of co-investors as of 2015-12-31" in err
    assert "(investedIn " in err


def test_growth_chains_and_prediction(run):
    out, _ = run("growth", "--format", "csv")
    years = {row["year"]: row for row in csv.DictReader(io.StringIO(out))}
    assert int(years["2015"]["relations"]) > int(years["2013"]["relations"]) > 0
    out, err = run("chains", "Gilt Groupe", "Sequoia Capital")
    assert "Gilt Groupe customer of Docker" in out
    assert "chain 1 costs" in err
    _, err = run("predict", "--since", "2030", code=1)
    assert err == (
        "no investments since 2030-01-01 to reckon with; "
        "give another day, or load more investments\n"
    )


def test_formats_and_limits(run):
    out, _ = run("core", "--limit", "3", "--format", "json")
    told = json.loads(out)
    assert len(told["rows"]) == 3
    assert told["basis"]["what"] == "things"
    assert len(json.loads(run("core", "--limit", "0", "--format", "json")[0])["rows"]) > 100
    assert run("core", "--limit", "1", "--format", "markdown")[0].startswith("## Cores\n\n| thing")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("brokers", "--as-of", "soon"), "write for example 2014"),
        (("brokers", "--projection", "co-investors", "--as-of", "2014/.."), "has no last day"),
        (("predict", "--since", "../2014"), "has no first day"),
        (("chains", "Docker", "Sequia"), "did you mean Sequoia Capital"),
        (("chains", "Docker", "The Register"), "nothing connects"),
    ],
)
def test_a_fault_is_one_clear_line(run, arguments, message):
    out, err = run(*arguments, code=1)
    assert out == ""
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [(), ("brokers", "--limit", "-1"), ("brokers", "--projection", "x")]
)
def test_wrong_usage_is_exit_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["network", *arguments])
    assert ended.value.code == 2
    assert "usage: kg network" in capsys.readouterr().err


@pytest.mark.parametrize("measure", command._MEASURES, ids=lambda measure: measure[0])
def test_the_example_of_each_measure_runs(run, measure):
    name, _, _, example = measure
    out, _ = run(name, *example.split())
    assert out


def test_the_help_shows_an_example(capsys):
    with pytest.raises(SystemExit):
        main(["network", "brokers", "--help"])
    assert "example: kg network brokers --projection co-maintainers" in capsys.readouterr().out
