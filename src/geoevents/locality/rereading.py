"""Tokens read once more, where only what follows tells what they are."""

from __future__ import annotations

from collections.abc import Sequence

from geoevents.locality.atoms import key_of, visible
from geoevents.locality.token import BEFORE_A_NAME, DROPPED, Token
from geoevents.locality.vocabulary import Vocabulary

#: After a country that is none of the name before it: "near Gao, Mali's border".
_NO_COUNTRY_OF_A_NAME = frozenset({"POSS", "BORDER", "TERRITORY", "WATERS", "COAST", "LAND", "DASH", "COMBINING"})
_RANGES = (["NUMBER", "TO", "NUMBER"], ["NUMBER", "DASH", "NUMBER"])


def names_in_lower_case(
    tokens: list[Token], text: str, most: int, words: Vocabulary, contracted: Sequence[str] = ()
) -> list[Token]:
    """Where nobody wrote a capital, unknown words after "near" or "of" are a name: "near tin zaouatine".

    An article in between ("near the river") says that it is no name, also one that is `contracted` with the preposition
    (Spanish "del"); so do more than `most` words, in a language without articles. Some words are never one ("near us").
    """
    if any(token.type == "NAME" for token in tokens):
        return tokens
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        opens = token.type == "WORD" and bool(out) and out[-1].type in BEFORE_A_NAME
        opens = opens and key_of(text[token.start : token.end]) not in words.no_names
        if not opens or text[out[-1].start : out[-1].end].casefold().endswith(tuple(contracted)):
            out.append(token)
            at += 1
            continue
        after = at + 1
        while after < len(tokens) and (tokens[after].type == "WORD" or _joins_words(tokens, after)):
            after += 1
        name = visible(text[token.start : tokens[after - 1].end])
        if len(name.split()) > most:
            out += tokens[at:after]
        else:
            out.append(Token("NAME", name, token.start, tokens[after - 1].end))
        at = after
    return out


def _goes_on_after_a_country(following: list[str]) -> bool:
    """Whether a country belongs to what comes after it: "near Gao, Mali's border", "near Gao, Mali and Niger"."""
    if following[:1] == ["AND"]:
        return following[1:] in (["COUNTRY"], ["DEMONYM"])
    return bool(following) and following[0] in _NO_COUNTRY_OF_A_NAME


def countries_of_names(tokens: list[Token]) -> list[Token]:
    """Mark the comma of "Gao, Mali" and "Kaya, au Burkina Faso": another one ends a clause."""
    out = list(tokens)
    said = [(at, token.type) for at, token in enumerate(tokens) if token.type not in DROPPED]
    for here in range(1, len(said) - 1):
        at, kind = said[here]
        if kind != "COMMA" or said[here - 1][1] not in ("NAME", "TOWN"):
            continue
        after = here + 1 + (said[here + 1][1] == "IN")
        if after > here + 1 and any(kind == "OR" for _, kind in said[:here]):
            continue  # "near Gao or near Kidal, in Mali" is of both
        following = [kind for _, kind in said[after + 1 : after + 3]]
        if after < len(said) and said[after][1] == "COUNTRY" and not _goes_on_after_a_country(following):
            out[at] = Token("WHOSE", None, tokens[at].start, tokens[at].end)
    return out


def borders_of_two(tokens: list[Token]) -> list[Token]:
    """Read "the border of A and B" as the one between them: without it, "and" would begin another clause."""
    said = [(at, token) for at, token in enumerate(tokens) if token.type not in DROPPED]
    out = list(tokens)
    for (_, border), (at, of), *rest in (said[i : i + 7] for i in range(len(said) - 4)):
        kinds = [token.type for _, token in rest]
        if kinds[:3] == ["COUNTRY", "AND", "DE"]:
            of_again, kinds = rest[2][0], [*kinds[:2], *kinds[3:]]
        else:
            of_again = None
        two = border.type == "BORDER" and of.type in ("OF", "DE") and kinds[:3] == ["COUNTRY", "AND", "COUNTRY"]
        if two and kinds[3:4] not in (["POSS"], ["TERRITORY"], ["BORDER"]):
            out[at] = Token("BETWEEN", None, of.start, of.end)
            if of_again is not None:
                again = out[of_again]
                out[of_again] = Token("ARTICLE", None, again.start, again.end)
    return out


def ranges(tokens: list[Token]) -> list[Token]:
    """Drop the "from" of "from 10 to 15 km"."""
    said = [(at, token.type) for at, token in enumerate(tokens) if token.type not in DROPPED]
    out = list(tokens)
    for here, (at, kind) in enumerate(said):
        if kind in ("DE", "FROM") and [kind for _, kind in said[here + 1 : here + 4]] in _RANGES:
            out[at] = Token("ARTICLE", None, tokens[at].start, tokens[at].end)
    return out


def _joins_words(tokens: list[Token], at: int) -> bool:
    tight = at + 1 < len(tokens) and tokens[at - 1].end == tokens[at].start and tokens[at].end == tokens[at + 1].start
    return tokens[at].type in ("DASH", "QUOTE") and tight and tokens[at + 1].type == "WORD"
