"""Which columns of a table say where its rows lie, by their names."""

from __future__ import annotations

import re

from geoevents.errors import TableError
from geoevents.read.suggest import did_you_mean

LON = (
    "longitude", "lon", "lng", "long", "decimallongitude", "actiongeo_long", "lon_dd", "gps_longitude", "geo_lon",
    "point_x", "länge", "laenge", "längengrad", "longitud", "longitudine", "lengtegraad", "долгота", "довгота",
    "خط الطول", "经度", "経度", "boylam", "طول جغرافیایی",
)  # fmt: skip
LAT = (
    "latitude", "lat", "decimallatitude", "actiongeo_lat", "lat_dd", "gps_latitude", "geo_lat", "point_y", "breite",
    "breitengrad", "latitud", "latitudine", "breedtegraad", "широта", "خط العرض", "دائرة العرض", "纬度", "緯度",
    "enlem", "عرض جغرافیایی",
)  # fmt: skip
PLANE = (("x", "x_coord", "coord_x", "xcoord"), ("y", "y_coord", "coord_y", "ycoord"))
"""Names that are degrees only where no other is."""
GEOMETRY = ("wkt", "geom_wkt", "geometry_wkt", "footprintwkt", "geometry", "geom", "the_geom", "wkb_geometry", "ewkt")
"""Columns of WKT, or of WKB as hexadecimal digits, in tables of text."""
LOCALITY = (
    "locality", "verbatimlocality", "place_text", "place", "location", "where", "where_description", "ort", "lieu",
    "lugar", "место", "місце", "المكان",
)  # fmt: skip
"""Columns of words that say where rows are."""
RADII = frozenset(
    ["radius_m", "uncertainty_m", "accuracy_m", "precision_m", "geo_precision_m", "coordinateuncertaintyinmeters"]
)
"""Columns of metres by which a position may be off; classes such as ACLED's geo_precision are none."""
POSITION = (
    frozenset((
        "coordinates", "coordinate", "coords", "coord", "latlon", "latlong", "latlng", "latitudelongitude", "gps",
        "gpscoordinates", "geocoordinates", "geopoint", "verbatimcoordinates", "koordinaten", "coordonnées",
        "coordonnees", "coordenadas", "coördinaten", "координаты", "координати", "إحداثيات", "الإحداثيات", "坐标",
    )),
    frozenset(("mgrs", "mgrscoordinates", "mgrsgrid", "utm", "utmcoordinates", "pluscode", "openlocationcode", "olc")),
)  # fmt: skip
"""Columns of whole positions as people write them, their names' letters alone; grids where there are no degrees."""
_NO_LETTER = re.compile(r"[\W\d_]+")
_TURN = re.compile(r"(?<=[a-z])(?=[A-Z])")
_AXES = (
    frozenset(["longitude", "lon", "lng", "long", "länge", "laenge", "longitud", "долгота", "довгота"]),
    frozenset(["latitude", "lat", "breite", "latitud", "широта"]),
)
"""Words inside of names such as GPS Latitude or _location_latitude."""
_OURS = frozenset(["border_lon", "border_lat"])


def coordinate_columns(names: list[str], lon: str | None, lat: str | None) -> tuple[str, str]:
    """Find the columns of degrees among the names: usual ones, else one pair that differs in this word only.

    Raises
    ------
    TableError
        None, or more than one that could be meant.

    Examples
    --------
    >>> coordinate_columns(["id", "Latitude", "Longitude"], None, None)
    ('Longitude', 'Latitude')
    >>> coordinate_columns(["id", "Lat (WGS84)", "Long (WGS84)"], None, None)
    ('Long (WGS84)', 'Lat (WGS84)')
    """
    if lon is None and lat is None and (pair := _pair(names)) is not None:
        return pair
    found = []
    for axis, (given, usual, what) in enumerate(((lon, LON, "longitude"), (lat, LAT, "latitude"))):
        if given is not None:
            if given not in names:
                raise TableError(f"There is no column {given!r}.", cure=of_missing(given, names))
            found.append(given)
            continue
        fits = _called(names, usual) or _called(names, PLANE[axis])
        if len(fits) != 1:
            option = what[:3]
            if fits:
                raise TableError(f"{', '.join(fits)} could each be the {what}.", cure=f"Choose with --{option} NAME.")
            raise TableError(f"No column is the {what}; there are: {', '.join(names)}.", cure=_cure(names, what))
        found.append(fits[0])
    if found[0] == found[1]:
        raise TableError(f"{found[0]!r} cannot be both longitude and latitude.", cure="Name two columns.")
    return found[0], found[1]


def locality_column(names: list[str]) -> str | None:
    """Name the column that says in words where rows are; None where there is none, or more than one.

    Examples
    --------
    >>> locality_column(["id", "Locality"]), locality_column(["place", "location"])
    ('Locality', None)
    """
    fits = _called(names, LOCALITY)
    return fits[0] if len(fits) == 1 else None


def written_column(names: list[str]) -> str | None:
    """Name the column of whole positions, such as coordinates or mgrs; None where there is none.

    Raises
    ------
    TableError
        More than one that could be meant.

    Examples
    --------
    >>> written_column(["id", "Lat/Long", "MGRS"]), written_column(["id", "MGRS"]), written_column(["id"])
    ('Lat/Long', 'MGRS', None)
    """
    for usual in POSITION:
        fits = [name for name in names if _NO_LETTER.sub("", name).casefold() in usual]
        if len(fits) > 1:
            raise TableError(f"{', '.join(fits)} could each be the position.", cure="Choose with --locality NAME.")
        if fits:
            return fits[0]
    return None


def position_columns(
    names: list[str], lon: str | None, lat: str | None, positioned: bool
) -> tuple[str | None, str | None, str | None]:
    """Find the columns that say where rows lie: longitudes and latitudes, or geometries as text; None for the others.

    Raises
    ------
    TableError
        As `coordinate_columns`; without `positioned`, or with a column of positions or localities, only where several
        names are those of degrees.

    Examples
    --------
    >>> position_columns(["id", "WKT"], None, None, True), position_columns(["id", "where"], None, None, False)
    ((None, None, 'WKT'), (None, None, None))
    """
    if lon is None and lat is None:
        usual = [bool(_called(names, (*many, *PLANE[axis]))) for axis, many in enumerate((LON, LAT))]
        if not all(usual):
            fits = _called(names, GEOMETRY)
            if len(fits) == 1:
                return None, None, fits[0]
            if _pair(names) is None and (
                not positioned or written_column(names) or (locality_column(names) and not any(usual))
            ):
                return None, None, None
    return *coordinate_columns(names, lon, lat), None


def of_missing(given: str, names: list[str]) -> str:
    """The cure where a column that was named is not there.

    Examples
    --------
    >>> of_missing("Lat", ["id", "lat"]), of_missing("zzz", ["id", "lat"])
    ('Did you mean lat?', 'There are: id, lat.')
    """
    cure = did_you_mean(given, names, limit=40)
    cure = f"{cure[0].upper()}{cure[1:]}"
    return cure if cure.endswith("?") else f"{cure}."


def names_positions(cells: list[str], any_kind: bool = False) -> bool:
    """Tell whether cells are the names of columns of degrees; with `any_kind`, of anything that says where rows lie.

    Examples
    --------
    >>> names_positions(["id", "Lat", "Lon"]), names_positions(["id", "Coordinates"]), names_positions(["x", "y"])
    (True, False, False)
    """
    if (_called(cells, LON) and _called(cells, LAT)) or _pair(cells) is not None:
        return True
    if not any_kind:
        return False
    whole = [cell for cell in cells if any(_NO_LETTER.sub("", cell).casefold() in usual for usual in POSITION)]
    return bool(whole or _called(cells, (*GEOMETRY, *LOCALITY)))


def _called(names: list[str], usual: tuple[str, ...]) -> list[str]:
    return [name for name in names if name.strip().casefold() in usual]


def _pair(names: list[str]) -> tuple[str, str] | None:
    """Longitude and latitude by the one pair of names that differ in this word only, where no name is a usual one."""
    if _called(names, (*LON, *LAT)):
        return None
    found: tuple[dict[tuple[str, ...], list[str]], ...] = ({}, {})
    for name in (name for name in names if name not in _OURS):
        words = [word for word in _NO_LETTER.split(_TURN.sub(" ", name)) if word]
        low = [word.casefold() for word in words]
        for axis, known in enumerate(_AXES):
            at = [place for place, word in enumerate(low) if word in known]
            if len(at) == 1:
                found[axis].setdefault((*low[: at[0]], "", *low[at[0] + 1 :]), []).append(name)
    both = [key for key in found[0] if key in found[1]]
    if len(both) != 1 or len(found[0][both[0]]) != 1 or len(found[1][both[0]]) != 1:
        return None
    return found[0][both[0]][0], found[1][both[0]][0]


def _cure(names: list[str], what: str) -> str:
    """What to do where no column is the longitude or the latitude."""
    grid = {_NO_LETTER.sub("", name).casefold() for name in names}
    if {"easting", "northing"} <= grid:
        return "Convert eastings and northings to degrees, or write each whole in a column utm: 31Q 594000 2208000."
    other = "latitude" if what == "longitude" else "longitude"
    if _called(names, LAT if other == "latitude" else LON):
        return f"Name it with --{what[:3]} NAME; a {other} alone is no position."
    if any(name.startswith("column_") for name in names):
        return "If another row names the columns, say which: --head 4. Else name both with --lon NAME --lat NAME."
    return "Name both with --lon NAME --lat NAME, or a column of positions or words with --locality NAME."
