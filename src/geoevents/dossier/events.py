"""Event by event: what is said, how it is read, where that puts it, and how far that is from the border."""

from __future__ import annotations

from collections.abc import Iterator

from geoevents.dossier.answer import source_name
from geoevents.dossier.blocks import (
    Block,
    Code,
    Facts,
    Heading,
    Line,
    Listing,
    Paragraph,
    Quote,
    Said,
    Section,
    Table,
    joined,
)
from geoevents.dossier.words import CREDIBILITY, HOW_SAID, NOT_ASSESSED, countries_as_drawn, side, times
from geoevents.locality import render
from geoevents.maps.lines import border_names
from geoevents.maps.words import area_text, azimuth_text, metres_text, position_text
from geoevents.model import Account, Answer, Case, Claim, EventSolution, Measurement, Verdict
from geoevents.model.result import SATISFIABLE, UNSATISFIABLE

WIDE_M = 100_000.0
"""A radius beyond which a center and a radius say less than the countries."""


def events_of(verdict: Verdict) -> Section:
    """One part for each event of the case."""
    blocks: list[Block] = []
    for solved in verdict.solution.events:
        blocks += _event(verdict, solved)
    if not blocks:
        blocks.append(Paragraph(("The case has no events.",)))
    return Section("events", "Event by event", tuple(blocks))


def _event(verdict: Verdict, solved: EventSolution) -> Iterator[Block]:
    case, event = verdict.case, solved.event
    yield Heading(3, (Said(event.title or event.id),))
    if event.part_of:
        whole = next((other.title for other in case.events if other.id == event.part_of), event.part_of)
        yield Paragraph(("Part of: ", Said(whole)), "quiet")
    made = [claim for claim in case.claims if claim.event == event.id]
    gone = left_out(case)
    if not made:
        yield Paragraph(("Nothing is said of this event by itself.",), "quiet")
    for claim in made:
        yield from _claim(verdict, claim, gone.get(claim.id, ""))
    theirs = {id for account in solved.accounts for id in account.claims} - {claim.id for claim in made}
    if theirs:
        also = [id for id in (claim.id for claim in case.claims) if id in theirs]
        lines = (_of_the_whole(verdict, case.claim(id)) for id in also)
        yield Paragraph(("Said of the whole, and so of this too: ", *joined(lines)))
    yield from _where(verdict, solved)
    yield from _rivals(verdict, event.id)


def left_out(case: Case) -> dict[str, str]:
    """Claims that no longer count, each with the reason; they are shown, and left out of every answer."""
    told = {claim.replaces: f"replaced by {claim.id}" for claim in case.claims if claim.replaces}
    told |= {claim.id: f"retracted: {claim.retracted}" for claim in case.claims if claim.retracted}
    return told


def _of_the_whole(verdict: Verdict, claim: Claim) -> Line:
    return (Said(source_name(verdict, claim.by)), ", ", Said("“" + " / ".join(claim.says) + "”"))


def _claim(verdict: Verdict, claim: Claim, gone: str) -> Iterator[Block]:
    how = HOW_SAID.get(claim.words or "", claim.words or "")
    by: Line = (Said(source_name(verdict, claim.by)), *((" (", Said(how), ")") if how else ()))
    for last, words in enumerate(claim.says, start=1 - len(claim.says)):
        yield Quote(words, by if last == 0 else ())
    rows: list[tuple[str, Line]] = []
    if gone:
        rows.append(("Left out", (Said(gone),)))
    if claim.denies:
        rows.append(("Kind", ("a denial",)))
    if claim.throughout:
        rows.append(("Holds", ("throughout, and so for every part of it",)))
    read = joined((Said(render(clause)),) for clause in claim.clauses)
    if claim.denies and read:
        read = ("not: ", *read)
    rows.append(("Read as", read or ("no position given",)))
    unread = joined((Said(left.text),) for phrase in claim.phrases for left in phrase.unparsed)
    if unread:
        rows.append(("Not understood", unread))
    notes = joined((Said(note),) for phrase in claim.phrases for note in phrase.notes)
    if notes:
        rows.append(("Notes", notes))
    if claim.why:
        rows.append(("Why so", (Said(claim.why),)))
    if claim.when is not None:
        rows.append(("When, as written", (Said(claim.when.text),)))
        rows += [(name, (Said(told),)) for name, told in times(claim)]
    if claim.credibility is not None:
        rows.append(("Credibility", (CREDIBILITY.get(claim.credibility, str(claim.credibility)),)))
    else:
        rows.append(("Credibility", (NOT_ASSESSED,)))
    if claim.via:
        rows.append(("Published in", joined(((Said(source_name(verdict, id)),) for id in claim.via), ", ")))
    rows += [(f"Also says, {key}", (Said(value),)) for key, value in _attributes(claim)]
    rows.append(("Claim", (Code(claim.id),)))
    yield Facts(tuple(rows))


def _attributes(claim: Claim) -> Iterator[tuple[str, str]]:
    yield from ((str(key), str(value)) for key, value in claim.attributes.items())


def _where(verdict: Verdict, solved: EventSolution) -> Iterator[Block]:
    rows = [row for account in solved.accounts for row in _account_rows(verdict, account)]
    told = [account for account in solved.accounts if account.answer is not None]
    if solved.combined is not None and (len(told) > 1 or not told):
        rows += list(_rows(("all who speak of it, together",), solved.combined))
    for more in getattr(solved, "together", ()):
        speakers = dict.fromkeys(verdict.case.claim(id).by for id in more.claims)
        names = joined(((Said(source_name(verdict, by)),) for by in speakers), ", ")
        rows += [row for row in _rows(("together: ", *names), more.answer) if row not in rows]
    if rows:
        columns = ("According to", "Where", "How far it reaches", "Area", "As drawn in")
        yield Table(("Where that puts it: ", Said(solved.event.title or solved.event.id)), columns, tuple(rows))
    elif solved.accounts:
        yield Paragraph(("Nobody who speaks of it gives a position.",), "quiet")
    yield from _measures(verdict, solved)


def _account_rows(verdict: Verdict, account: Account) -> Iterator[tuple[Line, ...]]:
    name: Line = (Said(source_name(verdict, account.source)),)
    if account.answer is None:
        yield (name, ("no position given",), (), (), ())
        return
    yield from _rows(name, account.answer)


def _rows(name: Line, answer: Answer) -> Iterator[tuple[Line, ...]]:
    if answer.status == UNSATISFIABLE:
        gap = answer.gap_m
        more = f"; at least {metres_text(gap[0])} must give" if gap is not None and gap[0] > 0 else ""
        yield (name, (f"nowhere: no position fits all of it{more}",), (), (), ())
        return
    if answer.status != SATISFIABLE:
        yield (name, ("not decided whether a position fits",), (), (), ())
    for fix in answer.fixes:
        wide = fix.radius_m > WIDE_M
        where: Line = ("an area too wide for a point",) if wide else (Code(position_text(fix.lon, fix.lat)),)
        reach = "" if wide else f"{metres_text(fix.radius_m)} from there"
        yield (name, where, (reach,), (area_text(fix.area_m2),), (Said(countries_as_drawn(fix)),))


def _measures(verdict: Verdict, solved: EventSolution) -> Iterator[Block]:
    for key, measured in solved.measures:
        if not measured.results:
            continue
        title: Line = (
            "Distance to the border: ",
            Said(solved.event.title or solved.event.id),
            ", ",
            *_of(verdict, key),
        )
        rows = tuple(
            (
                (Said(border_names(result.border)),),
                (Said(result.dataset), *((" of ", Said(result.date)) if result.date else ())),
                (metres_text(result.distance_m),),
                (_range(result.low_m, result.high_m),),
                (metres_text(result.border_uncertainty_m),),
                (Code(position_text(result.nearest_lon, result.nearest_lat)),),
                (azimuth_text(result.azimuth_deg) or "none",),
                (Said(countries_as_drawn(result)),),
                (Said(side(result)),),
            )
            for result in measured.results
        )
        columns = (
            "Border", "Dataset", "Distance", "Over the area", "Line off by about", "Nearest point of the line",
            "Azimuth to it", "Drawn in", "Side",
        )  # fmt: skip
        yield Table(title, columns, rows)
        yield from _spread(measured)
        if measured.warnings:
            yield Listing(tuple((Said(warning),) for warning in measured.warnings))


def _of(verdict: Verdict, key: str) -> Line:
    source, _, kind = key.partition("/")
    if source == "combined":
        name: Line = ("where all allow it",)
    else:
        name = ("according to ", Said(source_name(verdict, source)))
    if kind == "stated":
        return (*name, ", coordinates as stated")
    return (*name, f", part {kind}") if kind.isdigit() else name


def _range(low_m: float, high_m: float) -> str:
    return f"{metres_text(low_m)} to {metres_text(high_m)}" if high_m - low_m > 1.0 else "a single point"


def _spread(measured: Measurement) -> Iterator[Block]:
    if measured.spread_m is not None:
        yield Paragraph((f"The datasets differ by {metres_text(measured.spread_m)}.",))


def _rivals(verdict: Verdict, event: str) -> Iterator[Block]:
    rows = [
        ((Said(rival.attribute),), (Said(value),), joined(((Said(_by(verdict, id)),) for id in claims), ", "))
        for rival in getattr(verdict, "rivals", ())
        if rival.event == event
        for value, claims in rival.values
    ]
    if rows:
        caption = ("Said beside where and when; shown side by side, and not judged",)
        yield Table(caption, ("What", "Is said to be", "By"), tuple(rows))


def _by(verdict: Verdict, claim: str) -> str:
    by = next((known.by for known in verdict.case.claims if known.id == claim), claim)
    return source_name(verdict, by)
