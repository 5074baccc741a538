// Border lines of the case, how far off they may be, and the same lines in other data.
var drawnBorders = L.layerGroup(), bordersOver, bandsOver, bands = [];
function borders() {
  if (!bordersOver) {
    // What is translucent is the pane, not each band: where two meet they are no darker.
    pane("bands", 412, true); bandsOver = L.svg({ pane: "bands", padding: 0.6 });
    pane("borders", 420, true); bordersOver = L.svg({ pane: "borders", padding: 0.6 });
    drawnBorders.addTo(map);
    map.on("zoomend", widenBands);
  }
  drawnBorders.clearLayers();
  bands = [];
  scene.borders.forEach(function (border) {
    var disputed = border.status === "disputed" ? " disputed" : "", kinds = border.focus ? ["border-casing", "border-line" + disputed] : [border.second ? "border-second" : "border-other" + disputed];
    border.lines.concat(border.beyond || []).forEach(function (line) {
      var path = line.map(turned);
      kinds.forEach(function (classes) {
        L.polyline(path, { pane: "borders", renderer: bordersOver, interactive: false, className: classes, smoothFactor: 0.5 }).addTo(drawnBorders);
      });
    });
    (border.bands || []).forEach(function (band) {
      var drawn = band.lines.map(function (line) {
        // Unclipped, as a wide band reaches into sight from a line that is out of it.
        return L.polyline(line.map(turned), { pane: "bands", renderer: bandsOver, interactive: false, className: "border-band", noClip: true, smoothFactor: 1 }).addTo(drawnBorders);
      });
      bands.push({ border: border, error_m: band.error_m, lines: band.lines, drawn: drawn });
    });
  });
  widenBands();
  nameAll();
}
function pixelMetres(lat) { return 40075016.686 * Math.cos(lat * Math.PI / 180) / Math.pow(2, map.getZoom() + 8); }
function halfBand(band) { return band.error_m / pixelMetres(band.lines[0][0][1]); }
var LEAST_BAND = 3;
function widenBands() {
  bands.forEach(function (band) {
    var half = halfBand(band);
    band.drawn.forEach(function (drawn) {
      var node = drawn.getElement();
      drawn.setStyle({ weight: 2 * half });
      // The class wins over Leaflet's attribute, a style over both.
      if (node) { node.style.strokeWidth = 2 * half + "px"; node.style.display = half < LEAST_BAND ? "none" : ""; }
    });
  });
}
// One note in words, beside the band that is widest in sight.
function bandNote() {
  var best = null;
  bands.forEach(function (band) {
    var half = halfBand(band), run = half < LEAST_BAND ? null : inSight(band.lines, 20);
    if (run && run.length > 60 && (!best || band.error_m > best.band.error_m)) { best = { band: band, half: half, run: run }; }
  });
  if (!best) { return; }
  var border = best.band.border, off = Math.min(best.half, 60) + 11;
  var words = border.dataset + (border.date ? ", " + border.date.slice(0, 7) : "") + ": the line may be off by about " + metres(best.band.error_m) + " here";
  var half = wideAs(words, "italic 11px system-ui, sans-serif", 0) / 2, spots = [];
  [0.3, 0.7, 0.5, 0.15, 0.85].forEach(function (part) {
    var at = along(best.run, best.run.length * part), way = along(best.run, best.run.length * part + 40).subtract(along(best.run, best.run.length * part - 40));
    var length = Math.hypot(way.x, way.y) || 1;
    [1, -1].forEach(function (side) {
      var normal = L.point(way.y / length * side, -way.x / length * side);
      spots.push(at.add(normal.multiplyBy(off + Math.abs(normal.x) * half)));
    });
  });
  nameAt(spots[0], words, "band-note", spots.map(function (spot) { return [spot.x - spots[0].x, spot.y - spots[0].y]; }));
}
function metres(m) { return m < 1000 ? Math.round(m) + " m" : (m / 1000).toLocaleString("en", { maximumFractionDigits: 1 }) + " km"; }
