"""One thing as people read of it: its history in order, what holds without a date, its numbers.

Made of the plain values that `kg.network` gives; knows no store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from kg.display import Displayed, Html, html, html_table, link, markdown, markdown_table
from kg.terms import compact

if TYPE_CHECKING:
    import networkx as nx

_TOLD_TOGETHER: Final = ("CustomerRelationship", "Partnership", "Usage", "Membership")


@dataclass(frozen=True, slots=True)
class Moment:
    """Something dated that is told of a thing.

    Attributes:
        when: The time as stated, in EDTF; `by 2014-09-16` for what a source states as current on
            that day without a beginning.
        day: The first day that the time allows, in ISO form; the order of a history.
        told: The statement.
    """

    when: str
    day: str
    told: dict[str, Any]

    @property
    def row(self) -> tuple[str, str, str]:
        """The time, the sentence with its marks, and the sources."""
        return self.when, marks(self.told) + untimed(self.told), references(self.told)


@dataclass(frozen=True, slots=True, repr=False)
class Entity(Displayed):
    """Everything that the graph says of one thing.

    Attributes:
        iri: The thing.
        label: Its preferred name.
        kind: Its most specific class.
        names: All its names, each with `text` and `language`.
        homepage: Its address, or the empty text.
        relations: Its relations in both directions, each with its evidence; `as` says how it reads
            from this thing, `other` is the name of the thing at the other end.
        facts: What is said of it alone: rounds, observations, launches, names used by sources.
    """

    iri: str
    label: str
    kind: str
    names: list[dict[str, str]]
    homepage: str
    relations: list[dict[str, Any]]
    facts: list[dict[str, Any]]

    def timeline(self) -> list[Moment]:
        """Return everything dated about the thing, in order.

        An investment stands in its round's line if the round is the thing's own.
        """
        rounds = {told["iri"] for told in self.facts if told["kind"] == "FundingRound"}
        found = []
        for told in (*self.relations, *self.facts):
            day = told["start_earliest"] or told["earliest"] or told["latest"]
            when = told["when"]
            if not day and told["stated_on"]:
                day, when = told["stated_on"][0], f"by {told['stated_on'][0]}"
            if day and told.get("round") not in rounds:
                found.append(Moment(when, day, told))
        return sorted(
            found, key=lambda one: (one.day, one.when, one.told["kind"], one.told["sentence"])
        )

    def lines(self) -> Iterator[str]:
        """Yield the description as lines of plain text."""
        yield f"{self.label} ({self.kind})  {compact(self.iri)}"
        if also := self._also():
            yield also
        if self.homepage:
            yield self.homepage
        moments = self.timeline()
        history = [one for one in moments if one.told["kind"] != "Observation"]
        numbers = [one for one in moments if one.told["kind"] == "Observation"]
        for title, dated in (("History", history), ("Numbers", numbers)):
            if dated:
                yield from ("", title)
                yield from (f"  {line}" for line in lines_of(dated))
        yield from self._undated({one.told["iri"] for one in moments})

    def _undated(self, dated: set[str]) -> Iterator[str]:
        for title, told_of in self._rest(dated):
            yield from ("", title)
            for told in told_of:
                yield f"  {marks(told)}{told['sentence']}  [{references(told)}]"
                yield from (f"      {note}" for note in notes(told))

    def _rest(self, dated: set[str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Yield what has no date, and the names that sources use, each under a title."""
        rounds = {told["iri"] for told in self.facts if told["kind"] == "FundingRound"}
        rest = [
            told
            for told in (*self.relations, *self.facts)
            if told["iri"] not in dated and told.get("round") not in rounds
        ]
        for title, told_of in (
            ("Without a date", [one for one in rest if one["kind"] != "Naming"]),
            ("Names", [one for one in rest if one["kind"] == "Naming"]),
        ):
            if told_of:
                yield title, told_of

    def to_markdown(self) -> str:
        """Return the timeline as a Markdown table: when, what, and the sources."""
        return markdown_table(("when", "what", "sources"), (one.row for one in self.timeline()))

    def _repr_markdown_(self) -> str:
        return f"### {markdown(self.label)}\n\n{markdown(self._also())}\n\n{self.to_markdown()}"

    def _repr_html_(self) -> str:
        moments = self.timeline()
        rows = [
            (one.when, with_notes(marks(one.told) + untimed(one.told), one.told),
             source_links(one.told))
            for one in moments
        ]  # fmt: skip
        parts = [html_table(("when", "what", "sources"), rows)] if rows else []
        for title, told_of in self._rest({one.told["iri"] for one in moments}):
            undated = [
                (with_notes(marks(told) + told["sentence"], told), source_links(told))
                for told in told_of
            ]
            parts += [f"<p><b>{title}</b></p>", html_table(("what", "sources"), undated)]
        homepage = f"<p>{link(self.homepage, self.homepage)}</p>" if self.homepage else ""
        return (
            f'<h3 title="{html(self.iri)}">{html(self.label)} <small>{html(self.kind)}</small></h3>'
            f"<p>{html(self._also())}</p>{homepage}{''.join(parts)}"
        )

    def _also(self) -> str:
        others = dict.fromkeys(n["text"] for n in self.names if n["text"] != self.label)
        return f"also called {', '.join(others)}" if others else ""


def described(
    network: nx.MultiDiGraph[str],
    iri: str,
    tell: Callable[[Mapping[str, Any]], dict[str, Any]],
    inversely: Callable[[str], str],
) -> Entity:
    """Return everything that a network says of one of its things.

    Args:
        network: Things and relations.
        iri: The thing.
        tell: Gives a relation or fact with all that is told of it.
        inversely: Gives how a relation, by its name, reads from its other end.
    """
    nodes = network.nodes
    relations = [
        {**tell(told), "other": nodes[end]["label"], "as": told["label"].get("en", "")}
        for _, end, told in network.out_edges(iri, data=True)
    ]
    relations += [
        {**tell(told), "other": nodes[start]["label"], "as": inversely(told["relation"])}
        for start, _, told in network.in_edges(iri, data=True)
    ]
    relations.sort(key=lambda told: (told["relation"], told["when"], told["sentence"]))
    thing = nodes[iri]
    return Entity(
        iri, thing["label"], thing["kind"], thing["names"], thing["homepage"],
        relations, [tell(fact) for fact in thing["facts"]],
    )  # fmt: skip


def lines_of(moments: Sequence[Moment]) -> Iterator[str]:
    """Yield moments as lines: the time, the sentence, the sources; then what to know of each.

    Several relations that differ only in who stands at the other end share a line.
    """
    width = max((len(one.when) for one in moments), default=0)
    for _, group in groupby(moments, _alike):
        told = list(group)
        if len(told) == 1:
            when, sentence, sources = told[0].row
        else:
            when, relation = told[0].when, told[0].told["as"]
            sentence = f"{relation} {', '.join(one.told['other'] for one in told)}"
            sources = references(
                {"evidence": [place for one in told for place in one.told["evidence"]]}
            )
        yield f"{when:<{width}}  {sentence}  [{sources}]"
        yield from (f"{'':<{width}}    {note}" for one in told for note in notes(one.told))


def _alike(moment: Moment) -> tuple[str, ...]:
    """Return what relations share that may be told together: nothing that needs a note."""
    told = moment.told
    if told["kind"] not in _TOLD_TOGETHER or marks(told) or list(notes(told)):
        return (told["iri"],)
    return moment.when, told["kind"], told["as"]


def marks(told: dict[str, Any]) -> str:
    """Return what a reader must know before a sentence: disputed, former, inferred, possible."""
    found = [mark for mark in ("disputed", "former") if told[mark]]
    found += [f"{name} inferred" for name in told["inferred"]]
    # That a source used a name is known; since when it might have done so is of no interest.
    found += [] if told["certain"] or told["kind"] == "Naming" else ["possible"]
    return f"[{', '.join(found)}] " if found else ""


def untimed(told: dict[str, Any]) -> str:
    """Return the sentence of a statement without the time at its end."""
    sentence: str = told["sentence"]
    return sentence.removesuffix(f" ({told['when']})") if told["when"] else sentence


def references(told: Mapping[str, Any]) -> str:
    """Return the sources of a statement in short: `press/docker-series-c P12 P14`."""
    places: dict[str, list[str]] = {}
    for one in told["evidence"]:
        known = places.setdefault(one["source"], [])
        if one["short"] and one["short"] not in known:
            known.append(one["short"])
    return "; ".join(" ".join((source, *found)) for source, found in places.items())


def source_links(told: dict[str, Any]) -> Html:
    """Return the sources of a statement as links, each with the place in its tooltip."""
    places: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in told["evidence"]:
        places.setdefault((one["source"], one["url"]), []).append(one)
    links = []
    for (source, address), found in places.items():
        shorts = dict.fromkeys(one["short"] for one in found if one["short"])
        lines = evidence_lines({"evidence": found, "hedge": "", "claims": []})
        links.append(link(address, " ".join((source, *shorts)), "; ".join(dict.fromkeys(lines))))
    return Html("<br>".join(links))


def with_notes(sentence: str, told: dict[str, Any]) -> Html:
    """Return a sentence with the notes of its statement below it."""
    below = "".join(f"<br><small>{html(note)}</small>" for note in notes(told))
    return Html(f"{html(sentence)}{below}")


def notes(told: dict[str, Any]) -> Iterator[str]:
    """Yield a line for the hedge of a statement, and for each value that it disputes."""
    if told["hedge"]:
        yield f"note: {told['hedge']}"
    yield from _claims(told["claims"])


def evidence_lines(told: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each place that supports a statement, for its hedge and for each claim."""
    for one in told["evidence"]:
        by = f", says {' and '.join(one['said_by'])}" if one["said_by"] else ""
        yield f"{one['source']} ({one['published'] or 'undated'}), {one['place']}{by}"
    yield from notes(told)


def _claims(claims: Iterable[dict[str, Any]]) -> Iterator[str]:
    for claim in claims:
        verdict = "adopted" if claim["adopted"] else f"not adopted: {claim['reason']}"
        places = "; ".join(f"{e['source']} {e['place']}" for e in claim["evidence"])
        yield f"claimed {claim['property']} {claim['value']} ({verdict}) in {places}"
