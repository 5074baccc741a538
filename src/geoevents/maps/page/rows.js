// The rows of a table: positions as arrays of numbers, columns as text that is unpacked when it is asked for.
var rows = scene.points && scene.points.lon ? unpackedRows(scene.points) : null;
function bytesOf(text) {
  var raw = atob(text), bytes = new Uint8Array(raw.length);
  for (var i = 0; i < raw.length; i++) { bytes[i] = raw.charCodeAt(i); }
  return bytes;
}
function numbersOf(text, Kind) { return new Kind(bytesOf(text).buffer); }
function mercatorY(lat) {
  var sine = Math.sin(Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}
function unpackedRows(points) {
  var lon = numbersOf(points.lon, Int32Array), lat = numbersOf(points.lat, Int32Array), count = lon.length;
  var made = { count: count, lon: new Float64Array(count), lat: new Float64Array(count), x: new Float64Array(count), y: new Float64Array(count), shapes: {} };
  for (var i = 0; i < count; i++) {
    made.lon[i] = lon[i] / 1e6; made.lat[i] = lat[i] / 1e6;
    made.x[i] = made.lon[i] / 360 + 0.5; made.y[i] = mercatorY(made.lat[i]);
  }
  made.number = points.number ? numbersOf(points.number, Int32Array) : null;
  made.group = points.by ? bytesOf(points.by.index) : null;
  made.radius = points.radius ? numbersOf(points.radius.metres, Float32Array) : null;
  // Seconds since 1970, NaN where a row has no date: what a slider filters by, through showPoints.
  points.from = points.from ? numbersOf(points.from, Float64Array) : null;
  points.to = points.to ? numbersOf(points.to, Float64Array) : null;
  points.shapes.forEach(function (shape) {
    var paths = shape[2].map(function (steps) {
      var x = 0, y = 0, path = [];
      for (var i = 0; i < steps.length; i += 2) { x += steps[i]; y += steps[i + 1]; path.push(x / 360e6 + 0.5, mercatorY(y / 1e6)); }
      return path;
    });
    made.shapes[shape[0]] = { area: shape[1] === "area", paths: paths, box: boxOf(paths) };
  });
  return made;
}
function boxOf(paths) {
  var box = [Infinity, Infinity, -Infinity, -Infinity];
  paths.forEach(function (path) {
    for (var i = 0; i < path.length; i += 2) {
      box[0] = Math.min(box[0], path[i]); box[1] = Math.min(box[1], path[i + 1]);
      box[2] = Math.max(box[2], path[i]); box[3] = Math.max(box[3], path[i + 1]);
    }
  });
  return box;
}
function rowNumber(i) { return rows.number ? rows.number[i] : i + 1; }
function countText(count) { return count.toLocaleString("en"); }
function rowsText(count) { return countText(count) + (count === 1 ? " row" : " rows"); }
function placeText(lat, lon) {
  return Math.abs(lat).toFixed(5) + "° " + (lat < 0 ? "S" : "N") + ", " + Math.abs(lon).toFixed(5) + "° " + (lon < 0 ? "W" : "E");
}
// Columns, unpacked once; `then` gets null where a browser is too old to unpack them.
var columns = null, waiting = [];
function withColumns(then) {
  if (columns) { then(columns); return; }
  waiting.push(then);
  if (waiting.length > 1) { return; }
  function done(found) { columns = found; waiting.splice(0).forEach(function (one) { one(found); }); }
  var packed = scene.points.columns;
  if (packed.every(function (column) { return typeof column.values === "string" && typeof (column.index || "") === "string"; })) {
    done(packed.map(function (column) { return columnOf(column, bytesOf(column.values), column.index && bytesOf(column.index)); }));
    return;
  }
  if (typeof DecompressionStream !== "function") { waiting.splice(0).forEach(function (one) { one(null); }); return; }
  Promise.all(packed.map(function (column) {
    return Promise.all([inflated(column.values), column.index ? inflated(column.index) : null]).then(function (both) { return columnOf(column, both[0], both[1]); });
  })).then(done);
}
function inflated(packed) {
  if (typeof packed === "string") { return Promise.resolve(bytesOf(packed)); }
  var stream = new Blob([bytesOf(packed.deflated)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer().then(function (buffer) { return new Uint8Array(buffer); });
}
function columnOf(column, values, index) {
  var Kind = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[column.width];
  return { name: column.name, values: JSON.parse(new TextDecoder().decode(values)), index: index ? new Kind(index.buffer, index.byteOffset, index.byteLength / column.width) : null };
}
function cell(column, i) { return column.values[column.index ? column.index[i] : i]; }
// One row in full: its number, its position, and every column as it stands.
function rowCard(i, parent) {
  var card = el("div", "", "row-card", parent);
  el("h3", "Row " + countText(rowNumber(i)), "", card);
  el("p", placeText(rows.lat[i], rows.lon[i]) + (rows.shapes[i] ? " (the middle of its outline)" : ""), "figure quiet", card);
  withColumns(function (found) {
    if (!found) { el("p", "This browser is too old to unpack the columns.", "figure", card); return; }
    var list = el("dl", "", "row-columns", card);
    found.forEach(function (column) {
      var value = cell(column, i);
      el("dt", column.name || "(no name)", "", list);
      var shown = el("dd", "", "", list);
      if (value === "") { el("span", "empty", "quiet", shown); }
      else if (/^https?:\/\//i.test(value) && safeLink(value)) {
        var anchor = el("a", value, "", shown);
        anchor.href = value; anchor.rel = "noopener noreferrer nofollow"; anchor.target = "_blank";
      } else { shown.textContent = value; shown.dir = "auto"; }
    });
  });
  return card;
}
function rowLine(i) {
  return columns ? columns.map(function (column) { return cell(column, i); }).filter(Boolean).join(" · ").slice(0, 200) : placeText(rows.lat[i], rows.lon[i]);
}
