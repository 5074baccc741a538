// Who, what and when: events and accounts can be left out of sight; nothing is judged anew by that.
var hidden = { sources: Object.create(null), kinds: Object.create(null) }, span = null;

function passes(eventId, source) {
  var event = scene.events.find(function (one) { return one.id === eventId; });
  if (source && hidden.sources[source]) { return false; }
  return !event || passesEvent(event);
}
function passesEvent(event) {
  if (hidden.kinds[event.kind]) { return false; }
  // An event without a time could have been at any.
  return !span || !event.when || (event.when[0] <= span[1] && event.when[1] >= span[0]);
}
function filtered() {
  showLayers();
  scene.events.forEach(function (event) {
    var card = id("event-" + event.id);
    if (card) { card.hidden = !passesEvent(event); }
  });
  document.querySelectorAll("[data-source]").forEach(function (box) { box.hidden = Boolean(hidden.sources[box.dataset.source]); });
  if (rows) { filterRows(); }
  keys(); settle();
}
function distinct(values) { return values.filter(function (value, i) { return values.indexOf(value) === i; }); }
function checks(title, entries, off, parent) {
  if (entries.length < 2) { return; }
  var group = el("fieldset", "", "", parent);
  el("legend", title, "", group);
  entries.forEach(function (entry) {
    var label = el("label", "", "choice", group), box = el("input", "", "", label);
    box.type = "checkbox"; box.checked = !off[entry[0]]; box.dataset.filter = entry[0];
    el("span", entry[1], "", label);
    box.addEventListener("change", function () {
      if (box.checked) { delete off[entry[0]]; } else { off[entry[0]] = true; }
      filtered(); remember();
    });
  });
}
function moment(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ") + " UTC";
}
// A slider with two ends over all that has a time; `spans` are [from, until] in seconds, `titles` say of what.
function timeline(parent, spans, titles) {
  if (distinct(spans.map(String)).length < 2) { return; }
  var from = Infinity, to = -Infinity;
  spans.forEach(function (one) { from = Math.min(from, one[0]); to = Math.max(to, one[1]); });
  // A slider stops at whole steps, and its last one must not lie before the latest time.
  to = from + 60 * Math.max(1, Math.ceil((to - from) / 60));
  var group = el("fieldset", "", "timeline", parent), shown = el("legend", "At any time", "", group), boxes = [];
  if (titles) { bars(group, spans, titles, from, to); } else { heights(group, spans, from, to); }
  function moved() {
    span = [Math.min(Number(boxes[0].value), Number(boxes[1].value)), Math.max(Number(boxes[0].value), Number(boxes[1].value))];
    if (span[0] <= from && span[1] >= to) { span = null; }
    shown.textContent = span ? "Between " + moment(span[0]) + " and " + moment(span[1]) : "At any time";
    boxes.forEach(function (box) { box.setAttribute("aria-valuetext", moment(Number(box.value))); });
    filtered();
  }
  [["from", from], ["until", to]].forEach(function (end) {
    var label = el("label", "", "choice", group), box = el("input", "", "", label);
    label.insertBefore(el("span", end[0], "end"), box);
    box.type = "range"; box.min = String(from); box.max = String(to); box.step = "60"; box.value = String(end[1]); box.id = "time-" + end[0];
    box.addEventListener("input", moved);
    box.addEventListener("change", remember);
    boxes.push(box);
  });
  timeline.set = function (chosen) {
    boxes[0].value = String(chosen ? chosen[0] : from); boxes[1].value = String(chosen ? chosen[1] : to);
    moved();
  };
  el("p", (titles ? "Events" : "Rows") + " without a time stay in sight.", "quiet figure", group);
}
function bars(parent, spans, titles, from, to) {
  var root = el("div", "", "bars", parent);
  root.setAttribute("aria-hidden", "true");
  spans.forEach(function (one, i) {
    var bar = el("div", "", "bar", root);
    bar.style.marginLeft = 100 * (one[0] - from) / (to - from) + "%";
    bar.style.width = Math.max(1, 100 * (one[1] - one[0]) / (to - from)) + "%";
    bar.title = titles[i];
  });
}
// How many rows begin when: too many for a bar each.
function heights(parent, spans, from, to) {
  var STEPS = 60, counts = new Array(STEPS).fill(0), root = el("div", "", "bars heights", parent);
  spans.forEach(function (one) { counts[Math.min(STEPS - 1, Math.floor(STEPS * (one[0] - from) / (to - from)))] += 1; });
  root.setAttribute("aria-hidden", "true");
  var most = Math.max.apply(null, counts);
  counts.forEach(function (count) { el("div", "", "", root).style.height = (count ? Math.max(6, 100 * count / most) : 0) + "%"; });
}
var rowTimer = 0;
function rowFilters(parent) {
  if (!rows || !scene.points.from) { return; }
  var spans = [];
  for (var i = 0; i < rows.count; i += 1) {
    if (!Number.isNaN(scene.points.from[i])) { spans.push([scene.points.from[i], scene.points.to[i]]); }
  }
  var root = el("div", "", "", parent);
  root.id = "filters";
  timeline(root, spans, null);
}
// Groups of a hundred thousand rows are grown anew, so not at every pixel of a slider.
function filterRows() {
  clearTimeout(rowTimer);
  rowTimer = setTimeout(function () {
    var during = span;
    showPoints(during ? function (i) { return Number.isNaN(scene.points.from[i]) || (scene.points.from[i] <= during[1] && scene.points.to[i] >= during[0]); } : null);
  }, 80);
}
function filters(parent) {
  var speaking = (scene.sources || []).filter(function (source) { return source.style >= 0; });
  var kinds = distinct(scene.events.map(function (event) { return event.kind; }));
  if (speaking.length < 2 && kinds.length < 2) { return; }
  var root = folded("Show only some of it", parent);
  root.id = "filters";
  checks("Who speaks", speaking.map(function (source) { return [source.id, source.name]; }), hidden.sources, root);
  checks("What happened", kinds.map(function (kind) { return [kind, kind]; }), hidden.kinds, root);
  var timed = scene.events.filter(function (event) { return event.when; });
  timeline(root, timed.map(function (event) { return event.when; }), timed.map(function (event) { return event.title; }));
}
