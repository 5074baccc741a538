"""The figure for a document: the page's scene on paper, literal text, the same bytes every time."""

from __future__ import annotations

import re
import threading
import warnings
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from shapely.geometry import LinearRing, box, mapping

from geoevents.errors import OutputError
from geoevents.maps import draw
from geoevents.maps.figure import draw_figure, figure_bytes, frame_of, map_svg, swatch_svg
from geoevents.maps.legend import PATTERNS, legend_of
from geoevents.maps.paper.lettering import LONGEST, Room, drawable, size_of, wrapped
from geoevents.maps.paper.plot import path_of
from geoevents.maps.scene import scene_of

KINDS = ("png", "svg", "pdf")


def scene(verdict_with: Any, text: str = "") -> dict[str, Any]:
    verdict = verdict_with(text)
    return scene_of(verdict.solution, verdict)


@pytest.mark.parametrize("kind", KINDS)
def test_each_format_is_written_whole_and_the_same_twice(verdict_with: Any, tmp_path: Path, kind: str) -> None:
    verdict = verdict_with()
    first, second = tmp_path / f"a.{kind}", tmp_path / f"b.{kind.upper()}"
    draw_figure(verdict, first)
    draw(verdict).save_figure(second)
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes()[:4] == {"png": b"\x89PNG", "svg": b"<?xm", "pdf": b"%PDF"}[kind]
    assert sorted(path.name for path in tmp_path.iterdir()) == [first.name, second.name]


@pytest.mark.parametrize("name", ["figure.gif", "figure", "figure.html", ".png/"])
def test_other_formats_are_refused_before_anything_is_written(verdict_with: Any, tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match=r"\.png, \.svg or \.pdf"):
        draw_figure(verdict_with(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_png_is_large_enough_for_print(verdict_with: Any) -> None:
    png = figure_bytes(scene(verdict_with), "png")
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    # 7.4 inches at 200 dots an inch.
    assert width == 1480
    assert 900 < height < 2200


@pytest.mark.parametrize(
    "text", [r" $\frac{1}{0}$ $x_1", " \\usepackage{x} %", " <svg onload=alert(1)> ]]> -->", " 北京 🚁 ⵜⵉⵏ"]
)
def test_text_is_never_mathematics_nor_markup(verdict_with: Any, text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for kind in KINDS:
            assert len(figure_bytes(scene(verdict_with, text), kind)) > 10_000
    svg = figure_bytes(scene(verdict_with, text), "svg").decode()
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}  # noqa: S314 - our own
    assert not tags & {"script", "image", "foreignObject", "a"}
    assert "onload" not in re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)


def test_no_date_and_no_address_of_this_machine(verdict_with: Any) -> None:
    for kind in KINDS:
        content = figure_bytes(scene(verdict_with), kind)
        assert b"CreationDate" not in content
        assert b"dc:date" not in content


def test_settings_of_the_user_stay_and_do_not_matter(verdict_with: Any) -> None:
    import matplotlib

    drawn = scene(verdict_with)
    plain = figure_bytes(drawn, "svg")
    with matplotlib.rc_context({"axes.facecolor": "#ff0000", "font.size": 40.0, "svg.fonttype": "none"}):
        assert figure_bytes(drawn, "svg") == plain
        assert matplotlib.rcParams["axes.facecolor"] == "#ff0000"


def test_threads_wait_for_each_other(verdict_with: Any) -> None:
    drawn = scene(verdict_with)
    expected = figure_bytes(drawn, "svg")
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(figure_bytes(drawn, "svg"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 3


def test_a_degree_is_as_long_both_ways() -> None:
    view, window = (2.8, 19.8, 3.1, 20.0), (2.5, 19.5, 3.4, 20.3)
    west, south, east, north = frame_of(view, window)
    assert west <= view[0]
    assert east >= view[2]
    # cos 19.9° = 0.940; the frame is made as wide as 1.25 to 1.75 of its height.
    assert 1.24 < (east - west) * 0.940 / (north - south) < 1.76
    # A frame never shows what was cut away.
    assert frame_of((0, 60, 0.1, 61), (-0.9, 59, 1.1, 62)) == (-0.9, 60, 1.1, 61)


def test_holes_stay_empty() -> None:
    shell, hole = box(0, 0, 4, 4), box(1, 1, 2, 2)
    for polygon in (shell.difference(hole), shell.difference(hole).reverse()):
        path = path_of([mapping(polygon)["coordinates"]])
        assert path is not None
        # Every backend fills by the winding of rings, so that a hole turns the other way than its shell.
        turns = [LinearRing(path.vertices[start : start + 5]).is_ccw for start in (0, 5)]
        assert turns == [True, False]
    assert path_of([]) is None


def test_legend_explains_what_is_drawn_and_nothing_else(verdict_with: Any) -> None:
    drawn = scene(verdict_with)
    said = dict(legend_of(drawn))
    assert said["0"] == "Hatched: where the words of Malian Armed Forces allow it."
    assert said["1"] == "Dotted: where the words of Algerian Ministry of Defence allow it."
    assert "1,366 km in all" in said["border"]
    assert "1 Tinzaouatine, DZ (taken here); 2 Tin Zaouatene, ML" in said["place"]
    assert {"gap", "measure", "center"} <= set(said)
    assert "stated" not in said
    for layer in drawn["layers"]:
        layer["on"] = layer["id"] == "strike/mali"
    assert [mark for mark, _ in legend_of(drawn) if mark.isdigit()] == ["0"]
    assert len(PATTERNS) == 6


@pytest.mark.parametrize(
    "mark", ["0", "5", "combined", "border", "second", "gap", "measure", "stated", "place", "center"]
)
def test_every_mark_has_a_swatch(mark: str) -> None:
    assert "<path" in swatch_svg(mark)


def test_map_alone_is_smaller_than_the_figure(verdict_with: Any) -> None:
    drawn = scene(verdict_with)
    assert len(map_svg(drawn)) < len(figure_bytes(drawn, "svg"))


def test_table_and_empty_scene_can_be_drawn() -> None:
    import geopandas

    points = geopandas.points_from_xy([2.9, 3.1], [19.9, 20.0])
    table = geopandas.GeoDataFrame({"name": ["$a$", "b"]}, geometry=points, crs="EPSG:4326")
    assert len(figure_bytes(draw(table).scene, "png")) > 5_000


def test_letters_that_the_font_lacks() -> None:
    assert drawable("Tin Zaouatine – Тинзауатин “é”") == "Tin Zaouatine – Тинзауатин “é”"
    assert drawable("a\u202e\u2066b\x00\x1b[31m") == "ab[31m"
    assert drawable("線") == "Xian"
    assert len(drawable("x" * 100_000)) == LONGEST


def test_lines_keep_to_their_width() -> None:
    for text in ("word " * 60, "w" * 300, "nothing to wrap", ""):
        lines = wrapped(text, 8, 120, most=4)
        assert len(lines) <= 4
        assert all(size_of(line, 8)[0] <= 135 for line in lines)


def test_words_lie_on_nothing() -> None:
    room = Room((0, 0, 200, 100))
    moves = ((0, 0.0, 0.0), (0, 0.0, 20.0))
    first = room.find(100, 50, "Mali", 8, False, moves)
    second = room.find(100, 50, "Algeria", 8, False, moves)
    assert first is not None
    assert second is not None
    assert second[1] >= first[3]
    assert room.find(100, 50, "Niger", 8, False, moves) is None
    room.spare([(0, 20), (200, 20)])
    assert room.find(50, 20, "Chad", 8, False, ((0, 0.0, 0.0),), must=False) is None
    assert room.find(50, 20, "Chad", 8, False, ((0, 0.0, 0.0),)) is not None
