// Other scenarios: each was worked out beforehand, so that a choice redraws the map and its words at once.
var taken = (scene.switches || []).map(function () { return 0; });

function stateNumber(choices) {
  return (scene.switches || []).reduce(function (number, one, i) { return number * one.choices.length + choices[i]; }, 0);
}
function isDefault() { return taken.every(function (choice) { return choice === 0; }); }
function switchTo(choices, quietly) {
  var number = stateNumber(choices);
  if (!scene.states || !scene.states[number]) { say("Not worked out: this dataset lacks a border that the case speaks of."); return false; }
  taken = choices;
  enter(number);
  redraw();
  document.querySelectorAll("[data-switch]").forEach(function (box) { box.checked = taken[Number(box.dataset.switch)] === Number(box.value); });
  id("reset").disabled = isDefault();
  if (!quietly) { say(changedWords() + scene.verdict); remember(); }
  return true;
}
function changedWords() {
  var told = [];
  scene.switches.forEach(function (one, i) {
    if (!taken[i]) { return; }
    told.push(one.supposed ? one.supposed + " supposed" : one.choices[taken[i]]);
  });
  return told.length ? "With " + told.join(", ") + ": " : "As set: ";
}
function switches(parent) {
  if (!scene.switches || !scene.switches.length) { return; }
  var root = el("section", "", "switches", parent);
  root.setAttribute("aria-label", "What it depends on");
  el("h2", "What it depends on", "", root);
  el("p", "Choose otherwise: the map and every answer below are drawn anew.", "quiet figure", root);
  scene.switches.forEach(function (one, i) {
    var group = el("fieldset", "", "", root);
    el("legend", one.name, "", group);
    one.choices.forEach(function (words, j) {
      var label = el("label", "", "choice", group), box = el("input", "", "", label);
      box.type = "radio"; box.name = "switch-" + i; box.value = String(j); box.checked = j === 0;
      box.dataset.switch = String(i);
      el("span", words, "", label);
      box.addEventListener("change", function () {
        var choices = taken.slice(), before = taken;
        choices[i] = j;
        if (!switchTo(choices)) { switchBack(before); }
      });
    });
  });
  var row = el("p", "", "", root), back = button("As it was set", row, function () { switchTo(taken.map(function () { return 0; })); });
  back.id = "reset"; back.disabled = true;
  if (scene.fixed && scene.fixed.length) { el("p", "Not switched here: " + scene.fixed.join("; ") + ". The table of all scenarios has them: geoevents check --table.", "quiet figure", root); }
}
function switchBack(choices) {
  document.querySelectorAll("[data-switch]").forEach(function (box) { box.checked = choices[Number(box.dataset.switch)] === Number(box.value); });
}
