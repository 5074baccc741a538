// What lies under everything, for orientation only.
function pane(name, z, quiet) {
  var made = map.createPane(name);
  made.style.zIndex = z;
  if (quiet) { made.style.pointerEvents = "none"; }
  return name;
}
function tag(lat, lon, text, classes, paneName) {
  var node = el("div", text, "tag " + classes);
  return L.marker([lat, lon], { interactive: false, keyboard: false, pane: paneName, icon: L.divIcon({ className: "", iconSize: [0, 0], html: node }) });
}
function ground() {
  pane("ground", 210, true);
  var under = L.svg({ pane: "ground", padding: 0.6 });
  function shape(kind, rings, classes) {
    L[kind](rings, { pane: "ground", renderer: under, interactive: false, className: classes, weight: 1, smoothFactor: 0.6 }).addTo(map);
  }
  scene.basemap.land.forEach(function (polygon) { shape("polygon", turnedRings(polygon), "bm-land"); });
  scene.basemap.lakes.forEach(function (polygon) { shape("polygon", turnedRings(polygon), "bm-water"); });
  scene.basemap.rivers.forEach(function (line) { shape("polyline", line.map(turned), "bm-river"); });
  scene.basemap.towns.slice(0, 40).forEach(function (town) {
    var known = scene.places.some(function (place) { return Math.abs(place.lat - town.lat) + Math.abs(place.lon - town.lon) < 0.01; });
    if (known) { return; }
    L.circleMarker([town.lat, town.lon], { pane: "ground", renderer: under, radius: 2.5, interactive: false, className: "bm-town" }).addTo(map);
    tag(town.lat, town.lon, town.name, "town", "labels").addTo(map);
  });
  if (!scene.borders.some(function (border) { return border.labels.length; })) {
    scene.basemap.countries.forEach(function (country) { tag(country.lat, country.lon, country.name, "country", "labels").addTo(map); });
  }
}
function insetMap() {
  var box = scene.inset.bounds, root = id("inset"), squeeze = Math.cos((box[1] + box[3]) / 2 * Math.PI / 180);
  var width = (box[2] - box[0]) * squeeze, height = box[3] - box[1];
  root.setAttribute("viewBox", "0 0 " + width + " " + height);
  function xy(p) { return [((p[0] - box[0]) * squeeze).toFixed(2), (box[3] - p[1]).toFixed(2)]; }
  scene.inset.land.forEach(function (polygon) {
    svg("path", { "fill-rule": "evenodd", d: polygon.map(function (ring) { return "M" + ring.map(function (p) { return xy(p).join(","); }).join("L") + "Z"; }).join("") }, root);
  });
  var view = scene.inset.view, middle = xy([(view[0] + view[2]) / 2, (view[1] + view[3]) / 2]);
  if (view[2] - view[0] > 3) {
    var corner = xy([view[0], view[3]]);
    svg("rect", { x: corner[0], y: corner[1], width: (view[2] - view[0]) * squeeze, height: view[3] - view[1] }, root);
  } else { svg("circle", { cx: middle[0], cy: middle[1], r: 1.6 }, root); }
}
var net = L.layerGroup(), gridOver;
function graticule() {
  gridOver = gridOver || L.svg({ pane: "ground", padding: 0.6 });
  net.clearLayers();
  var box = map.getBounds(), wide = box.getEast() - box.getWest(), step = [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].find(function (s) { return wide / s >= 3; }) || 0.005;
  var places = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  function line(from, to) { net.addLayer(L.polyline([from, to], { pane: "ground", interactive: false, className: "grid", renderer: gridOver })); }
  for (var lon = Math.ceil(box.getWest() / step) * step; lon < box.getEast(); lon += step) {
    line([box.getSouth(), lon], [box.getNorth(), lon]);
    net.addLayer(tag(box.getSouth(), lon, Math.abs(lon).toFixed(places) + "° " + (lon < 0 ? "W" : "E"), "grid-tag low", "labels"));
  }
  for (var lat = Math.ceil(box.getSouth() / step) * step; lat < box.getNorth(); lat += step) {
    line([lat, box.getWest()], [lat, box.getEast()]);
    net.addLayer(tag(lat, box.getWest(), Math.abs(lat).toFixed(places) + "° " + (lat < 0 ? "S" : "N"), "grid-tag side", "labels"));
  }
}
// Words that would lie on each other move a little, or give way to the more important: figures, countries, places, towns.
function settle() {
  var taken = [], order = [".figure-tag", ".country", ".place", ".town"], frame = id("frame").getBoundingClientRect(), moves = [[0, 0], [0, -22], [0, 22], [0, -44], [0, 44], [80, 0], [-80, 0], [80, -24], [-80, 24]];
  document.querySelectorAll(".candidate, .stated, #inset, .leaflet-control-zoom, .leaflet-control-scale").forEach(function (node) { taken.push(node.getBoundingClientRect()); });
  function free(box) {
    return taken.every(function (other) { return box.right + 2 < other.left || box.left > other.right + 2 || box.bottom < other.top || box.top > other.bottom; });
  }
  order.forEach(function (kind, rank) {
    document.querySelectorAll(".tag" + kind).forEach(function (node) {
      node.style.visibility = ""; node.style.marginLeft = "0"; node.style.marginTop = "0";
      var at = moves.slice(0, rank === 3 ? 1 : moves.length).find(function (move) {
        // A country's name stays on its side of the line, a place's beside its circle.
        if ((rank === 1 && move[1]) || (rank === 2 && Math.abs(move[1]) > 22)) { return false; }
        node.style.marginLeft = (rank === 2 && move[0] ? -30 - node.offsetWidth : move[0]) + "px"; node.style.marginTop = move[1] + "px";
        var box = node.getBoundingClientRect();
        return free(box) && (rank === 3 || (box.left > frame.left && box.right < frame.right));
      });
      if (at) { taken.push(node.getBoundingClientRect()); return; }
      node.style.marginLeft = "0"; node.style.marginTop = "0";
      if (rank > 0) { node.style.visibility = "hidden"; }
    });
  });
}
