"""RDF that strangers give: what is read of it, and what of it is refused."""

from pathlib import Path

import pytest
from reading_sources import Loaded

from kg.errors import InputError
from kg.facts import FundingRound, Thing
from kg.terms import CE, PREFIXES

HEAD = f"@prefix ce: <{CE}> .\n" + "".join(
    f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("oa", "prov", "rdf", "rdfs")
)
XML = f'''<rdf:RDF xmlns:rdf="{PREFIXES["rdf"]}" xmlns:rdfs="{PREFIXES["rdfs"]}" xmlns:ce="{CE}">
<ce:Company rdf:about="http://x.org/a"><rdfs:label>A</rdfs:label></ce:Company></rdf:RDF>'''
DOCTYPE = '<!DOCTYPE rdf:RDF [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'


def loaded(folder: Path, text: str, name: str = "some.ttl") -> Loaded:
    (folder / name).write_text(text, encoding="utf-8")
    return Loaded(f"rdf={folder / name}")


def companies(folder: Path, *iris: str) -> list[str]:
    """Return the identifiers of companies that a file names by these IRIs, in their order."""
    text = HEAD + "".join(f"<{iri}> a ce:Company ; rdfs:label '{iri}' .\n" for iri in iris)
    found = {thing.name["en"]: thing.id for thing in loaded(folder, text).of(Thing)}
    return [found[iri] for iri in iris]


def test_an_address_that_is_none_is_told_and_the_thing_kept(tmp_path):
    text = f"{HEAD}<http://x.org/a> a ce:Company ; rdfs:label 'A' ; ce:homepage 'x y' ."
    read = loaded(tmp_path, text)
    [thing] = read.of(Thing)
    assert (thing.name, thing.homepage) == ({"en": "A"}, None)
    assert read.reasons == {"an address is none": 1}


def test_rdf_xml_is_read_unless_it_has_a_doctype(tmp_path):
    assert loaded(tmp_path, XML, "some.rdf").of(Thing)[0].name == {"en": "A"}
    assert not loaded(tmp_path, "", "empty.rdf").stated


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (DOCTYPE + XML.replace(">A<", ">&b;<"), 1),
        (
            XML.replace("\n", "\n" + DOCTYPE.replace("DOCTYPE", "DocType")).replace(">A<", ">&b;<"),
            2,
        ),
    ],
)
def test_a_doctype_is_refused_wherever_it_stands(tmp_path, text, line):
    with pytest.raises(InputError) as raised:
        loaded(tmp_path, text, "some.rdf")
    assert str(raised.value) == (
        f"{tmp_path / 'some.rdf'}, line {line}: holds a DOCTYPE, whose entities may make it "
        "endless; write it anew without entities, or as Turtle"
    )


@pytest.mark.parametrize("amount", ["1e100000000", "1e-100000000", "0e100000000", "1" * 5000])
def test_a_number_that_cannot_be_written_out_is_reported(tmp_path, amount):
    round_ = "<http://x.org/r> a ce:FundingRound ; ce:company <http://x.org/c> ; rdfs:label 'r' ;"
    read = loaded(tmp_path, f"{HEAD}{round_} ce:amount '{amount}' .")
    assert not read.of(FundingRound)
    assert read.reasons == {"a node lacks a property, or its value is wrong": 1}
    assert "amount: Value error, a number must be below 1e20" in str(read.report.problems[0])
    assert loaded(tmp_path, f"{HEAD}{round_} ce:amount '1.5e9' .").of(FundingRound)


@pytest.mark.parametrize(
    "selector", [f"rdf:value 'L{'1' * 5000}'", f"ce:paragraph 1 ; oa:start {'1' * 5000} ; oa:end 3"]
)
def test_a_place_that_no_file_has_is_none(tmp_path, selector):
    text = (
        f"{HEAD}<http://x.org/a> a ce:Company ; rdfs:label 'A' ; prov:wasDerivedFrom <http://x/e> ."
        f"<http://x/e> oa:hasSource <http://x/s> ; oa:hasSelector <http://x/p> ."
        f"<http://x/p> {selector} ."
    )
    [thing] = loaded(tmp_path, text).of(Thing)
    assert [one.selector for one in thing.evidence] == [None]


def test_two_iris_are_never_one_thing(tmp_path):
    iris = [
        "http://x.org/a-b", "http://x.org/a/b", "http://x.org/a.b", "http://x.org/A-b",
        "http://例/红杉", "http://例/阿里", "https://x.org/a", "http://x.org/a", "http://x/org/a",
        "http://x.entity/q1", "http://x/entity/Q1", "http://x/entity/q1",
    ]  # fmt: skip
    assert len(set(companies(tmp_path, *iris))) == len(iris)
    # What a thing is called depends on nothing else that the file holds.
    assert companies(tmp_path, *iris[1:3]) == companies(tmp_path, *iris)[1:3]


def test_a_node_without_a_name_is_called_the_same_whenever_it_is_read(tmp_path):
    text = HEAD + "".join(f"[] a ce:Company ; rdfs:label '{name}' .\n" for name in "ABC")
    first, again = (loaded(tmp_path, text).things for _ in range(2))
    assert [len(first), list(first)] == [3, list(again)]


def test_a_plain_iri_is_an_identifier_as_it_is(tmp_path):
    assert companies(tmp_path, "http://x.org/a", "http://www.wikidata.org/entity/Q42") == [
        "organization/rdf.x-org-a",
        "organization/rdf.www-wikidata-org-entity-q42",
    ]
