"""Make the pictures of the page that the README shows: `make screenshots`, with a Chromium on the PATH."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from geoevents import data
from geoevents.errors import GeoEventsError
from geoevents.maps import draw
from geoevents.maps.browser import DESKTOP, PHONE, page_bytes
from geoevents.read.case import read_case
from geoevents.write.atomic import write_whole

CASE = "cases/tinzaouatine-2025.yaml"
FOLDER = Path(__file__).parent / "screenshots"
WINDOWS = {"founding-desktop.png": DESKTOP, "founding-phone.png": PHONE}
MOST_BYTES = 300_000
"""A repository keeps every version of a picture for ever."""


def small(png: bytes) -> bytes:
    """The same picture with at most 256 colours, which is about all that a map has."""
    from PIL import Image

    stream = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def main() -> int:
    """Make both pictures; nothing is replaced where one of them fails."""
    page = draw(read_case(data.path(CASE))).html
    made = {name: small(page_bytes(page, "png", window=window, scale=1)) for name, window in WINDOWS.items()}
    FOLDER.mkdir(exist_ok=True)
    for name, picture in made.items():
        if len(picture) > MOST_BYTES:
            print(f"{name} has {len(picture):,} bytes; at most {MOST_BYTES:,} are wanted.", file=sys.stderr)
            return 1
    for name, picture in made.items():
        write_whole(FOLDER / name, picture)
        print(f"{FOLDER.name}/{name}  {len(picture):,} bytes")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except GeoEventsError as error:
        sys.exit(str(error))
