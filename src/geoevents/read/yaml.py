"""Hostile YAML to text nodes: every scalar stays the text it was, every node knows its line and column.

Only the event stream of ruamel's pure Python parser is used. Nothing is resolved, typed or constructed, so `NO`,
`22:08` and `1e3` stay text, and aliases, merges and tags are refused before they can grow into anything.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from geoevents.errors import Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_NODES = 20_000

# What no text has a use for: C0 and C1 controls, DEL, surrogates, noncharacters. NEL stays, a line break to YAML.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A scalar as text; `blank` marks a key that has nothing after its colon (a quoted "" is not blank)."""

    line: int
    column: int
    text: str
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    line: int
    column: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in file order; keys are scalars and unique."""

    line: int
    column: int
    entries: tuple[tuple[Scalar, Node], ...]

    def get(self, key: str) -> Node | None:
        """The value under `key`, or None."""
        return next((value for name, value in self.entries if name.text == key), None)

    def key(self, key: str) -> Scalar | None:
        """The key's own node, or None."""
        return next((name for name, _ in self.entries if name.text == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping


def decode(data: bytes) -> tuple[str, list[Problem]]:
    """Bytes of a file as text.

    Parameters
    ----------
    data : bytes
        The whole file. UTF-8, with or without a byte order mark.

    Returns
    -------
    text : str
        Without the byte order mark; "" when there are problems.
    problems : list of Problem
        What keeps the bytes from being such a text: size, encoding, control characters.

    Examples
    --------
    >>> decode("é".encode())
    ('é', [])
    >>> str(decode("é".encode("latin-1"))[1][0])
    '1:1  byte 0xE9 is not UTF-8  the file looks like Latin-1 or Windows-1252: save it as UTF-8'
    """
    if len(data) > MAX_BYTES:
        cure = f"a case file has at most {MAX_BYTES:,} bytes: split it, or keep long texts outside and cite them"
        return "", [Problem(1, 1, f"{len(data):,} bytes", cure)]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:2].count(0) == 1:
        return "", [Problem(1, 1, "the file is UTF-16", "save it as UTF-8")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        line, column = _position(before, len(before))
        cure = "the file looks like Latin-1 or Windows-1252: save it as UTF-8"
        return "", [Problem(line, column, f"byte 0x{data[error.start]:02X} is not UTF-8", cure)]
    found = _FORBIDDEN.search(text)
    if found:
        line, column = _position(text, found.start())
        return "", [Problem(line, column, f"control character U+{ord(found.group()):04X}", "remove it")]
    return text, []


def _position(text: str, index: int) -> tuple[int, int]:
    before = text[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1


def parse_yaml(text: str) -> tuple[Node | None, list[Problem]]:
    r"""Text of one YAML document as nodes.

    Parameters
    ----------
    text : str
        YAML without anchors, aliases, merge keys, tags, directives and complex keys.

    Returns
    -------
    root : Node or None
        None for an empty document and whenever the structure is not to be trusted.
    problems : list of Problem
        Syntax (the first one only, as everything after it is a guess), refused features (the first of each kind) and
        every duplicate key (the first of the two values stays in the tree).

    Examples
    --------
    >>> root, problems = parse_yaml("country: NO\nat: 22:08\n")
    >>> root.get("country").text, root.get("at").text, problems
    ('NO', '22:08', [])
    >>> root, problems = parse_yaml("a: &x 1\nb: *x\n")
    >>> [str(problem) for problem in problems]
    ['1:4  &x  anchors and aliases are not read in case files: write the value out']
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    builder = _Builder()
    reader = YAML(typ="safe", pure=True)
    events = reader.parse(io.StringIO(text))
    try:
        builder.run(events)
    except _StopError:
        pass
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(error.problem or error.context or error).split())
        builder.refuse("syntax", mark, f"not YAML: {what}", _syntax_cure(what))
    except (YAMLError, ValueError, RecursionError, OverflowError) as error:
        # ruamel leaks ValueError and OverflowError from int() and chr() on escapes such as "\UFFFFFFFF".
        builder.problems.append(Problem(1, 1, f"not YAML: {' '.join(str(error).split())[:120]}", "quote the text"))
        builder.broken = True
    return (None if builder.broken else builder.root), builder.problems


class _StopError(Exception):
    """Reading further makes no sense."""


_REFUSED = {
    "anchor": "anchors and aliases are not read in case files: write the value out",
    "merge": "merge keys are not read in case files: write the keys out",
    "tag": "tags are not read in case files: remove it",
    "directive": "%YAML and %TAG lines are not read in case files: remove it",
    "complex": "a key must be plain text",
    "documents": "a case file is one document: remove the second ---",
    "control": "remove it",
}


class _Builder:
    """Builds nodes from parser events without recursion, and stops at the first bound that is passed."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.broken = False
        self._seen: set[str] = set()
        self._nodes = 0

    def refuse(self, kind: str, mark: object, what: str, cure: str = "") -> None:
        """Note a refused feature, the first of its kind only."""
        self.broken = True
        if kind not in self._seen:
            self._seen.add(kind)
            line, column = getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1
            self.problems.append(Problem(line, column, shorten(what, 80), cure or _REFUSED[kind], what))

    def run(self, events: Iterator[object]) -> None:
        from ruamel.yaml import events as ev

        stack: list[_Open] = []
        documents = 0
        for event in events:
            if isinstance(event, ev.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse("documents", event.start_mark, "a second document")
                    raise _StopError
                if event.version or event.tags:
                    self.refuse("directive", event.start_mark, "a % directive")
            elif isinstance(event, (ev.MappingStartEvent, ev.SequenceStartEvent)):
                self._check(event)
                if len(stack) >= MAX_DEPTH:
                    mark = event.start_mark
                    cure = f"a case file is at most {MAX_DEPTH} levels deep"
                    self.refuse("depth", mark, f"nested more than {MAX_DEPTH} levels", cure)
                    raise _StopError
                stack.append(_Open(event.start_mark, isinstance(event, ev.MappingStartEvent)))
            elif isinstance(event, (ev.MappingEndEvent, ev.SequenceEndEvent)):
                self._place(stack, stack.pop().close())
            elif isinstance(event, ev.AliasEvent):
                self.refuse("anchor", event.start_mark, f"*{event.anchor}")
                self._place(stack, _scalar(event.start_mark, f"*{event.anchor}"))
            elif isinstance(event, ev.ScalarEvent):
                self._check(event)
                plain = event.style is None
                found = _FORBIDDEN.search(event.value)
                if found:
                    self.refuse("control", event.start_mark, f"control character U+{ord(found.group()):04X}")
                self._place(stack, _scalar(event.start_mark, event.value, blank=plain and event.value == ""))

    def _check(self, event: object) -> None:
        self._nodes += 1
        mark = getattr(event, "start_mark", None)
        if self._nodes > MAX_NODES:
            self.refuse("nodes", mark, f"more than {MAX_NODES:,} values", "split the case into several files")
            raise _StopError
        if getattr(event, "anchor", None):
            self.refuse("anchor", mark, f"&{event.anchor}")  # type: ignore[attr-defined]
        # `!` on a plain scalar arrives as implicit (False, False) with tag None or "!".
        if getattr(event, "tag", None) is not None or getattr(event, "implicit", None) == (False, False):
            self.refuse("tag", mark, str(getattr(event, "tag", None) or "!"))

    def _place(self, stack: list[_Open], node: Node) -> None:
        if not stack:
            self.root = node
            return
        top = stack[-1]
        if not top.mapping:
            top.items.append(node)
        elif top.pending is None:
            top.pending = self._key(node, top)
        else:
            key, duplicate = top.pending
            top.pending = None
            if isinstance(node, Scalar) and node.blank:
                # The parser puts an absent value where the next token begins, lines away.
                node = replace(node, line=key.line, column=key.column)
            if not duplicate:
                top.keys[key.text] = key
                top.entries.append((key, node))

    def _key(self, node: Node, top: _Open) -> tuple[Scalar, bool]:
        if not isinstance(node, Scalar):
            self.refuse("complex", _Mark(node.line - 1, node.column - 1), "a list or mapping as a key")
            return Scalar(node.line, node.column, ""), False
        if node.text == "<<":
            self.refuse("merge", _Mark(node.line - 1, node.column - 1), "<<")
        first = top.keys.get(node.text)
        if first is not None and not self.broken:
            cure = f"this key is already at {first.line}:{first.column}: keep one of the two"
            self.problems.append(Problem(node.line, node.column, f"{shorten(node.text)}:", cure, node.text))
        return node, first is not None


@dataclass(frozen=True, slots=True)
class _Mark:
    line: int
    column: int


class _Open:
    """A mapping or list whose end has not come yet."""

    def __init__(self, mark: object, mapping: bool) -> None:
        self.line, self.column = getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1
        self.mapping = mapping
        self.items: list[Node] = []
        self.entries: list[tuple[Scalar, Node]] = []
        self.keys: dict[str, Scalar] = {}
        self.pending: tuple[Scalar, bool] | None = None

    def close(self) -> Node:
        if self.mapping:
            return Mapping(self.line, self.column, tuple(self.entries))
        return Sequence(self.line, self.column, tuple(self.items))


def _scalar(mark: object, text: str, *, blank: bool = False) -> Scalar:
    return Scalar(getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1, text, blank)


def shorten(text: str, limit: int = 60) -> str:
    r"""Text on one line, cut to `limit` characters.

    Examples
    --------
    >>> shorten("one\ntwo", 6)
    'one t…'
    """
    shown = " ".join(text.split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _syntax_cure(what: str) -> str:
    if "\\t" in what:
        return "indent with spaces, not tabs"
    if "mapping values are not allowed" in what or "block mapping" in what:
        return 'check the indentation, and quote text that holds ": "'
    if "cannot start any token" in what:
        return "quote the text"
    return "check quotes, brackets and indentation here"
