"""The CNCF landscape: what its boxes say, and what in them cannot be used."""

import time
from pathlib import Path

import pytest
from reading_sources import SMALL, Loaded, line, real

from kg.facts import Development, Maturity, Membership, Parthood, Thing

OF_ACME = "crunchbase: https://www.crunchbase.com/organization/acme"
HOST = "organization/cncf-landscape.cloud-native-computing-foundation"


@pytest.fixture(scope="module")
def small() -> Loaded:
    return Loaded(f"cncf-landscape={SMALL / 'landscape.yml'}@153d699@2026-08-07")


def test_the_source_is_the_file_at_its_commit(small):
    [source] = small.sources
    assert source.url == "https://github.com/cncf/landscape/blob/153d699/landscape.yml"
    assert str(source.published) == "2026-08-07"
    assert source.publisher == HOST
    assert small.things[HOST].type == "Foundation"


def test_a_level_lasts_until_the_next_and_is_stated_where_its_date_stands(small):
    boxer = [m for m in small.of(Maturity) if m.project == "software/cncf-landscape.boxer"]
    assert [(m.level, str(m.start), m.end and str(m.end), line(m)) for m in boxer] == [
        ("sandbox", "2017-03-29", "2018-01-01", 16),
        ("incubating", "2018-01-01", "2019-02-28", 17),
        ("graduated", "2019-02-28", None, 18),
    ]


def test_that_a_project_began_at_the_lowest_level_is_inferred_of_its_acceptance(small):
    levels = {(m.project, m.level): m.inferred for m in small.of(Maturity) if m.start}
    assert levels["software/cncf-landscape.boxer", "sandbox"] == ("level",)
    assert {i for (_, level), i in levels.items() if level != "sandbox"} == {()}


def test_who_starts_at_a_higher_level_never_was_at_the_lower(small):
    levels = [m.level for m in small.of(Maturity) if m.project.endswith(".straight")]
    assert levels == ["incubating"]


def test_levels_out_of_order_leave_the_present_one(small):
    [level] = [m for m in small.of(Maturity) if m.project.endswith(".backwards")]
    assert (level.level, level.start, level.end) == ("graduated", None, None)


def test_the_same_item_in_two_boxes_is_one_thing(small):
    boxer = small.things["software/cncf-landscape.boxer"]
    assert boxer.type == "Project"
    assert boxer.name == {"en": "Boxer"}
    assert boxer.also == ("boxer",)
    assert boxer.repository == ("https://github.com/boxer/boxer",)
    assert boxer.category == (
        "category/cncf-landscape.runtime-container-runtime",
        "category/cncf-landscape.wasm-runtimes",
    )
    assert len(boxer.evidence) == 2


def test_names_that_differ_in_a_sign_are_two_things(small):
    assert {"software/cncf-landscape.c", "software/cncf-landscape.c-plus-plus"} <= set(small.things)


def test_categories_are_a_scheme(small):
    runtime = small.things["category/cncf-landscape.runtime-container-runtime"]
    assert runtime.broader == "category/cncf-landscape.runtime"
    assert small.things["category/cncf-landscape.runtime"].broader is None
    assert not any("cncf-members" in id_ for id_ in small.things)


def test_an_organization_is_known_by_its_slug_and_named_by_its_membership(small):
    acme = small.things["organization/cncf-landscape.acme-systems"]
    assert (acme.name, acme.crunchbase_slug, acme.inferred) == ({"en": "ACME"}, "acme-systems", ())
    assert acme.homepage == "https://acme.example"
    crates = small.things["organization/cncf-landscape.side-crates"]
    assert (crates.name, crates.crunchbase_slug) == ({"en": "Side Crates"}, "side-crates-")
    made, _ = small.of(Development)
    assert (made.organization, made.software) == (acme.id, "software/cncf-landscape.crate")
    assert len(small.things["software/cncf-landscape.crate"].repository) == 2


def listing(folder: Path, *items: tuple[str, str, str]) -> Loaded:
    """A landscape of items, each with its category, its name and another line of its record."""
    boxes = "".join(
        f"""
  - category:
    name: {category}
    subcategories:
      - subcategory:
        name: Silver
        items:
          - item:
            name: {name}
            {more}"""
        for category, name, more in items
    )
    path = folder / "landscape.yml"
    path.write_text(f"landscape:{boxes}\n")
    return Loaded(f"cncf-landscape={path}")


def test_a_unit_that_is_listed_under_its_owner_is_no_other_name_of_it(tmp_path):
    names = ("Acme", "Acme Cloud (KCSP)", "ACME Systems (supporter)")
    loaded = listing(tmp_path, *(("CNCF Members", name, OF_ACME) for name in names))
    acme = loaded.things["organization/cncf-landscape.acme"]
    assert (acme.name, acme.also) == ({"en": "Acme"}, ("ACME Systems",))
    unit = loaded.things["organization/cncf-landscape.acme-cloud"]
    assert (unit.name, unit.crunchbase_slug) == ({"en": "Acme Cloud"}, None)


def test_a_cloud_that_alone_stands_under_its_owners_slug_is_not_its_owner(tmp_path):
    loaded = listing(
        tmp_path, ("Serverless", "Bolt", OF_ACME), ("CNCF Members", "Acme Cloud", OF_ACME)
    )
    [developed], [member] = loaded.of(Development), loaded.of(Membership)
    assert developed.organization == "organization/cncf-landscape.acme"
    assert member.member == "organization/cncf-landscape.acme-cloud"


def test_an_address_that_holds_no_slug_is_told_once(tmp_path):
    no_slug = "crunchbase: https://crunchbase.example/acme"
    loaded = listing(tmp_path, ("CNCF Members", "Acme", no_slug))
    assert loaded.reasons == {"an address on Crunchbase is that of no organization": 1}


def test_the_page_of_an_organization_is_that_which_it_gives_as_a_member(tmp_path):
    page = f"{OF_ACME}\n            homepage_url: https://acme.example"
    loaded = listing(
        tmp_path, ("Platform", "Acme (KCSP)", f"{page}/k8s"), ("CNCF Members", "Acme", page)
    )
    acme = loaded.things["organization/cncf-landscape.acme"]
    assert acme.homepage == "https://acme.example"


def test_a_name_of_many_spaces_takes_no_longer_than_another(tmp_path):
    start = time.process_time()
    gap = " " * 40_000
    names = (f"Bolt{gap}x", "Crate  (wasm)", f"Drum{gap}(wasm)", f"Acme{gap}(KCSP)")
    loaded = listing(tmp_path, *(("Platform", name, OF_ACME) for name in names))
    assert loaded.things["organization/cncf-landscape.acme"].name == {"en": "Acme"}
    told = {thing.name["en"] for thing in loaded.of(Thing) if thing.id.startswith("software/")}
    assert told == {names[0], "Crate", "Drum"}
    assert time.process_time() - start < 2


def test_members_have_a_level_and_a_day_and_may_support_besides(small):
    acme = [m for m in small.of(Membership) if m.member.endswith("acme-systems")]
    assert [(m.level, m.start and str(m.start), m.end_user, m.group) for m in acme] == [
        ("Gold", "2016-01-01", False, HOST),
        ("End User Supporter and Contributor", None, True, HOST),
    ]
    assert acme[0].key != acme[1].key


def test_a_part_belongs_to_its_parent(small):
    [part] = small.of(Parthood)
    assert part.part.endswith(".sidecrate")
    assert part.whole.endswith(".boxer")


def test_what_cannot_be_used_is_told(small):
    assert small.reasons == {
        "an item has no name": 1,
        "a homepage is no web address": 1,
        "a second path names no category": 1,
        "the levels of a project are not in the order of time": 1,
        "the field 'accepted' is no date": 1,
        "a project states no known level": 1,
        "the field 'joined' is no date": 1,
    }
    assert [str(p) for p in small.report.unknown.values()] == [
        "landscape.yml, line 25: the field 'colour' is not known, and not read"
    ]


@pytest.mark.usefixtures("unmeasured")
def test_the_real_landscape():
    landscape = real("cncf-landscape", "cncf-landscape/landscape.yml", "153d699@2026-08-07")
    kinds = [t.type for t in landscape.things.values()]
    assert len({m.project for m in landscape.of(Maturity)}) == 255
    assert len(landscape.of(Membership)) == 722
    assert kinds.count("Category") == 88
    envoy = [m for m in landscape.of(Maturity) if m.project == "software/cncf-landscape.envoy"]
    assert [(m.level, str(m.start)) for m in envoy] == [
        ("incubating", "2017-09-13"),
        ("graduated", "2018-11-28"),
    ]
    assert landscape.report.count < 10
    assert not landscape.report.unknown
