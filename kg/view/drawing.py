"""Turning a network into what the page's script draws and tells, by way of pyvis.

Names become numbers, evidence is kept once, links that are not web addresses are dropped. Nothing
here knows of HTML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from math import dist
from typing import Any, Final
from urllib.parse import urlsplit

import networkx as nx
import numpy as np
import numpy.typing as npt
from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from kg.view import labels, layout, style

Record = Mapping[str, Any]

_MANY: Final = 1500
_PORTRAIT_LIMIT: Final = 150
_LANDSCAPE: Final = 1.3
_PORTRAIT: Final = 0.52
_PARALLEL_GAP: Final = 34.0
_OPTIONS: Final[Mapping[str, Any]] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3},
    "edges": {
        "smooth": False,
        "width": 1.4,
        "hoverWidth": 0.8,
        "selectionWidth": 1.2,
        "arrows": {"to": {"scaleFactor": 0.45}, "from": {"scaleFactor": 0.45}},
    },
}


def draw(network: nx.MultiDiGraph[str], focus: str | None) -> dict[str, Any]:
    """Return all that the page's script is given.

    Args:
        network: Things and relations; it is left as it is.
        focus: The node to put in the middle; None for the best connected.
    """
    # The order of a graph is that of its making, so it is put aside for the order of names.
    names = sorted(network.nodes)
    number = {name: index for index, name in enumerate(names)}
    edges = sorted(network.edges(keys=True, data=True), key=lambda edge: edge[:3])
    relations = [relation for _, _, _, relation in edges]
    ends = [(number[start], number[end]) for start, end, _, _ in edges]
    things = [network.nodes[name] for name in names]
    plan = _Plan(
        [labels.wrap(str(thing["label"])) for thing in things],
        ends,
        [style.rank(str(relation["relation"])) for relation in relations],
        number.get(focus) if focus is not None else None,
    )
    landscape = plan.places(_LANDSCAPE)
    bends = _bends(ends, [(place["x"], place["y"]) for place in landscape])
    sources = _Sources()
    graph = Network(directed=True)
    # Its own `add_node` and `add_edge` look through all that is there each time.
    graph.nodes = [
        Node(
            index,
            style.KINDS[style.kind_of(str(thing["kind"]))].shape,
            plan.captions[index],
            size=round(float(plan.sizes[index]), 1),
            **landscape[index],
            **_thing(name, thing, plan.captions[index], sources),
        ).options
        for index, (name, thing) in enumerate(zip(names, things, strict=True))
    ]
    graph.edges = [
        Edge(start, end, True, id=index, **bend, **_relation(relation, sources)).options
        for index, ((start, end), bend, relation) in enumerate(
            zip(ends, bends, relations, strict=True)
        )
    ]
    graph.options = _options(many=len(names) > _MANY)
    drawn_nodes, drawn_edges, _, _, _, options = graph.get_network_data()
    return {
        "options": json.loads(options),
        "nodes": drawn_nodes,
        "edges": drawn_edges,
        "portrait": plan.places(_PORTRAIT) if len(names) <= _PORTRAIT_LIMIT else None,
        "hub": plan.order[0] if names else None,
        "kinds": {
            name: {"label": [kind.english, kind.chinese], "hollow": kind.hollow}
            for name, kind in style.KINDS.items()
        },
        "relations": _looks(relations),
        "documents": sources.documents,
        "evidence": sources.evidence,
    }


class _Plan:
    """How large each thing is, what is written beside it, and where it stands on a screen."""

    def __init__(
        self,
        captions: list[str],
        ends: list[tuple[int, int]],
        groups: list[tuple[int, str]],
        focus: int | None,
    ) -> None:
        count = len(captions)
        degrees = np.bincount(np.array(ends, dtype=np.intp).ravel(), minlength=count)
        self.captions = captions
        self.sizes = 8.0 + 2.6 * np.sqrt(np.minimum(degrees, 150))
        self.order = sorted(range(count), key=lambda node: (node != focus, -degrees[node], node))
        self._ends = ends
        self._focus = focus
        self._links = [
            layout.Link(start, end, group) for (start, end), group in zip(ends, groups, strict=True)
        ]
        self._words = np.array([labels.size(caption) for caption in captions]).reshape(-1, 2)
        # Of many things few labels are shown at once, so they need no room of their own.
        self._room = np.zeros_like(self._words) if count > _MANY else self._words

    def places(self, aspect: float) -> list[dict[str, Any]]:
        """Return where each thing stands, on which side its label, and from which zoom on."""
        room, sizes = self._room, self.sizes
        wide = np.maximum(room[:, 0] + 12, 2 * sizes + 16)
        boxes = np.stack([wide, 2 * sizes + room[:, 1] + 14], axis=1)
        places = layout.arrange(boxes, self._links, focus=self._focus, aspect=aspect)
        # A label stands where the lines do not: above a thing whose relations lead down.
        above = _pull(places, self._ends)[:, 1] > 0.2 * boxes[:, 1]
        side = np.where(above, -1.0, 1.0)
        # A box holds a shape and its label; what is wanted is the place of the shape.
        places[:, 1] -= side * room[:, 1] / 2
        spots = places.copy()
        spots[:, 1] += side * sizes
        written = self._words + np.array([4.0, 2.0])
        written[self.order[:1]] *= labels.EMPHASIS
        zooms = labels.zooms(spots, side * self._words[:, 1] / 2, written, self.order)
        return [
            {"x": round(x, 1), "y": round(y, 1), "zoom": round(zoom, 3)}
            | ({"above": True} if up else {})
            for (x, y), zoom, up in zip(
                places.tolist(), zooms.tolist(), above.tolist(), strict=True
            )
        ]


def _options(*, many: bool) -> dict[str, Any]:
    """Return the options of vis-network; of many things, lines wait while the picture moves."""
    moving = {"hideEdgesOnDrag": many, "hideEdgesOnZoom": many, "hover": not many}
    return {**_OPTIONS, "interaction": {"multiselect": False, "keyboard": False} | moving}


def _looks(relations: Iterable[Record]) -> dict[str, Any]:
    """Return how each kind of relation is drawn and called, in the order of the legend."""
    called = {str(relation["relation"]): relation.get("label") or {} for relation in relations}
    return {
        name: {
            "style": style.relation_of(name),
            "dash": list(style.RELATIONS[style.relation_of(name)].dash),
            "label": [
                text for text in (called[name].get("en", name), called[name].get("zh")) if text
            ],
        }
        for name in sorted(called, key=style.rank)
    }


class _Sources:
    """The evidence of the page, each piece of it and each document once."""

    def __init__(self) -> None:
        self.documents: list[Record] = []
        self.evidence: list[Record] = []
        self._known: dict[str, int] = {}

    def cite(self, evidence: Iterable[Record]) -> list[int]:
        """Return the numbers of pieces of evidence, which are kept."""
        return [self._cite(piece) for piece in evidence]

    def _cite(self, piece: Record) -> int:
        document = _filled(
            {
                "title": piece.get("title") or piece.get("source") or "A source without a title",
                "published": piece.get("published"),
                "language": piece.get("language"),
            }
        )
        place = _filled(
            {
                "document": self._number(self.documents, document),
                "place": piece.get("place"),
                "url": _web_address(piece.get("url")),
                "by": list(piece.get("said_by") or ()),
            }
        )
        return self._number(self.evidence, place)

    def _number(self, rows: list[Record], row: Record) -> int:
        key = f"{id(rows)} {json.dumps(row, sort_keys=True)}"
        if key not in self._known:
            self._known[key] = len(rows)
            rows.append(row)
        return self._known[key]


def _thing(iri: str, thing: Record, caption: str, sources: _Sources) -> dict[str, Any]:
    label = str(thing["label"])
    return _filled(
        {
            "iri": iri,
            "kind": style.kind_of(str(thing["kind"])),
            # The caption says it already, unless it had to be broken or cut.
            "name": label if label != caption else None,
            "names": [
                [name["text"], name.get("language") or ""]
                for name in thing.get("names", ())
                if name["text"] != label or name.get("language")
            ],
            "homepage": _web_address(thing.get("homepage")),
            "facts": [_fact(fact, sources) for fact in thing.get("facts", ())],
        }
    )


def _fact(fact: Record, sources: _Sources) -> dict[str, Any]:
    return _filled(
        {
            "sentence": fact.get("sentence"),
            "when": fact.get("when"),
            **_reservations(fact),
            **_support(fact, sources),
        }
    )


def _relation(relation: Record, sources: _Sources) -> dict[str, Any]:
    return _filled(
        {
            "relation": str(relation["relation"]),
            "arrows": "to, from" if relation.get("symmetric") else "to",
            "sentence": relation.get("sentence"),
            "when": relation.get("when"),
            "start": relation.get("start"),
            "end": relation.get("end"),
            "former": bool(relation.get("former")),
            "details": _filled(relation.get("details") or {}),
            **_reservations(relation),
            **_support(relation, sources),
        }
    )


def _reservations(record: Record) -> dict[str, Any]:
    return {
        "doubtful": not record.get("certain", True),
        "disputed": bool(record.get("disputed")),
        "inferred": list(record.get("inferred") or ()),
        "hedge": record.get("hedge"),
    }


def _support(record: Record, sources: _Sources) -> dict[str, Any]:
    return {
        "evidence": sources.cite(record.get("evidence") or ()),
        "claims": [
            _filled(
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


def _filled(record: Record) -> dict[str, Any]:
    """Leave out what says nothing; a number says something even if it is 0."""
    return {key: value for key, value in record.items() if value or _is_number(value)}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _web_address(address: object) -> str:
    """Return an address that is safe to link to, or nothing."""
    try:
        parts = urlsplit(str(address or ""))
    except ValueError:
        return ""
    return parts.geturl() if parts.scheme in ("http", "https") and parts.netloc else ""


def _pull(
    places: npt.NDArray[np.float64], ends: Sequence[tuple[int, int]]
) -> npt.NDArray[np.float64]:
    """Return the direction in which the relations of each thing lead, taken together."""
    pull = np.zeros_like(places)
    for start, end in ends:
        way = places[end] - places[start]
        pull[start] += way
        pull[end] -= way
    return pull


def _bends(
    ends: Sequence[tuple[int, int]], places: Sequence[tuple[float, float]]
) -> list[dict[str, Any]]:
    """Return how each relation bends, so that those between the same two things lie apart."""
    beside: dict[tuple[int, int], list[int]] = {}
    for index, (start, end) in enumerate(ends):
        beside.setdefault((min(start, end), max(start, end)), []).append(index)
    bends: list[dict[str, Any]] = [{} for _ in ends]
    for (low, high), parallel in beside.items():
        length = dist(places[low], places[high])
        for position, index in enumerate(parallel):
            if low == high:
                turn = 2 * np.pi * position / len(parallel)
                bends[index] = {"selfReference": {"size": 18, "angle": round(turn, 3)}}
                continue
            aside = (position - (len(parallel) - 1) / 2) * _PARALLEL_GAP / max(length, 1.0)
            # Right of the way there is left of the way back.
            side = aside if ends[index][0] == low else -aside
            if side:
                bends[index] = {
                    "smooth": {
                        "enabled": True,
                        "type": "curvedCW" if side > 0 else "curvedCCW",
                        "roundness": round(min(abs(side), 0.6), 3),
                    }
                }
    return bends
