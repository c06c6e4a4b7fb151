"""How far a picture is from the truth at a share of the dose, from electrons it has not seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.denoise.base import Denoiser
from stemviewer.trust.plain import plain_estimate
from stemviewer.trust.templates import Plane
from stemviewer.trust.thinning import thin


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and its standard error by counting."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class ShareScore:
    """One picture made from a share of the electrons, judged by the others.

    Parameters
    ----------
    share : float
        Of the electrons it was made from.
    error : Estimate
        Its mean squared error at the exposure of all the electrons [(electrons per pixel)^2];
        may be negative by chance.
    gain : float
        By how much it predicts unseen electrons better than the plain filter does, for as many
        electrons as there are in all [nats].
    variance : float
        Of that difference, by counting.
    """

    share: float
    error: Estimate
    gain: float
    variance: float


def squared_error(
    picture: Plane, seen_share: float, unseen: Plane, counts: Plane, guess: Plane | float
) -> Estimate:
    """Return an unbiased estimate of a picture's mean squared error against the true rate.

    With counts k = a + b of rate r, a picture f made of a alone (brought to the exposure of k),
    b the electrons held out with probability q, and any image g that knows nothing of k,

        mse = mean((f - g)^2 - 2 (f - g) (b / q - g) + (k - g)^2 - k)

    has the expectation mean((f - r)^2): a and b are independent (see ``trust.thinning``), so
    E[b / q | f] = r, and E[(k - g)^2 - k] = (r - g)^2. It is the mean((f - b / q)^2) - noise of
    data thinning (A. Neufeld, A. Dharamshi, L. L. Gao, D. Witten, J. Mach. Learn. Res. 25 (2024)
    57; for denoising J. Batson, L. Royer, Proc. Mach. Learn. Res. 97 (2019) 524) with g as a
    control variate (P. Glasserman, Monte Carlo Methods in Financial Engineering, 2003, section
    4.1): the nearer g is to r, the smaller the variance; no g makes it biased.

    Parameters
    ----------
    picture : ndarray, shape (rows, columns)
        f [electrons per pixel at the exposure of all electrons].
    seen_share : float
        1 - q.
    unseen, counts : ndarray, same shape
        b and k [electrons per pixel].
    guess : ndarray of the same shape, or float
        g, from other frames or a constant [electrons per pixel].
    """
    apart = picture - guess
    terms = apart * (apart - 2.0 * (unseen / (1.0 - seen_share) - guess))
    terms += (counts - guess) ** 2 - counts
    return Estimate(float(terms.mean()), float(terms.std()) / math.sqrt(terms.size))


def scored_share(
    counts: npt.NDArray[Any],
    share: float,
    denoiser: Denoiser,
    guess: Plane | float,
    seed: int,
) -> ShareScore:
    """Make a picture from a share of the electrons and judge it by the others.

    Parameters
    ----------
    counts : ndarray, shape (rows, columns)
        Whole electrons per pixel.
    share : float
        To make the picture from, 0 < share < 1.
    denoiser : Denoiser
        What makes it.
    guess : ndarray of the same shape, or float
        See ``squared_error``.
    seed : int
        Of the split.

    Returns
    -------
    ShareScore
        Error and evidence.
    """
    split = thin(counts, 1.0 - share, seed)
    kept = 1.0 - split.q
    whole, unseen = np.asarray(counts, np.float64), split.unseen.astype(np.float64)
    picture = denoiser.apply(split.seen.astype(np.float32)).image.astype(np.float64) / kept
    plain = plain_estimate(split.seen).image / kept
    gain, variance = _evidence(picture, plain, unseen / split.q)
    error = squared_error(picture, kept, unseen, whole, guess)
    return ShareScore(kept, error, gain, variance)


def of_pictures(several: Sequence[Estimate]) -> Estimate:
    """Return the mean error of pictures of one dose, judged by much the same electrons.

    Their judge is common, so its error stays; how they differ among themselves comes on top.
    """
    values = [one.value for one in several]
    error = float(np.mean([one.error for one in several]))
    if len(values) > 1:
        error = math.hypot(error, float(np.std(values, ddof=1)) / math.sqrt(len(values)))
    return Estimate(float(np.mean(values)), error)


def mean_square(counts: npt.NDArray[Any]) -> float:
    """Return an unbiased estimate of the mean square of the rate: E[k (k - 1)] = r^2."""
    k = np.asarray(counts, dtype=np.float64)
    return float(np.mean(k * (k - 1.0)))


def decibels(error: float, reference: float) -> float:
    """Return 10 log10(reference / error) [dB]; nan where either is not positive."""
    if not (error > 0.0 and reference > 0.0):
        return math.nan
    return 10.0 * math.log10(reference / error)


def _evidence(picture: Plane, plain: Plane, unseen: Plane) -> tuple[float, float]:
    """Return difference of log-likelihoods and its variance; see ``trust.verdict.compare``."""
    floor = 1e-3 * max(float(plain.mean()), 1e-9)
    f, g = np.maximum(picture, floor), np.maximum(plain, floor)
    ratio = np.log(f / g)
    gain = float(np.sum(unseen * ratio) - np.sum(f - g))
    return gain, float(np.sum(unseen * np.square(ratio)))
