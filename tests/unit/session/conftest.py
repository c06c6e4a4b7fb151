"""Frames, pictures and recorded sessions for the tests of the log."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stemviewer.core.calibration import COUNTING
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.core.quantity import set_to
from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.recording.recorder import Recorder

WEIGHTS = "ab" * 32
INFO = SessionInfo(
    "Night run 1", "SrTiO3", "A. Tester", InstrumentInfo("Sim", "simulator", ("HAADF",)), "a note"
)
SMALL = {"ring_bytes": 16 << 20, "reserve_bytes": 1 << 20, "spare_folders": ()}


def make_frame(number: int, side: int = 32, pixel: float = 2e-11, **changes: Any) -> Frame:
    rng = np.random.default_rng(number)
    dtype = changes.pop("dtype", "uint16")
    data = read_only(rng.poisson(5, (side, side)).astype(dtype))
    settings = ScanSettings(
        side, side, set_to(1e-6), set_to(1e-11), set_to(pixel), set_to(1e-4), set_to(0.1)
    )
    fields: dict[str, Any] = {
        "acquired_utc_ns": 1_700_000_000_000_000_000 + number,
        "received_utc_ns": 1_700_000_000_100_000_000 + number,
        "received_monotonic_ns": 5_000 + number,
    }
    channel = changes.pop("channel", "HAADF")
    return Frame(number, channel, data, settings, COUNTING, **(fields | changes))


def make_picture(frame: Frame, *numbers: int, network: bool = True) -> Processed:
    step = Step("gaussian", "1", {"sigma": 1.5}, Flag.FILTERED)
    if network:
        step = Step("live-0.1", "2", {"tile": 0}, Flag.NETWORK, WEIGHTS, "cpu", "float32")
    image = read_only((frame.data * 0.5 + 0.25).astype(np.float32))
    provenance = Provenance((step,), Flag.SIMULATED)
    return Processed((*numbers, frame.number), frame.channel, image, provenance, seconds=0.01)


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        pause.wait(0.01)


class Kit:
    """What test modules use, as fixtures cannot be imported."""

    INFO, SMALL, WEIGHTS = INFO, SMALL, WEIGHTS
    frame = staticmethod(make_frame)
    picture = staticmethod(make_picture)
    wait_until = staticmethod(wait_until)

    @staticmethod
    def record(folder: Path, frames: list[Frame], every: int = 3, **options: Any) -> Path:
        """Record frames, every so many of them processed; by turns by a network or a filter."""
        recorder = Recorder.start(folder, INFO, RecordOptions(**(SMALL | options)))
        for at, frame in enumerate(frames):
            recorder.put_frame(frame)
            if every and at % every == 1:
                recorder.put_processed(make_picture(frame, network=at % 2 == 1))
        recorder.put_event("note", "an operator's note", {"value": 1})
        return recorder.stop()


@pytest.fixture(scope="session")
def kit() -> type[Kit]:
    return Kit


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    running = Recorder.start(tmp_path, INFO, RecordOptions(**SMALL))
    yield running
    if not running.stopped:
        running.stop()
