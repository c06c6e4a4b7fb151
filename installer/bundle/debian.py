"""The Debian package."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from setup_steps.say import SetupError, say
from setup_steps.system_libraries import LIBRARIES

from bundle.build import Place
from bundle.tree import installed_kib, lay_out

LARGEST = 240_000_000
"""Of the CPU package [bytes]."""

LIBC = "libc6 (>= 2.36)"
"""Of Debian 12, where the package is built: it runs there and on what is newer."""

COMPRESSION = ("-Zzstd", "-z19")
"""dpkg of Debian 12 and Ubuntu 22.04 reads it; xz would be a tenth smaller, and minutes slower."""

DESCRIPTION = """\
live viewer for low-dose STEM
 Shows the raw frames of a scanning transmission electron microscope beside a
 denoised view, counts the electron dose, and records sessions in which every
 picture that a network touched is marked."""


def control(version: str, architecture: str, kib: int, cuda: bool = False) -> str:
    """Return the package's control file.

    Parameters
    ----------
    version, architecture : str
        Such as 0.1.0 and amd64.
    kib : int
        What it takes on the disk [KiB].
    cuda : bool
        Whether it is the package with CUDA's libraries; only one of the two can be installed.
    """
    name, other = ("stemviewer-cuda", "stemviewer") if cuda else ("stemviewer", "stemviewer-cuda")
    needs = sorted([LIBC, *{library.package for library in LIBRARIES}])
    fields = {
        "Package": name,
        "Version": version,
        "Architecture": architecture,
        "Maintainer": "The stemviewer maintainers <maintainers@stemviewer.invalid>",
        "Installed-Size": str(kib),
        "Depends": ", ".join(needs),
        "Recommends": "fonts-dejavu-core, libgl1-mesa-dri",
        "Conflicts": other,
        "Section": "science",
        "Priority": "optional",
        "Description": DESCRIPTION,
    }
    return "".join(f"{key}: {value}\n" for key, value in fields.items())


def make_deb(place: Place, version: str, help_text: str, cuda: bool = False) -> Path:
    """Make the package; return its path.

    Raises
    ------
    SetupError
        If ``dpkg-deb`` is missing or fails, or the CPU package is larger than it may be.
    """
    if shutil.which("dpkg-deb") is None:
        raise SetupError("dpkg-deb is missing: a .deb is made on Debian or Ubuntu.")
    root = place.work / "deb"
    shutil.rmtree(root, ignore_errors=True)
    lay_out(place, root / "usr", version, help_text)
    architecture = _output(["dpkg", "--print-architecture"])
    (root / "DEBIAN").mkdir()
    files = {"control": control(version, architecture, installed_kib(root), cuda)}
    files["md5sums"] = md5sums(root)
    for name, text in files.items():
        (root / "DEBIAN" / name).write_text(text, encoding="utf-8")
    package = "stemviewer-cuda" if cuda else "stemviewer"
    target = place.work / f"{package}_{version}_{architecture}.deb"
    say(f"dpkg-deb: {target.name}")
    command = ["dpkg-deb", "--root-owner-group", *COMPRESSION, "--build", str(root), str(target)]
    environment = {"SOURCE_DATE_EPOCH": "0", **os.environ}
    if subprocess.run(command, check=False, env=environment).returncode != 0:
        raise SetupError("dpkg-deb failed; its own message is above.")
    size = target.stat().st_size
    say(f"{target}: {size / 1e6:.1f} MB")
    if size > LARGEST and not cuda:
        raise SetupError(f"It may have {LARGEST / 1e6:.0f} MB at most.")
    return target


def md5sums(root: Path) -> str:
    """Return the sums by which ``dpkg --verify`` tells whether a file was changed."""
    lines = []
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.parts:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
            lines.append(f"{digest.hexdigest()}  {path.relative_to(root)}\n")
    return "".join(lines)


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
