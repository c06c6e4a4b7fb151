"""What a dose can prove: the smallest column that unseen electrons confirm or contradict.

The sum of electrons under a Gaussian weight of sigma s acts like a Poisson count of the area
4 pi s^2, in which a column of E electrons counts in full (matched filter). From there on these are
the critical level and the detection limit of counting (L. A. Currie, Anal. Chem. 40 (1968)
586): found with 95 % probability at the level where chance finds one in a hundred frames.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.trust.fields import threshold
from stemviewer.trust.templates import Plane, Template

POWER = 0.95
"""Probability with which a column at the limit is found."""

_POWER_SCORE = 1.645


@dataclass(frozen=True, slots=True)
class Limits:
    """The smallest column that can be told at one place of the picture.

    Parameters
    ----------
    sigma : float
        Of the column [px].
    missing : float
        Electrons, at the exposure of the picture, of the smallest column that would be noticed
        if it were there and the picture did not show it.
    invented : float
        The same of a column that the picture shows and that is not there.
    brightest : float
        Electrons of the brightest column of the picture; 0 where it has no contrast.
    """

    sigma: float
    missing: float
    invented: float
    brightest: float

    @property
    def share(self) -> float:
        """The larger of the two, as a share of the brightest column; infinite without one."""
        largest = max(self.missing, self.invented)
        return largest / self.brightest if self.brightest > 0.0 else math.inf

    def sentence(self) -> str:
        """Return it for the operator."""
        size = f"{max(self.missing, self.invented):.0f} electrons"
        if not math.isfinite(self.share):
            return f"at this dose a column of {size} can be confirmed or contradicted"
        return (
            f"at this dose a column of {size} ({self.share:.0%} of the brightest) can be "
            "confirmed or contradicted; smaller ones cannot be decided"
        )


def smallest_missing(rate: npt.NDArray[Any], sigma: float, score: float) -> Plane:
    """Return the smallest column that is noticed where the picture does not show it.

    Parameters
    ----------
    rate : ndarray
        Expected unseen electrons there without it [electrons per pixel].
    sigma : float
        Of the column [px].
    score : float
        Normal score from which on a place is believed.

    Returns
    -------
    ndarray
        [unseen electrons], of the shape of ``rate``.
    """
    mean = _area(sigma) * np.maximum(np.asarray(rate, dtype=np.float64), 1e-9)
    # smallest count whose upper tail is beyond the score; pdtrik inverts the distribution
    critical = np.maximum(np.ceil(_quantile(1.0 - scipy.special.ndtr(-score), mean)) + 1.0, 1.0)
    needed: Plane = scipy.special.gammaincinv(critical, POWER) - mean
    return np.maximum(needed, 0.0)


def smallest_invented(rate: npt.NDArray[Any], sigma: float, score: float) -> Plane:
    """Return the smallest column that is noticed where the picture invents it.

    Parameters and result as for ``smallest_missing``.
    """
    mean = _area(sigma) * np.maximum(np.asarray(rate, dtype=np.float64), 1e-9)
    # a count that is hardly ever exceeded where there is no column ...
    highest = np.ceil(_quantile(POWER, mean))
    # ... and the expectation under which so few are as rare as the score says
    needed: Plane = scipy.special.gammainccinv(highest + 1.0, scipy.special.ndtr(-score)) - mean
    return np.maximum(needed, 0.0)


def limits_at(
    picture: npt.NDArray[Any], ratio: float, sigma: float, alpha: float, scales: int
) -> Limits:
    """Return the limits at the typical brightness between the columns of a picture.

    Parameters
    ----------
    picture : ndarray, shape (rows, columns)
        Rate [electrons per pixel].
    ratio : float
        Unseen electrons for each of the picture.
    sigma : float
        Of a column [px].
    alpha : float
        Share of right frames that may be flagged.
    scales : int
        Number of maps looked at.
    """
    dark, median, bright = np.percentile(picture, (1.0, 50.0, 99.7))
    shape = (int(picture.shape[0]), int(picture.shape[1]))
    score = threshold(alpha, shape, sigma, scales)
    rate = np.array([float(median) * ratio])
    brightest = float(bright - dark) * Template(sigma).total()
    return Limits(
        sigma,
        float(smallest_missing(rate, sigma, score)[0]) / ratio,
        float(smallest_invented(rate, sigma, score)[0]) / ratio,
        brightest if bright > 1.05 * dark else 0.0,
    )


def exposure_needed(effect: float, score: float) -> float:
    """Return how many times the present exposure a feature needs to be decided.

    Parameters
    ----------
    effect : float
        Expected score of the feature at the present exposure; it grows as the square root.
    score : float
        Score at which it is believed.
    """
    if effect <= 0.0:
        return math.inf
    return ((score + _POWER_SCORE) / effect) ** 2


def _area(sigma: float) -> float:
    template = Template(sigma)
    return template.total() ** 2 / template.total(2)


def _quantile(probability: Any, mean: Plane) -> Plane:
    """Return the count up to which Poisson numbers reach with this probability, as a real."""
    found: Plane = np.asarray(scipy.special.pdtrik(np.broadcast_to(probability, mean.shape), mean))
    # below the probability of no count at all there is no solution
    return np.nan_to_num(found, nan=0.0)
