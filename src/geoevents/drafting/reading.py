"""Sentences to a draft: who says what of which event. Nothing is merged on a guess, and no position is made up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geoevents.drafting import facts
from geoevents.drafting.assembly import Assembly, Passage, Spoken
from geoevents.drafting.attribution import Attribution, attributions
from geoevents.drafting.draft import Cited, FoundAttribution, Unread, When
from geoevents.drafting.facts import Happening, Located
from geoevents.drafting.rereading import SEVERAL
from geoevents.drafting.sentences import unreadable
from geoevents.drafting.telling import DISTANCE, Telling
from geoevents.model import Phrase, PlaceRef

MOST_CLAIMS = 300
"""Claims of the largest draft: more than that nobody reviews, and a case file has its bounds."""

ANY_COUNTRY = "ML"
"""A country, only to find out whether a sentence could be read if that of its speaker were known."""

FAR_BEHIND = 40
"""Characters between a speaker and the place of its words: "she told reporters in Östersund"."""

FAR_BACK = 3
"""Sentences before one in which "the town" is looked for."""

FAR_AHEAD = 8
"""Sentences of the longest quotation whose speaker is named behind it."""

#: "Ruling out any intrusion" is a claim about the whole flight, and not about an intrusion.
_OF_A_TRACK = frozenset({"intrusion", "crossing"})


def read_all(assembly: Assembly) -> None:
    """Read every sentence in turn."""
    for sentence, dated in zip(assembly.sentences, assembly.dated, strict=True):
        if len(assembly.claims) >= MOST_CLAIMS:
            rest = Cited(sentence.number, sentence.start, assembly.sentences[-1].end)
            why = f"{MOST_CLAIMS} claims are enough: nothing after them was read"
            assembly.unread.append(Unread(rest, sentence.text, why))
            return
        _Reading(Passage(assembly, sentence, dated)).run()
        for one in dated.dates:
            if one.span is not None:
                assembly.last_date = (one.when, sentence.number)


class _Reading:
    """One sentence on its way into the draft."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.all = passage.all
        self.sentence = passage.sentence
        self._said_at: set[tuple[int, int]] = set()
        dated = (*passage.dated.own, *passage.dated.dates)
        self._dates = [(one.start, one.end) for one in dated if one.span is not None]

    def run(self) -> None:
        sentence, all_ = self.sentence, self.all
        why = unreadable(sentence)
        if why:
            self.passage.unread(0, len(sentence.text), why)
            return
        self._note_dates()
        claims = len(all_.claims)
        self._read()
        if len(all_.claims) == claims:
            for one in self.passage.dated.dates:
                if not one.problem:
                    self.passage.unread(one.start, one.end, "dates nothing that is in a claim")

    def _read(self) -> None:
        sentence, all_ = self.sentence, self.all
        heading = sentence.heading and len(all_.sentences) > 1
        self.passage.speakers = [] if heading else self._speakers()
        if sentence.text.endswith("?"):
            self._unread_question()
            return
        happened = facts.happenings(sentence, all_.words)
        placed = self._placed(happened)
        if placed:
            all_.located.append(sentence.number)
        if heading:
            for _, one in placed:
                self.passage.unread(one.start, one.end, "in a heading")
            return
        self._unread_distances(placed)
        telling = Telling(self.passage)
        for by, happening, group in self._groups(placed):
            telling.claim(by, happening, group, [one for _, one in placed])
        telling.claims_without_place(happened, placed)

    def _unread_distances(self, placed: Sequence[tuple[str, Located]]) -> None:
        """A distance that no clause holds is something that was not understood."""
        for found in DISTANCE.finditer(self.sentence.plain):
            if not any(one.start < found.end() and found.start() < one.end for _, one in placed):
                start, end = facts.part_around(self.sentence, found.start())
                self.passage.unread(start, end, "a distance that was not understood")

    def _note_dates(self) -> None:
        sentence = self.sentence
        for one in (*self.passage.dated.own, *self.passage.dated.dates):
            when = one.when if one.span is not None else None
            cited = Cited(sentence.number, sentence.start + one.start, sentence.start + one.end)
            self.all.whens.append(When(cited, one.text, when, one.year_inferred))
            if one.problem:
                self.passage.unread(one.start, one.end, f"date not read: {one.problem}")

    def _speakers(self) -> list[Spoken]:
        sentence, all_ = self.sentence, self.all
        found = attributions(sentence, all_.words)
        spoken: list[Spoken] = []
        before = all_.sentences[max(0, sentence.number - 3) : sentence.number - 1]
        for one in found:
            by = all_.speakers.resolve(one, sentence, before) or all_.publisher
            self._note_attribution(one, by)
            if by is not None:
                spoken.append(Spoken(by, one.governs, one.verb, one.denies, one.after, one.name))
        if not spoken:
            spoken = self._of_a_quotation()
        if spoken:
            last = all_.quotes.around(sentence.end - 1, sentence.end) or all_.quotes.around(
                sentence.end - 2, sentence.end - 1
            )
            all_.quoting = (last[0], spoken[-1].by) if last is not None else None
        return spoken

    def _of_a_quotation(self) -> list[Spoken]:
        """The speaker of a quotation that runs over sentences: named before it, or in the sentence that ends it."""
        sentence, all_ = self.sentence, self.all
        opening = next((at for at, letter in enumerate(sentence.text) if letter.isalnum()), 0)
        quoted = all_.quotes.around(sentence.start + opening, sentence.start + opening + 1)
        if quoted is None:
            return []
        whole = (0, len(sentence.text))
        if all_.quoting is not None and quoted[0] == all_.quoting[0]:
            return [Spoken(all_.quoting[1], whole, (0, 0))]
        for ahead in all_.sentences[sentence.number : sentence.number + FAR_AHEAD]:
            if ahead.start > quoted[1] or unreadable(ahead):
                break
            if ahead.end <= quoted[1]:
                continue
            found = next((one for one in attributions(ahead, all_.words) if one.after), None)
            before = all_.sentences[max(0, ahead.number - 3) : ahead.number - 1]
            by = all_.speakers.resolve(found, ahead, before) if found is not None else None
            return [Spoken(by, whole, (0, 0))] if by is not None else []
        return []

    def _note_attribution(self, one: Attribution, by: str | None) -> None:
        sentence = self.sentence
        start, end = one.name if one.name is not None else one.verb
        name = sentence.text[start:end] if one.name is not None else ""
        cited = Cited(sentence.number, sentence.start + start, sentence.start + end)
        self.all.found.append(FoundAttribution(cited, name, by))

    def _placed(self, happened: Sequence[Happening]) -> list[tuple[str, Located]]:
        """Locality clauses with who says them; "national" is read for each speaker's country."""
        all_ = self.all
        ids = list(dict.fromkeys(one.by for one in self.passage.speakers)) or [self.all.default]
        if self.all.default not in ids:
            ids.append(self.all.default)
        placed: list[tuple[str, Located]] = []
        town = self._town()
        for id in ids:
            party = all_.speakers.party(id)
            phrase = facts.read(self.sentence, self._dates, all_.lang, party, town)
            if party is None and all_.words.national.search(self.sentence.plain):
                self._unread_national(id, phrase, town)
            for one in facts.located(self.sentence, phrase.clauses if phrase else (), happened, all_.words):
                if self._in_a_name(one):
                    continue
                if self._where_said(one):
                    self._said_at.add((one.start, one.end))
                    continue
                spoken = self.passage.by(one.start)
                if (spoken.by if spoken is not None else self.all.default) == id:
                    placed.append((id, one))
        for start, end in sorted(self._said_at):
            self.passage.unread(start, end, "where it was said, it seems")
        return sorted(placed, key=lambda pair: pair[1].start)

    def _unread_national(self, id: str, phrase: Phrase | None, town: PlaceRef | None) -> None:
        """List what could be read if the country of the speaker were known ("within national borders")."""
        known = {clause.span for clause in phrase.clauses} if phrase else set()
        any_ = facts.read(self.sentence, self._dates, self.all.lang, ANY_COUNTRY, town)
        for clause in any_.clauses if any_ else ():
            spoken = self.passage.by(clause.span[0])
            if clause.span not in known and (spoken.by if spoken is not None else self.all.default) == id:
                self.passage.unread(*clause.span, f"of which country? That is for whom {id} speaks")

    def _in_a_name(self, one: Located) -> bool:
        """Whether a place is part of a speaker's name ("the mayor of Kidal")."""
        named = (spoken.name for spoken in self.passage.speakers if spoken.name is not None)
        return any(start <= one.start and one.end <= end for start, end in named)

    def _where_said(self, one: Located) -> bool:
        """Whether a place is that of the words: "she told reporters in Østersund", "In Minsk, the ministry said"."""
        for spoken in self.passage.speakers:
            if spoken.name is not None and not spoken.after and one.weak and one.end <= spoken.name[0]:
                return True
            behind = max(spoken.verb[1], spoken.name[1] if spoken.name is not None else 0)
            between = self.sentence.plain[behind : one.start]
            near = len(between) <= FAR_BEHIND and self.all.words.events.search(between) is None
            if spoken.after and one.weak and one.start >= spoken.verb[1] and near:
                return True
            said = self.sentence.plain[spoken.verb[1] : one.start]
            then = self.sentence.plain[one.end : one.end + 6].split()
            if spoken.verb[1] <= one.start and one.weak and len(said.split()) <= 4 and then[:1] in (["that"], ["que"]):
                return True
        return False

    def _town(self) -> PlaceRef | None:
        """What "the town" means: the one place that this sentence names, else the one that the few before it name."""
        self.all.towns = []
        for back in (0, FAR_BACK):
            near = range(max(0, self.sentence.number - 1 - back), self.sentence.number)
            for at in near:
                dates = [(one.start, one.end) for one in self.all.dated[at].dates]
                self.all.towns += facts.named(self.all.sentences[at], dates, self.all.words)
            self.all.towns = list(dict.fromkeys(self.all.towns))
            if self.all.towns:
                return PlaceRef(self.all.towns[0]) if len(self.all.towns) == 1 else SEVERAL
        return None

    def _groups(self, placed: Iterable[tuple[str, Located]]) -> list[tuple[str, Happening, list[Located]]]:
        """Clauses that one source says of one event; the rest is listed."""
        sentence = self.sentence
        groups: dict[tuple[str, str, bool, bool], tuple[str, Happening, list[Located]]] = {}
        for by, one in placed:
            if one.aside:
                self.passage.unread(one.start, one.end, "tells more of something beside the event, it seems")
                continue
            happening = one.happening
            if happening is None:
                whole = self.all.words.national.search(sentence.plain, one.start, one.end)
                if one.weak and whole is None:
                    self.passage.unread(one.start, one.end, "locates, but no event is named with it")
                    continue
                happening = Happening("position" if whole is None else "track", one.start, one.start)
            if happening.kind in _OF_A_TRACK and type(one.clause).__name__ == "Outside":
                happening = Happening("track", happening.start, happening.end)
            quoted = self.passage.quoted(one.start, one.end)
            known = facts.unknown(facts.places(one.clause), self.all.asked) is None
            groups.setdefault((by, happening.kind, quoted, known), (by, happening, []))[2].append(one)
        return list(groups.values())

    def _unread_question(self) -> None:
        phrase = facts.read(self.sentence, self._dates, self.all.lang, ANY_COUNTRY, None)
        distance = DISTANCE.search(self.sentence.plain)
        if phrase is not None or distance is not None or facts.happenings(self.sentence, self.all.words):
            self.passage.unread(0, len(self.sentence.text), "a question")
