"""WGS84 as it is known before pyproj is there."""

from __future__ import annotations

import copy
import pickle

from pyproj import Geod

from geoevents.earth.geodesic import WGS84


def test_wgs84_is_that_of_pyproj_to_the_last_bit() -> None:
    true = Geod(ellps="WGS84")
    assert (WGS84.a, WGS84.f, WGS84.b, WGS84.es) == (true.a, true.f, true.b, true.es)
    assert WGS84.inv(2.0, 19.0, 3.0, 20.0) == true.inv(2.0, 19.0, 3.0, 20.0)


def test_wgs84_can_be_copied_and_sent() -> None:
    for one in (copy.deepcopy(WGS84), pickle.loads(pickle.dumps(WGS84))):  # noqa: S301 - our own bytes
        assert one.fwd(2.0, 19.0, 90.0, 1e5) == WGS84.fwd(2.0, 19.0, 90.0, 1e5)
