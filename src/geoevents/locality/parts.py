"""Parts of clauses from trees of the grammar: places, borders, numbers and headings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from geoevents.compass import Bearing
from geoevents.coordinates import Coordinates
from geoevents.errors import UnknownAreaError, UnknownPlaceError
from geoevents.locality.token import Token
from geoevents.locality.tokens import Tokens
from geoevents.locality.vocabulary import MARITIME, VAGUE, lexicon
from geoevents.model import (
    Anchor,
    AreaRef,
    Between,
    BorderRef,
    Clause,
    Distance,
    EventRef,
    InArea,
    LandRef,
    Leg,
    Near,
    Orthogonal,
    PlaceRef,
    TripointRef,
)
from geoevents.quantity import UNITS, Quantity

if TYPE_CHECKING:
    from lark import Tree

#: How far from a border or coast it is, in metres, where nothing is said but one of these words. Near a place is the
#: scenario's own default instead.
FROM_LINE_M = {"near": 15_000.0, "along": 10_000.0, "on": 2_000.0}

HEDGES = {
    "ABOUT": "about",
    "AROUND": "about",
    "NEAR": "about",
    "LESS": "less than",
    "ATLEAST": "at least",
    "OVER": "at least",
}


class NotReadError(Exception):
    """A clause of the right form that cannot be read: whose nation, which town. The message says it."""


_CONVERTED = 1.3
"""A rounded conversion ("10 km (6 miles)") is off by less."""
_SAME_NAME = 0.95
"""From here on a name agrees but for case, accents and the word for what it is."""


@dataclass(slots=True)
class Parts:
    """What clauses are made of, read from trees of one phrase.

    `speaker` is whose "national" it is, `town` what "the town" refers to.
    """

    tokens: Tokens
    kept: tuple[Token, ...]
    speaker: str | None = None
    town: PlaceRef | None = None
    inferred: tuple[str, ...] = ()
    left_over: tuple[Token, ...] = ()
    notes: tuple[str, ...] = ()

    def _crossing(self, one: Leg, two: Leg, anchor: Anchor) -> Clause:
        turn = abs((one.bearing.deg - two.bearing.deg + 180.0) % 360.0 - 180.0)
        if abs(turn - 90.0) > 1e-6:
            words = f"{one.bearing.text} and {two.bearing.text}"
            raise NotReadError(f"two ways, {words}, that are not at a right angle; say one distance and one heading")
        return Orthogonal(text="", first=one, second=two, anchor=anchor)

    def _near(self, tree: Tree[Any], relation: str) -> Clause:
        anchor = self._place(tree)
        self.inferred += ("within",)
        return Near(text="", anchor=anchor, relation=relation)

    def _by_the_line(self, tree: Tree[Any], relation: str, word: str | None) -> Clause:
        target = self._shore(tree) or self._border(tree)
        self.inferred += ("distance",)
        reach_m = FROM_LINE_M[relation]
        said = self._words(tree, word) if word else self._text(tree)
        near = Quantity(
            text=said, number=f"{reach_m / 1000:g}", unit="km", hedge="less than",
            override_m=(0.0, reach_m), inferred=True,
        )  # fmt: skip
        return Distance(text="", distance=near, target=target, relation=relation)

    def _between(self, tree: Tree[Any], how: str) -> Clause:
        first, second = (
            self._place_in(node)
            for node in tree.children
            if getattr(node, "data", "") in ("place", "place_in", "place_again")
        )
        if first == second:
            raise NotReadError(f'"{self._text(tree)}": between a place and itself')
        self.inferred += ("between",)
        return Between(text="", first=first, second=second, how=how)

    def _again(self, node: Tree[Any]) -> bool:
        """Whether a feature is a settlement, and not its airport, or the capital of a country."""
        beginnings = tuple(lexicon(self.tokens.lang)["names"].get("again", ()))
        words = [self.kept[at] for at in self._positions(node) if self.kept[at].type in ("FEATURE", "TOWN")]
        return any(self.tokens.text[word.start : word.end].casefold().startswith(beginnings) for word in words)

    def _in_area(self, area: AreaRef) -> InArea:
        # Only now: outlines come with numpy, which most phrases do without.
        from geoevents.gazetteer.areas_meant import area_candidates

        try:
            area_candidates(area)
        except UnknownAreaError:
            raise NotReadError(
                f'"{area.name}": no outline of it is at hand; there are those of states, regions and provinces of 2020'
            ) from None
        return InArea(text="", area=area)

    def _area_called(self, tree: Tree[Any]) -> InArea | None:
        """Take an area whose name begins with a point of the compass, and is written with capitals."""
        words = self._text(tree)
        if words[:1].islower() or any(self.kept[at].type == "BEARING" for at in self._positions(tree)):
            return None
        from geoevents.gazetteer.areas import find_areas

        try:
            found = find_areas(words)
        except UnknownAreaError:
            return None
        exact = [area for area in found if area.score >= _SAME_NAME]
        return InArea(text="", area=AreaRef(words, exact[0].kind)) if exact else None

    def _town_called_in(self, tree: Tree[Any]) -> PlaceRef | None:
        """Take "In Salah", where nothing but these words is said, for the town of that name."""
        words = self._text(tree)
        if not words.startswith("In ") or words != self.tokens.text.strip() or len(words.split()) > 3:
            return None
        from geoevents.gazetteer.places import candidates

        try:
            exact = any(place.score >= _SAME_NAME for place in candidates(words))
        except UnknownPlaceError:
            return None
        if not exact:
            return None
        self.inferred += ("relation", "within")
        self.town = PlaceRef(words)
        return self.town

    def _tripoint(self, tree: Tree[Any]) -> TripointRef:
        node = self._one_of(tree, "tripoint")
        codes = sorted(str(self.kept[at].value) for at in self._positions(node) if self.kept[at].type in _NATIONS)
        if len(set(codes)) != 3:
            raise NotReadError(f'"{self._text(node)}": which three countries? Name them')
        return TripointRef((codes[0], codes[1], codes[2]))

    def _country(self, tree: Tree[Any]) -> str:
        return self._land(self._one_of(tree, "land", "bounds", "waters"))

    def _waters(self, tree: Tree[Any]) -> bool:
        """Whether a territory is said to be water. Waters are taken for the sea, where the word leaves it open."""
        node = self._find(tree, "waters")
        if node is not None and self._value(node, "WATERS") == VAGUE:
            self.inferred += ("waters",)
        return node is not None

    def _from_coast(self, tree: Tree[Any], side: str) -> Clause:
        shore = self._shore(tree)
        country = shore.country if shore is not None else None
        if self._has(tree, "COUNTRY"):
            country = str(self._value(tree, "COUNTRY"))
        self.inferred = tuple(name for name in self.inferred if name != "target.side")
        return Distance(text="", distance=self._quantity(tree), target=LandRef(country, "coast", side))

    def _shore(self, tree: Tree[Any]) -> LandRef | None:
        """Where land ends. Off a coast is at sea; from it may be on either side, which the words leave open."""
        if (place := self._find(tree, "shore_of_place")) is not None:
            name = self._words(place, "NAME")
            raise NotReadError(f'"the coast of {name}": of which country, and how near to {name}? Say both')
        node = self._find(tree, "shore")
        if node is None:
            return None
        vague = self._find(node, "vague")
        if vague is not None:
            self.left_over += (self._token(vague.children[0]),)
        named = self._has(node, "COUNTRY", "DEMONYM", "NATIONAL")
        country = self._nation(node, "COUNTRY", "DEMONYM") if named else None
        if self._has(tree, "OFF"):
            return LandRef(country, "coast", "sea")
        if self._has(node, "LAND") and not self._has(node, "COAST"):
            return LandRef(country, "land")
        self.inferred += ("target.side",)
        return LandRef(country, "coast")

    def _land(self, tree: Tree[Any]) -> str:
        vague = self._find(tree, "vague")
        if vague is not None:
            # "Northern Mali" is in Mali; how much of it is northern, the words do not say.
            self.left_over += (self._token(vague.children[0]),)
        return self._nation(tree, "COUNTRY", "DEMONYM")

    def _side(self, tree: Tree[Any]) -> str:
        return self._nation(tree, "COUNTRY", "DEMONYM")

    def _nation(self, tree: Tree[Any], *types: str) -> str:
        for leaf in tree.children:
            if getattr(leaf, "type", "") in types:
                return str(self._token(leaf).value)
        if self.speaker is None:
            raise NotReadError('"national" of which country? Give the speaker\'s country, or name it')
        self.inferred += ("country",)
        return self.speaker

    def _border(self, tree: Tree[Any]) -> BorderRef:
        node = self._one_of(tree, "border", "border_with", "any_border")
        said = [self.kept[at].value for at in self._positions(node) if self.kept[at].type == "BORDER"]
        kind = "maritime" if MARITIME in said else "land"
        if node.data == "any_border":
            return BorderRef(None, kind=kind)
        codes = [str(self.kept[at].value) for at in self._positions(node) if self.kept[at].type in _NATIONS]
        if node.data == "border_with":
            return BorderRef(codes[0], self.speaker if self.speaker != codes[0] else None, kind)
        if not codes:
            return BorderRef(self._nation(node), kind=kind)
        if len(codes) == 2 and codes[0] == codes[1]:
            raise NotReadError(f"{codes[0]} has no border with itself")
        return BorderRef(codes[0], codes[1] if len(codes) == 2 else None, kind)

    def _place(self, tree: Tree[Any]) -> Anchor:
        return self._place_in(self._one_of(tree, "place", "place_in", "place_again"))

    def _place_in(self, node: Tree[Any]) -> Anchor:
        if node.data == "place_again":
            if self.town is None:
                words = self._text(node)
                raise NotReadError(f'"the {words}": which one? No place is named before it; name it')
            if not self._again(node):
                raise NotReadError(f'"the {self._text(node)}": which one? It need not be {self.town.name}; name it')
            self.inferred += ("anchor",)
            return self.town
        inner = self._find(node, "place")
        if inner is not None:
            return self._in_nation(node, self._named(inner))
        if self._has(node, "COORD"):
            return cast("Coordinates", self._value(node, "COORD"))
        if self._has(node, "EVENT"):
            return EventRef(str(self._value(node, "EVENT")))
        return self._named(node)

    def _in_nation(self, node: Tree[Any], place: PlaceRef) -> PlaceRef:
        """Take the country of "the Malian town of X", of Arabic "the town of X, the Malian one"."""
        feature = self._find(node, "feature")
        nations = [
            str(self._value(part, kind))
            for part in (feature, node)
            for kind in ("DEMONYM", "BELONGING")
            if part is not None and self._has(part, kind)
        ]
        if not nations or place.country is not None:
            return place
        self.town = replace(place, country=nations[0])
        return self.town

    def _named(self, node: Tree[Any]) -> PlaceRef:
        said = next((kind for kind in ("COUNTRY", "BELONGING") if self._has(node, kind)), None)
        self.town = PlaceRef(str(self._value(node, "NAME")), str(self._value(node, said)) if said else None)
        return self.town

    def _heading(self, tree: Tree[Any]) -> Bearing:
        return self._headings(tree)[0]

    def _headings(self, tree: Tree[Any]) -> list[Bearing]:
        found: list[Bearing] = []
        for leaf in tree.children:
            kind = getattr(leaf, "type", "")
            if kind in ("POINT", "BEARING"):
                token = self._token(leaf)
                found.append(replace(cast("Bearing", token.value), text=self.tokens.text[token.start : token.end]))
            elif kind == "TURN":
                found[-1] = replace(found[-1], half_width_deg=cast("float", self._token(leaf).value))
        return found

    def _quantity(self, tree: Tree[Any]) -> Quantity:
        node = self._one_of(tree, "quantity")
        amount = self._one_of(node, "amount", "range", "half", "twice")
        parts = [self.kept[at] for at in self._positions(amount)]
        numbers = [_number(part) for part in parts if part.type == "NUMBER"]
        units = [str(part.value) for part in parts if part.type == "UNIT"]
        if parts[0].type == "AMOUNT":
            said, unit = cast("tuple[str, str]", parts[0].value)
            numbers, units = [(said, False)], [unit]
        if len(set(units)) > 1:
            raise NotReadError(f"{self._text(amount)!r} is in two units; write it in one")
        if amount.data == "twice":  # "tres (3) kilómetros"
            if float(numbers[0][0]) != float(numbers[1][0]):
                raise NotReadError(f"{self._text(amount)!r} is two numbers; write the one that is meant")
            del numbers[0]
        number, rounded = numbers[0]
        if amount.data == "half":  # "un kilomètre et demi"
            if not number.isdigit():
                raise NotReadError(f"{self._text(amount)!r} is a half of what is no whole number; write it in digits")
            number += ".5"
        high = numbers[1][0] if len(numbers) > 1 else None
        if high is not None and float(high) < float(number):
            raise NotReadError(f"{self._text(amount)!r} runs downwards; write the smaller number first")
        hedge = self._find(node, "hedge")
        kind = "about" if rounded or self._has(node, "ABOUT") else None
        if hedge is not None:
            kind = HEDGES[self.kept[self._positions(hedge)[0]].type]
        override = self._value(node, "OVERRIDE") if self._has(node, "OVERRIDE") else None
        if kind == "about" and override is None:
            self.inferred += ("distance.hedge",)
        conversion = self._find(node, "conversion")
        if conversion is not None:
            self._require_same(amount, conversion)
            self.notes += (f"{self._text(conversion)} is taken as a conversion of {self._text(amount)}",)
        return Quantity(
            text=self._text(node),
            number=number,
            unit=units[0],
            number_high=high,
            hedge=kind,
            override_m=cast("tuple[float, float] | None", override),
        )

    def _tell_of_a_city(self, code: str, land: Tree[Any]) -> None:
        """Note that a country has a city of its name, where nothing but the name is said."""
        if code in lexicon(self.tokens.lang)["names"].get("cities", ()) and not self._has(land, "TERRITORY"):
            self.notes += (
                f'"{self._text(land)}" is taken for the country and its border; there is a city of that name',
            )

    def _require_same(self, amount: Tree[Any], conversion: Tree[Any]) -> None:
        """Refuse figures that say two things: "10 km (60 miles)"."""
        first, second = (
            [self.kept[at] for at in self._positions(tree) if self.kept[at].type in ("NUMBER", "UNIT")]
            for tree in (amount, conversion)
        )
        metres = [
            float(_number(found[-2])[0]) * UNITS[str(found[-1].value)] if len(found) >= 2 else 0.0
            for found in (first, second)
        ]
        if min(metres) <= 0 or max(metres) / min(metres) > _CONVERTED:
            raise NotReadError(f"{self._text(amount)} and {self._text(conversion)} are not the same; write one of them")

    # Tokens behind a tree.

    def _find(self, tree: Tree[Any], name: str) -> Tree[Any] | None:
        return next((child for child in tree.children if getattr(child, "data", "") == name), None)

    def _one_of(self, tree: Tree[Any], *names: str) -> Tree[Any]:
        return cast("Tree[Any]", next(child for child in tree.children if getattr(child, "data", "") in names))

    def _token(self, leaf: Any) -> Token:
        token: Token = self.kept[leaf.start_pos]
        return token

    def _leaf(self, tree: Tree[Any], type_: str) -> Any:
        return next(leaf for leaf in tree.children if getattr(leaf, "type", "") == type_)

    def _value(self, tree: Tree[Any], type_: str) -> object:
        return self._token(self._leaf(tree, type_)).value

    def _words(self, tree: Tree[Any], type_: str) -> str:
        token = next(self.kept[at] for at in self._positions(tree) if self.kept[at].type == type_)
        return self.tokens.text[token.start : token.end]

    def _text(self, tree: Tree[Any]) -> str:
        leaves = self._positions(tree)
        return self.tokens.text[self.kept[min(leaves)].start : self.kept[max(leaves)].end]

    def _positions(self, tree: Tree[Any]) -> list[int]:
        """Indices of the tokens below a tree, in the order of the text."""
        return sorted(leaf.start_pos for leaf in tree.scan_values(lambda _: True))

    def _has(self, tree: Tree[Any], *types: str) -> bool:
        return any(getattr(leaf, "type", "") in types for leaf in tree.children)


_NATIONS = ("COUNTRY", "DEMONYM", "COMBINING")


def _number(token: Token) -> tuple[str, bool]:
    """Digits of a number token, and whether its word is a round one ("dizaine")."""
    return cast("tuple[str, bool]", token.value)
