"""Forms of Spanish words: names of countries take none, adjectives have a gender and a plural."""

from __future__ import annotations

_PLAIN = str.maketrans("áéíóú", "aeiou")


def names(name: str) -> list[str]:
    """The name, and what it is in running text ("Isla de Man", "isla de Man")."""
    first, _, rest = name.partition(" ")
    return [name, f"{first.lower()} {rest}"] if first in ("Isla", "Islas", "Territorios") else [name]


def demonym(fields: list[str]) -> list[str]:
    """Masculine, feminine and their plurals ("argelino", "argelina", "argelinos", "argelinas").

    Where there is more than one plural ("iraquíes", "iraquís"), the others follow.
    """
    masculine = fields[0]
    if masculine.startswith("de "):
        return [masculine] * 4
    feminine = fields[1] if len(fields) > 1 else _feminine(masculine)
    return [masculine, feminine, _plural(masculine), _plural(feminine), *_other_plurals(masculine)]


def _feminine(word: str) -> str:
    if word.endswith("o"):
        return word[:-1] + "a"
    if word.endswith(("és", "án", "ín", "ón")):
        return word[:-2] + word[-2:].translate(_PLAIN) + "a"
    return word + "a" if word.endswith("ol") else word


def _plural(words: str) -> str:
    head, *rest = words.split()
    if rest and rest[0] in ("de", "del"):
        return " ".join([_plural_of_one(head), *rest])
    return " ".join(map(_plural_of_one, (head, *rest)))


def _plural_of_one(word: str) -> str:
    if word.endswith(("í", "ú")):
        return word + "es"
    if word[-1] in "aeiouáé":
        return word + "s"
    if word.endswith(("és", "án", "ín", "ón", "ís")):
        return word[:-2] + word[-2:].translate(_PLAIN) + "es"
    return word if word.endswith("s") else word + "es"


def _other_plurals(word: str) -> list[str]:
    return [word + "s"] if word.endswith(("í", "ú")) else []
