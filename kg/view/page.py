"""Putting the page together: our own template, the data in it, one strict policy.

Only the network object and the vis-network library of pyvis are used. Its own page would fetch
files from other hosts and write titles unescaped.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Any, Final

import networkx as nx
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg.terms import PREFIXES
from kg.view import style
from kg.view.drawing import draw
from kg.view.reading import Document, reading
from kg.view.records import Record

_FOLDER: Final = Path(__file__).resolve().parent
# What a file needs of another when it is read stands before it.
_PARTS: Final = (
    "data", "words", "shown", "painter", "room", "names", "moving", "canvas", "panel", "find",
    "controls", "table", "take", "reading", "state", "start",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of a graph a network is.

    Attributes:
        focus: The thing whose neighbourhood it is; None for the whole graph.
        depth: How many steps of it.
        as_of: The day for which it was asked, in ISO form; None for any time.
    """

    focus: str | None = None
    depth: int = 0
    as_of: str | None = None


def render(
    network: nx.MultiDiGraph[str],
    *,
    title: str,
    focus: str | None = None,
    subtitle: str = "",
    scope: Scope | None = None,
    merges: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    document: Document | None = None,
    chinese: Mapping[str, str] | None = None,
) -> str:
    """Return the page that shows a network.

    Args:
        network: Things and relations, with their names, dates and evidence.
        title: What the page is called.
        focus: The node to put in the middle; None for the best connected.
        subtitle: A sentence below the title.
        scope: Which part of the graph the network is, for the query that the page shows.
        merges: For each node, the mentions that were judged to be one with it: `mention` and
            `reason` of each.
        chinese: What names of properties, and English words for values, are in Chinese.
        document: A text to read beside the picture; it becomes part of the page.
    """
    drawing = draw(network, focus)
    data = drawing.data
    number = {node: index for index, node in enumerate(sorted(network.nodes))}
    keys = sorted(network.edges(keys=True), key=lambda edge: edge[:3])
    data |= {
        "prefixes": PREFIXES,
        "scope": asdict(scope or Scope()),
        "merges": {
            number[node]: list(judged) for node, judged in (merges or {}).items() if node in number
        },
        "words": _used(network, chinese or {}),
        "reading": document and reading(document, number, [key for _, _, key in keys]),
    }
    script = "".join(
        (_FOLDER / "page" / f"{name}.js").read_text(encoding="utf-8") for name in _PARTS
    )
    colours = {f"kind-{i}": kind.colour for i, kind in enumerate(drawing.kinds.values())}
    colours |= {f"relation-{i}": line.colour for i, line in enumerate(drawing.lines.values())}
    sheet = style.palette(colours) + (_FOLDER / "page" / "page.css").read_text(encoding="utf-8")
    library = _library()
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    things = Counter(str(kind) for _, kind in network.nodes(data="kind"))
    relations = Counter(str(relation["relation"]) for _, _, relation in network.edges(data=True))
    page = environment.get_template("template.html").render(
        title=title,
        subtitle=subtitle,
        policy=_policy([library, script], sheet),
        library=library,
        script=script,
        sheet=sheet,
        data=_island(data),
        things=network.number_of_nodes(),
        relations=network.number_of_edges(),
        documents=data["documents"],
        cited=_cited(network, data["documents"]),
        kinds=[(kind, things[name]) for name, kind in drawing.kinds.items()],
        lines=[line | {"count": relations[line["name"]]} for line in data["relations"]],
        signs=_signs(network),
    )
    # Half of a surrogate pair cannot be written in any encoding.
    return page.encode("utf-8", "replace").decode("utf-8")


def _used(network: nx.MultiDiGraph[str], chinese: Mapping[str, str]) -> dict[str, str]:
    """Return what the details and claims of a network need of a dictionary."""
    told: list[Record] = [relation for _, _, relation in network.edges(data=True)]
    told += [fact for _, thing in network.nodes(data=True) for fact in thing.get("facts") or ()]
    words: set[str] = set()
    for one in told if chinese else ():
        words.update(map(str, chain(*(one.get("details") or {}).items())))
        words.update(map(str, one.get("inferred") or ()))
        for claim in one.get("claims") or ():
            words.update((str(claim.get("property")), str(claim.get("value"))))
    return {word: chinese[word] for word in sorted(words & chinese.keys())}


def _cited(network: nx.MultiDiGraph[str], documents: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return the number of relations that rest on each document."""
    counts: Counter[str] = Counter()
    for _, _, relation in network.edges(data=True):
        counts.update({str(piece.get("source")) for piece in relation.get("evidence") or ()})
    return [counts[str(document.get("source"))] for document in documents]


def _signs(network: nx.MultiDiGraph[str]) -> list[str]:
    """Return the marks that the legend has to explain, because some relation bears them."""
    relations = [relation for _, _, relation in network.edges(data=True)]
    found = []
    if any(relation.get("disputed") for relation in relations):
        found.append("disputed")
    if any(relation.get("inferred") for relation in relations):
        found.append("implied")
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
