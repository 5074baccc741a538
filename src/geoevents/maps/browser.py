"""The page as a picture or a PDF, by a Chromium that is installed: headless, without a network, in bounded time."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from geoevents.errors import OutputError

VARIABLE = "GEOEVENTS_BROWSER"
"""Environment variable that names the browser to use: a path, or a name on the PATH."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
KINDS = ("png", "pdf")
SECONDS = 60.0
DESKTOP = (1280, 800)
"""Width and height of a window in CSS pixels."""
PHONE = (390, 844)
_A4_LANDSCAPE = (1040, 720)
_READY = re.compile(rb'<html\b[^>]*\bdata-ready="yes"')
# A page that came out empty has a single colour, or a few of a window's frame.
_LEAST_COLOURS = 16
_FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-default-apps",
    "--disable-breakpad",
    # Nothing resolves, and what is an address already goes to a proxy that is not there.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--password-store=basic",
    "--use-mock-keychain",
    "--hide-scrollbars",
    # Time that passes only while the page has something to do: the shot is taken when it has come to rest.
    "--virtual-time-budget=10000",
)


class BrowserError(OutputError):
    """A browser that made no picture of the page; the message says why."""


class NoBrowserError(BrowserError):
    """There is no browser, and none was asked for."""


def find_browser() -> str | None:
    """A Chromium (or a browser made of it): the one that `GEOEVENTS_BROWSER` names, else the first on the PATH.

    Returns
    -------
    str or None
        Its path; None where there is none. A browser that is named and is not there is not replaced by another.
    """
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return shutil.which(named)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def name_of_browser() -> str:
    """The name of the browser that `find_browser` finds; empty where there is none."""
    return Path(find_browser() or "").stem


def page_bytes(
    page: str,
    kind: str,
    *,
    browser: str | None = None,
    window: tuple[int, int] | None = None,
    scale: float | None = None,
    seconds: float = SECONDS,
) -> bytes:
    """What a browser makes of a page: a picture of its window, or the page as it prints.

    Parameters
    ----------
    page
        The HTML of a page that sets `data-ready="yes"` on its root when it is drawn.
    kind
        "png" or "pdf".
    browser
        Path of a Chromium; by default `find_browser`'s.
    window
        Width and height in CSS pixels; by default 1280 × 800, and for a PDF as wide as its sheet.
    scale
        Dots for each CSS pixel of a picture; by default 2.
    seconds
        After which it is ended.

    Returns
    -------
    bytes
        The file. The browser has a profile of its own that is thrown away, and reaches no network.

    Raises
    ------
    BrowserError
        When there is no browser, when it fails or takes too long, when the page does not say that it is drawn, and when
        nothing is to be seen on the picture.

    Examples
    --------
    >>> page_bytes("<p>", "png", browser="/no/such/browser")
    Traceback (most recent call last):
    ...
    geoevents.maps.browser.BrowserError: /no/such/browser cannot be started: No such file or directory.
    """
    if kind not in KINDS:
        raise BrowserError(f"A browser makes no {kind!r} of a page.", cure="Ask for png or pdf.")
    program = browser or find_browser()
    if program is None:
        raise _none_found()
    wide, high = window or (DESKTOP if kind == "png" else _A4_LANDSCAPE)
    # A child of the browser may still be writing to its profile when that is removed.
    with tempfile.TemporaryDirectory(prefix="geoevents-", ignore_cleanup_errors=True) as folder:
        room = Path(folder)
        source, made = room / "page.html", room / f"made.{kind}"
        source.write_text(page, encoding="utf-8", newline="\n")
        asked = (
            [f"--screenshot={made}", f"--force-device-scale-factor={2.0 if scale is None else scale:g}"]
            if kind == "png"
            else ["--no-pdf-header-footer", f"--print-to-pdf={made}"]
        )
        sandbox = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        where = [f"--user-data-dir={room / 'profile'}", f"--window-size={wide},{high}"]
        # The page as it stood at the end says whether it had been drawn.
        command = [program, *_FLAGS, *sandbox, *where, *asked, "--dump-dom", source.as_uri()]
        shown = _run(command, room, seconds)
        data = made.read_bytes() if made.is_file() else b""
    name = Path(program).name
    if not data:
        raise BrowserError(f"{name} wrote nothing.")
    if not _READY.search(shown[:4096]):
        raise BrowserError(f"{name} did not draw the page to its end.")
    if kind == "pdf" and not data.startswith(b"%PDF-"):
        raise BrowserError(f"{name} wrote something that is no PDF.")
    if kind == "png" and _blank(data):
        raise BrowserError(f"{name} drew nothing.")
    return data


def _none_found() -> BrowserError:
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return BrowserError(f"{VARIABLE} names {named!r}, which is no program here.")
    return NoBrowserError(f"No Chromium, Chrome or Edge is on the PATH, and {VARIABLE} names none.")


def _run(command: list[str], room: Path, seconds: float) -> bytes:
    """Run a browser in a home of its own, and give what it wrote; end it and its children when it takes too long."""
    name = Path(command[0]).name
    home = {key: str(room) for key in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    own = home if sys.platform.startswith("linux") else {}
    shown = room / "shown.html"
    try:
        with shown.open("wb") as stream:
            process = subprocess.Popen(  # noqa: S603 - a program that the user has installed or named
                command,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.DEVNULL,
                cwd=room,
                env=os.environ | own,
                start_new_session=os.name == "posix",
            )
    except OSError as error:
        raise BrowserError(f"{command[0]} cannot be started: {error.strerror or error}.") from error
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise BrowserError(f"{name} took more than {seconds:g} s.") from error
    finally:
        _end(process)
    if process.returncode != 0:
        raise BrowserError(f"{name} ended with {process.returncode}.")
    return shown.read_bytes()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a browser that still runs, with the children that it has started."""
    if process.poll() is None:
        with contextlib.suppress(OSError):
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
    process.wait()


def _blank(png: bytes) -> bool:
    """Tell whether nothing is to be seen on a picture, or whether it is none."""
    import numpy as np
    from matplotlib import image

    try:
        dots = image.imread(io.BytesIO(png), format="png")
    except (OSError, ValueError, SyntaxError):  # Pillow's word for a broken PNG
        return True
    levels = np.rint(np.atleast_3d(dots)[::2, ::2, :3] * 255).astype(np.int64)
    colours = np.unique(levels @ (1 << np.arange(0, 8 * levels.shape[2], 8)))
    return len(colours) < _LEAST_COLOURS
