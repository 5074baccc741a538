"""Results made by hand, so that the writers are tested without the solver."""

import math

from shapely import MultiLineString, MultiPolygon, Polygon, box

from geoevents.model import (
    Account,
    Answer,
    Border,
    BorderDistance,
    Conflict,
    Dataset,
    EventSolution,
    Fix,
    Flip,
    Location,
    Measurement,
    Place,
    Question,
    Reading,
    Scenario,
    Solution,
    Step,
    Unparsed,
    Verdict,
)
from geoevents.read.case import read_case, skeleton

# Clockwise on purpose, with a hole that runs the same way.
REGION = Polygon(
    [(2.9, 19.9), (2.9, 20.0), (3.0, 20.0), (3.0, 19.9)],
    [[(2.94, 19.94), (2.94, 19.96), (2.96, 19.96), (2.96, 19.94)]],
)
FIX = Fix(2.9512345678, 19.9, 7123.45678, 1234567.891, REGION, ("ML", "DZ"))
# Across the antimeridian: two parts, one on each side.
SPLIT = Fix(180.0, -17.0, 5000.0, 1e8, MultiPolygon([box(179.9, -17.1, 180, -16.9), box(-180, -17.1, -179.9, -16.9)]))
FOUND = Answer(
    "satisfiable",
    REGION,
    (FIX, SPLIT),
    (2.95, 19.91),
    (0.0, 0.0),
    (Step("offset", {"low_m": 3250.0, "high_m": math.inf, "link": ("a", "b")}),),
)
NOWHERE = Answer("unsatisfiable", None, (), None, (1234.5678, 2000.00049))
PLACE = Place(
    "curated:x-1", "Tinzaouatine", "DZ", 2.97, 19.95361, 500.0, "Wikipedia", matched="Tin Zaouatine", score=0.98765
)
DISTANCE = BorderDistance(
    "osm-2026c", "DZ-ML", 9963.12345, 9963.0, math.inf, 500.0, 2.87634, 19.95643, 359.99999, ("ML",), "ML",
    {"ML": 0.9999999, "DZ": 1e-9}, "agreed", "land", "2026-03",
)  # fmt: skip
OTHER = BorderDistance(
    "ne-10m",
    "DZ-ML",
    9104.0,
    9104.0,
    9104.0,
    3700.0,
    2.91182,
    19.94845,
    None,
    (),
    "undetermined",
    {"none": 1.0},
    "agreed",
)
MEASUREMENT = Measurement(2.8939169, 19.8679828, 0.0, (DISTANCE, OTHER), ("looks swapped",))
DATASET = Dataset("toy", "Toy borders", "2025-01-01", "CC0", "© Toy", 10.0, "", "made by hand", "0" * 64)
BORDER = Border(
    "DZ", "ML", "toy", "2025-01-01", "land", "agreed", MultiLineString([[(0, 0), (1, 1)], [(1, 1), (2, 1)]]), 2e5, 10.0
)


def location():
    clauses = read_case(text=skeleton()).claims[0].clauses
    scenario = Scenario(places=(("Tinzaouatine", "curated:x-1"),))
    readings = (Reading(scenario, (PLACE,), FOUND), Reading(scenario, (PLACE,), NOWHERE))
    return Location("12 km east of X, quux", "en", clauses, (Unparsed("quux", (17, 21)),), ("note",), readings)


def solution():
    case = read_case(text=skeleton())
    landing, flight = case.event("landing"), case.event("flight")
    events = (
        EventSolution(
            landing,
            (Account("institute", ("institute/landing",), FOUND), Account("ministry", ("ministry/landing",), None)),
            NOWHERE,
            (("institute", MEASUREMENT),),
        ),
        EventSolution(flight, (), None),
    )
    return Solution(case, Scenario(suppositions=("one-place",)), events, (PLACE,), ("warning",))


def verdict():
    solved = solution()
    conflict = Conflict(
        ("institute/flight", "ministry/entry"), "why", 1550.0, 3100.12345, None, ((2.9, 19.9), (2.95, 19.95))
    )
    question = Question(
        "pair-1", "pair", "text", "depends", conflict.claims, (conflict,), (("institute/flight",), ("ministry/entry",)),
        (Flip("convention", "gbif-2020", "decimal", "inconsistent"),),
    )  # fmt: skip
    return Verdict(solved.case, "depends", "headline", (question,), solved, ({"convention": "decimal", "gap_m": 12.5},))
