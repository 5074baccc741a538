"""A case in one scenario as a network: events, what constrains each, and what ties them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from geoevents.earth import Denial, Disc, Shape
from geoevents.earth.shapes import FARTHEST_M
from geoevents.model import Answer, Case, Claim, Clause, Link, Place, Scenario, Step, Supposition
from geoevents.model.result import SATISFIABLE, UNDECIDED, UNSATISFIABLE
from geoevents.motion import metres_per_second, seconds
from geoevents.quantity import length
from geoevents.reasoning.answer import answer_linked, impossible, status_of
from geoevents.reasoning.constrain import Constraint, constrain, surely
from geoevents.reasoning.gap import Gap, Missed, at_odds, clashing, gap, too_far
from geoevents.reasoning.ledger import concluded, link_steps, opened, opening, recorded, said
from geoevents.reasoning.regions import Tie, Window, local_bounds
from geoevents.reasoning.search import Position, drifts
from geoevents.reasoning.standing import Placed, asserted, denied, placed, standing, timed
from geoevents.reasoning.timing import Moments, farthest_apart_s, moments

MARGIN_DEG = 0.5
"""What nothing bounds is looked at this far around what is bounded (about 50 km)."""
ORDERS = ("after", "before")
_GLOBE = Disc(0.0, 0.0, FARTHEST_M)
ANYWHERE = Constraint(None, _GLOBE, Step("nobody says where it was", {"shape": recorded(_GLOBE, None, "")}))

_Nodes = dict[str, list[Constraint]]
_Part = tuple[_Nodes, list[Tie]]


@dataclass(frozen=True, slots=True)
class Network:
    """A case in one scenario, with the candidate of each name: what every question of this scenario is put to.

    Without `gaps` it is not looked for by how much what cannot hold would have to give way.
    """

    case: Case
    scenario: Scenario
    places: Mapping[str, Place]
    gaps: bool = True
    answered: dict[object, dict[str, Answer]] = field(default_factory=dict, compare=False)
    known: dict[object, str] = field(default_factory=dict, compare=False)
    shapes: dict[tuple[str, str, int], Constraint] = field(default_factory=dict, compare=False)
    missed: dict[object, Missed] = field(default_factory=dict, compare=False)
    drawn: dict[int, Shape] = field(default_factory=dict, compare=False)
    windows: list[Window | None] = field(default_factory=list, compare=False)

    def links(self, keep: Callable[[Link], bool] = lambda _: True) -> tuple[Link, ...]:
        """Links that somebody states and `keep` lets through, and those of the suppositions that are switched on."""
        return tuple(link for link in self.case.links if keep(link)) + self.supposed()

    def supposed(self) -> tuple[Link, ...]:
        """Links of the suppositions that are switched on."""
        return tuple(link for supposition in self._supposed() for link in supposition.links)

    def answers(
        self, claims: Iterable[Claim], links: Sequence[Link], only: frozenset[str] | None = None
    ) -> dict[str, Answer]:
        """Solve the events that claims or links place; events that are tied to each other are solved together.

        With `only`, claims are put to these events and no others: to all that links tie, or nothing is left out.
        """
        claims = tuple(claims)
        key = (tuple(claim.id for claim in claims), tuple(link.id for link in links), only)
        if key not in self.answered:
            items = tuple(item for item in placed(self.case, claims) if only is None or item[1] in only)
            group = groups(self.case, links)
            solved: dict[str, Answer] = {}
            torn = {end for tie in clashing(self._ties(items, links, group)) for end in (tie.a, tie.b)}
            for nodes, ties in self._parts(items, links, hanging=True):
                found = answer_linked(nodes, ties, self.scenario.borders, self.outlook(), self._gap, gaps=self.gaps)
                if torn & nodes.keys() or self._at_odds(nodes):
                    # Dilated by the border's error the regions may meet; the border itself cannot be in two places.
                    found = {
                        node: replace(one, status=UNSATISFIABLE, region=None, fixes=(), witness=None)
                        for node, one in found.items()
                    }
                    found = {node: concluded(one, node, self.scenario.borders) for node, one in found.items()}
                tied = link_steps(self.case, (link for link in links if group[link.a] in nodes))
                solved |= opened(found, (*opening(self.scenario, self.case.settings.why), *tied))
            said = {group[event] for claim, event in items if asserted(claim)}
            said |= {group[end] for link in links if link.distance is not None for end in (link.a, link.b)}
            events = (event.id for event in self.case.events)
            self.answered[key] = {id: solved[group[id]] for id in events if group[id] in solved and group[id] in said}
        return self.answered[key]

    def impossible(self, items: Iterable[Placed], links: Sequence[Link]) -> bool:
        """Tell whether it is shown that not all of these claims and links can hold."""
        items = tuple(items)
        if self._torn(items, links):
            return True
        return any(
            self._remembered("impossible", part, self._impossible) == UNSATISFIABLE
            for part in self._parts(items, links)
        )

    def status(self, items: Iterable[Placed], links: Sequence[Link]) -> str:
        """Tell whether the claims can hold together: the worst status of the events that they are put to."""
        items = tuple(items)
        if self._torn(items, links):
            return UNSATISFIABLE
        found = {self._remembered("status", part, self._status) for part in self._parts(items, links)}
        worst = next((status for status in (UNSATISFIABLE, UNDECIDED) if status in found), SATISFIABLE)
        if worst == SATISFIABLE and any(not drifts(tuple(ties)) for ties in self._afloat(items, links)):
            return UNDECIDED
        waits = [link for link in links if link.kind == "reach" and link.lasting is None]
        # One reach is bounded by the longest time that there is; several at once need moments that suit all of them.
        return UNDECIDED if worst == SATISFIABLE and len(waits) > 1 else worst

    def gap_of(self, items: Iterable[Placed], links: Sequence[Link], hint: Position | None = None) -> Gap | None:
        """Bound by how much claims and links must give way for a position of every event; the widest of their parts."""
        found = [
            missed
            for part in (self._parts(tuple(items), links) if self.gaps else ())
            if (missed := self._gap(*part, self.outlook(), hint)[0]) is not None
        ]
        return max(found, key=lambda missed: missed[1], default=None)

    def out_of_time(self, items: Iterable[Placed], links: Sequence[Link]) -> bool:
        """Tell whether the times alone leave no order in which all of it can have been."""
        return self._moments(tuple(items), links) is None

    def _torn(self, items: Sequence[Placed], links: Sequence[Link]) -> bool:
        """Tell whether times, or ties alone, leave nothing, wherever the events were."""
        return self._moments(items, links) is None or bool(clashing(self._ties(items, links, groups(self.case, links))))

    def _status(self, part: _Part) -> str:
        if self._at_odds(part[0]) or too_far(*part):
            return UNSATISFIABLE
        return status_of(*part, self.outlook())

    def _impossible(self, part: _Part) -> str:
        shown = self._at_odds(part[0]) or too_far(*part) or impossible(*part, self.outlook())
        return UNSATISFIABLE if shown else UNDECIDED

    def _at_odds(self, nodes: Mapping[str, Sequence[Constraint]]) -> bool:
        """Tell whether what is said of one event cannot hold wherever the border runs; no region is looked at."""
        return any(
            at_odds([self.drawn.get(id(constraint), constraint.shape) for constraint in constraints])
            for constraints in nodes.values()
        )

    def _remembered(self, what: str, part: _Part, find: Callable[[_Part], str]) -> str:
        key = (what, *_key(*part))
        if key not in self.known:
            self.known[key] = find(part)
        return self.known[key]

    def _gap(
        self,
        nodes: Mapping[str, Sequence[Constraint]],
        ties: Sequence[Tie],
        outlook: Window | None,
        hint: Position | None = None,
    ) -> Missed:
        key = (*_key(nodes, ties), hint)
        if key not in self.missed:
            self.missed[key] = gap(nodes, ties, outlook, hint)
        return self.missed[key]

    def _parts(self, items: Sequence[Placed], links: Sequence[Link], *, hanging: bool = False) -> list[_Part]:
        """Take the network apart into events that are tied to each other.

        An event that only one tie holds keeps nothing from holding; it has a position all the same (`hanging`).
        """
        group = groups(self.case, links)
        nodes: _Nodes = {}
        for claim, event in items:
            nodes.setdefault(group[event], []).extend(self.constraints(claim))
        for supposition in self._supposed():
            for number, (event, clause) in enumerate(supposition.clauses):
                if nodes.get(group[event]):
                    nodes[group[event]].append(self._constraint(("suppose", supposition.id, number), clause))
        nodes = {id: _once(constraints) for id, constraints in nodes.items() if constraints}
        ties = self._ties(items, links, group)
        for free, constraint in _between(nodes, ties, hanging).items():
            nodes[free] = [constraint]
        # From an event to itself a tie says nothing, unless it asks for some way to be between.
        ties = [tie for tie in ties if tie.a in nodes and tie.b in nodes and (tie.a != tie.b or tie.low_m > 0.0)]
        return [
            ({id: nodes[id] for id in nodes if id in part}, [tie for tie in ties if tie.a in part])
            for part in _parts(nodes, ties)
            if any(nodes[id] != [ANYWHERE] for id in part)
        ]

    def _afloat(self, items: Sequence[Placed], links: Sequence[Link]) -> list[list[Tie]]:
        """Give ties at headings that close a round of events nobody places: a round that there may be nowhere."""
        ties = [tie for tie in self._ties(items, links, groups(self.case, links)) if tie.a != tie.b]
        held = {id for nodes, _ in self._parts(items, links) for id in nodes}
        free = dict.fromkeys(end for tie in ties for end in (tie.a, tie.b))
        rounds = [[tie for tie in ties if tie.a in part] for part in _parts(free, ties) if not part & held]
        return [part for part in rounds if len(part) > 1 and any(tie.heading_deg is not None for tie in part)]

    def constraints(self, claim: Claim) -> list[Constraint]:
        """Give the shapes of one claim; of a denial, where not all of its clauses hold."""
        if denied(claim) and asserted(claim):
            key = ("denied", claim.id, 0)
            if key not in self.shapes:
                self.shapes[key] = self._denial(claim)
            return [self.shapes[key]]
        return [self._constraint(("claim", claim.id, number), clause) for number, clause in enumerate(asserted(claim))]

    def _denial(self, claim: Claim) -> Constraint:
        """Deny what surely lies in all clauses: by its error the border leaves more to a claim, and so less denied."""
        as_drawn = replace(self.scenario, border_error="none")
        plain = [constrain(clause, as_drawn, self.places) for clause in asserted(claim)]
        sure = [surely(clause, self.scenario, self.places) for clause in asserted(claim)]
        parts = [part for part in sure if part is not None]
        # Where nothing surely lies in one of them, nothing lies in all: it can have been anywhere.
        void = len(parts) < len(plain)
        shape: Shape = _GLOBE if void else Denial(tuple(part.shape for part in parts))
        told = [_told(part) for part in (plain if void else parts)]
        values: dict[str, object] = {"denied": [{"what": what, **step} for what, step in told]}
        values["shape"] = recorded(_GLOBE, None, "") if void else _none_of(parts)
        step = said(Step("not all of: " + "; ".join(claim.says), values), self.case, claim.id)
        if self.scenario.border_error != "none":
            step = replace(step, values={**step.values, "shape_as_drawn": _none_of(plain)})
        made = Constraint(claim.clauses[0], shape, step, any(part.soft for part in plain))
        self.drawn[id(made)] = Denial(tuple(part.shape for part in plain))
        return made

    def _constraint(self, key: tuple[str, str, int], clause: Clause) -> Constraint:
        if key not in self.shapes:
            made = constrain(clause, self.scenario, self.places)
            as_drawn = None
            if self.scenario.border_error != "none":
                as_drawn = constrain(clause, replace(self.scenario, border_error="none"), self.places)
            made = replace(made, step=said(made.step, self.case, key[1], as_drawn.step if as_drawn else None))
            self.shapes[key] = made
            if as_drawn is not None:
                self.drawn[id(made)] = as_drawn.shape
        return self.shapes[key]

    def outlook(self) -> Window | None:
        """Give the box around everything in the case that has bounds, with a margin: where the dispute is."""
        if not self.windows:
            self.windows.append(self._outlook())
        return self.windows[0]

    def _outlook(self) -> Window | None:
        boxes = [
            box
            for claim in standing(self.case)
            for constraint in self.constraints(claim)
            if constraint.shape != _GLOBE and (box := local_bounds(constraint.shape)) is not None
        ]
        if not boxes:
            return None
        west, south = min(box[0] for box in boxes) - MARGIN_DEG, min(box[1] for box in boxes) - MARGIN_DEG
        east, north = max(box[2] for box in boxes) + MARGIN_DEG, max(box[3] for box in boxes) + MARGIN_DEG
        return max(-180.0, west), max(-90.0, south), min(180.0, east), min(90.0, north)

    def _supposed(self) -> tuple[Supposition, ...]:
        return tuple(supposed for supposed in self.case.suppositions if supposed.id in self.scenario.suppositions)

    def _ties(self, items: Sequence[Placed], links: Sequence[Link], group: Mapping[str, str]) -> list[Tie]:
        ties = []
        for link in links:
            low_m, high_m = 0.0, self._reach_m(link, items, links)
            if link.distance is not None and link.kind in ("separation", "offset"):
                span = length(link.distance, self.scenario.convention, self.scenario.about)
                low_m, high_m = span.low_m, span.high_m
            elif high_m is None:
                continue
            heading = link.bearing if link.kind == "offset" else None
            ties.append(
                Tie(group[link.a], group[link.b], low_m, high_m, link.text)
                if heading is None
                else Tie(group[link.a], group[link.b], low_m, high_m, link.text, heading.deg, heading.half_width_deg)
            )
        return ties

    def _reach_m(self, link: Link, items: Sequence[Placed], links: Sequence[Link]) -> float | None:
        """Give how far one can get at the speed of a link in the time that there is; None where nothing bounds it."""
        if link.kind != "reach" or link.speed is None:
            return None
        fastest = metres_per_second(link.speed, self.scenario.convention, about=self.scenario.about).high
        if link.lasting is not None:
            time_s = seconds(link.lasting, self.scenario.convention, about=self.scenario.about).high
        else:
            spans = self._moments(items, links) or {}
            time_s = farthest_apart_s(link.a, link.b, spans, orders_of(links))
        return fastest * time_s if fastest * time_s < FARTHEST_M else None

    def _moments(self, items: Iterable[Placed], links: Sequence[Link]) -> dict[str, Moments] | None:
        windows: dict[str, list[object]] = {}
        for claim, event in items:
            if timed(claim, self.case.event(event)):
                windows.setdefault(event, []).append(claim.when)
        return moments(windows, orders_of(links))  # type: ignore[arg-type]


def _key(nodes: Mapping[str, Sequence[Constraint]], ties: Sequence[Tie]) -> tuple[object, object]:
    """Give what tells one part of a network from another; it keeps every constraint, so that the object is a name."""
    return frozenset((node, frozenset(map(id, held))) for node, held in nodes.items()), frozenset(ties)


def _told(part: Constraint) -> tuple[str, Mapping[str, object]]:
    return part.step.what, part.step.values


def _none_of(parts: Sequence[Constraint]) -> dict[str, object]:
    return {"shape": "not all of", "shapes": [part.step.values["shape"] for part in parts]}


def orders_of(links: Iterable[Link]) -> list[tuple[str, str]]:
    """Give (earlier, later) for every link that states an order."""
    return [(link.b, link.a) if link.kind == "after" else (link.a, link.b) for link in links if link.kind in ORDERS]


def groups(case: Case, links: Sequence[Link]) -> dict[str, str]:
    """Name one representative for all events that are said, or supposed, to be at the same place."""
    group = {event.id: event.id for event in case.events}
    for link in links:
        if link.kind == "same place":
            old, new = group[link.b], group[link.a]
            group = {event: new if root == old else root for event, root in group.items()}
    return group


def _between(nodes: Mapping[str, object], ties: Sequence[Tie], hanging: bool = False) -> dict[str, Constraint]:
    """Give events that nobody places a node of their own where ties meet in them: they can be anywhere else."""
    free: dict[str, list[str]] = {}
    for tie in ties:
        for here, there in ((tie.a, tie.b), (tie.b, tie.a)):
            if here not in nodes and here != there:
                free.setdefault(here, []).append(there)
    # An end that nothing else holds cannot keep anything from holding.
    least = 1 if hanging else 2
    while loose := [id for id, others in free.items() if len([o for o in others if o in nodes or o in free]) < least]:
        for id in loose:
            del free[id]
    return dict.fromkeys(free, ANYWHERE)


def _parts(nodes: Mapping[str, object], ties: Sequence[Tie]) -> list[set[str]]:
    left = dict.fromkeys(nodes)
    found = []
    while left:
        part = {next(iter(left))}
        while reached := {end for tie in ties for end in (tie.a, tie.b) if {tie.a, tie.b} & part} - part:
            part |= reached
        left = dict.fromkeys(id for id in left if id not in part)
        found.append(part)
    return found


def _once(constraints: Sequence[Constraint]) -> list[Constraint]:
    """Keep each clause once: events at the same place bring the claims of a whole track with each of them."""
    return list({id(constraint): constraint for constraint in constraints}.values())
