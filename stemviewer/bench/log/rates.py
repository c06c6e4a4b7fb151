"""Part ``rates``: frames per second without a loss, beside plain h5py and the disk's own limit."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from stemviewer.bench.log.lines import Line, must, told
from stemviewer.bench.log.settings import LogOptions
from stemviewer.bench.log.traffic import Load, Traffic
from stemviewer.core.errors import RecordingError
from stemviewer.core.frame import Frame
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.recording.recorder import Recorder

ASKED = ((512, 200.0), (2048, 20.0))
"""Side of the frames [px] and rate [1/s]."""

_POOL = 8
_BLOCK = 8 << 20


def run(options: LogOptions) -> dict[str, Any]:
    """Measure the disk, plain h5py and the recorder by turns."""
    seconds = options.amount("rate-seconds")
    lines: list[Line] = []
    figures: list[dict[str, Any]] = []
    disk = disk_limit(options.scratch / "limit", 64 * _BLOCK if options.quick else 256 * _BLOCK)
    lines.append(told("disk, plain writes with fdatasync [MB/s]", disk / 1e6))
    for side, rate in ASKED:
        traffic = Traffic(Load((side,)), options.seed)
        pool = [traffic.frame(number) for number in range(_POOL)]
        plain = plain_rate(options.scratch / "plain.h5", pool, seconds / 2)
        figure: dict[str, Any] = {"side": side, "asked": rate, "h5py_gzip": plain}
        lines.append(told(f"{side} px: plain h5py gzip 1, flush a frame [frames/s]", plain))
        for compression in ("gzip", "fast"):
            paced = record(
                options.scratch / f"{side}-{compression}", pool, compression, seconds, rate
            )
            free = record(
                options.scratch / f"{side}-{compression}-free", pool, compression, seconds
            )
            figure[compression] = {"paced": paced, "free": free}
            lines += _lines(f"{side} px {compression}", rate, paced, free, plain, disk)
        figures.append(figure)
    return {"lines": lines, "rates": figures, "disk_bytes_per_s": disk}


def _lines(
    name: str, rate: float, paced: dict[str, Any], free: dict[str, Any], plain: float, disk: float
) -> list[Line]:
    lost = paced["submitted"] - paced["readable"]
    return [
        must(f"{name}: lost of {paced['submitted']} at {rate:g}/s", lost, "0", holds=lost == 0),
        must(
            f"{name}: rate held [frames/s]",
            paced["rate"],
            f">= {0.98 * rate:g}",
            holds=paced["rate"] >= 0.98 * rate,
        ),
        told(f"{name}: CPU seconds of the recorder a frame [ms]", 1e3 * paced["cpu_per_frame_s"]),
        told(f"{name}: as fast as it can [frames/s]", free["rate"]),
        told(f"{name}: that, to plain h5py", free["rate"] / plain),
        told(f"{name}: raw pixels, to the disk's limit", free["raw_bytes_per_s"] / disk),
        told(f"{name}: bytes written, to the disk's limit", free["bytes_per_s"] / disk),
    ]


def disk_limit(path: Path, size: int) -> float:
    """Return what the disk takes of plain sequential writes, synced once a second [bytes/s].

    The bytes are random: some file systems compress.
    """
    block = np.random.default_rng(1).bytes(_BLOCK)
    started = synced = time.monotonic()
    with path.open("wb", buffering=0) as file:
        for _ in range(size // _BLOCK):
            file.write(block)
            if time.monotonic() - synced >= 1.0:
                os.fsync(file.fileno())
                synced = time.monotonic()
        os.fsync(file.fileno())
    seconds = time.monotonic() - started
    path.unlink()
    return size / seconds


def plain_rate(path: Path, pool: list[Frame], seconds: float) -> float:
    """Return how many frames a second plain h5py writes with gzip 1 and a flush each [1/s]."""
    shape, dtype = pool[0].data.shape, pool[0].data.dtype
    with h5py.File(path, "w", libver="latest") as file:
        data = file.create_dataset(
            "data",
            (0, *shape),
            dtype,
            maxshape=(None, *shape),
            chunks=(1, *shape),
            shuffle=True,
            compression="gzip",
            compression_opts=1,
            fletcher32=True,
        )
        started, count = time.monotonic(), 0
        while time.monotonic() - started < seconds:
            data.resize(count + 1, axis=0)
            data[count] = pool[count % len(pool)].data
            data.flush()
            count += 1
        rate = count / (time.monotonic() - started)
    path.unlink()
    return rate


def record(
    folder: Path, pool: list[Frame], compression: str, seconds: float, rate: float = 0.0
) -> dict[str, Any]:
    """Record for a time, at a rate or as fast as the ring takes frames, and count.

    Parameters
    ----------
    folder : Path
        For the session; emptied after.
    pool : list of Frame
        Sent by turns, with fresh numbers.
    compression : str
        ``"gzip"`` or ``"fast"``.
    seconds : float
        How long frames are sent [s].
    rate : float
        Frames a second; 0 for as fast as it goes.
    """
    from psutil import Process

    recorder = Recorder.start(folder, SessionInfo("rates"), RecordOptions(compression=compression))
    recorder.put_frame(replace(pool[0], number=0))
    _until(lambda: recorder.status().acknowledged >= 1)
    process = Process(recorder.process_id)
    before, started = process.cpu_times(), time.monotonic()
    submitted = 1
    try:
        submitted += _send(recorder, pool, seconds, rate)
        _until(lambda: recorder.status().acknowledged >= submitted)
    except RecordingError:
        # it shows in what can be read back
        _until(lambda: True)
    took, after = time.monotonic() - started, process.cpu_times()
    path = recorder.stop()
    with SessionReader(path) as reader:
        readable = len(reader)
    written = recorder.status().bytes_written
    for file in folder.iterdir():
        file.unlink()
    cpu = after.user + after.system - before.user - before.system
    return {
        "submitted": submitted,
        "readable": readable,
        "seconds": took,
        "rate": (submitted - 1) / took,
        "raw_bytes_per_s": readable * pool[0].data.nbytes / took,
        "bytes_per_s": written / took,
        "cpu_per_frame_s": cpu / max(submitted - 1, 1),
    }


def _send(recorder: Recorder, pool: list[Frame], seconds: float, rate: float) -> int:
    pause = threading.Event()
    started, sent = time.monotonic(), 0
    count = round(seconds * rate) if rate else None
    while sent < count if count else time.monotonic() - started < seconds:
        if rate:
            pause.wait(max(started + sent / rate - time.monotonic(), 0.0))
        recorder.put_frame(replace(pool[sent % len(pool)], number=sent + 1))
        sent += 1
    return sent


def _until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    pause, deadline = threading.Event(), time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        pause.wait(0.002)
