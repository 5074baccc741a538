"""What is said of a place without a word for it: first in a text, and behind "or" and "and"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from geoevents.errors import PhraseError, UnknownPlaceError
from geoevents.locality.clauses import Builder
from geoevents.locality.islands import longest
from geoevents.locality.parts import NotReadError
from geoevents.locality.token import Token
from geoevents.locality.tokens import Tokens
from geoevents.model import AnyOf, AreaRef, Clause, Distance, InArea, Inside, Near, Offset, PlaceRef

_PARTS = ("COMMA", "COLON")
_ENDS = frozenset({"COMMA", "COLON", "WHOSE", "PUNCT", "AND", "OR", "LPAR", "RPAR"})
_OF_AN_ADDRESS = frozenset({"area", "in_area", "at"})


def said_without_a_word(
    builder: Builder, kept: Sequence[Token], at: int, since: int, clauses: Sequence[Clause]
) -> tuple[list[Clause], int] | None:
    """Read a place or country at a token of which nothing is said, and where it ends; None where there is none.

    "Algeria: 8 km NE of Adrar", "Bol, Lac region", "near Gao or Kidal", "near Gao and Kidal".
    """
    token = kept[at]
    after = [kept[index].type for index in range(at + 1, min(at + 3, len(kept)))]
    first = at == 0 or (kept[at - 1].type in _PARTS and at - 1 == since == 1)
    if token.type == "OR":
        found = _same_of_another(builder, kept, at + 1, clauses)
        return ([found[0]], found[1]) if found else ([], at + 1)
    if token.type == "AND" and at == since and isinstance(clauses[-1] if clauses else None, Near):
        found = _same_of_another(builder, kept, at + 1, clauses)
        ends = found is not None and (found[1] == len(kept) or kept[found[1]].type in _ENDS)
        return ([found[0]], found[1]) if found and ends else None
    if token.type == "COMMA" and at == since and (area := _state_behind(builder, kept, at)) is not None:
        return [area], at + 2
    if not first or not after or longest(kept, at) is not None:
        return None
    if token.type == "COUNTRY" and after[0] in _PARTS and after[1:] not in ([], ["COUNTRY"], ["AND"]):
        words = builder.tokens.text[token.start : token.end]
        span = (token.start, token.end)
        inside = Inside(text=words, span=span, inferred=("relation",), country=str(token.value))
        return [inside], at + 1
    if token.type != "NAME":
        return None
    if after[0] == "COMMA" and _state_behind(builder, kept, at + 1) is not None:  # "Springfield, Illinois"
        return _place(builder, kept, at)
    address = longest(kept, at + 2) if after[0] in _PARTS else None
    if after[0] == "OR" or (address is not None and address[0].children[0].data in _OF_AN_ADDRESS):
        return _place(builder, kept, at)
    return None


def _state_behind(builder: Builder, kept: Sequence[Token], comma: int) -> InArea | None:
    """Read the state or province that follows a name and a comma: "10 km east of Springfield, Illinois"."""
    if comma == 0 or comma + 1 >= len(kept) or kept[comma - 1].type not in ("NAME", "TOWN"):
        return None
    name = kept[comma + 1]
    following = kept[comma + 2].type if comma + 2 < len(kept) else ""
    if name.type != "NAME" or following not in ("", "COMMA", "WHOSE", "PUNCT", "RPAR", "COUNTRY"):
        return None
    from geoevents.gazetteer.areas_meant import areas_named, holds
    from geoevents.gazetteer.places import candidates

    meant = areas_named(str(name.value))
    before = next((token for token in reversed(kept[:comma]) if token.type == "NAME"), None)
    if not meant or before is None:
        return None
    try:
        towns = candidates(str(before.value))
    except UnknownPlaceError:
        return None
    # "In Kabul, Kandahar" may be a list: it is an address where one lies in the other.
    if not any(holds(area, towns) for area in meant):
        return None
    words = builder.tokens.text[name.start : name.end]
    area = AreaRef(str(name.value), meant[0].kind)
    return InArea(text=words, span=(name.start, name.end), inferred=("area.kind",), area=area)


def ways(tokens: Tokens, clauses: Sequence[Clause], ors: Sequence[Token]) -> tuple[Clause, ...]:
    """Part clauses at every "or"; a first one may open them ("either ... or").

    What a comma parts from the ways, before the first and behind the last "or", holds whichever it is ("in Mali, near
    Gao or near Kidal"; "Nawa or Sangin, Helmand province"), unless they are a list ("near Gao, near Ber or at Kidal").

    Raises
    ------
    PhraseError
        When one of the ways says nothing.
    """
    parted: list[list[Clause]] = []
    starts = [0, *(token.start for token in ors)]
    for start, end in zip(starts, [*starts[1:], len(tokens.text) + 1], strict=True):
        parted.append([clause for clause in clauses if start <= clause.span[0] < end])
    if not parted[0]:
        parted.pop(0)
    if len(parted) < 2 or not all(parted):
        word = tokens.text[ors[-1].start : ors[-1].end]
        raise PhraseError(
            f'not understood: "{word}": one of the alternatives says nothing that can be placed.',
            cure="Keep the one that is meant in read:",
        )
    commas = [token.start for token in tokens.all if token.type in ("COMMA", "COLON")]
    parts = _runs(parted[0], commas)
    listed = [run for run in parts if len(run) == 1 and type(run[0]) is type(parts[-1][0])]
    before = [] if len(listed) == len(parts) else [clause for run in parts[:-1] for clause in run]
    first = parts if len(listed) == len(parts) else parts[-1:]
    last, *behind = _runs(parted[-1], commas)
    ways = [*first, *parted[1:-1], last]
    after = [clause for run in behind for clause in run]
    start, end = ways[0][0].span[0], ways[-1][-1].span[1]
    either = AnyOf(text=tokens.text[start:end], span=(start, end), options=tuple(map(tuple, ways)))
    return (*before, either, *after)


def _runs(clauses: Sequence[Clause], commas: Sequence[int]) -> list[list[Clause]]:
    """Part clauses where a comma stands between them."""
    runs: list[list[Clause]] = [[clauses[0]]]
    for one, other in pairwise(clauses):
        if any(one.span[1] <= comma <= other.span[0] for comma in commas):
            runs.append([other])
        else:
            runs[-1].append(other)
    return runs


def _place(builder: Builder, kept: Sequence[Token], at: int) -> tuple[list[Clause], int] | None:
    found = longest(kept, at, "alone")
    if found is None:
        return None
    try:
        return [builder.clause(found[0])], found[1]
    except NotReadError:
        return None


def _same_of_another(
    builder: Builder, kept: Sequence[Token], at: int, clauses: Sequence[Clause]
) -> tuple[Clause, int] | None:
    """Say of the place at a token what the last clause says of another: "near Gao or Kidal"."""
    said = clauses[-1] if clauses else None
    if said is None or longest(kept, at) is not None:
        return None
    found = _place(builder, kept, at)
    if found is None:
        return None
    other = found[0][0]
    if not isinstance(other, Near):  # a border, and no place
        return None
    if isinstance(said, Near | Offset) and isinstance(said.anchor, PlaceRef):
        return replace(said, anchor=other.anchor, text=other.text, span=other.span), found[1]
    if isinstance(said, Distance) and isinstance(said.target, PlaceRef):
        return replace(said, target=other.anchor, text=other.text, span=other.span), found[1]
    return None
