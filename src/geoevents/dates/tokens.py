"""Text to tokens of dates: numbers of days and years, clocks, months, and the small words between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from geoevents.dates.vocabulary import Form, Vocabulary, fold, vocabulary
from geoevents.errors import WhenError

ISO = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[t ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r" ?(?P<zone>z|utc|[+-][0-9]{2}(?::?[0-9]{2})?)?(?![\w])"
)
EDTF = re.compile(r"[0-9x]{4}(?:-[0-9x]{2}(?:-[0-9x]{2})?)?[?~%]?")

#: Kinds that only tokens have, no word of a lexicon: those of numbers and marks, and what is not understood.
MOMENT, ISO_DATE, EDTF_DATE, NUMERIC, CLOCK, YEAR, COMMA, UNKNOWN = "j", "i", "k", "x", "c", "y", ",", "?"

_NUMBERS = (
    (MOMENT, re.compile(ISO.pattern.replace("[t ]", "t"))),
    (ISO_DATE, re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")),
    (EDTF_DATE, re.compile(r"[0-9]{4}-[0-9]{2}[?~%]?(?![\w-])")),
    (NUMERIC, re.compile(r"(?P<first>[0-9]{1,2})([/.])(?P<second>[0-9]{1,2})\2(?P<year>[0-9]{4}|[0-9]{2})(?![\w])")),
    (CLOCK, re.compile(r"(?P<hour>[0-9]{1,2})(?: ?: ?|h)(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?(?![0-9])")),
    (YEAR, re.compile(r"[0-9]{4}(?![\w])")),
    ("d", re.compile(r"[0-9]{1,2}(?![0-9])")),
)
_ORDINAL = re.compile(r"-?(?P<suffix>[^\W\d_]+|[º°])")
_HALF = re.compile(r"(?P<half>[ap])\.? ?m\.?(?![\w])")
_ZONE = re.compile(r"(?:utc|gmt) ?(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?(?![\w:])")
_OFFSET = re.compile(r" ?(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?(?![\w:])")
_MARKS = dict.fromkeys(",،;()[]", COMMA) | {"-": "-", "–": "-", "/": "/", "~": "~"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark: its kind (one letter), its value, and where it stands in the folded text."""

    kind: str
    value: Any
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is looked up, with the place that each of its characters had in the original."""

    text: str
    places: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the folded text stands in the original."""
        return self.places[start], self.places[end - 1] + 1


def folded(text: str) -> Folded:
    """Fold a text letter by letter, white space to single spaces, and keep where each stood."""
    letters: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        plain = " " if letter.isspace() else fold(letter)
        if plain == " " and letters[-1:] == [" "]:
            continue
        letters.extend(plain)
        places.extend([at] * len(plain))
    return Folded("".join(letters), tuple(places))


def lex(plain: str, text: str) -> list[Token]:
    """Tokens of a folded text, without white space; `text` is what errors quote.

    Raises
    ------
    WhenError
        For "10:00-11:00", which may be a range or an offset from UTC.
    """
    known = vocabulary()
    tokens: list[Token] = []
    at = 0
    while at < len(plain):
        letter = plain[at]
        if letter == " ":
            at += 1
            continue
        token = _token(plain, at, tokens, known, text)
        if token is not None:
            tokens.append(token)
        at = token.end if token is not None else at + 1
    return _one_month_of_two(tokens, text)


def _token(plain: str, at: int, before: list[Token], known: Vocabulary, text: str) -> Token | None:
    letter = plain[at]
    if letter in "0123456789":
        return _number(plain, at, known)
    if letter in "+-" and before and before[-1].kind == CLOCK and plain[before[-1].end : at] in ("", " "):
        offset = _OFFSET.match(plain, at)
        if offset is not None and not (letter == "-" and _is_range(offset, plain, text)):
            return Token("z", offset, at, offset.end(), offset[0])
    if letter in _MARKS:
        return Token(_MARKS[letter], None, at, at + 1, letter)
    if letter == ".":
        # The full stop of an abbreviation ("Sept.", "г.") says nothing; any other is not understood.
        follows = bool(before) and before[-1].end == at and not before[-1].text[-1].isdigit()
        return None if follows else Token(UNKNOWN, None, at, at + 1, letter)
    for kind, pattern in (("a", _HALF), ("z", _ZONE)):
        found = pattern.match(plain, at)
        if found is not None and not plain[at - 1 : at].isalpha():
            return Token(kind, found["half"] + "m" if kind == "a" else found, at, found.end(), found[0])
    return _word(plain, at, known)


def _number(plain: str, at: int, known: Vocabulary) -> Token:
    for kind, pattern in _NUMBERS:
        found = pattern.match(plain, at)
        if found is None:
            continue
        end = found.end()
        if kind == "d":
            suffix = _ORDINAL.match(plain, end)
            end = suffix.end() if suffix is not None and suffix["suffix"] in known.ordinals else end
            return Token(kind, int(found[0]), at, end, plain[at:end])
        return Token(kind, int(found[0]) if kind == YEAR else found, at, end, found[0])
    end = at
    while end < len(plain) and plain[end] in "0123456789":
        end += 1
    return Token(UNKNOWN, None, at, end, plain[at:end])


def _word(plain: str, at: int, known: Vocabulary) -> Token:
    end = at + 1
    if plain[at].isalpha():
        while end < len(plain) and plain[end].isalpha():
            end += 1
    for form in known.forms.get(plain[at:end], ()):
        stop = _form_end(form, plain, at)
        if stop is not None:
            return Token(form.kind, form.value, at, stop, plain[at:stop])
    return Token(UNKNOWN, None, at, end, plain[at:end])


def _form_end(form: Form, plain: str, at: int) -> int | None:
    """Where a form ends that begins here, or None. Spaces and hyphens may stand for each other inside it."""
    for number, atom in enumerate(form.atoms):
        if number and atom.isalpha():
            while at < len(plain) and plain[at] in " -":
                at += 1
        if not plain.startswith(atom, at):
            return None
        at += len(atom)
        if atom.isalpha() and plain[at : at + 1].isalpha():
            return None
    return at


def _is_range(offset: re.Match[str], plain: str, text: str) -> bool:
    """Whether "-11:00" after a time ends a range. Below 15 hours it may be an offset just as well."""
    if int(offset["hours"]) > 14:
        return True
    clock = offset[0].strip().lstrip("-")
    raise WhenError(
        f"{text[:80]!r}: until {clock}, or at UTC-{clock}?", cure=f'Write "to {clock}", or UTC-{clock} with the time.'
    )


def _one_month_of_two(tokens: list[Token], text: str) -> list[Token]:
    """Take "نيسان/أبريل", one month by its two names, for one; two different months are an error."""
    kept: list[Token] = []
    for number, token in enumerate(tokens):
        if number >= 2 and token.kind == "m" and tokens[number - 1].kind == "/" and tokens[number - 2].kind == "m":
            if token.value != tokens[number - 2].value:
                raise WhenError(f"{text[:80]!r} names two months.", cure="Keep the one that is meant.")
            kept[-2:] = [Token("m", token.value, tokens[number - 2].start, token.end, token.text)]
            continue
        kept.append(token)
    return kept
