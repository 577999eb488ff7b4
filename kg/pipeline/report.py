"""The report of a build: what the graph holds, and what could not be used, as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from kg.display import markdown, markdown_table
from kg.facts import Thing
from kg.graph import Graph
from kg.identity import Identities
from kg.pipeline.loading import Tally
from kg.sources import Report
from kg.terms import CE

_CANDIDATES_TOLD: Final = 50
"""How many pairs that look alike are named."""


def report_of(
    graph: Graph,
    tally: Tally,
    identities: Identities,
    reports: Sequence[Report],
    *,
    validated: bool,
) -> str:
    """Return the report of a build as Markdown."""
    relations = graph.run("relations")
    parts = [
        "# What this build holds\n",
        "## Things and statements by class\n",
        markdown_table(("class", "count"), [(k, str(n)) for k, n in sorted(tally.classes.items())]),
        "## Relations\n",
        markdown_table(
            ("relation", "count"), [(r.relation.removeprefix(CE), str(r[1])) for r in relations]
        ),
        "## Sources\n",
        markdown_table(
            ("source", "rank", "statements"),
            [(row[0], str(row[1]), str(row[2])) for row in graph.run("sources")],
        ),
        "## Conflicts\n",
        *[f"- {markdown(str(conflict))}\n" for conflict in graph.conflicts()],
        "\n## Identity\n",
        *_identity(identities, tally.things),
        *_unused(reports),
        *(["\n## Validation\n\nEvery shape of the ontology holds.\n"] if validated else []),
    ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _identity(identities: Identities, things: Sequence[Thing]) -> Iterator[str]:
    """Yield the part on identity: what was merged by whom, and what is left to judge."""
    merges = identities.merges()
    counts = Counter(judgement.author or "unsigned" for judgement in merges)
    yield markdown_table(("merged by", "mentions"), [(k, str(n)) for k, n in counts.most_common()])
    told = (f"{one.mention} is {one.thing}: {one.reason}" for one in merges if one.place)
    yield from (f"- {markdown(merge)}\n" for merge in told)
    unjudged = identities.unjudged(things)
    yield f"\n{len(unjudged)} pairs look alike and nobody has judged them. First those that dealt "
    yield "with the same partners, then the likest:\n\n"
    yield from (f"- {markdown(str(candidate))}\n" for candidate in unjudged[:_CANDIDATES_TOLD])


def _unused(reports: Sequence[Report]) -> Iterator[str]:
    """Yield the part that tells which records were not used, and why."""
    for report in reports:
        if report.skipped or report.unknown:
            yield f"\n## Not used of {report.source}, or not whole\n"
            rows = [(skipped.reason, str(skipped.count)) for skipped in report.skipped.values()]
            yield markdown_table(("reason", "records"), rows)
        problems = (*report.problems, *report.unknown.values())
        yield from (f"- {markdown(str(problem))}\n" for problem in problems)
