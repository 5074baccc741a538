// A sheet has another shape than the window: what was in view is fitted to it, and put back afterwards.
var offPaper = null;
function onPaper(event) {
  // Leaflet still knows the size from before.
  var shown = map.getBounds(), center = map.getCenter(), zoom = map.getZoom();
  map.invalidateSize({ animate: false, pan: false });
  var size = map.getSize();
  if (event.matches && size.x && size.y) {
    offPaper = { center: center, zoom: zoom };
    map.fitBounds(shown, { animate: false });
  } else if (offPaper) {
    map.setView(offPaper.center, offPaper.zoom, { animate: false });
    offPaper = null;
  }
}
window.matchMedia("print").addEventListener("change", onPaper);
