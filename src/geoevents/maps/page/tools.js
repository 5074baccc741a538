// Zoom, scale, and the buttons above the map.
function controls() {
  L.control.zoom({ position: "topleft" }).addTo(map);
  L.control.scale({ metric: true, imperial: false, maxWidth: 160, position: "bottomleft" }).addTo(map);
  var bar = id("tools");
  button(scene.points ? "All rows" : "Whole dispute", bar, fit);
  rulerTool(bar);
  addressTools(bar);
  themeTool(bar);
  readout();
}
