"""How surprising a weighted sum of Poisson counts is, also where counts are few.

For S = sum t_i b_i with b_i ~ Poisson(m_i) the cumulant function is K(s) = sum m_i (exp(s t_i)
- 1). With s solving K'(s) = x, w = sign(s) sqrt(2 (s x - K)) and v = s sqrt(K''), the score
r = w + ln(v / w) / w is normal to third order (Barndorff-Nielsen 1986, doi:10.1093/biomet/73.2.307;
Lugannani and Rice 1980). The moment score (x - K'(0)) / sqrt(K''(0)) is skewed where counts are
few: at 0.3 electrons per pixel its upper tail is ten and more times too heavy.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy

Array = npt.NDArray[np.float64]

_STEPS = 40
_NEAR = 1e-3
"""Closer to the mean than so many deviations the two scores agree, and the first is unstable."""


def equivalent_score(found: Array, mean: Array, variance: Array) -> Array:
    """Return the signed root of the deviance of the Poisson number with the same two moments.

    Fast, for whole maps: S / c with c = variance / mean is compared with Poisson(mean / c).

    Parameters
    ----------
    found, mean, variance : ndarray, same shape
        Weighted sum, its expectation and variance; both positive.
    """
    unit = variance / mean
    expected = mean / unit
    seen = np.maximum(found, 0.0) / unit
    ratio = np.maximum(seen, 1e-12) / expected
    deviance = np.maximum(seen * np.log(ratio) - (seen - expected), 0.0)
    score: Array = np.sign(seen - expected) * np.sqrt(2.0 * deviance)
    return score


def saddlepoint_score(found: Array, rates: Array, weights: Array) -> Array:
    """Return the normal score of weighted sums by the saddlepoint approximation.

    Parameters
    ----------
    found : ndarray, shape (places,)
        Observed sums.
    rates : ndarray, shape (places, pixels)
        Expected counts of every pixel.
    weights : ndarray, shape (pixels,)
        Positive weights, the same for all places.

    Returns
    -------
    ndarray, shape (places,)
        Standard normal deviates with the same tail probability; for a sum of zero that of
        no electron at all.
    """
    if found.size == 0:
        return np.zeros(0)
    first = rates @ weights
    second = rates @ np.square(weights)
    moment = (found - first) / np.sqrt(np.maximum(second, 1e-300))
    target = np.maximum(found, 1e-9)
    slope = _solve(target, rates, weights, first, second)
    growth = np.exp(np.clip(slope[:, None] * weights, -700.0, 700.0))
    level = np.sum(rates * (growth - 1.0), axis=1)
    curve = np.sum(rates * growth * np.square(weights), axis=1)
    depth = np.sqrt(np.maximum(2.0 * (slope * target - level), 1e-300)) * np.sign(slope)
    arm = slope * np.sqrt(np.maximum(curve, 1e-300))
    with np.errstate(divide="ignore", invalid="ignore"):
        score = depth + np.log(arm / depth) / depth
    score = np.where((np.abs(moment) < _NEAR) | ~np.isfinite(score), moment, score)
    empty = found <= 1e-9
    if empty.any():
        nothing = np.exp(-rates[empty].sum(axis=1))
        score[empty] = scipy.special.ndtri(np.clip(nothing, 1e-300, 1.0 - 1e-12))
    result: Array = score
    return result


def _solve(target: Array, rates: Array, weights: Array, first: Array, second: Array) -> Array:
    """Solve sum m t exp(s t) = target for s, by Newton steps on its logarithm."""
    ratio = np.log(target / np.maximum(first, 1e-300))
    slope: Array = np.clip(ratio * first / np.maximum(second, 1e-300), -50.0, 50.0)
    for _ in range(_STEPS):
        growth = rates * np.exp(np.clip(slope[:, None] * weights, -700.0, 700.0)) * weights
        value = growth.sum(axis=1)
        steep = growth @ weights
        # the logarithm of the sum is nearly straight in s, also far from the solution
        step = np.log(np.maximum(value, 1e-300) / target) * value / np.maximum(steep, 1e-300)
        slope = slope - np.clip(step, -4.0, 4.0)
        if float(np.abs(step).max()) < 1e-8:
            break
    return slope
