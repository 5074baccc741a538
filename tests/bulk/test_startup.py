"""A process that spares pandas still can have it."""

from __future__ import annotations

import subprocess
import sys


def test_pandas_is_spared_and_found_when_it_is_asked_for() -> None:
    code = (
        "import sys, pyarrow as pa\n"
        "from geoevents.bulk.startup import spare_pandas\n"
        "finders = list(sys.meta_path)\n"
        "spare_pandas()\n"
        "assert sys.meta_path == finders\n"
        "pa.array(['a']), pa.scalar(1)\n"
        "assert 'pandas' not in sys.modules\n"
        "frame = pa.table({'a': [1, None]}).to_pandas()\n"
        "assert pa.Table.from_pandas(frame).column('a').null_count == 1\n"
        "assert pa.array(frame['a']).null_count == 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
