"""What aligning by whole pixels does to a sum, and by how much that flatters a picture of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import fft

from stemviewer.denoise.base import Denoiser
from stemviewer.trust.templates import Plane

Offsets = npt.NDArray[np.float64]
"""Where the view lies in each frame beside the whole pixel it was moved by, shape (frames, 2)."""

UNSEEN = 1.25
"""What is measured on a smoothed picture stands for so much on the specimen itself: found with
``stemviewer bench dose --parts advice`` on pictures that are not used for its figures."""

DOUBT = 0.5
"""Standard error of the allowance, as a share of it; found likewise."""

_EDGE = 16
_LEAST = 0.35
"""Spatial frequencies that the sum kept less of are not raised any further."""


@dataclass(frozen=True, slots=True)
class Blur:
    """Mean of the parts of a pixel that frames of a sum were left apart by.

    Parameters
    ----------
    offsets : ndarray, shape (frames, 2)
        [px].
    """

    offsets: Offsets

    @property
    def nothing(self) -> bool:
        """Whether all frames lie alike on the grid of pixels."""
        return bool(np.ptp(self.offsets, axis=0).max() < 0.02) if len(self.offsets) else True

    def undone(self, picture: Plane) -> Plane:
        """Return a smooth picture of the sum as it would be without the blur.

        The sum is the rate convolved with points at the offsets, whose transfer function
        mean(exp(-2 pi i k d)) falls to 0.4 at most for offsets within half a pixel, so that it can
        be divided out (R. C. Gonzalez, R. E. Woods, Digital Image Processing, 2018, section 5.7).

        Parameters
        ----------
        picture : ndarray, shape (rows, columns)
            Free of noise.
        """
        big = np.pad(picture, _EDGE, mode="reflect")
        transfer = self._transfer(big.shape)
        inverse = np.conj(transfer) / np.maximum(np.abs(transfer), _LEAST) ** 2
        sharp = fft.irfft2(fft.rfft2(big) * inverse, big.shape)[_EDGE:-_EDGE, _EDGE:-_EDGE]
        return np.asarray(np.maximum(sharp, 0.0), np.float64)

    def _transfer(self, shape: tuple[int, ...]) -> npt.NDArray[np.complex128]:
        apart = self.offsets - self.offsets.mean(axis=0)
        down = np.exp(-2j * np.pi * np.outer(apart[:, 0], fft.fftfreq(shape[0])))
        right = np.exp(-2j * np.pi * np.outer(apart[:, 1], fft.rfftfreq(shape[1])))
        return np.asarray(down.T @ right / len(apart), np.complex128)


def flattery(blurred: Plane, sharp: Plane, denoiser: Denoiser, seed: int) -> float:
    """Return by how much pictures of a blurred rate are better than those of the sharp one [dB].

    Frames are drawn of both, sharing the electrons that they can share so that chance weighs little
    (parametric bootstrap: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993,
    section 6.5; common random numbers: P. Glasserman, Monte Carlo Methods in Financial
    Engineering, 2003, section 4.2).

    Parameters
    ----------
    blurred, sharp : ndarray, shape (rows, columns)
        Rates [electrons per pixel].
    denoiser : Denoiser
        What makes the pictures.
    seed : int
        Of the frames.
    """
    generator = np.random.default_rng(seed)
    least = np.minimum(blurred, sharp)
    common = generator.poisson(least)
    found = []
    for rate in (blurred, sharp):
        counts = (common + generator.poisson(rate - least)).astype(np.float32)
        error = float(np.mean((denoiser.apply(counts).image - rate) ** 2))
        square = float(np.mean(rate**2))
        if error <= 0.0 or square <= 0.0:
            return 0.0
        found.append(10.0 * math.log10(square / error))
    return found[0] - found[1]
