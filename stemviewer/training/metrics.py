"""Scores of a denoised picture against the truth, and the Gaussian it has to beat."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import ndimage

Image = npt.NDArray[np.float32]

SIGMAS = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6, 8.0, 11.0, 16.0, 32.0)
"""Widths of the Gaussian that are tried [px]."""

MAX_PSNR = 60.0
"""Scores are cut here [dB], so that a lucky flat field cannot outweigh everything else."""


def psnr(estimate: Image, truth: Image) -> float:
    """Return the peak signal-to-noise ratio [dB]; the peak is the truth's largest value.

    Parameters
    ----------
    estimate, truth : ndarray of float32, same shape
        Electrons per pixel.
    """
    error = float(np.mean((estimate.astype(np.float64) - truth) ** 2))
    peak = float(truth.max())
    if error == 0.0:
        return MAX_PSNR
    return min(MAX_PSNR, 10.0 * math.log10(peak * peak / error))


def best_gaussian(counts: Image, truth: Image) -> tuple[float, float]:
    """Return PSNR [dB] and sigma [px] of the Gaussian filter that comes nearest to the truth.

    It is chosen knowing the truth, image by image: more than any operator could do.
    """
    scores = [(psnr(_gaussian(counts, sigma), truth), sigma) for sigma in SIGMAS]
    return max(scores)


def _gaussian(counts: Image, sigma: float) -> Image:
    filtered: Image = ndimage.gaussian_filter(counts, sigma, mode="reflect")
    return filtered


def count_peaks(image: Image, height: float, radius: int = 3) -> int:
    """Return the number of local maxima that rise at least ``height`` above their surroundings.

    Parameters
    ----------
    image : ndarray of float32
        Electrons per pixel.
    height : float
        Above the median of the image [electrons per pixel].
    radius : int
        A maximum is the largest value within this distance [px].
    """
    largest = ndimage.maximum_filter(image, size=2 * radius + 1)
    above = image > np.median(image) + height
    _, found = ndimage.label((image == largest) & above)
    return int(found)
