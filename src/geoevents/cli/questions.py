"""Verdicts in lines of text: the answer, what it rests on, and what would turn it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from geoevents.cli import wording
from geoevents.model import Case, Claim, Conflict, Flip, Question, Verdict, axis_name
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT, UNDECIDED
from geoevents.reasoning.headline import contradictions
from geoevents.reasoning.standing import standing

WORD = {
    CONSISTENT: "possible",
    INCONSISTENT: "impossible",
    DEPENDS: "depends",
    UNDECIDED: "undecided",
}
_COLOUR = {CONSISTENT: "green", INCONSISTENT: "red", DEPENDS: "yellow", UNDECIDED: "yellow"}
# Questions that are open or answered with no come first: they are what a reader came for.
TOUCH_M = 1.0
"""Regions are drawn larger by their tolerance: what is nearer than this touches."""
SHOWN = 3
"""Conflicts of one supposition, and largest sets, that are written out."""
_Key = tuple[frozenset[str], frozenset[str]]
_ORDER = {INCONSISTENT: 0, DEPENDS: 1, UNDECIDED: 2, CONSISTENT: 3}


def say_verdict(verdict: Verdict) -> str:
    """Say the verdict, then every question that is open or answered with no, then those that hold, in a line each."""
    whole = next((question for question in verdict.questions if question.id == "case"), None)
    asked = [question for question in verdict.questions if question is not whole]
    open_ = [question for question in asked if not _plain(question)]
    lines = [head(verdict), ""]
    shown: set[_Key] = set()
    for number, question in enumerate(sorted(open_, key=lambda question: _ORDER[_rank(question)]), 1):
        lines += [*_question(verdict.case, question, number, shown), ""]
        shown |= {_key(conflict) for conflict in question.conflicts}
    if whole is not None and any(_key(conflict) not in shown for conflict in whole.conflicts):
        lines += [*_question(verdict.case, whole, len(open_) + 1, shown), ""]
    if whole is not None:
        lines += _sets(verdict.case, whole)
    lines += _section("No contradiction found", (_held(question) for question in _largest(asked)))
    lines += _section("Said beside it, not solved", _beside(verdict))
    lines += _section("Words not understood, and left out", _unread(verdict.case))
    lines += _section("Left out", _left_out(verdict))
    axes = dict.fromkeys(axis for question in asked for flip in question.depends_on for axis, _, _ in flip.changes)
    if axes:
        turns = f"Turns on: {', '.join(axis_name(axis) for axis in axes)}."
        lines.append(wording.wrapped(turns, hanging="  "))
    if verdict.tried:
        lines.append(wording.wrapped(f"Tried: {verdict.tried}.   As a table: --table", hanging="  "))
    return "\n".join(lines).rstrip()


def head(verdict: Verdict) -> str:
    """Give the verdict in one word, and how many questions came out how."""
    word = click.style(verdict.verdict.upper(), bold=True, fg=_COLOUR[verdict.verdict])
    stated = [question for question in verdict.questions if question.scope != "case"]
    supposed = sum(question.supposed and _turns_alone(question) for question in verdict.questions)
    verdicts = [question.verdict for question in stated]
    open_, unknown = (verdicts.count(kind) for kind in (DEPENDS, UNDECIDED))
    clashes, broken = contradictions(verdict.questions), verdict.verdict == INCONSISTENT
    told = [
        *([wording.counted(clashes, "contradiction")] if clashes else []),
        *(["no reading that was tried makes all of it true"] if broken and not clashes else []),
        *([f"{open_} {'depends' if open_ == 1 else 'depend'} on how words or data are read"] if open_ else []),
        *([f"{unknown} undecided"] if unknown else []),
        *([f"{supposed} more if what nobody states is supposed"] if supposed else []),
    ]
    return f"{word}   {'; '.join(told) or 'everything that is said of where and when can be true together'}"


def _key(conflict: Conflict) -> _Key:
    return frozenset(conflict.claims), frozenset(conflict.links)


def _plain(question: Question) -> bool:
    return question.verdict == CONSISTENT and not question.depends_on and not question.conflicts


def _rank(question: Question) -> str:
    """What nobody says comes last, and first of it what would break something by itself."""
    if not question.supposed:
        return question.verdict
    return UNDECIDED if _turns_alone(question) else CONSISTENT


def _turns_alone(question: Question) -> bool:
    return any(flip.axis == question.id for flip in question.depends_on)


def _largest(asked: list[Question]) -> Iterator[Question]:
    """Give the questions that hold; not the pairs of sources where all who speak of an event can be right."""
    plain = [question for question in asked if _plain(question)]
    whole = {question.id.partition(":")[0] for question in plain if question.scope == "event"}
    for question in plain:
        if not (question.scope in ("pair", "source") and question.id.partition(":")[0] in whole):
            yield question


def _held(question: Question) -> str:
    return " ".join([question.text.rstrip("."), *(f"({note.rstrip('.')})" for note in question.notes)])


def _question(case: Case, question: Question, number: int, shown: set[_Key]) -> Iterator[str]:
    event = next((event for event in case.events if event.id == _event(case, question)), None)
    told = question.claims if event is not None else ()
    yield wording.wrapped(question.text if event is None else event.title, indent=f"{number} ", hanging="  ")
    yield from _quoted(case, told, indent="    ")
    fresh = [conflict for conflict in question.conflicts if _key(conflict) not in shown]
    for conflict in fresh[:SHOWN]:
        yield from _conflict(case, question, conflict, told)
    if len(fresh) > SHOWN:
        yield _ruled("", f"and {len(fresh) - SHOWN} more: --json has them all")
    if len(fresh) < len(question.conflicts):
        yield _ruled("" if fresh else "impossible", "and what is said above" if fresh else "for what is said above")
    if not question.conflicts:
        yield _ruled(WORD[question.default], "")
    for flip in question.depends_on:
        if flip.axis != question.id:
            why = f": {flip.why}" if flip.why else ""
            yield _ruled(WORD.get(flip.verdict, flip.verdict), _flip(flip, question) + why)
    for note in question.notes:
        yield wording.wrapped(note, indent="    ")


def _conflict(case: Case, question: Question, conflict: Conflict, told: tuple[str, ...]) -> Iterator[str]:
    alone = "if so" if question.supposed else "impossible"
    figures = _figures(conflict)
    rest = conflict.claims if set(conflict.claims) != set(told) else ()
    if question.scope == "arithmetic" or not (rest or conflict.links):
        sure = "" if question.depends_on or question.scope == "arithmetic" else "under every reading tried: "
        yield _ruled(alone, sure + (figures or "nothing satisfies all of it"))
        return
    yield _ruled(alone, figures or "nothing satisfies all of:")
    yield from _quoted(case, rest, indent=" " * 16)
    yield from (wording.wrapped(link.text, indent=" " * 16) for link in case.links if link.id in conflict.links)


def _event(case: Case, question: Question) -> str:
    """Give the event whose title heads a question; none for links, figures and the case."""
    if question.scope == "claim":
        return case.claim(question.claims[0]).event
    if question.scope == "arithmetic" or any(link.id == question.id for link in case.links):
        return ""
    return question.id.partition(":")[0]


def _ruled(word: str, text: str) -> str:
    colour = {"possible": "green", "impossible": "red"}.get(word, "yellow")
    lines = wording.wrapped(text, indent=" " * 16).lstrip() if text else ""
    return f"    {click.style(word, fg=colour)}{' ' * (12 - len(word))}{lines}".rstrip()


def _quoted(case: Case, claims: tuple[str, ...], indent: str) -> Iterator[str]:
    known = {claim.id: claim for claim in case.claims}
    for by in dict.fromkeys(known[id].by for id in claims):
        words = "; ".join(
            f"“{said}”{' (a denial)' if known[id].denies else ''}"
            for id in claims
            if known[id].by == by
            for said in known[id].says
        )
        yield wording.wrapped(f"{case.source(by).name}: {words}", indent=indent, hanging=indent + "  ")


def _figures(conflict: Conflict) -> str:
    """Say by how much a conflict misses; one that is not about places has only its sentence."""
    if conflict.separation_m is None and conflict.gap_m is None:
        return conflict.why
    read = f" with {'; '.join(conflict.read_as)}" if conflict.read_as else ""
    figures = []
    if conflict.separation_m is not None and conflict.separation_m < TOUCH_M:
        figures.append("what they allow meets along a line, and no position is in both")
    elif conflict.separation_m is not None:
        exact = conflict.exact_m
        wider = exact is not None and exact > conflict.separation_m + 1.0
        more = f" ({wording.distance(exact)} if every figure is exact)" if wider else ""
        figures.append(f"at least {wording.distance(conflict.separation_m)} apart{read}{more}")
    if conflict.gap_m is not None and conflict.gap_m >= TOUCH_M:
        figures.append(f"each would have to give way by {wording.distance(conflict.gap_m)}{'' if figures else read}")
    return "; ".join(figures)


def _flip(flip: Flip, question: Question) -> str:
    if flip.axis == "near_m":
        return (
            f"if near reached {wording.distance(float(flip.choice))} (default {wording.distance(float(flip.default))})"
        )
    # What is supposed is what the question is about.
    told = [f"{axis_name(axis)}: {choice} (default {now})" for axis, now, choice in flip.changes if axis != question.id]
    return "with " + " and ".join(told)


def _sets(case: Case, whole: Question) -> Iterator[str]:
    """Say what can hold together where not all of it can: everything but a claim or two, in each way there is."""
    if not whole.conflicts or not whole.consistent_sets:
        return
    yield "Can hold together: all that is said but"
    known = {claim.id: claim for claim in case.claims}
    every = [*whole.claims, *(link.id for link in case.links)]
    for number, kept in enumerate(whole.consistent_sets[:SHOWN], 1):
        lost = [id for id in every if id not in kept]
        words = [f"{_quote(case, known[id])} ({case.event(known[id].event).title})" for id in lost if id in known]
        words += [link.text for link in case.links if link.id in lost]
        yield wording.wrapped(". ".join(words), indent=f"  {'or ' if number > 1 else ''}", hanging="    ")
    more = len(whole.consistent_sets) - SHOWN
    if more > 0:
        yield f"  or {more} more way{'' if more == 1 else 's'}: --json has {'it' if more == 1 else 'them'}"
    if not whole.complete:
        yield "  and there are more ways than were looked for"
    yield ""


def _beside(verdict: Verdict) -> Iterator[str]:
    case = verdict.case
    for rival in verdict.rivals:
        told = [
            f"{value} ({', '.join(dict.fromkeys(case.source(case.claim(id).by).name for id in claims))})"
            for value, claims in rival.values
        ]
        yield f"{case.event(rival.event).title}, {rival.attribute}: {' | '.join(told)}"


def _unread(case: Case) -> Iterator[str]:
    """Give what is left of words of which some place something; `read:` says what they mean."""
    for claim in standing(case):
        left = [words.text for phrase in claim.phrases if phrase.clauses for words in phrase.unparsed]
        if left:
            yield f"{_quote(case, claim)}: {', '.join(f'“{words}”' for words in left)}"


def _left_out(verdict: Verdict) -> Iterator[str]:
    accounts = [account for solved in verdict.solution.events for account in solved.accounts]
    for id, why in {id: why for account in accounts for id, why in account.left_out}.items():
        yield f"{_quote(verdict.case, verdict.case.claim(id))} ({why})"


def _quote(case: Case, claim: Claim) -> str:
    return f"{case.source(claim.by).name}: {'; '.join(f'“{said}”' for said in claim.says)}"


def _section(title: str, lines: Iterable[str]) -> list[str]:
    body = [wording.wrapped(line, indent="  ", hanging="    ") for line in lines]
    return [title, *body, ""] if body else []


def say_table(verdict: Verdict) -> str:
    """Lay out one row for each scenario that turns something by one change or two, the default first."""
    rows = [row for row in verdict.table if row["axis"] == "default"]
    flips = {(flip.axis, flip.choice) for question in verdict.questions for flip in question.depends_on}
    rows += [row for row in verdict.table if (row["axis"], row["choice"]) in flips]
    if len(rows) < 2:
        return "No other scenario changes anything."
    columns = ["axis", "choice", *(question.id for question in verdict.questions if _differs(rows, question.id))]
    told = wording.table(columns, ([str(row.get(column, "")) for column in columns] for row in rows))
    same = [question.id for question in verdict.questions if question.id not in columns]
    rest = [wording.wrapped(f"The same in every row: {', '.join(same)}.", hanging="  ")] if same else []
    more = f"These are the changes that turn something; --json has all {len(verdict.table):,} rows."
    return "\n".join([told, *rest, more])


def _differs(rows: list, id: str) -> bool:  # type: ignore[type-arg]
    return len({row.get(id) for row in rows}) > 1
