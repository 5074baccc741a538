"""The values of a case file: what each may be, and the cure where it is not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from geoevents.read.suggest import did_you_mean
from geoevents.read.terms import (
    BORDER_ERROR,
    CREDIBILITY,
    DISTANCE,
    EDGES,
    FORMAT,
    HOLDS,
    ID_PATTERN,
    KINDS,
    RELIABILITY,
    WORDS,
    YES_NO,
)


def _refuse(cure: str) -> PydanticCustomError:
    # The message is a template to pydantic, so the cure goes in as a value.
    return PydanticCustomError("case_value", "{cure}", {"cure": cure})


def _text(value: str) -> str:
    if not value.strip():
        raise _refuse("is empty: write a value, or remove the key")
    return value


def _matching(pattern: str, cure: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise _refuse(cure)
        return value

    return AfterValidator(check)


def _among(choices: Mapping[str, object], title: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in choices:
            raise _refuse(f"no such {title}; {did_you_mean(value, choices, limit=len(choices))}")
        return value

    return AfterValidator(check)


def _enum(choices: Mapping[str, str], title: str, *also: object) -> WithJsonSchema:
    """An enum with its meanings; `also` are the typed spellings that an editor sees, one for each choice."""
    meanings = list(choices.values()) * (2 if also else 1)
    meant = "; ".join(f"{word} = {meaning}" for word, meaning in choices.items())
    schema = {
        "enum": [*choices, *also],
        "description": f"{title[0].upper()}{title[1:]}: {meant}",
        "enumDescriptions": meanings,
    }
    return WithJsonSchema(schema)


def _web_address(value: str) -> str:
    cure = "only http and https addresses are kept: write https://..."
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError as error:
        raise _refuse(cure) from error
    if (
        parts.scheme.lower() not in {"http", "https"}
        or not host
        or re.search(r"[\s<>\"\\^`{|}]", value)
        or any(unicodedata.category(one) in ("Cc", "Cf") for one in value)
    ):
        raise _refuse(cure)
    return value


def _day(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise _refuse("write the day as 2025-04-03") from error
    return value


def _version(value: str) -> str:
    if value != FORMAT:
        raise _refuse(f"this program reads format {FORMAT}: write geoevents: {FORMAT}, or update the program")
    return value


_TEXT_SCHEMA = {"type": ["string", "number", "boolean"]}
Kind = Annotated[str, _among(KINDS, "kind of event"), _enum(KINDS, "kind of event")]
Holds = Annotated[str, _among(HOLDS, "value of holds"), _enum(HOLDS, "when it holds")]
WordsKind = Annotated[str, _among(WORDS, "kind of words"), _enum(WORDS, "whose words they are")]
Reliability = Annotated[str, _among(RELIABILITY, "reliability"), _enum(RELIABILITY, "reliability of the source")]
Credibility = Annotated[
    str, _among(CREDIBILITY, "credibility"), _enum(CREDIBILITY, "credibility of the claim", 1, 2, 3, 4, 5, 6)
]
YesNo = Annotated[
    str,
    _among(YES_NO, "answer"),
    WithJsonSchema({"enum": ["yes", "no", "true", "false", True, False]}),
]
BorderError = Annotated[str, _among(BORDER_ERROR, "border error"), _enum(BORDER_ERROR, "border error")]
Edges = Annotated[str, _among(EDGES, "edge model"), _enum(EDGES, "edge model")]
Meant = Annotated[str, _among(DISTANCE, "distance"), _enum(DISTANCE, "distance south of a border")]
Text = Annotated[str, AfterValidator(_text), WithJsonSchema(_TEXT_SCHEMA)]
Word = Annotated[
    str,
    _matching(ID_PATTERN, "an id is a short word of a-z, 0-9 and hyphens, such as mali-army"),
    WithJsonSchema({"type": "string", "pattern": ID_PATTERN}),
]
ClaimId = Annotated[str, AfterValidator(_text), WithJsonSchema({"type": "string"})]
WebAddress = Annotated[
    str, AfterValidator(_web_address), WithJsonSchema({"type": "string", "pattern": "^[hH][tT][tT][pP][sS]?://"})
]
Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Sha256 = Annotated[
    str,
    _matching(r"[0-9a-fA-F]{64}", "a SHA-256 has 64 hexadecimal digits"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}),
]
Language = Annotated[
    str,
    _matching(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "write the language as en, fr, ar..."),
    WithJsonSchema({"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}),
]
Version = Annotated[str, AfterValidator(_version), WithJsonSchema({"enum": [1, "1"]})]
