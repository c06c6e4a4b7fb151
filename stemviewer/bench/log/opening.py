"""Part ``open``: a long session is open at once, and any frame of it is at hand."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.bench.log.lines import must, must_be_zero, told
from stemviewer.bench.log.settings import LogOptions, Progress
from stemviewer.bench.log.traffic import Load, Traffic
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.format.rows import frame_to_row
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.writing.message import Message, MessageKind
from stemviewer.session.writing.writer import SessionWriter

OPEN_S, FRAME_S = 1.0, 0.05
_LOAD = Load((32,))

OPENING = """
import sys, time
from stemviewer.session.reading.reader import SessionReader
times = []
for _ in range(5):
    started = time.perf_counter()
    with SessionReader(sys.argv[1]) as reader:
        frames = len(reader)
    times.append(time.perf_counter() - started)
print(frames, *times)
"""


def run(options: LogOptions) -> dict[str, Any]:
    """Write a long session with the recorder's own writer, and open it in a fresh process."""
    frames = options.count("frames")
    traffic = Traffic(_LOAD, options.seed)
    made = time.monotonic()
    path = _write(options.scratch, traffic, frames)
    made = time.monotonic() - made
    command = [sys.executable, "-c", OPENING, str(path)]
    told_by = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    first, again = float(told_by[1]), float(np.median([float(text) for text in told_by[2:]]))
    times, wrong = _read(path, traffic, frames, options)
    p95 = float(np.percentile(times, 95))
    lines = [
        told("frames in the session", int(told_by[0])),
        told("made in [s]", made),
        must("opened the first time [s]", first, f"< {OPEN_S:g}", holds=first < OPEN_S),
        told("opened again, median [s]", again),
        must("any frame with its row, p95 [ms]", p95 * 1e3, "< 50", holds=p95 < FRAME_S),
        told("any frame with its row, p50 [ms]", float(np.median(times)) * 1e3),
        told("any frame with its row, most [ms]", max(times) * 1e3),
        must_be_zero("frames that read back wrong", wrong),
    ]
    return {"lines": lines, "frame_times_s": times}


def _write(folder: Path, traffic: Traffic, frames: int) -> Path:
    from stemviewer.session.format.options import InstrumentInfo
    from stemviewer.session.recording.dose_count import DoseCount

    info = SessionInfo("long", instrument=InstrumentInfo("bench", "simulator", ("HAADF",)))
    options = RecordOptions(segment_bytes=128 << 20, ballast_bytes=0, spare_folders=())
    writer = SessionWriter(folder, "long", info, options)
    dose, progress = DoseCount(), Progress("written", frames)
    for number in range(frames):
        frame = traffic.frame(number)
        row = frame_to_row(frame, info.instrument.flag, dose.add(frame), dose.total)
        writer.write(writer.prepare(Message(MessageKind.FRAME, row, pixels=frame.data)))
        if number % 5000 == 4999:
            writer.sync()
            progress.at(number + 1)
    path = writer.close()
    assert path is not None
    return path


def _read(
    path: Path, traffic: Traffic, frames: int, options: LogOptions
) -> tuple[list[float], int]:
    rng, times, wrong = np.random.default_rng(options.seed), [], 0
    with SessionReader(path) as reader:
        for index in rng.integers(0, frames, options.count("looks")).tolist():
            started = time.perf_counter()
            reader.row(index)
            frame = reader.raw(index)
            times.append(time.perf_counter() - started)
            wrong += not traffic.same(frame, index)
    return times, wrong
