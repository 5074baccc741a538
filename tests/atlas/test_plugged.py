"""A border dataset of another package answers as a registered one does; one that cannot be used stops nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import geoevents as ge
from geoevents.atlas import datasets, store
from geoevents.data import own
from geoevents.errors import DatasetError, UnknownDatasetError

Plug = Callable[..., Path]
CODE = "from pathlib import Path\n\ndef file():\n    return Path(__file__).parent / 'toy.npz'\n"
SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]
BESIDE = [[[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]]


@pytest.fixture
def toy(boundary_file: Callable[..., Path], tmp_path: Path) -> Path:
    """A dataset as `borders register` keeps it, taken out of the user's folder."""
    outlines = boundary_file([("ML", "Polygon", SQUARE), ("NE", "Polygon", BESIDE)])
    ge.register_borders(outlines, "toy", error="100 m", licence="CC0-1.0", attribution="Toy maps")
    kept = tmp_path / "toy.npz"
    shutil.copy(own.path("borders", "toy.npz"), kept)
    ge.forget_borders("toy")
    return kept


def with_toy(plug: Plug, toy: Path, code: str = CODE, name: str = "toy") -> None:
    folder = plug("toy-borders", code, {"geoevents.borders": {name: "toy_borders:file"}})
    shutil.copy(toy, folder / "toy.npz")
    store.refresh()


def test_it_is_there_by_its_name(plug: Plug, toy: Path) -> None:
    with_toy(plug, toy)
    assert store.names() == ("osm-2026c", "ne-10m", "toy")
    one = datasets()[-1]
    assert (one.name, one.package, one.licence, one.attribution, one.registered) == (
        "toy", "toy-borders", "CC0-1.0", "Toy maps", True,
    )  # fmt: skip
    assert ge.border("ML", "NE", dataset="toy").lines.geom_type == "MultiLineString"


def test_it_measures_as_the_same_one_registered(plug: Plug, toy: Path) -> None:
    with_toy(plug, toy)
    plugged = ge.measure(0.5, 0.5, to="ML-NE", borders="toy").results[0]
    shutil.copy(toy, own.keep("borders", "toy.npz", toy.read_bytes()))
    store.refresh()
    assert not store.plugged()
    registered = ge.measure(0.5, 0.5, to="ML-NE", borders="toy").results[0]
    assert plugged == registered
    assert registered.country_as_drawn == "ML"


def test_a_path_serves_as_well_as_a_function(plug: Plug, toy: Path) -> None:
    with_toy(plug, toy, "from pathlib import Path\nfile = str(Path(__file__).parent / 'toy.npz')\n")
    assert list(store.plugged()) == ["toy"]


def test_what_the_user_registered_comes_first(plug: Plug, toy: Path) -> None:
    with_toy(plug, toy)
    own.keep("borders", "toy.npz", toy.read_bytes())
    store.refresh()
    assert store.names() == ("osm-2026c", "ne-10m", "toy")
    (hidden,) = store.unusable()
    assert hidden.error == "a dataset that you registered has this name"
    ge.forget_borders("toy")
    assert list(store.plugged()) == ["toy"]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise RuntimeError('no licence')\n", "RuntimeError: no licence"),
        ("def file():\n    raise OSError('gone')\n", "OSError: gone"),
        ("def file():\n    return 'nowhere.npz'\n", "there is no file nowhere.npz"),
        ("def file():\n    return 7\n", "TypeError"),
        ("def file():\n    return __file__\n", "is no border dataset"),
        ("def file(needs):\n    return needs\n", "TypeError"),
        ("import geoevents\ndef file():\n    return geoevents.borders()\n", ""),
        ("def file():\n    return '/'\n", "there is no file"),
    ],
)
def test_one_that_cannot_be_used_says_why(plug: Plug, code: str, why: str) -> None:
    plug("toy-borders", code, {"geoevents.borders": {"toy": "toy_borders:file"}})
    (broken,) = store.unusable()
    assert why in broken.error
    assert store.names() == ("osm-2026c", "ne-10m")
    assert len(ge.measure(2.9, 19.9, to="DZ-ML", borders="all").results) == 2
    with pytest.raises(UnknownDatasetError, match="of the package toy-borders cannot be used"):
        ge.measure(2.9, 19.9, borders="toy")


def altered(path: Path) -> None:
    with np.load(path) as arrays:
        found = {name: arrays[name] for name in arrays.files}
    found["border_disputed_m"] = found["border_disputed_m"] + 1
    np.savez(path, **found)


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-400])


@pytest.mark.parametrize(("harm", "why"), [(altered, "checksum"), (torn, "is no border dataset")])
def test_one_that_was_harmed_is_not_used(plug: Plug, toy: Path, harm: Callable[[Path], None], why: str) -> None:
    harm(toy)
    with_toy(plug, toy)
    assert why in store.unusable()[0].error
    assert store.names() == ("osm-2026c", "ne-10m")


@pytest.mark.parametrize("name", ["other", "ne-10m"])
def test_one_under_another_name_is_not_used(plug: Plug, toy: Path, name: str) -> None:
    with_toy(plug, toy, name=name)
    assert store.unusable()[0].error
    assert store.names() == ("osm-2026c", "ne-10m")
    assert not datasets()[1].registered


def test_its_name_is_taken(plug: Plug, toy: Path, boundary_file: Callable[..., Path]) -> None:
    with_toy(plug, toy)
    outlines = boundary_file([("ML", "Polygon", SQUARE), ("NE", "Polygon", BESIDE)])
    with pytest.raises(DatasetError, match="comes with the package toy-borders"):
        ge.register_borders(outlines, "toy")
    with pytest.raises(UnknownDatasetError, match="Uninstall that package"):
        ge.forget_borders("toy")
