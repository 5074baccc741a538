// The panel of a table: what is drawn, the chosen row, and what is in view, for those who use no mouse too.
var IN_VIEW = 50, pointNodes = {}, pointRing = null, pointListTimer = 0;
function pointPanel() {
  var root = id("panel"), points = scene.points;
  root.replaceChildren();
  root.setAttribute("aria-label", "The table");
  el("h2", "What is drawn", "", root);
  pointNodes.status = el("p", "", "", root);
  pointNodes.status.id = "drawn";
  if (scene.note) { el("p", scene.note, "figure", root); }
  scene.warnings.forEach(function (told) { el("p", told.replace(/\.?$/, "."), "figure", root); });
  if (points.simplified_m) { el("p", "Outlines are simplified: they may be off by up to " + countText(points.simplified_m) + " m.", "figure", root); }
  if (points.not_by) { el("p", "In cells the column " + points.not_by + " is not told apart.", "figure", root); }
  pointNodes.legend = el("div", "", "point-legend", root);
  pointLegend();
  if (points.radius) { el("p", "Dashed circle, where it is wider than its mark: how far off a position may be, from the column " + points.radius.column + ".", "figure", root); }
  if (points.undated) { el("p", rowsText(points.undated) + " without a readable date." + (points.dates_asked ? " " + points.dates_asked : ""), "figure", root); }
  rowFilters(root);
  pointNodes.chosen = el("section", "", "chosen", root);
  pointNodes.chosen.id = "chosen"; pointNodes.chosen.setAttribute("aria-live", "polite"); pointNodes.chosen.setAttribute("aria-label", "The chosen row");
  el("h2", "In view", "", root);
  pointNodes.list = el("ul", "", "in-view", root); pointNodes.list.id = "in-view";
  pointNodes.more = el("p", "", "figure quiet", root);
  el("p", points.source ? "From " + points.source : "", "quiet figure", root);
  pointStatus(); listInView();
}
function pointStatus() {
  var points = scene.points, shown = rows && pointMask ? pointMask.reduce(function (a, b) { return a + b; }, 0) : points.drawn, text;
  if (points.strategy === "cells") { text = rowsText(points.drawn) + " drawn as cells of " + countText(cellLevel().size_km) + " km; no row is shown by itself."; }
  else if (points.strategy === "clusters") { text = rowsText(shown) + " drawn in groups; a circle with a figure holds so many rows and opens when it is chosen. Zoom in for single rows."; }
  else { text = rowsText(shown) + (shown === 1 ? " drawn by a mark." : " drawn, each by a mark.") + " Choose one to read all its columns."; }
  if (rows && shown < points.drawn) { text += " " + rowsText(points.drawn - shown) + " hidden."; }
  if (pointNodes.status.textContent !== text) { pointNodes.status.textContent = text; }
}
function pointLegend() {
  var root = pointNodes.legend, points = scene.points;
  root.replaceChildren();
  if (points.strategy === "cells") {
    var level = cellLevel();
    root.dataset.level = level.size_km;
    el("h3", "Rows in a cell of about " + countText(level.size_km) + " km by " + countText(level.size_km) + " km", "", root);
    level.steps.forEach(function (from, k) {
      var row = el("p", "", "legend-row figure", root), to = k + 1 < level.steps.length ? level.steps[k + 1] - 1 : level.most;
      el("span", "", "cell-swatch q" + cellClass(level, from), row);
      el("span", from === to ? countText(from) : countText(from) + " to " + countText(to), "", row);
    });
    return;
  }
  if (!points.by) { return; }
  el("h3", points.by.column, "", root);
  var entries = points.by.labels.map(function (label, g) { return [label.value === "" ? "(empty)" : label.value, label.count, g]; });
  if (points.by.others) { entries.push([countText(points.by.others.values) + " other values", points.by.others.count, 5]); }
  entries.forEach(function (entry) {
    var label = el("label", "", "legend-row", root), box = el("input", "", "", label);
    box.type = "checkbox"; box.checked = true;
    var swatch = svg("svg", { class: "point-swatch g" + entry[2], viewBox: "-9 -9 18 18", "aria-hidden": "true" }, label), draw = { moveTo: "M", lineTo: "L" }, d = "";
    // The same outline as on the canvas.
    tracePoint({ beginPath: function () {}, closePath: function () { d += "Z"; }, moveTo: function (x, y) { d += draw.moveTo + x + " " + y; }, lineTo: function (x, y) { d += draw.lineTo + x + " " + y; }, arc: function (x, y, r) { d += "M" + -r + " 0A" + r + " " + r + " 0 1 0 " + r + " 0A" + r + " " + r + " 0 1 0 " + -r + " 0Z"; }, rect: function (x, y, w, h) { d += "M" + x + " " + y + "h" + w + "v" + h + "h" + -w + "Z"; } }, entry[2], 0, 0, 6);
    svg("path", { d: d }, swatch);
    el("span", entry[0], "clip", label);
    el("span", countText(entry[1]), "quiet count", label);
    box.addEventListener("change", function () { pointGroupsOff[entry[2]] = !box.checked; showPoints(pointPredicate); });
  });
}
function ring(mark) {
  if (pointRing) { pointRing.remove(); pointRing = null; }
  if (mark) { pointRing = L.circleMarker([mark.lat, mark.lon], { pane: "marks", interactive: false, radius: Math.max(11, (mark.r || 0) + 4), className: "point-ring" }).addTo(map); }
}
function markText(mark) {
  if (mark.kind === "row") { return "Row " + countText(rowNumber(mark.row)); }
  return (mark.kind === "group" ? "Group of " : "Cell with ") + rowsText(mark.count);
}
// A click or Enter: a row is told in full, a group opens, a cell is told by its sides.
function choose(found) {
  var mark = found[0], chosen = pointNodes.chosen;
  if (mark.kind === "group") {
    found = pointTree.getLeaves(mark.id, IN_VIEW).map(function (leaf) { return { kind: "row", row: leaf.properties.row, lat: rows.lat[leaf.properties.row], lon: rows.lon[leaf.properties.row] }; });
    // Rows at one place cannot be drawn apart: they are listed.
    if (found.some(function (one) { return Math.abs(one.lat - found[0].lat) + Math.abs(one.lon - found[0].lon) > 2e-5; })) {
      ring(null);
      map.setView([mark.lat, mark.lon], Math.min(map.getMaxZoom(), Math.max(pointTree.getClusterExpansionZoom(mark.id), map.getZoom() + 1)), { animate: false });
      say(markText(mark) + " opened");
      return;
    }
    found.total = mark.count;
  }
  ring(mark);
  chosen.replaceChildren();
  el("h2", mark.kind === "cell" ? "The chosen cell" : "The chosen row", "", chosen);
  if (mark.kind === "cell") {
    var level = cellLevel(), i = mark.cell;
    el("p", rowsText(mark.count), "", chosen);
    el("p", "Between " + placeText(level.south[i], level.west[i]) + " and " + placeText(level.north[i], level.east[i]), "figure", chosen);
  } else {
    var card = rowCard(found[0].row, chosen), total = found.total || found.length;
    if (total > 1) {
      el("p", rowsText(total) + " lie at or beside this mark" + (total > found.length ? "; the first " + found.length + " are:" : ":"), "figure", chosen);
      var list = el("ul", "", "in-view", chosen);
      found.forEach(function (one) { rowButton(one, list, function () { var next = rowCard(one.row, null); card.replaceWith(next); card = next; }); });
    }
    if (scene.points.strategy === "marks") { popupOf(found); }
  }
  chosen.tabIndex = -1;
  if (matchMedia("(min-width: 761px)").matches) { chosen.scrollIntoView({ block: "nearest" }); }
  say(markText(found[0]));
}
function popupOf(found) {
  var node = el("div", "", "row-popup");
  rowCard(found[0].row, node);
  if (found.length > 1) { el("p", "and " + countText((found.total || found.length) - 1) + " more here: see the panel", "figure quiet", node); }
  L.popup({ minWidth: 230, maxWidth: 320, maxHeight: 260, className: "row-pop" }).setLatLng([found[0].lat, found[0].lon]).setContent(node).openOn(map);
}
function rowButton(mark, list, then) {
  var button = el("button", "", "in-view-row", el("li", "", "", list));
  button.type = "button";
  el("b", markText(mark), "", button);
  el("span", mark.kind === "row" ? rowLine(mark.row) : placeText(mark.lat, mark.lon), "clip quiet", button);
  button.addEventListener("click", then || function () { choose([mark]); });
  ["focus", "mouseenter"].forEach(function (name) { button.addEventListener(name, function () { ring(mark); }); });
}
function pointListSoon() { clearTimeout(pointListTimer); pointListTimer = setTimeout(function () { pointLayer.redraw(); listInView(); }, 150); }
function listInView() {
  if (!pointNodes.list || !pointLayer.at) { return; }
  var size = map.getSize(), at = pointLayer.at, off = map.containerPointToLayerPoint([0, 0]).subtract(pointLayer.corner), left = off.x, top = off.y, found = [], total = 0;
  function inside(x, y) { return x >= left && y >= top && x <= left + size.x && y <= top + size.y; }
  if (scene.points.strategy === "marks" || scene.points.strategy === "canvas") {
    for (var i = 0; i < rows.count; i++) {
      if (pointMask && !pointMask[i] || !inside(rows.x[i] * at.scale - at.x, rows.y[i] * at.scale - at.y)) { continue; }
      total++;
      if (found.length < IN_VIEW) { found.push({ kind: "row", row: i, lat: rows.lat[i], lon: rows.lon[i] }); }
    }
  } else {
    var all = pointLayer.marks.filter(function (mark) { return inside(mark.x, mark.y); });
    all.sort(function (a, b) { return (b.count || 1) - (a.count || 1); });
    total = all.length; found = all.slice(0, IN_VIEW);
  }
  var focused = pointNodes.list.contains(document.activeElement);
  pointNodes.list.replaceChildren();
  found.forEach(function (mark) { rowButton(mark, pointNodes.list); });
  if (focused) { (pointNodes.list.querySelector("button") || id("map_geoevents")).focus(); }
  pointNodes.more.textContent = total > found.length ? "and " + countText(total - found.length) + " more in view" : total ? "" : "Nothing: zoom out or move the map.";
  if (scene.points.strategy === "cells" && pointNodes.legend.dataset.level !== String(cellLevel().size_km)) { pointLegend(); }
  pointStatus();
}
function pointPointer() {
  var frame = 0;
  map.on("mousemove", function (event) {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(function () {
      var found = pointLayer.hits(event.containerPoint);
      map.getContainer().classList.toggle("on-mark", found.length > 0);
      say(found.length ? markText(found[0]) + (found.length > 1 ? " and " + countText(found.length - 1) + " more" : "") : "");
    });
  });
  map.on("click", function (event) {
    if (typeof measuring === "function" && measuring()) { return; }
    var found = pointLayer.hits(event.containerPoint); if (found.length) { var first = found.slice(0, IN_VIEW); first.total = found.length; choose(first); }
  });
}
