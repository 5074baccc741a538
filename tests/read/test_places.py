"""Importing places of one's own: dumps of GeoNames and tables; what is bad is told, what is broken leaves nothing."""

import io
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geoevents.data import own
from geoevents.errors import DataFileError, PlaceFileError, UnknownPlaceError
from geoevents.gazetteer.places import candidates, find
from geoevents.gazetteer.stored import forget, imported
from geoevents.read.placedump import LINE_BYTES
from geoevents.read.places import MOST_RADIUS_M, import_places


def feature(id, name, lat="18.5", lon="1.5", others="", kind=("P", "PPL"), country="ML", population="0"):
    cells = [str(id), name, name, others, str(lat), str(lon), *kind, country, "", "10", "", "", "", population, ""]
    cells += ["446", "Africa/Bamako", "2024-01-01"]
    return "\t".join(cells)


GOOD = [
    feature(2455290, "Kidal", 18.44345, 1.40921, "Кидаль,كيدال,KDL,ji da er", ("P", "PPLA"), population="40030"),
    feature(900001, "I-n-Tedeini", 19.5, 2.1, "In Tedeini,Inteddeyni", ("H", "WLL")),
    feature(900002, "Adrar Zzyzx", 19.6, 2.2, "", ("T", "MTS")),
]


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def text(folder, lines, name="ML.txt"):
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def packed(folder, members, name="ML.zip", how=zipfile.ZIP_DEFLATED):
    path = folder / name
    with zipfile.ZipFile(path, "w", how) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path


def left():
    """What lies in the user's folder, half-written files included."""
    place = own.folder() / "places"
    return sorted(path.name for path in place.iterdir()) if place.exists() else []


def test_a_dump_and_the_same_in_a_zip(folder):
    found = import_places(text(folder, GOOD))
    assert (found.about.name, found.about.places, found.about.skipped, found.problems) == ("ml", 3, 0, ())
    assert (found.about.licence, found.about.attribution) == ("CC-BY-4.0", "© GeoNames, CC BY 4.0")
    (well,) = candidates("In Tedeini")
    assert (well.id, well.name, well.kind, well.source) == (
        "ml:900001", "I-n-Tedeini", "well", "GeoNames ML.txt; © GeoNames, CC BY 4.0",
    )  # fmt: skip
    assert (well.lon, well.lat, well.country) == (2.1, 19.5, "ML")
    assert "extent not known" in well.note
    again = import_places(packed(folder, {"readme.txt": "x", "ML.txt": "\n".join(GOOD)}))
    assert again.about.places == 3
    assert left() == ["ml.sqlite"]


def test_an_entry_that_is_in_both_is_one_candidate_and_keeps_its_id(folder):
    before = candidates("Kidal")
    import_places(text(folder, GOOD))
    assert candidates("Kidal") == before
    assert len({place.id for place in find("Кидаль")}) == len(find("Кидаль"))


def test_settlements_come_before_wells_and_mountains(folder):
    import_places(text(folder, [
        feature(1, "Qwxabba", kind=("H", "WLL")), feature(2, "Qwxabba", population="50"),
        feature(3, "Qwxabba", kind=("T", "MT")),
    ]))  # fmt: skip
    assert candidates("Qwxabba")[0].kind == "populated place"
    assert len(candidates("Qwxabba")) == 3


BAD = [
    ("too few columns", "1 columns instead of 19"), (feature("x1", "A"), "'x1' is no GeoNames id"),
    (feature(5, ""), "there is no name"), (feature(5, "A", lat="95"), "the latitude is '95'"),
    (feature(5, "A", lon="181"), "the longitude is '181'"),
    (feature(5, "A", lat="NaN"), "latitude is 'NaN', and no number"),
    (feature(5, "A", lat="18,5"), "write it with a point"), (feature(5, "A", lat=""), "there is no latitude"),
    (feature(5, "A", country="MLI"), "'MLI' is no code of a country"), (feature(5, "...", lat="1"), "'...' is no name"),
    (feature(5, "A", population="many"), "the population is 'many'"), (feature(5, "A", lat="1e400"), "the latitude is"),
    (feature(2455290, "Kidal"), "the id 2455290 was there before"), (feature(5, "A\0B"), "is no name"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), BAD)
def test_a_bad_line_is_told_by_number_and_left_out(line, said, folder):
    found = import_places(text(folder, [GOOD[0], line, *GOOD[1:]]))
    assert (found.about.places, found.about.skipped) == (3, 1)
    (problem,) = found.problems
    assert problem.startswith("line 2: ")
    assert said in problem


def test_lines_that_are_no_text_or_endless_are_left_out(folder):
    path = folder / "ML.txt"
    lines = [GOOD[0].encode(), b"\xff\xfe\x00", b"y" * (3 * LINE_BYTES), GOOD[1].encode()]
    path.write_bytes(b"\r\n".join(lines))
    found = import_places(path)
    assert found.about.places == 2
    assert [problem.partition(": ")[0] for problem in found.problems] == ["line 2", "line 3"]


def test_only_the_first_bad_lines_are_told_and_all_are_counted(folder):
    found = import_places(text(folder, [GOOD[0], *["bad"] * 500]))
    assert (found.about.skipped, len(found.problems)) == (500, 20)


def truncated(folder, keep):
    whole = packed(folder, {"ML.txt": "\n".join(GOOD * 300)}, how=zipfile.ZIP_STORED).read_bytes()
    path = folder / "cut" / "ML.zip"
    path.parent.mkdir()
    path.write_bytes(whole[: int(len(whole) * keep)])
    return path


@pytest.mark.parametrize("keep", [0.0, 0.01, 0.5, 0.99])
def test_a_truncated_archive_is_refused_and_what_was_there_stays(keep, folder):
    import_places(text(folder, GOOD[:2]))
    with pytest.raises(PlaceFileError, match="damaged or truncated"):
        import_places(truncated(folder, keep))
    assert left() == ["ml.sqlite"]
    assert imported()[0].about.places == 2


def test_damage_inside_an_archive_is_refused(folder):
    path = packed(folder, {"ML.txt": "\n".join(feature(n, f"Place {n}") for n in range(1, 20_000))})
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(PlaceFileError, match="damaged or truncated"):
        import_places(path)
    assert left() == []


def test_a_zip_bomb_is_refused_before_it_is_read(folder):
    with pytest.raises(PlaceFileError, match="times as large unpacked"):
        import_places(packed(folder, {"ML.txt": b"\0" * 50_000_000}))
    assert left() == []


def test_an_archive_that_lies_about_its_size_is_refused(folder):
    path = packed(folder, {"ML.txt": "\n".join(feature(n, f"Place {n}") for n in range(1, 4_000))})
    content = path.read_bytes()
    size = struct.pack("<I", zipfile.ZipFile(path).getinfo("ML.txt").file_size)
    path.write_bytes(content.replace(size, struct.pack("<I", 1_000)))
    with pytest.raises(PlaceFileError):
        import_places(path)
    assert left() == []


def test_members_that_lead_out_of_the_archive_are_not_read(folder):
    found = import_places(packed(folder, {"../../ML.txt": "evil", "ML.txt": "\n".join(GOOD), "/etc/x.sh": "x"}))
    assert found.about.places == 3
    assert left() == ["ml.sqlite"]
    assert not (folder.parent / "ML.txt").exists()
    with pytest.raises(PlaceFileError, match="no text of its own name"):
        import_places(packed(folder, {"../ML.txt": "\n".join(GOOD)}, name="other.zip"))


@pytest.mark.parametrize("members", [{}, {"a.bin": "x"}, {"a.txt": "x", "b.txt": "y"}, {"readme.txt": "x"}])
def test_an_archive_without_one_text_is_refused(members, folder):
    with pytest.raises(PlaceFileError, match="no text of its own name"):
        import_places(packed(folder, members, name="other.zip"))


def test_an_encrypted_archive_is_refused(folder):
    path = packed(folder, {"ML.txt": "\n".join(GOOD)})
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    path.write_bytes(content)
    with pytest.raises(PlaceFileError, match="cannot be unpacked"):
        import_places(path)


OWN = """name,lon,lat,radius_m,country,kind,population,source,note,aliases,id
Camp Alpha,2.9,19.9,500,Mali,camp,,GPS of the team,"said ""north"" of it",Base Alpha|Лагерь Альфа,c1
Qwxwell,-3.5,16.25,,NA,,1200,,,,
"""


def test_a_table_of_ones_own(folder):
    path = folder / "field.csv"
    path.write_text("\ufeff" + OWN, encoding="utf-8")
    found = import_places(path, "field-2025", title="Field notes", licence="CC0-1.0", attribution="The team")
    assert (found.about.places, found.about.title, found.about.licence) == (2, "Field notes", "CC0-1.0")
    camp = next(place for place in candidates("лагерь альфа") if place.id == "field-2025:c1")
    assert (camp.name, camp.radius_m, camp.source, camp.country) == (
        "Camp Alpha",
        500.0,
        "GPS of the team; The team; CC0-1.0",
        "ML",
    )
    assert camp.note == 'said "north" of it'
    (well,) = candidates("Qwxwell")
    assert (well.country, well.radius_m, well.source) == ("NA", 1_000.0, "Field notes; The team; CC0-1.0")
    assert well.note == "extent inferred from population"


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_separators(mark, folder):
    path = folder / "x.csv"
    path.write_text(
        mark.join(["Name", "Longitude", "Latitude"]) + "\n" + mark.join(["Qwxone, two", "1.5", "2.5"]) + "\n"
    )
    assert import_places(path).about.places == 1
    assert candidates("Qwxone, two")[0].lat == 2.5


@pytest.mark.parametrize(("row", "said"), [
    ("A,2.9", "2 cells where the first line has 5"), ("A,2.9,99,,", "the latitude is '99'"),
    ("A,x,1,,", "longitude is 'x', and no number"), (",1,1,,", "there is no name"),
    ("A,1,1,-5,", "radius_m is '-5'"), (f"A,1,1,{MOST_RADIUS_M * 2},", "radius_m is"),
    ("A,1,1,,Atlantis", "No country"),
    ("A,inf,1,,", "and no number"), ("A,1,1,nan,", "radius_m is 'nan', and no number"),
])  # fmt: skip
def test_bad_rows_of_a_table(row, said, folder):
    path = folder / "x.csv"
    path.write_text(f"name,lon,lat,radius_m,country\nGood,1,1,,\n{row}\nGood too,1,1,,\n")
    found = import_places(path)
    assert found.about.places == 2
    assert len(found.problems) == 1
    assert found.problems[0].startswith("line 3: ")
    assert said in found.problems[0]


@pytest.mark.parametrize(("content", "said"), [
    ("", "is empty"), ("name,lon\nA,1\n", "no column lat"), ("name,lon,lat\n", "there is no place in it"),
    ("name,lon,lat\nA,x,y\n", "no line of 1 is good"), ("name,lon,longitude,lat\nA,1,1,1\n", "two columns can be lon"),
    ("\x89PNG\r\n\x1a\n\x00\x00", "no column name"),
    ('name,lon,lat\n"A,1,1\n' + "x\n" * 200_000, "A quote is open there"),
    ("PK\x03\x04" + "x" * 100, "no column name"),
    ("name,lon,lat\rA,1,1\r", "line 1: new-line character seen"),
])  # fmt: skip
def test_what_is_no_table_is_refused(content, said, folder):
    path = folder / "x.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PlaceFileError, match=said):
        import_places(path)
    assert left() == []


def test_importing_again_replaces_and_forgetting_removes(folder):
    import_places(text(folder, GOOD))
    import_places(text(folder, [feature(7, "Qwxnew")]))
    assert candidates("Qwxnew")[0].id == "ml:7"
    with pytest.raises(UnknownPlaceError):
        candidates("In Tedeini")
    forget("ml")
    assert left() == []
    with pytest.raises(UnknownPlaceError):
        candidates("Qwxnew")
    with pytest.raises(PlaceFileError, match=r"None is imported"):
        forget("ml")


@pytest.mark.parametrize(
    "name", ["", "../x", "a/b", "CON", "con", "geonames", "curated", "nul", "x" * 41, "a b", "ä", "-", ".x"]
)
def test_names_of_tables(name, folder):
    with pytest.raises((PlaceFileError, DataFileError), match=r"table of places|Use lower-case"):
        import_places(text(folder, GOOD), name)
    assert left() == []


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\x00" + b"\0" * 200, b"text", None])
def test_a_damaged_table_is_told_and_not_passed_over(damage, folder):
    import_places(text(folder, GOOD))
    path = own.path("places", "ml.sqlite")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 3] if damage is None else damage)
    from geoevents.gazetteer import stored

    stored._opened.cache_clear()
    with pytest.raises(DataFileError, match="geoevents places forget ml"):
        find("In Tedeini")
    forget("ml")
    assert candidates("Kidal")


def test_an_own_place_pushes_no_other_aside(folder):
    path = folder / "x.csv"
    path.write_text("name,lon,lat,country\nKidal,1.0,18.0,ML\nTripoli,0,0,ML\n")
    before = candidates("Kidal")
    import_places(path)
    found = candidates("Kidal")
    assert [place.id for place in found] == [*(place.id for place in before), "x:1"]
    assert found[-1].source == "x.csv"


def test_memory_stays_bounded(folder):
    """A dump of 60,000 places (11 MB) is imported with less than 60 MB more than a dump of one place takes."""
    script = (
        "import resource, sys; from geoevents.read.places import import_places; import_places(sys.argv[1]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    taken = []
    for count in (1, 60_000):
        path = text(
            folder,
            (feature(n + 1, f"Qwx place {n}", others=f"Other {n},Third {n}") for n in range(count)),
            f"n{count}.txt",
        )
        ran = subprocess.run(
            [sys.executable, "-c", script, path], capture_output=True, text=True, check=True, env=os.environ
        )
        taken.append(int(ran.stdout) / 1024)
    assert taken[1] - taken[0] < 60


@given(content=st.binary(max_size=400), zipped=st.booleans())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_is_imported_or_refused(content, zipped, folder):
    path = folder / ("f.zip" if zipped else "f.txt")
    if zipped:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("f.txt", content)
        content = made.getvalue()[: max(1, len(content) * 3)]
    path.write_bytes(content)
    with pytest.raises(PlaceFileError):
        import_places(path)
    assert left() == []


def test_a_folder_or_a_missing_file_is_refused(folder):
    for path in (folder, Path(folder / "none.txt"), Path("/dev/zero")):
        with pytest.raises(PlaceFileError):
            import_places(path)
