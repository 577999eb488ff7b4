// The panel: what a thing is, what a relation says, how a chain runs, and who says so.

let opener = null;
let chainFrom = null;

function headline(tone, what, text) {
  const kind = element("p", { className: tone ? "what" : "meta", textContent: what });
  if (tone) kind.style.setProperty("--tone", tone);
  return [kind, element("h2", { textContent: text })];
}

function section(title, ...children) {
  const filled = children.flat().filter(Boolean);
  return filled.length ? [element("h3", { textContent: title }), ...filled] : [];
}

function evidence(numbers = []) {
  if (!numbers.length) return null;
  const rows = numbers.map((number) => {
    const { document: index, place, url, fragment, by } = data.evidence[number];
    const { title, published, language } = data.documents[index];
    const about = [place && inNumbers(place), published, language, by && t("said by {0}", by.join(", "))]
      .filter(Boolean)
      .map((textContent) => element("span", { textContent }));
    const address = url && fragment ? `${url}#${fragment}` : url;
    const name = url ? link(address, title) : element("span", { textContent: title });
    return element("li", {}, name, element("div", { className: "meta" }, about));
  });
  return element("ul", { className: "evidence" }, rows);
}

function notes(record) {
  const said = [
    record.disputed && t("Sources disagree"),
    record.doubtful && t("Not certain at this date"),
    record.former && t("Former"),
    record.inferred && t("Implied, not stated: {0}", record.inferred.map(inWords).join(", ")),
    record.hedge && t("Reservation: {0}", record.hedge),
  ];
  return said.filter(Boolean).map((textContent) => element("p", { className: "note", textContent }));
}

// Values that contradict each other stand side by side, the one that is shown first.
function claims(rows = []) {
  const properties = [...new Set(rows.map(({ property }) => property ?? ""))];
  return properties.map((property) =>
    element(
      "div",
      { className: "claims", attributes: { role: "group", "aria-label": inWords(property) } },
      element("h4", { textContent: inWords(property) }),
      ...rows
        .filter((claim) => (claim.property ?? "") === property)
        .sort((one, other) => Boolean(other.adopted) - Boolean(one.adopted))
        .map((claim) =>
          element(
            "div",
            { className: claim.adopted ? "claim adopted" : "claim" },
            element("p", { className: "value", textContent: inChinese(String(claim.value ?? "")) }),
            claim.adopted ? element("p", { className: "tag", textContent: t("shown") }) : null,
            claim.reason ? element("p", { className: "meta", textContent: reasonOf(claim.reason) }) : null,
            evidence(claim.evidence),
          ),
        ),
    ),
  );
}

// Why one claim was taken and not another, in the words of consolidate.py.
function reasonOf(reason) {
  const [one, other] = reason.split(" counts more than ");
  return other ? t("{0} counts more than {1}", t(one), t(other)) : inNumbers(reason);
}

function written(value) {
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  return typeof value === "number" ? amount(value) : inChinese(String(value));
}

function period({ when, start, end }) {
  if (when) return when;
  return [start && t("from {0}", start), end && t("until {0}", end)].filter(Boolean).join(" ");
}

function table(rows) {
  const filled = rows.filter(([, value]) => value !== "" && value !== undefined);
  if (!filled.length) return null;
  return element(
    "dl",
    {},
    filled.flatMap(([term, value]) => [element("dt", { textContent: term }), element("dd", {}, value)]),
  );
}

function nameList(node) {
  const names = namesOf(node);
  // The headline tells it already.
  if (names.length === 1 && names[0][0] === nameOf(node)) return null;
  const rows = names.map(([text, language]) =>
    element("li", {}, element("span", { lang: language, textContent: text }), " ", element("small", { textContent: language })),
  );
  return rows.length ? element("ul", { className: "names" }, rows) : null;
}

const toneOf = (edge) => `var(--relation-${edge.relation})`;

function relationLine(edge, withSources = true) {
  const sentence = sentenceOf(edge);
  const when = period(edge);
  const sources = new Set(withSources ? sourcesOf(edge).map((number) => data.documents[number].title) : []);
  const about = [sentence.includes(when) ? "" : when, [...sources].join(", ")].filter(Boolean).join(" · ");
  return element(
    "div",
    { className: "statement" },
    button(sentence, () => showEdge(edge.id)),
    about ? element("p", { className: "meta", textContent: about }) : null,
  );
}

// What was held to be one thing: the names that sources use, and the judgements that joined them.
function identity(node) {
  const namings = node.facts.filter((fact) => fact.kind === "Naming");
  const judged = data.merges[node.id] ?? [];
  if (!judged.length && namings.length < 2) return [];
  return [
    ...judged.map(({ mention, reason }) =>
      element("p", { className: "why", textContent: t("It is one with {0}: {1}", mention, reason) }),
    ),
    namings.length ? element("p", { className: "meta", textContent: t("Sources call it by these names:") }) : null,
    ...namings.map((fact) => factOf(node, fact)),
  ];
}

function factOf(node, fact) {
  return element(
    "div",
    { className: "statement fact" },
    element("p", { textContent: factSentence(node, fact) }),
    notes(fact),
    claims(fact.claims),
    evidence(fact.evidence),
  );
}

function actions(id) {
  const steps = [1, 2, 3].map((count) => {
    const label = t(count === 1 ? "1 step" : `${count} steps`);
    const made = button(label, () => isolate(id, count));
    made.setAttribute("aria-pressed", choices.centre === id && choices.steps === count);
    return made;
  });
  const community = communityOf[id];
  return element(
    "div",
    { className: "actions" },
    element("div", { className: "steps", attributes: { role: "group", "aria-label": t("Show the neighbourhood") } },
      element("span", { className: "meta", textContent: t("Show the neighbourhood") }), steps),
    button(t("Find a chain from here"), () => beginChain(id)),
    button(t("Hide"), () => hide(id)),
    folded() && community >= 0 ? button(t("Fold its community"), () => fold(community)) : null,
  );
}

function showNode(id) {
  unfoldFor([id]);
  const node = data.nodes[id];
  const own = relationsOf[id];
  const related = data.relations.flatMap((relation, number) => {
    const alike = own.filter((edge) => edge.relation === number);
    if (!alike.length) return [];
    const heading = element("h4", { textContent: `${labelOf(relation)} (${amount(alike.length)})` });
    heading.style.setProperty("--tone", toneOf(alike[0]));
    return [heading, ...alike.slice(0, 40).map((edge) => relationLine(edge)), more(alike.slice(40))];
  });
  const facts = node.facts.filter((fact) => fact.kind !== "Naming").map((fact) => factOf(node, fact));
  showPanel({ node: id }, [
    ...headline(`var(--kind-${node.kind})`, labelOf(kindOf(node)), nameOf(node)),
    nameList(node),
    table([
      ...(node.homepage ? [[t("Homepage"), link(node.homepage, node.homepage)]] : []),
      ...(node.about ?? []).map(([english, other, ...values]) => [
        labelOf({ label: [english, other] }),
        values.map((value) => element("div", {}, linkIfAddress(value))),
      ]),
    ]),
    actions(id),
    ...section(`${t("Relations")} (${amount(own.length)})`, related),
    ...section(t("Known of it"), facts),
    ...section(t("Why one thing?"), identity(node)),
    ...section(t("Evidence"), evidence(node.evidence)),
    element("p", { className: "iri", textContent: iriOf(node) }),
  ]);
  light([id, ...own.flatMap((edge) => [edge.from, edge.to])], own.map((edge) => edge.id));
  reveal([id]);
}

// The rest of a long list, when somebody wants it.
function more(rest) {
  if (!rest.length) return null;
  const place = element("div", { className: "statement" });
  place.append(button(`${t("Show more")} (${amount(rest.length)})`, () => place.replaceWith(...rest.map((edge) => relationLine(edge)))));
  return place;
}

function showEdge(id) {
  const edge = data.edges[id];
  unfoldFor([edge.from, edge.to]);
  const { currency, ...details } = edge.details ?? {};
  const ends = [edge.from, edge.to].map((end) => button(nameOf(data.nodes[end]), () => showNode(end), "chip"));
  const about = Object.entries(details).map(([name, value]) => [
    inWords(name),
    name === "amount" && currency ? `${written(value)} ${currency}` : written(value),
  ]);
  const inText = data.reading && markOf(id);
  showPanel({ edge: id }, [
    ...headline(toneOf(edge), labelOf(lineOf(edge)), sentenceOf(edge)),
    table([[t("from"), ends[0]], [t("to"), ends[1]], [t("when"), period(edge)], ...about]),
    ...notes(edge),
    inText ? element("p", { className: "actions" }, button(t("Read in the text"), () => scrollTo(id, true))) : null,
    ...section(t("What the sources say"), claims(edge.claims)),
    ...section(t("Evidence"), evidence(edge.evidence)),
  ]);
  light([edge.from, edge.to], [id]);
  reveal([edge.from, edge.to]);
  if (data.reading) scrollTo(id);
}

// The shortest chain between two things, told in words.
function showChain(from, to) {
  const found = chain(from, to);
  const ends = `${nameOf(data.nodes[from])} – ${nameOf(data.nodes[to])}`;
  if (!found) {
    showPanel({ chain: [from, to] }, [
      ...headline("", t("Shortest chain"), ends),
      element("p", { className: "note", textContent: t("Nothing connects them in what is shown") }),
    ]);
    light([from, to], []);
    return;
  }
  const things = [from, ...found.flatMap((edge) => [edge.from, edge.to]), to];
  unfoldFor(things);
  const steps = found.map((edge) =>
    element("li", {}, relationLine(edge, false), notes(edge), evidence(edge.evidence)),
  );
  showPanel({ chain: [from, to] }, [
    ...headline("", `${t("Shortest chain")} · ${t(steps.length === 1 ? "1 step" : "{0} steps", steps.length)}`, ends),
    element("ol", { className: "chain" }, steps),
  ]);
  light(things, found.map((edge) => edge.id));
  reveal(things);
}

// Lights what belongs to a selection, and dims all else.
function light(nodes, edges) {
  const shown = nodes?.map((id) => (nodeShown[id] ? id : bubbleOf(id)));
  lit = nodes && { nodes: new Set(shown), edges: new Set(edges) };
  network.redraw();
}

function showPanel(selected, children) {
  if (panel.hidden) opener = document.activeElement;
  choices.selected = selected;
  byId("details").replaceChildren(...children.filter(Boolean));
  panel.hidden = false;
  document.body.dataset.panel = "open";
  panel.scrollTop = 0;
  panel.focus({ preventScroll: true });
  remember();
}

function hidePanel() {
  if (panel.hidden) return;
  panel.hidden = true;
  delete document.body.dataset.panel;
  choices.selected = null;
  opener?.focus({ preventScroll: true });
  light(null);
  remember();
}

// --- picking the two ends of a chain ---------------------------------------------------------------

function beginChain(id) {
  chainFrom = id;
  byId("picking").hidden = false;
  byId("find").focus();
}

function endChain() {
  chainFrom = null;
  byId("picking").hidden = true;
}

// A thing was chosen, in the picture, in the table or by its name.
function pick(id) {
  const from = chainFrom;
  endChain();
  if (from === null || from === id) showNode(id);
  else showChain(from, id);
}
