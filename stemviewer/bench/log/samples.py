"""Small sessions of every kind, recorded by the real recorder process, for verifying."""

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
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.core.quantity import set_to
from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.recording.recorder import Recorder
from stemviewer.session.signing.keys import SigningKey

DTYPES = ("uint8", "uint16", "float32")
_WEIGHTS = "5e" * 32


@dataclass(frozen=True, slots=True)
class Sample:
    """What a session is to be like.

    Parameters
    ----------
    sides : tuple of int
        Square sizes of its frames in turn, ten frames each; a new size begins a new file.
    frames : int
        How many.
    every : int
        Every so many of them is processed; 0: none.
    denoised : str
        How processed pictures are stored.
    compression, dtype : str
        As in ``RecordOptions`` and of the frames.
    killed : bool
        Whether the recorder is killed rather than asked to close.
    """

    sides: tuple[int, ...] = (32,)
    frames: int = 12
    every: int = 3
    denoised: str = "float32"
    compression: str = "gzip"
    dtype: str = "uint16"
    killed: bool = False


def random_sample(rng: np.random.Generator) -> Sample:
    """Return a sample of any kind."""
    sides = tuple(int(side) for side in rng.choice([8, 17, 32, 48, 64], rng.integers(1, 4), False))
    return Sample(
        sides=sides,
        frames=int(rng.integers(1, 40)),
        every=int(rng.integers(0, 4)),
        denoised=("float32", "float16", "recompute")[int(rng.integers(0, 3))],
        compression=("gzip", "fast")[int(rng.integers(0, 2))],
        dtype=DTYPES[int(rng.integers(0, len(DTYPES)))],
        killed=bool(rng.random() < 0.3),
    )


def record_sample(folder: Path, sample: Sample, seed: int, key: SigningKey) -> Path:
    """Record a session, and return the path of its first file."""
    options = RecordOptions(
        denoised=sample.denoised,
        ring_bytes=4 << 20,
        compression=sample.compression,
        reserve_bytes=1 << 20,
    )
    info = SessionInfo(
        "sample", "SrTiO3", "bench", InstrumentInfo("made up", "simulator", ("HAADF",))
    )
    recorder = Recorder.start(folder, info, options, key)
    rng = np.random.default_rng(seed)
    for number in range(sample.frames):
        _put(recorder, sample, number, rng)
    recorder.put_event("note", "an operator's note", {"value": seed})
    if not sample.killed:
        return recorder.stop()
    _kill(recorder, int(rng.integers(1, recorder.status().submitted + 1)))
    return recorder.path


def _put(recorder: Recorder, sample: Sample, number: int, rng: np.random.Generator) -> None:
    if number and rng.random() < 0.05:
        recorder.put_lost(number, number, "gap in the feed")
        return
    frame = _frame(sample, number, rng)
    recorder.put_frame(frame)
    if sample.every and number % sample.every == 0:
        recorder.put_processed(_picture(frame, network=number % 2 == 0))


def _frame(sample: Sample, number: int, rng: np.random.Generator) -> Frame:
    side = sample.sides[number // 10 % len(sample.sides)]
    data = read_only(rng.poisson(4.0, (side, side)).astype(sample.dtype))
    settings = ScanSettings(side, side, set_to(1e-6), set_to(1e-11), set_to(2e-11))
    partial = rng.random() < 0.1
    return Frame(
        number,
        "HAADF",
        data,
        settings,
        COUNTING,
        side // 2 if partial else side,
        not partial,
        received_utc_ns=time.time_ns(),
        received_monotonic_ns=time.monotonic_ns(),
    )


def _picture(frame: Frame, *, network: bool) -> Processed:
    step = Step("gaussian", "1", {"sigma": 1.5}, Flag.FILTERED)
    if network:
        step = Step("sample-net", "1", {"tile": 0}, Flag.NETWORK, _WEIGHTS, "cpu", "float32")
    flags = Flag.SIMULATED | (Flag.NONE if frame.complete else Flag.PARTIAL)
    image = read_only((frame.data * 0.5 + 0.25).astype(np.float32))
    return Processed(
        (frame.number,), frame.channel, image, Provenance((step,), flags), frame.valid_rows, 0.01
    )


def _kill(recorder: Recorder, frames: int) -> None:
    """Kill the recorder once it has acknowledged so many frames."""
    pause, deadline = threading.Event(), time.monotonic() + 60
    while recorder.status().acknowledged < frames and time.monotonic() < deadline:
        pause.wait(0.005)
    os.kill(recorder.process_id, signal.SIGKILL)
    try:
        recorder.stop()
    except RecordingError:
        return
    raise AssertionError(f"a killed recorder of {frames} frames must be reported")
