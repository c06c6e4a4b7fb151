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


def best_gaussian_image(counts: Image, truth: Image) -> Image:
    """Return the picture of the Gaussian filter that comes nearest to the truth."""
    return _gaussian(counts, best_gaussian(counts, truth)[1])


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


SSIM_SIGMA = 1.5
"""Width of the Gaussian window of the structural similarity [px]."""


def ssim(estimate: Image, truth: Image) -> float:
    """Return the mean structural similarity, 1 for equal pictures.

    Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, IEEE Trans. Image Process. 13 (2004)
    600, doi:10.1109/TIP.2003.819861: Gaussian window of 1.5 px cut at 3.5 sigma, population
    variances, K1 = 0.01, K2 = 0.03. The dynamic range is the truth's largest value, as in
    :func:`psnr`. The rim that the window does not fit into is left out.

    Parameters
    ----------
    estimate, truth : ndarray of float32, same shape
        Electrons per pixel; each side larger than 10 px.
    """
    x, y = estimate.astype(np.float64), truth.astype(np.float64)
    small = (0.01 * float(truth.max())) ** 2, (0.03 * float(truth.max())) ** 2
    mean_x, mean_y = _window(x), _window(y)
    var_x = _window(x * x) - mean_x**2
    var_y = _window(y * y) - mean_y**2
    both = _window(x * y) - mean_x * mean_y
    values = (2 * mean_x * mean_y + small[0]) * (2 * both + small[1])
    values /= (mean_x**2 + mean_y**2 + small[0]) * (var_x + var_y + small[1])
    rim = int(3.5 * SSIM_SIGMA + 0.5)
    return float(values[rim:-rim, rim:-rim].mean())


def _window(image: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    filtered: npt.NDArray[np.float64] = ndimage.gaussian_filter(image, SSIM_SIGMA, truncate=3.5)
    return filtered


def false_peaks(estimate: Image, truth: Image, height: float) -> int:
    """Return the number of bumps of at least ``height`` that the truth does not have.

    A bump rises by that much above the truth and above the estimate's own surroundings (mean
    within a Gaussian of 8 px): neither real structure counts, nor dark structure that was missed.
    """
    above = estimate - ndimage.gaussian_filter(estimate, 8.0)
    return count_peaks(np.minimum(estimate - truth, above).astype(np.float32), height)
