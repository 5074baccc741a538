"""KML and KMZ: the order that KML 2.2 asks for, an independent reader, nothing that runs or fetches, bounded size."""

import html
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pyogrio
import pytest
import shapely
from shapely import LinearRing, MultiPolygon, Point, box

from geoevents.model import Event, Place
from geoevents.read.case import read_case
from geoevents.reasoning.check import check
from geoevents.reasoning.redact import generalised
from geoevents.reasoning.solve import solve
from geoevents.write.geojson import solution_geojson
from geoevents.write.kml import kml_of, kmz_of
from geoevents.write.kml.shapes import MOST_VERTICES, drawn_region, halfway, run_between
from geoevents.write.kml.text import isolated, markup_of, name_of

from . import results

CASES = Path(__file__).parents[2] / "data" / "cases"
K = "{http://www.opengis.net/kml/2.2}"

# From the schema of OGC 07-147r2: children in the order in which they may stand.
FEATURE = "name visibility open Snippet description LookAt TimeSpan styleUrl Style ExtendedData".split()  # noqa: SIM905
ORDER = {
    "kml": ["Document"],
    "Document": [*FEATURE, "Folder"],
    "Folder": [*FEATURE, "Placemark"],
    "Placemark": [*FEATURE, "MultiGeometry", "Point", "LineString", "Polygon"],
    "LookAt": ["longitude", "latitude", "range", "altitudeMode"],
    "TimeSpan": ["begin", "end"],
    "Style": ["IconStyle", "LabelStyle", "LineStyle", "PolyStyle", "BalloonStyle"],
    "IconStyle": ["scale", "Icon", "hotSpot"],
    "Icon": ["href"],
    "LabelStyle": ["scale"],
    "LineStyle": ["color", "width"],
    "PolyStyle": ["color"],
    "BalloonStyle": ["text"],
    "ExtendedData": ["Data"],
    "Data": ["value"],
    "Point": ["altitudeMode", "coordinates"],
    "LineString": ["tessellate", "altitudeMode", "coordinates"],
    "Polygon": ["tessellate", "altitudeMode", "outerBoundaryIs", "innerBoundaryIs"],
    "outerBoundaryIs": ["LinearRing"],
    "innerBoundaryIs": ["LinearRing"],
    "LinearRing": ["coordinates"],
}


@pytest.fixture(scope="module")
def founding():
    return check(read_case(CASES / "tinzaouatine-2025.yaml"))


def solution():
    """The result made by hand, with an account of claims that its case has."""
    made = results.solution()
    landing = made.events[0]
    silent = replace(landing.accounts[1], claims=("ministry/entry",))
    return replace(made, events=(replace(landing, accounts=(landing.accounts[0], silent)), *made.events[1:]))


def verdict():
    return replace(results.verdict(), solution=solution())


def tree(written):
    return ElementTree.fromstring(written)  # noqa: S314 - our own


def checked(written):
    """Check the structure of KML, and give its root."""
    root = tree(written)
    styles = {style.get("id") for style in root.iter(f"{K}Style")}
    for element in root.iter():
        assert element.tag.startswith(K)
        name = element.tag.removeprefix(K)
        children = [child.tag.removeprefix(K) for child in element]
        if name == "MultiGeometry":
            assert set(children) <= {"Point", "LineString", "Polygon"}
            continue
        places = [ORDER.get(name, []).index(child) for child in children]
        assert places == sorted(places), (name, children)
        if name == "styleUrl":
            assert element.text.removeprefix("#") in styles
        if name == "coordinates":
            for position in element.text.split():
                lon, lat = map(float, position.split(","))
                assert abs(lon) <= 180
                assert abs(lat) <= 90
    return root


def rings(root, side):
    for ring in root.iterfind(f".//{K}{side}/{K}LinearRing/{K}coordinates"):
        yield [tuple(map(float, position.split(","))) for position in ring.text.split()]


def data(placemark):
    return {one.get("name"): one.find(f"{K}value").text for one in placemark.iter(f"{K}Data")}


def named(root, text):
    return next(one for one in root.iter(f"{K}Placemark") if text in one.find(f"{K}name").text)


def test_verdict_has_every_kind_of_mark_in_order():
    root = checked(kml_of(verdict()))
    folders = [one.find(f"{K}name").text for one in root.iter(f"{K}Folder")]
    assert folders == [
        solution().case.event("landing").title, "How far apart they are", "Places that a name could mean",
        "Borders",
    ]  # fmt: skip
    account = named(root, solution().case.source("institute").name)
    said = data(account)
    claim = solution().case.claim("institute/landing")
    assert said["says"] == "\n".join(claim.says)
    assert said["source"] == solution().case.source("institute").name
    assert said["dataset"] == "osm-2026c"
    assert said["convention"] == "gbif-2020"
    assert "one-place" in said["suppositions"]
    assert "3.10 km apart" in named(root, "apart").find(f"{K}name").text
    assert root.find(f".//{K}Document/{K}name").text == verdict().case.title
    assert "OpenStreetMap" in root.find(f".//{K}Document/{K}description").text
    assert "ODbL" in root.find(f".//{K}Document/{K}description").text


def test_rings_run_the_right_way_and_are_closed(founding):
    for written in (kml_of(solution()), kml_of(founding)):
        root = checked(written)
        outer, inner = list(rings(root, "outerBoundaryIs")), list(rings(root, "innerBoundaryIs"))
        assert all(ring[0] == ring[-1] for ring in outer + inner)
        assert all(LinearRing(ring).is_ccw for ring in outer)
        assert not any(LinearRing(ring).is_ccw for ring in inner)
    assert len(list(rings(checked(kml_of(solution())), "innerBoundaryIs"))) == 1


def test_a_region_across_the_antimeridian_stays_split():
    answer = replace(results.FOUND, region=results.SPLIT.region, fixes=(results.SPLIT,))
    solved = solution()
    account = replace(solved.events[0].accounts[0], answer=answer)
    case = replace(solved, events=(replace(solved.events[0], accounts=(account,), combined=None),))
    found = list(rings(checked(kml_of(case)), "outerBoundaryIs"))
    assert len(found) == 2
    assert {all(lon > 0 for lon, _ in ring) for ring in found} == {True, False}


def test_lines_across_the_antimeridian_are_cut_in_two():
    here, there = (179.9, 10.0), (-179.9, 10.2)
    first, second = run_between(here, there)
    assert (first[0], second[1]) == (here, there)
    assert first[1] == (180.0, pytest.approx(10.1))
    assert second[0] == (-180.0, pytest.approx(10.1))
    assert halfway(here, there) == (pytest.approx(-180.0), pytest.approx(10.1))
    assert run_between(there, here)[0][1] == (-180.0, pytest.approx(10.1))
    assert run_between((1.0, 2.0), (3.0, 4.0)) == [[(1.0, 2.0), (3.0, 4.0)]]


def test_the_founding_case_is_small_and_the_same_twice(founding):
    written = kml_of(founding)
    assert len(written) < 1_000_000
    assert written == kml_of(founding)
    assert kmz_of(founding) == kmz_of(founding)
    assert len(kmz_of(founding)) < 300_000


def test_gdal_reads_what_was_written(founding, tmp_path):
    (tmp_path / "case.kml").write_bytes(kml_of(founding))
    (tmp_path / "case.kmz").write_bytes(kmz_of(founding))
    layers = [name for name, _ in pyogrio.list_layers(tmp_path / "case.kml")]
    assert [name for name, _ in pyogrio.list_layers(tmp_path / "case.kmz")] == layers
    assert layers[-2:] == ["Places that a name could mean", "Borders"]
    strike = pyogrio.read_dataframe(tmp_path / "case.kml", layer="Air strike on a vehicle")
    written = {
        feature["properties"]["feature"]: shapely.geometry.shape(feature["geometry"])
        for feature in solution_geojson(founding.solution)["features"]
        if feature["properties"]["event"] == "strike" and feature["properties"]["account"] == "mali-army"
    }
    area = shapely.force_2d(strike.geometry[0])
    assert area.is_valid
    assert area.symmetric_difference(written["region"]).area < 1e-9 * written["region"].area
    assert shapely.force_2d(strike.geometry[1]).equals_exact(written["fix"], 1e-7)
    # The time and the words come through as columns.
    assert strike["says"][0] == "3.5 km southeast of the town and 2 km from the Algerian border"
    borders = pyogrio.read_dataframe(tmp_path / "case.kml", layer="Borders")
    assert list(borders["dataset"]) == ["osm-2026c", "ne-10m"]
    assert all(shapely.length(geometry) > 5 for geometry in borders.geometry)


def test_wide_outlines_lose_nothing_and_are_exact_at_the_event(founding):
    region = next(
        account.answer.region
        for solved in founding.solution.events
        for account in solved.accounts
        if solved.event.id == "flight" and account.answer is not None
    )
    assert shapely.get_num_coordinates(region) > 4 * MOST_VERTICES
    near = (2.5, 19.5, 3.5, 20.5)
    drawn, wider_m = drawn_region(region, near)
    assert shapely.get_num_coordinates(drawn) < 2.5 * MOST_VERTICES
    # What rounding in the union of two coverings may leave is a hair, below a square metre.
    assert shapely.difference(region, drawn).area < 1e-10
    frame = box(*near).buffer(-1e-6)
    apart = shapely.symmetric_difference(shapely.intersection(drawn, frame), shapely.intersection(region, frame))
    assert apart.area < 1e-10
    assert 0 < wider_m < 1_000
    assert shapely.difference(drawn, region.buffer(wider_m / 100_000)).area < 1e-10
    said = data(named(tree(kml_of(founding)), "Flight"))
    assert float(said["drawn_wider_by_m"]) == round(wider_m)


def test_edges_are_short_enough_for_great_circles():
    drawn, wider_m = drawn_region(box(0, 40, 20, 50), None)
    assert wider_m == 0
    assert (
        max(abs(step) for step in shapely.get_coordinates(drawn)[1:, 0] - shapely.get_coordinates(drawn)[:-1, 0]) <= 0.5
    )
    assert drawn.equals(box(0, 40, 20, 50))


def test_a_region_that_wide_outlines_would_push_over_the_edge_of_the_world_stays_on_it():
    many = Point(179.5, 89.0).buffer(0.5, quad_segs=2_000)
    drawn, _ = drawn_region(MultiPolygon([many, Point(-179, -89).buffer(0.9, quad_segs=2_000)]), None)
    west, south, east, north = drawn.bounds
    assert west >= -180
    assert east <= 180
    assert south >= -90
    assert north <= 90
    assert drawn.covers(many)


HOSTILE = (
    "{{7*7}} {% for x in ().__class__ %}",
    "</description><script>alert(1)</script>",
    "]]><Placemark><name>x</name></Placemark>",
    '<img src="http://127.0.0.1:9/x.png" onerror="alert(1)">',
    '<NetworkLink><Link><href>http://127.0.0.1:9/</href></Link></NetworkLink> & &amp; "quoted"',
    "$[name] ${1}",
    "javascript:alert(1)",
)


def hostile(text):
    """A verdict with a text in every field that a case file or a gazetteer could fill."""
    made = verdict()
    case = made.case
    case = replace(
        case,
        title=case.title + text,
        question=case.question + text,
        sources=tuple(replace(one, name=one.name + text, url=text, archive=text) for one in case.sources),
        events=tuple(Event(one.id, one.kind + text, one.title + text, one.track, one.part_of) for one in case.events),
        claims=tuple(replace(one, says=(*one.says, text), why=text) for one in case.claims),
    )
    place = Place("x-1" + text, "Tinzaouatine" + text, "DZ", 2.97, 19.95, 500.0, "W" + text, note=text)
    events = tuple(replace(one, event=case.event(one.event.id)) for one in made.solution.events)
    solved = replace(made.solution, case=case, places=(place,), events=events, warnings=(text,))
    conflict = replace(made.questions[0].conflicts[0], why="why" + text)
    question = replace(made.questions[0], conflicts=(conflict,))
    return replace(made, case=case, headline=made.headline + text, solution=solved, questions=(question,), note=text)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_markup(text):
    plain, root = checked(kml_of(verdict())), checked(kml_of(hostile(text)))
    assert sorted({e.tag for e in root.iter()}) == sorted({e.tag for e in plain.iter()})
    for shown in root.iter(f"{K}description"):
        # What a viewer takes for HTML holds breaks of our own, and no tag and no entity of a balloon besides.
        assert re.fullmatch(r"(?:[^<>$]|<br>)*", shown.text), shown.text
    for tag in ("name", "Snippet"):
        assert not any(re.search("[<>]", shown.text or "") for shown in root.iter(f"{K}{tag}"))
    written = root.find(f".//{K}Document/{K}description").text.split("<br>")
    assert text in [html.unescape(line) for line in written]
    account = next(one for one in root.iter(f"{K}Placemark") if "says" in data(one))
    assert data(account)["says"].endswith(text)
    assert not list(root.iter(f"{K}href"))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_is_fetched_from_a_kmz(text):
    packed = zipfile.ZipFile(io.BytesIO(kmz_of(hostile(text))))
    root = checked(packed.read("doc.kml"))
    assert {one.text for one in root.iter(f"{K}href")} == {name for name in packed.namelist() if name != "doc.kml"}
    assert packed.namelist()[0] == "doc.kml"
    assert {entry.date_time[0] for entry in packed.infolist()} == {1980}
    assert packed.testzip() is None


def test_what_xml_cannot_hold_is_replaced_and_counted():
    written = kml_of(hostile("a\x08b\x00\ufffe\ud800"))
    root = checked(written)
    assert "a\ufffdb\ufffd\ufffd\ufffd" in root.find(f".//{K}Document/{K}name").text
    told = root.find(f".//{K}Document/{K}description").text.split("<br>")[-1]
    count = int(told.split()[0])
    assert told == f"{count} characters that a KML file cannot hold are replaced by \ufffd."
    assert count == written.decode().count("\ufffd") - 1
    assert "cannot hold" not in kml_of(verdict()).decode()


@pytest.mark.parametrize(
    "text", ["\u202eabc", "a\u2069b", "\u2067\u2067x", "مالي", "\u2069\u2069\u202e", "\u2066a\u2069\u2069"]
)
def test_turns_of_direction_stay_inside_their_text(text):
    shown = isolated(text)
    assert text in shown
    depth = 0
    for letter in shown[:-1]:
        depth += letter in "\u2066\u2067\u2068"
        depth -= letter == "\u2069"
        assert depth >= 1
    assert shown[-1] == "\u2069"
    assert depth == 1


def test_names_are_one_short_line():
    assert name_of("a\n b\t<i>") == "a b ‹i›"
    assert len(name_of("x" * 1_000)) == 120
    assert markup_of(["a\nb", ""]) == "a<br>b"


def test_located_phrase_has_a_placemark_for_each_reading():
    root = checked(kml_of(results.location()))
    accounts = [one for one in root.iter(f"{K}Placemark") if "says" in data(one)]
    assert [data(one)["status"] for one in accounts] == ["satisfiable", "unsatisfiable"]
    assert accounts[1].find(f"{K}Polygon") is None
    assert "Nothing satisfies" in accounts[1].find(f"{K}description").text


def test_an_area_of_half_the_earth_is_told_and_not_drawn():
    wide = replace(results.FIX, radius_m=15_000_000.0, region=box(-180, -90, 180, 90))
    answer = replace(results.FOUND, region=wide.region, fixes=(wide,))
    solved = solution()
    account = replace(solved.events[0].accounts[0], answer=answer)
    root = checked(kml_of(replace(solved, events=(replace(solved.events[0], accounts=(account,), combined=None),))))
    assert not list(root.iter(f"{K}Polygon"))
    assert "Almost anywhere" in root.find(f".//{K}Placemark/{K}description").text


def test_generalised_results_tell_no_exact_position():
    precise = solve(read_case(CASES / "tinzaouatine-2025-followups.yaml"))
    exact, coarse = (tree(kml_of(result)) for result in (precise, generalised(precise, 10_000.0)))

    def near_wreck(root):
        found = [one.text for one in root.iter(f"{K}coordinates")]
        found += [one.find(f"{K}description").text for one in root.iter(f"{K}Placemark")]
        return [pair for text in found for pair in re.findall(r"2\.89\d*,19\.86\d*", text)]

    def told(root):
        return html.unescape(" ".join(text for text in root.itertext() if not re.fullmatch(r"[-\d.,\s]+", text)))

    assert "2.8939169,19.8679828" in near_wreck(exact)
    assert not near_wreck(coarse)
    for secret in ("52'04", "9.96 km", "10.2 km", "tinzaouatine-2025", precise.case.sha256):
        assert secret in told(exact), secret
        assert secret not in told(coarse), secret


def test_many_vertices_around_the_event_are_bounded_too():
    comb = shapely.union_all([Point(0.001 * i, 0.0).buffer(0.0004, quad_segs=4) for i in range(500)])
    assert shapely.get_num_coordinates(comb) > 4 * MOST_VERTICES
    drawn, wider_m = drawn_region(comb, (-1.0, -1.0, 2.0, 1.0))
    assert shapely.get_num_coordinates(drawn) < 2.5 * MOST_VERTICES
    assert wider_m > 0
    assert shapely.difference(comb, drawn).area < 1e-10
