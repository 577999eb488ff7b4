"""A broken sheet gives one clear line for each thing that is wrong: file, line, field, remedy."""

from pathlib import Path

import pytest

from kg.assets import ONTOLOGY
from kg.errors import InputError
from kg.sources import read_sheets

REGISTER = ONTOLOGY / "identity" / "things.yaml"
HEAD = """\
source:
  key: press/test
  type: Article
  title: {en: A test}
  language: en
  rank: press
facts:
"""
SEAT = "  - {type: BoardSeat, person: person/jerry-yang, organization: organization/docker, evidence: P1 2-8}\n"  # noqa: E501


def problems(tmp_path: Path, text: str | bytes) -> list[str]:
    path = tmp_path / "sheet.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError) as caught:
        read_sheets([REGISTER, path])
    return str(caught.value).replace(f"{tmp_path}/", "").splitlines()


def test_a_sheet_without_fault_is_read(tmp_path):
    path = tmp_path / "sheet.yaml"
    # Some editors put a mark before the text, and end its lines otherwise.
    path.write_bytes((HEAD + SEAT).replace("\n", "\r\n").encode("utf-8-sig"))
    assert len(read_sheets([REGISTER, path])[1].statements) == 1


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (SEAT.replace("P1 2-8", "P1 2-8, organisation: organization/ibm"),
         ("sheet.yaml, line 8, organisation: BoardSeat has no field 'organisation'; "
         "did you mean organization?")),
        (SEAT.replace("jerry-yang", "jery-yang"),
         ("sheet.yaml, line 8, person: nothing is introduced as 'person/jery-yang'; "
         "did you mean person/jerry-yang?")),
        (SEAT.replace("organization/docker", "person/jerry-yang"),
         ("sheet.yaml, line 8, organization: 'person/jerry-yang' is no organization; "
         "write organization/some-name")),
        (SEAT.replace("P1 2-8", "P1 2-8, start: 2014-02-30"),
         ("sheet.yaml, line 8, start: the date '2014-02-30' is not in the calendar; "
         "write for example 2014, 2014-01, 2014-09-16 or 2014-09-16/..")),
        (SEAT.replace("P1 2-8", "page 3"),
         ("sheet.yaml, line 8, evidence: 'page 3' is no place in a text; "
         "write for example P12 1034-1043, or document")),
        (SEAT.replace(", evidence: P1 2-8", ""),
         "sheet.yaml, line 8: states no evidence; add for example evidence: P12 1034-1043"),
        (SEAT.replace("P1 2-8", "[]"),
         "sheet.yaml, line 8: states no evidence; add for example evidence: P12 1034-1043"),
        (SEAT.replace("BoardSeat", "BoardSeet"),
         "sheet.yaml, line 8, type: unknown type 'BoardSeet'; did you mean BoardSeat?"),
        (SEAT.replace("person: person/jerry-yang, ", ""),
         "sheet.yaml, line 8: BoardSeat lacks the field 'person'"),
        (SEAT.replace("P1 2-8", "P1 2-8, evidence: P1 3-9"),
         "sheet.yaml, line 8, evidence: is given twice; keep one of the two"),
    ],
)  # fmt: skip
def test_a_wrong_fact_is_one_line_with_file_line_and_field(tmp_path, fact, expected):
    assert problems(tmp_path, HEAD + fact) == [expected]


def test_a_person_cannot_be_the_company_of_a_round(tmp_path):
    fact = (
        "  - {type: FundingRound, id: funding-round/x-2014, name: {en: X}, "
        "company: person/jerry-yang, evidence: P1 2-8}\n"
    )
    [line] = problems(tmp_path, HEAD + fact)
    assert "company: 'person/jerry-yang' is no organization" in line


def test_unknown_fields_are_told_in_the_order_of_their_names(tmp_path):
    letters = "abcdefgh"
    unknown = ", ".join(f"{letter}: 1" for letter in reversed(letters))
    told = problems(tmp_path, HEAD + SEAT.replace("P1 2-8", f"P1 2-8, {unknown}"))
    assert [line.split(", ")[2].split(":")[0] for line in told] == list(letters)
    told = problems(tmp_path, HEAD + SEAT.replace("P1 2-8", f"{{at: P1 2-8, {unknown}}}"))
    assert [line.split("'")[1] for line in told] == list(letters)
    told = problems(tmp_path, HEAD + SEAT + unknown.replace(", ", "\n"))
    assert [line.split("'")[1] for line in told] == list(letters)


def test_all_problems_are_told_at_once(tmp_path):
    wrong = SEAT.replace("jerry-yang", "nobody") + SEAT.replace("BoardSeat", "Chair")
    assert len(problems(tmp_path, HEAD + wrong)) == 2


def test_bad_yaml_names_its_line(tmp_path):
    [line] = problems(tmp_path, "source: {key: [}\n")
    assert line.startswith("sheet.yaml, line 1: is not YAML: ")


def test_another_encoding_is_told_with_its_line(tmp_path):
    text = (HEAD + SEAT).replace("A test", "Ünïcode").encode("latin-1")
    [line] = problems(tmp_path, text)
    assert line == "sheet.yaml, line 4: is not UTF-8 text (byte 56); save it as UTF-8"


def test_an_unknown_part_is_named(tmp_path):
    [line] = problems(tmp_path, HEAD.replace("facts:", "fact:") + SEAT)
    assert line == "sheet.yaml, line 7, fact: unknown part 'fact'; did you mean facts?"


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(InputError, match=r"gone.yaml: cannot be read"):
        read_sheets([tmp_path / "gone.yaml"])


def test_parts_of_the_wrong_kind_are_told_once_each(tmp_path):
    assert problems(tmp_path, "source: 5\nfacts: {a: 1}\n") == [
        "sheet.yaml, line 1: the part 'source' must be a mapping"
    ]
    assert problems(tmp_path, "facts: []\n") == [
        "sheet.yaml, line 1: does not say which source it is of; add a source"
    ]


ROUND = "  - {type: FundingRound, id: funding-round/x, name: {en: X}, company: organization/docker, evidence: P1 2-8}\n"  # noqa: E501


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("rank: press", "rank: press\n  url: docker.com", "url: 'docker.com' is no web address"),
        (
            "rank: press",
            "rank: press\n  url: 'javascript:alert(1)'",
            "url: 'javascript:alert(1)' is",
        ),
        (
            "rank: press",
            "rank: 3",
            "rank: unknown rank 3; write announcement, press, dataset, bulk",
        ),
        ("rank: press", "rank: [press]", "rank: unknown rank ['press']"),
        ("key: press/test", "key: press/a b", "key: 'press/a b' is no key; write small letters"),
        ("key: press/test", "key: [a]", "key: input should be a valid string, not ['a']"),
        (
            "language: en",
            "language: e n",
            "language: 'e n' is no language tag; write for example en",
        ),
        ("{en: A test}", "{zh_CN: A test}", "title: 'zh_CN' is no language tag"),
        ("{en: A test}", "{en: ' '}", "title: the text in 'en' is empty"),
        ("{en: A test}", "{}", "title: is empty"),
        ("type: BoardSeat", "type: [BoardSeat]", "type: unknown type ['BoardSeat']"),
        ("P1 2-8", "P１ ２-８", "evidence: 'P１ ２-８' is no place in a text"),
        ("P1 2-8", "P1 2-8, start: '２０１４'", "start: the date '２０１４' is no EDTF date"),
        ("P1 2-8", "P1 2-8, hedge: {e n: so}", "hedge: 'e n' is no language tag"),
        ("P1 2-8", "P1 2-8, <<: {former: true}", "merge keys (<<) are not supported; write the"),
        ("P1 2-8", "P1 2-8, ? [a] : b", "a list or mapping is no name of a field"),
        (
            "funding-round/x",
            "funding-round/X y",
            "id: 'funding-round/X y' is no identifier; write f",
        ),
        ("funding-round/x", "[a]", "id: 'a' is no funding-round; write funding-"),
        ("name: {en: X}", "name: {en: ''}", "name: the text in 'en' is empty"),
        ("name: {en: X}", "name: {en: X}, amount: '４０'", "amount: '４０' is no number"),
        ("name: {en: X}", "name: {en: X}, amount: true", "amount: True is no number"),
        ("name: {en: X}", "name: {en: X}, amount: 1.0e+300", "amount: a number must be below 1e20"),
        ("name: {en: X}", f"name: {{en: X}}, amount: 0x{'f' * 6000}", "f...' has too many digits"),
        ("name: {en: X}", "name: {en: X}, series: ''", "series: is empty; leave it out"),
    ],
)
def test_a_value_that_no_graph_can_hold_is_told(tmp_path, old, new, expected):
    text = HEAD + SEAT + ROUND
    assert old in text
    [line] = [one for one in problems(tmp_path, text.replace(old, new)) if expected in one][:1]
    assert line.startswith("sheet.yaml, line ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("things: &a\n  organization/x: *a\n", "its aliases make it endless or too large"),
        ("facts: &a [*a, *a, *a]\n", "its aliases make it endless or too large"),
        ("a: &a [1,1,1,1,1,1,1,1,1]\n"
         + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in
                   zip("abcdefgh", "bcdefghi", strict=True)),
         "its aliases make it endless or too large"),
        ("facts: " + "[" * 200_000, "nest"),
        ("facts:\n" + "".join(" " * n + "-\n" for n in range(100)), "is nested too deeply"),
    ],
)  # fmt: skip
def test_a_trap_of_yaml_is_told_and_not_walked_into(tmp_path, text, expected):
    [line] = problems(tmp_path, text)
    assert expected in line


def test_an_alias_that_ends_is_welcome(tmp_path):
    path = tmp_path / "sheet.yaml"
    path.write_text(HEAD + SEAT.replace("P1 2-8", "&e [P1 2-8]") + ROUND.replace("P1 2-8", "*e"))
    assert len(read_sheets([REGISTER, path])[1].statements) == 2


def test_a_second_type_for_a_thing_is_told_with_both_places(tmp_path):
    thing = "things:\n  organization/docker: {type: Foundation, evidence: P1 2-8}\n"
    [line] = problems(tmp_path, HEAD.replace("facts:\n", thing))
    assert line.startswith(
        "sheet.yaml, line 8, organization/docker.type: is a Foundation here and a Company in "
    )
    assert "things.yaml, line " in line


def test_two_sheets_of_one_name_are_told_apart(tmp_path):
    paths = [tmp_path / folder / "sheet.yaml" for folder in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_text("facts: []\n")
    with pytest.raises(InputError) as caught:
        read_sheets(paths)
    assert [str(path) for path in paths] == [one.source for one in caught.value.problems]


def test_a_name_without_letters_is_told(tmp_path):
    text = HEAD.replace("facts:\n", "names:\n  organization/docker: {'': P1 2-8}\n")
    [line] = problems(tmp_path, text)
    assert "the form of a name is empty" in line
