"""Columns as text, whole columns at a time: what CSV and newline GeoJSON write."""

from __future__ import annotations

import decimal
import json

import pyarrow as pa
import pyarrow.compute as pc

from geoevents.errors import TableError
from geoevents.read.stream import is_text
from geoevents.write.formulas import ESCAPE, FORMULA, SIGNED
from geoevents.write.formulas import KEEP as KEEP

DECIMALS = {"border_distance_m": 3, "border_azimuth_deg": 4} | dict.fromkeys(
    (f"{what}_{axis}" for what in ("border", "located", "written") for axis in ("lon", "lat")), 8
)
"""In text, to a millimetre: what follows is noise."""
_TEXT = pa.large_string()
_DIGITS = {"s": 0, "ms": 3, "us": 6, "ns": 9}
_MINUTES_SINCE = 94_694_400
"""Seconds of 1973: since then every zone is whole minutes from UTC (Liberia was the last)."""


def require_plain(schema: pa.Schema, form: str) -> None:
    """Refuse columns that have no text of their own.

    Raises
    ------
    TableError
        Nested or binary columns, and two of one name.
    """
    twice = sorted({name for name in schema.names if schema.names.count(name) > 1})
    if twice:
        raise TableError(f"{form} cannot hold two columns {twice[0]!r}.", cure="Give each its own name.")
    for field in schema:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        binary = pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
        binary = binary or pa.types.is_binary_view(kind)
        if binary or pa.types.is_nested(kind) or isinstance(kind, pa.BaseExtensionType):
            raise TableError(
                f"{form} cannot hold the column {field.name!r} of {kind}.",
                cure="Write Parquet, or leave the column out.",
            )


def require_names(names: list[str], form: str) -> None:
    """Refuse columns that a format would lose the name of, and with it the values.

    Raises
    ------
    TableError
        A column without a name, as an index has that pandas wrote.
    """
    if any(not name.strip() for name in names):
        place = next(at for at, name in enumerate(names, start=1) if not name.strip())
        raise TableError(f"{form} needs names, and column {place} has none.", cure="Name it in what is read.")


def texts(name: str, column: pa.Array) -> pa.Array:
    """Give the values of a column as text, null where there is none; numbers in the fewest digits, times as ISO 8601.

    Examples
    --------
    >>> texts("a", pa.array([1.5, None, 3700.0])).to_pylist()
    ['1.5', None, '3700']
    >>> texts("a", pa.array([1_735_700_645_500], pa.timestamp("ms", "Asia/Kolkata"))).to_pylist()
    ['2025-01-01T08:34:05.5+05:30']
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if name in DECIMALS and pa.types.is_floating(column.type):
        column = pc.round(column, DECIMALS[name])
    if pa.types.is_null(column.type):
        return pa.nulls(len(column), _TEXT)
    if pa.types.is_float16(column.type):
        column = column.cast(pa.float32())
    if pa.types.is_duration(column.type):
        # A bare number would leave open what it counts.
        return pa.array([None if one.value is None else f"PT{_seconds(one)}S" for one in column], _TEXT)
    if pa.types.is_timestamp(column.type) and column.type.tz:
        # Before, zones had offsets with seconds, which ISO 8601 has no digits for.
        first = pc.min(column.cast(pa.int64())).as_py()
        if first is not None and first < _MINUTES_SINCE * 10 ** _DIGITS[column.type.unit]:
            column = column.cast(pa.timestamp(column.type.unit, "UTC"))
    try:
        values = column if column.type == _TEXT else column.cast(_TEXT)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], _TEXT)
    return _iso(name, values, column.type) if pa.types.is_temporal(column.type) else values


def _iso(name: str, values: pa.Array, kind: pa.DataType) -> pa.Array:
    """Times as ISO 8601, without zeros that only the column's unit asks for."""
    if pc.any(pc.match_substring(values, "out of range")).as_py():
        raise TableError(
            f"The column {name!r} holds times that have no date.", cure="Only Parquet keeps them: write .parquet."
        )
    values = pc.replace_substring(values, " ", "T", max_replacements=1)
    values = pc.replace_substring_regex(values, r"(\.\d*?)0+(Z|[+-]\d{4})?$", r"\1\2")
    values = pc.replace_substring_regex(values, r"\.(Z|[+-]\d{4})?$", r"\1")
    zoned = pa.types.is_timestamp(kind) and kind.tz is not None
    return pc.replace_substring_regex(values, r"([+-]\d\d)(\d\d)$", r"\1:\2") if zoned else values


def _seconds(one: pa.DurationScalar) -> str:
    return format(decimal.Decimal(one.value).scaleb(-_DIGITS[one.type.unit]).normalize(), "f")


def csv_cells(name: str, column: pa.Array, delimiter: str, formulas: str = KEEP) -> pa.Array:
    """Give the cells of a column as CSV writes them: quoted where they must be, empty for null.

    Text that a spreadsheet would take for a formula gets an apostrophe before it where `formulas` is "escape"; numbers
    in text stay as they are.

    Examples
    --------
    >>> csv_cells("a", pa.array(["=1+1", "-1.5", "- a", "say, @"]), ",", ESCAPE).to_pylist()
    ["'=1+1", '-1.5', "'- a", '"say, @"']
    """
    values = pc.fill_null(texts(name, column), "")
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not is_text(kind):
        return values
    if formulas == ESCAPE:
        values = _harmless(values)
    special = pc.match_substring_regex(values, f'[{delimiter}"\\r\\n]')
    if not pc.any(special).as_py():
        return values
    doubled = pc.replace_substring(values, '"', '""')
    return pc.if_else(special, joined(['"', doubled, '"'], len(column)), values)


def _harmless(values: pa.Array) -> pa.Array:
    formula = pc.match_substring_regex(values, FORMULA)
    if not pc.any(formula).as_py():
        return values
    formula = pc.and_(formula, pc.invert(pc.match_substring_regex(values, SIGNED)))
    return pc.if_else(formula, joined(["'", values], len(values)), values)


def json_values(name: str, column: pa.Array) -> pa.Array:
    r"""Give the values of a column as JSON: whole numbers among others with ".0", NaN as null, infinity as text.

    Examples
    --------
    >>> json_values("a", pa.array(['say "a"', None])).to_pylist()
    ['"say \\"a\\""', 'null']
    """
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    values = texts(name, column)
    if pa.types.is_floating(kind):
        # By the first feature other programs take "0" for a whole number, and cut those that follow.
        whole = _whole(column)
        if pc.any(whole).as_py():
            whole = pc.and_(whole, pc.invert(pc.match_substring(values, "e")))
            values = pc.if_else(whole, joined([values, ".0"], len(column)), values)
        values = pc.if_else(pc.equal(values, "nan"), pa.scalar(None, _TEXT), values)
        endless = pc.fill_null(pc.match_substring(values, "inf"), False)
        values = pc.if_else(endless, joined(['"', values, '"'], len(column)), values)
    elif not (pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_decimal(kind)):
        control = pc.fill_null(pc.match_substring_regex(values, r"[\x00-\x1f]"), False)
        escaped = pc.replace_substring(pc.replace_substring(values, "\\", "\\\\"), '"', '\\"')
        quoted = joined(['"', escaped, '"'], len(column))
        if pc.any(control).as_py():
            dumped = [json.dumps(one, ensure_ascii=False) for one in values.filter(control).to_pylist()]
            quoted = pc.replace_with_mask(quoted, control, pa.array(dumped, _TEXT))
        values = quoted
    return pc.fill_null(values, "null")


def _whole(column: pa.Array) -> pa.Array:
    """Tell which numbers are whole."""
    values = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    values = values.cast(pa.float64())
    return pc.and_(pc.equal(values, pc.floor(values)), pc.is_finite(values))


def joined(parts: list[pa.Array | str], rows: int, separator: str = "") -> pa.Array:
    """Join texts and columns of texts row by row; null where one is null."""
    if all(isinstance(part, str) for part in parts):
        return pa.repeat(pa.scalar(separator.join(parts), _TEXT), rows)
    wide = [pa.scalar(part, _TEXT) if isinstance(part, str) else part for part in parts]
    return pc.binary_join_element_wise(*wide, pa.scalar(separator, _TEXT))


def content(column: pa.Array) -> memoryview:
    """Give the texts of a column one after the other, as bytes."""
    _, offsets, data = column.buffers()
    if data is None or not len(column):
        return memoryview(b"")
    bounds = memoryview(offsets).cast("q")
    return memoryview(data)[bounds[column.offset] : bounds[column.offset + len(column)]]
