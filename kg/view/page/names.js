// The names in the picture: by importance, each only where it touches no other name.

const FACE = getComputedStyle(document.body).fontFamily;
const MANY_THINGS = 1000;
const LINE = 1.23; // the height of a line in letters
const MOST_LABELS = 220;
const EMINENT = 12; // as many things have a name whatever it hides
// The share of the name of a hub that may hide other things, of which many lie closer together.
const hubHides = () => (told.things > MANY_THINGS ? 0.1 : 0.25);
const widths = new Map();
const named = new Uint8Array(nodeShown.length); // whose name is on the screen
let byImportance = [];

// Names stand beside their things by importance, each only where it touches no other name and
// hides no thing; only important things may hide something rather than go without a name.
function paintLabels(pen, camera) {
  pen.textAlign = "center";
  pen.textBaseline = "top";
  pen.lineWidth = 4;
  pen.strokeStyle = colour("--paper");
  pen.fillStyle = colour("--ink");
  const take = roomOn(camera);
  named.fill(0);
  const wanted = [hovered, choices.selected?.node].filter((id) => id !== null && id !== undefined);
  if (lit) wanted.push(...byImportance.filter((id) => lit.nodes.has(id)));
  const first = new Set(wanted);
  const done = new Set();
  let [placed, tried, face] = [0, 0, ""];
  // Even setting the same font anew is slow.
  const setFace = (one) => one !== face && (pen.font = face = one);
  for (const id of [...wanted, ...byImportance]) {
    if (placed > MOST_LABELS || (camera.moving && tried > MOST_LABELS)) break;
    if (!nodeShown[id] || done.has(id)) continue;
    done.add(id);
    if (!onScreen(camera, across(camera, id), down(camera, id), radius(camera, id) + 60)) continue;
    if (isMinor(camera, id) && !first.has(id)) continue;
    tried += 1;
    const letters = lettersOf(camera, id);
    const [strong, plain] = [weightOf(id), 450].map((weight) => `${weight} ${letters}px ${FACE}`);
    setFace(strong);
    const eminent = first.has(id) || (id < COUNT && tried <= EMINENT);
    for (const { lines, bold, within } of captionsOf(camera, id)) {
      const width = Math.max(...lines.map((line) => widthOf(pen, line, letters)));
      const height = lines.length * letters * LINE;
      const spots = within ? [[across(camera, id), down(camera, id) - height / 2]] : spotsBeside(camera, id, width, height);
      const limit = within || eminent ? Infinity : isHub(id) ? hubHides() * width * height : 0;
      const spot = take(spots, width, height, limit);
      if (!spot) continue;
      placed += 1;
      named[id] = 1;
      pen.globalAlpha = lit && !lit.nodes.has(id) ? DIMMED * 2 : 1;
      lines.forEach((line, row) => {
        setFace(row < bold ? strong : plain);
        const y = spot.y + row * letters * LINE;
        if (!camera.moving || placed < 40) pen.strokeText(line, spot.x, y);
        pen.fillText(line, spot.x, y);
      });
      break;
    }
  }
  pen.globalAlpha = 1;
}

const isHub = (id) => id < COUNT && relationsOf[id].length > 5;
const isCentral = (id) => id === data.hub && data.communities.length === 0;
const weightOf = (id) => (isCentral(id) ? 650 : id >= COUNT ? 600 : 450);

function lettersOf({ scale }, id) {
  if (id >= COUNT) return 11.5;
  return Math.min(13, Math.max(11, 13 * scale)) + (isCentral(id) ? 4 : 0);
}

// Among thousands of things those with few relations have their names when one comes nearer.
const isMinor = ({ scale }, id) => id < COUNT && told.things > MANY_THINGS && scale < 0.35 && relationsOf[id].length < 3;

// Where a name may stand beside its thing, the best place first; that of a hub among thousands of
// things also beyond what lies about it.
function spotsBeside(camera, id, width, height) {
  const [x, y] = [across(camera, id), down(camera, id)];
  const reach = radius(camera, id) * (isRinged(id) ? 1.15 : 1) + (isRinged(id) ? 10 : 4);
  const middle = inside(x, width, camera.width);
  const aside = reach + 2 + width / 2;
  const away = id < COUNT && told.things > MANY_THINGS && isHub(id) ? [0, 8, 16] : [0];
  const under = away.map((more) => [middle, y + reach + more]);
  const over = away.map((more) => [middle, y - reach - more - height]);
  const [best, next] = data.nodes[id]?.above ? [over, under] : [under, over];
  return [best[0], next[0], [x + aside, y - height / 2], [x - aside, y - height / 2], ...best.slice(1), ...next.slice(1)];
}

// Breaks a name into lines of so many letters, as long as it has words.
function broken(name, most) {
  const lines = [""];
  for (const word of name.slice(0, 80).split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (!lines.at(-1) || longer.length <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => (line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line));
}

// The middle of a name, which the edge of the screen pushes in rather than cuts.
function inside(x, width, screen) {
  const pushed = Math.max(Math.min(x, screen - width / 2 - 3), width / 2 + 3);
  return Math.abs(pushed - x) < width / 2 ? pushed : x;
}

function captionOf(node) {
  const name = nameOf(node);
  return name === node.name ? node.label ?? name : broken(name, 14).join("\n");
}

function titleOfCommunity({ central, members }) {
  return central.length ? central.map((id) => nameOf(data.nodes[id])).join("\n") : t("{0} things in small groups", amount(members.length));
}

// What may be written of a thing, the best first: of a community as many of its names as its disc
// has room for and how much it holds, else its name beside it, else that over the edge of the disc;
// all of it if it is pointed at.
function captionsOf(camera, id) {
  if (id < COUNT) return [{ lines: captionOf(data.nodes[id]).split("\n"), bold: 2, within: false }];
  const community = data.communities[id - COUNT];
  const count = amount(community.members.length);
  const [first, ...others] = titleOfCommunity(community).split("\n");
  const beside = broken(first, 16).slice(0, 2);
  if (id === hovered) {
    const more = others.length ? [...others, t("{0} things", count)] : [];
    return [{ lines: [...beside, ...more], bold: beside.length, within: false }];
  }
  const size = radius(camera, id);
  const most = Math.floor(Math.min(2.15 * size, 1.6 * size + 16) / 6.2);
  const room = Math.max(1, Math.floor((size * 1.5) / 14));
  const fits = (name, letters) => name.split(" ").every((word) => word.length <= letters);
  const name = broken(first, most);
  if (fits(first, most) && name.length <= room) {
    const lines = [...name];
    for (const other of others.filter((one) => fits(one, most))) {
      const more = broken(other, most);
      if (lines.length + more.length < room) lines.push(...more);
    }
    if (community.central.length && lines.length < room) lines.push(count);
    return [{ lines, bold: name.length, within: true }];
  }
  const found = [{ lines: beside, bold: beside.length, within: false }];
  const over = broken(first, Math.floor(size / 2));
  const spare = size >= 14 && fits(first, Math.floor(size / 2)) && over.length <= size / 9;
  return spare ? [...found, { lines: over, bold: over.length, within: true }] : found;
}

function widthOf(pen, line, letters) {
  const key = `${letters} ${line}`;
  if (!widths.has(key)) widths.set(key, pen.measureText(line).width);
  return widths.get(key);
}
