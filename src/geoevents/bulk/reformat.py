"""A table from one format to another: part by part at constant memory where both formats allow, else whole."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from geoevents.read.placed import Placed, ReasonNeededError, placed_in, placed_parts
from geoevents.read.positions import asked_of_metres
from geoevents.read.stream import Table
from geoevents.read.table import read_table
from geoevents.write.formulas import ESCAPE
from geoevents.write.rows import Written, target_format, write_parts, write_rows
from geoevents.write.table import STREAMS


@dataclass(slots=True)
class Converted:
    """What became of a table: its rows, how many have a position, and why others have none.

    `columns` are those of the rows, `knows_where` says whether any of them could give a position, and `notes` what was
    there and was not read.
    """

    rows: int = 0
    placed: int = 0
    written: Written = field(default_factory=lambda: Written(0))
    reasons: Counter[str] = field(default_factory=Counter)
    columns: list[str] = field(default_factory=list)
    knows_where: bool = False
    notes: tuple[str, ...] = ()

    @property
    def in_metres(self) -> str:
        """What is to be said where positions may be metres of a projection; empty where there is nothing."""
        return asked_of_metres(self.placed, self.reasons)

    def counted(self, part: Placed) -> Placed:
        """Count a part in, and give it back."""
        self.rows += len(part)
        self.placed += len(part) - part.geometry.null_count
        self.reasons.update(part.unplaced)
        self.columns = part.columns.column_names
        self.knows_where = part.degrees is not None or bool(self.placed or self.reasons)
        return part


def convert_file(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    form: str | None = None,
    target_form: str | None = None,
    formulas: str = ESCAPE,
    **how: Any,
) -> Converted:
    """Convert a table.

    CSV, TSV and Parquet become CSV, TSV, newline GeoJSON or Parquet part by part; geometries become CSV whole, because
    all of them decide whether they are written as degrees or as WKT.

    Parameters
    ----------
    source, target
        Files, or "-".
    form, target_form
        Formats, where the names do not say them.
    formulas
        As for `write_rows`.
    how
        lon, lat, encoding, layer, head and locality, as for `read_table`.

    Raises
    ------
    TableError, OutputError
        What cannot be read or written; then there is no output, and what stood there before still stands.
    """
    written_as = target_format(target, target_form)
    name = os.fspath(source)

    def opened() -> Table:
        return read_table(source, form, columns=True, positioned=False, every_geometry=True, **how)

    table = opened()
    if _in_parts(table, name, os.fspath(target), written_as) and how.get("locality") is None:
        try:
            return _converted_in_parts(table, name, target, written_as, formulas, why=False)
        except ReasonNeededError:
            return _converted_in_parts(opened(), name, target, written_as, formulas, why=True)
    done = Converted()
    rows = done.counted(placed_in(table, name))
    done.written = write_rows(rows, target, written_as, formulas=formulas)
    done.notes = rows.notes
    return done


def _in_parts(table: Table, source: str, target: str, form: str) -> bool:
    """Whether it can be converted part by part: what is piped cannot be read twice, or be undone."""
    if "-" in (source, target) or form not in STREAMS or table.format not in ("csv", "tsv", "parquet"):
        return False
    return form in ("ndjson", "parquet") or (table.geometry is None and table.wkt is None)


def _converted_in_parts(
    table: Table, name: str, target: str | os.PathLike[str], form: str, formulas: str, why: bool
) -> Converted:
    done = Converted()

    def parts() -> Iterator[Placed]:
        for part in placed_parts(table, name, why):
            yield done.counted(part)

    write_parts(parts(), target, form, formulas=formulas)
    done.written, done.notes = Written(done.rows), tuple(table.notes)
    return done
