"""What people do with the view: find, filter, follow, play, take along, read; each in a browser."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from html import escape

import networkx as nx
import pyoxigraph as ox
import pytest
from drawn import add_thing, announcement, clusters, history, hostile, relate
from playwright.sync_api import expect

from kg.errors import InputError
from kg.view import Document, Span, render, style


@pytest.mark.parametrize("text", ["sequoia", "SEQUOIA capital", "红杉", "Seqoia Captial"])
def test_a_thing_is_found_by_any_name_and_forgivingly(visit, text):
    opened = visit(announcement())
    opened.choose(text)
    assert "Sequoia Capital" in opened.panel


def test_what_was_found_stands_in_the_middle_of_what_the_panel_leaves_free(visit):
    opened = visit(announcement())
    opened.choose("Yandex")
    number = opened.number("Yandex")
    left = opened.page.locator("#panel").bounding_box()["x"]
    frame = opened.page.locator("#canvas").bounding_box()
    spot = frame["x"] + opened.page.evaluate(f"across(camera(), {number})")
    assert abs(spot - (frame["x"] + left) / 2) < 40


def test_what_was_found_is_chosen_with_the_arrow_keys(visit):
    opened = visit(announcement())
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("docker")
    first = opened.page.locator("#found [aria-selected=true]").inner_text()
    assert first.startswith("Docker")
    opened.page.keyboard.press("ArrowDown")
    second = opened.page.locator("#found [aria-selected=true]").inner_text()
    assert second != first
    opened.page.keyboard.press("Enter")
    assert second.split("\n")[0] in opened.panel


def test_a_name_that_is_not_there_is_told(visit):
    opened = visit(announcement())
    opened.page.locator("#find").fill("qqqq zzzz")
    expect(opened.page.locator("#none")).to_be_visible()


def test_kinds_and_relations_are_filtered_and_come_back(visit):
    opened = visit(announcement())
    opened.page.get_by_label("Investment firm").uncheck()
    assert "Benchmark" not in opened.shown
    opened.page.get_by_label("customer of").uncheck()
    assert "Yandex" not in opened.shown
    assert opened.counter.startswith("18 relations shown")
    opened.page.get_by_role("button", name="Back").click()
    assert "Yandex" in opened.shown
    opened.page.get_by_role("button", name="Back").click()
    assert len(opened.shown) == announcement().number_of_nodes()


def test_sources_are_filtered(visit):
    opened = visit(history())
    opened.page.get_by_label("Another").uncheck()
    # What two sources say remains if one of them does.
    assert opened.counter.startswith("2 relations shown")
    assert opened.shown == {"Bo", "Cy", "Dé"}


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_neighbourhood_is_isolated(visit, steps):
    opened = visit(announcement())
    opened.choose("Nic Benders")
    opened.page.get_by_role("button", name="1 step" if steps == 1 else f"{steps} steps").click()
    network = announcement().to_undirected()
    near = nx.ego_graph(network, "Nic Benders", radius=steps)
    assert opened.shown == set(near)
    opened.page.keyboard.press("Escape")
    opened.page.get_by_role("button", name="Show everything").click()
    assert len(opened.shown) == network.number_of_nodes()


def test_a_thing_is_hidden_and_comes_back(visit):
    opened = visit(announcement())
    opened.choose("Docker Hub Registry")
    opened.page.get_by_role("button", name="Hide").click()
    assert "Docker Hub Registry" not in opened.shown
    opened.page.get_by_role("button", name="Back").click()
    assert "Docker Hub Registry" in opened.shown


def test_a_picture_without_anything_offers_a_way_back(visit):
    opened = visit(history())
    for box in opened.page.locator("[data-filter=kinds]").all():
        box.uncheck()
    expect(opened.page.locator("#nothing")).to_be_visible()
    opened.page.locator("#return").click()
    assert len(opened.shown) == 5


def test_the_shortest_chain_is_told_in_words_with_its_sources(visit):
    opened = visit(announcement())
    opened.choose("Nic Benders")
    opened.page.get_by_role("button", name="Find a chain from here").click()
    opened.choose("Sequoia Capital")
    assert "3 steps" in opened.panel
    steps = opened.page.locator("#panel .chain > li")
    assert [line.split("\n")[0] for line in steps.all_inner_texts()] == [
        "Nic Benders employed by New Relic",
        "New Relic customer of Docker",
        "Sequoia Capital led Docker’s Series C of 40,000,000 USD",
    ]
    assert "paragraph 12" in steps.first.inner_text()


def test_things_that_nothing_connects_are_told_so(visit):
    opened = visit(announcement())
    opened.choose("GitHub")
    opened.page.get_by_role("button", name="Find a chain from here").click()
    opened.choose("Docker")
    assert "Nothing connects them" in opened.panel


def test_why_several_mentions_are_one_thing(visit):
    judged = {"mention": "organization/insight-ventures", "reason": "a shorter form"}
    page = render(announcement(), title="A", merges={"Insight Venture Partners": [judged]})
    opened = visit(page)
    opened.choose("Insight Venture")
    assert "It is one with organization/insight-ventures: a shorter form" in opened.panel


@pytest.mark.parametrize(
    ("month", "counter"),
    [
        ("2013-01", "2 relations shown · 0 certain, 1 possible, 1 undated"),
        ("2014-03", "3 relations shown · 2 certain, 0 possible, 1 undated"),
        ("2014-06", "3 relations shown · 1 certain, 1 possible, 1 undated"),
        ("2015-02", "3 relations shown · 2 certain, 0 possible, 1 undated"),
    ],
)
def test_the_slider_tells_what_is_certain_and_what_is_possible(visit, month, counter):
    opened = visit(history())
    spot = opened.page.evaluate("month => months.indexOf(month)", month)
    opened.page.locator("#month").fill(str(spot))
    assert opened.page.locator("#date").inner_text() == month
    assert opened.counter == counter
    opened.page.get_by_label("Any time").check()
    assert opened.counter == "4 relations shown · 1 undated"


def test_time_plays_and_pauses(visit):
    opened = visit(history())
    opened.page.get_by_role("button", name="Play").click()
    expect(opened.page.locator("#date")).to_have_text("2013-05")
    opened.page.get_by_role("button", name="Pause").click()
    date = opened.page.locator("#date").inner_text()
    opened.page.wait_for_timeout(700)
    assert opened.page.locator("#date").inner_text() == date


def test_a_copied_link_opens_the_same_view(visit):
    opened = visit(history())
    opened.page.get_by_label("Another").uncheck()
    opened.page.locator("#month").fill("16")
    opened.page.locator("#month").dispatch_event("change")
    opened.choose("Cy")
    fragment = "#" + opened.page.evaluate("location.hash.slice(1)")
    again = visit(history(), fragment=fragment)
    assert again.panel == opened.panel
    assert again.counter == opened.counter
    assert again.page.evaluate("[camera().scale.toFixed(2), choices.month]") == (
        opened.page.evaluate("[camera().scale.toFixed(2), choices.month]")
    )


@pytest.mark.parametrize("fragment", ["#%%%", "#s=nothing&t=9999&c=9 x&p=a&z=a b", "#k=Nothing"])
def test_a_broken_link_opens_the_page_all_the_same(visit, fragment):
    opened = visit(history(), fragment=fragment)
    assert len(opened.shown) == 5
    assert opened.complaints == []


def test_it_works_within_a_sandboxed_frame(visit):
    page = escape(render(history(), title="A"), quote=True)
    opened = visit(
        f'<body data-drawn><iframe sandbox="allow-scripts" srcdoc="{page}" width=1000 height=700>'
        "</iframe></body>"
    )
    frame = opened.page.frame_locator("iframe")
    frame.locator("#find").fill("Cy")
    frame.locator("#find").press("Enter")
    expect(frame.locator("#panel h2")).to_have_text("Cy")
    assert opened.complaints == []


def saved(opened, button: str) -> bytes:
    opened.page.evaluate("document.getElementById('take').open = true")
    with opened.page.expect_download() as download:
        opened.page.get_by_role("button", name=button).click()
    return download.value.path().read_bytes()


def test_pictures_are_taken_along(visit):
    opened = visit(announcement())
    assert saved(opened, "Picture (PNG)").startswith(b"\x89PNG")
    picture = ET.fromstring(saved(opened, "Picture (SVG)"))  # the page's own
    texts = ["".join(text.itertext()) for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Docker", "Sequoia Capital", "Jerry Yang"} <= set(texts)
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}path"))) > 20


def test_a_hostile_network_gives_a_picture_that_is_well_formed(visit):
    picture = ET.fromstring(saved(visit(hostile()), "Picture (SVG)"))
    assert not list(picture.iter("{http://www.w3.org/2000/svg}script"))


def test_the_shown_relations_are_taken_along_as_a_table(visit):
    opened = visit(announcement())
    opened.page.get_by_label("customer of").uncheck()
    rows = list(csv.DictReader(io.StringIO(saved(opened, "Table (CSV)").decode("utf-8-sig"))))
    assert len(rows) == announcement().number_of_edges() - 8
    assert {"Docker", "Sequoia Capital"} <= {row["from_label"] for row in rows}


STATES = {
    "as it opens": "",
    "without a kind": "[...document.querySelectorAll('[data-filter=kinds]')][0].click()",
    "without a relation": "[...document.querySelectorAll('[data-filter=relations]')][0].click()",
    "near a thing": "isolate(data.nodes.find((n) => n.name === 'Gilt Groupe').id, 2)",
    "without a thing": "hide(data.nodes.find((n) => n.name === 'Gilt Groupe').id)",
    "at a date": "change((now) => (now.month = '2014-08'))",
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
@pytest.mark.parametrize("focus", [None, "Bill Coughran"])
@pytest.mark.usefixtures("unmeasured")
def test_the_query_of_the_view_yields_what_it_shows(visit, graph, state, focus):
    opened = visit(graph.view(focus).html())
    if "Gilt" in state and focus:
        pytest.skip("it is not near")
    opened.page.evaluate(state or "0")
    found = {
        (row[0], row[1], row[2], row[3]) for row in graph.query(opened.page.evaluate("sparql()"))
    }
    shown = opened.page.evaluate(
        """shownPart().edges.map((edge) => [iriOf(edge).split("#")[0], iriOf(data.nodes[edge.from]),
            data.prefixes.ce + lineOf(edge).name, iriOf(data.nodes[edge.to])])"""
    )
    assert found == {tuple(row) for row in shown}


@pytest.mark.parametrize("month", ["2013-10", "2014-09", "2016-02", "2020-11"])
@pytest.mark.usefixtures("unmeasured")
def test_the_slider_agrees_with_the_graph_as_of_that_day(visit, graph, month):
    opened = visit(graph.view().html())
    found = opened.page.evaluate(
        """(month) => {
            change((now) => (now.month = month));
            const day = lastDay(month);
            const all = shownPart().edges.map((edge) => [iriOf(edge), holds(edge, day).certain]);
            return [day, all];
        }""",
        month,
    )
    day, shown = found
    network = graph.network(day)
    told = {(key, edge["certain"]) for _, _, key, edge in network.edges(keys=True, data=True)}
    assert {tuple(row) for row in shown} == told


@pytest.mark.usefixtures("unmeasured")
def test_the_turtle_of_the_view_is_a_part_of_the_graph(visit, graph):
    opened = visit(graph.view().html())
    text = saved(opened, "Graph (Turtle)")
    triples = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    assert len(triples) > 150
    named = [t for t in triples if not isinstance(t.subject, ox.BlankNode)]
    for triple in named:
        if isinstance(triple.object, ox.BlankNode):
            continue
        quad = ox.Quad(triple.subject, triple.predicate, triple.object, ox.DefaultGraph())
        assert quad in graph.store.engine, quad


def test_the_turtle_of_a_hostile_network_can_be_read(visit):
    assert (
        list(ox.parse(visit(hostile()).page.evaluate("turtle()"), format=ox.RdfFormat.TURTLE)) == []
    )


def test_no_name_ends_its_literal_in_the_turtle(visit):
    name = 'C:\\bin\\b" . <x:a> <x:b> <x:c> . #\b\f\n\x01'
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri, label in (("https://a.example/1", name), ("https://a.example/2", "Other")):
        add_thing(network, iri, "Company", label=label)
    relate(network, "https://a.example/1", "partnerOf", "https://a.example/2")
    text = visit(network).page.evaluate("turtle()")
    triples = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    assert ox.Literal(name) in [triple.object for triple in triples]
    assert not any(str(triple.subject) == "<x:a>" for triple in triples)


def test_a_large_network_opens_as_communities_that_unfold(visit):
    opened = visit(clusters())
    count = "nodeShown.reduce((sum, shown) => sum + shown, 0)"
    assert opened.page.evaluate(count) < 100
    assert opened.counter.startswith("1,799 relations shown")
    opened.click("network.canvasToDOM(network.getPosition(COUNT))")
    assert opened.page.evaluate(count) > 60
    opened.page.get_by_role("button", name="Whole network").click()
    assert opened.page.evaluate(count) == 1800
    opened.page.get_by_role("button", name="Communities").click()
    assert opened.page.evaluate(count) < 100
    opened.choose("thing 1234")
    assert "thing 1234 customer of thing 1230" in opened.panel
    assert opened.complaints == []


@pytest.mark.parametrize("network", [clusters, lambda: clusters(420)], ids=["folded", "few"])
def test_a_tall_screen_gets_a_tall_picture(visit, network):
    extents = [
        visit(network(), width=width).page.evaluate(
            "[X, Y].map((side) => Math.max(...side) - Math.min(...side))"
        )
        for width in (1280, 390)
    ]
    assert extents[0][0] > extents[0][1]
    assert extents[1][0] < extents[1][1]


def test_a_place_is_not_taken_over_from_a_wide_screen_to_a_tall_one(visit):
    opened = visit(clusters(420))
    opened.choose("thing 100")
    fragment = "#" + opened.page.evaluate("location.hash.slice(1)")
    again = visit(clusters(420), fragment=fragment, width=390)
    assert "thing 100" in again.panel
    spot = again.page.evaluate("[across(camera(), 4), down(camera(), 4)]")
    frame = again.page.locator("#canvas").bounding_box()
    assert 0 < spot[0] < frame["width"]
    assert 0 < spot[1] < frame["height"]


def test_every_outline_of_the_legend_can_be_painted(visit):
    network = nx.MultiDiGraph()
    for kind in style.KINDS:
        add_thing(network, kind, kind)
    opened = visit(network)
    unknown = "data.kinds.filter(({ shape }) => shape !== 'dot' && !OUTLINES[shape])"
    assert opened.page.evaluate(unknown) == []


def test_the_table_holds_what_is_shown_and_sorts(visit):
    opened = visit(history())
    opened.page.get_by_role("button", name="Table").click()
    cells = opened.page.locator("#rows tbody tr td:first-child")
    assert cells.all_inner_texts() == ["Ada", "Bo", "Dé", "红帽"]
    opened.page.locator("#rows th button").first.click()
    assert cells.all_inner_texts() == ["红帽", "Dé", "Bo", "Ada"]
    assert opened.page.locator("#rows th").first.get_attribute("aria-sort") == "descending"
    opened.page.get_by_label("acquired").uncheck()
    assert cells.all_inner_texts() == ["Bo", "Ada"]
    opened.page.locator("#table-things").click()
    opened.page.locator("#rows tbody button").first.click()
    assert "employed by" in opened.panel


@pytest.mark.parametrize("width", [1280, 390])
def test_the_table_ends_where_the_bar_begins_and_no_word_is_torn(visit, width):
    opened = visit(announcement(), width=width)
    opened.page.get_by_role("button", name="Table").click()
    table, bar = (opened.page.locator(name).bounding_box() for name in ("#table", ".bar"))
    assert abs(table["y"] + table["height"] - bar["y"]) < 2
    head = opened.page.locator("#rows th").nth(1).bounding_box()
    assert head["height"] < 60


def test_the_keyboard_alone_reaches_everything(visit):
    opened = visit(announcement())
    opened.page.locator("#canvas").focus()
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.locator("#said").inner_text().startswith("Docker, ")
    opened.page.keyboard.press("ArrowRight")
    name = opened.page.locator("#said").inner_text().partition(",")[0]
    assert name != "Docker"
    opened.page.keyboard.press("Enter")
    assert name in opened.panel
    assert opened.page.evaluate("document.activeElement.id") == "panel"
    opened.page.keyboard.press("Escape")
    assert opened.page.evaluate("document.activeElement.id") == "canvas"
    reached = set()
    for _ in range(80):
        opened.page.keyboard.press("Tab")
        reached.add(opened.page.evaluate("document.activeElement.id"))
    assert {"find", "size", "canvas", "all", "fit", "as-table", "nearer", "farther"} <= reached


def test_focus_is_visible(visit):
    opened = visit(announcement())
    opened.page.locator("#fit").focus()
    opened.page.keyboard.press("Tab")
    style = opened.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


def test_the_interface_speaks_chinese_where_the_browser_does(visit):
    opened = visit(announcement(), language="zh-CN")
    side = opened.page.locator(".side").inner_text()
    assert "按任何名称查找" in side
    assert "投资机构" in side
    assert opened.page.locator("html").get_attribute("lang") == "zh"
    opened.click_relation("Sequoia Capital", "investedIn", "Docker")
    assert "来源有分歧" in opened.panel


SAID: dict[str, dict[str, str]] = {
    "en-US": {
        "name": "Sequoia Capital",
        "investment": "Sequoia Capital invested in Docker (Docker Series C (2014), "
        "40 million USD in all, lead) (2014-09-16)",
        "seat": "Bill Coughran board member of Docker (represents Sequoia Capital) (2014-09-16/..)",
        "chain": "Bill Coughran employed by Sequoia Capital",
        "place": "paragraph 4, characters 258–286",
        "fact": "development and build cycle: from weeks to minutes (2014-09-16)",
        "detail": "represents",
        "title": "The container ecosystem",
        "relation": "employed by",
    },
    "zh-CN": {
        "name": "红杉资本",
        "investment": "红杉资本投资于 Docker（Docker C 轮融资（2014 年），共 4000 万美元，领投）"
        "（2014-09-16）",
        "seat": "Bill Coughran 担任董事于 Docker（代表红杉资本）（2014-09-16/..）",
        "chain": "Bill Coughran 任职于红杉资本",
        "place": "第 4 段，第 258–286 字符",
        "fact": "开发与构建周期：从数周到数分钟（2014-09-16）",
        "detail": "代表",
        "title": "容器生态系统",
        "relation": "任职于",
    },
}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.usefixtures("unmeasured")
def test_what_is_told_follows_the_language_of_the_browser(visit, graph, language):
    said = SAID[language]
    opened = visit(graph.view().html(), language=language)
    assert opened.page.title() == opened.page.locator("h1").inner_text() == said["title"]
    opened.choose("Sequoia Capital")
    assert said["name"] in opened.page.locator("#panel h2").inner_text()
    assert said["investment"] in opened.panel
    opened.page.get_by_role("button", name=said["investment"]).click()
    assert said["place"] in opened.panel
    opened.choose("Docker platform")
    assert said["fact"] in opened.panel
    opened.choose("Bill Coughran")
    opened.page.get_by_role("button", name=said["seat"]).click()
    assert said["detail"] in opened.page.locator("#panel dt").all_inner_texts()
    opened.choose("Bill Coughran")
    opened.page.locator(".actions > button").first.click()
    opened.choose("Sequoia Capital")
    assert opened.page.locator("#panel .chain > li button").inner_text() == said["chain"]
    opened.page.keyboard.press("Escape")
    opened.page.locator("#as-table").click()
    rows = opened.page.locator("#rows tbody tr").all_inner_texts()
    row = f"Bill Coughran\t{said['relation']}\t{said['name']}"
    assert any(one.startswith(row) for one in rows)
    reasons = opened.page.evaluate(
        """[...data.edges, ...data.facts].flatMap(({ claims }) => claims ?? [])
            .filter(({ reason }) => reason).map(({ reason }) => reasonOf(reason))"""
    )
    assert len(reasons) > 5
    assert {re.search("[a-z]", reason) is None for reason in reasons} == {language == "zh-CN"}
    assert opened.complaints == []


def test_every_text_of_the_interface_has_its_chinese(visit):
    opened = visit(announcement(), language="zh-CN")
    missing = opened.page.evaluate(
        """[...document.querySelectorAll("[data-t], [data-label]")]
            .flatMap(({ dataset }) => [dataset.t, dataset.label])
            .filter((text) => text && !Object.hasOwn(CHINESE, text))"""
    )
    assert missing == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_the_way_of_anyone(visit, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = visit(history(), scheme=scheme, width=width)
    for step in (
        "0",
        "showNode(2)",
        "showEdge(0)",
        "toggleTable(true)",
        "byId('take').open = true",
    ):
        opened.page.evaluate(step)
        opened.page.wait_for_timeout(250)
        found = axe.run(opened.page).response["violations"]
        serious = [
            (one["id"], [node["html"][:90] for node in one["nodes"]])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == [], step


def test_a_text_is_read_beside_its_picture(visit):
    network = history()
    text = "𝒜 Ada worked at Cy.\n<b>Bo</b> founded Cy."
    edge = next(key for _, _, key, data in network.edges(keys=True, data=True)
                if data["relation"] == "founderOf")  # fmt: skip
    spans = [Span(2, 5, thing="Ada"), Span(16, 18, thing="Cy"), Span(23, 25, thing="Bo")]
    spans += [Span(20, 40, relation=edge), Span(0, 9999, thing="Ada")]
    opened = visit(render(network, title="A", document=Document("T", text, spans)))
    words = opened.page.locator("#words")
    assert words.inner_text() == text
    assert words.locator(".mention").all_inner_texts() == ["Ada", "Cy", "Bo"]
    words.locator(".mention").first.hover()
    assert opened.page.evaluate("nameOf(data.nodes[hovered])") == "Ada"
    opened.click_relation("Bo", "founderOf", "Cy")
    assert "".join(words.locator(".chosen").all_inner_texts()) == text[20:40]
    words.locator(".mention").first.press("Enter")
    assert "employed by" in opened.panel


def test_the_text_of_the_announcement_is_marked_and_another_is_refused(
    visit, graph, announcement, tmp_path
):
    file = tmp_path / "text.md"
    file.write_text(announcement, encoding="utf-8", newline="")
    opened = visit(graph.view(document=file).html())
    assert opened.page.locator(".mention").count() > 60
    assert "红杉资本" in opened.page.locator(".mention").all_inner_texts()
    assert "我们正在将所有软件" not in graph.view().html()
    file.write_text("something else", encoding="utf-8")
    with pytest.raises(InputError, match="is not the text of any source"):
        graph.view(document=file)


def test_a_kind_that_nobody_foresaw_has_a_look_of_its_own(visit):
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    add_thing(network, "A", "AdvisoryBoard")
    add_thing(network, "B", "Robot")
    relate(network, "A", "advises", "B")
    opened = visit(network)
    assert "Advisory board" in opened.page.locator(".legend").inner_text()
    looks = opened.page.evaluate("data.kinds.map((kind, n) => kind.shape + colour(`--kind-${n}`))")
    assert len(set(looks)) == 2


def test_size_follows_the_chosen_measure(visit):
    opened = visit(announcement())
    before = opened.page.evaluate("Array.from(R)")
    opened.page.locator("#size").select_option("influence")
    assert opened.page.evaluate("Array.from(R)") != before
    opened.page.get_by_role("button", name="Back").click()
    assert opened.page.evaluate("Array.from(R)") == before
