"""How many false peaks a map of scores has by chance, and which peaks to believe.

A map of scores smoothed by a Gaussian is a smooth random field. Above a high level u the
expected number of its peaks is that of its Euler characteristic: in two dimensions
A/F^2 4 ln2 (2 pi)^-3/2 u exp(-u^2/2), plus terms for the border and for one point, with the
area A and the width F = 2.355 sigma (K. J. Worsley et al., Hum. Brain Mapp. 4 (1996) 58).
From these numbers the false discovery rate is held as Benjamini and Hochberg (1995) do, peak by
peak (Chumbley and Friston, NeuroImage 44 (2009) 62): where everything is right, any peak is
believed with probability ``alpha`` at most.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import scipy

_FWHM = 2.0 * math.sqrt(2.0 * math.log(2.0))


def false_peaks(score: float, shape: tuple[int, int], sigma: float) -> float:
    """Return the expected number of peaks beyond +- ``score`` in a map where all is right.

    Parameters
    ----------
    score : float
        Level, from about 2.
    shape : tuple of int
        Of the map [px].
    sigma : float
        Of the weight the map was made with [px].
    """
    level = abs(score)
    # a map sampled at pixels cannot have more independent values than pixels
    width = max(_FWHM * sigma, 1.0)
    rows, columns = (side / width for side in shape)
    tail = math.exp(-0.5 * level * level)
    log2 = 4.0 * math.log(2.0)
    area = rows * columns * log2 * (2.0 * math.pi) ** -1.5 * level * tail
    edge = (rows + columns) * math.sqrt(log2) / (2.0 * math.pi) * tail
    expected: float = 2.0 * (area + edge + float(scipy.special.ndtr(-level)))
    return expected


def threshold(alpha: float, shape: tuple[int, int], sigma: float, scales: int) -> float:
    """Return the score beyond which one peak alone is believed.

    Parameters
    ----------
    alpha : float
        Share of right frames in which any place of any scale may be flagged.
    shape, sigma
        As in ``false_peaks``.
    scales : int
        Number of maps looked at.
    """
    from scipy.optimize import brentq  # the window starts without it

    return float(brentq(lambda u: scales * false_peaks(u, shape, sigma) - alpha, 1.5, 12.0))


def believed(expected: Sequence[float], alpha: float) -> int:
    """Return how many of the most surprising peaks to believe.

    Parameters
    ----------
    expected : sequence of float
        For each peak, ascending, the number of false peaks that high over all maps.
    alpha : float
        False discovery rate.
    """
    values = np.asarray(expected, dtype=np.float64)
    good = np.flatnonzero(values <= alpha * np.arange(1, values.size + 1))
    return int(good[-1]) + 1 if good.size else 0
