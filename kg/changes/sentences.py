"""Things and statements in a few words, as one build knows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import NamedNode

from kg.changes.described import Described, segment_of, values_of, words
from kg.phrases import money
from kg.results import python_value
from kg.terms import CE

SUMS: Final = ("amount", "target", "valuation", "contribution")
"""The properties whose value is a sum in the currency of its statement."""
ABOUT_THE_RECORD: Final = frozenset(
    ["from", "to", "relation", "type", "disputed",
     "disputedProperty", "inferredProperty", "earliest", "latest", "startEarliest", "startLatest",
     "endEarliest", "endLatest", "announcedEarliest", "announcedLatest", "sinceEarliest",
     "sinceLatest"]
)  # fmt: skip
"""The properties that say nothing of their own about the world."""

_IN_PASSING: Final = frozenset(["currency", "start", "end", "date", "hedge"])
_GROUPED: Final = ("party", "competitor")


def kind_of(described: Described, node: str) -> str:
    """Return what a thing or statement is, in words."""
    segment = segment_of(node)
    if segment == "software":
        types = values_of(described.said(node), "type")
        if f"{CE}ContainerImage" in types:
            return "image"
        return "project" if f"{CE}Project" in types else "software"
    if segment == "organization" and f"{CE}Group" in values_of(described.said(node), "type"):
        return "group"
    if segment == "membership":
        return "lead" if described.value(node, "title") else "member"
    return {"maintainership": "maintainer"}.get(segment, segment.replace("-", " "))


def value_of(described: Described, node: str, name: str) -> str:
    """Return a value of a node as people read it, sums with their currency."""
    values = described.said(node).get(name, ())
    if name in SUMS and values:
        return money(python_value(values[0]), described.value(node, "currency"))
    return described.text(values)


def sentence(described: Described, node: str) -> str:
    """Return a statement, or a round, with all that it says."""
    told = ", ".join((bare(described, node), *_details(described, node)))
    return told + when(described, node)


def bare(described: Described, node: str) -> str:
    """Return a statement without what may change of it."""
    match segment_of(node):
        case "maintainership":
            return f"{described.value(node, 'person')}: {described.value(node, 'project')}"
        case "membership":
            return f"{described.value(node, 'member')}: {described.value(node, 'group')}"
        case "maturity":
            return f"{described.value(node, 'project')}: {described.value(node, 'level')}"
    said = described.said(node)
    for name in _GROUPED:
        if name in said:
            return f"{described.text(said[name])}: {segment_of(node)}"
    if node in described.things:
        return described.label(node)
    if "relation" in said:
        relation = words(described.target(node, "relation").removeprefix(CE))
        return f"{described.value(node, 'from')} {relation} {described.value(node, 'to')}"
    return described.text(
        NamedNode(thing) for thing in sorted({one for _, one in described.references(node)})
    )


def when(described: Described, node: str) -> str:
    """Return the time of a statement in brackets, or the empty text."""
    start, end = described.value(node, "start"), described.value(node, "end")
    if start and not end:
        return f" (since {start})"
    told = f"{start}/{end}" if start or end else described.value(node, "date")
    return f" ({told})" if told else ""


def _details(described: Described, node: str) -> Iterator[str]:
    """Yield what a statement says beside the things that it is about."""
    said = described.said(node)
    if segment_of(node) == "membership":
        yield from filter(None, (described.value(node, name) for name in ("level", "title")))
    if affiliation := described.value(node, "affiliation"):
        yield f"for {affiliation}"
    if segment_of(node) in ("maintainership", "membership"):
        return
    if node in described.things:
        yield from (text for name in SUMS if (text := value_of(described, node, name)))
        return
    told = {value for name in ("from", "to", *_GROUPED) for value in said.get(name, ())}
    if "relation" not in said:
        told = {NamedNode(thing) for _, thing in described.references(node)}
    for name in sorted(said.keys() - ABOUT_THE_RECORD - _IN_PASSING - {"label", "affiliation"}):
        if not told.issuperset(said[name]):
            text = value_of(described, node, name)
            yield text if name in (*SUMS[:1], "level", "title") else f"{words(name)} {text}"
