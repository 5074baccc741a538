"""`geoevents convert` and pipes as whole commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Runner

PROGRAM = [sys.executable, "-c", "from geoevents.cli.main import main; main()"]
EVENTS = "id,lat,lon,note\n007,19.86798,2.89392,=1+1\nNA,,,\nNO,95,2,x\n"


def piped(content: bytes, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PROGRAM, *arguments], input=content, capture_output=True, cwd=cwd, check=False)


@pytest.mark.parametrize(
    "target",
    ["b.geojson", "b.ndjson", "b.parquet", "b.fgb", "b.gpkg", "b.kml", "b.kmz", "b.xlsx", "b.tsv", "b.md", "b.dwc.csv"],
)
def test_all_rows_are_written_and_what_is_wrong_is_said(geoevents: Runner, target: str) -> None:
    Path("a.csv").write_text(EVENTS)
    ran = geoevents("convert", "a.csv", "-o", target)
    assert ran.code == 0, ran.err
    assert ran.out == ""
    assert f"wrote {target}: 3 rows, 1 with a position" in ran.err
    assert "rows without a usable position, said in position_reason: 1 latitude is beyond 90, as if swapped" in ran.err
    assert sorted(os.listdir()) == ["a.csv", target]


@pytest.mark.parametrize(("target", "left"), [("b.gpx", 2), ("b.stix.json", 2)])
def test_what_a_format_cannot_hold_is_counted(geoevents: Runner, target: str, left: int) -> None:
    Path("a.csv").write_text(EVENTS)
    ran = geoevents("convert", "a.csv", "-o", target, "--json")
    assert (ran.json["written"], ran.json["left_out"], ran.json["rows"]) == (1, left, 3)
    assert f"{left} rows have no position and are left out" in ran.err


def test_rows_that_no_column_places_are_told_where_it_matters(geoevents: Runner) -> None:
    Path("a.csv").write_text("id,lat\n1,19.9\n")
    for target, warned in (("b.gpkg", True), ("b.csv", False)):
        ran = geoevents("convert", "a.csv", "-o", target)
        assert ran.code == 0, ran.err
        assert ("no column says where rows lie: name them with --lon and --lat" in ran.err) is warned
        assert "1 row, 0 with a position" in ran.err


def test_formulas_are_escaped_unless_they_are_kept(geoevents: Runner) -> None:
    Path("a.csv").write_text(EVENTS)
    assert geoevents("convert", "a.csv", "-o", "b.csv", "-q").code == 0
    assert "'=1+1" in Path("b.csv").read_text()
    assert geoevents("convert", "a.csv", "-o", "c.csv", "-q", "--formulas", "keep").code == 0
    assert "'=1+1" not in Path("c.csv").read_text()
    assert geoevents("enrich", "a.csv", "-o", "d.csv", "-q", "--to", "DZ-ML", "--borders", "ne-10m").code == 0
    assert "'=1+1" in Path("d.csv").read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "wrong"),
    [
        (("none.csv", "-o", "b.csv"), 2, "does not exist"),
        (("a.csv", "-o", "b.doc"), 1, "does not say what to write"),
        (("a.csv", "-o", "-", "--to", "xlsx"), 1, "not written to standard output"),
        (("a.csv", "-o", "-", "--json"), 2, "both want standard output"),
        (("a.csv", "-o", "b.csv", "--layer", "x"), 1, "has no layers"),
        (("a.csv", "-o", "b.csv", "--encoding", "rot13"), 2, "no encoding of text"),
        (("a.csv", "-o", "b.csv", "--lon", "where"), 1, "no column 'where'"),
        (("a.csv", "-o", "no/b.csv"), 1, "no folder no"),
    ],
)
def test_what_cannot_be_is_said(geoevents: Runner, arguments: tuple[str, ...], code: int, wrong: str) -> None:
    Path("a.csv").write_text(EVENTS)
    ran = geoevents("convert", *arguments)
    assert ran.code == code, ran.err
    assert wrong in " ".join(ran.err.split())
    assert os.listdir() == ["a.csv"]


def test_a_case_goes_through_a_pipe_of_commands(tmp_path: Path, founding: str) -> None:
    solved = piped(b"", "solve", founding, "--geojson", cwd=tmp_path)
    enriched = piped(solved.stdout, "enrich", "-", "--to", "DZ-ML", cwd=tmp_path)
    assert enriched.returncode == 0, enriched.stderr
    lines = enriched.stdout.decode().splitlines()
    features = [json.loads(line) for line in lines]
    assert len(features) == len(json.loads(solved.stdout)["features"])
    assert {one["geometry"]["type"] for one in features} >= {"Polygon", "Point"}
    points = [one["properties"] for one in features if one["geometry"]["type"] == "Point"]
    assert all(one["border"] == "DZ-ML" for one in points)
    assert "country_as_drawn_given" in points[0]
    drawn = piped(enriched.stdout, "map", "-", "-o", "out.html", cwd=tmp_path)
    assert drawn.returncode == 0, drawn.stderr
    assert (tmp_path / "out.html").stat().st_size > 100_000
    back = piped(enriched.stdout, "convert", "-", "-o", "out.gpkg", cwd=tmp_path)
    assert back.returncode == 0, back.stderr


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (EVENTS.encode(), ("--format", "csv")),
        (b'{"type":"Feature","geometry":{"type":"Point","coordinates":[2.9,19.9]},"properties":{}}\n', ()),
        (b'\xef\xbb\xbf\n{ "features": [{"type":"Feature","geometry":{"type":"Point","coordinates":[2.9,19.9]}}],\n'
         b'"type":"FeatureCollection"}', ()),
    ],
)  # fmt: skip
def test_a_map_of_what_is_piped(tmp_path: Path, content: bytes, options: tuple[str, ...]) -> None:
    ran = piped(content, "map", "-", "-o", "out.html", "--json", *options, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["layers"] == ["rows"]


def test_a_case_is_still_read_from_standard_input(tmp_path: Path, founding: str) -> None:
    ran = piped(Path(founding).read_bytes(), "map", "-", "-o", "out.html", "--no-switches", "--json", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert len(json.loads(ran.stdout)["layers"]) > 1


def test_claims_go_out_and_come_back(geoevents: Runner) -> None:
    geoevents("new", "-o", "case.yaml")
    before = Path("case.yaml").read_text(encoding="utf-8")
    assert geoevents("convert", "case.yaml", "-o", "claims.csv").err == "wrote claims.csv: 3 claims\n"
    ran = geoevents("convert", "claims.csv", "-o", "case.yaml", "--json")
    assert (ran.json["changed"], ran.json["added"], ran.json["without_row"]) == ([], [], [])
    assert Path("case.yaml").read_text(encoding="utf-8") == before
    table = Path("claims.csv").read_text(encoding="utf-8").replace(",reported,", ",quoted,").splitlines()
    Path("claims.csv").write_text("\n".join(table[:2]) + "\n", encoding="utf-8")
    ran = geoevents("convert", "claims.csv", "-o", "case.yaml")
    assert ran.err == "wrote case.yaml: 1 claim changed, 0 added, 2 without a row stay as they are\n"
    assert "words: quoted" in Path("case.yaml").read_text(encoding="utf-8")
    assert geoevents("check", "case.yaml").code == 0


def test_a_case_that_would_be_wrong_is_left_alone(geoevents: Runner) -> None:
    geoevents("new", "-o", "case.yaml")
    before = Path("case.yaml").read_text(encoding="utf-8")
    Path("claims.csv").write_text("id,words\ninstitute/landing,shouted\n", encoding="utf-8")
    ran = geoevents("convert", "claims.csv", "-o", "case.yaml")
    assert ran.code == 1
    assert "shouted" in ran.err
    assert Path("case.yaml").read_text(encoding="utf-8") == before
    assert geoevents("convert", "claims.csv", "-o", "none.yaml").code == 1
    assert geoevents("convert", "case.yaml", "-o", "none.yaml").code == 2


@pytest.mark.parametrize(
    "target", ["a.geojson", "a.ndjson", "a.gpkg", "a.parquet", "a.fgb", "a.stix.json", "a.dwc.csv"]
)
def test_the_answer_of_a_case_with_its_readings(geoevents: Runner, target: str) -> None:
    from geoevents.read.placed import read_placed

    geoevents("new", "-o", "case.yaml")
    ran = geoevents("convert", "case.yaml", "-o", target)
    assert ran.code == 0, ran.err
    if target == "a.stix.json":
        objects = json.loads(Path(target).read_text(encoding="utf-8"))["objects"]
        columns = [next(iter(one["extensions"].values()))["columns"] for one in objects]
        assert any("12 km east of Røros" in one["read"] for one in columns)
        return
    rows = read_placed(target)
    if target == "a.dwc.csv":
        assert any("12 km east of Røros" in text for text in rows.columns["dynamicProperties"].to_pylist())
        return
    assert any("12 km east of Røros" in text for text in rows.columns["read"].to_pylist())
    assert any("OpenStreetMap" in text for text in rows.columns["attribution"].to_pylist())


@pytest.mark.parametrize("target", ["a.kml", "a.kmz"])
def test_a_case_for_google_earth_is_the_same_as_that_of_map(geoevents: Runner, target: str) -> None:
    geoevents("new", "-o", "case.yaml")
    assert geoevents("convert", "case.yaml", "-o", target).code == 0
    assert geoevents("map", "case.yaml", "-o", f"map-{target}").code == 0
    assert Path(target).read_bytes() == Path(f"map-{target}").read_bytes()


@pytest.mark.parametrize("target", ["a.ndjson", "a.kml", "a.stix.json"])
def test_the_answer_of_a_case_is_generalised_as_elsewhere(geoevents: Runner, target: str) -> None:
    case = str(Path(__file__).parents[2] / "data" / "cases" / "tinzaouatine-2025-followups.yaml")
    assert geoevents("convert", case, "-o", target, "--generalise", "10km").code == 0
    written = Path(target).read_text(encoding="utf-8")
    told = " ".join(written.replace("&#8217;", "'").split())
    assert "generalised to 10 km" in told
    assert "followups" not in written
    assert "51'50" not in written
    # Words of claims that tell more than 10 km; of some words no format of points has a position.
    words = ("9.5 km", "10.2 km", "1.6 km deep", "2 km deep")
    assert not any(one in written for one in words)
    if target == "a.kml":
        return  # tests/write/test_kml.py has the words, and checking takes its time
    assert geoevents("convert", case, "-o", f"fine-{target}").code == 0
    assert any(one in Path(f"fine-{target}").read_text(encoding="utf-8") for one in words)


def test_only_an_answer_is_generalised(geoevents: Runner) -> None:
    geoevents("new", "-o", "case.yaml")
    Path("a.csv").write_text(EVENTS)
    for given in (("case.yaml", "-o", "b.csv"), ("a.csv", "-o", "b.geojson"), ("a.csv", "-o", "case.yaml")):
        ran = geoevents("convert", *given, "--generalise", "10km")
        assert ran.code == 2
        assert "--generalise is for" in " ".join(ran.err.split())
    document = geoevents("convert", "case.yaml", "-o", "b.geojson", "--generalise", "10km", "--json").json
    assert document["generalised_m"] == 10_000
    assert sorted(os.listdir()) == ["a.csv", "b.geojson", "case.yaml"]


def test_what_is_wrong_with_a_row_is_said_of_the_row(geoevents: Runner) -> None:
    geoevents("new", "-o", "case.yaml")
    Path("claims.csv").write_text(
        'id,by,event,says\n,institute,landing,"said\nin two lines"\n'
        "institute/landing,nobody,landing,x\nBAD ID,institute,landing,y\n",
        encoding="utf-8",
    )
    ran = geoevents("convert", "claims.csv", "-o", "case.yaml")
    assert ran.code == 1
    assert "claims.csv" in ran.err.splitlines()[0]
    assert "row 3  by: nobody" in ran.err
    assert "row 4  id: BAD ID" in ran.err


def test_a_moment_that_a_spreadsheet_showed_in_its_way_is_no_change(geoevents: Runner) -> None:
    case = Path(__file__).parents[2] / "data" / "cases" / "rq-4a-2019.yaml"
    Path("case.yaml").write_bytes(case.read_bytes())
    geoevents("convert", "case.yaml", "-o", "claims.csv")
    before = Path("claims.csv").read_text(encoding="utf-8")
    assert "2019-06-20 04:05," in before
    # LibreOffice and Excel make a time of it, and save that with seconds.
    Path("claims.csv").write_text(before.replace("2019-06-20 04:05,", "2019-06-20T04:05:00,"), encoding="utf-8")
    assert geoevents("convert", "claims.csv", "-o", "case.yaml").err.startswith("nothing to change")
    Path("claims.csv").write_text(before.replace("2019-06-20 04:05,", "2019-06-20T04:06:00,"), encoding="utf-8")
    assert "1 claim changed" in geoevents("convert", "claims.csv", "-o", "case.yaml").err


def test_words_that_begin_as_an_escape_stay(geoevents: Runner) -> None:
    geoevents("new", "-o", "case.yaml")
    text = Path("case.yaml").read_text(encoding="utf-8")
    words = "    why: \"'- we saw it' he said\"\n"
    line = next(one for one in text.splitlines(keepends=True) if "read: 12 km east" in one)
    Path("case.yaml").write_text(text.replace(line, line + words), encoding="utf-8")
    for formulas in ("escape", "keep"):
        assert geoevents("convert", "case.yaml", "-o", "claims.csv", "--formulas", formulas).code == 0
        assert geoevents("convert", "claims.csv", "-o", "case.yaml").err.startswith("nothing to change")


def test_features_say_what_was_said_and_withhold_what_is_withheld(geoevents: Runner) -> None:
    geoevents("new", "-o", "case.yaml")
    words = "12 km east of Røros"
    plain = json.loads(geoevents("solve", "case.yaml", "--geojson").out)
    assert any(words in one["properties"]["read"] for one in plain["features"])
    assert words not in geoevents("solve", "case.yaml", "--geojson", "--generalise", "10km").out


def test_words_are_located_only_where_they_are_named(geoevents: Runner, tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text("id,place\n1,Kidal\n", encoding="utf-8")
    assert geoevents("convert", "words.csv", "-o", "-", "--to", "csv").out == "id,place\n1,Kidal\n"
    assert "located_lon" in geoevents("convert", "words.csv", "-o", "-", "--to", "csv", "--locality", "place").out
    assert "only where it is named" in " ".join(geoevents("convert", "--help").out.split())
