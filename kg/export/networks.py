"""The network of things in the formats of tools that draw networks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, BinaryIO, Final

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

_NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, not even escaped."""


def graphml(network: nx.MultiDiGraph[str], out: BinaryIO) -> None:
    """Write a network as GraphML, which Gephi, yEd and Cytoscape open."""
    _write(nx.generate_graphml(_plain(network)), out)


def gexf(network: nx.MultiDiGraph[str], out: BinaryIO) -> None:
    """Write a network as GEXF with its time line, for Gephi.

    A relation is there from the first day on which it may have begun to the last on which it may
    have ended; where no day is known, it is open. Its time as stated is in `when`.
    """
    plain = _plain(network)
    for _, _, data in plain.edges(data=True):
        first = data["start_earliest"] or data["earliest"]
        bounds = {"start": first, "end": data["end_latest"]}
        for name, day in bounds.items():
            del data[name]
            # An empty one would be a day that cannot be read.
            if day:
                data[name] = day
    plain.graph["mode"] = "dynamic"
    writer = GEXFWriter(plain)
    # The schema knows no name of a graph, and the day of writing would differ each time.
    writer.graph_element.attrib.pop("name")
    writer.xml.find("meta").attrib.clear()
    _write([str(writer)], out)


def cytoscape(network: nx.MultiDiGraph[str], out: BinaryIO) -> None:
    """Write a network as the JSON of Cytoscape and cytoscape.js."""
    told: dict[str, Any] = nx.cytoscape_data(_plain(network), name="label")
    # A relation between several pairs has one IRI, but no two elements may have one identifier.
    for number, edge in enumerate(told["elements"]["edges"]):
        edge["data"] = {"id": f"relation-{number}", **edge["data"]}
    out.write((json.dumps(told, ensure_ascii=False) + "\n").encode("utf-8"))


def _write(lines: Iterable[str], out: BinaryIO) -> None:
    for line in lines:
        out.write(f"{line}\n".encode())


def _plain(network: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """Return a copy whose attributes every format can hold."""
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, data in network.nodes(data=True):
        plain.add_node(node, **_flat(data))
    for start, end, key, data in network.edges(keys=True, data=True):
        plain.add_edge(start, end, key, **_flat(data))
    return plain


def _flat(data: dict[str, Any]) -> dict[str, Any]:
    """Return attributes as numbers and texts: as JSON where they are neither."""
    return {name: _scalar(name, value) for name, value in data.items()}


def _scalar(name: str, value: Any) -> str | bool | int | float:
    if name == "label" and isinstance(value, dict) and "en" in value:
        # These formats keep `label` for a plain text, and an edge's has one for each language.
        value = value["en"]
    if isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _NOT_XML.sub("", text)
