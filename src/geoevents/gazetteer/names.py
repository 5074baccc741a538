"""Names of places, folded so that spellings and scripts of one name meet.

Three forms of a name, each coarser than the one before: its *key* (transliterated, without case, accents, spaces and
punctuation), its *sound* (the key with the letters evened out that transliterations disagree on) and its *skeleton*
(the consonants alone, since Arabic writes no short vowels and every language respells the long ones).
Tinzaouatine, Tin-Zaouatène, Tinzawaten, تين زواتين and Тин-Зауатен all have the skeleton "tnstn".
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Mapping

MAX_LETTERS = 200  # The longest name in GeoNames has under 200; longer text is no name and is not worth any work.

# Scripts in which a transliteration says how a language reads the signs and not how the name is spelt (Han, kana,
# Hangul, Yi): names in them are compared as they are written.
_OPAQUE = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fff\u3040-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Vowel points and lengthening strokes of Arabic and Hebrew, which running text leaves out.
_POINTS = re.compile("[\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
# Letters that write no (short) vowels.
_ABJAD = re.compile("[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_ARABIC = str.maketrans("أإآٱىةگکیه", "اااايهككيه")
_SOUNDS = (("ph", "f"), ("h", ""), ("ou", "u"), ("w", "u"), ("y", "i"), ("q", "k"), ("c", "k"))
_DOUBLED = re.compile(r"(.)\1+")
SIGN = re.compile("tsch|dsch|shch|tch|tsh|sch|sh|ch|dzh|dj|zh|ts|tz|dz|kh|gh|ph|th|dh|ck|[a-z0-9]")
"""One sign of a key: what stands for one consonant, or one letter."""
CONSONANT_CLASSES: Mapping[str, str] = {
    sign: kind
    for kind, signs in {
        "c": "tsch shch tch tsh sch sh ch",
        "j": "dsch dzh dj zh j",
        "s": "ts tz dz z s",
        "k": "kh ck q c k",
        "g": "gh g",
        "f": "ph f v",
        "t": "th t",
        "d": "dh d",
        "b": "p b",
        "ks": "x",
        **{letter: letter for letter in "lmnr0123456789"},
    }.items()
    for sign in signs.split()
}
"""The class of each consonant: what languages and scripts put for one another is one; x is two. Vowels, h, w and y are
in none."""


@functools.lru_cache(maxsize=4096)
def key(name: str) -> str:
    r"""Fold a name to the letters and digits that every spelling of it shares.

    Parameters
    ----------
    name : str
        Any text; directional marks and other invisible characters are left out.

    Returns
    -------
    str
        ASCII letters and digits, lower case, with no spaces; signs of Han, kana, Hangul and Yi stay as they are.
        Empty when there is no letter in it, when it holds control characters, or when it is longer than `MAX_LETTERS`.

    Examples
    --------
    >>> key("Tin-Zaouatène"), key("Кидаль"), key("Saint-Denis (93)"), key("北京"), key("\u202eKidal")
    ('tinzaouatene', 'kidal', 'saintdenis93', '北京', 'kidal')
    """
    if len(name) > MAX_LETTERS or any(unicodedata.category(c) in {"Cc", "Cs"} and not c.isspace() for c in name):
        return ""
    from anyascii import anyascii

    plain = _POINTS.sub("", unicodedata.normalize("NFKC", name))
    spelt = (c for c in plain if unicodedata.category(c)[0] in "LMN")  # a picture of a house is not the word "house"
    letters = "".join(c if _OPAQUE.match(c) else anyascii(c) for c in spelt).casefold()
    return "".join(c for c in letters if c.isalnum())


@functools.lru_cache(maxsize=4096)
def sound(key: str) -> str:
    """Even out the letters of a key that transliterations disagree on.

    Examples
    --------
    >>> sound("tinzaouatine"), sound("tynzwatyn"), sound("quidall")
    ('tinzauatin', 'tinzuatin', 'kuidal')
    """
    for written, even in _SOUNDS:
        key = key.replace(written, even)
    key = _DOUBLED.sub(r"\1", key)
    return key[:-1] if len(key) > 3 and key.endswith("e") else key


def skeleton(key: str) -> str:
    """Take the classes of the consonants of a key, repeated ones once; a key in an opaque script is its own skeleton.

    Examples
    --------
    >>> skeleton("tinzaouatine"), skeleton("tynzwtyn"), skeleton("djibouti"), skeleton("jybwty"), skeleton("eau")
    ('tnstn', 'tnstn', 'jbt', 'jbt', '')
    >>> skeleton("marrakech"), skeleton("marrakesh"), skeleton("北京")
    ('mrkc', 'mrkc', '北京')
    """
    if not key.isascii():
        return key
    bones = "".join(CONSONANT_CLASSES.get(sign, "") for sign in SIGN.findall(key))
    return bones if _DOUBLED.search(bones) is None else _DOUBLED.sub(r"\1", bones)


def is_abjad(name: str) -> bool:
    """Whether a name is written in Arabic or Hebrew letters throughout, so that its key lacks vowels.

    Examples
    --------
    >>> is_abjad("كيدال"), is_abjad("Kidal"), is_abjad("Kidal كيدال")
    (True, False, False)
    """
    return _ABJAD.search(name) is not None and not any(c.isalpha() and not _ABJAD.match(c) for c in name)


def letters(name: str, even: bool = True) -> str:
    """Even out the letters that Arabic texts put for one another, and leave out all but letters and digits.

    Without `even` only what is no letter is left out.

    Unlike its key this keeps the long a: "إدلب" and "دالابا" have one key and are two names.

    Examples
    --------
    >>> letters("إدلب") == letters("ادلب"), letters("غزّة") == letters("غزه"), letters("دالابا") == letters("دلابا")
    (True, True, False)
    """
    plain = _POINTS.sub("", unicodedata.normalize("NFKC", name[:MAX_LETTERS]))
    plain = plain.translate(_ARABIC) if even else plain
    return "".join(letter for letter in plain.casefold() if letter.isalnum())


def similarity(a: str, b: str, least: float = 0.0) -> float:
    """Compare two keys: the better of their likeness as written and as sounded, if they look alike at all.

    Parameters
    ----------
    a, b : str
        Two keys.
    least : float
        A likeness below this is of no interest, and may come out as 0, sooner.

    Returns
    -------
    float
        1 when equal, 0 when they share nothing (normalised indel similarity).

    Examples
    --------
    >>> similarity("tesalit", "tessalit"), round(similarity("kidal", "kadal"), 2), similarity("", "kidal")
    (1.0, 0.8, 0.0)
    """
    if not (a and b):
        return 0.0
    likeness = _likeness()
    # Doubled letters count once in the sound, which would make "kkkk" the same as "k": hence half of it as written.
    written = likeness(a, b, score_cutoff=0.5 if least > 0.5 else 0.0)
    if written < 0.5:
        return written
    return max(written, likeness(sound(a), sound(b)))


@functools.lru_cache(maxsize=1)
def _likeness() -> Callable[..., float]:
    from rapidfuzz.distance import Indel  # only here, since most lookups never compare

    return Indel.normalized_similarity
