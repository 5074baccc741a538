"""The page in every scenario that can be switched to: each drawn beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geoevents import atlas
from geoevents.errors import UnknownDatasetError
from geoevents.maps.scene import frame_of, ground_of, state_of
from geoevents.maps.words import metres_text
from geoevents.model import Place, Verdict, axis_name
from geoevents.quantity import Quantity, length
from geoevents.reasoning.elsewhere import Switched
from geoevents.reasoning.scenario import quantities_of

_AXES = {
    "borders": "Whose border line?",
    "border_error": "How good is that line?",
    "convention": "How exact is a written figure?",
    "depth": "How deep is “2 km inside”?",
    "distance": "Which way is a distance measured?",
    "about": "How wide is “about”?",
    "extent": "From where in a place is a distance measured?",
    "edges": "How does the line run between two vertices?",
}
_CHOICES: dict[tuple[str, str], str] = {
    ("border_error", "none"): "exact, as drawn",
    ("border_error", "stated"): "off by up to its stated error",
    ("edges", "planar"): "straight on the map",
    ("edges", "geodesic"): "shortest on the globe",
    ("extent", "centre"): "from the centre of a place",
    ("extent", "edge"): "from its edge",
    ("depth", "at depth"): "exactly that deep",
    ("depth", "up to"): "anywhere up to that deep",
    ("distance", "shortest"): "the shortest way",
    ("distance", "along"): "straight along the heading",
    ("distance", "toward"): "roughly along the heading",
    ("about", "1"): "no wider than without it",
    ("about", "2"): "twice as wide",
    ("about", "3"): "three times as wide",
    ("suppose", "without"): "not supposed",
    ("suppose", "with"): "supposed",
}


def scene_with_states(verdict: Verdict, switched: Switched) -> dict[str, Any]:
    """Give the scene of a verdict with every scenario that the page can switch to.

    Parameters
    ----------
    verdict
        As `check` gives it.
    switched
        As `elsewhere` gives it for that verdict; its first scenario is the verdict's own.

    Returns
    -------
    dict
        As `scene_of`, with `switches` (axis, its name, its choices with their labels), `fixed` (axes that stay as they
        are) and `states`: one for each combination of choices, in the order of `itertools.product`, None where a
        dataset lacks what the case asks for.
    """
    frame = frame_of(verdict.solution, verdict)
    by_choices = {one.choices: state_of(one.verdict.solution, one.verdict, frame) for one in switched.scenarios}
    first = switched.scenarios[0].choices if switched.scenarios else ()
    default = by_choices.get(first) or state_of(verdict.solution, verdict, frame)
    rows: list[tuple[str, ...]] = [()]
    for switch in switched.switches:
        rows = [(*row, choice) for row in rows for choice in switch.choices]
    places = {place.id: place for place in verdict.solution.places}
    clauses = [clause for claim in verdict.case.claims for clause in claim.clauses]
    quantities = [found for clause in clauses for found in quantities_of(clause) if found.override_m is None]
    return {
        **ground_of(verdict.solution, frame),
        **default,
        "switches": [
            {
                "axis": switch.axis,
                "name": _axis_label(switch.axis, verdict),
                "supposed": _supposed(switch.axis, verdict),
                "choices": [_choice_label(switch.axis, choice, places, quantities) for choice in switch.choices],
            }
            for switch in switched.switches
            if len(switch.choices) > 1
        ],
        "fixed": [axis_name(axis) for axis in switched.fixed],
        "states": [by_choices.get(row) for row in rows],
    }


def _axis_label(axis: str, verdict: Verdict) -> str:
    kind, _, name = axis.partition(":")
    if kind == "suppose":
        return f"Suppose, though nobody says so: {_supposed(axis, verdict)}"
    if kind == "place":
        return f"Which {name}?"
    return _AXES.get(axis, axis_name(axis))


def _supposed(axis: str, verdict: Verdict) -> str:
    return next((one.text for one in verdict.case.suppositions if axis == f"suppose:{one.id}"), "")


def _choice_label(axis: str, choice: str, places: Mapping[str, Place], quantities: Sequence[Quantity] = ()) -> str:
    kind = axis.partition(":")[0]
    if kind == "place" and choice in places:
        place = places[choice]
        number = list(places).index(choice) + 1
        return f"{number} {place.name}" + (f", {place.country}" if place.country else "")
    if kind == "borders":
        try:
            date = atlas.dataset(choice).date
        except UnknownDatasetError:
            date = ""
        return f"{choice} ({date})" if date else choice
    if kind == "convention":
        return _convention_label(choice, quantities)
    return _CHOICES.get((kind, choice), choice)


def _convention_label(name: str, quantities: Sequence[Quantity]) -> str:
    """Show on a figure of the case what a convention makes of it: "gbif-2020: 2 km is 1.5 to 2.5 km"."""
    if not quantities:
        return name
    shown = length(quantities[0], name)
    span = f"{metres_text(shown.low_m)} to {metres_text(shown.high_m)}"
    return f"{name}: {quantities[0].text} is {span}"
