"""Rebuild all embedded data: run every recipe of this folder, in the order of their names."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BUILD = Path(__file__).resolve().parent
SHARED = ("all", "manifest", "inflect_")  # what recipes import; not recipes


def main() -> None:
    for recipe in sorted(path for path in BUILD.glob("*.py") if not path.stem.startswith(SHARED)):
        print(f"== {recipe.name}", flush=True)
        subprocess.run([sys.executable, str(recipe)], check=True, cwd=BUILD)


if __name__ == "__main__":
    main()
