"""A stated path and a stated duration give a speed, which a stated speed can contradict."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from geoevents.model import Case, Claim, Question, Scenario
from geoevents.model.result import CONSISTENT, INCONSISTENT
from geoevents.motion import Duration, Interval, Speed, metres_per_second, seconds
from geoevents.quantity import Quantity, length
from geoevents.reasoning.asking import Finding, ask, axes_of_figures, metres, said
from geoevents.reasoning.standing import ancestors_of, standing

KMH = 3.6
"""Kilometres an hour in one metre a second."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A path and a duration that one source states of one event; in two claims, or in one."""

    path_claim: Claim
    time_claim: Claim
    path: Quantity
    lasting: Duration

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that state it, once each."""
        return tuple({claim.id: claim for claim in (self.path_claim, self.time_claim)}.values())

    def speed(self, scenario: Scenario) -> Interval:
        """Mean speed in metres a second, with the interval that both figures leave."""
        path = length(self.path, scenario.convention, scenario.about)
        time = seconds(self.lasting, scenario.convention, scenario.about)
        high = math.inf if time.low == 0.0 else path.high_m / time.low
        low = 0.0 if math.isinf(time.high) else path.low_m / time.high
        return Interval(path.m / time.value, low, high)


def movements(case: Case) -> tuple[Movement, ...]:
    """Give each path with the duration of the same claim, else with those that its source states of the same event."""
    said_of = [claim for claim in standing(case) if not claim.denies]
    found = []
    for claim in said_of:
        if claim.path is None:
            continue
        if claim.lasting is not None:
            found.append(Movement(claim, claim, claim.path, claim.lasting))
            continue
        for other in said_of:
            if other.lasting is not None and other.path is None and (other.by, other.event) == (claim.by, claim.event):
                found.append(Movement(claim, other, claim.path, other.lasting))
    return tuple(sorted(found, key=lambda moved: tuple(claim.id for claim in moved.claims)))


def questions_of_speed(case: Case, scenario: Scenario) -> Iterator[Question]:
    """Say which mean speed each stated path and duration make, and whether stated speeds allow it.

    A speed that is stated of a track binds its parts where it holds throughout. Whoever states a range of speeds says
    that each of them lies in it, and so does their mean.
    """
    for moved in movements(case):
        ids = "+".join(claim.id for claim in moved.claims)
        event = moved.path_claim.event
        tracks = set(ancestors_of(case, event))
        speeds = sorted(
            (claim.id, claim, claim.speed)
            for claim in standing(case)
            if claim.speed is not None
            and not claim.denies
            and (claim.event == event or (claim.throughout and claim.event in tracks))
        )
        told = f"{case.event(event).title}. {said(case, moved.claims)}: {_told(moved, scenario)}"
        axes = axes_of_figures([moved.path, moved.lasting])
        if not speeds:
            yield ask(f"{ids}:speed", told, moved.claims, scenario, lambda _: Finding(CONSISTENT))
        for id, claim, speed in speeds:
            stated = metres_per_second(speed, scenario.convention, scenario.about)
            text = f"{told}. {said(case, (claim,))}: {_range(stated)}"
            own = axes | axes_of_figures([speed])
            claims = (*moved.claims, claim)
            yield ask(f"{ids}+{id}:speed", text, claims, scenario, _judge(moved, speed), own)


def _told(moved: Movement, scenario: Scenario) -> str:
    found = moved.speed(scenario)
    mean = f"{moved.path.text} in {moved.lasting.text} is {found.value * KMH:.0f} km/h"
    if f"{found.low * KMH:.0f}" == f"{found.high * KMH:.0f}":
        return mean
    return f"{mean}, {_range(found)} as the figures are rounded"


def _range(speed: Interval) -> str:
    """Write an interval of speeds in kilometres an hour."""
    if math.isinf(speed.high):
        return f"{speed.low * KMH:.0f} km/h or more"
    return f"{speed.low * KMH:.0f} to {speed.high * KMH:.0f} km/h"


def _judge(moved: Movement, speed: Speed) -> Callable[[Scenario], Finding]:
    def judge(scenario: Scenario) -> Finding:
        mean, stated = moved.speed(scenario), metres_per_second(speed, scenario.convention, scenario.about)
        path = length(moved.path, scenario.convention, scenario.about)
        time = seconds(moved.lasting, scenario.convention, scenario.about)
        if mean.high < stated.low:
            short_m = stated.low * time.low - path.high_m
            why = f"the path is at least {metres(short_m)} too short for that speed"
            return Finding(INCONSISTENT, f"{why}: at most {mean.high * KMH:.0f} km/h", short_m)
        if stated.high < mean.low:
            long_m = path.low_m - stated.high * time.high
            why = f"the path is at least {metres(long_m)} too long for that speed"
            return Finding(INCONSISTENT, f"{why}: at least {mean.low * KMH:.0f} km/h", long_m)
        return Finding(CONSISTENT)

    return judge
