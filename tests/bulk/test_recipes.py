"""The recipes of docs/engines.md give what the kernel gives, on the engines that are installed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from geoevents.atlas.ruler import Wanted
from geoevents.bulk.kernel import Kernel
from geoevents.read.positions import Layout

PAGE = Path(__file__).parents[2] / "docs" / "engines.md"
ROWS = {"id": ["007", "b", "c"], "lon": [2.89392, 2.0, None], "lat": [19.86798, 21.0, 5.0]}


def recipe(heading: str) -> str:
    """The code of the page's beginning and of one section."""
    beginning, *sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    section = next(one for one in sections if one.startswith(heading))
    return "\n".join(re.findall(r"```python\n(.*?)```", beginning + section, flags=re.DOTALL))


def measured() -> list[dict[str, object]]:
    batch = pa.RecordBatch.from_pydict(ROWS)
    return Kernel(Wanted("osm-2026c", "nearest"), Layout("lon", "lat"))(batch).to_pylist()


def test_polars() -> None:
    polars = pytest.importorskip("polars")
    names = {"lazy_frame": polars.LazyFrame(ROWS)}
    exec(recipe("Polars"), names)  # noqa: S102
    assert names["result"].to_dicts() == measured()


def test_pyspark(monkeypatch: pytest.MonkeyPatch) -> None:
    sql = pytest.importorskip("pyspark.sql")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    builder = sql.SparkSession.builder.master("local[2]").appName("geoevents")
    for key, value in settings.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    try:
        rows = list(zip(*ROWS.values(), strict=True))
        names = {"frame": spark.createDataFrame(rows, "id string, lon double, lat double").repartition(2)}
        exec(recipe("PySpark"), names)  # noqa: S102
        found = {row["id"]: row for row in names["result"].to_pylist()}
    finally:
        spark.stop()
    assert [found[row["id"]] for row in measured()] == measured()
