from __future__ import annotations

import sys

import pytest

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux libraries")


@linux
def test_only_what_cannot_be_loaded_is_missing() -> None:
    from setup_steps.system_libraries import LIBRARIES, missing_libraries

    assert missing_libraries(lambda _name: True) == []
    lacking = missing_libraries(lambda name: name != "libEGL.so.1")
    assert [library.package for library in lacking] == ["libegl1"]
    assert missing_libraries(lambda _name: False) == list(LIBRARIES)


@linux
def test_loading_is_really_tried() -> None:
    from setup_steps.system_libraries import loadable

    assert loadable("libc.so.6")
    assert not loadable("libno-such-library.so.1")


def test_nothing_is_looked_for_where_qt_brings_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    from setup_steps import system_libraries

    monkeypatch.setattr(system_libraries.sys, "platform", "win32")
    assert system_libraries.missing_libraries(lambda _name: False) == []
    assert not system_libraries.may_use_apt()


def test_apt_updates_first_and_installs_each_package_once() -> None:
    from setup_steps.system_libraries import apt_commands

    update, install = apt_commands(["libgl1", "libegl1", "libgl1"])
    assert update == ["apt-get", "update"]
    assert install[:2] == ["apt-get", "install"]
    assert "--yes" in install
    assert [part for part in install if part.startswith("lib")] == ["libegl1", "libgl1"]


@linux
def test_without_a_display_only_what_is_always_needed_stops_us(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from setup_steps import system_libraries
    from setup_steps.say import SetupError

    def lacking(*packages: str) -> None:
        missing = [lib for lib in system_libraries.LIBRARIES if lib.package in packages]
        monkeypatch.setattr(system_libraries, "missing_libraries", lambda: missing)

    lacking("libxcb-cursor0")
    system_libraries.require_qt(display=False)
    with pytest.raises(SetupError, match="libxcb-cursor0"):
        system_libraries.require_qt(display=True)
    lacking("libegl1")
    with pytest.raises(SetupError, match="libegl1"):
        system_libraries.require_qt(display=False)


@linux
def test_who_is_not_root_is_told_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from setup_steps import system_libraries

    monkeypatch.setattr(system_libraries, "loadable", lambda _name: False)
    gone = [lib for lib in system_libraries.LIBRARIES if lib.package == "libgl1"]
    monkeypatch.setattr(system_libraries, "missing_libraries", lambda: gone)
    monkeypatch.setattr(system_libraries, "may_use_apt", lambda: False)
    monkeypatch.setattr(system_libraries, "missing_venv_package", lambda: "")
    calls: list[list[str]] = []
    system_libraries.prepare_system(lambda command: calls.append(command) or 0)
    assert calls == []
    assert "sudo apt-get install libgl1" in capsys.readouterr().err


def test_no_way_to_make_environments_is_an_error_that_names_the_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from setup_steps import system_libraries
    from setup_steps.say import SetupError

    monkeypatch.setattr(system_libraries, "missing_venv_package", lambda: "python3.11-venv")
    monkeypatch.setattr(system_libraries, "may_use_apt", lambda: False)
    with pytest.raises(SetupError, match=r"python3\.11-venv"):
        system_libraries.prepare_system(lambda _command: 0)
