"""A solved case as rows of a table: one for each fix of each account, with what was said and how it was read."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import shapely

from geoevents.model import Claim, Solution
from geoevents.read.placed import Placed
from geoevents.reasoning.withhold import statement
from geoevents.write.figures import degrees
from geoevents.write.geojson import attribution
from geoevents.write.shapes import wkb_of

COMBINED = "combined"


def rows_of_solution(solution: Solution, *, points: bool, grain_m: float | None = None) -> Placed:
    """Give the fixes of a solution as rows.

    Parameters
    ----------
    solution
        A solved case.
    points
        Whether a row lies at the corrected center (with `radius_m`, the geographic radial), or is the region.
    grain_m
        To what the positions of the solution have been generalised; each row says so then, in a column `generalised`.

    Returns
    -------
    Placed
        Columns id, name, event, kind, account, claims, says, read, when, status, fix, radius_m, area_m2,
        country_as_drawn and attribution. An account without a fix keeps a row without a geometry.

    Examples
    --------
    >>> from geoevents.read.case import read_case, skeleton
    >>> from geoevents.reasoning.solve import solve
    >>> rows = rows_of_solution(solve(read_case(text=skeleton())), points=True)
    >>> rows.columns["event"][0].as_py(), rows.columns["read"][0].as_py()
    ('flight', 'within national borders')
    """
    credit = "; ".join(attribution([solution.scenario.borders], solution.places))
    rows: list[dict[str, object]] = []
    shapes: list[object] = []
    for solved in solution.events:
        answers = [(account.source, account.claims, account.answer) for account in solved.accounts]
        together = tuple(dict.fromkeys(claim for _, claims, _ in answers for claim in claims))
        for source, ids, answer in (*answers, (COMBINED, together, solved.combined)):
            if answer is None:
                continue
            claims = [solution.case.claim(id) for id in ids]
            who = "all together" if source == COMBINED else solution.case.source(source).name
            about = {
                "name": f"{solved.event.title}: {who}",
                "event": solved.event.id,
                "kind": solved.event.kind,
                "account": source,
                "claims": "; ".join(ids),
                "says": "; ".join(words for claim in claims for words in claim.says),
                "read": "; ".join(_read(claim) for claim in claims if claim.phrases),
                "when": "; ".join(dict.fromkeys(claim.when.text for claim in claims if claim.when is not None)),
                "status": answer.status,
                "attribution": credit,
            }
            if not answer.fixes:
                rows.append({"id": f"{solved.event.id}/{source}", **about})
                shapes.append(None)
            for number, fix in enumerate(answer.fixes, start=1):
                rows.append(
                    {
                        "id": f"{solved.event.id}/{source}/{number}",
                        **about,
                        "fix": number,
                        "radius_m": round(fix.radius_m, 3),
                        "area_m2": round(fix.area_m2, 1),
                        "country_as_drawn": fix.country_as_drawn,
                    }
                )
                shapes.append(shapely.Point(degrees(fix.lon), degrees(fix.lat)) if points else fix.region)
    kinds = {"fix": pa.int64(), "radius_m": pa.float64(), "area_m2": pa.float64()}
    names: tuple[str, ...] = (
        "id", "name", "event", "kind", "account", "claims", "says", "read", "when", "status", "fix", "radius_m",
        "area_m2", "country_as_drawn", "attribution",
    )  # fmt: skip
    if grain_m is not None:
        names = (*names, "generalised")
        rows = [{**row, "generalised": statement(grain_m)} for row in rows]
    table = pa.table({name: pa.array([row.get(name) for row in rows], kinds.get(name, pa.string())) for name in names})
    return Placed(table, wkb_of(np.array([*shapes, None], dtype=object)[:-1]).cast(pa.large_binary()))


def _read(claim: Claim) -> str:
    return "; ".join(phrase.text for phrase in claim.phrases)
