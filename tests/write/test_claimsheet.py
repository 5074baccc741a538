"""Claims of a case in a spreadsheet and back: what was edited is written, every other letter stays."""

from __future__ import annotations

import difflib
import tempfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents.errors import CaseError, TableError
from geoevents.read.case import read_case, skeleton
from geoevents.read.placed import Placed, read_placed
from geoevents.read.schema import ClaimForm
from geoevents.write.claimsheet import ATTRIBUTE, KEYS, claims_table, merged
from geoevents.write.rows import write_rows

CASES = sorted((Path(__file__).parents[2] / "data" / "cases").glob("*.yaml"))


def edited(text: str, changes: dict[tuple[int, str], str | None], more: tuple[dict[str, str], ...] = ()) -> Placed:
    """The table of a case with some cells changed and some rows more."""
    rows = claims_table(text, read_case(text=text)).columns.to_pylist()
    for (number, key), value in changes.items():
        rows[number][key] = value
    rows += [dict(one) for one in more]
    names = list(dict.fromkeys(key for row in rows for key in row))
    table = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
    return Placed(table, pa.nulls(len(rows), pa.large_binary()))


def difference(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_columns_are_the_keys_of_a_claim() -> None:
    assert set(KEYS) | {"attributes"} == set(ClaimForm.model_fields)


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx", "parquet", "ndjson"])
@pytest.mark.parametrize("place", CASES, ids=[place.stem for place in CASES])
def test_what_nobody_edits_stays_to_the_letter(tmp_path: Path, place: Path, ending: str) -> None:
    text = place.read_text(encoding="utf-8")
    case = read_case(place)
    rows = claims_table(text, case)
    assert len(rows) == len(case.claims)
    assert set(rows.columns["id"].to_pylist()) == {claim.id for claim in case.claims}
    write_rows(rows, tmp_path / f"claims.{ending}")
    done = merged(text, case, read_placed(tmp_path / f"claims.{ending}"), "claims")
    assert done.text == text
    assert (done.changed, done.added, done.without_row) == ((), (), ())


@pytest.mark.parametrize("place", CASES, ids=[place.stem for place in CASES])
def test_every_claim_can_be_edited_alone(place: Path) -> None:
    text = place.read_text(encoding="utf-8")
    case = read_case(place)
    for number, claim in enumerate(claims_table(text, case).columns["id"].to_pylist()):
        done = merged(text, case, edited(text, {(number, "why"): 'a: "reason" # of ours'}), "claims")
        assert done.changed == (claim,)
        again = {one.id: one for one in read_case(text=done.text).claims}
        assert again[claim].why == 'a: "reason" # of ours'
        assert {one.id: one.says for one in case.claims} == {id: one.says for id, one in again.items()}


def test_cells_change_lines_and_only_those() -> None:
    text = skeleton()
    case = read_case(text=text)
    done = merged(text, case, edited(text, {(0, "read"): "15 km east of Røros", (2, "credibility"): "2"}), "a.csv")
    assert difference(text, done.text) == [
        "-    read: 12 km east of Røros",
        '+    read: "15 km east of Røros"',
        "-    credibility: 3                 # 1 to 6; leave it out if nobody assessed it",
        "+    credibility: 2",
    ]
    assert done.changed == ("institute/landing", "ministry/entry")


def test_empty_cells_take_away_and_new_columns_add() -> None:
    text = skeleton()
    changes = {
        (0, "words"): None,
        (1, "when"): "4 May 2025",
        (2, "attributes.type"): "",
        (2, "attributes.who"): 'a "b"',
    }
    done = merged(text, read_case(text=text), edited(text, changes), "a.csv")
    claims = {claim.id: claim for claim in read_case(text=done.text).claims}
    assert claims["institute/landing"].words is None
    assert claims["institute/flight"].when is not None
    assert dict(claims["ministry/entry"].attributes) == {"who": 'a "b"'}


def test_rows_without_a_known_id_become_claims_behind_the_others() -> None:
    text = skeleton()
    row = {"by": "ministry", "event": "landing", "says": "- not here: {x}", "read": "no position", "attributes.n": "7"}
    done = merged(text, read_case(text=text), edited(text, {}, (row, row | {"id": "mine"})), "a.csv")
    assert done.added == ("ministry/landing", "mine")
    again = read_case(text=done.text)
    assert again.claim("mine").says == ("- not here: {x}",)
    assert dict(again.claim("mine").attributes) == {"n": "7"}
    added = [line for line in difference(text, done.text) if line.startswith("-")]
    assert added == []
    assert "# - by: ministry" in done.text
    assert done.text.index("id: mine") < done.text.index("# - by: ministry")


def test_lists_are_arrays_in_their_cells() -> None:
    text = skeleton().replace("read: 12 km east of Røros", 'read: ["12 km east of Røros", "in Norway"]')
    case = read_case(text=text)
    assert claims_table(text, case).columns["read"][0].as_py() == '["12 km east of Røros", "in Norway"]'
    changed = edited(text, {(0, "read"): '["13 km east of Røros", "in Norway"]'})
    done = merged(text, case, changed, "a.csv")
    assert [phrase.text for phrase in read_case(text=done.text).claims[0].phrases] == [
        "13 km east of Røros",
        "in Norway",
    ]


def test_flow_claims_and_windows_lines_are_edited_too() -> None:
    flow = skeleton().replace(
        "  - by: ministry\n    event: entry\n",
        "  - { by: paper, event: entry, says: x km, read: no position }\n  - by: ministry\n    event: entry\n",
    )
    done = merged(flow, read_case(text=flow), edited(flow, {(2, "why"): "because"}), "a.csv")
    assert '  - { by: paper, event: entry, says: "x km", read: "no position", why: "because" }' in done.text
    windows = skeleton().replace("\n", "\r\n")
    done = merged(windows, read_case(text=windows), edited(windows, {(0, "why"): "because"}, ()), "a.csv")
    assert done.text.count("\r\n") == done.text.count("\n")


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        ({"id": ["institute/landing"], "checked": ["x"]}, "'checked' is nothing that a claim has"),
        ({"by": ["institute"]}, "has no column id"),
        (
            {"id": ["institute/landing"] * 2, "words": ["quoted"] * 2},
            "row 3: the id 'institute/landing' is there twice",
        ),
        ({"id": ["institute/landing"], "by": [None]}, "cannot be without 'by'"),
    ],
)
def test_tables_that_are_none_of_claims_are_refused(columns: dict[str, list[str]], wrong: str) -> None:
    rows = Placed(pa.table(columns), pa.nulls(len(next(iter(columns.values()))), pa.large_binary()))
    with pytest.raises(TableError, match=wrong):
        merged(skeleton(), read_case(text=skeleton()), rows, "a.csv")


@pytest.mark.parametrize(
    "cell", [("by", "nobody"), ("credibility", "9"), ("when", "07/08/2024"), ("words", "said"), ("replaces", "nothing")]
)
def test_a_case_that_would_be_wrong_is_not_written(cell: tuple[str, str]) -> None:
    with pytest.raises(CaseError):
        merged(skeleton(), read_case(text=skeleton()), edited(skeleton(), {(0, cell[0]): cell[1]}), "a.csv")


def test_nothing_in_a_cell_can_become_more_than_its_value() -> None:
    hostile = [
        "x\n  - by: paper",
        "a: b # c",
        "*a",
        "!!python/object:os.system",
        "'",
        '"',
        "\\u0041",
        "- [1]",
        "{a: b}",
        "\u202e",
    ]
    text = skeleton()
    for value in hostile:
        done = merged(text, read_case(text=text), edited(text, {(0, "why"): value, (0, f"{ATTRIBUTE}a"): value}), "a")
        claim = read_case(text=done.text).claim("institute/landing")
        assert (claim.why, claim.attributes["a"]) == (value, value)
        assert len(read_case(text=done.text).claims) == 3


def test_spreadsheets_change_no_text(tmp_path: Path) -> None:
    text = skeleton()
    case = read_case(text=text)
    write_rows(claims_table(text, case), tmp_path / "claims.xlsx")
    book = openpyxl.load_workbook(tmp_path / "claims.xlsx")
    sheet = book.active
    head = [cell.value for cell in sheet[1]]
    sheet.cell(2, head.index("credibility") + 1, 2)
    book.save(tmp_path / "claims.xlsx")
    done = merged(text, case, read_placed(tmp_path / "claims.xlsx"), "claims.xlsx")
    assert done.changed == ("institute/landing",)
    assert read_case(text=done.text).claim("institute/landing").credibility == 2


def test_an_apostrophe_before_a_formula_goes_again(tmp_path: Path) -> None:
    text = (
        skeleton()
        .replace("says: within national borders", 'says: "=within national borders"')
        .replace("    holds: throughout", "    read: within Norway\n    holds: throughout")
    )
    case = read_case(text=text)
    write_rows(claims_table(text, case), tmp_path / "claims.csv")
    assert "'=within" in (tmp_path / "claims.csv").read_text(encoding="utf-8")
    assert merged(text, case, read_placed(tmp_path / "claims.csv"), "claims.csv").text == text


FREE = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"], exclude_characters="\ufeff\ufffe\uffff")
    | st.sampled_from("\n\t'\"=+-@#:{}[],&*"),
    min_size=1,
    max_size=30,
).filter(lambda text: text == text.strip())


@settings(max_examples=20)
@given(FREE, st.sampled_from(["csv", "tsv", "xlsx", "ndjson"]), st.sampled_from(["escape", "keep"]))
def test_any_words_go_into_a_case_out_of_it_and_back(words: str, ending: str, formulas: str) -> None:
    text = merged(skeleton(), read_case(text=skeleton()), edited(skeleton(), {(0, "why"): words}), "a").text
    case = read_case(text=text)
    assert case.claims[0].why == words
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / f"claims.{ending}"
        write_rows(claims_table(text, case), place, formulas=formulas)
        done = merged(text, case, read_placed(place), "claims")
    assert (done.text, done.changed) == (text, ())
