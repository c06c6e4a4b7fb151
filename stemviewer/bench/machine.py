"""What this machine can sustain, measured, and the settings that follow from it."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stemviewer.bench.log.rates import record
from stemviewer.bench.log.traffic import Load, Traffic
from stemviewer.denoise.base import Denoiser

SIDE = 512
"""Rows and columns of the frames that are tried [px]."""

SIDES = (256, 512, 1024, 2048)
"""Scans that are proposed for, square [px]."""

LIVE_RATE = 4.0
"""Denoised pictures a second below which a view no longer follows the operator's hand [1/s]."""

RECORD_RATE = 40.0
"""Frames of 512x512 a second below which the faster compression is proposed [1/s]: twice what a
scan of 0.2 µs dwell time gives."""

SHORT_H = 4.0
"""Hours of recording left below which less is proposed to be stored [h]."""

_TRIES = 5
_POOL = 8


@dataclass(frozen=True, slots=True)
class Sustained:
    """Rates measured on this machine.

    Parameters
    ----------
    network : str
        Name of the network that was timed.
    pass_s : float
        Median time of one pass at 512x512 [s].
    recorded : dict
        Way of compression -> frames of 512x512 a second that a real recorder writes [1/s].
    bytes_per_frame : float
        Of a recorded low-dose frame, with its denoised picture in float32 [bytes].
    disk_free : int
        Room in the folder that was tried [bytes].
    busy : float
        Processes that wanted a core, by core, while it was measured; above 1 the figures are low.
    """

    network: str
    pass_s: float
    recorded: dict[str, float]
    bytes_per_frame: float
    disk_free: int
    busy: float


def measure(name: str, denoiser: Denoiser, folder: Path, seconds: float = 1.0) -> Sustained:
    """Time the network and a real recorder.

    Parameters
    ----------
    name : str
        Of the network.
    denoiser : Denoiser
        The network, ready.
    folder : Path
        Where sessions would go; what is written there is removed.
    seconds : float
        Of each recording [s].
    """
    traffic = Traffic(Load((SIDE,)), 1)
    pool = [traffic.frame(number) for number in range(_POOL)]
    recorded, stored = {}, 0.0
    with tempfile.TemporaryDirectory(dir=folder, prefix=".stemviewer-doctor-") as scratch:
        for compression in ("gzip", "fast"):
            figures = record(Path(scratch) / compression, pool, compression, seconds)
            recorded[compression] = float(figures["rate"])
            if compression == "gzip":
                stored = float(figures["bytes_per_s"]) / float(figures["rate"])
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return Sustained(
        network=name,
        pass_s=_median_pass(denoiser),
        recorded=recorded,
        bytes_per_frame=stored + 4.0 * SIDE * SIDE,
        disk_free=shutil.disk_usage(folder).free,
        busy=load / (os.cpu_count() or 1),
    )


def _median_pass(denoiser: Denoiser) -> float:
    counts = np.random.default_rng(1).poisson(2.0, (SIDE, SIDE)).astype(np.float32)
    denoiser.apply(counts)
    times = []
    for _ in range(_TRIES):
        started = time.perf_counter()
        denoiser.apply(counts)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def hours_left(found: Sustained, frames_per_s: float) -> float:
    """Return how long the disk takes frames of 512x512 at this rate, denoised too [h]."""
    return found.disk_free / (found.bytes_per_frame * frames_per_s) / 3600.0


def proposals(found: Sustained) -> list[str]:
    """Return the settings that this machine can sustain, a sentence each.

    Parameters
    ----------
    found : Sustained
        What was measured. A network's time grows with the number of pixels.
    """
    sides = [s for s in SIDES if (SIDE / s) ** 2 / found.pass_s >= LIVE_RATE]
    said = []
    if sides:
        rate = (SIDE / sides[-1]) ** 2 / found.pass_s
        said.append(
            f"Live network: scans up to {sides[-1]} x {sides[-1]}, there {rate:.0f} a second; "
            "for larger ones a Gaussian live, and the network in review."
        )
    else:
        said.append(
            f"Live network: too slow here ({found.pass_s:.1f} s at 512 x 512). Work with a "
            "Gaussian live (live --filter gaussian) and use the network in review."
        )
    gzip, fast = found.recorded["gzip"], found.recorded["fast"]
    if gzip < RECORD_RATE < fast:
        said.append(f"Recording: the fast compression ({fast:.0f} frames/s, gzip {gzip:.0f}).")
    else:
        said.append(f"Recording: gzip, up to {gzip:.0f} frames of 512 x 512 a second.")
    hours = hours_left(found, min(1.0 / found.pass_s, 10.0))
    if hours < SHORT_H:
        said.append(
            f"Disk: {hours:.1f} h of denoised recording are left; store denoised pictures as "
            "their recipe (live --denoised recompute), or choose another disk."
        )
    else:
        said.append(f"Disk: room for {min(hours, 999):.0f} h of recording with denoised pictures.")
    if found.busy > 1.0:
        said.append(
            f"Other programs kept the processor busy ({found.busy:.1f} for each core): "
            "measure again when it is quiet."
        )
    return said
