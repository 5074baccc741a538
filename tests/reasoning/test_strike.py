"""The strike of the founding case: "3.5 km southeast of the town and 2 km from the Algerian border".

Shares, centres and sides were computed independently for `border_error: none` from each candidate's centre.
"""

from __future__ import annotations

import pytest

from geoevents.earth import ArcBand, area_m2, inverse
from geoevents.reasoning.locate import locate

PHRASE = "3.5 km southeast of Tinzaouatine and 2 km from the Algerian border"


def _shares(borders):
    found = {}
    for reading in locate(PHRASE, borders=borders).readings:
        (place,) = reading.places
        band = area_m2(ArcBand(place.lon, place.lat, 3250, 3750, 135, 22.5).region())
        key = (round(place.lat, 5), round(place.lon, 5))
        share = sum(fix.area_m2 for fix in reading.answer.fixes) / band
        found[key] = (share, {fix.country_as_drawn for fix in reading.answer.fixes}, reading.answer)
    return found


OSM = {(19.95333, 2.96667): 0.38, (19.95361, 2.97): 0.34, (19.94861, 2.96778): 0.39, (19.96278, 2.88278): 0.39}
NE = {
    (19.95333, 2.96667): (0.23, "DZ"),
    (19.95361, 2.97): (0.29, "DZ"),
    (19.94861, 2.96778): (0.08, "DZ"),
    (19.96278, 2.88278): (0.26, "ML"),
}


def test_on_osm_every_candidate_puts_it_in_mali_only():
    found = _shares("osm-2026c")
    assert set(found) == set(OSM)
    for key, share in OSM.items():
        assert found[key][0] == pytest.approx(share, abs=0.02)
        assert found[key][1] == {"ML"}
        assert found[key][2].status == "satisfiable"


def test_on_natural_earth_the_candidates_disagree():
    found = _shares("ne-10m")
    for key, (share, country) in NE.items():
        assert found[key][0] == pytest.approx(share, abs=0.02)
        assert found[key][1] == {country}


@pytest.mark.parametrize(
    ("key", "lon", "lat"), [((19.95333, 2.96667), 2.985, 19.927), ((19.96278, 2.88278), 2.908, 19.942)]
)
def test_centres_on_osm(key, lon, lat):
    fix = _shares("osm-2026c")[key][2].fixes[0]
    # The published centres are rounded to three decimals: about 100 m.
    assert float(inverse(fix.lon, fix.lat, lon, lat)[2]) < 200


def test_every_word_is_read():
    found = locate(PHRASE, pick=1)
    assert found.unparsed == ()
    assert len(found.clauses) == 2
