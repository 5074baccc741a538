"""How Russian and Ukrainian names of countries and words for their people are inflected: what both share.

A name is declined word by word: adjectives up to the noun that they belong to, and that noun; what follows is a
complement and stays ("Республика Мали": "Республики Мали"). "и", a dash or a comma begins another such group.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest

#: Nominative, genitive, dative, accusative, instrumental, prepositional (locative).
Cases = tuple[str, str, str, str, str, str]
#: One declension, or several that people write ("Алжиру" and "Алжира").
Declensions = list[Cases]

_JOINS = frozenset({"и", "і", "та", "—", "–", "-"})


def endings(stem: str, *ends: str) -> Cases:
    genitive, dative, accusative, instrumental, prepositional = (stem + end for end in ends[1:])
    return (stem + ends[0], genitive, dative, accusative, instrumental, prepositional)


def fixed(word: str) -> Cases:
    return (word,) * 6


def decline(name: str, adjective: Callable[[str], Cases | None], noun: Callable[[str], Declensions]) -> list[str]:
    """All forms of a name, the nominative first and the genitive second."""
    words = name.split()
    columns: list[Declensions] = []
    headed = False
    for at, word in enumerate(words):
        last = at + 1 == len(words) or words[at + 1] in _JOINS or word.endswith(",")
        forms, headed = _word(word, last, headed, adjective, noun)
        columns.append(forms)
    rows = zip_longest(*columns)
    found: list[str] = []
    for row in rows:
        chosen = [forms or columns[at][0] for at, forms in enumerate(row)]
        found += (" ".join(case) for case in zip(*chosen, strict=True))
    return list(dict.fromkeys(found))


def _word(
    word: str,
    last: bool,
    headed: bool,
    adjective: Callable[[str], Cases | None],
    noun: Callable[[str], Declensions],
) -> tuple[Declensions, bool]:
    if word in _JOINS:
        return [fixed(word)], False
    if word.endswith(","):
        forms, _ = _word(word[:-1], last, headed, adjective, noun)
        return [tuple(form + "," for form in cases) for cases in forms], False  # type: ignore[misc]
    if "/" in word:
        nominative, genitive, dative, accusative, instrumental, prepositional = word.split("/")
        return [(nominative, genitive, dative, accusative, instrumental, prepositional)], True
    if word.endswith("!"):
        return [fixed(word[:-1])], headed
    if word.startswith("("):
        return [fixed(word)], headed
    head, mark, tail = word.rpartition("-")
    if headed or (word.isupper() and len(word) > 1) or len(head) == 1:  # "США", "о-ва"
        return [fixed(word)], True
    described = None if last else adjective(word)
    if described is not None:
        return [described], False
    return [tuple(head + mark + form for form in cases) for cases in noun(tail)], True  # type: ignore[misc]
