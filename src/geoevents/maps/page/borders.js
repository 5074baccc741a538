// Border lines of the case, and the names of the countries on their sides.
var drawnBorders = L.layerGroup(), bordersOver;
function borders() {
  if (!bordersOver) { pane("borders", 420, true); bordersOver = L.svg({ pane: "borders", padding: 0.6 }); drawnBorders.addTo(map); }
  drawnBorders.clearLayers();
  var over = bordersOver;
  scene.borders.forEach(function (border) {
    border.lines.forEach(function (line) {
      var path = line.map(turned);
      (border.focus ? ["border-casing", "border-line"] : [border.second ? "border-second" : "border-other"]).forEach(function (classes) {
        L.polyline(path, { pane: "borders", renderer: over, interactive: false, className: classes, smoothFactor: 0.5 }).addTo(drawnBorders);
      });
    });
    border.labels.forEach(function (label) { tag(label.lat, label.lon, label.name, "country", "labels").addTo(drawnBorders); });
  });
}
