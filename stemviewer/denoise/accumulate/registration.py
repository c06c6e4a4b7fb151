"""The drift between a frame and those before it, at two electrons per pixel and on lattices.

The frame is correlated with the aligned sum of the frames before it. For white noise of variance
v per pixel, and the sum's mean r as the estimate of the rate, the correlation sum(f r) / v is the
logarithm of the likelihood of a shift, up to a constant (matched filter: G. Turin, IRE Trans.
Inf. Theory 6 (1960) 311). The logarithm of what is known beforehand of the drift is added, and
only shifts that it allows are looked at: on a lattice the correlation alone is as high one
lattice vector away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.core.calibration import ElectronImage
from stemviewer.denoise.accumulate.motion import Motion, Prediction
from stemviewer.denoise.accumulate.spectrum import FrameSpectrum, Spectrum, frame_spectrum, moved

SIGNIFICANT = 6.0
"""A peak below this many standard deviations of the correlation's noise proves no drift; of a
hundred places searched in pure noise the highest is hardly ever above 4."""

RIVAL_NATS = 5.0
"""A second peak less than this behind, in logarithms of probability, makes a drift ambiguous."""

RIVAL_DISTANCE = 2.0
"""Nearer than this it is the same peak [px]."""

Map = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Drift:
    """Movement of the specimen since the last frame, down and right [px].

    Parameters
    ----------
    down, right : float
        To a fraction of a pixel; as predicted where ``measured`` is false.
    measured : bool
        Whether the frames prove it.
    ambiguous : bool
        Whether another shift is nearly as likely: on a lattice without marks, one lattice
        vector away.
    """

    down: float
    right: float
    measured: bool
    ambiguous: bool = False


class Registration:
    """Follows the drift of one series of frames of one shape.

    Parameters
    ----------
    memory : int
        Number of frames whose mean is the reference, about.
    largest_drift : float
        From one frame to the next [px].
    """

    def __init__(self, memory: int = 8, largest_drift: float = 4.0) -> None:
        self.motion = Motion(largest_drift)
        self._keep = 1.0 - 1.0 / max(memory, 2)
        self._sum: Spectrum | None = None
        self._weight = 0.0

    def follow(
        self,
        electrons: ElectronImage,
        frames: int = 1,
        jump: tuple[float, float] = (0.0, 0.0),
    ) -> Drift:
        """Return the drift of a frame, and take the frame into the reference.

        Parameters
        ----------
        electrons : ndarray of float32, shape (rows, columns)
            Counts [electrons per pixel].
        frames : int
            How many frames after the last one it is; 1 when none is missing.
        jump : tuple of float
            How far the content moved because the scan was shifted, down and right [px]; the
            drift returned comes on top.
        """
        new = frame_spectrum(electrons)
        if self._sum is None:
            self._sum, self._weight = new.values.copy(), 1.0
            return Drift(0.0, 0.0, measured=True)
        if jump != (0.0, 0.0):
            self._sum = moved(self._sum, new.shape, *jump)
        drift = self._find(new, self._sum / np.float32(self._weight), frames)
        if drift.measured:
            self.motion.learn(drift.down, drift.right, frames)
        # the reference moves along, so that only drifts within its memory add up
        past = moved(self._sum, new.shape, drift.down, drift.right)
        self._sum = past * np.float32(self._keep) + new.values
        self._weight = self._weight * self._keep + 1.0
        return drift

    def _find(self, new: FrameSpectrum, reference: Spectrum, frames: int) -> Drift:
        expected = self.motion.predict(frames)
        product = new.values * np.conj(reference)
        plane: Map = scipy.fft.irfft2(product, s=new.shape)
        variance = max(new.mean, 1e-6)
        score, rows, columns = _searched(plane / np.float32(variance), expected)
        if score.size == 0:
            return Drift(expected.down, expected.right, measured=False)
        best = np.unravel_index(int(np.argmax(score)), score.shape)
        down, right = int(rows[best[0]]), int(columns[best[1]])
        if plane[down, right] < SIGNIFICANT * _noise(new, reference):
            return Drift(expected.down, expected.right, measured=False)
        fine = (
            down + _vertex(plane[down - 1, right], plane[down, right],
                           plane[(down + 1) % plane.shape[0], right]),
            right + _vertex(plane[down, right - 1], plane[down, right],
                            plane[down, (right + 1) % plane.shape[1]]),
        )  # fmt: skip
        return Drift(*fine, measured=True, ambiguous=_has_rival(score, best))


def _searched(
    likelihood: Map, expected: Prediction
) -> tuple[Map, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return log posterior, rows and columns of the whole-pixel shifts that are allowed."""
    axes = []
    for place in (expected.down, expected.right):
        low = max(place - expected.reach, -expected.farthest)
        high = min(place + expected.reach, expected.farthest)
        axes.append(np.arange(int(np.ceil(low)), int(np.floor(high)) + 1, dtype=np.int64))
    rows, columns = axes
    part = likelihood[np.ix_(rows, columns)]
    distance = (rows[:, None] - expected.down) ** 2 + (columns[None, :] - expected.right) ** 2
    score: Map = (part - distance / (2.0 * expected.sigma**2)).astype(np.float32)
    too_far = np.hypot(rows[:, None], columns[None, :]) > expected.farthest + 1.0
    score[too_far] = -np.inf
    return score, rows, columns


def _noise(new: FrameSpectrum, reference: Spectrum) -> float:
    """Return the standard deviation of the correlation that the frame's shot noise causes."""
    rows, columns = new.shape
    power = reference.real**2 + reference.imag**2
    # half spectrum: every column but the first stands for two
    total = 2.0 * float(power.sum(dtype=np.float64)) - float(power[:, 0].sum(dtype=np.float64))
    return float(np.sqrt(new.noise * total)) / (rows * columns)


def _vertex(before: float, middle: float, after: float) -> float:
    """Return the place of a parabola's top through three neighbours, from the middle one [px]."""
    bend = before - 2.0 * middle + after
    if bend >= 0.0:
        return 0.0
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5))


def _has_rival(score: Map, best: tuple[np.intp, ...]) -> bool:
    rows, columns = np.indices(score.shape)
    away = np.hypot(rows - best[0], columns - best[1]) >= RIVAL_DISTANCE
    # only tops count: the slope of the best peak is no rival
    padded = np.pad(score, 1, constant_values=-np.inf)
    top = np.ones(score.shape, dtype=bool)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            beside = padded[1 + down : padded.shape[0] - 1 + down,
                            1 + right : padded.shape[1] - 1 + right]  # fmt: skip
            top &= score >= beside
    rivals = score[away & top]
    return bool(rivals.size and float(rivals.max()) > float(score[best]) - RIVAL_NATS)
