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
    return str(caught.value).splitlines()


def test_a_sheet_without_fault_is_read(tmp_path):
    path = tmp_path / "sheet.yaml"
    path.write_text(HEAD + SEAT)
    assert len(read_sheets([REGISTER, path])[1].statements) == 1


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (SEAT.replace("P1 2-8", "P1 2-8, organisation: organization/ibm"),
         ("sheet.yaml, line 8, organisation: BoardSeat has no field 'organisation'; "
         "did you mean 'organization'?")),
        (SEAT.replace("jerry-yang", "jery-yang"),
         ("sheet.yaml, line 8, person: nothing is introduced as 'person/jery-yang'; "
         "did you mean 'person/jerry-yang'?")),
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
         "sheet.yaml, line 8, type: unknown type 'BoardSeet'; did you mean 'BoardSeat'?"),
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
    assert line == "sheet.yaml, line 7, fact: unknown part 'fact'; did you mean 'facts'?"


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
