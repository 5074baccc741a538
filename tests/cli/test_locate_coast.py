"""`geoevents locate` off a coast: whose coast it is, how good it is, and what is refused."""

from __future__ import annotations

from .conftest import Runner

STATED = "25°59'43\"N 57°02'25\"E"


def test_a_coast_says_which_dataset_it_is_of_and_how_good(geoevents: Runner) -> None:
    ran = geoevents("locate", "34 km from the nearest Iranian land")
    assert ran.code == 0
    assert "33.5 – 34.5 km from the nearest land of Iran (as ne-10m draws it, good to 3 km)" in ran.out
    assert "Nothing left unread." in ran.out


def test_what_two_sources_state_of_june_2019_does_not_meet(geoevents: Runner) -> None:
    # Iran's point is 15.13 km from land: 33.5 km from land is 18.37 km from it, and nine miles are 17.59 km at most.
    # Each has to give way by half of the difference, 387 m.
    ran = geoevents("locate", f"34 km from the nearest Iranian land and 9 NM from {STATED}")
    assert ran.out.startswith("Nowhere")
    assert "387 m" in ran.out.splitlines()[0]


def test_json_of_land_and_its_ledger(geoevents: Runner) -> None:
    found = geoevents("locate", f"12 NM off the coast of Iran and 30 km from {STATED}", "--json").json
    clause = found["clauses"][0]
    assert clause["target"] == {"coast": {"country": "IR", "side": "sea"}}
    step = next(step for step in found["readings"][0]["ledger"] if step["kind"] == "clause")
    assert step["values"]["land"] == "ne-10m"
    assert step["values"]["land_date"]
    assert step["values"]["coast_uncertainty_m"] == 3000.0
    assert found["readings"][0]["status"] == "satisfiable"


def test_the_side_of_a_coast_that_nobody_states_is_marked(geoevents: Runner) -> None:
    ran = geoevents("locate", f"15 km from the coast of Iran and 2 km from {STATED}")
    assert "at sea or on land" in ran.out
    assert "target.side" in ran.out


def test_depth_in_waters_is_refused_where_none_are_drawn(geoevents: Runner) -> None:
    text = "1.7 NM inside Iraqi territorial waters"
    ran = geoevents("locate", text)
    assert ran.code == 0
    assert "inside the territorial waters of Iraq" in ran.out
    refused = geoevents("locate", text, "--borders", "ne-10m")
    assert refused.code == 1
    assert "ne-10m draws no waters" in refused.err
    assert "osm-2026c" in refused.err


def test_a_coast_that_no_country_has(geoevents: Runner) -> None:
    refused = geoevents("locate", "12 NM off the coast of Mali")
    assert refused.code == 1
    assert "Mali has no coast" in refused.err
    refused = geoevents("locate", "12 NM off the coast")
    assert refused.code == 1
    assert "Name a country or a place" in refused.err
