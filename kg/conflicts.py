"""Conflicts told as sentences: values that clash, likenesses kept apart, totals that do not add up.

Takes what `kg.reading` gathered and the rows of two named queries; knows no store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from kg.display import Displayed, counted, html_table, markdown
from kg.phrases import money
from kg.reading import Reading
from kg.telling import explain

_KEYS: Final = ("crunchbaseSlug", "homepage", "githubLogin", "repository", "wikidataId")

Kind = Literal["value", "apart", "total"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something on which sources disagree, or seem to.

    Attributes:
        kind: `value` for a property with several stated values; `apart` for things that look
            alike and are two, or of which nobody knows; `total` for a sum that its parts miss.
        about: The IRI of the statement or thing.
        sentence: What the conflict is, and what became of it.
    """

    kind: Kind
    about: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


class Conflicts(Displayed, list[Conflict]):
    """Conflicts, in the order in which they are told."""

    def lines(self) -> Iterator[str]:
        """Yield each conflict as a line."""
        yield from (f"- {conflict}" for conflict in self)

    def _repr_html_(self) -> str:
        return html_table(("kind", "conflict"), [(one.kind, one.sentence) for one in self])

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {markdown(one.sentence)}" for one in self) + "\n"


def conflicts(reading: Reading, rounds: Iterable[Any], totals: Iterable[Any]) -> Iterator[Conflict]:
    """Yield every conflict of a graph.

    Args:
        reading: What the consolidated graph says.
        rounds: The rows of the named query `rounds-of-one-letter`.
        totals: The rows of the named query `funding-audit`.
    """
    for node in sorted(reading.claims):
        yield from (Conflict("value", node, told) for told in explain(reading, node))
    for row in rounds:
        yield Conflict("apart", row.company, _same_letter(reading, row))
    for row in totals:
        told = _audited(reading, row)
        if told:
            yield Conflict("total", row.company, told)
    # Of these there are many, and no source contradicts another.
    for judgement in reading.judgements:
        if judgement["verdict"] != "Same":
            yield Conflict("apart", judgement["thing"], judged(reading, judgement))


def judged(reading: Reading, judgement: dict[str, str]) -> str:
    """Return a judgement of identity as a sentence."""
    one, other = (_named(reading, judgement[end]) for end in ("mention", "thing"))
    by = ", ".join(part for part in (judgement["by"], judgement["date"]) if part)
    why = f"{judgement['reason']}{f' ({by})' if by else ''}."
    match judgement["verdict"]:
        case "Same":
            return f"{one} and {other} are one: {why}"
        case "Different":
            return f"{one} and {other} are kept apart: {why}"
        case _:
            return f"Whether {one} and {other} are one is not known, so they are two: {why}"


def unjudged(reading: Reading, one: str, other: str) -> str:
    """Return why two things, of which nobody judged whether they are one, are two or are one."""
    if one == other:
        return f"{_named(reading, one)} is one thing, and all its mentions have its identifier."
    keys = [
        f"{reading.term(name)}: {reading.text(one, name)} and {reading.text(other, name)}"
        for name in _KEYS
        if reading.values(one, name) and reading.values(other, name)
    ]
    told = f" ({'; '.join(keys)})" if keys else ""
    return (
        f"{_named(reading, one)} and {_named(reading, other)} are two: "
        f"no key, name or judgement makes them one{told}."
    )


def _named(reading: Reading, iri: str) -> str:
    """Return a name with its identifier: two things that are kept apart may share a name."""
    local = iri.partition("/id/")[2]
    return f"{reading.label(iri)} ({local})" if iri in reading.labels else local


def _same_letter(reading: Reading, row: Any) -> str:
    told = [
        ", ".join(
            part
            for part in (
                name,
                f"of {money(amount, row.currency)}" if amount is not None else "",
                date or "undated",
            )
            if part
        )
        for name, amount, date in (
            (row.first, row.first_amount, row.first_date),
            (row.second, row.second_amount, row.second_date),
        )
    ]
    company = reading.label(row.company)
    return (
        f"{company} raised two rounds called Series {row.series}: {' and '.join(told)}. "
        "They are kept apart: company and letter identify no round."
    )


def _audited(reading: Reading, row: Any) -> str:
    """Return by how much a claimed total and the sum of the rounds differ, if they do."""
    difference = Decimal(row.difference)
    if not difference:
        return ""
    bound = f"{reading.term(row.bound.partition('#')[2])} " if row.bound else ""
    since = f" since {row.since}" if row.since else ""
    as_of = f" by {row.as_of}" if row.as_of else ""
    known = f"the {counted(row.rounds, 'round')} of known size"
    if not row.rounds:
        known = "no round of known size"
    sum_ = f" {'adds' if row.rounds == 1 else 'add'} up to {money(row.sum, row.currency)}"
    missing = f"; {row.without_amount} more without a sum" if row.without_amount else ""
    source = row.source.partition("/id/source/")[2]
    way = "more" if difference > 0 else "less"
    return (
        f"{reading.label(row.company)} is said to have raised {bound}"
        f"{money(row.claimed, row.currency)} in all{since}{as_of} "
        f"({source}): {known}{sum_ if row.rounds else ''}{missing}; "
        f"the total is {money(abs(difference), row.currency)} {way}."
    )
