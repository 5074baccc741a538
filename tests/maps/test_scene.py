"""What the page is told: clipped, fitted to the dispute, verbatim."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas
import pytest
from shapely import Point, box, from_geojson, from_wkt

from geoevents import data
from geoevents.errors import GeoEventsError
from geoevents.maps import draw
from geoevents.maps.basemap import basemap, inset
from geoevents.maps.scene import scene_of
from geoevents.maps.view import fitted, lines_in
from geoevents.maps.words import azimuth_text, position_text


def test_view_is_fitted_to_the_dispute(verdict_with: Any) -> None:
    verdict = verdict_with()
    west, south, east, north = scene_of(verdict.solution, verdict)["view"]
    # The strike and the town are in it; the country is not what it is fitted to, nor a namesake 1,000 km away.
    assert west < 2.962 < east
    assert south < 19.927 < 19.965 < north
    assert east - west < 0.5


def test_countries_are_clipped_and_say_that_they_continue(verdict_with: Any) -> None:
    verdict = verdict_with()
    scene = scene_of(verdict.solution, verdict)
    layers = {layer["id"]: layer for layer in scene["layers"]}
    mali = layers["intrusion/mali"]
    assert mali["continues"].startswith("continues beyond this map: 1,200,000 km²")
    import json

    assert box(*scene["window"]).buffer(1e-5).covers(from_geojson(json.dumps(mali["geometry"])))
    assert layers["strike/mali"]["continues"] == ""


def test_names_stand_on_their_countries_sides(verdict_with: Any) -> None:
    verdict = verdict_with()
    (border,) = [line for line in scene_of(verdict.solution, verdict)["borders"] if line["focus"]]
    lat = {label["name"]: label["lat"] for label in border["labels"][:2]}
    assert lat["Algeria"] > lat["Mali"]


def test_the_other_dataset_draws_the_same_border_thinly(verdict_with: Any) -> None:
    lines = scene_of(verdict_with().solution)["borders"]
    assert [(line["code"], line["dataset"], line["focus"]) for line in lines if line["second"]] == [
        ("DZ-ML", "ne-10m", False)
    ]


def test_coordinates_are_drawn_where_the_words_cannot_hold() -> None:
    from geoevents.read.case import read_case
    from geoevents.reasoning.solve import solve

    scene = scene_of(solve(read_case(data.path("cases/tinzaouatine-2025-followups.yaml"))))
    stated = {item["title"]: item for item in scene["stated"]}
    assert set(stated) == {"Loss of the data link", "Wreck of TZ-98D"}
    wreck = stated["Wreck of TZ-98D"]
    assert (round(wreck["lon"], 4), round(wreck["lat"], 4)) == (2.8939, 19.8680)
    assert wreck["figure"] == "9.96 km to the border, 349° (N)"
    west, south, east, north = scene["view"]
    assert west < wreck["lon"] < east
    assert south < wreck["lat"] < north


def test_what_only_a_supposition_breaks_stands_with_its_question(verdict_with: Any) -> None:
    verdict = verdict_with()
    (question,) = verdict.questions
    supposed = replace(verdict, questions=(replace(question, id="suppose:x", scope="case"),))
    scene = scene_of(verdict.solution, supposed)
    assert scene["conflicts"] == []
    assert scene["questions"][0]["broken"][0].endswith("at least 1.50 km apart")
    assert scene_of(verdict.solution, verdict)["questions"][0]["broken"] == []


def test_words_are_verbatim_and_silence_is_said(verdict_with: Any) -> None:
    scene = scene_of(verdict_with().solution)
    strike = scene["events"][0]["accounts"]
    assert strike[0]["claims"][0]["says"] == ["3.5 km southeast of the town"]
    assert strike[1]["status"] == "no position given"
    assert strike[1]["layer"] == ""
    assert scene["headline"] == scene["title"]
    assert scene["events"][1]["together"] == "No place fits all who speak of it: at least 740 m must give."


def test_basemap_in_the_sahara_and_at_sea() -> None:
    under = basemap((2.5, 19.5, 3.5, 20.3))
    assert {country["code"] for country in under["countries"]} == {"DZ", "ML"}
    assert under["land"]
    assert basemap((-140.0, -45.0, -139.0, -44.0)) == {
        "land": [],
        "lakes": [],
        "rivers": [],
        "countries": [],
        "towns": [],
    }
    people = [town["population"] for town in basemap((36.0, 45.0, 38.5, 48.0))["towns"]]
    assert people == sorted(people, reverse=True)
    assert people[0] > 300_000  # Mariupol
    assert inset((2.5, 19.5, 3.5, 20.3))["land"]


def test_view_of_nothing_is_the_world() -> None:
    assert fitted([], [], []) == (-180.0, -60.0, 180.0, 80.0)
    assert fitted([(0.0, 0.0)], [(50.0, 0.0)], [])[2] < 1.0


def test_runs_of_a_line_keep_their_direction() -> None:
    line = from_wkt("MULTILINESTRING ((0 0, 1 0), (1 0, 3 0))")
    (run,) = lines_in(line, (0.5, -1.0, 2.0, 1.0))
    assert run.coords[0][0] < run.coords[-1][0]
    assert lines_in(line, (5.0, 5.0, 6.0, 6.0)) == []


def test_figures() -> None:
    assert position_text(-2.5, -19.9) == "19.90000° S, 2.50000° W"
    assert azimuth_text(None) == ""
    assert azimuth_text(359.9).endswith("(N)")


def test_tables_are_drawn_too() -> None:
    frame = geopandas.GeoDataFrame({"name": ["a<b", "c"]}, geometry=[Point(3, 20), box(3, 20, 3.1, 20.1)], crs=4326)
    drawn = draw(frame)
    assert drawn.layers == ("rows",)
    assert "a<b" not in drawn.html
    with pytest.raises(GeoEventsError, match="no CRS"):
        draw(geopandas.GeoDataFrame(geometry=[Point(3, 20)]))
    with pytest.raises(GeoEventsError, match="no geometry"):
        draw(geopandas.GeoDataFrame(geometry=[None], crs=4326))


def test_no_arrow_where_areas_touch_or_hold_more_than_the_claim(verdict_with: Any) -> None:
    verdict = verdict_with()
    question = verdict.questions[0]
    touching = replace(question.conflicts[0], separation_m=0.0)
    scene = scene_of(verdict.solution, replace(verdict, questions=(replace(question, conflicts=(touching,)),)))
    assert [conflict["closest"] for conflict in scene["conflicts"]] == [[]]
    # Another claim of the same source makes its area smaller, and the gap wider: that is not what the two claims say.
    again = replace(verdict.case.claims[1], id="e")
    case = replace(verdict.case, claims=(*verdict.case.claims, again))
    intrusion = verdict.solution.events[1]
    accounts = (replace(intrusion.accounts[0], claims=("b", "e")), *intrusion.accounts[1:])
    solution = replace(
        verdict.solution, case=case, events=(verdict.solution.events[0], replace(intrusion, accounts=accounts))
    )
    conflict = scene_of(solution, replace(verdict, case=case, solution=solution))["conflicts"][0]
    assert conflict["closest"] == [list(point) for point in question.conflicts[0].closest]
    assert conflict["length"] == "1.50 km"
