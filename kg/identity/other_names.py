"""Other names: those that the keys of a thing spell, and those that its name tells of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from kg.facts import kind_of
from kg.identity.clusters import PARTS, Mention
from kg.identity.glosses import another_name
from kg.identity.keys import HOMEPAGE, RANKS, REPOSITORY, SLUG, Key
from kg.identity.legal_forms import without_legal_form
from kg.identity.names import spellings, without_generic_words, written
from kg.identity.registers import REGISTERS

_SHORTEST: Final = 3
"""Of fewer letters, the beginning of an account says nothing."""

_SHORTENED: Final = re.compile(
    # As often a part or an owner: Oracle Labs, Broadcom Software, Booking Holdings.
    r"(?P<short>.*?\w\w)(?: (?:group|systems|technolog(?:ies|y))"
    r"|\.(?:ai|app|cloud|dev|io|net|org|tech)| (?-i:(?:by|from) [A-Z].*))",
    re.IGNORECASE,
)
"""A name that goes on as hardly any part's does: with what sort of company it is, with the ending
of its domain, or with who owns it, as in Portworx by Pure Storage."""


class OtherName(NamedTuple):
    """Another name of a thing, which it does not bear.

    Attributes:
        spelling: The name as names are compared.
        name: The name as it is told.
        rule: By which rule it is one.
        how: What it is of the thing, as a reason says it.
        is_short: Whether it may be less than the whole name.
    """

    spelling: str
    name: str
    rule: str
    how: str
    is_short: bool = False


def other_names(mention: Mention) -> Iterator[OtherName]:
    """Yield the other names of a mention: a former one, what its keys spell, and one in short."""
    for name in mention.names:
        if len(written(name)) > 1 and (other := another_name(name)):
            for text in {*spellings(other), *spellings(without_legal_form(other)[0])}:
                yield OtherName(text, other, "other name", "another name of")
    spelled = _in_account if kind_of(mention.id) == "software" else _in_key
    for key in mention.keys:
        for text in spelled(key, mention):
            told = key.value.replace("-", " ")
            how = f"spelled by the {RANKS[key.rank][0]} {key.value!r} of"
            yield OtherName(text, told, "name in a key", how, key.rank == HOMEPAGE)
    if kind_of(mention.id) == "organization" and mention.source not in REGISTERS:
        yield from _in_short(mention)


def _in_short(mention: Mention) -> Iterator[OtherName]:
    """Yield the names of an organization without an ending that says nothing of who it is."""
    for name in mention.first:
        for told in dict.fromkeys((name, without_legal_form(name)[0])):
            if match := _SHORTENED.fullmatch(told):
                for text in spellings(match["short"]):
                    yield OtherName(text, match["short"], "short name", "the short form of", True)


def _in_key(key: Key, mention: Mention) -> Iterator[str]:
    """Yield the spellings of names that a key of an organization spells."""
    if key.rank == SLUG:
        told = key.value.replace("-", " ")
        # Google Cloud is listed under the slug of Google, of which it is a part.
        if not any(_is_more(name, told, mention) for name in mention.first):
            for name in (told, without_legal_form(told)[0]):
                yield from spellings(name)[:1]
    elif key.rank == HOMEPAGE and "/" not in key.value:
        yield from spellings(key.value)
        label = key.value.partition(".")[0]
        if any(spellings(without_generic_words(name)) == (label,) for name in mention.names):
            yield label


def _in_account(key: Key, mention: Mention) -> Iterator[str]:
    """Yield the spelling of the account that holds a program's repository and begins with its name.

    Flux, of `github.com/fluxcd/flux2`, is FluxCD; Docker Compose, of `github.com/docker/compose`,
    is not Docker.
    """
    if key.rank == REPOSITORY and key.value.startswith(("github.com/", "gitlab.com/")):
        forms = {form for name in mention.first for form in written(name)}
        names = {text for form in forms for text in spellings(form)}
        for text in spellings(key.value.split("/")[1]):
            if any(len(name) >= _SHORTEST and text.startswith(name) for name in names):
                yield text


def _is_more(name: str, told: str, mention: Mention) -> bool:
    """Tell whether a name says more than what a slug spells, and so may be a part's.

    A generic word, a legal form or the ending of a domain is no more; nor is any word but that of a
    part where the homepage spells what the slug does: Wehkamp Retail Group has `wehkamp.nl`.
    """
    longer, shorter = (without_legal_form(one)[0].split() for one in (name, told))
    more = set(longer[len(shorter) :])
    if longer[: len(shorter)] != shorter or not more:
        return False
    label = "".join(shorter)
    return bool(more & PARTS) or not (
        without_generic_words(name).split() == shorter
        or any(text.startswith(f"{label}.") for text in spellings(name))
        or any(page.startswith(f"{label}.") and "/" not in page for page in mention.pages)
    )
