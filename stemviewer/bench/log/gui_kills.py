"""Part ``gui-kills``: SIGKILL of the live window while it records; its recorder must not mind."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from stemviewer.bench.log.lines import must, must_be_zero, told
from stemviewer.bench.log.settings import LogOptions, Progress
from stemviewer.core.errors import StemviewerError
from stemviewer.feeds.launch import ServerProcess, start_server_process
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.recording.ring import Ring, Slot
from stemviewer.session.recording.ring_memory import attach
from stemviewer.session.verifying.verify import verify

START_S, DRAIN_S = 120.0, 120.0
MOST_S = 3.0
"""Latest instant of the kill after the first acknowledged frames [s]."""
_PERIOD = 8


@dataclass(frozen=True, slots=True)
class GuiKill:
    """Of one trial."""

    acknowledged: int
    drained: int
    readable: int
    lost: int
    wrong: int
    processed: int
    closed: bool
    signed: bool
    problems: tuple[str, ...]


def run(options: LogOptions) -> dict[str, Any]:
    """Kill as often as asked; the simulator and a known series are recorded by turns."""
    kills = options.count("gui-kills")
    series = options.scratch / "series.npy"
    known = np.random.default_rng(options.seed).poisson(2, (_PERIOD, 256, 256)).astype(np.uint16)
    np.save(series, known)
    results, progress = [], Progress("windows killed", kills)
    for trial in range(kills):
        served = trial % 2 == 1
        what = ["serve", str(series), "--fps", "25"] if served else ["simulate", "--size", "256"]
        server = start_server_process(what)
        folder = options.scratch / f"trial-{trial}"
        delay = float(np.random.default_rng([options.seed, trial]).uniform(0.0, MOST_S))
        try:
            results.append(kill_window(folder, server, delay, known if served else None))
        finally:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
        progress.at(trial + 1)
    total = sum(result.acknowledged for result in results)
    lines = [
        told("kills of the live window", len(results)),
        must("frames acknowledged before the kills", total, "> 0", holds=total > 0),
        told("frames in the sessions, with what the ring held", sum(r.readable for r in results)),
        told("processed pictures in them", sum(r.processed for r in results)),
        must_be_zero("acknowledged frames lost", sum(r.lost for r in results)),
        must_be_zero("frames that read back wrong", sum(r.wrong for r in results)),
        must_be_zero("sessions not closed", sum(not r.closed for r in results)),
        must_be_zero("sessions not signed", sum(not r.signed for r in results)),
        must_be_zero("sessions with problems found", sum(bool(r.problems) for r in results)),
    ]
    problems = [problem for result in results for problem in result.problems][:50]
    return {"lines": lines, "acknowledged": [r.acknowledged for r in results], "problems": problems}


def kill_window(
    folder: Path, server: ServerProcess, delay: float, known: np.ndarray[Any, Any] | None
) -> GuiKill:
    """Record with the real program, kill it, wait for its recorder, and look at the session.

    What was acknowledged is read from the control block of the ring that window and recorder
    share, in the instant before the kill: it is the same word that the window reads.

    Parameters
    ----------
    folder : Path
        For the session.
    server : ServerProcess
        The feed.
    delay : float
        From the first acknowledged frames to the kill [s].
    known : ndarray or None
        Series that the feed repeats, shape (n, rows, columns), to compare with.
    """
    command = [sys.executable, "-m", "stemviewer", "live", "--headless", "--filter", "gaussian"]
    command += ["--feed", server.address, "--record", str(folder), "--seconds", "600"]
    window = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        recorder = _recorder_of(window)
        ring = _ring_of(recorder)
        _until(lambda: ring.get(Slot.FRAMES) >= 3, START_S)
        threading.Event().wait(delay)
        acknowledged = ring.get(Slot.FRAMES)
    finally:
        window.send_signal(signal.SIGKILL)
        window.wait()
    try:
        recorder.wait(DRAIN_S)
        drained = ring.get(Slot.FRAMES)
    finally:
        ring.close()
    return _examined(folder, acknowledged, drained, known)


def _recorder_of(window: subprocess.Popen[bytes]) -> psutil.Process:
    found: list[psutil.Process] = []

    def look() -> bool:
        if window.poll() is not None:
            raise StemviewerError(f"the window ended by itself with {window.returncode}")
        children = psutil.Process(window.pid).children(recursive=True)
        found[:] = [c for c in children if "recorder_process" in " ".join(c.cmdline())]
        return bool(found)

    _until(look, START_S)
    return found[0]


def _ring_of(recorder: psutil.Process) -> Ring:
    """Attach to the shared memory that the recorder has mapped."""
    names: list[str] = []

    def look() -> bool:
        maps = Path(f"/proc/{recorder.pid}/maps").read_text(encoding="utf-8")
        names[:] = re.findall(r"/shm/(psm_\S+)", maps)
        return bool(names)

    _until(look, START_S)
    return attach(names[0])


def _examined(
    folder: Path, acknowledged: int, drained: int, known: np.ndarray[Any, Any] | None
) -> GuiKill:
    (path,) = (p for p in folder.glob("*.nxs*") if "master" not in p.name and p.is_file())
    wrong = processed = 0
    with SessionReader(path) as reader:
        readable, closed = len(reader), reader.closed
        for index in range(readable):
            frame = reader.raw(index)
            processed += reader.row(index).processed is not None
            wrong += known is not None and not np.array_equal(
                frame.data, known[frame.number % len(known)]
            )
    report = verify(path)
    return GuiKill(
        acknowledged=acknowledged,
        drained=drained,
        readable=readable,
        lost=max(acknowledged, drained) - min(readable, max(acknowledged, drained)),
        wrong=wrong,
        processed=processed,
        closed=closed and report.closed and path.suffix == ".nxs",
        signed=bool(report.public_key) and report.unsigned_links == 0,
        problems=tuple(report.problems),
    )


def _until(condition: Callable[[], bool], seconds: float) -> None:
    pause, deadline = threading.Event(), time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise StemviewerError(f"it did not happen within {seconds:g} s")
        pause.wait(0.005)
