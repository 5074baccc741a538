"""Which column holds the countries: found where there is no doubt, and refused where there is."""

from __future__ import annotations

import numpy as np
import pytest

from geoevents.errors import BoundaryError
from geoevents.read.boundaries import Boundaries, Feature
from geoevents.read.codes import countries_of, pairs_of
from geoevents.read.outline import LINE, POLYGON, Outline


def having(kind, *rows):
    outline = Outline(kind, (np.zeros((2, 2)),), (False,))
    features = tuple(Feature(number, row, outline) for number, row in enumerate(rows, start=1))
    return Boundaries("x.geojson", kind, features, ())


def countries(*rows, field=None, recode=None):
    return [code for _, code in countries_of(having(POLYGON, *rows), field, recode or {})]


def pairs(*rows, fields=None, recode=None):
    return [f"{a}-{b}" for _, a, b in pairs_of(having(LINE, *rows), fields, recode or {})]


@pytest.mark.parametrize(
    "row",
    [
        {"iso_a2": "ML"},
        {"ISO_A3": "MLI"},
        {"shapeGroup": "MLI", "shapeType": "ADM0"},  # geoBoundaries
        {"GID_0": "MLI", "COUNTRY": "Mali"},  # GADM
        {"CNTR_ID": "ML", "NAME_ENGL": "Republic of Mali"},  # GISCO
        {"name": "mali"},
        {"iso_a2": " ml "},
    ],
)
def test_usual_columns(row):
    assert countries(row) == ["ML"]


def test_codes_that_look_like_nothing():
    """Namibia and Norway are countries, whatever spreadsheets and YAML make of them."""
    assert countries({"iso_a2": "NA"}, {"iso_a2": "NO"}) == ["NA", "NO"]


def test_columns_that_disagree():
    with pytest.raises(BoundaryError, match=r"feature 2 is of GF by iso_a2, of FR by admin\. .*--country-field"):
        countries({"iso_a2": "FR", "admin": "France"}, {"iso_a2": "GF", "admin": "France"})
    assert countries({"iso_a2": "FR", "admin": "France"}, {"iso_a2": "GF", "admin": "France"}, field="admin") == [
        "FR",
        "FR",
    ]


def test_values_that_name_no_country():
    rows = ({"ISO_A2": "-99", "ISO_A2_EH": "FR"}, {"ISO_A2": "ML", "ISO_A2_EH": "ML"}, {"ISO_A2_EH": "-99"})
    with pytest.raises(BoundaryError, match=r"1 problem.*\n  feature 3: ISO_A2_EH: No country is named '-99'"):
        countries(*rows)
    assert countries(*rows, field="ISO_A2_EH", recode={"-99": None}) == ["FR", "ML"]
    assert countries(*rows, field="ISO_A2_EH", recode={"-99": "SO"}) == ["FR", "ML", "SO"]


def test_no_column_of_a_usual_name():
    with pytest.raises(BoundaryError, match=r"there are: pays, id\. Name it: --country-field"):
        countries({"pays": "Mali", "id": 3})
    assert countries({"pays": "Mali", "id": 3}, field="pays") == ["ML"]
    with pytest.raises(BoundaryError, match=r"no column 'pas'\. Did you mean pays"):
        countries({"pays": "Mali", "id": 3}, field="pas")


@pytest.mark.parametrize("value", [None, "", 3, 2.5, True, ["ML"], {"code": "ML"}, "Congo", "x" * 100_000])
def test_values_of_every_kind(value):
    with pytest.raises(BoundaryError, match="feature 1: iso_a2: ") as caught:
        countries({"iso_a2": value})
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    "row",
    [
        {"COUNTRY1": "Mali", "COUNTRY2": "Algeria"},
        {"CC1": "ML", "CC2": "DZ", "COUNTRY1": "Mali", "COUNTRY2": "Algeria", "STATUS": "International Boundary"},
        {"ADM0_A3_L": "MLI", "ADM0_A3_R": "DZA"},
        {"border": "DZ-ML"},  # what `borders show -o` writes
    ],
)
def test_pairs(row):
    assert pairs(row) == ["DZ-ML"]


def test_codes_of_another_standard_contradict_the_names():
    """In FIPS 10-4 Algeria is AG, which is Antigua and Barbuda in ISO 3166."""
    row = {"CC1": "AG", "CC2": "ML", "COUNTRY1": "Algeria", "COUNTRY2": "Mali"}
    with pytest.raises(BoundaryError, match="AG-ML by CC1 and CC2, of DZ-ML by COUNTRY1 and COUNTRY2"):
        pairs(row)
    assert pairs(row, fields=("COUNTRY1", "COUNTRY2")) == ["DZ-ML"]


def test_pairs_that_are_none():
    with pytest.raises(BoundaryError, match="feature 1: ML on both sides"):
        pairs({"COUNTRY1": "Mali", "COUNTRY2": "ML"})
    with pytest.raises(BoundaryError, match="feature 1: border: 'DZ' is no pair"):
        pairs({"border": "DZ"})
    assert pairs({"left": "ML", "right": "sea"}, {"left": "ML", "right": "NE"}, recode={"sea": None}) == ["ML-NE"]
