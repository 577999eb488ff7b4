// The same in a table: for screen readers, and for people who prefer tables.

const table_ = byId("table");
const ROWS_AT_ONCE = 300;
const order = { table: "relations", column: 0, down: false };
let rowsShown = ROWS_AT_ONCE;

const COLUMNS = {
  relations: [
    ["From", (edge) => nameOf(data.nodes[edge.from])],
    ["Relation", (edge) => labelOf(lineOf(edge))],
    ["To", (edge) => nameOf(data.nodes[edge.to])],
    ["When", (edge) => period(edge)],
    ["Sources", (edge) => [...new Set(sourcesOf(edge))].map((one) => data.documents[one].title).join(", ")],
  ],
  things: [
    ["Name", (node) => nameOf(node)],
    ["Kind", (node) => labelOf(kindOf(node))],
    ["Relations", (node) => relationsOf[node.id].length],
  ],
};

const collator = new Intl.Collator(chinese ? "zh" : "en", { numeric: true });
const compare = (one, other) => (typeof one === "number" ? one - other : collator.compare(one, other));

function fillTable() {
  const columns = COLUMNS[order.table];
  const part = shownPart()[order.table === "relations" ? "edges" : "nodes"];
  const value = columns[order.column][1];
  const sorted = part
    .map((row) => [value(row), row])
    .sort(([one, a], [other, b]) => (order.down ? -1 : 1) * compare(one, other) || a.id - b.id)
    .map(([, row]) => row);
  const heads = columns.map(([name], column) => {
    const direction = order.down ? "descending" : "ascending";
    const sort = button(t(name), () => {
      order.down = order.column === column && !order.down;
      order.column = column;
      fillTable();
      byId("rows").querySelectorAll("th button")[column].focus();
    });
    return element("th", { scope: "col", attributes: { "aria-sort": column === order.column ? direction : "none" } }, sort);
  });
  const open = order.table === "relations" ? showEdge : pick;
  const rows = sorted.slice(0, rowsShown).map((row) =>
    element(
      "tr",
      {},
      columns.map(([, told], column) =>
        element("td", {}, column ? String(told(row)) : button(String(told(row)), () => open(row.id))),
      ),
    ),
  );
  byId("rows").replaceChildren(
    element("caption", { textContent: `${t(order.table === "relations" ? "Relations" : "Things")} (${amount(sorted.length)})` }),
    element("thead", {}, element("tr", {}, heads)),
    element("tbody", {}, rows),
  );
  byId("more").hidden = sorted.length <= rowsShown;
  for (const name of ["relations", "things"]) byId(`table-${name}`).setAttribute("aria-pressed", order.table === name);
}

// The table ends where the bar begins, which is higher on a narrow screen.
function clearBar() {
  table_.style.bottom = `${document.querySelector(".bar").offsetHeight}px`;
}

function toggleTable(open = table_.hidden) {
  table_.hidden = !open;
  document.body.dataset.table = open ? "open" : "";
  byId("as-table").textContent = t(open ? "Drawing" : "Table");
  if (open) {
    clearBar();
    fillTable();
  }
  remember();
}

window.addEventListener("resize", clearBar);
byId("as-table").addEventListener("click", () => toggleTable());
byId("more").addEventListener("click", () => {
  rowsShown += ROWS_AT_ONCE;
  fillTable();
});
for (const name of ["relations", "things"]) {
  byId(`table-${name}`).addEventListener("click", () => {
    Object.assign(order, { table: name, column: 0, down: false });
    rowsShown = ROWS_AT_ONCE;
    fillTable();
  });
}
