"""What a new version of a case changed: in what was said, and in what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from geoevents.earth.geodesic import inverse
from geoevents.model import (
    Answer,
    BorderDistance,
    Case,
    Claim,
    Conflict,
    Fix,
    Measurement,
    Phrase,
    Question,
    Settings,
    Solution,
    Verdict,
)
from geoevents.model.shown import InNotebook

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
SAME_M = 0.5
"""Positions and distances that differ by less are the same."""
SAME_SHARE = 1e-6
SAID = ("case", "setting", "source", "event", "claim", "link", "supposition", "place")
FOLLOWS = ("question", "conflict", "fix", "measure")
_LEFT_OUT = frozenset({"line", "phrases", "clauses", "links", "id", "score", "matched"})

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that two versions differ in.

    `what` is one of `SAID` or `FOLLOWS`, `kind` "added", "removed" or "changed". `before` and `after` hold what
    differs, verbatim; the whole record where there is no other side. `moved_m` is how far a fix, or a position as
    stated, has moved.
    """

    what: str
    id: str
    kind: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    moved_m: float | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Difference(InNotebook):
    """What differs between two versions of a case, and the verdict of each."""

    before: Verdict
    after: Verdict
    changes: tuple[Change, ...]

    def __repr__(self) -> str:
        verdicts = f"{self.before.verdict} before, {self.after.verdict} after"
        return f"<Difference: {len(self.changes)} changes, {verdicts}>"


def diff(before: Verdict, after: Verdict) -> Difference:
    """Compare two versions of a case, or two cases.

    Parameters
    ----------
    before, after
        As `check` gives them, in the same scenario where the difference of the words is to be seen alone.

    Returns
    -------
    Difference
        Sources, events, links, suppositions and places are matched by id. So are claims; a claim that has no id of its
        own is known by its source, its event and its words. Questions are matched by id, conflicts by their claims,
        fixes by event and account (several of one account: the nearest first). Distances in metres; what differs by
        less than 0.5 m is the same.

    Raises
    ------
    TypeError
        Something else than two verdicts.

    Examples
    --------
    >>> import geoevents as ge
    >>> from geoevents import data
    >>> verdict = ge.check(ge.read_case(data.path("cases/tinzaouatine-2025.yaml")))
    >>> ge.diff(verdict, verdict)
    <Difference: 0 changes, inconsistent before, inconsistent after>
    """
    for one in (before, after):
        if not isinstance(one, Verdict):
            raise TypeError(f"diff takes two Verdicts, not {type(one).__name__}: diff(check(a), check(b))")
    pairs = _matched(before.case.claims, after.case.claims)
    now = {old.id: new.id for old, new in pairs}
    changes = (
        *_said(before.case, after.case, pairs),
        *_questions(before, after, now),
        *_conflicts(before, after, now),
        *_places(before.solution, after.solution),
    )
    return Difference(before, after, changes)


def _said(before: Case, after: Case, pairs: Sequence[tuple[Claim, Claim]]) -> Iterator[Change]:
    texts = [{name: getattr(case, name) for name in ("title", "question")} for case in (before, after)]
    yield from _differing("case", "", *texts)
    yield from _differing("setting", "", *(_record(case.settings) for case in (before, after)))
    yield from _by_id("source", before.sources, after.sources)
    yield from _by_id("event", before.events, after.events)
    new = {claim.id: claim for claim in after.claims}
    partner = {old.id: fresh for old, fresh in pairs}
    for claim in before.claims:
        other = partner.get(claim.id)
        if other is None:
            yield Change("claim", claim.id, REMOVED, _record(claim), None)
            continue
        del new[other.id]
        renamed = claim.id != other.id and not (_counted(claim) and _counted(other))
        ids = [{"id": one.id} if renamed else {} for one in (claim, other)]
        yield from _differing("claim", other.id, ids[0] | _record(claim), ids[1] | _record(other))
    for claim in new.values():
        yield Change("claim", claim.id, ADDED, None, _record(claim))
    yield from _by_id("link", before.links, after.links)
    yield from _by_id("supposition", before.suppositions, after.suppositions)
    yield from _by_id("place", before.places, after.places)


def _matched(before: Sequence[Claim], after: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """Pair claims: the same, those whose ids only count differently, those of one id, those of one wording."""
    pairs: list[tuple[Claim, Claim]] = []
    old, new = list(before), list(after)

    def take(keys: Any, among: Any = lambda claim: True) -> None:
        for claim in [claim for claim in old if among(claim)]:
            found = next((other for other in new if among(other) and keys(other) == keys(claim)), None)
            if found is not None:
                pairs.append((claim, found))
                old.remove(claim)
                new.remove(found)

    take(lambda claim: (claim.id, *_words(claim)))
    take(_words, _counted)
    take(lambda claim: claim.id)
    take(_words)
    return pairs


def _words(claim: Claim) -> tuple[object, ...]:
    return claim.by, claim.event, claim.says


def _counted(claim: Claim) -> bool:
    """Say whether a claim's id is the one that the reader gives to a claim without one."""
    return f"{claim.id}/".startswith(f"{claim.by}/{claim.event}/")


def _by_id(what: str, before: Iterable[Any], after: Iterable[Any]) -> Iterator[Change]:
    old, new = ({record.id: record for record in records} for records in (before, after))
    for id, record in old.items():
        if id not in new:
            yield Change(what, id, REMOVED, _record(record), None)
        else:
            yield from _differing(what, id, _record(record), _record(new[id]))
    for id, record in new.items():
        if id not in old:
            yield Change(what, id, ADDED, None, _record(record))


def _differing(what: str, id: str, before: Told, after: Told) -> Iterator[Change]:
    names = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
    if names:
        old, new = ({name: side.get(name) for name in names} for side in (before, after))
        yield Change(what, id, CHANGED, old, new)


def _record(record: Any) -> Told:
    """Give a record's fields as they were written; those that say nothing are left out, and where a line stands too."""
    told = {field.name: _plain(getattr(record, field.name)) for field in fields(record) if field.name not in _LEFT_OUT}
    if isinstance(record, Claim):
        told["read"] = [_phrase(phrase) for phrase in record.phrases]
    keep_false = isinstance(record, Settings)
    return {name: value for name, value in told.items() if value not in (None, "", [], {}) and (value or keep_false)}


def _phrase(phrase: Phrase) -> str:
    return phrase.text


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return getattr(value, "text", None) or str(value)


def _questions(before: Verdict, after: Verdict, now: Mapping[str, str]) -> Iterator[Change]:
    old, new = ({question.id: question for question in verdict.questions} for verdict in (before, after))
    for id, question in old.items():
        other = new.get(id)
        if other is None:
            yield Change("question", id, REMOVED, _asked(question), None)
            continue
        if _answered(question) != _answered(other):
            yield Change("question", id, CHANGED, _asked(question), _asked(other))
    for id, question in new.items():
        if id not in old:
            yield Change("question", id, ADDED, None, _asked(question))


def _asked(question: Question) -> Told:
    return {"text": question.text, **_answered(question)}


def _answered(question: Question) -> Told:
    return {
        "verdict": question.verdict,
        "depends_on": [
            {"axis": flip.axis, "choice": flip.choice, "verdict": flip.verdict} for flip in question.depends_on
        ],
    }


def _conflicts(before: Verdict, after: Verdict, now: Mapping[str, str]) -> Iterator[Change]:
    old = {frozenset(now.get(id, f"{id} before") for id in conflict.claims): conflict for conflict in _all(before)}
    new = {frozenset(conflict.claims): conflict for conflict in _all(after)}
    for key, conflict in old.items():
        other = new.get(key)
        if other is None:
            yield Change("conflict", " + ".join(conflict.claims), REMOVED, _clash(conflict), None)
        elif not _same(conflict.separation_m, other.separation_m) or not _same(conflict.gap_m, other.gap_m):
            yield Change("conflict", " + ".join(other.claims), CHANGED, _clash(conflict), _clash(other))
    for key, conflict in new.items():
        if key not in old:
            yield Change("conflict", " + ".join(conflict.claims), ADDED, None, _clash(conflict))


def _all(verdict: Verdict) -> Iterator[Conflict]:
    """Give the conflicts of what was said; what a supposition breaks stands with its question."""
    for question in verdict.questions:
        if question.scope != "case":
            yield from question.conflicts


def _clash(conflict: Conflict) -> Told:
    return {
        "claims": list(conflict.claims),
        "why": conflict.why,
        "gap_m": conflict.gap_m,
        "separation_m": conflict.separation_m,
        "lower_bound_m": conflict.lower_bound_m,
    }


def _places(before: Solution, after: Solution) -> Iterator[Change]:
    old, new = _answers(before), _answers(after)
    for id in dict.fromkeys((*old, *new)):
        yield from _fixes(id, old.get(id), new.get(id))
    was, now = _measured(before), _measured(after)
    for id in dict.fromkeys((*was, *now)):
        one, other = was.get(id), now.get(id)
        if id.split("/")[2:3] == ["stated"]:
            yield from _stated(id, one, other)
        results = [{result.dataset: result for result in side.results} if side else {} for side in (one, other)]
        for dataset in dict.fromkeys((*results[0], *results[1])):
            yield from _measures(f"{id}/{dataset}", results[0].get(dataset), results[1].get(dataset))


def _measured(solution: Solution) -> dict[str, Measurement]:
    """Give what was measured by event and account; a second one of the same name is counted."""
    found: dict[str, Measurement] = {}
    for solved in solution.events:
        for of, measurement in solved.measures:
            id, number = f"{solved.event.id}/{of}", 2
            while id in found:
                id, number = f"{solved.event.id}/{of}/{number}", number + 1
            found[id] = measurement
    return found


def _stated(id: str, before: Measurement | None, after: Measurement | None) -> Iterator[Change]:
    """Compare coordinates as stated, where the words around them cannot all hold."""
    if before is None or after is None:
        return
    moved_m = float(inverse(before.lon, before.lat, after.lon, after.lat)[2])
    if moved_m > SAME_M:
        was, now = ({"lon": side.lon, "lat": side.lat} for side in (before, after))
        yield Change("fix", id, CHANGED, was, now, moved_m)


def _answers(solution: Solution) -> dict[str, Answer]:
    found = {}
    for solved in solution.events:
        accounts = [(account.source, account.answer) for account in solved.accounts]
        for name, answer in (*accounts, ("combined", solved.combined)):
            if answer is not None and not (name == "combined" and len(accounts) == 1):
                found[f"{solved.event.id}/{name}"] = answer
    return found


def _fixes(id: str, before: Answer | None, after: Answer | None) -> Iterator[Change]:
    """Compare where an account puts an event: its status, and each fix with the one nearest to it."""
    status = [answer.status if answer is not None else None for answer in (before, after)]
    old, new = (list(answer.fixes) if answer is not None else [] for answer in (before, after))
    if not old and not new and status[0] != status[1]:
        yield Change("fix", id, _kind(*status), _status(status[0]), _status(status[1]))
        return
    apart = sorted((_apart_m(one, other), i, k) for i, one in enumerate(old) for k, other in enumerate(new))
    partner: dict[int, tuple[int, float]] = {}
    for moved_m, i, k in apart:
        if i not in partner and k not in {taken for taken, _ in partner.values()}:
            partner[i] = (k, moved_m)
    several = max(len(old), len(new)) > 1
    for i, fix in enumerate(old):
        name = f"{id}/{i + 1}" if several else id
        if i not in partner:
            yield Change("fix", name, REMOVED, {"status": status[0], **_fix(fix)}, _none_left(status[1], new))
            continue
        k, moved_m = partner[i]
        if moved_m > SAME_M or not _alike(fix, new[k]) or status[0] != status[1]:
            was, now = {"status": status[0], **_fix(fix)}, {"status": status[1], **_fix(new[k])}
            yield Change("fix", name, CHANGED, was, now, moved_m)
    for k, fix in enumerate(new):
        if k not in {taken for taken, _ in partner.values()}:
            name = f"{id}/{k + 1}" if several else id
            yield Change("fix", name, ADDED, _none_left(status[0], old), {"status": status[1], **_fix(fix)})


def _none_left(status: str | None, fixes: Sequence[Fix]) -> Told | None:
    """Tell the status of a side that has no fix at all: "nowhere" is an answer too."""
    return None if fixes else _status(status)


def _status(status: str | None) -> Told | None:
    return None if status is None else {"status": status}


def _kind(before: object, after: object) -> str:
    return ADDED if before is None else REMOVED if after is None else CHANGED


def _fix(fix: Fix) -> Told:
    return {
        "lon": fix.lon,
        "lat": fix.lat,
        "radius_m": fix.radius_m,
        "area_m2": fix.area_m2,
        "countries_as_drawn": None if fix.countries_as_drawn is None else list(fix.countries_as_drawn),
    }


def _alike(one: Fix, other: Fix) -> bool:
    return (
        _same(one.radius_m, other.radius_m)
        and abs(one.area_m2 - other.area_m2) <= max(1.0, SAME_SHARE * one.area_m2)
        and one.countries_as_drawn == other.countries_as_drawn
    )


def _apart_m(one: Fix, other: Fix) -> float:
    return float(inverse(one.lon, one.lat, other.lon, other.lat)[2])


def _measures(id: str, before: BorderDistance | None, after: BorderDistance | None) -> Iterator[Change]:
    if before is not None and after is not None:
        lengths = ("distance_m", "low_m", "high_m")
        same = all(_same(getattr(before, name), getattr(after, name)) for name in lengths)
        if same and (before.side, before.border) == (after.side, after.border):
            return
    was, now = (None if side is None else _measure(side) for side in (before, after))
    yield Change("measure", id, _kind(before, after), was, now)


def _measure(result: BorderDistance) -> Told:
    return {
        "border": result.border,
        "distance_m": result.distance_m,
        "low_m": result.low_m,
        "high_m": result.high_m,
        "side": result.side,
    }


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == other or abs(one - other) <= SAME_M
