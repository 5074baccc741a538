"""The published cases hold the facts, all of them, and no more."""

from pathlib import Path

import pytest

from geoevents.model import At, BorderRef, Depth, Distance, Inside, Near, Offset
from geoevents.read.case import read_case

CASES = Path(__file__).parents[2] / "data" / "cases"


@pytest.fixture(scope="module")
def case():
    return read_case(CASES / "tinzaouatine-2025.yaml")


@pytest.fixture(scope="module")
def followups():
    return read_case(CASES / "tinzaouatine-2025-followups.yaml")


def kinds(claim):
    return [type(clause) for clause in claim.clauses]


def test_the_article_as_claims(case):
    assert case.id == "tinzaouatine-2025"
    told = {claim.id: (claim.says[0], claim.words) for claim in case.claims}
    assert told == {
        "mali-army/crash": ("near the border town of Tinzaouatine", "reported"),
        "mali-army/flight": ("within national borders", "quoted"),
        "algeria-mod/intrusion": ("intrusion into Algerian airspace by two kilometers", "reported"),
        "algeria-mod/shoot-down": ("intrusion into Algerian airspace by two kilometers", "reported"),
        "field/debris": ("fell within Malian territory", "reported"),
        "fla/shoot-down": ("Akinci", "reported"),
        "mali-army/strike": ("3.5 km southeast of the town and 2 km from the Algerian border", "inferred"),
    }
    assert not any(phrase.unparsed for claim in case.claims for phrase in claim.phrases)


def test_what_is_said_stands_in_the_article_word_for_word(case):
    article = (
        "crashed near the border town of Tinzaouatine, a region | took place “within national borders,” ruling out | "
        "an alleged intrusion into Algerian airspace by two kilometers. | the debris fell within Malian territory, | "
        "it was a “Akinci” combat drone | just 3.5 km southeast of the town and 2 km from the Algerian border."
    )
    assert all(words in article for claim in case.claims for words in claim.says)


def test_the_article_as_clauses(case):
    assert kinds(case.claim("mali-army/crash")) == [Near]
    assert kinds(case.claim("mali-army/flight")) == [Inside]
    assert case.claim("mali-army/flight").clauses[0].country == "ML"
    assert case.claim("mali-army/flight").throughout
    depth = case.claim("algeria-mod/intrusion").clauses[0]
    assert (type(depth), depth.country, depth.distance.number, depth.distance.unit) == (Depth, "DZ", "2", "km")
    assert kinds(case.claim("field/debris")) == [Inside]
    assert case.claim("fla/shoot-down").clauses == ()
    offset, distance = case.claim("mali-army/strike").clauses
    assert (type(offset), offset.distance.number, offset.bearing.deg) == (Offset, "3.5", 135.0)
    assert (type(distance), distance.target, distance.side) == (Distance, BorderRef("DZ"), None)


def test_rival_attributes_are_carried(case):
    assert dict(case.claim("algeria-mod/shoot-down").attributes) == {"who": "Algeria"}
    assert dict(case.claim("fla/shoot-down").attributes) == {"who": "FLA", "type": "Akinci"}


def test_parts_of_the_flight_and_what_nobody_says(case):
    assert [event.id for event in case.events if event.part_of == "flight"] == ["intrusion", "shoot-down", "crash"]
    one_place, in_mali = case.suppositions
    assert {(link.a, link.b, link.kind) for link in one_place.links} == {
        ("intrusion", "shoot-down", "same place"),
        ("shoot-down", "crash", "same place"),
    }
    assert in_mali.clauses[0][1].country == "ML"
    assert all(claim.credibility is None for claim in case.claims)


def test_nights_are_in_the_zone_of_the_party(case):
    crash, intrusion = case.claim("mali-army/crash").when, case.claim("algeria-mod/intrusion").when
    assert (crash.zone, intrusion.zone) == ("Africa/Bamako", "Africa/Algiers")
    # Algiers is an hour ahead: the same words begin an hour earlier there.
    assert (crash.start - intrusion.start).total_seconds() == 3600
    assert case.claim("mali-army/strike").when.start.date().isoformat() == "2025-04-01"
    assert case.claim("field/debris").when is None


def test_the_published_figures(followups):
    at = {claim.event: claim.clauses[0].where for claim in followups.claims if kinds(claim) == [At]}
    assert (at["link-loss"].text, at["wreck"].text) == (
        "19°51'50.526\"N 2°53'36.099\"E",
        "19°52'04.738\"N 2°53'38.101\"E",
    )
    assert at["wreck"].lat == pytest.approx(19 + 52 / 60 + 4.738 / 3600, abs=1e-12)
    for event, number in (("link-loss", "10.2"), ("wreck", "9.5")):
        claim = followups.claim(f"{event}-distance")
        clause = claim.clauses[0]
        assert (clause.distance.number, clause.distance.unit) == (number, "km")
        assert clause.target == BorderRef("DZ", "ML")
        assert clause.bearing.deg == 180.0
        assert claim.via == ("aldar", "rtmd")
    assert followups.claim("wreck-coordinates").via == ("saheltribune",)
    assert [(link.a, link.b, link.kind, link.distance.text) for link in followups.links] == [
        ("wreck", "link-loss", "separation", "441 m")
    ]


def test_the_two_ministries(followups):
    shot = followups.claim("shoot-down")
    assert kinds(shot) == [Near, Depth]
    assert (shot.clauses[0].anchor.name, shot.clauses[1].country) == ("Tinzaouatine", "DZ")
    entered = followups.claim("intrusion")
    assert (entered.clauses[0].distance.number, entered.clauses[0].country) == ("1.6", "DZ")
    # 00:08 in Algiers is 23:08 of the evening before in Bamako.
    assert entered.when.start.isoformat() == "2025-03-31T23:08:00+00:00"
    assert shot.when.start < entered.when.start < shot.when.end
    assert shot.when.approximate


def test_never_left_holds_throughout(followups):
    claim = followups.claim("never-left")
    assert claim.throughout
    assert claim.clauses[0].country == "ML"
    parts = [event.id for event in followups.events if event.part_of == "flight"]
    assert parts == ["intrusion", "shoot-down", "link-loss", "wreck"]


def test_cases_take_no_side(case, followups):
    loaded = ("terror", "provocation", "regime", "alleged", "so-called", "aggress", "martyr", "foe")
    for file in (case, followups):
        text = Path(file.file).read_text(encoding="utf-8").lower()
        assert not [word for word in loaded if word in text]
