"""Mentions become things by judgements, keys and names; each merge says why."""

import importlib.util
import random
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from reading_sources import REAL

import kg
from kg.assets import ONTOLOGY
from kg.dates import Date
from kg.errors import InputError
from kg.facts import (
    Evidence,
    FundingRound,
    Investment,
    Partnership,
    Rank,
    Source,
    Statement,
    Thing,
)
from kg.identity import Identities, Judgement, KnownNames, Verdict, read_judgements
from kg.identity.names import KnownName
from kg.pipeline import build_in_memory
from kg.sources import Given
from kg.terms import slug

HEAD = "mention\tverdict\tthing\treason\tauthor\tdate\n"


def judged(mention: str, verdict: str, thing: str) -> Judgement:
    return Judgement(mention, thing, Verdict(verdict), "because", "line 2")


def test_a_chain_of_judgements_ends_at_one_thing():
    identities = Identities(
        [judged("organization/a", "same", "organization/b"),
         judged("organization/b", "same", "organization/c")]
    )  # fmt: skip
    assert identities.thing("organization/a") == "organization/c"
    assert identities.thing("organization/z") == "organization/z"


def test_every_reference_of_a_statement_is_resolved():
    identities = Identities([judged("organization/a", "same", "organization/b")])
    said = (Evidence(None, ("organization/a",)),)
    investment = Investment(
        investor="organization/a", funding_round="funding-round/x", evidence=said
    )
    resolved = identities.resolve(investment)
    assert resolved.investor == "organization/b"
    assert resolved.evidence[0].attributed_to == ("organization/b",)
    both = Partnership(party=("organization/a", "organization/z"), evidence=())
    assert identities.resolve(both).party == ("organization/b", "organization/z")


def test_contradicting_judgements_are_refused():
    same = judged("organization/a", "same", "organization/b")
    for other in (
        judged("organization/a", "same", "organization/c"),
        judged("organization/b", "same", "organization/a"),
        judged("organization/a", "different", "organization/b"),
    ):
        with pytest.raises(InputError, match="correct one of the judgements"):
            Identities([same, other])


def test_a_shared_name_is_reported_until_somebody_judges_it():
    one = Thing(id="organization/a", type="Company", name={"en": "Acme"}, evidence=())
    two = Thing(id="organization/b", type="Company", also=("ACME",), evidence=())
    person = Thing(id="person/acme", type="Person", name={"en": "Acme"}, evidence=())
    things = [one, two, person]
    (candidate,) = Identities((), things).unjudged(things)
    assert (candidate.one, candidate.other) == ("organization/a", "organization/b")
    assert "share" not in str(candidate)  # the two spellings are told
    different = judged("organization/a", "different", "organization/b")
    assert Identities([different]).unjudged(things) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\n", "the columns are not"),
        (HEAD + "organization/a\tsame\n", "6 columns"),
        (HEAD + "organization/a\tperhaps\torganization/b\tr\tx\td\n", "is no verdict"),
        (HEAD + "organization/a\tsame\tperson/b\tr\tx\td\n", "of different kinds"),
        (HEAD + "Red Hat\tsame\torganization/b\tr\tx\td\n", "'Red Hat' is no identifier"),
        (HEAD + "organization/a\tsame\torganization/a\tr\tx\td\n", "judged by itself"),
        (HEAD + "organization/a\tsame\torganization/b\t\tx\td\n", "gives no reason"),
        (HEAD + "organization/a\tsame\torganization/b\tr\t \t\n", "gives no author"),
    ],
)
def test_a_wrong_table_of_judgements_is_told_with_its_line(tmp_path: Path, text, message):
    path = tmp_path / "judgements.tsv"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_judgements(path)


def test_an_unreadable_table_of_judgements_is_told(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be read"):
        read_judgements(tmp_path / "absent.tsv")
    path = tmp_path / "judgements.tsv"
    path.write_bytes(HEAD.encode() + b"\xff")
    with pytest.raises(InputError, match="not UTF-8"):
        read_judgements(path)


# --- mentions -----------------------------------------------------------------------------------


def mention(source: str, name: str, kind: str = "organization", **keys: Any) -> Thing:
    type_ = keys.pop("type", {"person": "Person", "software": "Software"}.get(kind, "Organization"))
    return Thing(
        id=f"{kind}/{source}.{slug(name)}", type=type_, name={"en": name}, evidence=(), **keys
    )


def curated(name: str, kind: str = "organization", **more: Any) -> Thing:
    type_ = {"person": "Person", "software": "Software"}.get(kind, "Company")
    return Thing(id=f"{kind}/{slug(name)}", type=type_, name={"en": name}, evidence=(), **more)


def linked(*things: Thing, judgements: Sequence[Judgement] = (), known=None) -> list[str]:
    """The things that mentions become, in the order of the mentions."""
    identities = Identities(judgements, things, known)
    return [identities.thing(thing.id) for thing in things]


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("Red Hat", "RedHat", "case, spacing or punctuation: 'Red Hat' / 'RedHat'"),
        ("Red Hat", "Red Hat, Inc.", "the legal form: 'Red Hat' / 'Red Hat, Inc.'"),
        ("Ænix", "AENIX", "case, spacing"),
        ("CAST AI", "Cast.ai", "case, spacing"),
        ("The Trade Desk", "Trade Desk", "the legal form"),
        ("Buongiorno SpA", "Buongiorno S.p.A.", "case, spacing"),
        ("日立", "株式会社日立", "the legal form"),
        ("JPMorgan Chase", "JPMorgan Chase & Co.", "the legal form"),
        ("Open Policy Agents", "OPA (Open Policy Agents)", "a gloss, an ampersand"),
        (
            "Kleiner Perkins Caufield & Byers",
            "Kleiner Perkins Caufield Byers",
            "a gloss, an ampersand",
        ),
        ("Northern VC", "Northern Venture Capital", "or an abbreviation"),
        ("Müller Öl", "Mueller Oel", "case, spacing"),
        ("Siemens AG", "Siemens Aktiengesellschaft", "the legal form"),
        ("Orange S. A.", "Orange", "the legal form"),
        ("ООО Ромашка", "Ромашка", "the legal form"),
        ("华为技术有限公司", "华为", "the legal form"),
        ("Google Inc.", "Google LLC", "the legal form"),
        ("Gateway (non-voting)", "Gateway", "a gloss, an ampersand"),
        ("Isovalent (acquired by Cisco)", "Isovalent", "a gloss, an ampersand"),
        ("Enlighten, an HII Company", "Enlighten", "a gloss, an ampersand"),
        ("Kong Inc. (formerly Mashape)", "Kong", "the legal form"),
        ("Kong Inc. (formerly Mashape)", "Mashape, Inc.", "another name of"),
        (
            "Acme Technologies, Inc.",
            "Acme",
            "'Acme' is the short form of 'Acme Technologies, Inc.'",
        ),
        ("Bolt.io", "Bolt", "the short form of"),
        ("Portworx by Pure Storage", "Portworx", "the short form of"),
    ],
)
def test_names_that_differ_in_spelling_or_legal_form_are_one_and_say_so(one, other, rule):
    first = mention("x", one)
    second = Thing(id="organization/y.1", type="Company", name={"en": other}, evidence=())
    identities = Identities((), [first, second])
    assert identities.thing(first.id) == identities.thing(second.id)
    assert all(rule in merge.reason for merge in identities.merges())
    assert {merge.author.partition(":")[0] for merge in identities.merges()} == {"rule"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NTT", "NTT DATA"),
        ("China Mobile", "China Telecom"),
        ("JiHu(GitLab)", "GitLab"),
        ("Sage Intacct", "Sage"),
        ("IBM Research", "IBM"),
        ("Google Cloud", "Google"),
        ("foc.us", "Focus"),
        ("Acme Inc.", "Acme GmbH"),
        ("Version 1 1", "Version 11"),
        ("Honest Company", "Honest"),
        ("Isovalent (acquired by Cisco)", "Cisco"),
        ("Innoveer (now Cloud Sherpas)", "Cloud Sherpas"),
        ("Acme (formerly part of Apex)", "Apex"),
        ("Kong Inc. (formerly Mashape)", "Kong GmbH"),
        ("Mueller", "Muller"),
        ("Acme Labs", "Acme"),
        ("Booking Holdings", "Booking.com"),
        ("Portworx by Pure Storage", "Pure Storage"),
        ("C", "C++"),
        ("B & B", "BB"),
        ("????", "-"),
    ],
)
def test_names_that_are_only_alike_stay_two(one, other):
    first = Thing(id="organization/x.1", type="Company", name={"en": one}, evidence=())
    second = Thing(id="organization/y.2", type="Company", name={"en": other}, evidence=())
    assert len(set(linked(first, second))) == 2


def test_a_key_makes_mentions_one_whatever_their_names():
    things = [
        mention("x", "Grafana Labs", crunchbase_slug="raintank"),
        mention(
            "y", "Raintank", crunchbase_slug="https://www.crunchbase.com/organization/Raintank/"
        ),
    ]
    identities = Identities((), things)
    assert identities.thing(things[0].id) == identities.thing(things[1].id)
    assert identities.merges()[0].reason == "the same Crunchbase slug 'raintank'"
    assert identities.merges()[0].author == "rule: crunchbase slug"


def test_keys_that_differ_forbid_merging_by_name():
    one, two = (mention(s, "Apollo", crunchbase_slug=f"apollo-{s}") for s in "xy")
    assert linked(one, two) == ["organization/apollo-x", "organization/apollo-y"]
    # A third of that name could be either's, so it is neither's.
    assert len(set(linked(one, two, mention("z", "Apollo")))) == 3


def test_who_has_the_name_and_the_page_is_the_one_whatever_the_slug():
    page = "https://acme.example"
    one, two = (
        mention("x", "Acme", crunchbase_slug=slug, homepage=page) for slug in ("acme", "acme-652f")
    )
    two = replace(two, id="organization/x.acme-652f")
    assert len(set(linked(one, two))) == 1
    # Of three that have the page, one is called otherwise, so that it is nobody's.
    assert len(set(linked(one, two, mention("x", "Apex", homepage=page)))) == 3


def test_persons_of_one_name_are_two_unless_a_login_says_otherwise():
    one = mention("x", "Ben Taylor", "person")
    two = mention("y", "Ben Taylor", "person", github_login="BenT")
    three = mention("z", "Benjamin Taylor", "person", github_login="@bent")
    first, second, third = linked(one, two, three)
    assert first != second == third


def test_a_homepage_is_a_key_unless_it_is_shared_or_that_of_a_part():
    acme = mention("x", "Acme", homepage="https://www.acme.example/en/")
    assert len(set(linked(acme, mention("y", "Apex", homepage="http://acme.example")))) == 1
    for other in (
        mention("y", "Apex", homepage="https://cloud.acme.example"),
        mention("y", "Apex", homepage="https://acme.example/apex"),
        mention("y", "Acme Research", homepage="https://acme.example"),
    ):
        assert len(set(linked(acme, other))) == 2
    # Of software, any word more names a part, but for who makes it, and another name another.
    acme_cd = mention("x", "Acme CD", "software", homepage="https://cd.example")
    for name, things in (
        ("Acme CD Notebooks", 2),
        ("Acme CD (Wasm)", 1),
        ("Acme CD by Apex", 1),
        ("Apex Acme CD", 1),
        ("Apex", 2),
    ):
        named = mention("y", name, "software", homepage="https://cd.example")
        assert len(set(linked(acme_cd, named))) == things
    # A source that gives one page to two things gives it to neither.
    shared = [mention("y", name, homepage="https://acme.example") for name in ("Bear", "Camel")]
    assert len(set(linked(acme, *shared))) == 3
    on_github = [mention(s, s, homepage="https://github.com/") for s in "xy"]
    assert len(set(linked(*on_github))) == 2
    named_so = mention("x", "Spacelift.io")
    assert len(set(linked(named_so, mention("y", "Lift", homepage="https://spacelift.io/")))) == 1


def test_a_name_that_a_key_spells_is_the_name_of_its_owner():
    mezmo = mention("x", "Mezmo", crunchbase_slug="logdna")
    dell = mention("x", "Dell Technologies", homepage="https://www.dell.com/en-us")
    cielara = mention("x", "Cielara", homepage="https://cielara.ai")
    for owner, name in ((mezmo, "LogDNA"), (dell, "Dell"), (cielara, "Cielara AI")):
        identities = Identities((), [owner, mention("y", name)])
        assert identities.thing(f"organization/y.{slug(name)}") == identities.thing(owner.id)
        assert {one.author for one in identities.merges()} == {"rule: name in a key"}
        assert all(f"{name!r} is spelled by the" in one.reason for one in identities.merges())
    # A part that is listed under the slug of the whole, and a word that is no generic one.
    for owner, name in (
        (mention("x", "Acme Cloud", crunchbase_slug="acme"), "Acme"),
        (mention("x", "Acme Ventures", homepage="https://acme.example"), "Acme"),
        (mention("x", "Acme Labs", homepage="https://acme.example/labs"), "Acme"),
    ):
        assert len(set(linked(owner, mention("y", name)))) == 2
    # A domain's ending says no more, nor does any word if the homepage spells what the slug does.
    keen = mention("x", "Keen IO", crunchbase_slug="keen")
    retailer = mention("x", "Keen Retail", crunchbase_slug="keen", homepage="https://keen.example")
    for owner in (keen, retailer):
        assert len(set(linked(owner, mention("y", "Keen")))) == 1
    assert len(set(linked(mention("x", "Keen Retail", crunchbase_slug="keen"), keen))) == 1
    stranger = mention("x", "Keen Retail", crunchbase_slug="keen")
    assert len(set(linked(stranger, mention("y", "Keen")))) == 2
    # What the keys of two spell is neither's, and other keys forbid as ever.
    two = [mention("x", f"Acme {w}", homepage=f"https://acme.{w}") for w in ("Labs", "Software")]
    assert len(set(linked(*two, mention("y", "Acme")))) == 3
    other = mention("y", "LogDNA", crunchbase_slug="logdna-2")
    assert len(set(linked(mezmo, other))) == 2


def test_a_generic_ending_says_nothing_but_in_a_register_or_of_two():
    for name in ("Acme Group", "Acme.io"):
        assert len(set(linked(mention("x", name), mention("y", "Acme")))) == 1
        for sources in (("x", "investments"), ("investments", "x")):
            assert len(set(linked(*map(mention, sources, (name, "Acme"))))) == 2
    two = [mention("x", name) for name in ("Acme Group", "Acme Systems")]
    assert len(set(linked(*two, mention("y", "Acme")))) == 3


def test_a_former_name_is_neithers_if_two_had_it_and_never_one_that_is_known_to_be_anothers():
    one, two = (mention("x", f"{name} (formerly Apex)") for name in ("Acme", "Zenith"))
    apex = mention("y", "Apex")
    assert len(set(linked(one, apex))) == 1
    assert len(set(linked(one, two, apex))) == 3
    row = KnownName("organization", "Apex", "Acme", False, "two companies", "line 2")
    assert len(set(linked(one, apex, known=KnownNames([row])))) == 2


def test_a_program_has_the_name_of_its_account_if_that_goes_on_after_its_own():
    flux = mention("x", "Flux", "software", repository=("https://github.com/fluxcd/flux2",))
    compose = mention("x", "Docker Compose", "software", repository=("github.com/docker/compose",))
    assert len(set(linked(flux, mention("y", "FluxCD", "software")))) == 1
    assert len(set(linked(compose, mention("y", "Docker", "software")))) == 2
    other = mention("x", "Flux Web", "software", repository=("https://github.com/fluxcd/web",))
    assert len(set(linked(flux, other, mention("y", "FluxCD", "software")))) == 2


def test_a_register_that_lists_two_records_means_two_things():
    def listed(*names: str, source: str = "investments") -> int:
        return len(set(linked(*(mention(source, name) for name in names), known=known)))

    row = KnownName("organization", "Facebook", "Meta", True, "renamed", "line 2")
    known = KnownNames([row])
    assert listed("Revolver", "Revolver Inc") == 2
    assert listed("Revolver", "Revolver Inc", source="x") == 1
    assert listed("Blue Revolver", "Blue Revolver Inc") == 1
    assert listed("BlueRevolver", "Blue Revolver") == 1
    assert listed("BlueRevolver", "BlueRevolver.com") == 1  # two words in one
    assert listed("BlueRevolver.com", "Bluerevolver") == 2
    assert listed("Angel Investors", "Angel Investors LP") == 2  # a description, and a name
    assert listed("Facebook", "Meta") == 2
    assert listed("Facebook", "Meta", source="x") == 1
    # Who is of another source, too, keeps its alias; the other record of the register stays out.
    things = [mention("x", "Facebook"), mention("investments", "Facebook"),
              mention("x", "Elsewhere"), mention("investments", "Meta")]  # fmt: skip
    assert len(set(linked(*things, known=known))) == 3


def test_an_alias_that_only_says_more_of_a_name_makes_two_records_one():
    row = KnownName("organization", "Arm Holdings", "Arm", True, "one generic word more", "line 2")
    things = [mention("investments", name) for name in ("ARM", "ARM Holdings")]
    assert len(set(linked(*things, known=KnownNames([row])))) == 1
    # An alias takes nothing from what is one without it.
    row = KnownName("organization", "Blue Arm", "BA", True, "initials", "line 2")
    things = [mention("investments", name) for name in ("BA", "Blue Arm", "Blue Arm Inc")]
    assert len(set(linked(*things, known=KnownNames([row])))) == 2


# --- dealings -----------------------------------------------------------------------------------


def table(*rows: tuple[str, str, str], amount: int | None = None) -> list[Statement]:
    """What a table of investments states in rows of a company, an investor and a day."""
    stated: dict[str, Statement] = {}
    investments = []
    for company, investor, day in rows:
        ends = [mention("investments", name) for name in (company, investor)]
        round_ = f"funding-round/investments.{slug(company)}-{day}"
        stated |= {end.id: end for end in ends}
        stated[round_] = FundingRound(
            id=round_, name={"en": company}, company=ends[0].id, date=Date.parse(day),
            amount=None if amount is None else Decimal(amount), evidence=(),
        )  # fmt: skip
        investments.append(Investment(investor=ends[1].id, funding_round=round_, evidence=()))
    return [*stated.values(), *investments]


def are_one(stated: Sequence[Statement], one: str, other: str, *judgements: Judgement) -> bool:
    found = Identities(judgements, stated)
    return (
        len({found.thing(f"organization/investments.{slug(name)}") for name in (one, other)}) == 1
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Natera", "Natera Inc."),
        ("Gemvara", "Gemvara.com"),
        ("Tidemark", "Tidemark Systems Inc."),
        ("Blue Box", "BlueBox Group"),
        ("Trigger", "Trigger.io"),
        ("Pagar.me", "PagarMe"),
    ],
)
def test_two_companies_of_like_names_are_one_if_one_investor_backed_both(one, other):
    apart = table((one, "Alloy", "2010-01-01"), (other, "Birch", "2011-01-01"))
    assert not are_one(apart, one, other)
    shared = [*apart, *table((other, "Alloy", "2012-01-01"))]
    assert are_one(shared, one, other)
    told = Identities((), shared).merges()
    assert {merge.reason for merge in told} == {
        f"{one!r} and {other!r} both had as investors 'Alloy'"
    }
    assert {merge.author for merge in told} == {"rule: dealings"}
    ids = [f"organization/investments.{slug(name)}" for name in (one, other)]
    assert not are_one(shared, one, other, judged(ids[0], "different", ids[1]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Networks", "Acme Software"),
        ("Acme", "Acme Biofuels"),
        ("Acme Inc.", "Acme GmbH"),
        ("Brightcove", "Brightcove K.K."),
    ],
)
def test_an_investor_in_common_is_not_enough_for_names_that_say_different_things(one, other):
    assert not are_one(
        table((one, "Alloy", "2010-01-01"), (other, "Alloy", "2011-01-01")), one, other
    )


def test_companies_of_which_one_name_goes_on_are_one_if_one_investor_paid_one_sum_on_one_day():
    rows = [(company, "Alloy", "2013-06-18") for company in ("Whittl", "Whittle", "Birch")]
    assert are_one(table(*rows, amount=1300000), "Whittl", "Whittle")
    assert not are_one(table(*rows, amount=1300000), "Whittl", "Birch")
    assert not are_one(table(*rows), "Whittl", "Whittle")
    later = table(("Whittle", "Alloy", "2013-06-19"), amount=1300000)
    assert not are_one([*table(rows[0], amount=1300000), *later], "Whittl", "Whittle")


def test_companies_of_which_one_name_goes_on_with_a_word_are_one_if_three_backed_both():
    def backed(*companies: str, by: str) -> list[Statement]:
        return table(
            *((one, who, f"201{n}-01-01") for n, one in enumerate(companies) for who in by)
        )

    assert are_one(backed("Propel", "Propel Fuels", by="ABC"), "Propel", "Propel Fuels")
    assert not are_one(backed("Miso", "Miso Media", by="AB"), "Miso", "Miso Media")
    assert not are_one(backed("Acme", "Acme Ventures", by="ABC"), "Acme", "Acme Ventures")
    assert not are_one(backed("Acme", "Acme K.K.", by="ABC"), "Acme", "Acme K.K.")
    assert not are_one(backed("Acme Fuels", "Acme Foods", by="ABC"), "Acme Fuels", "Acme Foods")


def test_who_backs_everybody_proves_nothing_alone():
    many = [(f"Company {number}", "Angel", "2010-01-01") for number in range(200)]
    rows = [*many, ("Natera", "Angel", "2010-01-01"), ("Natera Inc.", "Angel", "2011-01-01")]
    assert not are_one(table(*rows), "Natera", "Natera Inc.")
    rows += [("Natera", "Alloy", "2010-01-01"), ("Natera Inc.", "Alloy", "2011-01-01")]
    assert are_one(table(*rows), "Natera", "Natera Inc.")


def test_two_investors_in_one_company_are_one_if_only_the_legal_form_differs():
    rows = [("Mocapay", name, "2010-01-01") for name in ("Lacuna", "Lacuna LLC", "Lacuna Holdings")]
    assert are_one(table(*rows), "Lacuna", "Lacuna LLC")
    assert not are_one(table(*rows), "Lacuna", "Lacuna Holdings")


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("Lacuna", "Lacuna Holdings", True),
        ("Partners HealthCare", "Partners Healthcare Group", True),
        ("Lacuna", "Lacuna Gap Capital", False),
        ("Lacuna Group", "Lacuna Holdings", False),
        ("Josh Baer", "Joshua Baer", True),
        ("Peter Toren", "Peter J. Toren", True),
        ("Jonah Goodhart", "Noah Goodhart", False),
        ("Horizon Ventures", "Horizons Ventures", False),
        ("Condon", "Pat Condon", False),
    ],
)
def test_two_investors_in_one_company_may_be_one_in_short_if_not_in_one_round(one, other, are):
    rounds = [("Mocapay", one, "2010-01-01"), ("Mocapay", other, "2011-01-01")]
    assert are_one(table(*rounds), one, other) is are
    assert not are_one(table(*rounds, ("Mocapay", other, "2010-01-01")), one, other)
    assert not are_one(table(rounds[0], ("Kovio", other, "2011-01-01")), one, other)


def test_two_companies_whose_names_differ_in_spacing_are_two_if_they_share_no_investor():
    rows = [("Crowd Cast", "Alloy", "2010-01-01"), ("Crowdcast", "Birch", "2013-01-01")]
    assert not are_one(table(*rows), "Crowd Cast", "Crowdcast")
    assert are_one(table(*rows, ("Crowdcast", "Alloy", "2013-01-01")), "Crowd Cast", "Crowdcast")
    two_words = [("Kit Check", "Alloy", "2010-01-01"), ("KitCheck", "Birch", "2013-01-01")]
    assert are_one(table(*two_words), "Kit Check", "KitCheck")


def test_who_looks_alike_and_dealt_with_the_same_partners_is_the_first_to_be_judged():
    firms = [("Acorn", "Kreos"), ("Acorn", "Kreos Capital"), ("Beech", "Birch Ventures"),
             ("Cedar", "Birch Venture"), ("Beech", "Fir"), ("Cedar", "Fir Capital")]  # fmt: skip
    stated = table(*((company, firm, "2010-01-01") for company, firm in firms))
    found = Identities((), stated)
    first, second = found.unjudged(found.resolve(t) for t in stated if isinstance(t, Thing))
    assert first.names == ("Kreos", "Kreos Capital")
    assert str(first).endswith(
        "have like names: 'Kreos' and 'Kreos Capital'; both dealt with Acorn"
    )
    assert second.names == ("Birch Venture", "Birch Ventures")
    assert not second.partners


def test_rounds_that_two_records_of_one_company_have_on_one_day_are_one():
    stated = table(
        ("Natera", "Alloy", "2010-01-01"), ("Natera Inc.", "Birch", "2010-01-01"),
        ("Natera Inc.", "Alloy", "2011-01-01"),
    )  # fmt: skip
    identities = Identities((), stated)
    rounds = {one.id: identities.thing(one.id) for one in stated if isinstance(one, FundingRound)}
    assert len(rounds) == 3
    assert len(set(rounds.values())) == 2
    assert [merge.reason for merge in identities.merges() if merge.mention in rounds] == [
        "one company's rounds of 2010-01-01"
    ]
    two = [id_ for id_ in rounds if "2010" in id_]
    kept_apart = Identities((judged(two[0], "different", two[1]),), stated)
    assert kept_apart.thing(two[0]) != kept_apart.thing(two[1])


def test_a_person_is_not_the_firm_that_dealt_with_the_same_companies_under_that_name():
    who = [
        mention("crunchbase", "Ada Reed LLC"),
        *(replace(mention("crunchbase", "Ada Reed", "person"), id=f"person/crunchbase.{number}")
          for number in (1, 2)),
    ]  # fmt: skip
    stated = [*table(("Mocapay", "Lacuna", "2010-01-01")), *who]
    round_ = next(one.id for one in stated if isinstance(one, FundingRound))
    stated += [Investment(investor=one.id, funding_round=round_, evidence=()) for one in who]
    identities = Identities((), stated)
    assert len({identities.thing(one.id) for one in who}) == 3


def test_who_an_editor_kept_apart_does_not_keep_others_from_a_name():
    acme = mention("x", "Acme", crunchbase_slug="acme")
    stranger, other = mention("investments", "Acme"), mention("y", "Acme")
    apart = judged(stranger.id, "different", acme.id)
    found = linked(acme, stranger, other, judgements=[apart])
    assert found[0] == found[2] != found[1]


def test_a_part_of_a_repository_is_not_the_whole():
    lws = mention("x", "LeaderWorkerSet", "software", repository=("https://github.com/k/lws",))
    same = mention("y", "lws", "software", repository=("https://github.com/k/lws.git",))
    apis = mention("y", "workloads-api", "software",
                   repository=("https://github.com/k/lws", "https://github.com/k/a"))  # fmt: skip
    assert len(set(linked(lws, same))) == 1
    assert len(set(linked(lws, apis))) == 2


def test_a_repository_that_is_named_for_neither_holds_both():
    kibana, logstash, images = (
        mention(source, name, "software", repository=("https://github.com/elastic/dockerfiles",))
        for source, name in (("x", "Kibana"), ("y", "Logstash"), ("z", "Dockerfiles"))
    )
    assert len(set(linked(kibana, logstash))) == 2
    assert len(set(linked(kibana, images))) == 1


def test_things_of_different_kinds_never_mix():
    things = [
        mention("x", "nginx", homepage="https://nginx.org"),
        mention("x", "nginx", "software", homepage="https://nginx.org"),
        mention("y", "nginx", "software", type="ContainerImage", homepage="https://nginx.org"),
        mention("y", "nginx", type="Group", homepage="https://nginx.org"),
    ]
    assert len(set(linked(*things))) == 4


def test_the_curated_identifier_is_final_and_two_of_them_are_never_merged_by_a_rule():
    things = [curated("Docker"), mention("x", "Docker, Inc."), mention("y", "docker")]
    assert linked(*things) == ["organization/docker"] * 3
    twice = [curated("Docker"), curated("Docker Inc"), mention("x", "Docker", "software")]
    assert linked(*twice) == ["organization/docker", "organization/docker-inc", "software/docker"]


def test_an_identifier_is_made_of_the_preferred_name_whatever_the_order():
    things = [
        mention("x", "Red Hat", crunchbase_slug="red-hat"),
        mention("y", "RedHat"),
        mention("y", "Red Hat, Inc."),
        mention("x", "Ben Taylor", "person", github_login="ben"),
        mention("y", "Ben Taylor", "person", github_login="taylor"),
        mention("y", "北京"),
    ]
    found = dict(zip((thing.id for thing in things), linked(*things), strict=True))
    assert found["organization/y.redhat"] == "organization/red-hat"
    assert found["person/x.ben-taylor"] == "person/ben-taylor-ben"
    assert not any("." in thing for thing in found.values())
    for seed in range(5):
        random.Random(seed).shuffle(things)
        identities = Identities((), things)
        assert {thing.id: identities.thing(thing.id) for thing in things} == found


def test_judgements_overrule_keys_and_names():
    one = mention("x", "Acme", crunchbase_slug="acme")
    two = mention("y", "Acme", crunchbase_slug="acme")
    apart = judged(one.id, "different", two.id)
    assert len(set(linked(one, two, judgements=[apart]))) == 2
    other = mention("y", "Zenith", crunchbase_slug="zenith")
    forced = judged(other.id, "same", one.id)
    assert len(set(linked(one, other, judgements=[forced]))) == 1
    assert len(set(linked(one, two, judgements=[judged(one.id, "unsure", two.id)]))) == 2


def test_a_merge_that_was_judged_tells_the_judgement():
    one, two = mention("x", "Acme"), mention("y", "Zenith")
    identities = Identities([judged(two.id, "same", one.id)], [one, two])
    assert identities.thing(two.id) == "organization/acme"
    assert {j.reason for j in identities.merges()} == {"because (line 2)"}
    # A judgement of mentions that no source here makes is nothing to tell.
    assert Identities([judged(two.id, "same", one.id)], [curated("Docker")]).judgements == ()


def test_known_names_are_one_or_two_as_their_table_says(tmp_path):
    table = tmp_path / "names.tsv"
    table.write_text(
        "kind\tname\tverdict\tother\treason\n"
        "organization\tAWS\tsame\tAmazon Web Services\tan abbreviation\n"
        "organization\tMerck\tdifferent\tMerck KGaA\ttwo companies\n"
    )
    known = KnownNames.read(table)
    things = [mention("x", "AWS"), mention("y", "Amazon Web Services, Inc.")]
    identities = Identities((), things, known)
    assert {identities.thing(t.id) for t in things} == {"organization/amazon-web-services-inc"}
    assert "an abbreviation (names.tsv line 2)" in identities.merges()[0].reason
    two = [mention("x", "Merck"), mention("y", "Merck KGaA")]
    assert len(set(linked(*two, known=known))) == 2
    [apart] = Identities((), two, known).judgements
    assert (apart.verdict, apart.mention) == (Verdict.DIFFERENT, "organization/merck")
    assert apart.reason == "two companies (names.tsv line 3)"
    # Which Merck is meant, nobody can say of three.
    three = [*two, mention("z", "Merck", crunchbase_slug="merck-1")]
    three[0] = replace(two[0], crunchbase_slug="merck-2")
    assert not Identities((), three, known).judgements
    assert len(set(linked(mention("x", "Merck"), mention("y", "Merck KGaA")))) == 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("kind\tname\n", "the columns are not"),
        ("{}organization\tA\tsame\tB\n", "five columns"),
        ("{}organization\tA\tperhaps\tB\tr\n", "no verdict on a name"),
        ("{}organization\tA b\tsame\tAB\tr\n", "one spelling"),
        ("{}organization\tA\tsame\tB\tr\norganization\tA\tsame\tC\tr\n", "by another line"),
        ("{}organization\tA\tsame\tB\tr\norganization\tB\tsame\tA\tr\n", "in a circle"),
        ("{}organization\tA\tsame\tB\tr\norganization\tA\tdifferent\tB\tr\n", "are the same"),
    ],
)
def test_a_wrong_table_of_names_is_told_with_its_line(tmp_path, rows, message):
    path = tmp_path / "names.tsv"
    path.write_text(rows.format("kind\tname\tverdict\tother\treason\n"))
    with pytest.raises(InputError, match=message):
        Identities((), [mention("x", "A")], KnownNames.read(path))


def test_likeness_proposes_and_never_merges():
    things = [mention("x", "KubeSphere"), mention("y", "KubeShpere"), mention("y", "Kyverno")]
    identities = Identities((), things)
    resolved = [identities.resolve(thing) for thing in things]
    assert len({thing.id for thing in resolved}) == 3
    (candidate,) = identities.unjudged(resolved)
    assert candidate.names == ("KubeShpere", "KubeSphere")
    assert 88 <= candidate.likeness < 100


def test_the_publisher_of_a_source_is_resolved():
    identities = Identities((), [curated("Docker"), mention("x", "Docker")])
    source = Source(key="x", type="Dataset", title={"en": "X"}, language="en", rank=Rank.BULK,
                    publisher="organization/x.docker")  # fmt: skip
    assert identities.resolve_source(source).publisher == "organization/docker"


# --- through a build ----------------------------------------------------------------------------

SHEET = """
source: {key: data/KEY, type: Dataset, title: {en: Names}, language: en, rank: dataset}
things:
  organization/KEY.red-hat-inc: {type: Company, name: {en: "Red Hat, Inc."}, evidence: document}
  organization/KEY.acme: {type: Company, name: {en: Acme}, evidence: document}
"""


@pytest.mark.usefixtures("unmeasured")
def test_a_rebuild_obeys_what_a_table_forces_and_forbids(tmp_path):
    for key in ("one", "two"):
        (tmp_path / f"{key}.yaml").write_text(SHEET.replace("KEY", key))
    sheets = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    graph, _ = build_in_memory([Given("facts", sheet) for sheet in sheets])
    told = graph.why("Red Hat")
    assert any("but for the legal form: 'Red Hat, Inc.' / 'Red Hat'" in line for line in told)
    acme = "SELECT ?o { ?o a ce:Company ; rdfs:label ?l FILTER (str(?l) = 'Acme') }"
    assert len(list(graph.query(acme))) == 1

    table = tmp_path / "judgements.tsv"
    table.write_text(
        HEAD
        + "organization/one.acme\tdifferent\torganization/two.acme\ttwo companies\tme\t\n"
        + "organization/one.red-hat-inc\tdifferent\torganization/red-hat\ta subsidiary\tme\t\n"
        + "organization/two.acme\tsame\torganization/yandex\tits old name\tme\t\n"
    )
    built = kg.build(sheets, tmp_path / "output", judgements=[table])
    graph = built.graph
    assert [row.o.rpartition("/")[2] for row in graph.query(acme)] == ["acme"]
    assert any("its old name" in line for line in graph.why("Yandex"))
    assert any("kept apart: a subsidiary" in str(one) for one in graph.conflicts())
    assert "its old name" in (built.output / "report.md").read_text(encoding="utf-8")


def test_the_command_takes_judgements(tmp_path):
    from kg.cli import main

    table = tmp_path / "judgements.tsv"
    table.write_text(HEAD + "organization/docker\tsame\torganization/docker\tr\tme\t\n")
    assert main(["build", "--judgements", str(table), "--output", str(tmp_path / "output")]) == 1


@pytest.mark.usefixtures("unmeasured")
def test_a_judgement_of_what_no_source_mentions_is_told(tmp_path):
    table = tmp_path / "judgements.tsv"
    rows = (
        "organization/x.nobody\tsame\torganization/docker",
        "organization/docker\tunsure\torganization/heptio",
    )
    table.write_text(HEAD + "".join(f"{row}\tr\tme\t\n" for row in rows))
    *_, report = kg.build([], tmp_path / "output", judgements=[table], validate=False).reports
    [problem] = report.problems
    assert (problem.source, problem.place) == ("judgements.tsv", "line 2")
    assert problem.problem.endswith("is judged: organization/x.nobody and organization/docker")
    with pytest.raises(InputError, match="no source mentions"):
        kg.build([], tmp_path / "output", judgements=[table], strict=True)


# --- measured -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def benchmark_module():
    path = Path(__file__).parents[1] / "benchmarks" / "identity.py"
    spec = importlib.util.spec_from_file_location("identity_benchmark", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_merging_reaches_what_is_published(benchmark_module):
    module = benchmark_module
    pairs = module.read_pairs()
    assert len(pairs) >= 200
    assert min(sum(p.same for p in pairs), sum(not p.same for p in pairs)) >= 80
    for way in (module.one_by_one, module.together):
        found = way(pairs)
        assert found.precision >= 0.99, found.mistakes
        assert found.recall >= 0.95, found.mistakes
    others = [module.read_pairs(path) for path in module.OTHERS]
    wrong = [p for pairs in others for p in module.together(pairs).mistakes if not p.same]
    # What a table lists twice under one spelling, only its dealings can tell apart.
    assert len(wrong) <= 0.02 * sum(not p.same for pairs in others for p in pairs), wrong


@pytest.mark.usefixtures("unmeasured")
def test_dealings_let_more_pairs_be_recognized(benchmark_module):
    module = benchmark_module
    path = REAL / "investments" / "investments.csv"
    if not path.exists():
        pytest.skip("the real table of investments is not here")
    deals = module.Table(path)
    found = module.together(module.read_pairs(module.DRAWN[0], deals), deals)
    assert found.precision >= 0.99, found.mistakes
    assert found.recall >= 0.95, found.mistakes


@pytest.mark.usefixtures("unmeasured")
def test_a_build_tells_who_is_who_in_public_sources(benchmark_module):
    module = benchmark_module
    paths = {
        "cncf-landscape": "cncf-landscape/landscape.yml",
        "cncf-maintainers": "cncf-foundation/project-maintainers.csv",
        "kubernetes-community": "kubernetes-community/sigs.yaml",
        "docker-official-images": "docker-official-images/library",
    }
    if not all((REAL / path).exists() for path in paths.values()):
        pytest.skip("the real sources are not here")
    pairs = [
        pair
        for path in module.EXAMINED
        for pair in module.read_pairs(path)
        if not any(
            one.id.partition("/")[2].startswith("investments.") for one in (pair.one, pair.other)
        )
    ]
    given = [Given(name, REAL / path) for name, path in paths.items()]
    found = module.score(pairs, module.Build(given, pairs).are_one)
    assert found.precision >= 0.99, found.mistakes
    assert found.recall >= 0.95, found.mistakes


def test_each_known_name_says_where_it_can_be_checked_or_what_can_be_seen():
    lines = (ONTOLOGY / "identity" / "names.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        _, name, _, other, reason = line.split("\t")
        assert name != other
        # A year is a fact that no name shows: it needs an address.
        assert "http" in reason or not re.search(r"\b(19|20)\d\d\b", reason), line


@pytest.mark.usefixtures("unmeasured")  # Its time is taken.
def test_twenty_thousand_names_are_linked_in_seconds():
    words = ["Acme", "Blue", "Cloud", "Delta", "Echo", "Fox", "Green", "Hill", "Iron", "Jade"]
    names = [f"{a} {b} {c} {n}" for a in words for b in words for c in words for n in range(20)]
    things = [mention("x", name) for name in names]
    start = time.process_time()
    identities = Identities((), things)
    assert time.process_time() - start < 8
    assert len({identities.thing(thing.id) for thing in things}) == len(names)
