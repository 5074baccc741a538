"""The analyst's notation for events to links between them, and to clauses about one."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from geoevents.errors import PhraseError
from geoevents.locality.clauses import Builder, NotReadError
from geoevents.locality.islands import longest
from geoevents.locality.tokens import FUNCTION, Token, Tokens, tokenise
from geoevents.model import Clause, Distance, EventRef, Link

_MAX_TOKENS = 200
_BEFORE_AN_EVENT = frozenset({"AFTER", "BEFORE", "SAME", "COMMA", "AND", "FROM", "OF", "DE", "NEAR"})
_CURE = (
    'Write "debris after crash", "A, B and C at the same place", "wreck 441 m from link-loss" or "strike inside Mali".'
)


def parse_link(
    text: str, events: Sequence[str], lang: str | None = None, speaker: str | None = None
) -> tuple[Link | tuple[str, Clause], ...]:
    """Read a link or a supposition.

    Parameters
    ----------
    text
        "debris after crash", "A before B", "A, B and C at the same place", "wreck 441 m from link-loss",
        "strike inside Mali", "debris 300 m southeast of crash".
    events
        Ids of the events there are; hyphens may be written as spaces.
    lang
        "en" or "fr"; None tries English first.
    speaker
        Country that "national" refers to.

    Returns
    -------
    tuple of Link or (event id, clause)
        Links have kind "same place" (one for each neighbouring pair of a list), "separation", "after" or "before", and
        ids such as "debris/after/crash". Every word of the text is used.

    Raises
    ------
    PhraseError
        For an event that does not exist ("no such event; did you mean crash?"), and for words that are left over.

    Examples
    --------
    >>> parse_link("debris after crash", ["crash", "debris"])[0].kind
    'after'
    """
    spellings = {form: event for event in events for form in (event, event.replace("-", " "), event.replace("_", " "))}
    failures: list[PhraseError] = []
    for language in [lang] if lang else ["en", "fr"]:
        try:
            return _read(tokenise(text, language, spellings), events, speaker)
        except PhraseError as error:
            failures.append(error)
    raise failures[0]


def _read(tokens: Tokens, events: Sequence[str], speaker: str | None) -> tuple[Link | tuple[str, Clause], ...]:
    kept = tuple(token for token in tokens.kept if token.type != "NEUTRAL")
    found = longest(kept, 0, "link", _MAX_TOKENS)
    if found is None or any(token.type not in FUNCTION for token in kept[found[1] :]):
        raise _not_read(tokens, events, kept[found[1] if found else 0 :])
    tree, _ = found
    leaves: Any = tree.children
    if tree.data == "about":
        event = str(kept[leaves[0].start_pos].value)
        builder = Builder(tokens, kept, speaker)
        try:
            clauses = [builder.clause(child) for child in leaves[1:] if getattr(child, "data", "") == "start"]
        except NotReadError as reason:
            raise PhraseError(f"not understood: {tokens.text[:80]!r}: {reason}.", cure=_CURE) from None
        if builder.left_over:
            word = tokens.text[builder.left_over[0].start : builder.left_over[0].end]
            raise PhraseError(f'not understood: "{word}".', cure=_CURE)
        return tuple(_separation(event, clause, tokens.text) for clause in clauses)
    named = [str(kept[at].value) for at in _event_positions(tree, kept)]
    kind = str(tree.data).replace("_", " ")
    for a, b in pairwise(named):
        if a == b:
            raise PhraseError(f"{tokens.text[:80]!r} links {a} to itself.", cure="Name two events.")
    return tuple(Link(id=_id(kind, a, b), kind=kind, a=a, b=b, text=tokens.text) for a, b in pairwise(named))


def _event_positions(tree: Any, kept: Sequence[Token]) -> list[int]:
    positions = sorted(leaf.start_pos for leaf in tree.scan_values(lambda _: True))
    return [at for at in positions if kept[at].type == "EVENT"]


def _separation(event: str, clause: Clause, text: str) -> Link | tuple[str, Clause]:
    if not isinstance(clause, Distance) or not isinstance(clause.target, EventRef) or clause.bearing is not None:
        return event, clause
    other = clause.target.event
    if other == event:
        raise PhraseError(f"{text[:80]!r} links {event} to itself.", cure="Name two events.")
    return Link(_id("separation", event, other), "separation", event, other, text, distance=clause.distance)


def _id(kind: str, a: str, b: str) -> str:
    return f"{a}/{kind.replace(' ', '-')}/{b}"


def _not_read(tokens: Tokens, events: Sequence[str], rest: Sequence[Token]) -> PhraseError:
    """What to say: an event that does not exist stands first, or after a word that an event must follow."""
    everything = tokens.kept
    for at, token in enumerate(everything):
        expected = at == 0 or everything[at - 1].type in _BEFORE_AN_EVENT
        if expected and token.type in ("WORD", "NAME", "NEUTRAL", "FEATURE", "INTRUSION", "ODD", "BORDER"):
            if token.type == "NAME" and everything[at - 1].type not in ("AFTER", "BEFORE", "SAME") and at:
                continue
            word = _whole_word(tokens, everything, at)
            close = difflib.get_close_matches(word.casefold().replace(" ", "-"), events, n=1)
            hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(sorted(events)) or 'none'}"
            return PhraseError(f'"{word[:60]}": no such event; {hint}')
    unknown = [token for token in everything if token.type in ("WORD", "ODD")]
    words = unknown or [token for token in everything if token.type == "NAME"]
    words = words or [token for token in rest if token.type not in FUNCTION] or list(rest)
    word = tokens.text[words[0].start : words[0].end] if words else tokens.text
    return PhraseError(f'not understood: "{word[:60]}".', cure=_CURE)


def _whole_word(tokens: Tokens, kept: Sequence[Token], at: int) -> str:
    """The word at a token with what a hyphen ties to it."""
    end = at
    while (
        end + 2 < len(kept)
        and kept[end + 1].type == "DASH"
        and kept[end].end == kept[end + 1].start
        and kept[end + 1].end == kept[end + 2].start
    ):
        end += 2
    return tokens.text[kept[at].start : kept[end].end]
