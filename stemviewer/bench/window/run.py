"""``stemviewer bench ui``: the live window under load, off screen and on a virtual screen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stemviewer.bench.environment import environment
from stemviewer.bench.window.limits import (
    ANSWER_LIMIT_S,
    QT_LIMIT_S,
    limited_by,
    limits_of,
    told,
)

CASES = ((1024, 60.0), (2048, 20.0))
"""Rows and columns, and frames a second."""

ANSWERS_CASE = (1024, 10.0)
"""What runs while changes are timed."""

START_UP_S = 120.0

HEAD = (
    f"{'case':<26}{'painted/s':>10}{'Qt p50':>8}{'p95':>8}{'of limit':>10}{'late p95':>10}"
    "   (ms)   processors busy: Qt thread, all of ours, others"
)
"""Qt times are of the processor; how late its loop came is by the clock on the wall."""

SCREEN = ("xvfb-run", "-a", "-s", "-screen 0 1920x1080x24")


@dataclass(frozen=True, slots=True)
class WindowBench:
    """What to run."""

    seconds: float
    answers: int
    platforms: tuple[str, ...]
    seed: int


def run_window_bench(bench: WindowBench, json_file: Path | None) -> int:
    """Run it, print a table, write the figures; 1 when a run failed."""
    runs = []
    with tempfile.TemporaryDirectory(prefix="stemviewer-bench-ui-") as scratch:
        print(HEAD)
        for platform in bench.platforms:
            for side, fps in CASES:
                runs.append(_one(bench, platform, side, fps, 0, Path(scratch)))
                print(_frames_line(runs[-1]), *told(runs[-1]), sep="\n", flush=True)
            runs.append(_one(bench, platform, *ANSWERS_CASE, bench.answers, Path(scratch)))
            print(_answers_lines(runs[-1]), *told(runs[-1]), sep="\n", flush=True)
    if json_file is not None:
        content = {
            "environment": environment(bench.seed),
            "limits": {"qt_thread_s_p95": QT_LIMIT_S, "answer_s_p95": ANSWER_LIMIT_S},
            "runs": runs,
        }
        json_file.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return 1 if any("failed" in run for run in runs) else 0


def _one(
    bench: WindowBench, platform: str, side: int, fps: float, answers: int, scratch: Path
) -> dict[str, Any]:
    head: dict[str, Any] = {"platform": platform, "side": side, "asked_fps": fps}
    report = scratch / f"{platform}-{side}-{answers}.json"
    seconds = bench.seconds if not answers else 1.0
    command = [sys.executable, "-m", "stemviewer.ui.load.run", "--json", str(report)]
    command += ["--side", str(side), "--fps", str(fps), "--seconds", str(seconds)]
    command += ["--answers", str(answers), "--seed", str(bench.seed)]
    if platform == "xvfb":
        if shutil.which(SCREEN[0]) is None:
            return head | {"failed": f"{SCREEN[0]} is not installed"}
        command = [*SCREEN, *command]
    place = os.environ | {"QT_QPA_PLATFORM": "xcb" if platform == "xvfb" else platform}
    limit = seconds + START_UP_S + answers * 10.0
    try:
        done = subprocess.run(
            command, env=place, timeout=limit, capture_output=True, text=True, check=False
        )
    except subprocess.TimeoutExpired:
        return head | {"failed": f"it did not end within {limit:.0f} s"}
    if done.returncode != 0:
        return head | {"failed": f"ended with {done.returncode}: {done.stderr[-500:]}"}
    measured: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    found = head | measured | {"platform": platform}
    return found | {"limits": limits_of(found), "limited_by": limited_by(found)}


def _frames_line(run: dict[str, Any]) -> str:
    name = f"{run['platform']} {run['side']} px, {run['asked_fps']:.0f}/s"
    if "failed" in run:
        return f"{name:<26}failed: {run['failed']}"
    used, busy = run["qt_thread_s"], run["processors"]
    if used["p95"] is None:
        return f"{name:<26}nothing was painted"
    return (
        f"{name:<26}{run['painted_fps']:>10.1f}{used['p50'] * 1e3:>8.2f}{used['p95'] * 1e3:>8.2f}"
        f"{used['p95'] / QT_LIMIT_S:>10.2f}{run['loop_late_s']['p95'] * 1e3:>10.1f}"
        f"{busy['qt_thread']:>14.2f}{busy['process']:>6.2f}"
        f"{busy['others']:>6.2f} of {busy['present']:.0f}"
    )


def _answers_lines(run: dict[str, Any]) -> str:
    if "failed" in run:
        return f"{run['platform']} answers failed: {run['failed']}"
    lines = [
        f"  {name:<10} p50 {found['p50'] * 1e3:6.1f}   p95 {found['p95'] * 1e3:6.1f}"
        for name, found in run["answers_s"].items()
    ]
    return "\n".join([f"{run['platform']} answers [ms]:", *lines])
