"""`frame.geoevents.locate` and `.draw`: every row is answered or has a reason, and no candidate is chosen silently."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

import geoevents as ge
from geoevents.bulk import phrases
from geoevents.errors import GeoEventsError, TableError

SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "events.csv"


def frame(*said: object, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"said": list(said), **columns})


def test_one_area_is_that_of_locate() -> None:
    row = frame("12 km north of Kidal").geoevents.locate("said", country="ML").iloc[0]
    fix = ge.locate("12 km north of Kidal", country="ML").readings[0].fixes[0]
    assert (row.center_lon, row.center_lat, row.radius_m) == (fix.lon, fix.lat, fix.radius_m)
    assert row.geometry.equals(fix.region)
    assert (row.status, row.candidates, row.areas) == ("satisfiable", 1, 1)
    assert np.isnan(row.reason)


def test_text_that_is_not_there_is_told_the_same_way_whatever_other_rows_say() -> None:
    for said in (["12 km north of Kidal"], ["12 km north of Kidal", None]):
        found = frame(*said).geoevents.locate("said", country="ML", each_area=True)
        assert np.isnan(found.reason.iloc[0])
        assert {str(found[name].dtype) for name in ("status", "reason", "note", "place")} == {"object"}


def test_a_pick_that_is_none_is_refused_once_and_not_in_every_row() -> None:
    for pick in (0, -1, 1.5):
        with pytest.raises(GeoEventsError, match="counted from 1"):
            frame("near Kidal").geoevents.locate("said", pick=pick)


def test_what_the_frame_says_of_itself_is_kept() -> None:
    rows = frame("near Kidal")
    rows.attrs["source"] = "made up"
    assert set(rows.geoevents.locate("said").attrs) == {"source", "attribution"}


def test_candidates_far_apart_have_no_common_circle() -> None:
    row = frame("near Kidal").geoevents.locate("said").iloc[0]  # Mali and Java
    assert (row.candidates, row.areas) == (2, 2)
    assert np.isnan([row.center_lon, row.center_lat, row.radius_m]).all()
    assert "2 candidates: Kidal (ML), Kidal (ID)" in row.note
    for reading in ge.locate("near Kidal").readings:
        assert row.geometry.contains(shapely.Point(reading.fixes[0].lon, reading.fixes[0].lat))


def test_candidates_side_by_side_are_one_area_that_holds_all_of_them() -> None:
    row = frame("3.5 km southeast of Tinzaouatine").geoevents.locate("said", country="DZ").iloc[0]
    readings = ge.locate("3.5 km southeast of Tinzaouatine", country="DZ").readings
    assert (row.candidates, row.areas) == (2, 1)
    corners = np.concatenate([shapely.get_coordinates(reading.fixes[0].region) for reading in readings])
    from geoevents.earth import inverse

    count = len(corners)
    far = inverse(np.full(count, row.center_lon), np.full(count, row.center_lat), corners[:, 0], corners[:, 1])[2]
    assert far.max() <= row.radius_m + 0.01


def test_each_area_keeps_every_candidate_under_the_row_s_index() -> None:
    told = frame("near Kidal", "beyond the hills").set_index(pd.Index([7, 9]))
    found = told.geoevents.locate("said", each_area=True)
    assert found.index.tolist() == [7, 7, 9]
    assert found.country_as_drawn.tolist()[:2] == ["ML", "ID"]
    assert found.radius_m.notna().tolist() == [True, True, False]
    assert found.reason.notna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (None, "no words"),
        (float("nan"), "no words"),
        (pd.NA, "no words"),
        ("  ", "no words"),
        (12.5, "'12.5' is no text"),
        (["near Kidal"], "is no text"),
        ("two days' travel from Kidal", "is a time and no distance"),
        ("5 km north of Hombori", "No place named 'Hombori'"),
    ],
)
def test_rows_that_cannot_be_read_say_why(said: object, why: str) -> None:
    row = frame(said).geoevents.locate("said").iloc[0]
    assert row.status == "unread"
    assert why in row.reason
    assert row.geometry is None
    assert row.candidates == row.areas == 0


def test_words_that_cannot_hold_together_say_by_how_much() -> None:
    row = frame("2 km inside Algeria and 30 km inside Mali").geoevents.locate("said").iloc[0]
    assert row.status == "unsatisfiable"
    assert row.reason.startswith("the words cannot hold together")
    assert row.geometry is None


def test_combinations_that_were_not_tried_leave_it_undecided() -> None:
    row = frame("10 km from Tripoli and 10 km from Springfield").geoevents.locate("said").iloc[0]
    assert (row.status, row.areas) == ("undecided", 0)
    assert row.reason == "none of the first 64 combinations of places can hold"


def test_an_area_in_several_parts_says_why_it_has_no_center() -> None:
    row = frame("inside Norway").geoevents.locate("said").iloc[0]  # Jan Mayen
    assert row.areas == len(ge.locate("inside Norway").readings[0].fixes) == 2
    assert np.isnan(row.radius_m)
    assert row.note == "2 areas, without a common center"


def test_words_that_were_not_understood_stand_in_the_note() -> None:
    text = "12 km north of Kidal, by the old fig tree"
    location = ge.locate(text, country="ML")
    row = frame(text).geoevents.locate("said", country="ML").iloc[0]
    assert location.unparsed
    for piece in location.unparsed:
        assert f'"{piece.text}"' in row.note


def test_the_country_of_each_row_narrows_its_candidates() -> None:
    told = frame("near Kidal", "near Kidal", "near Kidal", "near Kidal", country=["Mali", "ID", None, "Atlantis"])
    found = told.geoevents.locate("said", country="country")
    assert found.candidates.tolist() == [1, 1, 2, 0]
    assert found.radius_m.notna().tolist() == [True, True, False, False]
    assert "Atlantis" in found.reason.iloc[3]


def test_a_geometry_that_is_there_is_kept() -> None:
    points = geopandas.GeoDataFrame(frame("near Kidal"), geometry=[shapely.Point(1, 2)], crs="EPSG:3857")
    found = points.geoevents.locate("said", country="ML")
    assert found.geometry.name == "located"
    assert found.crs.to_epsg() == 4326
    assert found["geometry"].iloc[0].equals(shapely.Point(1, 2))


@pytest.mark.parametrize(
    ("column", "options"),
    [("nothing", {}), ("said", {"country": "Atlantis"}), ("said", {"convention": "none"}), ("said", {"borders": "no"})],
)
def test_what_is_wrong_for_every_row_is_refused_at_once(column: str, options: dict[str, str]) -> None:
    with pytest.raises(GeoEventsError):
        frame("near Kidal").geoevents.locate(column, **options)


@pytest.mark.parametrize("taken", ["status", "radius_m", "note"])
def test_columns_that_are_there_are_not_overwritten(taken: str) -> None:
    with pytest.raises(TableError, match=taken):
        frame("near Kidal", **{taken: [1]}).geoevents.locate("said")


def test_a_column_that_is_there_twice_is_refused() -> None:
    twice = pd.DataFrame([["near Kidal", "near Gao"]], columns=["said", "said"])
    with pytest.raises(TableError, match="more than one column 'said'"):
        twice.geoevents.locate("said")


def test_an_unknown_option_is_an_error() -> None:
    with pytest.raises(TypeError):
        frame("near Kidal").geoevents.locate("said", nearness=3)


def test_no_rows_are_no_rows() -> None:
    found = frame().geoevents.locate("said")
    assert len(found) == 0
    assert {"geometry", *phrases.COLUMNS} <= set(found.columns)


def test_the_same_words_are_solved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def counted(text: str, **options: object) -> object:
        asked.append((text, options["country"]))
        return original(text, **options)

    original = phrases.summary
    monkeypatch.setattr(phrases, "summary", counted)
    frame(*["near Kidal"] * 40, country=["ML", "Mali"] * 20).geoevents.locate("said", country="country")
    assert asked == [("near Kidal", "ML")]


def test_every_row_of_the_sample_is_answered_or_has_a_reason() -> None:
    table = pd.read_csv(SAMPLE)
    found = table.geoevents.locate("place_text")
    assert len(found) == len(table) == 60
    assert (found.geometry.isna() == found.reason.notna()).all()
    assert (found.radius_m.isna() == (found.areas != 1)).all()
    assert found.loc[found.radius_m.isna() & found.reason.isna(), "note"].notna().all()
    assert found.event_id_cnty.tolist() == table.event_id_cnty.tolist()
    assert found.attrs["attribution"]


def test_rows_are_drawn_in_a_frame_that_cannot_reach_the_notebook() -> None:
    table = pd.DataFrame({"lat": [19.9, None], "lon": [2.9, 1.0], "name": ["<script>alert(1)</script>", "b"]})
    page = table.geoevents.draw(by="name")
    assert page.scene["headline"] == "1 row, drawn by a mark; 1 more has no position"
    assert page.external_references == ()
    shown = page._repr_html_()
    assert shown.startswith('<iframe sandbox="allow-scripts"')
    assert "<script>alert(1)" not in shown + page.html


def test_located_rows_are_drawn_as_areas() -> None:
    found = frame("near Kidal", "nowhere at all").geoevents.locate("said", country="ML")
    page = found.geoevents.draw()
    assert "1 row" in page.scene["headline"]
    assert ge.draw(found).scene["points"]["drawn"] == page.scene["points"]["drawn"] == 1


def test_what_cannot_be_drawn_says_why() -> None:
    with pytest.raises(TableError):
        frame("near Kidal").geoevents.draw()
