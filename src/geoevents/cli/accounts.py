"""What each side says of each event, and where that would be, in lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import click

from geoevents.cli import wording
from geoevents.model import Account, Answer, BorderDistance, Case, Claim, EventSolution, Measurement, Scenario, Solution
from geoevents.model.result import SATISFIABLE, UNSATISFIABLE

# A radius beyond which "somewhere in this country" says more than a position and a radius.
WIDE_M = 100_000.0
DAY_S = 86_400.0
MINUTE_S = 60.0
SHOWN = 8


def say_events(solution: Solution) -> str:
    """Say of every event what each side claims, where that puts it, and how far that is from the border."""
    blocks = ["\n".join(_event(solution, solved)) for solved in solution.events if solved.accounts]
    return "\n\n".join(blocks)


def say_scenario(solution: Solution) -> str:
    """Say in a line on which choices an answer stands."""
    chosen = solution.scenario
    error = "as drawn" if chosen.border_error == "none" else "widened by its stated error"
    supposed = f", supposing {', '.join(chosen.suppositions)}" if chosen.suppositions else ""
    about = f", about {chosen.about:g} times as wide" if chosen.about != Scenario().about else ""
    measured = f", distances to a side {chosen.distance}" if chosen.distance != Scenario().distance else ""
    return f"Border {chosen.borders} {error}, rounding {chosen.convention}{about}{measured}{supposed}."


def _event(solution: Solution, solved: EventSolution) -> Iterator[str]:
    case, dataset = solution.case, solution.scenario.borders
    title = solved.event.title or solved.event.id
    when = next((_when(case, claim) for claim in case.claims if claim.event == solved.event.id and claim.when), "")
    yield click.style(title, bold=True) + (f"   {when}" if when else "")
    measures = dict(solved.measures)
    for account in solved.accounts:
        yield from _account(solution, account, measures, solved.event.id)
    located = [account for account in solved.accounts if account.answer is not None]
    if solved.combined is not None and (
        len(located) != 1 or solved.combined.status != located[0].answer.status  # type: ignore[union-attr]
    ):
        tied = ", with what is said of events tied to it" if _held_by_others(solved) else ""
        yield f"  All of them together{tied}"
        yield from _answer(solved.combined, "combined", measures, dataset)
    yield from _without(case, solved, dataset)


def _account(solution: Solution, account: Account, measures: dict[str, Measurement], event: str) -> Iterator[str]:
    case = solution.case
    source = case.source(account.source)
    yield f"  {source.name}"
    for id in account.claims:
        claim = case.claim(id)
        marks = [
            *(["throughout"] if claim.throughout else []),
            *(["inferred by the analyst"] if claim.words == "inferred" else []),
            *(["retracted"] if claim.retracted else []),
        ]
        for words in claim.says:
            yield _quote(words, f" ({', '.join(marks)})" if marks else "")
    for link in case.links:
        if link.by == account.source and event in (link.a, link.b) and link.distance is not None:
            yield _quote(link.says or link.text, f" ({link.text})" if link.says else "")
    for id, why in account.left_out:
        for words in case.claim(id).says:
            yield _quote(words, f" (left out, {why})")
    if account.claims or account.answer is not None:
        yield from _answer(account.answer, account.source, measures, solution.scenario.borders)


def _when(case: Case, claim: Claim) -> str:
    """Say when, in the speaker's words; a time of day also as the clocks of the other parties show it."""
    window = claim.when
    if window is None or window.zone == "unknown" or (window.end - window.start).total_seconds() >= DAY_S / 2:
        return window.text if window is not None else ""
    from geoevents.gazetteer.countries import zone_of

    parties = dict.fromkeys(source.party for source in case.sources if source.party)
    clocks = {zone for party in parties if (zone := zone_of(party)) is not None and zone != window.zone}
    short = (window.end - window.start).total_seconds() <= MINUTE_S
    told = []
    for zone in sorted(clocks):
        start, end = (moment.astimezone(ZoneInfo(zone)) for moment in (window.start, window.end))
        told.append(f"{start:%Y-%m-%d %H:%M}{'' if short else f' to {end:%H:%M}'} in {zone}")
    return f"{window.text} ({window.zone}" + "".join(f"; {one}" for one in told) + ")"


def _quote(words: str, marks: str) -> str:
    """Put a claim's own words in quotation marks, broken at the terminal's width."""
    return wording.wrapped(f"“{words}”{marks}", indent="    ", hanging="     ")


def _answer(answer: Answer | None, name: str, measures: dict[str, Measurement], dataset: str) -> Iterator[str]:
    from geoevents.reasoning.touched import countries_touched

    if answer is None:
        yield "    no position given"
        return
    if answer.status == UNSATISFIABLE:
        gap = f"; short by {wording.distance(answer.gap_m[0])}" if answer.gap_m else ""
        yield f"    nowhere: the words cannot hold together{gap}"
        stated = measures.get(f"{name}/stated")
        if stated is not None:
            yield f"    the coordinates as stated: {_measured(stated)}"
        return
    if answer.status != SATISFIABLE:
        yield f"    undecided whether any point fits{'; if one does, it is here:' if answer.fixes else ''}"
    if any(fix.radius_m > WIDE_M for fix in answer.fixes):
        wide = [fix for fix in answer.fixes if fix.radius_m > WIDE_M]
        codes = dict.fromkeys(code for fix in wide for code in countries_touched(fix, dataset) or ())
        unsaid = next((fix for fix in wide if fix.countries_as_drawn is None), None)
        if unsaid is not None:
            yield f"    somewhere, {wording.drawn(None, unsaid.country_reason)}"
        else:
            yield f"    somewhere in {wording.countries(tuple(codes))}"
        return
    for number, fix in enumerate(answer.fixes[:SHOWN], 1):
        inside = wording.drawn(fix.countries_as_drawn, fix.country_reason)
        beyond = [code for code in countries_touched(fix, dataset) or () if code not in (fix.countries_as_drawn or ())]
        inside += f"; reaches into {wording.countries(beyond)}" if beyond else ""
        yield f"    {wording.position(fix.lon, fix.lat)}  within {wording.distance(fix.radius_m)}, {inside}"
        measured = measures.get(f"{name}/{number}") or measures.get(name)
        if measured is not None:
            yield f"    {_measured(measured)}"
    if len(answer.fixes) > SHOWN:
        yield f"    and {len(answer.fixes) - SHOWN} smaller areas"


def _measured(measured: Measurement) -> str:
    first = measured.results[0]
    told = ", ".join(f"{_reach(result)} ({result.dataset}, {_side(result)})" for result in measured.results)
    return f"to the {wording.border(first.border)}: {told}"


def _reach(result: BorderDistance) -> str:
    """Give the distances over the area; one distance where the area is so small that they are the same."""
    if result.high_m - result.low_m < max(20.0, result.distance_m / 100):
        return wording.distance(result.distance_m)
    return wording.distance_range(result.low_m, result.high_m)


def _side(result: BorderDistance) -> str:
    if result.side == "undetermined":
        return "side not said" if result.countries_as_drawn is None else "side not certain"
    return "no country" if result.side == "none" else f"in {wording.country(result.side)}"


def _own(solved: EventSolution) -> set[str]:
    return {id for account in solved.accounts for id in account.claims}


def _held_by_others(solved: EventSolution) -> bool:
    """Whether all that is said of an event can be, and only what is said of events tied to it stands against it."""
    return any(_own(solved) <= set(one.claims) for one in solved.together)


def _without(case: Case, solved: EventSolution, dataset: str) -> Iterator[str]:
    """Where nothing satisfies all that is said, say what each largest set of claims that can hold leaves."""
    own = _own(solved)
    told: set[frozenset[str]] = set()
    for one in solved.together:
        kept = frozenset(one.claims) & own
        if kept in told:
            continue
        told.add(kept)
        lost = [case.claim(id) for id in sorted(own - kept) if case.claim(id).clauses]
        words = "; ".join(f"“{said}”" for claim in lost for said in claim.says)
        whole = "With all of these words, and not all of what is said of events tied to it"
        yield wording.wrapped(f"Without {words}" if words else whole, indent="  ", hanging="    ")
        yield from _answer(one.answer, "", {}, dataset)
