"""Part ``calibration``: gain and offset found against those the simulated detector has."""

from __future__ import annotations

from typing import Any

import numpy as np

from stemviewer.core.quantity import Source
from stemviewer.live.dose.calibrate import Calibration, calibrate
from stemviewer.simulation.detector import DetectorKind
from stemviewer.simulation.microscope import Microscope
from stemviewer.simulation.setup import ScanSetup

GAIN_LIMIT, RUNNING_LIMIT = 0.02, 0.10
"""Allowed relative errors of the gain: guided step, and running frames."""

DOSE = 5.0
"""Mean electrons counted per pixel."""

_SPECIMENS = ("perovskite", "particle", "mos2", "amorphous")


def run(seed: int, *, quick: bool) -> dict[str, Any]:
    """Calibrate simulated detectors; ``good`` says whether every one held."""
    specimens = _SPECIMENS[:2] if quick else _SPECIMENS
    runs = [_one(name, seed + n, 256 if quick else 512) for n, name in enumerate(specimens)]
    runs.append(_counting(seed))
    return {"good": all(r["good"] for r in runs), "runs": runs}


def _microscope(specimen: str, seed: int, size: int, kind: DetectorKind) -> Microscope:
    setup = ScanSetup(size, size, beam_current=1e-11, dwell=1e-6)
    made = Microscope(
        specimen, seed, channels=("HAADF",), setup=setup, detector=kind, critical_dose=1e12
    )
    made.begin_frame()
    mean = float(made.expected_rows(0, size)["HAADF"].mean())
    made.change("beam_current", min(1e-9, 1e-11 * DOSE / mean))
    return made


def _frames(microscope: Microscope, count: int) -> list[np.ndarray[Any, Any]]:
    frames = []
    for _ in range(count):
        microscope.begin_frame()
        frames.append(microscope.scan_rows(0, microscope.setup.rows)["HAADF"])
    return frames


def _one(specimen: str, seed: int, size: int) -> dict[str, Any]:
    microscope = _microscope(specimen, seed, size, DetectorKind.UNCALIBRATED)
    detector = microscope.readout.detectors["HAADF"]
    frames = _frames(microscope, 40)
    microscope.blanked = True
    dark = _frames(microscope, 8)
    guided = calibrate(frames, dark, utc_ns=0)
    running = calibrate(frames, [], utc_ns=0, source=Source.ESTIMATED)
    gain, offset = _numbers(guided)
    rough, zero = _numbers(running)
    gain_error, rough_error = abs(gain / detector.gain - 1), abs(rough / detector.gain - 1)
    sigmas = abs(offset - detector.offset) / detector.readout_noise
    return {
        "specimen": specimen,
        "size": size,
        "electrons_per_pixel": (float(np.mean(frames)) - detector.offset) / detector.gain,
        "gain_error": gain_error,
        "gain_error_stated": guided.gain_error / gain,
        "offset_error_in_noise_sigmas": sigmas,
        "running_gain_error": rough_error,
        "running_offset_error_in_electrons": abs(zero - detector.offset) / detector.gain,
        "good": gain_error <= GAIN_LIMIT and sigmas <= 1.0 and rough_error <= RUNNING_LIMIT,
    }


def _counting(seed: int) -> dict[str, Any]:
    microscope = _microscope("perovskite", seed, 256, DetectorKind.COUNTING)
    frames = _frames(microscope, 12)
    microscope.blanked = True
    found = calibrate(frames, _frames(microscope, 4), utc_ns=0)
    return {"detector": "counting", "how": found.how, "good": found.calibration.counting}


def _numbers(found: Calibration) -> tuple[float, float]:
    gain, offset = found.calibration.gain.value, found.calibration.offset.value
    assert gain is not None
    assert offset is not None
    return gain, offset
