"""Per-pixel 90 % intervals of a network's picture, calibrated on kept-out images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.trust.spread import REACH, Plane, Spread

COVERAGE = 0.9

_MARGIN = 1.25
"""Beyond the calibrated doses by this factor, the nearest one still serves."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns a spread into intervals.

    Parameters
    ----------
    doses : tuple of float
        Mean electrons per pixel, ascending.
    quantiles : tuple of float
        For each, the factor on the spread that covers the truth in 90 % of the pixels.
    spread : Spread
        What is scaled.
    """

    doses: tuple[float, ...]
    quantiles: tuple[float, ...]
    spread: Spread

    def factor(self, dose: float) -> float:
        """Return the factor at a dose, interpolated in its logarithm."""
        where = np.log(max(dose, 1e-6))
        return float(np.interp(where, np.log(self.doses), self.quantiles))

    def covers(self, dose: float) -> bool:
        """Whether the dose lies within what was calibrated."""
        return self.doses[0] / _MARGIN <= dose <= self.doses[-1] * _MARGIN

    def interval(
        self, rate: npt.NDArray[Any], counts: npt.NDArray[Any], mean: float | None = None
    ) -> tuple[Plane, Plane]:
        """Return lower and upper end for every pixel [electrons per pixel].

        Parameters
        ----------
        rate, counts : ndarray, shape (rows, columns)
            The picture and what it was made from [electrons per pixel].
        mean : float, optional
            Of the whole picture, where only a part is given [electrons per pixel].

        Raises
        ------
        ValueError
            If the dose is outside the calibrated range.
        """
        dose = float(np.mean(rate)) if mean is None else mean
        if not self.covers(dose):
            low, high = self.doses[0], self.doses[-1]
            raise ValueError(f"intervals hold from {low:g} to {high:g} e/px, not at {dose:.3g}")
        half = self.factor(dose) * self.spread(rate, counts, dose)
        centre = np.asarray(rate, dtype=np.float64)
        return np.maximum(centre - half, 0.0), centre + half

    def along(
        self,
        rate: npt.NDArray[Any],
        counts: npt.NDArray[Any],
        points: tuple[npt.NDArray[Any], npt.NDArray[Any]],
        mean: float | None = None,
    ) -> tuple[Plane, Plane, Plane]:
        """Return picture, lower and upper end at points between pixels [electrons per pixel].

        Between pixels all three are interpolated linearly. Means of many points (a profile of some
        width) have the mean of these ends at most: errors of neighbouring pixels go together, and
        nothing is gained from averaging them.

        Parameters
        ----------
        rate, counts : ndarray, shape (rows, columns)
            As for ``interval``; only what lies near the points is looked at.
        points : tuple of ndarray
            Rows and columns, of one shape [px]; the first pixel's centre is at 0.
        mean : float, optional
            Of the whole picture, where it is known already [electrons per pixel].

        Returns
        -------
        tuple of ndarray
            Of the shape of the points; nan outside the picture.

        Raises
        ------
        ValueError
            If the dose is outside the calibrated range.
        """
        level = float(np.mean(rate)) if mean is None else mean
        spans = [_around(where, side) for where, side in zip(points, rate.shape, strict=True)]
        near = (spans[0], spans[1])
        low, high = self.interval(rate[near], counts[near], level)
        at = [np.asarray(w, np.float64) - s.start for w, s in zip(points, spans, strict=True)]
        picture, lower, upper = (
            scipy.ndimage.map_coordinates(plane, at, order=1, mode="constant", cval=np.nan)
            for plane in (rate[near].astype(np.float64), low, high)
        )
        return picture, lower, upper

    def at(
        self, rate: npt.NDArray[Any], counts: npt.NDArray[Any], row: int, column: int, mean: float
    ) -> tuple[float, float]:
        """Return the interval of one pixel [electrons per pixel], the same as of the whole.

        Parameters
        ----------
        rate, counts : ndarray, shape (rows, columns)
            As for ``interval``; only what lies near the pixel is looked at.
        row, column : int
            Of the pixel.
        mean : float
            Of the whole ``rate`` [electrons per pixel].

        Raises
        ------
        ValueError
            If that is outside the calibrated range.
        """
        if not self.covers(mean):
            low, high = self.doses[0], self.doses[-1]
            raise ValueError(f"intervals hold from {low:g} to {high:g} e/px, not at {mean:.3g}")
        near = (
            slice(max(row - REACH, 0), row + REACH + 1),
            slice(max(column - REACH, 0), column + REACH + 1),
        )
        spread = self.spread(rate[near], counts[near], mean)
        half = self.factor(mean) * float(spread[min(row, REACH), min(column, REACH)])
        centre = float(rate[row, column])
        return max(centre - half, 0.0), centre + half


def _around(where: npt.NDArray[Any], side: int) -> slice:
    """Return the pixels of an axis that the intervals at these points depend on."""
    if np.size(where) == 0:
        return slice(0, 1)
    first, last = int(np.floor(np.min(where))) - REACH, int(np.ceil(np.max(where))) + REACH
    first = min(max(first, 0), side - 1)
    return slice(first, max(last + 1, first + 1))


def conformal_quantile(scores: npt.NDArray[Any], coverage: float = COVERAGE) -> float:
    """Return the split-conformal quantile of scores |truth - f| / s.

    The ceil((n + 1) coverage)-th smallest of n scores covers a further exchangeable one with at
    least that probability (V. Vovk et al., Algorithmic Learning in a Random World, 2005; J. Lei
    et al., J. Am. Stat. Assoc. 113 (2018) 1094). It holds on average over images like those it was
    made of, not for each image.
    """
    values = np.sort(np.asarray(scores, dtype=np.float64), axis=None)
    place = int(np.ceil((values.size + 1) * coverage)) - 1
    return float(values[min(place, values.size - 1)])


def smooth_quantiles(doses: Sequence[float], quantiles: Sequence[float]) -> tuple[float, ...]:
    """Return quantiles on the parabola, in logarithms, that lies nearest to those measured.

    How far a network errs changes smoothly with dose: what scatters from dose to dose is the
    choice of images, which the neighbouring doses then average.

    Parameters
    ----------
    doses, quantiles : sequence of float
        Positive, and one quantile a dose. Fewer than four are returned as they are.
    """
    if len(doses) < 4:
        return tuple(quantiles)
    at, values = np.log(doses), np.log(quantiles)
    line = np.polynomial.Polynomial.fit(at, values, 2)
    return tuple(float(value) for value in np.exp(line(at)))


def calibrate(
    spread: Spread,
    samples: Sequence[tuple[float, npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]],
) -> Calibration:
    """Return the calibration of a spread.

    Parameters
    ----------
    spread : Spread
        What is scaled.
    samples : sequence of (dose, rate, counts, truth)
        Pictures of kept-out images [electrons per pixel].
    """
    doses = tuple(sorted({dose for dose, *_ in samples}))
    quantiles = []
    for dose in doses:
        scores = [
            (np.abs(truth - rate) / spread(rate, counts)).ravel()
            for at, rate, counts, truth in samples
            if at == dose
        ]
        quantiles.append(conformal_quantile(np.concatenate(scores)))
    return Calibration(doses, tuple(quantiles), spread)
