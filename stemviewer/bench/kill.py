"""Killing the recorder at a random instant, and counting what was lost."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stemviewer.core.calibration import COUNTING
from stemviewer.core.errors import RecordingError
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.quantity import set_to
from stemviewer.session.reader import SessionReader
from stemviewer.session.recorder import Recorder
from stemviewer.session.types import RecordOptions, SessionInfo
from stemviewer.session.verify import verify

_OPTIONS = RecordOptions(ring_bytes=16 << 20, stall_s=30.0, reserve_bytes=1 << 20)


@dataclass(frozen=True, slots=True)
class KillResult:
    """Of one trial: frames acknowledged before the kill, and what became of them."""

    acknowledged: int
    readable: int
    lost: int
    wrong: int
    problems: tuple[str, ...]


def trial_frame(number: int, seed: int) -> Frame:
    """Return a frame that can be made again to compare; its size changes every 20 frames."""
    side = 48 if number // 20 % 2 else 64
    rng = np.random.default_rng([seed, number])
    data = read_only(rng.poisson(5, (side, side)).astype(np.uint16))
    settings = ScanSettings(side, side, set_to(1e-6), set_to(1e-11), set_to(2e-11))
    return Frame(number, "HAADF", data, settings, COUNTING)


def kill_recorder(folder: Path, seed: int, *, most_s: float = 1.0) -> KillResult:
    """Record at full speed, kill the recorder at a random instant, and read what it left.

    Parameters
    ----------
    folder : Path
        For the session; fresh for each trial.
    seed : int
        Of the frames and of the instant.
    most_s : float
        Latest instant after the first acknowledged frame [s].
    """
    delay = float(np.random.default_rng(seed).uniform(0.0, most_s))
    recorder = Recorder.start(folder, SessionInfo("kill"), _OPTIONS)
    killer = threading.Thread(target=_kill_later, args=(recorder, delay), name="killer")
    killer.start()
    number = 0
    try:
        while True:
            recorder.put_frame(trial_frame(number, seed))
            number += 1
    except RecordingError:
        killer.join()
    acknowledged = recorder.status().acknowledged
    try:
        recorder.stop()
    except RecordingError:
        return _examine(recorder.path, seed, acknowledged)
    raise AssertionError("a killed recorder must be reported")


def _kill_later(recorder: Recorder, delay: float) -> None:
    pause = threading.Event()
    deadline = time.monotonic() + 60
    while recorder.status().acknowledged == 0 and time.monotonic() < deadline:
        pause.wait(0.005)
    pause.wait(delay)
    os.kill(recorder.process_id, signal.SIGKILL)


def _examine(path: Path, seed: int, acknowledged: int) -> KillResult:
    wrong = 0
    with SessionReader(path) as reader:
        readable = len(reader)
        for index in range(readable):
            expected = trial_frame(index, seed)
            raw = reader.raw(index)
            same = raw.number == index and np.array_equal(raw.data, expected.data)
            wrong += not (same and raw.settings == expected.settings)
    lost = max(0, acknowledged - readable)
    return KillResult(acknowledged, readable, lost, wrong, tuple(verify(path).problems))
