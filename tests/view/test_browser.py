from __future__ import annotations

import networkx as nx
import pytest
from drawn import SOURCE, add_thing, announcement, clusters, evidence, hostile, relate

# The browser and what drives it take their time; the page's own tests measure what makes it.
pytestmark = pytest.mark.usefixtures("unmeasured")


def painted(visit) -> int:
    """Return how many different colours are on the canvas."""
    return visit.page.evaluate(
        """() => {
            const canvas = document.querySelector("canvas");
            const { data } = canvas.getContext("2d")
                .getImageData(0, 0, canvas.width, canvas.height);
            return new Set(new Uint32Array(data.buffer)).size;
        }"""
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_drawn_without_a_network_and_without_a_complaint(visit, scheme, width):
    opened = visit(announcement(), scheme=scheme, width=width)
    assert painted(opened) > 50
    assert len(opened.requests) == 1
    assert opened.complaints == []
    # Nothing is wider than the screen.
    assert opened.page.evaluate("document.documentElement.scrollWidth") == width


def test_the_picture_is_still(visit):
    opened = visit(announcement())
    before = opened.page.evaluate("network.getPositions()")
    opened.page.wait_for_timeout(300)
    assert opened.page.evaluate("network.getPositions()") == before


def test_a_click_on_a_thing_tells_its_names_and_who_says_so(visit):
    opened = visit(announcement())
    opened.click_node("Docker platform")
    assert "Product" in opened.panel
    assert "downloads: 21,000,000 (2014-09-16)" in opened.panel
    assert "paragraph 7, characters 667–714" in opened.panel
    assert "Implied, not stated: date" in opened.panel
    assert opened.page.locator("#panel .evidence a").first.get_attribute("href") == SOURCE


def test_what_a_thing_is_filed_under_and_where_it_is_stated_is_told(visit):
    network = announcement()
    network.nodes["Docker"].update(
        about=[
            {"label": {"en": "listed under", "zh": "列于"}, "values": ["Runtime", "Wasm"]},
            {"label": {"en": "repository"}, "values": ["https://github.com/moby/moby"]},
        ],
        evidence=[evidence("line 5258")],
    )
    opened = visit(network)
    opened.click_node("Docker")
    for words in ("listed under", "Runtime\nWasm", "line 5258"):
        assert words in opened.panel
    link = opened.page.get_by_role("link", name="moby")
    assert link.get_attribute("href") == "https://github.com/moby/moby"


def test_names_are_told_in_each_language(visit):
    opened = visit(announcement())
    opened.click_node("Sequoia Capital")
    assert "红杉资本 zh" in opened.panel
    assert opened.page.locator("#panel [lang=zh]").inner_text() == "红杉资本"


def test_a_click_on_a_relation_tells_amount_date_and_conflicting_claims(visit):
    opened = visit(announcement())
    opened.click_relation("Sequoia Capital", "investedIn", "Docker")
    for words in ("invested in", "2014-09-16", "40,000,000 USD", "Sources disagree"):
        assert words in opened.panel
    for words in ("said by DevOps.com", "the release itself"):
        assert words in opened.panel
    values = opened.page.locator("#panel .claim")
    assert values.count() == 2
    assert values.first.inner_text().startswith("not stated: others shared in the round")
    # Side by side, not one below the other.
    first, second = (values.nth(number).bounding_box() for number in (0, 1))
    assert abs(first["y"] - second["y"]) < 8
    assert first["x"] != second["x"]
    assert "the release itself says that others shared" in opened.panel
    assert opened.page.locator("#panel .evidence a").count() == 3


def test_each_of_two_parallel_relations_can_be_clicked(visit):
    opened = visit(announcement())
    opened.click_relation("Michael Bryzek", "employedBy", "Gilt Groupe")
    assert "Michael Bryzek employed by Gilt Groupe" in opened.panel
    opened.page.keyboard.press("Escape")
    opened.page.evaluate("fit()")
    opened.click_relation("Michael Bryzek", "founderOf", "Gilt Groupe")
    assert "Michael Bryzek founder of Gilt Groupe" in opened.panel


def test_escape_and_the_button_and_a_click_beside_close_the_panel(visit):
    opened = visit(announcement())
    opened.click_node("Docker")
    assert opened.panel
    opened.page.keyboard.press("Escape")
    assert not opened.panel
    opened.click_node("Docker")
    opened.page.get_by_role("button", name="Close").click()
    assert not opened.panel
    opened.click_node("Docker")
    opened.page.locator("#canvas").click(position={"x": 4, "y": 4})
    assert not opened.panel


def test_the_panel_leads_from_a_thing_to_its_relations_and_on(visit):
    opened = visit(announcement())
    opened.click_node("Bill Coughran")
    opened.page.get_by_role("button", name="Bill Coughran employed by Google").click()
    assert "Former" in opened.panel
    opened.page.locator("#panel").get_by_role("button", name="Google").click()
    assert "谷歌" in opened.panel


def test_what_is_selected_is_not_hidden_by_the_panel(visit):
    opened = visit(announcement())
    opened.click_node("Sequoia Capital")
    spot = opened.page.evaluate(
        "network.canvasToDOM(network.getPosition(network.getSelectedNodes()[0]))"
    )
    edge = opened.page.evaluate("panel.getBoundingClientRect().left")
    assert 280 + spot["x"] < edge


def test_the_drawing_follows_the_scheme_of_the_system(visit):
    opened = visit(announcement())
    opened.page.emulate_media(color_scheme="dark")
    opened.page.wait_for_timeout(300)
    assert opened.page.evaluate("colour('--paper')") == "#12161b"
    assert opened.complaints == []


def test_a_thing_that_is_dragged_stays(visit):
    opened = visit(announcement())
    number = opened.number("Yandex")
    frame = opened.page.locator("#canvas").bounding_box()
    spot = opened.page.evaluate(f"network.canvasToDOM(network.getPosition({number}))")
    opened.page.mouse.move(frame["x"] + spot["x"], frame["y"] + spot["y"])
    opened.page.mouse.down()
    opened.page.mouse.move(frame["x"] + spot["x"] + 60, frame["y"] + spot["y"] + 30, steps=5)
    opened.page.mouse.up()
    opened.page.wait_for_timeout(400)
    now = opened.page.evaluate(f"network.canvasToDOM({{x: X[{number}], y: Y[{number}]}})")
    assert abs(now["x"] - spot["x"] - 60) < 3
    assert abs(now["y"] - spot["y"] - 30) < 3


def written(opened) -> list[list]:
    """Return each line of a name in the picture: its text, left, right, top and bottom."""
    return opened.page.evaluate(
        """() => {
            const boxes = [];
            const draw = CanvasRenderingContext2D.prototype.fillText;
            CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
                const width = this.measureText(text).width;
                boxes.push([text, x - width / 2, x + width / 2, y + 2, y + 12]);
            };
            network.redraw();
            CanvasRenderingContext2D.prototype.fillText = draw;
            return boxes;
        }"""
    )


@pytest.mark.parametrize("network", [announcement, lambda: clusters(420)], ids=["few", "many"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_name_overlaps_another_or_hides_a_thing_or_leaves_the_screen(visit, network, width):
    opened = visit(network(), width=width)
    boxes = written(opened)
    assert len(boxes) > 15
    overlaps = [
        (one[0], other[0])
        for index, one in enumerate(boxes)
        for other in boxes[index + 1 :]
        if one[1] < other[2] and other[1] < one[2] and one[3] < other[4] and other[3] < one[4]
    ]
    assert overlaps == []
    bar = opened.page.evaluate("camera().floor")
    assert all(left >= 0 and right <= width for _, left, right, _, _ in boxes)
    assert all(top >= 0 and bottom <= bar for *_, top, bottom in boxes)
    things = opened.page.evaluate(
        "data.nodes.map(({ id }) => [across(camera(), id), down(camera(), id)])"
    )
    # The most important are named even where a name has to hide something.
    eminent = set(
        opened.page.evaluate(
            """byImportance.filter((id, rank) => rank < EMINENT || isHub(id))
                .flatMap((id) => captionOf(data.nodes[id]).split("\\n"))"""
        )
    )
    hidden = [
        text
        for text, left, right, top, bottom in boxes
        for x, y in things
        if text not in eminent and left < x < right and top < y < bottom
    ]
    assert hidden == []


def test_a_tap_tells_the_name_of_a_disc_that_has_no_room_for_it(visit):
    opened = visit(clusters(), width=390, touch=True)
    disc = opened.page.evaluate("data.communities.findIndex((_, id) => !named[COUNT + id])")
    name = opened.page.evaluate(f"titleOfCommunity(data.communities[{disc}]).split('\\n')[0]")
    shown = "nodeShown.reduce((sum, shown) => sum + shown, 0)"
    before = opened.page.evaluate(shown)
    assert name not in {text for text, *_ in written(opened)}
    frame = opened.page.locator("#canvas").bounding_box()
    spot = opened.page.evaluate(
        f"[across(camera(), COUNT + {disc}), down(camera(), COUNT + {disc})]"
    )
    opened.page.touchscreen.tap(frame["x"] + spot[0], frame["y"] + spot[1])
    opened.page.wait_for_timeout(400)
    assert name in {text for text, *_ in written(opened)}
    assert opened.page.locator("#said").inner_text().startswith(name)
    assert opened.page.evaluate(shown) == before
    opened.page.touchscreen.tap(frame["x"] + spot[0], frame["y"] + spot[1])
    opened.page.wait_for_timeout(400)
    assert opened.page.evaluate(shown) > before


def test_a_large_picture_that_is_moved_shows_the_same_as_one_painted_anew(visit):
    opened = visit(clusters(), fragment="#w=1")
    difference = opened.page.evaluate(
        """() => {
            const seen = { ...camera(), moving: true };
            const pictures = [paintMoving, paintThings].map((how) => {
                const { width, height } = seen;
                const pen = element("canvas", { width, height }).getContext("2d");
                const own = paintLabels;
                paintLabels = () => {};
                how(pen, seen);
                paintLabels = own;
                return pen.getImageData(0, 0, width, height).data;
            });
            const [moved, anew] = pictures;
            const apart = moved.reduce((sum, byte, at) => sum + Math.abs(byte - anew[at]), 0);
            return apart / anew.reduce((sum, byte) => sum + byte, 0);
        }"""
    )
    assert difference < 0.1


def test_a_hostile_network_does_nothing(visit):
    opened = visit(hostile())
    for number in range(4):
        opened.page.evaluate(f"showNode({number})")
    for number in range(3):
        opened.page.evaluate(f"showEdge({number})")
    opened.page.evaluate("toggleTable(true)")
    opened.page.evaluate("document.getElementById('take').open = true")
    opened.page.evaluate("[csv(), turtle(), svg(), sparql()].join()")
    opened.page.wait_for_timeout(200)
    assert "<img src=x onerror=alert(1)>" in opened.panel
    assert opened.page.locator("img, #panel a, #panel script").count() == 0
    assert len(opened.requests) == 1
    assert opened.complaints == []


def test_a_large_network_opens_too(visit):
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number in range(1600):
        add_thing(network, f"thing {number}", "Company")
        if number:
            relate(network, f"thing {number}", "customerOf", f"thing {number // 5}")
    opened = visit(network)
    assert painted(opened) > 50
    opened.page.evaluate("showNode(0)")
    assert "thing 0" in opened.panel
    assert opened.complaints == []


def test_an_empty_network_opens_too(visit):
    assert visit(nx.MultiDiGraph()).complaints == []
