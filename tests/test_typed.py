"""What others write against this package passes a strict type checker, and slips in it do not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mypy import api

GOOD = """
import pandas as pd

import geoevents as ge
from geoevents.bulk.accessor import Accessor
from geoevents.earth import LineIndex
from geoevents.model import Border, Case, Place, Solution, Verdict
from geoevents.read.plugged import Reader


class Dots:
    endings = (".dots",)

    def read(self, file: str) -> pd.DataFrame:
        return pd.DataFrame()


def main(path: str) -> list[str]:
    case: Case = ge.read_case(path)
    verdict: Verdict = ge.check(case)
    solution: Solution = ge.generalised(ge.solve(case), 1000.0)
    told = [f"{fix.lon:.3f}" for reading in ge.locate("near Kidal").readings for fix in reading.fixes]
    places: tuple[Place, ...] = ge.places("Kidal")
    line: Border = ge.border("DZ", "ML", borders="ne-10m")
    near = LineIndex(line.lines).nearest([2.9], [19.9])
    metres: float = near.distance_m[0] + ge.measure(2.9, 19.9).results[0].distance_m
    events = pd.DataFrame({"lat": [19.9], "lon": [2.9], "said": ["near Kidal"]})
    measured = Accessor(events).distance_to_border("DZ-ML", borders="ne-10m", kind="land")
    Accessor(events).locate("said", country="ML", pick=1, near_m=5_000.0)
    ge.draw(ge.enrich(events, "Algeria-Mali"), by="border").save("map.html")
    ge.draw(verdict).save_figure("map.svg")
    reader: Reader = Dots()
    try:
        ge.read_case(text="x")
    except ge.CaseError as error:
        told += [str(problem) for problem in error.problems]
    except ge.GeoEventsError as error:
        told.append(error.cure)
    return [*told, places[0].name, str(metres + measured.sum()), solution.case.id, *reader.endings]
"""
BAD = """
import pandas as pd

import geoevents as ge
from geoevents.bulk.accessor import Accessor

ge.locate(3)
ge.enrich(pd.DataFrame(), border="ne-10m")
Accessor(pd.DataFrame()).locate("said", pik=1)
Accessor(pd.DataFrame()).distance_to_border("DZ-ML", kinds="land")
ge.measure("2.9", 19.9)
ge.lokate("near Kidal")
"""


@pytest.mark.parametrize(("code", "lines"), [(GOOD, []), (BAD, [7, 8, 9, 10, 11, 12])], ids=["right", "slips"])
def test_strict_mypy_on_the_code_of_others(
    code: str, lines: list[int], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path / "user.py"
    place.write_text(code, encoding="utf-8")
    cache = tmp_path_factory.getbasetemp() / "mypy"
    said, failed, _ = api.run(["--strict", "--config-file=", f"--cache-dir={cache}", str(place)])
    found = sorted({int(line) for line in re.findall(r"^\S*user\.py:(\d+): error", said, re.M)})
    assert found == lines, said + failed
