"""Mentions, and those that are one thing as far as is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from sys import intern
from typing import Final

from kg.facts import kind_of
from kg.identity.keys import HOMEPAGE, Key
from kg.identity.names import KnownNames, written

PARTS: Final = frozenset(
    ["capital", "cloud", "consulting", "federal", "finance", "foundation", "government", "music",
     "research", "ventures"]
)  # fmt: skip
"""Words that, put after a company's name, name a part of it that is no other name for it."""
_NONE: Final[frozenset[str]] = frozenset()


def is_mention(identifier: str) -> bool:
    """Tell whether an identifier is a source's own, such as `organization/cncf.red-hat`."""
    return "." in identifier.partition("/")[2]


def source_of(identifier: str) -> str:
    """Return the source whose mention an identifier is; empty if it is curated."""
    return intern(identifier.partition("/")[2].partition(".")[0]) if is_mention(identifier) else ""


@dataclass(slots=True)
class Mention:
    """What all statements of one identifier say of it."""

    id: str
    family: str
    source: str
    first: dict[str, None] = field(default_factory=dict)
    also: dict[str, None] = field(default_factory=dict)
    keys: dict[Key, None] = field(default_factory=dict)
    reasons: dict[tuple[str, str], None] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Its names, those that come first before the others."""
        return list(self.first | self.also) if self.also else list(self.first)

    @property
    def pages(self) -> list[str]:
        """Its homepages."""
        return [key.value for key in self.keys if key.rank == HOMEPAGE]

    @property
    def is_told(self) -> bool:
        """Whether anything is said of it by which it could be known."""
        return bool(self.names or self.keys)

    def settle(self) -> None:
        """Put what was gathered into an order of its own; names in Latin letters come first."""
        self.first, self.also = (
            dict.fromkeys(sorted(names, key=lambda name: (not name.isascii(), name)))
            if len(names) > 1
            else names
            for names in (self.first, self.also)
        )
        if len(self.keys) > 1:
            self.keys = dict.fromkeys(sorted(self.keys))


class Cluster:
    """Mentions that are one thing, as far as is known."""

    __slots__ = ("curated", "keys", "mentions", "usual")

    def __init__(self, mention: Mention, known: KnownNames) -> None:
        self.mentions = [mention]
        self.curated = _NONE if is_mention(mention.id) else frozenset([mention.id])
        self.keys: dict[int, set[str]] = {}
        for key in mention.keys:
            self.keys.setdefault(key.rank, set()).add(key.value)
        kind = kind_of(mention.id)
        self.usual = {known.usual(kind, form) for name in mention.names for form in written(name)}

    @property
    def first_id(self) -> str:
        """The first identifier in the alphabet."""
        return min(mention.id for mention in self.mentions)

    @property
    def is_known(self) -> bool:
        """Whether an editor or a key says which thing it is, and not a name alone."""
        return bool(self.curated or self.keys)

    @property
    def sources(self) -> set[str]:
        """The sources whose mentions it holds."""
        return {mention.source for mention in self.mentions}

    def is_namesake(self, other: Cluster) -> bool:
        """Tell whether both bear one name."""
        return not self.usual.isdisjoint(other.usual)

    def differs(self, other: Cluster, ranks: Iterable[int]) -> bool:
        """Tell whether a key of one of these ranks says that the two are not one."""
        return any(
            mine and theirs and mine.isdisjoint(theirs)
            for mine, theirs in ((self.keys.get(r), other.keys.get(r)) for r in ranks)
        )
