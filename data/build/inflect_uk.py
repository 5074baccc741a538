"""Ukrainian: cases of the names of countries, forms of adjectives and nationals."""

from __future__ import annotations

from inflect_slavic import Cases, Declensions, decline, endings, fixed

# Genitives of plurals.
_PLURALS = {
    "острови": "островів", "штати": "штатів", "емірати": "еміратів", "філіппіни": "філіппін",
    "нідерланди": "нідерландів",
    "мальдіви": "мальдів", "багами": "багам", "бермуди": "бермуд", "комори": "комор", "сейшели": "сейшел",
    "фарери": "фарер", "фолкленди": "фолклендів", "території": "територій", "гренадіни": "гренадін",
    "гренадини": "гренадин",
}  # fmt: skip
_FEMININE = ("республіка", "держава")
_NEUTER = ("королівство", "князівство", "герцогство")
_ADJECTIVE = "ий а і і ого ої ому у им ій их ими ою е ім"
_SOFTENED = {"к": "ц", "г": "з", "х": "с"}


def names(name: str) -> list[str]:
    """Forms of a country's name, the nominative first, the genitive second."""
    return decline(name, adjective, noun)


def demonym(fields: list[str]) -> list[str]:
    """Forms of an adjective: masculine, feminine, plural (twice), genitive masculine and feminine, and the rest.

    Of nationals: masculine, feminine, plural and its genitive. A name that stands for an adjective stays as it is.
    """
    word = fields[0]
    if len(fields) == 1:
        return [word[:-2] + end for end in _ADJECTIVE.split()] if word.endswith("ий") else [word] * 6
    many = fields[2] if len(fields) > 2 else _plural(word)
    return [word, fields[1], many, _genitive_plural(many)]


def adjective(word: str) -> Cases | None:
    """Cases of a word that stands before a noun and looks like an adjective, else None."""
    stem, end = word[:-1], word[-1:]
    if word.endswith(("ий", "ій")):
        return endings(word[:-2], word[-2:], "ого", "ому", word[-2:], "им", "ому")
    if end == "а" and word.casefold() not in _FEMININE:
        return endings(stem, "а", "ої", "ій", "у", "ою", "ій")
    if end == "е":
        return endings(stem, "е", "ого", "ому", "е", "им", "ому")
    if end == "і":
        return endings(stem, "і", "их", "им", "і", "ими", "их")
    return None


def noun(word: str) -> Declensions:
    """Cases of a noun by its ending; masculine ones in two ways that are both written."""
    low = word.casefold()
    if low in _PLURALS:
        return [_plural_cases(word, word[:1] + _PLURALS[low][1:])]
    stem, end = word[:-1], word[-1:]
    if low in _NEUTER:
        return [endings(stem, "о", "а", "у", "о", "ом", "і")]
    if low == "острів":
        return [endings(word[:-2], "ів", "ова", "ову", "ів", "овом", "ові")]
    if low.endswith(("уа", "оа")) or end in "оеиіуєю":
        return [fixed(word)]
    if end == "а" and stem[-1:] in "жчшщ":
        return [endings(stem, "а", "і", "і", "у", "ею", "і")]
    if end == "а":
        soft = stem[:-1] + _SOFTENED.get(stem[-1:], stem[-1:]) + "і"
        return [(word, stem + "и", soft, stem + "у", stem + "ою", soft)]
    if end == "я":
        if stem[-1:] in "іеє":
            return [endings(stem, "я", "ї", "ї", "ю", "єю", "ї")]
        return [endings(stem, "я", "і", "і", "ю", "ею", "і")]
    if end == "й":
        return [endings(stem, "й", "ю", "ю", "й", "єм", "ї"), endings(stem, "й", "я", "єві", "й", "єм", "ю")]
    if end == "ь":
        return [endings(stem, "ь", "ю", "ю", "ь", "ем", "і"), endings(stem, "ь", "я", "еві", "ь", "ем", "ю")]
    instrumental = "ем" if end in "жчшщ" else "ом"
    return [endings(word, "", "у", "у", "", instrumental, "і"), endings(word, "", "а", "ові", "", instrumental, "у")]


def _plural_cases(word: str, genitive: str) -> Cases:
    stem = word[:-1]
    soft = "я" if word.endswith("ії") else "а"
    return (word, genitive, stem + soft + "м", word, stem + soft + "ми", stem + soft + "х")


def _plural(word: str) -> str:
    if word.endswith("ець"):
        return word[:-3] + "ці"
    if word.endswith(("анин", "янин")):
        return word[:-2] + "и"
    return word + ("і" if word[-1] in "жчшщ" else "и")


def _genitive_plural(many: str) -> str:
    if many.endswith(("ці", "ші")):
        return many[:-1] + "ів"
    if many.endswith("ни"):
        return many[:-1]
    return many[:-1] + "ів"
