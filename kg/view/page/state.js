// The state of the view in the fragment of the address, so that a link opens the same view.

// Things and relations by the names that they keep when the graph is built anew.
const byIri = new Map(data.nodes.map((node) => [node.iri, node]));
const edgeByIri = new Map(data.edges.map((edge) => [edge.iri, edge]));
const LISTS = [
  ["kinds", "k", (number) => data.kinds[number].name, (name) => data.kinds.findIndex((one) => one.name === name)],
  ["relations", "r", (number) => data.relations[number].name, (name) => data.relations.findIndex((one) => one.name === name)],
  ["documents", "d", (number) => data.documents[number].source ?? "", (name) => data.documents.findIndex((one) => one.source === name)],
  ["hidden", "h", (id) => data.nodes[id].iri, (iri) => byIri.get(iri)?.id ?? -1],
  ["unfolded", "u", (number) => data.nodes[data.communities[number].members[0]].iri, (iri) => communityOf[byIri.get(iri)?.id] ?? -1],
];

function written_() {
  const state = new URLSearchParams();
  for (const [name, letter, toText] of LISTS) {
    for (const one of choices[name]) state.append(letter, toText(one));
  }
  if (choices.centre !== null) state.set("c", `${choices.steps} ${data.nodes[choices.centre].iri}`);
  if (choices.month) state.set("t", choices.month);
  if (choices.whole && data.communities.length) state.set("w", "1");
  if (choices.sizeBy !== "degree") state.set("m", choices.sizeBy);
  const { node, edge, chain: ends } = choices.selected ?? {};
  if (node !== undefined) state.set("s", data.nodes[node].iri);
  if (edge !== undefined) state.set("e", data.edges[edge].iri);
  if (ends) for (const id of ends) state.append("p", data.nodes[id].iri);
  if (!table_.hidden) state.set("v", "table");
  if (touched) {
    const { x, y } = network.getViewPosition();
    const seen = [x, y, network.getScale() * 1000].map((number) => Math.round(number));
    state.set("z", [...seen, ...(tall ? ["tall"] : [])].join(" "));
  }
  return state.toString();
}

let recalling = false;
let latest = null;
function remember() {
  if (recalling || !network) return;
  latest = written_();
  try {
    const address = location.href.split("#")[0];
    history.replaceState(null, "", latest ? `${address}#${latest}` : address);
  } catch {
    // Within a frame of a notebook there is no address of its own to write to.
  }
  byId("back").disabled = !past.length;
  writeQuery();
}

function recall(text) {
  recalling = true;
  const state = new URLSearchParams(text);
  const fresh = everything();
  for (const [name, letter, , fromText] of LISTS) {
    fresh[name] = new Set(state.getAll(letter).map(fromText).filter((number) => number >= 0));
  }
  const [, steps, centre] = /^([1-3]) (.*)$/s.exec(state.get("c") ?? "") ?? [];
  if (byIri.has(centre)) Object.assign(fresh, { centre: byIri.get(centre).id, steps: Number(steps) });
  if (months.includes(state.get("t"))) fresh.month = state.get("t");
  if (state.has("w")) fresh.whole = true;
  if (["influence", "raised"].includes(state.get("m"))) fresh.sizeBy = state.get("m");
  const resized = fresh.sizeBy !== choices.sizeBy;
  hidePanel();
  choices = fresh;
  if (resized) resize();
  toggleTable(state.get("v") === "table");
  update();
  if (byIri.has(state.get("s"))) showNode(byIri.get(state.get("s")).id);
  else if (edgeByIri.has(state.get("e"))) showEdge(edgeByIri.get(state.get("e")).id);
  const ends = state.getAll("p").map((iri) => byIri.get(iri)?.id);
  if (ends.length === 2 && !ends.includes(undefined)) showChain(...ends);
  const [place, onTall] = (state.get("z") ?? "").split(" tall");
  const [x, y, scale] = place.split(" ").map(Number);
  // A place on a tall screen is another one on a wide screen.
  touched = Boolean(scale) && (onTall !== undefined) === tall;
  if (touched) network.moveTo({ position: { x, y }, scale: scale / 1000 });
  else fit();
  recalling = false;
  remember();
}
