"""Locality phrases and links in words, to clauses and links, and back to words."""

from __future__ import annotations

from geoevents.locality.links import parse_link
from geoevents.locality.phrases import parse
from geoevents.locality.wording import render

__all__ = ["parse", "parse_link", "render"]
