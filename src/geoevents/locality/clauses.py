"""Trees of the grammar to clauses: one method for each rule, named like it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from geoevents.coordinates import Coordinates
from geoevents.locality.parts import NotReadError, Parts
from geoevents.model import (
    Anchor,
    AnyOf,
    AreaRef,
    At,
    Between,
    BorderRef,
    Clause,
    Depth,
    Distance,
    Inside,
    LandRef,
    Leg,
    Near,
    Offset,
    Outside,
    PlaceRef,
    Toward,
)

if TYPE_CHECKING:
    from lark import Tree


@dataclass(slots=True)
class Builder(Parts):
    """Makes clauses of one phrase."""

    def clause(self, tree: Tree[Any]) -> Clause:
        """The clause that a tree of `start` stands for.

        Raises
        ------
        NotReadError
            When its words do not say enough.
        """
        self.inferred, self.left_over, self.notes = (), (), ()
        body: Any = tree.children[0]
        leaves = self._positions(body)
        start, end = self.kept[min(leaves)].start, self.kept[max(leaves)].end
        build: Callable[[Tree[Any]], Clause] = getattr(self, str(body.data))
        clause = build(body)
        return replace(
            clause, text=self.tokens.text[start:end], span=(start, end), inferred=tuple(dict.fromkeys(self.inferred))
        )

    # Clauses. Text and span are filled in above.

    def at(self, tree: Tree[Any]) -> Clause:
        """19.868 N 2.894 E."""
        return At(text="", where=cast("Coordinates", self._value(tree, "COORD")))

    def offset(self, tree: Tree[Any]) -> Clause:
        """3.5 km southeast of X."""
        return Offset(text="", distance=self._quantity(tree), bearing=self._heading(tree), anchor=self._place(tree))

    def offset_tripoint(self, tree: Tree[Any]) -> Clause:
        """10 km north of the A-B-C tripoint."""
        return Offset(text="", distance=self._quantity(tree), bearing=self._heading(tree), anchor=self._tripoint(tree))

    def offset_either(self, tree: Tree[Any]) -> Clause:
        """5 km north or northeast of X."""
        distance, place = self._quantity(tree), self._place(tree)
        ways = tuple((Offset(text="", distance=distance, bearing=one, anchor=place),) for one in self._headings(tree))
        return AnyOf(text="", options=ways)

    def offset_after(self, tree: Tree[Any]) -> Clause:
        """X, S 8 km."""
        return Offset(text="", distance=self._quantity(tree), bearing=self._heading(tree), anchor=self._named(tree))

    def offset_after_address(self, tree: Tree[Any]) -> Clause:
        """X, Y, 20 km W: from X; that it lies in Y, the words leave to the reader."""
        first, second = (leaf for leaf in tree.children if getattr(leaf, "type", "") == "NAME")
        self.left_over += (self._token(second),)
        self.town = PlaceRef(str(self._token(first).value))
        return Offset(text="", distance=self._quantity(tree), bearing=self._heading(tree), anchor=self.town)

    def offset_within(self, tree: Tree[Any]) -> Clause:
        """Within 5 km north of X."""
        found = cast("Offset", self.offset(tree))
        return replace(found, distance=replace(found.distance, hedge="less than"))

    def orthogonal(self, tree: Tree[Any]) -> Clause:
        """8 km E and 6 km N of X."""
        one, two = (
            Leg(self._quantity(leg), self._heading(leg)) for leg in tree.children if getattr(leg, "data", "") == "leg"
        )
        return self._crossing(one, two, self._place(tree))

    def orthogonal_after(self, tree: Tree[Any]) -> Clause:
        """X, 7 km S and 2.5 km W."""
        first = Leg(self._quantity(tree), self._heading(tree))
        leg = self._one_of(tree, "leg")
        return self._crossing(first, Leg(self._quantity(leg), self._heading(leg)), self._named(tree))

    def toward_after(self, tree: Tree[Any]) -> Clause:
        """X (south of)."""
        self.inferred += ("distance",)
        return Toward(text="", bearing=self._heading(tree), anchor=self._named(tree))

    def toward(self, tree: Tree[Any]) -> Clause:
        """South of X; but "Norte de Santander" is a department."""
        if (area := self._area_called(tree)) is not None:
            return area
        self.inferred += ("distance",)
        return Toward(text="", bearing=self._heading(tree), anchor=self._place(tree))

    def between(self, tree: Tree[Any]) -> Clause:
        """Between A and B."""
        return self._between(tree, "between")

    def halfway(self, tree: Tree[Any]) -> Clause:
        """Halfway between A and B, halfway from A to B."""
        return self._between(tree, "halfway")

    def road(self, tree: Tree[Any]) -> Clause:
        """On the road between A and B, from A to B; on the A-B road."""
        pair = self._find(tree, "pair_of_places")
        if pair is None:
            return self._between(tree, "road")
        names = [str(self._token(leaf).value) for leaf in pair.children if getattr(leaf, "type", "") == "NAME"]
        if len(names) == 1:
            names = names[0].replace("–", "-").replace("—", "-").split("-")
        if len(names) != 2 or not all(name.strip() for name in names):
            raise NotReadError(f'"{self._text(tree)}": between which two places? Say "on the road between A and B"')
        self.inferred += ("between",)
        return Between(text="", first=PlaceRef(names[0].strip()), second=PlaceRef(names[1].strip()), how="road")

    def road_to(self, tree: Tree[Any]) -> Clause:
        """20 km from X on the road to Y."""
        if not isinstance(self.town, PlaceRef):
            raise NotReadError(f'"{self._text(tree)}": from where? Say "on the road from A to B"')
        first = self.town
        self.inferred += ("first", "between")
        return Between(text="", first=first, second=self._place(tree), how="road")

    def vicinity(self, tree: Tree[Any]) -> Clause:
        """In the X area."""
        self.inferred += ("within",)
        return Near(text="", anchor=self._named(tree))

    def the_place(self, tree: Tree[Any]) -> Clause:
        """The town of X; "the capital of X" is not X."""
        feature = self._one_of(tree, "feature")
        if not self._again(feature):
            raise NotReadError(f'"{self._text(tree)}": which one? Name it')
        return self._near(tree, "in")

    def near(self, tree: Tree[Any]) -> Clause:
        """Near X."""
        return self._near(tree, "near")

    def outskirts(self, tree: Tree[Any]) -> Clause:
        """On the outskirts of X, on the northern ones."""
        vague = self._find(tree, "vague")
        if vague is not None:
            self.left_over += (self._token(vague.children[0]),)
        return self._near(tree, "outskirts")

    def just_outside(self, tree: Tree[Any]) -> Clause:
        """Just outside X."""
        return self._near(tree, "just outside")

    def in_place(self, tree: Tree[Any]) -> Clause:
        """In X, in the town of X; in 19.868 N 2.894 E is at it."""
        if (town := self._town_called_in(tree)) is not None:
            return Near(text="", anchor=town, relation="in")
        where = self._place(tree)
        return At(text="", where=where) if isinstance(where, Coordinates) else self._near(tree, "in")

    def in_part(self, tree: Tree[Any]) -> Clause:
        """In the northern part of X: in X, and which part of it is not read."""
        self.left_over += (self._token(self._leaf(tree, "PART")),)
        return self._near(tree, "in")

    def just_place(self, tree: Tree[Any]) -> Clause:
        """X and nothing else."""
        self.inferred += ("relation",)
        return self._near(tree, "in")

    def named_place(self, tree: Tree[Any]) -> Clause:
        """X town."""
        self.inferred += ("within",)
        return Near(text="", anchor=self._named(tree), relation="in")

    def just_border(self, tree: Tree[Any]) -> Clause:
        """The border of A and B, and nothing else."""
        self.inferred += ("relation",)
        return self._by_the_line(tree, "on", None)

    def near_tripoint(self, tree: Tree[Any]) -> Clause:
        """In the A-B-C border triangle."""
        self.inferred += ("within",)
        return Near(text="", anchor=self._tripoint(tree), relation="around")

    def near_within(self, tree: Tree[Any]) -> Clause:
        """Within 5 km of X."""
        return Near(text="", anchor=self._place(tree), within=self._quantity(tree))

    def near_border(self, tree: Tree[Any]) -> Clause:
        """Near the Algerian border, near the coast, off the coast."""
        word = next(word for word in ("NEAR", "OUTSKIRTS", "OFF") if self._has(tree, word))
        return self._by_the_line(tree, "near", word)

    def along_border(self, tree: Tree[Any]) -> Clause:
        """Along the border of A and B."""
        return self._by_the_line(tree, "along", "ALONG")

    def on_border(self, tree: Tree[Any]) -> Clause:
        """On the border of A and B."""
        return self._by_the_line(tree, "on", "ON")

    def distance(self, tree: Tree[Any]) -> Clause:
        """2 km from X, from the border, from the border on A's side, 9.5 km south of the border."""
        bearing = self._heading(tree) if self._has(tree, "POINT", "BEARING") else None
        side = self._find(tree, "side")
        target: Anchor | BorderRef | LandRef
        if self._find(tree, "tripoint") is not None:
            target = self._tripoint(tree)
        elif self._find(tree, "place") or self._find(tree, "place_in") or self._find(tree, "place_again"):
            target = self._place(tree)
        elif (shore := self._shore(tree)) is not None:
            target = shore
        elif (land := self._find(tree, "land")) is not None:
            off = self._has(tree, "OFF") and not self._has(land, "TERRITORY")
            code = self._land(land)
            self._tell_of_a_city(code, land)
            target = LandRef(code, "coast", "sea") if off else BorderRef(code)
            self.inferred += ("target",)
        elif self._find(tree, "waters") is not None:
            raise NotReadError("a distance from waters cannot be measured yet; say it from the coast or the border")
        else:
            target = self._border(tree)
        quantity = self._quantity(tree)
        return Distance(
            text="",
            distance=quantity,
            target=target,
            side=self._side(side) if side is not None else None,
            bearing=bearing,
        )

    def offshore(self, tree: Tree[Any]) -> Clause:
        """15 km offshore, offshore from the Iranian coast, offshore Iran."""
        return self._from_coast(tree, "sea")

    def inland(self, tree: Tree[Any]) -> Clause:
        """20 km inland, inland from the Libyan coast."""
        return self._from_coast(tree, "inland")

    def distance_after(self, tree: Tree[Any]) -> Clause:
        """X (10 km from)."""
        return Distance(text="", distance=self._quantity(tree), target=self._named(tree))

    def distance_within(self, tree: Tree[Any]) -> Clause:
        """Within 5 km of the border."""
        clause = cast("Distance", self.distance(tree))
        return replace(clause, distance=replace(clause.distance, hedge="less than"))

    def area(self, tree: Tree[Any]) -> Clause:
        """Kidal region, the region of Kidal."""
        kind = str(self._value(tree, "AREAKIND"))
        said = next((kind for kind in ("COUNTRY", "DEMONYM") if self._has(tree, kind)), None)
        country = str(self._value(tree, said)) if said else None
        return self._in_area(AreaRef(str(self._value(tree, "NAME")), kind, country))

    def two_areas(self, tree: Tree[Any]) -> Clause:
        """Gao and Kidal regions: in one of the two, or on both sides of the line between them."""
        raise NotReadError(f'"{self._text(tree)}": in which of the two? Say "in A region or in B region"')

    def either_area(self, tree: Tree[Any]) -> Clause:
        """Gao or Kidal region."""
        kind = str(self._value(tree, "AREAKIND"))
        names = [str(self._token(leaf).value) for leaf in tree.children if getattr(leaf, "type", "") == "NAME"]
        return AnyOf(text="", options=tuple((self._in_area(AreaRef(name, kind)),) for name in names))

    def in_area(self, tree: Tree[Any]) -> Clause:
        """In Kidal region."""
        inner = self._one_of(tree, "area", "in_area", "two_areas", "either_area")  # "in in Kidal region"
        build: Callable[[Tree[Any]], Clause] = getattr(self, str(inner.data))
        return build(inner)

    def travel(self, tree: Tree[Any]) -> Clause:
        """Two days' travel from X: kept as words that were not read."""
        raise NotReadError(f'"{self._text(tree)}" is a time and no distance: say how far it is, if you know')

    def inside(self, tree: Tree[Any]) -> Clause:
        """Within Malian territory, never left it, on the Malian side."""
        side = self._find(tree, "side")
        if side is not None:
            self.inferred += ("country",)
            return Inside(text="", country=self._side(side))
        return Inside(text="", country=self._country(tree), waters=self._waters(tree))

    def outside(self, tree: Tree[Any]) -> Clause:
        """Outside Mali, never entered it."""
        return Outside(text="", country=self._country(tree), waters=self._waters(tree))

    def depth(self, tree: Tree[Any]) -> Clause:
        """2 km inside Algeria, 2 NM inside Iraqi waters."""
        return Depth(text="", distance=self._quantity(tree), country=self._country(tree), waters=self._waters(tree))
