// Zoom, scale, and where the pointer is.
function controls() {
  L.control.zoom({ position: "topleft" }).addTo(map);
  L.control.scale({ metric: true, imperial: false, maxWidth: 160, position: "bottomleft" }).addTo(map);
  map.on("mousemove", function (event) {
    var p = event.latlng;
    id("readout").textContent = Math.abs(p.lat).toFixed(4) + "° " + (p.lat < 0 ? "S" : "N") + ", " + Math.abs(p.lng).toFixed(4) + "° " + (p.lng < 0 ? "W" : "E");
  });
  map.on("mouseout", function () { id("readout").textContent = ""; });
}
