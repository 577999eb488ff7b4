// Taking the shown part along: as a picture, as data, as the query that yields it.

function save(name, type, content) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const stem = document.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase();
  element("a", { href: address, download: `${stem || "network"}.${name}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// --- pictures --------------------------------------------------------------------------------------

function savePng() {
  const sharp = 2;
  const seen = { ...camera(), ratio: sharp, moving: false };
  const copy = element("canvas", { width: seen.width * sharp, height: seen.height * sharp });
  const pen = copy.getContext("2d");
  pen.scale(sharp, sharp);
  pen.fillStyle = colour("--paper");
  pen.fillRect(0, 0, seen.width, seen.height);
  paint(pen, seen);
  copy.toBlob((picture) => save("png", "image/png", picture));
}

const XML = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text) =>
  // Characters that XML does not know would make the whole picture unreadable.
  String(text).replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "").replace(/[&<>"']/g, (letter) => XML[letter]);

// Understands the calls of painter.js and writes them down as SVG.
class SvgPen {
  constructor() {
    this.parts = [];
    this.kept = [];
    Object.assign(this, { fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, globalAlpha: 1, dash: [], font: "", path: "" });
    this.measuring = element("canvas").getContext("2d");
  }

  save() {
    const { fillStyle, strokeStyle, lineWidth, globalAlpha, dash } = this;
    this.kept.push({ fillStyle, strokeStyle, lineWidth, globalAlpha, dash });
  }

  restore() {
    Object.assign(this, this.kept.pop());
  }

  beginPath() {
    this.path = "";
  }

  go(letter, ...numbers) {
    this.path += letter + numbers.map((number) => Number(number.toFixed(1))).join(" ");
  }

  moveTo(x, y) {
    this.go("M", x, y);
  }

  lineTo(x, y) {
    this.go("L", x, y);
  }

  quadraticCurveTo(cx, cy, x, y) {
    this.go("Q", cx, cy, x, y);
  }

  closePath() {
    this.path += "Z";
  }

  rect(x, y, width, height) {
    this.go("M", x, y);
    this.path += `h${width.toFixed(1)}v${height.toFixed(1)}h${(-width).toFixed(1)}Z`;
  }

  arc(x, y, size, from, to) {
    const [x1, y1] = [x + size * Math.cos(from), y + size * Math.sin(from)];
    const middle = (from + to) / 2;
    if (to - from > 6.28) this.go("M", x1, y1);
    else this.go(this.path ? "L" : "M", x1, y1);
    for (const turn of [middle, to]) this.go("A", size, size, 0, 0, 1, x + size * Math.cos(turn), y + size * Math.sin(turn));
  }

  shape(attributes) {
    if (this.path) this.parts.push(`<path d="${this.path}" opacity="${this.globalAlpha.toFixed(2)}" ${attributes}/>`);
  }

  stroke() {
    const dash = this.dash.length ? ` stroke-dasharray="${this.dash.join(" ")}"` : "";
    this.shape(`fill="none" stroke="${escaped(this.strokeStyle)}" stroke-width="${this.lineWidth}"${dash}`);
  }

  fill() {
    this.shape(`fill="${escaped(this.fillStyle)}"`);
  }

  setLineDash(dash) {
    this.dash = dash;
  }

  measureText(text) {
    this.measuring.font = this.font;
    return this.measuring.measureText(text);
  }

  fillText(text, x, y) {
    const [, weight, size] = /^(\d+) ([\d.]+)px/.exec(this.font);
    const halo = `paint-order="stroke" stroke="${escaped(colour("--paper"))}" stroke-width="4" stroke-linejoin="round"`;
    this.parts.push(
      `<text x="${x.toFixed(1)}" y="${(y + size * 0.93).toFixed(1)}" font-weight="${weight}" font-size="${size}" ` +
        `opacity="${this.globalAlpha.toFixed(2)}" fill="${escaped(this.fillStyle)}" ${halo}>${escaped(text)}</text>`,
    );
  }

  // The outline of a text is written with the text.
  strokeText() {}
}

function svg() {
  const seen = { ...camera(), ratio: 1, moving: false };
  const pen = new SvgPen();
  paint(pen, seen);
  const size = `width="${seen.width}" height="${seen.height}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${seen.width} ${seen.height}" ` +
    `font-family="${escaped(FACE)}" text-anchor="middle"><title>${escaped(document.title)}</title>` +
    `<rect ${size} fill="${escaped(colour("--paper"))}"/>${pen.parts.join("\n")}</svg>\n`
  );
}

// --- data ------------------------------------------------------------------------------------------

function csv() {
  // A spreadsheet would run a cell that begins like a formula.
  const cell = (value) => `"${String(value).replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
  const rows = shownPart().edges.map((edge) => {
    const [from, to] = [data.nodes[edge.from], data.nodes[edge.to]];
    const sources = [...new Set(sourcesOf(edge).map((one) => data.documents[one].source))].join(" ");
    const certain = edgeShown[edge.id] ? edgeShown[edge.id] === CERTAIN : !edge.doubtful;
    return [iriOf(from), lineOf(edge).name, iriOf(to), nameOf(from), nameOf(to), sentenceOf(edge), edge.when ?? "", certain, Boolean(edge.disputed), sources];
  });
  const head = ["from", "relation", "to", "from_label", "to_label", "sentence", "when", "certain", "disputed", "sources"];
  return [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

const CE = () => data.prefixes.ce;
const isIri = (iri) => /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`\x00-\x20]*$/i.test(iri);
const isName = (name) => /^[A-Za-z][A-Za-z0-9]*$/.test(name);
// What JSON escapes, Turtle reads likewise.
const literal = (text) => JSON.stringify(text).replaceAll("\x7f", "");
const BOUNDS = { 2: ["earliest", "latest"], 4: ["startEarliest", "startLatest", "endEarliest", "endLatest"] };

function turtle() {
  const { nodes, edges } = shownPart();
  const lines = ["ce", "rdfs", "prov", "oa", "xsd"].map((prefix) => `@prefix ${prefix}: <${data.prefixes[prefix]}> .`);
  lines.push("");
  for (const node of nodes) {
    const iri = iriOf(node);
    const kind = kindOf(node).name;
    if (!isIri(iri)) continue;
    const labels = namesOf(node).filter(([text]) => text === nameOf(node));
    const said = isName(kind) ? [`a ce:${kind}`] : [];
    const language = labels.map(([, one]) => one).find((one) => /^[A-Za-z]+(-[A-Za-z0-9]+)*$/.test(one));
    said.push(`rdfs:label ${literal(nameOf(node))}${language ? `@${language}` : ""}`);
    lines.push(`<${iri}> ${said.join(" ; ")} .`);
  }
  for (const edge of edges) {
    const [from, to] = [iriOf(data.nodes[edge.from]), iriOf(data.nodes[edge.to])];
    const relation = lineOf(edge).name;
    const [iri, part] = iriOf(edge).split("#", 2);
    if (![from, to, iri].every(isIri) || !isName(relation)) continue;
    if (part) {
      lines.push(`<${iri}> ce:${relation} <${to}> .`);
      continue;
    }
    const said = [`ce:from <${from}>`, `ce:relation ce:${relation}`, `ce:to <${to}>`];
    if (isName(edge.class ?? "")) said.unshift(`a ce:${edge.class}`);
    // An investment has the time of its round, which is not in the picture.
    if (edge.time?.length === 4) {
      edge.time.forEach((day, index) => day && said.push(`ce:${BOUNDS[4][index]} "${day}"^^xsd:date`));
    }
    for (const source of new Set(sourcesOf(edge).map((one) => data.documents[one].source))) {
      const place = `${data.prefixes.id}source/${source}`;
      if (source && isIri(place)) said.push(`prov:wasDerivedFrom [ a ce:Evidence ; oa:hasSource <${place}> ]`);
    }
    lines.push(`<${iri}> ${said.join(" ;\n  ")} .`, `<${from}> ce:${relation} <${to}> .`);
  }
  return lines.join("\n") + "\n";
}

// --- the query -------------------------------------------------------------------------------------

// Classes that are given to things of narrower ones as well.
const WIDE = ["Organization", "Software", "Agent", "Thing"];

function sparql() {
  const { scope } = data;
  const names = (rows) => rows.map(({ name }) => name).filter(isName);
  const iris = (ids) => ids.map((id) => iriOf(data.nodes[id])).filter(isIri).map((iri) => `<${iri}>`).join(", ");
  const shown = { kinds: names(data.kinds.filter((_, one) => !choices.kinds.has(one))), relations: names(data.relations.filter((_, one) => !choices.relations.has(one))) };
  const gone = names(data.kinds.filter((_, one) => choices.kinds.has(one))).filter((name) => !WIDE.includes(name));
  const terms = (list) => list.map((name) => `ce:${name}`).join(" ");
  const lines = [
    `VALUES ?relation { ${terms(shown.relations)} }`,
    `VALUES ?fromKind { ${terms(shown.kinds)} }`,
    `VALUES ?toKind { ${terms(shown.kinds)} }`,
    "{ ?statement ce:from ?from ; ce:relation ?relation ; ce:to ?to }",
    "UNION { VALUES ?relation { ce:atEvent ce:affiliation } ?statement ce:from ?from ; ?relation ?to }",
    "?from a ?fromKind . ?to a ?toKind .",
    "FILTER(?from != ?to)",
  ];
  if (gone.length) {
    lines.push(`FILTER NOT EXISTS { VALUES ?hidden { ${terms(gone)} } { ?from a ?hidden } UNION { ?to a ?hidden } }`);
  }
  if (choices.hidden.size) {
    const hidden = iris([...choices.hidden]);
    lines.push(`FILTER(?from NOT IN (${hidden}) && ?to NOT IN (${hidden}))`);
  }
  const documents = data.documents.filter((_, one) => !choices.documents.has(one)).map(({ source }) => `${data.prefixes.id}source/${source}`);
  if (choices.documents.size) {
    lines.push(
      `FILTER EXISTS { VALUES ?source { ${documents.filter(isIri).map((iri) => `<${iri}>`).join(" ")} }`,
      "  ?statement prov:wasDerivedFrom/oa:hasSource ?source }",
    );
  }
  const circles = [[scope.focus, scope.depth]];
  if (choices.centre !== null) circles.push([iriOf(data.nodes[choices.centre]), choices.steps]);
  for (const [centre, steps] of circles) {
    if (!centre || !isIri(centre)) continue;
    const step = "(^ce:from/(ce:to|ce:atEvent|ce:affiliation)|^(ce:to|ce:atEvent|ce:affiliation)/ce:from)?";
    const way = Array.from({ length: steps }, () => step).join("/");
    // Each set is found once and joined, which is far quicker than asking for each relation.
    for (const end of ["?from", "?to"]) {
      lines.push(steps ? `{ SELECT DISTINCT ${end} { <${centre}> ${way} ${end} } }` : `FILTER(${end} = <${centre}>)`);
    }
  }
  const days = [scope.as_of, choices.month && lastDay(choices.month)].filter(Boolean);
  if (days.length) {
    lines.push(
      "OPTIONAL { ?statement ce:fundingRound ?round }",
      "BIND(COALESCE(?round, ?statement) AS ?dated)",
      "OPTIONAL { ?dated ce:startEarliest ?begin }",
      "OPTIONAL { ?dated ce:earliest ?moment }",
      // A deal may have happened once it is announced.
      "OPTIONAL { ?dated ce:announcedEarliest ?announced }",
      "BIND(IF(BOUND(?announced) && (!BOUND(?moment) || ?announced < ?moment), ?announced, ?moment) AS ?first)",
      "OPTIONAL { ?dated ce:endLatest ?end }",
    );
    for (const day of days) {
      const date = `"${day}"^^xsd:date`;
      lines.push(`FILTER(COALESCE(?begin, ?first, ${date}) <= ${date} && COALESCE(?end, ${date}) >= ${date})`);
    }
  }
  const prefixes = ["ce", "prov", "oa", "xsd"].map((prefix) => `PREFIX ${prefix}: <${data.prefixes[prefix]}>`);
  return [...prefixes, "SELECT DISTINCT ?statement ?from ?relation ?to", "WHERE {", ...lines.map((line) => `  ${line}`), "}", ""].join("\n");
}

function writeQuery() {
  if (byId("take").open) byId("query").value = sparql();
}

async function copy(text, place) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = element("textarea", { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const before = place.textContent;
  place.textContent = t("Copied");
  setTimeout(() => (place.textContent = before), 1500);
}

byId("take").addEventListener("toggle", writeQuery);
byId("png").addEventListener("click", savePng);
byId("svg").addEventListener("click", () => save("svg", "image/svg+xml", svg()));
byId("csv").addEventListener("click", () => save("csv", "text/csv", `\ufeff${csv()}`));
byId("ttl").addEventListener("click", () => save("ttl", "text/turtle", turtle()));
byId("copy-query").addEventListener("click", ({ target }) => copy(sparql(), target));
byId("copy-link").addEventListener("click", ({ target }) => {
  remember();
  copy(location.href, target);
});
