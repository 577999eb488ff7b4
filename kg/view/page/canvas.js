// The canvas: vis-network moves and zooms it and drags things about, painter.js paints it.
//
// Painting by vis-network itself costs it a call for each part of each line: 17 to 35 frames a
// second with 8,000 things where this reaches 40. So its places to paint and to look are taken over.

const surface = byId("canvas");
const panel = byId("panel");
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const narrow = window.matchMedia("(max-width: 760px)");
const MARGIN = 18;
const STILL = 140; // milliseconds without a movement after which all is painted in full

let network;
let moving = 0;
let carried = null; // the thing that is being dragged
let touched = false;
let tall = false; // whether the screen is, which has its own places

// How much of the canvas lies under the bar at its foot; asking the browser is slow.
let footing = 0;
const foot = () => (footing = document.querySelector(".bar").offsetHeight + 8);

function camera() {
  const { scale, translation } = network.body.view;
  return {
    scale,
    x: translation.x,
    y: translation.y,
    width: surface.clientWidth,
    height: surface.clientHeight,
    floor: surface.clientHeight - footing,
    ratio: network.canvas.pixelRatio ?? 1,
    moving: moving !== 0,
  };
}

// A tall screen takes a picture of its own or, where there is none, the wide one turned over.
function stand() {
  data.nodes.forEach((node, id) => {
    if (data.portrait) Object.assign(node, { above: false }, data.portrait[id]);
    else [node.x, node.y] = [node.y, node.x];
  });
  if (data.portrait) return;
  const places = [...data.nodes, ...data.communities];
  for (const one of data.communities) [one.x, one.y] = [one.y, one.x];
  const reach = (side) => places.reduce((most, one) => Math.max(most, one[side]), -Infinity) - places.reduce((least, one) => Math.min(least, one[side]), Infinity);
  // Drawing it out can only take things further apart.
  const room = (surface.clientHeight - foot()) / surface.clientWidth;
  const drawn = Math.min(1.5, Math.max(1, (room * reach("x")) / (reach("y") || 1)));
  for (const one of places) one.y *= drawn;
  for (const node of data.nodes) {
    const pull = relationsOf[node.id].reduce((sum, edge) => sum + data.nodes[otherEnd(edge, node.id)].y - node.y, 0);
    node.above = pull > 0.4 * node.size;
  }
}

function place() {
  for (const { id, x, y } of data.nodes) [X[id], Y[id]] = [x, y];
  data.communities.forEach(({ x, y, size }, number) => {
    [X[COUNT + number], Y[COUNT + number], R[COUNT + number]] = [x, y, size];
  });
  resize();
}

function resize() {
  measured(choices.sizeBy).forEach((size, id) => (R[id] = size));
  const degree = (id) => (id < COUNT ? R[id] : R[id] * 10);
  byImportance = Array.from(R.keys()).sort(
    (one, other) => (other === data.hub) - (one === data.hub) || degree(other) - degree(one) || one - other,
  );
}

function start() {
  place();
  const dots = Array.from(R, (size, id) => ({ id, x: X[id], y: Y[id], size, shape: "dot" }));
  network = new vis.Network(surface, { nodes: new vis.DataSet(dots), edges: new vis.DataSet([]) }, data.options);
  network.renderer._drawEdges = () => {};
  network.renderer._drawArrows = () => {};
  network.renderer._drawNodes = (pen) => {
    const seen = camera();
    pen.save();
    pen.setTransform(seen.ratio, 0, 0, seen.ratio, 0, 0);
    // A thing that is carried is not where the copy has it.
    if (seen.moving && carried === null && isHeavy()) paintMoving(pen, seen);
    else paint(pen, seen);
    pen.restore();
    document.body.dataset.drawn = "true";
    return {};
  };
  network.selectionHandler.getEdgeAt = () => undefined;
  network.selectionHandler.getNodeAt = ({ x, y }, whole = true) => {
    const id = thingAt(camera(), x, y);
    return id === undefined || !whole ? id : network.body.nodes[id];
  };
  network.on("click", ({ pointer: { DOM }, event }) => {
    const thing = thingAt(camera(), DOM.x, DOM.y);
    // A finger cannot point at a disc to learn its name, so the first tap on one without a name tells it.
    if (thing >= COUNT && event.pointerType === "touch" && !named[thing]) {
      point(thing);
      return say(titleOfCommunity(data.communities[thing - COUNT]));
    }
    if (thing !== undefined) return thing < COUNT ? pick(thing) : unfold(thing - COUNT);
    const relation = relationAt(camera(), DOM.x, DOM.y);
    return relation === undefined ? hidePanel() : showEdge(relation);
  });
  network.on("zoom", stir);
  network.on("dragging", ({ nodes: [id] }) => {
    stir();
    carried = id ?? null;
    if (id !== undefined) carry(id);
  });
  network.on("dragEnd", ({ nodes: [id] }) => {
    touched = true;
    if (id !== undefined) carry(id);
    carried = null;
    network.unselectAll();
    remember();
  });
  network.on("resize", () => {
    foot();
    if (!touched) fit();
  });
  surface.addEventListener("mousemove", hover);
  surface.addEventListener("mouseleave", () => point(null));
  surface.addEventListener("keydown", walk);
}

// While it moves, only what is quick to paint is painted.
function stir() {
  touched = true;
  clearTimeout(moving);
  moving = setTimeout(() => {
    moving = 0;
    copied = null;
    network.redraw();
    remember();
  }, STILL);
}

// A thing that is dragged stays where it is put.
function carry(id) {
  const { x, y } = network.getPosition(id);
  [X[id], Y[id]] = [x, y];
  const kept = id < COUNT ? data.nodes[id] : data.communities[id - COUNT];
  Object.assign(kept, { x, y, moved: true });
}

let waiting = null;
function hover({ offsetX, offsetY, buttons }) {
  if (waiting || buttons || moving) return;
  waiting = requestAnimationFrame(() => {
    waiting = null;
    const id = thingAt(camera(), offsetX, offsetY);
    const many = told.relations > MANY_LINES;
    const relation = id === undefined && !many ? relationAt(camera(), offsetX, offsetY) : undefined;
    surface.style.cursor = id === undefined && relation === undefined ? "" : "pointer";
    point(id ?? null);
  });
}

function point(id) {
  if (id === hovered) return;
  hovered = id;
  network.redraw();
}

// Arrow keys move from thing to thing in the direction of the key.
function walk(event) {
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const way = ways[event.key];
  if (event.key === "+" || event.key === "=") zoomBy(1.3);
  else if (event.key === "-") zoomBy(1 / 1.3);
  else if (event.key === "Enter" && hovered !== null) {
    if (hovered < COUNT) pick(hovered);
    else unfold(hovered - COUNT);
  } else if (way) {
    const here = hovered ?? byImportance.find((id) => nodeShown[id]);
    let [best, found] = [Infinity, here];
    for (const id of hovered === null ? [] : nodeShown.keys()) {
      if (!nodeShown[id] || id === here) continue;
      const [dx, dy] = [X[id] - X[here], Y[id] - Y[here]];
      const ahead = dx * way[0] + dy * way[1];
      const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
      if (ahead > 0 && aside <= 2 * ahead && ahead + 2 * aside < best) [best, found] = [ahead + 2 * aside, id];
    }
    if (found === undefined) return;
    point(found);
    reveal([found]);
    say(found < COUNT ? `${nameOf(data.nodes[found])}, ${labelOf(kindOf(data.nodes[found]))}` : titleOfCommunity(data.communities[found - COUNT]));
  } else return;
  event.preventDefault();
}

// Tells a screen reader what the picture shows at the moment.
function say(text) {
  byId("said").textContent = text.replaceAll("\n", ", ");
}

// --- the camera ------------------------------------------------------------------------------------

function zoomBy(factor) {
  touched = true;
  network.moveTo({ scale: Math.min(8, Math.max(0.005, network.getScale() * factor)) });
  remember();
}

// Shows all that is shown; names keep their size while it shrinks, so they need room of their own.
function fit() {
  const ids = [...nodeShown.keys()].filter((id) => nodeShown[id]);
  if (!ids.length) return;
  const few = ids.length <= 150;
  const space = { x: surface.clientWidth - 2 * MARGIN, y: surface.clientHeight - MARGIN - foot() };
  let [low, high] = [0.004, 1.25];
  let box;
  for (let step = 0; step < 22; step += 1) {
    const middle = (low + high) / 2;
    box = extent(ids, middle, few);
    if (box.right - box.left > space.x || box.bottom - box.top > space.y) high = middle;
    else low = middle;
  }
  box = extent(ids, low, few);
  const lift = (foot() - MARGIN) / 2;
  const position = { x: (box.right + box.left) / 2 / low, y: ((box.bottom + box.top) / 2 + lift) / low };
  network.moveTo({ position, scale: low });
}

function extent(ids, scale, few) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const id of ids) {
    const node = id < COUNT ? data.nodes[id] : null;
    const lines = few && node ? captionOf(node).split("\n") : [];
    // Of many things only some are named, so a little room for a name is enough.
    const beside = Math.max(R[id] * scale, few ? 0 : 36, ...lines.map((line) => line.length * 3.6));
    const beyond = 8 + 16 * Math.max(node ? 1 : 2, lines.length);
    box.left = Math.min(box.left, X[id] * scale - beside);
    box.right = Math.max(box.right, X[id] * scale + beside);
    box.top = Math.min(box.top, (Y[id] - R[id]) * scale - (node?.above ? beyond : 0));
    box.bottom = Math.max(box.bottom, (Y[id] + R[id]) * scale + (node?.above ? 0 : beyond));
  }
  return box;
}

// Keeps what was selected out from under the panel.
function reveal(ids) {
  const frame = surface.getBoundingClientRect();
  const bounds = panel.hidden ? null : panel.getBoundingClientRect();
  const free = {
    right: bounds && !narrow.matches ? bounds.left - frame.left : frame.width,
    bottom: bounds && narrow.matches ? bounds.top - frame.top : frame.height - foot(),
  };
  const seen = camera();
  const shift = {
    x: missing(ids.map((id) => across(seen, id)), free.right),
    y: missing(ids.map((id) => down(seen, id)), free.bottom),
  };
  if (!shift.x && !shift.y) return;
  const view = network.getViewPosition();
  network.moveTo({ position: { x: view.x + shift.x / seen.scale, y: view.y + shift.y / seen.scale } });
}

// How far to move along one axis until the spots are in view, or as many as there is room for.
function missing(spots, room) {
  const low = Math.min(...spots) - 70;
  const high = Math.max(...spots) + 70;
  if (low < 0) return low;
  return high > room ? Math.min(high - room, low) : 0;
}
