"""The network in the formats of other tools, opened again as those tools would."""

import csv
import datetime as dt
import io
import json
import re
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from networks import network, on

import kg
import kg.network
from kg.export import FORMATS, export, networks, tables

GEXF = "{http://www.gexf.net/1.2draft}"


@pytest.fixture
def made():
    """Two firms with all that may trouble a format."""
    found = network(
        {"ash": "InvestmentFirm", "xeno": "Company"},
        ("ash", "investedIn", "xeno", {**on("2014-01-15"), "sentence": 'says\n"one; two"'}),
        ("ash", "investedIn", "xeno", {**on("2015"), "certain": False}),
        ("xeno", "partnerOf", "ash", {
            "start_earliest": "2013-02-01", "end_latest": "2016-12-31", "start": "2013-02/..",
            "stated_on": ["2014-01-15"], "disputed": True,
        }),
        ("ash", "partnerOf", "xeno", {}),
    )  # fmt: skip
    found.nodes["xeno"]["names"] = [
        {"text": "Xeno; Inc.", "language": "en"}, {"text": "芝诺", "language": "zh"},
    ]  # fmt: skip
    return found


def written(writer, made) -> bytes:
    out = io.BytesIO()
    writer(made, out)
    return out.getvalue()


def test_the_command_lists_every_format():
    from kg.commands.drawing import EXPORTS

    assert EXPORTS == FORMATS


@pytest.mark.parametrize("format_", FORMATS)
def test_a_format_is_the_same_each_time(graph, format_):
    def once():
        out = io.BytesIO()
        export(graph, format_, out)
        return out.getvalue()

    assert once() == once() != b""


def test_no_name_is_a_formula_of_a_spreadsheet(made):
    made.nodes["ash"]["label"] = '=HYPERLINK("https://a.example")'
    rows = list(csv.DictReader(io.StringIO(written(tables.csv_rows, made).decode())))
    assert {row["from_label"] for row in rows} == {'\'=HYPERLINK("https://a.example")', "Xeno"}
    found = kg.network.brokers(kg.network.project(made)).to_csv()
    assert "\n\"'=HYPERLINK" in found
    with zipfile.ZipFile(io.BytesIO(written(tables.neo4j, made))) as archive:
        assert '"=HYPERLINK' in archive.read("nodes.csv").decode()


@pytest.mark.parametrize("writer", [networks.graphml, networks.gexf])
def test_no_name_breaks_xml(made, writer):
    made.nodes["ash"]["label"] = "\x01<Ash>\ufffe\x0b&\n"
    text = written(writer, made).decode()
    ElementTree.fromstring(text)
    assert "&lt;Ash&gt;&amp;" in text


def test_graphml_comes_back(graph):
    known = graph.network(told=True)
    found = nx.read_graphml(io.BytesIO(written(networks.graphml, known)), force_multigraph=True)
    assert set(found.edges(keys=True)) == set(known.edges(keys=True))
    assert all(found.nodes[node]["label"] == data["label"] for node, data in known.nodes(data=True))
    for *edge, data in known.edges(keys=True, data=True):
        other = found.edges[tuple(edge)]
        assert (other["sentence"], other["certain"]) == (data["sentence"], data["certain"])
        assert json.loads(other["evidence"]) == data["evidence"]


def test_gexf_comes_back_and_has_a_time_line(made):
    text = written(networks.gexf, made)
    found = nx.read_gexf(io.BytesIO(text))
    assert found.graph["mode"] == "dynamic"
    assert found.number_of_edges() == made.number_of_edges()
    meta, drawn = ElementTree.fromstring(text)
    assert not meta.attrib  # the day of writing would make two exports differ
    # No other attribute is in the schema of the format.
    assert drawn.attrib == {
        "defaultedgetype": "directed", "mode": "dynamic", "timeformat": "date",
    }  # fmt: skip
    times = [
        (edge.get("label"), edge.get("start"), edge.get("end"))
        for edge in drawn.iter(f"{GEXF}edge")
    ]
    assert times == [
        ("investedIn", "2014-01-15", None), ("investedIn", "2015-01-01", None),
        ("partnerOf", None, None), ("partnerOf", "2013-02-01", "2016-12-31"),
    ]  # fmt: skip


def test_every_day_of_gexf_can_be_read(graph):
    text = written(networks.gexf, graph.network(told=True))
    edges = list(ElementTree.fromstring(text).iter(f"{GEXF}edge"))
    days = [day for edge in edges for name in ("start", "end") if (day := edge.get(name))]
    assert len(days) > 50
    assert all(dt.date.fromisoformat(day) for day in days)
    for edge in edges:
        if edge.get("start") and edge.get("end"):
            assert edge.get("start") <= edge.get("end")


def test_cytoscape_comes_back_and_no_two_elements_share_an_identifier(made):
    told = json.loads(written(networks.cytoscape, made))
    found = nx.cytoscape_graph(told, name="label")
    assert set(found.edges(keys=True)) == set(made.edges(keys=True))
    elements = [one["data"] for kind in ("nodes", "edges") for one in told["elements"][kind]]
    assert len({one["id"] for one in elements}) == len(elements) == 6
    assert all(isinstance(value, str | int | bool) for one in elements for value in one.values())
    assert told["elements"]["nodes"][0]["data"]["name"] == "Ash"


def test_neo4j_gets_a_file_of_nodes_and_one_of_relationships(made):
    archive = zipfile.ZipFile(io.BytesIO(written(tables.neo4j, made)))
    assert archive.namelist() == ["nodes.csv", "relationships.csv"]
    nodes, relationships = (
        list(csv.reader(io.StringIO(archive.read(name).decode("utf-8"))))
        for name in archive.namelist()
    )
    assert nodes == [
        ["iri:ID", "label", ":LABEL", "names:string[]", "homepage"],
        ["ash", "Ash", "InvestmentFirm", "Ash", ""],
        ["xeno", "Xeno", "Company", "Xeno, Inc.;芝诺", ""],
    ]
    rows = [dict(zip(relationships[0], row, strict=True)) for row in relationships[1:]]
    first, _, _, last = rows
    assert (first[":START_ID"], first[":TYPE"], first[":END_ID"]) == ("ash", "INVESTED_IN", "xeno")
    assert first["sentence"] == 'says "one; two"'
    assert (first["earliest:date"], first["end_latest:date"]) == ("2014-01-15", "")
    assert (last["certain:boolean"], last["disputed:boolean"]) == ("true", "true")
    assert last["sources:string[]"] == "press/one"
    ends = {row[name] for row in rows for name in (":START_ID", ":END_ID")}
    assert ends <= {row[0] for row in nodes[1:]}


def test_neo4j_can_import_all_of_the_graph(graph):
    """Every column holds what its header says, as neo4j-admin's documentation has it."""
    archive = zipfile.ZipFile(io.BytesIO(written(tables.neo4j, graph.network(told=True))))
    readers = {
        "date": dt.date.fromisoformat, "boolean": re.compile("true|false").fullmatch,
        "LABEL": re.compile(r"[A-Za-z]\w*").fullmatch, "TYPE": re.compile(r"[A-Z_]+").fullmatch,
        "string[]": lambda text: all(text.split(";")),
    }  # fmt: skip
    columns: dict[str, list[str]] = {}
    for name in archive.namelist():
        text = io.StringIO(archive.read(name).decode("utf-8"), newline="")
        header, *rows = csv.reader(text, strict=True)
        assert rows
        assert all(len(row) == len(header) for row in rows)
        assert not any("\n" in cell or "\r" in cell for row in rows for cell in row)
        for column, *cells in zip(header, *rows, strict=True):
            columns[column] = cells
            read = readers.get(column.partition(":")[2], str)
            assert all(read(cell) not in (None, False) for cell in cells if cell), column
    things = set(columns["iri:ID"])
    assert len(things) == len(columns["iri:ID"])
    assert {*columns[":START_ID"], *columns[":END_ID"]} <= things
    assert all(columns[":TYPE"] + columns[":LABEL"] + columns["certain:boolean"])


def test_parquet_has_days_as_days_and_sources_as_lists(made):
    pq = pytest.importorskip("pyarrow.parquet")
    rows = pq.read_table(io.BytesIO(written(tables.parquet, made))).to_pylist()
    assert [row["relation"] for row in rows] == [
        "investedIn",
        "investedIn",
        "partnerOf",
        "partnerOf",
    ]
    assert rows[0]["earliest"] == dt.date(2014, 1, 15)
    assert rows[0]["end_latest"] is None
    assert rows[3]["stated_on"] == [dt.date(2014, 1, 15)]
    assert (rows[0]["from_label"], rows[0]["from_kind"]) == ("Ash", "InvestmentFirm")
    assert rows[0]["sources"] == ["press/one"]


@pytest.mark.parametrize(
    ("module", "use", "extra"),
    [
        ("pyarrow", lambda made: tables.parquet(made, io.BytesIO()), "parquet"),
        ("scipy.sparse", lambda made: kg.network.brokers(kg.network.project(made)), "network"),
        ("pandas", lambda made: kg.network.growth(made).to_pandas(), "frames"),
        ("polars", lambda _: kg.open(":memory:").query("SELECT ?a {}").to_polars(), "frames"),
    ],
)
def test_a_library_that_is_not_there_is_told_with_the_extra_that_brings_it(
    made, monkeypatch, module, use, extra
):
    import kg.network

    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(kg.KgError) as raised:
        use(made)
    remedy = f"run: pip install 'container-ecosystem-kg[{extra}]'"
    assert str(raised.value) == f"{module.partition('.')[0]} is not installed; {remedy}"
    assert f"\n{extra} = [" in (Path(kg.__file__).parents[1] / "pyproject.toml").read_text()
