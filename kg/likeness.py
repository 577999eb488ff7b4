"""How like two names are, and what someone who wrote an unknown one may have meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

PLAUSIBLE: Final = 80.0
"""From which likeness on a name may be what was meant: about one letter in five is wrong."""
_PART: Final = 70.0
_LONG: Final = 4
_BETWEEN_WORDS: Final = re.compile(r"[\s,_/-]+")


def folded(text: str) -> str:
    """Return a name as it is compared: without case and compatible forms."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def unpunctuated(text: str) -> str:
    """Return a folded name without spaces and punctuation; as it is, if nothing would be left.

    >>> unpunctuated("Docker, Inc.") == unpunctuated("docker inc")
    True
    >>> unpunctuated("C++") == unpunctuated("C")
    False
    """
    plain = folded(text)
    return "".join(char for char in plain if char.isalnum() or char in "+#") or plain


def likeness(wanted: str, known: str) -> float:
    """Return how like two folded names are: 100 for the same letters.

    By their letters; or at least 80 if all words of one are words of the other, or the other goes
    on after four letters or more, or one of so many is another; and 70 if the wanted one is a part
    of the other.

    >>> likeness("sequia", "sequoia") > PLAUSIBLE, likeness("foo", "micro focus") > PLAUSIBLE
    (True, False)
    >>> likeness("红衫资本", "红杉资本")
    80.0
    """
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Hamming

    by_letters = fuzz.ratio(wanted, known)
    words, others = _words(wanted), _words(known)
    goes_on = len(wanted) >= _LONG and known.startswith(wanted)
    if words <= others or others <= words or goes_on:
        return max(by_letters, PLAUSIBLE + by_letters * (100 - PLAUSIBLE) / 200)
    if len(wanted) == len(known) >= _LONG and Hamming.distance(wanted, known) == 1:
        return max(by_letters, PLAUSIBLE)
    return max(by_letters, _PART if wanted and wanted in known else 0.0)


@lru_cache(maxsize=16)  # What is looked for is compared with thousands of names.
def _words(text: str) -> frozenset[str]:
    return frozenset(_BETWEEN_WORDS.split(text))


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a remedy that names what is most like a word, or another if nothing is plausible.

    >>> did_you_mean("boards", ["board", "founders"])
    'did you mean board?'
    """
    wanted = folded(word)
    # Of two that differ in case alone, the one that is written alike.
    ranked = ((likeness(wanted, folded(name)), likeness(word, name), name) for name in known)
    score, _, best = max(ranked, default=(0.0, 0.0, ""))
    return f"did you mean {best}?" if score >= PLAUSIBLE else otherwise
