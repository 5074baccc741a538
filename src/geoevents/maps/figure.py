"""The static figure of a case for a document: PNG, SVG or PDF, from the scene that the page shows."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geoevents.errors import OutputError
from geoevents.maps.basemap import Bounds
from geoevents.maps.legend import border_note, credits_of, legend_of
from geoevents.maps.paper.lettering import drawable, font, wrapped
from geoevents.maps.paper.paint import area_style, draw
from geoevents.maps.paper.plot import INK, PAPER, QUIET, Plot, fill, metres_per_degree
from geoevents.maps.paper.surround import inset, net, scale_bar

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from geoevents.model import Location, Solution, Verdict

FORMATS = ("png", "svg", "pdf")
DPI = 200
WIDTH_IN = 7.4
"""Width of a figure: the text of an A4 page with narrow margins."""
_ASPECT = (1.25, 1.75)
"""Least and largest width of a map over its height."""
_LEFT, _RIGHT = 0.55, 0.12
_ONE_AT_A_TIME = threading.Lock()


def draw_figure(what: Verdict | Solution | Location, output: str | os.PathLike[str]) -> None:
    """Draw the situation as one picture, and write it whole or not at all.

    Parameters
    ----------
    what
        A verdict, or a solution or location (without double arrows then).
    output
        A file that ends in .png (200 dots an inch), .svg or .pdf.

    Raises
    ------
    OutputError
        When the name ends in something else, or cannot be written.

    Examples
    --------
    >>> draw_figure(None, "figure.gif")
    Traceback (most recent call last):
    ...
    geoevents.errors.OutputError: A figure cannot be written as .gif: figure.gif. Name it .png, .svg or .pdf.
    """
    from geoevents.maps.drawing import scene_for

    format_of(output)
    write_figure(scene_for(what), output)


def write_figure(scene: Mapping[str, Any], output: str | os.PathLike[str]) -> None:
    """Write the picture of a scene, whole or not at all; `output` ends in .png, .svg or .pdf (OutputError if not)."""
    from geoevents.write.atomic import write_whole

    write_whole(output, figure_bytes(scene, format_of(output)))


def format_of(output: str | os.PathLike[str]) -> str:
    """Which format a file's name asks for: "png", "svg" or "pdf".

    Raises
    ------
    OutputError
        When it is none of them.
    """
    suffix = Path(output).suffix.lower()
    if suffix[1:] not in FORMATS:
        raise OutputError(
            f"A figure cannot be written as {suffix or 'a file without an ending'}: {os.fspath(output)}.",
            cure="Name it .png, .svg or .pdf.",
        )
    return suffix[1:]


def figure_bytes(scene: Mapping[str, Any], kind: str) -> bytes:
    """The picture of a scene with title, legend and credits; the same scene gives the same bytes."""
    with _own_settings():
        return _saved(_composed(scene, bare=False), kind)


def map_svg(scene: Mapping[str, Any]) -> str:
    """The map alone as an SVG document, for a page that has title, legend and credits itself."""
    with _own_settings():
        return _saved(_composed(scene, bare=True), "svg").decode()


def swatch_svg(mark: str) -> str:
    """The mark of one sentence of the legend as an SVG document."""
    from matplotlib.figure import Figure

    with _own_settings():
        figure = Figure(figsize=(30 / 72, 16 / 72))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, 30)
        axes.set_ylim(0, 16)
        _swatch(axes, mark, 0, 0)
        return _saved(figure, "svg").decode()


@contextmanager
def _own_settings() -> Iterator[None]:
    """Let no settings of the user's change the picture, and change none of theirs.

    matplotlib keeps settings for the whole process, so that only one picture is drawn at a time.
    """
    import matplotlib

    ours = {
        key: value for key, value in matplotlib.rcParamsDefault.items() if not key.startswith(("backend", "toolbar"))
    }
    ours |= {"svg.hashsalt": "geoevents", "svg.fonttype": "path", "pdf.fonttype": 42, "hatch.linewidth": 0.9}
    with _ONE_AT_A_TIME, matplotlib.rc_context(ours):
        yield


def _saved(figure: Figure, kind: str) -> bytes:
    # Without dates, so that the same case gives the same bytes.
    metadata: dict[str, dict[str, str | None]] = {
        "png": {"Software": "geoevents"},
        "svg": {"Date": None, "Creator": "geoevents", "Format": None, "Type": None},
        "pdf": {"CreationDate": None, "Creator": "geoevents", "Producer": None},
    }
    stream = io.BytesIO()
    figure.savefig(stream, format=kind, dpi=DPI, facecolor=PAPER, metadata=metadata[kind])
    return stream.getvalue()


def frame_of(view: Bounds, window: Bounds) -> Bounds:
    """The part of the world in a figure's frame: the view, made as wide or as high as paper asks for."""
    west, south, east, north = view
    lon_m, lat_m = metres_per_degree((south + north) / 2)
    wide, high = (east - west) * lon_m, (north - south) * lat_m
    if wide < high * _ASPECT[0]:
        more = (high * _ASPECT[0] - wide) / 2 / lon_m
        west, east = west - more, east + more
    elif wide > high * _ASPECT[1]:
        more = (wide / _ASPECT[1] - high) / 2 / lat_m
        south, north = south - more, north + more
    # Beyond the window there is nothing to draw.
    return max(west, window[0]), max(south, window[1]), min(east, window[2]), min(north, window[3])


def _composed(scene: Mapping[str, Any], bare: bool) -> Figure:
    """Lay out title, map, legend and credits from the top down; all heights are in inches."""
    from matplotlib.figure import Figure

    bounds = frame_of(tuple(scene["view"]), tuple(scene["window"]))
    lon_m, lat_m = metres_per_degree((bounds[1] + bounds[3]) / 2)
    aspect = (bounds[2] - bounds[0]) * lon_m / ((bounds[3] - bounds[1]) * lat_m)
    across = WIDTH_IN - _LEFT - _RIGHT
    wide = min(across, 6.0 * aspect)
    high = wide / aspect
    head, foot = ([], []) if bare else (_head(scene), _foot(scene))
    legend = [] if bare else _legend(scene)
    top = 0.06 if bare else 0.16 + sum(size * 1.3 for _, size, _, _ in head) / 72
    below = 0.24 if bare else 0.32 + sum(max(len(lines), 1) * 11.0 + 3.0 for _, lines in legend) / 72
    bottom = 0.0 if bare else 0.1 + sum(size * 1.35 for _, size, _, _ in foot) / 72
    total = top + high + below + bottom
    figure = Figure(figsize=(WIDTH_IN, total))
    left = _LEFT + (across - wide) / 2
    axes = figure.add_axes((left / WIDTH_IN, (below + bottom) / total, wide / WIDTH_IN, high / total))
    plot = Plot(axes, bounds, wide * 72, high * 72)
    net(plot)
    scale_bar(plot)
    inset(figure, plot, scene, (left, below + bottom, wide, high, total))
    draw(plot, scene)
    y = total - 0.08
    for text, size, bold, colour in head:
        y -= size * 1.3 / 72
        figure.text(left / WIDTH_IN, y / total, text, fontproperties=font(size, bold), color=colour, parse_math=False)
    _write_legend(figure, legend, left, below + bottom - 0.32, total)
    y = bottom
    for text, size, bold, colour in foot:
        y -= size * 1.35 / 72
        figure.text(left / WIDTH_IN, y / total, text, fontproperties=font(size, bold), color=colour, parse_math=False)
    return figure


def _head(scene: Mapping[str, Any]) -> list[tuple[str, float, bool, str]]:
    width = (WIDTH_IN - _LEFT - _RIGHT) * 72
    lines = [(line, 11.0, True, INK) for line in wrapped(drawable(scene["title"]), 11, width, True, most=2)]
    if scene["headline"] != scene["title"]:
        lines += [(line, 8.5, False, INK) for line in wrapped(drawable(scene["headline"]), 8.5, width, most=4)]
    return lines


def _foot(scene: Mapping[str, Any]) -> list[tuple[str, float, bool, str]]:
    width = (WIDTH_IN - _LEFT - _RIGHT) * 72
    texts = [scene["caveat"], f"{border_note(scene)} {credits_of(scene)}".strip()]
    return [(line, 6.8, False, QUIET) for text in texts for line in wrapped(drawable(text), 6.8, width, most=5)]


def _legend(scene: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    width = (WIDTH_IN - _LEFT - _RIGHT) * 72 - 38
    return [(mark, wrapped(drawable(text), 8, width, most=3)) for mark, text in legend_of(scene)]


def _write_legend(figure: Figure, legend: list[tuple[str, list[str]]], left: float, top: float, total: float) -> None:
    high = top * 72
    if not legend:
        return
    axes = figure.add_axes((left / WIDTH_IN, 0, 1 - left / WIDTH_IN, top / total))
    axes.set_axis_off()
    axes.set_xlim(0, (WIDTH_IN - left) * 72)
    axes.set_ylim(0, high)
    y = high
    for mark, lines in legend:
        _swatch(axes, mark, 0, y - 12.5)
        for i, line in enumerate(lines):
            axes.text(38, y - 8.5 - 11 * i, line, fontproperties=font(8), color=INK, parse_math=False)
        y -= max(len(lines), 1) * 11.0 + 3.0


def _swatch(axes: Any, mark: str, x: float, y: float) -> None:
    """Draw a mark of the legend, 30 points wide and 16 high, as it looks on the map."""
    from matplotlib.patches import Ellipse
    from matplotlib.path import Path as Shape

    middle, level = x + 15, y + 6.5
    if mark.isdigit() or mark == "combined":
        style = area_style(-1 if mark == "combined" else int(mark))
        box = [(x + 1.5, y + 1.5), (x + 28.5, y + 1.5), (x + 28.5, y + 12), (x + 1.5, y + 12), (x + 1.5, y + 1.5)]
        fill(axes, Shape(box, closed=True), 1, **style)
    elif mark == "border":
        axes.plot([x + 1.5, x + 28.5], [level, level], color=INK, linewidth=2.2)
    elif mark == "second":
        axes.plot(
            [x + 1.5, x + 28.5], [level] * 2, color=INK, linewidth=1.2, linestyle=(0, (0.1, 2.6)), dash_capstyle="round"
        )
    elif mark == "measure":
        axes.plot([x + 1.5, x + 28.5], [level, level], color=INK, linewidth=1.0)
    elif mark == "gap":
        arrow = {"arrowstyle": "<->", "color": INK, "linewidth": 2.0, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 9}
        axes.annotate("", xy=(x + 28.5, level), xytext=(x + 1.5, level), arrowprops=arrow)
    elif mark == "stated":
        axes.plot([middle], [level], marker="D", markersize=5.5, color=PAPER, markeredgecolor=INK, markeredgewidth=1.6)
    elif mark == "place":
        axes.plot([middle], [level], marker="o", markersize=10, color=PAPER, markeredgecolor=INK, markeredgewidth=1.2)
        axes.text(middle, level, "1", ha="center", va="center_baseline", fontproperties=font(6.5, True), color=INK)
    else:
        axes.add_patch(Ellipse((middle, level), 11, 11, fill=False, edgecolor=INK, linewidth=0.8, linestyle="--"))
        axes.plot([middle], [level], marker="o", markersize=4, color=PAPER, markeredgecolor=INK)
