"""A build is all or nothing, and the same facts give the same bytes."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import filelock
import pytest

import kg
from kg.errors import InputError, InvalidGraphError, StoreError
from kg.pipeline import ARTEFACTS, build_in_memory
from kg.sources import Given

BROKEN = "source: {key: press/x, type: Article}\n"


def bytes_of(output: Path) -> dict[str, bytes]:
    return {name: (output / name).read_bytes() for name in ARTEFACTS if name != "store"}


def test_a_build_leaves_everything_that_it_promises(built):
    for name in ARTEFACTS:
        assert (built.output / name).exists(), name
    report = (built.output / "report.md").read_text(encoding="utf-8")
    rounds = built.graph.query("SELECT ?round { ?round a ce:FundingRound }")
    assert f"| FundingRound | {len(rounds)} |" in report
    assert "a contribution of 40 million USD in press/docker-series-c" in report
    assert "insight-ventures is organization/insight-venture-partners" in report


def test_two_builds_are_the_same_bytes(built, tmp_path):
    again = kg.build(output=tmp_path / "again")
    assert bytes_of(again.output) == bytes_of(built.output)


def test_the_quads_are_in_canonical_order(built):
    lines = (built.output / "graph.nq").read_bytes().splitlines()
    assert lines == sorted(set(lines))


@pytest.fixture
def good(built, tmp_path) -> kg.Built:
    """A build that may be built over."""
    shutil.copytree(built.output, tmp_path / "output", symlinks=True)
    return replace(built, output=tmp_path / "output")


def test_a_failed_build_leaves_the_last_good_graph(good, tmp_path):
    before = bytes_of(good.output)
    broken = tmp_path / "broken.yaml"
    broken.write_text(BROKEN)
    with pytest.raises(InputError):
        kg.build([broken], tmp_path / "output")
    assert bytes_of(good.output) == before
    assert good.graph.entity("Docker").label == "Docker"


@pytest.mark.usefixtures("unmeasured")
def test_a_killed_build_leaves_the_last_good_graph(good):
    output = good.output
    before = bytes_of(output)
    for after in (0.3, 0.5, 0.7, 0.9):
        child = subprocess.Popen(
            [sys.executable, "-m", "kg.cli", "build", "--output", str(output)],
            stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            cwd=Path(kg.__file__).parents[1],
        )  # fmt: skip
        time.sleep(after)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        assert bytes_of(output) == before
        assert good.graph.entity("Docker").label == "Docker"
    assert bytes_of(kg.build(output=output).output) == before


def test_only_one_build_writes_at_a_time(tmp_path):
    tmp_path.joinpath("output").mkdir()
    with (
        filelock.FileLock(tmp_path / "output" / ".lock"),
        pytest.raises(StoreError, match="another build is writing here"),
    ):
        kg.build(output=tmp_path / "output")


def test_a_file_of_the_users_is_not_overwritten(tmp_path):
    mine = tmp_path / "report.md"
    mine.write_text("mine")
    with pytest.raises(StoreError, match="is in the way"):
        kg.build(output=tmp_path)
    assert mine.read_text() == "mine"


def test_a_link_of_the_users_is_not_taken_for_the_builds_own(tmp_path):
    (tmp_path / "network.html").symlink_to("elsewhere.html")
    with pytest.raises(StoreError, match=r"network\.html: is in the way"):
        kg.build(output=tmp_path)
    assert (tmp_path / "network.html").readlink() == Path("elsewhere.html")
    assert not (tmp_path / "graph.nq").is_symlink()


@pytest.mark.usefixtures("unmeasured")
def test_a_build_that_is_told_to_end_leaves_nothing_behind(tmp_path):
    output = tmp_path / "output"
    child = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "build", "--output", str(output)],
        stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=Path(kg.__file__).parents[1],
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    while child.poll() is None and not list(output.glob(".builds/build-*/store/CURRENT")):
        time.sleep(0.02)
    child.terminate()
    assert child.wait() == 128 + signal.SIGTERM
    assert not list(output.glob(".builds/build-*"))
    assert [file.name for file in tmp_path.iterdir()] == ["output"]


@pytest.mark.usefixtures("unmeasured")
def test_a_reader_keeps_its_graph_while_a_new_one_is_shown(good):
    reader = good.graph
    text = "SELECT ?x { ?x ce:investedIn ?y }"
    before = len(reader.query(text))
    kg.build(output=good.output)
    assert len(reader.query(text)) == before > 0


def test_a_sheet_of_ones_own_joins_the_graph(tmp_path):
    sheet = tmp_path / "mine.yaml"
    sheet.write_text(
        "source: {key: press/mine, type: Article, title: {en: Mine}, language: en, rank: press, "
        "published: 2015-01-01}\n"
        "things:\n"
        "  organization/example: {type: Company, name: {en: Example Ltd}, evidence: P1 0-7}\n"
        "facts:\n"
        "  - {type: FundingRound, id: funding-round/docker-series-c-2014, name: {en: C}, "
        "company: organization/docker, amount: 41000000, currency: USD, evidence: P1 0-7}\n"
        "  - {type: CustomerRelationship, customer: organization/example, "
        "vendor: organization/docker, evidence: P1 0-7}\n"
    )
    graph, _ = build_in_memory([Given("facts", sheet)])
    assert "Example Ltd" in [row.name for row in graph.run("customers", vendor="Docker")]
    [told] = [str(conflict) for conflict in graph.conflicts() if "press/mine" in str(conflict)]
    assert "the amount is 40 million USD in press/docker-series-c " in told
    assert "but 41 million USD in press/mine" in told
    assert "counts more than press" in told
    [row] = graph.query("SELECT ?a { ?r ce:amount ?a ; ce:date '2014-09-16' ; ce:series 'C' }")
    assert row.a == 40_000_000


def test_a_broken_shape_is_told_with_the_line_that_states_it(tmp_path):
    sheet = tmp_path / "mine.yaml"
    sheet.write_text(
        "source: {key: press/mine, type: Article, title: {en: Mine}, language: en, rank: press}\n"
        "facts:\n"
        "  - {type: FundingRound, id: funding-round/x, name: {en: X}, "
        "company: organization/docker, amount: 41000000, evidence: P1 0-7}\n"
    )
    with pytest.raises(InvalidGraphError) as caught:
        kg.build(str(sheet), tmp_path / "output")
    assert str(caught.value).startswith(f"{sheet}, line 3, id:funding-round/x")


def test_sheets_may_be_named_by_text(tmp_path):
    for sheets in ("gone.yaml", ["gone.yaml"], [Path("gone.yaml")]):
        with pytest.raises(InputError, match=r"gone.yaml: cannot be read"):
            kg.build(sheets, tmp_path / "output")
