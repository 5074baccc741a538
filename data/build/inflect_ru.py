"""Russian: cases of the names of countries, forms of adjectives and nationals."""

from __future__ import annotations

from inflect_slavic import Cases, Declensions, decline, endings, fixed

# Genitives of plurals.
_PLURALS = {
    "острова": "островов", "штаты": "штатов", "эмираты": "эмиратов", "филиппины": "филиппин",
    "нидерланды": "нидерландов",
    "мальдивы": "мальдив", "багамы": "багам", "бермуды": "бермуд", "коморы": "комор", "сейшелы": "сейшел",
    "фареры": "фарер", "фолкленды": "фолклендов", "территории": "территорий", "гренадины": "гренадин",
}  # fmt: skip
_NEUTER = ("королевство", "государство", "княжество", "содружество", "герцогство")
_ADJECTIVE = "ий ая ие ие ого ой ому ую им ом их ими ою ое"


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
    """Cases of a word that looks like an adjective, else None."""
    stem, end = word[:-2], word[-2:]
    if word.endswith(("овы", "евы")):
        return endings(word[:-1], "ы", "ых", "ым", "ы", "ыми", "ых")
    back = stem[-1:] in "гкхжчшщ"
    match end:
        case "ая":
            return endings(stem, "ая", "ой", "ой", "ую", "ой", "ой")
        case "яя":
            return endings(stem, "яя", "ей", "ей", "юю", "ей", "ей")
        case "ое":
            return endings(stem, "ое", "ого", "ому", "ое", "им" if back else "ым", "ом")
        case "ые":
            return endings(stem, "ые", "ых", "ым", "ые", "ыми", "ых")
        case "ие":
            return endings(stem, "ие", "их", "им", "ие", "ими", "их")
        case "ый" | "ой":
            return endings(stem, end, "ого", "ому", end, "ым", "ом")
        case "ий":
            return endings(stem, "ий", "ого", "ому", "ий", "им", "ом")
    return None


def noun(word: str) -> Declensions:
    """Cases of a noun by its ending."""
    low = word.casefold()
    if low in _PLURALS:
        return [_plural_cases(word, word[:1] + _PLURALS[low][1:])]
    stem, end = word[:-1], word[-1:]
    if low in _NEUTER:
        return [endings(stem, "о", "а", "у", "о", "ом", "е")]
    if low in ("о-в", "о-ва") or low.endswith(("уа", "оа")) or end in "оеиуыэюё":
        return [fixed(word)]
    if end == "а":
        genitive = "и" if stem[-1:] in "гкхжчшщ" else "ы"
        return [endings(stem, "а", genitive, "е", "у", "ей" if stem[-1:] in "жчшщц" else "ой", "е")]
    if end == "я":
        dative = "и" if stem.endswith("и") else "е"
        return [endings(stem, "я", "и", dative, "ю", "ей", dative)]
    if end == "й":
        return [endings(stem, "й", "я", "ю", "й", "ем", "и" if stem.endswith("и") else "е")]
    if end == "ь":
        return [endings(stem, "ь", "я", "ю", "ь", "ем", "е")]
    return [endings(word, "", "а", "у", "", "ем" if end in "жчшщц" else "ом", "е")]


def _plural_cases(word: str, genitive: str) -> Cases:
    stem = word[:-1]
    soft = "я" if word.endswith("ии") else "а"
    return (word, genitive, stem + soft + "м", word, stem + soft + "ми", stem + soft + "х")


def _plural(word: str) -> str:
    if word.endswith("ец"):
        return word[:-2] + ("йцы" if word[-3] in "аеиоуя" else "цы")
    if word.endswith(("анин", "янин")):
        return word[:-2] + "е"
    return word + ("и" if word[-1] in "гкхжчшщ" else "ы")


def _genitive_plural(many: str) -> str:
    if many.endswith("цы"):
        return many[:-1] + "ев"
    if many.endswith("не"):
        return many[:-1]
    return many[:-1] + ("ей" if many[-2] in "жчшщ" else "ов")
