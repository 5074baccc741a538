// The areas of the accounts, and the marks on them: drawn anew whenever another scenario is looked at.
var byLayer = Object.create(null), arrows = [], candidates = [], byHand = Object.create(null);
var drawnAreas = L.layerGroup();

function sourceOf(layer) { return layer.kind === "combined" ? "" : layer.id.slice(layer.event.length + 1); }
// A layer is on as it was drawn, or as somebody set it by hand; what the filters leave out is off all the same.
function isOn(layer) {
  return (layer.id in byHand ? byHand[layer.id] : layer.on) && passes(layer.event, sourceOf(layer));
}
function showLayers() {
  scene.layers.forEach(function (layer) {
    var known = byLayer[layer.id];
    if (isOn(layer)) { drawnAreas.addLayer(known.group); } else { drawnAreas.removeLayer(known.group); }
  });
}
function highlight(layerId, on) {
  var known = byLayer[layerId];
  if (!known) { return; }
  known.shapes.forEach(function (shape) {
    var node = shape.getElement && shape.getElement();
    if (node) { node.classList.toggle("hot", on); }
  });
  document.querySelectorAll("[data-layer]").forEach(function (card) {
    if (card.dataset.layer === layerId) { card.classList.toggle("lit", on); }
  });
  say(on ? known.sentence : "");
}
function cardOf(layerId) {
  return Array.prototype.find.call(document.querySelectorAll("[data-layer]"), function (card) { return card.dataset.layer === layerId; });
}
// The outline of an area without the edges along which it was cut: there it goes on.
function outline(geometry) {
  var box = scene.window, runs = [], polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  // What was cut was simplified after: a corner may have moved by a twenty-thousandth of the window.
  var near = (box[2] - box[0]) / 10000;
  function cut(a, b) {
    return [0, 1, 2, 3].some(function (side) {
      return Math.abs(a[side % 2] - box[side]) < near && Math.abs(b[side % 2] - box[side]) < near;
    });
  }
  polygons.forEach(function (rings) {
    rings.forEach(function (ring) {
      var run = [turned(ring[0])];
      for (var i = 1; i < ring.length; i += 1) {
        if (cut(ring[i - 1], ring[i])) {
          if (run.length > 1) { runs.push(run); }
          run = [];
        }
        run.push(turned(ring[i]));
      }
      if (run.length > 1) { runs.push(run); }
    });
  });
  return runs;
}
function area(layer, group, shapes) {
  var options = layer.style < 0
    ? { className: "region combined" }
    : { className: "region r" + layer.style + (layer.continues ? " wide" : ""), fillColor: "url(#p" + layer.style + ")" };
  options.pane = "regions";
  if (layer.continues) {
    options.className += " unbounded";
    var edge = L.polyline(outline(layer.geometry), { pane: "regions", interactive: false, className: "region edge " + (layer.style < 0 ? "combined" : "r" + layer.style) });
    shapes.push(edge);
  }
  var drawn = L.geoJSON(layer.geometry, { style: function () { return options; } });
  drawn.eachLayer(function (shape) { shapes.push(shape); });
  drawn.on("mouseover", function () { highlight(layer.id, true); });
  drawn.on("mouseout", function () { highlight(layer.id, false); });
  drawn.on("click", function (event) {
    if (measuring()) { return; }
    L.DomEvent.stopPropagation(event);
    var card = cardOf(layer.id);
    if (card) { card.scrollIntoView({ block: "center" }); card.focus({ preventScroll: true }); }
  });
  group.addLayer(drawn);
  if (edge) { group.addLayer(edge); }
}
function layers() {
  if (!map.getPane("regions")) { pane("regions", 405); pane("marks", 450); drawnAreas.addTo(map); }
  drawnAreas.clearLayers();
  byLayer = Object.create(null); arrows = []; candidates = [];
  scene.layers.forEach(function (layer) {
    var group = L.layerGroup(), shapes = [];
    if (layer.geometry) { area(layer, group, shapes); }
    layer.fixes.forEach(function (fix) {
      if (!fix.bounded) { return; }
      group.addLayer(L.circle([fix.lat, fix.lon], { radius: fix.radius_m, pane: "marks", interactive: false, className: "radius" }));
      group.addLayer(L.circleMarker([fix.lat, fix.lon], { radius: 4, pane: "marks", interactive: false, className: "center" }));
    });
    layer.distances.forEach(function (distance) { measured(distance.from, distance.to, distance.figure, group); });
    byLayer[layer.id] = { group: group, shapes: shapes, sentence: layer.label + (layer.continues ? " (" + layer.continues + ")" : "") };
  });
  showLayers();
  gaps();
  scene.stated.forEach(stated);
  places();
}
function measured(from, to, figure, group) {
  group.addLayer(L.polyline([turned(from), turned(to)], { pane: "marks", interactive: false, className: "measure" }));
  group.addLayer(tag((from[1] + to[1]) / 2, (from[0] + to[0]) / 2, figure, "figure-tag", "labels"));
}
function gaps() {
  scene.conflicts.forEach(function (conflict) {
    if (conflict.closest.length !== 2) { return; }
    arrows.push(L.polyline(conflict.closest.map(turned), { pane: "marks", interactive: false, className: "gap" }).addTo(drawnAreas));
    if (conflict.length) {
      tag((conflict.closest[0][1] + conflict.closest[1][1]) / 2, (conflict.closest[0][0] + conflict.closest[1][0]) / 2, conflict.length + " apart", "figure-tag beside", "labels").addTo(drawnAreas);
    }
  });
}
function spoken(marker, words) {
  return marker.on("mouseover focus click", function () { say(words); }).on("mouseout blur", function () { say(""); }).addTo(drawnAreas);
}
function stated(mark) {
  var node = el("div", "", "stated s" + mark.style);
  spoken(L.marker([mark.lat, mark.lon], { icon: L.divIcon({ className: "", iconSize: [0, 0], html: node }), alt: mark.label, title: "", keyboard: true }), mark.label);
  tag(mark.lat, mark.lon, mark.title, "place", "labels").addTo(drawnAreas);
  if (mark.to.length) { measured([mark.lon, mark.lat], mark.to, mark.figure, drawnAreas); }
}
function places() {
  var named = [], near = 0.07 * Math.max(scene.view[2] - scene.view[0], scene.view[3] - scene.view[1]);
  scene.places.forEach(function (place) {
    var node = el("div", "", "spot");
    el("div", "", "leader", node);
    el("div", place.number, "candidate" + (place.chosen ? " chosen" : ""), node);
    candidates.push({ node: node, lat: place.lat, lon: place.lon });
    var words = place.number + ". " + place.name + (place.country ? ", " + place.country : "") + ", " + place.position + (place.chosen ? " (taken here)" : "");
    spoken(L.marker([place.lat, place.lon], { icon: L.divIcon({ className: "", iconSize: [0, 0], html: node }), alt: words, keyboard: true }), words);
    // Names that would lie on each other are left to the numbered list.
    if (!named.some(function (other) { return Math.abs(other.lat - place.lat) + Math.abs(other.lon - place.lon) / 2 < near; })) {
      named.push(place);
      tag(place.lat, place.lon, place.name, "place", "labels").addTo(drawnAreas);
    }
  });
}
// Candidates that would lie on each other stand in a row above, each with a line to its place.
function fan() {
  var groups = [];
  candidates.forEach(function (one) {
    one.at = map.latLngToContainerPoint([one.lat, one.lon]);
    var group = groups.find(function (known) { return known.some(function (other) { return other.at.distanceTo(one.at) < 24; }); });
    if (group) { group.push(one); } else { groups.push([one]); }
  });
  groups.forEach(function (group) {
    var x = 0, y = 0;
    group.forEach(function (one) { x += one.at.x / group.length; y += one.at.y / group.length; });
    group.forEach(function (one, i) {
      var dx = group.length < 2 ? 0 : x + (i - (group.length - 1) / 2) * 26 - one.at.x, dy = group.length < 2 ? 0 : y - 34 - one.at.y;
      one.node.classList.toggle("fanned", group.length > 1);
      one.node.lastChild.style.left = dx + "px"; one.node.lastChild.style.top = dy + "px";
      one.node.firstChild.style.width = Math.hypot(dx, dy) + "px";
      one.node.firstChild.style.transform = "rotate(" + Math.atan2(dy, dx) + "rad)";
    });
  });
  // On a short arrow heads would cover each other: bars mark its ends.
  arrows.forEach(function (arrow) {
    var node = arrow.getElement(), ends = arrow.getLatLngs().map(function (end) { return map.latLngToContainerPoint(end); });
    if (!node) { return; }
    var mark = ends[0].distanceTo(ends[1]) < 34 ? "url(#bar)" : "url(#head)";
    node.setAttribute("marker-start", mark); node.setAttribute("marker-end", mark);
  });
}
