"""Where three borders meet, on both datasets."""

from __future__ import annotations

import pytest

from geoevents import atlas
from geoevents.atlas.tripoints import MEETS_M, tripoint
from geoevents.earth import LineIndex, inverse
from geoevents.errors import UnknownBorderError

TRIOS = ["DZ ML NE", "BF ML NE", "CZ DE PL", "AR BR PY", "ET KE SO", "IQ IR TR", "BE DE NL", "CN LA VN"]


@pytest.mark.parametrize("dataset", ["osm-2026c", "ne-10m"])
@pytest.mark.parametrize("trio", TRIOS)
def test_it_lies_on_all_three_borders(trio, dataset):
    a, b, c = trio.split()
    lon, lat = tripoint(a, b, c, dataset)
    for one, other in ((a, b), (a, c), (b, c)):
        line = atlas.border(one, other, dataset=dataset).lines
        assert LineIndex(line).nearest([lon], [lat]).distance_m[0] <= MEETS_M
    assert tripoint(c, a, b, dataset) == (lon, lat)


@pytest.mark.parametrize("trio", TRIOS)
def test_the_datasets_agree_as_their_borders_do(trio):
    first, second = (tripoint(*trio.split(), dataset) for dataset in ("osm-2026c", "ne-10m"))
    assert inverse(*first, *second)[2] < 12_000.0


@pytest.mark.parametrize(
    ("trio", "why"),
    [
        ("ML FR DE", "share no border"),
        ("AT CH LI", "more than one place"),
        ("ML ML NE", "are not three countries"),
        ("BR CO EC", "share no border"),
    ],
)
def test_countries_that_do_not_meet_once_are_refused(trio, why):
    with pytest.raises(UnknownBorderError, match=why):
        tripoint(*trio.split())
