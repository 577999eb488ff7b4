from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kg.view import render

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser, which only continuous integration has to have."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        if "CI" in os.environ:
            pytest.fail("there is no chromium to open the page in")
        pytest.skip("there is no chromium to open the page in")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS.split())
        yield opened
        opened.close()


class Visit:
    """A page that was opened without a network, and all that went wrong or out of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))

    @property
    def panel(self) -> str:
        """What the panel says, or nothing if it is closed."""
        panel = self.page.locator("#panel")
        return panel.inner_text() if panel.is_visible() else ""

    def click(self, script: str) -> None:
        """Click where a script says that something is drawn."""
        spot = self.page.evaluate(script)
        self.page.locator("#canvas").click(position=spot)

    def click_node(self, name: str) -> None:
        number = self.number(name)
        self.click(f"network.canvasToDOM(network.getPosition({number}))")

    def number(self, name: str) -> int:
        """Return the number that a thing has on the page."""
        return int(
            self.page.evaluate("name => data.nodes.find((n) => nameOf(n) === name).id", name)
        )

    def choose(self, name: str) -> None:
        """Look a thing up by its name, as people do."""
        self.page.locator("#find").fill(name)
        self.page.keyboard.press("Enter")

    @property
    def shown(self) -> set[str]:
        """The names of all things that are shown, folded away or not."""
        return set(self.page.evaluate("shownPart().nodes.map(nameOf)"))

    @property
    def counter(self) -> str:
        return self.page.locator("#shown").inner_text()

    def click_relation(self, start: str, relation: str, end: str) -> None:
        """Click on the middle of the line of a relation, bent or straight."""
        number = self.page.evaluate(
            """([start, relation, end]) => data.edges.find(
                (edge) => nameOf(data.nodes[edge.from]) === start
                    && nameOf(data.nodes[edge.to]) === end
                    && lineOf(edge).name === relation).id""",
            [start, relation, end],
        )
        self.click(f"pointOf(course(camera(), data.edges[{number}]), 0.5)")


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """Open the page of a network in a browser that has no network."""
    contexts = []

    def open_page(
        network: nx.MultiDiGraph[str] | str,
        *,
        scheme: str = "light",
        width: int = 1280,
        language: str = "en-US",
        fragment: str = "",
        touch: bool = False,
    ) -> Visit:
        file = tmp_path / "network.html"
        page = network if isinstance(network, str) else render(network, title="Docker’s Series C")
        file.write_text(page, encoding="utf-8")
        context = browser.new_context(
            offline=True,
            color_scheme=scheme,
            locale=language,
            viewport={"width": width, "height": 800},
            has_touch=touch,
        )
        contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.goto(file.as_uri() + fragment)
        visit.page.wait_for_selector("body[data-drawn]", timeout=15_000)
        return visit

    yield open_page
    for context in contexts:
        context.close()
