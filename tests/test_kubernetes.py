"""The Kubernetes community: its groups, who leads them, and their subprojects."""

import pytest
from reading_sources import SMALL, Loaded, no_address_in, real

from kg.facts import Development, Maintainership, Membership, Parthood

SIG = "organization/kubernetes-community.sig-boxes"
LIDS = "software/kubernetes-community.sig-boxes.lids"


@pytest.fixture(scope="module")
def small() -> Loaded:
    return Loaded(f"kubernetes-community={SMALL / 'sigs.yaml'}")


def test_groups_are_parts_of_kubernetes(small):
    assert small.things[SIG].name == {"en": "SIG Boxes"}
    assert small.things[SIG].type == "Group"
    steering = small.things["organization/kubernetes-community.committee-steering"]
    assert steering.name == {"en": "Steering Committee"}
    assert {p.part for p in small.of(Parthood)} == {SIG, steering.id, LIDS}


def test_one_person_may_lead_a_group_in_two_ways(small):
    told = [(m.member.partition(".")[2], m.title, m.affiliation, m.former, m.key)
            for m in small.of(Membership)]  # fmt: skip
    acme = "organization/kubernetes-community.acme"
    assert told == [
        ("ada-a", {"en": "chair"}, acme, False, "chair"),
        ("ada-a", {"en": "tech lead"}, acme, False, "tech lead"),
        ("ben", {"en": "emeritus lead"}, None, True, "emeritus lead"),
    ]


def test_a_subproject_belongs_to_its_group_and_lies_where_its_owners_do(small):
    assert small.things[LIDS].repository == (
        "https://github.com/boxes/lids",
        "https://github.com/kubernetes/kubernetes/tree/master/pkg/lids",
    )
    [made] = small.of(Development)
    assert (made.organization, made.software) == (SIG, LIDS)
    [lead] = small.of(Maintainership)
    assert (lead.person.endswith(".cem"), lead.project, lead.affiliation) == (True, LIDS, None)


def test_what_cannot_be_used_is_told(small):
    assert small.reasons == {
        "a person has no GitHub login": 1,
        "owners stand at no known address": 1,
        "a subproject has no name": 1,
        "a group has no name or no folder": 1,
    }
    assert set(small.report.unknown) == {"motto"}


def test_no_address_of_a_person_is_kept(small):
    assert no_address_in(small)


@pytest.mark.usefixtures("unmeasured")
def test_the_real_file():
    real_one = real("kubernetes-community", "kubernetes-community/sigs.yaml", "24e7d8f@2026-08-21")
    groups = [t for t in real_one.things.values() if t.type == "Group"]
    assert len(groups) == 24 + 8 + 3
    assert len(real_one.of(Development)) == 236
    assert not real_one.reasons.keys() - {"owners stand at no known address"}
    assert not real_one.report.unknown
    assert no_address_in(real_one)
