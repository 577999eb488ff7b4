"""What the page tells of each thing and relation, in the form in which its script reads it.

Evidence is kept once, links that are not web addresses are dropped, what says nothing is left out.
Nothing here knows of places, colours or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from kg.terms import compact
from kg.view.packing import shorten

Record = Mapping[str, Any]

_POINT: Final = ("earliest", "latest")
_STRETCH: Final = ("start_earliest", "start_latest", "end_earliest", "end_latest")
_WORTH_SHARING: Final = 8
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class Sources:
    """The evidence of the page, each piece of it and each document once."""

    def __init__(self) -> None:
        self.documents: list[Record] = []
        self.evidence: list[Record] = []
        self._known: dict[tuple[int, str], int] = {}

    def cite(self, evidence: Iterable[Record]) -> list[int]:
        """Return the numbers of pieces of evidence, which are kept."""
        return [self._cite(piece) for piece in evidence]

    def _cite(self, piece: Record) -> int:
        document = filled(
            {
                "source": piece.get("source"),
                "title": piece.get("title") or piece.get("source") or "A source without a title",
                "published": piece.get("published"),
                "language": piece.get("language"),
            }
        )
        page, _, fragment = web_address(piece.get("url")).partition("#")
        place = filled(
            {
                "document": self._number(self.documents, document),
                "place": piece.get("place"),
                "url": page,
                "fragment": fragment,
                "by": list(piece.get("said_by") or ()),
            }
        )
        return self._number(self.evidence, place)

    def _number(self, rows: list[Record], row: Record) -> int:
        key = (id(rows), repr(row))
        if key not in self._known:
            self._known[key] = len(rows)
            rows.append(row)
        return self._known[key]


def thing(iri: str, node: Record, sources: Sources) -> dict[str, Any]:
    """Return what is told of a thing; of its facts, which stand elsewhere, how many there are."""
    label, chinese = _called(node)
    facts = node.get("facts") or ()
    return filled(
        {
            "iri": compact(iri),
            "name": label,
            "chinese": chinese if chinese != label else None,
            # The page knows the name already.
            "names": [
                [name["text"] if name["text"] != label else None, name.get("language") or ""]
                for name in node.get("names", ())
                if name["text"] != label or name.get("language")
            ],
            "homepage": web_address(node.get("homepage")),
            "about": [
                [about["label"].get("en", ""), about["label"].get("zh", ""), *about["values"]]
                for about in node.get("about") or ()
            ],
            "evidence": sources.cite(node.get("evidence") or ()),
            "raised": sum(map(_amount, facts)) or None,
            "facts": len(facts) or None,
        }
    )


def facts(node: Record, sources: Sources) -> list[dict[str, Any]]:
    """Return the facts that are told of a thing."""
    return [_fact(fact, _called(node), sources) for fact in node.get("facts") or ()]


def _called(node: Record) -> tuple[str, str]:
    """Return the name of a thing in English and in Chinese."""
    label = str(node["label"])
    return label, str(node.get("label_zh") or label)


def relation(
    iri: str, edge: Record, ends: tuple[str, str], things: tuple[Record, Record], sources: Sources
) -> dict[str, Any]:
    """Return what is told of a relation between two things, which have these IRIs."""
    when = str(edge.get("when") or "")
    details = filled(edge.get("details") or {})
    known = [when, *map(str, details.values())]
    return filled(
        {
            "iri": shorten(compact(iri), [_local(end) for end in ends]),
            "class": str(edge.get("kind") or ""),
            **_sentences(edge, (_called(things[0]), _called(things[1])), known),
            "when": when,
            # Most relations are told by the time when they are, or began.
            "start": edge.get("start") if edge.get("start") != when else None,
            "end": edge.get("end"),
            "time": _time(edge),
            "stated": [day for day in edge.get("stated_on") or () if _DAY.fullmatch(str(day))],
            "former": bool(edge.get("former")),
            "details": details,
            **_reservations(edge),
            **_support(edge, sources),
        }
    )


def _local(iri: str) -> str:
    """Return the last segment of an IRI, which the IRIs of relations are made of."""
    return compact(iri).rpartition("/")[2]


def _time(edge: Record) -> list[str]:
    """Return the bounds of a point in time or of a stretch; nothing if it has none."""
    for names in (_POINT, _STRETCH):
        bounds = [str(edge.get(name) or "") for name in names]
        if any(bounds):
            return [bound if _DAY.fullmatch(bound) else "" for bound in bounds]
    return []


def _sentences(
    record: Record, ends: Sequence[tuple[str, str]], known: Sequence[str]
) -> dict[str, Any]:
    """Return the sentence of a statement in both languages, short of what the page knows."""
    english, chinese = zip(*ends, strict=True)
    sentence = shorten(str(record.get("sentence") or ""), [*english, *known])
    translated = shorten(str(record.get("sentence_zh") or ""), [*chinese, *known])
    return {"sentence": sentence, "chinese": translated if translated != sentence else ""}


def _fact(fact: Record, called: tuple[str, str], sources: Sources) -> dict[str, Any]:
    when, sentence = str(fact.get("when") or ""), str(fact.get("sentence") or "")
    # What stands in both sentences is written once.
    values = [
        str(value)
        for value in (fact.get("details") or {}).values()
        if len(str(value)) >= _WORTH_SHARING and str(value) in sentence
    ]
    return filled(
        {
            "kind": fact.get("kind"),
            **_sentences(fact, (called, ("", "")), [when, *values]),
            "values": values,
            "when": when,
            **_reservations(fact),
            **_support(fact, sources),
        }
    )


def _amount(fact: Record) -> float:
    """Return the US dollars that a funding round raised."""
    details = fact.get("details") or {}
    if fact.get("kind") != "FundingRound" or details.get("currency") != "USD":
        return 0
    text = str(details.get("amount", "")).replace(",", "")
    return float(text) if re.fullmatch(r"\d{1,15}(\.\d+)?", text) else 0


def _reservations(record: Record) -> dict[str, Any]:
    return {
        "doubtful": not record.get("certain", True),
        "disputed": bool(record.get("disputed")),
        "inferred": list(record.get("inferred") or ()),
        "hedge": record.get("hedge"),
    }


def _support(record: Record, sources: Sources) -> dict[str, Any]:
    return {
        "evidence": sources.cite(record.get("evidence") or ()),
        "claims": [
            filled(
                {
                    "property": claim.get("property"),
                    "value": claim.get("value"),
                    "adopted": bool(claim.get("adopted")),
                    "reason": claim.get("reason"),
                    "evidence": sources.cite(claim.get("evidence") or ()),
                }
            )
            for claim in record.get("claims") or ()
        ],
    }


def filled(record: Record) -> dict[str, Any]:
    """Leave out what says nothing; a number says something even if it is 0."""
    return {
        key: value
        for key, value in record.items()
        if value or (isinstance(value, int | float) and not isinstance(value, bool))
    }


def web_address(address: object) -> str:
    """Return an address that is safe to link to, or nothing."""
    try:
        parts = urlsplit(str(address or ""))
    except ValueError:
        return ""
    return parts.geturl() if parts.scheme in ("http", "https") and parts.netloc else ""
