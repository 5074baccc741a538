// Puts the page together.
document.title = scene.title || "Map";
el("h1", scene.headline, "", id("headline"));
if (scene.note) { el("p", scene.note, "", id("headline")); }
if (scene.headline !== scene.title) { el("p", scene.title, "quiet", id("headline")); }
el("p", scene.caveat, "", id("foot"));
el("p", scene.attribution.join(" · "), "quiet", id("foot"));
id("map_geoevents").setAttribute("role", "region");
id("map_geoevents").setAttribute("aria-label", "Map of " + scene.title);
patterns();
panel();
var view = scene.view;
// The head and the foot have taken their room since the map was made.
map.invalidateSize({ animate: false });
// A page that opens out of sight (in a closed tab, say) has no size yet: it is fitted when it gets one.
var fitted = false;
function seen() { var size = map.getSize(); return size.x > 0 && size.y > 0; }
function fit() {
  fitted = seen();
  if (fitted) { map.fitBounds([[view[1], view[0]], [view[3], view[2]]], { animate: false, padding: [4, 4] }); }
  else { map.setView([(view[1] + view[3]) / 2, (view[0] + view[2]) / 2], 6, { animate: false }); }
}
fit();
pane("labels", 640, true);
ground();
layers();
borders();
insetMap();
controls();
net.addTo(map);
function arrange() {
  if (!seen()) { return; }
  if (!fitted) { fit(); }
  graticule(); fan(); settle();
}
arrange();
map.on("zoomend resize", arrange);
map.on("moveend", function () { if (seen()) { graticule(); } });
window.addEventListener("beforeprint", function () { map.invalidateSize(); });
document.documentElement.dataset.ready = "yes";
