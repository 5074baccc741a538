from numpy import float64, int8, int32, int64, uint64
from numpy.typing import NDArray

_Doubles = NDArray[float64]

builds: tuple[str, ...]

class Index:
    def __init__(
        self,
        a: _Doubles,
        u: _Doubles,
        w: _Doubles,
        ends: _Doubles,
        edge: NDArray[int64],
        axis_m: float,
        flattening: float,
        threads: int,
        /,
    ) -> None: ...
    def nearest(
        self, lon: _Doubles, lat: _Doubles, threads: int, build: str, grid: Grid | None = None
    ) -> tuple[_Doubles, _Doubles, _Doubles, _Doubles, NDArray[int32], NDArray[int8], NDArray[uint64]]: ...

class Grid:
    def __init__(self, start: _Doubles, end: _Doubles, owners: NDArray[uint64], cell_deg: float, /) -> None: ...
    def find(self, lon: _Doubles, lat: _Doubles, threads: int, /) -> NDArray[uint64]: ...

def planar_pieces(
    start: _Doubles,
    end: _Doubles,
    axis_m: float,
    flattening: float,
    longest_m: float,
    misfit_m: float,
    threads: int,
    /,
) -> tuple[_Doubles, _Doubles, _Doubles, _Doubles, NDArray[int64]]: ...
def inverse(
    lon1: _Doubles,
    lat1: _Doubles,
    lon2: _Doubles,
    lat2: _Doubles,
    axis_m: float,
    flattening: float,
    build: str,
    /,
) -> tuple[_Doubles, _Doubles]: ...
