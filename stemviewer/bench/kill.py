"""Killing the recorder at a random instant, and counting what was lost."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stemviewer.bench.log.traffic import Load, Traffic
from stemviewer.core.errors import RecordingError, SessionFileError
from stemviewer.session.format.files import existing
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.recording.recorder import Recorder
from stemviewer.session.verifying.verify import verify

SMALL_LOAD = Load((64, 48), dose=5.0)


@dataclass(frozen=True, slots=True)
class KillResult:
    """Of one trial: frames acknowledged before the kill, and what became of them."""

    acknowledged: int
    readable: int
    lost: int
    wrong: int
    problems: tuple[str, ...]


def kill_recorder(
    folder: Path, seed: int, *, most_s: float = 1.0, load: Load = SMALL_LOAD
) -> KillResult:
    """Record at full speed, kill the recorder at a random instant, and read what it left.

    Parameters
    ----------
    folder : Path
        For the session; fresh for each trial.
    seed : int
        Of the frames and of the instant.
    most_s : float
        Latest instant after the first acknowledged frame [s].
    load : Load
        What is recorded.
    """
    delay = float(np.random.default_rng(seed).uniform(0.0, most_s))
    options = RecordOptions(
        ring_bytes=64 << 20, stall_s=30.0, reserve_bytes=1 << 20, compression=load.compression
    )
    recorder = Recorder.start(folder, SessionInfo("kill"), options)
    killer = threading.Thread(target=_kill_later, args=(recorder, delay), name="killer")
    killer.start()
    traffic = Traffic(load, seed)
    number = 0
    try:
        while True:
            recorder.put_frame(traffic.frame(number))
            number += 1
    except RecordingError:
        killer.join()
    acknowledged = recorder.status().acknowledged
    try:
        recorder.stop()
    except RecordingError:
        return examine(recorder.path, traffic, acknowledged)
    raise AssertionError("a killed recorder must be reported")


def _kill_later(recorder: Recorder, delay: float) -> None:
    pause = threading.Event()
    deadline = time.monotonic() + 60
    while recorder.status().acknowledged == 0 and time.monotonic() < deadline:
        pause.wait(0.005)
    pause.wait(delay)
    os.kill(recorder.process_id, signal.SIGKILL)


def examine(path: Path, traffic: Traffic, acknowledged: int) -> KillResult:
    """Read a session whose frames are numbered from 0, and compare it with what was sent.

    Parameters
    ----------
    path : Path
        Of its first file.
    traffic : Traffic
        Makes the frames again.
    acknowledged : int
        How many the recorder said were safe.
    """
    if not _exists(path):
        return KillResult(acknowledged, 0, acknowledged, 0, ())
    wrong = 0
    with SessionReader(path) as reader:
        readable = len(reader)
        for index in range(readable):
            wrong += not traffic.same(reader.raw(index), index)
    lost = max(0, acknowledged - readable)
    return KillResult(acknowledged, readable, lost, wrong, tuple(verify(path).problems))


def _exists(path: Path) -> bool:
    try:
        existing(path)
    except SessionFileError:
        return False
    return True
