// What lies under everything, for orientation only: the world coarsely, and finer and finer in boxes around the dispute.
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
// The same spelling as geoevents.maps.ground.spelling: differences, five bits a letter, lines parted by full stops.
var LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_", digits = {};
LETTERS.split("").forEach(function (letter, digit) { digits[letter] = digit; });
function unspelt(text, quantum) {
  return text ? text.split(".").map(function (word) {
    var line = [], at = 0, lon = 0, lat = 0;
    function step() {
      var value = 0, shift = 0, digit;
      do { digit = digits[word[at++]]; value |= (digit & 31) << shift; shift += 5; } while (digit > 31);
      return value & 1 ? -((value + 1) >> 1) : value >> 1;
    }
    while (at < word.length) { lon += step(); lat += step(); line.push([lat * quantum, lon * quantum]); }
    return line;
  }) : [];
}
var levels = [], byZoom = [];
function openLevels() {
  levels = scene.ground.levels.map(function (told) {
    var level = { box: told.box, lines: unspelt(told.lines, told.quantum), kinds: told.kinds, owners: [], areas: [], told: told };
    told.areas.forEach(function (area) {
      var rings = area[1].map(function (numbers) {
        var ring = [];
        numbers.forEach(function (number) {
          var line = number < 0 ? level.lines[~number].slice().reverse() : level.lines[number], owned = number < 0 ? ~number : number;
          (level.owners[owned] = level.owners[owned] || []).push(area[0]);
          for (var i = ring.length ? 1 : 0; i < line.length; i++) { ring.push(line[i]); }
        });
        return ring;
      });
      level.areas.push({ number: area[0], rings: rings, box: L.latLngBounds(rings[0]) });
      rings.forEach(function (ring) { ring.forEach(function (at) { level.areas[level.areas.length - 1].box.extend(at); }); });
    });
    return level;
  });
}
// Which country lies at a position, by the finest outlines that reach there; -1 at sea.
function countryAt(lat, lon) {
  for (var i = levels.length - 1; i >= 0; i--) {
    var box = levels[i].box;
    if (lon >= box[0] && lon <= box[2] && lat >= box[1] && lat <= box[3]) {
      var found = levels[i].areas.find(function (area) { return area.box.contains([lat, lon]) && inRings(area.rings, lat, lon); });
      return found ? found.number : -1;
    }
  }
  return -1;
}
function inRings(rings, lat, lon) {
  var inside = false;
  rings.forEach(function (ring) {
    for (var i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      if (ring[i][0] > lat !== ring[j][0] > lat && lon < (ring[j][1] - ring[i][1]) * (lat - ring[i][0]) / (ring[j][0] - ring[i][0]) + ring[i][1]) { inside = !inside; }
    }
  });
  return inside;
}
function codesOf(level, line) {
  return (level.owners[line] || []).map(function (number) { return scene.ground.countries[number][0]; }).sort().join("-");
}
// The case draws some borders itself, from the data that it measures on: another line beside them would only confuse.
function drawnByCase(code, level) {
  return scene.borders.some(function (border) { return border.code === code && (level === levels[levels.length - 1] || border.focus); });
}
function ground() {
  pane("ground", 210, true);
  openLevels();
  var under = L.svg({ pane: "ground", padding: 0.8 }), middle = (scene.view[0] + scene.view[2]) / 2;
  levels.forEach(function (level) {
    // Over the antimeridian the world goes on.
    var reaches = level.box[0] <= -180 || level.box[2] >= 180, turns = reaches && Math.abs(middle) > 90 ? [0, middle > 0 ? 360 : -360] : [0];
    turns.forEach(function (turn) { drawLevel(level, turn, under); });
  });
  map.on("zoomend", byScale);
  map.on("moveend", function () { if (seen()) { nameAll(); settle(); } });
  byScale();
  nameAll();
}
function drawLevel(level, turn, under) {
  var told = level.told;
  function moved(lines) { return turn ? lines.map(function (line) { return line.map(function (at) { return [at[0], at[1] + turn]; }); }) : lines; }
  function shape(kind, lines, classes, from) {
    if (!lines.length) { return; }
    var drawn = L[kind](kind === "polygon" ? moved(lines).map(function (ring) { return [ring]; }) : moved(lines), { pane: "ground", renderer: under, interactive: false, className: classes, weight: 1, smoothFactor: 0.7, fillRule: "nonzero" }).addTo(map);
    if (from || level !== levels[0]) { byZoom.push({ node: drawn.getElement(), from: from || 0, wide: level.box[2] - level.box[0] }); }
  }
  function kind(letter) {
    return level.lines.filter(function (line, number) { return level.kinds[number] === letter && !(letter !== "c" && drawnByCase(codesOf(level, number), level)); });
  }
  if (level !== levels[0]) { shape("polygon", [[[level.box[1], level.box[0]], [level.box[1], level.box[2]], [level.box[3], level.box[2]], [level.box[3], level.box[0]]]], "bm-sea"); }
  var rings = [];
  level.areas.forEach(function (area) { rings.push.apply(rings, area.rings); });
  shape("polygon", rings, "bm-land");
  shape("polyline", told.admin1 ? unspelt(told.admin1, told.quantum) : [], "bm-admin1", 5.5);
  told.rivers.forEach(function (rivers, rank) { shape("polyline", unspelt(rivers, told.quantum), "bm-river rank" + (rank + 1), [0, 4.2, 5.6][rank]); });
  shape("polygon", unspelt(told.lakes, told.quantum), "bm-water");
  shape("polyline", kind("c"), "bm-coast");
  shape("polyline", kind("b"), "bm-border");
  shape("polyline", kind("d"), "bm-border bm-disputed");
}
// What would only be a blot at this scale is left out.
function byScale() {
  var zoom = map.getZoom(), degree = 256 * Math.pow(2, zoom) / 360;
  byZoom.forEach(function (one) { one.node.style.display = zoom < one.from || one.wide * degree < 24 ? "none" : ""; });
  map.getContainer().dataset.scale = zoom < 5.5 ? "continent" : zoom < 8 ? "country" : "place";
}
function insetMap() {
  var box = scene.inset.bounds, root = id("inset"), squeeze = Math.cos((box[1] + box[3]) / 2 * Math.PI / 180);
  var width = (box[2] - box[0]) * squeeze, height = box[3] - box[1], bounds = L.latLngBounds([box[1], box[0]], [box[3], box[2]]);
  root.setAttribute("viewBox", "0 0 " + width + " " + height);
  function xy(p) { return [((p[0] - box[0]) * squeeze).toFixed(2), (box[3] - p[1]).toFixed(2)]; }
  levels[0].areas.forEach(function (area) {
    if (!area.box.intersects(bounds)) { return; }
    svg("path", { "fill-rule": "evenodd", d: area.rings.map(function (ring) { return "M" + ring.map(function (p) { return xy(turned(p)).join(","); }).join("L") + "Z"; }).join("") }, root);
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
  var places = step < 0.01 ? 3 : step < 0.1 ? 2 : step < 1 ? 1 : 0, south = Math.max(box.getSouth(), -85), north = Math.min(box.getNorth(), 85);
  function line(from, to) { net.addLayer(L.polyline([from, to], { pane: "ground", interactive: false, className: "grid", renderer: gridOver })); }
  function said(degrees, letters) { return Math.abs(degrees).toFixed(places) + "°" + (Math.abs(degrees) < 1e-9 ? "" : " " + letters[degrees < 0 ? 0 : 1]); }
  for (var i = Math.ceil(box.getWest() / step); i * step < box.getEast(); i++) {
    var lon = i * step, shown = ((lon + 180) % 360 + 360) % 360 - 180;
    line([south, lon], [north, lon]);
    net.addLayer(tag(box.getSouth(), lon, said(shown, "WE"), "grid-tag low", "labels"));
  }
  for (var j = Math.ceil(south / step); j * step <= north; j++) {
    line([j * step, box.getWest()], [j * step, box.getEast()]);
    net.addLayer(tag(j * step, box.getWest(), said(j * step, "SN"), "grid-tag side", "labels"));
  }
}
