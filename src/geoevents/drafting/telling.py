"""Claims of one sentence: the words of a source on an event, how they are read, and what a reviewer should look at."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geoevents.dates.finding import FoundDate
from geoevents.drafting import facts
from geoevents.drafting.assembly import Passage, Spoken
from geoevents.drafting.draft import DraftClaim
from geoevents.drafting.facts import Happening, Located
from geoevents.drafting.rereading import NO_POSITION, read_alone
from geoevents.drafting.speakers import ARTICLE
from geoevents.drafting.times import choose
from geoevents.drafting.vocabulary import WORD

DISTANCE = re.compile(
    r"(?<![\w.,])\d+(?:[.,]\d+)? ?(?:km|kilomet(?:er|re)s?|met(?:er|re)s?|m|(?:nautical |sea |statute )?miles?|nmi?|"
    r"milles?(?: marins?| nautiques?)?|feet|ft|pieds|yards?)(?![^\W_])"
    r"|(?<![^\W_])(?!square|cubic)[^\W\d_]{2,20}[ -](?:kilomet(?:er|re)s|met(?:er|re)s|miles)(?![^\W_])"
)
"""A distance, in digits or in words ("five kilometres"), whether or not it is understood."""

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
_JOINS = re.compile(r"[\s,]*(?:(?:and|et|&|at|à|just|about)[\s,]*){0,2}")


class Telling:
    """What the sources of a sentence tell, as claims."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.sentence = passage.sentence
        self.all = passage.all
        self.ids: dict[tuple[str, str], str] = {}
        self.told: set[tuple[str, str]] = set()

    def claim(self, by: str, happening: Happening, group: Sequence[Located], placed: Sequence[Located]) -> None:
        """Claim what clauses say of an event; `placed` are all clauses of the sentence."""
        all_ = self.all
        first, last = group[0], group[-1]
        cited = self.passage.cite(first.start, last.end)
        says = self._says(group)
        clauses = [one.clause for one in group]
        party = all_.speakers.party(by)
        read, notes = read_alone(says, clauses, party, all_.towns, all_.asked)
        if all(one.weak for one in group) and read != NO_POSITION and self._distance_before(first.start, placed):
            # "4 to 6 km south of its position, at Bakhmout": the place may be where the distance is measured from.
            read = NO_POSITION
            notes.append("a distance before it was not understood, and may be measured from here; write  read:")
        spoken = self.passage.by(first.start)
        denies = spoken is not None and spoken.denies and first.start >= spoken.verb[0]
        denies = denies and not any(type(clause).__name__ == "Outside" for clause in clauses)
        quoted = self.passage.quoted(first.start, last.end)
        track = happening.kind == "track"
        throughout = track and self._hint(all_.words.throughout, first.start, last.end)
        if track and not throughout:
            notes.append("at every moment? Then add  holds: throughout")
        anchors = {place.name for clause in clauses for place in facts.places(clause)}
        if len(clauses) > 1 and len(anchors) > 1:
            notes.append("several places: of one event, or of more? If so, split it")
        if happening.kind == "position":
            notes.append("what happened there? No event is named in the sentence")
        when, more = self._when(happening, first.start)
        notes += more
        notes += self._doubts(first.start, by, spoken)
        self.all.claims.append(
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

    def _words(self, by: str, spoken: Spoken | None, quoted: bool) -> str | None:
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
            elif spans and one.start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(spans[-1][1], one.end))
            else:
                spans.append((one.start, one.end))
        return tuple(text[start:end] for start, end in spans)

    def _when(self, happening: Happening, at: int) -> tuple[str | None, list[str]]:
        dates, saying = self._dates()
        when, notes = choose(dates, happening.start if happening.kind != "position" else at)
        notes += [f'"{one}" is when it was said or published' for one in saying if when is None]
        found = self.all.words.relative_times.search(self.sentence.plain)
        if when is None and found is not None:
            said = self.sentence.text[found.start() : found.end()]
            lines = [one.text for dated in self.all.dated[:8] for one in dated.own]
            line = f"; the date line of the article is {lines[0]}" if lines else ""
            notes.append(f'when: "{said}" needs a date{line}')
        if when is None and self.all.last_date is not None:
            last, number = self.all.last_date
            notes.append(f"no date here; the last one, in sentence {number}, is: {last}")
        return when, notes

    def _dates(self) -> tuple[list[FoundDate], list[str]]:
        """Dates of events, and the words of those that are of the saying ("said on 5 April")."""
        mine: list[FoundDate] = []
        saying: list[str] = []
        for one in self.passage.dated.dates:
            start, end = facts.part_around(self.sentence, one.start)
            said = any(
                one.start >= spoken.verb[1] and not self.sentence.text[spoken.verb[1] : one.start].strip(" \n,")
                for spoken in self.passage.speakers
            )
            published = self.all.words.published.search(self.sentence.plain, start, min(end, one.start))
            event = self.all.words.events.search(self.sentence.plain, start, end)
            if said or (published is not None and event is None):
                saying.append(one.text)
            else:
                mine.append(one)
        return mine, saying

    def _doubts(self, at: int, by: str, spoken: Spoken | None) -> list[str]:
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
            cited = self.passage.cite(happening.start, happening.end)
            word = sentence.text[happening.start : happening.end]
            self.ids[key] = self.all.event(happening.kind, word, cited)
        return self.ids[key]

    def claims_without_place(self, happened: Sequence[Happening], placed: Sequence[tuple[str, Located]]) -> None:
        """What a named speaker says of an event without a place: rivals, denials, causes."""
        for one in happened:
            spoken = self.passage.by(one.start)
            beside = self._distance_beside(one, placed)
            by = spoken.by if spoken is not None else self.all.default if beside else self.all.publisher
            inside = any(place.start <= one.start and one.end <= place.end for _, place in placed)
            told = one.kind in _TOLD or beside or (one.kind != "track" and spoken is not None and spoken.denies)
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
            quoted = self.passage.quoted(one.start, one.end)
            self.all.claims.append(
                DraftClaim(
                    by=by,
                    event=self._event(by, one),
                    says=(sentence.text[start:end],),
                    cited=self.passage.cite(start, end),
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
        return self._unread_distance(start, end, [place for _, place in placed])

    def _distance_before(self, at: int, placed: Sequence[Located]) -> bool:
        """Whether a distance that no clause holds stands before a position."""
        return self._unread_distance(0, at, placed)

    def _unread_distance(self, start: int, end: int, placed: Sequence[Located]) -> bool:
        return any(
            not any(place.start < found.end() and found.start() < place.end for place in placed)
            for found in DISTANCE.finditer(self.sentence.plain, start, end)
        )

    def _part(self, one: Happening, spoken: Spoken | None) -> tuple[int, int]:
        """The words that tell of an event: its part of the sentence, from the verb of saying to the next speaker."""
        start, end = facts.part_around(self.sentence, one.start)
        if spoken is not None and not spoken.after and start < spoken.verb[0] < one.start:
            start = spoken.verb[0]
        if spoken is not None and one.start < spoken.governs[1] < end:
            end = spoken.governs[1]
        while end > start and not self.sentence.text[end - 1].isalnum() and self.sentence.text[end - 1] not in '”»")':
            end -= 1
        return start, end

    def _denied(self, one: Happening, spoken: Spoken | None) -> bool:
        if spoken is not None and spoken.denies and one.start >= spoken.verb[0]:
            return True
        start, _ = facts.part_around(self.sentence, one.start)
        near = [word[0] for word in WORD.finditer(self.sentence.plain, start, one.start)][-4:]
        if self.all.words.negations.intersection(near):
            return True
        return self.all.words.deny.search(self.sentence.plain, start, one.start) is not None
