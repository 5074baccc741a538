"""What a drawn case means, in sentences: one for each kind of mark that is on the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geoevents import atlas
from geoevents.errors import UnknownDatasetError
from geoevents.maps.words import metres_text

PATTERNS = ("Hatched", "Dotted", "Hatched the other way", "Lined across", "Lined upright", "Checked")
"""How the patterns of the styles are called; further sources take them again."""

MOST_PLACES = 12
"""Places that one sentence of the legend names."""

Sentence = tuple[str, str]
"""A mark ("0" to "5" for a pattern, else its name) and what it means."""


def legend_of(scene: Mapping[str, Any]) -> list[Sentence]:
    """The sentences that explain what is on a map, each with the mark that it explains."""
    shown = [layer for layer in scene["layers"] if layer["on"]]
    said: list[Sentence] = list(_areas(scene, shown))
    for border in scene["borders"]:
        if border["focus"]:
            far = f", {border['length_m'] / 1000:,.0f} km in all" if border["length_m"] else ""
            said.append(("border", f"Thick line: the {border['name']} border as {border['dataset']} draws it{far}."))
    seconds = {border["dataset"]: border["name"] for border in scene["borders"] if border["second"]}
    said += [
        ("second", f"Thin dotted line: the {name} border as {dataset} draws it.") for dataset, name in seconds.items()
    ]
    if any(conflict["closest"] for conflict in scene["conflicts"]):
        said.append(("gap", "Double arrow: how far apart two accounts are."))
    if scene["stated"] or any(layer["distances"] for layer in shown):
        said.append(("measure", "Thin line with a figure: the shortest way to the border, and its direction."))
    if scene["stated"]:
        said.append(("stated", "Diamond: coordinates as stated, where the words around them cannot all hold."))
    if scene["places"]:
        said.append(("place", f"Numbered circle: a place that a name could mean. {_places(scene)}"))
    if any(fix["bounded"] and fix["radius_m"] > 0 for layer in shown for fix in layer["fixes"]):
        said.append(("center", "Dot in a dashed circle: the center of an area, and how far it reaches from there."))
    return said


def _areas(scene: Mapping[str, Any], shown: list[Mapping[str, Any]]) -> list[Sentence]:
    drawn = {layer["id"] for layer in shown if layer["geometry"]}
    words: dict[int, dict[str, None]] = {}
    for event in scene["events"]:
        for account in event["accounts"]:
            if account["layer"] in drawn and account["name"]:
                words.setdefault(account["style"], {})[account["name"]] = None
    said = [
        (str(style), f"{PATTERNS[style % 6]}: where the words of {' or of '.join(names)} allow it.")
        for style, names in sorted(words.items())
    ]
    if any(layer["kind"] == "combined" for layer in shown):
        said.append(("combined", "Solid outline: where all who speak of it allow it."))
    return said


def _places(scene: Mapping[str, Any]) -> str:
    told = [
        f"{place['number']} {place['name']}{', ' + place['country'] if place['country'] else ''}"
        + (" (taken here)" if place["chosen"] else "")
        for place in scene["places"][:MOST_PLACES]
    ]
    more = len(scene["places"]) - len(told)
    return "; ".join(told) + (f"; and {more} more." if more else ".")


def credits_of(scene: Mapping[str, Any]) -> str:
    """Whose data is drawn, in one line; places are credited to the works that they are from."""
    works = dict.fromkeys(place["source"].partition(": ")[0] for place in scene["places"] if place["source"])
    lines = [line for line in scene["attribution"] if not line.startswith("Places: ")]
    return " · ".join([*lines, *([f"Places: {'; '.join(works)}"] if works else [])])


def border_note(scene: Mapping[str, Any]) -> str:
    """Which border datasets are drawn, of which date, and how far they may be off here."""
    told: dict[str, str] = {}
    for border in sorted(scene["borders"], key=lambda border: bool(border["second"])):
        if border["focus"] or border["second"]:
            name = border["dataset"]
            told.setdefault(name, f"{name}{_date(name)}, may be off by about {metres_text(border['uncertainty_m'])}")
    return f"Borders: {'; '.join(told.values())}." if told else ""


def _date(dataset: str) -> str:
    try:
        date = atlas.dataset(dataset).date
    except UnknownDatasetError:
        return ""
    return f" of {date}" if date else ""
