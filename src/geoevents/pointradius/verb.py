"""`geoevents.point_radius`: a locality in the calculator's terms, to a point and a radius."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geoevents.coordinates import Coordinates, parse_coordinates
from geoevents.errors import CoordinateError, PhraseError
from geoevents.model import Leg, Place
from geoevents.pointradius.calculator import calculated
from geoevents.pointradius.datum import WGS84, Datum, datum_from
from geoevents.pointradius.geodesic import on_ellipsoid
from geoevents.pointradius.precision import precision_from, source_feet
from geoevents.pointradius.request import Request, kind_of, leg_or_distance, quantity
from geoevents.pointradius.result import CALCULATOR, GEODESIC, MODES, PointRadius
from geoevents.quantity import ABOUT_WIDENS, Quantity

_GRIDS = ("mgrs", "utm", "plus-code")
_MINUTE_DEG = 1 / 60


def point_radius(
    at: str | Coordinates | Place | tuple[float, float],
    offset: str | Sequence[str] = (),
    *,
    extent: str | Quantity | None = None,
    datum: str | None = None,
    coordinate_precision: str | float | None = None,
    source: str | None = None,
    measurement_error: str | Quantity | None = None,
    distance_precision: str | Quantity | None = None,
    along_path: bool = False,
    convention: str = "gbif-2020",
    about: float = ABOUT_WIDENS,
    locality: str = "",
    mode: str = GEODESIC,
) -> PointRadius:
    r"""Give the point and the radius of a locality by the point-radius method.

    Parameters
    ----------
    at
        Where it starts: coordinates as written (their digits give the precision), a `Place` (its extent and WGS84 are
        taken unless given), or a pair (lon, lat) in degrees (exact unless `coordinate_precision` is given).
    offset
        "10 mi ENE", two at right angles ("3 mi N", "2 mi E"), "5 mi" without a heading, or nothing.
    extent
        Geographic radial of the named place ("2 mi"); without offset, a geographic feature.
    datum
        "WGS84", "NAD27", "EPSG:4267"; None or "not recorded" adds the largest shift that any datum has there.
    coordinate_precision
        "nearest second", "0.001", "0.1 minutes", "exact"; None takes that of the last digit written.
    source
        Where the coordinates are from: "GPS", "gazetteer", "USGS 1:24000", "map 1:100000" (`precision.source_feet`).
    measurement_error
        Of measuring on the map, or the accuracy of a GPS ("0.007 mi").
    distance_precision
        Whole precision of the offset, of which half counts ("10 mi", "1/2 km"); None takes what its digits leave open
        under `convention`. "exact" is none.
    along_path
        The offset was measured along a path, and `at` is where that ends: only the precision of the distance counts.
    convention, about
        How the digits of an offset are read; see `geoevents.quantity.length`.
    locality
        The words as they stand, for Darwin Core's verbatimLocality.
    mode
        "geodesic" (WGS84, geodesics, rounded up) or "calculator" (what georeferencing.org prints, in its datum).

    Returns
    -------
    PointRadius
        Degrees and metres; `.darwin_core.terms` has them under the names of Darwin Core.

    Raises
    ------
    CoordinateError, QuantityError, PhraseError
        What cannot be read, two offsets that are not at right angles, a datum nobody knows, an unknown mode.

    Notes
    -----
    Wieczorek, Guo & Hijmans 2004 (IJGIS 18(8):745-767); Chapman & Wieczorek 2020 (https://doi.org/10.15468/doc-gg7h-s853);
    Zermoglio et al. 2020 (https://doi.org/10.35035/e09p-h128). Of the sources of error all add up. See
    `docs/point-radius.md` for the formulas and for where the modes differ.

    Examples
    --------
    A run that the authors of the calculator publish:

    >>> import geoevents as ge
    >>> found = ge.point_radius(
    ...     "35°24'21\"N 118°51'25\"W", "10 mi ENE", extent="2 mi", datum="NAD27", source="USGS 1:24000",
    ...     measurement_error="0.007 mi", distance_precision="10 mi", mode="calculator",
    ... )
    >>> found.lat, found.lon, found.uncertainty_m
    (35.4613445, -118.6932627, 12055)
    """
    if mode not in MODES:
        raise PhraseError(f"No mode {mode!r}.", cure=f"There are: {', '.join(MODES)}.")
    distance, legs = leg_or_distance((offset,) if isinstance(offset, str) else tuple(offset))
    asked = Asked(
        extent=extent,
        datum=datum,
        coordinate_precision=coordinate_precision,
        source=source,
        measurement_error=measurement_error,
        distance_precision=distance_precision,
    )
    request = request_at(
        at, distance, legs, asked, along_path=along_path, convention=convention, about=about, locality=locality
    )
    return answered(request, mode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the calculator asks beside the locality itself, as `point_radius` takes it; None where nobody says."""

    extent: str | Quantity | None = None
    datum: str | None = None
    coordinate_precision: str | float | None = None
    source: str | None = None
    measurement_error: str | Quantity | None = None
    distance_precision: str | Quantity | None = None


def request_at(
    at: str | Coordinates | Place | tuple[float, float],
    distance: Quantity | None,
    legs: tuple[Leg, ...],
    asked: Asked,
    *,
    along_path: bool = False,
    convention: str = "gbif-2020",
    about: float = ABOUT_WIDENS,
    locality: str = "",
) -> Request:
    """Put a locality together as the method takes it: what `point_radius` does before it calculates."""
    if isinstance(at, str):
        at = parse_coordinates(at)
    lon, lat, precision_deg = _start(at, asked.coordinate_precision)
    known = _datum_of(at, asked.datum)
    radial, named = _quantity(asked.extent), asked.source
    if isinstance(at, Place):
        radial = _extent_of(at) if radial is None else radial
        named = named or "gazetteer"
    exact = asked.distance_precision == "exact"
    return Request(
        kind=kind_of(distance, legs, radial, along_path),
        lon=lon,
        lat=lat,
        datum=known,
        precision_deg=precision_deg,
        source=_told(at, asked.source),
        source_ft=source_feet(named) if named else 0.0,
        distance=distance,
        legs=legs,
        extent=radial,
        measurement_error=_quantity(asked.measurement_error),
        distance_precision=_quantity("0 km" if exact else asked.distance_precision),
        convention=convention,
        about=about,
        locality=locality,
    )


def answered(request: Request, mode: str) -> PointRadius:
    """Answer a request in one of the two modes."""
    return calculated(request) if mode == CALCULATOR else on_ellipsoid(request)


def _datum_of(at: Coordinates | Place | tuple[float, float], written: str | None) -> Datum | None:
    """Give the datum of a start; a gazetteer's places and plus codes are WGS84 unless somebody says otherwise."""
    known = datum_from(written)
    notation = at.notation if isinstance(at, Coordinates) else ""
    if notation in _GRIDS and known is not None and abs(known.a_m - WGS84.a_m) > 1.0:
        raise CoordinateError(
            f"{notation} references are read on the ellipsoid of WGS 84, not on that of {known.name}.",
            cure=f"Give degrees in {known.name}.",
        )
    return WGS84 if written is None and (isinstance(at, Place) or notation == "plus-code") else known


def _start(
    at: Coordinates | Place | tuple[float, float], precision: str | float | None
) -> tuple[float, float, tuple[float, float]]:
    written = None if precision is None else precision_from(precision)
    if isinstance(at, Coordinates):
        own = (2.0 * at.half_lon_deg, 2.0 * at.half_lat_deg)
        lon, lat = at.lon, at.lat
    else:
        try:
            lon, lat = map(float, (at.lon, at.lat) if isinstance(at, Place) else at)
        except (TypeError, ValueError):
            raise CoordinateError(f"{at!r:.60} is no position.", cure="Give (lon, lat), a Place, or text.") from None
        # A number keeps no zeros at its end: the one with more decimals speaks for both. Gazetteers go down to minutes;
        # numbers that nobody wrote have no digits that say anything.
        own = (min(_digits(lon), _digits(lat), _MINUTE_DEG) if isinstance(at, Place) else 0.0,) * 2
        # As text once more, so that what is not on the globe is refused.
        parse_coordinates(f"{lat:.9f}, {lon:.9f}")
    return lon, lat, own if written is None else (written, written)


def _digits(degrees: float) -> float:
    """Give one unit of the last decimal that a number needs, at most 7 of them."""
    decimals = f"{degrees:.7f}".rstrip("0").partition(".")[2]
    return float(10.0 ** -len(decimals))


def _extent_of(place: Place) -> Quantity:
    return quantity(f"{place.radius_m / 1000.0:.6f}".rstrip("0").rstrip(".") + " km")


def _quantity(given: str | Quantity | None) -> Quantity | None:
    return quantity(given) if isinstance(given, str) else given


def _told(at: object, source: str | None) -> str:
    place = f"{at.source} ({at.id})" if isinstance(at, Place) else ""
    return " | ".join(part for part in (place, source or "") if part)
