"""Packages whose names are imported when they are first used (PEP 562), and what waits for the import of others."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


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


def when_imported(name: str, action: Callable[[], None]) -> None:
    """Run an action as soon as a module has been imported: now, or after somebody imports it.

    Examples
    --------
    >>> when_imported("sys", lambda: print("there"))
    there
    """
    if name in sys.modules:
        action()
    else:
        sys.meta_path.insert(0, _Watch(name, action))


class _Watch:
    """An import finder that finds nothing by itself; it lets the others load one module, and then acts.

    To be found is not to be imported: libraries look whether there is a pandas. So it stays until one has been run.
    """

    def __init__(self, name: str, action: Callable[[], None]) -> None:
        self.name, self.action = name, action
        self._asking = threading.local()

    def find_spec(self, name: str, path: object = None, target: object = None) -> Any:
        if name != self.name or getattr(self._asking, "now", False):
            return None
        from importlib.util import find_spec

        self._asking.now = True
        try:
            spec = find_spec(name)
        finally:
            self._asking.now = False
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def load_and_act(module: Any) -> None:
                load(module)
                if self in sys.meta_path:
                    sys.meta_path.remove(self)
                self.action()

            spec.loader.exec_module = load_and_act  # type: ignore[method-assign]
        return spec
