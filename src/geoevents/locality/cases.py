"""What one preposition with its case says, in languages whose nouns are declined.

Russian "в" is nothing in "в 10 км", "in" in "в Мали" and "to" in "из Гао в Кидаль"; what follows decides. And where
English has "of", a genitive has no word at all ("граница Мали", "севернее Кидаля"): the grammar gets one of no length.
The lexicon has both as data: `[prepositions]` lists what each may be, the likeliest last, `[genitive]` after what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, cast

from geoevents.locality.atoms import visible
from geoevents.locality.token import Token

_SILENT = frozenset({"ARTICLE", "LIMITING", "QUOTE"})
_HEDGES = frozenset({"ABOUT", "LESS", "ATLEAST", "OVER", "AROUND", "NEAR", "PREPOSITION"})
_AMOUNTS = frozenset({"NUMBER", "AMOUNT", "BEARING"})
_NATIONS = frozenset({"COUNTRY", "DEMONYM", "COMBINING", "NATIONAL", "DASH", "BORDERADJ"})
_NAMED = frozenset({"NAME", "FEATURE", "COUNTRY", "DEMONYM", "BORDERADJ"})
_ROUTES = frozenset({"ROAD", "HALFWAY"})
#: What a hyphen makes one name of, with the type of what stands before it: "Порт-Судан", "Порт-Жантиль".
_TIED = frozenset({("NAME", "FEATURE"), ("NAME", "VAGUE"), ("NAME", "THING"), ("COUNTRY", "FEATURE")})
_BEFORE_A_TOWN = frozenset(
    {"PREPOSITION", "NEAR", "FEATURE", "POINT", "BETWEEN", "AND", "OF", "FROM", "OUTSKIRTS", "JUSTOUTSIDE", "INSIDE"}
)
#: What can have a northern part.
_HAS_PARTS = frozenset({"COUNTRY", "DEMONYM", "TERRITORY", "NAME", "COAST", "BORDER", "OUTSKIRTS"})
_STARTS = frozenset({"", "PUNCT", "COMMA", "COLON", "LPAR", "NEUTRAL"})
#: How many words after a border its side may be said.
_BORDER_IS_NEAR = 9
#: Roles that are no types of their own.
_ROLES = MappingProxyType({"RANGE": "ARTICLE", "SIDE_ON": "ON", "FAR": "BY"})


def read_cases(tokens: list[Token], text: str, lexicon: Mapping[str, Any]) -> list[Token]:
    """Tokens of a text with its prepositions and genitives read, where the language has both."""
    if "genitive" in lexicon:
        tokens = read_sides(read_names(tokens, text, lexicon["genitive"]), text, lexicon["genitive"])
    if "prepositions" in lexicon:
        tokens = read_inverted(read_prepositions(tokens))
    return read_genitives(tokens, text, lexicon["genitive"]) if "genitive" in lexicon else tokens


def read_names(tokens: Sequence[Token], text: str, genitive: Mapping[str, Any]) -> list[Token]:
    """Names that words of the lexicon are part of, and the adjective of an area that follows a name.

    "Южное" behind a preposition is a town and no direction, "Порт-Судан" one name, "Купянск Харьковской" two.
    """
    out: list[Token] = []
    for at, token in enumerate(tokens):
        words = text[token.start : token.end]
        following = _following(tokens, at)
        if len(out) > 1 and (token.type, out[-2].type) in _TIED and _is_tied(tokens, at, text):
            first = out[-2]
            out[-2:] = [Token("NAME", visible(text[first.start : token.end]), first.start, token.end)]
        elif token.type == "FEATURE" and out and out[-1].type == "NUMBER" and words in genitive.get("after_number", ()):
            out.append(Token("UNIT", genitive["after_number"][words], token.start, token.end))  # "м." is "town" as well
        elif token.type == "VAGUE" and words[0].isupper() and out and out[-1].type in _BEFORE_A_TOWN:
            out.append(Token("NAME", visible(words), token.start, token.end) if following not in _HAS_PARTS else token)
        elif token.type == "TERRITORY" and (following in ("FEATURE", "AREAKIND") or _opens_area(tokens, at)):
            out.append(replace(token, type="ARTICLE"))  # "на территории Сумской области" is "in Sumy oblast"
        elif token.type == "VAGUE" and following in ("NAME", "FEATURE"):
            out.append(replace(token, type="PART"))
        elif token.type == "NAME" and following == "AREAKIND" and words.endswith(tuple(genitive["adjectives"])):
            *_, area = words.split()
            town = words.removesuffix(area).rstrip()
            if town:
                out.append(Token("NAME", visible(town), token.start, token.start + len(town)))
            out.append(Token("NAME", area, token.end - len(area), token.end))
        else:
            out.append(token)
    return out


def read_sides(tokens: Sequence[Token], text: str, genitive: Mapping[str, Any]) -> list[Token]:
    """Take "from the Malian side" for where something came from, unless it is a border's side that was just named."""
    out = list(tokens)
    last_border = -_BORDER_IS_NEAR
    said = 0
    for at, token in enumerate(tokens):
        said += token.type not in _SILENT
        if token.type == "BORDER":
            last_border = said
        far = said - last_border >= _BORDER_IS_NEAR and _following(tokens, at) != "BORDER"
        if far and token.type == "SIDE" and text[token.start : token.end].casefold() in genitive["sides"]:
            out[at] = replace(token, type="WORD")
    return out


def read_prepositions(tokens: Sequence[Token]) -> list[Token]:
    """Give each preposition the type that fits what follows; the last that it may have when none does."""
    kept = [token for token in tokens if token.type not in _SILENT]
    for at, token in enumerate(kept):
        if token.type == "PREPOSITION":
            roles = cast("tuple[str, ...]", token.value)
            role = next((role for role in roles[:-1] if _WHERE[role](kept, at)), roles[-1])
            kept[at] = Token(_ROLES.get(role, role), None, token.start, token.end)
    said = iter(kept)
    return [token if token.type in _SILENT else next(said) for token in tokens]


def read_genitives(tokens: Sequence[Token], text: str, genitive: Mapping[str, Any]) -> list[Token]:
    """Put an "of" without length between a noun and the genitive that follows it.

    A village at the start is one that is named there; elsewhere it belongs to what stands before it.
    """
    out: list[Token] = []
    last, named = "", False
    for at, token in enumerate(tokens):
        out.append(token)
        if token.type in _SILENT:
            continue
        after = _next(tokens, at)
        before, last = last, token.type
        named = token.type == "NAME" or (named and token.type != "PUNCT")
        if token.type == "FEATURE" and (before not in _STARTS or (before == "COMMA" and named)):
            continue
        if token.type == "DEMONYM" and after is not None and after.type == "NAME":  # "у сирийской Пальмиры"
            out[-1] = replace(token, type="BELONGING")
        if after is None or after.type not in genitive.get(token.type, ()):
            continue
        # Of the names of a point only its comparative takes a genitive: "севернее Кидаля", but "на север от Кидаля".
        if token.type != "POINT" or text[token.start : token.end].endswith(genitive["comparative"]):
            out.append(Token("OF", None, after.start, after.start))
    return out


def read_inverted(tokens: Sequence[Token]) -> list[Token]:
    """Read "километрах в десяти" as "about ten kilometres": a unit before its number makes it a round one."""
    out: list[Token] = []
    for token in tokens:
        behind = [at for at in range(max(0, len(out) - 4), len(out)) if out[at].type not in ("LIMITING", "QUOTE")][-3:]
        kinds = [out[at].type for at in behind]
        begins = len(kinds) < 3 or kinds[0] not in ("NUMBER", "ODD", "WORD")
        if token.type == "NUMBER" and kinds[-2:] == ["UNIT", "ARTICLE"] and begins:
            unit = out[behind[-2]]
            number, _ = cast("tuple[str, bool]", token.value)
            del out[behind[-2] :]
            out.append(Token("NUMBER", (number, True), unit.start, token.end))
            out.append(replace(unit, start=token.end, end=token.end))
        else:
            out.append(token)
    return out


def _next(tokens: Sequence[Token], at: int) -> Token | None:
    """The next token that is not silent."""
    at += 1
    while at < len(tokens) and tokens[at].type in _SILENT:
        at += 1
    return tokens[at] if at < len(tokens) else None


def _following(tokens: Sequence[Token], at: int) -> str:
    """Its type."""
    after = _next(tokens, at)
    return after.type if after is not None else ""


def _opens_area(tokens: Sequence[Token], at: int) -> bool:
    """Whether a name and what kind of area it is follow."""
    kinds = [token.type for token in tokens[at + 1 : at + 6] if token.type not in _SILENT]
    return kinds[:2] == ["NAME", "AREAKIND"]


def _is_tied(tokens: Sequence[Token], at: int, text: str) -> bool:
    """Whether a hyphen without spaces ties a token to a capitalised one before it."""
    if at < 2 or tokens[at - 1].type != "DASH" or not text[tokens[at - 2].start].isupper():
        return False
    return tokens[at - 2].end == tokens[at - 1].start and tokens[at - 1].end == tokens[at].start


def _type(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].type if 0 <= at < len(tokens) else ""


def _counted(tokens: Sequence[Token], at: int) -> bool:
    """A quantity or coordinates follow: "в 10 км", "в более чем 10 км"."""
    if _type(tokens, at + 1) == "COORD":
        return True
    if _type(tokens, at + 1) == "UNIT":  # "километрах в десяти", behind another preposition or at the start
        return _type(tokens, at + 2) == "PREPOSITION" and _type(tokens, at + 3) == "NUMBER"
    first = at + 1 + (_type(tokens, at + 1) in _HEDGES)
    return _type(tokens, first) in _AMOUNTS


def _ranged(tokens: Sequence[Token], at: int) -> bool:
    """A range follows: "от 3 до 5 км"."""
    rest = [_type(tokens, at + step) for step in (1, 2, 3, 4)]
    ways = (["NUMBER", "PREPOSITION", "NUMBER"], ["NUMBER", "TO", "NUMBER"], ["NUMBER", "DASH", "NUMBER"])
    return rest[:3] in ways or (rest[1] == "UNIT" and [rest[0], *rest[2:]] in ways)


def _far(tokens: Sequence[Token], at: int) -> bool:
    """How far it is at a heading that was said before: "южнее Кидаля, на удалении 8 км"."""
    before = [token.type for token in tokens[max(0, at - 6) : at]]
    if _type(tokens, at - 1) != "NAME" or not {"POINT", "BEARING"} & set(before) or "UNIT" in before:
        return False
    first = at + 1 + (_type(tokens, at + 1) in _HEDGES)
    ends = _type(tokens, first + 2) in ("", "PUNCT", "COMMA", "AND", "RPAR")
    return _type(tokens, first) == "NUMBER" and _type(tokens, first + 1) == "UNIT" and ends


def _less(tokens: Sequence[Token], at: int) -> bool:
    """Up to a number, that is not the end of a range."""
    return _type(tokens, at - 1) != "NUMBER" and _type(tokens, at + 1) in ("NUMBER", "AMOUNT")


def _to(tokens: Sequence[Token], at: int) -> bool:
    """To a point of the compass, to the end of a range, to the end of a road."""
    if _type(tokens, at + 1) in ("POINT", "BEARING"):
        return True
    if _type(tokens, at + 1) == "NUMBER":
        return _type(tokens, at - 1) == "NUMBER"
    if "ORIGIN" in (_type(tokens, at - 2), _type(tokens, at - 3)) and _type(tokens, at - 1) in ("NAME", "COUNTRY"):
        return _type(tokens, at + 1) in _NAMED  # "из Гао в Кидаль"
    before = [token.type for token in tokens[max(0, at - 8) : at]]
    route = max((place for place, kind in enumerate(before) if kind in _ROUTES), default=-1)
    return (
        route >= 0
        and not {"TO", "PUNCT", "UNIT", "OR", "BETWEEN"} & set(before[route:])
        and _type(tokens, at + 1) in _NAMED
    )


def _on(tokens: Sequence[Token], at: int) -> bool:
    """On a border, on a side: after up to four words of countries."""
    for step in range(1, 6):
        kind = _type(tokens, at + step)
        if kind in ("BORDER", "SIDE"):
            return kind == "SIDE" or _type(tokens, at + step + 1) != "FEATURE"
        if kind not in _NATIONS:
            return False
    return False


def _from(tokens: Sequence[Token], at: int) -> bool:
    """From the beginning of a road."""
    return _type(tokens, at - 1) in _ROUTES


def _side(tokens: Sequence[Token], at: int) -> bool:
    """On a side, with "with": "с малийской стороны"."""
    return _type(tokens, at + 1) in ("DEMONYM", "NATIONAL") and _type(tokens, at + 2) == "SIDE"


def _along(tokens: Sequence[Token], at: int) -> bool:
    return _type(tokens, at + 1) in ("ROAD", "BORDER", "RIVER")


def _in_country(tokens: Sequence[Token], at: int) -> bool:
    return _type(tokens, at + 1) == "COUNTRY"


def _inside(tokens: Sequence[Token], at: int) -> bool:
    return _type(tokens, at + 1) in _NAMED | {"TERRITORY", "WATERS", "NATIONAL", "AREAKIND"}


def _inland(tokens: Sequence[Token], at: int) -> bool:
    """Inland from a coast: nothing that one could be inside follows."""
    return _type(tokens, at + 1) not in _NAMED | {"TERRITORY", "WATERS", "NATIONAL", "LAND"}


#: When a preposition is what: by what stands around it.
_WHERE: Mapping[str, Callable[[Sequence[Token], int], bool]] = MappingProxyType(
    {
        "ARTICLE": _counted,
        "RANGE": _ranged,
        "FAR": _far,
        "LESS": _less,
        "TO": _to,
        "ON": _on,
        "SIDE_ON": _side,
        "FROM": _from,
        "ALONG": _along,
        "IN": _in_country,
        "INSIDE": _inside,
        "INLAND": _inland,
    }
)
