"""``stemviewer bench start``: how long until the window stands, and until a picture is denoised."""

from __future__ import annotations

import json
import os
import shlex
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stemviewer.bench.environment import environment
from stemviewer.core.errors import StemviewerError

WINDOW_LIMIT_S = 2.0
"""From the start of the program to the first paint of its window, files in memory [s]."""

DENOISED_LIMIT_S = 5.0
"""From the start of the program to the first paint of a denoised frame [s]."""

LONGEST_S = 600.0

STAGES = ("window", "raw", "processed")


@dataclass(frozen=True, slots=True)
class StartBench:
    """What to start, and how often.

    Parameters
    ----------
    program : tuple of str
        How the program is started; this one's own interpreter when empty.
    runs : int
        Starts that count; one before them brings the files into memory.
    platform : str
        Of Qt: ``offscreen``, or ``xcb`` for the screen in ``DISPLAY``.
    method : str
        Filter or network that is to show its first picture.
    """

    program: tuple[str, ...]
    runs: int
    platform: str
    method: str


def run_start_bench(bench: StartBench, json_file: Path | None) -> int:
    """Run it, print a table, write the figures; 1 when a limit was not kept."""
    program = bench.program or (sys.executable, "-m", "stemviewer")
    print(f"{'start':<8}{'window':>16}{'first raw':>18}{'first denoised':>18}   s (s of processor)")
    _one(bench, program)
    starts = []
    for number in range(bench.runs):
        starts.append(_one(bench, program))
        print(f"{number + 1:<8}" + "".join(map(_cell, (starts[-1][name] for name in STAGES))))
    medians = {
        name: {
            key: statistics.median(start[name][key] for start in starts) for key in ("s", "cpu_s")
        }
        for name in STAGES
    }
    print(f"{'median':<8}" + "".join(_cell(medians[name]) for name in STAGES))
    shares = {
        "window": medians["window"]["s"] / WINDOW_LIMIT_S,
        "processed": medians["processed"]["s"] / DENOISED_LIMIT_S,
    }
    print(f"of limit: window {shares['window']:.2f}, first denoised {shares['processed']:.2f}")
    if json_file is not None:
        content = {
            "environment": environment(),
            "program": shlex.join(program),
            "limits_s": {"window": WINDOW_LIMIT_S, "processed": DENOISED_LIMIT_S},
            "starts": starts,
            "medians": medians,
            "share_of_limit": shares,
            "load_average": os.getloadavg() if hasattr(os, "getloadavg") else None,
        }
        json_file.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return 0 if max(shares.values()) <= 1.0 else 1


def _cell(stage: dict[str, float]) -> str:
    return f"{stage['s']:>9.2f} ({stage['cpu_s']:5.2f})  "


def _one(bench: StartBench, program: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Start the program once; return seconds and processor seconds to each stage."""
    command = [*program, "live", "--feed", "simulator", "--filter", bench.method]
    command += ["--seconds", "0.5", "--json", "-"]
    place = os.environ | {"QT_QPA_PLATFORM": bench.platform}
    began = time.monotonic()
    try:
        done = subprocess.run(
            command, env=place, capture_output=True, text=True, timeout=LONGEST_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StemviewerError(f"{program[0]} did not start and end: {error}") from error
    if done.returncode != 0:
        raise StemviewerError(f"The program ended with {done.returncode}: {done.stderr[-800:]}")
    return stages(done.stdout, began)


def stages(report: str, began: float) -> dict[str, dict[str, float]]:
    """Return what a report of the live window says of its start.

    Parameters
    ----------
    report : str
        What ``stemviewer live --json -`` printed.
    began : float
        When it was started, on the clock all programs of a machine share [s].

    Raises
    ------
    StemviewerError
        If a stage was not reached.
    """
    start: dict[str, Any] = json.loads(report[report.index("{") :])["start"]
    missing = [name for name in STAGES if not start.get(name)]
    if missing:
        raise StemviewerError(f"The window never showed this: {', '.join(missing)}.")
    return {
        name: {"s": start[name]["at"] - began, "cpu_s": start[name]["cpu_s"]} for name in STAGES
    }
