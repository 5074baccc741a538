"""The shape of a case file: pydantic models that check it, and of which `editors` makes a JSON Schema.

Every value is text here, whatever YAML would make of it; `read.case` turns it into records. The schema that editors get
admits the typed spellings too (`credibility: 3` is a number to an editor).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from geoevents.read.fields import (
    BorderError,
    ClaimId,
    Credibility,
    Day,
    Edges,
    Holds,
    Kind,
    Language,
    Meant,
    Reliability,
    Sha256,
    Text,
    Version,
    WebAddress,
    Word,
    WordsKind,
    YesNo,
)

# Tags of the short and the long form: no key of a file can be one, as control characters are refused.
SHORT, LONG, MANY = "\x00short", "\x00long", "\x00many"


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

    geoevents: Version = Field(description="Version of this format: 1")
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
