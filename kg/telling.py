"""Statements in words: what each says, and what a reader must know before believing it.

Takes what `kg.reading` gathered and returns sentences and plain values, for terminals and pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from kg.reading import Reading, iri_of, uncollected
from kg.results import cell_text

if TYPE_CHECKING:
    import networkx as nx

_SUMS: Final = ("amount", "target", "valuation", "contribution", "value", "upper")
_UNITS: Final[tuple[tuple[int, str], ...]] = ((10**9, "billion"), (10**6, "million"))
# What a sentence says in its own words needs no label.
_UNLABELLED: Final = ("title", "role", "status", "nature", "fundingRound", "product", "level")
_IN_PASSING: Final = ("currency", "isLead", "since", *_SUMS)
_RANKS: Final = {
    1: "a party's own announcement", 2: "press", 3: "a public data set", 4: "a bulk export or copy",
}  # fmt: skip


def money(value: Decimal | int, currency: str | None) -> str:
    """Return a sum as people say it.

    >>> money(23000000, "USD")
    '23 million USD'
    >>> money(Decimal("1160000000"), "USD")
    '1.16 billion USD'
    """
    exact = Decimal(value)
    for size, unit in _UNITS:
        if abs(exact) >= size:
            shown = f"{exact / size:f}"
            shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
            return f"{shown} {unit} {currency or ''}".rstrip()
    return f"{cell_text(exact)} {currency or ''}".rstrip()


def sum_of(reading: Reading, node: str, name: str) -> str:
    """Return a sum of a statement with its currency, or the empty text."""
    value = reading.value(node, name)
    if value is None:
        return ""
    currency = reading.text(node, "currency")
    return money(value, currency) if currency else cell_text(value)


def sentence(reading: Reading, node: str) -> str:
    """Return a statement as a sentence, with the time at which it holds."""
    teller = _TELLERS.get(reading.kind_of_statement(node), _relation)
    told = teller(reading, node) if teller is not _relation else ""
    if not told:
        told = _relation(reading, node) if reading.values(node, "from") else ""
    told = told or reading.label(node)
    when = reading.when(node)
    return f"{told} ({when})" if when else told


def _observation(reading: Reading, node: str) -> str:
    details = reading.details(node)
    value = sum_of(reading, node, "value") or details.get("valueText", "")
    upper = sum_of(reading, node, "upper")
    bound = f"{details['bound']} " if "bound" in details else ""
    since = f", counted since {details['since']}" if "since" in details else ""
    to = f" to {upper}" if upper else ""
    return f"{details.get('metric', '')}: {bound}{value}{to}{since}"


def _round(reading: Reading, node: str) -> str:
    amount, target = sum_of(reading, node, "amount"), sum_of(reading, node, "target")
    valuation = sum_of(reading, node, "valuation")
    parts = [amount or "amount not stated"]
    parts += [f"{target} sought"] if target else []
    parts += [f"at a valuation of {valuation}"] if valuation else []
    parts += _investors(reading, node)
    return f"{reading.label(node)}: {', '.join(parts)}"


def _investors(reading: Reading, round_: str) -> Iterator[str]:
    """Yield who led a round, and who else took part."""
    leads: list[str] = []
    others: list[str] = []
    for node in reading.investments.get(round_, ()):
        who = reading.label(iri_of(reading.values(node, "investor")[0]))
        (leads if reading.value(node, "isLead") else others).append(who)
    if leads:
        yield f"led by {_listed(leads)}"
    if others:
        yield f"with {_listed(others)}"


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _acquisition(reading: Reading, node: str) -> str:
    """Return nothing for a deal that a relation tells; else one that failed or has no buyer."""
    if reading.values(node, "from"):
        return ""
    buyer = reading.values(node, "acquirer")
    by = f" by {reading.label(iri_of(buyer[0]))}" if buyer else ""
    status = reading.details(node).get("status", "")
    return f"takeover{by}{_extra(reading, node)}" if status else f"takeover{by}"


def _founding(reading: Reading, node: str) -> str:
    return "" if reading.values(node, "from") else f"{_subject(reading, node)} was founded"


def _all(reading: Reading, node: str, name: str) -> str:
    """Return every value that a property has, in order."""
    return ", ".join(sorted(one.value for one in reading.values(node, name)))


def _subject(reading: Reading, node: str) -> str:
    return reading.label(reading.owner(node))


_TELLERS: Final[Mapping[str, Callable[[Reading, str], str]]] = {
    "Observation": _observation,
    "FundingRound": _round,
    "Acquisition": _acquisition,
    "Founding": _founding,
    "ImageVariant": lambda reading, node: (
        f"offered as {_all(reading, node, 'tag')} for {_all(reading, node, 'architecture')}"
    ),
    "Naming": lambda reading, node: f"called {reading.text(node, 'name')}",
    "Launch": lambda reading, node: f"{_subject(reading, node)} was launched",
    "Closure": lambda reading, node: f"{_subject(reading, node)} closed",
    "Renaming": lambda reading, node: (
        f"renamed from {reading.text(node, 'formerName')} to {reading.text(node, 'newName')}"
    ),
    "Listing": lambda reading, node: (
        "" if reading.values(node, "from") else f"listed{_extra(reading, node)}"
    ),
}


def _relation(reading: Reading, node: str) -> str:
    start, relation, end = (
        reading.term_of(reading.values(node, name)[0]) for name in ("from", "relation", "to")
    )
    return f"{start} {relation} {end}{_extra(reading, node)}"


def _extra(reading: Reading, node: str) -> str:
    """Return in brackets what a statement says beside its two ends."""
    parts = list(_extras(reading, node))
    return f" ({', '.join(parts)})" if parts else ""


def _extras(reading: Reading, node: str) -> Iterator[str]:
    details = reading.details(node)
    round_ = reading.values(node, "fundingRound")
    if round_:
        yield reading.label(iri_of(round_[0]))
        amount = sum_of(reading, iri_of(round_[0]), "amount")
        if amount:
            yield f"{amount} in all"
    if reading.value(node, "isLead"):
        yield "lead"
    if reading.value(node, "former"):
        yield "formerly"
    if "amount" in details:
        yield f"for {sum_of(reading, node, 'amount')}"
    if "contribution" in details:
        yield f"{reading.term('contribution')} {sum_of(reading, node, 'contribution')}"
    for name, text in details.items():
        if name == "announced":
            # A deal that has no other date is told with this one already.
            if reading.text(node, "date"):
                yield f"announced {text}"
        elif name in _UNLABELLED and name != "fundingRound":
            yield text
        elif name not in ("fundingRound", *_IN_PASSING):
            yield f"{reading.term(name)} {text}"


def told(reading: Reading, statement: Mapping[str, Any]) -> dict[str, Any]:
    """Return a relation or fact of a network with all that is told of it.

    Beside what `kg.network.network` gives of it: `sentence`, `details` as short texts by property,
    `evidence`, the best source first, and `claims`, what was stated where sources disagree.
    """
    node = statement["iri"]
    return {
        **statement,
        "sentence": sentence(reading, node),
        "details": reading.details(node),
        "evidence": reading.evidence.get(node, []),
        "claims": reading.claims.get(node, []),
    }


def tell(reading: Reading, network: nx.MultiDiGraph[str]) -> None:
    """Give each relation and fact of a network that is a statement all that is told of it."""
    with uncollected():
        for _, _, relation in network.edges(data=True):
            if "iri" in relation:
                relation.update(told(reading, relation))
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
