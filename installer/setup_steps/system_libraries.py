"""The system libraries that Qt needs on Linux: look for them, install them where we may."""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from setup_steps.say import SetupError, say, warn


@dataclass(frozen=True)
class Library:
    """A shared library, the Debian package it is in, and whether Qt needs it without a display."""

    soname: str
    package: str
    always: bool


LIBRARIES = (
    Library("libGL.so.1", "libgl1", True),
    Library("libEGL.so.1", "libegl1", True),
    Library("libxkbcommon.so.0", "libxkbcommon0", True),
    # brings a font along, without which every text is a row of boxes
    Library("libfontconfig.so.1", "libfontconfig1", True),
    Library("libdbus-1.so.3", "libdbus-1-3", True),
    Library("libglib-2.0.so.0", "libglib2.0-0", True),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", False),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", False),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", False),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", False),
    Library("libxcb-shape.so.0", "libxcb-shape0", False),
)

Runner = Callable[[list[str]], int]


def loadable(soname: str) -> bool:
    """Return whether the dynamic linker finds a library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing_libraries(found: Callable[[str], bool] = loadable) -> list[Library]:
    """Return what Qt needs and this machine lacks; nothing outside Linux, where Qt brings all."""
    if not sys.platform.startswith("linux"):
        return []
    return [library for library in LIBRARIES if not found(library.soname)]


def may_use_apt() -> bool:
    """Return whether this is Debian or a relative of it, and we are root."""
    return (
        sys.platform.startswith("linux")
        and shutil.which("apt-get") is not None
        and os.path.exists("/etc/debian_version")  # noqa: PTH110 - no need of pathlib for one look
        and os.geteuid() == 0
    )


def missing_venv_package() -> str:
    """Return the Debian package without which Python cannot make environments, or nothing."""
    importlib.invalidate_caches()  # it may just have been installed
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return ""
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def apt_commands(packages: Iterable[str]) -> list[list[str]]:
    """Return the commands that install Debian packages."""
    return [
        ["apt-get", "update"],
        ["apt-get", "install", "--yes", "--no-install-recommends", *sorted(set(packages))],
    ]


def run_apt(command: list[str]) -> int:
    """Run apt-get without questions; return its exit code."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, check=False).returncode


def prepare_system(runner: Runner = run_apt) -> None:
    """Install what is missing when root on Debian, else say what is missing.

    Raises
    ------
    SetupError
        If Python cannot make environments and we cannot install what it lacks.
    """
    venv_package = missing_venv_package()
    wanted = [library.package for library in missing_libraries()]
    if venv_package:
        wanted.append(venv_package)
    if not wanted:
        say("System libraries: all there.")
        return
    if may_use_apt():
        say(f"System libraries: installing {' '.join(sorted(wanted))}")
        for command in apt_commands(wanted):
            if runner(command) != 0:
                warn(f"failed: {' '.join(command)}")
    missing = missing_libraries()
    if missing_venv_package():
        packages = " ".join([venv_package, *(library.package for library in missing)])
        raise SetupError(
            "This Python cannot make virtual environments (ensurepip is missing).\n"
            f"On Debian or Ubuntu: sudo apt-get install {packages}\n"
            "Elsewhere: install Python 3.11 or newer with its standard library complete."
        )
    _report(missing)


def _report(missing: list[Library]) -> None:
    if not missing:
        return
    names = " ".join(library.soname for library in missing)
    packages = " ".join(library.package for library in missing)
    warn(
        f"libraries that Qt needs are missing: {names}\n"
        f"         On Debian or Ubuntu: sudo apt-get install {packages}\n"
        "         Elsewhere: the packages of your system that contain these files."
    )


def require_qt(display: bool) -> None:
    """Refuse to start Qt when what it needs is missing.

    Raises
    ------
    SetupError
        Naming the missing libraries; without a display only those that are needed then.
    """
    missing = [library for library in missing_libraries() if library.always or display]
    if missing:
        packages = " ".join(library.package for library in missing)
        raise SetupError(f"Qt cannot start without: {packages}")
