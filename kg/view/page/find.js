// Finding a thing by any of its names, in any language, forgiving of accents, case and typing errors.

const MOST_FOUND = 12;
const find = byId("find");
const found = byId("found");
let active = -1;

const plain = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

let names = null;
function allNames() {
  names ??= data.nodes.flatMap((node) => {
    const called = new Set([nameOf(node), ...namesOf(node).map(([text]) => text)]);
    return [...called].map((text) => ({ id: node.id, text, plain: plain(text) }));
  });
  return names;
}

function pairs(text) {
  const found = new Map();
  for (let index = 0; index < text.length - 1; index += 1) {
    const pair = text.slice(index, index + 2);
    found.set(pair, (found.get(pair) ?? 0) + 1);
  }
  return found;
}

// How alike two texts are by the pairs of letters that they share, from 0 to 1.
function likeness(one, other) {
  let shared = 0;
  for (const [pair, count] of one) shared += Math.min(count, other.get(pair) ?? 0);
  const total = (map) => [...map.values()].reduce((sum, count) => sum + count, 0);
  return (2 * shared) / (total(one) + total(other) || 1);
}

function search(text) {
  const wanted = plain(text);
  if (!wanted) return [];
  const score = (name) => {
    if (name === wanted) return 5;
    if (name.startsWith(wanted)) return 4;
    if (name.includes(` ${wanted}`)) return 3;
    return name.includes(wanted) ? 2 : 0;
  };
  let rows = allNames().map((name) => ({ ...name, score: score(name.plain) })).filter(({ score }) => score);
  if (!rows.length) {
    const own = pairs(wanted);
    rows = allNames()
      .map((name) => ({ ...name, score: likeness(own, pairs(name.plain)) }))
      .filter(({ score }) => score > 0.45);
  }
  rows.sort(
    (one, other) =>
      other.score - one.score ||
      relationsOf[other.id].length - relationsOf[one.id].length ||
      one.id - other.id,
  );
  const seen = new Set();
  return rows.filter(({ id }) => !seen.has(id) && seen.add(id)).slice(0, MOST_FOUND);
}

function suggest() {
  const rows = search(find.value);
  active = rows.length ? 0 : -1;
  const options = rows.map(({ id, text }, index) => {
    const node = data.nodes[id];
    const other = text === nameOf(node) ? "" : ` = ${nameOf(node)}`;
    const option = element(
      "li",
      { id: `found-${index}`, attributes: { role: "option", "aria-selected": index === active } },
      element("span", { textContent: text + other }),
      element("small", { textContent: `${labelOf(kindOf(node))} · ${amount(relationsOf[id].length)}` }),
    );
    option.dataset.thing = id;
    option.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(id);
    });
    return option;
  });
  const none = find.value.trim() && !rows.length;
  byId("none").hidden = !none;
  found.replaceChildren(...options);
  found.hidden = !options.length;
  find.setAttribute("aria-expanded", Boolean(options.length));
  mark();
}

function mark() {
  [...found.children].forEach((option, index) => option.setAttribute("aria-selected", index === active));
  if (active >= 0) find.setAttribute("aria-activedescendant", `found-${active}`);
  else find.removeAttribute("aria-activedescendant");
  found.children[active]?.scrollIntoView({ block: "nearest" });
}

function take(id) {
  find.value = "";
  suggest();
  if (!table_.hidden) toggleTable(false);
  pick(id);
  if (choices.selected?.node === id) approach(id);
}

// Comes near enough to a thing to read its name and those about it.
function approach(id) {
  touched = true;
  const shown = nodeShown[id] ? id : bubbleOf(id);
  // On a small screen from farther away, so that something of what is about it is in sight.
  const scale = Math.max(network.getScale(), 0.6 * Math.min(1, surface.clientWidth / 900));
  // In the middle of what the panel and the bar leave free.
  const beside = panel.hidden || narrow.matches ? 0 : panel.offsetWidth / 2;
  const below = (panel.hidden || !narrow.matches ? foot() : panel.offsetHeight) / 2;
  network.moveTo({ position: { x: X[shown] + beside / scale, y: Y[shown] + below / scale }, scale });
  remember();
}

// There is no room for its label on a narrow screen.
find.placeholder = narrow.matches ? t("Find by any name") : "";
find.addEventListener("input", suggest);
find.addEventListener("blur", () => {
  found.hidden = true;
  find.setAttribute("aria-expanded", "false");
});
find.addEventListener("keydown", (event) => {
  const count = found.children.length;
  if (event.key === "ArrowDown" && count) active = (active + 1) % count;
  else if (event.key === "ArrowUp" && count) active = (active - 1 + count) % count;
  else if (event.key === "Enter" && active >= 0) take(Number(found.children[active].dataset.thing));
  else if (event.key === "Escape" && find.value) {
    find.value = "";
    suggest();
    event.stopPropagation();
  } else return;
  event.preventDefault();
  mark();
});
