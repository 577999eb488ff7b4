// Painting in pixels of the screen, on a canvas or on anything that understands the same calls.
//
// Lines of one look are stroked as one path: one call instead of thousands. Among thousands of
// them a line is a single pixel wide, which a browser without a graphics card draws ten times
// faster than a wider one.

const X = new Float64Array(nodeShown.length);
const Y = new Float64Array(nodeShown.length);
const R = new Float64Array(nodeShown.length);
const MANY_LINES = 1200;
const DIMMED = 0.12;
const TURN = 2 * Math.PI;

// The colours of the scheme in use; asking the browser for one of them is slow.
const tones = new Map();
function colour(name) {
  if (!tones.has(name)) {
    const computed = getComputedStyle(document.documentElement);
    tones.set(name, computed.getPropertyValue(name).trim());
  }
  return tones.get(name);
}

let lit = null; // { nodes, edges } that a selection lights; all else is dimmed
let hovered = null;

const paintThings = (pen, camera) => {
  pen.lineJoin = "round";
  pen.lineCap = "butt";
  paintBundles(pen, camera);
  paintLines(pen, camera);
  paintShapes(pen, camera);
  paintBubbles(pen, camera);
};

const paint = (pen, camera) => {
  paintThings(pen, camera);
  paintLabels(pen, camera);
};

const across = (camera, id) => X[id] * camera.scale + camera.x;
const down = (camera, id) => Y[id] * camera.scale + camera.y;
// However far away, a thing stays large enough to be seen and greater ones greater.
const LEAST = COUNT > 3000 ? 1 : COUNT > 600 ? 1.6 : 2.4;
const radius = (camera, id) => Math.max(R[id] * camera.scale, LEAST + 0.1 * Math.min(R[id], 45));

// --- relations -------------------------------------------------------------------------------------

// How far the middle of a relation's line lies beside the straight one, as a share of its length.
function bendOf({ smooth }) {
  return smooth ? (smooth.type === "curvedCW" ? smooth.roundness : -smooth.roundness) : 0;
}

// Where a line begins, ends and bends on the screen, or null if none of it is on it.
function course(camera, edge) {
  let [x1, y1, x2, y2] = [across(camera, edge.from), down(camera, edge.from), across(camera, edge.to), down(camera, edge.to)];
  const { width, height } = camera;
  if (edge.from === edge.to) {
    const { size, angle } = edge.selfReference ?? { size: 18, angle: 0 };
    const reach = radius(camera, edge.from) + size * camera.scale * 0.7;
    return { loop: size * camera.scale, x: x1 + reach * Math.cos(angle), y: y1 + reach * Math.sin(angle) };
  }
  const bend = bendOf(edge);
  const slack = bend ? Math.hypot(x2 - x1, y2 - y1) * Math.abs(bend) : 0;
  if (Math.max(x1, x2) < -slack || Math.min(x1, x2) > width + slack) return null;
  if (Math.max(y1, y2) < -slack || Math.min(y1, y2) > height + slack) return null;
  const cx = (x1 + x2) / 2 - (y2 - y1) * bend;
  const cy = (y1 + y2) / 2 + (x2 - x1) * bend;
  return { x1, y1, x2, y2, cx, cy, bent: bend !== 0 };
}

function trace(pen, line) {
  if (line.loop !== undefined) {
    pen.moveTo(line.x + line.loop, line.y);
    pen.arc(line.x, line.y, line.loop, 0, TURN);
    return;
  }
  pen.moveTo(line.x1, line.y1);
  if (line.bent) pen.quadraticCurveTo(line.cx, line.cy, line.x2, line.y2);
  else pen.lineTo(line.x2, line.y2);
}

// The corners of an arrowhead that touches the thing at an end.
function head(line, gap, size, atStart) {
  const [tx, ty] = atStart ? [line.x1, line.y1] : [line.x2, line.y2];
  const dx = tx - line.cx;
  const dy = ty - line.cy;
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const [px, py] = [tx - ux * gap, ty - uy * gap];
  const [bx, by] = [px - ux * size, py - uy * size];
  const half = size * 0.42;
  return [px, py, bx - uy * half, by + ux * half, bx + uy * half, by - ux * half];
}

function paintLines(pen, camera) {
  const batches = new Map();
  let count = 0;
  for (const edge of data.edges) {
    if (!edgeShown[edge.id]) continue;
    const line = course(camera, edge);
    if (!line) continue;
    count += 1;
    const dim = lit && !lit.edges.has(edge.id);
    const faint = edge.former || edge.doubtful || edgeShown[edge.id] === POSSIBLE;
    const key = edge.relation * 3 + (dim ? 2 : faint ? 1 : 0);
    if (!batches.has(key)) batches.set(key, []);
    batches.get(key).push([edge, line]);
  }
  const many = count > MANY_LINES;
  const full = Math.min(0.95, Math.max(0.32, 14 / Math.sqrt(count)));
  const arrows = count < 400 || (!camera.moving && camera.scale > 0.25 && count < 4000);
  const size = Math.min(10, Math.max(5, 10 * camera.scale));
  pen.lineWidth = many ? 1 / camera.ratio : count > 600 ? 1 : 1.5;
  for (const [key, batch] of [...batches].sort(([one], [other]) => (other % 3) - (one % 3) || one - other)) {
    const relation = data.relations[Math.floor(key / 3)];
    const strength = key % 3;
    const tone = colour(`--relation-${Math.floor(key / 3)}`);
    for (const [edge, line] of count < 4000 ? batch : []) {
      if (!edge.disputed || strength === 2) continue;
      pen.save();
      pen.globalAlpha = 1;
      pen.lineWidth = 9;
      pen.strokeStyle = colour("--halo");
      pen.beginPath();
      trace(pen, line);
      pen.stroke();
      pen.restore();
    }
    pen.globalAlpha = strength === 2 ? DIMMED * 0.8 : lit && strength === 0 ? 0.95 : full * (strength === 1 ? 0.5 : 1);
    pen.strokeStyle = tone;
    pen.fillStyle = tone;
    if (!many) pen.setLineDash(relation.dash);
    pen.beginPath();
    for (const [, line] of batch) trace(pen, line);
    pen.stroke();
    pen.setLineDash([]);
    if (arrows && strength !== 2) paintHeads(pen, camera, batch, relation.symmetric, size);
  }
  pen.globalAlpha = 1;
}

function paintHeads(pen, camera, batch, symmetric, size) {
  for (const open of [false, true]) {
    let some = false;
    pen.beginPath();
    for (const [edge, line] of batch) {
      if (line.loop !== undefined || Boolean(edge.inferred) !== open) continue;
      some = true;
      for (const atStart of symmetric ? [false, true] : [false]) {
        const gap = radius(camera, atStart ? edge.from : edge.to) + 2;
        const [x, y, x2, y2, x3, y3] = head(line, gap, size, atStart);
        pen.moveTo(x, y);
        pen.lineTo(x2, y2);
        pen.lineTo(x3, y3);
        pen.closePath();
      }
    }
    if (!some) continue;
    // What is implied rather than stated has a head with nothing in it.
    if (open) {
      pen.save();
      pen.globalAlpha = 1;
      pen.fillStyle = colour("--paper");
      pen.fill();
      pen.restore();
      pen.stroke();
    } else pen.fill();
  }
}

function paintBundles(pen, camera) {
  pen.strokeStyle = colour("--soft");
  for (const [least, most, width] of [[1, 2, 1], [3, 9, 1.5], [10, 29, 2.5], [30, Infinity, 4]]) {
    pen.lineWidth = camera.moving ? 1 / camera.ratio : width;
    pen.globalAlpha = lit ? 0.08 : 0.16 + width * 0.05;
    pen.beginPath();
    for (const { from, to, count } of bundles) {
      if (count < least || count > most) continue;
      pen.moveTo(across(camera, from), down(camera, from));
      pen.lineTo(across(camera, to), down(camera, to));
    }
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

// --- things ----------------------------------------------------------------------------------------

const corners = (...turns) => turns.map((turn) => [Math.cos(turn * TURN), Math.sin(turn * TURN)]);
const star = corners(...Array.from({ length: 10 }, (_, index) => index / 10 - 0.25));
const OUTLINES = {
  square: [[-0.89, -0.89], [0.89, -0.89], [0.89, 0.89], [-0.89, 0.89]],
  diamond: [[0, -1.1], [1.1, 0], [0, 1.1], [-1.1, 0]],
  triangle: [[0, -1.15], [1.1, 0.8], [-1.1, 0.8]],
  triangleDown: [[0, 1.15], [1.1, -0.8], [-1.1, -0.8]],
  pentagon: corners(-0.25, -0.05, 0.15, 0.35, 0.55).map(([x, y]) => [1.1 * x, 1.1 * y]),
  slab: [[-1.25, -0.65], [1.25, -0.65], [1.25, 0.65], [-1.25, 0.65]],
  cross: [[-0.35, -1.1], [0.35, -1.1], [0.35, -0.35], [1.1, -0.35], [1.1, 0.35], [0.35, 0.35], [0.35, 1.1], [-0.35, 1.1], [-0.35, 0.35], [-1.1, 0.35], [-1.1, -0.35], [-0.35, -0.35]],
  hexagon: corners(0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6),
  star: star.map(([x, y], index) => (index % 2 ? [0.5 * x, 0.5 * y] : [1.2 * x, 1.2 * y])),
};

function outline(pen, shape, x, y, size, least = 2.5) {
  const points = OUTLINES[shape];
  if (size < least) pen.rect(x - size, y - size, 2 * size, 2 * size);
  else if (!points) {
    pen.moveTo(x + size, y);
    pen.arc(x, y, size, 0, TURN);
  } else {
    points.forEach(([dx, dy], index) =>
      index ? pen.lineTo(x + dx * size, y + dy * size) : pen.moveTo(x + dx * size, y + dy * size),
    );
    pen.closePath();
  }
}

function onScreen({ width, height }, x, y, reach) {
  return x > -reach && y > -reach && x < width + reach && y < height + reach;
}

function paintShapes(pen, camera) {
  const batches = data.kinds.map(() => [[], []]);
  for (const node of data.nodes) {
    if (!nodeShown[node.id]) continue;
    const [x, y, size] = [across(camera, node.id), down(camera, node.id), radius(camera, node.id)];
    if (!onScreen(camera, x, y, size)) continue;
    batches[node.kind][lit && !lit.nodes.has(node.id) ? 0 : 1].push([x, y, size]);
  }
  // Squares are quick to paint, which matters while thousands of things move.
  const least = camera.moving && told.things > 2000 ? 4 : 2.5;
  for (const bright of [0, 1]) {
    data.kinds.forEach(({ shape, hollow }, kind) => {
      const batch = batches[kind][bright];
      if (!batch.length) return;
      const tone = colour(`--kind-${kind}`);
      pen.beginPath();
      for (const [x, y, size] of batch) outline(pen, shape, x, y, size, least);
      // Nothing shines through a thing that is only dimmed.
      pen.globalAlpha = bright ? 1 : DIMMED * 1.6;
      pen.fillStyle = hollow ? colour("--paper") : tone;
      pen.fill();
      pen.lineWidth = hollow ? Math.min(3, Math.max(1, 3 * camera.scale)) : 1;
      pen.strokeStyle = tone;
      if (hollow) pen.stroke();
    });
  }
  pen.globalAlpha = 1;
  for (const id of ringed()) {
    pen.lineWidth = 2.5;
    pen.strokeStyle = colour("--ink");
    pen.beginPath();
    pen.arc(across(camera, id), down(camera, id), radius(camera, id) * 1.15 + 4, 0, TURN);
    pen.stroke();
  }
}

// What a ring marks: what is pointed at or selected.
const ringed = () =>
  [hovered, choices.selected?.node, ...(choices.selected?.chain ?? [])].filter(
    (id) => id !== null && id !== undefined && nodeShown[id] && id < COUNT,
  );
const isRinged = (id) => id === hovered || id === choices.selected?.node || Boolean(choices.selected?.chain?.includes(id));

// A community is a disc; its ring tells what kinds of things are in it.
function paintBubbles(pen, camera) {
  data.communities.forEach((community, number) => {
    const id = COUNT + number;
    if (!nodeShown[id]) return;
    const [x, y, size] = [across(camera, id), down(camera, id), radius(camera, id)];
    if (!onScreen(camera, x, y, size)) return;
    pen.globalAlpha = lit && !lit.nodes.has(id) ? 0.3 : 1;
    pen.fillStyle = colour("--card");
    pen.beginPath();
    pen.arc(x, y, size, 0, TURN);
    pen.fill();
    let turn = -Math.PI / 2;
    pen.lineWidth = Math.min(7, Math.max(2, size * 0.14));
    for (const [kind, share] of sharesOf(community)) {
      pen.strokeStyle = colour(`--kind-${kind}`);
      pen.beginPath();
      pen.arc(x, y, size - pen.lineWidth / 2, turn, turn + share * TURN);
      pen.stroke();
      turn += share * TURN;
    }
    if (hovered !== id) return;
    pen.lineWidth = 2;
    pen.strokeStyle = colour("--ink");
    pen.beginPath();
    pen.arc(x, y, size + 2, 0, TURN);
    pen.stroke();
  });
  pen.globalAlpha = 1;
}

function sharesOf(community) {
  community.shares ??= data.kinds
    .map((_, kind) => [kind, community.members.filter((id) => data.nodes[id].kind === kind).length])
    .filter(([, count]) => count)
    .map(([kind, count]) => [kind, count / community.members.length]);
  return community.shares;
}

// --- where is what ---------------------------------------------------------------------------------

// The thing at a place on the screen, the smallest if there are several.
function thingAt(camera, x, y) {
  let found;
  for (let id = 0; id < nodeShown.length; id += 1) {
    if (!nodeShown[id]) continue;
    const reach = Math.max(radius(camera, id), id < COUNT ? 6 : 0) + 2;
    const [dx, dy] = [across(camera, id) - x, down(camera, id) - y];
    if (dx * dx + dy * dy <= reach * reach && (found === undefined || R[id] <= R[found])) found = id;
  }
  return found;
}

// The point of a line at a share of its length.
function pointOf(line, share) {
  if (line.loop !== undefined) {
    return { x: line.x + line.loop * Math.cos(share * TURN), y: line.y + line.loop * Math.sin(share * TURN) };
  }
  const rest = 1 - share;
  const mix = (one, middle, other) =>
    line.bent ? rest * rest * one + 2 * rest * share * middle + share * share * other : rest * one + share * other;
  return { x: mix(line.x1, line.cx, line.x2), y: mix(line.y1, line.cy, line.y2) };
}

function relationAt(camera, x, y) {
  let best = 7;
  let found;
  for (const edge of data.edges) {
    if (!edgeShown[edge.id]) continue;
    const line = course(camera, edge);
    if (!line) continue;
    const pieces = line.bent || line.loop !== undefined ? 16 : 1;
    for (let piece = 0; piece < pieces; piece += 1) {
      const [one, other] = [pointOf(line, piece / pieces), pointOf(line, (piece + 1) / pieces)];
      const [dx, dy] = [other.x - one.x, other.y - one.y];
      const along = ((x - one.x) * dx + (y - one.y) * dy) / (dx * dx + dy * dy || 1);
      const share = Math.min(1, Math.max(0, along));
      const distance = Math.hypot(one.x + share * dx - x, one.y + share * dy - y);
      if (distance < best) [best, found] = [distance, edge.id];
    }
  }
  return found;
}
