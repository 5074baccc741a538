"""FIPS 10-4 codes of countries, which GDELT uses, and their ISO 3166-1 alpha-2 codes (`data/build/fips.py`)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from geoevents import data

ISO: Mapping[str, str] = json.loads(data.path("countries/fips.json").read_text(encoding="utf-8"))
"""ISO codes by FIPS codes."""
