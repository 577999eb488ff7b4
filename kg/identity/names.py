"""Names: which spellings are one name, which words of it are generic, and known aliases.

Knows no thing and merges nothing: it says which texts are compared, and why two texts are equal.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from kg.errors import InputError, Problem
from kg.identity.glosses import initials_expanded, without_remarks
from kg.identity.legal_forms import without_legal_form

# --- spelling -----------------------------------------------------------------------------------

_LETTERS: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
     "'": "", "’": "", "`": "", "&": " and "}
)  # fmt: skip
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_DOMAINS: Final = "ai|app|ch|cloud|com|de|dev|eu|fr|io|ly|me|net|nl|org|sh|tech|tv|uk|us"
_DOMAIN: Final = re.compile(
    # Any country's, but for the endings of programs' files: Node.js is NodeJS.
    rf"(?<=\w)\.(?=(?:{_DOMAINS})(?:[\s,]|$))|(?<=\w\w)\.(?!js\b|py\b|rb\b)(?=[a-z]{{2}}(?:[\s,]|$))"
)
_LAST_IS_DOMAIN: Final = re.compile(rf"(?<=\w)\s+(?=(?:{_DOMAINS})$)")
_DOTS: Final = re.compile(r"(?<=\w)\.(?=\w)|\.(?=\W|$)")
_BREAK: Final = re.compile(r"[^\w+#\x00]+|_")
_NUMBERS: Final = re.compile(r"(?<=\d) (?=\d)")
_AMPERSAND: Final = {"&", "+", "and"}
_LETTERS_ALONE: Final = 2
"""Words of so few letters may be initials, which an ampersand tells apart: H & M is not HM."""
_VENTURE_CAPITAL: Final = re.compile(r"(?<=\w )VC$")
_IN_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


@lru_cache(maxsize=1_000_000)
def spellings(name: str) -> tuple[str, ...]:
    """Return a name without case, accents, spaces and punctuation; empty if nothing is left.

    A dot before a domain's ending counts, unlike a space: `Cast.ai` is `CAST AI`, but `foc.us` is
    not `Focus`. So a name in words that ends in one has a second spelling, and so has one with
    umlauts: Müller is written Mueller, too. Numbers stay apart.

    >>> spellings("RedHat"), spellings("Red-Hat"), spellings("Ænix"), spellings("Core 24/7")
    (('redhat',), ('redhat',), ('aenix',), ('core24 7',))
    >>> spellings("CAST AI"), spellings("Cast.ai")
    (('castai', 'cast.ai'), ('cast.ai',))
    >>> spellings("Müller"), spellings("Mueller")
    (('muller', 'mueller'), ('mueller',))
    """
    if name.isascii() and name.isalpha():
        return (name.casefold(),)
    texts = (_plain(name),) if name.isascii() else (_plain(name), _lettered(name))
    found: dict[str, None] = {}
    for text in texts:
        found[_joined(_DOMAIN.sub("\0", text))] = None
        if (marked := _LAST_IS_DOMAIN.sub("\0", text)) != text:
            found[_joined(marked)] = None
    return tuple(key for key in found if key)


def _lettered(name: str) -> str:
    """Return a name in small letters, its umlauts as they are written where there are none."""
    composed = unicodedata.normalize("NFC", name.strip()).casefold()
    return _plain(composed.translate(_IN_LETTERS))


def _plain(name: str) -> str:
    """Return a name in small letters without accents, in which signs are what they were."""
    if name.isascii():
        return name.strip().casefold().translate(_LETTERS)
    folded = unicodedata.normalize("NFKD", name.strip()).casefold().translate(_LETTERS)
    # Only Latin accents go: the marks of kana and the parts of Hangul are letters.
    return unicodedata.normalize("NFC", _ACCENTS.sub("", folded))


def _joined(text: str) -> str:
    words = _BREAK.sub(" ", _DOTS.sub("", text)).strip()
    kept = _NUMBERS.sub("\1", words).replace(" ", "").replace("\1", " ")
    return kept.replace("\0", ".")


@lru_cache(maxsize=1_000_000)
def written(name: str) -> tuple[str, ...]:
    """Return a name as it is also written: without glosses, without an ampersand, with VC in full.

    Initials are told apart by an ampersand: BB&T is not BBT.

    >>> written("Ernst & Young"), written("H & M"), written("OPA (Open Policy Agent)")[1:]
    (('Ernst & Young', 'Ernst Young'), ('H & M',), ('Open Policy Agent',))
    >>> written("Northern Light VC")
    ('Northern Light VC', 'Northern Light Venture Capital')
    """
    words = name.split()
    kept = [word for word in words if word not in _AMPERSAND]
    drops = len(words) > len(kept) > 1 and all(len(word) > _LETTERS_ALONE for word in kept)
    joined = " ".join(kept) if drops else name
    forms = (name, initials_expanded(name), without_remarks(name), joined)
    in_full = (_VENTURE_CAPITAL.sub("Venture Capital", form) for form in forms)
    return tuple(dict.fromkeys((*forms, *in_full)))


# --- generic words --------------------------------------------------------------------------------

_GENERIC: Final = frozenset(
    ["communications", "computing", "group", "holding", "holdings", "international", "investments",
     "labs", "networks", "software", "systems", "technologies", "technology"]
)  # fmt: skip
"""Words that say what sort of company it is; by themselves they tell no two companies apart."""


def without_generic_words(name: str) -> str:
    """Return a name without its legal form and the generic words at its end; empty if none is.

    >>> without_generic_words("Dell Technologies, Inc."), without_generic_words("Dell")
    ('dell', '')
    """
    words = without_legal_form(name)[0].split()
    kept = len(words)
    while kept > 1 and words[kept - 1] in _GENERIC:
        kept -= 1
    return " ".join(words[:kept]) if kept < len(words) else ""


# --- names that are known -----------------------------------------------------------------------

_COLUMNS: Final = ["kind", "name", "verdict", "other", "reason"]


@dataclass(frozen=True, slots=True)
class KnownName:
    """A line of the table of names: that two names are, or are not, one organization's.

    Attributes:
        kind: The kind of thing that is named.
        name: A name.
        other: The name it is compared with: the usual one if they are the same, and if not, that
            of the whole, where the one is a part of the other.
        same: Whether they name one thing.
        reason: Why.
        place: The file and line that say so.
    """

    kind: str
    name: str
    other: str
    same: bool
    reason: str
    place: str


class KnownNames:
    """What editors know of names: aliases, renamings, and names that only look alike."""

    def __init__(self, rows: Iterable[KnownName] = ()) -> None:
        """Gather the rows; a chain of renamings leads to its last name.

        Raises:
            InputError: A name would stand for two things, or two names are one spelling.
        """
        self._usual: dict[tuple[str, str], KnownName] = {}
        self._others: dict[tuple[str, str], set[str]] = {}
        rows = list(rows)
        self.same = [row for row in rows if row.same]
        """The lines that tell another name."""
        self.different = [row for row in rows if not row.same]
        """The lines that tell two names apart."""
        for row in rows:
            if set(spellings(row.name)) & set(spellings(row.other)):
                raise _wrong(row, f"{row.name!r} and {row.other!r} are one spelling")
            if row.same:
                for key in spellings(row.name)[:1]:
                    earlier = self._usual.setdefault((row.kind, key), row)
                    if spellings(earlier.other) != spellings(row.other):
                        raise _wrong(row, f"{row.name!r} is {earlier.other!r} by another line")
        for row in rows:
            ends = [self.usual(row.kind, key) for key in (row.name, row.other)]
            if ends[0] == ends[1] and not row.same:
                raise _wrong(row, f"{row.name!r} and {row.other!r} are the same by other lines")
            if not row.same:
                self._others.setdefault((row.kind, ends[0]), set()).add(ends[1])

    @classmethod
    def read(cls, path: Path) -> KnownNames:
        """Read a tab-separated table: `kind`, `name`, `verdict`, `other` and `reason`.

        Raises:
            InputError: A line is not of that form, or contradicts another.
        """
        rows = []
        with path.open(encoding="utf-8", newline="") as lines:
            table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            if table.fieldnames != _COLUMNS:
                problem = "the columns are not " + ", ".join(_COLUMNS)
                raise InputError(Problem(problem, path.name, "line 1"))
            for row in table:
                place = f"line {table.line_num}"
                if None in row or not all(row.values()):
                    raise InputError(Problem("a line needs five columns", path.name, place))
                if row["verdict"] not in ("same", "different"):
                    problem = f"{row['verdict']!r} is no verdict on a name"
                    remedy = "write same or different"
                    raise InputError(Problem(problem, path.name, place, remedy))
                rows.append(
                    KnownName(row["kind"], row["name"], row["other"], row["verdict"] == "same",
                              row["reason"], f"{path.name} {place}")
                )  # fmt: skip
        return cls(rows)

    def row(self, kind: str, key: str) -> KnownName | None:
        """Return the line that makes a spelling an alias, or None."""
        return self._usual.get((kind, key))

    def usual_key(self, kind: str, key: str) -> str:
        """Return the spelling of the usual name for that of a name."""
        if (kind, key) not in self._usual:
            return key
        seen = []
        while (row := self._usual.get((kind, key))) is not None and key not in seen:
            seen.append(key)
            key = spellings(row.other)[0]
        if key in seen:
            raise _wrong(self._usual[kind, key], "these names go round in a circle")
        return key

    def usual(self, kind: str, name: str) -> str:
        """Return the spelling of the usual name for a name."""
        keys = spellings(name)
        return self.usual_key(kind, keys[0]) if keys else ""

    def others(self, kind: str, key: str) -> set[str]:
        """Return the usual spellings of what a name is not, such as the whole of which it is part.

        A thing that has both names, as where a company is listed by its business, is the other.
        """
        return self._others.get((kind, key), set())

    def apart(self, kind: str, one: str, other: str) -> bool:
        """Tell whether two spellings of usual names are known to be of two things."""
        return other in self.others(kind, one) or one in self.others(kind, other)


def _wrong(row: KnownName, problem: str) -> InputError:
    return InputError(Problem(problem, row.place, remedy="correct one of the lines"))
