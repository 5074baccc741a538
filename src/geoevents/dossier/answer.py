"""The first pages of a report: the answer, what cannot be true together, and what that turns on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from geoevents.dossier.blocks import (
    Block,
    Code,
    Heading,
    Line,
    Listing,
    Paragraph,
    Quote,
    Said,
    Section,
    Strong,
    Table,
    joined,
)
from geoevents.dossier.words import ANSWERS, axes_of, axis_words, choice_words
from geoevents.maps.words import metres_text
from geoevents.model import Conflict, Flip, Question, Verdict
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT, UNDECIDED

_ORDER = {INCONSISTENT: 0, DEPENDS: 1, UNDECIDED: 2, CONSISTENT: 3}
SETS_SHOWN = 6
SCENARIOS_SHOWN = 60
_YES_OR_NO = {CONSISTENT: "yes", INCONSISTENT: "no"}
CONFLICTS_SHOWN = 12
"""Conflicts of one question that are written out; how many more there are is said."""


def numbered(verdict: Verdict) -> dict[str, int]:
    """Give every question its number in the report: those answered with no or open come first."""
    asked = sorted(verdict.questions, key=_order)
    return {question.id: number for number, question in enumerate(asked, start=1)}


def _order(question: Question) -> tuple[bool, bool, int]:
    """What nobody says comes last, and what takes all together after what it is made of."""
    return is_supposed(question), question.scope == "case", _ORDER[question.verdict]


def is_supposed(question: Question) -> bool:
    """Tell whether a question puts something that nobody says."""
    return question.id.startswith("suppose:")


def head_of(verdict: Verdict) -> Iterator[Block]:
    """The verdict in words, before anything else."""
    yield Paragraph((ANSWERS[verdict.verdict],), verdict.verdict)
    yield Paragraph((Said(verdict.headline),), "lede")
    if verdict.note:
        yield Paragraph((Said(verdict.note),))
    if verdict.case.question:
        yield Paragraph(("The question: ", Said(verdict.case.question)), "quiet")


def answer_of(verdict: Verdict) -> Section:
    """Every question that was put to the case, with its answer."""
    numbers = numbered(verdict)
    asked = sorted(verdict.questions, key=lambda question: numbers[question.id])
    rows = tuple(
        (
            (f"Q{numbers[question.id]}",),
            (Said(question.text),),
            (_answer(question),),
            _axes(question),
        )
        for question in asked
    )
    blocks: list[Block] = []
    if rows:
        caption = ("Every question that was put to the claims, and the answer",)
        blocks.append(Table(caption, ("", "Question", "Answer", "Turns on"), rows))
    else:
        blocks.append(Paragraph(("No two claims can be compared, so that nothing was asked of them.",)))
    notes = [(Said(note),) for question in asked for note in getattr(question, "notes", ())]
    if notes:
        blocks += [Heading(3, ("What else there is to know",)), Listing(tuple(dict.fromkeys(notes)))]
    return Section("answer", "The answer", tuple(blocks))


def _axes(question: Question) -> Line:
    return joined(((Said(axis_words(axis)),) for axis in dict.fromkeys(f.axis for f in question.depends_on)), ", ")


def _answer(question: Question) -> str:
    if is_supposed(question):
        own = {flip.axis for flip in question.depends_on} <= {question.id}
        if question.conflicts and own:
            return "impossible if supposed"
        return "possible if supposed" if question.verdict == CONSISTENT else ANSWERS[question.verdict]
    return ANSWERS[question.verdict]


def conflicts_of(verdict: Verdict) -> Section:
    """What cannot be true together: the words, the sentence, the figures, and what would change it."""
    numbers = numbered(verdict)
    told: dict[tuple[str, ...], int] = {}
    blocks: list[Block] = []
    for question in sorted(verdict.questions, key=lambda question: numbers[question.id]):
        if not question.conflicts and not (question.depends_on and question.verdict == DEPENDS):
            continue
        blocks.append(Heading(3, (f"Q{numbers[question.id]}. ", Said(question.text))))
        if is_supposed(question):
            then = "the following could not be true together" if question.conflicts else "all of it can still be true"
            blocks.append(Paragraph((f"Nobody says this. Supposing it, {then}.",)))
        again: list[int] = []
        for conflict in question.conflicts[:CONFLICTS_SHOWN]:
            members = (*sorted(conflict.claims), *sorted(getattr(conflict, "links", ())))
            if members in told:
                again.append(told[members])
                continue
            told[members] = len(told) + 1
            blocks.append(Heading(4, (f"Conflict {told[members]}",)))
            blocks += _conflict(verdict, conflict)
        if again:
            which = ", ".join(str(number) for number in sorted(again))
            blocks.append(Paragraph((f"Told above: conflict{'s' if len(again) > 1 else ''} {which}.",)))
        more = len(question.conflicts) - CONFLICTS_SHOWN
        if more > 0:
            blocks.append(Paragraph((f"{more} more conflicts are in the JSON output of the same case.",), "quiet"))
        if not getattr(question, "complete", True):
            blocks.append(Paragraph(("There may be more conflicts: not every set of claims was tried.",), "quiet"))
        turns = tuple(flip_line(flip) for flip in question.depends_on if flip.axis != question.id)
        if turns:
            blocks.append(Paragraph(("What the answer depends on:",)))
            blocks.append(Listing(turns))
        elif question.conflicts and not is_supposed(question):
            blocks.append(Paragraph(("No choice that was tried changes this answer.",)))
        sets = [ids for ids in question.consistent_sets if len(ids) > 1]
        if question.conflicts and sets:
            blocks.append(Paragraph(("What can be true together:",)))
            blocks.append(
                Listing(tuple(joined((_short(verdict, id) for id in ids), "; and ") for ids in sets[:SETS_SHOWN]))
            )
            if len(sets) > SETS_SHOWN:
                blocks.append(Paragraph((f"and {len(sets) - SETS_SHOWN} more sets, in the JSON output.",), "quiet"))
        witnesses = [names for names in getattr(question, "witnesses", ()) if len(names) > 1]
        for names in witnesses:
            repeating = joined(((Said(source_name(verdict, name)),) for name in names), ", ")
            blocks.append(Paragraph((*repeating, " repeat each other, and count as one witness."), "quiet"))
    if not blocks:
        blocks.append(Paragraph(("Nothing: all that is said of where and when can be true together.",)))
    return Section("conflicts", "What cannot be true together, and why", tuple(blocks))


def _conflict(verdict: Verdict, conflict: Conflict) -> Iterator[Block]:
    known = {claim.id: claim for claim in verdict.case.claims}
    claims = [known[id] for id in conflict.claims if id in known]
    if all(words in conflict.why for claim in claims for words in claim.says):
        claims = []  # the sentence has their words already
    for claim in claims:
        by: Line = (Said(source_name(verdict, claim.by)),)
        for last, words in enumerate(claim.says, start=1 - len(claim.says)):
            yield Quote(words, by if last == 0 else ())
    links = {link.id: link for link in verdict.case.links}
    for id in getattr(conflict, "links", ()):
        if (
            id in links
            and (links[id].says or links[id].text) not in conflict.why
            and links[id].text not in conflict.why
        ):
            link = links[id]
            named: Line = (Said(source_name(verdict, link.by)),) if link.by else ("nobody is named",)
            yield Quote(link.says or link.text, named)
    if conflict.why:
        yield Paragraph((Said(conflict.why),))
    figures: list[Line] = []
    if conflict.separation_m is not None:
        figures.append((f"The areas that the two allow are at least {metres_text(conflict.separation_m)} apart.",))
    if conflict.gap_m is not None:
        figures.append(
            (f"To be true together, every one of these words would have to give way by {metres_text(conflict.gap_m)}.",)
        )
    if conflict.lower_bound_m is not None:
        figures.append((f"Arithmetic alone, without a map, gives at least {metres_text(conflict.lower_bound_m)}.",))
    if figures:
        yield Listing(tuple(figures))


def flip_line(flip: Flip) -> Line:
    """What one change does to an answer, as a sentence."""
    line: Line = (
        Said(_capital(axis_words(flip.axis))),
        ": with ",
        Said(choice_words(flip.axis, flip.choice)),
        " in place of ",
        Said(choice_words(flip.axis, flip.default)),
        f" the claims {_then(flip.verdict)}",
    )
    return (*line, ": ", Said(flip.why)) if flip.why else (*line, ".")


def _then(verdict: str) -> str:
    return {DEPENDS: "can be read either way", UNDECIDED: "cannot be decided"}.get(
        verdict, ANSWERS.get(verdict, verdict)
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _short(verdict: Verdict, id: str) -> Line:
    """A claim or a link by its id, in a few words; the id itself where it is neither."""
    for claim in verdict.case.claims:
        if claim.id == id:
            return (Said(source_name(verdict, claim.by)), ": ", Said("“" + " / ".join(claim.says) + "”"))
    for link in verdict.case.links:
        if link.id == id:
            return (Said(link.text),)
    return (Code(id),)


def source_name(verdict: Verdict, id: str) -> str:
    """A source's name; its id where the case knows no such source."""
    return next((source.name for source in verdict.case.sources if source.id == id), id)


def turns_on_of(verdict: Verdict) -> Section:
    """Which choices turn which answer, and the answers of every scenario that was tried."""
    numbers = numbered(verdict)
    rows = tuple(
        (
            (Said(axis_words(flip.axis)),),
            (Said(choice_words(flip.axis, flip.default)),),
            (Said(choice_words(flip.axis, flip.choice)),),
            (f"Q{numbers[question.id]}: {_then(flip.verdict)}",),
            (Said(flip.why),) if flip.why else (),
        )
        for question in sorted(verdict.questions, key=lambda question: numbers[question.id])
        for flip in question.depends_on
    )
    blocks: list[Block] = []
    if rows:
        caption = ("Choices that turn an answer",)
        blocks.append(Table(caption, ("Choice", "Taken here", "Instead", "The answer is then", "Why"), rows))
    else:
        blocks.append(Paragraph(("Nothing that was tried turns an answer.",)))
    if verdict.table:
        blocks += _scenarios(verdict, numbers)
    if tried := getattr(verdict, "tried", ""):
        blocks.append(Paragraph(("Tried: ", Said(tried), "."), "quiet"))
    return Section("turns-on", "What it depends on", tuple(blocks))


def _scenarios(verdict: Verdict, numbers: dict[str, int]) -> Iterator[Block]:
    """One row a scenario that changes one choice; of those that change several, what turns stands above."""
    single = [row for row in verdict.table if len(axes_of(str(row.get("axis", "")))) < 2]
    shown = single[:SCENARIOS_SHOWN]
    keys = list(dict.fromkeys(key for row in shown for key in row))
    asked = sorted((key for key in keys if key in numbers), key=lambda key: numbers[key])
    plain = [key for key in keys if key not in numbers and not any(isinstance(row.get(key), Mapping) for row in shown)]
    rows = tuple(
        (
            *((_cell(key, row.get(key)),) for key in plain),
            *((_YES_OR_NO.get(str(row.get(key)), str(row.get(key, ""))),) for key in asked),
        )
        for row in shown
    )
    named = {"axis": "Choice", "choice": "Instead"}
    columns = (*(named.get(key, key.replace("_", " ")) for key in plain), *(f"Q{numbers[key]}" for key in asked))
    caption = ("Can the claims of each question be true together? A row for each change of one choice",)
    yield Table(caption, columns, rows)
    more = len(verdict.table) - len(shown)
    if more:
        left = f"{more:,} more scenarios were tried; their answers are in the JSON output of the same case."
        yield Paragraph((left,), "quiet")


def _cell(key: str, value: object) -> Strong | Said | Code:
    if value is None:
        return Said("")
    if key == "axis":
        return Strong(axis_words(str(value)), said=True)
    return Said(
        ", ".join(str(item) for item in value)
        if isinstance(value, Sequence) and not isinstance(value, str)
        else str(value)
    )
