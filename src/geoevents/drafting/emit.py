"""A draft as YAML: a case file in which every quoted text is safe, with questions and places as comments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geoevents.drafting.draft import Cited, Draft, DraftClaim, DraftEvent, DraftSource
from geoevents.model.case import DRAFT
from geoevents.write.scalars import escaped, quoted, word

_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Written:
    """The file, and the lines (from 1, both ends in it) at which each claim stands."""

    text: str
    claims: tuple[tuple[int, int], ...]


def remark(text: str) -> str:
    """A text for a comment: on one line, with what cannot be seen escaped."""
    return "".join(escaped(letter) if letter not in '"\\' else letter for letter in " ".join(text.split()))


def emit(draft: Draft) -> Written:
    """Write a draft as a case file."""
    lines = [
        "# DRAFT made from an article by rules, and reviewed by nobody. Check every line against the article, answer",
        "# the questions after ?, merge events that are one, and remove what is wrong.",
        "# s3 [812:861] is sentence 3, characters 812 to 861 of the article's text, counted from 0.",
        *(f"# {remark(note)}" for note in draft.notes),
        "geoevents: 1",
        f"title: {quoted(DRAFT + draft.title)}",
        "# question: What is this case to answer?",
        "",
        "sources:",
        f"  article: {{ title: {quoted(draft.title)}, lang: {word(draft.lang)}, sha256: {quoted(draft.sha256)} }}",
        *(line for source in draft.sources for line in _source(source)),
        "",
        "events:",
        *(line for event in draft.events for line in _event(event)),
        "",
        "claims:",
    ]
    spans: list[tuple[int, int]] = []
    for claim in draft.claims:
        first = len(lines) + 1
        lines += _claim(claim)
        spans.append((first, len(lines)))
    lines += ["", *_unread(draft)]
    return Written("\n".join(lines) + "\n", tuple(spans))


def _place(cited: Cited) -> str:
    return f"s{cited.sentence} [{cited.start}:{cited.end}]"


def _source(source: DraftSource) -> Iterable[str]:
    party = f", party: {quoted(source.party)}" if source.party else ""
    yield f"  # {_place(source.cited)}"
    yield from (f"  # ? {remark(note)}" for note in source.notes)
    yield f"  {word(source.id)}: {{ name: {quoted(source.name)}{party}, via: article }}"


def _event(event: DraftEvent) -> Iterable[str]:
    yield f'  # {_place(event.cited)} "{remark(event.word)}"' if event.word else f"  # {_place(event.cited)}"
    if event.possibly:
        yield f"  # ? possibly the same as {' or '.join(event.possibly[-6:])}"
    yield f"  {word(event.id)}: {word(event.kind)}"


def _claim(claim: DraftClaim) -> Iterable[str]:
    yield f"  # {_place(claim.cited)}"
    yield from (f"  # ? {remark(note)}" for note in claim.notes)
    yield f"  - by: {word(claim.by)}"
    yield f"    event: {word(claim.event)}"
    yield f"    says: {_texts(claim.says)}"
    if claim.read:
        yield f"    read: {_texts(claim.read)}"
    if claim.when is not None:
        yield f"    when: {quoted(claim.when)}"
    if claim.throughout:
        yield "    holds: throughout"
    if claim.denies:
        yield "    denies: yes"
    if claim.words is not None:
        yield f"    words: {claim.words}"


def _texts(texts: tuple[str, ...]) -> str:
    if len(texts) == 1:
        return quoted(texts[0])
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def _unread(draft: Draft) -> Iterable[str]:
    if not draft.unread:
        yield "# Nothing else in the article locates something or dates it, as far as it was understood."
        return
    yield "# Not understood, or not used:"
    for one in draft.unread:
        text = remark(one.text)
        shown = text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
        yield f'#   {_place(one.cited)} "{shown}": {remark(one.why)}'
