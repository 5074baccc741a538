"""Ledgers: what an answer is made of, step by step and in full, so that `reasoning.replay` can make it again."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from geoevents import atlas, data
from geoevents.atlas import coast
from geoevents.earth import (
    AlongBand,
    ArcBand,
    Area,
    AreaBand,
    Both,
    Box,
    CoastBand,
    Complement,
    Crosswise,
    Denial,
    DepthBand,
    Disc,
    Either,
    LineBand,
    Ring,
    Shape,
    SideBand,
    TowardBand,
    Widened,
)
from geoevents.gazetteer.areas import DATASET as ADMIN_DATASET
from geoevents.gazetteer.areas import FILE
from geoevents.gazetteer.tables import about_of
from geoevents.model import (
    Answer,
    BorderRef,
    Case,
    Clause,
    Depth,
    Distance,
    LandRef,
    Link,
    Scenario,
    Step,
)
from geoevents.quantity import Quantity, length
from geoevents.reasoning import shore
from geoevents.reasoning.scenario import quantities_of, scaled

if TYPE_CHECKING:
    from geoevents.gazetteer.stored import About
    from geoevents.reasoning.constrain import Constraint
    from geoevents.reasoning.regions import Tie, Window

Values: TypeAlias = dict[str, object]

PROGRAM, CHOICES, DATASET, CLAUSE = "program", "choices", "dataset", "clause"
ELSEWHERE, LINK, TIE, WINDOW, RESULT = "elsewhere", "link", "tie", "window", "result"
OUTLOOK = "outlook"
NARROWED = "nothing bounds this: looked at within"

#: Shapes by the name that they have in a ledger; what else they are made of are their fields.
SHAPES: Mapping[str, type] = {
    "disc": Disc,
    "ring": Ring,
    "arc band": ArcBand,
    "box": Box,
    "crosswise": Crosswise,
    "line band": LineBand,
    "coast band": CoastBand,
    "side band": SideBand,
    "depth band": DepthBand,
    "along band": AlongBand,
    "toward band": TowardBand,
    "outside": Complement,
    "both": Both,
    "either": Either,
    "widened": Widened,
    "not all of": Denial,
}
#: Fields that are shapes themselves, and their names in a ledger.
PARTS: Mapping[str, str] = {"band": "band", "area": "area", "first": "first", "second": "second", "shape": "of"}
ADMIN = "administrative area"
AREA, LAND, LAND_BAND = "area", "land", "band around land"
BORDER, WATERS_EDGE, COAST = "border", "border and edge at sea", "coast"
ONWARD = "border, and where it goes on at sea"
_NAMES = {kind: name for name, kind in SHAPES.items()}
GAZETTEERS = {"geonames": "gazetteer/cities500.places", "curated": "places/curated.csv", ADMIN_DATASET: FILE}


def recorded(shape: Shape, lines: Values | None, dataset: str) -> Values:
    """Give a shape as plain values from which it can be drawn again.

    Parameters
    ----------
    shape
        Any shape that a clause becomes.
    lines
        What its lines are, as `lines_of` says it.
    dataset
        The border dataset that its territories are of.

    Examples
    --------
    >>> recorded(Disc(3.0, 20.0, 500.0), None, "ne-10m")
    {'shape': 'disc', 'lon': 3.0, 'lat': 20.0, 'radius_m': 500.0}
    """
    match shape:
        case shore.Land():
            return {"shape": LAND, "country": shape.name or None, "dataset": coast.DATASET, "grow_m": shape.grow_m}
        case Area(name=name) if name.startswith(f"{ADMIN_DATASET}:"):
            return {"shape": ADMIN, "area": name, "edges": shape.edges, "grow_m": shape.grow_m}
        case Area():
            return {
                "shape": AREA,
                "country": shape.name,
                "dataset": dataset,
                "edges": shape.edges,
                "grow_m": shape.grow_m,
            }
        case AreaBand():
            country = shape.area.name or None
            span: Values = {"low_m": shape.low_m, "high_m": shape.high_m}
            return {"shape": LAND_BAND, "country": country, "dataset": coast.DATASET, **span}
    values: Values = {"shape": _NAMES[type(shape)]}
    for field in fields(shape):  # type: ignore[arg-type]
        part: Any = getattr(shape, field.name)
        if field.name == "lines":
            values["lines"] = lines
        elif field.name == "shapes":
            values["shapes"] = [recorded(one, lines, dataset) for one in part]
        elif field.name in PARTS:
            values[PARTS[field.name]] = recorded(part, lines, dataset)
        else:
            values[field.name] = part
    return values


def lines_of(clause: Clause, dataset: str) -> Values | None:
    """Say which lines a clause is measured from; None where it is from none."""
    match clause:
        case Distance(target=BorderRef(country=country, neighbour=neighbour, kind=kind)):
            return {"of": BORDER, "country": country, "neighbour": neighbour, "kind": kind, "dataset": dataset}
        case Distance(target=LandRef(country=country)):
            return {"of": COAST, "country": country, "dataset": coast.DATASET}
        case Depth(country=country, neighbour=neighbour, waters=True):
            return {"of": WATERS_EDGE, "country": country, "neighbour": neighbour, "dataset": dataset}
        case Depth(country=country, neighbour=neighbour):
            return {"of": ONWARD, "country": country, "neighbour": neighbour, "dataset": dataset}
    return None


def clause_step(clause: Clause, shape: Shape, values: Mapping[str, object], scenario: Scenario) -> Step:
    """Give the step of a clause: its words, the figure as written and as read, and the shape that it became."""
    figures = [_figure(scaled(clause, quantity, scenario), scenario) for quantity in quantities_of(clause)]
    figure: Values = {"figures": figures} if len(figures) > 1 else next(iter(figures), {})
    told: Values = {"span": list(clause.span), "inferred_parts": list(clause.inferred)}
    drawn = recorded(shape, lines_of(clause, scenario.borders), scenario.borders)
    return Step(clause.text, {**values, **told, **figure, "shape": drawn})


def _figure(quantity: Quantity, scenario: Scenario) -> Values:
    read = length(quantity, scenario.convention, scenario.about)
    return {
        "written": {name: value for name, value in asdict(quantity).items() if value not in (None, False)},
        "convention": scenario.convention,
        "about": scenario.about,
        "read_as": {
            "m": read.m,
            "low_m": read.low_m,
            "high_m": read.high_m,
            "half_width_m": (read.high_m - read.low_m) / 2,
        },
    }


def said(step: Step, case: Case, claim: str, as_drawn: Step | None = None) -> Step:
    """Add who says it, in which words, and why the analyst reads them as he does; or which supposition it is of.

    `as_drawn` is the same clause where the border has no error.
    """
    found = next((one for one in case.claims if one.id == claim), None)
    values: Values
    if found is not None:
        values = {"claim": found.id, "by": found.by, "source": case.source(found.by).name, "says": list(found.says)}
        read = [phrase.text for phrase in found.phrases]
        values |= {"read": read} if read != list(found.says) else {}
        values |= {"why": found.why} if found.why else {}
    else:
        supposed = next((one for one in case.suppositions if one.id == claim), None)
        values = {"supposed": claim, "says": [], "supposition": supposed.text if supposed else ""}
    if as_drawn is not None:
        values["shape_as_drawn"] = as_drawn.values["shape"]
    return replace(step, values={**step.values, **values})


def opening(scenario: Scenario, why: str | None = None) -> tuple[Step, ...]:
    """Give what stands before all: which program it was, and one choice on every axis, with the analyst's reason."""
    # By name, because the package stands above all of its floors.
    version = import_module("geoevents").__version__

    choices: Values = {**asdict(scenario), "places": dict(scenario.places), "suppositions": list(scenario.suppositions)}
    return (
        Step(f"geoevents {version}", {"program": "geoevents", "version": version}, PROGRAM),
        Step("choices", choices | ({"why": why} if why else {}), CHOICES),
    )


def link_steps(case: Case, links: Iterable[Link]) -> Iterator[Step]:
    """Give the links between events as they were stated or supposed; `answer_linked` adds what they became."""
    for link in links:
        values: Values = {"link": link.id, "kind": link.kind, "events": [link.a, link.b], "says": link.says}
        if link.by:
            values |= {"by": link.by, "source": case.source(link.by).name}
        if link.distance is not None:
            values["written"] = {k: v for k, v in asdict(link.distance).items() if v not in (None, False)}
        if link.bearing is not None:
            values["heading"] = asdict(link.bearing)
        if link.speed is not None:
            values["speed"] = link.speed.text
        if link.lasting is not None:
            values["lasting"] = link.lasting.text
        yield Step(link.text, values, LINK)


def steps_of(
    nodes: Mapping[str, Sequence[Constraint]],
    ties: Sequence[Tie],
    id: str,
    outlook: Window | None,
    dataset: str,
) -> tuple[Step, ...]:
    """Give what one of several tied events is solved from, datasets first: the others are part of it."""
    clauses = [
        replace(
            constraint.step,
            values={**constraint.step.values, **({"event": node} if node else {})},
            kind=CLAUSE if node == id else ELSEWHERE,
        )
        for node, constraints in nodes.items()
        for constraint in constraints
    ]
    tied = [
        Step(
            tie.text,
            {"link": [tie.a, tie.b], "low_m": tie.low_m, "high_m": tie.high_m}
            | (
                {"heading_deg": tie.heading_deg, "half_width_deg": tie.half_width_deg}
                if tie.heading_deg is not None
                else {}
            ),
            TIE if id in (tie.a, tie.b) else ELSEWHERE,
        )
        for tie in ties
    ]
    window = [] if outlook is None else [Step("around all that has bounds", {"window": list(outlook)}, OUTLOOK)]
    return (*_datasets(clauses, dataset), *clauses, *tied, *window)


def _datasets(clauses: Iterable[Step], dataset: str) -> Iterator[Step]:
    borders, gazetteers = {dataset: None}, dict[str, None]()
    own: dict[str, Step] = {}
    for step in clauses:
        borders |= dict.fromkeys(_named(step.values))
        for values in (step.values, *_parts(step)):
            for candidate in ("candidate", "candidate_2"):
                id = str(values.get(candidate, ""))
                file = GAZETTEERS.get(id.partition(":")[0])
                gazetteers |= {file: None} if file else {}
                if not file and (about := about_of(id)):
                    own[about.name] = _imported(about)
    yield from map(border_dataset, borders)
    yield from map(_gazetteer, gazetteers)
    yield from own.values()


def _parts(step: Step) -> Iterator[Mapping[str, object]]:
    for key in ("denied", "any_of"):
        parts = step.values.get(key)
        yield from (part for part in parts if isinstance(part, Mapping)) if isinstance(parts, list) else ()


def _named(value: object) -> Iterator[str]:
    """Name every border dataset that something is drawn from."""
    if isinstance(value, Mapping):
        if value.get("dataset"):
            yield str(value["dataset"])
        for part in value.values():
            yield from _named(part)
    elif isinstance(value, list):
        for part in value:
            yield from _named(part)


def border_dataset(name: str) -> Step:
    """Give the step of a border dataset: which version of it this is."""
    about = atlas.dataset(name)
    values: Values = {"dataset": name, "title": about.title, "date": about.date, "source": about.source}
    values |= {"licence": about.licence, "uncertainty_m": about.uncertainty_m, "sha256": about.sha256}
    return Step(f"borders: {name}", values, DATASET)


@functools.lru_cache(maxsize=4)
def _gazetteer(file: str) -> Step:
    values: Values = {"file": file, "sha256": checksum(file)}
    if not file.startswith("places/"):
        entry = data.entry(file)
        values |= {"title": entry.title, "version": entry.version, "licence": entry.licence}
    return Step(f"places: {file}", values, DATASET)


def _imported(about: About) -> Step:
    """Give the step of a table of places that the user has imported."""
    values: Values = {"imported": about.name, "sha256": about.sha256, "title": about.title, "licence": about.licence}
    values |= {"attribution": about.attribution} if about.attribution else {}
    return Step(f"places: {about.name} (imported)", values, DATASET)


def checksum(file: str) -> str:
    """Give the SHA-256 of an embedded file, as it lies on the disk."""
    return hashlib.sha256(data.path(file).read_bytes()).hexdigest()


def concluded(answer: Answer, event: str, dataset: str) -> Answer:
    """Let an answer's ledger end with the answer itself, every figure as it was computed."""
    before = [step for step in answer.ledger if step.kind != RESULT]
    values: Values = {
        "event": event,
        "status": answer.status,
        "dataset": dataset,
        "parts": len(answer.fixes),
        "fixes": [
            {
                "lon": fix.lon,
                "lat": fix.lat,
                "radius_m": fix.radius_m,
                "area_m2": fix.area_m2,
                "countries_as_drawn": None if fix.countries_as_drawn is None else list(fix.countries_as_drawn),
            }
            for fix in answer.fixes
        ],
        "witness": None if answer.witness is None else list(answer.witness),
        "gap_m": None if answer.gap_m is None else list(answer.gap_m),
    }
    return replace(answer, ledger=(*before, Step("result", values, RESULT)))


def narrowed_step(outlook: Window | None) -> Step:
    """Say that nothing bounds an event, and where it was looked at."""
    return Step(NARROWED, {"window": list(outlook or ())}, WINDOW)


def opened(answers: Mapping[str, Answer], steps: Sequence[Step]) -> dict[str, Answer]:
    """Put what stands before all in front of the ledger of every answer."""
    return {id: replace(answer, ledger=(*steps, *answer.ledger)) for id, answer in answers.items()}


__all__ = [
    "SHAPES",
    "border_dataset",
    "clause_step",
    "concluded",
    "lines_of",
    "link_steps",
    "opened",
    "opening",
    "recorded",
    "said",
    "steps_of",
]
