from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import networkx as nx
import pytest
from drawn import HOSTILE, SOURCE, add_thing, announcement, hostile, relate

from kg.view import render, style


class Elements(HTMLParser):
    """The elements of a page, each with its attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs), ""))

    def handle_data(self, data):
        if self.found:
            tag, attributes, text = self.found[-1]
            self.found[-1] = tag, attributes, text + data

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attributes, text) for name, attributes, text in self.found if name == tag]


def rows(packed: dict) -> list[dict]:
    """Read rows as the page's script does."""
    found: list[dict] = [{} for _ in range(packed["count"])]
    for name, column in packed["columns"].items():
        values = column
        if isinstance(column, dict):
            values = [column["values"][row] for row in column["rows"]]
        for row, value in zip(found, values, strict=True):
            if value is not None:
                row[name] = value
    return found


def island(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="data">(.*?)<', page)
    assert found is not None
    data = json.loads(found.group(1))
    return data | {name: rows(data[name]) for name in ("nodes", "edges", "evidence")}


def test_the_same_network_gives_the_same_page_however_it_was_made():
    network = announcement()
    mirrored = nx.MultiDiGraph()
    mirrored.add_nodes_from(reversed(list(network.nodes(data=True))))
    mirrored.add_edges_from(reversed(list(network.edges(keys=True, data=True))))
    assert render(network, title="A") == render(mirrored, title="A")


def test_the_network_is_left_as_it_was():
    network, untouched = announcement(), announcement()
    render(network, title="A")
    assert nx.utils.graphs_equal(network, untouched)


def test_nothing_is_loaded_from_anywhere():
    page = Elements(render(announcement(), title="A"))
    assert not page.all("link")
    assert not [attributes for _, attributes, _ in page.found if "src" in attributes]
    assert not re.search(r"@import|url\(", page.all("style")[0][1])


def test_the_policy_allows_the_scripts_and_the_style_of_the_page_and_nothing_else():
    written = render(announcement(), title="A")
    page = Elements(written)
    policy = next(
        attributes["content"] for attributes, _ in page.all("meta") if "http-equiv" in attributes
    )
    texts = re.findall("<script>(.*?)</script>", written, re.S)
    texts += re.findall("<style>(.*?)</style>", written, re.S)
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
    assert policy.startswith("default-src 'none';")
    assert re.findall(r"'sha256-(.+?)'", policy) == digests
    assert "unsafe" not in policy
    assert not [attributes for _, attributes, _ in page.found if "style" in attributes]


def test_every_thing_and_every_relation_is_on_the_page():
    network = announcement()
    data = island(render(network, title="A"))
    assert {node["name"] for node in data["nodes"]} == set(network)
    assert len(data["edges"]) == network.number_of_edges()


def test_things_and_relations_are_told_by_shape_and_dash_as_well_as_by_colour():
    unknown = [f"Unknown{number}" for number in range(12)]
    kinds = style.kinds([*style.KINDS, *unknown]).values()
    looks = [(shown.shape, shown.hollow, shown.colour) for shown in kinds]
    relations = style.relations([*style.RELATIONS, *unknown]).values()
    lines = [(shown.colour, shown.dash) for shown in relations]
    assert len(set(looks)) == len(looks)
    assert len(set(lines)) == len(lines)


def test_the_known_kinds_differ_in_grey_too():
    outlines = [(kind.shape, kind.hollow) for kind in style.KINDS.values()]
    assert len(set(outlines)) == len(outlines)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("scheme", "paper"), [("light", "#fbfbf9"), ("dark", "#12161b")])
def test_every_colour_stands_out_from_the_page(scheme, paper):
    for shown in [*style.KINDS.values(), *style.RELATIONS.values()]:
        pair = sorted([luminance(getattr(shown.colour, scheme)), luminance(paper)])
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 3


def test_the_legend_names_what_is_there_and_how_often():
    legend = render(announcement(), title="A").partition("<details")[2].partition("</details")[0]
    flat = " ".join(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", legend, flags=re.S).split())
    assert "Investment firm 5" in flat
    assert "customer of 8" in flat
    assert "sources disagree" in flat
    assert "Foundation" not in flat


def test_parallel_relations_bend_apart_whichever_way_they_run():
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    add_thing(network, "A", "Company")
    add_thing(network, "B", "Company")
    for start, end in (("A", "B"), ("A", "B"), ("B", "A")):
        relate(network, start, "customerOf", end)
    first, second, third = (
        edge.get("smooth") for edge in island(render(network, title="A"))["edges"]
    )
    assert first["type"] == "curvedCCW"
    assert second is None
    # To the left of the way back is to the right of the way there.
    assert third["type"] == "curvedCCW"


def test_parallel_relations_of_a_thing_with_itself_lie_apart():
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    add_thing(network, "A", "Company")
    relate(network, "A", "acquired", "A")
    relate(network, "A", "investedIn", "A")
    angles = {
        edge["selfReference"]["angle"] for edge in island(render(network, title="A"))["edges"]
    }
    assert len(angles) == 2


def test_a_piece_of_evidence_is_written_once_however_often_it_is_cited():
    data = island(render(announcement(), title="A"))
    assert len(data["documents"]) == 1
    assert len(data["evidence"]) == 3


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//host/path",
        "https://",
        "http://[",
        "",
        None,
    ],
)
def test_only_web_addresses_become_links(address):
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    add_thing(network, "A", "Company", homepage=address)
    assert "homepage" not in island(render(network, title="A"))["nodes"][0]


def test_a_web_address_becomes_a_link():
    data = island(render(announcement(), title="A"))
    assert {piece["url"] for piece in data["evidence"]} == {SOURCE}


def test_what_strangers_wrote_stays_text():
    plain = Elements(render(announcement(), title="A", subtitle="B"))
    attacked = Elements(render(hostile(), title=HOSTILE, subtitle=HOSTILE))
    assert len(attacked.all("script")) == len(plain.all("script")) == 3
    assert not attacked.all("img")
    assert not [
        name for _, attributes, _ in attacked.found for name in attributes if name[:2] == "on"
    ]


@pytest.mark.parametrize("focus", [None, "Bill Coughran", "not there"])
def test_any_focus_will_do(focus):
    assert render(announcement(), title="A", focus=focus).endswith("</html>")


def test_an_empty_network_has_a_page():
    assert "<b>0</b> <span" in render(nx.MultiDiGraph(), title="A")


@pytest.mark.usefixtures("unmeasured")
def test_a_page_of_3000_things_is_no_larger_than_promised():
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number in range(3000):
        add_thing(network, f"A thing of some name {number}", "Company")
        if number:
            end = f"A thing of some name {number // 5}"
            day = {"start_earliest": "2014-01-01", "when": "2014"}
            relate(network, f"A thing of some name {number}", "customerOf", end, **day)
    page = render(network, title="A")
    assert len(page.encode("utf-8")) < 900_000 + 400 * 3000
    found = island(page)["communities"]
    assert len(found) > 10
    assert all(community["central"] for community in found)
    assert sorted(node for one in found for node in one["members"]) == list(range(3000))
