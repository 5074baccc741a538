"""The analyst's notation for links and suppositions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.errors import PhraseError
from geoevents.locality import parse_link
from geoevents.model import Link

from .shorthand import short

EVENTS = ("flight", "intrusion", "shoot-down", "crash", "debris", "strike", "wreck", "link-loss")


def links(text: str, lang: str | None = None) -> list[str]:
    return [
        part.id if isinstance(part, Link) else f"{part[0]}: {short(part[1])}" for part in parse_link(text, EVENTS, lang)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("debris after crash", ["debris/after/crash"]),
        ("crash before debris", ["crash/before/debris"]),
        ("Debris after Crash", ["debris/after/crash"]),
        ("link loss before wreck", ["link-loss/before/wreck"]),
        ("intrusion and crash at the same place", ["intrusion/same-place/crash"]),
        (
            "intrusion, shoot-down and crash at the same place",
            ["intrusion/same-place/shoot-down", "shoot-down/same-place/crash"],
        ),
        (
            "intrusion, shoot-down, and crash at one place",
            ["intrusion/same-place/shoot-down", "shoot-down/same-place/crash"],
        ),
        ("crash at the same place as shoot-down", ["crash/same-place/shoot-down"]),
        ("wreck 441 m from link-loss", ["wreck/separation/link-loss"]),
        ("wreck about 441 m from the link loss", ["wreck/separation/link-loss"]),
        ("strike inside Mali", ["strike: in ML"]),
        ("strike outside Algeria", ["strike: out DZ"]),
        ("strike 3.5 km southeast of Tinzaouatine", ["strike: 3.5km 135±22.5 Tinzaouatine"]),
        ("strike near Kidal and 2 km from the border", ["strike: near Kidal", "strike: 2km from ||"]),
        ("debris 300 m southeast of crash", ["debris/offset/crash"]),
        ("debris 300 m on a bearing of 135° from crash", ["debris/offset/crash"]),
        ("debris within 300 m of crash", ["debris/separation/crash"]),
        (
            "debris 300 m southeast of crash and within 5 km of link-loss",
            ["debris/offset/crash", "debris/separation/link-loss"],
        ),
        ("debris 300 m southeast of crash and 2 km inside Mali", ["debris/offset/crash", "debris: 2km deep ML"]),
        ("wreck reachable from link-loss at 300 km/h in 20 minutes", ["wreck/reach/link-loss"]),
        ("débris à 300 m au sud-est de crash", ["debris/offset/crash"]),
        ("débris après crash", ["debris/after/crash"]),
        ("debris después de crash", ["debris/after/crash"]),
        ("wreck a 441 m de link-loss", ["wreck/separation/link-loss"]),
        ("debris a 300 m al sureste de crash", ["debris/offset/crash"]),
        ("intrusion y crash en el mismo lugar", ["intrusion/same-place/crash"]),
        ("strike dentro de Malí", ["strike: in ML"]),
        ("debris بعد crash", ["debris/after/crash"]),
        ("wreck على بعد 441 متر من link-loss", ["wreck/separation/link-loss"]),
        ("debris 300 متر جنوب شرق crash", ["debris/offset/crash"]),
        ("intrusion و crash في المكان نفسه", ["intrusion/same-place/crash"]),
        ("strike داخل مالي", ["strike: in ML"]),
        ("intrusion et crash au même endroit", ["intrusion/same-place/crash"]),
        ("intrusion 2 km inside Algeria", ["intrusion: 2km deep DZ"]),
    ],
)
def test_links(text: str, expected: list[str]) -> None:
    assert links(text) == expected


def test_a_separation_keeps_its_number_as_written() -> None:
    (link,) = parse_link("wreck 441 m from link-loss", EVENTS)
    assert isinstance(link, Link)
    assert link.distance is not None
    assert (link.distance.number, link.distance.unit, link.text) == ("441", "m", "wreck 441 m from link-loss")


def test_an_offset_keeps_its_number_and_its_heading() -> None:
    (link,) = parse_link("debris about 300 m south-southeast of crash", EVENTS)
    assert isinstance(link, Link)
    assert (link.kind, link.a, link.b) == ("offset", "debris", "crash")
    assert link.distance is not None
    assert (link.distance.number, link.distance.unit, link.distance.hedge) == ("300", "m", "about")
    assert link.bearing is not None
    assert (link.bearing.deg, link.bearing.half_width_deg) == (157.5, 11.25)


def test_within_a_distance_is_no_farther_than_it() -> None:
    (link,) = parse_link("debris within 2 km of crash", EVENTS)
    assert isinstance(link, Link)
    assert link.distance is not None
    assert (link.distance.number, link.distance.hedge) == ("2", "less than")


@pytest.mark.parametrize(
    ("text", "speed", "lasting"),
    [
        ("wreck reachable from link-loss at 300 km/h in 20 minutes", "300 km/h", "20 minutes"),
        ("wreck reachable from link-loss in 20 minutes at 300 km/h", "300 km/h", "20 minutes"),
        ("wreck reachable from link-loss at 300 km/h", "300 km/h", None),
        ("wreck reachable from the link loss at most 900 km/h", "at most 900 km/h", None),
        ("wreck reachable from link-loss at at most 900 km/h", "at most 900 km/h", None),
        ("wreck within reach of crash at 450-500 kn within 1 min 17 s", "450-500 kn", "1 min 17 s"),
        ("wreck can be reached from crash at about 250 m/s in less than 2 h", "about 250 m/s", "less than 2 h"),
        ("wreck accessible depuis crash à 300 km/h en 20 minutes", "300 km/h", "20 minutes"),
        ("wreck accessible depuis crash à au plus 300 km/h en moins de 2 h", "au plus 300 km/h", "moins de 2 h"),
        ("wreck accessible depuis crash entre 450 et 500 km à l'heure", "entre 450 et 500 km à l'heure", None),
    ],
)
def test_a_reach_keeps_its_speed_and_its_time(text: str, speed: str, lasting: str | None) -> None:
    (link,) = parse_link(text, EVENTS)
    assert isinstance(link, Link)
    assert (link.kind, link.a, link.distance, link.bearing) == ("reach", "wreck", None, None)
    assert link.speed is not None
    assert link.speed.text == speed
    assert (link.lasting.text if link.lasting is not None else None) == lasting


def test_a_hedge_before_a_figure_is_part_of_it() -> None:
    (link,) = parse_link("wreck reachable from crash at at most 300 km/h in about 20 min", EVENTS)
    assert isinstance(link, Link)
    assert link.speed is not None
    assert link.lasting is not None
    assert (link.speed.hedge, link.lasting.hedge) == ("less than", "about")


def test_national_is_of_the_speaker() -> None:
    ((event, clause),) = parse_link("flight within national borders", EVENTS, speaker="ML")
    assert (event, short(clause)) == ("flight", "in ML")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("debris after crsh", '"crsh": no such event; did you mean crash?'),
        ("crsh after debris", '"crsh": no such event; did you mean crash?'),
        ("wreck 441 m from link-los", '"link-los": no such event; did you mean link-loss?'),
        ("explosion after crash", '"explosion": no such event; there are: crash, debris,'),
        ("strike 2 leagues off", 'not understood: "leagues".'),
        ("strike", 'not understood: "strike".'),
        ("strike within national borders", "speaker"),
        ("strike in northern Mali", 'not understood: "northern".'),
        ("crash after crash", "links crash to itself"),
        ("crash 5 m from crash", "links crash to itself"),
        ("crash 5 m north of crash", "links crash to itself"),
        ("crash within 5 m of crash", "links crash to itself"),
        ("crash reachable from crash at 300 km/h", "links crash to itself"),
        ("debris near crash", "does not say how near"),
        ("debris south of crash", "does not say how far"),
        ("debris between crash and wreck", "puts an event between others"),
        ("debris 300 m southeast of crsh", '"crsh": no such event; did you mean crash?'),
        ("wreck reachable from crsh at 300 km/h", '"crsh": no such event; did you mean crash?'),
        ("wreck reachable from crash", "does not say how fast"),
        ("wreck reachable from crash in 20 minutes", "does not say how fast"),
        ("wreck reachable from crash at 0 km/h", "does not say how fast"),
        ("wreck reachable from crash at at least 300 km/h", "at most 300 km/h"),
        ("wreck reachable from crash at 300 km/h in more than 5 min", "at most 5 min"),
        ("wreck reachable from crash at 300", 'not understood: "300"'),
        ("wreck reachable from crash at Mach 2", 'not understood: "Mach 2"'),
        ("wreck 2 km north of crash at 300 km/h", 'not understood: "300 km/h"'),
        ("debris after crash yesterday", 'not understood: "yesterday".'),
        ("", "not understood"),
    ],
)
def test_message_of_what_is_not_understood(text: str, message: str) -> None:
    with pytest.raises(PhraseError) as caught:
        parse_link(text, EVENTS)
    assert message in str(caught.value)


def test_every_word_is_used_or_refused() -> None:
    with pytest.raises(PhraseError):
        parse_link("debris not after crash", EVENTS)
    with pytest.raises(PhraseError):
        parse_link("strike inside Mali or Algeria", EVENTS)


_WORDS = (
    "debris crash after before at the same place and , 441 m from near inside Mali not or link-loss border of "
    "reachable 300 km/h in 20 minutes most northwest within"
)


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(_WORDS.split()), max_size=8).map(" ".join)))
def test_no_text_crashes(text: str) -> None:
    try:
        assert parse_link(text, EVENTS)
    except PhraseError:
        return
