"""Names of places among the words of a text: by capitals, or where a script has none, by their place."""

from __future__ import annotations

import re
import unicodedata

from geoevents.locality.atoms import Atom, visible
from geoevents.locality.forms import Forms
from geoevents.locality.token import BEFORE_A_NAME
from geoevents.locality.vocabulary import Entry

_IN_A_NAME = frozenset({"COUNTRY", "POINT", "FEATURE", "VAGUE", "IN", "ARTICLE", "LIMITING", "DE", "NEUTRAL"})
_MAX_NAME_ATOMS = 24
_FIGURE = re.compile(r"(?!(?:19|20)\d\d)\d{1,4}")
_ENDS_A_NAME = frozenset(",;.!?)")
_ORDINALS = frozenset({"th", "st", "nd", "rd", "e", "er", "eme", "º", "ª", "o", "a", "й", "го"})
#: Words of names that are written shorter, beyond those of two letters.
_SHORT_WORDS = frozenset({"ste", "sta", "sto", "pto", "pta", "mte", "fte"})
#: Where capitals do not tell names: types behind which an unknown word is one, and how many words it has at most.
_OPENS_A_NAME = BEFORE_A_NAME | {
    "POINT", "BEARING", "BETWEEN", "AND", "OR", "IN", "INSIDE", "WITHIN", "OUTSKIRTS", "JUSTOUTSIDE", "PREPOSITION",
    "AREAKIND", "ROAD", "RIVER", "COAST", "TURN",
}  # fmt: skip
_MAX_WORDS_OF_A_NAME = 3
#: Known words that an area may be called by: "North Darfur", "the Red Sea", "Valle del Cauca".
_OPENS_AN_AREA = frozenset({"POINT", "THING", "FEATURE", "COAST"})
#: What may stand behind a name after "in", other than marks.
_AFTER_A_NAME = frozenset({"COUNTRY", "POINT", "IN", "AND", "OR", "BORDERADJ"})


class Names(Forms):
    """What reads names."""

    def _name(self, at: int) -> int:
        first = self.atoms[at]
        if not first.is_word or not _can_name(first):
            return 0
        if self.words.caseless and not first.text[0].isupper():
            return self._name_by_place(at)
        entry = self._best(at)
        if entry is not None and not self._opens_name(at, entry):
            return 0
        after = at + 1
        while after < len(self.atoms) and after - at < _MAX_NAME_ATOMS:
            step = self._name_goes_on(after) or self._figure_of_name(after)
            if not step:
                break
            after += step
        return self._add("NAME", visible(self.text[first.start : self.atoms[after - 1].end]), at, after)

    def _figure_of_name(self, at: int) -> int:
        """How many atoms a figure of the name takes: "Hill 402", "Al 10th", but none of "Kidal, 3 April", "Kidal 2 km".

        Without its figure the name would be that of another place.
        """
        if not self.atoms[at].is_number:
            return 0
        number, following = self.atoms[at], self.atoms[at + 1] if at + 1 < len(self.atoms) else None
        if number.start != self.atoms[at - 1].end + 1 or not _FIGURE.fullmatch(number.text):
            return 0
        if following is None or following.key in _ENDS_A_NAME:
            return 0 if any(atom.is_number for atom in self.atoms[at + 2 : at + 3]) else 1
        ordinal = following.is_word and following.start == number.end and following.key in _ORDINALS
        return 2 if ordinal else int(self._best(at + 1, {"AND", "OR"}) is not None)

    def _opens_name(self, at: int, entry: Entry) -> bool:
        """Whether a capitalised word of the lexicon begins a name: "In Guezzam", "La Mecque", "Port Sudan"."""
        first = self.atoms[at]
        if entry.type in ("POINT", "NOT") and len(first.text) == 1 and self._name_goes_on(at + 1) == 2:
            return self.atoms[at + 1].key == "'" and self.atoms[at + 2].text[0].isupper()  # N'Djamena, not "N'a"
        if entry.type in _IN_A_NAME and len(entry.keys) == 1 and self._is_tied(at) and not self.all_upper:
            return True  # Port-au-Prince
        before = [token.type for token in self.found[-4:] if token.type != "ARTICLE"][-2:]
        area = before[-1:] == ["AREAKIND"] or before in (["AREAKIND", "DE"], ["AREAKIND", "OF"])
        if entry.type in _OPENS_AN_AREA and area and self._name_goes_on(at + len(entry.keys)):
            return True  # "the department of Norte de Santander"
        if (
            (at == 0 and entry.type != "FEATURE")
            or self.all_upper
            or entry.type not in _IN_A_NAME - {"COUNTRY", "NEUTRAL"}
            or first.text == first.text.upper()
        ):
            return False
        if (
            (self.found and self.found[-1].type in ("PUNCT", "COLON"))
            or len(entry.keys) > 1
            or at + 1 == len(self.atoms)
        ):
            return False
        following = self.atoms[at + 1]
        if not following.is_word or not following.text[0].isupper():
            return False
        other = self._best(at + 1)
        return other is None or (
            entry.type == "FEATURE" and other.type == "COUNTRY" and first.end + 1 == following.start
        )

    def _is_tied(self, at: int) -> bool:
        """Whether a hyphen ties another word to a capitalised one."""
        tied = self.atoms[at : at + 3]
        if len(tied) < 3 or tied[1].key != "-" or not tied[2].is_word or len(tied[0].text) < 2:
            return False
        joined = tied[0].end == tied[1].start and tied[1].end == tied[2].start
        return joined and self._best(at + 2, {"COUNTRY", "DEMONYM", "POINT"}) is None

    def _name_goes_on(self, at: int) -> int:
        """How many atoms from `at` on belong to the name that stands before it."""
        if at >= len(self.atoms):
            return 0
        before, atom = self.atoms[at - 1], self.atoms[at]
        following = self.atoms[at + 1] if at + 1 < len(self.atoms) else None
        if atom.key in ("-", "'", "."):
            tight = before.end == atom.start and following is not None and following.is_word
            if not tight or following is None:
                return 0
            if atom.key == ".":
                short = len(before.text) <= 2 or before.key in _SHORT_WORDS  # "St. John", but not "near Gao. Two"
                return 2 if short and _can_name(following) else 0
            if following.start != atom.end or (atom.key == "'" and following.key == "s"):
                return 0
            return 2
        if not atom.is_word or "\n" in self.text[before.end : atom.start]:
            return 0
        if _can_name(atom):
            entry = self._best(at)
            if entry is None:
                return 1
            if len(atom.text) == 1 and following is not None and following.key == "'" and following.start == atom.end:
                return 1  # Fada N'Gourma
            joins = entry.type in _IN_A_NAME and not self.all_upper and atom.text != atom.text.upper()
            return len(entry.keys) if joins and entry.type not in ("ARTICLE", "LIMITING") else 0
        return self._link_in_a_name(at)

    def _link_in_a_name(self, at: int) -> int:
        """How many atoms the small words at `at` ("de los") and the capitalised one behind them have."""
        tied = self.atoms[at + 1 : at + 3]  # Deir ez-Zor, Tall al-Bab
        if (
            len(tied) == 2
            and tied[0].key == "-"
            and _can_name(tied[1])
            and self.atoms[at].text in self.words.name_links
        ):
            return 3 if self.atoms[at].end == tied[0].start and tied[0].end == tied[1].start else 0
        for size in (2, 1):
            links, following = self.atoms[at : at + size], self.atoms[at + size : at + size + 1]
            if " ".join(atom.text for atom in links) in self.words.name_links and following:
                entry = self._best(at + size)
                joins = entry is None or (entry.type in ("THING", "FEATURE") and not self.all_upper)
                names = following[0].is_word and _can_name(following[0]) and joins
                return size + 1 if names else 0
        return 0

    def _name_by_place(self, at: int) -> int:
        """A name in a script without capitals: unknown words behind one that a name must follow.

        Known words end it, as do marks and `_MAX_WORDS_OF_A_NAME`.
        """
        if self.atoms[at].key in self.words.no_names:
            return 0
        entry = self._best(at)
        road = self._last() == "DASH" and "ROAD" in [token.type for token in self.found[-4:]]
        town = self._last() == "DEMONYM" and "FEATURE" in [token.type for token in self.found[-4:]]
        if at and not road and not town and self._last() not in _OPENS_A_NAME:
            return 0
        after = at + 1
        if entry is not None:  # "the state of North Darfur"
            after = at + len(entry.keys)
            goes_on = after < len(self.atoms) and self.atoms[after].is_word and self._best(after) is None
            if self._last() != "AREAKIND" or entry.type not in _OPENS_AN_AREA or not goes_on:
                return 0
            if self.found[-1].type == "ARTICLE" and self.found[-1].end == self.atoms[at].start:
                self.found.pop()  # it is the name's
                at -= 1
        words = 1
        while after < len(self.atoms) and words < _MAX_WORDS_OF_A_NAME:
            before, atom = self.atoms[after - 1], self.atoms[after]
            following = self.atoms[after + 1] if after + 1 < len(self.atoms) else None
            if atom.key == "-" and following is not None and before.end == atom.start and following.start == atom.end:
                after, atom = after + 1, following
            if not atom.is_word or "\n" in self.text[before.end : atom.start] or self._best(after) is not None:
                break
            if self.words.proclitics is not None and atom.key[:1] in self.words.proclitics.conjunctions:
                break  # rather "and" than a letter of the name
            after, words = after + 1, words + 1
        after -= self.atoms[after - 1].key == "-"
        if self._last() in ("IN", "INSIDE", "WITHIN") and not self._ends_a_name(after):
            return 0
        return self._add("NAME", visible(self.text[self.atoms[at].start : self.atoms[after - 1].end]), at, after)

    def _ends_a_name(self, at: int) -> bool:
        """Whether a name behind "in" may end before an atom: "in an operation near X" is nowhere."""
        if at >= len(self.atoms) or not self.atoms[at].is_word:
            return True
        entry, key, joined = self._best(at), self.atoms[at].key, self.words.proclitics
        if entry is None:
            return joined is not None and key[:1] in joined.conjunctions
        return entry.type in _AFTER_A_NAME or (joined is not None and key in joined.prepositions)


def _can_name(atom: Atom) -> bool:
    """Whether a word can be part of a name: it has a capital, or its script has none."""
    return atom.text[0].isupper() or unicodedata.category(atom.text[0]) == "Lo"
