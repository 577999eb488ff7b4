"use strict";

// The data of the page. All of it came from strangers, so it reaches the document as text only.
const data = JSON.parse(document.getElementById("data").textContent);
data.nodes = unpack(data.nodes);
data.edges = unpack(data.edges);
data.evidence = unpack(data.evidence);
data.facts = unpack(data.facts);
const COUNT = data.nodes.length;

// Reads rows that were written as columns by packing.py.
function unpack({ count, columns }) {
  const rows = Array.from({ length: count }, (_, id) => ({ id }));
  for (const [name, column] of Object.entries(columns)) {
    const values = Array.isArray(column) ? column : column.rows.map((row) => column.values[row]);
    values.forEach((value, id) => {
      if (value !== null) rows[id][name] = value;
    });
  }
  return rows;
}

// A thing tells how many of the facts are its own; they stand in the order of the things.
let factsBefore = 0;
for (const node of data.nodes) {
  node.facts = data.facts.slice(factsBefore, (factsBefore += node.facts ?? 0));
}

// The identifier of a relation has marks for the last segments of those of its ends.
for (const edge of data.edges) {
  const [from, to] = [edge.from, edge.to].map((id) => data.nodes[id].iri.split("/").at(-1));
  edge.iri = edge.iri?.replace(/[\x01\x02]/g, (mark) => (mark === "\x01" ? from : to));
}

// A thing is called by its Chinese name, where it has one, if the browser speaks Chinese.
const nameOf = (node) => (chinese && node.chinese) || node.name;
const kindOf = (node) => data.kinds[node.kind];
const lineOf = (edge) => data.relations[edge.relation];

// A sentence has marks for what the page knows already: two names, the date, further values.
function tell(record, from, to, values) {
  const known = [from, to, record.when ?? "", ...values];
  const place = (mark) => mark.charCodeAt(0) - (mark < "\x04" ? 1 : 11);
  return ((chinese && record.chinese) || record.sentence)?.replace(/[\x01-\x03\x0e-\x1f]/g, (mark) => known[place(mark)] ?? "");
}

const sentenceOf = (edge) =>
  tell(edge, nameOf(data.nodes[edge.from]), nameOf(data.nodes[edge.to]), Object.values(edge.details ?? {})) ??
  labelOf(lineOf(edge));

const factSentence = (node, fact) => tell(fact, nameOf(node), "", fact.values ?? []) ?? "";

function iriOf({ iri }) {
  const [prefix, ...rest] = iri.split(":");
  return Object.hasOwn(data.prefixes, prefix) && !rest.join(":").startsWith("//")
    ? data.prefixes[prefix] + rest.join(":")
    : iri;
}

const namesOf = (node) => (node.names ?? []).map(([text, language]) => [text ?? node.name, language]);

const relationsOf = data.nodes.map(() => []);
for (const edge of data.edges) {
  relationsOf[edge.from].push(edge);
  if (edge.to !== edge.from) relationsOf[edge.to].push(edge);
}
const otherEnd = (edge, id) => (edge.from === id ? edge.to : edge.from);

// The communities of a large network are things too, numbered after the others.
const communityOf = new Int32Array(COUNT).fill(-1);
data.communities.forEach(({ members }, number) => {
  for (const id of members) communityOf[id] = number;
});
const bubbleOf = (id) => COUNT + communityOf[id];

// The numbers of the documents that a relation rests on.
const sourcesOf = (edge) => (edge.evidence ?? []).map((number) => data.evidence[number].document);

// --- time ----------------------------------------------------------------------------------------

// Whether a relation may and whether it surely does hold on a day, as kg.network tells it.
function holds(edge, day) {
  const time = edge.time ?? [];
  if (time.length === 2) {
    return { possible: !time[0] || time[0] <= day, certain: Boolean(time[1]) && time[1] <= day };
  }
  const [startEarliest, startLatest, endEarliest, endLatest] = time;
  const possible = (!startEarliest || startEarliest <= day) && (!endLatest || day <= endLatest);
  const stated = edge.stated ?? [];
  const begun = (startLatest && startLatest <= day) || stated.some((one) => one <= day);
  const lasts = (endEarliest && day < endEarliest) || stated.some((one) => one >= day);
  return { possible, certain: Boolean(possible && begun && lasts) };
}

const isDated = (edge) => Boolean(edge.time);

// The months from the first to the last date of the graph, as "2014-09".
function monthsOfGraph() {
  let low = "9999";
  let high = "0000";
  for (const edge of data.edges) {
    for (const day of [...(edge.time ?? []), ...((edge.time && edge.stated) ?? [])]) {
      if (day && day < low) low = day;
      if (day && day > high) high = day;
    }
  }
  const months = [];
  const [until, first] = [high.slice(0, 7), low.slice(0, 7)];
  for (let [year, month] = first.split("-").map(Number); months.length < 6000; month += 1) {
    if (month > 12) [year, month] = [year + 1, 1];
    const text = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
    if (!(text <= until)) break;
    months.push(text);
  }
  return months;
}

function lastDay(month) {
  const [year, number] = month.split("-").map(Number);
  return `${month}-${new Date(Date.UTC(year, number, 0)).getUTCDate()}`;
}
