// The case in words: question, verdicts, events, sources.
function link(address, parent) {
  if (!address) { return; }
  if (safeLink(address)) {
    var anchor = el("a", address, "", parent);
    anchor.href = address; anchor.rel = "noopener noreferrer"; anchor.target = "_blank";
  } else { el("span", address, "", parent); }
}
function copyButton(text, parent) { button("Copy " + text, parent, function () { copied(text); }); }
function figures(list, parent) {
  list.forEach(function (figure) {
    if (figure.copy) {
      el("p", "Center " + figure.position + ", " + figure.extent, "figure", parent);
      copyButton(figure.copy, parent);
    } else { el("p", "Somewhere in a wide area: " + figure.extent.split(", ").pop(), "figure", parent); }
    if (figure.distances) { el("p", figure.distances, "figure quiet", parent); }
  });
}
function toggle(layerId, parent) {
  var layer = scene.layers.find(function (known) { return known.id === layerId; });
  if (!layer) { return; }
  var label = el("label", "", "", parent), box = el("input", "", "", label);
  box.type = "checkbox"; box.checked = layer.id in byHand ? byHand[layer.id] : layer.on;
  swatch(layer.style, label);
  el("span", (layer.kind === "combined" ? "where all allow it" : "on the map") + (layer.continues ? "; " + layer.continues : ""), "", label);
  box.addEventListener("change", function () {
    byHand[layerId] = box.checked;
    showLayers(); keys(); settle(); remember();
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
function conflicts(root) {
  if (!scene.conflicts.length) { return; }
  el("h2", "What cannot both be true", "", root);
  scene.conflicts.forEach(function (conflict) {
    var card = el("div", "", "card", root);
    conflict.claims.forEach(function (words) { el("blockquote", words, "", card); });
    if (conflict.short) { el("p", conflict.short[0].toUpperCase() + conflict.short.slice(1) + ".", "", card); }
    else if (conflict.figure) { el("p", "Apart by at least " + conflict.figure, "figure", card); }
    if (conflict.gives) { el("p", "To be true together, every one of these words would have to give way by " + conflict.gives, "figure", card); }
  });
}
function questions(root) {
  if (!scene.questions.length) { return; }
  el("h2", "Question by question", "", root);
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
}
function accountBox(account, card) {
  var box = el("div", "", "account s" + account.style, card);
  if (account.source) { box.dataset.source = account.source; }
  account.claims.forEach(function (said) { claim(said, account.name, box); });
  if (account.status && account.claims.every(function (said) { return said.position; })) { el("p", account.status, "quiet figure", box); }
  if (account.stated.length) { el("p", "The coordinates as stated: " + account.stated.join("\n"), "figure", box); }
  figures(account.figures, box);
  if (account.ledger.length) {
    var why = folded("How this came about", box), steps = el("ol", "", "figure", why);
    account.ledger.forEach(function (words) { el("li", words, "", steps); });
  }
  if (account.claims.length) {
    button("Copy citation", box, function () { copied(citation(account)); }).setAttribute("aria-label", "Copy citation of " + account.name);
  }
  toggle(account.layer, box);
  hovers(box, account.layer);
}
// Who said what, how it was read, what follows and on which data: enough to be checked by somebody else.
function citation(account) {
  var told = account.claims.map(function (said) {
    return account.name + ": " + said.says.map(function (words) { return "“" + words + "”"; }).join(" ") + (said.read.length ? ", read as " + said.read.join(" and ") : "") + (said.when ? ", " + said.when : "");
  });
  account.figures.forEach(function (figure) {
    told.push(figure.copy ? "center " + figure.position + ", " + figure.extent : "somewhere in " + figure.extent.split(", ").pop());
    if (figure.distances) { told.push(figure.distances.split("\n").join("; ")); }
  });
  told.push("[" + scene.scenario.join("; ") + "]");
  if (scene.file) { told.push(scene.file + (scene.sha256 ? " (SHA-256 " + scene.sha256 + ")" : "")); }
  return told.join("; ");
}
function events(root) {
  if (!scene.events.length) { return; }
  el("h2", "Event by event", "", root);
  scene.events.forEach(function (event) {
    var card = el("section", "", "card", root);
    card.id = "event-" + event.id;
    el("h3", event.title, "", card);
    event.accounts.forEach(function (account) { accountBox(account, card); });
    if (event.together) {
      var all = el("div", "", "account", card);
      el("p", event.together, "", all);
      figures(event.figures || [], all);
      toggle(event.id + "/combined", all);
      hovers(all, event.id + "/combined");
    }
  });
}
function candidatesListed(root) {
  if (!scene.places.length) { return; }
  el("h2", "Places the names could mean", "", root);
  var listed = el("ol", "", "figure", root);
  scene.places.forEach(function (place) {
    var item = el("li", place.name + (place.country ? ", " + place.country : "") + ": " + place.position + (place.chosen ? " (taken here)" : ""), "", listed);
    if (place.note || place.source) { el("p", [place.note, place.source].filter(Boolean).join(" · "), "quiet", item); }
  });
}
function sourcesListed(root) {
  if (!scene.sources.length) { return; }
  var sources = folded("Sources", root), listed = el("ul", "", "figure", sources);
  scene.sources.forEach(function (source) {
    var item = el("li", source.name + (source.title && source.title !== source.name ? ": " + source.title : "") + (source.via ? ", by way of " + source.via : ""), "", listed);
    [source.url, source.archive].forEach(function (address) { if (address) { link(address, el("div", "", "", item)); } });
    [source.accessed && "read on " + source.accessed, source.sha256 && "SHA-256 " + source.sha256].forEach(function (words) { if (words) { el("div", words, "quiet", item); } });
  });
}
// What a scenario changes; folds that were open stay so.
function answers() {
  [["answers", [conflicts]], ["details", [events, questions, legend, candidatesListed, assumed]]].forEach(function (part) {
    var root = id(part[0]), open = Array.prototype.map.call(root.querySelectorAll("details"), function (fold) { return fold.open; });
    root.replaceChildren();
    part[1].forEach(function (tell) { tell(root); });
    var folds = root.querySelectorAll("details");
    if (folds.length === open.length) { folds.forEach(function (fold, i) { fold.open = open[i]; }); }
  });
  id("verdict").textContent = scene.verdict;
  id("verdict").className = scene.verdict ? "verdict v-" + scene.verdict : "";
}
function assumed(root) {
  if (scene.warnings.length) {
    var warned = folded("Warnings", root, true);
    scene.warnings.forEach(function (words) { el("p", words, "figure", warned); });
  }
  if (!scene.scenario.length) { return; }
  var granted = folded("What was taken for granted", root), choices = el("ul", "", "figure", granted);
  scene.scenario.forEach(function (words) { el("li", words, "", choices); });
}
function panel() {
  var root = id("panel");
  if (scene.question) { el("h2", "The question", "", root); el("p", scene.question, "", root); }
  var verdict = el("p", "", "", el("p", "", "", root));
  verdict.id = "verdict";
  el("div", "", "", root).id = "answers";
  switches(root);
  filters(root);
  el("div", "", "", root).id = "details";
  answers();
  sourcesListed(root);
  if (scene.file) { el("p", "From " + scene.file + (scene.sha256 ? ", SHA-256 " + scene.sha256 : ""), "quiet figure", root); }
}
