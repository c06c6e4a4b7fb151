"""``stemviewer bench simulator``: frames per second of the simulated microscope on one core."""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path

import numpy as np

from stemviewer.bench.environment import environment
from stemviewer.simulation.microscope import SPECIMENS, Microscope, use_one_core

BLOCK_ROWS = 155
"""Rows scanned at once: about what 30 ms of the default scan are."""


def run_simulator_bench(size: int, frames: int, seed: int, json_file: Path | None) -> int:
    """Scan ``frames`` frames of every specimen on both channels; print and write the times.

    The time of a numpy Poisson sample of one channel, taken in turn with the frames, stands
    beside them: it tells how fast the machine was.
    """
    use_one_core()
    generator = np.random.default_rng(seed)
    rate = np.full((size, size), 2.0)
    rows = []
    print(f"{'specimen':<14}{'frames/s':>9}{'per CPU s':>10}{'times numpy Poisson':>21}")
    for specimen in SPECIMENS:
        microscope = Microscope(specimen, seed, rows=size, columns=size)
        _scan(microscope, size)
        wall, cpu, peer = [], [], []
        for _ in range(frames):
            started, busy = time.perf_counter(), time.process_time()
            _scan(microscope, size)
            wall.append(time.perf_counter() - started)
            cpu.append(time.process_time() - busy)
            started = time.perf_counter()
            generator.poisson(rate)
            peer.append(time.perf_counter() - started)
        row = {
            "specimen": specimen,
            "frames_per_s": 1 / statistics.median(wall),
            "frames_per_cpu_s": 1 / statistics.median(cpu),
            "ratio_to_numpy_poisson": statistics.median(wall) / statistics.median(peer),
        }
        rows.append(row)
        print(
            f"{specimen:<14}{row['frames_per_s']:>9.1f}{row['frames_per_cpu_s']:>10.1f}"
            f"{row['ratio_to_numpy_poisson']:>21.2f}"
        )
    if json_file is not None:
        content = {"environment": environment(seed), "size": size, "frames": frames, "runs": rows}
        json_file.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return 0


def _scan(microscope: Microscope, size: int) -> None:
    microscope.begin_frame()
    for first in range(0, size, BLOCK_ROWS):
        microscope.scan_rows(first, min(size, first + BLOCK_ROWS))
