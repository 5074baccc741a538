"""The analyst's notation for events to links between them, and to clauses about one."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from geoevents.errors import PhraseError
from geoevents.locality.clauses import Builder
from geoevents.locality.islands import longest
from geoevents.locality.parts import HEDGES, NotReadError
from geoevents.locality.token import FUNCTION, Token
from geoevents.locality.tokens import Tokens, tokenise
from geoevents.locality.vocabulary import languages_of
from geoevents.model import Between, Clause, Distance, EventRef, Link, Near, Offset, Orthogonal, Toward
from geoevents.motion import Duration, Speed, metres_per_second

_MAX_TOKENS = 200
_BEFORE_AN_EVENT = frozenset({"AFTER", "BEFORE", "SAME", "COMMA", "AND", "FROM", "OF", "DE", "NEAR"})
_CURE = (
    'Write "debris after crash", "A, B and C at the same place", "wreck 441 m from link-loss", '
    '"debris 300 m southeast of crash", "wreck reachable from link-loss at 300 km/h in 20 minutes" '
    'or "strike inside Mali".'
)


def parse_link(
    text: str, events: Sequence[str], lang: str | None = None, speaker: str | None = None
) -> tuple[Link | tuple[str, Clause], ...]:
    """Read a link or a supposition.

    Parameters
    ----------
    text
        "debris after crash", "A before B", "A, B and C at the same place", "wreck 441 m from link-loss",
        "debris within 300 m of crash", "debris 300 m southeast of crash", "wreck reachable from link-loss at 300 km/h
        in 20 minutes" (without a time: in what the claims' times leave), "strike inside Mali".
    events
        Ids of the events there are; hyphens may be written as spaces.
    lang
        Code of a language that there is a lexicon of; None tries English first, and those with the letters of the text.
    speaker
        Country that "national" refers to.

    Returns
    -------
    tuple of Link or (event id, clause)
        Links have kind "same place" (one for each neighbouring pair of a list), "separation", "offset", "reach",
        "after" or "before", and ids such as "debris/after/crash". Every word of the text is used.

    Raises
    ------
    PhraseError
        For an event that does not exist ("no such event; did you mean crash?"), for words that are left over, for
        "near" without a distance, and for a speed or a time that bounds nothing ("at least 300 km/h").

    Examples
    --------
    >>> parse_link("debris after crash", ["crash", "debris"])[0].kind
    'after'
    >>> (offset,) = parse_link("debris 300 m southeast of crash", ["crash", "debris"])
    >>> offset.kind, offset.distance.number, offset.bearing.deg
    ('offset', '300', 135.0)
    """
    spellings = {form: event for event in events for form in (event, event.replace("-", " "), event.replace("_", " "))}
    failures: list[PhraseError] = []
    for language in [lang] if lang else [language for some in languages_of(text) for language in some]:
        try:
            return _read(tokenise(text, language, spellings, speaker=speaker), events, speaker)
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
        return tuple(_tied(event, clause, tokens.text) for clause in clauses)
    named = [str(kept[at].value) for at in _event_positions(tree, kept)]
    kind = str(tree.data).replace("_", " ")
    for a, b in pairwise(named):
        if a == b:
            raise PhraseError(f"{tokens.text[:80]!r} links {a} to itself.", cure="Name two events.")
    speed, lasting = _pace(tree, kept, tokens.text) if kind == "reach" else (None, None)
    return tuple(
        Link(_id(kind, a, b), kind, a, b, tokens.text, speed=speed, lasting=lasting) for a, b in pairwise(named)
    )


def _event_positions(tree: Any, kept: Sequence[Token]) -> list[int]:
    positions = sorted(leaf.start_pos for leaf in tree.scan_values(lambda _: True))
    return [at for at in positions if kept[at].type == "EVENT"]


def _pace(tree: Any, kept: Sequence[Token], text: str) -> tuple[Speed | None, Duration | None]:
    """Give the speed and the time of a reach; each must bound it from above."""
    found: dict[str, Any] = {}
    for part in tree.iter_subtrees():
        if part.data in ("speed", "lasting"):
            *hedge, figure = sorted(leaf.start_pos for leaf in part.scan_values(lambda _: True))
            value: Any = kept[figure].value
            if hedge:
                words = text[kept[hedge[0]].start : kept[figure].end]
                value = replace(value, text=words, hedge=HEDGES[kept[hedge[0]].type])
            if value.hedge == "at least":
                more = "faster" if part.data == "speed" else "longer"
                raise PhraseError(
                    f'"{value.text[:60]}" may be any {more}, so nothing is out of reach.',
                    cure=f"Write the most that it can be: at most {value.number} {value.unit}.",
                )
            found[str(part.data)] = value
    if "speed" not in found or metres_per_second(found["speed"], "exact").value <= 0:
        raise PhraseError(f"{text[:80]!r} does not say how fast.", cure='Write a speed: "at 300 km/h".')
    return found.get("speed"), found.get("lasting")


def _tied(event: str, clause: Clause, text: str) -> Link | tuple[str, Clause]:
    """Give what a clause says of an event: a link where it is measured from another one."""
    match clause:
        case Offset(distance=distance, bearing=bearing, anchor=EventRef(event=other)):
            link = Link(_id("offset", event, other), "offset", event, other, text, distance=distance, bearing=bearing)
        case Distance(distance=distance, target=EventRef(event=other)):
            link = Link(_id("separation", event, other), "separation", event, other, text, distance=distance)
        case Near(within=within, anchor=EventRef(event=other)):
            if within is None:
                raise PhraseError(
                    f"{text[:80]!r} does not say how near.",
                    cure=f"Write how far they can be apart: {event} within 300 m of {other}.",
                )
            within = replace(within, hedge="less than")
            link = Link(_id("separation", event, other), "separation", event, other, text, distance=within)
        case Toward(anchor=EventRef(event=other)) | Orthogonal(anchor=EventRef(event=other)):
            raise PhraseError(
                f"{text[:80]!r} does not say how far, and on which heading.",
                cure=f"Write one distance and one heading: {event} 300 m south of {other}.",
            )
        case Between(first=EventRef()) | Between(second=EventRef()):
            raise PhraseError(
                f"{text[:80]!r} puts an event between others, which no link can.",
                cure=f"Write how far it is from each: {event} within 300 m of the other.",
            )
        case _:
            return event, clause
    if other == event:
        raise PhraseError(f"{text[:80]!r} links {event} to itself.", cure="Name two events.")
    return link


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
    words = words or [token for token in rest if token.type not in FUNCTION | {"EVENT"}] or list(rest)
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
