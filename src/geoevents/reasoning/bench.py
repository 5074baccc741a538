"""The networks of a case by scenario, and what they answered: each set of claims is put to each of them once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from geoevents.model import Case, Conflict, Link, Place, Scenario
from geoevents.reasoning.conflicts import ASKED, Found, conflicts_among
from geoevents.reasoning.network import Network
from geoevents.reasoning.places import chosen
from geoevents.reasoning.search import Position
from geoevents.reasoning.standing import Placed

ASKED_IN_ALL = 4_000
"""Questions asked in all to find conflicts; a case of hundreds of claims that exclude each other has no end of them."""
ASKED_LEAST = 96
"""Questions that each search may ask all the same: enough for one conflict among hundreds."""
MEASURED = 200
"""Conflicts whose gap and separation are measured; of more it is only said who contradicts whom."""

Separated = tuple[float, tuple[float, Position, Position] | None]
"""What arithmetic says two claims are at least apart, in metres, and how far their regions are, and where."""


class Bench:
    """A case with the candidates of its names; `not_tried` says why a dataset could not answer everything.

    `left` is how many questions may still be asked, `unmeasured` how many conflicts were too many to measure. Without
    `gaps` its networks do not say by how much what cannot hold would have to give way.
    """

    def __init__(self, case: Case, candidates: Mapping[str, tuple[Place, ...]], *, gaps: bool = True) -> None:
        self.case = case
        self.gaps = gaps
        self.candidates = candidates
        self.not_tried: dict[str, str] = {}
        self.measured: dict[object, Conflict] = {}
        self.apart: dict[tuple[Scenario, tuple[str, ...]], Separated] = {}
        self.unmeasured = 0
        self.left = ASKED_IN_ALL
        self._networks: dict[Scenario, Network] = {}

    def network(self, scenario: Scenario) -> Network:
        """Give the network of one scenario."""
        if scenario not in self._networks:
            self._networks[scenario] = Network(self.case, scenario, chosen(scenario, self.candidates), self.gaps)
        return self._networks[scenario]

    def status(self, scenario: Scenario, items: Sequence[Placed], links: Sequence[Link]) -> str:
        """Tell whether claims and links can hold together, with what the scenario supposes."""
        network = self.network(scenario)
        return network.status(items, _with(links, network))

    def impossible(self, scenario: Scenario, items: Sequence[Placed], links: Sequence[Link]) -> bool:
        """Tell whether it is shown that they cannot."""
        network = self.network(scenario)
        return network.impossible(items, _with(links, network))

    def conflicts(
        self, scenario: Scenario, items: Sequence[Placed], links: Sequence[Link], *, by_event: bool = False
    ) -> Found[Part]:
        """Find the minimal conflicts and largest sets among claims and links.

        A claim that holds throughout a track is one part, or with `by_event` one part for each event that it is put to:
        a claim can hold of one event and not of another.
        """
        parts: dict[tuple[str, str], Part] = {}
        for claim, event in items:
            key = (claim.id, event if by_event else "")
            before = parts.get(key, Part(*key))
            parts[key] = Part(*key, (*before.items, (claim, event)))
        for link in links:
            parts["link", link.id] = Part(link.id, "", (), (link,))
        ordered = [parts[key] for key in sorted(parts)]

        def impossible(some: Sequence[Part]) -> bool:
            self.left -= 1
            return self.impossible(scenario, *held(some))

        return conflicts_among(ordered, impossible, asked=min(ASKED, max(ASKED_LEAST, self.left)))


@dataclass(frozen=True, slots=True)
class Part:
    """What can be kept or given up as a whole: a claim as it is put to events, or a link."""

    id: str
    event: str = ""
    items: tuple[Placed, ...] = field(default=(), compare=False)
    links: tuple[Link, ...] = field(default=(), compare=False)


def held(parts: Iterable[Part]) -> tuple[list[Placed], list[Link]]:
    """Give the claims and links of several parts."""
    parts = list(parts)
    return [item for part in parts for item in part.items], [link for part in parts for link in part.links]


def ids_of(parts: Iterable[Part]) -> tuple[str, ...]:
    """Name the claims and links of several parts, each once."""
    return tuple(dict.fromkeys(part.id for part in parts))


def _with(links: Sequence[Link], network: Network) -> list[Link]:
    return [*links, *(link for link in network.supposed() if link not in links)]
