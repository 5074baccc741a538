"""Packages whose names are imported when they are first used (PEP 562)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module


def on_first_use(
    package: str, homes: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Give `__getattr__` and `__dir__` for a package that imports its names from submodules on first use.

    Parameters
    ----------
    package
        Its `__name__`.
    homes
        Names by the submodule that has them.

    Examples
    --------
    >>> find, _ = on_first_use("geoevents.earth", {"geodesic": ["require_positions"]})
    >>> find("require_positions").__module__
    'geoevents.earth.geodesic'
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def find(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{home_of[name]}"), name)
        # The next time it is found without asking here.
        setattr(sys.modules[package], name, value)
        return value

    def listed() -> list[str]:
        return sorted({*vars(sys.modules[package]), *home_of})

    return find, listed
