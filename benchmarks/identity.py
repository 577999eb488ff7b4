"""Precision and recall of merging, against pairs that were labelled by hand before measuring.

Usage: python benchmarks/identity.py [TABLE WITH company_name AND investor_name]

Four tables in `identity/` hold pairs of names as the public data sets write them, with the keys
that they give (`source=investments` is a name of that table), whether both are one thing, and why:

- `pairs.tsv`     chosen by hand; the table of known names was written with an eye on the same data
- `held-out.tsv`  labelled after the rules and that table were written
- `drawn-1.tsv`   drawn at random by `draw_pairs.py` from all the data, half of it from the tables
                  of investments. Measured first, with the rules of commit 15a131f: precision 0.906,
                  recall 0.762. The rules and the table were corrected by it since, so it is not
                  held out any more. A fifth of it are renamings without a key.
- `drawn-2.tsv`   a second draw, labelled before measuring; precision 1.000, recall 0.696 at once,
                  and nothing was corrected by it. Six of its seven misses are two records of one
                  table of investments, without a key: see `kg/identity/registers.py`.

Two labels that looking at the data proved wrong were corrected: Uber.com and Uber, Delver Ltd and
Delver. Each pair is linked twice: by itself, and among all the others, where a name may be
ambiguous and a wrong merge may draw in others. No judgement is read. With a table of investments,
the time of linking every name in it is told, too.
"""

from __future__ import annotations

import csv
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.assets import ONTOLOGY
from kg.facts import Thing
from kg.identity import Identities, KnownNames

PAIRS = Path(__file__).parent / "identity" / "pairs.tsv"
HELD_OUT = PAIRS.with_name("held-out.tsv")
DRAWN = [PAIRS.with_name(name) for name in ("drawn-1.tsv", "drawn-2.tsv")]
_TYPES = {"organization": "Organization", "software": "Software", "person": "Person"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names with their keys, and whether they name one thing."""

    one: Thing
    other: Thing
    same: bool
    why: str

    def __str__(self) -> str:
        names = " / ".join(thing.name["en"] for thing in (self.one, self.other))
        return f"{names} ({'one' if self.same else 'two'}: {self.why})"


@dataclass(frozen=True, slots=True)
class Score:
    """How merging fared.

    Attributes:
        precision: The share of merged pairs that are one thing.
        recall: The share of pairs that are one thing and were merged.
        mistakes: The pairs that were merged wrongly, or wrongly not.
    """

    precision: float
    recall: float
    mistakes: list[Pair]


def read_pairs(path: Path = PAIRS) -> list[Pair]:
    """Return the labelled pairs; the same name with the same keys is the same mention."""
    with path.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Pair(
                _thing(row["kind"], row["one"], row["keys"], f"s{table.line_num}a"),
                _thing(row["kind"], row["other"], row["other_keys"], f"s{table.line_num}b"),
                row["verdict"] == "same",
                row["why"],
            )
            for row in table
        ]


def _thing(kind: str, name: str, keys: str, place: str) -> Thing:
    given: dict[str, Any] = dict(key.split("=", 1) for key in keys.split())
    if "repository" in given:
        given["repository"] = (given["repository"],)
    id_ = f"{kind}/{given.pop('source', place)}.{place}"
    return Thing(id=id_, type=_TYPES[kind], name={"en": name}, evidence=(), **given)


def score(pairs: list[Pair], known: KnownNames, *, together: bool) -> Score:
    """Return how merging fares on the pairs, each by itself or all of them together."""
    everything = [thing for pair in pairs for thing in (pair.one, pair.other)]
    crowd = Identities((), everything, known) if together else None
    merged, right, mistakes = 0, 0, []
    for pair in pairs:
        found = crowd or Identities((), (pair.one, pair.other), known)
        one = found.thing(pair.one.id) == found.thing(pair.other.id)
        merged += one
        right += one and pair.same
        if one != pair.same:
            mistakes.append(pair)
    return Score(right / merged, right / sum(pair.same for pair in pairs), mistakes)


def _names(path: Path) -> Iterator[Thing]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        names = {row[column] for row in rows for column in ("company_name", "investor_name")}
    for number, name in enumerate(sorted(names)):
        yield Thing(
            id=f"organization/table.{number}", type="Organization", name={"en": name}, evidence=()
        )


def main() -> None:
    """Print what was measured."""
    known = KnownNames.read(ONTOLOGY / "identity" / "names.tsv")
    for path in (PAIRS, HELD_OUT, *DRAWN):
        pairs = read_pairs(path)
        same = sum(pair.same for pair in pairs)
        print(f"{path.name}: {len(pairs)} pairs, {same} of one thing, {len(pairs) - same} of two")
        for together in (False, True):
            found = score(pairs, known, together=together)
            way = "all pairs together" if together else "each pair by itself"
            print(f"  {way}: precision {found.precision:.3f}, recall {found.recall:.3f}")
            for pair in found.mistakes:
                print(f"    {'not merged' if pair.same else 'merged'}: {pair}")
    if len(sys.argv) > 1:
        things = list(_names(Path(sys.argv[1])))
        start = time.perf_counter()
        identities = Identities((), things, known)
        seconds = time.perf_counter() - start
        start = time.perf_counter()
        alike = identities.unjudged(things)
        looking = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        merged = len(identities.merges())
        print(
            f"{len(things)} names: linked in {seconds:.1f} s, {merged} merged; {len(alike)} pairs"
        )
        print(f"  to judge found in {looking:.1f} s; peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
