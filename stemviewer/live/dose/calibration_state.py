"""The calibration of a channel, as shown and as asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.errors import SettingsError
from stemviewer.core.quantity import set_to
from stemviewer.live.dose.calibrate import Calibration

GAINS, OFFSETS = (1e-6, 1e7), (-1e7, 1e7)
"""Gains [units/electron] and black levels [units] that make sense."""


class CalibrationStep(StrEnum):
    """What the operator may ask for."""

    MEASURE = "measure"
    ESTIMATE = "estimate"
    CANCEL = "cancel"
    ACCEPT = "accept"
    FORGET = "forget"


class Phase(StrEnum):
    """Where a measurement is."""

    IDLE = "idle"
    DARK = "beam off"
    PAIRS = "frame pairs"
    WORKING = "working"
    FOUND = "found"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CalibrationState:
    """What is going on, and what is in force.

    Parameters
    ----------
    phase : Phase
        Of the measurement.
    channel : str
        It is about.
    done, wanted : int
        Frames collected of this phase.
    found : Calibration or None
        Waits to be accepted.
    message : str
        Why it failed.
    in_force : Calibration or None
        Accepted or typed here for ``channel``; ``None`` while the feed's own holds.
    """

    phase: Phase = Phase.IDLE
    channel: str = ""
    done: int = 0
    wanted: int = 0
    found: Calibration | None = None
    message: str = ""
    in_force: Calibration | None = None


def typed_calibration(gain: float, offset: float, utc_ns: int) -> Calibration:
    """Return typed values as a calibration whose uncertainty is unknown (not a number).

    Raises
    ------
    SettingsError
        If a value is outside ``GAINS`` or ``OFFSETS``.
    """
    for name, value, (low, high) in (("gain", gain, GAINS), ("black level", offset, OFFSETS)):
        if not (math.isfinite(value) and low <= value <= high):
            raise SettingsError(
                f"A {name} of {value:g} is not possible.",
                "The calibration in force was kept.",
                f"Give {low:g} to {high:g}.",
            )
    values = DetectorCalibration(set_to(gain), set_to(offset))
    return Calibration(values, math.nan, math.nan, None, 0, 0, utc_ns, "typed by the operator")
