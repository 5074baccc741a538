"""Tables converted part by part are what they are converted whole, and are read again where a row needs its reason."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from geoevents.bulk import reformat
from geoevents.bulk.reformat import Converted, convert_file
from geoevents.errors import TableError
from geoevents.read import delimited
from geoevents.read.placed import read_placed

ENDINGS = ("csv", "tsv", "ndjson", "parquet")
GOOD = "id,lat,lon,note\n" + "".join(f'{n:03d},{19 + n / 7:.4f},{2 + n / 9:.4f},"a, {n}"\n' for n in range(7))
TABLES = {
    "good": GOOD,
    "late": f"{GOOD}NO,95,2,swapped\n,,,\n",
    "reasons": "id,lat,lon,position_reason\n1,95,2,mine\n2,1,2,\n",
    "nowhere": "id,note\n1,=1+1\n2,\n",
    "empty": "id,lat,lon\n",
    "written": 'id,coordinates\n1,"19.9, 2.9"\n2,near Kidal\n3,31QDB8896\n',
    "single": "id\n\n1\n",
}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of two rows, which otherwise have thousands."""
    monkeypatch.setattr(delimited, "TEXT_ROWS", 2)


def whole(monkeypatch: pytest.MonkeyPatch, source: Path, target: Path) -> Converted:
    with monkeypatch.context() as other:
        other.setattr(reformat, "_in_parts", lambda *_: False)
        return convert_file(source, target)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", TABLES)
def test_parts_are_what_the_whole_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, ending: str) -> None:
    source, one, other = tmp_path / "a.csv", tmp_path / f"one.{ending}", tmp_path / f"other.{ending}"
    source.write_text(TABLES[name], encoding="utf-8")
    assert convert_file(source, one) == whole(monkeypatch, source, other)
    if ending != "parquet":
        assert one.read_bytes() == other.read_bytes()
        return
    tables = [pq.read_table(place) for place in (one, other)]
    assert tables[0].schema.equals(tables[1].schema, check_metadata=True)
    assert tables[0].equals(tables[1])
    assert json.loads(pq.read_metadata(one).metadata[b"geo"]) == json.loads(tables[0].schema.metadata[b"geo"])


def test_only_what_is_wrong_gets_a_reason(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLES["late"], encoding="utf-8")
    done = convert_file(tmp_path / "a.csv", tmp_path / "b.csv")
    assert (done.rows, done.placed, done.written.rows) == (9, 7, 9)
    assert done.reasons == {"latitude is beyond 90, as if swapped": 1, "no longitude": 1}
    assert read_placed(tmp_path / "b.csv").columns["position_reason"].to_pylist()[-3:] == [
        "", "latitude is beyond 90, as if swapped", "",
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_geometries_of_parquet_go_on_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    """As degrees or as WKT, all rows together decide; as features each row is its own."""
    (tmp_path / "a.csv").write_text("id,wkt\n1,POINT Z (1 2 3)\n2,\n3,POINT (4 5)\n", encoding="utf-8")
    convert_file(tmp_path / "a.csv", tmp_path / "a.parquet")
    assert json.loads(pq.read_metadata(tmp_path / "a.parquet").metadata[b"geo"])["columns"]["geometry"]["bbox"][:2] == [
        1,
        2,
    ]
    one, other = tmp_path / f"one.{ending}", tmp_path / f"other.{ending}"
    assert convert_file(tmp_path / "a.parquet", one) == whole(monkeypatch, tmp_path / "a.parquet", other)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_wrong_further_down_leaves_what_was_there(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"b.{ending}"
    target.write_text("before")
    (tmp_path / "a.csv").write_text(f"{GOOD}1,2\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"a\.csv:9: 2 fields where the first line has 4"):
        convert_file(tmp_path / "a.csv", target)
    assert target.read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 2
