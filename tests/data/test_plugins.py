"""Entry points are found by metadata, loaded one by one, and none stops another."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from geoevents.data.plugins import plugins, told

GROUP = "geoevents.borders"
Plug = Callable[..., Path]


def states(group: str = GROUP) -> dict[str, str]:
    return {one.name: one.error for one in plugins(group)}


def test_nothing_is_installed() -> None:
    assert plugins(GROUP) == ()


def test_what_is_installed_is_found_with_its_package(plug: Plug) -> None:
    plug("border-pack", "VALUE = 7\n", {GROUP: {"mine": "border_pack:VALUE"}, "console_scripts": {"x": "y:z"}})
    (found,) = plugins(GROUP)
    assert (found.name, found.package, found.version, found.value, found.error) == (
        "mine", "border-pack", "1.2", 7, "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise RuntimeError('no licence')", "RuntimeError: no licence"),
        ("import nothing_of_this_name", "ModuleNotFoundError"),
        ("import sys; sys.exit('done')", "SystemExit: done"),
        ("this is no Python", "SyntaxError"),
        ("OTHER = 1", "AttributeError"),
        ("raise RuntimeError('x' * 100000)", "RuntimeError: xxx"),
        ("raise RuntimeError('two\\nlines')", "RuntimeError: two lines"),
        ("class Mine(BaseException): pass\nraise Mine('own')", "Mine: own"),
        ("raise GeneratorExit", "GeneratorExit"),
    ],
)
def test_one_that_is_broken_says_why_and_stops_no_other(plug: Plug, code: str, why: str) -> None:
    plug("a-broken-pack", code, {GROUP: {"broken": "a_broken_pack:VALUE"}})
    plug("b-sound-pack", "VALUE = 7\n", {GROUP: {"sound": "b_sound_pack:VALUE"}})
    found = states()
    assert why in found["broken"]
    assert len(found["broken"]) < 300
    assert "\n" not in found["broken"]
    assert found["sound"] == ""


def test_entry_points_that_cannot_be_read_stop_no_other(plug: Plug) -> None:
    plug("a-torn-pack", "", {}, written=f"[{GROUP}]\nthis is no entry point\n= = [\n")
    plug("b-sound-pack", "VALUE = 7\n", {GROUP: {"sound": "b_sound_pack:VALUE"}})
    assert states()["sound"] == ""
    assert all(error for name, error in states().items() if name != "sound")


def test_of_two_with_one_name_the_first_is_taken(plug: Plug) -> None:
    plug("a-pack", "VALUE = 1\n", {GROUP: {"same": "a_pack:VALUE"}})
    plug("b-pack", "VALUE = 2\n", {GROUP: {"same": "b_pack:VALUE"}})
    found = plugins(GROUP)
    assert [(one.package, one.value, one.error) for one in found] == [
        ("a-pack", 1, ""),
        ("b-pack", None, "the package a-pack has this name too"),
    ]


def test_one_that_is_broken_does_not_keep_its_name_from_another(plug: Plug) -> None:
    plug("a-pack", "raise RuntimeError\n", {GROUP: {"same": "a_pack:VALUE"}})
    plug("b-pack", "VALUE = 2\n", {GROUP: {"same": "b_pack:VALUE"}})
    assert [(one.package, one.error) for one in plugins(GROUP)] == [("a-pack", "RuntimeError"), ("b-pack", "")]


def test_packages_without_our_entry_points_are_not_imported(plug: Plug) -> None:
    plug("loud-pack", "raise RuntimeError\n", {"other.group": {"x": "loud_pack:VALUE"}})
    assert plugins(GROUP) == ()
    assert "loud_pack" not in sys.modules


def test_an_interrupt_is_an_interrupt(plug: Plug) -> None:
    plug("slow-pack", "raise KeyboardInterrupt\n", {GROUP: {"slow": "slow_pack:VALUE"}})
    with pytest.raises(KeyboardInterrupt):
        plugins(GROUP)


def test_an_installation_without_readable_metadata_stops_nothing(plug: Plug) -> None:
    folder = plug("a-pack", "VALUE = 1\n", {GROUP: {"mine": "a_pack:VALUE"}})
    (folder / "b_pack-1.dist-info").mkdir()
    (folder / "b_pack-1.dist-info" / "entry_points.txt").write_bytes(b"\xff\xfe" + GROUP.encode())
    importlib.invalidate_caches()
    plugins.cache_clear()
    assert states()["mine"] == ""


def test_what_one_prints_is_kept_out_of_standard_output(plug: Plug, capsys: pytest.CaptureFixture[str]) -> None:
    plug("loud-pack", "print('hello')\nVALUE = 7\n", {GROUP: {"loud": "loud_pack:VALUE"}})
    assert states() == {"loud": ""}
    assert capsys.readouterr() == ("", "hello\n")


def test_one_hears_for_whom_one_waits(
    plug: Plug, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geoevents.data.plugins.PATIENCE_S", 0.0)
    heard = threading.Event()
    monkeypatch.setattr("builtins.print", lambda *said, **_: (sys.stderr.write(f"{said[0]}\n"), heard.set()))
    monkeypatch.setitem(sys.modules, "heard", ModuleType("heard"))
    monkeypatch.setattr(sys.modules["heard"], "wait", heard.wait, raising=False)
    code = "import heard\nVALUE = heard.wait(60)\n"
    plug("slow-pack", code, {GROUP: {"slow": "slow_pack:VALUE"}})
    assert states() == {"slow": ""}
    assert capsys.readouterr().err == "still waiting for the border dataset slow of the package slow-pack 1.2\n"


def test_errors_are_told_in_a_line() -> None:
    assert told(ValueError()) == "ValueError"
    assert told(ValueError("a\n  b")) == "ValueError: a b"
