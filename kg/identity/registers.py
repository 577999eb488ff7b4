"""Registers: sources whose names are those of records, so that two that differ are two records."""

from __future__ import annotations

import re
from typing import Final

from kg.identity.clusters import Cluster
from kg.identity.keys import SLUG
from kg.identity.legal_forms import without_legal_form
from kg.identity.names import spellings, written
from kg.terms import slug

REGISTERS: Final = frozenset(["crunchbase", "investments"])
"""The registers, as their mentions name them."""

_WORD: Final = re.compile(r"[^\W\d_][^\W\d_A-Z]+")

_DESCRIPTIONS: Final = frozenset(
    ["and", "angel", "angels", "business", "family", "founders", "friends", "funded", "individual",
     "individuals", "investor", "investors", "other", "others", "private", "self", "undisclosed"]
)  # fmt: skip
"""Words that say who invested and name nobody: Angel Investors LP is not any angel investors."""

_TAKEN: Final = re.compile(r"-(?=[a-f]*\d)[0-9a-f]{4}$")
"""What Crunchbase puts after a slug that is taken."""


def is_of_registers(cluster: Cluster) -> bool:
    """Tell whether no key, no editor and no other source says anything of a thing."""
    return not cluster.is_known and cluster.sources <= REGISTERS


def are_two_records(
    one: Cluster, other: Cluster, names: tuple[str, str], *, strangers: bool = False
) -> bool:
    """Tell whether a register lists the two, under names that say too little to make them one.

    In one table, Revolver is of Israel and Revolver Inc of Japan, and Meta is no alias of Facebook.
    Nor is Crowd Cast Crowdcast, as other investors backed the one than the other.

    Args:
        one: A thing.
        other: Another.
        names: The name of each by which they would be one.
        strangers: Whether a register has investors of both, and none in common.
    """
    if one.sources.isdisjoint(other.sources & REGISTERS):
        return False
    spelled = [{key for form in written(name) for key in spellings(form)} for name in names]
    bare = [without_legal_form(name)[0] for name in names]
    if any(_DESCRIPTIONS.issuperset(re.findall(r"\w+", one)) for one in bare):
        return True
    if spelled[0] & spelled[1]:
        return strangers and any(_is_one_word(*pair) for pair in zip(names, bare, strict=True))
    if not set(spellings(bare[0])) & set(spellings(bare[1])):
        # An alias; Arm Holdings, which is known to be Arm, says no other thing.
        short, long = sorted((one.split() for one in bare), key=len)
        return long[: len(short)] != short
    if any(" " in one for one in bare):
        return False
    return any(_is_one_word(*pair) for pair in zip(names, bare, strict=True))


def _is_one_word(name: str, bare: str) -> bool:
    """Tell whether a name without spaces is one word, and not two as ParkAround is."""
    start = max(name.casefold().find(bare), 0)
    return (
        " " not in bare
        and sum(len(word) > 2 for word in _WORD.findall(name[start : start + len(bare)])) < 2
    )


def is_elsewhere(name: str, other: Cluster) -> bool:
    """Tell whether another thing of that name had the slug that the name makes.

    Who has the slug `echo-d91c` came when `echo` was taken: a register's Echo is the other.
    """
    return any(
        _TAKEN.sub("", value) != value and _TAKEN.sub("", value) == slug(name)
        for value in other.keys.get(SLUG, ())
    )
