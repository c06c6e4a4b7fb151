"""The virtual environment: make it, fill it with pinned versions, know when it is current."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from setup_steps.say import SetupError, say, warn

TORCH = "torch==2.13.0"
"""Pinned: where pip is set up for CPU builds this finds one; see ``CUDA_ADVICE``."""

NEEDED_BYTES = 3 * 10**9

CUDA_ADVICE = """\
torch: on Linux x86-64 the plain Python package index serves only the CUDA build of torch, some
gigabytes with its libraries. It works without a GPU too. To get the CPU build (200 MB), let pip
know PyTorch's index of CPU builds (pytorch.org, "Get started", Linux, Pip, CPU) before the first
set-up: PIP_EXTRA_INDEX_URL, PIP_FIND_LINKS or pip's configuration file are all obeyed.
With a GPU: --cuda takes whatever build pip finds, or keeps the torch you installed into .venv
yourself, of any version from 2.6 on."""


@dataclass(frozen=True)
class Project:
    """Paths of the project and of its environment.

    Parameters
    ----------
    root : Path
        Folder with pyproject.toml.
    windows : bool
        Whether programs of the environment are in Scripts instead of bin.
    folder : str
        Name of the environment's folder.
    """

    root: Path
    windows: bool = os.name == "nt"
    folder: str = ".venv"

    @property
    def environment(self) -> Path:
        """Folder of the virtual environment."""
        return self.root / self.folder

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.program("python")

    def program(self, name: str) -> Path:
        """Return the path of a program of the environment."""
        if self.windows:
            return self.environment / "Scripts" / f"{name}.exe"
        return self.environment / "bin" / name

    @property
    def constraints(self) -> Path:
        """File with the exact version of everything."""
        return self.root / "installer" / "constraints.txt"

    @property
    def stamp(self) -> Path:
        """File that says what the environment was filled with."""
        return self.environment / "stemviewer-setup.json"


def fingerprint(project: Project, cuda: bool) -> str:
    """Return a hash of all that decides what belongs into the environment."""
    digest = hashlib.sha256()
    for path in (project.root / "pyproject.toml", project.constraints):
        digest.update(path.read_bytes())
    # an environment cannot be moved, nor used by another Python
    digest.update(f"{project.root}|{sys.version_info[:2]}|{cuda}".encode())
    return digest.hexdigest()


def is_current(project: Project, extras: set[str], cuda: bool) -> bool:
    """Return whether the environment already holds at least what is asked for."""
    try:
        stamp = json.loads(project.stamp.read_text(encoding="utf-8"))
        same = stamp["fingerprint"] == fingerprint(project, cuda)
        return bool(same and extras <= set(stamp["extras"]) and project.python.exists())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def pip_commands(
    project: Project, extras: set[str], constraints: Path, cuda: bool
) -> list[list[str]]:
    """Return the pip commands that fill the environment, in order: torch comes first.

    Once torch is there, nothing that follows can pull in another build of it.
    """
    pip = [str(project.python), "-m", "pip", "install", "--constraint", str(constraints)]
    if not sys.stdout.isatty():
        pip.insert(4, "--progress-bar=off")
    what = str(project.root) + (f"[{','.join(sorted(extras))}]" if extras else "")
    return [
        # the project's own build tool, pinned as well: hence no isolated build below
        [*pip, "setuptools"],
        [*pip, "torch>=2.6" if cuda else TORCH],
        [*pip, "--no-build-isolation", "--editable", what],
    ]


def install(project: Project, extras: set[str], cuda: bool = False) -> None:
    """Make the environment and fill it, or return at once if it is current.

    Raises
    ------
    SetupError
        If a step fails; the next call starts that step again.
    """
    if is_current(project, extras, cuda):
        say(f"Environment: {project.environment} is current.")
        return
    _check_space(project.root)
    project.stamp.unlink(missing_ok=True)
    _make_environment(project)
    constraints = _constraints_for(project, cuda)
    for command in pip_commands(project, extras, constraints, cuda):
        say(f"Environment: pip install {command[-1]}")
        if subprocess.run(command, check=False, cwd=project.root).returncode != 0:
            raise SetupError(
                f"pip could not install {command[-1]}; its own message is above.\n"
                "Without a direct connection: pip obeys https_proxy, PIP_INDEX_URL and pip.conf."
            )
    if not cuda:
        warn_if_cuda(project)
    stamp = {"fingerprint": fingerprint(project, cuda), "extras": sorted(extras)}
    project.stamp.write_text(json.dumps(stamp), encoding="utf-8")


def _check_space(root: Path) -> None:
    free = shutil.disk_usage(root).free
    if free < NEEDED_BYTES:
        raise SetupError(f"{free / 1e9:.1f} GB are free at {root}; the set-up needs 3 GB.")


def _make_environment(project: Project) -> None:
    """Make the environment, or mend one whose Python or pip does not start."""
    if not _works([str(project.python), "-c", "pass"]):
        say(f"Environment: making {project.environment}")
        command = [sys.executable, "-m", "venv", "--clear", str(project.environment)]
        if subprocess.run(command, check=False).returncode != 0:
            raise SetupError(f"Python could not make {project.environment}; see above.")
    elif not _works([str(project.python), "-m", "pip", "--version"]):
        command = [str(project.python), "-m", "ensurepip"]
        if subprocess.run(command, check=False).returncode != 0:
            raise SetupError(f"{project.environment} has no pip. Delete the folder, start again.")


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _constraints_for(project: Project, cuda: bool) -> Path:
    """Return the constraints; with ``cuda`` a copy of them that leaves torch free."""
    if not cuda:
        return project.constraints
    free = project.environment / "constraints-any-torch.txt"
    free.write_text(without_torch(project.constraints.read_text(encoding="utf-8")), "utf-8")
    return free


def without_torch(constraints: str) -> str:
    """Return constraints less the line that pins torch."""
    return "".join(
        line for line in constraints.splitlines(keepends=True) if not line.startswith("torch==")
    )


def warn_if_cuda(project: Project) -> None:
    """Say so when another build of torch than the CPU one was installed on Linux."""
    code = "import torch; print(torch.version.cuda or torch.version.hip or '')"
    done = subprocess.run(
        [str(project.python), "-c", code], check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise SetupError(f"torch was installed but does not start:\n{done.stderr.strip()}")
    if sys.platform.startswith("linux") and done.stdout.strip():
        warn(
            f"this torch was built for a GPU ({done.stdout.strip()}), not for CPUs.\n{CUDA_ADVICE}"
        )
