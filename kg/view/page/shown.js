// What is shown: the choices that a person made, and which things and relations follow from them.

const HIDDEN = 0;
const CERTAIN = 1;
const POSSIBLE = 2;

function everything() {
  return {
    kinds: new Set(), // the kinds, relations, documents and things that are left out
    relations: new Set(),
    documents: new Set(),
    hidden: new Set(),
    centre: null, // the thing whose neighbourhood alone is shown, and how many steps of it
    steps: 1,
    month: null,
    unfolded: new Set(),
    whole: data.communities.length === 0,
    sizeBy: "degree",
    selected: null, // { node }, { edge }, { community } or { chain: [from, to] }
  };
}

let choices = everything();
const nodeShown = new Uint8Array(COUNT + data.communities.length);
const edgeShown = new Uint8Array(data.edges.length);
// Relations between things of which at least one is folded away, as [bubble or thing, likewise].
let bundles = [];
const told = { things: 0, relations: 0, certain: 0, possible: 0, undated: 0 };

function neighbourhood(centre, steps) {
  const near = new Set([centre]);
  let front = [centre];
  for (let step = 0; step < steps; step += 1) {
    front = front.flatMap((id) =>
      relationsOf[id].map((edge) => otherEnd(edge, id)).filter((id) => !near.has(id) && near.add(id)),
    );
  }
  return near;
}

const folded = () => !choices.whole && choices.centre === null;

function refresh() {
  const near = choices.centre === null ? null : neighbourhood(choices.centre, choices.steps);
  const fits = data.nodes.map(
    ({ id, kind }) =>
      !choices.kinds.has(kind) && !choices.hidden.has(id) && (near === null || near.has(id)),
  );
  const day = choices.month && lastDay(choices.month);
  Object.assign(told, { things: 0, relations: 0, certain: 0, possible: 0, undated: 0 });
  const some = new Uint8Array(COUNT);
  for (const edge of data.edges) {
    edgeShown[edge.id] = HIDDEN;
    if (!fits[edge.from] || !fits[edge.to] || choices.relations.has(edge.relation)) continue;
    if (choices.documents.size && sourcesOf(edge).every((one) => choices.documents.has(one))) continue;
    const { possible, certain } = day ? holds(edge, day) : { possible: true, certain: !edge.doubtful };
    if (!possible) continue;
    edgeShown[edge.id] = certain ? CERTAIN : POSSIBLE;
    some[edge.from] = some[edge.to] = 1;
    told.relations += 1;
    if (!isDated(edge)) told.undated += 1;
    else if (certain) told.certain += 1;
    else told.possible += 1;
  }
  // A thing that a choice has left without a relation would only be in the way.
  const bare = !choices.relations.size && !choices.documents.size && !day;
  nodeShown.fill(0);
  const folds = folded();
  for (const { id } of data.nodes) {
    const keep = fits[id] && (some[id] || bare || id === choices.centre);
    if (!keep) continue;
    told.things += 1;
    const away = folds && communityOf[id] >= 0 && !choices.unfolded.has(communityOf[id]);
    nodeShown[away ? bubbleOf(id) : id] += away && nodeShown[bubbleOf(id)] ? 0 : 1;
  }
  bundle(folds);
}

// A bubble stands for all of its things: their relations lead to it, many of them as one.
function bundle(folds) {
  const found = new Map();
  for (const edge of folds ? data.edges : []) {
    if (!edgeShown[edge.id]) continue;
    const [from, to] = [edge.from, edge.to].map((id) => (nodeShown[id] ? id : bubbleOf(id)));
    if (from < COUNT && to < COUNT) continue;
    edgeShown[edge.id] = HIDDEN;
    if (from === to) continue;
    const key = Math.min(from, to) * (COUNT + data.communities.length) + Math.max(from, to);
    const known = found.get(key) ?? { from: Math.min(from, to), to: Math.max(from, to), count: 0 };
    known.count += 1;
    found.set(key, known);
  }
  bundles = [...found.values()];
}

// The things and relations of the view, folded away or not.
function shownPart() {
  const fold = [choices.unfolded, choices.whole];
  choices.whole = true;
  refresh();
  const part = {
    nodes: data.nodes.filter(({ id }) => nodeShown[id]),
    edges: data.edges.filter(({ id }) => edgeShown[id]),
  };
  [choices.unfolded, choices.whole] = fold;
  refresh();
  return part;
}

// The shortest chain of shown relations between two things, or nothing.
function chain(from, to) {
  const before = new Map([[from, null]]);
  const open = new Set(shownPart().edges.map(({ id }) => id));
  let front = [from];
  while (front.length && !before.has(to)) {
    const next = [];
    for (const id of front) {
      for (const edge of relationsOf[id]) {
        const other = otherEnd(edge, id);
        if (!open.has(edge.id) || before.has(other)) continue;
        before.set(other, edge);
        next.push(other);
      }
    }
    front = next;
  }
  if (!before.has(to)) return null;
  const found = [];
  for (let id = to; before.get(id); id = otherEnd(found[0], id)) found.unshift(before.get(id));
  return found;
}

// --- how large each thing is -----------------------------------------------------------------------

function influence() {
  const degree = relationsOf.map((edges) => edges.length);
  let rank = new Float64Array(COUNT).fill(1 / COUNT);
  for (let round = 0; round < 40; round += 1) {
    const next = new Float64Array(COUNT).fill(0.15 / COUNT);
    for (const { from, to } of data.edges) {
      next[to] += (0.85 * rank[from]) / degree[from];
      next[from] += (0.85 * rank[to]) / degree[to];
    }
    rank = next;
  }
  return rank;
}

function measured(name) {
  if (name === "degree") return data.nodes.map(({ size }) => size);
  const values = name === "raised" ? data.nodes.map(({ raised }) => raised ?? 0) : influence();
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return Array.from(values, (value) => 8 + 28 * Math.sqrt(value / (most || 1)));
}
