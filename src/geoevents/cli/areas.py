"""The areas that a phrase allows, those from several candidates of one name taken together where they overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geoevents.cli import wording
from geoevents.model import Fix, Location, Place, Reading


@dataclass(frozen=True, slots=True)
class Area:
    """One area: its fix (of the first reading that gives it), and every reading that puts the event there."""

    fix: Fix
    readings: tuple[Reading, ...]

    @property
    def line(self) -> str:
        """Where it is and how wide, in a line."""
        inside = wording.drawn(self.fix.countries_as_drawn, self.fix.country_reason)
        return f"{wording.position(self.fix.lon, self.fix.lat)}  within {wording.distance(self.fix.radius_m)}, {inside}"

    @property
    def places(self) -> tuple[Place, ...]:
        """Candidate places that lead here, each once."""
        seen = {place.id: place for reading in self.readings for place in reading.places}
        return tuple(seen.values())


def areas_of(location: Location) -> tuple[Area, ...]:
    """Group the fixes of all readings into areas, in the order of the readings.

    Two fixes are one area when each one's corrected center lies within the other's radius: they come from candidates
    so close together that the difference does not show.

    Returns
    -------
    tuple of Area
        Empty when no reading can be satisfied.
    """
    groups: list[list[tuple[Fix, Reading]]] = []
    for reading in location.readings:
        for fix in reading.answer.fixes:
            home = next((group for group in groups if _same(group[0][0], fix)), None)
            if home is None:
                groups.append([(fix, reading)])
            else:
                home.append((fix, reading))
    return tuple(Area(group[0][0], tuple(reading for _, reading in group)) for group in groups)


def _same(first: Fix, second: Fix) -> bool:
    from geoevents.earth.geodesic import inverse

    _, _, apart = inverse([first.lon], [first.lat], [second.lon], [second.lat])
    return (
        bool(apart[0] <= min(first.radius_m, second.radius_m)) and first.countries_as_drawn == second.countries_as_drawn
    )


def share(area: Area, readings: Sequence[Reading]) -> str:
    """Say which candidates lead to an area: "from 3 of 4 places", the name of the only one, or nothing.

    Examples
    --------
    >>> share(Area(Fix(0.0, 0.0, 1.0, 3.1, None), ()), ())
    ''
    """
    everything = {place.id for reading in readings for place in reading.places}
    here = area.places
    if len(everything) < 2:
        return ""
    if len(here) == 1:
        return f"from {here[0].name} at {wording.position(here[0].lon, here[0].lat)}"
    return f"from {len(here)} of {len(everything)} places"
