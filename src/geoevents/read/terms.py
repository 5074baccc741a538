"""The fixed words of a case file, and what each of them means."""

from __future__ import annotations

from collections.abc import Mapping

FORMAT = "1"
NO_POSITION = "no position"
ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,63}$"
KINDS: Mapping[str, str] = {
    "track": "a flight, drive or voyage; other events are parts of it",
    "crash": "something came down or came to rest, broken",
    "shootdown": "an aircraft was shot down",
    "strike": "an attack from the air or with missiles",
    "attack": "an armed attack on the ground",
    "shelling": "artillery, rocket or mortar fire where it landed",
    "explosion": "a detonation, whatever the cause",
    "impact": "something hit the ground: a missile, a shell, a part",
    "intrusion": "a border was crossed without leave",
    "crossing": "a border was crossed",
    "link-loss": "the last contact with a crew or an aircraft",
    "debris": "parts were found or fell",
    "wreck": "the main wreck lies here",
    "launch": "something took off or was fired",
    "landing": "something landed",
    "sighting": "somebody or something was seen",
    "encounter": "two parties met or engaged",
    "boarding": "a vessel was boarded",
    "seizure": "people or things were seized",
    "collision": "two things collided",
    "position": "a reported position, nothing more",
    "other": "none of these: give a title",
}
WORDS: Mapping[str, str] = {
    "quoted": "the speaker's own words",
    "reported": "the publication's words for what the speaker said",
    "inferred": "the analyst attributes it; the publication does not say who said it",
}
RELIABILITY: Mapping[str, str] = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "cannot be judged",
}
CREDIBILITY: Mapping[str, str] = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "cannot be judged",
}
BORDER_ERROR: Mapping[str, str] = {
    "none": "the border as its dataset draws it",
    "stated": "widened by the error that the dataset states",
}
EDGES: Mapping[str, str] = {
    "planar": "straight in longitude and latitude, as border data is drawn",
    "geodesic": "shortest paths on the ellipsoid",
}
DISTANCE: Mapping[str, str] = {
    "shortest": "the shortest distance, on that side",
    "along": "going straight back, due north for south, the line is first met at that distance",
    "toward": "some point of the line is at that distance, and the event lies in that direction from it",
}
YES_NO: Mapping[str, bool] = {"yes": True, "no": False, "true": True, "false": False}
HOLDS: Mapping[str, str] = {"throughout": "at every moment of the track"}
