// Choosing what is shown: filters, neighbourhoods, hiding, communities, time; and the way back.

const past = [];
const MOST_PAST = 100;

// Makes a choice in a way that can be taken back.
function change(edit, { refit = false } = {}) {
  if (!recalling) past.push(written_());
  if (past.length > MOST_PAST) past.shift();
  edit(choices);
  update();
  if (refit) fit();
  remember();
}

// Shows what the choices say, everywhere on the page.
function update() {
  refresh();
  for (const box of document.querySelectorAll("[data-filter]")) {
    box.checked = !choices[box.dataset.filter].has(Number(box.value));
  }
  byId("size").value = choices.sizeBy;
  byId("back").disabled = !past.length;
  byId("whole").hidden = !data.communities.length;
  byId("whole").textContent = t(choices.whole ? "Communities" : "Whole network");
  byId("nothing").hidden = told.things > 0 || COUNT === 0;
  showTime();
  count();
  if (!table_.hidden) fillTable();
  copied = null;
  if (network) network.redraw();
}

function count() {
  const lines = [t("{0} relations shown", amount(told.relations))];
  if (choices.month) lines.push(t("{0} certain, {1} possible, {2} undated", amount(told.certain), amount(told.possible), amount(told.undated)));
  else if (told.undated) lines.push(t("{0} undated", amount(told.undated)));
  byId("shown").textContent = lines.join(" · ");
}

function back() {
  const before = past.pop();
  if (before === undefined) return;
  recall(before);
}

function showAll() {
  if (choices.selected) hidePanel();
  const { sizeBy } = choices;
  change(() => (choices = { ...everything(), sizeBy }), { refit: true });
}

function isolate(id, steps) {
  change((now) => Object.assign(now, { centre: id, steps }), { refit: true });
  showNode(id);
}

function hide(id) {
  hidePanel();
  change((now) => {
    now.hidden.add(id);
    if (now.centre === id) now.centre = null;
  });
}

function unfold(number) {
  hidePanel();
  change((now) => now.unfolded.add(number));
  zoomTo(data.communities[number].members);
  hovered = null;
}

function fold(number) {
  hidePanel();
  change((now) => now.unfolded.delete(number), { refit: true });
}

// Unfolds the communities of things that are about to be told of.
function unfoldFor(ids) {
  if (!folded()) return;
  const away = ids.map((id) => communityOf[id]).filter((one) => one >= 0 && !choices.unfolded.has(one));
  if (!away.length) return;
  change((now) => away.forEach((one) => now.unfolded.add(one)));
}

function zoomTo(ids) {
  const some = ids.filter((id) => nodeShown[id]);
  if (!some.length) return;
  touched = true;
  const [xs, ys] = [some.map((id) => X[id]), some.map((id) => Y[id])];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min(1.2, (0.8 * surface.clientWidth) / (right - left + 80), (0.75 * surface.clientHeight) / (bottom - top + 80));
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale });
  remember();
}

for (const box of document.querySelectorAll("[data-filter]")) {
  box.addEventListener("change", () =>
    change((now) => {
      const left = now[box.dataset.filter];
      if (box.checked) left.delete(Number(box.value));
      else left.add(Number(box.value));
    }),
  );
}
byId("size").addEventListener("change", ({ target }) => {
  change((now) => (now.sizeBy = target.value));
  resize();
  network.redraw();
});
byId("back").addEventListener("click", back);
byId("all").addEventListener("click", showAll);
byId("return").addEventListener("click", showAll);
byId("fit").addEventListener("click", () => {
  touched = false;
  fit();
  remember();
});
byId("nearer").addEventListener("click", () => zoomBy(1.4));
byId("farther").addEventListener("click", () => zoomBy(1 / 1.4));
byId("whole").addEventListener("click", () => {
  hidePanel();
  change((now) => {
    now.whole = !now.whole;
    now.unfolded.clear();
    now.centre = null;
  }, { refit: true });
});
byId("cancel").addEventListener("click", endChain);
byId("close").addEventListener("click", hidePanel);
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox";
  if (event.key === "Escape") {
    if (chainFrom !== null) endChain();
    else hidePanel();
  } else if (event.key === "/" && !typing) {
    event.preventDefault();
    find.focus();
  }
});

// --- time ------------------------------------------------------------------------------------------

const months = monthsOfGraph();
const slider = byId("month");
let playing = null;
byId("time").hidden = months.length < 2;
slider.max = Math.max(0, months.length - 1);
slider.value = slider.max;

function showTime() {
  const { month } = choices;
  byId("anytime").checked = month === null;
  const at = month ? months.indexOf(month) : -1;
  if (at >= 0) slider.value = at;
  byId("date").textContent = month ?? "";
  slider.setAttribute("aria-valuetext", month ?? t("Any time"));
}

function setMonth(number) {
  choices.month = months[number];
  update();
}

function pause() {
  clearInterval(playing);
  playing = null;
  byId("play").textContent = "▶";
  byId("play").setAttribute("aria-label", t("Play"));
  remember();
}

function play() {
  if (playing) return pause();
  if (!recalling) past.push(written_());
  // From the end it begins anew; a long history goes by in about half a minute.
  let at = choices.month ? months.indexOf(choices.month) : 0;
  if (at >= months.length - 1) at = 0;
  setMonth(at);
  playing = setInterval(() => {
    at += 1;
    if (at >= months.length) return pause();
    setMonth(at);
  }, Math.min(600, Math.max(120, 30_000 / months.length)));
  byId("play").textContent = "❚❚";
  byId("play").setAttribute("aria-label", t("Pause"));
}

slider.addEventListener("pointerdown", () => past.push(written_()));
slider.addEventListener("input", () => {
  if (playing) pause();
  setMonth(Number(slider.value));
});
slider.addEventListener("change", remember);
byId("play").addEventListener("click", play);
byId("anytime").addEventListener("change", ({ target }) => {
  if (playing) pause();
  change((now) => (now.month = target.checked ? null : months[Number(slider.value)]));
});
