"""The kernel on a Dask cluster of two processes; one is killed while it works."""

from __future__ import annotations

import os
import signal
import threading
import time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geoevents.atlas.ruler import Wanted
from geoevents.bulk.local import enrich_file
from geoevents.errors import OutputError, TableError
from geoevents.read.positions import Layout

distributed = pytest.importorskip("distributed")
from geoevents.bulk.distributed import enrich_on_dask, parts_of  # noqa: E402 - needs dask

DZ_ML = Wanted("ne-10m", "DZ-ML")


@pytest.fixture
def table(tmp_path):
    random = np.random.default_rng(2)
    count = 120_000
    lat = random.uniform(15, 25, count)
    lat[::1000] = 95.0
    rows = pa.table({"id": np.arange(count), "lon": random.uniform(-5, 5, count), "lat": lat})
    (tmp_path / "parts").mkdir()
    for part in range(3):
        pq.write_table(rows.slice(part * 40_000, 40_000), tmp_path / "parts" / f"{part}.parquet", row_group_size=2_000)
    pq.write_table(rows, tmp_path / "whole.parquet")
    enrich_file(tmp_path / "whole.parquet", tmp_path / "local.parquet", DZ_ML, formats=(None, "parquet"))
    return tmp_path


def test_a_killed_worker_loses_nothing(table):
    target = table / "measured"
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        with distributed.Client(cluster, set_as_default=False) as client:
            victim = next(iter(client.run(os.getpid).values()))
        killed = []

        def kill():
            while not killed:
                if list(table.glob(".measured.*/part-*.parquet")):
                    os.kill(victim, signal.SIGKILL)
                    killed.append(time.time())
                time.sleep(0.005)

        threading.Thread(target=kill, daemon=True).start()
        summary = enrich_on_dask(table / "parts", target, DZ_ML, scheduler=cluster.scheduler_address, part_rows=2_000)
    assert killed
    assert (summary.rows, summary.skipped) == (120_000, 120)
    parts = sorted(target.glob("*.parquet"))
    assert len(parts) == 60
    found = pa.concat_tables([pq.read_table(part) for part in parts]).unify_dictionaries()
    expected = pq.read_table(table / "local.parquet").unify_dictionaries()
    assert found.schema == expected.schema
    for name in found.column_names:
        assert found[name].to_pylist() == expected[name].to_pylist(), name
    assert not list(table.glob(".measured*"))


def test_one_file_on_a_cluster_of_its_own(table):
    enrich_on_dask(table / "whole.parquet", table / "measured.parquet", DZ_ML, workers=1)
    found, expected = (pq.read_table(table / name) for name in ("measured.parquet", "local.parquet"))
    assert found["border_distance_m"].to_pylist() == expected["border_distance_m"].to_pylist()


def test_what_cannot_be_is_said(table, monkeypatch):
    monkeypatch.setattr("geoevents.bulk.distributed.ANSWER_S", 1)
    with pytest.raises(OutputError, match="is there already"):
        enrich_on_dask(table / "whole.parquet", table / "parts", DZ_ML)
    (table / "none").mkdir()
    with pytest.raises(TableError, match=r"holds no \*\.parquet"):
        enrich_on_dask(table / "none", table / "x", DZ_ML)
    (table / "text.parquet").write_text("no")
    with pytest.raises(TableError, match="is no Parquet"):
        enrich_on_dask(table / "text.parquet", table / "x", DZ_ML)
    with pytest.raises(TableError, match="No Dask scheduler answers"):
        enrich_on_dask(table / "whole.parquet", table / "x", DZ_ML, scheduler="tcp://127.0.0.1:9")
    assert not list(table.glob(".x*"))
    parts, _, layout = parts_of(table / "parts", None, None, 5_000)
    assert {part.rows for part in parts} == {6_000, 4_000}
    assert layout == Layout("lon", "lat")


def test_a_table_without_row_groups_has_no_rows(tmp_path):
    pq.ParquetWriter(tmp_path / "none.parquet", pa.schema([("lat", pa.float64()), ("lon", pa.float64())])).close()
    (part,), _, _ = parts_of(tmp_path / "none.parquet", None, None, 1_000)
    assert (part.groups, part.rows) == ((), 0)


def test_a_page_that_is_a_bomb_is_refused_before_any_worker_reads_it(tmp_path):
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 3_000_000, pa.int32()), pa.array(["x" * 2_000_000]))
    rows = pa.table({"lat": [1.0] * 3_000_000, "lon": [2.0] * 3_000_000, "text": column})
    pq.write_table(rows, tmp_path / "bomb.parquet")
    (part, *_), _, _ = parts_of(tmp_path / "bomb.parquet", None, None, 1_000)
    assert part.pages.rows_at_once < 1_000
