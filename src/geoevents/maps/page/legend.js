// What the marks mean: in a line under the map, and in sentences in the panel.
var PATTERNS = ["Hatched", "Dotted", "Hatched the other way", "Lined across", "Lined upright", "Checked"];

function patternsShown() {
  var seen = {}, found = [];
  scene.events.forEach(function (event) {
    event.accounts.forEach(function (account) {
      var layer = scene.layers.find(function (one) { return one.id === account.layer; });
      if (!layer || !isOn(layer) || seen[account.style + account.name]) { return; }
      seen[account.style + account.name] = true;
      found.push([account.style, account.name]);
    });
  });
  return found;
}
function combinedShown() { return scene.layers.some(function (layer) { return layer.kind === "combined" && isOn(layer); }); }
function key(mark, words, parent) {
  var item = el("li", "", "key", parent);
  if (typeof mark === "number") { swatch(mark, item); } else { symbol(mark, item); }
  el("span", words, "", item);
}
// Under the map: the shortest words that tell the marks apart.
function keys() {
  var root = id("keys");
  root.replaceChildren();
  patternsShown().forEach(function (one) { key(one[0], "where " + one[1] + "’s words allow it", root); });
  if (combinedShown()) { key(-1, "where all allow it", root); }
  if (scene.conflicts.some(function (conflict) { return conflict.closest.length; })) { key("gap", "how far apart they are", root); }
  if (scene.borders.some(function (border) { return border.second; })) { key("second", "the border in another dataset", root); }
  if (scene.borders.some(function (border) { return (border.bands || []).length; })) { key("band", "how far off the line may be", root); }
  if (scene.places.length) { key("place", "a place the name could mean", root); }
  if (scene.stated.length) { key("stated", "coordinates as stated", root); }
}
function legend(parent) {
  var told = folded("How to read the map", parent), list = el("ul", "", "legend", told);
  patternsShown().forEach(function (one) { key(one[0], PATTERNS[one[0]] + ": where the words of " + one[1] + " allow it.", list); });
  if (combinedShown()) { key(-1, "Outlined: where all who speak of it allow it.", list); }
  scene.borders.forEach(function (b) {
    if (b.focus) { key("border", "Thick line: the " + b.name + " border as " + b.dataset + " draws it, " + Math.round(b.length_m / 1000).toLocaleString("en") + " km in all.", list); }
    if (b.second) { key("second", "Thin dotted line: the same border as " + b.dataset + " draws it.", list); }
  });
  if (scene.stated.length || scene.layers.some(function (layer) { return layer.distances.length; })) {
    key("measure", "Thin line with a figure: the shortest way to the border, and its direction.", list);
  }
  if (scene.stated.length) { key("stated", "Diamond: coordinates as stated, where the words around them cannot all hold.", list); }
  if (scene.conflicts.some(function (c) { return c.closest.length; })) { key("gap", "Double arrow: how far apart they are.", list); }
  if (scene.places.length) { key("place", "Numbered circle: a place this name could mean.", list); }
  key("center", "Small dot in a dashed circle: the center of an area, and how far the area reaches from it.", list);
}
