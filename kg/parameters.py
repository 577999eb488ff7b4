"""The variables of a query, and how those are bound that it does not select.

The engine binds only variables that a query selects. For the others each group of patterns that a
query answers begins with a call that returns the value: the text names the variable, the value
itself comes to the engine as a term and is never written into the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Final

from kg.syntax import TEXTS_KEPT
from kg.terms import BASE, expand

_TOKEN: Final = re.compile(
    r'''"""(?:\\.|[^\\])*?""" | \'{3}(?:\\.|[^\\])*?\'{3}'''
    r"""| "(?:\\.|[^"\\\r\n])*" | '(?:\\.|[^'\\\r\n])*'"""
    r"""| (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-F]{4}|\\U[0-9A-F]{8})*>) | \#[^\r\n]*"""
    r"""| (?P<term>[\w.-]*:(?:\\.|[\w:.%-])*)"""
    r"""| (?P<sigil>[?$])(?P<name>\w+) | (?P<form>(?:SELECT|ASK|DESCRIBE)\b)"""
    r"""| (?P<sign>[{}()]) | \w+""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=TEXTS_KEPT)
def variables(text: str, sigils: str = "?$") -> Mapping[str, int]:
    """Return the variables of a query by name, each with the place at which it is first named.

    Args:
        text: The query.
        sigils: The signs that may stand before a name.

    >>> variables("SELECT ?a { ?a ?b $c FILTER(?a != '?d') } # ?e")
    {'a': 7, 'b': 15, 'c': 18}
    >>> variables("SELECT ?a { ?a ?b $c }", "$")
    {'c': 18}
    """
    found: dict[str, int] = {}
    for match in _TOKEN.finditer(text):
        if match["sigil"] and match["sigil"] in sigils:
            found.setdefault(match["name"], match.start())
    return found


def terms_of(text: str) -> list[str]:
    r"""Return the full IRIs that a query names, in order, by its own prefixes and the project's.

    What its PREFIX and BASE lines name is not among them.

    >>> terms_of("SELECT * { ?a ce:investedIn <https://docker.com/> . # ce:x")
    ['https://w3id.org/container-ecosystem/ontology#investedIn', 'https://docker.com/']
    >>> terms_of("PREFIX ce: <https://elsewhere/> ASK { ?a ce:b ?c }")
    ['https://elsewhere/b']
    >>> terms_of("ASK { id:place\\/paris ?a ?b }")
    ['https://w3id.org/container-ecosystem/id/place/paris']
    """
    prefixes: dict[str, str] = {}
    found: list[str] = []
    declared = ""
    for match in _TOKEN.finditer(text):
        if match["term"] and declared.upper() == "PREFIX":
            declared = match["term"]
        elif match["iri"]:
            iri = match["iri"][1:-1]
            if declared.endswith(":"):
                prefixes[declared[:-1]] = iri
            elif declared.upper() != "BASE":
                found.append(iri)
            declared = ""
        elif match["term"]:
            prefix, _, local = match["term"].rstrip(".").replace("\\", "").partition(":")
            known = prefixes.get(prefix)
            found.append(expand(f"{prefix}:{local}") if known is None else known + local)
        else:
            declared = match.group()
    return found


@lru_cache(maxsize=TEXTS_KEPT)
def has_inner_select(text: str) -> bool:
    """Say whether a query holds another, which knows nothing of the outer one's variables.

    >>> has_inner_select("SELECT ?a { { SELECT ?a { ?a ?b $c } } }")
    True
    >>> has_inner_select("SELECT ?a { ?a ?b $c }")
    False
    """
    depth = 0
    for match in _TOKEN.finditer(text):
        if match["form"] and depth:
            return True
        depth += {"{": 1, "}": -1}.get(match["sign"] or "", 0)
    return False


def function(name: str) -> str:
    """Return the address of the function that gives the value of a variable."""
    return f"{BASE}parameter#{name}"


def bound_first(text: str, names: Collection[str]) -> str:
    """Return a query in which each SELECT, ASK and DESCRIBE first binds some variables.

    >>> bound_first("SELECT ?a { ?a ?b ?c }", ["c"])  # doctest: +ELLIPSIS
    'SELECT ?a { BIND(<...parameter#c>() AS ?c) ?a ?b ?c }'
    """
    calls = "".join(f" BIND(<{function(name)}>() AS ?{name})" for name in sorted(names))
    ends = [0, *_openings(text), len(text)]
    parts = [text[start:end] for start, end in pairwise(ends)]
    return calls.join(parts)


def _openings(text: str) -> Iterator[int]:
    """Yield where the groups begin that the query and the queries in it answer."""
    depth = 0
    waiting: list[int] = []
    for match in _TOKEN.finditer(text):
        if match["form"]:
            waiting.append(depth)
        elif match["sign"] in ("(", "{"):
            if match["sign"] == "{" and waiting and waiting[-1] == depth:
                waiting.pop()
                if not re.match(r"(?:\s|#[^\r\n]*)*SELECT\b", text[match.end() :], re.I):
                    yield match.end()
            depth += 1
        elif match["sign"]:
            depth -= 1
