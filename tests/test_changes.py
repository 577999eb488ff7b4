"""What changed between two builds, or two versions of a source: all of it, and nothing else."""

import json
from pathlib import Path

import pytest
from running import process

import kg
from kg.changes import Change, Changes
from kg.pipeline import build_in_memory
from kg.sources import Given

VERSIONS = Path(__file__).parent / "data" / "changes"
FILES = {
    "facts": "deals.yaml",
    "cncf-landscape": "landscape.yml",
    "cncf-maintainers": "project-maintainers.csv",
    "kubernetes-community": "sigs.yaml",
    "docker-official-images": "library",
}
DAYS = {"old": "2026-06-01", "new": "2026-07-01"}


def graph_of(version: str, *names: str) -> kg.Graph:
    """Build a version of some of the sources, at a commit and on a day of its own."""
    given = [Given.parse(f"{name}={version_of(version, name)}@1234567@{DAYS[version]}")
             for name in names or FILES]  # fmt: skip
    return build_in_memory(given)[0]


def version_of(version: str, name: str) -> Path:
    return VERSIONS / version / FILES[name]


@pytest.fixture(scope="module")
def versions() -> tuple[kg.Graph, kg.Graph]:
    return graph_of("old"), graph_of("new")


@pytest.fixture(scope="module")
def changes(versions) -> Changes:
    return versions[0].diff(versions[1])


def test_everything_that_was_edited_is_told_with_its_place_and_nothing_else(changes):
    told = {
        "project": [
            ("new", "Arrival (sandbox since 2026-06-01)", "cncf-landscape L23 L28"),
            ("new", "Former", "cncf-landscape L29"),
            ("gone", "Departure (sandbox since 2023-06-01)", "cncf-landscape L24 L29"),
        ],
        "level": [
            (
                "changed",
                "Raised: incubating → graduated (since 2026-05-01)",
                "cncf-landscape L16; cncf-maintainers L2",
            ),
        ],
        "member": [
            (
                "new",
                "Joiner: Cloud Native Computing Foundation, Silver (since 2026-05-01)",
                "cncf-landscape L55",
            ),
            (
                "gone",
                "Leaver: Cloud Native Computing Foundation, Silver (since 2021-05-01)",
                "cncf-landscape L49",
            ),
            (
                "changed",
                "Riser: Cloud Native Computing Foundation: Silver → Gold",
                "cncf-landscape L47",
            ),
        ],
        "maintainer": [
            ("new", "Lea Late: Raised, for Other Works", "cncf-maintainers L4"),
            ("gone", "Eve Early: Raised, for ACME", "cncf-maintainers L6"),
            (
                "changed",
                "Ada Able: ACME → Other Works (Raised, Renamed)",
                "cncf-maintainers L2 L5",
            ),
        ],
        "group": [("new", "SIG Lids (part of Kubernetes)", "kubernetes-community L8")],
        "lead": [
            ("new", "Lea Late: SIG Boxes, chair, for Other Works", "kubernetes-community L7"),
            ("gone", "Eve Early: SIG Boxes, chair, for ACME", "kubernetes-community L7"),
            (
                "changed",
                "Benjamin Best: SIG Boxes: tech lead → chair",
                "kubernetes-community L6",
            ),
        ],
        "image": [
            ("new", "came (1 variant)", "docker-official-images/came L1 L4"),
            ("gone", "went (1 variant)", "docker-official-images/went L1 L4"),
            (
                "changed",
                "stays: variants new 1.1; gone 1.0; changed 0.9",
                "docker-official-images/stays L5 L8",
            ),
        ],
        "funding round": [
            ("new", "Example Series B, 20 million USD (2026-01)", "press/example P4"),
        ],
        "acquisition": [
            (
                "new",
                "Example Ltd acquired Target Ltd, 1.5 billion USD (2026-02-01)",
                "press/example P5",
            ),
        ],
        "name": [
            ("changed", "Ben Best → Benjamin Best", "cncf-maintainers L3"),
            ("changed", "Former → Renamed", "cncf-landscape L17; cncf-maintainers L5"),
        ],
        "value": [
            (
                "changed",
                "Example Series A: amount 5 million USD → 6 million USD",
                "press/example P2",
            ),
            (
                "changed",
                "Moved: homepage https://moved.example/old → https://moved.example/new",
                "cncf-landscape L33",
            ),
        ],
        "customer relationship": [
            ("gone", "Target Ltd customer of Example Ltd", "press/example P3"),
        ],
    }
    assert changes.rows() == [(kind, *row) for kind, rows in told.items() for row in rows]


def test_the_other_way_round_what_came_has_gone(versions, changes):
    back = versions[1].diff(versions[0])
    turned = {"new": "gone", "gone": "new", "changed": "changed"}
    assert {kind: {turned[sort]: n for sort, n in sorts.items()}
            for kind, sorts in back.counts.items()} == changes.counts  # fmt: skip
    assert {one.what for one in back if one.change == "new"} == {
        one.what for one in changes if one.change == "gone"
    }


def test_the_name_of_a_renamed_project_may_be_given_to_another_one(changes):
    """`Former` is renamed by its repository; what is called so now is new."""
    [renamed] = [one for one in changes if one.what == "Former → Renamed"]
    [other] = [one for one in changes if one.what == "Former"]
    assert (other.change, renamed.change) == ("new", "changed")
    assert other.about != renamed.about


def test_a_further_source_that_names_things_otherwise_makes_nothing_go(versions):
    """Beside the landscape a project, or an organization, has another identifier."""
    for names in (("cncf-maintainers",), ("kubernetes-community",)):
        further = graph_of("new", *names).diff(versions[1])
        assert len(further) > 5
        assert not [one.what for one in further if one.change == "gone"], names


def test_what_other_names_make_one_is_no_longer_two_and_not_gone(tmp_path):
    """The first table has a name that only the landscape's form of it leads to."""
    table, landscape = tmp_path / "maintainers.csv", tmp_path / "landscape.yml"
    table.write_text(",Project,Maintainer Name,Company,Github Name\nGraduated,"
                     "TUF (The Update Framework),Ada Able,Works,ada\n")  # fmt: skip
    landscape.write_text(
        "landscape:\n  - name: Runtime\n    subcategories:\n      - name: Security\n"
        "        items:\n          - name: The Update Framework (TUF)\n"
        "            repo_url: https://github.com/theupdateframework/spec\n"
    )
    given = [Given.parse(f"cncf-maintainers={table}"), Given.parse(f"cncf-landscape={landscape}")]
    changes = build_in_memory(given[:1])[0].diff(build_in_memory(given)[0])
    assert "gone" not in {one.change for one in changes}
    assert {one.kind for one in changes} >= {"name", "value"}


def test_a_line_that_moved_and_a_later_day_are_no_change(tmp_path):
    """The maintainers' table of the old version, on another day and three rows further down."""
    first, *rows = version_of("old", "cncf-maintainers").read_text().splitlines()
    moved = tmp_path / "moved.csv"
    moved.write_text("\n".join((first, ",,,,,", ",,,,,", ",,,,,", *rows)) + "\n")
    graph = build_in_memory([Given.parse(f"cncf-maintainers={moved}@7654321@2026-09-01")])[0]
    changes = graph_of("old", "cncf-maintainers").diff(graph)
    assert not changes
    assert changes.summary() == "nothing changed: both say the same"
    assert changes.to_markdown() == "nothing changed: both say the same\n"


def test_a_place_leads_to_the_very_line(changes):
    [member] = [one for one in changes if one.kind == "member" and one.change == "new"]
    [place] = member.places
    assert place.url == "https://github.com/cncf/landscape/blob/1234567/landscape.yml#L55"
    assert VERSIONS.joinpath("new", "landscape.yml").read_text().splitlines()[54].strip() == (
        "joined: '2026-05-01'"
    )


def test_a_claim_that_is_not_taken_is_a_change_too(tmp_path):
    sheet = "source: {{key: press/{}, type: Article, title: {{en: X}}, language: en, rank: {}}}\n"
    fact = ("facts:\n  - {{type: FundingRound, id: funding-round/docker-series-c-2014, "
            "name: {{en: C}}, company: organization/docker, amount: {}, currency: USD, "
            "evidence: P7 0-7}}\n")  # fmt: skip
    graphs = []
    for amount in (41_000_000, 42_000_000):
        path = tmp_path / f"{amount}.yaml"
        path.write_text((sheet + fact).format("rumour", "press", amount))
        graphs.append(build_in_memory([Given("facts", path)])[0])
    [change] = graphs[0].diff(graphs[1])
    assert (change.kind, change.attribute) == ("value", "claimed amount")
    assert (change.before, change.after) == ("41,000,000", "42,000,000")
    assert change.row[3] == "press/rumour P7"


def test_names_of_strangers_can_do_nothing_but_be_read():
    changes = Changes([Change("name", "changed", "id:x", "<b>a</b> | b → c")])
    assert ">&lt;b&gt;a&lt;/b&gt; | b → c</td>" in changes._repr_html_()
    assert "| &lt;b&gt;a&lt;/b&gt; \\| b → c |" in changes.to_markdown()


def of_source(name: str) -> list[str]:
    return [f"{name}={version_of(version, name)}@1234567" for version in ("old", "new")]


def test_the_command_compares_two_versions_of_a_source_in_the_same_order_each_time():
    arguments = ("diff", *of_source("kubernetes-community"))
    first, second = (
        process(*arguments, PYTHONHASHSEED=seed, COVERAGE_PROCESS_CONFIG="") for seed in "12"
    )
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    counts, _, head, *_ = first.stdout.splitlines()
    assert counts == "4 changes: group (1 new), lead (1 new, 1 gone, 1 changed)"
    assert head.split() == ["kind", "change", "what", "source"]


def test_json_tells_counts_changes_and_places(run):
    arguments = of_source("kubernetes-community")
    told = json.loads(run("diff", *arguments, "--format", "json").stdout)
    assert (told["old"], told["new"]) == tuple(arguments)
    assert told["counts"]["lead"] == {"new": 1, "gone": 1, "changed": 1}
    assert told["changes"][0]["places"][0]["line"] == 8


def test_markdown_tells_the_counts_above_a_table(changes):
    lines = changes.to_markdown().splitlines()
    assert lines[0] == changes.summary()
    assert lines[0].startswith("24 changes: project (2 new, 1 gone), level (1 changed)")
    assert [line.split(" | ")[2] for line in lines[4:]] == [one.what for one in changes]


def test_the_command_compares_two_builds_by_store_or_by_folder(built, run, tmp_path):
    deals = version_of("new", "facts")
    new = kg.build(f"facts={deals}", tmp_path / "output", validate=False)
    done = run("diff", str(built.output), str(new.output / "store"), "--format", "json")
    assert done.returncode == 0, done.stderr
    kinds = {one["kind"] for one in json.loads(done.stdout)["changes"]}
    assert kinds == {"acquisition", "document", "funding round"}
    same = run("diff", str(built.output), str(built.output / "store"))
    assert (same.returncode, same.stdout) == (0, "nothing changed: both say the same\n")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("nowhere", "nowhere"), 1, "nowhere: there is no graph here; run: kg build"),
        (("cncf-landscape=a", "nowhere"), 2, "name two builds, or one source twice as NAME=PATH"),
        (("cncf-landscape=a", "cncf-maintainers=b"), 2, "cannot be compared"),
        (("landscape=a", "landscape=b"), 2, "there is no source 'landscape'"),
        (("cncf-landscape=a", "cncf-landscape=b"), 1, "a: cannot be read"),
    ],
)
def test_a_fault_is_one_clear_line(run, arguments, code, message):
    done = run("diff", *arguments)
    assert done.returncode == code
    assert message in done.stderr.splitlines()[-1]
    assert not done.stdout
    assert "Traceback" not in done.stderr
