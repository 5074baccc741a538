// A ruler on the ellipsoid: click after click, each leg along the shortest way.
var ruler = { on: false, points: [], drawn: L.layerGroup(), control: null };

function measuring() { return ruler.on; }
function lengthText(metres) {
  return metres < 999.5 ? metres.toFixed(metres < 10 ? 1 : 0) + " m" : (metres / 1000).toLocaleString("en", { maximumSignificantDigits: metres < 1e5 ? 4 : 5 }) + " km";
}
function leg(from, to) { return geodesic.Geodesic.WGS84.Inverse(from.lat, wrapped(from.lng), to.lat, wrapped(to.lng)); }
// The way between two points as it runs on the globe, unwrapped so that it does not jump at the antimeridian.
function way(from, to, found) {
  var line = geodesic.Geodesic.WGS84.Line(from.lat, from.lng, found.azi1), steps = Math.max(2, Math.min(90, Math.ceil(found.s12 / 20000))), points = [];
  for (var i = 0; i <= steps; i += 1) {
    var at = line.Position(found.s12 * i / steps, geodesic.Geodesic.STANDARD | geodesic.Geodesic.LONG_UNROLL);
    points.push([at.lat2, at.lon2]);
  }
  return points;
}
function drawRuler() {
  ruler.drawn.clearLayers();
  var total = 0, last = null;
  ruler.points.forEach(function (point, i) {
    L.circleMarker(point, { radius: 4, pane: "ruler", interactive: false, className: "ruler-point" }).addTo(ruler.drawn);
    if (!i) { return; }
    var from = ruler.points[i - 1];
    last = leg(from, point);
    total += last.s12;
    L.polyline(way(from, point, last), { pane: "ruler", interactive: false, className: "ruler-line" }).addTo(ruler.drawn);
    tag(point.lat, point.lng, lengthText(total), "figure-tag ruler-tag", "labels").addTo(ruler.drawn);
  });
  if (last) {
    var azimuth = (last.azi1 + 360) % 360;
    say(lengthText(total) + (ruler.points.length > 2 ? " in all; the last leg " + lengthText(last.s12) : "") + ", azimuth " + azimuth.toFixed(1) + "°, on the WGS84 ellipsoid");
  } else { say(ruler.on ? "Ruler: choose a point with a click, or with Enter the middle of the map. Escape ends it." : ""); }
}
function setRuler(on) {
  ruler.on = on;
  if (!on) { ruler.points = []; }
  map.getContainer().classList.toggle("measuring", on);
  ruler.control.setAttribute("aria-pressed", String(on));
  drawRuler();
}
function rulerTool(parent) {
  pane("ruler", 630, true);
  ruler.drawn.addTo(map);
  ruler.control = button("Ruler", parent, function () { setRuler(!ruler.on); if (ruler.on) { map.getContainer().focus(); } });
  ruler.control.setAttribute("aria-pressed", "false");
  map.on("click", function (event) { if (ruler.on) { ruler.points.push(event.latlng); drawRuler(); } });
  map.getContainer().addEventListener("keydown", function (event) {
    if (!ruler.on || event.target !== map.getContainer()) { return; }
    if (event.key === "Enter") { ruler.points.push(map.getCenter()); drawRuler(); }
    if (event.key === "Backspace") { ruler.points.pop(); drawRuler(); event.preventDefault(); }
    if (event.key === "Escape") { setRuler(false); }
  });
}
