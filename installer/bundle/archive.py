"""The tarball, for Linux systems that are no Debian: unpack it and run, or install it."""

from __future__ import annotations

import platform
import shutil
import subprocess
from pathlib import Path

from setup_steps.say import SetupError, say

from bundle.build import Place
from bundle.tree import LINUX, lay_out


def make_tarball(place: Place, version: str, help_text: str) -> Path:
    """Make the tarball; return its path.

    Raises
    ------
    SetupError
        If ``tar`` or ``zstd`` is missing or fails.
    """
    name = f"stemviewer-{version}-linux-{platform.machine()}"
    folder = place.work / name
    lay_out(place, folder, version, help_text)
    shutil.copy2(LINUX / "install.sh", folder / "install.sh")
    target = place.work / f"{name}.tar.zst"
    command = [
        "tar",
        "--create",
        f"--directory={place.work}",
        "--use-compress-program=zstd -12 -T0",
    ]
    # the same content gives the same file
    command += ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0"]
    say(f"tar: {target.name}")
    done = subprocess.run([*command, f"--file={target}", name], check=False)
    if done.returncode != 0:
        raise SetupError("tar failed; is zstd installed?")
    shutil.rmtree(folder)
    say(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
    return target
