#!/usr/bin/env python3
"""Try the Debian package on a clean Debian 12: install, start, work, remove without a trace.

    sudo python3 installer/bundle/try_bundle.py --deb FILE --root /tmp/clean [--json FILE]

Needs root, debootstrap and Xvfb, and the project's own Python for the bench. Makes the root if it
is not there, and leaves it there: ``rm -rf --one-file-system`` it when no mount is left below it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[2]
MIRROR = "http://deb.debian.org/debian"
USER = "microscopist"
HOME = f"/home/{USER}"
JOB = f"{HOME}/job"
SECONDS = 10

NOT_OURS = ("var/lib/dpkg/", "var/lib/apt/", "var/cache/", "var/log/", "home/", "tmp/", "run/",
            "etc/ld.so.cache", "proc/", "sys/", "dev/")  # fmt: skip
"""What Debian's own tools write at every installation, and what belongs to a user."""


class FailedError(Exception):
    """A step did not do what it should; the text says which."""


def files_of(root: Path) -> set[str]:
    """Return all files below a root but those of ``NOT_OURS``, on its own file system."""
    command = ["find", ".", "-xdev", "!", "-type", "d", "-printf", "%P\\n"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return {name for name in done.stdout.splitlines() if not name.startswith(NOT_OURS)}


class Root:
    """A clean Debian that commands are run in."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self, mirror: str) -> None:
        """Make it with debootstrap, unless it is there."""
        if not (self.path / "usr" / "bin" / "dpkg").exists():
            command = ["debootstrap", "--variant=minbase", "bookworm", str(self.path), mirror]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        shutil.copy("/etc/resolv.conf", self.path / "etc" / "resolv.conf")

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """Have /proc, /dev and shared memory in it while it lasts."""
        mounts = [
            ("proc", "proc", "proc"),
            ("devtmpfs", "udev", "dev"),
            ("tmpfs", "shm", "dev/shm"),
        ]
        done: list[Path] = []
        try:
            for kind, name, place in mounts:
                target = self.path / place
                target.mkdir(parents=True, exist_ok=True)
                subprocess.run(["mount", "-t", kind, name, str(target)], check=True)
                done.append(target)
            yield
        finally:
            for target in reversed(done):
                subprocess.run(["umount", str(target)], check=False)

    def as_root(self, *command: str) -> str:
        """Run a command as root; return what it printed."""
        return self._run(
            ["chroot", str(self.path), *command], {"DEBIAN_FRONTEND": "noninteractive"}
        )

    def program(self) -> list[str]:
        """Return how the installed program is started by an operator."""
        return ["chroot", f"--userspec={USER}", str(self.path), "/usr/bin/env", f"HOME={HOME}",
                "/usr/bin/stemviewer"]  # fmt: skip

    def as_operator(self, *arguments: str, platform: str = "xcb") -> str:
        """Run the installed program; return what it printed."""
        return self._run([*self.program(), *arguments], {"QT_QPA_PLATFORM": platform})

    def _run(self, command: list[str], more: dict[str, str]) -> str:
        place = os.environ | {"LC_ALL": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"} | more
        done = subprocess.run(command, env=place, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise FailedError(
                f"{' '.join(command)} -> {done.returncode}\n{(done.stdout + done.stderr)[-3000:]}"
            )
        return done.stdout


@contextmanager
def screen() -> Iterator[None]:
    """Have a virtual screen, named in ``DISPLAY``, while it lasts."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1080x24", "-ac"]
    process = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as number:
        os.environ["DISPLAY"] = f":{number.readline().strip()}"
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def install(root: Root, deb: Path) -> dict[str, Any]:
    """Install the dependencies by apt, then the package by dpkg; return sizes and times."""
    shutil.copy(deb, root.path / "tmp" / "stemviewer.deb")
    fields = subprocess.run(
        ["dpkg-deb", "--field", str(deb), "Depends"], capture_output=True, text=True, check=True
    )
    needs = [text.strip().partition(" ")[0] for text in fields.stdout.split(",")]
    root.as_root("apt-get", "update")
    root.as_root("apt-get", "install", "--yes", "--no-install-recommends", *needs)
    before = files_of(root.path)
    began = time.monotonic()
    root.as_root("dpkg", "--install", "/tmp/stemviewer.deb")
    seconds = time.monotonic() - began
    added = files_of(root.path) - before
    return {
        "deb_bytes": deb.stat().st_size,
        "dependencies": needs,
        "install_s": seconds,
        "files_added": len(added),
        "before": before,
    }


def work(root: Root, kept: Path) -> dict[str, Any]:
    """Have the installed program do its job, look at what it left, and keep the picture."""
    root.as_root("mkdir", "-p", JOB)
    root.as_root("chown", "-R", f"{USER}:", HOME)
    root.as_operator(
        *("live", "--feed", "simulator", "--filter", "live", "--seconds", str(SECONDS)),
        *("--record", JOB, "--screenshot", f"{JOB}/live.png", "--json", f"{JOB}/live.json"),
    )
    place = root.path / JOB[1:]
    session = min(place.rglob("*.nxs"), key=lambda path: len(path.name))
    inside = "/" + str(session.relative_to(root.path))
    verified = root.as_operator("verify", inside, platform="offscreen")
    told = json.loads(root.as_operator("info", "--json", inside, platform="offscreen"))
    root.as_operator("export", inside, "--help", platform="offscreen")
    root.as_operator("review", inside, "--screenshot", f"{JOB}/review.png")
    status = json.loads((place / "live.json").read_text("utf-8"))["status"]
    for name in ("live.png", "review.png"):
        shutil.copy(place / name, kept / name)
    return {
        "version": root.as_operator("--version", platform="offscreen").strip(),
        "seconds": SECONDS,
        "frames": status["counts"],
        "recording": status["recording"],
        "session_bytes": session.stat().st_size,
        "verify": verified.strip().splitlines()[-3:],
        "info_keys": sorted(told),
    }


def measure(root: Root, runs: int) -> dict[str, Any]:
    """Return what ``stemviewer bench start`` finds of the installed program."""
    with tempfile.TemporaryDirectory() as scratch:
        figures = Path(scratch) / "start.json"
        command = [sys.executable, "-m", "stemviewer", "bench", "start", "--platform", "xcb"]
        command += ["--program", " ".join(root.program()), "--runs", str(runs)]
        subprocess.run([*command, "--json", str(figures)], check=False, cwd=TOP)
        found: dict[str, Any] = json.loads(figures.read_text("utf-8"))
    return {key: found[key] for key in ("medians", "starts", "share_of_limit", "load_average")}


def damaged(root: Root) -> dict[str, Any]:
    """Take a file away that a running window needs; the program must say so and end, or go on."""
    found = next((root.path / "usr/lib/stemviewer").rglob("_resources/networks/catalogue.json"))
    away = found.with_suffix(".away")
    found.rename(away)
    try:
        done = subprocess.run(
            [*root.program(), "live", "--feed", "simulator", "--filter", "live", "--seconds", "1"],
            env=os.environ | {"QT_QPA_PLATFORM": "xcb"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    finally:
        away.rename(found)
    if not done.stderr.strip():
        raise FailedError("a damaged installation says nothing")
    return {"exit_code": done.returncode, "said": done.stderr.strip().splitlines()[-1]}


def remove(root: Root, before: set[str]) -> dict[str, Any]:
    """Remove the package; return what it left and what it took along."""
    root.as_root("dpkg", "--purge", "stemviewer")
    (root.path / "tmp" / "stemviewer.deb").unlink()
    after = files_of(root.path)
    return {"left": sorted(after - before), "taken": sorted(before - after)}


def main(arguments: list[str]) -> int:
    """Try it; 0 when all went well and nothing was left."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--deb", type=Path, required=True)
    parser.add_argument("--root", type=Path, required=True, help="folder of the clean Debian")
    parser.add_argument("--mirror", default=MIRROR)
    parser.add_argument("--runs", type=int, default=5, help="starts that are measured")
    parser.add_argument("--json", type=Path, help="write what was found")
    parser.add_argument("--pictures", type=Path, default=Path(), help="folder for screenshots")
    options = parser.parse_args(arguments)
    root, found = Root(options.root.resolve()), {}
    root.make(options.mirror)
    with root.mounted(), screen():
        try:
            if not (root.path / HOME[1:]).exists():
                root.as_root("useradd", "--create-home", "--user-group", USER)
            found["installed"] = install(root, options.deb)
            before = found["installed"].pop("before")
            found["job"] = work(root, options.pictures)
            found["damaged"] = damaged(root)
            found["start"] = measure(root, options.runs)
            found["removed"] = remove(root, before)
        except (FailedError, subprocess.SubprocessError, OSError) as error:
            found["failed"] = str(error)
    text = json.dumps(found, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text, encoding="utf-8")
    trace = found.get("removed", {"left": ["?"], "taken": []})
    return 1 if "failed" in found or trace["left"] or trace["taken"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
