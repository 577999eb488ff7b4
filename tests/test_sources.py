"""The sources of a build: the registry, what a user names, kg.toml, and records that are dirty."""

import shutil
from pathlib import Path

import pytest
from reading_sources import SMALL
from running import shared

import kg
from kg.config import Config, read_config
from kg.errors import InputError
from kg.pipeline import build_in_memory
from kg.sources import SOURCES, Given, Report
from kg.sources.reader import mention, web_address
from kg.sources.yaml_lines import Record, load
from kg.terms import ID, is_iri

TABLE = SMALL / "project-maintainers.csv"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own to run the command in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> kg.Built:
    """The graph of the small files of all sources, checked against the shapes."""
    given = [
        f"cncf-landscape={SMALL / 'landscape.yml'}@153d699@2026-08-07",
        f"cncf-maintainers={TABLE}@7596c66@2026-08-21",
        f"kubernetes-community={SMALL / 'sigs.yaml'}",
        f"docker-official-images={SMALL / 'library'}",
    ]
    return shared(tmp_path_factory, "made", lambda output: kg.build(given, output))


# --- what a user names --------------------------------------------------------------------------


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_has_a_web_address_with_a_commit_and_without(name):
    for commit in ("", "153d699"):
        address = SOURCES[name].source(Given(name, TABLE, commit)).url
        assert address
        assert is_iri(address)


@pytest.mark.parametrize(
    ("text", "path", "commit", "date"),
    [
        ("cncf-landscape=a/b.yml", "a/b.yml", "", None),
        ("cncf-landscape=a@b.yml@153d699", "a@b.yml", "153d699", None),
        ("cncf-landscape=b.yml@153d699@2026-08-07", "b.yml", "153d699", "2026-08-07"),
        ("cncf-landscape=b.yml@2026", "b.yml", "", "2026"),
    ],
)
def test_a_source_is_named_with_its_path_and_pin(text, path, commit, date):
    given = Given.parse(text)
    assert (given.path, given.commit) == (Path(path), commit)
    assert (str(given.date) if given.date else None) == date


def test_each_source_says_what_it_is():
    assert set(SOURCES) == {
        "facts", "cncf-landscape", "cncf-maintainers", "kubernetes-community",
        "docker-official-images", "wikidata", "investments", "crunchbase", "rdf",
    }  # fmt: skip
    for about in SOURCES.values():
        assert all((about.title, about.publisher, about.licence, about.address, about.gives))


def test_kg_sources_lists_them_with_their_licences(run):
    listed = run("sources").stdout
    for about in SOURCES.values():
        assert about.name in listed
        assert about.licence in listed


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("cncf-landscpe=x.yml", "did you mean cncf-landscape?"),
        ("cncf-landscape", "names no source"),
        ("cncf-landscape=absent.yml", "cannot be read"),
    ],
)
@pytest.mark.usefixtures("here")
def test_what_names_no_source_is_told_in_a_line(run, given, told):
    done = run("build", "--source", given)
    assert done.returncode == (1 if "absent" in given else 2)
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (f"cncf-landscape={SMALL / 'sigs.yaml'}", "lists nothing under 'landscape'"),
        (f"kubernetes-community={SMALL / 'landscape.yml'}", "lists nothing under 'sigs'"),
    ],
)
@pytest.mark.usefixtures("here")
def test_a_file_of_another_source_is_refused(run, given, told):
    done = run("build", "--source", given)
    assert done.returncode == 1
    assert told in done.stderr


ITEMS = "x: &x\n" + "- {item: , name: n}\n" * 400


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ITEMS + "landscape:\n" + "- {category: , items: *x}\n" * 400, "endless or too large"),
        ("landscape: &a [*a]\n", "line 1: its aliases make it endless or too large"),
        ("landscape:\n" + "".join(" " * n + "-\n" for n in range(100)), "is nested too deeply"),
        (f"\nlandscape: !!int {'9' * 5000}\n", "line 2: is not YAML: could not determine"),
        ("landscape: !!bool often\n", "line 1: is not YAML: 'often' is no bool"),
        ("landscape: !!set {a, b}\n", "line 1: is not YAML: could not determine"),
        ("landscape: !!map [a]\n", "line 1: is not YAML: what is marked as a mapping is none"),
        ("\n<<: {? [a] : b}\n", "line 2: is not YAML: a list or mapping is no name of a field"),
        ("\n? [a]\n: b\n", "line 2: is not YAML: a list or mapping is no name of a field"),
    ],
)  # fmt: skip
def test_a_trap_of_yaml_is_told_and_not_walked_into(tmp_path, text, told):
    file = tmp_path / "landscape.yml"
    file.write_text(text)
    with pytest.raises(InputError) as raised:
        load(Given("cncf-landscape", file), "landscape", Report("cncf-landscape"))
    assert told in str(raised.value)
    assert len(str(raised.value)) < 300


def yaml_of(folder: Path, text: str) -> tuple[Record, Report]:
    file, report = folder / "landscape.yml", Report("cncf-landscape")
    file.write_text(text)
    return load(Given("cncf-landscape", file), "landscape", report), report


def test_a_name_in_yaml_is_the_text_that_it_is(tmp_path):
    names = ["1.10", "On", "No", "010", "1:30", "2020-05-01", "0xff", "1e3", "=", "True"]
    items = "".join(f"- name: {name}\n" for name in names)
    root, _ = yaml_of(tmp_path, f"landscape:\n{items}")
    assert [one["name"] for one in root.records("landscape")] == names
    root, _ = yaml_of(tmp_path, "landscape:\n- {a: true, b: false, c: , d: ~, 1.10: e}\n")
    assert root.records("landscape") == [{"a": True, "b": False, "c": None, "d": None, "1.10": "e"}]


def test_a_key_that_a_mapping_has_twice_is_reported_with_its_line(tmp_path):
    root, report = yaml_of(tmp_path, "landscape:\n- name: First\n  name: Second\n")
    assert [str(problem) for problem in report.problems] == [
        "landscape.yml, line 3: a key is given twice, and the last is taken: name"
    ]
    # What a mapping borrows from another it may put in its own way.
    borrowed = "landscape:\n- &one\n  name: First\n- <<: *one\n  name: Second\n"
    root, report = yaml_of(tmp_path, borrowed)
    assert [one["name"] for one in root.records("landscape")] == ["First", "Second"]
    assert not report.problems


def test_fields_that_are_not_known_are_told_in_the_order_of_their_names():
    report = Report("cncf-landscape")
    names = [f"field-{letter}" for letter in "abcdefghij"]
    report.unknown_fields(dict.fromkeys(reversed(names)), {"name"}, "landscape.yml", 1)
    assert list(report.unknown) == names


# --- the graph of all sources -------------------------------------------------------------------


def test_every_source_stands_in_the_graph_and_keeps_the_shapes(made):
    assert made.validated
    level = "SELECT ?start { ?m a ce:Maturity ; ce:level 'graduated' ; ce:start ?start }"
    assert "2019-02-28" in {row.start for row in made.graph.query(level)}
    hosts = "SELECT ?host { ?project rdfs:label 'Boxer'@en ; ce:hostedBy ?host }"
    assert {row.host for row in made.graph.query(hosts)} == {f"{ID}organization/cncf"}
    tagged = "SELECT ?tag { ?v a ce:ImageVariant ; ce:tag ?tag ; ce:architecture 'arm64v8' }"
    assert {row.tag for row in made.graph.query(tagged)} == {"1.2.0", "1.2", "latest"}


def test_a_statement_leads_to_its_line_at_the_pinned_commit(made):
    text = """
        SELECT ?url ?line {
          ?m a ce:Maturity ; ce:start "2018-01-01" ; prov:wasDerivedFrom ?place .
          ?place oa:hasSource/schema:url ?url ; oa:hasSelector/rdf:value ?line
        }"""
    [row] = made.graph.query(text)
    assert f"{row.url}#{row.line}" == (
        "https://github.com/cncf/landscape/blob/153d699/landscape.yml#L17"
    )


def test_categories_are_concepts_of_a_scheme(made):
    text = """
        SELECT ?name {
          ?c a ce:Category ; rdfs:label ?name ; skos:broader ?wide ; skos:inScheme ?scheme .
          ?wide skos:topConceptOf ?scheme
        }"""
    assert "Container Runtime" in {row.name for row in made.graph.query(text)}


def test_a_group_is_part_of_its_project(made):
    names = made.graph.query("SELECT ?n { ?part ce:partOf/rdfs:label 'Boxer'@en ; rdfs:label ?n }")
    assert {row.n for row in names} == {
        "Boxer Gateway", "Boxer Steering Committee", "Sidecrate",
    }  # fmt: skip


def test_a_variant_is_told_as_a_sentence(made):
    text = str(made.graph.entity("id:software/boxer-image"))
    assert "offered as 1.2, 1.2.0, latest for amd64, arm64v8" in text


# --- dirty data ---------------------------------------------------------------------------------


def test_what_was_not_used_is_counted_in_the_report_with_its_places(made):
    report = (made.output / "report.md").read_text(encoding="utf-8")
    assert "## Not used of cncf-maintainers" in report
    assert "| a row has more cells than there are columns | 1 |" in report
    assert "project-maintainers.csv, line 12" in report
    assert "the field 'colour' is not known" in report
    assert "secret@acme.example" not in report


def test_a_source_that_is_given_twice_is_one_and_two_of_one_name_are_told_apart(tmp_path):
    for name in ("table", "other"):
        text = f"company_name,investor_name,funded_when,amount_usd\n{name},Bob,2012-01-01,5\n"
        (tmp_path / f"{name}.csv").write_text(text)
    table, other = (Given("investments", tmp_path / f"{name}.csv") for name in ("table", "other"))
    graph, _ = build_in_memory([table, other, table])
    places = graph.query(
        "SELECT ?place { ?place a ce:Evidence FILTER(CONTAINS(STR(?place), '/investments/')) }"
    )
    found = {row.place.partition("/id/")[2] for row in places}
    assert found == {"evidence/investments/L2", "evidence/investments/other/L2"}


@pytest.mark.parametrize(
    ("names", "kept"),
    [(("华为 Cloud", "阿里云 Cloud"), 2), (("Müller", "Muller"), 1), (("C++", "C"), 2)],
)
def test_names_that_differ_in_letters_are_two_mentions(names, kept):
    assert len({mention("organization", "cncf-maintainers", name) for name in names}) == kept


@pytest.mark.parametrize("address", ["https://a.com/%zz", "https://[bad", "https://a:b:c/x"])
def test_an_address_that_cannot_stand_in_a_graph_is_none(address):
    assert web_address(address) is None


def test_of_many_records_only_the_first_places_are_kept():
    report = Report("x")
    for line in range(1, 101):
        report.skip("a row is empty", "x.csv", line)
    assert report.count == 100
    assert [problem.place for problem in report.problems[:-1]] == [f"line {n}" for n in range(1, 6)]
    assert str(report.problems[-1]) == "x: a row is empty: 95 more"


def test_strict_fails_after_all_have_been_read_and_leaves_the_last_graph(here, built, run):
    shutil.copytree(built.output, here / "output", symlinks=True)
    before = (here / "output" / "graph.nq").read_bytes()
    done = run(
        "build", "--strict", "--source", f"cncf-maintainers={TABLE}",
        "--source", f"kubernetes-community={SMALL / 'sigs.yaml'}",
    )  # fmt: skip
    assert done.returncode == 1
    assert "project-maintainers.csv, line 11: a row names no maintainer" in done.stderr
    assert "sigs.yaml, line 11: a person has no GitHub login: No Login" in done.stderr
    assert (here / "output" / "graph.nq").read_bytes() == before


def test_without_strict_the_rest_is_built(here, run):
    table = here / "project-maintainers.csv"
    head, rest = TABLE.read_text("utf-8").split("\n", 1)
    table.write_text(f"{head},\x1b[2J<b>\n{rest}", "utf-8")
    given = f"cncf-maintainers={table}"
    done = run("build", "--no-validation", "--source", given)
    assert done.returncode == 0, done.stderr
    assert (
        "cncf-maintainers: 4 records not used, or not whole; output/report.md says which"
        in done.stderr
    )
    assert "the shapes were not checked" in done.stdout
    # What the table calls its columns is a stranger's word.
    report = (here / "output" / "report.md").read_text("utf-8")
    assert "\x1b" not in done.stderr + report
    assert "&lt;b&gt;" in report


# --- kg.toml ------------------------------------------------------------------------------------


def test_without_a_file_nothing_is_configured(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read_config() == Config()


def test_paths_count_from_the_file(tmp_path):
    file = tmp_path / "kg.toml"
    file.write_text(
        'output = "built"\nstrict = true\n[sources]\nfacts = ["a.yaml", "b"]\n'
        'cncf-maintainers = {path = "m.csv", commit = "7596c66", date = 2026-08-21}\n'
        'cncf-landscape = "l.yml@153d699"\n'
    )
    config = read_config(file)
    assert (config.output, config.strict) == (tmp_path / "built", True)
    assert [(g.name, g.path, g.commit, str(g.date or "")) for g in config.sources] == [
        ("facts", tmp_path / "a.yaml", "", ""),
        ("facts", tmp_path / "b", "", ""),
        ("cncf-maintainers", tmp_path / "m.csv", "7596c66", "2026-08-21"),
        ("cncf-landscape", tmp_path / "l.yml", "153d699", ""),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("strict = true\noutput = x", ", line 2, column 10: is not TOML (invalid value); write"),
        ("strict = true\nstrict = true", ", at its end: is not TOML (cannot overwrite a value)"),
        ("outptu = 'x'", ": unknown key 'outptu'; did you mean output?"),
        ("colour = 'x'", ": unknown key 'colour'; the keys are output, strict, sources"),
        ("output = 3", "output: must be a path in quotes, not 3; write output ="),
        ("output = ''", "output: must be a path in quotes, not ''"),
        ("[sources]\nfacts = ''", "sources.facts: names no path"),
        ("strict = 'yes'", "strict: must be true or false, not 'yes'; write it without quotes"),
        ("sources = 'x'", "sources: must be a table"),
        ("[sources]\nlandscape = 'x'", "sources.landscape: there is no source 'landscape'"),
        ("[sources]\nfacts = 3", "sources.facts: names no path"),
        ("[sources]\nfacts = {path = 'x', comit = 'y'}", "unknown key 'comit'"),
        ("[sources]\nfacts = {path = 'x', date = 'may'}", "the date 'may' is no EDTF date"),
        ("[sources]\nfacts = {path = 'x', commit = 'x> <y z'}", "facts: 'x> <y z' is no commit"),
        ('[sources]\nfacts = "a\\u0000b"', r"sources.facts: '"),
        ('output = "a\\u0000b"', r"output: must be a path in quotes, not 'a\x00b'"),
        (f"strict = {'1' * 5000}", ": has a number of too many digits, or lists"),
        (f"strict = 0x{'f' * 6000}", ": has a number of too many digits, or lists"),
        (f"strict = {'[' * 5000}{']' * 5000}", ": has a number of too many digits, or lists"),
    ],
)
def test_what_a_configuration_gets_wrong_is_told(tmp_path, text, told):
    file = tmp_path / "kg.toml"
    file.write_text(text)
    with pytest.raises(InputError) as raised:
        read_config(file)
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_was_named_must_be_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_config(tmp_path / "absent.toml")


@pytest.mark.usefixtures("unmeasured")
def test_a_build_reads_the_file_of_its_folder(here, run):
    (here / "kg.toml").write_text(
        f'output = "elsewhere"\n[sources]\ncncf-maintainers = "{TABLE}"\n'
    )
    done = run("build", "--no-validation")
    assert done.returncode == 0, done.stderr
    assert (here / "elsewhere" / "graph.nq").exists()
    asked = run("query", "-q", "ASK { ?p a ce:Person }")
    assert (asked.returncode, asked.stdout) == (0, "yes\n"), asked.stderr
    (here / "kg.toml").write_text("output = elsewhere")
    refused = run("show", "Docker")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert refused.stderr.startswith("kg.toml, line 1, column 10: is not TOML")


@pytest.mark.usefixtures("here", "unmeasured")
def test_a_build_with_fewer_sources_than_the_last_one_says_which_are_gone(made, run):
    shutil.copytree(made.output, "out", symlinks=True)
    table = f"cncf-maintainers={TABLE}"
    told = run("build", "--no-validation", "--output", "out", "--source", table).stderr
    gone = "cncf-landscape, docker-official-images, kubernetes-community"
    assert f"no longer in the graph: {gone}; name them in kg.toml" in told
