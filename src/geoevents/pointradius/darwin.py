"""A georeference in Darwin Core terms (https://dwc.tdwg.org/terms/#location)."""

from __future__ import annotations

from dataclasses import dataclass

DECIMALS = 7
"""Of degrees, as the calculator prints them: about a centimetre."""

TERMS = (
    "decimalLatitude",
    "decimalLongitude",
    "geodeticDatum",
    "coordinateUncertaintyInMeters",
    "coordinatePrecision",
    "pointRadiusSpatialFit",
    "footprintWKT",
    "footprintSRS",
    "footprintSpatialFit",
    "verbatimLocality",
    "georeferenceProtocol",
    "georeferenceSources",
    "georeferenceRemarks",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DarwinCore:
    """One georeference; None where a term is undefined or not known, which Darwin Core leaves empty.

    `coordinate_uncertainty_in_meters` is never 0: the standard has no such value. `point_radius_spatial_fit` and
    `footprint_spatial_fit` are ratios of areas, that of the circle and that of the footprint to that of the most
    specific representation there is: 1 or more, and 0 where they do not contain it whole.
    """

    decimal_latitude: float
    decimal_longitude: float
    geodetic_datum: str
    coordinate_uncertainty_in_meters: int
    coordinate_precision: float = 10**-DECIMALS
    point_radius_spatial_fit: float | None = None
    footprint_wkt: str | None = None
    footprint_srs: str | None = None
    footprint_spatial_fit: float | None = None
    verbatim_locality: str = ""
    georeference_protocol: str = ""
    georeference_sources: str = ""
    georeference_remarks: str = ""

    @property
    def terms(self) -> dict[str, float | int | str | None]:
        """The record under the names of the standard, in its order; None where there is nothing to say.

        Examples
        --------
        >>> one = DarwinCore(
        ...     decimal_latitude=35.4612939, decimal_longitude=-118.946227, geodetic_datum="not recorded",
        ...     coordinate_uncertainty_in_meters=7441,
        ... )
        >>> one.terms["coordinateUncertaintyInMeters"], one.terms["coordinatePrecision"], one.terms["footprintWKT"]
        (7441, 1e-07, None)
        """
        values = (
            self.decimal_latitude,
            self.decimal_longitude,
            self.geodetic_datum,
            self.coordinate_uncertainty_in_meters,
            self.coordinate_precision,
            self.point_radius_spatial_fit,
            self.footprint_wkt,
            self.footprint_srs,
            self.footprint_spatial_fit,
            self.verbatim_locality or None,
            self.georeference_protocol or None,
            self.georeference_sources or None,
            self.georeference_remarks or None,
        )
        return dict(zip(TERMS, values, strict=True))


def rounded(degrees: float) -> float:
    """Degrees to 7 decimals, never -0.

    Examples
    --------
    >>> rounded(35.46129386497244), rounded(-1e-9)
    (35.4612939, 0.0)
    """
    return round(degrees, DECIMALS) + 0.0


def degrees_of(value: float) -> str:
    """Write degrees with 7 decimals, or as many as they have.

    Examples
    --------
    >>> degrees_of(-118.946227), degrees_of(2.0)
    ('-118.946227', '2')
    """
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
