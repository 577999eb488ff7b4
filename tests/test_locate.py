"""A draft with words becomes a sheet with places; what is not there, or twice there, is told."""

import hashlib
import subprocess
import sys

import pytest

from kg.errors import InputError
from kg.sources.locate import Document, locate

TEXT = "Docker buys Orchard\n\nDocker Hub, says Docker, is not for sale.\n\nOrchard made Fig.\n"
DOCUMENT = Document(TEXT.encode())


def placed(line: str) -> str:
    return locate(line + "\n", DOCUMENT).rstrip("\n")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("«buys Orchard»", "buys Orchard"),
        ("«Docker #3»", "Docker"),
        ("«says…sale»", "says Docker, is not for sale"),
        ("«Orchard…Fig #2»", "Orchard made Fig"),
    ],
)
def test_words_become_their_place(given, words):
    paragraph, _, place = placed(f"evidence: {given}").removeprefix("evidence: ").partition(" ")
    start, end = map(int, place.split("-"))
    assert TEXT[start:end] == words
    assert TEXT.split("\n\n")[int(paragraph[1:]) - 1].find(words) >= 0


def test_a_name_is_found_wherever_it_is_no_part_of_a_longer_one():
    draft = "names:\n  software/x:\n    Docker Hub: «*»\n  organization/y:\n    Docker: «*»\n"
    lines = locate(draft, DOCUMENT).splitlines()
    assert lines[2] == "    Docker Hub: P2 21-31"
    assert lines[4] == "    Docker: [P1 0-6, P2 38-44]"


def test_a_name_can_be_looked_for_in_some_paragraphs_only():
    assert placed("    Orchard: «* P2-P3»") == f"    Orchard: P3 {TEXT.rindex('Orchard')}-71"


def test_the_digest_is_that_of_the_document():
    assert placed("digest: «digest»") == f"digest: {hashlib.sha256(TEXT.encode()).hexdigest()}"


@pytest.mark.parametrize(
    ("draft", "problem"),
    [
        ("evidence: «Compose»", "does not say 'Compose'"),
        ("evidence: «Docker»", "says 'Docker' 3 times: add #1, #2 ..."),
        ("evidence: «Docker #4»", "only 3 times"),
        ("evidence: «buys…Compose»", "does not say 'Compose' after 'buys'"),
        ("    Compose: «*»", "does not use the name 'Compose'"),
    ],
)
def test_what_is_not_found_is_told_with_its_line(draft, problem):
    with pytest.raises(InputError, match="draft, line 2") as caught:
        locate("# a draft\n" + draft, DOCUMENT)
    assert problem in str(caught.value)


def test_the_command_prints_the_sheet_or_what_is_wrong(tmp_path):
    draft, document = tmp_path / "draft.yaml", tmp_path / "document.md"
    document.write_text(TEXT)

    def run(text: str) -> subprocess.CompletedProcess[str]:
        draft.write_text(text)
        command = [sys.executable, "-m", "kg.sources.locate", str(draft), str(document)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert run("evidence: «Fig»\n").stdout == f"evidence: P3 {TEXT.index('Fig')}-80\n"
    broken = run("evidence: «Compose»\n")
    assert (broken.returncode, broken.stdout) == (1, "")
    assert "Traceback" not in broken.stderr
