"""Reading case files: what comes back, and what is said of those that are wrong."""

import hashlib
import importlib.util
import io
import random
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from geoevents.errors import CaseError
from geoevents.model import At, Depth, Distance, Inside, Near, Offset
from geoevents.read.case import read_case, skeleton

CASES = Path(__file__).parents[1] / "cases"
WRONG = sorted((CASES / "wrong").glob("*.yaml"))

HEAD = """\
geoevents: 1
title: A test
sources:
  mali: { name: Mali, party: ML }
  algeria: { name: Algeria, party: Algeria, via: paper }
  paper: A paper
events:
  flight: track
  crash: { kind: crash, part_of: flight }
  debris: debris
claims:
"""


def claim(text):
    return read_case(text=f"{HEAD}  - {{ by: mali, event: crash, {text} }}\n").claims[0]


def problems(text):
    with pytest.raises(CaseError) as caught:
        read_case(text=text)
    return [str(problem) for problem in caught.value.problems]


def _golden():
    spec = importlib.util.spec_from_file_location("golden", CASES / "golden.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("file", WRONG, ids=lambda file: file.stem)
def test_all_that_is_wrong_is_said_at_once(file):
    assert _golden().told(file) == file.with_suffix(".txt").read_text(encoding="utf-8")


def test_missing_file_is_a_file_not_found_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_case(tmp_path / "none.yaml")


def test_skeleton_reads_and_shows_every_part():
    case = read_case(text=skeleton())
    assert [type(c).__name__ for told in case.claims for c in told.clauses] == ["Offset", "Inside", "Depth"]
    assert ([link.kind for link in case.links], len(case.suppositions)) == (["after", "reach"], 1)
    assert case.source("institute").party == "NO"
    # What is shown as a remark reads as well once the # is gone.
    fuller = skeleton().replace("\n# - by", "\n  - by").replace("\n#   ", "\n    ")
    for section in ("places:", "Upper farm:", "settings:"):
        fuller = fuller.replace(f"\n# {section}", f"\n{section}").replace(f"\n    {section}", f"\n  {section}")
    case = read_case(text=fuller)
    assert [place.name for place in case.places] == ["Upper farm"]
    assert (case.settings.convention, case.settings.near_m) == ("decimal", 10_000.0)
    placed = next(told for told in case.claims if told.by == "ministry" and told.event == "landing")
    assert [type(clause) for clause in placed.clauses] == [At, Distance]


def test_reads_paths_streams_and_text_alike(tmp_path, monkeypatch):
    file = tmp_path / "My Case (2025).yaml"
    file.write_bytes(b"\xef\xbb\xbf" + skeleton().replace("\n", "\r\n").encode())
    case = read_case(file)
    assert case.id == "my-case-2025"
    assert case.file == str(file)
    assert case.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    with file.open(encoding="utf-8") as text, file.open("rb") as binary:
        assert read_case(text) == read_case(binary) == read_case(str(file))
    stdin = io.TextIOWrapper(io.BytesIO(file.read_bytes()), encoding="ascii")
    monkeypatch.setattr(sys, "stdin", stdin)
    read = read_case("-")
    assert (read.file, read.id) == ("standard input", "standard-input")
    assert read.claims == case.claims
    assert read_case(io.StringIO(skeleton())).claims == read_case(text=skeleton()).claims


def test_a_case_id_is_never_a_path(tmp_path):
    file = tmp_path / "..%2f..;rm -rf é.yaml"
    file.write_text(skeleton(), encoding="utf-8")
    assert read_case(file).id == "2f-rm-rf-e"


def test_short_and_long_forms():
    case = read_case(text=f"{HEAD}  - {{ by: mali, event: crash, says: inside Mali }}\n")
    assert case.source("paper").name == "A paper"
    assert case.source("algeria").party == "DZ"
    assert case.event("flight").track
    assert (case.event("crash").part_of, case.event("crash").title) == ("flight", "Crash")
    assert case.question == ""


def test_says_is_untouched_and_a_list_means_and():
    told = claim("says: [near Kidal, ' inside  Mali ']")
    assert told.says == ("near Kidal", " inside  Mali ")
    assert [type(phrase.clauses[0]) for phrase in told.phrases] == [Near, Inside]


def test_read_stands_in_for_says():
    told = claim("says: off the town, read: 3.5 km southeast of Tinzaouatine and 2 km from the Algerian border")
    assert told.says == ("off the town",)
    assert [type(clause) for clause in told.clauses] == [Offset, Distance]


def test_no_position_is_an_answer():
    assert claim("says: Akinci, read: No position").phrases == ()
    assert problems(f"{HEAD}  - {{ by: mali, event: crash, says: x, read: [no position, inside Mali] }}\n") == [
        "12:47  read: no position  `no position` stands alone"
    ]


def test_words_left_over_in_says_are_kept_and_in_read_refused():
    told = claim("says: 2 km from the Algerian border roughly speaking")
    assert [left.text for left in told.phrases[0].unparsed] == ["speaking"] or told.phrases[0].unparsed
    found = problems(f"{HEAD}  - {{ by: mali, event: crash, says: x, read: 2 km from the Algerian border quux }}\n")
    assert len(found) == 1
    assert 'not understood: "quux"' in found[0]


def test_national_is_the_party_of_the_speaker():
    assert claim("says: within national borders").clauses[0].country == "ML"
    case = read_case(text=f"{HEAD}  - {{ by: algeria, event: crash, says: within national borders }}\n")
    assert case.claims[0].clauses[0].country == "DZ"
    found = problems(f"{HEAD}  - {{ by: paper, event: crash, says: within national borders }}\n")
    assert "read:" in found[0]


@pytest.mark.parametrize("at", ["19.868 N 2.8939 E", "{ lat: 19.868, lon: 2.8939 }", "'2.8939 E, 19.868 N'"])
def test_stated_coordinates(at):
    where = claim(f"at: {at}").clauses[0].where
    assert (where.lon, where.lat) == (2.8939, 19.868)


def test_southern_and_western_coordinates_by_name():
    where = claim("at: { lat: -33.87, lon: -70.5 }").clauses[0].where
    assert (where.lon, where.lat) == (-70.5, -33.87)


def test_coordinates_beside_words_keep_both():
    told = claim("at: 19.868 N 2.8939 E, says: 9.5 km south of the Algeria-Mali border")
    assert [type(clause) for clause in told.clauses] == [At, Distance]
    told = claim("at: 19.868 N 2.8939 E, says: by the old well")
    assert told.phrases[1].clauses == ()
    assert [left.text for left in told.phrases[1].unparsed] == ["by the old well"]
    assert claim("at: 19.868 N 2.8939 E").says == ("19.868 N 2.8939 E",)


@pytest.mark.parametrize(
    ("at", "cure"),
    [
        ("[19.868, 2.89]", "which is the latitude? write  at: 19.868 N 2.89 E"),
        ("[-33.87, 151.2]", "which is the latitude? write  at: 33.87 S 151.2 E"),
        ("[151.2, -33.87]", "which is the latitude? write  at: 33.87 S 151.2 E"),
        ("'19.868, 2.89'", "which is the latitude? write  at: 19.868 N 2.89 E"),
        ("'19.868 2.89'", "which is the latitude? write  at: 19.868 N 2.89 E"),
        ("19.868, 2.89", "which is the latitude? write  at: 19.868 N 2.89 E"),
        ("[19.868 N, 2.89 E]", "write it without brackets: at: 19.868 N 2.89 E"),
        ("[1, 2, 3]", "one position as text: at: 19.868 N 2.8939 E"),
    ],
)
def test_bare_pairs_are_refused(at, cure):
    found = problems(f"{HEAD}  - {{ by: mali, event: crash, at: {at} }}\n")
    assert len(found) == 1
    assert found[0].endswith(cure)
    assert found[0].startswith("12:35  at: ")


def test_latitude_95_is_an_error():
    assert "latitude 95 is beyond 90 degrees" in problems(f"{HEAD}  - {{ by: mali, event: crash, at: 95 N 2 E }}\n")[0]


def test_norway_stays_norway():
    text = HEAD.replace("party: ML", "party: NO") + "  - { by: mali, event: crash, says: inside Norway }\n"
    assert read_case(text=text).source("mali").party == "NO"


def test_time_zone_follows_the_party_unless_the_claim_says_otherwise():
    def start(by, more=""):
        text = f"{HEAD}  - {{ by: {by}, event: crash, says: inside Mali, when: 2025-04-01 00:08{more} }}\n"
        window = read_case(text=text).claims[0].when
        return window.start.isoformat(), window.zone, window.zone_inferred, window.text

    # Algiers is UTC+1, Bamako UTC+0.
    assert start("algeria") == ("2025-03-31T23:08:00+00:00", "Africa/Algiers", True, "2025-04-01 00:08")
    assert start("mali") == ("2025-04-01T00:08:00+00:00", "Africa/Bamako", True, "2025-04-01 00:08")
    assert start("mali", ", zone: Africa/Algiers")[:3] == ("2025-03-31T23:08:00+00:00", "Africa/Algiers", False)


def test_every_field_of_a_claim_arrives():
    told = claim(
        "says: inside Mali, words: quoted, credibility: 3, denies: yes, retracted: on 7 April, why: because, id: mine, "
        "via: [paper], attributes: { who: Algeria, type: Akinci }"
    )
    assert (told.id, told.words, told.credibility, told.denies) == ("mine", "quoted", 3, True)
    assert (told.retracted, told.why, told.via) == ("on 7 April", "because", ("paper",))
    assert dict(told.attributes) == {"who": "Algeria", "type": "Akinci"}
    assert told.line == 12
    assert not claim("says: inside Mali, denies: no").denies


def test_own_places():
    text = (
        f"{HEAD}  - {{ by: mali, event: crash, says: inside Mali }}\n"
        "places:\n  Camp X: { at: 19.95 N 2.97 E, radius: 1.5 km, country: Mali, source: own survey }\n"
        "  Well: [ { at: 19.9 N 2.9 E, source: a }, { at: 19.8 N 2.8 E, source: b } ]\n"
    )
    places = read_case(text=text).places
    assert [(place.name, place.lon, place.radius_m, place.country, place.source) for place in places] == [
        ("Camp X", 2.97, 1500.0, "ML", "own survey"),
        ("Well", 2.9, 0.0, None, "a"),
        ("Well", 2.8, 0.0, None, "b"),
    ]
    assert len({place.id for place in places}) == 3


def test_settings():
    text = (
        f"{HEAD}  - {{ by: mali, event: crash, says: inside Mali }}\n"
        "settings: { convention: decimal, border_error: stated, edges: geodesic, near: 10 km, why: precise figures }\n"
    )
    settings = read_case(text=text).settings
    assert (settings.convention, settings.border_error, settings.edges) == ("decimal", "stated", "geodesic")
    assert (settings.near_m, settings.borders, settings.why) == (10_000.0, None, "precise figures")
    assert (settings.distance, settings.about) == (None, None)


def test_settings_of_distance_and_about():
    claim = f"{HEAD}  - {{ by: mali, event: crash, says: inside Mali }}\n"
    settings = read_case(text=f"{claim}settings: {{ distance: along, about: 3 }}\n").settings
    assert (settings.distance, settings.about) == ("along", 3.0)
    assert read_case(text=f"{claim}settings: {{ about: 1.5 }}\n").settings.about == 1.5
    for wrong in ("0.5", "101", "wide", "1e1", "-2", "٣", "nan"):
        told = problems(f"{claim}settings: {{ about: {wrong} }}\n")
        assert [line for line in told if "write a number from 1 to 100" in line], wrong
    (told,) = problems(f"{claim}settings: {{ distance: allong }}\n")
    assert "no such distance; did you mean along?" in told


def test_source_of_a_source_is_checked_for_its_address():
    for address in ("javascript:alert(1)", "ftp://a.b/c", "https://", "http://a b/", "https://[x", "//a.b/c"):
        text = HEAD.replace("name: Mali", f"name: Mali, url: '{address}'")
        assert any("only http and https addresses" in problem for problem in problems(text)), address


def _shuffled(text, seed):
    yaml = YAML(typ="rt", pure=True)
    document = yaml.load(text)
    random.Random(seed).shuffle(document["claims"])  # noqa: S311
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


@pytest.mark.parametrize("seed", range(4))
def test_moving_claims_about_renames_none(seed):
    text = HEAD + "".join(
        f"  - {{ by: mali, event: crash, says: {km} km from the Algerian border, when: 2025-04-{day:02d} }}\n"
        for km, day in ((2, 3), (9, 3), (10, 2), (7, 5))
    )
    text += "  - { by: mali, event: crash, says: inside Mali, replaces: mali/crash }\n"
    named = {told.id: told.says for told in read_case(text=text).claims}
    assert list(named) == ["mali/crash/2", "mali/crash/3", "mali/crash", "mali/crash/4", "mali/crash/5"]
    moved = read_case(text=_shuffled(text, seed)).claims
    assert {told.id: told.says for told in moved} == named
    assert [told.id for told in moved] != list(named)


def test_claims_keep_the_order_of_the_file():
    case = read_case(text=skeleton())
    assert [told.line for told in case.claims] == sorted(told.line for told in case.claims)


def test_links_and_suppositions():
    text = (
        f"{HEAD}  - {{ by: mali, event: crash, says: inside Mali }}\n"
        "links:\n  - { read: debris 441 m from crash, says: 441 m, by: paper }\n"
        "  - { read: debris after crash, by: mali, id: order }\n"
        "suppose:\n  here: crash and debris at the same place\n  there: crash inside Mali\n"
    )
    case = read_case(text=text)
    assert [(link.id, link.kind, link.a, link.b, link.by, link.says) for link in case.links] == [
        ("debris/separation/crash", "separation", "debris", "crash", "paper", "441 m"),
        ("order", "after", "debris", "crash", "mali", ""),
    ]
    assert case.links[0].distance.number == "441"
    here, there = case.suppositions
    assert (here.id, here.text) == ("here", "crash and debris at the same place")
    assert [(link.id, link.kind, link.by) for link in here.links] == [("here/1", "same place", None)]
    assert [(event, type(clause)) for event, clause in there.clauses] == [("crash", Inside)]


def test_depth_inside():
    clause = claim("says: 2 km inside Algeria").clauses[0]
    assert isinstance(clause, Depth)
    assert clause.country == "DZ"


def test_content_in_place_of_a_name_is_told_where_it_goes() -> None:
    with pytest.raises(TypeError, match=r"read_case\(text=\.\.\.\)"):
        read_case(skeleton())
