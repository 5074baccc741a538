"""Tables in a format of another package, and what it does wrong told by its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geoevents.errors import TableError
from geoevents.read.plugged import Reader, readers
from geoevents.read.table import OURS, format_of, plugin_for, read_table

Plug = Callable[..., Path]
# A format of one line a row: "name lon lat".
CODE = """
import geopandas


class Dots:
    endings = (".dots",)

    def read(self, path):
        rows = [line.split() for line in open(path, encoding="utf-8")]
        return geopandas.GeoDataFrame(
            {"id": [row[0] for row in rows]},
            geometry=geopandas.points_from_xy([float(row[1]) for row in rows], [float(row[2]) for row in rows]),
            crs="EPSG:4326",
        )


dots = Dots()
"""


def with_dots(plug: Plug, code: str = CODE, name: str = "dots-reader") -> None:
    plug(name, code, {"geoevents.readers": {"dots": f"{name.replace('-', '_')}:dots"}})


@pytest.fixture
def table(tmp_path: Path) -> Path:
    place = tmp_path / "events.dots"
    place.write_text("007 2.89392 19.86798\nb 1.4 18.4\n", encoding="utf-8")
    return place


def giving(expression: str) -> str:
    """A reader that gives this."""
    return (
        "import geopandas, pyarrow, shapely\n\nclass Dots:\n    endings = ('.dots',)\n\n"
        f"    def read(self, path):\n        return {expression}\n\ndots = Dots()\n"
    )


def test_its_rows_come_as_those_of_any_table(plug: Plug, table: Path) -> None:
    with_dots(plug)
    found = read_table(table)
    assert (found.format, found.geometry, found.rows) == ("dots", "geometry", 2)
    rows = [row for batch, _ in found.batches for row in batch.to_pylist()]
    assert [row["id"] for row in rows] == ["007", "b"]
    assert plugin_for(table).package == "dots-reader"


def test_another_system_becomes_degrees(plug: Plug, table: Path) -> None:
    with_dots(plug, CODE.replace('crs="EPSG:4326",\n        )', 'crs="EPSG:4326",\n        ).to_crs("EPSG:3857")'))
    (batch, _), *_ = read_table(table).batches
    import shapely

    assert shapely.from_wkb(batch["geometry"][0].as_py()).x == pytest.approx(2.89392, abs=1e-9)


def test_a_pyarrow_table_is_as_good(plug: Plug, table: Path) -> None:
    with_dots(plug, giving("pyarrow.table({'id': ['007'], 'geometry': [shapely.Point(2, 19).wkb]})"))
    (batch, _), *_ = read_table(table).batches
    assert batch["id"].to_pylist() == ["007"]


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("1 / 0", "fails: ZeroDivisionError"),
        ("exit('done')", "fails: SystemExit"),
        ("[1, 2]", "it gives a list"),
        ("None", "it gives a NoneType"),
        ("geopandas.GeoDataFrame(geometry=geopandas.points_from_xy([1], [2]))", "has no CRS"),
        ("pyarrow.table({'a': [1]})", "not one column 'geometry'"),
        ("pyarrow.table({'geometry': ['POINT (1 2)']})", "not WKB"),
        ("(_ for _ in ()).throw(GeneratorExit('x'))", "fails: GeneratorExit: x"),
        ("geopandas.GeoDataFrame({'a': [1]})", "The GeoDataFrame has no geometry"),
    ],
)
def test_what_it_does_wrong_is_told_by_its_name(plug: Plug, table: Path, expression: str, why: str) -> None:
    with_dots(plug, giving(expression))
    with pytest.raises(TableError) as raised:
        read_table(table)
    assert "the reader dots of the package dots-reader 1.2" in str(raised.value)
    assert why in str(raised.value)
    assert str(table) in str(raised.value)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise RuntimeError('no licence')", "RuntimeError: no licence"),
        ("dots = 7", "it has no endings, or no read(path)"),
        (CODE.replace('(".dots",)', '(".csv",)'), ".csv is read by geoevents itself"),
        (CODE.replace('(".dots",)', '(".yaml",)'), ".yaml is read by geoevents itself"),
        (CODE.replace('(".dots",)', '("dots",)'), "'dots' is no ending such as '.xyz'"),
        (CODE.replace('(".dots",)', "()"), "it has no endings"),
        (CODE.replace('(".dots",)', '".dots"'), "its endings are no texts"),
        (CODE.replace('(".dots",)', "(7,)"), "its endings are no texts"),
        (CODE.replace('(".dots",)', "7"), "its endings are no texts"),
        (CODE.replace('(".dots",)', '(".dots.gz",)'), "'.dots.gz' is no ending such as '.xyz'"),
        (CODE.replace("Dots()", "Dots"), "it is a class: let the entry point name an object, such as Dots()"),
        (
            CODE.replace('endings = (".dots",)', "endings = property(lambda self: 1 / 0)"),
            "ZeroDivisionError: division by zero",
        ),
    ],
)
def test_one_that_cannot_be_used_stops_no_other(plug: Plug, tmp_path: Path, code: str, why: str) -> None:
    with_dots(plug, code, "a-broken-reader")
    plug("b-reader", CODE.replace(".dots", ".more"), {"geoevents.readers": {"more": "b_reader:dots"}})
    found = {one.name: one.error for one in readers(OURS)}
    assert found == {"dots": why, "more": ""}
    (tmp_path / "events.csv").write_text("id,lat,lon\n1,2,3\n", encoding="utf-8")
    assert read_table(tmp_path / "events.csv").format == "csv"
    with pytest.raises(TableError) as raised:
        format_of("events.unknown")
    assert ".more" in str(raised.value)
    assert f"The reader dots of a-broken-reader cannot be used: {why}." in str(raised.value)


def test_endings_may_be_any_iterable_and_a_reader_a_module(plug: Plug, table: Path) -> None:
    code = CODE.replace('(".dots",)', '(end for end in [".DOTS"])') + "endings = ('.more',)\nread = dots.read\n"
    plug("dots-reader", code, {"geoevents.readers": {"dots": "dots_reader:dots", "more": "dots_reader"}})
    assert [(one.name, one.value.endings) for one in readers(OURS)] == [("dots", (".dots",)), ("more", (".more",))]
    assert read_table(table).rows == 2
    more = table.rename(table.with_suffix(".more"))
    assert read_table(more).format == "more"


def test_what_a_reader_prints_is_no_part_of_the_output(
    plug: Plug, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_dots(plug, CODE.replace("rows = [", "print('reading'); rows = ["))
    read_table(table)
    assert capsys.readouterr() == ("", "reading\n")


class Typed:
    """A reader as an author writes it; the line below it is for the type checker."""

    endings = (".typed",)

    def read(self, file: str) -> None:
        """Read nothing."""


TYPED: Reader = Typed()


def test_a_reader_is_one_for_type_checkers_and_when_it_is_run() -> None:
    assert isinstance(TYPED, Reader)
    assert not isinstance(7, Reader)


def test_two_for_one_ending(plug: Plug) -> None:
    with_dots(plug)
    plug("z-reader", CODE, {"geoevents.readers": {"other": "z_reader:dots"}})
    assert {one.name: one.error for one in readers(OURS)} == {
        "dots": "",
        "other": ".dots is read by the package dots-reader",
    }


def test_a_file_that_is_not_there(plug: Plug, tmp_path: Path) -> None:
    with_dots(plug)
    with pytest.raises(TableError, match="There is no file"):
        read_table(tmp_path / "none.dots")


@pytest.mark.parametrize("options", [{"layer": "a"}, {"encoding": "latin-1"}, {"lon": "x"}])
def test_options_that_say_nothing_to_it(plug: Plug, table: Path, options: dict[str, str]) -> None:
    with_dots(plug)
    with pytest.raises(TableError, match="Leave"):
        read_table(table, **options)
