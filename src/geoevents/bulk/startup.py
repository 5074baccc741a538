"""What a process that only enriches tables can leave out when it starts."""

from __future__ import annotations

import sys

import pyarrow as pa


class _NoPandas:
    """An import finder that says that there is no pandas."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ImportError("pandas is not looked for now")


def spare_pandas() -> None:
    """Let pyarrow find no pandas, in a process of ours that hands it no frames.

    At its first conversion pyarrow imports pandas to recognise its objects: 0.2 s for nothing here, and an interrupt
    that comes meanwhile is lost. It asks once, so it is asked now; `to_pandas` asks again and finds it. Only for the
    command line: elsewhere the process, and what it hands to pyarrow, are other people's.
    """
    if "pandas" in sys.modules:
        return
    hidden = _NoPandas()
    sys.meta_path.insert(0, hidden)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(hidden)
