// Puts the page together.
map.setMaxZoom(18);
var view = scene.view, fitted = false, whole = null;
// A page that opens out of sight (in a closed tab, say) has no size yet: it is fitted when it gets one.
function seen() { var size = map.getSize(); return size.x > 0 && size.y > 0; }
function fit() {
  fitted = seen();
  if (fitted) { map.fitBounds([[view[1], view[0]], [view[3], view[2]]], { animate: false, padding: [4, 4] }); }
  else { map.setView([(view[1] + view[3]) / 2, (view[0] + view[2]) / 2], 6, { animate: false }); }
  whole = { center: map.getCenter(), zoom: map.getZoom() };
}
// A window that gets another size shows the whole dispute again, unless somebody has moved the map.
function refit() {
  if (!fitted || !seen()) { return; }
  var moved = map.getZoom() !== whole.zoom || map.latLngToContainerPoint(whole.center).distanceTo(map.getSize().divideBy(2)) > 2;
  if (!moved) { fit(); }
}
function heading() {
  var root = id("headline");
  root.replaceChildren();
  if (scene.headline !== scene.title) { el("p", scene.title, "quiet title", root); }
  el("h1", scene.headline, "", root);
  if (scene.note) { el("p", scene.note, "", root); }
}
function footing() {
  id("caveat").textContent = scene.caveat;
  id("credits").textContent = scene.attribution.join(" · ");
}
function arrange() {
  if (!seen()) { return; }
  if (!fitted) { fit(); }
  graticule(); fan(); settle();
}
// What another scenario changes.
function redraw() {
  heading(); footing(); layers(); borders(); answers(); keys(); filtered(); arrange();
}

document.title = scene.title || "Map";
map.getContainer().setAttribute("role", "application");
map.getContainer().setAttribute("aria-label", "Map of " + scene.title + ". Arrow keys move it, + and - zoom, Enter reads the position in the middle.");
patterns();
heading();
footing();
panel();
// The head and the foot have taken their room since the map was made.
map.invalidateSize({ animate: false });
fit();
pane("labels", 640, true);
ground();
layers();
borders();
keys();
insetMap();
controls();
net.addTo(map);
map.invalidateSize({ animate: false });
fit();
if (recall()) { fitted = true; }
themeTool.named();
arrange();
map.on("resize", refit);
map.on("zoomend resize", arrange);
map.on("moveend", function () { if (seen()) { graticule(); remember(); } });
window.addEventListener("hashchange", function () { remembering = false; recall(); arrange(); remembering = true; });
window.addEventListener("beforeprint", function () { map.invalidateSize(); });
remembering = true;
document.documentElement.dataset.ready = "yes";
