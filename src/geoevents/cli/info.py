"""`geoevents info`: versions, datasets, licences and checksums."""

from __future__ import annotations

import platform
from importlib.metadata import version

import click

from geoevents import __version__
from geoevents.cli import wording
from geoevents.cli.command import Command, Voice, json_option, put_json
from geoevents.errors import DataFileError

LIBRARIES = ("geopandas", "numpy", "pyproj", "shapely")


@click.command("info", cls=Command, examples=("geoevents info", "geoevents info --json"))
@json_option
@click.pass_obj
def command(voice: Voice, as_json: bool) -> None:
    """Show versions, datasets, licences and checksums; every embedded file is checked against its checksum."""
    from geoevents import data
    from geoevents.atlas import datasets
    from geoevents.earth.compiled import engine

    files = data.manifest()
    altered = {file.name: error for file in files if (error := _altered(file.name)) is not None}
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
                        "name": dataset.name,
                        "title": dataset.title,
                        "date": dataset.date,
                        "licence": dataset.licence,
                        "attribution": dataset.attribution,
                        "uncertainty_m": dataset.uncertainty_m,
                        "uncertainty_note": dataset.uncertainty_note,
                        "worldview": dataset.worldview,
                        "source": dataset.source,
                        "sha256": dataset.sha256,
                    }
                    for dataset in datasets()
                ],
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
            (dataset.name, dataset.title, dataset.date, dataset.licence, wording.distance(dataset.uncertainty_m))
            for dataset in datasets()
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
        for attribution in dict.fromkeys(file.attribution for file in files if file.attribution):
            click.echo(attribution)
    if altered:
        raise next(iter(altered.values()))


def _altered(name: str) -> DataFileError | None:
    from geoevents import data

    try:
        data.verify(name)
    except DataFileError as error:
        return error
    return None
