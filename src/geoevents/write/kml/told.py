"""What stands behind a mark in KML: the words as they were said, how they are read, when, and the figures."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from geoevents import atlas
from geoevents.compass import letters
from geoevents.errors import UnknownDatasetError
from geoevents.gazetteer.countries import name_of
from geoevents.locality import render
from geoevents.model import Account, Answer, BorderDistance, Case, Claim, EventSolution, Measurement, Place, Solution
from geoevents.model.result import SATISFIABLE, UNSATISFIABLE
from geoevents.reasoning.asking import metres
from geoevents.write.figures import plain
from geoevents.write.geojson import CAVEAT, attribution
from geoevents.write.json import scenario_json

Facts = list[tuple[str, str]]
"""Names and values, as they stand in ExtendedData."""


def account_facts(solution: Solution, solved: EventSolution, account: Account, wider_m: float) -> Facts:
    """Everything that is known of one account of one event."""
    case = solution.case
    source = case.source(account.source)
    claims = [case.claim(id) for id in account.claims]
    facts: Facts = [
        ("event", solved.event.id),
        ("event_kind", solved.event.kind),
        ("source", source.name),
        ("party", source.party or ""),
        ("via", "; ".join(_published(case, claims, source.via))),
        ("url", source.url or ""),
        ("archive", source.archive or ""),
        ("claims", " ".join(account.claims)),
        ("says", "\n".join(words for claim in claims for words in claim.says)),
        ("read", "\n".join(render(clause) for claim in claims for clause in claim.clauses)),
        (
            "not_understood",
            "\n".join(left.text for claim in claims for phrase in claim.phrases for left in phrase.unparsed),
        ),
        ("words", " ".join(dict.fromkeys(claim.words for claim in claims if claim.words))),
        ("when", "\n".join(dict.fromkeys(claim.when.text for claim in claims if claim.when is not None))),
        ("why", "\n".join(claim.why for claim in claims if claim.why)),
        ("left_out", "\n".join(f"{id}: {why}" for id, why in account.left_out)),
    ]
    return facts + answer_facts(solution, solved, account.source, account.answer, wider_m)


def answer_facts(solution: Solution, solved: EventSolution, key: str, answer: Answer | None, wider_m: float) -> Facts:
    """The figures of an answer, and the choices that it rests on."""
    facts: Facts = []
    if answer is not None:
        facts.append(("status", answer.status))
        drawn = dict.fromkeys(fix.country_as_drawn or "none" for fix in answer.fixes)
        facts.append(("country_as_drawn", " ".join(drawn)))
        facts.append(("area_km2", f"{sum(fix.area_m2 for fix in answer.fixes) / 1e6:.6g}" if answer.fixes else ""))
        facts.append(("radius_m", " ".join(f"{fix.radius_m:.1f}" for fix in answer.fixes)))
    measured = [one for of, one in solved.measures if of == key or of.startswith(f"{key}/")]
    facts.append(("distances", "\n".join(dict.fromkeys(line for one in measured for line in distance_lines(one)))))
    if wider_m:
        facts.append(("drawn_wider_by_m", f"{wider_m:.0f}"))
    return facts + scenario_facts(solution)


def scenario_facts(solution: Solution) -> Facts:
    """One choice on every axis, with the date of the border dataset."""
    facts: Facts = []
    for key, value in scenario_json(solution.scenario).items():
        if isinstance(value, dict):
            facts.append((key, "; ".join(f"{name} = {id}" for name, id in value.items())))
        elif isinstance(value, list):
            facts.append((key, " ".join(value)))
        else:
            facts.append(("dataset" if key == "borders" else key, str(value)))
    with contextlib.suppress(UnknownDatasetError):
        facts.append(("dataset_date", atlas.dataset(solution.scenario.borders).date))
    return facts


def distance_lines(measured: Measurement) -> Iterator[str]:
    """The distance to a border on each dataset, a line each."""
    for result in measured.results:
        yield distance_line(result)


def distance_line(result: BorderDistance) -> str:
    """What is known of a distance to a border, in one line."""
    said = f"{metres(result.distance_m)} from the {border_name(result.border)} border"
    if result.azimuth_deg is not None:
        said += f", which lies at {result.azimuth_deg:.0f}° ({letters(round(result.azimuth_deg / 22.5) * 2 % 32)})"
    if result.high_m - result.low_m > 1.0:
        said += f"; {metres(result.low_m)} to {metres(result.high_m)} over the area"
    return f"{said} ({result.dataset}, itself off by about {metres(result.border_uncertainty_m)})"


def border_name(code: str) -> str:
    """A border's code in words: "Algeria–Mali"."""
    return "–".join(name_of(part) if part else "" for part in code.split("-"))


def place_facts(place: Place, chosen: bool) -> Facts:
    """What the gazetteer says of a candidate."""
    return [
        ("id", place.id),
        ("country", place.country or ""),
        ("kind", place.kind),
        ("radius_m", f"{place.radius_m:.0f}"),
        ("place_source", place.source),
        ("note", place.note),
        ("taken_here", "yes" if chosen else "no"),
    ]


def span_of(claims: Iterable[Claim]) -> tuple[str, str] | None:
    """From when to when claims may speak, in UTC; None where none says when."""
    windows = [claim.when for claim in claims if claim.when is not None]
    if not windows:
        return None
    return _utc(min(one.start for one in windows)), _utc(max(one.end for one in windows))


def told_lines(facts: Facts) -> list[str]:
    """Facts for people: a line each, what is empty left out."""
    lines = []
    for name, value in facts:
        if value:
            first, *rest = value.splitlines() or [""]
            lines += [f"{name.replace('_', ' ')}: {first}", *(f"… {line}" for line in rest)]
    return lines


def status_line(answer: Answer | None) -> str:
    """Say for people what came of an answer."""
    if answer is None:
        return "No position is given."
    if answer.status == UNSATISFIABLE:
        return "Nothing satisfies all these words."
    if answer.status != SATISFIABLE:
        return "Whether a place fits could not be decided."
    return ""


def document_lines(solution: Solution, headline: str, note: str, datasets: Iterable[str]) -> list[str]:
    """The head of a file: the answer, what it rests on, what areas are, and whose data is in it."""
    names = list(dict.fromkeys([solution.scenario.borders, *datasets]))
    lines = [headline, note, solution.case.question, CAVEAT]
    lines.append(
        "Taken: " + ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in scenario_facts(solution) if value)
    )
    lines += [f"Warning: {warning}" for warning in solution.warnings]
    lines += attribution(names, solution.places)
    lines += [f"Licence of {name}: {licence}" for name, licence in licences(names)]
    return [line for line in lines if line]


def licences(datasets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Border datasets with their licences; what is drawn from one carries it on."""
    for name in datasets:
        try:
            yield name, atlas.dataset(name).licence
        except UnknownDatasetError:
            continue


def _published(case: Case, claims: Iterable[Claim], own: str | None) -> Iterator[str]:
    ids = dict.fromkeys(id for claim in claims for id in (claim.via or ((own,) if own else ())))
    for id in ids:
        source = case.source(id)
        yield source.title or source.name


def _utc(moment: datetime) -> str:
    return str(plain(moment.replace(microsecond=0)))
