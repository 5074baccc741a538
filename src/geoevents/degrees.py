"""Latitude and longitude in degrees as people write them: decimal, degrees and minutes, degrees, minutes and seconds.

One pass over the characters makes marks out of them, a second puts the marks together; nothing looks back,
so that hostile text costs no more than its length.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal

from geoevents.errors import CoordinateError, OffGlobeError

MAX_MARKS = 24
_MAX_DIGITS = 29

_MARKS = {
    **dict.fromkeys("°º˚∘⁰", "deg"),
    **dict.fromkeys("'′’‘ʹʼ´`ˊ‵＇", "min"),
    **dict.fromkeys("\"″”“ʺ˝‶〃＂„", "sec"),
    **dict.fromkeys(",;/،؛", "sep"),
    **dict.fromkeys("+-−–‒‐‑﹣－", "sign"),
    ":": "colon",
}  # fmt: skip
_WORDS = {
    **dict.fromkeys(["d", "deg", "degs", "degree", "degrees", "degre", "градус", "градуса", "градусов"], "deg"),
    **dict.fromkeys(["градуси", "градусів"], "deg"),
    **dict.fromkeys(["min", "mins", "minute", "minutes", "минут", "минуты", "хвилин", "хвилини"], "min"),
    **dict.fromkeys(["s", "sec", "secs", "second", "seconds", "seconde", "secondes"], "sec"),
    **dict.fromkeys(["секунд", "секунды", "секунди"], "sec"),
    **dict.fromkeys(["lat", "latitude", "широта", "широты", "широти"], "lat"),
    **dict.fromkeys(["lon", "long", "lng", "longitude", "долгота", "долготы", "довгота", "довготи"], "lon"),
    **dict.fromkeys(["درجة", "درجات"], "deg"),
    **dict.fromkeys(["دقيقة", "دقائق"], "min"),
    **dict.fromkeys(["ثانية", "ثوان", "ثواني"], "sec"),
    **dict.fromkeys(["العرض", "عرض"], "lat"),
    **dict.fromkeys(["الطول", "طول"], "lon"),
    **dict.fromkeys(["خط", "وخط"], "sep"),
    **dict.fromkeys(["latitud"], "lat"),
    **dict.fromkeys(["longitud"], "lon"),
    **dict.fromkeys(["grado", "grados"], "deg"),
    **dict.fromkeys(["minuto", "minutos"], "min"),
    **dict.fromkeys(["segundo", "segundos"], "sec"),
    **dict.fromkeys(["and", "et", "y", "und", "و", "и", "та", "і"], "sep"),
}
#: With both axes named no comma is needed between the two: "latitude 19,5 longitude 2,9".
_LABELS = re.compile(r"(?:lat|lon|широт|долгот|довгот)\w* {0,3}[:=]? {0,3}[-−]?\d+,\d", re.IGNORECASE)
_NEAR = 60
#: Said between a figure and its axis: "19,868° de latitude nord".
_BEFORE_A_LABEL = re.compile(r"(?:de|of)\s{1,3}l(?:at|on)", re.IGNORECASE)
#: Hemisphere words: axis and sign. Further languages add theirs here.
_HEMISPHERES = {
    **dict.fromkeys(["n", "north", "nord", "norte"], ("lat", 1)),
    **dict.fromkeys(["s", "south", "sud", "sur"], ("lat", -1)),
    **dict.fromkeys(["e", "east", "est", "este", "ost"], ("lon", 1)),
    **dict.fromkeys(["w", "west", "ouest", "oeste"], ("lon", -1)),
    **dict.fromkeys(["شمال", "شمالا", "شمالي"], ("lat", 1)),
    **dict.fromkeys(["جنوب", "جنوبا", "جنوبي"], ("lat", -1)),
    **dict.fromkeys(["شرق", "شرقا", "شرقي"], ("lon", 1)),
    **dict.fromkeys(["غرب", "غربا", "غربي"], ("lon", -1)),
}
#: Hemispheres in Russian and Ukrainian, whole or as initials: "с. ш.", "пн. ш.", "северной широты", "СШ".
_CYRILLIC = re.compile(
    r"(?:(?P<n>с|сев|північн[а-яії]{1,3}|северн[а-я]{2}|пн)|(?P<s>ю|южн|пд|південн[а-яії]{1,3}|южн[а-я]{2})"
    r"|(?P<e>в|вост|сх|восточн[а-я]{2}|східн[а-яії]{1,3})|(?P<w>з|зап|зх|западн[а-я]{2}|західн[а-яії]{1,3}))"
    r"\.?[ \u00a0\u202f]{0,2}(?:(?P<lat>ш|шир|широт[аыи])|(?P<lon>д|долг|довг|долгот[аы]|довгот[аи]))\b\.?",
    re.IGNORECASE,
)
#: The same as single letters, in capitals only: "с" and "в" are the commonest prepositions.
_CYRILLIC_LETTERS = {
    "С": ("lat", 1), "Пн": ("lat", 1), "Ю": ("lat", -1), "Пд": ("lat", -1), "В": ("lon", 1), "Сх": ("lon", 1),
    "З": ("lon", -1), "Зх": ("lon", -1),
}  # fmt: skip
#: Between two numbers with decimal commas: "широта 48,5945, долгота 38,0012".
_NEXT_LABEL = re.compile(r"[0-9]{1,12},\s{0,3}(?:lon|lng|long|longitude|долгота|довгота)\b", re.IGNORECASE)
_LABEL_BEFORE = re.compile(r"(?:lon|lng|long|longitude|долгота|довгота)[\s:=]{1,3}-?[0-9]{1,3}", re.IGNORECASE)
#: Languages in which a lone "O" is west (ouest, oeste, ovest) or east (Ost).
_O_IS = {"fr": -1, "es": -1, "it": -1, "pt": -1, "de": 1}
_IGNORED = frozenset("()[]{}=\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a written coordinate: `kind` is number, deg, min, sec, sep, sign, colon, hemi, lat or lon."""

    kind: str
    text: str
    start: int
    end: int
    axis: str = ""
    sign: int = 0


@dataclass(frozen=True, slots=True)
class Angle:
    """One coordinate: degrees, half of its last digit, the axis where the text says it, and the notation."""

    deg: float
    half_deg: float
    axis: str
    notation: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Latitude and longitude; `axes_written` is false when only the order tells them apart."""

    lat: Angle
    lon: Angle
    axes_written: bool


def scan(text: str, start: int = 0, lang: str | None = None, limit: int = MAX_MARKS) -> tuple[list[Mark], int]:
    """Marks from `start` on, up to a character that no coordinate has or to `limit` marks, and where that is."""
    marks: list[Mark] = []
    comma_divides = ";" in text or _LABELS.search(text, start, start + _NEAR) is not None
    at = start
    while at < len(text) and len(marks) < limit:
        letter = text[at]
        if letter.isspace() or letter in _IGNORED:
            at += 1
        elif letter.isdecimal():
            mark = _number(text, at, comma_divides)
            marks.append(mark)
            at = mark.end
        elif letter in _MARKS:
            marks.append(Mark(_MARKS[letter], letter, at, at + 1, sign=-1 if letter not in "+" else 1))
            at += 1
        elif (cyrillic := _cyrillic(text, at, marks)) is not None:
            marks.append(cyrillic)
            at = cyrillic.end
        elif letter.isalpha():
            end = at + 1
            if letter == "s" and text[end : end + 1] in tuple("NSEWO"):  # "04sN"
                marks.append(Mark("sec", letter, at, end))
                at = end
                continue
            while end < len(text) and end - at < 12 and (text[end].isalpha() or unicodedata.combining(text[end])):
                end += 1
            if marks and marks[-1].kind in ("deg", "min", "sec") and _BEFORE_A_LABEL.match(text, at):
                at = end
                continue
            word = _word(text, at, end, lang, marks)
            if word is None:
                break
            marks.append(word)
            at = end + (end < len(text) and text[end] == "." and not text[end + 1 : end + 2].isdecimal())
        else:
            break
    return _seconds_of_two_minutes(marks), at


def read_pair(marks: list[Mark], text: str) -> Pair:
    """The two coordinates that the marks write.

    Raises
    ------
    CoordinateError
        With the reason and the cure, when they do not write exactly two.
    """
    if any(mark.kind == "hemi" and not mark.axis for mark in marks):
        raise CoordinateError(
            f"{text!r}: does O mean west (ouest, oeste) or east (Ost)?", cure="Write W or E, or give the language."
        )
    first_marks, second_marks = _split(_without_dash(marks), text)
    first, second = _angle(first_marks, text), _angle(second_marks, text)
    written = bool(first.axis or second.axis)
    if written and not (first.axis and second.axis):
        raise CoordinateError(
            f"{text!r}: only one of the two has a hemisphere.", cure="Write both, such as 19.868 N 2.894 E."
        )
    if written and first.axis == second.axis:
        name = "latitudes" if first.axis == "lat" else "longitudes"
        raise CoordinateError(f"{text!r}: both are {name}.", cure="Write one N or S and one E or W.")
    lat, lon = (second, first) if first.axis == "lon" else (first, second)
    lat, lon = replace(lat, axis="lat"), replace(lon, axis="lon")
    _check_range(lat, lon, written, text)
    return Pair(lat, lon, written)


def _without_dash(marks: list[Mark]) -> list[Mark]:
    """Leave out a dash after a hemisphere: in "19° 06' N - 01° 45' E" it parts the two and is no sign."""
    ends = [index for index, mark in enumerate(marks) if mark.kind == "hemi"]
    if len(ends) != 2 or ends[1] != len(marks) - 1 or marks[ends[0] + 1].kind != "sign":
        return marks
    if marks[ends[0] + 1].end == marks[ends[0] + 2].start:
        return marks
    return marks[: ends[0] + 1] + marks[ends[0] + 2 :]


def _check_range(lat: Angle, lon: Angle, written: bool, text: str) -> None:
    if abs(lat.deg) > 90:
        swapped = not written and abs(lon.deg) <= 90 and abs(lat.deg) <= 180
        cure = f"Latitude comes first: did you mean {lon.deg:.10g}, {lat.deg:.10g}?" if swapped else "It is at most 90."
        raise OffGlobeError(f"{text!r}: latitude {lat.deg:.10g} is beyond 90 degrees.", cure=cure)
    if abs(lon.deg) > 180:
        cure = f"Did you mean {lon.deg - 360:.10g}?" if 180 < lon.deg <= 360 else "It is at most 180."
        raise OffGlobeError(f"{text!r}: longitude {lon.deg:.10g} is beyond 180 degrees.", cure=cure)


def _split(marks: list[Mark], text: str) -> tuple[list[Mark], list[Mark]]:
    """The two coordinates: cut at the separator, else between hemispheres, labels or degree marks, else halfway."""
    body = [
        mark
        for index, mark in enumerate(marks)
        if not (mark.kind == "colon" and marks[index - 1].kind in ("lat", "lon"))
    ]
    separators = [index for index, mark in enumerate(body) if mark.kind == "sep"]
    semicolons = [index for index in separators if body[index].text == ";"]
    if len(semicolons) == 1:
        separators = semicolons
    if len(separators) == 1:
        return body[: separators[0]], body[separators[0] + 1 :]
    if separators:
        raise CoordinateError(
            f"{text!r}: more than one comma.", cure="Write decimals with a point, or part the two with a semicolon."
        )
    hemispheres = [index for index, mark in enumerate(body) if mark.kind == "hemi"]
    labels = [index for index, mark in enumerate(body) if mark.kind in ("lat", "lon")]
    degrees = [index for index, mark in enumerate(body) if mark.kind == "deg"]
    numbers = [index for index, mark in enumerate(body) if mark.kind == "number"]
    if len(labels) == 2 and labels[0] == 0:
        cut = labels[1]
    elif len(hemispheres) == 2 and hemispheres[0] == 0 and hemispheres[1] < len(body) - 1:
        cut = hemispheres[1]
    elif len(hemispheres) == 2 and hemispheres[1] == len(body) - 1 and hemispheres[0] > 0:
        cut = hemispheres[0] + 1
    elif len(degrees) == 2 and numbers:
        cut = max((index for index in numbers if index < degrees[1]), default=0)
        cut -= cut > 0 and body[cut - 1].kind in ("sign", "hemi") and cut - 1 > 0
    elif len(numbers) == 2 and len(hemispheres) == 1:
        cut = numbers[1] - (
            body[numbers[1] - 1].kind in ("sign", "hemi") and numbers[1] - 1 > numbers[0] and body[0].kind == "hemi"
        )
    elif len(numbers) in (2, 4, 6) and len(hemispheres) == 0:
        cut = numbers[len(numbers) // 2]
        cut -= body[cut - 1].kind == "sign"
    else:
        raise CoordinateError(
            f"{text!r} is not a latitude and a longitude.", cure="Write 19.868 N 2.894 E, or 19°52'04\"N 2°53'38\"E."
        )
    return body[:cut], body[cut:]


_SHAPE = re.compile(
    r"(?P<label>[AO])?(?P<before>H)?(?P<sign>S)?"
    r"(?P<deg>N)(?:D|C|S(?=NH))?(?:(?P<min>N)(?:M|C)?(?:(?P<sec>N)(?:\")?)?)?(?P<behind>[AO])?(?P<after>H)?"
)
_LETTERS = {
    "number": "N", "deg": "D", "min": "M", "sec": '"', "hemi": "H", "sign": "S", "colon": "C", "lat": "A", "lon": "O",
}  # fmt: skip


def _angle(marks: list[Mark], text: str) -> Angle:
    found = _SHAPE.fullmatch("".join(_LETTERS.get(mark.kind, "?") for mark in marks))
    if found is None:
        raise CoordinateError(
            f"{text!r} is not a latitude and a longitude.", cure="Write 19.868 N 2.894 E, or 19°52'04\"N 2°53'38\"E."
        )
    hemispheres = [mark for mark in marks if mark.kind == "hemi"]
    minus = next((mark.sign for mark in marks if mark.kind == "sign"), 1) if found["sign"] else 1
    if len(hemispheres) > 1 or (hemispheres and found["sign"]):
        raise CoordinateError(f"{text!r}: a hemisphere and a sign say it twice.", cure="Write one of them.")
    label = next((mark.kind for mark in marks if mark.kind in ("lat", "lon")), "")
    axis = hemispheres[0].axis if hemispheres else label
    if label and label != axis:
        raise CoordinateError(f"{text!r}: label and hemisphere disagree.", cure="Write one of them.")
    parts = [mark.text for mark in marks if mark.kind == "number"]
    if len(parts) == 1 and hemispheres and "D" not in found.string:
        parts = _unpacked(parts[0], axis)
    names = ("degrees", "minutes", "seconds")
    for name, part in zip(names, parts[:-1], strict=False):
        if "." in part:
            raise CoordinateError(
                f"{text!r}: {part} {name} have decimals, and more follows.", cure="Only the last may."
            )
    for name, part in zip(names[1:], parts[1:], strict=False):
        if Decimal(part) >= 60:
            raise CoordinateError(
                f"{text!r}: {part} {name} are 60 or more.", cure=f"Carry them, or correct the {name}."
            )
    sizes = (Decimal(1), Decimal(60), Decimal(3600))
    value = sum((Decimal(part) / size for part, size in zip(parts, sizes, strict=False)), Decimal(0))
    decimals = len(parts[-1].partition(".")[2])
    half = Decimal(1).scaleb(-decimals) / 2 / sizes[len(parts) - 1]
    sign = hemispheres[0].sign if hemispheres else minus
    return Angle(float(value) * sign, float(half), axis, "decimal" if len(parts) == 1 else "dms", decimals)


def _unpacked(digits: str, axis: str) -> list[str]:
    """Part what is written without marks: "195655N" and "0025804E" are degrees, minutes and seconds."""
    whole, point, decimals = digits.partition(".")
    wide = 2 if axis == "lat" else 3
    if len(whole) not in (wide + 2, wide + 4):
        return [digits]
    parts = [whole[:wide], *(whole[at : at + 2] for at in range(wide, len(whole), 2))]
    return [*parts[:-1], parts[-1] + point + decimals]


def _number(text: str, start: int, comma_divides: bool) -> Mark:
    end = start
    digits = ""
    divided = False
    while end < len(text):
        letter = text[end]
        if letter.isdecimal():
            digits += str(unicodedata.decimal(letter))
        elif letter in ".,\u066b" and not divided and text[end + 1 : end + 2].isdecimal():
            if letter == "," and not comma_divides and not _comma_is_decimal(text, end):
                break
            digits += "."
            divided = True
        else:
            break
        end += 1
        if len(digits) - divided > _MAX_DIGITS:
            raise CoordinateError(
                f"{text[start : start + 20]!r}... has too many digits.", cure=f"At most {_MAX_DIGITS}."
            )
    return Mark("number", digits, start, end)


def _comma_is_decimal(text: str, at: int) -> bool:
    """Whether the digits after this comma run into a degree mark or hemisphere: "19,868° N" has one number, not two."""
    end = at + 1
    while end < len(text) and end - at <= _MAX_DIGITS and text[end].isdecimal():
        end += 1
    rest = text[end : end + 8].lstrip(" \u00a0\u2009\u202f")
    if _NEXT_LABEL.match(text, at + 1, at + 40):
        return True
    head = text[max(0, at - 20) : at]
    if any(found.end() == len(head) for found in _LABEL_BEFORE.finditer(head)):
        return True
    if not rest:
        return False
    word = re.match(r"[^\W\d_]+", rest)
    return _MARKS.get(rest[0]) in ("deg", "min", "sec") or (
        word is not None
        and (word[0].casefold() in {*_HEMISPHERES, "o"} or _CYRILLIC.match(text, text.index(rest[0], end)) is not None)
    )


def _cyrillic(text: str, at: int, before: list[Mark]) -> Mark | None:
    """A hemisphere in Cyrillic letters. A letter alone is one only behind a number or a degree mark."""
    if not "\u0400" <= text[at] <= "\u04ff":
        return None
    found = _CYRILLIC.match(text, at, at + 40)
    if found is not None:
        axis = "lat" if found["lat"] else "lon"
        points = {"n": ("lat", 1), "s": ("lat", -1), "e": ("lon", 1), "w": ("lon", -1)}
        said, sign = next(points[name] for name in points if found[name])
        return Mark("hemi", found[0], at, found.end(), axis=axis, sign=sign) if said == axis else None
    letters = next((text[at : at + size] for size in (2, 1) if text[at : at + size] in _CYRILLIC_LETTERS), "")
    after = text[at + len(letters) : at + len(letters) + 1]
    if not letters or after.isalpha() or not before or before[-1].kind not in ("number", "deg", "min", "sec"):
        return None
    if before[-1].kind == "number" and after.isdecimal():  # "7С72" is the name of something
        return None
    axis, sign = _CYRILLIC_LETTERS[letters]
    return Mark("hemi", letters, at, at + len(letters), axis=axis, sign=sign)


def _word(text: str, start: int, end: int, lang: str | None, before: list[Mark]) -> Mark | None:
    spelled = unicodedata.normalize("NFD", text[start:end].casefold())
    word = "".join(letter for letter in spelled if not unicodedata.combining(letter))
    # "52m 04s" ends in seconds, "33 S" in a hemisphere: only after minutes can a lone s count seconds.
    if (
        word == "s"
        and text[start] == "s"
        and len(before) > 1
        and before[-1].kind == "number"
        and before[-2].kind == "min"
    ):
        return Mark("sec", word, start, end)
    if word == "m" and before and before[-1].kind == "number":
        return Mark("min", word, start, end)
    if word == "o":
        sign = _O_IS.get(lang or "")
        return Mark("hemi", word, start, end, axis="lon" if sign else "", sign=sign or 0)
    if word in _HEMISPHERES:
        axis, sign = _HEMISPHERES[word]
        return Mark("hemi", word, start, end, axis=axis, sign=sign)
    if word in _WORDS:
        return Mark(_WORDS[word], word, start, end)
    return None


def _seconds_of_two_minutes(marks: list[Mark]) -> list[Mark]:
    """Two minute marks side by side are how a keyboard writes seconds."""
    joined: list[Mark] = []
    for mark in marks:
        if mark.kind == "min" and joined and joined[-1].kind == "min" and joined[-1].end == mark.start:
            joined[-1] = Mark("sec", joined[-1].text + mark.text, joined[-1].start, mark.end)
        else:
            joined.append(mark)
    return joined
