"""Places from Nominatim (OpenStreetMap), for who asks for it: never by itself, one request a second, and kept.

It needs geopy (`pip install "geoevents[online]"`) and a user agent that says who asks, as the usage policy of
Nominatim wants it. The name that is looked up leaves this machine.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

from geoevents.data import own
from geoevents.errors import DataFileError, OnlineError
from geoevents.gazetteer.names import MAX_LETTERS, key
from geoevents.model.place import Place

USER_AGENT: Final = "GEOEVENTS_USER_AGENT"
"""The environment variable that says who asks."""
SOURCE: Final = "Nominatim (© OpenStreetMap contributors, ODbL 1.0)"
PAUSE_S: Final = 1.0
MOST: Final = 40
KIND, SUFFIX = "nominatim", ".json"
_LAST: Final = "last.request"
_TEXT: Final = 200


class Geocoder(Protocol):
    """What is used of a geopy geocoder."""

    def geocode(self, query: str, **options: Any) -> Any:
        """Give locations, each with its `raw` answer, or None."""
        ...


def search(
    name: str, country: str | None = None, *, user_agent: str | None = None, geocoder: Geocoder | None = None
) -> tuple[tuple[Place, tuple[str, ...]], ...]:
    """Ask Nominatim for a name, or take what it said before from the user's folder.

    Parameters
    ----------
    name : str
        As it would be given to `places.find`.
    country : str, optional
        Alpha-2 code; only places of this country are asked for.
    user_agent : str, optional
        Who asks: an application and how to reach you. By default what `GEOEVENTS_USER_AGENT` says.
    geocoder : Geocoder, optional
        Another one than geopy's Nominatim.

    Returns
    -------
    tuple of (Place, names)
        As Nominatim ranks them, with all their names; none when it knows nothing. Positions are WGS84 degrees;
        `radius_m` is half the diagonal of the bounding box that OpenStreetMap has.

    Raises
    ------
    OnlineError
        Without geopy, without a user agent, when the service cannot be reached, or answers what is no answer.
    """
    query = " ".join(name.split())
    if not key(query) or len(query) > MAX_LETTERS:
        return ()
    asked = {"query": query, "country": country or "", "version": 1}
    kept = _kept(asked)
    if kept is None:
        kept = _asked(query, country, geocoder or _nominatim(user_agent))
        _keep(asked, kept)
    return tuple(_place(answer) for answer in kept)


def clear() -> int:
    """Remove what was kept of earlier answers; the number of them."""
    return sum(own.drop(KIND, path.name) for path in own.files(KIND, SUFFIX))


def _nominatim(user_agent: str | None) -> Geocoder:
    agent = (user_agent or os.environ.get(USER_AGENT, "")).strip()
    if not agent:
        raise OnlineError(
            "Nominatim wants to know who asks.",
            cure=f'Say it in {USER_AGENT}, or with --user-agent: "my-project (me@example.org)".',
        )
    if len(agent) > _TEXT or not agent.isascii() or not agent.isprintable():
        raise OnlineError("A user agent is a line of plain ASCII text.", cure="Shorten it.")
    try:
        from geopy.geocoders import Nominatim
    except ImportError as error:
        raise OnlineError(
            "Searching online needs geopy, which is not installed.", cure='pip install "geoevents[online]"'
        ) from error
    found: Geocoder = Nominatim(user_agent=agent, timeout=15)
    return found


def _asked(query: str, country: str | None, geocoder: Geocoder) -> list[dict[str, Any]]:
    _wait()
    options: dict[str, Any] = {"exactly_one": False, "limit": MOST, "addressdetails": True, "namedetails": True}
    if country:
        options["country_codes"] = country.lower()
    try:
        found = geocoder.geocode(query, **options)
    except Exception as error:  # geopy's errors, and whatever the transport below it raises
        said = " ".join(str(error).split())[:_TEXT] or type(error).__name__
        raise OnlineError(
            f"Nominatim could not be asked: {said}.", cure="Try again later, or do without --online."
        ) from error
    return [_answer(location.raw) for location in list(found or ())[:MOST]]


def _wait() -> None:
    """Keep the pause between requests, of other processes as well: the last one is a file's time."""
    try:
        mark = own.path(KIND, _LAST)
        since = time.time() - mark.stat().st_mtime
    except (OSError, DataFileError):
        since = PAUSE_S
    if 0 <= since < PAUSE_S:
        time.sleep(PAUSE_S - since)
    own.keep(KIND, _LAST, b"")


def _answer(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of an answer, checked: it comes from elsewhere."""
    try:
        lat, lon = float(raw["lat"]), float(raw["lon"])
        box = [float(value) for value in raw.get("boundingbox") or (lat, lat, lon, lon)]
        kind, number = str(raw["osm_type"]), int(raw["osm_id"])
        spelt = [
            raw.get("name"),
            *dict(raw.get("namedetails") or {}).values(),
            raw.get("display_name", "").split(",")[0],
        ]
        code = str(dict(raw.get("address") or {}).get("country_code") or "").upper()
        what = [str(raw.get(field) or "") for field in ("type", "class", "category")]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise OnlineError(f"Nominatim answered what is no place: {type(error).__name__}.") from error
    names = [name for name in dict.fromkeys(_clean(name) for name in spelt if isinstance(name, str)) if key(name)]
    right = math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
    if not (right and names and len(box) == 4 and kind in ("node", "way", "relation")):
        raise OnlineError("Nominatim answered what is no place: its position, type or name is wrong.")
    return {
        "id": f"{kind}/{number}",
        "names": names[:100],
        "country": code if len(code) == 2 and code.isalpha() and code.isascii() else None,
        "lon": lon,
        "lat": lat,
        "radius_m": _radius_m(box),
        "kind": _clean(next((text for text in what if text), "place")).replace("_", " "),
    }


def _radius_m(box: Sequence[float]) -> float:
    from geoevents.earth import inverse

    south, north, west, east = box
    if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise OnlineError("Nominatim answered what is no place: its bounding box is none.")
    return round(float(inverse(west, south, east, north)[2]) / 2, 1)


def _place(answer: Mapping[str, Any]) -> tuple[Place, tuple[str, ...]]:
    place = Place(
        id=f"nominatim:{answer['id']}",
        name=answer["names"][0],
        country=answer["country"],
        lon=answer["lon"],
        lat=answer["lat"],
        radius_m=answer["radius_m"],
        source=SOURCE,
        kind=answer["kind"],
        note="extent: half the diagonal of the bounding box",
    )
    return place, tuple(answer["names"])


def _clean(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * _TEXT])
    return " ".join(plain.split())[:_TEXT]


def _file(asked: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode("utf-8", "replace")).hexdigest()[:40] + SUFFIX


def _kept(asked: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """What was answered before; None when it was not asked, or cannot be read any more."""
    try:
        said = json.loads(own.path(KIND, _file(asked)).read_text(encoding="utf-8"))
        if said["asked"] != asked:
            return None
        for answer in said["found"]:
            _place(answer)
        found: list[dict[str, Any]] = said["found"]
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
    return found


def _keep(asked: Mapping[str, Any], found: Iterable[Mapping[str, Any]]) -> None:
    content = json.dumps({"asked": asked, "source": SOURCE, "found": list(found)}, ensure_ascii=False, indent=1)
    own.keep(KIND, _file(asked), content.encode("utf-8", "replace"))
