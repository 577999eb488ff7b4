"""Turning a network into what the page's script draws and tells, by way of pyvis.

Names become numbers, and every thing its place, its size and its look. Nothing here knows of HTML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import dist
from typing import Any, Final

import networkx as nx
import numpy as np
import numpy.typing as npt
from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from kg.communities import communities, smallest
from kg.view import labels, layout, records, style
from kg.view.crowding import separate
from kg.view.packing import pack

Record = Mapping[str, Any]

MANY: Final = 1500
"""From more things than this on, a network opens as its communities."""

_PORTRAIT_LIMIT: Final = 150
_LANDSCAPE: Final = 1.3
_PORTRAIT: Final = 0.52
_PARALLEL_GAP: Final = 34.0
_OPTIONS: Final[Mapping[str, Any]] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"multiselect": False, "keyboard": False, "hover": False},
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A network made ready to be drawn.

    Attributes:
        kinds: How each kind of thing is drawn, in the order of the legend.
        lines: How each relation is drawn, in the order of the legend.
        data: All that the page's script is given.
    """

    kinds: Mapping[str, style.Kind]
    lines: Mapping[str, style.Relation]
    data: dict[str, Any]


def draw(network: nx.MultiDiGraph[str], focus: str | None) -> Drawing:
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
    groups = communities(len(names), ends)
    plan = _Plan(
        [labels.wrap(str(thing["label"])) for thing in things],
        ends,
        [style.rank(str(relation["relation"])) for relation in relations],
        groups,
        number.get(focus) if focus is not None else None,
    )
    landscape = plan.places(_LANDSCAPE)
    bends = _bends(ends, [(place["x"], place["y"]) for place in landscape])
    kinds = style.kinds(str(thing["kind"]) for thing in things)
    lines = style.relations(str(relation["relation"]) for relation in relations)
    kind_number = {name: index for index, name in enumerate(kinds)}
    line_number = {name: index for index, name in enumerate(lines)}
    sources = records.Sources()
    graph = Network(directed=True)
    # Its own `add_node` and `add_edge` look through all that is there each time.
    graph.nodes = [
        Node(
            index,
            kinds[str(thing["kind"])].shape,
            plan.captions[index],
            size=round(float(plan.sizes[index]), 1),
            kind=kind_number[str(thing["kind"])],
            **landscape[index],
            **records.thing(name, thing, sources),
        ).options
        for index, (name, thing) in enumerate(zip(names, things, strict=True))
    ]
    graph.edges = [
        Edge(
            start,
            end,
            True,
            relation=line_number[str(relation["relation"])],
            **bend,
            **records.relation(key, relation, (here, there), (things[start], things[end]), sources),
        ).options
        for (start, end), bend, (here, there, key, relation) in zip(ends, bends, edges, strict=True)
    ]
    graph.options = dict(_OPTIONS)
    drawn_nodes, drawn_edges, _, _, _, options = graph.get_network_data()
    return Drawing(
        kinds,
        lines,
        {
            "options": json.loads(options),
            "nodes": pack([_as_read(node) for node in drawn_nodes]),
            "edges": pack([_as_read(edge) for edge in drawn_edges]),
            "portrait": plan.places(_PORTRAIT) if len(names) <= _PORTRAIT_LIMIT else None,
            "hub": plan.order[0] if names else None,
            "focus": number.get(focus) if focus is not None else None,
            "facts": pack([fact for thing in things for fact in records.facts(thing, sources)]),
            "communities": _communities(groups, plan, landscape) if len(names) > MANY else [],
            "kinds": [
                {
                    "name": name,
                    "label": [kind.english, kind.chinese],
                    "shape": kind.shape,
                    "hollow": kind.hollow,
                }
                for name, kind in kinds.items()
            ],
            "relations": _looks(lines, relations),
            "documents": sources.documents,
            "evidence": pack(sources.evidence),
        },
    )


def _as_read(options: Record) -> dict[str, Any]:
    """Leave out what the page can tell itself: a number by its order, a caption that is a name."""
    told = {key: value for key, value in options.items() if key not in ("id", "shape", "arrows")}
    if "label" in told and told["label"] == told.get("name"):
        del told["label"]
    return told


def _looks(lines: Mapping[str, style.Relation], relations: Iterable[Record]) -> list[Record]:
    """Return how each relation is drawn and called, in the order of the legend."""
    known = {str(relation["relation"]): relation for relation in relations}
    found: list[Record] = []
    for name, line in lines.items():
        label = known[name].get("label") or {}
        found.append(
            {
                "name": name,
                "label": [label.get("en") or name, label.get("zh") or ""],
                "dash": list(line.dash),
                "symmetric": bool(known[name].get("symmetric")),
            }
        )
    return found


class _Plan:
    """How large each thing is, what is written beside it, and where it stands on a screen."""

    def __init__(
        self,
        captions: list[str],
        ends: list[tuple[int, int]],
        sectors: list[tuple[int, str]],
        groups: list[list[int]],
        focus: int | None,
    ) -> None:
        count = len(captions)
        degrees = np.bincount(np.array(ends, dtype=np.intp).ravel(), minlength=count)
        self.captions = captions
        self.sizes = 8.0 + 2.6 * np.sqrt(np.minimum(degrees, 150))
        self.order = sorted(range(count), key=lambda node: (node != focus, -degrees[node], node))
        self.rank = {node: place for place, node in enumerate(self.order)}
        self._ends = ends
        self._focus = focus
        self._groups = groups
        self._links = [
            layout.Link(start, end, sector)
            for (start, end), sector in zip(ends, sectors, strict=True)
        ]
        self._words = np.array([labels.size(caption) for caption in captions]).reshape(-1, 2)
        # Of many things few labels are shown at once, so they need no room of their own.
        self._room = np.zeros_like(self._words) if count > MANY else self._words

    def places(self, aspect: float) -> list[dict[str, Any]]:
        """Return where each thing stands, and on which side its label."""
        room, sizes = self._room, self.sizes
        wide = np.maximum(room[:, 0] + 12, 2 * sizes + 16)
        boxes = np.stack([wide, 2 * sizes + room[:, 1] + 14], axis=1)
        places = layout.arrange(
            boxes, self._links, focus=self._focus, aspect=aspect, groups=self._groups
        )
        # A label stands where the lines do not: above a thing whose relations lead down.
        above = _pull(places, self._ends)[:, 1] > 0.2 * boxes[:, 1]
        side = np.where(above, -1.0, 1.0)
        # A box holds a shape and its label; what is wanted is the place of the shape.
        places[:, 1] -= side * room[:, 1] / 2
        return [
            {"x": round(x, 1), "y": round(y, 1)} | ({"above": True} if up else {})
            for (x, y), up in zip(places.tolist(), above.tolist(), strict=True)
        ]


def _communities(
    groups: Sequence[Sequence[int]], plan: _Plan, places: Sequence[Record]
) -> list[dict[str, Any]]:
    """Return what a large network opens as, named by the most central things of each.

    Things that are in no community worth the name come last, as one.
    """
    least = smallest(len(places))
    rows: list[list[int]] = [list(group) for group in groups if len(group) >= least]
    rest = [node for group in groups if len(group) < least for node in group]
    spots = np.array([(place["x"], place["y"]) for place in places])
    middles = [(spots[row].min(axis=0) + spots[row].max(axis=0)) / 2 for row in rows]
    # As large as the disc that its members will fill.
    radii = [0.47 * float(np.sqrt(np.prod(np.ptp(spots[row], axis=0) + 40))) for row in rows]
    if rest:
        rows.append(rest)
        middles.append((spots[rest].min(axis=0) + spots[rest].max(axis=0)) / 2)
        # It is not as dense as a community and says less, so it gets half of the room.
        dense = [radius / np.sqrt(len(row)) for radius, row in zip(radii, rows, strict=False)]
        radii.append(0.5 * float(np.median(dense or [40.0]) * np.sqrt(len(rest))))
    if not rows:
        return []
    boxes = 2.04 * np.repeat(np.array(radii)[:, None], 2, axis=1)
    apart = separate(np.array(middles), boxes, fixed=0)
    found = []
    for number, (row, (x, y), radius) in enumerate(zip(rows, apart.tolist(), radii, strict=True)):
        central = sorted(row, key=lambda node: plan.rank[node])[:3]
        found.append(
            {
                "x": round(x, 1),
                "y": round(y, 1),
                "size": round(radius, 1),
                "members": sorted(row),
                "central": [] if rest and number == len(rows) - 1 else central,
            }
        )
    return found


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
