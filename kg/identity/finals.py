"""Finals: the identifier that a thing gets when no editor gave it one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from kg.facts import kind_of
from kg.identity.clusters import Cluster
from kg.identity.keys import DECISIVE, LOGIN, SHARED, SLUG, WIKIDATA
from kg.identity.names import KnownNames, spellings
from kg.terms import slug


def finals(clusters: Iterable[Cluster], known: KnownNames) -> Iterator[tuple[Cluster, str]]:
    """Yield each thing with its identifier: the curated one, or one made of its name.

    Args:
        clusters: What is one thing each.
        known: Which of several names is the usual one.
    """
    clusters = list(clusters)
    taken = {id_ for cluster in clusters for id_ in cluster.curated}
    wanted: dict[str, list[Cluster]] = {}
    for cluster in clusters:
        if cluster.curated:
            # Of several, judgements say which is kept: see `Identities`.
            yield cluster, min(cluster.curated)
        elif not any(mention.is_told for mention in cluster.mentions):
            yield cluster, cluster.first_id
        else:
            wanted.setdefault(_simple_id(cluster, known), []).append(cluster)
    contested: list[tuple[str, Cluster]] = []
    for id_, claimants in sorted(wanted.items()):
        # Who bears a name comes before those whose name is inferred.
        named = [c for c in claimants if any(m.first for m in c.mentions)] or claimants
        if len(named) == 1 and id_ not in taken and not id_.endswith("/"):
            taken.add(id_)
            yield named[0], id_
            claimants = [c for c in claimants if c is not named[0]]
        contested += [(id_, cluster) for cluster in claimants]
    for id_, cluster in sorted(contested, key=lambda pair: (pair[0], pair[1].first_id)):
        final = next(one for one in _longer_ids(id_, cluster) if one not in taken)
        taken.add(final)
        yield cluster, final


def _simple_id(cluster: Cluster, known: KnownNames) -> str:
    """Return the identifier that the preferred name makes.

    That is the usual one if names are known, else the one that most mentions use.
    """
    kind = kind_of(cluster.first_id)
    counts: dict[str, int] = {}
    stated = [m for m in cluster.mentions if m.first] or cluster.mentions
    for mention in stated:
        weight = 1 + 2 * any(key.rank in DECISIVE for key in mention.keys)
        for name in list(mention.first or mention.also)[:1]:
            counts[name] = counts.get(name, 0) + weight
    best = next(iter(counts), "")
    if len(counts) > 1:
        best = min(
            counts,
            key=lambda name: (
                known.usual(kind, name) not in spellings(name), -counts[name], len(name), name
            ),
        )  # fmt: skip
    image = "-image" if cluster.mentions[0].family.endswith("ContainerImage") else ""
    return f"{kind}/{slug(best)}{image}"


def _longer_ids(id_: str, cluster: Cluster) -> Iterator[str]:
    """Yield identifiers for a thing whose name is not its alone, the best first."""
    kind, _, base = id_.partition("/")
    for rank in (SLUG, LOGIN, WIKIDATA, *SHARED):
        for value in sorted(cluster.keys.get(rank, ())):
            if key := slug(value):
                yield f"{kind}/{key}" if key.startswith(base) else f"{kind}/{base}-{key}"
    source_and_local = slug(cluster.first_id.partition("/")[2])
    last = f"{kind}/{base}-{source_and_local}" if base else f"{kind}/{source_and_local}"
    yield last
    yield from (f"{last}-{number}" for number in count(2))
