"""How quickly the page opens and moves, side by side with what pyvis draws by default.

Run: python benchmarks/view.py [--quick] [--keep FOLDER] [--density 2] [--store LOCATION]

Made-up networks of several sizes come first, then the real ecosystem: that of a store, or else that
of the files in ../shared/data, if they are there.

Each page is opened in a headless Chromium that has no network and no graphics card. "First" is the
time from the request to the first frame with things on it: ours has its names in the same frame,
pyvis writes none on a picture of hundreds, which is counted in its favour. "Longest" is the longest
task of the main thread after that, while the picture is zoomed and dragged and things are selected.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

import networkx as nx
from playwright.sync_api import Browser, Error, Page, sync_playwright
from pyvis.network import Network

import kg
from kg.view import render
from kg.view.drawing import MANY

SIZES: Final = (40, 300, 1000, 3000, 8000)
QUICK: Final = (40, 300)
PEER_SIZES: Final = (40, 300, 1000)
PEER_PATIENCE: Final = 150_000
DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
FILES: Final = {
    "cncf-landscape": "cncf-landscape/landscape.yml",
    "cncf-maintainers": "cncf-foundation/project-maintainers.csv",
    "kubernetes-community": "kubernetes-community/sigs.yaml",
    "docker-official-images": "docker-official-images/library",
}
"""What the real ecosystem is built from."""
FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# What is counted is the same for both pages: the first shape on a canvas, frames, long tasks.
PROBE: Final = """
window.firstPicture = null;
window.longTasks = [];
new PerformanceObserver((list) => {
    for (const task of list.getEntries()) longTasks.push([task.startTime, task.duration]);
}).observe({ type: "longtask", buffered: true });
const fill = CanvasRenderingContext2D.prototype.fill;
CanvasRenderingContext2D.prototype.fill = function (...shape) {
    if (window.firstPicture === null) {
        window.firstPicture = -1;
        requestAnimationFrame(() => setTimeout(() => (firstPicture = performance.now())));
    }
    return fill.call(this, ...shape);
};
window.probeFrames = (seconds, step) => new Promise((done) => {
    let count = 0;
    const begun = performance.now();
    const frame = () => {
        const spent = performance.now() - begun;
        if (spent > seconds * 1000) return done((count / spent) * 1000);
        step(count);
        count += 1;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
});
window.probeCanvas = () => document.querySelector("canvas");
window.probePoint = (kind, x, y) => probeCanvas().dispatchEvent(new PointerEvent(kind, {
    bubbles: true, cancelable: true, clientX: x, clientY: y, pointerId: 1, isPrimary: true,
    pointerType: "mouse", button: kind === "pointermove" ? -1 : 0,
    buttons: kind === "pointerup" ? 0 : 1,
}));
"""
ZOOM: Final = """() => {
    const { left, top, width, height } = probeCanvas().getBoundingClientRect();
    return probeFrames(2, (count) => probeCanvas().dispatchEvent(new WheelEvent("wheel", {
        bubbles: true, cancelable: true, deltaY: count % 60 < 30 ? -100 : 100,
        clientX: left + width / 2, clientY: top + height / 2,
    })));
}"""
DRAG: Final = """async () => {
    const { left, top, width, height } = probeCanvas().getBoundingClientRect();
    const [x, y] = [left + 20, top + height / 2];
    probePoint("pointerdown", x, y);
    const found = await probeFrames(2, (count) => {
        const turn = count / 12;
        probePoint("pointermove", x + 200 * (1 - Math.cos(turn)), y + 150 * Math.sin(turn));
    });
    probePoint("pointerup", x, y);
    return found;
}"""


@dataclass
class Measured:
    """What was measured of one page.

    Attributes:
        first: Milliseconds to the first readable picture; None if there was none in time.
        zoom: Frames a second while zooming.
        drag: Frames a second while dragging.
        longest: Milliseconds of the longest task after the first picture.
        size: Bytes of the file.
        requests: Requests beside the one for the page.
        errors: Errors told to the console.
    """

    first: float | None = None
    zoom: float = 0
    drag: float = 0
    longest: float = 0
    size: int = 0
    requests: int = 0
    errors: list[str] = field(default_factory=list)


def ecosystem(count: int) -> nx.MultiDiGraph[str]:
    """Return a made-up network in the proportions of the real one, always the same."""
    chance = Random(count)  # noqa: S311  nothing is kept secret by it
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    kinds = ["Company"] * 30 + ["Person"] * 35 + ["Project"] * 8 + ["Product"] * 15
    kinds += ["InvestmentFirm"] * 7 + ["ContainerImage"] * 4 + ["Foundation"]
    base = "https://w3id.org/container-ecosystem/id/"
    syllables = [
        "ka",
        "lo",
        "mi",
        "ren",
        "to",
        "sa",
        "vel",
        "dor",
        "nim",
        "pra",
        "qui",
        "ster",
        "un",
        "wex",
        "bol",
    ]
    names, groups = [], [chance.randrange(max(count // 40, 1)) for _ in range(count)]
    for number in range(count):
        kind = chance.choice(kinds)
        word = "".join(chance.choices(syllables, k=3)).title()
        label = f"{word} {''.join(chance.choices(syllables, k=2)).title()}"
        names.append(f"{base}{kind.lower()}/{label.lower().replace(' ', '-')}-{number}")
        network.add_node(
            names[-1], label=label, kind=kind, names=[{"text": label, "language": "en"}],
            homepage=f"https://{word.lower()}.example/" if number % 3 == 0 else "", facts=[],
        )  # fmt: skip
    by_group: dict[int, list[int]] = {}
    for number, group in enumerate(groups):
        by_group.setdefault(group, []).append(number)
    relations = [
        ("maintains", "Maintainership"), ("memberOf", "Membership"), ("investedIn", "Investment"),
        ("develops", "Development"), ("employedBy", "Employment"),
        ("customerOf", "CustomerRelationship"), ("partnerOf", "Partnership"),
    ]  # fmt: skip
    for number in range(1, count):
        for _ in range(1 + (chance.random() < 0.3)):
            near = by_group[groups[number]]
            # In a group most belong to its first few; now and then one to a thing far away.
            other = near[int(len(near) * chance.random() ** 4)]
            if chance.random() < 0.06 or other == number:
                other = int(number * chance.random() ** 2)
            _relate(network, names[number], names[other], chance.choice(relations), number, chance)
    return network


def _relate(
    network: nx.MultiDiGraph[str],
    start: str,
    end: str,
    relation: tuple[str, str],
    number: int,
    chance: Random,
) -> None:
    name, kind = relation
    year, month = chance.randrange(2012, 2026), chance.randrange(1, 13)
    when = f"{year}-{month:02}"
    labels = network.nodes[start]["label"], network.nodes[end]["label"]
    day = "https://github.com/example/data/blob/0123456789abcdef0123456789abcdef01234567/rows.csv"
    network.add_edge(
        start, end, f"https://w3id.org/container-ecosystem/id/{kind.lower()}/row-{number}-{end[-9:]}",
        relation=name, label={"en": name, "zh": ""}, kind=kind,
        sentence=f"{labels[0]} {name} {labels[1]} (title engineer), {when}", when=when, start=when,
        end="", earliest="", latest="", start_earliest=f"{when}-01", start_latest=f"{when}-28",
        end_earliest="", end_latest="", symmetric=name == "partnerOf", certain=True,
        disputed=number % 400 == 0, inferred=[], former=number % 50 == 0, hedge="",
        details={"title": "engineer"}, claims=[],
        evidence=[{
            "title": "Project maintainers", "url": f"{day}#L{number}", "place": f"line {number}",
            "published": "2026-08-21", "language": "en", "said_by": [], "source": "cncf/rows",
            "rank": 3,
        }],
    )  # fmt: skip


def peer(network: nx.MultiDiGraph[str]) -> str:
    """Return what pyvis makes of a network by default."""
    graph = Network(directed=True, cdn_resources="in_line")
    for name, thing in network.nodes(data=True):
        graph.add_node(name, label=thing["label"])
    for start, end, relation in network.edges(data=True):
        graph.add_edge(start, end, title=relation["sentence"])
    return str(graph.generate_html())


def measure(
    browser: Browser,
    file: Path,
    fragment: str,
    patience: int,
    use: Callable[[Page], None],
    density: float,
) -> Measured:
    """Open a page, wait for its first picture, move it about, and say what was seen."""
    found = Measured(size=file.stat().st_size)
    context = browser.new_context(
        offline=True, viewport={"width": 1280, "height": 800}, device_scale_factor=density
    )
    page = context.new_page()
    page.set_default_timeout(patience)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    page.on(
        "console",
        lambda said: found.errors.append(said.text) if said.type == "error" else None,
    )
    page.add_init_script(PROBE)
    try:
        page.goto(file.as_uri() + fragment, wait_until="commit")
        # The page's own policy forbids what `wait_for_function` would do.
        until = time.monotonic() + patience / 1000
        while (found.first or 0) <= 0 and time.monotonic() < until:
            time.sleep(0.05)
            found.first = page.evaluate("firstPicture")
        if not found.first:
            return found
        page.wait_for_timeout(700)
        use(page)
        found.zoom = page.evaluate(ZOOM)
        page.wait_for_timeout(400)
        found.drag = page.evaluate(DRAG)
        page.wait_for_timeout(400)
        found.longest = page.evaluate(
            "Math.max(0, ...longTasks.filter(([start]) => start > firstPicture).map((t) => t[1]))"
        )
    except Error as error:
        if "Timeout" not in str(error):
            raise
    finally:
        found.requests = len(requests) - 1
        context.close()
    return found


def _use(page: Page) -> None:
    """Do with our page what people do: look for something, read of it, go back."""
    page.keyboard.press("/")
    page.keyboard.type("ka")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    page.keyboard.press("Escape")
    page.evaluate("fit()")
    page.wait_for_timeout(300)


def _limit(count: int) -> int:
    """Return how many bytes the page of so many things may have."""
    return 900_000 + 400 * count


def _real(store: str | None, folder: Path) -> tuple[int, Callable[[], str]] | None:
    """Return how many things the real ecosystem has, and what makes its page; None without it."""
    if store is not None:
        graph = kg.open(store)
    elif DATA.is_dir():
        sources = [f"{name}={DATA / file}" for name, file in FILES.items()]
        graph = kg.build(sources, folder / "output").graph
    else:
        return None
    view = graph.view()
    return view.network.number_of_nodes(), view.html


def _row(name: str, count: int, made: float, found: Measured) -> str:
    first = "none" if found.first is None else f"{found.first / 1000:.2f} s"
    return (
        f"{name:<22}{count:>6}{made:>8.1f} s{first:>9}{found.zoom:>8.0f}{found.drag:>7.0f}"
        f"{found.longest:>9.0f} ms{found.size / 1000:>8.0f} KB{_limit(count) / 1000:>6.0f} KB"
        f"{found.requests:>5}"
        f"{len(found.errors):>5}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="40 and 300 things only")
    parser.add_argument("--keep", type=Path, help="keep the pages in this folder")
    parser.add_argument(
        "--density", type=float, default=1, help="pixels of the screen for each of the page"
    )
    parser.add_argument("--store", help="the real ecosystem, if it is built already")
    options = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    folder = options.keep or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    print(
        f"{'page':<22}{'things':>6}{'made in':>10}{'first':>9}{'zoom/s':>8}{'drag/s':>7}"
        f"{'longest':>12}{'file':>11}{'limit':>9}{'req':>5}{'err':>5}"
    )
    sizes = QUICK if options.quick else SIZES
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        drawn: list[tuple[str, int, Callable[[], str]]] = [
            ("ours", size, partial(render, ecosystem(size), title="Made up")) for size in sizes
        ]
        if real := _real(options.store, folder):
            drawn.append(("real", *real))
        for name, count, make in drawn:
            begun = time.perf_counter()
            text = make()
            made = time.perf_counter() - begun
            pages = [(name, text, made, "")]
            if count > MANY:
                pages.append((f"{name}, shown whole", text, made, "#w=1"))
            if name == "ours" and count in PEER_SIZES:
                begun = time.perf_counter()
                text = peer(ecosystem(count))
                pages.append(("pyvis, defaults", text, time.perf_counter() - begun, ""))
            for page, text, made, fragment in pages:
                file = folder / f"{page.partition(',')[0]}-{count}.html"
                file.write_text(text, encoding="utf-8")
                use: Callable[[Page], Any] = _use if page.startswith(name) else lambda _: None
                found = measure(browser, file, fragment, PEER_PATIENCE, use, options.density)
                print(_row(page, count, made, found), flush=True)
        browser.close()
    if not options.keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
