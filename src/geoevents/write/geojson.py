"""Results as GeoJSON (RFC 7946): regions, fixes and witnesses as features, with the attribution of what they use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import shapely

from geoevents import atlas
from geoevents.errors import UnknownDatasetError
from geoevents.model import Answer, Border, Dataset, Location, Place, Solution
from geoevents.write.figures import DEGREE_DECIMALS, Document, degrees, metres, number, region_json
from geoevents.write.json import scenario_json

CAVEAT = "A region is everywhere that the words do not exclude, not a spread of likely points."


def solution_geojson(solution: Solution) -> Document:
    """Every fix of a solved case, by each account and by all of them together.

    Returns
    -------
    dict
        A FeatureCollection. Each feature's `feature` property says what it is: "region" (polygon), "fix" (the corrected
        center of a region, with its radius) or "witness" (one position that meets every clause); `says` and `read` are
        the words of its claims and how they were read. WGS84. The members `attribution`, `scenario` and `caveat` stand
        beside the features; the attribution in every feature too, since programs drop what a collection says of itself.
    """
    features: list[Document] = []
    told = {claim.id: claim for claim in solution.case.claims}
    for solved in solution.events:
        answers = [(account.source, account.claims, account.answer) for account in solved.accounts]
        together = tuple(dict.fromkeys(claim for _, claims, _ in answers for claim in claims))
        for source, claims, answer in (*answers, ("combined", together, solved.combined)):
            if answer is None:
                continue
            about = {
                "event": solved.event.id,
                "title": solved.event.title,
                "kind": solved.event.kind,
                "account": source,
                "claims": list(claims),
                "says": [words for one in claims if one in told for words in told[one].says],
                "read": [phrase.text for one in claims if one in told for phrase in told[one].phrases],
            }
            features += _features(answer, about)
    return _collection(
        features,
        name=solution.case.id,
        scenario=scenario_json(solution.scenario),
        attribution=attribution([solution.scenario.borders], solution.places),
    )


def location_geojson(location: Location) -> Document:
    """Every reading of a phrase, as `solution_geojson`; the property `reading` counts from 1."""
    features: list[Document] = []
    for index, reading in enumerate(location.readings, start=1):
        places = [place.id for place in reading.places]
        features += _features(reading.answer, {"reading": index, "text": location.text, "places": places})
    return _collection(
        features,
        name=location.text,
        attribution=attribution(
            [reading.scenario.borders for reading in location.readings],
            [place for reading in location.readings for place in reading.places],
        ),
    )


def borders_geojson(borders: Sequence[Border], datasets: Sequence[Dataset]) -> Document:
    """Borders as lines, each with its dataset, date, status, length, stated uncertainty and attribution.

    The attribution stands in every feature too: programs that read GeoJSON drop what a collection says of itself.
    """
    credit = {dataset.name: dataset.attribution for dataset in datasets}
    features = [
        {
            "type": "Feature",
            "properties": border_properties(border) | {"attribution": credit[border.dataset]},
            "geometry": {
                "type": "MultiLineString",
                "coordinates": [
                    (np.round(shapely.get_coordinates(line), DEGREE_DECIMALS) + 0.0).tolist()
                    for line in border.lines.geoms
                ],
            },
        }
        for border in borders
    ]
    return _collection(features, attribution=[dataset.attribution for dataset in _once(datasets)])


def border_properties(border: Border) -> Document:
    """What is known of a border, apart from its line."""
    return {
        "border": border.code,
        "dataset": border.dataset,
        "date": border.date,
        "kind": border.kind,
        "status": border.status,
        "length_m": metres(border.length_m),
        "uncertainty_m": metres(border.uncertainty_m),
        "note": border.note,
    }


def attribution(borders: Iterable[str], places: Iterable[Place]) -> list[str]:
    """The lines that must stand with whatever is made from these border datasets and places."""
    found: dict[str, None] = {}
    for name in dict.fromkeys(borders):
        try:
            found[atlas.dataset(name).attribution] = None
        except UnknownDatasetError:
            found[f"Borders: {name}"] = None
    sources = sorted({place.source for place in places if place.source})
    if sources:
        found[f"Places: {'; '.join(sources)}"] = None
    return list(found)


def _once(datasets: Sequence[Dataset]) -> Iterator[Dataset]:
    yield from {dataset.name: dataset for dataset in datasets}.values()


def _features(answer: Answer, about: Document) -> Iterator[Document]:
    for index, fix in enumerate(answer.fixes, start=1):
        known = {
            **about,
            "status": answer.status,
            "fix": index,
            "radius_m": metres(fix.radius_m),
            "area_m2": number(fix.area_m2, 1),
            "country_as_drawn": fix.country_as_drawn,
            **({"country_reason": fix.country_reason} if fix.country_reason else {}),
        }
        yield {"type": "Feature", "properties": {"feature": "region", **known}, "geometry": region_json(fix.region)}
        yield {"type": "Feature", "properties": {"feature": "fix", **known}, "geometry": _point(fix.lon, fix.lat)}
    if answer.witness is not None:
        properties = {"feature": "witness", **about, "status": answer.status}
        yield {"type": "Feature", "properties": properties, "geometry": _point(*answer.witness)}


def _point(lon: float, lat: float) -> Document:
    return {"type": "Point", "coordinates": [degrees(lon), degrees(lat)]}


def _collection(features: list[Document], **members: Any) -> Document:
    for feature in features:
        feature["properties"].setdefault("attribution", "; ".join(members["attribution"]))
    return {"type": "FeatureCollection", **members, "caveat": CAVEAT, "features": features}
