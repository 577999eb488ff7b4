"""Draw pairs of mentions from real data, to be labelled by hand before anything is measured.

Usage: python benchmarks/draw_pairs.py SEED NAME=PATH... > pairs.tsv

Sources are named as for `kg build`. Half of the draws compare names of the sources about the
ecosystem with each other, half with those of the tables of investments, whose names are dirtier.
A draw is a random sample, the same for the same seed and data, of each of these, without the pairs
that are in a table of `identity/` already:

- alike         two names whose likeness is at least 85, but which are not one spelling
- continued     two names of which one begins with all the words of the other
- ending        a company's name, and that name with such words more as end companies' names
- merged        two names that the rules and tables, as they are, make one thing
- employers     two names of those for whom one person is said to work
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
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz, process

from kg.assets import ONTOLOGY
from kg.facts import FundingRound, Investment, Maintainership, Statement, Thing, kind_of
from kg.identity import Identities, KnownNames, read_judgements
from kg.identity.names import spellings
from kg.sources import Given, Report, read, readable

SIZES = {"alike": 16, "continued": 16, "ending": 14, "merged": 14, "employers": 14, "namesakes": 6}
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
    folder = ONTOLOGY / "identity"
    known = KnownNames.read(folder / "names.tsv")
    identities = Identities(read_judgements(folder / "judgements.tsv"), statements, known)
    names = sorted({one for thing in things for one in _named(thing)})
    print("sort\tkind\tone\tkeys\tother\tother_keys\tverdict\twhy")
    drawn = set(_labelled())
    for sort, pairs in (
        ("alike", _alike),
        ("continued", _continued),
        ("ending", _ending),
        ("merged", lambda all_: _merged(all_, identities)),
        ("employers", lambda all_: _employers(all_, jobs, identities)),
        ("namesakes", _namesakes),
    ):
        halves: dict[bool, list[Pair]] = {True: [], False: []}
        for one, other in sorted(pairs(names)):
            if spellings(one.name) != spellings(other.name) or sort == "namesakes":
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


def _merged(names: list[Named], identities: Identities) -> Iterator[Pair]:
    things: dict[str, list[Named]] = defaultdict(list)
    for one in names:
        if one.kind != "person":
            things[identities.thing(one.mention)].append(one)
    for those in things.values():
        for place, one in enumerate(those):
            yield from ((one, other) for other in those[place + 1 :])


def _employers(
    names: list[Named], jobs: Iterable[Maintainership], identities: Identities
) -> Iterator[Pair]:
    named: dict[str, set[Named]] = defaultdict(set)
    for one in names:
        named[one.mention].add(one)
    of: dict[str, set[Named]] = defaultdict(set)
    for job in jobs:
        if job.affiliation:
            of[identities.thing(job.person)] |= named[job.affiliation]
    for employers in of.values():
        yield from combinations(sorted(employers), 2)


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
