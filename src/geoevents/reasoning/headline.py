"""The verdict of a case in a sentence, and what that sentence leaves out."""

from __future__ import annotations

from collections.abc import Sequence

from geoevents.model import Case, Conflict, Question
from geoevents.model.result import DEPENDS, INCONSISTENT, UNDECIDED
from geoevents.reasoning.questions import said
from geoevents.reasoning.sentences import distance_text

_Key = tuple[frozenset[str], frozenset[str]]


def headline_of(case: Case, questions: Sequence[Question]) -> str:
    """Say in words what cannot both be true: the first contradiction, with what each said."""
    open_ = _open(questions)
    for question in questions:
        # What another question calls open is no contradiction because it breaks the case as a whole as well.
        sure = [one for one in question.conflicts if question.id != "case" or _key(one) not in open_]
        if question.verdict == INCONSISTENT and sure:
            conflict = sure[0]
            claims = [case.claim(id) for id in conflict.claims]
            far = conflict.separation_m is not None and conflict.separation_m >= 1.0
            apart = f": at least {distance_text(conflict.separation_m or 0.0)} apart" if far else ""
            count = len(claims) + len(conflict.links)
            ways = "".join(f". {link.text}" for link in case.links if link.id in conflict.links)
            told = f"{said(case, claims)}{ways}".removeprefix(". ")  # links alone can be a conflict
            return f"{told}. They cannot {'both' if count == 2 else 'all'} be true{apart}."
    if any(question.verdict == INCONSISTENT for question in questions):
        return "Not all that is said can be true together, whichever reading of words and data was tried."
    if any(question.verdict == DEPENDS for question in questions):
        return "Whether all that is said can be true turns on how words or data are read."
    if any(question.verdict == UNDECIDED for question in questions):
        return "Whether all that is said can be true could not be decided."
    return "Everything that is said of where and when things happened can be true together."


def note_of(questions: Sequence[Question], put: int, limit: int) -> str:
    """Count what else contradicts itself or turns; of `put` questions only the first `limit` were judged."""
    stated = [question for question in questions if question.scope != "case"]
    parts = []
    clashes = contradictions(questions)
    open_ = sum(question.verdict == DEPENDS for question in stated)
    if clashes > 1:
        parts.append(f"{_count(clashes - 1, 'more contradiction')}.")
    if open_:
        parts.append(f"{_count(open_, 'answer')} {'turns' if open_ == 1 else 'turn'} on how words or data are read.")
    for question in [question for question in questions if question.supposed and question.depends_on][:1]:
        stated_words = question.text.partition(": ")[2]
        parts.append(f"More would contradict each other with {stated_words}; nobody says so.")
    if put > limit:
        parts.append(f"Only the first {limit} questions were put: there are more.")
    if any(not question.complete for question in questions):
        parts.append("Not every conflict and every set was looked for: there are too many.")
    return " ".join(parts)


def contradictions(questions: Sequence[Question]) -> int:
    """Count what cannot be true together, each once, whichever questions it is the answer to."""
    stated = [question for question in questions if question.scope != "case"]
    sure = {_key(one) for question in stated if question.verdict == INCONSISTENT for one in question.conflicts}
    whole = [question for question in questions if question.id == "case" and question.verdict == INCONSISTENT]
    return len(sure | ({_key(one) for question in whole for one in question.conflicts} - _open(questions)))


def _open(questions: Sequence[Question]) -> set[_Key]:
    stated = [question for question in questions if question.scope != "case"]
    return {_key(one) for question in stated if question.verdict in (DEPENDS, UNDECIDED) for one in question.conflicts}


def _key(conflict: Conflict) -> _Key:
    return frozenset(conflict.claims), frozenset(conflict.links)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
