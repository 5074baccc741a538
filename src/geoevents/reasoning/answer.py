"""What constraints amount to: status, region, fixes, witness, gap, and the ledger of how it came about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import shapely
from shapely.affinity import translate

from geoevents.atlas.territories import drawn_at, undrawn
from geoevents.earth import area_m2, corrected_center, inverse, parts
from geoevents.earth.pieces import to_space
from geoevents.model import Answer, Fix, Step
from geoevents.model.result import SATISFIABLE, UNDECIDED, UNSATISFIABLE
from geoevents.reasoning.constrain import Constraint
from geoevents.reasoning.gap import Missed, gap
from geoevents.reasoning.ledger import concluded, narrowed_step, opened, steps_of
from geoevents.reasoning.regions import Region, Tie, Window, allowed, polygons_of
from geoevents.reasoning.search import WITNESS_M, scattered, witness

WIDE_DEG = 1.0


def answer(
    constraints: Sequence[Constraint], dataset: str, outlook: Window | None = None, opening: Sequence[Step] = ()
) -> Answer:
    """Solve one event: region, fixes, witness, and by how much the constraints miss when they cannot hold together.

    Parameters
    ----------
    constraints
        At least one; all must hold.
    dataset
        The border dataset on which the fixes' countries are looked up.
    outlook
        Box (west, south, east, north) in degrees to which bands are held that nothing else bounds.
    opening
        Steps with which its ledger begins.

    Returns
    -------
    Answer
        "unsatisfiable" only when the outer region is empty, "satisfiable" only with a witness, else "undecided".
    """
    return opened(answer_linked({"": constraints}, (), dataset, outlook), opening)[""]


def answer_linked(
    nodes: Mapping[str, Sequence[Constraint]],
    ties: Sequence[Tie],
    dataset: str,
    outlook: Window | None = None,
    measured: Callable[..., Missed] = gap,
    *,
    gaps: bool = True,
) -> dict[str, Answer]:
    """Solve events that are tied by distances between them.

    Every node needs a constraint of its own. The nodes are taken as one connected component: when one has no
    position, none has. `measured` stands for `gap` where somebody keeps its answers; without `gaps` an answer that is
    impossible does not say by how much.
    """
    regions, narrowed = allowed(nodes, ties, outlook)
    ledgers = {id: steps_of(nodes, ties, id, outlook, dataset) for id in nodes}
    for id in narrowed:
        ledgers[id] = (*ledgers[id], narrowed_step(outlook))
    if any(region is None for region in regions.values()):
        short = measured(nodes, ties, outlook)[0] if gaps else None
        # What was only looked at in part is not shown to be impossible elsewhere.
        status = UNDECIDED if narrowed else UNSATISFIABLE
        return {id: concluded(Answer(status, None, (), None, short, ledgers[id]), id, dataset) for id in nodes}
    filled = {id: region for id, region in regions.items() if region is not None}
    found = witness(nodes, ties, filled)
    missed: tuple[float, float] | None = (0.0, 0.0)
    if found is None:
        missed, nearest = measured(nodes, ties, outlook)
        if missed is not None and missed[1] <= WITNESS_M:
            found = nearest
    status = UNDECIDED if found is None else SATISFIABLE
    answers = {
        id: Answer(status, region, fixes_of(region, dataset), found[id] if found else None, missed, ledgers[id])
        for id, region in filled.items()
    }
    return {id: concluded(one, id, dataset) for id, one in answers.items()}


def status_of(nodes: Mapping[str, Sequence[Constraint]], ties: Sequence[Tie], outlook: Window | None = None) -> str:
    """Tell only whether events can have positions: what `answer_linked` says, without fixes and gaps."""
    if scattered(nodes, ties, outlook):
        return SATISFIABLE
    regions, narrowed = allowed(nodes, ties, outlook)
    filled = {id: region for id, region in regions.items() if region is not None}
    if len(filled) < len(regions):
        return UNDECIDED if narrowed else UNSATISFIABLE
    return UNDECIDED if witness(nodes, ties, filled) is None else SATISFIABLE


def impossible(nodes: Mapping[str, Sequence[Constraint]], ties: Sequence[Tie], outlook: Window | None = None) -> bool:
    """Tell whether events are shown to have no positions; one look at positions here and there often settles it."""
    if scattered(nodes, ties, outlook):
        return False
    regions, narrowed = allowed(nodes, ties, outlook)
    return not narrowed and any(region is None for region in regions.values())


def fixes_of(region: Region, dataset: str) -> tuple[Fix, ...]:
    """Give one fix for each connected part of a region, the largest first."""
    found = []
    for part in parts(region):
        lon, lat, radius_m = _center(part)
        found.append((lon, lat, radius_m, area_m2(part), part))
    found.sort(key=lambda fix: -fix[3])
    drawn = drawn_at([fix[0] for fix in found], [fix[1] for fix in found], dataset)
    return tuple(
        Fix(*fix, countries_as_drawn=codes, country_reason=undrawn(dataset) if codes is None else "")
        for fix, codes in zip(found, drawn, strict=True)
    )


@lru_cache(maxsize=256)
def _center(part: Region) -> tuple[float, float, float]:
    """Give the corrected center of a part; of one wider than a degree, to a five-hundredth of its width.

    A border band or a country has tens of thousands of vertices, and its center says no more than where about it is:
    it is found on a coarser outline and put onto the part, and the radius still reaches every vertex.
    """
    drawn = _healed(part)
    west, south, east, north = drawn.bounds
    size = max(east - west, north - south)
    if size < WIDE_DEG:
        return corrected_center(part)
    coarse = polygons_of(shapely.simplify(drawn, size / 500)) or drawn
    lon, lat, _ = corrected_center(max(shapely.get_parts(coarse), key=lambda piece: piece.area))
    middle = shapely.Point(lon + 360.0 if lon < west else lon, lat)
    # Well inside, so that no rounding puts the center of a country across its border.
    inner = polygons_of(shapely.buffer(coarse, -size / 250)) or drawn
    if not inner.intersects(middle):
        middle = shapely.shortest_line(inner, middle).interpolate(0)
    lon, lat = (middle.x + 180.0) % 360.0 - 180.0, middle.y
    vertices = shapely.get_coordinates(part)
    space = to_space(vertices[:, 0], vertices[:, 1])
    chord = np.linalg.norm(space - to_space(np.array([lon]), np.array([lat])), axis=1)
    # Chords order vertices as geodesics do, but for a share of the flattening.
    far = vertices[chord >= 0.98 * chord.max()]
    reach = inverse(lon, lat, far[:, 0], far[:, 1])[2]
    return lon, lat, float(reach.max())


def _healed(part: Region) -> Region:
    """Draw a part in one piece that is cut at the antimeridian: what lies west of the cut is moved round the globe."""
    pieces = shapely.get_parts(part)
    if len(pieces) < 2 or part.bounds[2] - part.bounds[0] < 180.0:
        return part
    moved = [translate(piece, xoff=360.0) if piece.bounds[0] < 0.0 else piece for piece in pieces]
    return polygons_of(shapely.union_all(moved, grid_size=1e-9)) or part
