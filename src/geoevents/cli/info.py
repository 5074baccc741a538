"""`geoevents info`: versions, datasets, licences and checksums."""

from __future__ import annotations

import platform
from collections.abc import Callable
from importlib.metadata import version

import click

from geoevents import __version__
from geoevents.cli import wording
from geoevents.cli.command import Command, Voice, json_option, put_json
from geoevents.data.plugins import Plugin
from geoevents.errors import DataFileError

LIBRARIES = ("geopandas", "numpy", "pyproj", "shapely")


@click.command("info", cls=Command, examples=("geoevents info", "geoevents info --json"))
@json_option
@click.pass_obj
def command(voice: Voice, as_json: bool) -> None:
    """Show versions, datasets, licences and checksums; every file is checked against its checksum.

    What other packages add (border datasets, readers of tables) is listed with its package, and why it cannot be used
    where it cannot.
    """
    from geoevents import data
    from geoevents.atlas import dataset, store
    from geoevents.data import own
    from geoevents.earth.compiled import engine

    files = data.manifest()
    altered = {file.name: error for file in files if (error := _altered(data.verify, file.name)) is not None}
    registered = [name for name in store.names() if name not in store.embedded()]
    altered |= {name: error for name in registered if (error := _altered(store.verify, name)) is not None}
    described = [dataset(name) for name in store.names() if name not in altered]
    added = _added()
    if as_json:
        put_json(
            None,
            {
                "version": __version__,
                "python": platform.python_version(),
                "libraries": {name: version(name) for name in LIBRARIES},
                "engine": engine(),
                "datasets": [
                    {
                        "name": one.name,
                        "title": one.title,
                        "date": one.date,
                        "licence": one.licence,
                        "attribution": one.attribution,
                        "uncertainty_m": one.uncertainty_m,
                        "uncertainty_note": one.uncertainty_note,
                        "worldview": one.worldview,
                        "source": one.source,
                        "sha256": one.sha256,
                        "territories": one.territories,
                        "registered": one.registered,
                        "package": one.package,
                    }
                    for one in described
                ],
                "plugins": [
                    {
                        "group": one.group,
                        "name": one.name,
                        "package": one.package,
                        "version": one.version,
                        "error": one.error,
                    }
                    for one in added
                ],
                "altered": sorted(altered),
                "own_data": str(own.folder()),
                "files": [
                    {
                        "name": file.name,
                        "title": file.title,
                        "version": file.version,
                        "licence": file.licence,
                        "attribution": file.attribution,
                        "sha256": file.sha256,
                        "bytes": file.bytes,
                        "intact": file.name not in altered,
                    }
                    for file in files
                ],
            },
        )
    else:
        libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
        click.echo(click.style(f"geoevents {__version__}", bold=True) + f"   Python {platform.python_version()}")
        click.echo(f"engine {engine()}; {libraries}\n")
        rows = [
            (
                one.name + (f" ({one.package or 'registered'})" if one.registered else ""),
                one.title if one.territories else f"{one.title}, only lines",
                one.date,
                one.licence,
                wording.distance(one.uncertainty_m),
            )
            for one in described
        ]
        click.echo(wording.table(("borders", "title", "date", "licence", "may be off by"), rows) + "\n")
        shown = [
            (
                file.name,
                file.version,
                file.licence,
                f"{file.bytes / 1e6:.1f} MB",
                "altered" if file.name in altered else file.sha256[:12],
            )
            for file in files
        ]
        click.echo(wording.table(("embedded file", "version", "licence", "size", "sha256"), shown) + "\n")
        if added:
            told = [(one.name, one.group, f"{one.package} {one.version}", _state(one)) for one in added]
            click.echo(wording.table(("plugin", "adds", "package", "state"), told) + "\n")
        credits = [*(file.attribution for file in files), *(one.attribution for one in described if one.registered)]
        for attribution in dict.fromkeys(credit for credit in credits if credit):
            click.echo(attribution)
    if altered:
        raise next(iter(altered.values()))


def _added() -> list[Plugin]:
    """What other packages add, usable or not."""
    from geoevents.atlas import store
    from geoevents.read.plugged import readers
    from geoevents.read.table import OURS

    return [*store.plugged().values(), *store.unusable(), *readers(OURS)]


def _state(plugin: Plugin) -> str:
    return f"cannot be used: {plugin.error}" if plugin.error else "in use"


def _altered(verify: Callable[[str], object], name: str) -> DataFileError | None:
    try:
        verify(name)
    except DataFileError as error:
        return error
    return None
