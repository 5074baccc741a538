"""The point-radius method's results as plain dictionaries for JSON, and as CSV of Darwin Core."""

from __future__ import annotations

from collections.abc import Iterable

from geoevents.pointradius import TERMS, DarwinCore, PointRadius
from geoevents.pointradius.located import Georeference
from geoevents.write.figures import Document, degrees, metres
from geoevents.write.formulas import harmless


def point_radius_json(found: PointRadius) -> Document:
    """One mode's point and radius; `radius_m` before it is rounded to `uncertainty_m`, `contributions_m` by source."""
    return {
        "mode": found.mode,
        "locality_type": found.kind,
        "lon": degrees(found.lon),
        "lat": degrees(found.lat),
        "geodetic_datum": found.geodetic_datum,
        "radius_m": metres(found.radius_m),
        "uncertainty_m": found.uncertainty_m,
        "contributions_m": {what: metres(value) for what, value in found.contributions},
        "notes": list(found.notes),
    }


def georeference_json(found: Georeference) -> Document:
    """Keys that a reading of a phrase gets beside its own: Darwin Core records, and both modes of the method."""
    return {
        "darwin_core": [record.terms for record in found.records],
        "point_radius": {
            "calculator": None if found.calculator is None else point_radius_json(found.calculator),
            "geodesic": None if found.geodesic is None else point_radius_json(found.geodesic),
            "reason": found.reason or None,
        },
    }


def darwin_core_csv(records: Iterable[DarwinCore]) -> str:
    """Write records as CSV (RFC 4180) with the standard's names as its header; what is undefined stays empty.

    Text that a spreadsheet would run as a formula gets an apostrophe in front.

    Examples
    --------
    >>> one = DarwinCore(decimal_latitude=1.5, decimal_longitude=-2.0, geodetic_datum="EPSG:4326",
    ...     coordinate_uncertainty_in_meters=30, verbatim_locality="=HYPERLINK(1)")
    >>> darwin_core_csv([one]).splitlines()[1]
    "1.5,-2.0,EPSG:4326,30,0.0000001,,,,,'=HYPERLINK(1),,,"
    """
    rows = [list(TERMS), *([_cell(value) for value in record.terms.values()] for record in records)]
    return "".join(",".join(_quoted(cell) for cell in row) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    # The writer of the standard library leaves a carriage return bare, at which readers end the row.
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if any(one in cell for one in ',"\r\n') else cell


def _cell(value: float | int | str | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    return str(value) if "e" not in str(value) else f"{value:.7f}"
