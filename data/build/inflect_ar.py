"""Forms of Arabic words: names of countries take none; a nisba has a gender, plurals, and all of them an article."""

from __future__ import annotations


def names(name: str) -> list[str]:
    """The name alone: prepositions and articles are parted from it where it is read."""
    return [name]


def demonym(fields: list[str]) -> list[str]:
    """Masculine, feminine and their plurals, masculine and feminine with the article, then all other forms.

    Words that do not end like a nisba stay as they are.
    """
    masculine, *broken = fields
    if not masculine.endswith("ي"):
        return [masculine] * 6
    feminine, men, women = (_ended(masculine, end) for end in ("ية", "يون", "يات"))
    indefinite = [masculine, feminine, men, women, _ended(masculine, "يين"), *broken]
    return [
        *indefinite[:4],
        _definite(masculine),
        _definite(feminine),
        *indefinite[4:],
        *map(_definite, indefinite[2:]),
    ]


def _ended(words: str, end: str) -> str:
    """Every word that ends like a nisba with another ending: "kuri shimali", "kuriyya shimaliyya"."""
    return " ".join(word[:-1] + end if word.endswith("ي") else word for word in words.split())


def _definite(words: str) -> str:
    return " ".join("ال" + word for word in words.split())
