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
        ("debris 300 m southeast of crash", ["debris: 300m 135±22.5 @crash"]),
        ("debris near crash", ["debris: near @crash"]),
        ("débris après crash", ["debris/after/crash"]),
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
        ("strike inside Atlantis", 'not understood: "Atlantis".'),
        ("strike", 'not understood: "strike".'),
        ("strike within national borders", "speaker"),
        ("strike in northern Mali", 'not understood: "northern".'),
        ("crash after crash", "links crash to itself"),
        ("crash 5 m from crash", "links crash to itself"),
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


_WORDS = "debris crash after before at the same place and , 441 m from near inside Mali not or link-loss border of"


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(_WORDS.split()), max_size=8).map(" ".join)))
def test_no_text_crashes(text: str) -> None:
    try:
        assert parse_link(text, EVENTS)
    except PhraseError:
        return
