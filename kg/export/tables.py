"""The network of things as tables: a row for each relation, or the two files of Neo4j's import."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import BinaryIO, Final

import networkx as nx

from kg.display import csv_table
from kg.extras import require

_BOUNDS: Final = (
    "earliest", "latest", "start_earliest", "start_latest", "end_earliest", "end_latest",
)  # fmt: skip
_CSV: Final = (
    "from", "relation", "to", "from_label", "to_label", "sentence", "when",
    "certain", "disputed", "sources",
)  # fmt: skip
_NODES: Final = ("iri:ID", "label", ":LABEL", "names:string[]", "homepage")
_RELATIONSHIPS: Final = (
    ":START_ID", ":END_ID", ":TYPE", "iri", "relation", "sentence", "when",
    *(f"{bound}:date" for bound in _BOUNDS),
    "certain:boolean", "disputed:boolean", "hedge", "sources:string[]",
)  # fmt: skip
_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# A zip's files have a time; a fixed one keeps it the same from build to build.
_TIME: Final = (1980, 1, 1, 0, 0, 0)


def csv_rows(network: nx.MultiDiGraph[str], out: BinaryIO) -> None:
    """Write one line for each relation, for spreadsheets: no name in it is a formula."""
    rows = (
        (start, data["relation"], end, network.nodes[start]["label"],
         network.nodes[end]["label"], data["sentence"], data["when"], data["certain"],
         data["disputed"], " ".join(sorted(data["sources"])))
        for start, end, data in network.edges(data=True)
    )  # fmt: skip
    out.write(csv_table(_CSV, rows).encode("utf-8"))


def neo4j(network: nx.MultiDiGraph[str], out: BinaryIO) -> None:
    """Write a zip of `nodes.csv` and `relationships.csv`, for neo4j-admin database import.

    Their headers are those that Neo4j documents: each thing is known by its IRI and has its kind
    as label, each relation has the type that convention asks for, such as `INVESTED_IN`.
    """
    nodes = (
        (node, data["label"], data["kind"], _array(name["text"] for name in data["names"]),
         data["homepage"])
        for node, data in network.nodes(data=True)
    )  # fmt: skip
    relationships = (
        (start, end, _WORD.sub("_", data["relation"]).upper(), data["iri"], data["relation"],
         data["sentence"], data["when"], *(data[bound] for bound in _BOUNDS),
         _truth(data["certain"]), _truth(data["disputed"]), data["hedge"],
         _array(sorted(data["sources"])))
        for start, end, data in network.edges(data=True)
    )  # fmt: skip
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, columns, rows in (
            ("nodes.csv", _NODES, nodes),
            ("relationships.csv", _RELATIONSHIPS, relationships),
        ):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _csv(columns, (map(_one_line, row) for row in rows)))


def parquet(network: nx.MultiDiGraph[str], out: BinaryIO) -> None:
    """Write one row for each relation as Parquet, with days as days and sources as lists.

    Raises:
        KgError: pyarrow is not installed.
    """
    pa, pq = require("pyarrow"), require("pyarrow.parquet")
    text, day, truth = pa.string(), pa.date32(), pa.bool_()
    schema = pa.schema(
        [(name, text) for name in (
            "from", "relation", "to", "from_label", "from_kind", "to_label", "to_kind", "iri",
            "sentence", "when", "hedge",
        )]
        + [(name, day) for name in _BOUNDS]
        + [("stated_on", pa.list_(day)), ("certain", truth), ("disputed", truth),
           ("former", truth), ("sources", pa.list_(text))]
    )  # fmt: skip
    told = [
        {
            "from": start, "to": end, "sources": sorted(data["sources"]),
            **{f"from_{name}": network.nodes[start][name] for name in ("label", "kind")},
            **{f"to_{name}": network.nodes[end][name] for name in ("label", "kind")},
            **{name: data[name] for name in (
                "relation", "iri", "sentence", "when", "hedge", "certain", "disputed", "former",
            )},
            **{name: _day(data[name]) for name in _BOUNDS},
            "stated_on": [_day(one) for one in data["stated_on"]],
        }
        for start, end, data in network.edges(data=True)
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(told, schema), out)


def _csv(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(columns)
    table.writerows(rows)
    return out.getvalue().encode("utf-8")


def _array(texts: Iterable[str]) -> str:
    """Return an array as Neo4j reads it; it has no escape for the sign that parts its members."""
    return ";".join(dict.fromkeys(text.replace(";", ",") for text in texts))


def _one_line(value: object) -> str:
    """Return a value without line ends, which Neo4j does not expect."""
    return " ".join(str(value).splitlines())


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
