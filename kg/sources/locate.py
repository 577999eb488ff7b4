"""Places in a text: an aid for whoever writes a fact sheet, which counts characters for them.

    python -m kg.sources.locate DRAFT DOCUMENT > SHEET

A draft is a fact sheet in which a place is given by the words that stand there, in guillemets:

    evidence: «Docker is buying Orchard»      the words, which the document has only once
    evidence: «Docker is…Laboratories»        from the first words up to and with the last ones
    evidence: «Docker #3»                     the third of several
    Orchard: «*»                              a name: every place, but for longer names in the draft
    Docker: «* P3 P5-P7»                      every place within these paragraphs
    digest: «digest»                          the SHA-256 of the document

The sheet has locators in their stead, and so no word of the document. Paragraphs are the blocks
between blank lines, from 1; characters are counted from 0 over the whole text.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kg.errors import InputError, KgError, Problem
from kg.files import read_exactly, read_text

_TOKEN: Final = re.compile(r"«([^«»]+)»")
_NAME: Final = re.compile(r"^\s+(?P<quote>[\"']?)(?P<name>.+?)(?P=quote):\s+«\*(?P<within>[^«»]*)»")
_NTH: Final = re.compile(r"(.+?)\s+#(\d+)")


class Document:
    """A text in which places are looked up."""

    def __init__(self, content: bytes) -> None:
        self.text = content.decode("utf-8")
        self.digest = hashlib.sha256(content).hexdigest()
        self.paragraphs = [
            block.start() for block in re.finditer(r"(?:^|\n\s*\n)(?=\S)", self.text)
        ]

    def locator(self, start: int, end: int) -> str:
        """Return a place as a fact sheet writes it, for example `P12 1034-1043`."""
        paragraph = sum(1 for first in self.paragraphs if first <= start)
        return f"P{paragraph} {start}-{end}"

    def find(self, words: str) -> str:
        """Return the place of some words.

        Raises:
            ValueError: The document does not have them, or has them more than once.
        """
        numbered = _NTH.fullmatch(words)
        wanted, nth = (numbered[1], int(numbered[2])) if numbered else (words, 0)
        first, ellipsis, last = wanted.partition("…")
        starts = [match.start() for match in re.finditer(re.escape(first), self.text)]
        if not starts:
            raise ValueError(f"the document does not say {first!r}")
        if len(starts) > 1 and not nth:
            raise ValueError(f"the document says {first!r} {len(starts)} times: add #1, #2 ...")
        if nth > len(starts):
            raise ValueError(f"the document says {first!r} only {len(starts)} times")
        start = starts[max(nth, 1) - 1]
        end = start + len(first)
        if ellipsis:
            at = self.text.find(last, end)
            if at < 0:
                raise ValueError(f"the document does not say {last!r} after {first!r}")
            end = at + len(last)
        return self.locator(start, end)

    def occurrences(self, name: str, longer: set[str], within: str) -> list[str]:
        """Return every place of a name that is not a part of a longer one.

        Raises:
            ValueError: There is none.
        """
        names = sorted((one for one in longer if name in one), key=len, reverse=True)
        pattern = "|".join(re.escape(one) for one in names)
        chosen = set(_paragraphs(within))
        places = [
            self.locator(*match.span())
            for match in re.finditer(pattern, self.text)
            if match.group() == name
        ]
        places = [one for one in places if not chosen or int(one.split()[0][1:]) in chosen]
        if not places:
            raise ValueError(f"the document does not use the name {name!r} there")
        return places


def locate(draft: str, document: Document) -> str:
    """Return a draft as a fact sheet, with each place in guillemets as a locator.

    Raises:
        InputError: One problem for each place that is not found, or not only once.
    """
    problems: list[Problem] = []
    matches = [_NAME.match(line) for line in draft.splitlines()]
    names = {match["name"] for match in matches if match}

    def place(line: str, number: int) -> Iterator[str]:
        name = _NAME.match(line)
        for index, part in enumerate(_TOKEN.split(line)):
            if not index % 2:
                yield part
                continue
            try:
                if part == "digest":
                    yield document.digest
                elif name and part.startswith("*"):
                    found = document.occurrences(name["name"], names, name["within"])
                    yield found[0] if len(found) == 1 else f"[{', '.join(found)}]"
                else:
                    yield document.find(part)
            except ValueError as error:
                problems.append(Problem(str(error), "draft", f"line {number}"))

    lines = [
        "".join(place(line, number)).rstrip() for number, line in enumerate(draft.splitlines(), 1)
    ]
    if problems:
        raise InputError(*problems)
    return "\n".join(lines) + "\n"


def _paragraphs(within: str) -> Iterator[int]:
    """Yield the numbers of paragraphs that a text such as `P3 P5-P7` names."""
    for first, last in re.findall(r"P(\d+)(?:-P(\d+))?", within):
        yield from range(int(first), int(last or first) + 1)


def main(arguments: list[str]) -> int:
    """Print the sheet that a draft becomes."""
    if len(arguments) != 2:
        print("usage: python -m kg.sources.locate DRAFT DOCUMENT", file=sys.stderr)
        return 2
    draft, document = map(Path, arguments)
    try:
        content, _ = read_exactly(document)
        sheet = locate(read_text(draft), Document(content))
    except KgError as error:
        print(error, file=sys.stderr)
        return 1
    sys.stdout.write(sheet)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
