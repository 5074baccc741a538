"""Which candidates a name has in a phrase and in a case, in which order, and in which combinations they are tried."""

import json
import math

import pytest

from geoevents.compass import bearing as bearing_of
from geoevents.errors import DataFileError
from geoevents.gazetteer.places import candidates
from geoevents.gazetteer.stored import forget
from geoevents.model import BorderRef, Case, Claim, Distance, Inside, Near, Offset, Phrase, Place, PlaceRef, Source
from geoevents.quantity import quantity_from
from geoevents.read.places import import_places
from geoevents.reasoning.context import context_of, neighbours
from geoevents.reasoning.locate import locate
from geoevents.reasoning.places import candidates_of, candidates_of_case
from geoevents.reasoning.replay import replay
from geoevents.reasoning.scenario import MAX_READINGS, place_readings
from geoevents.reasoning.solve import solve
from geoevents.write.json import location_json

KM = quantity_from("20 km")


def near(name, country=None):
    return Near(text=f"near {name}", anchor=PlaceRef(name, country))


def border(country, neighbour=None):
    return Distance(text="from the border", distance=KM, target=BorderRef(country, neighbour))


def first(*clauses, **options):
    found = candidates_of(clauses, **options)
    name, places = next(iter(found.items()))
    assert {place.id for place in places} >= {place.id for place in candidates(name)}
    return places[0].country


def test_the_border_that_a_phrase_names_ranks_its_country_first():
    assert first(near("Tripoli")) == "LY"
    assert first(near("Tripoli"), border("LB")) == "LB"
    assert first(near("Tripoli"), border("LY")) == "LY"
    assert first(near("Tripoli"), border("TN", "LY")) == "LY"
    assert first(near("Santiago"), border("AR")) == "CL"  # a neighbour of Argentina
    assert first(near("Tripoli"), Inside(text="in Lebanon", country="LB")) == "LB"


def test_other_names_of_the_phrase_and_the_speaker():
    assert first(near("Tripoli"), near("Beirut")) == "LB"
    assert first(near("Tripoli"), speaker="LB") == "LB"
    assert first(near("Tripoli"), border("LY"), speaker="LB") == "LY"
    assert first(near("Tripoli"), speaker="a news agency") == "LY"


def test_all_four_candidates_of_the_founding_case_stay_in_order():
    found = candidates_of([near("Tinzaouatine"), border("DZ")])["Tinzaouatine"]
    assert [place.id for place in found] == [f"curated:tinzaouatine-{n}" for n in (1, 2, 3, 4)]


def case(*claims, places=()):
    sources = tuple(Source(f"s{n}", f"s{n}", party) for n, (party, _) in enumerate(claims))
    made = tuple(
        Claim(f"c{n}", f"s{n}", "e", ("says",), (Phrase("says", "en", tuple(clauses)),))
        for n, (_, clauses) in enumerate(claims)
    )
    return Case("case", "", "", sources, (), made, places=places)


def test_other_claims_of_a_case_count_less_than_the_phrase():
    elsewhere = (None, [border("LB")])
    assert candidates_of_case(case((None, [near("Tripoli")]), elsewhere))["Tripoli"][0].country == "LB"
    here = (None, [near("Tripoli"), border("LY")])
    assert candidates_of_case(case(here, elsewhere))["Tripoli"][0].country == "LY"
    assert candidates_of_case(case(("LB", [near("Tripoli")])))["Tripoli"][0].country == "LB"


def test_own_places_of_a_case_stay_first():
    own = Place("case:t", "Tripoli", "US", -92.0, 42.8, 100.0, "case file")
    found = candidates_of_case(case((None, [near("Tripoli"), border("LB")]), places=(own,)))["Tripoli"]
    assert [place.id for place in found][:1] == ["case:t"]
    assert found[1].country == "LB"


def test_neighbours_are_those_of_the_border_data():
    assert neighbours("PT") == ("ES",)
    assert "ML" in neighbours("DZ")
    assert context_of([border("DZ", "ML")]).countries.keys() == {"DZ", "ML"}


def test_combinations_are_tried_from_the_highest_ranks_on():
    names = {name: tuple(Place(f"{name}{n}", name, None, 0, 0, 0, "") for n in range(30)) for name in "ab"}
    tried = [tuple(int(place.id[1:]) for _, place in reading) for reading in place_readings(names)]
    assert len(tried) == len(set(tried)) == MAX_READINGS
    assert tried[0] == (0, 0)
    assert [sum(ranks) for ranks in tried] == sorted(sum(ranks) for ranks in tried)
    assert max(a for a, _ in tried) > 5
    assert max(b for _, b in tried) > 5


@pytest.mark.parametrize("sizes", [(), (1,), (3,), (2, 3), (4, 1, 5), (63,), (65,)])
def test_every_combination_is_tried_once_if_there_are_few(sizes):
    names = {
        str(k): tuple(Place(f"{k}-{n}", "", None, 0, 0, 0, "") for n in range(size)) for k, size in enumerate(sizes)
    }
    tried = [tuple(place.id for _, place in reading) for reading in place_readings(names)]
    assert len(tried) == len(set(tried)) == min(MAX_READINGS, math.prod(sizes))


def test_an_offset_names_its_anchor():
    bearing = bearing_of("SE")
    clause = Offset(text="3.5 km SE of Tripoli", distance=KM, bearing=bearing, anchor=PlaceRef("Tripoli"))
    assert candidates_of([clause, border("LB")])["Tripoli"][0].country == "LB"


def test_a_ledger_names_the_imported_table_and_replays_only_with_it(tmp_path):
    path = tmp_path / "wells.csv"
    path.write_text("name,lon,lat,radius_m,country\nQwxwell,2.1,19.4,200,ML\n", encoding="utf-8")
    import_places(path, title="Wells by GPS", licence="CC0-1.0")
    found = json.loads(json.dumps(location_json(locate("3 km north of Qwxwell"))))
    steps = found["readings"][0]["ledger"]
    (told,) = [step["values"] for step in steps if "imported" in step["values"]]
    assert (told["imported"], told["title"], told["licence"]) == ("wells", "Wells by GPS", "CC0-1.0")
    assert replay(steps).same
    path.write_text("name,lon,lat,radius_m,country\nQwxwell,2.2,19.4,200,ML\n", encoding="utf-8")
    import_places(path)
    with pytest.raises(DataFileError, match="made on wells with SHA-256"):
        replay(steps)
    forget("wells")
    with pytest.raises(DataFileError, match="not imported"):
        replay(steps)


def test_a_name_that_only_sounds_like_a_place_is_told():
    found = locate("3 km north of Tombuktou")
    assert "No place is named Tombuktou as written: Tombouctou (ML) sounds alike." in found.notes
    assert not any("sounds alike" in note for note in locate("3 km north of Timbuktu").notes)
    solved = solve(case((None, [near("Tombuktou")])))
    assert any("Tombuktou as written" in warning for warning in solved.warnings)
