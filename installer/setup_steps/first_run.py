"""Start the viewer on the simulator, in a window or, without a display, headless."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from setup_steps.environment import Project
from setup_steps.say import SetupError, say

HEADLESS_SECONDS = 10
SEGMENT = re.compile(r"\.[0-9]{4}\.nxs$")


def has_display(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Return whether a window can be shown."""
    if platform in ("win32", "darwin"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def live_command(project: Project) -> list[str]:
    """Return the command that opens the window on the simulator, with the network at work."""
    command = [str(project.python), "-m", "stemviewer", "live"]
    return [*command, "--feed", "simulator", "--filter", "live"]


def headless_command(project: Project, folder: Path) -> list[str]:
    """Return the command that does the same job for some seconds without a window."""
    return [
        *live_command(project),
        *("--headless", "--seconds", str(HEADLESS_SECONDS)),
        *("--record", str(folder), "--json", str(folder / "live.json")),
        *("--screenshot", str(folder / "live.png")),
    ]


def run(project: Project, headless: bool, folder: Path | None = None) -> int:
    """Start the viewer; return its exit code.

    Raises
    ------
    SetupError
        If the headless run did not leave what it should.
    """
    if not headless:
        return subprocess.run(live_command(project), check=False).returncode
    folder = folder or project.root / "runs" / time.strftime("first-run-%Y%m%d-%H%M%S")
    folder.mkdir(parents=True, exist_ok=True)
    say(f"Live on the simulator for {HEADLESS_SECONDS} s, headless, with the network.")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = headless_command(project, folder)
    code = subprocess.run(command, check=False, env=environment).returncode
    if code != 0:
        raise SetupError(f"stemviewer ended with exit code {code}; its own message is above.")
    for line in left_behind(folder):
        say(line)
    return 0


def left_behind(folder: Path) -> list[str]:
    """Return a line for each thing a headless run should have left.

    Raises
    ------
    SetupError
        If the session or the screenshot is missing or empty.
    """
    lines = []
    for what, pattern in (("session", "**/*.nxs"), ("screenshot", "live.png")):
        found = sorted(path for path in folder.glob(pattern) if path.stat().st_size > 0)
        if not found:
            raise SetupError(f"The run left no {what} in {folder}.")
        # the parts of a session (NAME.0002.nxs) are opened by way of the first file
        first = min(found, key=lambda path: (SEGMENT.search(path.name) is not None, path.name))
        size = sum(path.stat().st_size for path in found) / 1e6
        files = f" in {len(found)} files" if len(found) > 1 else ""
        lines.append(f"{what + ':':<12}{first} ({size:.1f} MB{files})")
    return lines
