"""Draw pairs of mentions from real data, to be labelled by hand before anything is measured.

Usage: python benchmarks/draw_pairs.py SEED NAME=PATH... > pairs.tsv

Sources are named as for `kg build`. Half of the draws compare names of the sources about the
ecosystem with each other, half with those of the tables of investments, whose names are dirtier.
A draw is a random sample, the same for the same seed and data, of each of these, without the pairs
that are in a table of `identity/` already. What the rules make of a pair has no part in it; some
sorts are such that many of their pairs are one thing, as pairs at random hardly ever are:

- alike         two names whose likeness is at least 85
- continued     two names of which one begins with all the words of the other
- ending        a company's name, and that name with such words more as end companies' names
- spelled       two names with the same letters and digits, whatever their case and accents
- neighbours    two names of which one begins with the letters of the other, and whose homepages are
                of one domain or whose repositories are of one account
- partners      two such names, of two companies with one investor or two investors in one company
- employers     two names of those for whom one person is said to work, with one letter first
- namesakes     two mentions of persons of like names

What a source gives as keys stands beside the name, and its own name, if it is a table of
investments. The verdict is left open: look both up, then write `same` or `different` and why, and
drop the pairs that nobody can decide.
"""

from __future__ import annotations

import csv
import random
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz, process

from kg.facts import FundingRound, Investment, Maintainership, Statement, Thing, kind_of
from kg.identity.keys import page_of
from kg.sources import Given, Report, read, readable

SIZES = {"alike": 8, "continued": 14, "ending": 24, "spelled": 32, "neighbours": 30,
         "partners": 60, "employers": 16, "namesakes": 8}  # fmt: skip
LEAST = 85.0
_ENDINGS = frozenset(
    ["ag", "ai", "co", "com", "communications", "company", "computing", "corp", "corporation",
     "gmbh", "group", "holding", "holdings", "hq", "inc", "incorporated", "international", "io",
     "kk", "lab", "labs", "limited", "llc", "llp", "lp", "ltd", "networks", "oy", "plc", "pvt",
     "sa", "se", "services", "software", "solutions", "spa", "srl", "systems", "tech",
     "technologies", "technology"]
)  # fmt: skip
_TABLES = ("investments", "crunchbase")


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """A name with the keys that a source gives beside it, as a line of a table of pairs has it."""

    kind: str
    name: str
    keys: str
    mention: str
    wide: bool


Pair = tuple[Named, Named]


def main() -> None:
    """Print the pairs, each sort in turn."""
    chance = random.Random(sys.argv[1])  # noqa: S311  nothing here is secret
    statements: list[Statement] = []
    for given in readable([Given.parse(one) for one in sys.argv[2:]]):
        for _, stated in read(given, Report(given.name)):
            if isinstance(stated, Thing | Maintainership | FundingRound | Investment):
                statements.append(stated)
    things = [one for one in statements if isinstance(one, Thing)]
    jobs = [one for one in statements if isinstance(one, Maintainership)]
    names = sorted({one for thing in things for one in _named(thing)})
    print("sort\tkind\tone\tkeys\tother\tother_keys\tverdict\twhy")
    drawn = set(_labelled())
    for sort, pairs in (
        ("alike", _alike),
        ("continued", _continued),
        ("ending", _ending),
        ("spelled", _spelled),
        ("neighbours", _neighbours),
        ("partners", lambda all_: _partners(all_, statements)),
        ("employers", lambda all_: _employers(all_, things, jobs)),
        ("namesakes", _namesakes),
    ):
        halves: dict[bool, list[Pair]] = {True: [], False: []}
        for one, other in sorted(pairs(names)):
            if one.name != other.name or sort == "namesakes":
                halves[one.wide or other.wide].append((one, other))
        for wide in (False, True):
            chance.shuffle(halves[wide])
            left = SIZES[sort]
            for one, other in halves[wide]:
                both = frozenset((one.name.casefold(), other.name.casefold()))
                if left and both not in drawn:
                    drawn.add(both)
                    left -= 1
                    print(sort, one.kind, one.name, one.keys, other.name, other.keys, "", "",
                          sep="\t")  # fmt: skip


def _labelled() -> Iterator[frozenset[str]]:
    for path in sorted((Path(__file__).parent / "identity").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield frozenset((row["one"].casefold(), row["other"].casefold()))


def _named(thing: Thing) -> Iterator[Named]:
    kind = kind_of(thing.id)
    if kind not in ("organization", "software", "person") or thing.type in (
        "ContainerImage", "Group",
    ):  # fmt: skip
        return
    source = thing.id.partition("/")[2].partition(".")[0]
    keys = {
        "crunchbase_slug": thing.crunchbase_slug, "github_login": thing.github_login,
        "homepage": thing.homepage, "repository": next(iter(thing.repository), ""),
    }  # fmt: skip
    if source in _TABLES:
        keys["source"] = source
    told = " ".join(f"{k}={v}" for k, v in keys.items() if v and " " not in v)
    if "name" not in thing.inferred:
        for name in thing.name.values():
            yield Named(kind, name, told, thing.id, source in _TABLES)


def _of_two_kinds(names: Iterable[Named]) -> Iterator[tuple[list[Named], list[Named]]]:
    """Yield, for organizations and for software, the names of the ecosystem and all names."""
    for kind in ("organization", "software"):
        these = [one for one in names if one.kind == kind]
        yield [one for one in these if not one.wide], these


def _alike(names: list[Named]) -> Iterator[Pair]:
    for few, all_ in _of_two_kinds(names):
        texts = [one.name.casefold() for one in all_]
        for one in few:
            for _, _, place in process.extract(
                one.name.casefold(), texts, scorer=fuzz.ratio, score_cutoff=LEAST, limit=8
            ):
                if one < all_[place]:
                    yield one, all_[place]


def _continued(names: list[Named]) -> Iterator[Pair]:
    for few, all_ in _of_two_kinds(names):
        yield from ((one, other) for one, other, _ in _begun(few, all_))


def _ending(names: list[Named]) -> Iterator[Pair]:
    these = [one for one in names if one.kind == "organization"]
    yield from ((one, other) for one, other, more in _begun(these, these) if more <= _ENDINGS)


def _begun(few: list[Named], all_: list[Named]) -> Iterator[tuple[Named, Named, set[str]]]:
    """Yield a name, one that begins with all its words, and what the other has more."""
    begins: dict[str, list[tuple[Named, set[str]]]] = defaultdict(list)
    for other in all_:
        words = re.split(r"[\s.,-]+", other.name.casefold())
        for end in range(1, len(words)):
            begins[" ".join(words[:end])].append((other, {word for word in words[end:] if word}))
    for one in few:
        for other, more in begins.get(" ".join(re.split(r"[\s.,-]+", one.name.casefold())), ()):
            yield one, other, more


def _spelled(names: list[Named]) -> Iterator[Pair]:
    these = [one for one in names if one.kind != "person"]
    yield from _of_one_block(these, lambda one: {(one.kind, _letters(one.name))})


def _neighbours(names: list[Named]) -> Iterator[Pair]:
    these = [one for one in names if one.kind != "person"]
    pairs = _of_one_block(these, lambda one: {(one.kind, place) for place in _places(one)})
    yield from filter(_one_goes_on, pairs)


def _places(one: Named) -> Iterator[str]:
    """Yield the domain of a homepage, and the account of a repository."""
    for key in one.keys.split():
        rank, _, address = key.partition("=")
        host, *path = page_of(address).split("/")
        if rank == "homepage" and host:
            yield ".".join(host.split(".")[-2:])
        if rank == "repository" and path:
            yield f"{host}/{path[0]}"


def _partners(names: list[Named], statements: Iterable[Statement]) -> Iterator[Pair]:
    partners: dict[str, set[str]] = defaultdict(set)
    rounds = {one.id: one for one in statements if isinstance(one, FundingRound)}
    for deal in statements:
        if isinstance(deal, Investment) and deal.funding_round in rounds:
            company = rounds[deal.funding_round].company
            partners[company].add(f"by {deal.investor}")
            partners[deal.investor].add(f"in {company}")
    these = [one for one in names if one.kind == "organization"]
    # By their first two letters first, as some have partners by the hundred.
    pairs = _of_one_block(
        these, lambda one: {(_letters(one.name)[:2], who) for who in partners[one.mention]}
    )
    yield from filter(_one_goes_on, pairs)


def _employers(
    names: list[Named], things: Iterable[Thing], jobs: Iterable[Maintainership]
) -> Iterator[Pair]:
    person = {one.id: (one.github_login or one.id).casefold() for one in things}
    of: dict[str, set[str]] = defaultdict(set)
    for job in jobs:
        if job.affiliation:
            of[job.affiliation].add(person.get(job.person, job.person))
    yield from _of_one_block(
        names, lambda one: {(who, _letters(one.name)[:1]) for who in of[one.mention]}
    )


def _one_goes_on(pair: Pair) -> bool:
    short, long = sorted((_letters(one.name) for one in pair), key=len)
    return long.startswith(short)


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(one for one in plain if one.isalnum())


def _of_one_block(
    names: Iterable[Named], blocks: Callable[[Named], set[tuple[str, ...]]]
) -> Iterator[Pair]:
    """Yield the pairs of names that are in one block, each once."""
    of: dict[tuple[str, ...], list[Named]] = defaultdict(list)
    for one in names:
        for block in blocks(one):
            if all(block):
                of[block].append(one)
    yield from {pair for those in of.values() for pair in combinations(sorted(those), 2)}


def _namesakes(names: list[Named]) -> Iterator[Pair]:
    persons = [one for one in names if one.kind == "person"]
    texts = [one.name.casefold() for one in persons]
    for place, one in enumerate(persons):
        for _, _, found in process.extract(
            texts[place], texts, scorer=fuzz.token_sort_ratio, score_cutoff=90, limit=4
        ):
            if found > place and one.mention != persons[found].mention:
                yield one, persons[found]


if __name__ == "__main__":
    main()
