"""The map: one self-contained page that opens anywhere, offline."""

from __future__ import annotations

from geoevents.maps.drawing import Map, draw

__all__ = ["Map", "draw"]
