"""Locality phrases to clauses, with every word that is left over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from geoevents.errors import PhraseError
from geoevents.gazetteer.countries import words
from geoevents.gazetteer.stored import names_in
from geoevents.locality.clauses import Builder
from geoevents.locality.elided import said_without_a_word, ways
from geoevents.locality.islands import longest
from geoevents.locality.parts import NotReadError
from geoevents.locality.token import FUNCTION, Token
from geoevents.locality.tokens import Tokens, tokenise
from geoevents.locality.vocabulary import languages_of, lexicon, vocabulary
from geoevents.model import Clause, Phrase, PlaceRef, Unparsed

MOST_CLAUSES = 20
"""Of one phrase: each becomes a region, and nobody says so much of one position in one breath."""
_DENIALS = frozenset({"NOT", "DENY"})
_ENDS_A_NEGATION = frozenset({"COMMA", "AND", "PUNCT"})
_AFTER_A_DISTANCE = frozenset({"IN", "INSIDE", "INTO", "OVER", "WITHIN", "NEAR", "OUTSKIRTS", "JUSTOUTSIDE"})
_NAMED_FROM = frozenset({"ROAD", "NAME", "FEATURE", "TOWN", "TRIPLE", "AREAKIND", "VICINITY"})
_OTHER_THINGS = frozenset({"THING", "FEATURE", "COAST", "ROAD", "AREAKIND"})
_SLIPS = (4, 24)
_CURE = 'Say it like "3.5 km southeast of X", "near X", "2 km from the A-B border", "inside A".'


@dataclass(slots=True)
class _Draft:
    """What one language makes of a text."""

    tokens: Tokens
    clauses: list[Clause] = field(default_factory=list)
    ors: list[Token] = field(default_factory=list)
    left_over: list[Token] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def parse(
    text: str,
    lang: str | None = None,
    speaker: str | None = None,
    town: PlaceRef | None = None,
    names: Collection[str] = (),
) -> Phrase:
    """Read a locality phrase.

    Parameters
    ----------
    text
        At most 2,000 characters: "3.5 km southeast of Tinzaouatine and 2 km from the Algerian border".
    lang
        Code of a language that there is a lexicon of; None takes the one that leaves fewest words over, among those
        that are written with the letters of the text.
    speaker
        ISO 3166 alpha-2 code of the speaker's country, which "national" and "the border with A" refer to.
    names
        Names of places of the caller's own, which are found as they are written, whatever words they are made of. So
        are names of places that were imported.
    town
        The place that "the town" refers to, when the phrase itself names none before it.

    Returns
    -------
    Phrase
        Clauses in the order of the text, each with its span. All of them hold; ways that "or" parts are one `AnyOf`,
        and "and" binds closer. `unparsed` has every word that is in no clause, but for words that the lexicon lists as
        saying nothing of place ("the", "fell"). `notes` says why something was left over.

    Raises
    ------
    PhraseError
        When nothing can be placed, naming the first word that was not understood; for alternatives ("or") of which one
        is not understood, and for text that is too long.

    Examples
    --------
    >>> phrase = parse("3.5 km southeast of Tinzaouatine and 2 km from the Algerian border")
    >>> [type(clause).__name__ for clause in phrase.clauses], phrase.unparsed
    (['Offset', 'Distance'], ())
    >>> parse("2 leagues off")
    Traceback (most recent call last):
    ...
    geoevents.errors.PhraseError: not understood: "leagues". Use km, mi, NM.
    """
    names = {*names, *names_in(text)}
    first, later = ((lang,), ()) if lang else languages_of(text)
    drafts = [_draft(text, language, speaker, town, names) for language in first]
    if later and _may_be_another(min(drafts, key=_rank), later):
        drafts += [_draft(text, language, speaker, town, names) for language in later]
    draft = min(drafts, key=_rank)
    if not draft.clauses:
        draft.clauses += _alone(draft)
    if not draft.clauses:
        raise _nothing_understood(text, draft)
    if len(draft.clauses) > MOST_CLAUSES:
        raise PhraseError(
            f"The phrase says {len(draft.clauses)} things of one position.", cure=f"At most {MOST_CLAUSES}: split it."
        )
    unparsed = _runs(draft.tokens, draft.left_over, draft.clauses)
    clauses = ways(draft.tokens, draft.clauses, draft.ors) if draft.ors else tuple(draft.clauses)
    return Phrase(text, draft.tokens.lang, clauses, unparsed, tuple(dict.fromkeys(draft.notes)))


def _draft(text: str, lang: str, speaker: str | None, town: PlaceRef | None, names: Collection[str] = ()) -> _Draft:
    tokens = tokenise(text, lang, names=names, speaker=speaker)
    draft = _Draft(tokens, notes=list(tokens.notes))
    kept = tokens.kept
    builder = Builder(tokens, kept, speaker, town)
    at = since = 0
    negated, denial = False, ""
    while at < len(kept):
        token = kept[at]
        if token.type == "OR":
            draft.ors.append(token)
        if (elided := said_without_a_word(builder, kept, at, since, draft.clauses)) is not None:
            clauses, at = elided
            draft.clauses += clauses
            since = at if clauses else since
            negated = negated and token.type != "OR"
            continue
        found = longest(kept, at)
        twice = negated and (token.type == "DENY" or denial == "DENY")
        if found is None or twice or (negated and token.type not in _DENIALS) or _is_part_of_more(kept, at, since):
            denial = token.type if token.type in _DENIALS else denial
            negated = (negated or token.type in _DENIALS) and token.type not in _ENDS_A_NEGATION
            after = found[1] if found is not None and not negated and token.type not in _DENIALS else at + 1
            draft.left_over += kept[at:after]
            at = after
            continue
        tree, after = found
        if after < len(kept) and kept[after].type in _DENIALS and token.type not in _DENIALS:
            # "In Poland it was not": what a denial follows at once is not asserted.
            draft.left_over += kept[at:after]
            at = after
            continue
        if ends := _something_else(tokens, after):
            draft.left_over += kept[at:ends]
            at = ends
            continue
        try:
            draft.clauses.append(builder.clause(tree))
            draft.left_over += builder.left_over
        except NotReadError as reason:
            draft.notes.append(str(reason))
            draft.left_over += kept[at:after]
        draft.notes += builder.notes
        # "Not in Mali near Kidal": what follows a denial is part of it, up to a comma or "and".
        negated = token.type in _DENIALS
        at = since = after
    return draft


def _alone(draft: _Draft) -> list[Clause]:
    """Read a text that is a place and nothing else, as a cell of a table has it."""
    kept = draft.tokens.kept
    found = longest(kept, 0, "alone")
    if found is None or any(token.type not in FUNCTION for token in kept[found[1] :]):
        return []
    try:
        clause = Builder(draft.tokens, kept).clause(found[0])
    except NotReadError as reason:
        draft.notes.append(str(reason))
        return []
    draft.left_over.clear()
    return [clause]


def _is_part_of_more(kept: Sequence[Token], at: int, since: int) -> bool:
    """Whether what begins at a token only ends something longer that was not read.

    "2 and 3 km from X" is not 3 km from X, "4 leagues north of X" is not north of X, "500 m from the road from A to B"
    is not on it. Nothing before `since` belongs to it: that is where the last clause ended.
    """
    kind = kept[at].type
    before = [token.type for token in kept[max(since, at - 3) : at]]
    last = before[-1] if before else ""
    if kind in _AFTER_A_DISTANCE:  # "2 km inside X"
        return last in ("UNIT", "NUMBER", "ODD")
    if kind in ("OFF", "TO", "POINT", "AZIMUTH", "BEARING"):
        figures = any(one in ("NUMBER", "ODD", "POINT") for one in before)
        return figures or (kind == "OFF" and "UNIT" in before)
    if kind in _NAMED_FROM:
        return last in ("FROM", "OF", "DE", "TO", "BETWEEN", "WITH")
    if kind == "NUMBER" and last in ("UNIT", "NUMBER", "ODD"):  # "2 km 500 m from X"
        return True
    if kind == "NUMBER" and last == "NEUTRAL" and before[-2:-1] == ["NUMBER"]:  # "one point five km"
        return True
    if kind not in ("NUMBER", "UNIT") or len(before) < 2:
        return False
    return last in ("AND", "TO", "DASH", "BY") and before[-2] in ("NUMBER", "UNIT", "ODD", "POINT")


def _something_else(tokens: Tokens, after: int) -> int:
    """Where what stands before `after` ends, when what follows makes another thing of it; else 0."""
    return after + 1 if _names_something_else(tokens, after) else _borders_something_else(tokens, after)


def _names_something_else(tokens: Tokens, after: int) -> bool:
    """Whether a noun after a name makes another thing of it: "the Tessalit road" is not Tessalit.

    In a language of genitives only an adjective does ("от Кидальской дороги", but "от Кидаля по дороге"), with any noun
    that is not known ("в Ормузском проливе"), or a noun that needs one: "Чёрное море".
    """
    kept = tokens.kept
    if after >= len(kept) or kept[after - 1].type not in ("NAME", "COUNTRY"):
        return False
    adjectives = lexicon(tokens.lang).get("genitive", {}).get("adjectives")
    if adjectives is None or kept[after].type == "THING":
        return kept[after].type in _OTHER_THINGS
    described = tokens.text[: kept[after - 1].end].endswith(tuple(adjectives))
    return described and (kept[after].type in _OTHER_THINGS or kept[after].type == "WORD")


def _borders_something_else(tokens: Tokens, after: int) -> int:
    """Where "the border of Sumy oblast" or "with Abkhazia" ends, which is no border between countries; 0 for others."""
    kept = tokens.kept
    kinds = [token.type for token in kept[max(0, after - 2) : after + 2]] if after > 1 else []
    if len(kinds) < 3 or kinds[1] != "BORDER" or kinds[0] in ("COUNTRY", "DEMONYM", "COMBINING", "NATIONAL"):
        return 0
    linked = kinds[2] in ("WITH", "BETWEEN", "OF", "DE")
    if not linked and "genitive" not in lexicon(tokens.lang):
        return 0
    end = first = after + linked
    while end < len(kept) and (_is_named(kept[end]) or (end > first and _is_named_after(kept, end))):
        end += 1
    return end if end > first else 0


def _is_named(token: Token) -> bool:
    """Whether it is part of what something is called, or a country that two bear the name of."""
    return token.type in ("NAME", "FEATURE", "AREAKIND") or (token.type == "WORD" and token.value is not None)


def _is_named_after(kept: Sequence[Token], at: int) -> bool:
    return kept[at].type in ("AND", "OF", "DE", "DASH") and at + 1 < len(kept) and _is_named(kept[at + 1])


def _may_be_another(draft: _Draft, others: Sequence[str]) -> bool:
    """Whether rarer languages should be tried: something is left over, or a name is a country in one of them."""
    if any(_weight(draft.left_over)) or not draft.clauses:
        return True
    names = [str(token.value) for token in draft.tokens.kept if token.type == "NAME"]
    return any(name in words(lang) for lang in others for name in names)


def _rank(draft: _Draft) -> tuple[int, int, int, int]:
    """Least left over first; of equal drafts the one that knows the words and does not take them for names."""
    names = sum(token.type == "NAME" for token in draft.tokens.kept)
    return (*_weight(draft.left_over), names, -len(draft.clauses))


def _weight(tokens: Sequence[Token]) -> tuple[int, int]:
    """Letters of unknown words, and of all words that are left over: the language of a text is the one with fewest."""
    unknown = sum(token.end - token.start for token in tokens if token.type in ("WORD", "ODD"))
    return unknown, sum(token.end - token.start for token in tokens if token.type not in FUNCTION)


def _runs(tokens: Tokens, left_over: Sequence[Token], clauses: Sequence[Clause]) -> tuple[Unparsed, ...]:
    """Left-over words, joined where nothing but function words is between them."""
    words = sorted((token for token in left_over if token.type not in FUNCTION), key=lambda token: token.start)
    spans: list[tuple[int, int]] = []
    for token in words:
        if spans and not _between(spans[-1][1], token.start, tokens, clauses):
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
    return tuple(Unparsed(tokens.text[start:end], (start, end)) for start, end in spans)


def _between(start: int, end: int, tokens: Tokens, clauses: Sequence[Clause]) -> bool:
    """Whether a clause, or the end of a sentence or part of one, is between two positions."""
    if any(clause.span[0] < end and clause.span[1] > start for clause in clauses):
        return True
    return any(
        token.type in ("PUNCT", "COLON", "COMMA", "AND")
        for token in tokens.all
        if token.start >= start and token.end <= end
    )


def _nothing_understood(text: str, draft: _Draft) -> PhraseError:
    unknown = [token for token in draft.left_over if token.type in ("WORD", "ODD", "THING", "ROAD")]
    if draft.notes and not any(token.type in ("WORD", "THING") for token in unknown):
        return PhraseError(f"not understood: {draft.notes[0].rstrip('.')}.")
    words = unknown or [token for token in draft.left_over if token.type not in FUNCTION]
    if not words:
        return PhraseError(f"nothing in {text[:80]!r} says where.", cure=_CURE)
    word = draft.tokens.text[words[0].start : words[0].end]
    if isinstance(words[0].value, str) and words[0].type in ("WORD", "ODD"):
        return PhraseError(f"not understood: {words[0].value.rstrip('.')}.")
    after_number = any(
        left.type == "NUMBER" and right is words[0]
        for left, right in zip(draft.tokens.kept, draft.tokens.kept[1:], strict=False)
    )
    meant = _meant(word, draft.tokens.lang)
    cure = f'Did you mean "{meant}"?' if meant else "Use km, mi, NM." if after_number else _CURE
    return PhraseError(f'not understood: "{word[:60]}".', cure=cure)


def _meant(word: str, lang: str) -> str:
    """Give the word of the language that a slip is nearest to; none for short words and for what may be a name."""
    if not _SLIPS[0] <= len(word) <= _SLIPS[1] or word[:1].isupper():
        return ""
    entries = (one for several in vocabulary(lang).entries.values() for one in several)
    forms = {one.keys[0] for one in entries if len(one.keys) == 1 and len(one.keys[0]) >= _SLIPS[0]}
    # A word that is known is no slip: it has no part in what could be read.
    near = get_close_matches(word.casefold(), forms, n=1, cutoff=0.85) if word.casefold() not in forms else []
    return near[0] if near else ""
