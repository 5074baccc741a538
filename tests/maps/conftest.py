"""A small dispute, put together by hand, and a browser that may not use the network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from shapely import LineString, MultiLineString, Point, Polygon

from geoevents import atlas
from geoevents.locality import parse
from geoevents.model import (
    Account,
    Answer,
    Border,
    BorderDistance,
    Case,
    Claim,
    Conflict,
    Dataset,
    Event,
    EventSolution,
    Fix,
    Flip,
    Measurement,
    Place,
    Question,
    Scenario,
    Solution,
    Source,
    Verdict,
)
from geoevents.when import Window

Maker = Callable[..., Verdict]

# From west to east, so that Algeria is on the left; roughly where the border runs near Tinzaouatine.
LINE = LineString([(2.2, 20.15), (2.7, 20.0), (2.93, 19.95), (3.0, 19.945), (3.05, 19.93), (3.23, 19.82), (3.4, 19.7)])
BORDER = Border("DZ", "ML", "osm-2026c", "2026-01-01", "land", "agreed", MultiLineString([LINE]), 1_365_600.0, 500.0)
DATASET = Dataset("osm-2026c", "OSM", "2026-01-01", "ODbL-1.0", "© OpenStreetMap contributors", 500.0, "", "", "")


def strike() -> Answer:
    region = Point(2.985, 19.927).buffer(0.006)
    fix = Fix(2.985, 19.927, 650.0, 1.2e6, region, ("ML",))
    return Answer("satisfiable", region, (fix,), (2.985, 19.927), (0.0, 0.0))


def band() -> Answer:
    region = LINE.buffer(0.02, single_sided=True)
    return Answer("satisfiable", region, (Fix(2.9, 20.0, 90_000.0, 2.6e8, region, ("DZ",)),), (2.9, 19.97), (0.0, 0.0))


def country() -> Answer:
    region = Polygon([(-12, 10), (4, 15), (3.4, 19.7), *list(LINE.coords)[::-1][1:], (-5, 25)])
    return Answer("satisfiable", region, (Fix(-3, 17, 800_000.0, 1.2e12, region, ("ML",)),), (2.9, 19.9), (0.0, 0.0))


def made(text: str = "", url: str = "https://example.org/report") -> Verdict:
    """A verdict; `text` is added to every text that a case file or a gazetteer could hold."""
    night = Window(
        datetime(2025, 3, 31, 17, tzinfo=timezone.utc),  # noqa: UP017 - also Python 3.10's name
        datetime(2025, 4, 1, 5, tzinfo=timezone.utc),  # noqa: UP017
        "night of 31 March to 1 April 2025" + text,
        "Africa/Bamako",
    )
    sources = (
        Source("mali", "Malian Armed Forces" + text, party="ML", title="Communiqué" + text, url=url),
        Source("algeria", "Algerian Ministry of Defence" + text, party="DZ", archive=url, accessed="2025-04-02"),
    )
    events = (
        Event("strike", "strike" + text, "Air strike on a vehicle" + text),
        Event("intrusion", "intrusion", "Intrusion into Algeria" + text),
    )
    deep = "2 km inside Algeria"
    claims = (
        Claim(
            "a",
            "mali",
            "strike",
            ("3.5 km southeast of the town" + text,),
            (parse("3.5 km southeast of Tinzaouatine"), parse("2 km from the Algerian border")),
            night,
            words="quoted",
            why="the article says no more" + text,
        ),
        Claim("b", "algeria", "intrusion", ("two kilometers" + text,), (parse(deep),), words="reported"),
        Claim("c", "mali", "intrusion", ("within national borders" + text,), (parse("inside Mali"),)),
        Claim("d", "algeria", "strike", ("Akinci" + text,), retracted="withdrawn" + text),
    )
    case = Case("t", "Drone near Tinzaouatine" + text, "Had it crossed?" + text, sources, events, claims, file="c.yaml")
    places = (
        Place("curated:1", "Tinzaouatine" + text, "DZ", 2.962, 19.954, 1500.0, "curated" + text, note="town" + text),
        Place("geonames:2", "Tin Zaouatene", "ML", 2.97, 19.93, 500.0, "GeoNames"),
        Place("geonames:3", "Far away", "ML", -8.0, 12.6, 500.0, "GeoNames"),
    )
    near = BorderDistance(
        "osm-2026c", "DZ-ML", 2001.0, 1400.0, 2700.0, 500.0, 2.987, 19.946, 6.0, ("ML",), "ML", {"ML": 1.0}, "agreed"
    )
    measured = Measurement(2.985, 19.927, 650.0, (near,))
    nothing = Answer("unsatisfiable", None, (), None, (740.0, 760.0))
    solution = Solution(
        case,
        Scenario(places=(("Tinzaouatine", "curated:1"),)),
        (
            EventSolution(
                events[0],
                (Account("mali", ("a",), strike()), Account("algeria", ("d",), None)),
                strike(),
                (("mali", measured),),
            ),
            EventSolution(events[1], (Account("algeria", ("b",), band()), Account("mali", ("c",), country())), nothing),
        ),
        places,
        ("a warning" + text,),
    )
    conflict = Conflict(
        ("b", "c"), "one says inside, one says outside" + text, 750.0, 1500.0, None, ((2.96, 19.965), (2.96, 19.947))
    )
    question = Question(
        "q",
        "pair",
        "Can both be true?" + text,
        "inconsistent",
        ("b", "c"),
        (conflict,),
        (),
        (Flip("borders" + text, "osm", "ne", "consistent"),),
    )
    headline = (
        "Algeria says the drone came 2 km in; Mali says it never left. They cannot both be true: at least 1.5 km apart."
    )
    return Verdict(case, "inconsistent", headline + text, (question,), solution)


@pytest.fixture
def verdict_with(monkeypatch: pytest.MonkeyPatch) -> Maker:
    """Make verdicts, with this border and no other on the map."""
    monkeypatch.setattr(atlas, "borders", lambda **_: (BORDER,), raising=False)
    monkeypatch.setattr(atlas, "dataset", lambda _: DATASET, raising=False)
    return made


class Opened:
    """A page opened from a file, with what it tried to do."""

    def __init__(
        self,
        browser: Any,
        file: Path,
        width: int,
        height: int,
        scheme: str = "light",
        ready: str = "html[data-ready=yes]",
    ) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("dialog", lambda d: (self.dialogs.append(d.message), d.dismiss()))
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.context.set_offline(True)
        self.page.goto(file.as_uri())
        self.page.wait_for_selector(ready, timeout=10_000, state="attached")
        self.requests = [url for url in self.requests if url != file.as_uri() and not url.startswith("data:")]


@pytest.fixture
def open_page(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    opened = []

    def start(html: str, width: int = 1280, height: int = 800, scheme: str = "light") -> Opened:
        file = tmp_path / f"map-{len(opened)}.html"
        file.write_text(html, encoding="utf-8")
        opened.append(Opened(chromium, file, width, height, scheme))
        return opened[-1]

    yield start
    for page in opened:
        page.context.close()
