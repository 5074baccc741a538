"""An article to a draft case file that loads."""

from __future__ import annotations

from dataclasses import replace

from geoevents.drafting.assembly import Assembly
from geoevents.drafting.draft import Draft, DraftClaim
from geoevents.drafting.emit import Written, emit
from geoevents.drafting.prose import Prose, prose
from geoevents.drafting.publisher import publisher_of
from geoevents.drafting.reading import read_all
from geoevents.drafting.sentences import Sentence, language, quotes, sentences
from geoevents.drafting.speakers import ARTICLE, Speakers
from geoevents.drafting.times import dates_of
from geoevents.drafting.vocabulary import vocabulary
from geoevents.errors import ArticleError, CaseError

_TITLE = 100


def extract(text: str | bytes, lang: str | None = None) -> Draft:
    """A draft case file from a news article or communiqué, for a person to review.

    Parameters
    ----------
    text
        The article, or the bytes of its file: UTF-8, or UTF-16 with a byte order mark; at most 1,000,000 bytes.
    lang
        "en" or "fr"; None finds out.

    Returns
    -------
    Draft
        Sources, events and claims, each with its sentence and characters, and `yaml`: a case file that `read_case`
        loads, marked as a draft. What is said of a place stands there in the article's words; no position is made up,
        and no two events are taken for one. `unread` has what locates or dates something and is in no claim.

    Raises
    ------
    ArticleError
        For no text, too much of it, another language, or a text in which nothing is said to have happened anywhere.

    Examples
    --------
    >>> import geoevents as ge
    >>> draft = ge.extract("The Malian army said that a drone crashed on 1 April 2025, 12 km north of Kidal.")
    >>> [(claim.by, claim.event, claim.says[0], claim.when) for claim in draft.claims]
    [('malian-army', 'crash', '12 km north of Kidal', 'on 1 April 2025')]
    >>> ge.read_case(text=draft.yaml).title
    'Draft, not reviewed: The Malian army said that a drone crashed on 1 April 2025, 12 km north of Kidal.'
    """
    article = prose(text)
    found = lang if lang is not None else language(article.text)
    if found is None:
        raise ArticleError(
            "The article is neither clearly English nor clearly French.", cure="Say which with --lang en or --lang fr."
        )
    words = vocabulary(found)
    split = sentences(article.text, words)
    speakers = Speakers(words)
    assembly = Assembly(found, words, split, dates_of(split, words), quotes(article.text), speakers)
    assembly.publisher = publisher_of(split, words, speakers)
    read_all(assembly)
    if not assembly.claims:
        raise _nothing(assembly)
    used = {claim.by for claim in assembly.claims}
    draft = Draft(
        text=article.text,
        lang=found,
        lang_detected=lang is None,
        sha256=article.sha256,
        title=_title(split),
        sentences=split,
        sources=tuple(one for one in speakers.sources if one.id in used),
        events=tuple(assembly.events),
        claims=tuple(assembly.claims),
        unread=tuple(sorted(assembly.unread, key=lambda one: (one.cited.start, one.cited.end))),
        attributions=tuple(assembly.found),
        dates=tuple(assembly.whens),
        located=tuple(assembly.located),
        notes=_notes(article, split, assembly),
    )
    return _loading(draft)


def _nothing(assembly: Assembly) -> ArticleError:
    """Say that no claim came of an article, and what in it locates something all the same."""
    shown = [" ".join(one.text.split()) for one in assembly.unread if one.cited.end - one.cited.start <= 300][:3]
    left = f" Not understood, or not used: {'; '.join(shown)}." if shown else ""
    return ArticleError(
        f"Nothing in the article's {len(assembly.sentences):,} sentences says what happened where.{left}",
        cure="Only English and French are read: check the language (--lang), or begin with: geoevents new",
    )


def _title(split: tuple[Sentence, ...]) -> str:
    first = " ".join(split[0].text.split())
    return first if len(first) <= _TITLE else first[: _TITLE - 1].rstrip() + "…"


def _notes(article: Prose, split: tuple[Sentence, ...], assembly: Assembly) -> tuple[str, ...]:
    notes = []
    if article.composed:
        notes.append("Letters and accents were apart in the file (not NFC); offsets count them composed.")
    own = [
        (sentence.number, one.text) for sentence, dated in zip(split, assembly.dated, strict=True) for one in dated.own
    ]
    notes += [f'Date line of the article (s{number}): "{text}"' for number, text in own]
    if assembly.publisher is not None:
        notes.append(f"Taken for a communiqué of {assembly.publisher}: what nobody else says in it is its own.")
    return tuple(notes)


def _loading(draft: Draft) -> Draft:
    """The draft with its YAML, and every claim that would not load set to "no position", with the reason."""
    from geoevents.read.case import read_case

    for _ in range(4):
        written = emit(draft)
        try:
            read_case(text=written.text)
        except CaseError as error:
            draft = _without(draft, written, error)
        else:
            return replace(draft, yaml=written.text)
    raise ArticleError("No draft that loads could be made of this article.", cure="Report it, with the article.")


def _without(draft: Draft, written: Written, error: CaseError) -> Draft:
    """Take back what does not load, claim by claim."""
    claims: list[DraftClaim] = []
    for claim, (first, last) in zip(draft.claims, written.claims, strict=True):
        problems = [problem for problem in error.problems if first <= problem.line <= last]
        if not problems:
            claims.append(claim)
            continue
        if any("the same claim stands" in problem.cure for problem in problems):
            continue
        why = [f"{' '.join(problem.what.split())}: {problem.cure}" for problem in problems]
        at_when = [problem for problem in problems if "when" in written.text.split("\n")[problem.line - 1][:9]]
        positions = claim.read if len(at_when) == len(problems) else ("no position",)
        claims.append(replace(claim, read=positions, when=None if at_when else claim.when, notes=(*claim.notes, *why)))
    events = {claim.event for claim in claims}
    used = {claim.by for claim in claims}
    return replace(
        draft,
        claims=tuple(claims),
        events=tuple(event for event in draft.events if event.id in events),
        sources=tuple(source for source in draft.sources if source.id in used | {ARTICLE}),
    )
