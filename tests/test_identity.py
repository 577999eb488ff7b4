"""Identity rests on judgements, and bad judgements are told."""

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.facts import Evidence, Investment, Partnership, Thing
from kg.identity import Identities, Judgement, Verdict, read_judgements

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
    assert Identities().unjudged(things) == [("acme", "organization/a", "organization/b")]
    different = judged("organization/a", "different", "organization/b")
    assert Identities([different]).unjudged(things) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\n", "the columns are not"),
        (HEAD + "organization/a\tsame\n", "six columns"),
        (HEAD + "organization/a\tperhaps\torganization/b\tr\tx\td\n", "is no verdict"),
        (HEAD + "organization/a\tsame\tperson/b\tr\tx\td\n", "of different kinds"),
    ],
)
def test_a_wrong_table_of_judgements_is_told_with_its_line(tmp_path: Path, text, message):
    path = tmp_path / "judgements.tsv"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_judgements(path)
