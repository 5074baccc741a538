"""The shape of a case file: pydantic models that check it and give the JSON Schema that editors show.

Every value is text here, whatever YAML would make of it; `read.case` turns it into records. The schema that editors get
admits the typed spellings too (`credibility: 3` is a number to an editor).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema
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

# Tags of the short and the long form: no key of a file can be one, as control characters are refused.
SHORT, LONG, MANY = "\x00short", "\x00long", "\x00many"


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
            raise _refuse(f"no such {title}; {did_you_mean(value, choices)}")
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


def _short_or_long(value: object) -> str:
    return SHORT if isinstance(value, str) else MANY if isinstance(value, list) else LONG


def _one_or_many(value: object) -> str:
    return MANY if isinstance(value, list) else SHORT


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Texts = Annotated[
    Annotated[Text, Tag(SHORT)] | Annotated[list[Text], Field(min_length=1), Tag(MANY)], Discriminator(_one_or_many)
]
Words = Annotated[
    Annotated[Word, Tag(SHORT)] | Annotated[list[Word], Field(min_length=1), Tag(MANY)], Discriminator(_one_or_many)
]


class PositionForm(_Form):
    """A position, each number under its name."""

    lat: Text = Field(description="Latitude in degrees, north positive: 19.868")
    lon: Text = Field(description="Longitude in degrees, east positive: 2.8939")


Position = Annotated[
    Annotated[Text, Tag(SHORT)] | Annotated[PositionForm, Tag(LONG)],
    Discriminator(lambda value: LONG if isinstance(value, dict) else SHORT),
]


class SourceForm(_Form):
    """Somebody who says something, or a publication. Who speaks and where it was published are two sources."""

    name: Text | None = Field(None, description="Name of the speaker: Algerian Ministry of Defence")
    title: Text | None = Field(None, description="Title of a publication")
    party: Text | None = Field(None, description="Country that the source speaks for, code or name: ML")
    via: Word | None = Field(None, description="Id of the source in which it was published")
    lang: Language | None = Field(None, description="Language of the publication: en, fr, ar...")
    url: WebAddress | None = Field(None, description="Web address, http or https")
    archive: WebAddress | None = Field(None, description="Address of an archived copy")
    accessed: Day | None = Field(None, description="Day on which it was read: 2025-04-12")
    sha256: Sha256 | None = Field(None, description="SHA-256 of the copy that was read")
    reliability: Reliability | None = Field(None)


class EventForm(_Form):
    """Something at one place and time, or a track."""

    kind: Kind
    part_of: Word | None = Field(None, description="Id of the track of which this is a part")
    title: Text | None = Field(None, description="What readers see; without it, the id")


class ClaimForm(_Form):
    """What one source says of one event."""

    by: Word = Field(description="Id of the source that says it")
    event: Word = Field(description="Id of the event of which it is said")
    says: Texts | None = Field(
        None, description="The words, verbatim, never edited: a text, or a list of texts that all hold together"
    )
    read: Texts | None = Field(
        None,
        description="How you read the words: a phrase that `geoevents locate` understands, a list of such phrases that "
        "all hold, or `no position`. Without it, `says` is read. One number can be overridden: 2 km {1.5..2.5 km}",
    )
    at: Position | None = Field(
        None,
        description="Stated coordinates, with hemispheres: 19.868 N 2.8939 E, DMS, MGRS, or {lat: 19.868, lon: 2.89}",
    )
    when: Text | None = Field(
        None, description="When, as reported: night of 31 March to 1 April 2025; 2025-04-01T00:08; 2025-04?"
    )
    zone: Text | None = Field(
        None,
        description="Time zone of `when` if it is not the party's: Africa/Algiers, UTC. An offset goes into `when`",
    )
    holds: Holds | None = Field(None)
    words: WordsKind | None = Field(None)
    credibility: Credibility | None = Field(None)
    denies: YesNo | None = Field(None, description="true: the source denies what is said")
    retracted: Text | None = Field(None, description="When or where the source took it back")
    replaces: ClaimId | None = Field(None, description="Id of an earlier claim that this one replaces")
    repeats: ClaimId | None = Field(
        None, description="Id of a claim that this one only repeats: then the two are one witness, not two"
    )
    via: Words | None = Field(
        None, description="Where this claim was published, when that is not the source's own `via`: one or several ids"
    )
    path: Text | None = Field(None, description="Stated length of a movement, put to arithmetic alone: 1.15 mi")
    lasting: Text | None = Field(
        None, description="Stated duration of it: 17 s, 1 min 20 s, about 5 minutes. With `path`, it gives a mean speed"
    )
    speed: Text | None = Field(
        None,
        description="Stated speed, compared with `path` and `lasting`: at least 500 km/h, 450-500 kn, 250 m/s",
    )
    attributes: dict[Text, Text] | None = Field(
        None, description="What the claim says beside the place, shown but not solved: { who: ..., type: ... }"
    )
    why: Text | None = Field(None, description="Why it is read, placed or overridden like this")
    id: Word | None = Field(None, description="Short word by which other claims and the results name it")


class LinkForm(_Form):
    """What a source says of two events."""

    read: Text = Field(
        description="crash 441 m from link-loss; debris within 2 km of crash; debris 300 m southeast of crash; debris "
        "after crash; crash and wreck at the same place; wreck reachable from link-loss at 300 km/h in 20 minutes"
    )
    by: Word = Field(description="Id of the source that says it; what nobody says belongs under suppose")
    says: Text | None = Field(None, description="The words, verbatim")
    id: Word | None = Field(None, description="Short word by which the results name it")


class PlaceForm(_Form):
    """A place of your own; it comes before the gazetteer's places of that name."""

    at: Position = Field(description="Position, with hemispheres: 19.95361 N 2.97 E")
    radius: Text | None = Field(None, description="Extent from the centre: 500 m; without it, a point")
    country: Text | None = Field(None, description="Country, code or name: ML")
    source: Text = Field(description="Where the position comes from")


class SettingsForm(_Form):
    """What this case changes from the defaults."""

    convention: Text | None = Field(
        None, description="Rounding convention: gbif-2020 (default), gbif-2004, decimal, exact"
    )
    borders: Text | None = Field(None, description="Border dataset: osm-2026c (default), ne-10m, or one of your own")
    border_error: BorderError | None = Field(None)
    edges: Edges | None = Field(None)
    distance: Meant | None = Field(None)
    about: Text | None = Field(None, description="How many times wider `about` makes a number: 2 (default)")
    near: Text | None = Field(None, description="How far `near` reaches: 15 km (default)")
    why: Text | None = Field(None, description="Why the defaults do not fit")


Source = Annotated[Annotated[Text, Tag(SHORT)] | Annotated[SourceForm, Tag(LONG)], Discriminator(_short_or_long)]
Event = Annotated[
    Annotated[Kind, Tag(SHORT)] | Annotated[EventForm, Tag(LONG)],
    Discriminator(_short_or_long),
]
Places = Annotated[
    Annotated[PlaceForm, Tag(LONG)] | Annotated[list[PlaceForm], Field(min_length=1), Tag(MANY)],
    Discriminator(lambda value: MANY if isinstance(value, list) else LONG),
]


class CaseForm(_Form):
    """A case: who says what of which event. See `geoevents new` for an annotated example."""

    geoevents: Annotated[str, AfterValidator(_version), WithJsonSchema({"enum": [1, "1"]})] = Field(
        description="Version of this format: 1"
    )
    title: Text = Field(description="Title of the case, in neutral words")
    question: Text | None = Field(None, description="What the case is to answer")
    sources: dict[Word, Source] = Field(description="Who speaks, and where it was published, by id", min_length=1)
    events: dict[Word, Event] = Field(
        description="What happened, by id: a kind, or { kind, part_of, title }", min_length=1
    )
    claims: list[ClaimForm] = Field(description="What each source says of each event", min_length=1)
    links: list[LinkForm] | None = Field(None, description="What sources say of two events together")
    suppose: dict[Word, Text] | None = Field(
        None,
        description="What nobody says, run with and without, by id: one-place: intrusion and crash at the same place",
    )
    places: dict[Text, Places] | None = Field(None, description="Your own places by name, one or a list of candidates")
    settings: SettingsForm | None = Field(None, description="Only what differs from the defaults")


FORMS: tuple[tuple[Callable[[tuple[object, ...]], bool], type[_Form]], ...] = (
    (lambda loc: loc == (), CaseForm),
    (lambda loc: loc[:1] == ("sources",) and len(loc) == 2, SourceForm),
    (lambda loc: loc[:1] == ("events",) and len(loc) == 2, EventForm),
    (lambda loc: loc[:1] == ("claims",) and len(loc) == 2, ClaimForm),
    (lambda loc: loc[:1] == ("links",) and len(loc) == 2, LinkForm),
    (lambda loc: loc == ("settings",), SettingsForm),
    (lambda loc: loc[-1:] == ("at",), PositionForm),
    (lambda loc: loc[:1] == ("places",) and len(loc) in (2, 3), PlaceForm),
)


def keys_at(path: tuple[object, ...]) -> tuple[str, ...]:
    """Keys that may stand in the mapping at this path of a file; () where none are fixed."""
    form = next((form for fits, form in FORMS if fits(path)), None)
    return tuple(form.model_fields) if form else ()


_CLAIM_SNIPPET = {
    "label": "claim",
    "description": "What one source says of one event",
    "body": {"by": "${1:source}", "event": "${2:event}", "says": "${3:the words, verbatim}", "when": "${4:2025-04-01}"},
}
_SOURCE_SNIPPET = {
    "label": "source",
    "description": "A speaker and where it was published",
    "body": {"${1:id}": {"name": "${2:Name}", "party": "${3:ML}", "via": "${4:article}"}},
}
_LINK_SNIPPET = {
    "label": "link",
    "description": "What a source says of two events together",
    "body": {"read": "${1:debris after crash}", "by": "${2:source}"},
}


def case_schema() -> dict[str, Any]:
    """The JSON Schema (Draft 2020-12) of case files, for editors and other programs.

    Returns
    -------
    dict
        With descriptions for hover texts, enums with their meanings (`enumDescriptions`) and snippets
        (`defaultSnippets`) for claims, sources and links.

    Examples
    --------
    >>> schema = case_schema()
    >>> schema["required"]
    ['geoevents', 'title', 'sources', 'events', 'claims']
    """
    schema = CaseForm.model_json_schema()
    plain: dict[str, Any] = {
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": "geoevents case file",
        "description": CaseForm.__doc__,
        **{key: _without_nulls(value) for key, value in schema.items() if key not in {"title", "description"}},
    }
    properties = plain["properties"]
    properties["claims"]["defaultSnippets"] = [{**_CLAIM_SNIPPET, "body": [_CLAIM_SNIPPET["body"]]}]
    plain["$defs"]["ClaimForm"]["defaultSnippets"] = [_CLAIM_SNIPPET]
    plain["$defs"]["ClaimForm"]["anyOf"] = [{"required": ["says"]}, {"required": ["at"]}]
    plain["$defs"]["SourceForm"]["anyOf"] = [{"required": ["name"]}, {"required": ["title"]}]
    properties["sources"]["defaultSnippets"] = [_SOURCE_SNIPPET]
    properties["links"]["defaultSnippets"] = [{**_LINK_SNIPPET, "body": [_LINK_SNIPPET["body"]]}]
    return plain


def _without_nulls(value: Any) -> Any:
    """The same schema without "or null" (a key is left out, never empty) and without titles that repeat the key."""
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    if not isinstance(value, dict):
        return value
    branches = value.get("anyOf")
    if isinstance(branches, list) and {"type": "null"} in branches:
        rest = [branch for branch in branches if branch != {"type": "null"}]
        merged = {key: item for key, item in value.items() if key not in {"anyOf", "default"}}
        if len(rest) == 1:
            return _without_nulls({**rest[0], **merged})
        return _without_nulls({**merged, "anyOf": rest})
    return {
        key: _without_nulls(item)
        for key, item in value.items()
        if not (key == "default" and item is None) and not (key == "title" and isinstance(item, str))
    }
