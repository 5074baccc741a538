"""Files of the user's own: one of several processes gets a name; what was damaged is said to be."""

from __future__ import annotations

import numpy as np
import pytest

from geoevents import atlas
from geoevents.atlas import store
from geoevents.cli.main import run
from geoevents.data import own
from geoevents.errors import DataFileError


def test_a_name_that_was_taken_meanwhile_is_not_taken_again(tmp_path, monkeypatch):
    monkeypatch.setenv(own.VARIABLE, str(tmp_path))
    own.keep("borders", "a.npz", b"first", replace=False)
    with pytest.raises(DataFileError, match="written meanwhile"):
        own.keep("borders", "a.npz", b"second", replace=False)
    assert own.path("borders", "a.npz").read_bytes() == b"first"
    own.keep("borders", "a.npz", b"third")
    assert [(place.name, place.read_bytes()) for place in (tmp_path / "borders").iterdir()] == [("a.npz", b"third")]


def nested() -> bytes:
    return b"[" * 100_000


@pytest.mark.parametrize("harm", ["magic", "byte", "nested", "plain"])
def test_a_damaged_dataset_is_named_with_its_cure(tmp_path, monkeypatch, capsys, harm):
    monkeypatch.setenv(own.VARIABLE, str(tmp_path))
    line = tmp_path / "line.geojson"
    assert run(["borders", "show", "DZ-ML", "--borders", "ne-10m", "-o", str(line)]) == 0
    assert run(["borders", "register", str(line), "--name", "own", "--pair", "DZ-ML", "--error", "1 km"]) == 0
    place = own.path("borders", "own.npz")
    data = bytearray(place.read_bytes())
    if harm == "byte":
        data[len(data) // 2] ^= 0xFF
    elif harm == "magic":
        data[:4] = b"PK\x05\x06"
    if harm in ("byte", "magic"):
        place.write_bytes(data)
    elif harm == "nested":
        np.savez(place, header=np.frombuffer(nested(), np.uint8))
    else:
        with place.open("wb") as stream:
            np.save(stream, np.zeros(3))
    store.refresh()
    capsys.readouterr()
    with pytest.raises(DataFileError, match=r"own (cannot be read|was altered)"):
        atlas.border("DZ", "ML", dataset="own")
    assert run(["distance", "19.868, 2.894", "--to", "DZ", "--borders", "own"]) == 1
    assert "geoevents borders forget own" in capsys.readouterr().err
    assert run(["borders", "forget", "own"]) == 0
    store.refresh()
