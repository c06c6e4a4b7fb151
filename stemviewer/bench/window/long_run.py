"""``stemviewer bench growth``: the size of the live window, hour after hour."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from stemviewer.bench.environment import environment
from stemviewer.bench.window.growth import judge
from stemviewer.core.errors import StemviewerError
from stemviewer.feeds.launch import start_server_process

GROWTH_LIMIT = 0.01
"""Growth of memory that is allowed after the first minutes, as a share."""

SAMPLES = 240
LEAST_APART_S = 0.5
START_UP_S = 300.0
"""Longest time from start to the first processed frame, and for the end [s]."""


@dataclass(frozen=True, slots=True)
class Soak:
    """What to run.

    Parameters
    ----------
    seconds : float
        From the first processed frame on [s].
    settle : float
        Share of it that is left out at the start: caches and the history fill.
    side, fps : int, float
        Rows and columns, and frames a second, of the simulator.
    method : str
        Filter or network.
    history_mib : int
        Memory of the always-on history [MiB]; a short run needs a small one, or it never fills.
    platform : str
        Of Qt.
    seed : int
        Of the simulator.
    """

    seconds: float
    settle: float
    side: int
    fps: float
    method: str
    history_mib: int
    platform: str
    seed: int


def run_soak(soak: Soak, json_file: Path | None) -> int:
    """Run it, print what grew, write all samples; 1 when something grew too much."""
    with tempfile.TemporaryDirectory(prefix="stemviewer-soak-") as scratch:
        size = ["--size", str(soak.side), "--max-fps", str(soak.fps)]
        server = start_server_process(["simulate", *size, "--seed", str(soak.seed)])
        try:
            report = Path(scratch) / "live.json"
            samples = _watched(soak, server.address, report)
        finally:
            server.stop()
        live: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    full = _full_after(live, samples)
    verdict = judge(samples, soak.settle, full or 0.0)
    told = verdict.told(GROWTH_LIMIT)
    received, processed = (
        live["status"]["counts"]["received"],
        live["status"]["counts"]["processed"],
    )
    print(f"{soak.seconds:.0f} s, {received} frames received, {processed} processed\n{told}")
    print(_history_line(live["history"]))
    if json_file is not None:
        content = {
            "environment": environment(soak.seed),
            "asked": {name: getattr(soak, name) for name in soak.__slots__},
            "limit": GROWTH_LIMIT,
            "full_s": full,
            "verdict": verdict.figures(),
            "samples": samples,
            "live": live,
        }
        json_file.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return 0 if full is not None and verdict.holds(GROWTH_LIMIT) else 1


def _full_after(live: dict[str, Any], samples: list[dict[str, float]]) -> float | None:
    """Return when the history was full, on the clock of the samples; ``None`` if it never was."""
    full = live["history"]["full_utc_s"]
    return None if full is None else full - samples[0]["utc_s"] + samples[0]["at_s"]


def _history_line(history: dict[str, Any]) -> str:
    """Tell how far the history was filled: until it is full it may grow, and so may memory."""
    mib = 1 << 20
    used, budget = history["used_bytes"], history["budget_bytes"]
    words = f"  history  {used / mib:.0f} of {budget / mib:.0f} MiB, {history['frames']} frames"
    if history["frames"]:
        words += f", {used / history['frames'] / 1024:.0f} KiB each"
    full = history["full_utc_s"] is not None
    return words if full else f"{words}: it was still filling, a longer run is needed"


def _watched(soak: Soak, address: str, report: Path) -> list[dict[str, float]]:
    command = [sys.executable, "-m", "stemviewer", "live", "--headless", "--feed", address]
    command += ["--filter", soak.method, "--seconds", str(soak.seconds), "--json", str(report)]
    command += ["--history", str(soak.history_mib)]
    place = os.environ | {"QT_QPA_PLATFORM": soak.platform}
    errors = report.with_name("errors.txt")
    with errors.open("wb") as told:
        viewer = subprocess.Popen(command, env=place, stdout=subprocess.DEVNULL, stderr=told)
        try:
            samples = _samples(viewer, soak.seconds)
        finally:
            if viewer.poll() is None:
                viewer.kill()
            viewer.wait()
    if viewer.returncode != 0:
        tail = errors.read_text(encoding="utf-8", errors="replace")[-500:]
        raise StemviewerError(f"The window ended with {viewer.returncode}: {tail}", "", "")
    return samples


def _samples(viewer: subprocess.Popen[bytes], seconds: float) -> list[dict[str, float]]:
    """Sample the process until it ends."""
    watched, started = psutil.Process(viewer.pid), time.monotonic()
    apart = max(seconds / SAMPLES, LEAST_APART_S)
    samples: list[dict[str, float]] = []
    while time.monotonic() - started < seconds + START_UP_S:
        try:
            viewer.wait(apart)
            return samples
        except subprocess.TimeoutExpired:
            found = _sample(watched, time.monotonic() - started)
            if found is not None:
                samples.append(found)
    raise StemviewerError("The window did not end in time.", "It hangs, or no frame came.", "")


def _sample(watched: psutil.Process, at: float) -> dict[str, float] | None:
    try:
        return {
            "at_s": at,
            "utc_s": time.time(),
            "rss_bytes": float(watched.memory_info().rss),
            "handles": float(_handles(watched)),
            "threads": float(watched.num_threads()),
        }
    except psutil.NoSuchProcess:
        return None


def _handles(watched: psutil.Process) -> int:
    if sys.platform == "win32":
        return watched.num_handles()
    return watched.num_fds()
