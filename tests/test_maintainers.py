"""The maintainers of CNCF projects: rows that carry on the rows above, and rows that are dirty."""

import pytest
from reading_sources import SMALL, Loaded, line, real

from kg.errors import InputError
from kg.facts import Maintainership, Maturity, Membership, Parthood


@pytest.fixture(scope="module")
def small() -> Loaded:
    return Loaded(f"cncf-maintainers={SMALL / 'project-maintainers.csv'}")


def local(id_: str | None) -> str | None:
    return id_ and id_.partition("cncf-maintainers.")[2]


def test_level_and_project_are_carried_over_from_the_rows_above(small):
    told = [
        (local(m.person), local(m.project), local(m.affiliation), line(m))
        for m in small.of(Maintainership)
    ]
    assert told == [
        ("ada-a", "boxer", "acme", 2),
        ("ben", "boxer", None, 3),
        ("ada-a", "boxer", "acme", 4),
        ("ada-a", "boxer.gateway", None, 6),
        ("cem", "boxer", "acme-inc", 7),
        ("ada-a", "orb-order-of-boxes", "acme", 8),
        ("by-name.no-login", "orb-order-of-boxes", None, 9),
        ("by-name.odd", "orb-order-of-boxes", "acme", 13),
        ("dan", "grown", None, 14),
    ]
    assert [(local(m.project), m.level) for m in small.of(Maturity)] == [
        ("boxer", "graduated"),
        ("orb-order-of-boxes", "sandbox"),
    ]


def test_a_login_is_one_person_however_it_is_written(small):
    ada = small.things["person/cncf-maintainers.ada-a"]
    assert (ada.name, ada.github_login) == ({"en": "Ada Able"}, "ada-a")


def test_parts_belong_to_their_project(small):
    assert [(local(p.part), local(p.whole)) for p in small.of(Parthood)] == [
        ("boxer.gateway", "boxer"),
        ("boxer.steering-committee", "boxer"),
    ]
    gateway = small.things["software/cncf-maintainers.boxer.gateway"]
    assert gateway.also == ("Boxer: Gateway",)
    [hedge] = [m.hedge for m in small.of(Maintainership) if m.project == gateway.id]
    assert hedge == {"en": "listed without a vote", "zh": "列为无投票权"}
    [seat] = small.of(Membership)
    assert (local(seat.member), local(seat.group)) == ("cem", "boxer.steering-committee")


def test_a_name_in_brackets_is_another_name(small):
    orb = small.things["software/cncf-maintainers.orb-order-of-boxes"]
    assert orb.also == ("ORB", "Order of Boxes")


def test_placeholders_are_no_organizations(small):
    organizations = {local(id_) for id_ in small.things if id_.startswith("organization/")}
    assert organizations == {"cncf", "acme", "acme-inc", "boxer.steering-committee"}


def test_what_cannot_be_used_is_told(small):
    assert small.reasons == {
        "a row names no maintainer": 1,
        "a row has more cells than there are columns": 1,
        "a GitHub name is no login": 1,
        "a level is unknown": 1,
    }
    places = [problem.place for problem in small.report.problems]
    assert places == ["line 11", "line 12", "line 13", "line 14"]


def test_a_quote_that_nobody_closed_takes_no_other_row_with_it(tmp_path):
    file = tmp_path / "table.csv"
    rows = (SMALL / "project-maintainers.csv").read_text(encoding="utf-8-sig").split("\n")
    file.write_text("\n".join([*rows[:2], ',,"Odd,Acme,odd,', *rows[2:]]))
    read, whole = (
        Loaded(f"cncf-maintainers={path}") for path in (file, SMALL / "project-maintainers.csv")
    )
    assert len(read.of(Maintainership)) == len(whole.of(Maintainership))
    assert read.reasons == {**whole.reasons, "a row is no CSV": 1}
    assert read.report.problems[0].place == "line 3"


def test_a_remark_on_a_maintainer_is_no_part_of_the_name(tmp_path):
    file = tmp_path / "table.csv"
    head = ",Project,Maintainer Name,Company,Github Name,OWNERS/MAINTAINERS\n"
    names = ("Ada (inactive on leave)", "Ben (Community Maintainer)", "Cem (Kevin) Wang")
    rows = [f"Graduated,Hauler,{name},Acme,{name[:3]}," for name in names]
    file.write_text(head + "\n".join(rows))
    read = Loaded(f"cncf-maintainers={file}")
    people = [t.name["en"] for t in read.things.values() if t.type == "Person"]
    assert people == ["Ada", "Ben", "Cem (Kevin) Wang"]
    hedges = [m.hedge for m in read.of(Maintainership)]
    assert hedges == [{"en": "inactive on leave"}, {"en": "community maintainer"}, None]


@pytest.mark.parametrize(
    ("text", "problem"),
    [("a,b\n1,2\n", "lacks the column"), ("", "lacks the column"), (b"\xff,Project", "UTF-8")],
)
def test_a_file_that_is_no_such_table_is_an_error(tmp_path, text, problem):
    file = tmp_path / "table.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError, match=problem):
        Loaded(f"cncf-maintainers={file}")


def test_the_real_table():
    path = "cncf-foundation/project-maintainers.csv"
    table = real("cncf-maintainers", path, "7596c66@2026-08-21")
    assert len({m.person for m in table.of(Maintainership)}) > 1800
    assert len({m.project for m in table.of(Maturity)}) > 215
    parts = {local(p.part): local(p.whole) for p in table.of(Parthood)}
    assert parts["envoy.gateway"] == "envoy"
    assert parts["kubernetes.steering"] == "kubernetes"
    assert parts["linkerd.steering-committee"] == "linkerd"
    assert table.reasons == {"a GitHub name is no login": 1}
