"""The drift of a few faint frames, from all pairs of them at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import fft, ndimage

from stemviewer.core.calibration import ElectronImage

MOST = 1.5
"""Fastest drift that is looked for [px a frame]; a lattice repeats itself beyond."""

_FINE, _COARSE = 1.0, 20.0
"""Structure between these sigmas is compared [px]."""

Spectrum = npt.NDArray[np.complex64]
Path = npt.NDArray[np.float64]


class PairwisePath:
    """Correlations of frames that drift; see ``steady`` and ``power``.

    One frame of an electron per pixel does not show where it lies, and a chain of such
    measurements loses its way. All pairs together do: with F_n the spectra and p_n the places,
    the power of the aligned sum, sum_k |sum_n F_n exp(2 pi i k p_n)|^2, is the likelihood of a
    path but for constants (white noise; G. Turin, IRE Trans. Inf. Theory 6 (1960) 311).

    Parameters
    ----------
    frames : sequence of ndarray, shape (rows, columns)
        Electrons per pixel.
    times : sequence of int
        Frame numbers, ascending.
    """

    def __init__(self, frames: Sequence[ElectronImage], times: Sequence[int]) -> None:
        self._shape = frames[0].shape
        self._times = np.asarray(times) - times[0]
        window = np.sqrt(np.outer(*(np.hanning(side + 2)[1:-1] for side in self._shape)))
        self._spectra: list[Spectrum] = []
        for frame in frames:
            flat = (frame - frame.mean()) * window
            self._spectra.append(fft.rfft2(flat.astype(np.float32)))
        self._down = fft.fftfreq(self._shape[0])[:, None]
        self._right = fft.rfftfreq(self._shape[1])[None, :]
        square = self._down**2 + self._right**2
        fine = np.exp(-((2.0 * np.pi * _FINE) ** 2) * square)
        self._band = np.asarray(fine * (1.0 - np.exp(-(_COARSE**2) * square)), np.float32)

    def power(self, path: Path) -> float:
        """Return the power of the sum aligned along a path, shape (frames, 2) [px]."""
        total = np.zeros_like(self._spectra[0])
        for spectrum, (down, right) in zip(self._spectra, path, strict=True):
            phase = np.exp(2j * np.pi * (self._down * down + self._right * right))
            total += spectrum * phase.astype(np.complex64)
        return float(np.sum(self._band * np.abs(total) ** 2))

    def steady(self) -> Path:
        """Return the most likely path of a constant drift, shape (frames, 2) [px]."""
        span = int(self._times[-1])
        grid = np.linspace(-MOST, MOST, 2 * round(2 * MOST * span) + 1)
        likely = np.zeros((grid.size, grid.size))
        for lag in range(1, span + 1):
            found = self._correlation(lag)
            if found is not None:
                reach = found.shape[0] // 2
                at = np.meshgrid(grid * lag + reach, grid * lag + reach, indexing="ij")
                likely += ndimage.map_coordinates(found, at, order=1, mode="nearest")
        row, column = np.unravel_index(int(np.argmax(likely)), likely.shape)
        return np.outer(self._times, (grid[row], grid[column])).astype(np.float64)

    def _correlation(self, lag: int) -> npt.NDArray[np.float32] | None:
        """Return the correlation of all pairs that are so many frames apart, about no shift."""
        product: Spectrum | None = None
        places = {int(time): number for number, time in enumerate(self._times)}
        for time, number in places.items():
            later = places.get(time + lag)
            if later is not None:
                one = np.conj(self._spectra[number]) * self._spectra[later]
                product = one if product is None else product + one
        if product is None:
            return None
        reach = min(int(np.ceil(MOST * lag)) + 2, min(self._shape) // 2 - 1)
        near = np.arange(-reach, reach + 1)
        whole = fft.irfft2(product * self._band, self._shape)
        return np.asarray(whole[np.ix_(near, near)], np.float32)
