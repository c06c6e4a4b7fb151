"""Part ``disk``: disks that are full, err, are read-only or gone, under a real recorder."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.bench.log import faults
from stemviewer.bench.log.disk_trial import DiskResult, record_on
from stemviewer.bench.log.lines import Line, must, must_be_zero, told
from stemviewer.bench.log.settings import LogOptions, Progress
from stemviewer.bench.log.traffic import Load, Traffic
from stemviewer.session.format.options import RecordOptions
from stemviewer.session.recording.recorder import Recorder

SMALLEST, LARGEST = 300_000, 6_000_000
"""Sizes of the disks that are filled [bytes]: from hardly one file to many frames."""

_LOADS = (Load((64,)), Load((64, 48), "fast"), Load((256,)))
_FRAMES = 400


def run(options: LogOptions) -> dict[str, Any]:
    """Fill disks of all sizes, then make writing fail in the other ways."""
    before = os.environ.get("XDG_DATA_HOME")
    # sessions that go on elsewhere must not get into the list of whoever runs this
    os.environ["XDG_DATA_HOME"] = str(options.scratch / "data")
    try:
        return _run(options)
    finally:
        if before is None:
            del os.environ["XDG_DATA_HOME"]
        else:
            os.environ["XDG_DATA_HOME"] = before


def _run(options: LogOptions) -> dict[str, Any]:
    sizes = options.count("disk-sizes")
    results: dict[str, list[DiskResult]] = {"full": []}
    progress = Progress("disks filled", sizes)
    rng = np.random.default_rng(options.seed)
    way = "a small tmpfs" if faults.can_mount() else "a limit on the size of a file"
    for trial, size in enumerate(np.geomspace(SMALLEST, LARGEST, sizes)):
        jittered = int(size * rng.uniform(0.9, 1.1))
        results["full"].append(_full(options.scratch / f"full-{trial}", trial, jittered))
        progress.at(trial + 1)
    left_out = {}
    for name, trial_of in (("EIO", _errors), ("removed", _removed), ("read-only", _read_only)):
        try:
            results[name] = list(trial_of(options.scratch / name))
        except OSError as error:
            # told in the table: what could not be tried proves nothing
            left_out[name] = str(error)
    every = [result for found in results.values() for result in found]
    lines = [told("disks filled, each of another size", len(results["full"])), told("by", way)]
    lines += [told(f"recordings with {name}", len(results.get(name, []))) for name in list(results)]
    lines += [told(f"{name} was not tried", why) for name, why in left_out.items()]
    lines += _lines(every)
    if faults.can_mount():
        lines.append(_window_on_full_disk(options.scratch / "window"))
    return {
        "lines": lines,
        "unsound": [str(result) for result in every if not result.sound][:20],
        "gaps": sum(result.gaps for result in every),
    }


def _options(load: Load, *spares: Path, **more: Any) -> RecordOptions:
    values: dict[str, Any] = {
        "ring_bytes": 32 << 20,
        "reserve_bytes": 0,
        "stall_s": 0.5,
        "compression": load.compression,
        "spare_folders": tuple(str(spare) for spare in spares),
    }
    return RecordOptions(**(values | more))


def _full(folder: Path, trial: int, size: int) -> DiskResult:
    """Fill a disk; every other one has a spare folder elsewhere."""
    folder.mkdir()
    load = _LOADS[trial % len(_LOADS)]
    spares = (folder / "spare",) if trial % 2 else ()
    traffic = Traffic(load, trial)
    try:
        if faults.can_mount():
            with faults.small_disk(folder / "disk", size) as disk:
                return record_on(disk, traffic, _options(load, *spares), _FRAMES)

        def limit(recorder: Recorder) -> None:
            faults.limit_file_size(recorder.process_id, size // 4)

        return record_on(folder / "disk", traffic, _options(load, *spares), _FRAMES, limit)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _errors(folder: Path) -> Iterator[DiskResult]:
    """EIO from one write on, with a spare folder and without."""
    for at, load in enumerate(_LOADS):
        for spares in ((), (folder / "spare",)):
            trial = folder / f"{at}-{len(spares)}"
            trial.mkdir(parents=True)
            errors = faults.WriteErrors(trial, trial / "disk")
            with errors.installed():
                yield record_on(
                    trial / "disk",
                    Traffic(load, 1),
                    _options(load, *spares),
                    _FRAMES // 4,
                    lambda _, errors=errors: errors.begin(),  # type: ignore[misc]
                )


def _removed(folder: Path) -> Iterator[DiskResult]:
    """Remove the folder with all it holds."""
    for at, load in enumerate(_LOADS):
        for spares in ((), (folder / "spare",)):
            trial = folder / f"{at}-{len(spares)}"
            yield record_on(
                trial,
                Traffic(load, 1),
                _options(load, *spares),
                _FRAMES // 4,
                lambda _, trial=trial: shutil.rmtree(trial),  # type: ignore[misc]
            )


def _read_only(folder: Path) -> Iterator[DiskResult]:
    """Have the folder take no new file any more, where files are short."""
    for at, load in enumerate(_LOADS):
        trial = folder / str(at)
        trial.mkdir(parents=True)
        short = _options(load, folder / "spare", segment_seconds=0.2)
        try:
            yield record_on(
                trial,
                Traffic(load, 1),
                short,
                _FRAMES,
                lambda _, trial=trial: faults.make_read_only(trial),  # type: ignore[misc]
            )
        finally:
            faults.make_writable(trial)


def _lines(results: list[DiskResult]) -> list[Line]:
    total = sum(result.acknowledged for result in results)
    silent = [r for r in results if r.submitted > r.acknowledged and not r.stopped]
    return [
        must("frames acknowledged", total, "> 0", holds=total > 0),
        must_be_zero("acknowledged frames lost", sum(r.lost for r in results)),
        must_be_zero("frames that read back wrong", sum(r.wrong for r in results)),
        must_be_zero("frames that read back as zeros", sum(r.zeros for r in results)),
        must_be_zero("recorders that crashed", sum(r.crashed for r in results)),
        must_be_zero("recordings that lost frames without a word", len(silent)),
        must_be_zero("sessions with problems found", sum(bool(r.problems) for r in results)),
        told("recordings that went on in another file", sum(r.segments > 1 for r in results)),
        told("recordings that stopped and said so", sum(bool(r.stopped) for r in results)),
    ]


def _window_on_full_disk(folder: Path) -> Line:
    """Run the real live program, off screen, on a disk that fills under it."""
    command = [sys.executable, "-m", "stemviewer", "live", "--feed", "simulator", "--headless"]
    with faults.small_disk(folder, 230 << 20) as disk:
        window = subprocess.Popen(
            [*command, "--seconds", "8", "--record", str(disk)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        pause = threading.Event()
        while window.poll() is None and not list(disk.glob("*.nxs*")):
            pause.wait(0.1)
        with contextlib.suppress(OSError), (disk / "others").open("wb") as others:
            while True:
                others.write(bytes(1 << 20))
        status = window.wait(180)
    return must("exit status of the live window", status, "0 or 1", holds=status in (0, 1))
