// The island of JSON, and the only ways by which its text reaches the page: textContent and attributes.
var scene = JSON.parse(document.getElementById("scene").textContent);
var map = window.map_geoevents;
var SVG = "http://www.w3.org/2000/svg";

// What many states have in common is written once: {"$": n} stands for the value n, {"^": [...]} for positions as differences.
var opened = {}, QUANTUM = 1e-6;
function unpacked(value) {
  if (Array.isArray(value)) { return value.map(unpacked); }
  if (value === null || typeof value !== "object") { return value; }
  if ("$" in value) {
    if (!(value.$ in opened)) { opened[value.$] = unpacked(scene.pool[value.$]); }
    return opened[value.$];
  }
  if ("^" in value) {
    var positions = [], x = 0, y = 0, steps = value["^"];
    for (var i = 0; i < steps.length; i += 2) {
      x += steps[i]; y += steps[i + 1];
      positions.push([x * QUANTUM, y * QUANTUM]);
    }
    return positions;
  }
  var told = {};
  Object.keys(value).forEach(function (key) { told[key] = unpacked(value[key]); });
  return told;
}
// The scene holds what the state shows that is looked at; entering another one replaces it.
function enter(number) { Object.assign(scene, unpacked(scene.states[number])); }
if (scene.states) { enter(0); }

function el(tag, text, classes, parent) {
  var node = document.createElement(tag);
  if (text !== undefined && text !== null && text !== "") { node.textContent = String(text); node.dir = "auto"; }
  if (classes) { node.className = classes; }
  if (parent) { parent.appendChild(node); }
  return node;
}
function svg(tag, attributes, parent) {
  var node = document.createElementNS(SVG, tag);
  Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
  if (parent) { parent.appendChild(node); }
  return node;
}
function id(name) { return document.getElementById(name); }
function say(text) { id("said").textContent = text; }
function button(text, parent, act) {
  var made = el("button", text, "", parent);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}
function safeLink(address) {
  try { var url = new URL(address); return url.protocol === "http:" || url.protocol === "https:"; } catch (e) { return false; }
}
function turned(position) { return [position[1], position[0]]; }
function turnedRings(rings) { return rings.map(function (ring) { return ring.map(turned); }); }
// Text goes to the clipboard where the page may write there, else it is shown to be copied by hand.
function copied(text) {
  var done = function () { say("Copied " + text); }, failed = function () { say("Copy it by hand: " + text); };
  if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(text).then(done, failed); } else { failed(); }
}
