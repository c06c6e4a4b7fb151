"""Drift of the specimen and errors of the scan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ScanErrors:
    """How far the scan and the stage are from ideal.

    Parameters
    ----------
    drift_velocity : tuple of float
        Steady drift of the specimen in the image, (down, right) [Å/s].
    drift_wander : float
        Deviation of each component of the changing part of the drift [Å/s].
    drift_memory : float
        Time over which that part changes [s].
    jitter : float
        Random displacement of a row along x [Å]; half of it along y.
    hum : float
        Amplitude of a displacement at mains frequency along x [Å].
    hum_frequency : float
        [Hz].
    """

    drift_velocity: tuple[float, float] = (0.0, 0.0)
    drift_wander: float = 0.25
    drift_memory: float = 40.0
    jitter: float = 0.05
    hum: float = 0.08
    hum_frequency: float = 50.0


STILL = ScanErrors(drift_wander=0.0, jitter=0.0, hum=0.0)
"""An ideal scan of a specimen that stands still."""


class Drift:
    """Position of the specimen: velocity is an Ornstein-Uhlenbeck process, so the path is smooth.

    Parameters
    ----------
    errors : ScanErrors
        Speed and memory.
    generator : numpy.random.Generator
        Its own, so that the path does not depend on what else is drawn.
    """

    def __init__(self, errors: ScanErrors, generator: np.random.Generator) -> None:
        self._errors = errors
        self._generator = generator
        self._wander = errors.drift_wander * generator.standard_normal(2)
        self.position: Floats = np.zeros(2)
        """Displacement of the specimen in the image since the start, (down, right) [Å]."""

    def advance(self, seconds: float, steps: int = 1) -> Floats:
        """Move on by ``steps`` equal steps.

        Parameters
        ----------
        seconds : float
            Length of one step [s].
        steps : int
            Number of steps.

        Returns
        -------
        ndarray, shape (steps, 2)
            Position at the beginning of each step [Å].
        """
        keep = float(np.exp(-seconds / self._errors.drift_memory))
        kick = self._errors.drift_wander * np.sqrt(1.0 - keep**2)
        kicks = kick * self._generator.standard_normal((steps, 2))
        # wander[n + 1] = keep * wander[n] + kick[n], as a recursive filter
        wander, _ = lfilter([1.0], [1.0, -keep], kicks, axis=0, zi=keep * self._wander[None])
        before = np.vstack([self._wander, wander[:-1]])
        moved = np.cumsum((before + np.array(self._errors.drift_velocity)) * seconds, axis=0)
        start = self.position
        self.position, self._wander = start + moved[-1], wander[-1]
        return np.vstack([start, start + moved[:-1]])


def row_errors(
    errors: ScanErrors, generator: np.random.Generator, start: float, row_time: float, rows: int
) -> Floats:
    """Return displacements of the probe in each row of a block.

    Parameters
    ----------
    errors : ScanErrors
        Sizes.
    generator : numpy.random.Generator
        Source of the jitter.
    start : float
        Time of the first row [s].
    row_time : float
        From row to row [s].
    rows : int
        Number of rows.

    Returns
    -------
    ndarray, shape (rows, 2)
        (down, right) [Å].
    """
    out = errors.jitter * generator.standard_normal((rows, 2))
    out[:, 0] *= 0.5
    times = start + row_time * np.arange(rows)
    out[:, 1] += errors.hum * np.sin(2.0 * np.pi * errors.hum_frequency * times)
    return np.asarray(out, dtype=np.float64)
