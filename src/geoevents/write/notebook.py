"""Results as HTML for a notebook: small tables, in which every text from data is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import singledispatch
from html import escape
from typing import Any

from geoevents.model import Answer, Flip, Location, Measurement, Solution, Verdict, axis_name
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT, UNDECIDED


@singledispatch
def html_of(result: Any) -> str:
    """Give a result as an HTML fragment without scripts, styles or references.

    Parameters
    ----------
    result
        Location, Measurement, Solution or Verdict.

    Raises
    ------
    TypeError
        Anything else.

    Examples
    --------
    >>> html_of(Measurement(2.9, 19.9, 0.0, ()))
    '<p>19.90000 N 2.90000 E</p>'
    """
    raise TypeError(f"no HTML for {type(result).__name__}")


@html_of.register(Verdict)
def _(result: Verdict) -> str:
    order = {INCONSISTENT: 0, DEPENDS: 1, UNDECIDED: 2, CONSISTENT: 3}
    rows = [
        (
            question.text,
            question.verdict,
            " | ".join([*(conflict.why for conflict in question.conflicts if conflict.why), *question.notes]),
            "; ".join(f"{_changes(flip)} → {flip.verdict}" for flip in question.depends_on),
        )
        for question in sorted(result.questions, key=lambda question: order[question.verdict])
    ]
    head = f"<p><b>{escape(result.verdict.upper())}</b> {escape(result.headline)}</p>"
    note = f"<p>{escape(result.note)}</p>" if result.note else ""
    return head + note + _table(("question", "verdict", "why", "depends on"), rows)


def _changes(flip: Flip) -> str:
    return " and ".join(f"{axis_name(axis)}: {choice}" for axis, _, choice in flip.changes)


@html_of.register(Solution)
def _(result: Solution) -> str:
    rows = []
    for solved in result.events:
        named = [
            (account.source, result.case.source(account.source).name, account.answer) for account in solved.accounts
        ]
        together = [("combined", "all together", solved.combined)] if len(named) > 1 else []
        for id, name, answer in (*named, *together):
            distances = "; ".join(_told(measured) for key, measured in solved.measures if key.partition("/")[0] == id)
            rows.append((solved.event.title, name, *_answer(answer), distances))
    columns = ("event", "account", "status", "where", "distance to the border")
    return f"<p><b>{escape(result.case.title)}</b></p>{_table(columns, rows)}"


@html_of.register(Location)
def _(result: Location) -> str:
    rows = [
        (", ".join(f"{place.name} ({place.id})" for place in reading.places), *_answer(reading.answer))
        for reading in result.readings
    ]
    left = "; ".join(piece.text for piece in result.unparsed)
    unread = f"<p>Not understood: {escape(left)}</p>" if left else ""
    return f"<p><b>{escape(result.text)}</b></p>{unread}{_table(('places', 'status', 'where'), rows)}"


@html_of.register(Measurement)
def _(result: Measurement) -> str:
    rows = [
        (item.dataset, item.border, f"{item.distance_m:,.0f} m", f"{item.low_m:,.0f} – {item.high_m:,.0f} m", item.side)
        for item in result.results
    ]
    table = _table(("dataset", "border", "distance", "could be", "side"), rows) if rows else ""
    return f"<p>{_position(result.lon, result.lat, 5)}</p>{table}"


def _answer(answer: Answer | None) -> tuple[str, str]:
    if answer is None:
        return "no position given", ""
    shown = []
    for fix in answer.fixes[:8]:
        codes = fix.countries_as_drawn
        drawn = fix.country_reason if codes is None else ", ".join(codes) or "no country"
        shown.append(f"{_position(fix.lon, fix.lat, 3)} within {fix.radius_m:,.0f} m ({drawn})")
    more = [f"and {len(answer.fixes) - 8} more"] if len(answer.fixes) > 8 else []
    return answer.status, "; ".join([*shown, *more])


def _told(measured: Measurement) -> str:
    return ", ".join(f"{item.distance_m:,.0f} m ({item.dataset}, {item.side})" for item in measured.results)


def _position(lon: float, lat: float, decimals: int) -> str:
    return f"{abs(lat):.{decimals}f} {'S' if lat < 0 else 'N'} {abs(lon):.{decimals}f} {'W' if lon < 0 else 'E'}"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join("<tr>" + "".join(f'<td dir="auto">{escape(cell)}</td>' for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
