"""The claims of a case as a table, one row each, and an edited table back into the case file.

Only the lines of what was changed are written anew: all others, with their remarks, stay as they are to the letter.
"""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from geoevents.errors import CaseError, TableError
from geoevents.model import Case, Claim
from geoevents.read.case import read_case
from geoevents.read.placed import Placed
from geoevents.read.suggest import did_you_mean
from geoevents.read.yaml import Mapping as Keys
from geoevents.read.yaml import Node, Scalar, parse_yaml
from geoevents.read.yaml import Sequence as Items
from geoevents.write.formulas import unescaped
from geoevents.write.scalars import quoted, word

KEYS = (
    "id", "by", "event", "says", "read", "at", "when", "zone", "holds", "words", "credibility", "denies", "retracted",
    "replaces", "repeats", "via", "path", "lasting", "speed", "why",
)  # fmt: skip
"""Keys of a claim, in the order of the columns; attributes have a column each."""
ATTRIBUTE = "attributes."
REMARK = "#"
"""Columns whose name begins so are for people: they are written, and not read."""
_LISTS = ("says", "read", "via")
_WORDS = ("id", "by", "event", "holds", "words", "credibility", "denies", "via", "replaces", "repeats")
_DASH = re.compile(r"\s*-\s+")
_PLAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,63}(/[a-z0-9-]{1,63}){0,3}")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(?::(\d\d)(?:\.0+)?)?")
_NO_ROOM = re.compile(r"\s*(#.*)?")
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """A case file with the rows of a table in it: ids of claims that were changed or added, and that had no row."""

    text: str
    changed: tuple[str, ...]
    added: tuple[str, ...]
    without_row: tuple[str, ...]


def claims_table(text: str, case: Case) -> Placed:
    """The claims of a case file as rows, each value as it stands in the file.

    A list of texts is a JSON array in its cell. Two columns more, "# source" and "# event title", are for people.

    Examples
    --------
    >>> from geoevents.read.case import skeleton
    >>> rows = claims_table(skeleton(), read_case(text=skeleton()))
    >>> rows.columns.select(["id", "says", "when"]).slice(0, 1).to_pylist()
    [{'id': 'institute/landing', 'says': 'came down 12 km east of the town', 'when': 'night of 3 to 4 May 2025'}]
    """
    rows = [
        _cells(node)
        | {
            "id": claim.id,
            "# source": case.source(claim.by).name,
            "# event title": case.event(claim.event).title,
        }
        for node, claim in _claims(text, case)
    ]
    names = [
        key for key in KEYS if key in ("id", "by", "event", "says", "read", "when") or any(key in row for row in rows)
    ]
    names += sorted({key for row in rows for key in row if key.startswith(ATTRIBUTE)})
    names += ["# source", "# event title"]
    table = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
    return Placed(table, pa.nulls(len(rows), pa.large_binary()))


def merged(text: str, case: Case, rows: Placed, name: str) -> Merged:
    """Put the rows of a table into a case file.

    Parameters
    ----------
    text, case
        The case file, and what was read from it.
    rows
        One row a claim: of a claim with the row's `id` every column replaces what stands there, and an empty cell takes
        it away; a row without an id, or with a new one, becomes a claim at the end. Keys without a column stay, and so
        do claims without a row.
    name
        Of the table, for errors.

    Raises
    ------
    TableError
        A column that is none of a claim, an id that is there twice, claims that cannot be told apart in the file.
    CaseError
        When the case would be wrong with these rows: every problem, with the row of the table that it comes from.

    Examples
    --------
    >>> from geoevents.read.case import skeleton
    >>> case = read_case(text=skeleton())
    >>> rows = claims_table(skeleton(), case)
    >>> merged(skeleton(), case, rows, "a.csv").text == skeleton()
    True
    """
    columns = [column for column in rows.columns.column_names if not column.startswith(REMARK)]
    for column in columns:
        if column not in KEYS and not column.startswith(ATTRIBUTE):
            raise TableError(
                f"{name}: {column!r} is nothing that a claim has; {did_you_mean(column, KEYS, limit=30)}.",
                cure=f'Call it "{ATTRIBUTE}{column}" to keep it with the claim, or "# {column}" to leave it out.',
            )
    if "id" not in columns:
        raise TableError(f"{name} has no column id.", cure="Begin with: geoevents convert CASE.yaml -o claims.xlsx")
    known = {claim.id: node for node, claim in _claims(text, case)}
    edits: dict[str, dict[str, str | None]] = {}
    new: list[Cells] = []
    numbers: dict[str, int] = {}
    added_at: list[int] = []
    escaped = rows.format in ("csv", "tsv")
    for number, row in enumerate(rows.columns.select(columns).to_pylist(), start=2):
        cells = {key: _cell(value) for key, value in row.items()}
        id = cells.pop("id", "") or ""
        if id in edits or any(one.get("id") == id for one in new if id):
            raise TableError(f"{name}, row {number}: the id {id!r} is there twice.", cure="Leave a new claim's id out.")
        if id in known:
            before = _cells(known[id])
            edits[id] = {
                key: (unescaped(value) if escaped else value) or None
                for key, value in cells.items()
                if not _same(value, before.get(key, ""), escaped)
            }
            numbers[id] = number
        elif said := {key: unescaped(value) if escaped else value for key, value in cells.items() if value}:
            new.append(({"id": id} if id else {}) | said)
            added_at.append(number)
    changed = tuple(id for id, edit in edits.items() if edit)
    lines = text.splitlines(keepends=True)
    starts = [node.line for node, _ in _claims(text, case)]
    end = _end_of_claims(text, len(lines))
    for place, (node, claim) in reversed(list(enumerate(_claims(text, case)))):
        # What stands between claims belongs to none of them.
        last = _trimmed(lines, (starts[place + 1] if place + 1 < len(starts) else end) - 1)
        if place + 1 == len(starts) and new:
            _append(lines, last, node, new)
        if edits.get(claim.id):
            _edit(lines, node, last, edits[claim.id], claim.id)
    written = "".join(lines)
    _require_same(text, written, case, edits, new)
    try:
        again = read_case(text=written)
    except CaseError as error:
        raise _told(error, name, written, [numbers.get(id, 0) for id in known] + added_at) from error
    added = tuple(claim.id for _, claim in _claims(written, again)[len(starts) :])
    return Merged(written, changed, added, tuple(id for id in known if id not in edits))


def _cell(value: object) -> str:
    return "" if value is None else value.strip() if isinstance(value, str) else json.dumps(value)


def _same(cell: str, before: str, escaped: bool) -> bool:
    """Tell whether a cell says what the file says: spreadsheets show a moment in their own way, with seconds."""
    if before in (cell, unescaped(cell) if escaped else cell):
        return True
    one, other = (_MOMENT.fullmatch(text) for text in (cell, before))
    return one is not None and other is not None and _moment(one) == _moment(other)


def _moment(found: re.Match[str]) -> tuple[str, str, str]:
    return found[1], found[2], found[3] or "00"


def _told(error: CaseError, name: str, written: str, numbers: Sequence[int]) -> CaseError:
    """Problems of the file that would be written, each with the row of the table that it comes from."""
    node = _root(written).get("claims")
    begins = [item.line for item in node.items] if isinstance(node, Items) else []
    end = _end_of_claims(written, written.count("\n") + 1)
    problems = []
    for one in error.problems:
        at = bisect.bisect_right(begins, one.line) - 1
        number = numbers[at] if 0 <= at < len(numbers) and one.line < end else 0
        where = f"row {number}" if number else f"line {one.line} as it would be written"
        problems.append(replace(one, line=0, column=number or one.line, what=f"{where}  {one.what}"))
    return CaseError(name, problems)


def _root(text: str) -> Keys:
    node, problems = parse_yaml(text)
    if not isinstance(node, Keys) or problems:
        raise CaseError("the case", problems)
    return node


def _claims(text: str, case: Case) -> list[tuple[Keys, Claim]]:
    node = _root(text).get("claims")
    items = [item for item in node.items if isinstance(item, Keys)] if isinstance(node, Items) else []
    by_line = {claim.line: claim for claim in case.claims}
    if len({item.line for item in items}) < len(items) or len(items) != len(case.claims):
        raise TableError("Two claims begin on one line of the case file.", cure="Write each on lines of its own.")
    return [(item, by_line[item.line]) for item in items]


def _end_of_claims(text: str, count: int) -> int:
    """The line after the last claim's: that of the next key, or behind the file."""
    root = _root(text)
    key = root.key("claims")
    after = [other.line for other, _ in root.entries if key is not None and other.line > key.line]
    return min(after, default=count + 1)


def _cells(node: Keys) -> Cells:
    """What a claim says, each value as text."""
    found: Cells = {}
    for key, value in node.entries:
        if key.text == "attributes" and isinstance(value, Keys):
            found |= {f"{ATTRIBUTE}{name.text}": one.text for name, one in value.entries if isinstance(one, Scalar)}
        elif isinstance(value, Scalar):
            found[key.text] = json.dumps([value.text]) if _looks_listed(key.text, value.text) else value.text
        elif isinstance(value, Items):
            found[key.text] = json.dumps(
                [one.text for one in value.items if isinstance(one, Scalar)], ensure_ascii=False
            )
        else:
            pairs = {name.text: one.text for name, one in value.entries if isinstance(one, Scalar)}
            found[key.text] = json.dumps(pairs, ensure_ascii=False)
    return {key: value.strip() for key, value in found.items()}


def _looks_listed(key: str, text: str) -> bool:
    return key in _LISTS and _listed(text) is not None


def _listed(cell: str) -> list[str] | None:
    """The texts of a cell that is a JSON array of texts; None for any other."""
    if not cell.lstrip().startswith("["):
        return None
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) and all(isinstance(one, str) for one in found) and found else None


def _written(key: str, cell: str) -> str:
    """A cell as the value of a key."""
    texts = _listed(cell) if key in _LISTS else None
    if texts is not None:
        return "[" + ", ".join(quoted(one) for one in texts) + "]" if len(texts) > 1 else quoted(texts[0])
    if key == "at" and cell.startswith("{"):
        try:
            pairs = json.loads(cell)
        except (ValueError, RecursionError):
            pairs = None
        if isinstance(pairs, dict) and all(isinstance(one, str) for one in pairs.values()):
            return "{ " + ", ".join(f"{word(name)}: {quoted(one)}" for name, one in pairs.items()) + " }"
    if key in _WORDS and _PLAIN.fullmatch(cell):
        return cell
    return quoted(cell)


def _keyed(edit: Mapping[str, str | None], node: Keys | None) -> dict[str, str | None]:
    """Edits by key of the claim, with those of attributes put together; None takes a key away."""
    found = {key: None if cell is None else _written(key, cell) for key, cell in edit.items() if ATTRIBUTE not in key}
    if any(key.startswith(ATTRIBUTE) for key in edit):
        cells: dict[str, str | None] = {
            key: value for key, value in (_cells(node) if node else {}).items() if key.startswith(ATTRIBUTE)
        }
        cells |= {key: value for key, value in edit.items() if key.startswith(ATTRIBUTE)}
        pairs = [f"{word(key.removeprefix(ATTRIBUTE))}: {quoted(one)}" for key, one in cells.items() if one]
        found["attributes"] = "{ " + ", ".join(pairs) + " }" if pairs else None
    return found


def _edit(lines: list[str], node: Keys, last: int, edit: Mapping[str, str | None], id: str) -> None:
    """Write the changed keys of a claim anew, in its lines up to `last`."""
    keys = [key for key, _ in node.entries]
    first = lines[node.line - 1]
    block = _DASH.fullmatch(first[: keys[0].column - 1]) is not None and all(
        not lines[key.line - 1][: key.column - 1].strip(" \t") for key in keys[1:]
    )
    end = _newline(lines)
    wanted = _keyed(edit, node)
    if not block:
        dash = _DASH.match(first)
        if dash is None or not first[dash.end() :].startswith("{"):
            raise TableError(
                f"The claim {id!r} is written in a way that cannot be edited.",
                cure='Begin its first line with "- by:".',
            )
        said: dict[str, str | None] = {**_cells(node), **edit}
        pairs = _keyed({key: value for key, value in said.items() if value}, None)
        stop = _trimmed(lines, last)
        inner = ", ".join(f"{key}: {value}" for key, value in pairs.items() if value is not None)
        lines[node.line - 1 : stop] = [f"{first[: dash.end()]}{{ {inner} }}{end}"]
        return
    indent = " " * (keys[0].column - 1)
    spans = {key.text: (key.line, keys[at + 1].line - 1 if at + 1 < len(keys) else last) for at, key in enumerate(keys)}
    fresh = [f"{indent}{key}: {value}{end}" for key, value in wanted.items() if value is not None and key not in spans]
    for key in reversed(keys):
        begin, stop = spans[key.text]
        stop = _trimmed(lines, stop)
        if key is keys[-1]:
            lines[stop:stop] = fresh
        if key.text in wanted:
            value = wanted[key.text]
            before = lines[begin - 1][: key.column - 1]
            if value is None and begin == node.line:
                raise TableError(f"The claim {id!r} cannot be without {key.text!r}.", cure="Fill the cell.")
            lines[begin - 1 : stop] = [] if value is None else [f"{before}{key.text}: {value}{end}"]


def _append(lines: list[str], at: int, node: Keys, new: Sequence[Cells]) -> None:
    """Write new claims behind line `at`, indented as the claims before."""
    dash = _DASH.match(lines[node.line - 1])
    indent = dash[0].index("-") if dash else 2
    end = _newline(lines)
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += end
    made = []
    for cells in new:
        pairs = [(key, value) for key, value in _keyed(dict(cells), None).items() if value is not None]
        order = {key: place for place, key in enumerate(("by", "event", *KEYS))}
        for place, (key, value) in enumerate(sorted(pairs, key=lambda pair: order.get(pair[0], 99))):
            made.append(f"{' ' * indent}{'- ' if place == 0 else '  '}{key}: {value}{end}")
    lines[at:at] = made


def _trimmed(lines: Sequence[str], last: int) -> int:
    """The last line that is neither empty nor a remark alone, up to a line."""
    while last > 1 and _NO_ROOM.fullmatch(lines[last - 1].rstrip("\r\n")):
        last -= 1
    return last


def _newline(lines: Sequence[str]) -> str:
    return "\r\n" if lines and lines[0].endswith("\r\n") else "\n"


def _require_same(
    text: str, written: str, case: Case, edits: Mapping[str, Mapping[str, str | None]], new: Sequence[Cells]
) -> None:
    """Hold the file that would be written to the old one: what was changed is, and nothing else."""
    expected = []
    for node, claim in _claims(text, case):
        cells = _cells(node)
        for key, value in edits.get(claim.id, {}).items():
            cells.pop(key, None)
            if value:
                cells[key] = value
        expected.append(cells)
    expected += [dict(cells) for cells in new]
    after, problems = parse_yaml(written)
    before = _root(text)
    found = after.get("claims") if isinstance(after, Keys) and not problems else None
    got = [_cells(item) for item in found.items if isinstance(item, Keys)] if isinstance(found, Items) else []
    others = [{key.text: _plain(value) for key, value in root.entries if key.text != "claims"}
              for root in (before, after) if isinstance(root, Keys)]  # fmt: skip
    if [_bare(one) for one in got] != [_bare(one) for one in expected] or len(others) < 2 or others[0] != others[1]:
        raise TableError(
            "The case file is written in a way that its claims cannot be edited line by line.",
            cure='Write each claim as a list item that begins with "- by:", one key a line.',
        )


def _bare(cells: Cells) -> Cells:
    """Cells with lists of one as that one."""
    found = {}
    for key, value in cells.items():
        texts = _listed(value) if key in _LISTS else None
        found[key] = texts[0] if texts is not None and len(texts) == 1 else json.dumps(texts) if texts else value
    return found


def _plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [_plain(one) for one in node.items]
    return {key.text: _plain(value) for key, value in node.entries}
