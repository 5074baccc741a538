"""Whether two spellings are one name: across scripts, transliterations and the case endings of Russian and Ukrainian.

A name is heard as a row of consonants with vowels between them. Spellings of one name have the same consonants, up to
signs that languages and scripts put for one another (ch, sh and tch; dj, zh and j; b and p, since Arabic has no p), and
vowels that agree as far as the script writes them at all. Names with the same row of consonant classes (the *skeleton*
of `names`) are compared sign by sign; what languages write so differently that even the class changes (Spanish Jartum
and Khartoum, Вагадугу and Ouagadougou, Gizeh and Джиза) is looked up under each of its `rewritings`.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from typing import Final

from geoevents.gazetteer.names import CONSONANT_CLASSES, SIGN, is_abjad, key, letters, skeleton

# What one sign of a class costs when the other name has another one of the same class; 0.15 where nothing is said.
_SIGNS: Final = {
    frozenset(pair.split("-")): cost
    for cost, pairs in (
        (0.0, "k-q k-c q-c k-ck f-ph j-dj j-dzh dj-dzh sh-ch sh-sch ch-tch ch-tsch t-th d-dh sh-shch g-gh tch-tsh "
              "ch-tsh j-zh dzh-zh dj-zh j-dsch dj-dsch dzh-dsch ts-tz"),
        (0.05, "ch-sch z-s z-ts s-ts z-dz z-tz sch-tsh"),
        (0.1, "k-kh q-kh c-kh"),
        (0.4, "b-p f-v p-v"),
    )
    for pair in pairs.split()
}  # fmt: skip
_OTHER_SIGN: Final = 0.15
_IN_ABJAD: Final = frozenset({frozenset("bp"), frozenset("fv")})

# Vowels as they are heard: w and ou are u, y and ee are i.
_HEARD: Final = (("ou", "u"), ("oo", "u"), ("ow", "u"), ("w", "u"), ("ee", "i"), ("y", "i"), ("ei", "ai"), ("hh", "h"))
_NEAR: Final = {
    frozenset(pair): cost
    for cost, pairs in ((0.12, "ie uo"), (0.36, "ea ao"), (0.4, "ai eo au eu io iu"))
    for pair in pairs.split()
}
_DOUBLED: Final = re.compile(r"(.)\1+")

# Letters of the abjads one by one, long a among them, which keys leave out. Letters are kept apart by a mark, so that
# t and s of تساليت are not the ts of Цхинвали.
_LETTERS_SPELT: Final = """
ب-b ت-t ث-th ج-j ح-h خ-kh د-d ذ-dh ر-r ز-z س-s ش-sh ص-s ض-d ط-t ظ-z غ-gh ف-f ق-q ك-k ک-k ل-l م-m ن-n ه-h و-w ي-y ی-y ى-a
ة-h ا-a أ-a إ-i آ-a ؤ-w ئ-y پ-p چ-ch ژ-zh گ-g ڤ-v ٱ-a
א-a ב-b ג-g ד-d ה-h ו-w ז-z ח-kh ט-t י-y כ-k ך-k ל-l מ-m ם-m נ-n ן-n ס-s פ-p ף-f צ-ts ץ-ts ק-k ר-r ש-sh ת-t
"""
_LETTERS: Final = dict(pair.split("-") for pair in _LETTERS_SPELT.split())
_APART: Final = "'"
_GREEK: Final = re.compile("[\u0370-\u03ff]")
_GREEK_PAIRS: Final = tuple(
    (re.compile(written), heard)
    for written, heard in ((r"(?<!\w)μπ", "b"), (r"(?<!\w)ντ", "d"), (r"(?<!\w)γκ", "g"), ("τζ", "j"), ("τσ", "ch"))
)

# Other consonants for what is written: (pattern, replacement, cost), one or two of them at a time.
_REWRITINGS: Final = tuple(
    (re.compile(pattern), replacement, cost)
    for pattern, replacement, cost in (
        (r"ou(?=[aeiou])|w", "v", 0.03),  # Ouagadougou, Вагадугу; Lwiw
        (r"v", "w", 0.03),
        (r"kh", "h", 0.03),  # Khan Yunis, Han Yunis
        (r"(?<![ckgpstdzr])h", "kh", 0.03),
        (r"(?<![cs])h(?=[aeiou])", "g", 0.06),  # Гамбург
        (r"(?<![dz])j", "kh", 0.05),  # Jartum
        (r"(?<![dz])j", "y", 0.05),  # Mykolajiw
        (r"y(?=[aeiou])", "j", 0.05),
        (r"(?<![cks])g(?=[eiy])", "j", 0.05),  # Agedabia
        (r"c(?=[eiy])", "s", 0.03),
        (r"ch", "kh", 0.03),  # Chan Yunis, Chania, Bachmut
        (r"kh", "ch", 0.03),
        (r"x", "sh", 0.05),
        (r"dh", "z", 0.05),  # ظ
        (r"dsch", "j", 0.0),
        (r"^[ae][ldnrstz]h?(?=[bcdfgjklmnpqrstvxz])", "", 0.05),  # the article, assimilated or not
        (r"^", "al", 0.05),
        (r"^", "el", 0.05),
        (r"^al(?=[bcdfgjklmnpqrstvxz])", "el", 0.02),
        (r"^el(?=[bcdfgjklmnpqrstvxz])", "al", 0.02),
    )
)
_IN_ABJADS: Final = tuple(
    (re.compile(pattern), replacement, cost)
    for pattern, replacement, cost in (
        (r"q", "g", 0.03),  # قفصة, Gafsa
        (r"(?<!d)j", "g", 0.04),  # الجيزة, Giza
        (r"k(?!h)", "g", 0.05),
        (r"b", "v", 0.05),  # تل أبيب, Tel Aviv
        (r"p", "f", 0.03),
        (r"w", "v", 0.03),
        (r"f", "v", 0.02),
        (r"z", "dh", 0.03),
        (r"t's", "ts", 0.0),
        (r"kh", "h", 0.03),
        (r"h", "kh", 0.05),
        (r"(^|')a'l'(?=.)", r"\1", 0.02),  # the article
    )
)
_MOST_REWRITINGS: Final = 160

_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_LEAST_STEM: Final = 2
INFLECTED: Final = 0.02  # What a guessed ending takes off.
# Endings of cases, and what the nominative may have in their place. Stems lose what stands before the bar.
_ENDINGS: Final = (
    ("ого", ("ый", "ое", "ий", "ой")), ("его", ("ий", "ее")), ("ому", ("ый", "ое", "ий")), ("ему", ("ий", "ее")),
    ("ым", ("ый", "ое")), ("им", ("ий", "ое")), ("ом", ("", "о", "ый", "ое")), ("ем", ("ь", "й", "е", "ий")),
    ("ём", ("ь", "й")), ("ой", ("а", "ая", "ый")), ("ою", ("а", "ая")), ("ей", ("я", "и")), ("ью", ("ь",)),
    ("ых", ("ые",)), ("их", ("ие",)), ("ую", ("ая",)), ("ої", ("а",)), ("ій", ("а",)), ("ові", ("",)), ("еві", ("ь",)),
    ("ів", ("и",)), ("ам", ("ы", "и")), ("ами", ("ы", "и")), ("ах", ("ы", "и")), ("ях", ("и",)), ("єва", ("їв",)),
    ("єву", ("їв",)), ("ова", ("ів", "ов", "ово")), ("ову", ("ів", "ов", "ово")), ("овом", ("ів", "ов")),
    ("ева", ("ев", "ів", "ево")), ("еву", ("ев", "ево")), ("ия", ("ий",)), ("ии", ("ия",)), ("ію", ("ія",)),
    ("ії", ("ія",)), ("ки", ("ка",)), ("ці", ("ка",)), ("ке", ("ка",)),
    ("а", ("", "о", "ы")), ("я", ("ь", "й", "е", "и")), ("у", ("", "а", "о")), ("ю", ("ь", "й", "я")),
    ("ы", ("а",)), ("и", ("ь", "а", "я", "й")), ("і", ("", "а", "ь", "о")), ("е", ("", "а", "о", "ь", "я")),
    ("ї", ("я",)), ("ок", ("ки",)), ("ек", ("ки",)),
)  # fmt: skip
_FLEETING: Final = re.compile("([бвгджзклмнпрстфхцчшщ])([цкглнрт])$")


def spelt(name: str) -> str:
    """Give what is compared of a name: its key, and for names in Arabic or Hebrew letters these one by one.

    Examples
    --------
    >>> spelt("Kidal"), spelt("كيدال"), spelt("تشاد")
    ('kidal', "k'y'd'a'l", "tsh'a'd")
    """
    if not is_abjad(name):
        return key(_modern(name)) if _GREEK.search(name) else key(name)
    apart = _APART.join(_LETTERS[letter] for letter in letters(name, even=False) if letter in _LETTERS)
    return apart.replace("t'sh", "tsh").replace("d'j", "dj")


def _modern(name: str) -> str:
    """Modern Greek writes b, d and g at the beginning of a word as two letters (Μπαφουσάμ), and j as τζ."""
    plain = name.casefold()
    for written, heard in _GREEK_PAIRS:
        plain = written.sub(heard, plain)
    return plain


def likeness(a: str, b: str) -> float:
    """Compare two names with one skeleton sign by sign.

    Parameters
    ----------
    a, b : str
        As `spelt` gives them; only `a` can be in an abjad, which leaves vowels out.

    Returns
    -------
    float
        1 for no difference that counts, 0 for other consonants; from 0.9 on they are one name.

    Examples
    --------
    >>> likeness("djibouti", "jibuti"), likeness("k'y'd'a'l", "kidal"), likeness("kidal", "gao")
    (1.0, 1.0, 0.0)
    >>> likeness("kidal", "kudla") < 0.9
    True
    """
    abjad = _APART in a
    ours, theirs = _signs(a, abjad), _signs(b, abjad)
    if len(ours) != len(theirs) or any(x[1] != y[1] for x, y in zip(ours, theirs, strict=True)):
        return 0.0
    cost = 0.0
    for at, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
        cost += _between(mine[0], other[0], abjad)
        edge = "end" if at == len(ours) - 1 else "start" if at == 0 else "middle"
        cost += (_unwritten if abjad else _vowel_cost)(mine[2], other[2], edge)
    return max(0.0, round(1.0 - cost / (len(ours) - 0.5), 4))


def rewritings(name: str) -> Iterator[tuple[str, float]]:
    """Give other ways to write what `spelt` gives, in which consonants are of another class, each with its cost.

    Examples
    --------
    >>> dict(rewritings("jartum"))["khartum"], ("vagadougou", 0.03) in rewritings("ouagadougou")
    (0.05, True)
    """
    table = _IN_ABJADS if _APART in name else _REWRITINGS
    seen = {name}
    single: list[tuple[str, float]] = []
    for pattern, replacement, cost in table:
        other = pattern.sub(replacement, name)
        if other and other not in seen:
            seen.add(other)
            single.append((other, cost))
    yield from single
    for (first, cost), (pattern, replacement, more) in itertools.product(single, table):
        if len(seen) >= _MOST_REWRITINGS:
            return
        other = pattern.sub(replacement, first)
        if other and other not in seen and cost + more < 0.12:
            seen.add(other)
            yield other, round(cost + more, 4)


@functools.lru_cache(maxsize=512)
def nominatives(name: str) -> tuple[str, ...]:
    """Give the forms from which a Cyrillic name may be declined; none for other scripts.

    They are guesses by ending: only those are of use that a table of places knows.

    Examples
    --------
    >>> "Тин-Зауатен" in nominatives("Тин-Зауатена"), "Кидаль" in nominatives("Кидаля")
    (True, True)
    >>> "Харків" in nominatives("Харкова"), "Москва" in nominatives("Москвы"), nominatives("Kidal")
    (True, True, ())
    """
    if not _CYRILLIC.search(name) or len(name) > 60:
        return ()
    parts = re.split(r"(\s+)", name)
    # The last word is declined; those before it, if they are adjectives, agree with it.
    last = max((at for at, part in enumerate(parts) if part.strip()), default=0)
    forms: dict[str, None] = {}
    bases = list(_bases(parts[last]))
    if last >= 2 and parts[last - 2].casefold().endswith(("ых", "их")):
        bases += [parts[last] + "и", parts[last] + "ы"]  # Великих Лук
    for base in bases:
        forms["".join([*parts[:last], base, *parts[last + 1 :]])] = None
        for before in _bases(parts[last - 2]) if last >= 2 else ():
            forms["".join([*parts[: last - 2], before, parts[last - 1], base, *parts[last + 1 :]])] = None
    return tuple(itertools.islice((form for form in forms if form != name), 64))


def _bases(word: str) -> Iterator[str]:
    low = word.casefold()
    for ending, instead in _ENDINGS:
        stem = word[: len(word) - len(ending)]
        if not low.endswith(ending) or len(stem) < _LEAST_STEM:
            continue
        for new in instead:
            yield stem + new
            if new in ("", "ь"):
                # Fleeting vowels: Торжка, Торжок; Ельца, Елец.
                yield from (_FLEETING.sub(rf"\1{vowel}\2", stem) for vowel in "ое" if _FLEETING.search(stem))


@functools.lru_cache(maxsize=8192)
def _signs(name: str, abjad: bool) -> tuple[tuple[str, str, str], ...]:
    """Consonant, its class, and the vowels before it; the last has vowels only. Doubled consonants are one.

    An abjad leaves out the vowel between two consonants of a class (تطوان, Tétouan): beside one they are one as well.
    """
    found: list[tuple[str, str, str]] = []
    vowels = ""
    for match in SIGN.finditer(name):
        sign = match.group()
        kind = CONSONANT_CLASSES.get(sign, "")
        if not kind:
            vowels += sign
            continue
        for one in kind:  # x is two
            if not (found and found[-1][1] == one and (abjad or not vowels)):
                found.append((sign, one, _heard(vowels)))
            vowels = ""
    return (*found, ("", "", _heard(vowels)))


@functools.lru_cache(maxsize=4096)
def _heard(vowels: str) -> str:
    for written, heard in _HEARD:
        vowels = vowels.replace(written, heard)
    return _DOUBLED.sub(r"\1", vowels)


@functools.lru_cache(maxsize=4096)
def _between(sign: str, other: str, abjad: bool) -> float:
    if sign == other:
        return 0.0
    pair = frozenset((sign, other))
    return 0.02 if abjad and pair in _IN_ABJAD else _SIGNS.get(pair, _OTHER_SIGN)


@functools.lru_cache(maxsize=8192)
def _vowel_cost(a: str, b: str, edge: str) -> float:
    if a == b:
        return 0.0
    breath = 0.0
    if ("h" in a) != ("h" in b):
        breath = 0.03 if edge == "end" else 0.3
    a, b = a.replace("h", ""), b.replace("h", "")
    # The beginning of a name is spelt with more care, but for Ou and W.
    weight = 2.0 if edge == "start" and not (_within(a, b) or _within(b, a)) else 1.0
    return breath + weight * _vowels(a, b, edge)


def _vowels(a: str, b: str, edge: str) -> float:
    if a == b:
        return 0.0
    if not (a and b):
        left = a or b
        return 0.1 if edge == "end" and left == "e" else 0.4 if len(left) == 1 else 0.5
    if edge == "end" and {a, b} == {"a", "e"}:
        return 0.1
    if len(a) == len(b):
        return sum(0.0 if x == y else _NEAR.get(frozenset((x, y)), 0.4) for x, y in zip(a, b, strict=True))
    short, long = sorted((a, b), key=len)
    if _within(short, long):
        return 0.15 * (len(long) - len(short))
    return 0.2 + _vowels(short, long[: len(short)], edge)


_MAY_BE: Final = {"i": "iey", "u": "uo", "a": "aeo"}


@functools.lru_cache(maxsize=8192)
def _unwritten(written: str, heard: str, edge: str) -> float:
    """What an abjad writes must be there; what it leaves out may be any short vowel, and at the end not even that."""
    asked = written.replace("h", "")
    if edge == "start" and len(asked) > 1:
        asked = asked.removeprefix("a")  # the alif that carries a long vowel
    cost = 0.0
    rest = heard.replace("h", "")
    for letter in asked:
        at = next((n for n, other in enumerate(rest) if other in _MAY_BE.get(letter, letter)), None)
        if at is None:
            cost += 0.08 if letter == "a" and edge == "start" else 0.35
        else:
            rest = rest[at + 1 :]
    if edge == "end" and rest and not written:
        cost += 0.25 if rest in ("a", "i", "u", "o") else 0.05
    elif len(rest) > 1:
        cost += 0.08
    elif rest in ("i", "u") and edge == "middle":
        cost += 0.06
    return cost


def _within(short: str, long: str) -> bool:
    """Whether the letters of one stand in the other in the same order."""
    rest = iter(long)
    return all(letter in rest for letter in short)


def agreement(a: str, b: str) -> float:
    """How well two written names agree as names: as they sound, under a rewriting, or without a case ending.

    Returns
    -------
    float
        1 for the same sound; from 0.9 on they are one name; 0 for others.

    Examples
    --------
    >>> agreement("Kidal", "كيدال"), agreement("Khartoum", "Jartum"), agreement("Кидаля", "Kidal")
    (1.0, 0.95, 0.98)
    >>> agreement("Kidal", "Kandal")
    0.0
    """
    best = _agreement(a, b)
    for form, other in (*((form, b) for form in nominatives(a)), *((form, a) for form in nominatives(b))):
        best = max(best, _agreement(form, other) - INFLECTED)
    return round(best, 4)


def _agreement(a: str, b: str) -> float:
    if is_abjad(b):
        a, b = b, a
    if is_abjad(a) and is_abjad(b):
        return float(letters(a) == letters(b))
    ours, theirs = spelt(a), key(b)
    if not (ours and theirs and ours.isascii() and theirs.isascii()):
        return float(ours == theirs and bool(ours))
    best = likeness(ours, theirs)
    pairs = [(other, theirs, cost) for other, cost in rewritings(ours)]
    pairs += [(ours, other, cost) for other, cost in rewritings(theirs)]
    for mine, other, cost in pairs:
        if skeleton(mine) == skeleton(other):
            best = max(best, likeness(mine, other) - cost)
    return best
