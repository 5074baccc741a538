// Where the pointer is, or the middle of the map for those who use keys: in degrees, in degrees with minutes, and as MGRS.
function sexagesimal(value, letters) {
  var tenths = Math.round(Math.abs(value) * 36000), letter = letters[value < 0 ? 1 : 0];
  var seconds = (tenths % 600) / 10, minutes = Math.floor(tenths / 600) % 60, degrees = Math.floor(tenths / 36000);
  return degrees + "°" + String(minutes).padStart(2, "0") + "′" + seconds.toFixed(1).padStart(4, "0") + "″" + letter;
}
function wrapped(lng) { return ((lng + 180) % 360 + 360) % 360 - 180; }
function degreesText(lat, lng) {
  return Math.abs(lat).toFixed(5) + "° " + (lat < 0 ? "S" : "N") + ", " + Math.abs(lng).toFixed(5) + "° " + (lng < 0 ? "W" : "E");
}
function mgrsText(lat, lng) {
  if (lat > 84 || lat < -80) { return ""; } // the grid ends there
  return mgrs.forward([lng, lat], 5).replace(/^(\d+[A-Z])([A-Z]{2})(\d{5})(\d{5})$/, "$1 $2 $3 $4");
}
function positionTexts(lat, lng) {
  lng = wrapped(lng);
  return [degreesText(lat, lng), sexagesimal(lat, "NS") + " " + sexagesimal(lng, "EW"), mgrsText(lat, lng)].filter(Boolean);
}
function readout() {
  var box = id("readout"), held = false;
  function show(at) {
    box.replaceChildren();
    if (!at || Math.abs(at.lat) > 90) { return; }
    positionTexts(at.lat, at.lng).forEach(function (text) {
      var line = el("div", "", "", box);
      el("span", text, "", line);
      if (held) { button("Copy", line, function () { copied(text); }).setAttribute("aria-label", "Copy " + text); }
    });
    if (held) { button("Let go", box, function () { held = false; show(null); }); }
  }
  map.on("mousemove", function (event) { if (!held) { show(event.latlng); } });
  map.on("mouseout", function () { if (!held) { show(null); } });
  map.on("click", function (event) { if (!measuring()) { held = true; show(event.latlng); } });
  map.getContainer().addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.target === map.getContainer() && !measuring()) { held = true; show(map.getCenter()); }
    if (event.key === "Escape" && held) { held = false; show(null); }
  });
  map.on("movestart", function () { if (!held) { show(null); } });
}
