// The text of an announcement beside its picture: what is mentioned, and what rests on which words.

const pane = byId("reading");
const marks = [];

function markOf(edge) {
  return marks.find(({ edges }) => edges.includes(edge))?.place;
}

function scrollTo(edge, come = false) {
  for (const { place, edges } of marks) place.classList.toggle("chosen", edges.includes(edge));
  const first = markOf(edge);
  if (!first) return;
  if (come && pane.hidden) toggleReading(true);
  first.scrollIntoView({ block: "center" });
  if (come) first.focus();
}

function lightMention(things) {
  point(things.find((id) => nodeShown[id]) ?? things.map(bubbleOf).find((id) => nodeShown[id]) ?? null);
}

function fillReading() {
  byId("reading-title").textContent = data.reading.title;
  const pieces = data.reading.pieces.map(({ text, things, relations }) => {
    if (!things.length && !relations.length) return text;
    const place = element("span", { textContent: text, className: things.length ? "mention" : "basis" });
    marks.push({ place, edges: relations });
    place.tabIndex = -1;
    if (!things.length) return place;
    place.tabIndex = 0;
    place.setAttribute("role", "button");
    place.style.setProperty("--tone", `var(--kind-${data.nodes[things[0]].kind})`);
    for (const kind of ["mouseenter", "focus"]) place.addEventListener(kind, () => lightMention(things));
    for (const kind of ["mouseleave", "blur"]) place.addEventListener(kind, () => point(null));
    place.addEventListener("click", () => pick(things[0]));
    place.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      pick(things[0]);
    });
    return place;
  });
  byId("words").replaceChildren(...pieces);
}

function toggleReading(open = pane.hidden) {
  pane.hidden = !open;
  document.body.dataset.reading = open ? "open" : "";
  byId("as-text").setAttribute("aria-pressed", open);
}

byId("as-text").hidden = !data.reading;
byId("as-text").addEventListener("click", () => toggleReading());
byId("close-reading").addEventListener("click", () => toggleReading(false));
if (data.reading) fillReading();
