"""What many scenarios have in common, written once: few of them differ in more than a figure or an outline."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

LEAST = 48
"""Values shorter than this are written where they stand: a number that stands for them would save nothing."""
CURVE = 4
"""Lists of at least so many positions are written as differences."""
QUANTUM = 1e-6
"""Degrees in which differences are counted, 0.1 m; what is drawn is rounded to them before."""


def packed(scene: Mapping[str, Any]) -> dict[str, Any]:
    """Write what states have in common once.

    Parameters
    ----------
    scene
        As `scene_with_states` gives it, or a scene without states.

    Returns
    -------
    dict
        The scene; with states a list `pool` of values, in which, as in the states, ``{"$": n}`` stands for the value
        `pool[n]`, and ``{"^": [...]}`` for a list of positions, as differences in units of `QUANTUM`. What the scene
        shows first is `states[0]`, and is not told again.

    Examples
    --------
    >>> told = "the same long sentence in both of these two states"
    >>> found = packed({"title": "t", "note": told, "states": [{"note": told}, {"note": told}]})
    >>> found["states"], found["pool"], "note" in found
    ([{'note': {'$': 0}}, {'note': {'$': 0}}], ['the same long sentence in both of these two states'], False)
    """
    states: Sequence[Mapping[str, Any] | None] = scene.get("states") or ()
    if not states:
        return dict(scene)
    first = next(state for state in states if state is not None)
    pool = _Pool()
    ground = {key: value for key, value in scene.items() if key not in first and key != "states"}
    return {**ground, "states": [pool.put(state) for state in states], "pool": pool.values}


class _Pool:
    """Values by number, each once; the same object is looked at once."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._seen: dict[int, tuple[object, Any]] = {}

    def put(self, value: Any) -> Any:
        """Give what stands for a value."""
        if isinstance(value, str):
            return self._numbered(("text", value), value) if len(value) >= LEAST else value
        if not isinstance(value, Mapping | list | tuple):
            return value
        if id(value) not in self._seen:
            told: Any
            if isinstance(value, Mapping):
                told = {key: self.put(item) for key, item in value.items()}
            elif _is_curve(value):
                told = {"^": _differences(value)}
            elif value and isinstance(value[0], int | float):
                told = list(value)
            else:
                told = [self.put(item) for item in value]
            text = json.dumps(told, separators=(",", ":"))
            self._seen[id(value)] = (value, self._numbered(("json", text), told) if len(text) >= LEAST else told)
        return self._seen[id(value)][1]

    def _numbered(self, key: tuple[str, str], told: Any) -> dict[str, int]:
        if key not in self._numbers:
            self._numbers[key] = len(self.values)
            self.values.append(told)
        return {"$": self._numbers[key]}


def _is_curve(value: Sequence[Any]) -> bool:
    return len(value) >= CURVE and all(
        isinstance(item, list | tuple) and len(item) == 2 and isinstance(item[0], float) for item in value
    )


def _differences(value: Sequence[Any]) -> list[int]:
    counted = np.rint(np.asarray(value) / QUANTUM).astype(np.int64)
    told: list[int] = np.diff(counted, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel().tolist()
    return told
