"""Names in keys: the names that the Crunchbase slug and the homepage of an organization spell."""

from __future__ import annotations

from collections.abc import Iterator

from kg.identity.clusters import PARTS, Mention
from kg.identity.keys import HOMEPAGE, SLUG, Key
from kg.identity.names import spellings, without_generic_words, without_legal_form


def names_in_keys(mention: Mention) -> Iterator[tuple[str, Key]]:
    """Yield the spellings of names that the keys of an organization spell, each with its key."""
    for key in mention.keys:
        if key.rank == SLUG:
            told = key.value.replace("-", " ")
            # Google Cloud is listed under the slug of Google, of which it is a part.
            if not any(_is_more(name, told, mention) for name in mention.first):
                for name in (told, without_legal_form(told)[0]):
                    yield from ((text, key) for text in spellings(name)[:1])
        elif key.rank == HOMEPAGE and "/" not in key.value:
            yield from ((text, key) for text in spellings(key.value))
            label = key.value.partition(".")[0]
            if any(spellings(without_generic_words(name)) == (label,) for name in mention.names):
                yield label, key


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
