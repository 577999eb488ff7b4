"""Statements in words: what each says, and what a reader must know before believing it.

Takes what `kg.reading` gathered and returns sentences and plain values, for terminals and pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from kg.collector import collector_paused
from kg.columns import iri_of
from kg.phrases import Language, listed, money, related, say
from kg.reading import Reading
from kg.results import cell_text
from kg.terms import CE

if TYPE_CHECKING:
    import networkx as nx

_SUMS: Final = ("amount", "target", "valuation", "contribution", "value", "upper")
# What a sentence says in its own words needs no label.
_UNLABELLED: Final = ("title", "role", "status", "nature", "fundingRound", "product", "level")
_IN_PASSING: Final = ("currency", "isLead", "since", *_SUMS)
_RANKS: Final = {
    1: "a party's own announcement", 2: "press", 3: "a public data set", 4: "a bulk export or copy",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement and the language in which to tell it, with its details in that language."""

    reading: Reading
    node: str
    language: Language
    details: Mapping[str, str]

    def values(self, property_: str) -> Sequence[Any]:
        return self.reading.values(self.node, property_)

    @property
    def subject(self) -> str:
        return self.name(self.reading.owner(self.node))

    def say(self, phrase: str, **values: str) -> str:
        return say(phrase, self.language, **values)

    def name(self, iri: str) -> str:
        return self.reading.label(iri, self.language)

    def named(self, property_: str) -> str:
        """Return the name of the thing that a property leads to, or the empty text."""
        values = self.values(property_)
        return self.name(iri_of(values[0])) if values else ""

    def text(self, property_: str) -> str:
        return self.reading.text(self.node, property_, self.language)

    def label(self, property_: str) -> str:
        return self.reading.term(property_, self.language)

    def sum(self, property_: str) -> str:
        return sum_of(self.reading, self.node, property_, self.language)


def sum_of(reading: Reading, node: str, name: str, language: Language = "en") -> str:
    """Return a sum of a statement with its currency, or the empty text."""
    value = reading.value(node, name)
    if value is None:
        return ""
    currency = reading.text(node, "currency")
    return money(value, currency, language) if currency else cell_text(value)


def sentence(reading: Reading, node: str, language: Language = "en") -> str:
    """Return a statement as a sentence, with the time at which it holds."""
    statement = _Statement(reading, node, language, reading.details(node, language))
    return _dated(statement, "".join(_told(statement)))


def _dated(statement: _Statement, told: str) -> str:
    when = statement.reading.when(statement.node)
    return statement.say("dated", told=told, when=when) if when else told


def _told(statement: _Statement) -> tuple[str, str]:
    """Return what a statement says, and in brackets what it says beside its two ends."""
    reading, node = statement.reading, statement.node
    teller = _TELLERS.get(reading.kind_of_statement(node))
    if teller and (told := teller(statement)):
        return told, ""
    if statement.values("from"):
        return _relation(statement), _extra(statement)
    return statement.name(node), ""


def _observation(one: _Statement) -> str:
    details = one.details
    value = one.sum("value") or details.get("valueText", "")
    if "bound" in details:
        value = one.say("bounded", bound=details["bound"], value=value)
    if upper := one.sum("upper"):
        value = one.say("upper end", value=value, upper=upper)
    told = one.say("measured", metric=details.get("metric", ""), value=value)
    return told + (one.say("counted since", since=details["since"]) if "since" in details else "")


def _round(one: _Statement) -> str:
    parts = [one.sum("amount") or one.say("no amount")]
    if target := one.sum("target"):
        parts.append(one.say("sought", sum=target))
    if valuation := one.sum("valuation"):
        parts.append(one.say("valued", sum=valuation))
    parts += _investors(one)
    told = one.say("next part").join(parts)
    return one.say("measured", metric=one.name(one.node), value=told)


def _investors(round_: _Statement) -> Iterator[str]:
    """Yield who led a round, and who else took part."""
    leads: list[str] = []
    others: list[str] = []
    for node in round_.reading.investments.get(round_.node, ()):
        who = round_.name(iri_of(round_.reading.values(node, "investor")[0]))
        (leads if round_.reading.value(node, "isLead") else others).append(who)
    for phrase, names in (("led by", leads), ("with", others)):
        if names:
            yield round_.say(phrase, names=listed(names, round_.language))


def _acquisition(one: _Statement) -> str:
    """Return nothing for a deal that a relation tells; else one that failed or has no buyer."""
    if one.values("from"):
        return ""
    buyer = one.named("acquirer")
    told = one.say("acquired by", buyer=buyer) if buyer else one.say("acquisition")
    return told + (_extra(one) if one.details.get("status") else "")


_TELLERS: Final[Mapping[str, Callable[[_Statement], str]]] = {
    "Observation": _observation,
    "FundingRound": _round,
    "Acquisition": _acquisition,
    "Founding": lambda one: "" if one.values("from") else one.say("founded", thing=one.subject),
    "ImageVariant": lambda one: one.say(
        "offered",
        tags=one.details.get("tag", ""),
        architectures=one.details.get("architecture", ""),
    ),
    "Naming": lambda one: one.say("named", name=one.text("name")),
    "Launch": lambda one: one.say("launched", thing=one.subject),
    "Closure": lambda one: one.say("closed", thing=one.subject),
    "Renaming": lambda one: one.say(
        "renamed", former=one.text("formerName"), new=one.text("newName")
    ),
    "Listing": lambda one: "" if one.values("from") else one.say("listed") + _extra(one),
}


def _relation(one: _Statement) -> str:
    relation = one.label(iri_of(one.values("relation")[0]).removeprefix(CE))
    return related(one.named("from"), relation, one.named("to"), one.language)


def _extra(one: _Statement) -> str:
    """Return in brackets what a statement says beside its two ends."""
    parts = list(_extras(one))
    return one.say("in brackets", parts=one.say("next part").join(parts)) if parts else ""


def _extras(one: _Statement) -> Iterator[str]:
    details = one.details
    if round_ := one.named("fundingRound"):
        yield round_
        amount = sum_of(one.reading, iri_of(one.values("fundingRound")[0]), "amount", one.language)
        if amount:
            yield one.say("in all", sum=amount)
    if one.reading.value(one.node, "isLead"):
        yield one.say("lead")
    if one.reading.value(one.node, "former"):
        yield one.say("former")
    if "amount" in details:
        yield one.say("amount", sum=one.sum("amount"))
    if "contribution" in details:
        yield one.say("labelled", label=one.label("contribution"), value=one.sum("contribution"))
    for name, text in details.items():
        if name == "announced":
            # A deal that has no other date is told with this one already.
            if one.text("date"):
                yield one.say("announced", when=text)
        elif name in _UNLABELLED and name != "fundingRound":
            yield text
        elif name not in ("fundingRound", *_IN_PASSING):
            yield one.say("labelled", label=one.label(name), value=text)


def told(reading: Reading, statement: Mapping[str, Any]) -> dict[str, Any]:
    """Return a relation or fact of a network with all that is told of it.

    Beside what `kg.network.network` gives of it: `sentence`, in Chinese `sentence_zh`;
    `extra`, what of it is in brackets; `details` as short texts by property; `evidence`,
    the best source first; and `claims`, what was stated where sources disagree.
    """
    return {**statement, **_said(reading, statement["iri"])}


def _said(reading: Reading, node: str) -> dict[str, Any]:
    """Return what `told` adds."""
    details = reading.details(node)
    english = _Statement(reading, node, "en", details)
    bare, extra = _told(english)
    return {
        "sentence": _dated(english, bare + extra),
        "sentence_zh": sentence(reading, node, "zh"),
        "extra": extra,
        "details": details,
        "evidence": reading.evidence.get(node, []),
        "claims": reading.claims.get(node, []),
    }


def tell(reading: Reading, network: nx.MultiDiGraph[str]) -> None:
    """Give each relation and fact of a network that is a statement all that is told of it."""
    # A statement that leads to several things is an edge to each.
    said = cache(partial(_said, reading))
    with collector_paused():
        for _, _, relation in network.edges(data=True):
            if "iri" in relation:
                relation.update(said(relation["iri"]))
        for _, thing in network.nodes(data=True):
            thing["facts"] = [told(reading, fact) for fact in thing["facts"]]


def explain(reading: Reading, node: str) -> list[str]:
    """Return a sentence for each property of a statement on which sources disagree."""
    disputed: dict[str, list[dict[str, Any]]] = {}
    for claim in reading.claims.get(node, []):
        disputed.setdefault(claim["property"], []).append(claim)
    return [
        f"{sentence(reading, node)}: {_dispute(reading, name, claims)}"
        for name, claims in disputed.items()
    ]


def _dispute(reading: Reading, name: str, claims: list[dict[str, Any]]) -> str:
    label = reading.term(name)
    adopted = [claim for claim in claims if claim["adopted"]]
    others = [claim for claim in claims if not claim["adopted"]]
    stated = "; ".join(_stated(claim) for claim in others)
    if not adopted:
        return f"a {label} of {stated} is stated and not taken, because {others[0]['reason']}."
    best = adopted[0]
    difference = _difference(best, others[0]) if len(others) == 1 else ""
    return (
        f"the {label} is {_stated(best)}, but {stated}.{difference} "
        f"The first is taken, because {others[0]['reason']}."
    )


def _stated(claim: dict[str, Any]) -> str:
    sources = dict.fromkeys(
        f"{one['source']} ({_voice(one)}, {one['published'] or 'undated'})"
        for one in claim["evidence"]
    )
    known = claim["number"] and claim["currency"]
    value = money(Decimal(claim["number"]), claim["currency"]) if known else claim["value"]
    return f"{value} in {' and '.join(sources)}"


def _voice(place: dict[str, Any]) -> str:
    """Return who speaks at a place: a party that the source names, else what the source is."""
    if place["said_by"]:
        return f"says {' and '.join(place['said_by'])}"
    return _RANKS.get(place["rank"], "a source")


def _difference(one: dict[str, Any], other: dict[str, Any]) -> str:
    """Return by how much two sums differ; the empty text if they are none."""
    if not (one["number"] and other["number"]):
        return ""
    numbers = Decimal(one["number"]), Decimal(other["number"])
    by = abs(numbers[0] - numbers[1])
    larger = max(map(abs, numbers))
    share = f" ({by * 100 / larger:.0f} % of the larger)" if larger else ""
    return f" They differ by {money(by, one['currency'])}{share}."
