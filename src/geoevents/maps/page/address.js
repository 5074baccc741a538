// What is looked at stands in the address after "#", so that a link opens the same view; nothing of it leaves the page.
var remembering = false;

function fragment() {
  var centre = map.getCenter(), parts = ["v=" + [centre.lat.toFixed(5), wrapped(centre.lng).toFixed(5), map.getZoom()].join(",")];
  if (taken.some(Boolean)) { parts.push("c=" + taken.join(".")); }
  Object.keys(hidden).forEach(function (what) {
    var names = Object.keys(hidden[what]);
    if (names.length) { parts.push(what + "=" + names.map(encodeURIComponent).join(",")); }
  });
  if (span) { parts.push("t=" + span.map(Math.round).join(",")); }
  var off = Object.keys(byHand);
  if (off.length) { parts.push("l=" + off.map(function (layer) { return (byHand[layer] ? "+" : "-") + encodeURIComponent(layer); }).join(",")); }
  if (document.documentElement.dataset.theme) { parts.push("theme=" + document.documentElement.dataset.theme); }
  return "#" + parts.join("&");
}
// A page in a frame of a notebook has no address of its own.
function remember() {
  if (!remembering) { return; }
  try { window.history.replaceState(null, "", fragment()); } catch (e) { return; }
}
function asked() {
  var found = Object.create(null);
  window.location.hash.slice(1).split("&").forEach(function (part) {
    var at = part.indexOf("=");
    if (at > 0) { found[part.slice(0, at)] = part.slice(at + 1); }
  });
  return found;
}
function decoded(text) { try { return decodeURIComponent(text); } catch (e) { return ""; } }
// Whatever of it makes no sense here is passed over: an address may be older than the page, or made up.
function recall() {
  var wish = asked();
  if (wish.theme === "dark" || wish.theme === "light") { document.documentElement.dataset.theme = wish.theme; }
  Object.keys(hidden).forEach(function (what) {
    Object.keys(hidden[what]).forEach(function (name) { delete hidden[what][name]; });
    (wish[what] || "").split(",").map(decoded).filter(Boolean).forEach(function (name) { hidden[what][name] = true; });
  });
  document.querySelectorAll("[data-filter]").forEach(function (box) { box.checked = !(hidden.sources[box.dataset.filter] || hidden.kinds[box.dataset.filter]); });
  byHand = Object.create(null);
  (wish.l || "").split(",").forEach(function (one) {
    var layer = decoded(one.slice(1));
    if (layer && (one[0] === "+" || one[0] === "-")) { byHand[layer] = one[0] === "+"; }
  });
  var choices = (wish.c || "").split(".").map(Number);
  var fits = scene.switches && choices.length === scene.switches.length && choices.every(function (choice, i) { return Number.isInteger(choice) && choice >= 0 && choice < scene.switches[i].choices.length; });
  if (scene.switches && scene.switches.length && (fits ? !switchTo(choices, true) : taken.some(Boolean))) { switchTo(taken.map(function () { return 0; }), true); }
  var times = (wish.t || "").split(",").map(Number);
  if (timeline.set) { timeline.set(times.length === 2 && times.every(Number.isFinite) ? times : null); } else { filtered(); }
  var at = (wish.v || "").split(",").map(Number);
  if (at.length === 3 && at.every(Number.isFinite) && Math.abs(at[0]) <= 90 && Math.abs(at[1]) <= 540 && at[2] >= 0 && at[2] <= 19) {
    map.setView([at[0], at[1]], at[2], { animate: false });
    return true;
  }
  return false;
}
function addressTools(parent) {
  button("Copy link", parent, function () { remember(); copied(window.location.href.split("#")[0] + fragment()); });
}
function themeTool(parent) {
  var names = ["", "light", "dark"], words = { "": "as the system", light: "light", dark: "dark" };
  var made = button("", parent, function () {
    var root = document.documentElement, next = names[(names.indexOf(root.dataset.theme || "") + 1) % names.length];
    if (next) { root.dataset.theme = next; } else { delete root.dataset.theme; }
    named(); remember();
  });
  function named() { made.textContent = "Colours: " + words[document.documentElement.dataset.theme || ""]; }
  themeTool.named = named;
  named();
}
