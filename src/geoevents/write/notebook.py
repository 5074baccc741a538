"""Results as HTML for a notebook: small tables and framed pages, in which every text from data is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import singledispatch
from html import escape
from typing import Any

from geoevents.coordinates import decimal_text
from geoevents.errors import UnknownCountryError
from geoevents.gazetteer.countries import name_of
from geoevents.model import Answer, Border, Case, Flip, Location, Measurement, Place, Solution, Verdict, axis_name
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT, UNDECIDED
from geoevents.pointradius.result import PointRadius
from geoevents.reasoning.changed import Difference

MOST = 60
LONGEST = 200
UNTRUSTED = "(Not shown, because this notebook is not trusted: run the cell, or trust the notebook.)"
# Notebooks set text in cells flush right; most of ours is prose.
_LEFT = 'style="text-align:start"'


@singledispatch
def html_of(result: Any) -> str:
    """Give a result as an HTML fragment without scripts or references.

    Parameters
    ----------
    result
        Case, Location, Measurement, Solution, Verdict, Difference, PointRadius, Border, or a sequence of Border or
        Place.

    Returns
    -------
    str
        A heading and a table; of many rows the first `MOST`, and how many more there are.

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


@html_of.register(Case)
def _(result: Case) -> str:
    rows = []
    for claim in result.claims:
        read = [phrase.text for phrase in claim.phrases if phrase.text not in claim.says]
        said = ["denied: " + " | ".join(claim.says) if claim.denies else " | ".join(claim.says)]
        said += [f"{key}: {value}" for key, value in claim.attributes.items() if value not in claim.says]
        when = claim.when.text if claim.when else ""
        event = result.event(claim.event).title
        rows.append((result.source(claim.by).name, event, "; ".join(said), " | ".join(read), when))
    links = [
        (result.source(link.by).name if link.by else "nobody", "link", link.says or link.text, "", "")
        for link in result.links
    ]
    supposed = [("nobody", "supposed", one.text, "", "") for one in result.suppositions]
    question = f"<p>{escape(result.question)}</p>" if result.question else ""
    table = table_of(("source", "event", "says", "read as", "when"), [*rows, *links, *supposed])
    return f"<p><b>{escape(result.title)}</b></p>{question}{table}"


@html_of.register(Border)
def _(result: Border) -> str:
    return html_of([result])


@html_of.register(list)
@html_of.register(tuple)
def _(result: Sequence[Any]) -> str:
    kinds = {type(one) for one in result}
    if kinds == {Place}:
        columns = ("name", "country", "where", "within", "kind", "population", "id", "source")
        return table_of(columns, [_place(one) for one in result[:MOST]], len(result))
    if not kinds <= {Border}:
        raise TypeError(f"no HTML for a sequence of {', '.join(sorted(kind.__name__ for kind in kinds))}")
    columns = ("border", "countries", "kind", "status", "length", "dataset", "date", "may be off by")
    return table_of(columns, [_border(one) for one in result[:MOST]], len(result))


def _place(one: Place) -> tuple[str, ...]:
    people = f"{one.population:,}" if one.population else ""
    # What belongs together stays on one line where a column is narrow.
    where = decimal_text(one.lon, one.lat, 4).replace(" N ", "\u00a0N ").replace(" S ", "\u00a0S ")
    where, within = f"{where[:-2]}\u00a0{where[-1]}", f"{one.radius_m:,.0f}\u00a0m"
    return one.name, one.country or "", where, within, one.kind, people, one.id, one.source


def _border(one: Border) -> tuple[str, ...]:
    names = []
    for code in (one.a, one.b):
        try:
            names.append(name_of(code))
        except UnknownCountryError:
            names.append(code)
    off = f"{one.uncertainty_m:,.0f} m"
    both, length = " – ".join(names), f"{one.length_m / 1000:,.0f} km"
    return one.code, both, one.kind, one.status, length, one.dataset, one.date, off


@html_of.register(PointRadius)
def _(result: PointRadius) -> str:
    terms = [(name, "" if value is None else str(value)) for name, value in result.darwin_core.terms.items()]
    where = f"{decimal_text(result.lon, result.lat, 7)} ± {result.uncertainty_m:,} m ({result.geodetic_datum})"
    return f"<p><b>{escape(where)}</b></p>" + table_of(("term", "value"), [row for row in terms if row[1]])


@html_of.register(Difference)
def _(result: Difference) -> str:
    rows = []
    for change in result.changes[:MOST]:
        before, after = ("" if side is None else _fields(side) for side in (change.before, change.after))
        moved = "" if change.moved_m is None else f"{change.moved_m:,.0f} m"
        rows.append((change.what, change.id, change.kind, before, after, moved))
    verdicts = f"{result.before.verdict.upper()} → {result.after.verdict.upper()}"
    columns = ("what", "id", "change", "before", "after", "moved")
    table = table_of(columns, rows, len(result.changes)) if rows else "<p>Nothing changed.</p>"
    return f"<p><b>{escape(verdicts)}</b></p>{table}"


def _fields(side: Mapping[str, Any]) -> str:
    told = "; ".join(f"{key}: {value}" for key, value in side.items() if value not in (None, "", (), [], {}))
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"


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
    return head + note + table_of(("question", "verdict", "why", "depends on"), rows)


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
    return f"<p><b>{escape(result.case.title)}</b></p>{table_of(columns, rows)}"


@html_of.register(Location)
def _(result: Location) -> str:
    rows = [
        (", ".join(f"{place.name} ({place.id})" for place in reading.places), *_answer(reading.answer))
        for reading in result.readings
    ]
    left = "; ".join(piece.text for piece in result.unparsed)
    unread = f"<p>Not understood: {escape(left)}</p>" if left else ""
    return f"<p><b>{escape(result.text)}</b></p>{unread}{table_of(('places', 'status', 'where'), rows)}"


@html_of.register(Measurement)
def _(result: Measurement) -> str:
    rows = [
        (
            item.dataset,
            item.date,
            item.border,
            f"{item.distance_m:,.0f} m",
            f"{item.low_m:,.0f} – {item.high_m:,.0f} m" if item.low_m < item.high_m else "",
            f"{item.border_uncertainty_m:,.0f} m",
            item.side,
        )
        for item in result.results
    ]
    columns = ("dataset", "date", "border", "distance", "could be", "the line may be off by", "side")
    table = table_of(columns, rows) if rows else ""
    spread = "" if result.spread_m is None else f"<p>The datasets differ by {result.spread_m:,.0f} m.</p>"
    return f"<p>{decimal_text(result.lon, result.lat, 5)}</p>{table}{spread}"


def _answer(answer: Answer | None) -> tuple[str, str]:
    if answer is None:
        return "no position given", ""
    shown = []
    for fix in answer.fixes[:8]:
        codes = fix.countries_as_drawn
        drawn = fix.country_reason if codes is None else ", ".join(codes) or "no country"
        shown.append(f"{decimal_text(fix.lon, fix.lat, 3)} within {fix.radius_m:,.0f} m ({drawn})")
    more = [f"and {len(answer.fixes) - 8} more"] if len(answer.fixes) > 8 else []
    return answer.status, "; ".join([*shown, *more])


def _told(measured: Measurement) -> str:
    return ", ".join(f"{item.distance_m:,.0f} m ({item.dataset}, {item.side})" for item in measured.results)


def table_of(columns: Sequence[str], rows: Sequence[Sequence[str]], count: int | None = None) -> str:
    """Give rows of text as a table; `count` is how many there are where not all are given.

    Examples
    --------
    >>> table_of(["a"], [["<b>"]], 3).endswith(">&lt;b&gt;</td></tr></tbody></table><p>and 2 more</p>")
    True
    """
    head = "".join(f"<th {_LEFT}>{escape(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f'<td dir="auto" {_LEFT}>{escape(cell)}</td>' for cell in row) + "</tr>" for row in rows
    )
    more = f"<p>and {count - len(rows):,} more</p>" if count is not None and count > len(rows) else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def framed(page: str, title: str, told: str, sandbox: str = "") -> str:
    """Give a whole page in a frame that cannot reach the notebook.

    Parameters
    ----------
    page
        An HTML document that is complete in itself.
    title
        What the frame is, for who does not see it.
    told
        What the page is, in a line. It stands there where frames are taken out: in a notebook that is not trusted.
    sandbox
        What the page may do: "allow-scripts", or nothing.

    Examples
    --------
    >>> framed("<p>", "Map", "<Map of 3 rows>").partition(" style")[0]
    '<iframe sandbox="" title="Map"'
    """
    # A page in a frame takes its links from the page around it: "#sources" would lead to the notebook itself.
    page = page.replace("<head>", '<head><base href="about:srcdoc">', 1)
    return (
        f'<iframe sandbox="{sandbox}" title="{escape(title)}" style="width:100%;height:640px;border:0" '
        f'srcdoc="{escape(page)}">{escape(told)} {UNTRUSTED}</iframe>'
    )
