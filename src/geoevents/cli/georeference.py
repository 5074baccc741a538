"""Darwin Core records and the two modes of the point-radius method, as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence

from geoevents.cli import wording
from geoevents.model import Location
from geoevents.pointradius import TERMS, DarwinCore, PointRadius
from geoevents.pointradius.darwin import degrees_of
from geoevents.pointradius.located import Georeference

_MODES = {"calculator": "as the calculator prints it", "geodesic": "on geodesics"}


def answer_line(found: PointRadius) -> str:
    """Say a point and its radius in a line."""
    where = f"{degrees_of(found.lat)}, {degrees_of(found.lon)}"
    datum = "datum not recorded" if found.datum is None else f"{found.datum.name}, {found.datum.code}"
    return f"{where} ± {found.uncertainty_m:,} m  ({datum}; {_MODES[found.mode]})"


def georeferences_told(location: Location, found: Sequence[Georeference]) -> str:
    """Tell the Darwin Core records of each reading and both modes of the method; what all records share, once."""
    records = [record for one in found for record in one.records]
    shared = [term for term in TERMS if len(records) > 1 and len({record.terms[term] for record in records}) == 1]
    blocks = []
    for number, (one, reading) in enumerate(zip(found, location.readings, strict=True), start=1):
        meant = ", ".join(place.name + f" ({wording.credit(place.source)})" for place in reading.places)
        name = "Darwin Core" if len(found) == 1 else f"Darwin Core, reading {number}" + (f": {meant}" if meant else "")
        lines = [name, *(terms_table(record, shared) for record in one.records)]
        if not one.records:
            lines.append(wording.wrapped(f"   None: {one.reason or 'nothing satisfies the phrase.'}", hanging="   "))
        lines += [f"   Method: {answer_line(each)}" for each in (one.calculator, one.geodesic) if each is not None]
        if one.reason and one.records:
            lines.append(wording.wrapped(f"   Method: {one.reason}", hanging="   "))
        blocks.append("\n".join(lines))
    if shared:
        blocks.append("In all records\n" + terms_table(records[0], [term for term in TERMS if term not in shared]))
    return "\n\n".join(blocks)


def contributions_table(found: Sequence[PointRadius]) -> str:
    """Put what each source of error adds in one row, a column for each mode."""
    rows = []
    for what in dict.fromkeys(what for one in found for what, _ in one.contributions):
        figures = [dict(one.contributions).get(what, 0.0) for one in found]
        if any(figures):
            rows.append((what, *(f"{value:,.1f} m" for value in figures)))
    rows.append(("radius", *(f"{one.radius_m:,.1f} m" for one in found)))
    return wording.table(("Added", *(one.mode for one in found)), rows)


def terms_table(record: DarwinCore, left_out: Sequence[str] = ()) -> str:
    """List the terms of a record that say something; a long footprint only by what it is."""
    rows = [
        (term, _short(term, value))
        for term, value in record.terms.items()
        if value is not None and term not in left_out
    ]
    wide = max(len(term) for term, _ in rows) + 5
    return "\n".join(wording.wrapped(f"   {term:<{wide - 3}}{value}", hanging=" " * wide) for term, value in rows)


def _short(term: str, value: float | int | str) -> str:
    if term == "coordinatePrecision":
        return f"{value:.7f}"
    if term in ("decimalLatitude", "decimalLongitude"):
        return degrees_of(float(value))
    if term == "footprintWKT":
        text = str(value)
        corners = text.count(",") + 1
        return text if len(text) <= 100 else f"{text.split(' ', 1)[0]} of {corners:,} corners (--json has it whole)"
    return str(value)
