"""Whole commands with what other packages bring, and with a package that is broken."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import geoevents as ge
from geoevents.atlas import store
from geoevents.data import own

from .conftest import Runner

Plug = Callable[..., Path]
CODE = """
from pathlib import Path

import geopandas


def borders():
    return Path(__file__).parent / "toy.npz"


class Dots:
    endings = (".dots",)

    def read(self, path):
        rows = [line.split() for line in open(path, encoding="utf-8")]
        points = geopandas.points_from_xy([float(row[1]) for row in rows], [float(row[2]) for row in rows])
        return geopandas.GeoDataFrame({"id": [row[0] for row in rows]}, geometry=points, crs="EPSG:4326")


dots = Dots()
"""


@pytest.fixture
def pack(plug: Plug, boundary_file: Callable[..., Path]) -> None:
    west = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]
    east = [[[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]]
    ge.register_borders(boundary_file([("ML", "Polygon", west), ("NE", "Polygon", east)]), "toy", error="100 m")
    groups = {"geoevents.borders": {"toy": "toy_pack:borders"}, "geoevents.readers": {"dots": "toy_pack:dots"}}
    folder = plug("toy-pack", CODE, groups)
    shutil.copy(own.path("borders", "toy.npz"), folder / "toy.npz")
    ge.forget_borders("toy")
    plug("broken-pack", "raise RuntimeError('no licence')\n", {
        "geoevents.borders": {"torn": "broken_pack:x"}, "geoevents.readers": {"torn": "broken_pack:y"},
    })  # fmt: skip


@pytest.mark.usefixtures("pack")
def test_info_names_them(geoevents: Runner) -> None:
    shown = geoevents("info")
    assert shown.code == 0
    assert "toy (toy-pack)" in shown.out
    assert "cannot be used: RuntimeError: no licence" in shown.out
    told = geoevents("info", "--json").json["plugins"]
    assert {(one["group"], one["name"], one["package"], bool(one["error"])) for one in told} == {
        ("geoevents.borders", "toy", "toy-pack", False),
        ("geoevents.borders", "torn", "broken-pack", True),
        ("geoevents.readers", "dots", "toy-pack", False),
        ("geoevents.readers", "torn", "broken-pack", True),
    }


@pytest.mark.usefixtures("pack")
def test_distance_on_a_dataset_of_a_package(geoevents: Runner) -> None:
    ran = geoevents("distance", "0.5, 0.5", "--to", "ML-NE", "--borders", "toy", "--json")
    assert ran.json["results"][0]["dataset"] == "toy"
    ran = geoevents("distance", "0.5, 0.5", "--to", "ML-NE", "--borders", "all")
    assert "toy" in ran.out
    assert "warning: The border dataset 'torn' of the package broken-pack cannot be used" in ran.err


@pytest.mark.usefixtures("pack")
def test_a_dataset_that_cannot_be_used_says_why(geoevents: Runner) -> None:
    ran = geoevents("distance", "0.5, 0.5", "--borders", "torn")
    assert ran.code == 2
    assert "of the package broken-pack cannot be used: RuntimeError: no licence" in ran.err


@pytest.mark.usefixtures("pack")
def test_a_table_of_a_package(geoevents: Runner) -> None:
    Path("events.dots").write_text("007 2.89392 19.86798\n", encoding="utf-8")
    ran = geoevents("enrich", "events.dots", "-o", "measured.csv", "--to", "DZ-ML", "--borders", "ne-10m")
    assert ran.code == 0, ran.err
    rows = Path("measured.csv").read_text(encoding="utf-8").splitlines()
    assert rows[1].startswith("007,")
    assert "9103.8" in rows[1]
    assert geoevents("map", "events.dots", "-o", "events.html").code == 0
    assert geoevents("convert", "events.dots", "-o", "events.geojson").code == 0


@pytest.mark.usefixtures("pack")
def test_a_table_that_fails_leaves_nothing_behind(geoevents: Runner) -> None:
    Path("events.dots").write_text("no numbers here\n", encoding="utf-8")
    ran = geoevents("enrich", "events.dots", "-o", "measured.csv")
    assert ran.code == 1
    assert "the reader dots of the package toy-pack 1.2 fails: ValueError" in ran.err
    assert not Path("measured.csv").exists()


@pytest.mark.usefixtures("pack")
def test_other_commands_run_beside_a_broken_package(geoevents: Runner, founding: str) -> None:
    store.refresh()
    solved = geoevents("solve", founding)
    assert solved.code == 0
    assert solved.err.count("of the package broken-pack cannot be used: RuntimeError: no licence") == 1
    assert geoevents("solve", founding, "-q").err == ""
    assert geoevents("borders", "list", "--country", "ML").code == 0


@pytest.mark.usefixtures("pack")
def test_a_ledger_made_on_a_dataset_of_a_package_replays(geoevents: Runner) -> None:
    Path("toy.yaml").write_text(
        "geoevents: 1\ntitle: A toy\nsources: { a: { name: A } }\nevents: { e: crash }\n"
        "claims: [{ by: a, event: e, says: 2 km inside Mali and within 5 km of 0.5 N 0.98 E }]\n"
        "settings: { borders: toy }\n",
        encoding="utf-8",
    )
    solved = geoevents("solve", "toy.yaml", "--ledger", "--json", "-o", "ledger.json")
    assert solved.code == 0, solved.err
    assert geoevents("solve", "--replay", "ledger.json").code == 0
