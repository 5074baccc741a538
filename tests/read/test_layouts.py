"""ACLED, UCDP GED and GDELT: known by their columns, their codes kept, and metres and days beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geoevents import data
from geoevents.read.fips import ISO
from geoevents.read.gdelt import headless
from geoevents.read.placed import read_placed
from geoevents.read.table import read_table

ACLED = (
    "event_id_cnty,event_date,year,time_precision,latitude,longitude,geo_precision,country,iso\n"
    "MLI1,07 August 2024,2024,1,19.9,2.9,1,Mali,466\nMLI2,2024-08-01,2024,2,18.4,1.4,2,Mali,466\n"
    "MLI3,2024-08-01,2024,3,16.3,-0.04,3,Mali,466\nMLI4,2024-08-01,2024,9,16.3,-0.04,,Mali,466\n"
)
UCDP = "id,where_prec,date_prec,latitude,longitude,geom_wkt\n" + "".join(
    f"{code},{code},{min(code, 5)},19.9,2.9,POINT (2.9 19.9)\n" for code in range(1, 8)
)


def columns(tmp_path: Path, name: str, text: str) -> dict[str, list[Any]]:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_placed(tmp_path / name).columns.to_pydict()


def test_acled(tmp_path: Path) -> None:
    found = columns(tmp_path, "a.csv", ACLED)
    assert found["geo_precision"] == ["1", "2", "3", ""]
    assert found["geo_precision_m"] == [5_000, 25_000, 100_000, None]
    assert found["date_precision_days"] == [1, 7, 31, None]
    assert found["event_date"][0] == "07 August 2024"
    assert "our figure" in found["geo_precision_basis"][0]
    assert found["geo_precision_basis"][3] is None


def test_ucdp_ged(tmp_path: Path) -> None:
    """Codebook: where_prec 2 is within about 25 km; 6, the country, and 7, international waters, bound nothing."""
    found = columns(tmp_path, "a.csv", UCDP)
    assert found["geo_precision_m"] == [5_000, 25_000, 50_000, 150_000, 150_000, None, None]
    assert found["date_precision_days"] == [1, 6, 7, 31, 366, 366, 366]
    assert "(published)" in found["geo_precision_basis"][1]
    assert "no figure" in found["geo_precision_basis"][5]


@pytest.mark.parametrize(("width", "name"), [(57, "a.tsv"), (58, "a.csv"), (61, "export.CSV"), (61, "a.tsv")])
def test_gdelt_has_no_head_and_fips_codes(tmp_path: Path, width: int, name: str) -> None:
    names = headless(["1", "20250401", *[""] * (width - 2)])
    assert names is not None
    row = dict.fromkeys(names, "")
    row |= {"GLOBALEVENTID": "1234567890", "SQLDATE": "20250401", "ActionGeo_Type": "4", "ActionGeo_CountryCode": "AG"}
    row |= {"ActionGeo_Lat": "19.95", "ActionGeo_Long": "2.96", "Actor1Geo_Lat": "1", "Actor1Geo_Long": "2"}
    # Places have more commas than some lines have columns, and nothing is quoted.
    row |= {"Actor1Geo_FullName": "Bordj, Adrar, Algeria", "ActionGeo_FullName": 'a "quoted, place", Mali'}
    other = row | {"ActionGeo_Type": "1", "ActionGeo_CountryCode": "ML", "GLOBALEVENTID": "7"}
    found = columns(tmp_path, name, "".join("\t".join(one.values()) + "\n" for one in (row, other)))
    assert found["GLOBALEVENTID"] == ["1234567890", "7"]
    assert found["geo_precision_m"] == [10_000, None]
    assert found["country_iso"] == ["DZ", "ML"]
    assert found["ActionGeo_CountryCode"] == ["AG", "ML"]
    assert found["ActionGeo_FullName"] == ['a "quoted, place", Mali'] * 2
    assert "position_reason" not in found


def test_rows_coded_to_a_country_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(UCDP, encoding="utf-8")
    (note,) = read_placed(tmp_path / "a.csv").notes
    assert note.startswith(
        "2 rows are coded to a whole country or to none (where_prec 6: only the country is known, 7: "
    )
    (tmp_path / "b.csv").write_text(ACLED, encoding="utf-8")
    assert read_placed(tmp_path / "b.csv").notes == ()
    (tmp_path / "c.csv").write_text("GLOBALEVENTID,ActionGeo_Type,ActionGeo_Lat,ActionGeo_Long\n1,0,,\n2,4,1,2\n")
    found = read_placed(tmp_path / "c.csv")
    assert found.notes == ()
    assert (
        found.columns["geo_precision_basis"].to_pylist()[0] == "GDELT actiongeo_type 0: no place was found (no figure)"
    )


def test_fips_is_not_iso() -> None:
    """FIPS 10-4: CH is China, AU Austria, NI Nigeria, NG Niger; RB is Serbia of 2006 to 2008, and of GDELT."""
    wanted = {
        "CH": "CN",
        "AU": "AT",
        "NI": "NG",
        "NG": "NE",
        "SF": "ZA",
        "UP": "UA",
        "AG": "DZ",
        "IZ": "IQ",
        "GZ": "PS",
        "WE": "PS",
        "RB": "RS",
        "RI": "RS",
        "RS": "RU",
        "KV": "XK",
        "OD": "SS",
        "MJ": "ME",
        "TT": "TL",
        "BM": "MM",
    }
    assert {code: ISO[code] for code in wanted} == wanted
    assert all(len(code) == len(iso) == 2 and code.isupper() and iso.isupper() for code, iso in ISO.items())


def test_fips_codes_are_data_of_their_own_licence() -> None:
    file = data.verify("countries/fips.json")
    assert file.licence == "CC-BY-4.0"
    assert "GeoNames" in file.attribution


def test_codes_that_nobody_knows_have_no_figure(tmp_path: Path) -> None:
    found = columns(tmp_path, "a.csv", ACLED.replace(",1,Mali", ",4,Mali"))
    assert found["geo_precision_m"][0] is None
    assert "not a code that we know" in found["geo_precision_basis"][0]


def test_what_is_there_is_not_added_again(tmp_path: Path) -> None:
    text = ACLED.replace("iso\n", "geo_precision_m\n")
    found = columns(tmp_path, "a.csv", text)
    assert found["geo_precision_m"] == ["466"] * 4
    assert "geo_precision_basis" in found


def test_streams_get_them_too(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ACLED, encoding="utf-8")
    table = read_table(tmp_path / "a.csv")
    assert table.schema.names[-3:] == ["geo_precision_m", "geo_precision_basis", "date_precision_days"]
    assert [batch.schema == table.schema for batch, _ in table.batches] == [True]
    plain = read_table(tmp_path / "a.csv", lon="longitude", lat="latitude")
    assert plain.lon == "longitude"
