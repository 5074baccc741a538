// Tiles from elsewhere, where the page was made with them: over our own ground, which shows where none comes, and under all marks.
function tiles() {
  pane("tiles", 215, true);
  L.tileLayer(scene.tiles.template, { pane: "tiles", maxZoom: 19, referrerPolicy: "no-referrer" }).addTo(map);
}
// After the page is put together: before that the map stands somewhere else, and would ask for tiles of there.
if (scene.tiles) { window.setTimeout(tiles, 0); }
