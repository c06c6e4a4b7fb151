"""Electrons that a frame itself counted."""

from __future__ import annotations

import numpy as np

from stemviewer.core.frame import Frame
from stemviewer.core.quantity import UNKNOWN, Quantity


def counted(frame: Frame) -> Quantity:
    """Return the mean of the rows that arrived [electrons per pixel], where they can tell."""
    calibration = frame.calibration
    if calibration.gain.value is None or calibration.offset.value is None or not frame.valid_rows:
        return UNKNOWN
    mean = float(np.mean(frame.valid, dtype=np.float64))
    value = (mean - calibration.offset.value) / calibration.gain.value
    return Quantity(value, calibration.source) if np.isfinite(value) else UNKNOWN
