// What the marks mean, in sentences.
function legend(parent) {
  el("h2", "How to read the map", "", parent);
  var names = ["Hatched", "Dotted", "Hatched the other way", "Lined across", "Lined upright", "Checked"], seen = {};
  scene.events.forEach(function (event) {
    event.accounts.forEach(function (account) {
      if (!account.layer || seen[account.style + account.name]) { return; }
      seen[account.style + account.name] = true;
      var row = el("label", "", "", parent);
      swatch(account.style, row);
      el("span", names[account.style] + ": where the words of " + account.name + " allow it.", "", row);
    });
  });
  if (scene.layers.some(function (layer) { return layer.kind === "combined"; })) {
    var row = el("label", "", "", parent);
    swatch(-1, row);
    el("span", "Outlined: where all who speak of it allow it.", "", row);
  }
  var lines = [];
  scene.borders.forEach(function (b) {
    if (b.focus) { lines.push("Thick line: the " + b.name + " border as " + b.dataset + " draws it, " + Math.round(b.length_m / 1000).toLocaleString("en") + " km in all."); }
    if (b.second) { lines.push("Thin dotted line: the same border as " + b.dataset + " draws it."); }
  });
  if (scene.stated.length || scene.layers.some(function (layer) { return layer.distances.length; })) { lines.push("Thin line with a figure: the shortest way to the border, and its direction."); }
  if (scene.stated.length) { lines.push("Diamond: coordinates as stated, where the words around them cannot all hold."); }
  if (scene.conflicts.some(function (c) { return c.closest.length; })) { lines.push("Double arrow: how far apart they are."); }
  if (scene.places.length) { lines.push("Hollow numbered circle: a place this name could mean."); }
  lines.push("Small dot in a dashed circle: the center of an area, and how far the area reaches from it.");
  lines.forEach(function (line) { el("p", line, "figure", parent); });
}
