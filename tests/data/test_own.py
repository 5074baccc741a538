"""The user's own folder: where it is, and that nothing leaves it or is left half in it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from geoevents.data import own
from geoevents.errors import DataFileError


def test_variable_names_the_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("GEOEVENTS_DATA", os.fspath(tmp_path / "mine"))
    assert own.folder() == tmp_path / "mine"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEOEVENTS_DATA", "beside")
    assert own.folder() == tmp_path / "beside"


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, ".local/share/geoevents"),
        ("linux", {"XDG_DATA_HOME": "{home}/xdg"}, "xdg/geoevents"),
        # Relative paths there are to be ignored (XDG Base Directory Specification).
        ("linux", {"XDG_DATA_HOME": "xdg"}, ".local/share/geoevents"),
        ("darwin", {}, "Library/Application Support/geoevents"),
        ("win32", {"LOCALAPPDATA": "{home}/AppData/Local"}, "AppData/Local/geoevents"),
    ],
)
def test_platforms_keep_to_their_conventions(platform, variables, expected, monkeypatch, tmp_path):
    monkeypatch.delenv("GEOEVENTS_DATA")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    monkeypatch.setattr(sys, "platform", platform)
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(home=tmp_path))
    assert own.folder() == tmp_path / expected


@pytest.mark.parametrize("name", ["../x.npz", "a/b.npz", "a\\b.npz", ".hidden", "", "c:x", "x\0.npz"])
def test_names_stay_inside(name):
    with pytest.raises(DataFileError, match="plain file name"):
        own.path("borders", name)


def test_a_file_is_replaced_whole(own_data):
    own.keep("borders", "a.npz", b"one")
    own.keep("borders", "a.npz", b"two")
    assert [place.read_bytes() for place in own.files("borders", ".npz")] == [b"two"]
    assert [place.name for place in (own_data / "borders").iterdir()] == ["a.npz"]
    assert own.drop("borders", "a.npz")
    assert not own.drop("borders", "a.npz")
    assert own.files("borders", ".npz") == ()


def test_what_cannot_be_written_leaves_nothing(own_data, monkeypatch):
    own.keep("borders", "a.npz", b"one")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(DataFileError, match="No space left"):
        own.keep("borders", "a.npz", b"two")
    assert (own_data / "borders" / "a.npz").read_bytes() == b"one"
    assert len(list((own_data / "borders").iterdir())) == 1


def test_a_file_in_place_of_the_folder(own_data):
    own_data.write_text("not a folder")
    with pytest.raises(DataFileError, match="GEOEVENTS_DATA"):
        own.keep("borders", "a.npz", b"one")
    with pytest.raises(DataFileError, match="cannot be read"):
        own.files("borders", ".npz")
