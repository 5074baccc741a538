"""How far off the usual ways to measure are close to a border, where most events that are asked about lie.

    python benchmarks/near_error.py

Random positions within a reach of random points of the land borders of ne-10m, as drawn (planar edges).
"""

from __future__ import annotations

import numpy as np
import peers
import shapely

from geoevents import atlas
from geoevents.earth import LineIndex, destination

COUNT = 20_000


def main() -> None:
    """Print the largest error, the 99th percentile and the median for three reaches."""
    lines = [line for border in atlas.borders(dataset="ne-10m", kind="land") for line in border.lines.geoms]
    xy = [shapely.get_coordinates(line) for line in lines]
    start, end = np.vstack([line[:-1] for line in xy]), np.vstack([line[1:] for line in xy])
    generator = np.random.default_rng(1)
    for reach_m in (1_000.0, 10_000.0, 100_000.0):
        edge, share = generator.integers(0, len(start), COUNT), generator.random((COUNT, 1))
        on_line = start[edge] + share * (end[edge] - start[edge])
        turn, away_m = generator.random(COUNT) * 360.0, generator.random(COUNT) * reach_m
        lon, lat = (np.asarray(value) for value in destination(on_line[:, 0], on_line[:, 1], turn, away_m))
        true_m = LineIndex(lines, edges="planar").nearest(lon, lat).distance_m
        for peer in (peers.utm_zones, peers.vertices):
            error_m = np.abs(peer(start, end, lon, lat)[0] - true_m)
            most, nearly, half = np.nanmax(error_m), np.nanpercentile(error_m, 99), np.nanmedian(error_m)
            print(f"{peer.__name__:10} within {reach_m / 1000:3.0f} km: {most:8.1f} {nearly:8.1f} {half:6.1f} m")


if __name__ == "__main__":
    main()
