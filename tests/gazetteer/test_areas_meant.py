"""Which areas words mean: of the right order, and none in place of another."""

from __future__ import annotations

import pytest

from geoevents.errors import UnknownAreaError
from geoevents.gazetteer.areas_meant import area_candidates
from geoevents.model import AreaRef


@pytest.mark.parametrize(
    ("area", "kind", "country", "ids"),
    [
        ("Kidal", "region", None, ["ML"]),
        ("Донецкой", "oblast", None, ["UA"]),
        ("Idlib", "governorate", None, ["SY"]),
        ("Tamanrasset", "wilaya", None, ["DZ"]),
        ("Sistan and Baluchestan", "province", None, ["IR"]),
        ("Kidal", "region", "ML", ["ML"]),
    ],
)
def test_areas_of_the_first_order(area, kind, country, ids):
    assert [place.country for place in area_candidates(AreaRef(area, kind, country))] == ids


@pytest.mark.parametrize("kind", ["cercle", "raion", "commune"])
def test_a_cercle_of_the_name_of_a_region_is_not_the_region(kind):
    with pytest.raises(UnknownAreaError):
        area_candidates(AreaRef("Kidal", kind))


def test_homonyms_stay_and_a_country_narrows_them():
    every = area_candidates(AreaRef("Central", "region"))
    assert len({place.country for place in every}) > 10
    assert {place.country for place in area_candidates(AreaRef("Central", "region"), "GH")} == {"GH"}


def test_the_circle_around_it_holds_it():
    from geoevents.earth import inverse
    from geoevents.gazetteer.areas import area_of

    place = area_candidates(AreaRef("Gao", "region"))[0]
    outline = area_of(place.id).polygon
    assert outline.contains(__import__("shapely").Point(place.lon, place.lat))
    far = [inverse(place.lon, place.lat, *xy)[2] for xy in outline.envelope.exterior.coords]
    assert 0 < place.radius_m <= max(far) + 1
