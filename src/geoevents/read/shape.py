"""Check the shape of a case file, and say what is wrong with it in the file's own lines and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from geoevents.errors import Problem
from geoevents.read.suggest import did_you_mean
from geoevents.read.yaml import Mapping, Node, Scalar, Sequence, shorten

Path: TypeAlias = tuple[str | int, ...]

_NUMBER = re.compile(r"[+-]?\d{1,3}([.,]\d{1,20})?")
_POSITION = re.compile(r"[+-]?\d[\d.,°'\"′″ ]{0,40}[NSEWO]?")


class Notes:
    """The problems found so far, and the paths of values that later steps must not read."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.bad: set[Path] = set()

    def add(self, node: Node, key: str, cure: str, path: Path | None = None) -> None:
        """Note what is wrong with the value `node` under `key`."""
        value = written(node)
        what = f"{key}: {shorten(value)}".rstrip()
        self.problems.append(Problem(node.line, node.column, what, cure, value))
        if path is not None:
            self.bad.add(path)

    def readable(self, path: Path) -> bool:
        """Whether nothing at this path or above it is wrong."""
        return not any(path[:length] in self.bad for length in range(len(path) + 1))


def written(node: Node) -> str:
    """A value as it stands in the file, near enough to be recognised.

    Examples
    --------
    >>> written(Sequence(1, 1, (Scalar(1, 2, "19.868"), Scalar(1, 10, "2.89"))))
    '[19.868, 2.89]'
    """
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return f"[{', '.join(written(item) for item in node.items[:4])}{', ...' if len(node.items) > 4 else ''}]"
    keys = [key.text for key, _ in node.entries[:4]]
    return "{" + ", ".join(f"{key}: ..." for key in keys) + ("" if len(node.entries) <= 4 else ", ...") + "}"


def which_is_the_latitude(first: str, second: str) -> str:
    """The cure for two bare numbers.

    Examples
    --------
    >>> which_is_the_latitude("19.868", "2.8939")
    'which is the latitude? write  at: 19.868 N 2.8939 E'
    >>> which_is_the_latitude("151.2", "-33.87")
    'which is the latitude? write  at: 33.87 S 151.2 E'
    """
    if _degrees(first) > 90:
        first, second = second, first
    north = f"{first.lstrip('+-')} {'S' if first.startswith('-') else 'N'}"
    east = f"{second.lstrip('+-')} {'W' if second.startswith('-') else 'E'}"
    return f"which is the latitude? write  at: {north} {east}"


def bare_pair(text: str) -> tuple[str, str] | None:
    """The two numbers of a text that is two numbers and no hemispheres, else None."""
    parts = [part for part in re.split(r"[,;\s]{1,9}", text.strip()) if part] if len(text) <= 80 else []
    if len(parts) == 2 and all(_NUMBER.fullmatch(part) for part in parts):
        return parts[0], parts[1]
    return None


def _degrees(number: str) -> float:
    return abs(float(number.replace(",", ".")))


def check_shape(root: Mapping, notes: Notes) -> None:
    """Add to `notes` everything in which a file departs from the models of `read.schema`."""
    from pydantic import ValidationError

    from geoevents.read.schema import CaseForm

    _split_pairs(root, notes)
    try:
        CaseForm.model_validate(_plain(root))
    except ValidationError as error:
        for found in error.errors(include_url=False, include_input=False):
            _translate(found, root, notes)


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return None if node.blank else node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {key.text: _plain(value) for key, value in node.entries}


def _mappings(node: Node, path: Path = ()) -> Iterator[tuple[Mapping, Path]]:
    if isinstance(node, Mapping):
        yield node, path
        for key, value in node.entries:
            yield from _mappings(value, (*path, key.text))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _mappings(item, (*path, index))


def _split_pairs(root: Mapping, notes: Notes) -> None:
    """Find `{at: 19.868, 2.89}`, which YAML reads as two keys."""
    for mapping, path in _mappings(root):
        for (key, value), (after, blank) in zip(mapping.entries, mapping.entries[1:], strict=False):
            if key.text != "at" or not (isinstance(blank, Scalar) and blank.blank) or not isinstance(value, Scalar):
                continue
            if _NUMBER.fullmatch(value.text) and _NUMBER.fullmatch(after.text):
                pair = Scalar(value.line, value.column, f"{value.text}, {after.text}")
                notes.add(pair, "at", which_is_the_latitude(value.text, after.text), (*path, "at"))
                notes.bad.add((*path, after.text))


def _translate(found: Any, root: Mapping, notes: Notes) -> None:
    from geoevents.read.schema import keys_at

    node, key_node, path, is_key = _resolve(root, found["loc"])
    kind: str = found["type"]
    key = str(path[-1]) if path and isinstance(path[-1], str) else str(path[-2]) if len(path) > 1 else ""
    if kind == "missing":
        missing = str(found["loc"][-1])
        path = (*path, missing)
        cure = _MISSING.get(missing, "is missing")
        notes.problems.append(Problem(node.line, node.column, f"{missing}:", cure))
        notes.bad.add(path)
        return
    if not notes.readable(path):
        return
    if kind == "extra_forbidden":
        cure = f"no such key here; {did_you_mean(key, keys_at(path[:-1]))}"
        where = key_node or node
        notes.problems.append(Problem(where.line, where.column, f"{shorten(key)}:", cure, key))
        notes.bad.add(path)
        return
    if is_key:
        notes.problems.append(Problem(node.line, node.column, f"{shorten(key)}:", _cure(found, node, key), key))
        return
    notes.add(node, key, _cure(found, node, key), path)


def _cure(found: Any, node: Node, key: str) -> str:
    kind: str = found["type"]
    if kind == "case_value":
        return str(found["ctx"]["cure"])
    if isinstance(node, Scalar) and node.blank:
        return _EMPTY.get(key, "has no value: write one, or remove the key")
    if kind == "too_short":
        return _EMPTY.get(key, "is empty: write a value, or remove the key")
    if kind == "string_type":
        if key == "at" and isinstance(node, Sequence):
            return _pair_cure(node)
        return "one text, not a list" if isinstance(node, Sequence) else "one text, not keys and values: quote it"
    if kind == "list_type":
        return "a list: start each entry with a hyphen"
    if kind in {"dict_type", "model_type", "model_attributes_type"}:
        return f"keys and values, one a line: {key}: then, indented, key: value"
    return str(found["msg"])


def _pair_cure(node: Sequence) -> str:
    texts = [item.text for item in node.items if isinstance(item, Scalar)]
    if len(texts) == 2 == len(node.items):
        if all(_NUMBER.fullmatch(text) for text in texts):
            return which_is_the_latitude(texts[0], texts[1])
        if all(_POSITION.fullmatch(text) for text in texts):
            return f"write it without brackets: at: {texts[0]} {texts[1]}"
    return "one position as text: at: 19.868 N 2.8939 E"


def _resolve(root: Mapping, loc: tuple[str | int, ...]) -> tuple[Node, Scalar | None, Path, bool]:
    """The node that a pydantic location means, its key, and its path without the tags of short and long forms."""
    node: Node = root
    key_node: Scalar | None = None
    path: Path = ()
    for step in loc:
        if step == "[key]" and key_node is not None:
            return key_node, key_node, path, True
        below: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            below, name = node.get(step), node.key(step)
            key_node = name if below is not None else key_node
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            below = node.items[step]
        if below is not None:
            node, path = below, (*path, step)
    return node, key_node, path, False


_MISSING = {
    "geoevents": "is missing: start the file with  geoevents: 1",
    "title": "is missing: say in neutral words what the case is about",
    "sources": "is missing: who says it? see `geoevents new`",
    "events": "is missing: what happened? see `geoevents new`",
    "claims": "no claims: a case needs at least one, see `geoevents new`",
    "by": "is missing: which source says it? What nobody says belongs under suppose",
    "event": "is missing: of which event is it said?",
    "kind": "is missing: what kind of event is it?",
    "read": "is missing: which two events, and how do they stand to each other?",
    "at": "is missing: write  at: 19.868 N 2.8939 E",
    "source": "is missing: where does the position come from?",
    "lat": "is missing: write  {lat: 19.868, lon: 2.8939}",
    "lon": "is missing: write  {lat: 19.868, lon: 2.8939}",
}
_EMPTY = {
    "claims": "no claims: a case needs at least one, see `geoevents new`",
    "sources": "no sources: who says it? see `geoevents new`",
    "events": "no events: what happened? see `geoevents new`",
}
