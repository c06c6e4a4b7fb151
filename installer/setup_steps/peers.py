"""Other people's programs that sessions are opened with in the tests; never part of ours.

They live in an environment of their own: some are under the GPL, and none is to decide which
versions the program runs with. Where they cannot be had, their tests are skipped and say so.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import time
from dataclasses import replace

from setup_steps.environment import Project
from setup_steps.say import say, warn
from setup_steps.system_libraries import Runner, apt_commands, may_use_apt, run_apt

PEERS = ("hyperspy", "silx", "nexusformat", "prov", "rocrate")
"""HyperSpy (with RosettaSciIO), silx, nexusformat (with nxvalidate), W3C PROV and RO-Crate."""

NEEDED = ("tifffile",)
"""RosettaSciIO reads TIFF by it."""

FOLDER = ".venv-interchange"
NEEDED_BYTES = 10**9


def peers_project(project: Project) -> Project:
    """Return the project with the peers' environment in place of its own."""
    return replace(project, folder=FOLDER)


def fingerprint(project: Project) -> str:
    """Return a hash of all that decides what belongs into the environment."""
    constraints = (project.root / "installer" / "peers-constraints.txt").read_bytes()
    text = f"{PEERS}|{NEEDED}|{project.root}|{sys.version_info[:2]}|".encode()
    return hashlib.sha256(text + constraints).hexdigest()


def prepare_peers(project: Project, runner: Runner = run_apt) -> bool:
    """Make the environment and look for h5dump; return whether the peers are there.

    Nothing here stops the set-up: without a package index the tests with peers are skipped.
    """
    prepare_h5dump(runner)
    peers = peers_project(project)
    stamp = peers.environment / "stemviewer-peers.txt"
    wanted = fingerprint(project)
    if stamp.is_file() and stamp.read_text("utf-8") == wanted and peers.python.exists():
        say(f"Other programs for the tests: {peers.environment} is current.")
        return True
    if shutil.disk_usage(project.root).free < NEEDED_BYTES:
        warn("less than 1 GB is free: tests with other programs will be skipped.")
        return False
    say(f"Other programs for the tests: {', '.join(PEERS)} into {peers.environment}")
    began = time.monotonic()
    stamp.unlink(missing_ok=True)
    for command in peer_commands(project):
        if subprocess.run(command, check=False, cwd=project.root).returncode != 0:
            warn("they cannot be had here (pip's message is above): their tests will be skipped.")
            return False
    stamp.write_text(wanted, "utf-8")
    say(f"Other programs for the tests: there after {time.monotonic() - began:.0f} s.")
    return True


def peer_commands(project: Project) -> list[list[str]]:
    """Return the commands that make and fill the environment."""
    peers = peers_project(project)
    constraints = str(project.root / "installer" / "peers-constraints.txt")
    pip = [str(peers.python), "-m", "pip", "install", "--quiet", "--progress-bar=off"]
    return [
        [sys.executable, "-m", "venv", "--clear", str(peers.environment)],
        [*pip, "--constraint", constraints, *NEEDED, *PEERS],
    ]


def prepare_h5dump(runner: Runner) -> None:
    """Install HDF5's own tools when root on Debian, else say that they are missing."""
    if shutil.which("h5dump"):
        return
    if may_use_apt():
        for command in apt_commands(["hdf5-tools"]):
            if runner(command) != 0:
                warn(f"failed: {' '.join(command)}")
    if not shutil.which("h5dump"):
        warn("h5dump (Debian: hdf5-tools) is missing: its test will be skipped.")
