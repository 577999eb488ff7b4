"""Putting the page together: the network by way of pyvis, our own template, one strict policy.

Only the network object and the vis-network library of pyvis are used. Its own page would fetch
files from other hosts and write titles unescaped.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from math import dist
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import networkx as nx
import numpy as np
import numpy.typing as npt
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from kg.view import labels, layout, style

Record = Mapping[str, Any]

_FOLDER: Final = Path(__file__).resolve().parent
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
    "interaction": {"hover": True, "multiselect": False, "keyboard": False},
}


def render(
    network: nx.MultiDiGraph[str], *, title: str, focus: str | None = None, subtitle: str = ""
) -> str:
    """Return the page that shows a network.

    Args:
        network: Things and relations, with their names, dates and evidence.
        title: What the page is called.
        focus: The node to put in the middle; None for the best connected.
        subtitle: A sentence below the title.
    """
    drawing = _drawing(network, focus)
    script = (_FOLDER / "page.js").read_text(encoding="utf-8")
    sheet = style.palette() + (_FOLDER / "page.css").read_text(encoding="utf-8")
    library = _library()
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("template.html").render(
        title=title,
        subtitle=subtitle,
        policy=_policy([library, script], sheet),
        library=library,
        script=script,
        sheet=sheet,
        data=_island(drawing),
        things=len(drawing["nodes"]),
        relations=len(drawing["edges"]),
        sources=len(drawing["documents"]),
        kinds=_kinds(network),
        lines=_lines(network),
        signs=_signs(network),
    )
    # Half of a surrogate pair cannot be written in any encoding.
    return page.encode("utf-8", "replace").decode("utf-8")


# --- the network ---------------------------------------------------------------------------------


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


def _drawing(network: nx.MultiDiGraph[str], focus: str | None) -> dict[str, Any]:
    """Return all that the page's script is given."""
    # The order of a graph is that of its making, so it is put aside for the order of names.
    names = sorted(network.nodes)
    number = {name: index for index, name in enumerate(names)}
    relations = sorted(
        network.edges(keys=True, data=True), key=lambda row: (row[0], row[1], row[2])
    )
    ends = [(number[start], number[end]) for start, end, _, _ in relations]
    degrees = np.bincount(np.array(ends, dtype=np.intp).ravel(), minlength=len(names))
    things = [network.nodes[name] for name in names]
    captions = [labels.wrap(str(thing["label"])) for thing in things]
    sizes = 8.0 + 2.6 * np.sqrt(np.minimum(degrees, 150))
    words = np.array([labels.size(caption) for caption in captions]).reshape(-1, 2)
    many = len(names) > _MANY
    # Of many things few labels are shown at once, so they need no room of their own.
    room = np.zeros_like(words) if many else words
    boxes = np.stack(
        [np.maximum(room[:, 0] + 12, 2 * sizes + 16), 2 * sizes + room[:, 1] + 14], axis=1
    )
    links = [
        layout.Link(start, end, style.rank(str(row[3]["relation"])))
        for (start, end), row in zip(ends, relations, strict=True)
    ]
    middle = number.get(focus) if focus is not None else None

    order = sorted(
        range(len(names)), key=lambda node: (node != middle, -degrees[node], names[node])
    )

    written = words + np.array([4.0, 2.0])
    # The name of the hub is written larger.
    written[order[:1]] *= labels.EMPHASIS

    def arrange(aspect: float) -> list[dict[str, Any]]:
        places = layout.arrange(boxes, links, focus=middle, aspect=aspect)
        # A label stands where the lines do not: above a thing whose relations lead down.
        above = _pull(places, ends)[:, 1] > 0.2 * boxes[:, 1]
        side = np.where(above, -1.0, 1.0)
        # A box holds a shape and its label; what is wanted is the place of the shape.
        places[:, 1] -= side * room[:, 1] / 2
        spots = places.copy()
        spots[:, 1] += side * sizes
        zooms = labels.zooms(spots, side * words[:, 1] / 2, written, order)
        return [
            {"x": round(x, 1), "y": round(y, 1), "zoom": round(zoom, 3)}
            | ({"above": True} if up else {})
            for (x, y), zoom, up in zip(
                places.tolist(), zooms.tolist(), above.tolist(), strict=True
            )
        ]

    landscape = arrange(_LANDSCAPE)
    sources = _Sources()
    graph = Network(directed=True)
    # Its own `add_node` and `add_edge` look through all that is there each time.
    graph.nodes = [
        Node(
            index,
            style.kind(str(thing["kind"])).shape,
            captions[index],
            size=round(float(sizes[index]), 1),
            **landscape[index],
            **_thing(name, thing, captions[index], sources),
        ).options
        for index, (name, thing) in enumerate(zip(names, things, strict=True))
    ]
    bends = _bends(ends, [(place["x"], place["y"]) for place in landscape])
    graph.edges = [
        Edge(start, end, True, id=index, **bend, **_relation(row[3], sources)).options
        for index, ((start, end), bend, row) in enumerate(zip(ends, bends, relations, strict=True))
    ]
    graph.options = {
        **_OPTIONS,
        "interaction": {
            **_OPTIONS["interaction"],
            "hideEdgesOnDrag": many,
            "hideEdgesOnZoom": many,
            "hover": not many,
        },
    }
    nodes, edges, _, _, _, options = graph.get_network_data()
    used = {str(row[3]["relation"]): row[3].get("label") or {} for row in relations}
    return {
        "options": json.loads(options),
        "nodes": nodes,
        "edges": edges,
        "portrait": arrange(_PORTRAIT) if len(names) <= _PORTRAIT_LIMIT else None,
        "hub": order[0] if order else None,
        "kinds": {
            name: {"label": [shown.english, shown.chinese], "hollow": shown.hollow}
            for name, shown in [*style.KINDS.items(), ("Other", style.OTHER_KIND)]
        },
        "relations": {
            name: {
                "style": style.relation_of(name),
                "dash": list(style.relation(name).dash),
                "label": [text for text in (label.get("en", name), label.get("zh")) if text],
            }
            for name, label in sorted(used.items(), key=lambda row: style.rank(row[0]))
        },
        "documents": sources.documents,
        "evidence": sources.evidence,
    }


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


# --- the page ------------------------------------------------------------------------------------


def _kinds(network: nx.MultiDiGraph[str]) -> list[tuple[str, style.Kind, int]]:
    counts = Counter(style.kind_of(str(kind)) for _, kind in network.nodes(data="kind"))
    known = [*style.KINDS.items(), ("Other", style.OTHER_KIND)]
    return [(name, shown, counts[name]) for name, shown in known if counts[name]]


def _lines(network: nx.MultiDiGraph[str]) -> list[dict[str, Any]]:
    counts: Counter[str] = Counter()
    rows: dict[str, dict[str, Any]] = {}
    for _, _, relation in sorted(network.edges(data=True), key=lambda row: (row[0], row[1])):
        name = str(relation["relation"])
        counts[name] += 1
        rows[name] = {
            "style": style.relation_of(name),
            "dash": " ".join(map(str, style.relation(name).dash)),
            "label": (relation.get("label") or {}).get("en") or name,
            "mutual": bool(relation.get("symmetric")),
        }
    return [rows[name] | {"count": counts[name]} for name in sorted(rows, key=style.rank)]


def _signs(network: nx.MultiDiGraph[str]) -> list[str]:
    """Return the marks that the legend has to explain, because some relation bears them."""
    relations = [relation for _, _, relation in network.edges(data=True)]
    found = []
    if any(relation.get("disputed") for relation in relations):
        found.append("disputed")
    if any(relation.get("former") or not relation.get("certain", True) for relation in relations):
        found.append("faint")
    return found


def _library() -> str:
    """Return the newest vis-network that pyvis brings along."""
    folders = (resources.files("pyvis") / "templates" / "lib").iterdir()
    newest = max(
        (folder for folder in folders if folder.name.startswith("vis-")),
        key=lambda folder: [int(part) for part in folder.name[4:].split(".")],
    )
    return (newest / "vis-network.min.js").read_text(encoding="utf-8")


def _island(drawing: Record) -> str:
    """Return data as JSON that no HTML parser can mistake for a tag or a comment."""
    text = json.dumps(drawing, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _policy(scripts: Iterable[str], sheet: str) -> str:
    """Return the policy that allows these scripts and this style sheet and nothing else."""

    def digest(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")

    allowed = " ".join(f"'sha256-{digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'sha256-{digest(sheet)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
