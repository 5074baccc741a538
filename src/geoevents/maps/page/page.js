// Builds the page from the island of JSON. Text from data only ever passes through textContent.
(function () {
  "use strict";
  var scene = JSON.parse(document.getElementById("scene").textContent);
  var map = window.map_geoevents;
  var SVG = "http://www.w3.org/2000/svg";
  var byLayer = {}, arrows = [], candidates = [];

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

  function pane(name, z, quiet) {
    var made = map.createPane(name);
    made.style.zIndex = z;
    if (quiet) { made.style.pointerEvents = "none"; }
    return name;
  }
  function tag(lat, lon, text, classes, paneName) {
    var node = el("div", text, "tag " + classes);
    return L.marker([lat, lon], { interactive: false, keyboard: false, pane: paneName, icon: L.divIcon({ className: "", iconSize: [0, 0], html: node }) });
  }

  function ground() {
    pane("ground", 210, true);
    var under = L.svg({ pane: "ground", padding: 0.6 });
    function shape(kind, rings, classes) {
      L[kind](rings, { pane: "ground", renderer: under, interactive: false, className: classes, weight: 1, smoothFactor: 0.6 }).addTo(map);
    }
    scene.basemap.land.forEach(function (polygon) { shape("polygon", turnedRings(polygon), "bm-land"); });
    scene.basemap.lakes.forEach(function (polygon) { shape("polygon", turnedRings(polygon), "bm-water"); });
    scene.basemap.rivers.forEach(function (line) { shape("polyline", line.map(turned), "bm-river"); });
    scene.basemap.towns.slice(0, 40).forEach(function (town) {
      var known = scene.places.some(function (place) { return Math.abs(place.lat - town.lat) + Math.abs(place.lon - town.lon) < 0.01; });
      if (known) { return; }
      L.circleMarker([town.lat, town.lon], { pane: "ground", renderer: under, radius: 2.5, interactive: false, className: "bm-town" }).addTo(map);
      tag(town.lat, town.lon, town.name, "town", "labels").addTo(map);
    });
    if (!scene.borders.some(function (border) { return border.labels.length; })) {
      scene.basemap.countries.forEach(function (country) { tag(country.lat, country.lon, country.name, "country", "labels").addTo(map); });
    }
  }
  function borders() {
    pane("borders", 420, true);
    var over = L.svg({ pane: "borders", padding: 0.6 });
    scene.borders.forEach(function (border) {
      border.lines.forEach(function (line) {
        var path = line.map(turned);
        (border.focus ? ["border-casing", "border-line"] : [border.second ? "border-second" : "border-other"]).forEach(function (classes) {
          L.polyline(path, { pane: "borders", renderer: over, interactive: false, className: classes, smoothFactor: 0.5 }).addTo(map);
        });
      });
      border.labels.forEach(function (label) { tag(label.lat, label.lon, label.name, "country", "labels").addTo(map); });
    });
  }

  function highlight(layerId, on) {
    var known = byLayer[layerId];
    if (!known) { return; }
    known.shapes.forEach(function (shape) {
      var node = shape.getElement && shape.getElement();
      if (node) { node.classList.toggle("hot", on); }
    });
    document.querySelectorAll("[data-layer]").forEach(function (card) {
      if (card.dataset.layer === layerId) { card.classList.toggle("lit", on); }
    });
    say(on ? known.sentence : "");
  }
  function layers() {
    pane("regions", 405);
    pane("marks", 450);
    scene.layers.forEach(function (layer) {
      var group = L.layerGroup(), shapes = [];
      if (layer.geometry) {
        var options = layer.style < 0
          ? { className: "region combined" }
          : { className: "region r" + layer.style + (layer.continues ? " wide" : ""), fillColor: "url(#p" + layer.style + ")" };
        options.pane = "regions";
        var drawn = L.geoJSON(layer.geometry, { style: function () { return options; } });
        drawn.eachLayer(function (shape) { shapes.push(shape); });
        drawn.on("mouseover", function () { highlight(layer.id, true); });
        drawn.on("mouseout", function () { highlight(layer.id, false); });
        drawn.on("click", function () {
          var card = Array.prototype.find.call(document.querySelectorAll("[data-layer]"), function (c) { return c.dataset.layer === layer.id; });
          if (card) { card.scrollIntoView({ block: "center" }); card.focus(); }
        });
        group.addLayer(drawn);
      }
      layer.fixes.forEach(function (fix) {
        if (!fix.bounded) { return; }
        group.addLayer(L.circle([fix.lat, fix.lon], { radius: fix.radius_m, pane: "marks", interactive: false, className: "radius" }));
        group.addLayer(L.circleMarker([fix.lat, fix.lon], { radius: 4, pane: "marks", interactive: false, className: "center" }));
      });
      layer.distances.forEach(function (distance) {
        var line = L.polyline([turned(distance.from), turned(distance.to)], { pane: "marks", interactive: false, className: "measure" });
        group.addLayer(line);
        group.addLayer(tag((distance.from[1] + distance.to[1]) / 2, (distance.from[0] + distance.to[0]) / 2, distance.figure, "figure-tag", "labels"));
      });
      byLayer[layer.id] = { group: group, shapes: shapes, sentence: layer.label + (layer.continues ? " (" + layer.continues + ")" : "") };
      if (layer.on) { group.addTo(map); }
    });
    scene.conflicts.forEach(function (conflict) {
      if (conflict.closest.length !== 2) { return; }
      var arrow = L.polyline(conflict.closest.map(turned), { pane: "marks", interactive: false, className: "gap" }).addTo(map);
      arrows.push(arrow);
      if (conflict.length) {
        tag((conflict.closest[0][1] + conflict.closest[1][1]) / 2, (conflict.closest[0][0] + conflict.closest[1][0]) / 2, conflict.length + " apart", "figure-tag beside", "labels").addTo(map);
      }
    });
    scene.stated.forEach(function (stated) {
      var node = el("div", "", "stated s" + stated.style);
      L.marker([stated.lat, stated.lon], { icon: L.divIcon({ className: "", iconSize: [0, 0], html: node }), alt: stated.label, keyboard: true })
        .on("mouseover focus click", function () { say(stated.label); }).on("mouseout blur", function () { say(""); }).addTo(map);
      tag(stated.lat, stated.lon, stated.title, "place", "labels").addTo(map);
      if (stated.to.length) {
        L.polyline([[stated.lat, stated.lon], turned(stated.to)], { pane: "marks", interactive: false, className: "measure" }).addTo(map);
        tag((stated.lat + stated.to[1]) / 2, (stated.lon + stated.to[0]) / 2, stated.figure, "figure-tag", "labels").addTo(map);
      }
    });
    var named = [], near = 0.07 * Math.max(scene.view[2] - scene.view[0], scene.view[3] - scene.view[1]);
    scene.places.forEach(function (place) {
      var node = el("div", "", "spot");
      el("div", "", "leader", node);
      el("div", place.number, "candidate" + (place.chosen ? " chosen" : ""), node);
      candidates.push({ node: node, lat: place.lat, lon: place.lon });
      var words = place.number + ". " + place.name + (place.country ? ", " + place.country : "") + ", " + place.position;
      L.marker([place.lat, place.lon], { icon: L.divIcon({ className: "", iconSize: [0, 0], html: node }), alt: words, keyboard: true })
        .on("mouseover focus click", function () { say(words); }).on("mouseout blur", function () { say(""); }).addTo(map);
      // Names that would lie on each other are left to the numbered list.
      if (!named.some(function (other) { return Math.abs(other.lat - place.lat) + Math.abs(other.lon - place.lon) / 2 < near; })) {
        named.push(place);
        tag(place.lat, place.lon, place.name, "place", "labels").addTo(map);
      }
    });
  }

  function link(address, parent) {
    if (!address) { return; }
    if (safeLink(address)) {
      var anchor = el("a", address, "", parent);
      anchor.href = address; anchor.rel = "noopener noreferrer"; anchor.target = "_blank";
    } else { el("span", address, "", parent); }
  }
  function copyButton(text, parent) {
    var button = el("button", "Copy " + text, "", parent);
    button.type = "button";
    button.addEventListener("click", function () {
      var done = function () { say("Copied " + text); }, failed = function () { say("Copy it by hand: " + text); };
      if (navigator.clipboard) { navigator.clipboard.writeText(text).then(done, failed); } else { failed(); }
    });
  }
  function figures(list, parent) {
    list.forEach(function (figure) {
      el("p", "Center " + figure.position + ", " + figure.extent, "figure", parent);
      copyButton(figure.copy, parent);
      if (figure.distances) { el("p", figure.distances, "figure quiet", parent); }
    });
  }
  function toggle(layerId, parent) {
    var layer = scene.layers.find(function (known) { return known.id === layerId; });
    if (!layer) { return; }
    var label = el("label", "", "", parent), box = el("input", "", "", label);
    box.type = "checkbox"; box.checked = layer.on;
    swatch(layer.style, label);
    el("span", (layer.kind === "combined" ? "where all allow it" : "on the map") + (layer.continues ? "; " + layer.continues : ""), "", label);
    box.addEventListener("change", function () {
      if (box.checked) { byLayer[layerId].group.addTo(map); } else { byLayer[layerId].group.remove(); }
      settle();
    });
  }
  function hovers(card, layerId) {
    if (!layerId) { return; }
    card.dataset.layer = layerId; card.tabIndex = 0;
    [["mouseenter", true], ["mouseleave", false], ["focus", true], ["blur", false]].forEach(function (pair) {
      card.addEventListener(pair[0], function () { highlight(layerId, pair[1]); });
    });
  }
  function claim(said, name, parent) {
    el("p", name + (said.words === "inferred" ? " (inferred):" : said.words === "reported" ? " is reported to say:" : " says:"), "", parent);
    said.says.forEach(function (words) { el("blockquote", "“" + words + "”", "", parent); });
    if (said.read.length) { el("p", "Read as: " + said.read.join("; and "), "figure", parent); }
    if (said.left_over.length) { el("p", "Not understood: " + said.left_over.join("; "), "figure", parent); }
    if (!said.position) { el("p", "no position given", "quiet figure", parent); }
    [said.when, said.of, said.why, said.denies ? "a denial" : "", said.retracted ? "retracted: " + said.retracted : ""].forEach(function (line) {
      if (line) { el("p", line, "quiet figure", parent); }
    });
  }
  function folded(title, parent, open) {
    var details = el("details", "", "", parent);
    el("summary", title, "", details);
    details.open = Boolean(open);
    return details;
  }
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
  function panel() {
    var root = id("panel");
    el("h2", "The question", "", root);
    el("p", scene.question, "", root);
    scene.questions.forEach(function (question) {
      var card = el("div", "", "card", root);
      el("h3", question.text, "", card);
      el("p", question.verdict, "verdict v-" + question.verdict, card);
      if (question.depends_on.length) {
        el("p", "What it depends on:", "quiet", card);
        var list = el("ul", "", "figure", card);
        question.depends_on.forEach(function (words) { el("li", words, "", list); });
      }
      if (question.broken.length) {
        var broken = folded("What could then not be true together", card), each = el("ul", "", "figure", broken);
        question.broken.forEach(function (words) { el("li", words, "", each); });
      }
    });
    if (scene.conflicts.length) {
      el("h2", "What cannot both be true", "", root);
      scene.conflicts.forEach(function (conflict) {
        var card = el("div", "", "card", root);
        conflict.claims.forEach(function (words) { el("blockquote", words, "", card); });
        if (conflict.why) { el("p", conflict.why, "", card); }
        if (conflict.figure) { el("p", "Apart by at least " + conflict.figure, "figure", card); }
        if (conflict.gives) { el("p", "To be true together, every one of these words would have to give way by " + conflict.gives, "figure", card); }
      });
    }
    legend(root);
    el("h2", "Event by event", "", root);
    scene.events.forEach(function (event) {
      var card = el("section", "", "card", root);
      el("h3", event.title, "", card);
      event.accounts.forEach(function (account) {
        var box = el("div", "", "account s" + account.style, card);
        account.claims.forEach(function (said) { claim(said, account.name, box); });
        if (account.status && account.claims.every(function (said) { return said.position; })) { el("p", account.status, "quiet figure", box); }
        if (account.stated.length) { el("p", "The coordinates as stated: " + account.stated.join("\n"), "figure", box); }
        figures(account.figures, box);
        if (account.ledger.length) {
          var why = folded("How this came about", box), steps = el("ol", "", "figure", why);
          account.ledger.forEach(function (words) { el("li", words, "", steps); });
        }
        toggle(account.layer, box);
        hovers(box, account.layer);
      });
      if (event.together) {
        var all = el("div", "", "account", card);
        el("p", event.together, "", all);
        figures(event.figures || [], all);
        toggle(event.id + "/combined", all);
        hovers(all, event.id + "/combined");
      }
    });
    if (scene.places.length) {
      el("h2", "Places the names could mean", "", root);
      var places = el("ol", "", "figure", root);
      scene.places.forEach(function (place) {
        var item = el("li", place.name + (place.country ? ", " + place.country : "") + ": " + place.position + (place.chosen ? " (taken here)" : ""), "", places);
        if (place.note || place.source) { el("p", [place.note, place.source].filter(Boolean).join(" · "), "quiet", item); }
      });
    }
    if (scene.warnings.length) {
      var warned = folded("Warnings", root, true);
      scene.warnings.forEach(function (words) { el("p", words, "figure", warned); });
    }
    var taken = folded("What was taken for granted", root), choices = el("ul", "", "figure", taken);
    scene.scenario.forEach(function (words) { el("li", words, "", choices); });
    var sources = folded("Sources", root), listed = el("ul", "", "figure", sources);
    scene.sources.forEach(function (source) {
      var item = el("li", source.name + (source.title && source.title !== source.name ? ": " + source.title : "") + (source.via ? ", by way of " + source.via : ""), "", listed);
      [source.url, source.archive].forEach(function (address) { if (address) { link(address, el("div", "", "", item)); } });
      [source.accessed && "read on " + source.accessed, source.sha256 && "SHA-256 " + source.sha256].forEach(function (words) { if (words) { el("div", words, "quiet", item); } });
    });
    if (scene.file) { el("p", "From " + scene.file + (scene.sha256 ? ", SHA-256 " + scene.sha256 : ""), "quiet figure", root); }
  }
  function insetMap() {
    var box = scene.inset.bounds, root = id("inset"), squeeze = Math.cos((box[1] + box[3]) / 2 * Math.PI / 180);
    var width = (box[2] - box[0]) * squeeze, height = box[3] - box[1];
    root.setAttribute("viewBox", "0 0 " + width + " " + height);
    function xy(p) { return [((p[0] - box[0]) * squeeze).toFixed(2), (box[3] - p[1]).toFixed(2)]; }
    scene.inset.land.forEach(function (polygon) {
      svg("path", { "fill-rule": "evenodd", d: polygon.map(function (ring) { return "M" + ring.map(function (p) { return xy(p).join(","); }).join("L") + "Z"; }).join("") }, root);
    });
    var view = scene.inset.view, middle = xy([(view[0] + view[2]) / 2, (view[1] + view[3]) / 2]);
    if (view[2] - view[0] > 3) {
      var corner = xy([view[0], view[3]]);
      svg("rect", { x: corner[0], y: corner[1], width: (view[2] - view[0]) * squeeze, height: view[3] - view[1] }, root);
    } else { svg("circle", { cx: middle[0], cy: middle[1], r: 1.6 }, root); }
  }
  // Candidates that would lie on each other stand in a row above, each with a line to its place.
  function fan() {
    var groups = [];
    candidates.forEach(function (one) {
      one.at = map.latLngToContainerPoint([one.lat, one.lon]);
      var group = groups.find(function (known) { return known.some(function (other) { return other.at.distanceTo(one.at) < 24; }); });
      if (group) { group.push(one); } else { groups.push([one]); }
    });
    groups.forEach(function (group) {
      var x = 0, y = 0;
      group.forEach(function (one) { x += one.at.x / group.length; y += one.at.y / group.length; });
      group.forEach(function (one, i) {
        var dx = group.length < 2 ? 0 : x + (i - (group.length - 1) / 2) * 26 - one.at.x, dy = group.length < 2 ? 0 : y - 34 - one.at.y;
        one.node.classList.toggle("fanned", group.length > 1);
        one.node.lastChild.style.left = dx + "px"; one.node.lastChild.style.top = dy + "px";
        one.node.firstChild.style.width = Math.hypot(dx, dy) + "px";
        one.node.firstChild.style.transform = "rotate(" + Math.atan2(dy, dx) + "rad)";
      });
    });
    // On a short arrow heads would cover each other: bars mark its ends.
    arrows.forEach(function (arrow) {
      var node = arrow.getElement(), ends = arrow.getLatLngs().map(function (end) { return map.latLngToContainerPoint(end); });
      if (!node) { return; }
      var mark = ends[0].distanceTo(ends[1]) < 34 ? "url(#bar)" : "url(#head)";
      node.setAttribute("marker-start", mark); node.setAttribute("marker-end", mark);
    });
  }
  // A light net of degrees, with its figures at the edges.
  var net = L.layerGroup();
  function graticule() {
    net.clearLayers();
    var box = map.getBounds(), wide = box.getEast() - box.getWest(), step = [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].find(function (s) { return wide / s >= 3; }) || 0.005;
    var places = step < 0.1 ? 2 : step < 1 ? 1 : 0;
    function line(from, to) { net.addLayer(L.polyline([from, to], { pane: "ground", interactive: false, className: "grid", renderer: gridOver })); }
    for (var lon = Math.ceil(box.getWest() / step) * step; lon < box.getEast(); lon += step) {
      line([box.getSouth(), lon], [box.getNorth(), lon]);
      net.addLayer(tag(box.getSouth(), lon, Math.abs(lon).toFixed(places) + "° " + (lon < 0 ? "W" : "E"), "grid-tag low", "labels"));
    }
    for (var lat = Math.ceil(box.getSouth() / step) * step; lat < box.getNorth(); lat += step) {
      line([lat, box.getWest()], [lat, box.getEast()]);
      net.addLayer(tag(lat, box.getWest(), Math.abs(lat).toFixed(places) + "° " + (lat < 0 ? "S" : "N"), "grid-tag side", "labels"));
    }
  }
  // Words that would lie on each other move a little, or give way to the more important: figures, countries, places, towns.
  function settle() {
    var taken = [], order = [".figure-tag", ".country", ".place", ".town"], frame = id("frame").getBoundingClientRect(), moves = [[0, 0], [0, -22], [0, 22], [0, -44], [0, 44], [80, 0], [-80, 0], [80, -24], [-80, 24]];
    document.querySelectorAll(".candidate, .stated, #inset, .leaflet-control-zoom, .leaflet-control-scale").forEach(function (node) { taken.push(node.getBoundingClientRect()); });
    function free(box) {
      return taken.every(function (other) { return box.right + 2 < other.left || box.left > other.right + 2 || box.bottom < other.top || box.top > other.bottom; });
    }
    order.forEach(function (kind, rank) {
      document.querySelectorAll(".tag" + kind).forEach(function (node) {
        node.style.visibility = ""; node.style.marginLeft = "0"; node.style.marginTop = "0";
        var at = moves.slice(0, rank === 3 ? 1 : moves.length).find(function (move) {
          // A country's name stays on its side of the line, a place's beside its circle.
          if ((rank === 1 && move[1]) || (rank === 2 && Math.abs(move[1]) > 22)) { return false; }
          node.style.marginLeft = (rank === 2 && move[0] ? -30 - node.offsetWidth : move[0]) + "px"; node.style.marginTop = move[1] + "px";
          var box = node.getBoundingClientRect();
          return free(box) && (rank === 3 || (box.left > frame.left && box.right < frame.right));
        });
        if (at) { taken.push(node.getBoundingClientRect()); return; }
        node.style.marginLeft = "0"; node.style.marginTop = "0";
        if (rank > 0) { node.style.visibility = "hidden"; }
      });
    });
  }
  function controls() {
    L.control.zoom({ position: "topleft" }).addTo(map);
    L.control.scale({ metric: true, imperial: false, maxWidth: 160, position: "bottomleft" }).addTo(map);
    map.on("mousemove", function (event) {
      var p = event.latlng;
      id("readout").textContent = Math.abs(p.lat).toFixed(4) + "° " + (p.lat < 0 ? "S" : "N") + ", " + Math.abs(p.lng).toFixed(4) + "° " + (p.lng < 0 ? "W" : "E");
    });
    map.on("mouseout", function () { id("readout").textContent = ""; });
  }

  document.title = scene.title || "Map";
  el("h1", scene.headline, "", id("headline"));
  if (scene.note) { el("p", scene.note, "", id("headline")); }
  if (scene.headline !== scene.title) { el("p", scene.title, "quiet", id("headline")); }
  el("p", scene.caveat, "", id("foot"));
  el("p", scene.attribution.join(" · "), "quiet", id("foot"));
  id("map_geoevents").setAttribute("role", "region");
  id("map_geoevents").setAttribute("aria-label", "Map of " + scene.title);
  patterns();
  panel();
  var view = scene.view;
  // The head and the foot have taken their room since the map was made.
  map.invalidateSize({ animate: false });
  // A page that opens out of sight (in a closed tab, say) has no size yet: it is fitted when it gets one.
  var fitted = false;
  function seen() { var size = map.getSize(); return size.x > 0 && size.y > 0; }
  function fit() {
    fitted = seen();
    if (fitted) { map.fitBounds([[view[1], view[0]], [view[3], view[2]]], { animate: false, padding: [4, 4] }); }
    else { map.setView([(view[1] + view[3]) / 2, (view[0] + view[2]) / 2], 6, { animate: false }); }
  }
  fit();
  pane("labels", 640, true);
  ground();
  layers();
  borders();
  insetMap();
  controls();
  var gridOver = L.svg({ pane: "ground", padding: 0.6 });
  net.addTo(map);
  function arrange() {
    if (!seen()) { return; }
    if (!fitted) { fit(); }
    graticule(); fan(); settle();
  }
  arrange();
  map.on("zoomend resize", arrange);
  map.on("moveend", function () { if (seen()) { graticule(); } });
  window.addEventListener("beforeprint", function () { map.invalidateSize(); });
  document.documentElement.dataset.ready = "yes";
})();
