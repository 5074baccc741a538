"""What a report rests on: sources, places, links, choices, the ledger, data with licences, and how to cite it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import PurePath

from geoevents import __version__, atlas, data
from geoevents.dossier.answer import source_name
from geoevents.dossier.blocks import (
    Block,
    Code,
    Facts,
    Heading,
    Line,
    Listing,
    Paragraph,
    Said,
    Section,
    Table,
    Web,
    joined,
)
from geoevents.dossier.words import GLOSSARY, NOT_ASSESSED, RELIABILITY, country
from geoevents.errors import UnknownDatasetError
from geoevents.maps.words import metres_text, position_text, steps_told
from geoevents.model import Answer, EventSolution, Source, Verdict
from geoevents.model.result import SATISFIABLE, UNSATISFIABLE


def sources_of(verdict: Verdict) -> Section:
    """Who says it, where it was published, and how the source is rated."""
    rows = tuple(
        (
            (Said(source.name),),
            (Said(country(source.party)),) if source.party else (),
            (Said(RELIABILITY.get(source.reliability, source.reliability)),) if source.reliability else (NOT_ASSESSED,),
            (Said(source_name(verdict, source.via)),) if source.via else (),
            _published(source),
        )
        for source in verdict.case.sources
    )
    columns = ("Source", "Party", "Reliability", "Published in", "Where, and how it was kept")
    blocks: list[Block] = [
        Paragraph(
            (
                "Reliability (A to F) rates the source, credibility (1 to 6) the single claim, after the Admiralty "
                "system. The two are never merged. A source that repeats another is not a second witness.",
            )
        )
    ]
    if rows:
        blocks.append(Table(("Sources",), columns, rows))
    return Section("sources", "Who says it", tuple(blocks))


def _published(source: Source) -> Line:
    parts: list[Line] = []
    if source.title and source.title != source.name:
        parts.append((Said(source.title),))
    if source.url:
        parts.append((Web(source.url),))
    if source.archive:
        parts.append(("archived at ", Web(source.archive)))
    if source.accessed:
        parts.append(("read on ", Said(source.accessed)))
    if source.lang:
        parts.append(("language ", Said(source.lang)))
    if source.sha256:
        parts.append(("SHA-256 ", Code(source.sha256)))
    return joined(parts)


def stated_of(verdict: Verdict) -> Section:
    """What is stated between events, and what the analyst supposes."""
    case = verdict.case
    blocks: list[Block] = []
    if case.links:
        rows = tuple(
            (
                (Said(link.text),),
                (Said(f"“{link.says}”"),) if link.says else (),
                (Said(source_name(verdict, link.by)),) if link.by else ("nobody is named",),
            )
            for link in case.links
        )
        blocks.append(Table(("Stated between events",), ("Read as", "Said", "By"), rows))
    if case.suppositions:
        blocks.append(Paragraph(("Supposed, and said by nobody; each is tried with and without:",)))
        blocks.append(Listing(tuple((Code(s.id), ": ", Said(s.text)) for s in case.suppositions)))
    places = verdict.solution.places
    if places:
        chosen = {id for _, id in verdict.solution.scenario.places}
        numbers = count(1)
        found: tuple[tuple[Line, ...], ...] = tuple(
            (
                () if place.outlined else (str(next(numbers)),),
                (Said(place.name), *((", ", Said(country(place.country))) if place.country else ())),
                (Code(position_text(place.lon, place.lat)),),
                (metres_text(place.radius_m),) if place.radius_m else (),
                joined(((Said(text),) for text in (place.source, place.note) if text), ". "),
                ("yes",) if place.id in chosen else (),
            )
            for place in places
        )
        columns = ("On the map", "Place", "Position", "Extent", "From", "Taken here")
        blocks.append(Table(("Places that the names could mean",), columns, found))
    if not blocks:
        blocks.append(Paragraph(("Nothing else was taken from the case.",)))
    return Section("stated", "Links, suppositions and places", tuple(blocks))


def choices_of(verdict: Verdict) -> Section:
    """What was taken for granted, and what to be careful about."""
    scenario, settings = verdict.solution.scenario, verdict.case.settings
    error = "taken as drawn" if scenario.border_error == "none" else "widened by its stated error"
    edges = "straight lines on the map" if scenario.edges == "planar" else "shortest ways on the ground"
    rows: list[tuple[str, Line]] = [
        ("Border dataset", (Said(scenario.borders), f", {error}; between its vertices {edges}")),
        ("Rounding of numbers", (Said(scenario.convention),)),
        ("Distances", (Said(scenario.distance), "; depths: ", Said(scenario.depth))),
        ("From a place", ("from its ", Said(scenario.extent))),
        ("Near", (f"within {metres_text(scenario.near_m)}",)),
    ]
    names = {place.id: place.name for place in verdict.solution.places}
    rows += [
        ("Place", (Said(f"“{name}”"), " is taken to be ", Said(names.get(id, id)), " (", Code(id), ")"))
        for name, id in scenario.places
    ]
    rows += [("Supposed", (Code(id),)) for id in scenario.suppositions]
    if settings.why:
        rows.append(("Why the case departs", (Said(settings.why),)))
    blocks: list[Block] = [Facts(tuple(rows))]
    if verdict.solution.warnings:
        blocks += [
            Heading(3, ("Warnings",)),
            Listing(tuple((Said(warning),) for warning in verdict.solution.warnings)),
        ]
    return Section("choices", "What was taken for granted", tuple(blocks))


def ledger_of(verdict: Verdict) -> Section:
    """How every number came about, step by step."""
    blocks: list[Block] = [
        Paragraph(("Each answer is what is left after these steps, in the scenario above. Figures are rounded here.",))
    ]
    for solved in verdict.solution.events:
        for name, answer in _answers(verdict, solved):
            if not answer.ledger:
                continue
            status = {SATISFIABLE: "a position fits", UNSATISFIABLE: "no position fits"}.get(
                answer.status, answer.status
            )
            blocks.append(Heading(4, (Said(solved.event.title or solved.event.id), ", ", *name, f": {status}")))
            blocks.append(Listing(tuple((Said(text),) for text in steps_told(answer)), ordered=True))
            if answer.witness is not None:
                found = ("One position that meets every clause: ", Code(position_text(*answer.witness)))
                blocks.append(Paragraph(found, "quiet"))
    return Section("ledger", "How every number came about", tuple(blocks))


def _fits(answer: Answer) -> str:
    return {SATISFIABLE: "a position fits", UNSATISFIABLE: "no position fits"}.get(answer.status, answer.status)


def _answers(verdict: Verdict, solved: EventSolution) -> Iterator[tuple[Line, Answer]]:
    for account in solved.accounts:
        if account.answer is not None:
            yield (Said(source_name(verdict, account.source)),), account.answer
    if solved.combined is not None and sum(account.answer is not None for account in solved.accounts) > 1:
        yield ("all together",), solved.combined


def data_of(verdict: Verdict) -> Section:
    """The data that was used, with dates, licences and checksums."""
    used = dict.fromkeys([verdict.solution.scenario.borders, *_measured(verdict)])
    rows = [_dataset(name) for name in used]
    blocks: list[Block] = [
        Table(
            ("Border datasets",),
            ("Name", "Date", "Licence and attribution", "May be off by", "Drawn how", "SHA-256"),
            tuple(rows),
        )
    ]
    outlined = any(place.outlined for place in verdict.solution.places)
    folders = ("basemap/", "places/", "gazetteer/", *(("areas/",) if outlined else ()))
    files = [file for file in data.manifest() if file.name.startswith(folders)]
    if files:
        told = tuple(
            (
                (Code(file.name), ": ", file.title),
                (file.version,),
                (f"{file.licence}; {file.attribution}",),
                (Code(file.sha256),),
            )
            for file in files
        )
        blocks.append(
            Table(("Basemap and gazetteer",), ("File", "Version", "Licence and attribution", "SHA-256"), told)
        )
    works = dict.fromkeys(place.source for place in verdict.solution.places if place.source)
    if works:
        blocks.append(Paragraph(("Places: ", *joined((Said(work),) for work in works))))
    return Section("data", "Data and licences", tuple(blocks))


def _measured(verdict: Verdict) -> Iterator[str]:
    for solved in verdict.solution.events:
        for _, measured in solved.measures:
            for result in measured.results:
                yield result.dataset


def _dataset(name: str) -> tuple[Line, ...]:
    try:
        known = atlas.dataset(name)
    except UnknownDatasetError:
        return ((Code(name),), (), ("not registered here",), (), (), ())
    return (
        (Code(name), ": ", Said(known.title)),
        (Said(known.date),),
        joined(((Said(known.licence),), (Said(known.attribution),))),
        (
            metres_text(known.uncertainty_m),
            *((" (", Said(known.uncertainty_note), ")") if known.uncertainty_note else ()),
        ),
        (Said(known.worldview),) if known.worldview else (),
        (Code(known.sha256),) if known.sha256 else (),
    )


def citation_of(verdict: Verdict) -> Section:
    """How to cite the report so that somebody else can make it again."""
    case = verdict.case
    scenario = verdict.solution.scenario
    line: Line = (
        Said(case.title),
        f". Report made with geoevents {__version__} from the case file ",
        Code(PurePath(case.file).name or case.id),
        *((", SHA-256 ", Code(case.sha256)) if case.sha256 else ()),
        "; borders ",
        Said(scenario.borders),
        ", rounding ",
        Said(scenario.convention),
        ".",
    )
    again = "The same case file, program version and datasets give the same report, byte for byte."
    return Section("cite", "How to cite this report", (Paragraph(line), Paragraph((again,), "quiet")))


def glossary_of() -> Section:
    """The words that a reader may not know."""
    return Section("words", "Words used here", (Facts(tuple((word, (told,)) for word, told in GLOSSARY)),))
