"""One thing as people read of it: its history in order, what holds without a date, its numbers.

Made of the plain values that `kg.network` gives; knows no store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from kg.display import Displayed, Html, html, html_table, link, markdown, markdown_table
from kg.phrases import listed
from kg.terms import compact

if TYPE_CHECKING:
    import networkx as nx

_AT_EVENT: Final = "atEvent"
_AFFILIATION: Final = "affiliation"
_TOLD_TOGETHER: Final = ("CustomerRelationship", "Partnership", "Usage", "Membership")


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that is told of a thing, once.

    Attributes:
        when: The time as stated, in EDTF; `by 2014-09-16` for what a source states as current on
            that day without a beginning; empty for what has no date.
        day: The first day that the time allows, in ISO form; the order of a history.
        told: The statement.
        parts: The investments of which a round consists, if the round is the thing's own.
        events: At which events it happened.
    """

    when: str
    day: str
    told: dict[str, Any]
    parts: tuple[dict[str, Any], ...] = ()
    events: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The statement with its marks, without the time."""
        return f"{marks(self.told)}{untimed(self.told)}{self.at}"

    @property
    def at(self) -> str:
        """The end of a sentence that says where it happened."""
        return f", at {listed(self.events, 'en')}" if self.events else ""

    @property
    def evidence(self) -> list[dict[str, Any]]:
        """The places that support it, or a part of it."""
        return [place for told in (self.told, *self.parts) for place in told["evidence"]]

    @property
    def notes(self) -> list[str]:
        """What to know of it, and of its parts."""
        found: dict[str, list[str]] = {}
        for part in self.parts:
            for note in (*filter(None, [marks(part).strip()]), *notes(part)):
                found.setdefault(note, []).append(part["other"])
        return [*notes(self.told), *(f"{listed(who, 'en')}: {note}" for note, who in found.items())]

    @property
    def row(self) -> tuple[str, str, str]:
        """The time, the sentence with its marks, and the sources."""
        return self.when, self.sentence, references(self.evidence)


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
        """Return everything dated about the thing, in order, each statement once.

        An investment stands in its round's line if the round is the thing's own.
        """
        dated = [one for one in self._moments() if one.day]
        # What is told together stands together.
        dated.sort(
            key=lambda one: (
                one.day, one.when, one.told["kind"], one.told.get("as", ""), one.told["extra"],
                _sources(one.told), _done_for(one.told), one.told["sentence"],
            )
        )  # fmt: skip
        return dated

    def _moments(self) -> Iterator[Moment]:
        """Yield what is told of the thing: a round with its investments, and all with its events.

        A partnership of several is told once for each of the others.
        """
        from kg.reading import ENDS_BESIDE

        rounds = {told["iri"] for told in self.facts if told["kind"] == "FundingRound"}
        parts, events, rest = defaultdict(list), defaultdict(list), []
        stated = {told["iri"] for told in self.relations if told["relation"] not in ENDS_BESIDE}
        for told in self.relations:
            if told["relation"] in ENDS_BESIDE and told["iri"] in stated:
                if told["relation"] == _AT_EVENT:
                    events[told["iri"]].append(told["other"])
            elif told["round"] in rounds:
                parts[told["round"]].append(told)
            else:
                rest.append(told)
        for told in (*rest, *self.facts):
            day = told["start_earliest"] or told["earliest"] or told["latest"]
            when = told["when"] if day else ""
            if not day and told["stated_on"]:
                day, when = told["stated_on"][0], f"by {told['stated_on'][0]}"
            iri = told["iri"]
            yield Moment(when, day, told, tuple(parts[iri]), tuple(events[iri]))

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
        for title, told in (("History", history), ("Numbers", numbers), *self._undated()):
            if told:
                yield from ("", title)
                yield from (f"  {line}" for line in lines_of(told))

    def _undated(self) -> Iterator[tuple[str, list[Moment]]]:
        """Yield what has no date, and the names that sources use, each under a title."""
        rest = [one for one in self._moments() if not one.day]
        yield "Without a date", [one for one in rest if one.told["kind"] != "Naming"]
        yield "Names", [one for one in rest if one.told["kind"] == "Naming"]

    def to_markdown(self) -> str:
        """Return the timeline as a Markdown table: when, what, and the sources."""
        return markdown_table(("when", "what", "sources"), (one.row for one in self.timeline()))

    def _repr_markdown_(self) -> str:
        return f"### {markdown(self.label)}\n\n{markdown(self._also())}\n\n{self.to_markdown()}"

    def _repr_html_(self) -> str:
        parts = []
        for title, told in (("", self.timeline()), *self._undated()):
            rows: list[tuple[str, ...]] = [
                (one.when, with_notes(one.sentence, one.notes), source_links(one.evidence))
                for one in told
            ]
            if title and rows:
                rows = [row[1:] for row in rows]
                parts.append(f"<p><b>{title}</b></p>{html_table(('what', 'sources'), rows)}")
            elif rows:
                parts.append(html_table(("when", "what", "sources"), rows))
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
    gap = "  " if width else ""
    for _, group in groupby(moments, _alike):
        told = list(group)
        when, sentence, sources = told[0].row
        if len(told) > 1:
            first = told[0].told
            others = ", ".join(dict.fromkeys(one.told["other"] for one in told))
            sentence = (
                f"{what}{told[0].at}: {others}"
                if (what := _done_for(first))
                else f"{marks(first)}{first['as']} {others}{first['extra']}{told[0].at}"
            )
            sources = references([place for one in told for place in one.evidence])
        yield f"{when:<{width}}{gap}{sentence}  [{sources}]"
        # Several relations of one statement are told with the same notes.
        known = dict.fromkeys(note for one in told for note in one.notes)
        yield from (f"{'':<{width}}    {note}" for note in known)


def _alike(moment: Moment) -> tuple[Any, ...]:
    """Return what relations share that may be told together: nothing that needs a note."""
    told = moment.told
    done = _done_for(told)
    if not (done or told["kind"] in _TOLD_TOGETHER) or marks(told) or moment.notes:
        return (told["iri"],)
    if done:
        return moment.when, told["kind"], done, _sources(told), moment.events
    details = tuple(told["details"].items())
    return moment.when, told["kind"], told["as"], details, _sources(told), moment.events


def _done_for(told: Mapping[str, Any]) -> str:
    """Return what somebody does for an organization, of which it is told, without who does it."""
    if told.get("relation") != _AFFILIATION:
        return ""
    return untimed(told).removeprefix(str(told["other"])).strip()


def _sources(told: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted({place["source"] for place in told["evidence"]}))


def marks(told: dict[str, Any]) -> str:
    """Return what a reader must know before a sentence: disputed, former, inferred, possible."""
    found = [mark for mark in ("disputed", "former") if told[mark]]
    found += [f"{name} inferred" for name in told["inferred"]]
    # That a source used a name is known; since when it might have done so is of no interest.
    found += [] if told["certain"] or told["kind"] == "Naming" else ["possible"]
    return f"[{', '.join(found)}] " if found else ""


def untimed(told: Mapping[str, Any]) -> str:
    """Return the sentence of a statement without the time at its end."""
    sentence: str = told["sentence"]
    return sentence.removesuffix(f" ({told['when']})") if told["when"] else sentence


def references(evidence: Iterable[Mapping[str, Any]]) -> str:
    """Return places in short, by source: `press/docker-series-c P12 P14`."""
    places: dict[str, list[str]] = {}
    for one in evidence:
        known = places.setdefault(one["source"], [])
        if one["short"] and one["short"] not in known:
            known.append(one["short"])
    return "; ".join(" ".join((source, *found)) for source, found in places.items())


def source_links(evidence: Iterable[dict[str, Any]]) -> Html:
    """Return the sources of places as links, each with the place in its tooltip."""
    places: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in evidence:
        places.setdefault((one["source"], one["url"]), []).append(one)
    links = []
    for (source, address), found in places.items():
        shorts = dict.fromkeys(one["short"] for one in found if one["short"])
        lines = evidence_lines({"evidence": found, "hedge": "", "claims": []})
        links.append(link(address, " ".join((source, *shorts)), "; ".join(dict.fromkeys(lines))))
    return Html("<br>".join(links))


def with_notes(sentence: str, notes: Iterable[str]) -> Html:
    """Return a sentence with notes below it."""
    below = "".join(f"<br><small>{html(note)}</small>" for note in notes)
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
