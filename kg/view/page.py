"""Putting the page together: our own template, the data in it, one strict policy.

Only the network object and the vis-network library of pyvis are used. Its own page would fetch
files from other hosts and write titles unescaped.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Any, Final

import networkx as nx
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg.view import style
from kg.view.drawing import Record, draw

_FOLDER: Final = Path(__file__).resolve().parent


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
    drawing = draw(network, focus)
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


def _kinds(network: nx.MultiDiGraph[str]) -> list[tuple[str, style.Kind, int]]:
    counts = Counter(style.kind_of(str(kind)) for _, kind in network.nodes(data="kind"))
    return [(name, kind, counts[name]) for name, kind in style.KINDS.items() if counts[name]]


def _lines(network: nx.MultiDiGraph[str]) -> list[dict[str, Any]]:
    counts: Counter[str] = Counter()
    rows: dict[str, dict[str, Any]] = {}
    for _, _, relation in sorted(network.edges(data=True), key=lambda row: (row[0], row[1])):
        name = str(relation["relation"])
        counts[name] += 1
        rows[name] = {
            "style": style.relation_of(name),
            "dash": " ".join(map(str, style.RELATIONS[style.relation_of(name)].dash)),
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
