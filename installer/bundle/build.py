"""The build: an environment of pinned versions, then PyInstaller's one folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from setup_steps import environment
from setup_steps.say import SetupError, say

from bundle.contents import EXTRAS

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Place:
    """Where a bundle is made.

    Parameters
    ----------
    work : Path
        Folder for everything that is made; some gigabytes.
    """

    work: Path

    @property
    def project(self) -> environment.Project:
        """The project with an environment that holds what a bundle is made of, and no more."""
        return environment.Project(HERE.parents[1], folder=str(self.work / "environment"))

    @property
    def folder(self) -> Path:
        """The bundle: one folder."""
        return self.work / "dist" / "stemviewer"

    @property
    def library(self) -> Path:
        """Where in it PyInstaller puts all but the program itself."""
        return self.folder / "_internal"


def build(place: Place, cuda: bool = False) -> None:
    """Make the bundle's folder anew.

    Raises
    ------
    SetupError
        If the environment or PyInstaller fails.
    """
    place.work.mkdir(parents=True, exist_ok=True)
    environment.install(place.project, set(EXTRAS), cuda)
    shutil.rmtree(place.folder.parent, ignore_errors=True)
    say(f"PyInstaller: {HERE / 'stemviewer.spec'}")
    done = subprocess.run(
        pyinstaller_command(place), check=False, cwd=place.work, env=build_environment()
    )
    if done.returncode != 0:
        raise SetupError("PyInstaller failed; its own message is above.")


def pyinstaller_command(place: Place) -> list[str]:
    """Return the command that makes the folder."""
    return [
        *(str(place.project.python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", str(place.folder.parent), "--workpath", str(place.work / "build")),
        str(HERE / "stemviewer.spec"),
    ]


def build_environment() -> dict[str, str]:
    """Return the variables that a build runs with: the same content gives the same files."""
    return {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": "", "PYTHONNOUSERSITE": "1"}


def require_bundle(place: Place) -> None:
    """Refuse to go on without a bundle.

    Raises
    ------
    SetupError
        If there is none.
    """
    if not place.library.is_dir():
        raise SetupError(f"There is no bundle in {place.work}. Run: {sys.argv[0]} build")


def help_text(place: Place) -> str:
    """Return what the bundled program says to ``--help``; it must start for that.

    Raises
    ------
    SetupError
        If it does not.
    """
    command = [str(place.folder / "stemviewer"), "--help"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env={**os.environ, "COLUMNS": "80"}
    )
    if done.returncode != 0:
        raise SetupError(f"The bundled program does not start:\n{done.stderr[-2000:]}")
    return done.stdout
