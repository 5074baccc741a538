"""Files are replaced whole or not at all."""

import os
import stat
import sys

import pytest

from geoevents.errors import OutputError
from geoevents.write.atomic import replacing, write_whole


def test_writes_bytes_and_text_as_they_are(tmp_path):
    file = tmp_path / "a.html"
    write_whole(file, "é\r\n")
    assert file.read_bytes() == b"\xc3\xa9\r\n"
    write_whole(file, b"\x00\xff")
    assert file.read_bytes() == b"\x00\xff"
    assert os.listdir(tmp_path) == ["a.html"]


def test_dash_is_standard_output(capsysbinary):
    write_whole("-", "é\n")
    assert capsysbinary.readouterr().out == "é\n".encode()


@pytest.mark.skipif(os.name == "nt", reason="rights are others there")
def test_a_new_file_gets_the_usual_rights_and_an_old_one_keeps_its_own(tmp_path):
    old = os.umask(0o022)
    try:
        write_whole(tmp_path / "new", "x")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o644
    (tmp_path / "new").chmod(0o600)
    write_whole(tmp_path / "new", "y")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o600


def test_a_symbolic_link_is_refused_and_its_target_left_alone(tmp_path):
    (tmp_path / "target").write_text("kept")
    (tmp_path / "link").symlink_to("target")
    (tmp_path / "dangling").symlink_to("nowhere")
    for name in ("link", "dangling"):
        with pytest.raises(OutputError, match="symbolic link"):
            write_whole(tmp_path / name, "x")
    assert (tmp_path / "target").read_text() == "kept"
    assert sorted(os.listdir(tmp_path)) == ["dangling", "link", "target"]


def test_folders_missing_folders_and_devices_are_refused(tmp_path):
    with pytest.raises(OutputError, match="is a folder"):
        write_whole(tmp_path, "x")
    with pytest.raises(OutputError, match=r"There is no folder .*none\. Make it first"):
        write_whole(tmp_path / "none" / "a", "x")
    with pytest.raises(OutputError):
        write_whole("a\x00b", "x")
    with pytest.raises(OutputError):
        write_whole(tmp_path / ("x" * 300), "x")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(OutputError, match="no regular file"):
            write_whole(tmp_path / "pipe", "x")
    assert [name for name in os.listdir(tmp_path) if name != "pipe"] == []


def test_what_stood_there_stays_when_the_writer_fails(tmp_path):
    file = tmp_path / "a.gpkg"
    file.write_text("before")

    def half():
        with replacing(file) as part:
            part.write_text("half")
            assert part.suffix == ".gpkg"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert file.read_text() == "before"
    assert os.listdir(tmp_path) == ["a.gpkg"]


def test_a_disk_that_refuses_is_an_output_error(tmp_path, monkeypatch):
    file = tmp_path / "a"
    file.write_text("before")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_whole(file, "after")
    assert file.read_text() == "before"
    assert os.listdir(tmp_path) == ["a"]


def test_a_link_put_there_meanwhile_is_replaced_and_not_followed(tmp_path):
    if sys.platform == "win32":
        pytest.skip("needs rights there")
    file, victim = tmp_path / "a", tmp_path / "victim"
    victim.write_text("kept")
    with replacing(file) as part:
        part.write_text("new")
        file.symlink_to(victim)
    assert victim.read_text() == "kept"
    assert not file.is_symlink()
    assert file.read_text() == "new"
