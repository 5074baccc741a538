"""Coarse results: nothing that is made of them tells a position more closely than its cell."""

from __future__ import annotations

import dataclasses
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from geoevents import model
from geoevents.cli.accounts import say_events, say_scenario
from geoevents.cli.explain import say_readings
from geoevents.cli.questions import say_table, say_verdict
from geoevents.cli.solve import _say
from geoevents.dossier import report
from geoevents.earth import area_m2
from geoevents.errors import QuantityError
from geoevents.maps import draw
from geoevents.model import Solution, Verdict
from geoevents.model.result import UNSATISFIABLE
from geoevents.quantity import CONVENTIONS
from geoevents.read.case import read_case
from geoevents.reasoning.check import check
from geoevents.reasoning.redact import generalised, grain_from
from geoevents.reasoning.solve import solve
from geoevents.reasoning.withhold import betrays
from geoevents.when import Window
from geoevents.write.frames import to_frame
from geoevents.write.geojson import solution_geojson
from geoevents.write.json import solution_json, verdict_json
from geoevents.write.notebook import html_of

CASES = Path(__file__).parents[2] / "data" / "cases"
GRAIN_M = 10_000.0

# The wreck and the point of link loss as published (the founding case): degrees, and what stands for them.
WRECK, LINK_LOSS = (2.8939169, 19.8679828), (2.8933608, 19.8640350)
SECRETS = (
    "52'04", "52′04", "53'38", "51'50", "53'36", "04.738", "38.101", "50.526", "36.099",
    "10.2 km", "9.5 km", "1.6 km", "3.5 km", "441", "440.9", "9,963", "9963", "9.96", "10,383", "10383", "10.38",
    "9,104", "9104", "9543", "two kilometers", "2 km deep", "11,846", "11846",
)  # fmt: skip


def everything(result: Verdict) -> dict[str, str]:
    """All that can be written of a verdict."""
    solution = result.solution
    return {
        "check json": json.dumps(verdict_json(result), ensure_ascii=False, sort_keys=True),
        "solve json": json.dumps(solution_json(solution), ensure_ascii=False, sort_keys=True),
        "geojson": json.dumps(solution_geojson(solution), ensure_ascii=False),
        "check": "\n".join([say_verdict(result), say_readings(result), say_table(result), result.note]),
        "solve": _say(solution, True) + say_events(solution) + say_scenario(solution),
        "map": draw(result).html,
        "report": report(result).markdown,
        "report page": re.sub(r"<svg.*?</svg>", "", report(result).html, flags=re.DOTALL),
        "notebook": html_of(result) + html_of(solution),
        "frames": to_frame(solution).to_csv() + to_frame(result).to_csv(),
        "repr": repr(result) + repr(solution) + repr(solution.case) + repr(result.questions),
    }


def scene(page: str) -> str:
    """The island of data of a page: its scripts hold numbers of their own."""
    found = re.search(r'<script type="application/json" id="scene">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.dumps(without_basemap(json.loads(found[1])), ensure_ascii=False)


def without_basemap(document: dict[str, Any]) -> dict[str, Any]:
    # Coasts, towns and borders are the world's, and lie where they lie.
    return {key: value for key, value in document.items() if key not in ("basemap", "ground", "inset", "borders")}


def told_in(text: str) -> list[str]:
    """Secrets that stand in a text as they are, and not inside another number."""
    return [secret for secret in SECRETS if re.search(rf"(?<![\d.,]){re.escape(secret)}(?!\d)", text)]


def close_to(text: str, truth: tuple[float, float], within_deg: float = 0.003) -> list[tuple[float, float]]:
    """Numbers of three decimals and more, one after the other, that are nearly the position in either order."""
    numbers = [float(number) for number in re.findall(r"(?<![\d.])\d{1,3}\.\d{3,}", text)]
    pairs = [*pairwise(numbers), *((after, before) for before, after in pairwise(numbers))]
    return [pair for pair in pairs if all(abs(a - b) < within_deg for a, b in zip(pair, truth, strict=True))]


@pytest.fixture(scope="module")
def founding() -> Verdict:
    return check(read_case(CASES / "tinzaouatine-2025.yaml"))


@pytest.fixture(scope="module")
def followups() -> Verdict:
    return check(read_case(CASES / "tinzaouatine-2025-followups.yaml"))


@pytest.mark.parametrize("name", ["founding", "followups"])
def test_nothing_that_is_written_tells_a_figure(name: str, request: pytest.FixtureRequest) -> None:
    coarse = generalised(request.getfixturevalue(name), GRAIN_M)
    for what, text in everything(coarse).items():
        shown = scene(text) if what == "map" else text
        assert not told_in(shown), (what, told_in(shown))
        for truth in (WRECK, LINK_LOSS):
            assert not close_to(shown, truth), (what, close_to(shown, truth))
        assert "tinzaouatine-2025" not in shown, what
        assert request.getfixturevalue(name).case.sha256 not in text, what


def test_the_precise_page_does_tell_them(followups: Verdict) -> None:
    """The search finds what it looks for, where it is."""
    shown = scene(draw(followups).html)
    assert len(told_in(shown)) > 5
    assert close_to(json.dumps(solution_json(followups.solution)), WRECK)


@pytest.mark.parametrize("name", ["founding", "followups"])
def test_verdicts_stay_and_regions_lose_nothing(name: str, request: pytest.FixtureRequest) -> None:
    precise: Verdict = request.getfixturevalue(name)
    coarse = generalised(precise, GRAIN_M)
    assert coarse.verdict == precise.verdict
    assert [question.verdict for question in coarse.questions] == [question.verdict for question in precise.questions]
    for sharp, rough in zip(precise.solution.events, coarse.solution.events, strict=True):
        for own, blurred in zip(sharp.accounts, rough.accounts, strict=True):
            if own.answer is None or own.answer.region is None or own.answer.status == UNSATISFIABLE:
                continue
            assert blurred.answer is not None
            assert blurred.answer.status == own.answer.status
            assert blurred.answer.region is not None
            assert blurred.answer.witness is None
            lost_m2 = area_m2(own.answer.region.difference(blurred.answer.region))
            assert lost_m2 <= 1e-6 * area_m2(own.answer.region), (sharp.event.id, own.source)


@pytest.mark.parametrize("name", ["founding", "followups"])
@pytest.mark.parametrize("grain_m", [1_000.0, GRAIN_M, 50_000.0])
def test_what_is_kept_says_together_no_more_than_a_cell(
    name: str, grain_m: float, request: pytest.FixtureRequest
) -> None:
    coarse = generalised(request.getfixturevalue(name).solution, grain_m)
    again = solve(coarse.case, dataclasses.replace(coarse.scenario, places=(), suppositions=()))
    for solved in again.events:
        for answer in (*(account.answer for account in solved.accounts), solved.combined):
            if answer is not None and answer.region is not None:
                assert area_m2(answer.region) >= grain_m**2


# Far inside Mali, so that no line that one can measure to is near: only the cell can matter.
FAR = """geoevents: 1
title: A vehicle was found at {position}
question: Where was it, {distance} off the well?
sources:
  a: {{ name: The first source, party: ML, url: "https://example.org/?q={position_plain}" }}
  b: {{ name: The second source, party: ML }}
places:
  Camp Secret: {{ at: "{position}", radius: {radius} m, source: "survey of {position}" }}
events:
  find: {{ kind: crash, title: "Find {distance} from the well" }}
  loss: {{ kind: link-loss, title: Loss }}
  stop-{number}: {{ kind: crossing, title: Stop at Camp Secret }}
claims:
  - id: at-{number}
    by: a
    event: find
    at: {position}
    why: measured {distance} from the wall
    attributes: {{ depth: "{distance}", "{distance}": here }}
  - by: b
    event: find
    says: within national borders
  - by: b
    event: loss
    says: in the hollow under the fort
    read: {distance} north of Camp Secret
    when: about 10:20 on 1 April 2025
  - by: a
    event: stop-{number}
    says: near Camp Secret
links:
  - {{ read: "find {distance} from loss", says: "{distance}", by: a }}
suppose:
  together: find and loss at the same place
  nearby-{number}: find within {distance} of Camp Secret
"""


def far(lat: str, lon: str, distance: str, number: int, radius: int, folder: Path) -> Verdict:
    path = folder / f"case-{number}.yaml"
    position = f"{lat} N {lon} E"
    path.write_text(
        FAR.format(
            position=position,
            position_plain=f"{lat},{lon}",
            distance=distance,
            number=number,
            radius=radius,
        ),
        encoding="utf-8",
    )
    return check(read_case(path))


def test_two_cases_of_one_cell_look_the_same(tmp_path: Path) -> None:
    """The strongest test: other coordinates, distances, ids, places and files, and byte for byte the same outputs."""
    # 1.3 km apart, in one cell of 10 km.
    one = generalised(far("17.04012", "0.61317", "2.3 km", 7, 120, tmp_path), GRAIN_M)
    other = generalised(far("17.05023", "0.62028", "1.7 km", 93, 340, tmp_path), GRAIN_M)
    assert one.verdict == other.verdict
    before, after = everything(one), everything(other)
    for what, text in before.items():
        assert text == after[what], what
    assert one.solution.event("find").combined is not None
    # It is not that nothing is told.
    fix = one.solution.event("find").accounts[0].answer
    assert fix is not None
    assert fix.fixes
    assert fix.fixes[0].radius_m < 4 * GRAIN_M


def test_positions_of_other_cells_do_not(tmp_path: Path) -> None:
    one = generalised(far("17.04012", "0.61317", "2.3 km", 7, 120, tmp_path).solution, GRAIN_M)
    other = generalised(far("17.24012", "0.61317", "2.3 km", 7, 120, tmp_path).solution, GRAIN_M)
    assert solution_json(one) != solution_json(other)


def test_the_founding_coordinates_can_move_within_their_cell(tmp_path: Path) -> None:
    """Near the border too: the published coordinates, 30 m away, with every verdict the same."""
    text = (CASES / "tinzaouatine-2025-followups.yaml").read_text(encoding="utf-8")
    moved = text.replace("04.738", "03.738").replace("50.526", "49.526")
    assert moved != text
    outputs = []
    for number, case in enumerate((text, moved)):
        path = tmp_path / f"{number}.yaml"
        path.write_text(case, encoding="utf-8")
        solution = generalised(solve(read_case(path)), GRAIN_M)
        outputs.append((solution_json(solution), solution_geojson(solution), _say(solution, True), draw(solution).html))
    assert outputs[0] == outputs[1]


def test_words_in_which_a_position_hides_are_withheld(tmp_path: Path) -> None:
    coarse = generalised(far("17.04012", "0.61317", "2.3 km", 7, 120, tmp_path), GRAIN_M)
    text = everything(coarse)["check json"] + everything(coarse)["solve json"]
    for secret in (
        "hollow under the fort",
        "Camp Secret",
        "17.0401",
        "17.04012 N",
        "2.3 km",
        "example.org",
        "survey of",
    ):
        assert secret not in text, secret
    assert "within national borders" in text
    assert "about 10:20 on 1 April 2025" in text


@pytest.mark.parametrize(
    "text",
    [
        "19°52'04.738\"N 2°53'38.101\"E", "19.868, 2.894", "31Q 594000 2208000", "7H87VWVV+6G", "1952N 0253E",
        "19:52:04", "19:52 N", "JJ19kw", "s1z0gs3y0", "\u0662 \u0643\u0645", "9,963", "three leagues",
        "two kilometers", "deux kilomètres", "///index.home.raft", "https://maps.example/@19.868", "geo:19,2", "½ mile",
        "nineteen degrees north", "lat-19", "N-19", "１９．８６８", "2025.123", "два километра",
    ],
)  # fmt: skip
def test_texts_that_could_hold_a_position_are_found(text: str) -> None:
    assert betrays(text)


@pytest.mark.parametrize(
    "text",
    [
        "Drone TZ-98D lost, 31 March to 2 April 2025", "about midnight, night of 31 March to 1 April 2025", "Su-24",
        "never left the national airspace", "2025-04-01 00:08", "at 22:08", "RQ-4A on June 20, 2019", "Akinci", "",
        "Government of Mali, statement of early April 2025",
    ],
)  # fmt: skip
def test_dates_and_types_pass(text: str) -> None:
    assert not betrays(text)


@pytest.mark.parametrize(("text", "metres"), [("10km", 1e4), ("10 km", 1e4), ("5 NM", 9260.0), ("100 m", 100.0)])
def test_a_grain_is_a_length(text: str, metres: float) -> None:
    assert grain_from(text) == metres


@pytest.mark.parametrize(
    "text", ["", "10", "99 m", "501 km", "about 10 km", "5-10 km", "-5 km", "km", "1e9 km", "½ km"]
)
def test_what_is_no_grain_is_refused(text: str) -> None:
    with pytest.raises(QuantityError):
        grain_from(text)


def test_a_grain_out_of_bounds_is_refused(founding: Verdict) -> None:
    for grain_m in (99.0, 500_001.0, float("nan"), float("inf"), -1.0):
        with pytest.raises(QuantityError):
            generalised(founding, grain_m)


# What becomes of every field of every record that a result is made of: kept (no position can hide in it, or it follows
# from the coarse case alone), replaced (by something coarse, a mark, a new id), or left out (its default, or nothing).
# A field that is added is none of these until somebody decides.
DECIDED: dict[type, dict[str, str]] = {
    model.Case: {
        "replaced": "id title question sources events claims links suppositions settings",
        "left out": "places file sha256",
    },
    model.Source: {"kept": "party lang reliability", "replaced": "id name via title accessed",
                   "left out": "url archive sha256"},
    model.Event: {"kept": "track", "replaced": "id kind title part_of"},
    model.Claim: {
        "kept": "throughout words credibility denies",
        "replaced": "id by event says phrases when retracted replaces attributes why via repeats",
        "left out": "line path lasting speed",
    },
    model.Phrase: {"replaced": "text clauses", "kept": "lang", "left out": "unparsed notes"},
    model.Link: {"replaced": "id kind a b text by distance says", "left out": "line bearing speed lasting"},
    model.Supposition: {"replaced": "id text links clauses", "left out": "line"},
    model.Settings: {"kept": "convention borders border_error edges near_m distance about", "replaced": "why"},
    Window: {"kept": "start end zone zone_inferred approximate", "replaced": "text"},
    model.Place: {"kept": "id name country kind matched score outlined", "replaced": "lon lat radius_m source",
                  "left out": "population note"},
    model.Solution: {"replaced": "case events places", "kept": "scenario warnings"},
    model.Scenario: {
        "kept": "borders border_error edges convention extent depth distance about near_m places",
        "left out": "suppositions",
    },
    model.EventSolution: {"replaced": "event accounts combined measures", "left out": "together"},
    model.Account: {"replaced": "source claims answer", "kept": "left_out"},
    model.Answer: {"kept": "status", "replaced": "region fixes ledger gap_m", "left out": "witness"},
    model.Measurement: {"replaced": "results", "kept": "lon lat radius_m warnings density"},
    model.BorderDistance: {
        "kept": "dataset border border_uncertainty_m countries_as_drawn side p_side status kind date country_reason",
        "replaced": "distance_m low_m high_m nearest_lon nearest_lat", "left out": "azimuth_deg",
    },
    model.Verdict: {
        "kept": "verdict", "replaced": "case headline questions solution table note tried rivals",
    },
    model.Question: {
        "kept": "scope verdict default complete",
        "replaced": "id text claims conflicts consistent_sets depends_on notes witnesses",
    },
    model.Conflict: {"replaced": "claims why separation_m links",
                     "left out": "gap_m gap_low_m lower_bound_m closest exact_m read_as"},
    model.Flip: {"kept": "verdict", "replaced": "axis default choice", "left out": "why"},
}  # fmt: skip


@pytest.mark.parametrize("record", DECIDED, ids=lambda record: record.__name__)
def test_every_field_has_been_decided_on(record: type) -> None:
    decided = [name for names in DECIDED[record].values() for name in names.split()]
    assert len(decided) == len(set(decided))
    assert set(decided) == {field.name for field in dataclasses.fields(record)}


@pytest.mark.parametrize("name", ["founding", "followups"])
def test_what_is_left_out_is_left_out(name: str, request: pytest.FixtureRequest) -> None:
    precise: Verdict = request.getfixturevalue(name)
    for record in records_of(generalised(precise, GRAIN_M)):
        for field in DECIDED.get(type(record), {}).get("left out", "").split():
            assert getattr(record, field) in (None, (), "", 0), (type(record).__name__, field)


def records_of(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [record for item in value.values() for record in records_of(item)]
    if isinstance(value, tuple | list):
        return [record for item in value for record in records_of(item)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [value, *records_of([getattr(value, field.name) for field in dataclasses.fields(value)])]
    return []


def test_a_solution_stays_one_and_has_no_verdict(founding: Verdict) -> None:
    assert isinstance(generalised(founding.solution, GRAIN_M), Solution)
    assert set(CONVENTIONS) >= {generalised(founding.solution, GRAIN_M).scenario.convention}
