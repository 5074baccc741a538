"""Make an answer again from its ledger alone, and say what differs: no case, no words, only figures and datasets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from geoevents import atlas, data
from geoevents.atlas import store
from geoevents.earth import Shape
from geoevents.errors import DataFileError, GeoEventsError, LedgerError
from geoevents.gazetteer.tables import about_of
from geoevents.model import Answer, Step
from geoevents.model.result import UNSATISFIABLE
from geoevents.quantity import Quantity, length
from geoevents.reasoning import ledger
from geoevents.reasoning.answer import answer_linked
from geoevents.reasoning.constrain import Constraint
from geoevents.reasoning.gap import at_odds, clashing
from geoevents.reasoning.redrawn import CURE, Document, figure, listed, shape_from, text
from geoevents.reasoning.regions import Tie, Window

SAME_M = 1e-6
SAME_DEG = 1e-9
SAME_SHARE = 1e-12
"""Areas are compared by share: those of countries have no micrometres to spare."""
MOST_STEPS = 2_000


@dataclass(frozen=True, slots=True)
class Replayed:
    """An answer that was made again; `differences` say where it is not that of the ledger: none when it is the same."""

    answer: Answer
    differences: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every figure came out as it stands in the ledger."""
        return not self.differences


def replay(steps: Sequence[Document]) -> Replayed:
    """Make an answer again from its ledger.

    Parameters
    ----------
    steps
        The value of a key `ledger`, as `solve --json` and `locate --json` print it.

    Returns
    -------
    Replayed
        Every written number is read again under its convention, every shape drawn from its figures on the installed
        datasets, and all of it solved. Fixes, witness and gap are the same within 1e-6 m and 1e-9 degrees.

    Raises
    ------
    LedgerError
        It is no ledger, or not complete.
    DataFileError
        A dataset is not installed with the checksum that the ledger names.

    Examples
    --------
    >>> import geoevents as ge
    >>> from geoevents.write.json import answer_json
    >>> found = ge.locate("3.5 km southeast of Tinzaouatine and 2 km from the Algerian border", pick=1)
    >>> ge.replay(answer_json(found.readings[0].answer)["ledger"]).same
    True
    """
    sheet = _sheet(steps)
    for values in sheet.of(ledger.DATASET):
        _require_dataset(values)
    try:
        nodes, drawn = _nodes(sheet)
        ties = [_tie(step) for step in sheet.steps if _is_tie(step)]
        if any(end not in nodes for tie in ties for end in (tie.a, tie.b)):
            raise LedgerError("A tie of this ledger leads to an event that is not in it.", cure=CURE)
        result = sheet.result
        event, dataset = text(result, "event"), text(result, "dataset")
        if event not in nodes:
            raise LedgerError(f"Nothing in this ledger places the event {event[:60]!r}.", cure=CURE)
        answer = answer_linked(nodes, ties, dataset, _window(sheet))[event]
    except LedgerError:
        raise
    except GeoEventsError as error:
        raise LedgerError(f"A shape of this ledger cannot be drawn: {error.message}", cure=error.cure) from error
    if clashing(ties) or any(at_odds(shapes) for shapes in drawn.values()):
        answer = replace(answer, status=UNSATISFIABLE, region=None, fixes=(), witness=None)
    answer = ledger.concluded(answer, event, dataset)
    return Replayed(answer, (*_misread(sheet), *_differences(result, answer.ledger[-1].values)))


def ledgers_in(document: object) -> Iterator[tuple[str, Sequence[Document]]]:
    """Find every ledger in what `solve --json` or `locate --json` printed, with what it is of; or one on its own.

    Examples
    --------
    >>> step = {"kind": "clause", "what": "near X", "values": {}}
    >>> list(ledgers_in({"readings": [{"ledger": [step]}, {"ledger": []}]}))
    [('reading 1', [{'kind': 'clause', 'what': 'near X', 'values': {}}])]
    """
    if isinstance(document, list):
        yield "ledger", document
    if not isinstance(document, Mapping):
        return
    for name, holder in _holders(document):
        if isinstance(holder, Mapping) and isinstance(holder.get("ledger"), list) and holder["ledger"]:
            yield name, holder["ledger"]


def _holders(document: Document) -> Iterator[tuple[str, Any]]:
    yield "answer", document
    for number, reading in enumerate(listed(document.get("readings")), 1):
        yield f"reading {number}", reading
    for event in listed(document.get("events")):
        if not isinstance(event, Mapping):
            continue
        id = str(event.get("id", ""))
        for account in listed(event.get("accounts")):
            yield f"{id}, {account.get('source', '') if isinstance(account, Mapping) else ''}", account
        combined = event.get("combined")
        yield f"{id}, combined", combined
        for number, one in enumerate(
            listed(combined.get("consistent_sets") if isinstance(combined, Mapping) else ()), 1
        ):
            yield f"{id}, consistent set {number}", one


@dataclass(frozen=True, slots=True)
class _Sheet:
    steps: Sequence[Document]

    def of(self, *kinds: str) -> Iterator[Document]:
        """Give the values of all steps of these kinds."""
        return (step["values"] for step in self.steps if step["kind"] in kinds)

    @property
    def result(self) -> Document:
        """Give the values of the last step: what came out."""
        return next(self.of(ledger.RESULT))


def _sheet(steps: Sequence[Document]) -> _Sheet:
    if not isinstance(steps, list | tuple) or len(steps) > MOST_STEPS:
        raise LedgerError(f"A ledger is a list of at most {MOST_STEPS} steps.", cure=CURE)
    for step in steps:
        if not (
            isinstance(step, Mapping)
            and isinstance(step.get("kind"), str)
            and isinstance(step.get("what"), str)
            and isinstance(step.get("values"), Mapping)
        ):
            raise LedgerError("A step of a ledger has a kind, what was done, and values.", cure=CURE)
    sheet = _Sheet(steps)
    if len(list(sheet.of(ledger.RESULT))) != 1:
        raise LedgerError("This ledger does not say what came out.", cure="Positions that were withheld do not replay.")
    if not any(True for _ in sheet.of(ledger.DATASET)):
        raise LedgerError("This ledger names no dataset.", cure=CURE)
    return sheet


def _require_dataset(values: Document) -> None:
    """Refuse a dataset that is not the one that the ledger was made on."""
    stated = text(values, "sha256")
    if "imported" in values:
        name = text(values, "imported")
        about = about_of(f"{name}:")
        there = about.sha256 if about else "none (it is not imported)"
    elif "file" in values:
        name = text(values, "file")
        if name not in ledger.GAZETTEERS.values():
            raise LedgerError(f"{name[:60]!r} is no gazetteer.", cure=CURE)
        there = ledger.checksum(name)
    else:
        name = text(values, "dataset")
        if store.file_of(name) is not None:
            there = data.verify(f"{store.FOLDER}{name}{store.SUFFIX}").sha256
        else:
            store.verify(name)
            there = atlas.dataset(name).sha256
    if there != stated:
        raise DataFileError(
            f"This ledger was made on {name} with SHA-256 {stated[:64]}; here it has {there}.",
            cure="Install the version of the data that the ledger names.",
        )


def _nodes(sheet: _Sheet) -> tuple[dict[str, list[Constraint]], dict[str, list[Shape]]]:
    """Draw every shape, by event; and as it is where the border has no error."""
    nodes: dict[str, list[Constraint]] = {}
    drawn: dict[str, list[Shape]] = {}
    known = {str(values.get("dataset")) for values in sheet.of(ledger.DATASET)}
    for step in sheet.steps:
        values = step["values"]
        if step["kind"] not in (ledger.CLAUSE, ledger.ELSEWHERE) or "shape" not in values:
            continue
        event = str(values.get("event", ""))
        shape = shape_from(values["shape"], known)
        nodes.setdefault(event, []).append(Constraint(None, shape, Step(step["what"], values)))
        as_drawn = shape_from(values["shape_as_drawn"], known) if "shape_as_drawn" in values else shape
        drawn.setdefault(event, []).append(as_drawn)
    return nodes, drawn


def _is_tie(step: Document) -> bool:
    return step["kind"] in (ledger.TIE, ledger.ELSEWHERE) and "link" in step["values"]


def _tie(step: Document) -> Tie:
    values = step["values"]
    ends = values["link"]
    if not isinstance(ends, list) or len(ends) != 2 or not all(isinstance(end, str) for end in ends):
        raise LedgerError("A tie of this ledger does not have two ends.", cure=CURE)
    low_m, high_m = figure(values, "low_m"), figure(values, "high_m")
    if "heading_deg" not in values:
        return Tie(ends[0], ends[1], low_m, high_m, step["what"])
    heading_deg, half_deg = figure(values, "heading_deg"), figure(values, "half_width_deg")
    return Tie(ends[0], ends[1], low_m, high_m, step["what"], heading_deg, half_deg)


def _window(sheet: _Sheet) -> Window | None:
    values = next(sheet.of(ledger.OUTLOOK), None)
    if values is None:
        return None
    box = values.get("window")
    if not isinstance(box, list) or len(box) != 4:
        raise LedgerError("The window of this ledger is no box.", cure=CURE)
    west, south, east, north = (figure({"window": side}, "window") for side in box)
    if not (-180.0 <= west <= east <= 180.0 and -90.0 <= south <= north <= 90.0):
        raise LedgerError("The window of this ledger is no box.", cure=CURE)
    return west, south, east, north


def _misread(sheet: _Sheet) -> Iterator[str]:
    """Read every written number again, and say where that gives another interval."""
    from_edge = any(values.get("extent", "centre") != "centre" for values in sheet.of(ledger.CHOICES))
    for step in sheet.steps:
        values = step["values"]
        if step["kind"] not in (ledger.CLAUSE, ledger.ELSEWHERE) or "written" not in values:
            continue
        written, stated = values["written"], values.get("read_as")
        if not isinstance(written, Mapping) or not isinstance(stated, Mapping):
            raise LedgerError("A written number of this ledger is none.", cure=CURE)
        read = length(_quantity(written), text(values, "convention"), figure(values, "about"))
        for key, value in (("m", read.m), ("low_m", read.low_m), ("high_m", read.high_m)):
            was = math.inf if stated.get(key) is None else figure(stated, key)
            if not _close(was, value, SAME_M):
                yield f"{step['what']}, {key} as read: {was} in the ledger, {value} again"
        # From the edge of a place it is farther by the place's extent.
        extent_m = figure(values, "radius_m") if from_edge and "radius_m" in values else 0.0
        for key, value in (("low_m", read.low_m), ("high_m", read.high_m + extent_m)):
            if key in values and not _close(figure(values, key), value, SAME_M):
                yield f"{step['what']}, {key}: {values[key]} in the ledger, {value} again"


def _quantity(written: Document) -> Quantity:
    override = written.get("override_m")
    ends: tuple[float, float] | None = None
    if override is not None:
        if not isinstance(override, list | tuple) or len(override) != 2:
            raise LedgerError("An override of this ledger has no two ends.", cure=CURE)
        ends = (figure({"low": override[0]}, "low"), figure({"high_m": override[1]}, "high_m"))
    high, hedge = (None if written.get(key) is None else text(written, key) for key in ("number_high", "hedge"))
    return Quantity(
        text=text(written, "text"),
        number=text(written, "number"),
        unit=text(written, "unit"),
        number_high=high,
        hedge=hedge,
        override_m=ends,
    )


def _differences(was: Document, now: Mapping[str, Any]) -> Iterator[str]:
    for key in ("status", "parts"):
        if was.get(key) != now[key]:
            yield f"{key}: {was.get(key)} in the ledger, {now[key]} again"
    fixes = listed(was.get("fixes"))
    for number, (before, after) in enumerate(zip(fixes, now["fixes"], strict=False), 1):
        if not isinstance(before, Mapping):
            raise LedgerError("A fix of this ledger is none.", cure=CURE)
        same = {"lon": SAME_DEG, "lat": SAME_DEG, "radius_m": SAME_M,
                "area_m2": max(SAME_M, SAME_SHARE * after["area_m2"])}  # fmt: skip
        for key, within in same.items():
            if not _close(figure(before, key), after[key], within):
                yield f"fix {number}, {key}: {before[key]} in the ledger, {after[key]} again"
        if before.get("countries_as_drawn") != after["countries_as_drawn"]:
            yield f"fix {number}: drawn in {before.get('countries_as_drawn')} in the ledger, " \
                  f"{after['countries_as_drawn']} again"  # fmt: skip
    if len(fixes) != len(now["fixes"]):
        yield f"fixes: {len(fixes)} in the ledger, {len(now['fixes'])} again"
    for key, within in (("witness", SAME_DEG), ("gap_m", SAME_M)):
        before, after = was.get(key), now[key]
        if before is None or after is None:
            if before is not after:
                yield f"{key}: {before} in the ledger, {after} again"
            continue
        pair = [figure({key: value}, key) for value in listed(before)]
        if len(pair) != 2 or not all(_close(a, b, within) for a, b in zip(pair, after, strict=True)):
            yield f"{key}: {before} in the ledger, {after} again"


def _close(one: float, other: float, within: float) -> bool:
    return one == other or abs(one - other) <= within
