"""Detectors: from electrons to units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.quantity import measured
from stemviewer.simulation.counting import Counts, Rates, poisson

Units = npt.NDArray[np.uint16]
DTYPE = "uint16"


class DetectorKind(StrEnum):
    """How a detector turns electrons into units."""

    COUNTING = "counting"
    """One unit per electron, no offset, no readout noise."""
    ANALOGUE = "analogue"
    """Scintillator and photomultiplier: gain, offset, readout noise and afterglow."""
    UNCALIBRATED = "uncalibrated"
    """The same as analogue, but nobody has measured gain and offset."""


@dataclass(frozen=True, slots=True)
class Detector:
    """Response of one detector.

    Parameters
    ----------
    kind : DetectorKind
        What is known of it.
    gain : float
        [units/electron].
    offset : float
        [units].
    readout_noise : float
        Standard deviation [units].
    line_noise : float
        Standard deviation of the offset from row to row [units].
    afterglow : float
        Share of a pixel's signal that arrives in the next one, 0 to below 1; correlates
        neighbours along the fast axis as real scintillators do.
    """

    kind: DetectorKind = DetectorKind.COUNTING
    gain: float = 1.0
    offset: float = 0.0
    readout_noise: float = 0.0
    line_noise: float = 0.0
    afterglow: float = 0.0

    @property
    def calibration(self) -> DetectorCalibration:
        """What the instrument says of it."""
        if self.kind is DetectorKind.COUNTING:
            return COUNTING
        if self.kind is DetectorKind.ANALOGUE:
            # as a service engineer would have left it: the true values, measured
            return DetectorCalibration(measured(self.gain), measured(self.offset))
        return DetectorCalibration()

    def read(self, generator: np.random.Generator, rates: Rates) -> Units:
        """Count electrons and convert them.

        Parameters
        ----------
        generator : numpy.random.Generator
            Source of randomness.
        rates : ndarray of float32, shape (rows, columns)
            Expected electrons on the detector per pixel.

        Returns
        -------
        ndarray of uint16, shape (rows, columns)
            [units], clipped to 0 and 65535 as a real converter does.
        """
        counts = poisson(generator, rates)
        if self.kind is DetectorKind.COUNTING:
            return np.minimum(counts, 65535).astype(np.uint16)
        return self._digitise(generator, counts)

    def _digitise(self, generator: np.random.Generator, counts: Counts) -> Units:
        signal = counts.astype(np.float32)
        if self.afterglow > 0.0:
            late = signal[:, :-1] * np.float32(self.afterglow)
            signal *= np.float32(1.0 - self.afterglow)
            signal[:, 1:] += late
        signal *= np.float32(self.gain)
        signal += np.float32(self.offset)
        signal += np.float32(self.readout_noise) * generator.standard_normal(
            signal.shape, dtype=np.float32
        )
        rows = (signal.shape[0], 1)
        signal += np.float32(self.line_noise) * generator.standard_normal(rows, dtype=np.float32)
        return np.clip(np.rint(signal), 0, 65535).astype(np.uint16)


def make_detector(kind: DetectorKind) -> Detector:
    """Return a typical detector of a kind."""
    if kind is DetectorKind.COUNTING:
        return Detector()
    return Detector(kind, 38.0, 1250.0, 9.0, line_noise=1.5, afterglow=0.12)
