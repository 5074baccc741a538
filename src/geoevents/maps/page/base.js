// The island of JSON, and the only ways by which its text reaches the page: textContent and attributes.
var scene = JSON.parse(document.getElementById("scene").textContent);
var map = window.map_geoevents;
var SVG = "http://www.w3.org/2000/svg";
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
function safeLink(address) {
  try { var url = new URL(address); return url.protocol === "http:" || url.protocol === "https:"; } catch (e) { return false; }
}
function turned(position) { return [position[1], position[0]]; }
function turnedRings(rings) { return rings.map(function (ring) { return ring.map(turned); }); }
