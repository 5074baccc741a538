"""Tables in a browser: every strategy opens offline, shows what it should, and runs nothing that the table says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
from shapely import LineString, Point, box

from geoevents.maps import draw, points
from geoevents.maps.render import ROOMS, ROOT
from geoevents.maps.rowfile import rows_of_file

CODE = "cycler.__init__.__globals__.os.mkdir(dict(pwned=1)|join)"
# S02, S03: a property's value and its name; S12, S13: the same by the way of `explore`; and what browsers run.
PAYLOADS = (
    f"{{{{ {CODE} }}}}",
    f"{{% if {CODE} %}}{{% endif %}}",
    "</script><script>window.owned=1</script><img src=x onerror='window.owned=1'>",
    "`${window.owned=1}` \u2028 \u202egnihton",
)
STRATEGIES = ("marks", "canvas", "clusters", "cells")
Maker = Callable[..., geopandas.GeoDataFrame]
Opener = Callable[..., Any]
ROW, GROUP = re.compile(r"^Row \d"), re.compile(r"^Group of \d")
TEXT = "document.querySelector('#panel').innerText"


def frame(count: int, **columns: Any) -> geopandas.GeoDataFrame:
    random = np.random.default_rng(3)
    lon, lat = random.uniform(0, 8, count), random.uniform(15, 21, count)
    given = {"id": [f"{number:03d}" for number in range(count)]} | columns
    return geopandas.GeoDataFrame(given, geometry=geopandas.points_from_xy(lon, lat), crs="EPSG:4326")


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let few rows be drawn as many are."""

    def choose(strategy: str) -> None:
        at = STRATEGIES.index(strategy)
        for number, name in enumerate(("MARKS", "CANVAS", "CLUSTERS")):
            monkeypatch.setattr(points, name, 10**9 if number >= at else 0)

    return choose


def drawn(page: Any) -> int:
    return int(page.locator(".points-canvas").get_attribute("data-drawn"))


def ink(page: Any) -> int:
    """How many dots of the canvas are not empty."""
    found = page.evaluate(
        "(() => { const c = document.querySelector('.points-canvas');"
        "const dots = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        "return dots.filter((v, i) => i % 4 === 3 && v).length })()"
    )
    return int(found)


@pytest.mark.parametrize(("strategy", "scheme"), list(zip(STRATEGIES, ("light", "dark") * 2, strict=True)))
def test_opens_offline_without_error_or_request(
    only: Callable[[str], None], open_page: Opener, strategy: str, scheme: str
) -> None:
    only(strategy)
    seen = open_page(draw(frame(300)).html, scheme=scheme)
    seen.page.wait_for_selector("#in-view button")
    assert seen.errors == []
    assert seen.requests == []
    assert 0 < drawn(seen.page) <= 300
    assert ink(seen.page) > 300
    if strategy in ("marks", "canvas"):
        assert drawn(seen.page) == 300
        assert "and 250 more in view" in seen.page.evaluate(TEXT)
    assert seen.page.locator("#in-view button").count() <= 50


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_names_and_values_are_shown_and_never_run(
    only: Callable[[str], None],
    open_page: Opener,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    strategy: str,
    payload: str,
) -> None:
    only(strategy)
    monkeypatch.chdir(tmp_path)
    table = frame(2)
    table[payload] = payload
    seen = open_page(draw(table, by=payload).html)
    page = seen.page
    page.wait_for_selector("#in-view button")
    if strategy != "cells":
        # In groups, the two rows come apart first.
        if page.locator("#in-view button", has_text=GROUP).count():
            page.locator("#in-view button").first.click()
        page.locator("#in-view button", has_text=ROW).first.click()
        page.wait_for_selector("#chosen dd")
        assert page.locator("#chosen dt").all_text_contents() == ["id", payload]
        assert page.locator("#chosen dd").all_text_contents()[1] == payload
        assert page.locator(".leaflet-popup dd").count() == (2 if strategy == "marks" else 0)
    assert page.evaluate("window.owned") is None
    assert seen.dialogs == seen.errors == seen.requests == []
    assert not (tmp_path / "pwned").exists()
    assert page.locator("#panel").evaluate("(panel, words) => panel.textContent.includes(words)", payload)


def test_click_tells_every_column_as_it_stands(only: Callable[[str], None], open_page: Opener) -> None:
    for strategy in ("marks", "canvas", "clusters"):
        only(strategy)
        table = frame(1, id=["007"], country=["NA"], note=["  two  spaces\nand a line"], url=["https://example.org/a"])
        page = open_page(draw(table).html).page
        spot = page.evaluate("(() => { const s = map_geoevents.getSize(); return [s.x / 2, s.y / 2] })()")
        page.locator("#map_geoevents").click(position={"x": spot[0], "y": spot[1]})
        page.wait_for_selector("#chosen dd")
        chosen = page.locator("#chosen")
        assert chosen.locator("h3").inner_text() == "Row 1"
        assert chosen.locator("dd").evaluate_all("all => all.map(one => one.textContent)") == [
            "007",
            "NA",
            "  two  spaces\nand a line",
            "https://example.org/a",
        ]
        assert chosen.locator("a").get_attribute("rel") == "noopener noreferrer nofollow"


def test_rows_at_one_place_are_listed(only: Callable[[str], None], open_page: Opener) -> None:
    for strategy in ("marks", "clusters"):
        only(strategy)
        place = geopandas.GeoDataFrame({"id": list("abcd")}, geometry=[Point(3, 20)] * 3 + [Point(3.5, 20)], crs=4326)
        page = open_page(draw(place).html).page
        page.wait_for_selector("#in-view button")
        if strategy == "clusters":
            page.get_by_role("button", name="Group of 3 rows").click()
        else:
            at = page.evaluate(
                "(() => { const p = map_geoevents.latLngToContainerPoint([20, 3]); return [p.x, p.y] })()"
            )
            page.locator("#map_geoevents").click(position={"x": at[0], "y": at[1]})
        page.wait_for_selector("#chosen ul")
        assert "3 rows lie at or beside this mark" in page.locator("#chosen").inner_text()
        page.locator("#chosen ul button").nth(2).click()
        assert page.locator("#chosen dd").first.inner_text() == "c"


def test_groups_open_by_keyboard(only: Callable[[str], None], open_page: Opener) -> None:
    only("clusters")
    page = open_page(draw(frame(400)).html).page
    page.wait_for_selector("#in-view button")
    for _ in range(20):
        if page.locator("#in-view button", has_text=ROW).count():
            break
        before = page.evaluate("map_geoevents.getZoom()")
        page.locator("#in-view button").first.press("Enter")
        assert page.evaluate("map_geoevents.getZoom()") > before
        page.wait_for_timeout(250)
    page.locator("#in-view button", has_text=ROW).first.press("Enter")
    assert page.locator("#chosen dd").count() == 1


def test_arrow_keys_move_the_map_and_the_list_follows(only: Callable[[str], None], open_page: Opener) -> None:
    only("canvas")
    page = open_page(draw(frame(300)).html).page
    page.wait_for_selector("#in-view button")
    page.locator("#map_geoevents").focus()
    before = page.evaluate("map_geoevents.getCenter().lng") + 3
    for _ in range(12):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
    page.get_by_text("and 250 more in view").wait_for(state="detached")
    assert page.evaluate("map_geoevents.getCenter().lng") > before


def test_values_of_a_column_have_symbols_that_can_be_left_out(only: Callable[[str], None], open_page: Opener) -> None:
    kinds = (["strike"] * 5 + ["battle"] * 3 + ["riot"] * 2) * 10
    for strategy in ("marks", "clusters"):
        only(strategy)
        page = open_page(draw(frame(100, kind=kinds), by="kind").html).page
        rows = page.locator(".legend-row")
        assert rows.all_inner_texts() == ["strike\n50", "battle\n30", "riot\n20"]
        shapes = page.locator(".point-swatch path").evaluate_all("all => all.map(one => one.getAttribute('d'))")
        assert len(set(shapes)) == 3
        rows.nth(0).locator("input").uncheck()
        assert page.locator("#drawn").inner_text().startswith("50 rows")
        assert "50 rows hidden" in page.locator("#drawn").inner_text()


def test_uncertainty_is_drawn_when_it_is_wider_than_the_mark(open_page: Opener) -> None:
    table = geopandas.GeoDataFrame({"radius_m": [3000, 3000]}, geometry=[Point(3, 20), Point(4, 20)], crs=4326)
    page = open_page(draw(table).html).page
    page.evaluate("map_geoevents.setView([20, 3], 7, { animate: false }) && 0")
    page.wait_for_timeout(300)
    small = ink(page)
    page.evaluate("map_geoevents.setView([20, 3], 12, { animate: false }) && 0")
    page.wait_for_timeout(300)
    assert drawn(page) == 1
    assert ink(page) > 5 * small
    assert "how far off a position may be, from the column radius_m" in page.evaluate(TEXT)


def test_lines_and_areas_keep_their_outlines(open_page: Opener) -> None:
    shapes = [box(2, 19, 3, 20), LineString([(4, 19), (5, 20)]), Point(6, 19.5)]
    page = open_page(draw(geopandas.GeoDataFrame({"id": [1, 2, 3]}, geometry=shapes, crs=4326)).html).page
    at = page.evaluate("(() => { const p = map_geoevents.latLngToContainerPoint([19.1, 2.1]); return [p.x, p.y] })()")
    page.locator("#map_geoevents").click(position={"x": at[0], "y": at[1]})
    assert page.locator("#chosen h3").inner_text() == "Row 1"
    assert drawn(page) == 3


def test_cells_say_their_size_and_that_no_row_is_shown(only: Callable[[str], None], open_page: Opener) -> None:
    only("cells")
    page = open_page(draw(frame(400, note=["kept out"] * 400)).html).page
    assert re.search(
        r"^400 rows drawn as cells of \d+ km; no row is shown by itself\.", page.locator("#drawn").inner_text()
    )
    page.wait_for_selector("#in-view button")
    page.locator("#in-view button").first.click()
    told = page.locator("#chosen").inner_text()
    assert "Between" in told
    assert "kept out" not in page.evaluate("document.getElementById('scene').textContent")


def test_rows_without_a_position_are_counted(only: Callable[[str], None], open_page: Opener) -> None:
    for strategy in STRATEGIES:
        only(strategy)
        table = frame(12)
        table.loc[[2, 7], "geometry"] = None
        page = open_page(draw(table).html).page
        told = "2 rows of 12 have no position and are not drawn: no geometry (rows 3, 8)"
        assert told in page.evaluate("document.body.innerText")
        assert "2 more have no position" in page.locator("h1").inner_text()


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_fits_a_telephone(only: Callable[[str], None], open_page: Opener, strategy: str) -> None:
    only(strategy)
    page = open_page(draw(frame(200, kind=["a very long word " * 20] * 200), by="kind").html, 390, 844).page
    page.wait_for_selector("#in-view button")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_rooms_of_the_page_share_no_name() -> None:
    """They share one scope: a function of the same name would quietly replace another."""
    named: dict[str, str] = {}
    for room in ROOMS:
        text = (ROOT / "page" / f"{room}.js").read_text(encoding="utf-8")
        for name in re.findall(r"^(?:function|var) (\w+)", text, re.MULTILINE):
            assert named.setdefault(name, room) == room, f"{name} is in {room} and {named[name]}"


def test_the_time_slider_hides_rows_of_other_times_and_keeps_those_without(tmp_path: Path, open_page: Any) -> None:
    file = tmp_path / "events.csv"
    days = ["2024-01-01", "2024-06-01", "2024-12-31", ""]
    file.write_text("id,event_date,lat,lon\n" + "".join(f"{i},{day},{15 + i},{i}\n" for i, day in enumerate(days)))
    page = open_page(draw(rows_of_file(file)).html).page
    assert page.locator("#drawn").inner_text().startswith("4 rows drawn")
    page.locator("#time-from").evaluate(
        "box => { box.value = String(Number(box.min) + 86400 * 100); box.dispatchEvent(new Event('input')); }"
    )
    page.locator("#drawn", has_text="3 rows drawn").wait_for(timeout=5_000)
    assert "1 row hidden." in page.locator("#drawn").inner_text()
    listed = page.locator("#in-view").inner_text()
    assert "2024-06-01" in listed
    assert "2024-01-01" not in listed


def test_the_slider_reaches_the_latest_second(tmp_path: Path, open_page: Any) -> None:
    file = tmp_path / "events.csv"
    times = ["2024-01-01T00:00:00Z", "2024-01-01T00:00:30Z", "2024-01-01T10:00:50Z"]
    file.write_text("id,event_date,lat,lon\n" + "".join(f"{i},{t},{15 + i},{i}\n" for i, t in enumerate(times)))
    page = open_page(draw(rows_of_file(file)).html).page
    until = page.locator("#time-until")
    until.evaluate("box => { box.value = box.min; box.dispatchEvent(new Event('input')); }")
    page.locator("#drawn", has_text="1 row").wait_for(timeout=5_000)
    until.evaluate("box => { box.value = box.max; box.dispatchEvent(new Event('input')); }")
    page.locator("#drawn", has_text="3 rows drawn").wait_for(timeout=5_000)
    assert page.locator(".timeline legend").inner_text() == "At any time"
