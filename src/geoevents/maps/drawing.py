"""A page from a case, a solution, a verdict, a located phrase, or a table of geometries."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from geoevents.errors import GeoEventsError
from geoevents.model import Case, Location, Solution, Verdict
from geoevents.model.shown import Shown

if TYPE_CHECKING:
    import pandas as pd

    from geoevents.maps.rows import Rows
    from geoevents.maps.tiles import Tiles

Drawable: TypeAlias = "Case | Shown | pd.DataFrame | Rows"


@dataclass(frozen=True, slots=True, repr=False)
class Map:
    """A drawn page: `html` is complete in itself; `layers` are what can be switched on and off in it.

    `scene` is what it shows, as plain JSON; a figure for a document shows the same.
    """

    html: str
    layers: tuple[str, ...]
    external_references: tuple[str, ...] = ()
    title: str = ""
    scene: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page, whole or not at all ("-": standard output).

        Raises
        ------
        OutputError
            When `path` is a symbolic link or a folder, or cannot be written.
        """
        from geoevents.write.atomic import write_whole

        write_whole(path, self.html)

    def save_figure(self, path: str | os.PathLike[str]) -> None:
        """Write the same map as a picture for a document: .png (200 dots an inch), .svg or .pdf.

        Raises
        ------
        OutputError
            When the name ends in something else, or as `save` does.
        """
        from geoevents.maps.figure import write_figure

        write_figure(self.scene, path)

    def save_picture(self, path: str | os.PathLike[str]) -> str:
        """Write the page as an installed browser shows it (.png, twice as fine as a screen's) or prints it (.pdf).

        Nothing is loaded for it: tiles of a page that has them are left out.

        Returns
        -------
        str
            The name of the browser.

        Raises
        ------
        BrowserError
            When there is no Chromium, or it fails; `save_figure` needs none.
        OutputError
            When the name ends in something else, or as `save` does.
        """
        from geoevents.maps.browser import BrowserError, name_of_browser, page_bytes
        from geoevents.maps.figure import format_of
        from geoevents.maps.render import page_of
        from geoevents.write.atomic import write_whole

        kind = format_of(path)
        if kind == "svg":
            raise BrowserError("A browser makes no SVG of a page.", cure="Use save_figure.")
        content = page_bytes(page_of(self.scene) if self.external_references else self.html, kind)
        write_whole(path, content)
        return name_of_browser()

    def summary(self, output: str | os.PathLike[str]) -> dict[str, Any]:
        """What was written where: `output`, `bytes`, `layers`, `external_references` (a count; 0 without tiles)."""
        return {
            "output": os.fspath(output),
            "bytes": len(self.html.encode()),
            "layers": list(self.layers),
            "external_references": len(self.external_references),
        }

    def _repr_html_(self) -> str:
        """Show the page in a notebook, in a frame that cannot reach the notebook."""
        from geoevents.write.notebook import framed

        return framed(self.html, "Map", repr(self), "allow-scripts")

    def __repr__(self) -> str:
        size = len(self.html.encode())
        return f"<Map {self.title!r}: {len(self.layers)} layers, {size / 1000:,.0f} kB; .save(path) writes it>"


def draw(
    what: Drawable,
    verdict: Verdict | None = None,
    *,
    tiles: Tiles | None = None,
    switches: bool | None = None,
    by: str | None = None,
) -> Map:
    """Draw one self-contained page.

    Parameters
    ----------
    what
        A case (it is checked first), a verdict, a solution, what `locate`, `border`, `borders`, `places` or `measure`
        give back, a GeoDataFrame in any system, a DataFrame with columns of degrees, or the rows that
        `maps.rowfile.rows_of_file` reads.
    verdict
        For a solution: the verdict whose headline and conflicts the page shows.
    tiles
        What `maps.tiles.tiles_from` gives: the page loads these under its own marks, and says so. None by default: a
        page then asks nobody for anything.
    switches
        Whether the page can be switched to other border datasets, roundings, places and suppositions: every such
        scenario is worked out beforehand, which takes some seconds. By default of a case, and of nothing else; of a
        verdict on request, unless it is a coarse one.
    by
        Of a table: the column whose values are told apart by symbols.

    Returns
    -------
    Map
        Every account is a layer. Text is shown as it was written and never run.

    Raises
    ------
    GeoEventsError
        When `what` is none of these, or a table has no CRS, no position to draw, or no column `by`.

    Examples
    --------
    >>> import geopandas
    >>> import geoevents as ge
    >>> table = geopandas.GeoDataFrame({"name": ["<b>"]}, geometry=geopandas.points_from_xy([3], [20]), crs="EPSG:4326")
    >>> page = ge.draw(table)
    >>> page.layers, page.external_references, "<b>" in page.html
    (('rows',), (), False)
    """
    from geoevents.maps.render import external_references, page_of

    scene = _scene(what, verdict, isinstance(what, Case) if switches is None else switches, by)
    layers = ("rows",) if "points" in scene else tuple(layer["id"] for layer in scene["layers"])
    if tiles is None:
        page = page_of(scene)
        return Map(page, layers, external_references(page), scene["title"], scene)
    from geoevents.maps.tiles import over_tiles

    page = page_of(over_tiles(scene, tiles))
    return Map(page, layers, (*external_references(page), tiles.template), scene["title"], scene)


def _scene(what: Drawable, verdict: Verdict | None, switches: bool, by: str | None) -> dict[str, Any]:
    if not switches or not isinstance(what, Case | Verdict):
        return scene_for(what, verdict, by)
    from geoevents.maps.states import scene_with_states
    from geoevents.reasoning.check import check
    from geoevents.reasoning.elsewhere import elsewhere

    checked = check(what) if isinstance(what, Case) else what
    return scene_with_states(checked, elsewhere(checked))


def scene_for(what: Drawable, verdict: Verdict | None = None, by: str | None = None) -> dict[str, Any]:
    """What a page or a figure of `what` shows, as `draw` takes it."""
    from geoevents.maps.scene import scene_of

    if isinstance(what, Case):
        from geoevents.reasoning.check import check

        what = check(what)
    if isinstance(what, Verdict):
        return scene_of(what.solution, what)
    if isinstance(what, Solution):
        return scene_of(what, verdict)
    if isinstance(what, Location):
        from geoevents.write.location import solution_of

        return scene_of(solution_of(what))
    from geoevents.maps.rows import Rows

    table: Any = what.to_frame() if isinstance(what, Shown) else what
    if hasattr(table, "iloc"):  # of pandas, which is not imported to find out
        from geoevents.bulk.frame import with_points

        table = with_points(table)
    if isinstance(table, Rows) or (hasattr(table, "geometry") and hasattr(table, "crs")):
        from geoevents.maps.table import scene_of_table

        return scene_of_table(table, by)
    raise GeoEventsError(
        f"A {type(what).__name__} cannot be drawn.",
        cure="Give a case, a solution, a verdict, a location, a border, places or a frame.",
    )
