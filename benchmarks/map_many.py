"""Measure maps of many rows in a browser: how soon they are there, and how they move.

    .venv/bin/python benchmarks/map_many.py              100, 10,000 and 100,000 rows, and folium beside the first two
    .venv/bin/python benchmarks/map_many.py --rows 1000  another number

First paint is from the start of navigation to the frame after the map is ready; a pan is from asking for a step of 47
pixels to the task after the frame that shows it, so that about 17 ms is the least a browser at 60 frames can give. The
peer is folium as many use it: one CircleMarker with a popup a row. Both pages are opened from files without a network;
folium's Leaflet is the one that we vendor, and its jQuery, of which it uses one call, is a line that is faster than the
real one. Everything else that it would load is left out. Needs playwright and a Chromium.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import folium
import geopandas
import numpy as np
from playwright.sync_api import sync_playwright

from geoevents.maps import draw
from geoevents.maps.render import ROOT

SMALL_JQUERY = (
    "window.$ = function (html) { var t = document.createElement('template'); t.innerHTML = html; "
    "return [t.content.firstElementChild]; };"
)
FIRST = """
(function () {
  function frame() { requestAnimationFrame(function () { requestAnimationFrame(function () { window.firstPaint = performance.now(); }); }); }
  if (READY) { addEventListener("load", frame); return; }
  new MutationObserver(function (_, seer) {
    if (document.documentElement && document.documentElement.dataset.ready) { seer.disconnect(); frame(); }
  }).observe(document, { attributes: true, subtree: true, childList: true });
})();
"""
PAN = """
async function () {
  var name = Object.keys(window).find(function (key) { return /^map_/.test(key) && window[key] && window[key].panBy; });
  var taken = [];
  for (var step = 0; step < 20; step++) {
    var began = performance.now();
    window[name].panBy(step % 2 ? [-40, 25] : [40, 25], { animate: false });
    await new Promise(function (done) { requestAnimationFrame(function () { var c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); }); });
    taken.push(performance.now() - began);
    await new Promise(function (done) { setTimeout(done, 30); });
  }
  return taken;
}
"""


def table(count: int) -> geopandas.GeoDataFrame:
    """Events around sixty places, with the columns that such tables have."""
    random = np.random.default_rng(1)
    places = np.column_stack([random.uniform(-15, 45, 60), random.uniform(-30, 33, 60)])
    place = random.integers(0, 60, count)
    lon, lat = (places[place] + random.normal(0, 1.4, (count, 2))).T
    words = np.array(["clash", "near", "the", "market", "convoy", "drone", "strike", "village", "forces", "attack"])
    columns = {
        "event_id": [f"SYN{number:07d}" for number in range(count)],
        "event_date": (np.datetime64("2020-01-01") + random.integers(0, 1800, count)).astype(str),
        "event_type": np.array(["Battles", "Protests", "Riots", "Strikes", "Other"])[random.integers(0, 5, count)],
        "actor": np.char.add("Group ", random.integers(0, 400, count).astype(str)),
        "fatalities": random.integers(0, 20, count),
        "notes": [" ".join(words[random.integers(0, len(words), 12)]) for _ in range(count)],
    }
    return geopandas.GeoDataFrame(columns, geometry=geopandas.points_from_xy(lon, lat), crs="EPSG:4326")


def ours(frame: geopandas.GeoDataFrame, file: Path) -> None:
    file.write_text(draw(frame).html, encoding="utf-8")


def peer(frame: geopandas.GeoDataFrame, file: Path) -> None:
    drawn = folium.Map(location=[0, 15], zoom_start=4, tiles=None)
    titles = [title for title in frame.columns if title != "geometry"]
    for row in frame.itertuples(index=False):
        told = "<br>".join(f"{title}: {getattr(row, title)}" for title in titles)
        folium.CircleMarker([row.geometry.y, row.geometry.x], radius=4, popup=folium.Popup(told)).add_to(drawn)
    html = drawn.get_root().render()
    html = re.sub(r'<(script src|link rel="stylesheet" href)="https?:[^>]*>(</script>)?', "", html)
    leaflet, style = ((ROOT / "vendor" / name).read_text(encoding="utf-8") for name in ("leaflet.js", "leaflet.css"))
    head = f"<head><style>{style}</style><script>{leaflet}</script><script>{SMALL_JQUERY}</script>"
    file.write_text(html.replace("<head>", head, 1), encoding="utf-8")


def measured(browser, file: Path, by_load: bool, rounds: int = 3) -> tuple[float, list[float]]:
    """Seconds to the first paint (median), and milliseconds of all steps of panning."""
    first, steps = [], []
    for _ in range(rounds):
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(FIRST.replace("READY", "true" if by_load else "false"))
        page.goto(file.as_uri(), timeout=300_000, wait_until="commit")
        # The page's policy forbids what `wait_for_function` does.
        while not page.evaluate("window.firstPaint || 0"):
            page.wait_for_timeout(50)
        first.append(page.evaluate("window.firstPaint") / 1000)
        page.wait_for_timeout(1000)
        steps += page.evaluate(PAN)
        page.close()
    return statistics.median(first), steps


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="*", default=[100, 10_000, 100_000])
    parser.add_argument("--peer-rows", type=int, default=10_000, help="With more rows than this the peer is left out.")
    asked = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    heads = ("rows", "page", "build s", "MB", "first paint s", "pan median ms", "pan 95 % ms")
    print(("{:>9} {:>10}" + " {:>14}" * 5).format(*heads))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for count in asked.rows:
            frame, found = table(count), {}
            pages = [("geoevents", ours)] + ([("folium", peer)] if count <= asked.peer_rows else [])
            for name, build in pages:
                file = Path(folder) / f"{name}-{count}.html"
                began = time.perf_counter()
                build(frame, file)
                built = time.perf_counter() - began
                first, steps = measured(browser, file, by_load=name == "folium")
                found[name] = (built, file.stat().st_size / 1e6, first, *np.percentile(steps, [50, 95]))
                print(("{:>9,} {:>10}" + " {:>14.2f}" * 5).format(count, name, *found[name]), flush=True)
            if len(found) > 1:
                ratio = np.array(found["folium"]) / np.array(found["geoevents"])
                print(("{:>9} {:>10}" + " {:>14.2f}" * 5).format("", "ratio", *ratio), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
