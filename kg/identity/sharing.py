"""What a page or a repository says of two that have it: they are one, or each a part of something.

Editors, stronger keys and known names have their say elsewhere.
"""

from __future__ import annotations

import re
from itertools import chain, product
from typing import Final

from kg.facts import kind_of
from kg.identity.clusters import PARTS, Cluster, Mention
from kg.identity.keys import HOMEPAGE, REPOSITORY, Key

_BRACKET: Final = re.compile(r"\s+\([^()]*\)$")
"""A remark of a list on what it lists: containerd (Wasm) is containerd."""


def says_one(key: Key, mentions: tuple[Mention, Mention], things: tuple[Cluster, Cluster]) -> bool:
    """Tell whether a page or a repository that two mentions have makes their things one."""
    one, other = things
    if _one_is_part(one, other):
        return False
    if key.rank == REPOSITORY and _repositories(mentions[0]) != _repositories(mentions[1]):
        return False  # The one holds more than the other.
    return one.is_namesake(other) or _may_have_two_names(key, one, other)


def _one_is_part(one: Cluster, other: Cluster) -> bool:
    """Tell whether one is named as a part of the other: IBM Research has IBM's homepage.

    Of software, any words more name a part, as Kubeflow Notebooks has Kubeflow's repository, but
    for `by` and whoever makes it.
    """
    is_software = kind_of(one.first_id) == "software"
    words = [
        [
            _BRACKET.sub("", name).casefold().split()
            for mention in cluster.mentions
            for name in mention.names
        ]
        for cluster in (one, other)
    ]
    return any(
        a[: len(b)] == b and ((is_software and a[len(b)] != "by") or PARTS & set(a[len(b) :]))
        for these, those in (words, reversed(words))
        for a in these
        for b in those
        if len(a) > len(b) > 0
    )


def _may_have_two_names(key: Key, one: Cluster, other: Cluster) -> bool:
    """Tell whether software of two names may be one that has a page or a repository.

    A page is often that of several, of which one is named with its maker before it: Artifactory is
    JFrog Artifactory. A repository is named for what it holds: what holds Kibana and Logstash is
    called `elastic/dockerfiles`. A company may have any domain.
    """
    if not key.family.startswith("software"):
        return True
    names = [["".join(filter(str.isalnum, n)) for n in those.usual if n] for those in (one, other)]
    if key.rank == HOMEPAGE:
        pairs = [sorted(pair, key=len) for pair in product(*names)]
        return any(long.startswith(short) or long.endswith(short) for short, long in pairs)
    told = "".join(filter(str.isalnum, key.value))
    return any(name in told for name in chain(*names))


def _repositories(mention: Mention) -> set[Key]:
    return {key for key in mention.keys if key.rank == REPOSITORY}
