"use strict";

// The data of the page. All of it came from strangers, so it reaches the document as text only.
const data = JSON.parse(document.getElementById("data").textContent);
const panel = document.getElementById("panel");
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const narrow = window.matchMedia("(max-width: 760px)");
const MARGIN = 28;
const DIMMED = 0.13;
const DIM_LIMIT = 1500;

const relationsOf = data.nodes.map(() => []);
for (const edge of data.edges) {
  relationsOf[edge.from].push(edge);
  if (edge.to !== edge.from) relationsOf[edge.to].push(edge);
}
const byZoom = [...data.nodes].sort((one, other) => one.zoom - other.zoom);

let network;
let nodes;
let edges;
let lit = null;
let touched = false;

const nameOf = (node) => node.name ?? node.label;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

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
    smooth: edge.smooth ?? false,
    ...(edge.selfReference && { selfReference: edge.selfReference }),
    dashes: relation.dash.length ? relation.dash : false,
    color: { color: tone, highlight: tone, hover: tone, inherit: false, opacity: strength(edge) },
    ...(edge.disputed && { background: { enabled: true, color: colour("--halo"), size: 9 } }),
  };
}

function strength(edge) {
  if (lit && !lit.edges.has(edge.id)) return DIMMED;
  return edge.former || edge.doubtful ? 0.45 : 0.9;
}

function draw() {
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
    node.label.split("\n").forEach((line, row) => {
      const top = y + node.size * scale + 5 + row * size * 1.23;
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
  const low = { x: Infinity, y: Infinity };
  const high = { x: -Infinity, y: -Infinity };
  for (const { x, y, size } of data.nodes) {
    low.x = Math.min(low.x, x - size);
    high.x = Math.max(high.x, x + size);
    low.y = Math.min(low.y, y - size);
    high.y = Math.max(high.y, y + size);
  }
  // Labels do not shrink with the picture, so the room for them is the same at every zoom.
  const across = Math.max(width - 2 * MARGIN - 80, 100);
  const down = Math.max(height - 2 * MARGIN - 50, 100);
  const scale = Math.min(1.25, across / (high.x - low.x || 1), down / (high.y - low.y || 1));
  const position = { x: (low.x + high.x) / 2, y: (low.y + high.y) / 2 + 10 / scale };
  network.moveTo({ position, scale });
}

// Keeps what was selected out from under the panel.
function reveal(nodeIds) {
  const bounds = panel.getBoundingClientRect();
  const frame = document.getElementById("canvas").getBoundingClientRect();
  const free = narrow.matches
    ? { right: frame.width, bottom: bounds.top - frame.top }
    : { right: bounds.left - frame.left, bottom: frame.height };
  const spots = nodeIds.map((id) => network.canvasToDOM(network.getPosition(id)));
  const x = spots.reduce((sum, spot) => sum + spot.x, 0) / spots.length;
  const y = spots.reduce((sum, spot) => sum + spot.y, 0) / spots.length;
  const seen = x > 40 && y > 40 && x < free.right - 40 && y < free.bottom - 40;
  if (seen) return;
  const shift = { x: x - free.right / 2, y: y - free.bottom / 2 };
  const scale = network.getScale();
  const view = network.getViewPosition();
  network.moveTo({ position: { x: view.x + shift.x / scale, y: view.y + shift.y / scale } });
}

// --- the panel ---------------------------------------------------------------------------------

function element(tag, options = {}, ...children) {
  const { data: values = {}, on, ...properties } = options;
  const made = Object.assign(document.createElement(tag), properties);
  Object.assign(made.dataset, values);
  if (on) made.addEventListener("click", on);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function link(address, text) {
  const place = { href: address, target: "_blank", rel: "noopener noreferrer" };
  return element("a", { ...place, textContent: text });
}

function button(text, on) {
  return element("button", { type: "button", on, textContent: text });
}

function headline(tone, what, text) {
  const kind = element("p", { className: "what", textContent: what });
  kind.style.setProperty("--tone", `var(${tone})`);
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
    const about = [place, published, language, voice].filter(Boolean).join(" · ");
    const name = url ? link(url, title) : element("span", { textContent: title });
    return element("li", {}, name, element("span", { className: "meta", textContent: about }));
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

function showNode(id) {
  const node = data.nodes[id];
  const own = relationsOf[id];
  const related = own.map((edge) =>
    element(
      "div",
      { className: "statement" },
      button(edge.sentence ?? edge.relation, () => showEdge(edge.id)),
      element("p", { className: "meta", textContent: period(edge) }),
    ),
  );
  const facts = (node.facts ?? []).map((fact) =>
    element(
      "div",
      { className: "statement" },
      element("p", { textContent: fact.sentence ?? "" }),
      ...notes(fact),
      claims(fact.claims),
      evidence(fact.evidence),
    ),
  );
  showPanel([
    ...headline(`--kind-${node.kind}`, data.kinds[node.kind].label.join(" · "), nameOf(node)),
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
    button(nameOf(data.nodes[end]), () => showNode(end)),
  );
  const about = Object.entries(details).map(([name, value]) => [
    words(name),
    typeof value === "number" && currency ? `${shown(value)} ${currency}` : shown(value),
  ]);
  const tone = `--relation-${data.relations[edge.relation].style}`;
  showPanel([
    ...headline(tone, (edge.name ?? [edge.relation]).join(" · "), edge.sentence ?? edge.relation),
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
  panel.hidden = false;
  panel.scrollTop = 0;
}

function hidePanel() {
  if (panel.hidden) return;
  panel.hidden = true;
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

const portrait = document.getElementById("canvas").clientWidth * 0.9 <
  document.getElementById("canvas").clientHeight;
if (portrait && data.portrait) {
  data.portrait.forEach(([x, y], id) => Object.assign(data.nodes[id], { x, y }));
}
draw();
fit();
