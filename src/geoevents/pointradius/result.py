"""What the point-radius method gives: a point, a radius, and what each source of error adds."""

from __future__ import annotations

from dataclasses import dataclass

from geoevents.model.shown import InNotebook
from geoevents.pointradius.darwin import DarwinCore, degrees_of
from geoevents.pointradius.datum import NOT_RECORDED, Datum
from geoevents.pointradius.request import Request

CALCULATOR, GEODESIC = "calculator", "geodesic"
MODES = (GEODESIC, CALCULATOR)
GUIDE = (
    "Georeferencing Quick Reference Guide (Zermoglio et al. 2020, https://doi.org/10.35035/e09p-h128), "
    "after Wieczorek, Guo & Hijmans 2004"
)
_HOW = {
    CALCULATOR: "arithmetic of the Georeferencing Calculator (Wieczorek & Wieczorek, version 20210127)",
    GEODESIC: "displaced along geodesics, units exact, radius rounded up",
}


@dataclass(frozen=True, slots=True, repr=False)
class PointRadius(InNotebook):
    """A point and its radius, in one mode.

    `lon`, `lat` are degrees in `datum` (None: not recorded) to 7 decimals; `radius_m` is the sum before it is rounded
    to `uncertainty_m`. `contributions` are (source of error, metres); where the heading is open they do not add up to
    the radius, and `direction` is what is missing.
    """

    mode: str
    request: Request
    lon: float
    lat: float
    datum: Datum | None
    radius_m: float
    uncertainty_m: int
    contributions: tuple[tuple[str, float], ...]
    notes: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The calculator's locality type."""
        return self.request.kind

    @property
    def geodetic_datum(self) -> str:
        """An EPSG code, or "not recorded"."""
        return NOT_RECORDED if self.datum is None else self.datum.code

    @property
    def darwin_core(self) -> DarwinCore:
        """The result in Darwin Core terms.

        The spatial fits are left empty: no other shape of the locality is known here to compare the circle with.
        """
        added = ", ".join(f"{what} {metres:.1f} m" for what, metres in self.contributions if metres)
        remarks = [f"Locality type: {self.kind}. {_HOW[self.mode][0].upper()}{_HOW[self.mode][1:]}.", *self.notes]
        if added:
            remarks.append(f"Errors: {added}.")
        if self.uncertainty_m == 0:
            remarks.append("The radius came out as 0 m, which the term does not allow; it is given as 1 m.")
        return DarwinCore(
            decimal_latitude=self.lat,
            decimal_longitude=self.lon,
            geodetic_datum=self.geodetic_datum,
            coordinate_uncertainty_in_meters=max(1, self.uncertainty_m),
            verbatim_locality=self.request.locality,
            georeference_protocol=GUIDE + "; " + _HOW[self.mode],
            georeference_sources=self.request.source,
            georeference_remarks=" ".join(remarks),
        )

    def __repr__(self) -> str:
        return (
            f"<PointRadius {degrees_of(self.lat)}, {degrees_of(self.lon)} ({self.geodetic_datum}) "
            f"± {self.uncertainty_m} m, {self.kind}, {self.mode}>"
        )
