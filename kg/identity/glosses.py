"""Glosses: what a name says of itself, in a bracket or after a comma, beside the name.

That is the initials of the name, a remark on the state of who bears it, or another name of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_GLOSS: Final = re.compile(r"(.+?)(?:\s*\(([^()]+)\)|\s+[-–]\s+(.+))")
_SMALL: Final = {"and", "de", "der", "for", "of", "the", "und"}

_ANOTHER: Final = re.compile(
    r"[\s,(\[]+(?:formerly|previously|fka|f/k/a|f\.k\.a\.|aka|a/k/a|a\.k\.a\."
    r"|also known as|dba|d/b/a|doing business as)(?: known as| called|:)?\s+"
    # Who was at, of or part of another is not called so.
    r"(?!(?:an?|at|by|from|in|of|part|the|with)\b)([^()\[\],]+?)[\s)\]]*$",
    re.IGNORECASE,
)

_REMARK: Final = re.compile(
    # `Now` is no renaming: Innoveer Solutions (now Cloud Sherpas) was bought by them.
    r"\s*[(\[](?:non-?voting|emerit\w+|alumni|inactive|archived|retired|deprecated|defunct|wasm"
    r"|(?:acquired|bought|owned)\b[^()]*|now\b[^()]*|(?:a )?part of\b[^()]*"
    r"|an? [^()]+ (?:brand|business|company|project|subsidiary))[)\]]$"
    r"|,\s+an? .+ company$|,?\s+now (?:a )?part of .+$",
    re.IGNORECASE,
)


def initials_expanded(name: str) -> str:
    """Return a name without its initials, if a bracket or a dash parts them from it.

    >>> initials_expanded("Open Policy Agent (OPA)"), initials_expanded("OPA (Open Policy Agent)")
    ('Open Policy Agent', 'Open Policy Agent')
    >>> initials_expanded("Norwest Venture Partners - NVP"), initials_expanded("JiHu(GitLab)")
    ('Norwest Venture Partners', 'JiHu(GitLab)')
    """
    match = _GLOSS.fullmatch(name.strip())
    if match:
        parts = [part for part in match.groups() if part]
        for short, long in (parts[::-1], parts):
            words = re.findall(r"\w+", long.casefold())
            weighty = [word for word in words if word not in _SMALL]
            if len(words) > 1 and short.strip().casefold() in map(_initials, (words, weighty)):
                return long
    return name


def _initials(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words)


def without_remarks(name: str) -> str:
    """Return a name without a remark on the state of who bears it, and without another name.

    An owner who is named in it is no more than that: who is bought stays who it is.

    >>> without_remarks("Gateway (non-voting)"), without_remarks("Isovalent (acquired by Cisco)")
    ('Gateway', 'Isovalent')
    >>> without_remarks("Kong Inc. (formerly Mashape)"), without_remarks("JiHu(GitLab)")
    ('Kong Inc.', 'JiHu(GitLab)')
    """
    match = _ANOTHER.search(name) or _REMARK.search(name)
    return name[: match.start()] or name if match else name


def another_name(name: str) -> str:
    """Return the other name that a name tells, such as a former one; empty if it tells none.

    >>> another_name("Kong Inc. (formerly Mashape)"), another_name("Danal d/b/a BilltoMobile")
    ('Mashape', 'BilltoMobile')
    >>> another_name("Acme (formerly part of Apex)"), another_name("Innoveer (now Cloud Sherpas)")
    ('', '')
    """
    match = _ANOTHER.search(name)
    return match[1] if match and match.start() else ""
