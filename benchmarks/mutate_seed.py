"""Does every detail of the announcement's sheet count? Changes each value in turn, and looks.

A mutant is alive if the sheet is still accepted and the announcement's graph is still the same.
`tests/test_seed.py` compares that graph with a reviewed file, so a mutant that is not alive makes
a test fail. Run: python benchmarks/mutate_seed.py
"""

import copy
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from kg.assets import ONTOLOGY
from kg.consolidate import described
from kg.errors import KgError
from kg.identity import Identities, read_judgements
from kg.rdf import description_triples, evidence_triples, identify, source_triples
from kg.sources import read_sheets

Place = tuple[str | int, ...]


def places(value: Any, at: Place = ()) -> Iterator[tuple[Place, str]]:
    """Yield each single value of a sheet, and where it stands."""
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in items:
            yield from places(inner, (*at, key))
    else:
        yield at, value


def mutated(text: str) -> str:
    """Return a value that is nearly the same."""
    if text in ("true", "false"):
        return "false" if text == "true" else "true"
    head, hyphen, tail = text.rpartition("-")
    if hyphen and tail.isdigit():
        return f"{head}-{int(tail) + 1:0{len(tail)}}"
    return str(int(text) + 1) if text.isdigit() else f"{text}x"


def triples_of(sheet: Any, folder: Path, identities: Identities) -> set[str]:
    """Return what the graph of a sheet holds."""
    path = folder / "sheet.yaml"
    path.write_text(yaml.safe_dump(sheet, allow_unicode=True), encoding="utf-8")
    dataset = read_sheets([ONTOLOGY / "identity" / "things.yaml", path])[1]
    statements = [identities.resolve(statement) for statement in dataset.statements]
    source = dataset.source
    told = [described(source, statement, identify(statement)) for statement in statements]
    triples = chain(
        source_triples(source),
        chain.from_iterable(map(description_triples, told)),
        chain.from_iterable(evidence_triples(place) for one in told for place in one.citations),
    )
    return {" ".join(map(str, triple)) for triple in triples}


def main() -> None:
    """Print how many mutants there were, and each that lives."""
    text = (ONTOLOGY / "facts" / "docker-series-c.yaml").read_text(encoding="utf-8")
    sheet = yaml.load(text, yaml.BaseLoader)  # noqa: S506  it makes nothing but text
    identities = Identities(read_judgements(ONTOLOGY / "identity" / "judgements.tsv"))
    alive, tried = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        original = triples_of(sheet, folder, identities)
        for part in ("things", "names", "facts"):
            for at, value in places(sheet[part], (part,)):
                mutant = copy.deepcopy(sheet)
                holder = mutant
                for key in at[:-1]:
                    holder = holder[key]
                holder[at[-1]] = mutated(value)
                tried += 1
                try:
                    if triples_of(mutant, folder, identities) == original:
                        alive.append((at, value))
                except KgError:
                    continue
    print(f"{tried} mutants, {len(alive)} alive")
    for at, value in alive:
        print(f"  {'.'.join(map(str, at))}: {value}")


if __name__ == "__main__":
    main()
