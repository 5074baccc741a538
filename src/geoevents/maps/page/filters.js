// Who, what and when: events and accounts can be left out of sight; nothing is judged anew by that.
var hidden = { sources: {}, kinds: {} }, span = null;

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
// A slider with two ends over all that has a time.
function timeline(parent) {
  var times = scene.events.filter(function (event) { return event.when; }).map(function (event) { return event.when; });
  var ends = distinct(times.map(String));
  if (ends.length < 2) { return; }
  var from = Math.min.apply(null, times.map(function (one) { return one[0]; })), to = Math.max.apply(null, times.map(function (one) { return one[1]; }));
  var group = el("fieldset", "", "timeline", parent), shown = el("legend", "At any time", "", group), boxes = [];
  var bars = el("div", "", "bars", group);
  bars.setAttribute("aria-hidden", "true");
  scene.events.forEach(function (event) {
    if (!event.when) { return; }
    var bar = el("div", "", "bar", bars);
    bar.style.marginLeft = 100 * (event.when[0] - from) / (to - from) + "%";
    bar.style.width = Math.max(1, 100 * (event.when[1] - event.when[0]) / (to - from)) + "%";
    bar.title = event.title;
  });
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
  el("p", "Events without a time stay in sight.", "quiet figure", group);
}
function filters(parent) {
  var speaking = (scene.sources || []).filter(function (source) { return source.style >= 0; });
  var kinds = distinct(scene.events.map(function (event) { return event.kind; }));
  if (speaking.length < 2 && kinds.length < 2) { return; }
  var root = folded("Show only some of it", parent);
  root.id = "filters";
  checks("Who speaks", speaking.map(function (source) { return [source.id, source.name]; }), hidden.sources, root);
  checks("What happened", kinds.map(function (kind) { return [kind, kind]; }), hidden.kinds, root);
  timeline(root);
}
