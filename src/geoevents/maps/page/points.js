// Many rows: a mark each, groups that open, or cells of counts, all on one canvas.
var pointLayer = null, pointMask = null, pointGroupsOff = {}, pointPredicate = null, pointTree = null, pointSize = 5;
function points() {
  if (!scene.points) { return; }
  pane("points", 430, true);
  pointSize = scene.points.drawn > 5000 ? 3.5 : scene.points.drawn > 2000 ? 4.5 : 6;
  if (scene.points.strategy === "cells") { unpackCells(); }
  if (scene.points.strategy === "clusters") { growTree(); }
  pointLayer = new PointCanvas().addTo(map);
  pointPanel();
  pointPointer();
  if (rows) { setTimeout(function () { withColumns(function () { listInView(); }); }, 0); }
}
// Shows only the rows for which the predicate holds (of their place in scene.points.from); null shows all again.
function showPoints(predicate) {
  if (!rows) { return; }
  pointPredicate = predicate;
  var hidden = Object.keys(pointGroupsOff).some(function (group) { return pointGroupsOff[group]; });
  pointMask = predicate || hidden ? new Uint8Array(rows.count) : null;
  for (var i = 0; pointMask && i < rows.count; i++) {
    pointMask[i] = (!predicate || predicate(i)) && !(rows.group && pointGroupsOff[rows.group[i]]) ? 1 : 0;
  }
  if (pointTree) { growTree(); }
  pointLayer.redraw();
  pointStatus(); listInView();
}
function growTree() {
  var features = [];
  for (var i = 0; i < rows.count; i++) {
    if (!pointMask || pointMask[i]) { features.push({ type: "Feature", properties: { row: i }, geometry: { type: "Point", coordinates: [rows.lon[i], rows.lat[i]] } }); }
  }
  pointTree = new Supercluster({ radius: 56, extent: 256, maxZoom: 16, minPoints: 2 });
  pointTree.load(features);
}
function pointColours() {
  var style = getComputedStyle(document.documentElement), of = function (name) { return style.getPropertyValue(name).trim(); };
  return { ink: of("--ink"), paper: of("--paper"), quiet: of("--quiet"), cluster: of("--c1"), groups: [0, 1, 2, 3, 4, 5].map(function (g) { return of("--c" + [1, 0, 2, 3, 4, 5][g]); }), cells: [0, 1, 2, 3, 4].map(function (q) { return of("--q" + q); }) };
}
// Shapes tell the groups apart without colour: circle, square, triangle, diamond, triangle down, cross.
function tracePoint(ctx, group, x, y, r) {
  ctx.beginPath();
  if (group === 0) { ctx.arc(x, y, r, 0, 7); }
  else if (group === 1) { ctx.rect(x - r * 0.86, y - r * 0.86, r * 1.72, r * 1.72); }
  else if (group === 2) { ctx.moveTo(x, y - r * 1.15); ctx.lineTo(x + r, y + r * 0.75); ctx.lineTo(x - r, y + r * 0.75); ctx.closePath(); }
  else if (group === 3) { ctx.moveTo(x, y - r * 1.2); ctx.lineTo(x + r * 1.2, y); ctx.lineTo(x, y + r * 1.2); ctx.lineTo(x - r * 1.2, y); ctx.closePath(); }
  else if (group === 4) { ctx.moveTo(x, y + r * 1.15); ctx.lineTo(x + r, y - r * 0.75); ctx.lineTo(x - r, y - r * 0.75); ctx.closePath(); }
  else { var a = r * 0.42, b = r * 1.05; [[-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]].forEach(function (p, k) { ctx[k ? "lineTo" : "moveTo"](x + p[0], y + p[1]); }); ctx.closePath(); }
}
function stampOf(group, r, colours, ratio) {
  var stamp = document.createElement("canvas"), half = Math.ceil(r * 1.3 + 2), ctx = stamp.getContext("2d");
  stamp.width = stamp.height = 2 * half * ratio; stamp.half = half;
  ctx.scale(ratio, ratio);
  tracePoint(ctx, group, half, half, r);
  ctx.fillStyle = colours.groups[group]; ctx.globalAlpha = 0.85; ctx.fill();
  ctx.globalAlpha = 1; ctx.lineWidth = 1.2; ctx.strokeStyle = colours.paper; ctx.stroke();
  return stamp;
}
var PointCanvas = L.Layer.extend({
  onAdd: function () {
    this.canvas = el("canvas", "", "points-canvas leaflet-zoom-hide", map.getPane("points"));
    this.canvas.setAttribute("aria-hidden", "true");
    var redraw = this.redraw.bind(this);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.redraw();
  },
  getEvents: function () { return { moveend: this.moved, viewreset: this.redraw, resize: this.redraw, move: this.uncovered }; },
  // Within its margin a moved map needs no new drawing; the margin is made whole again when it rests.
  moved: function () {
    if (this.zoom !== map.getZoom()) { this.redraw(); } else { this.uncovered(); }
    pointListSoon();
  },
  // While a drag goes on the canvas moves with the map, and is drawn anew when its edge would come into sight.
  uncovered: function () {
    var off = map.containerPointToLayerPoint([0, 0]).subtract(this.corner);
    if (this.zoom === map.getZoom() && (off.x < 0 || off.y < 0 || off.x > 2 * this.pad.x || off.y > 2 * this.pad.y)) { this.redraw(); }
  },
  redraw: function () {
    var size = map.getSize(), ratio = window.devicePixelRatio || 1;
    if (!size.x || !size.y) { return; }
    this.pad = size.multiplyBy(0.2).round(); this.zoom = map.getZoom();
    this.corner = map.containerPointToLayerPoint([-this.pad.x, -this.pad.y]);
    var wide = size.x + 2 * this.pad.x, high = size.y + 2 * this.pad.y, canvas = this.canvas;
    if (canvas.width !== Math.round(wide * ratio) || canvas.height !== Math.round(high * ratio)) {
      canvas.width = Math.round(wide * ratio); canvas.height = Math.round(high * ratio);
      canvas.style.width = wide + "px"; canvas.style.height = high + "px";
    }
    L.DomUtil.setPosition(canvas, this.corner);
    var origin = map.getPixelOrigin().add(this.corner), ctx = canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, wide, high);
    this.at = { scale: 256 * Math.pow(2, this.zoom), x: origin.x, y: origin.y, wide: wide, high: high, ratio: ratio, colours: pointColours() };
    this.marks = []; this.paths = [];
    this[{ marks: "drawMarks", canvas: "drawMarks", clusters: "drawClusters", cells: "drawCells" }[scene.points.strategy]](ctx, this.at);
    canvas.dataset.drawn = this.drawn;
  },
  drawMarks: function (ctx, at) {
    var stamps = [0, 1, 2, 3, 4, 5].map(function (group) { return stampOf(group, pointSize, at.colours, at.ratio); }), half = stamps[0].half, drawn = 0;
    this.drawShapes(ctx, at);
    if (rows.radius) { this.drawRadii(ctx, at); }
    var taken = rows.count > 2000 ? new Set() : null;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    for (var i = 0; i < rows.count; i++) {
      if (pointMask && !pointMask[i]) { continue; }
      var x = rows.x[i] * at.scale - at.x, y = rows.y[i] * at.scale - at.y;
      if (x < -half || y < -half || x > at.wide + half || y > at.high + half) { continue; }
      drawn++;
      if (rows.shapes[i] && this.broad(rows.shapes[i], at)) { continue; }
      // On whole dots a stamp is copied and not blurred; one that would lie under an equal one is spared.
      var group = rows.group ? rows.group[i] : 0, dx = Math.round((x - half) * at.ratio), dy = Math.round((y - half) * at.ratio), spot = ((dy >> 1) * 8192 + (dx >> 1)) * 6 + group;
      if (taken && taken.has(spot)) { continue; }
      if (taken) { taken.add(spot); }
      ctx.drawImage(stamps[group], dx, dy);
    }
    ctx.setTransform(at.ratio, 0, 0, at.ratio, 0, 0);
    this.drawn = drawn;
  },
  // An outline that can be seen needs no mark in its middle.
  broad: function (shape, at) { return Math.max(shape.box[2] - shape.box[0], shape.box[3] - shape.box[1]) * at.scale > 3 * pointSize; },
  drawShapes: function (ctx, at) {
    var self = this;
    Object.keys(rows.shapes).forEach(function (key) {
      var i = Number(key), shape = rows.shapes[key], box = shape.box;
      if (pointMask && !pointMask[i] || box[2] * at.scale < at.x || box[3] * at.scale < at.y || box[0] * at.scale > at.x + at.wide || box[1] * at.scale > at.y + at.high) { return; }
      if (!self.broad(shape, at)) { return; }
      var path = new Path2D();
      shape.paths.forEach(function (xy) {
        for (var k = 0; k < xy.length; k += 2) { path[k ? "lineTo" : "moveTo"](xy[k] * at.scale - at.x, xy[k + 1] * at.scale - at.y); }
        if (shape.area) { path.closePath(); }
      });
      ctx.strokeStyle = ctx.fillStyle = at.colours.groups[rows.group ? rows.group[i] : 0];
      if (shape.area) { ctx.globalAlpha = 0.2; ctx.fill(path, "evenodd"); ctx.globalAlpha = 1; }
      ctx.lineWidth = shape.area ? 1.5 : 2.5; ctx.stroke(path);
      self.paths.push({ row: i, path: path, area: shape.area });
    });
  },
  // How far off a position may be, where that is wider than its mark.
  drawRadii: function (ctx, at) {
    ctx.strokeStyle = at.colours.ink; ctx.lineWidth = 1; ctx.setLineDash([3, 4]);
    for (var i = 0; i < rows.count; i++) {
      if (!rows.radius[i] || (pointMask && !pointMask[i])) { continue; }
      var r = rows.radius[i] * at.scale / (40075016.686 * Math.cos(rows.lat[i] * Math.PI / 180)), x = rows.x[i] * at.scale - at.x, y = rows.y[i] * at.scale - at.y;
      if (r < pointSize + 4 || x < -r || y < -r || x > at.wide + r || y > at.high + r) { continue; }
      ctx.beginPath(); ctx.arc(x, y, r, 0, 7); ctx.globalAlpha = 0.05; ctx.fillStyle = at.colours.ink; ctx.fill(); ctx.globalAlpha = 0.6; ctx.stroke(); ctx.globalAlpha = 1;
    }
    ctx.setLineDash([]);
  },
  drawClusters: function (ctx, at) {
    this.drawShapes(ctx, at);
    var self = this, box = function (x, y) { return map.unproject([x, y]); }, nw = box(at.x, at.y), se = box(at.x + at.wide, at.y + at.high);
    var stamps = [0, 1, 2, 3, 4, 5].map(function (group) { return stampOf(group, 5, at.colours, at.ratio); }), half = stamps[0].half;
    ctx.textAlign = "center"; ctx.textBaseline = "middle";
    pointTree.getClusters([Math.max(-180, nw.lng), Math.max(-90, se.lat), Math.min(180, se.lng), Math.min(90, nw.lat)], Math.floor(this.zoom)).forEach(function (one) {
      var lon = one.geometry.coordinates[0], lat = one.geometry.coordinates[1], x = (lon / 360 + 0.5) * at.scale - at.x, y = mercatorY(lat) * at.scale - at.y;
      if (!one.properties.cluster) {
        var i = one.properties.row;
        ctx.drawImage(stamps[rows.group ? rows.group[i] : 0], x - half, y - half, 2 * half, 2 * half);
        self.marks.push({ kind: "row", row: i, lat: lat, lon: lon, x: x, y: y, r: 8 });
        return;
      }
      var count = one.properties.point_count, r = 9 + 4.2 * Math.log10(count);
      ctx.beginPath(); ctx.arc(x, y, r, 0, 7);
      ctx.fillStyle = at.colours.cluster; ctx.fill(); ctx.lineWidth = 2; ctx.strokeStyle = at.colours.paper; ctx.stroke();
      ctx.fillStyle = at.colours.paper; ctx.font = "600 " + (count < 1000 ? 12 : 11) + "px system-ui, sans-serif";
      ctx.fillText(count < 1000 ? count : count < 9950 ? (count / 1000).toFixed(1) + "k" : Math.round(count / 1000) + "k", x, y + 0.5);
      self.marks.push({ kind: "group", id: one.id, count: count, lat: lat, lon: lon, x: x, y: y, r: r });
    });
    this.drawn = this.marks.length;
  },
  drawCells: function (ctx, at) {
    var level = cellLevel(), self = this;
    for (var i = 0; i < level.count.length; i++) {
      var x = level.x0[i] * at.scale - at.x, y = level.y0[i] * at.scale - at.y, w = (level.x1[i] - level.x0[i]) * at.scale, h = (level.y1[i] - level.y0[i]) * at.scale;
      if (x + w < 0 || y + h < 0 || x > at.wide || y > at.high) { continue; }
      ctx.globalAlpha = 0.85; ctx.fillStyle = at.colours.cells[cellClass(level, level.count[i])];
      ctx.fillRect(x, y, Math.max(w - 0.5, 1), Math.max(h - 0.5, 1));
      self.marks.push({ kind: "cell", cell: i, count: level.count[i], lat: (level.south[i] + level.north[i]) / 2, lon: (level.west[i] + level.east[i]) / 2, x: x + w / 2, y: y + h / 2, w: w, h: h });
    }
    ctx.globalAlpha = 1;
    this.drawn = this.marks.length;
  },
  // What lies under a place in the frame, the nearest first.
  hits: function (place) {
    var p = map.containerPointToLayerPoint(place).subtract(this.corner), found = [], ctx = this.canvas.getContext("2d"), at = this.at;
    if (scene.points.strategy === "marks" || scene.points.strategy === "canvas") {
      for (var i = 0; i < rows.count; i++) {
        var dx = rows.x[i] * at.scale - at.x - p.x, dy = rows.y[i] * at.scale - at.y - p.y;
        if (Math.abs(dx) <= 9 && Math.abs(dy) <= 9 && !(pointMask && !pointMask[i])) { found.push({ kind: "row", row: i, lat: rows.lat[i], lon: rows.lon[i], far: Math.hypot(dx, dy) }); }
      }
    }
    this.marks.forEach(function (mark) {
      var far = Math.hypot(mark.x - p.x, mark.y - p.y);
      if (mark.kind === "cell" ? Math.abs(mark.x - p.x) <= mark.w / 2 && Math.abs(mark.y - p.y) <= mark.h / 2 : far <= mark.r + 2) { found.push(Object.assign({ far: far }, mark)); }
    });
    found.sort(function (a, b) { return a.far - b.far; });
    if (!found.length) {
      ctx.lineWidth = 10;
      this.paths.forEach(function (one) {
        var x = p.x * at.ratio, y = p.y * at.ratio;
        if (one.area && ctx.isPointInPath(one.path, x, y, "evenodd") || ctx.isPointInStroke(one.path, x, y)) { found.push({ kind: "row", row: one.row, lat: rows.lat[one.row], lon: rows.lon[one.row], far: 0 }); }
      });
    }
    return found;
  }
});
// Cells: one level for each size, the finest whose cells can be told apart on the screen.
function unpackCells() {
  scene.points.cells.forEach(function (level) {
    ["west", "south", "east", "north"].forEach(function (side) { level[side] = Float64Array.from(numbersOf(level[side], Int32Array), function (v) { return v / 1e6; }); });
    level.count = numbersOf(level.count, Int32Array);
    level.x0 = level.west.map(function (v) { return v / 360 + 0.5; }); level.x1 = level.east.map(function (v) { return v / 360 + 0.5; });
    level.y0 = level.north.map(mercatorY); level.y1 = level.south.map(mercatorY);
    var most = level.count.reduce(function (a, b) { return Math.max(a, b); }, 1), step = Math.pow(most, 1 / 5);
    level.most = most; level.steps = [1];
    for (var k = 1; k < 5; k++) {
      var rough = Math.pow(step, k), ten = Math.pow(10, Math.floor(Math.log10(rough))), nice = [1, 2, 5, 10].find(function (n) { return n * ten >= rough * 0.85; }) * ten;
      if (nice > level.steps[level.steps.length - 1] && nice <= most) { level.steps.push(Math.round(nice)); }
    }
  });
}
function cellLevel() {
  var metre = 256 * Math.pow(2, map.getZoom()) / (40075016.686 * Math.cos(map.getCenter().lat * Math.PI / 180)), cells = scene.points.cells;
  return cells.find(function (level) { return level.size_km * 1000 * metre >= 7; }) || cells[cells.length - 1];
}
function cellClass(level, count) {
  for (var k = level.steps.length - 1; k > 0; k--) { if (count >= level.steps[k]) { return level.steps.length > 1 ? Math.round(k * 4 / (level.steps.length - 1)) : 2; } }
  return 0;
}
points();
