// Beginning: a tall screen takes the places for tall screens, and a link opens the view it names.

for (const mark of document.querySelectorAll("[data-tone]")) mark.style.color = `var(--${mark.dataset.tone})`;
byId("legend").open = !narrow.matches;
if (chinese) {
  const title = document.title;
  const about = data.nodes[data.focus];
  document.title = byId("title").textContent = about?.name === title ? nameOf(about) : t(title);
}
if (data.scope.as_of && byId("subtitle")) {
  const unsure = data.edges.filter(({ doubtful }) => doubtful).length;
  const told = unsure ? [t("{0} of {1} relations may or may not have held then", amount(unsure), amount(data.edges.length))] : [];
  byId("subtitle").textContent = [t("as of {0}", data.scope.as_of), ...told].join(" · ");
}
byId("hint").textContent = t(data.communities.length ? "Select a community to unfold it" : "Select a thing or a relation to see who says so");
byId("size").querySelector("[value=raised]").hidden = !data.nodes.some(({ raised }) => raised);
if (data.reading) toggleReading(!narrow.matches);
// Halfway between the shapes that the places were computed for.
tall = surface.clientWidth < 0.82 * (surface.clientHeight - foot());
if (tall) stand();
if (data.focus !== null && data.communities.length && communityOf[data.focus] >= 0) {
  choices.unfolded.add(communityOf[data.focus]);
}
toggleTable(false);
start();
update();
const opened = location.hash.slice(1);
if (opened) recall(opened);
else {
  fit();
  writeQuery();
}
window.addEventListener("hashchange", () => {
  if (location.hash.slice(1) !== latest) recall(location.hash.slice(1));
});
dark.addEventListener("change", () => {
  tones.clear();
  network.redraw();
});
