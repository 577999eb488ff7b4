"""What the page tells of each thing and relation, in the form in which its script reads it.

Evidence is kept once, links that are not web addresses are dropped, what says nothing is left out.
Nothing here knows of places, colours or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from kg.terms import compact
from kg.view.packing import shorten

Record = Mapping[str, Any]

_POINT: Final = ("earliest", "latest")
_STRETCH: Final = ("start_earliest", "start_latest", "end_earliest", "end_latest")
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
    """Return what is told of a thing."""
    label = str(node["label"])
    facts = list(node.get("facts") or ())
    return filled(
        {
            "iri": compact(iri),
            "name": label,
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
            "facts": [_fact(fact, sources) for fact in facts],
        }
    )


def relation(
    iri: str, edge: Record, ends: tuple[str, str], names: tuple[str, str], sources: Sources
) -> dict[str, Any]:
    """Return what is told of a relation between two things, which have these IRIs and names."""
    when = str(edge.get("when") or "")
    return filled(
        {
            "iri": shorten(compact(iri), *map(_local, ends)),
            "class": str(edge.get("kind") or ""),
            "sentence": shorten(str(edge.get("sentence") or ""), *names, when),
            "when": when,
            # Most relations are told by the time when they are, or began.
            "start": edge.get("start") if edge.get("start") != when else None,
            "end": edge.get("end"),
            "time": _time(edge),
            "stated": [day for day in edge.get("stated_on") or () if _DAY.fullmatch(str(day))],
            "former": bool(edge.get("former")),
            "details": filled(edge.get("details") or {}),
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


def _fact(fact: Record, sources: Sources) -> dict[str, Any]:
    return filled(
        {
            "kind": fact.get("kind"),
            "sentence": fact.get("sentence"),
            "when": fact.get("when"),
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
