"""`geoevents diff`: what a new version of a case changed, in the words and in the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from geoevents.cli import casefile, wording
from geoevents.cli.accounts import WIDE_M
from geoevents.cli.command import Command, Voice, json_option, output_option, put, put_json

if TYPE_CHECKING:
    from geoevents.reasoning.changed import Change, Difference

CHANGED_CODE = 3
_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True)
_SIGN = {"added": "+", "removed": "-", "changed": "~"}
_COLOUR = {"added": "green", "removed": "red", "changed": "yellow"}
SHOWN = 400
"""Characters of a value that are shown; --json has all of it."""


@click.command(
    "diff",
    cls=Command,
    examples=(
        "geoevents new -o first.yaml",
        "geoevents diff first.yaml first.yaml",
        "geoevents diff first.yaml first.yaml --json",
    ),
)
@click.argument("before_file", metavar="A", type=_FILE)
@click.argument("after_file", metavar="B", type=_FILE)
@casefile.scenario_options
@click.option("--fail", is_flag=True, help="Exit with 3 when anything changed.")
@output_option("Write it to this file instead of standard output.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    before_file: str,
    after_file: str,
    fail: bool,
    output: str | None,
    as_json: bool,
    **choices: Any,
) -> None:
    """Say what changed from case A to case B: what is said, the verdicts, and where things were."""
    if before_file == after_file == "-":
        raise click.UsageError("Only one of the two cases can come from standard input.")
    before, after = (casefile.read(file, **choices) for file in (before_file, after_file))
    from geoevents.reasoning.changed import diff
    from geoevents.reasoning.check import check

    voice: Voice = ctx.obj
    voice.progress("Trying both cases under their readings …")
    found = diff(check(before), check(after))
    if as_json:
        from geoevents.write.json import difference_json

        put_json(output, difference_json(found))
    else:
        put(output, say_difference(found))
    if output not in (None, "-"):
        voice.note(f"wrote {output}")
    if fail and found.changes:
        ctx.exit(CHANGED_CODE)


def say_difference(found: Difference) -> str:
    """Say the verdicts and how much changed, then what is said otherwise, then what follows otherwise."""
    if not found.changes:
        return f"Nothing changed. The verdict is {found.after.verdict.upper()}."
    from geoevents.reasoning.changed import FOLLOWS, SAID

    lines = [click.style(_head(found), bold=True)]
    for title, kinds in (("What is said", SAID), ("What follows", FOLLOWS)):
        shown = [change for kind in kinds for change in found.changes if change.what == kind and not _unseen(change)]
        told = [line for change in shown for line in _say(change)]
        lines += ["", click.style(title, bold=True), *(told or ["  the same"])]
    return "\n".join(lines)


def _unseen(change: Change) -> bool:
    """Say whether a distance changed by less than is written out."""
    return change.what == "measure" and _reached(change.before) == _reached(change.after)


def _head(found: Difference) -> str:
    before, after = found.before.verdict.upper(), found.after.verdict.upper()
    verdict = f"The verdict stays {after}" if before == after else f"The verdict turns from {before} to {after}"
    parts = [verdict, *_counts(found.changes), *_farthest(found)]
    return wording.wrapped("; ".join(parts))


def _counts(changes: tuple[Change, ...]) -> Iterator[str]:
    for what in ("claim", "source", "event", "link", "supposition", "place", "setting", "question"):
        for kind in ("added", "removed", "changed"):
            count = sum(change.what == what and change.kind == kind for change in changes)
            if what == "question" and kind == "changed":
                turned = sum(change.what == what and change.kind == kind and _turned(change) for change in changes)
                if turned:
                    yield f"{turned} {'question has' if turned == 1 else 'questions have'} another answer"
            elif count and what != "question":
                yield f"{wording.counted(count, what)} {kind}"


def _turned(change: Change) -> bool:
    return (change.before or {}).get("verdict") != (change.after or {}).get("verdict")


def _farthest(found: Difference) -> Iterator[str]:
    """Name what moved farthest; of an event only its narrowest account, for a country's middle moves too."""
    moved = [change for change in found.changes if change.what == "fix" and change.moved_m and change.moved_m > 1.0]
    local = [change for change in moved if (change.after or {}).get("radius_m", 0.0) < WIDE_M]
    if local:
        change = max(local, key=lambda change: change.moved_m or 0.0)
        event = change.id.split("/")[0]
        title = next((e.title for e in found.after.case.events if e.id == event), event)
        yield f"{title}: moved {wording.distance(change.moved_m)}"


def _say(change: Change) -> Iterator[str]:
    sign = click.style(_SIGN[change.kind], fg=_COLOUR[change.kind])
    name = f"{change.what} {change.id}".rstrip()
    if change.what == "fix":
        yield f"  {sign} {name}: {_moved(change)}"
    elif change.what == "measure":
        yield f"  {sign} {name}: {_reached(change.before)} -> {_reached(change.after)}"
    elif change.what == "conflict":
        yield wording.wrapped(f"{name}: {_clashed(change)}", indent=f"  {sign} ", hanging="      ")
    elif change.what == "question":
        yield wording.wrapped(f"{name}: {_answered(change)}", indent=f"  {sign} ", hanging="      ")
    else:
        yield f"  {sign} {name}"
        yield from _fields(change)


def _fields(change: Change) -> Iterator[str]:
    names = dict.fromkeys((*(change.before or {}), *(change.after or {})))
    for name in names:
        sides = [_value((side or {}).get(name)) for side in (change.before, change.after) if side is not None]
        yield wording.wrapped(f"{name}: {' -> '.join(sides)}", indent="      ", hanging="        ")


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_value(item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_value(item)}" for key, item in value.items())
    text = f"“{value}”" if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _moved(change: Change) -> str:
    before, after = change.before or {}, change.after or {}
    parts = []
    if before.get("status") != after.get("status"):
        parts.append(f"{before.get('status') or 'no position'} -> {after.get('status') or 'no position'}")
    if change.moved_m is not None:
        parts.append(f"moved {wording.distance(change.moved_m)}" if change.moved_m > 1.0 else "not moved")
        parts += _sizes(before, after)
    else:
        side = after if "lon" in after else before
        if "lon" in side:
            parts.append(f"{wording.position(side['lon'], side['lat'])} within {wording.distance(side['radius_m'])}")
    drawn = [side.get("countries_as_drawn") for side in (before, after)]
    if change.moved_m is not None and drawn[0] != drawn[1]:
        parts.append(f"drawn in {_codes(drawn[0])} -> {_codes(drawn[1])}")
    return "; ".join(parts)


def _sizes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name, word, told in (("radius_m", "within", wording.distance), ("area_m2", "area", _area)):
        # Coordinates as stated have neither.
        if name in before and (sides := (told(before[name]), told(after[name])))[0] != sides[1]:
            yield f"{word} {sides[0]} -> {sides[1]}"


def _area(square_metres: float) -> str:
    return f"{square_metres / 1e6:.3g} km²" if square_metres < 1e8 else f"{square_metres / 1e6:,.0f} km²"


def _codes(codes: list[str] | None) -> str:
    return "not said" if codes is None else " and ".join(codes) or "no country"


def _reached(side: Mapping[str, Any] | None) -> str:
    if side is None:
        return "not measured"
    if side["high_m"] - side["low_m"] < max(20.0, side["distance_m"] / 100):
        return f"{wording.distance(side['distance_m'])} ({side['side']})"
    return f"{wording.distance_range(side['low_m'], side['high_m'])} ({side['side']})"


def _clashed(change: Change) -> str:
    told = [_apart(side) for side in (change.before, change.after) if side is not None]
    return " -> ".join(told) if change.kind == "changed" else f"{change.kind}, {told[0]}"


def _apart(side: Mapping[str, Any]) -> str:
    if side["separation_m"] is not None:
        return f"at least {wording.distance(side['separation_m'])} apart"
    return side["why"] or "cannot all be true"


def _answered(change: Change) -> str:
    before, after = change.before or {}, change.after or {}
    if change.kind != "changed":
        return f"{change.kind}, {(before or after)['verdict']}"
    turned = f"{before['verdict']} -> {after['verdict']}" if _turned(change) else f"still {after['verdict']}"
    flips = [
        ", ".join(f"{flip['axis']} {flip['choice']}" for flip in side.get("depends_on") or []) or "nothing"
        for side in (before, after)
    ]
    return turned if flips[0] == flips[1] else f"{turned}; turns on {flips[0]} -> {flips[1]}"
