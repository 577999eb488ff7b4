"use strict";

// The data of the page. All of it came from strangers, so it reaches the document as text only.
const data = JSON.parse(document.getElementById("data").textContent);
const panel = document.getElementById("panel");
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const narrow = window.matchMedia("(max-width: 760px)");
const MARGIN = 20;
const FOOT = 34;
const DIMMED = 0.13;
const DIM_LIMIT = 1500;
// The more lines there are, the lighter each is drawn, so that they do not run together.
const FULL = Math.min(0.9, Math.max(0.3, 18 / Math.sqrt(data.edges.length)));

const relationsOf = data.nodes.map(() => []);
for (const edge of data.edges) {
  relationsOf[edge.from].push(edge);
  if (edge.to !== edge.from) relationsOf[edge.to].push(edge);
}
const byZoom = [...data.nodes];

let network;
let nodes;
let edges;
let lit = null;
let touched = false;
let opener = null;

const nameOf = (node) => node.name ?? node.label;

// The colours of the scheme in use; asking the browser for one of them is slow.
const tones = new Map();
function colour(name) {
  if (!tones.has(name)) {
    const computed = getComputedStyle(document.documentElement);
    tones.set(name, computed.getPropertyValue(name).trim());
  }
  return tones.get(name);
}

// --- the drawing -------------------------------------------------------------------------------

function drawnNode(node) {
  const tone = colour(`--kind-${node.kind}`);
  const inside = data.kinds[node.kind].hollow ? colour("--paper") : tone;
  const marked = { background: inside, border: colour("--ink") };
  return {
    id: node.id,
    x: node.x,
    y: node.y,
    size: node.size,
    shape: node.shape,
    color: { background: inside, border: tone, highlight: marked, hover: marked },
    borderWidth: data.kinds[node.kind].hollow ? 3 : 1.5,
  };
}

function drawnEdge(edge) {
  const relation = data.relations[edge.relation];
  const tone = colour(`--relation-${relation.style}`);
  return {
    id: edge.id,
    from: edge.from,
    to: edge.to,
    arrows: edge.arrows,
    // Only a line that may bend is given a background by the library.
    smooth: edge.smooth ?? (edge.disputed ? { enabled: true, type: "curvedCW", roundness: 0.01 } : false),
    ...(edge.selfReference && { selfReference: edge.selfReference }),
    dashes: relation.dash.length ? relation.dash : false,
    color: { color: tone, highlight: tone, hover: tone, inherit: false, opacity: strength(edge) },
    ...(edge.disputed && { background: { enabled: true, color: colour("--halo"), size: 9 } }),
  };
}

function strength(edge) {
  if (lit && !lit.edges.has(edge.id)) return DIMMED;
  return FULL * (edge.former || edge.doubtful ? 0.5 : 1);
}

function draw() {
  tones.clear();
  nodes = new vis.DataSet(data.nodes.map(drawnNode));
  edges = new vis.DataSet(data.edges.map(drawnEdge));
  network = new vis.Network(document.getElementById("canvas"), { nodes, edges }, data.options);
  network.on("afterDrawing", drawLabels);
  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    if (node !== undefined) showNode(node);
    else if (edge !== undefined) showEdge(edge);
    else hidePanel();
  });
  network.on("dragEnd", ({ nodes: [node] }) => {
    touched = true;
    if (node !== undefined) Object.assign(data.nodes[node], network.getPosition(node));
  });
  network.on("zoom", () => (touched = true));
  network.on("resize", () => touched || fit());
  for (const name of ["Node", "Edge"]) {
    network.on(`hover${name}`, () => (network.canvas.body.container.style.cursor = "pointer"));
    network.on(`blur${name}`, () => (network.canvas.body.container.style.cursor = ""));
  }
}

// Labels keep their size on the screen and give way to more important ones.
function drawLabels(context) {
  const scale = network.getScale();
  const letter = Math.min(13, Math.max(11, 13 * scale));
  const ratio = context.getTransform().a / scale;
  const { clientWidth: width, clientHeight: height } = document.getElementById("canvas");
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = colour("--paper");
  context.fillStyle = colour("--ink");
  const face = getComputedStyle(document.body).fontFamily;
  for (const node of byZoom) {
    const near = lit?.nodes.has(node.id) ?? false;
    if (node.zoom * (letter / 13) > scale && !near) continue;
    const { x, y } = network.canvasToDOM(network.getPosition(node.id));
    if (x < -120 || y < -60 || x > width + 120 || y > height + 60) continue;
    const central = node.id === data.hub;
    const size = central ? letter + 4 : letter;
    context.font = `${central ? 650 : 450} ${size}px ${face}`;
    context.globalAlpha = lit && !near ? DIMMED * 2 : 1;
    const lines = node.label.split("\n");
    const high = size * 1.23;
    const below = y + node.size * scale + 4;
    const first = node.above ? y - node.size * scale - 3 - lines.length * high : below;
    lines.forEach((line, row) => {
      const top = first + row * high;
      context.strokeText(line, x, top);
      context.fillText(line, x, top);
    });
  }
  context.restore();
  document.body.dataset.drawn = "true";
}

// Lights what belongs to a selection, and dims all else where that is quick enough to do.
function light(nodeIds, edgeIds) {
  lit = nodeIds && { nodes: new Set(nodeIds), edges: new Set(edgeIds) };
  if (data.nodes.length > DIM_LIMIT) return network.redraw();
  nodes.update(
    data.nodes.map(({ id }) => ({ id, opacity: lit && !lit.nodes.has(id) ? DIMMED * 1.5 : 1 })),
  );
  edges.update(data.edges.map((edge) => ({ id: edge.id, color: drawnEdge(edge).color })));
}

function fit() {
  const { clientWidth: width, clientHeight: height } = document.getElementById("canvas");
  const space = { x: width - 2 * MARGIN, y: height - 2 * MARGIN - FOOT };
  let low = 0.005;
  let high = 1.25;
  for (let step = 0; step < 20; step += 1) {
    const middle = (low + high) / 2;
    const { right, left, bottom, top } = extent(middle);
    if (right - left > space.x || bottom - top > space.y) high = middle;
    else low = middle;
  }
  const { right, left, bottom, top } = extent(low);
  const position = { x: (right + left) / 2 / low, y: ((bottom + top) / 2 + FOOT / 2) / low };
  network.moveTo({ position, scale: low });
}

// The edges of the picture in pixels, counted from its middle. Labels keep their size while it
// shrinks, so how far they stick out depends on the zoom.
function extent(scale) {
  const found = { left: 0, right: 0, top: 0, bottom: 0 };
  for (const { x, y, size, above, label, zoom } of data.nodes) {
    const seen = zoom <= scale;
    const beside = seen ? Math.max(...label.split("\n").map((line) => line.length)) * 3.6 : 0;
    const beyond = seen ? 8 + 16 * label.split("\n").length : 0;
    found.left = Math.min(found.left, x * scale - Math.max(size * scale, beside));
    found.right = Math.max(found.right, x * scale + Math.max(size * scale, beside));
    found.top = Math.min(found.top, (y - size) * scale - (above ? beyond : 0));
    found.bottom = Math.max(found.bottom, (y + size) * scale + (above ? 0 : beyond));
  }
  return found;
}

// Keeps what was selected out from under the panel.
function reveal(nodeIds) {
  const bounds = panel.getBoundingClientRect();
  const frame = document.getElementById("canvas").getBoundingClientRect();
  const free = narrow.matches
    ? { right: frame.width, bottom: bounds.top - frame.top }
    : { right: bounds.left - frame.left, bottom: frame.height };
  const spots = nodeIds.map((id) => network.canvasToDOM(network.getPosition(id)));
  const shift = {
    x: missing(spots.map(({ x }) => x), free.right),
    y: missing(spots.map(({ y }) => y), free.bottom),
  };
  if (!shift.x && !shift.y) return;
  const scale = network.getScale();
  const view = network.getViewPosition();
  network.moveTo({ position: { x: view.x + shift.x / scale, y: view.y + shift.y / scale } });
}

// How far to move along one axis until the spots are in view, or as many as there is room for.
function missing(spots, room) {
  const low = Math.min(...spots) - 70;
  const high = Math.max(...spots) + 70;
  if (low < 0) return low;
  return high > room ? Math.min(high - room, low) : 0;
}

// --- the panel ---------------------------------------------------------------------------------

function element(tag, { on, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  if (on) made.addEventListener("click", on);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function link(address, text) {
  const place = { href: address, target: "_blank", rel: "noopener noreferrer" };
  return element("a", { ...place, textContent: text });
}

function button(text, on, className = "") {
  return element("button", { type: "button", on, className, textContent: text });
}

function headline(tone, what, text) {
  const kind = element("p", { className: "what", textContent: what });
  kind.style.setProperty("--tone", tone);
  return [kind, element("h2", { textContent: text })];
}

function section(title, ...children) {
  return children.length ? [element("h3", { textContent: title }), ...children] : [];
}

function evidence(numbers = []) {
  if (!numbers.length) return null;
  const rows = numbers.map((number) => {
    const { document: index, place, url, by } = data.evidence[number];
    const { title, published, language } = data.documents[index];
    const voice = by && `said by ${by.join(", ")}`;
    const about = [place, published, language, voice]
      .filter(Boolean)
      .map((textContent) => element("span", { textContent }));
    const name = url ? link(url, title) : element("span", { textContent: title });
    return element("li", {}, name, element("div", { className: "meta" }, ...about));
  });
  return element("ul", { className: "evidence" }, ...rows);
}

function notes(record) {
  const said = [
    record.disputed && "Sources disagree",
    record.doubtful && "Not certain at this date",
    record.former && "Former",
    record.inferred && `Implied, not stated: ${record.inferred.map(words).join(", ")}`,
    record.hedge && `Reservation: ${record.hedge}`,
  ];
  return said
    .filter(Boolean)
    .map((text) => element("p", { className: "note", textContent: text }));
}

function claims(rows = []) {
  if (!rows.length) return null;
  const lines = rows.map((claim) =>
    element(
      "tr",
      {},
      element("th", { scope: "row", textContent: words(claim.property ?? "") }),
      element(
        "td",
        {},
        element("p", {
          className: claim.adopted ? "adopted" : "",
          textContent: `${claim.value ?? ""}${claim.adopted ? " (shown)" : ""}`,
        }),
        claim.reason ? element("p", { className: "meta", textContent: claim.reason }) : null,
        evidence(claim.evidence),
      ),
    ),
  );
  return element("table", { className: "claims" }, element("tbody", {}, ...lines));
}

const words = (name) => name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

function shown(value) {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? value.toLocaleString("en") : String(value);
}

function period({ when, start, end }) {
  if (when) return when;
  return [start && `from ${start}`, end && `until ${end}`].filter(Boolean).join(" ");
}

function table(rows) {
  const filled = rows.filter(([, value]) => value !== "" && value !== undefined);
  if (!filled.length) return null;
  return element(
    "dl",
    {},
    ...filled.flatMap(([term, value]) => [
      element("dt", { textContent: term }),
      element("dd", {}, value),
    ]),
  );
}

function nameList(node) {
  const rows = (node.names ?? []).map(([text, language]) =>
    element("li", {}, element("span", { lang: language, textContent: text }), " ", element("small", { textContent: language })),
  );
  return rows.length ? element("ul", { className: "names" }, ...rows) : null;
}

const titleOf = (edge) => data.relations[edge.relation].label.join(" · ");
const toneOf = (edge) => `var(--relation-${data.relations[edge.relation].style})`;

function relationLine(edge) {
  const sentence = edge.sentence ?? titleOf(edge);
  const when = period(edge);
  return element(
    "div",
    { className: "statement" },
    button(sentence, () => showEdge(edge.id)),
    sentence.includes(when) ? null : element("p", { className: "meta", textContent: when }),
  );
}

function showNode(id) {
  const node = data.nodes[id];
  const own = relationsOf[id];
  const related = Object.keys(data.relations).flatMap((relation) => {
    const alike = own.filter((edge) => edge.relation === relation);
    if (!alike.length) return [];
    const heading = element("h4", { textContent: titleOf(alike[0]) });
    heading.style.setProperty("--tone", toneOf(alike[0]));
    return [heading, ...alike.map(relationLine)];
  });
  const facts = (node.facts ?? []).map((fact) =>
    element(
      "div",
      { className: "statement fact" },
      element("p", { textContent: fact.sentence ?? "" }),
      ...notes(fact),
      claims(fact.claims),
      evidence(fact.evidence),
    ),
  );
  showPanel([
    ...headline(`var(--kind-${node.kind})`, data.kinds[node.kind].label.join(" · "), nameOf(node)),
    nameList(node),
    node.homepage && table([["Homepage", link(node.homepage, node.homepage)]]),
    ...section(`Relations (${own.length})`, ...related),
    ...section("Known of it", ...facts),
    element("p", { className: "iri", textContent: node.iri }),
  ]);
  network.selectNodes([id]);
  light([id, ...own.flatMap((edge) => [edge.from, edge.to])], own.map((edge) => edge.id));
  reveal([id]);
}

function showEdge(id) {
  const edge = data.edges[id];
  const { currency, ...details } = edge.details ?? {};
  const ends = [edge.from, edge.to].map((end) =>
    button(nameOf(data.nodes[end]), () => showNode(end), "chip"),
  );
  const about = Object.entries(details).map(([name, value]) => [
    words(name),
    typeof value === "number" && currency ? `${shown(value)} ${currency}` : shown(value),
  ]);
  showPanel([
    ...headline(toneOf(edge), titleOf(edge), edge.sentence ?? titleOf(edge)),
    table([["from", ends[0]], ["to", ends[1]], ["when", period(edge)], ...about]),
    ...notes(edge),
    ...section("What the sources say", ...[claims(edge.claims)].filter(Boolean)),
    ...section("Evidence", ...[evidence(edge.evidence)].filter(Boolean)),
  ]);
  network.setSelection({ nodes: [], edges: [id] });
  light([edge.from, edge.to], [id]);
  reveal([edge.from, edge.to]);
}

function showPanel(children) {
  document.getElementById("details").replaceChildren(...children.filter(Boolean));
  document.getElementById("hint").hidden = true;
  if (panel.hidden) opener = document.activeElement;
  panel.hidden = false;
  panel.scrollTop = 0;
  panel.focus({ preventScroll: true });
}

function hidePanel() {
  if (panel.hidden) return;
  panel.hidden = true;
  opener?.focus({ preventScroll: true });
  network.unselectAll();
  light(null);
}

// --- the list ----------------------------------------------------------------------------------

function fillList() {
  const sorted = [...data.nodes].sort((one, other) => nameOf(one).localeCompare(nameOf(other)));
  document
    .getElementById("list")
    .replaceChildren(
      ...sorted.map((node) => element("li", {}, button(nameOf(node), () => showNode(node.id)))),
    );
}

for (const mark of document.querySelectorAll(".mark[data-kind]")) {
  mark.style.color = `var(--kind-${mark.dataset.kind})`;
}
for (const mark of document.querySelectorAll(".mark[data-relation]")) {
  mark.style.color = `var(--relation-${mark.dataset.relation})`;
}
document.querySelector(".legend").open = !narrow.matches;
document.getElementById("all").addEventListener("toggle", fillList, { once: true });
document.getElementById("close").addEventListener("click", hidePanel);
document.getElementById("fit").addEventListener("click", fit);
document.addEventListener("keydown", (event) => event.key === "Escape" && hidePanel());
dark.addEventListener("change", () => {
  const view = { position: network.getViewPosition(), scale: network.getScale() };
  network.destroy();
  draw();
  network.moveTo(view);
});

const { clientWidth, clientHeight } = document.getElementById("canvas");
if (data.portrait && clientWidth < 0.9 * clientHeight) {
  data.portrait.forEach((place, id) => Object.assign(data.nodes[id], { above: false }, place));
}
byZoom.sort((one, other) => one.zoom - other.zoom);
draw();
fit();
