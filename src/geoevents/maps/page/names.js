// Names on the ground: countries in the middle of what is seen of them, or on their sides of the border; towns by rank.
var names = L.layerGroup(), pen = document.createElement("canvas").getContext("2d"), widths = {};
function wideAs(text, font, spacing) {
  var key = font + text;
  if (!(key in widths)) { pen.font = font; widths[key] = pen.measureText(text).width + text.length * spacing; }
  return widths[key];
}
function countryWidth(name) { return wideAs(name.toUpperCase(), "700 15px system-ui, sans-serif", 1.9); }
function nameAll() {
  names.clearLayers();
  if (!seen()) { return; }
  if (!map.hasLayer(names)) { names.addTo(map); }
  var done = {};
  nameSides(done);
  nameCountries(done);
  nameTowns();
  bandNote();
}
// `spots`: where else it may stand, as steps from the point.
function nameAt(point, text, classes, spots) {
  var at = map.containerPointToLatLng(point), made = tag(at.lat, at.lng, text, classes, "labels");
  if (spots) { made.options.icon.options.html.spots = spots; }
  names.addLayer(made);
}
// The part of a line that is seen, as points on the screen; the longest run of it.
function inSight(lines, margin) {
  var size = map.getSize(), frame = L.bounds([margin, margin], [size.x - margin, size.y - margin]), best = [], longest = 0;
  lines.forEach(function (line) {
    var run = [], length = 0, last = null;
    function close() { if (length > longest) { longest = length; best = run; } run = []; length = 0; }
    for (var i = 0; i < line.length; i++) {
      var here = map.latLngToContainerPoint(turned(line[i]));
      var part = last && L.LineUtil.clipSegment(last, here, frame, false, false);
      if (part) {
        if (!run.length || run[run.length - 1].distanceTo(part[0]) > 1) { close(); run = [part[0]]; }
        run.push(part[1]); length += part[0].distanceTo(part[1]);
      } else if (last) { close(); }
      last = here;
    }
    close();
  });
  return { points: best, length: longest };
}
function along(run, distance) {
  var left = Math.max(0, Math.min(run.length, distance));
  for (var i = 1; i < run.points.length; i++) {
    var a = run.points[i - 1], b = run.points[i], length = a.distanceTo(b);
    if (left <= length || i === run.points.length - 1) { return a.add(b.subtract(a).multiplyBy(length ? Math.min(1, left / length) : 0)); }
    left -= length;
  }
  return run.points[0];
}
function nameSides(done) {
  scene.borders.forEach(function (border) {
    if (border.labels.length < 2) { return; }
    var run = inSight(border.lines.concat(border.beyond || []), 34);
    if (run.length < 170) { return; }
    (run.length > 560 ? [0.14, 0.86] : [0.5]).forEach(function (part) {
      var here = along(run, part * run.length), way = along(run, part * run.length + 70).subtract(along(run, part * run.length - 70)), length = Math.hypot(way.x, way.y);
      if (!length) { return; }
      // On the screen y goes down: left of the way is (y, -x).
      [[border.labels[0].name, 1], [border.labels[1].name, -1]].forEach(function (side) {
        var normal = L.point(way.y / length * side[1], -way.x / length * side[1]), half = countryWidth(side[0]) / 2;
        nameAt(here.add(normal.multiplyBy(Math.abs(normal.x) * half + Math.abs(normal.y) * 9 + 13)), side[0], "country beside-line");
        done[side[0]] = true;
      });
    });
  });
}
function nameCountries(done) {
  var size = map.getSize(), step = Math.max(26, Math.sqrt(size.x * size.y / 420)), columns = Math.floor(size.x / step), rows = Math.floor(size.y / step), cells = [], best = {};
  for (var row = 0; row < rows; row++) {
    for (var column = 0; column < columns; column++) {
      var at = map.containerPointToLatLng([(column + 0.5) * size.x / columns, (row + 0.5) * size.y / rows]);
      cells.push(Math.abs(at.lat) > 85 ? -1 : countryAt(at.lat, ((at.lng + 180) % 360 + 360) % 360 - 180));
    }
  }
  function same(r, c, number) { return r >= 0 && c >= 0 && r < rows && c < columns && cells[r * columns + c] === number; }
  cells.forEach(function (number, i) {
    if (number < 0) { return; }
    var r = Math.floor(i / columns), c = i % columns, left = 0, right = 0, up = 0, down = 0;
    while (same(r, c - left - 1, number)) { left++; }
    while (same(r, c + right + 1, number)) { right++; }
    while (same(r - up - 1, c, number)) { up++; }
    while (same(r + down + 1, c, number)) { down++; }
    // Where there is most room to both sides, and some above and below.
    var worth = Math.min(left, right) + 0.7 * Math.min(up, down) + 0.15 * (left + right + 1) - 0.01 * Math.abs(left - right);
    var known = best[number] = best[number] || { worth: -1, count: 0 };
    known.count++;
    if (worth > known.worth) { known.worth = worth; known.at = L.point((c + 0.5) * size.x / columns, (r + 0.5) * size.y / rows); known.room = (left + right + 1) * size.x / columns; }
  });
  var zoom = map.getZoom();
  Object.keys(best).sort(function (a, b) { return best[b].count - best[a].count; }).forEach(function (number) {
    var country = scene.ground.countries[number], one = best[number], width = countryWidth(country[1]);
    // So near, one has to know exactly where a country begins: only the border of the case says that.
    if (zoom > 11 || done[country[1]] || (zoom < country[2] - 0.8 && one.count < 6)) { return; }
    var small = one.room < width * 1.05 || (one.count < 5 && zoom < 7);
    if (small && one.room < width * 0.42) { return; }
    nameAt(one.at, country[1], "country" + (small ? " small" : ""));
  });
}
function nameTowns() {
  var zoom = map.getZoom(), box = map.getBounds(), middle = box.getCenter().lng;
  scene.ground.towns.forEach(function (town) {
    if (zoom < town[3]) { return; }
    var lon = town[1] + 360 * Math.round((middle - town[1]) / 360), lat = town[2];
    if (!box.contains([lat, lon])) { return; }
    if (scene.places.some(function (place) { return Math.abs(place.lat - lat) + Math.abs(place.lon - town[1]) < 0.01; })) { return; }
    names.addLayer(tag(lat, lon, town[0], "town" + (town[4] ? " capital" : zoom >= town[3] + 2 ? " large" : ""), "labels"));
  });
}
// Words that would lie on each other move a little, or give way to the more important. Everything is measured first and moved after.
var RANKS = [".figure-tag", ".country.beside-line", ".place", ".country:not(.beside-line)", ".town.capital", ".town.large", ".town:not(.capital):not(.large)", ".band-note"];
function settle() {
  var frame = id("frame").getBoundingClientRect(), taken = [], waiting = [], root = map.getPane("labels");
  RANKS.forEach(function (kind, rank) {
    root.querySelectorAll(".tag" + kind).forEach(function (node) {
      if (node.style.marginLeft !== "" || node.style.marginTop !== "") { node.style.marginLeft = ""; node.style.marginTop = ""; }
      waiting.push({ node: node, rank: rank });
    });
  });
  document.querySelectorAll(".candidate, .stated, #inset, #tools, .leaflet-control-zoom, .leaflet-control-scale").forEach(function (node) { taken.push(node.getBoundingClientRect()); });
  waiting.forEach(function (one) { one.box = one.node.getBoundingClientRect(); });
  function free(left, top, right, bottom) {
    return taken.every(function (other) { return right + 2 < other.left || left > other.right + 2 || bottom < other.top || top > other.bottom; });
  }
  waiting.forEach(function (one) {
    var box = one.box, moves = [[0, 0]], town = one.rank >= 4 && one.rank <= 6;
    if (!one.node.spots && (box.right < frame.left || box.left > frame.right || box.bottom < frame.top || box.top > frame.bottom)) { one.hidden = true; return; }
    if (one.rank === 0) { moves = [[0, 0], [0, -22], [0, 22], [0, -44], [0, 44], [80, 0], [-80, 0], [80, -24], [-80, 24]]; }
    // A country's name stays on its side of the line, a place's beside its circle, a town's beside its dot.
    else if (one.rank === 1) { moves = [[0, 0], [60, 0], [-60, 0], [120, 0], [-120, 0]]; }
    else if (one.rank === 2) { moves = [[0, 0], [0, -20], [0, 20], [-30 - box.width, 0]]; }
    else if (one.rank === 3) { moves = [[0, 0], [0, -24], [0, 24], [44, 0], [-44, 0], [0, -48], [0, 48]]; }
    else if (town) { moves = [[0, 0], [-12 - box.width, 0], [-6 - box.width / 2, -13], [-6 - box.width / 2, 13]]; }
    else { moves = one.node.spots || moves; }
    one.move = moves.find(function (move) {
      var left = box.left + move[0], top = box.top + move[1], right = box.right + move[0], bottom = box.bottom + move[1];
      return (one.rank === 0 || (left > frame.left && right < frame.right && top > frame.top && bottom < frame.bottom)) && free(left, top, right, bottom);
    });
    if (!one.move && one.rank > 0) { one.hidden = true; return; }
    one.move = one.move || [0, 0];
    taken.push({ left: box.left + one.move[0], right: box.right + one.move[0], top: box.top + one.move[1], bottom: box.bottom + one.move[1] });
  });
  waiting.forEach(function (one) {
    one.node.style.visibility = one.hidden ? "hidden" : "";
    if (!one.hidden && (one.move[0] || one.move[1])) {
      one.node.style.marginLeft = one.move[0] + "px"; one.node.style.marginTop = one.move[1] + "px";
    }
  });
}
