"""Sentences to a draft: who says what of which event. Nothing is merged on a guess, and no position is made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from geoevents.dates.finding import FoundDate
from geoevents.drafting import facts
from geoevents.drafting.attribution import Attribution, attributions
from geoevents.drafting.draft import Cited, DraftClaim, DraftEvent, FoundAttribution, Unread, When
from geoevents.drafting.facts import Happening, Located
from geoevents.drafting.rereading import NO_POSITION, read_alone
from geoevents.drafting.sentences import LONGEST, Quotes, Sentence
from geoevents.drafting.speakers import ARTICLE, Speakers
from geoevents.drafting.times import Dated, choose
from geoevents.drafting.vocabulary import WORD, Vocabulary
from geoevents.model import Phrase, PlaceRef

MOST_CLAIMS = 300
"""Claims of the largest draft: more than that nobody reviews, and a case file has its bounds."""

ANY_COUNTRY = "ML"
"""A country, only to find out whether a sentence could be read if that of its speaker were known."""

FAR_AHEAD = 8
"""Sentences of the longest quotation whose speaker is named behind it."""

#: Events that a speaker's claim is noted of even when it says no place.
_TOLD = frozenset(
    {
        "crash",
        "shootdown",
        "intrusion",
        "crossing",
        "link-loss",
        "landing",
        "boarding",
        "seizure",
        "collision",
        "encounter",
    }
)
#: "Ruling out any intrusion" is a claim about the whole flight, and not about an intrusion.
_OF_A_TRACK = frozenset({"intrusion", "crossing"})
_JOINS = re.compile(r"[\s,]*(?:(?:and|et|&|at|à|just|about)[\s,]*){0,2}")
_DISTANCE = re.compile(
    r"(?<![\w.,])\d+(?:[.,]\d+)? ?(?:km|kilomet(?:er|re)s?|met(?:er|re)s?|m|miles?|nm|milles?|feet|ft|pieds)(?![^\W_])"
)
#: Kinds of which one event may be told as either.
_ALIKE = (
    frozenset({"intrusion", "crossing"}),
    frozenset({"strike", "attack", "shelling", "explosion", "impact"}),
    frozenset({"boarding", "seizure"}),
    frozenset({"crash", "landing", "wreck"}),
)
_NAMES = {"shootdown": "shoot-down", "track": "flight"}


@dataclass(slots=True)
class Assembly:
    """What has been found so far, sentence by sentence."""

    lang: str
    words: Vocabulary
    sentences: Sequence[Sentence]
    dated: Sequence[Dated]
    quotes: Quotes
    speakers: Speakers
    publisher: str | None = None
    events: list[DraftEvent] = field(default_factory=list)
    claims: list[DraftClaim] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    found: list[FoundAttribution] = field(default_factory=list)
    whens: list[When] = field(default_factory=list)
    located: list[int] = field(default_factory=list)
    town: PlaceRef | None = None
    towns: list[str] = field(default_factory=list)
    last_date: tuple[str, int] | None = None
    quoting: tuple[int, str] | None = None

    def run(self) -> None:
        """Read every sentence in turn."""
        for sentence, dated in zip(self.sentences, self.dated, strict=True):
            if len(self.claims) >= MOST_CLAIMS:
                rest = Cited(sentence.number, sentence.start, self.sentences[-1].end)
                why = f"{MOST_CLAIMS} claims are enough: nothing after them was read"
                self.unread.append(Unread(rest, sentence.text, why))
                return
            _Reading(self, sentence, dated).run()
            for one in dated.dates:
                if one.span is not None:
                    self.last_date = (one.when, sentence.number)

    def event(self, kind: str, word: str, cited: Cited) -> str:
        """A new event; those of the same kind before it may be the same, which only a reviewer can tell."""
        stem = _NAMES.get(kind, kind)
        same = sum(one.kind == kind for one in self.events)
        alike = next((group for group in _ALIKE if kind in group), {kind})
        before = tuple(one.id for one in self.events if one.kind in alike and one.cited.sentence != cited.sentence)
        id = stem if not same else f"{stem}-{same + 1}"
        self.events.append(DraftEvent(id, kind, word, cited, before))
        return id


@dataclass(slots=True)
class _Spoken:
    """A speaker of a sentence, resolved: id of the source, and the part of the sentence that is theirs."""

    by: str
    governs: tuple[int, int]
    verb: tuple[int, int]
    denies: bool = False
    after: bool = False
    name: tuple[int, int] | None = None


class _Reading:
    """One sentence on its way into the draft."""

    def __init__(self, assembly: Assembly, sentence: Sentence, dated: Dated) -> None:
        self.all = assembly
        self.sentence = sentence
        self.dated = dated
        self.ids: dict[tuple[str, str], str] = {}
        self.spoken: Sequence[_Spoken] = ()
        self.told: set[tuple[str, str]] = set()

    def run(self) -> None:
        sentence, all_ = self.sentence, self.all
        if len(sentence.text) > LONGEST:
            self._unread(0, len(sentence.text), f"a sentence of {len(sentence.text):,} characters is not read")
            return
        self._note_dates()
        speakers = self.spoken = self._speakers()
        if sentence.text.endswith("?"):
            self._unread_question()
            return
        happened = facts.happenings(sentence, all_.words)
        placed = self._placed(speakers, happened)
        if placed:
            all_.located.append(sentence.number)
        if sentence.heading and len(all_.sentences) > 1:
            for _, one in placed:
                self._unread(one.start, one.end, "in a heading")
            return
        self._unread_distances(placed)
        for by, happening, group in self._groups(placed, speakers):
            self._claim(by, happening, group, speakers)
        self._claims_without_place(happened, placed, speakers)

    def _unread_distances(self, placed: Sequence[tuple[str, Located]]) -> None:
        """A distance that no clause holds is something that was not understood."""
        for found in _DISTANCE.finditer(self.sentence.plain):
            if not any(one.start < found.end() and found.start() < one.end for _, one in placed):
                start, end = facts.part_around(self.sentence, found.start())
                self._unread(start, end, "a distance that was not understood")

    def _note_dates(self) -> None:
        sentence = self.sentence
        for one in (*self.dated.own, *self.dated.dates):
            when = one.when if one.span is not None else None
            cited = Cited(sentence.number, sentence.start + one.start, sentence.start + one.end)
            self.all.whens.append(When(cited, one.text, when, one.year_inferred))
            if one.problem:
                self._unread(one.start, one.end, f"date not read: {one.problem}")

    def _speakers(self) -> list[_Spoken]:
        sentence, all_ = self.sentence, self.all
        found = attributions(sentence, all_.words)
        spoken: list[_Spoken] = []
        before = all_.sentences[max(0, sentence.number - 3) : sentence.number - 1]
        for one in found:
            by = all_.speakers.resolve(one, sentence, before) or all_.publisher
            self._note_attribution(one, by)
            if by is not None:
                spoken.append(_Spoken(by, one.governs, one.verb, one.denies, one.after, one.name))
        if not spoken:
            spoken = self._of_a_quotation()
        if spoken:
            last = all_.quotes.around(sentence.end - 1, sentence.end) or all_.quotes.around(
                sentence.end - 2, sentence.end - 1
            )
            all_.quoting = (last[0], spoken[-1].by) if last is not None else None
        return spoken

    def _of_a_quotation(self) -> list[_Spoken]:
        """The speaker of a quotation that runs over sentences: named before it, or in the sentence that ends it."""
        sentence, all_ = self.sentence, self.all
        opening = next((at for at, letter in enumerate(sentence.text) if letter.isalnum()), 0)
        quoted = all_.quotes.around(sentence.start + opening, sentence.start + opening + 1)
        if quoted is None:
            return []
        whole = (0, len(sentence.text))
        if all_.quoting is not None and quoted[0] == all_.quoting[0]:
            return [_Spoken(all_.quoting[1], whole, (0, 0))]
        for ahead in all_.sentences[sentence.number : sentence.number + FAR_AHEAD]:
            if ahead.start > quoted[1] or len(ahead.text) > LONGEST:
                break
            if ahead.end <= quoted[1]:
                continue
            found = next((one for one in attributions(ahead, all_.words) if one.after), None)
            before = all_.sentences[max(0, ahead.number - 3) : ahead.number - 1]
            by = all_.speakers.resolve(found, ahead, before) if found is not None else None
            return [_Spoken(by, whole, (0, 0))] if by is not None else []
        return []

    def _note_attribution(self, one: Attribution, by: str | None) -> None:
        sentence = self.sentence
        start, end = one.name if one.name is not None else one.verb
        name = sentence.text[start:end] if one.name is not None else ""
        cited = Cited(sentence.number, sentence.start + start, sentence.start + end)
        self.all.found.append(FoundAttribution(cited, name, by))

    def _by(self, at: int, speakers: Sequence[_Spoken]) -> _Spoken | None:
        return next((one for one in speakers if one.governs[0] <= at < one.governs[1]), None)

    def _default(self) -> str:
        return self.all.publisher or ARTICLE

    def _placed(self, speakers: Sequence[_Spoken], happened: Sequence[Happening]) -> list[tuple[str, Located]]:
        """Locality clauses with who says them; "national" is read for each speaker's country."""
        all_ = self.all
        ids = list(dict.fromkeys(one.by for one in speakers)) or [self._default()]
        if self._default() not in ids:
            ids.append(self._default())
        placed: list[tuple[str, Located]] = []
        town = all_.town
        for id in ids:
            party = all_.speakers.party(id)
            phrase = facts.read(self.sentence, all_.lang, party, town)
            if party is None:
                self._unread_national(id, phrase, speakers, town)
            for one in facts.located(self.sentence, phrase.clauses if phrase else (), happened, all_.words):
                if self._where_said(one, speakers):
                    continue
                spoken = self._by(one.start, speakers)
                if (spoken.by if spoken is not None else self._default()) == id:
                    placed.append((id, one))
        for _, one in placed:
            for place in facts.places(one.clause):
                self._mention(place.name)
        return sorted(placed, key=lambda pair: pair[1].start)

    def _unread_national(
        self, id: str, phrase: Phrase | None, speakers: Sequence[_Spoken], town: PlaceRef | None
    ) -> None:
        """List what could be read if the country of the speaker were known ("within national borders")."""
        known = {clause.span for clause in phrase.clauses} if phrase else set()
        any_ = facts.read(self.sentence, self.all.lang, ANY_COUNTRY, town)
        for clause in any_.clauses if any_ else ():
            spoken = self._by(clause.span[0], speakers)
            if clause.span not in known and (spoken.by if spoken is not None else self._default()) == id:
                self._unread(*clause.span, f"of which country? That is for whom {id} speaks")

    def _where_said(self, one: Located, speakers: Sequence[_Spoken]) -> bool:
        """Whether a place is that of the words ("she told reporters in Østersund"), or part of the speaker's name."""
        for spoken in speakers:
            if spoken.name is not None and spoken.name[0] <= one.start and one.end <= spoken.name[1]:
                return True
            if spoken.after and one.start >= spoken.verb[1] and one.weak:
                return True
            said = self.sentence.plain[spoken.verb[1] : one.start]
            then = self.sentence.plain[one.end : one.end + 6].split()
            if spoken.verb[1] <= one.start and one.weak and len(said.split()) <= 4 and then[:1] in (["that"], ["que"]):
                return True
        return False

    def _mention(self, name: str) -> None:
        self.all.town = PlaceRef(name)
        if name not in self.all.towns:
            self.all.towns.append(name)

    def _groups(
        self, placed: Iterable[tuple[str, Located]], speakers: Sequence[_Spoken]
    ) -> list[tuple[str, Happening, list[Located]]]:
        """Clauses that one source says of one event; the rest is listed."""
        sentence = self.sentence
        groups: dict[tuple[str, str, bool], tuple[str, Happening, list[Located]]] = {}
        for by, one in placed:
            if one.aside:
                self._unread(one.start, one.end, "tells more of something beside the event, it seems")
                continue
            happening = one.happening
            if happening is None:
                whole = self.all.words.national.search(sentence.plain, one.start, one.end)
                if one.weak and whole is None:
                    self._unread(one.start, one.end, "locates, but no event is named with it")
                    continue
                happening = Happening("position" if whole is None else "track", one.start, one.start)
            if happening.kind in _OF_A_TRACK and type(one.clause).__name__ == "Outside":
                happening = Happening("track", happening.start, happening.end)
            quoted = self._quoted(one.start, one.end)
            groups.setdefault((by, happening.kind, quoted), (by, happening, []))[2].append(one)
        return list(groups.values())

    def _claim(self, by: str, happening: Happening, group: list[Located], speakers: Sequence[_Spoken]) -> None:
        sentence, all_ = self.sentence, self.all
        first, last = group[0], group[-1]
        cited = Cited(sentence.number, sentence.start + first.start, sentence.start + last.end)
        says = self._says(group)
        clauses = [one.clause for one in group]
        party = all_.speakers.party(by)
        notes: list[str] = []
        read = read_alone(says, clauses, party, all_.towns, notes)
        spoken = self._by(first.start, speakers)
        denies = spoken is not None and spoken.denies and first.start >= spoken.verb[0]
        denies = denies and not any(type(clause).__name__ == "Outside" for clause in clauses)
        quoted = self._quoted(first.start, last.end)
        track = happening.kind == "track"
        throughout = track and self._hint(all_.words.throughout, first.start, last.end)
        if track and not throughout:
            notes.append("at every moment? Then add  holds: throughout")
        if happening.kind == "position":
            notes.append("what happened there? No event is named in the sentence")
        when, more = self._when(happening, first.start)
        notes += more
        notes += self._doubts(first.start, by, spoken)
        self._add(
            DraftClaim(
                by=by,
                event=self._event(by, happening),
                says=says,
                cited=cited,
                read=read,
                when=when,
                words=self._words(by, spoken, quoted),
                throughout=throughout,
                denies=denies,
                notes=tuple(notes),
            )
        )
        self.told.add((by, happening.kind))

    def _quoted(self, start: int, end: int) -> bool:
        return self.all.quotes.around(self.sentence.start + start, self.sentence.start + end) is not None

    def _words(self, by: str, spoken: _Spoken | None, quoted: bool) -> str | None:
        if by == ARTICLE:
            return None
        return "quoted" if quoted or (spoken is None and by == self.all.publisher) else "reported"

    def _says(self, group: Sequence[Located]) -> tuple[str, ...]:
        """The words of the clauses, verbatim: one text where they follow each other, else a list."""
        text = self.sentence.text
        spans: list[tuple[int, int]] = []
        for one in sorted(group, key=lambda one: one.start):
            if spans and one.start >= spans[-1][1] and _JOINS.fullmatch(text, spans[-1][1], one.start):
                spans[-1] = (spans[-1][0], one.end)
            elif not spans or one.start >= spans[-1][1]:
                spans.append((one.start, one.end))
        return tuple(text[start:end] for start, end in spans)

    def _when(self, happening: Happening, at: int) -> tuple[str | None, list[str]]:
        dates, saying = self._dates()
        when, notes = choose(dates, happening.start if happening.kind != "position" else at)
        notes += [f'"{one}" is when it was said or published' for one in saying if when is None]
        found = self.all.words.relative_times.search(self.sentence.plain)
        if when is None and found is not None:
            said = self.sentence.text[found.start() : found.end()]
            notes.append(f'when: "{said}" needs a date')
        if when is None and self.all.last_date is not None:
            last, number = self.all.last_date
            notes.append(f"no date here; the last one, in sentence {number}, is: {last}")
        return when, notes

    def _dates(self) -> tuple[list[FoundDate], list[str]]:
        """Dates of events, and the words of those that are of the saying ("said on 5 April")."""
        mine: list[FoundDate] = []
        saying: list[str] = []
        for one in self.dated.dates:
            start, end = facts.part_around(self.sentence, one.start)
            said = any(
                one.start >= spoken.verb[1] and not self.sentence.text[spoken.verb[1] : one.start].strip(" \n,")
                for spoken in self.spoken
            )
            published = self.all.words.published.search(self.sentence.plain, start, min(end, one.start))
            event = self.all.words.events.search(self.sentence.plain, start, end)
            if said or (published is not None and event is None):
                saying.append(one.text)
            else:
                mine.append(one)
        return mine, saying

    def _doubts(self, at: int, by: str, spoken: _Spoken | None) -> list[str]:
        notes = []
        start, end = facts.part_around(self.sentence, at)
        unsure = self.all.words.unsure.search(self.sentence.plain, start, end)
        if unsure is not None:
            word = self.sentence.text[unsure.start() : unsure.end()]
            notes.append(f'"{word}": not said as a fact')
        if by == ARTICLE and spoken is None:
            last = self.all.speakers.last
            says = "nobody is named as saying this"
            notes.append(f"{says}; the last speaker before was {last}" if last else says)
        return notes

    def _hint(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        low, _ = facts.part_around(self.sentence, start)
        return pattern.search(self.sentence.plain, low, end) is not None

    def _event(self, by: str, happening: Happening) -> str:
        """The event of a happening of this sentence: one for each kind and source."""
        key = (by, happening.kind)
        if key not in self.ids:
            sentence = self.sentence
            cited = Cited(sentence.number, sentence.start + happening.start, sentence.start + happening.end)
            word = sentence.text[happening.start : happening.end]
            self.ids[key] = self.all.event(happening.kind, word, cited)
        return self.ids[key]

    def _claims_without_place(
        self, happened: Sequence[Happening], placed: Sequence[tuple[str, Located]], speakers: Sequence[_Spoken]
    ) -> None:
        """What a named speaker says of an event without a place: rivals, denials, causes."""
        for one in happened:
            spoken = self._by(one.start, speakers)
            by = spoken.by if spoken is not None else self.all.publisher
            inside = any(place.start <= one.start and one.end <= place.end for _, place in placed)
            told = one.kind in _TOLD or self._distance_beside(one, placed)
            if by is None or not told or (by, one.kind) in self.told or inside:
                continue
            if spoken is not None and spoken.verb[0] <= one.start < spoken.verb[1]:
                continue
            self.told.add((by, one.kind))
            sentence = self.sentence
            start, end = self._part(one, spoken)
            when, notes = self._when(one, one.start)
            notes += self._doubts(one.start, by, spoken)
            denied = self._denied(one, spoken)
            quoted = self._quoted(one.start, one.end)
            self._add(
                DraftClaim(
                    by=by,
                    event=self._event(by, one),
                    says=(sentence.text[start:end],),
                    cited=Cited(sentence.number, sentence.start + start, sentence.start + end),
                    read=NO_POSITION,
                    when=when,
                    words=self._words(by, spoken, quoted),
                    denies=denied,
                    notes=tuple(notes),
                )
            )

    def _distance_beside(self, one: Happening, placed: Sequence[tuple[str, Located]]) -> bool:
        """Whether a distance stands beside an event that no clause holds: the reviewer has to read it."""
        start, end = facts.part_around(self.sentence, one.start)
        return any(
            not any(place.start < found.end() and found.start() < place.end for _, place in placed)
            for found in _DISTANCE.finditer(self.sentence.plain, start, end)
        )

    def _part(self, one: Happening, spoken: _Spoken | None) -> tuple[int, int]:
        """The words that tell of an event: its part of the sentence, from the verb of saying to the next speaker."""
        start, end = facts.part_around(self.sentence, one.start)
        if spoken is not None and not spoken.after and start < spoken.verb[0] < one.start:
            start = spoken.verb[0]
        if spoken is not None and one.start < spoken.governs[1] < end:
            end = spoken.governs[1]
        while end > start and not self.sentence.text[end - 1].isalnum() and self.sentence.text[end - 1] not in '”»")':
            end -= 1
        return start, end

    def _denied(self, one: Happening, spoken: _Spoken | None) -> bool:
        if spoken is not None and spoken.denies and one.start >= spoken.verb[0]:
            return True
        start, _ = facts.part_around(self.sentence, one.start)
        near = [word[0] for word in WORD.finditer(self.sentence.plain, start, one.start)][-4:]
        if self.all.words.negations.intersection(near):
            return True
        return self.all.words.deny.search(self.sentence.plain, start, one.start) is not None

    def _add(self, claim: DraftClaim) -> None:
        self.all.claims.append(claim)

    def _unread(self, start: int, end: int, why: str) -> None:
        sentence = self.sentence
        cited = Cited(sentence.number, sentence.start + start, sentence.start + end)
        self.all.unread.append(Unread(cited, sentence.text[start:end], why))

    def _unread_question(self) -> None:
        if facts.happenings(self.sentence, self.all.words):
            self._unread(0, len(self.sentence.text), "a question")
