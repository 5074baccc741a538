// Patterns and outlines tell the accounts apart without colour.
// Patterns tell the accounts apart without colour.
function patterns() {
  var root = svg("svg", { width: 0, height: 0, "aria-hidden": "true", class: "defs" }, document.body);
  root.style.position = "absolute";
  var defs = svg("defs", {}, root);
  var draw = [
    function (p) { svg("path", { d: "M-2,2 l4,-4 M0,10 l10,-10 M8,12 l4,-4", stroke: "currentColor", "stroke-width": 1.6 }, p); },
    function (p) { svg("circle", { cx: 3, cy: 3, r: 1.4, fill: "currentColor" }, p); svg("circle", { cx: 8, cy: 8, r: 1.4, fill: "currentColor" }, p); },
    function (p) { svg("path", { d: "M-2,8 l4,4 M0,0 l10,10 M8,-2 l4,4", stroke: "currentColor", "stroke-width": 1.6 }, p); },
    function (p) { svg("path", { d: "M0,5 h10", stroke: "currentColor", "stroke-width": 1.8 }, p); },
    function (p) { svg("path", { d: "M5,0 v10", stroke: "currentColor", "stroke-width": 1.8 }, p); },
    function (p) { svg("path", { d: "M5,0 v10 M0,5 h10", stroke: "currentColor", "stroke-width": 1.1 }, p); }
  ];
  draw.forEach(function (fill, i) {
    var pattern = svg("pattern", { id: "p" + i, width: 10, height: 10, patternUnits: "userSpaceOnUse", class: "i" + i }, defs);
    svg("rect", { width: 10, height: 10, fill: "currentColor", "fill-opacity": 0.1 }, pattern);
    fill(pattern);
  });
  var bar = svg("marker", { id: "bar", viewBox: "0 0 4 10", refX: 2, refY: 5, markerWidth: 2, markerHeight: 5, orient: "auto" }, defs);
  svg("path", { d: "M2,0 V10", stroke: "context-stroke", "stroke-width": 2 }, bar);
  var head = svg("marker", { id: "head", viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 5, markerHeight: 5, orient: "auto-start-reverse" }, defs);
  svg("path", { d: "M0,0 L10,5 L0,10 z", fill: "context-stroke" }, head);
}
function swatch(style, parent) {
  var root = svg("svg", { class: "swatch", viewBox: "0 0 30 18", "aria-hidden": "true" }, parent);
  svg("rect", style < 0
    ? { x: 1.5, y: 1.5, width: 27, height: 15, class: "combined" }
    : { x: 1, y: 1, width: 28, height: 16, class: "region r" + style, fill: "url(#p" + style + ")" }, root);
}
function symbol(kind, parent) {
  var root = svg("svg", { class: "swatch", viewBox: "0 0 30 18", "aria-hidden": "true" }, parent);
  var draw = {
    gap: function () { svg("line", { x1: 3, y1: 9, x2: 27, y2: 9, class: "gap", "marker-start": "url(#head)", "marker-end": "url(#head)" }, root); },
    place: function () { svg("circle", { cx: 15, cy: 9, r: 7, class: "place-mark" }, root); },
    stated: function () { svg("path", { d: "M15,2 L22,9 L15,16 L8,9 Z", class: "place-mark" }, root); },
    border: function () { svg("line", { x1: 1, y1: 9, x2: 29, y2: 9, class: "border-line" }, root); },
    second: function () { svg("line", { x1: 1, y1: 9, x2: 29, y2: 9, class: "border-second" }, root); },
    band: function () { svg("rect", { x: 1, y: 4, width: 28, height: 10, class: "band-mark" }, root); },
    measure: function () { svg("line", { x1: 1, y1: 9, x2: 29, y2: 9, class: "measure" }, root); },
    center: function () { svg("circle", { cx: 15, cy: 9, r: 7.5, class: "radius" }, root); svg("circle", { cx: 15, cy: 9, r: 3, class: "center" }, root); }
  };
  draw[kind]();
}
