"""How uncertain each pixel of a picture is, up to a factor: the spread that intervals scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.trust.weighted import smoothed

Plane = npt.NDArray[np.float64]

_BLUR = 2.0
_NEAR = 3.0


class Spread(Protocol):
    """Standard deviation of the error of a picture, pixel by pixel, up to one common factor."""

    def __call__(
        self, rate: npt.NDArray[Any], counts: npt.NDArray[Any], mean: float | None = None
    ) -> Plane:
        """Return it [electrons per pixel].

        Parameters
        ----------
        rate : ndarray, shape (rows, columns)
            The picture [electrons per pixel].
        counts : ndarray, same shape
            What it was made from [electrons per pixel].
        mean : float, optional
            Of the whole picture, where only a part is given [electrons per pixel].
        """


REACH = 24
"""No feature looks farther than this [px]."""

FEATURES = ("rate", "gradient", "curvature", "blur", "level")
"""Names of the parts of ``features``, in order."""


def features(
    rate: npt.NDArray[Any], counts: npt.NDArray[Any], mean: float | None = None
) -> npt.NDArray[np.float64]:
    """Return what errors go with, as variances, shape (5, rows, columns).

    They are: the rate (shot noise that got through), the squares of gradient and curvature of the
    picture (misplaced or wrongly sharp edges), the squared distance to a Gaussian blur of the
    counts, averaged nearby (detail that the electrons do not show), and the mean rate times the
    rate (so that dark pixels are not certain).
    """
    f = np.asarray(rate, dtype=np.float64)
    rows, columns = np.gradient(f)
    blur = smoothed(counts, _BLUR)
    distance = smoothed(np.square(f - blur), _NEAR)
    level = max(float(f.mean()) if mean is None else mean, 1e-9)
    return np.stack(
        (
            np.maximum(f, 0.0),
            rows**2 + columns**2,
            np.square(scipy.ndimage.laplace(f)),
            distance,
            np.full(f.shape, level),
        )
    )


@dataclass(frozen=True, slots=True)
class FittedSpread:
    """The square root of a sum of ``features`` with coefficients that are not negative.

    Parameters
    ----------
    coefficients : mapping
        Name of a feature -> its coefficient.
    """

    coefficients: Mapping[str, float]

    def __call__(
        self, rate: npt.NDArray[Any], counts: npt.NDArray[Any], mean: float | None = None
    ) -> Plane:
        """Return the spread [electrons per pixel]; see ``Spread``."""
        weights = np.array([self.coefficients[name] for name in FEATURES])
        variance = np.tensordot(weights, features(rate, counts, mean), axes=1)
        level = float(np.mean(rate)) if mean is None else mean
        floor = 1e-6 * max(level, 1e-9)
        spread: Plane = np.sqrt(np.maximum(variance, floor**2))
        return spread


def relative_spread(relative: npt.NDArray[Any]) -> Spread:
    """Return the spread of a network that tells its own, as a share of the rate.

    Parameters
    ----------
    relative : ndarray, shape (rows, columns)
        Standard deviation of the error over the rate, of the very picture asked about.
    """
    share = np.asarray(relative, dtype=np.float64)

    def spread(
        rate: npt.NDArray[Any], counts: npt.NDArray[Any], mean: float | None = None
    ) -> Plane:
        del counts, mean
        result: Plane = share * np.asarray(rate, dtype=np.float64)
        return result

    return spread


def fit_spread(
    samples: list[tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]],
) -> FittedSpread:
    """Return the coefficients that fit squared errors best (non-negative least squares).

    Parameters
    ----------
    samples : list of (rate, counts, truth)
        Pictures of many doses; each weighs the same, whatever its dose.
    """
    from scipy.optimize import nnls

    tables, errors = [], []
    for rate, counts, truth in samples:
        table = features(rate, counts).reshape(len(FEATURES), -1)[:, ::7]
        error = np.square(np.asarray(truth) - np.asarray(rate)).ravel()[::7]
        # in units of the shot noise of each pixel: bright pixels would rule otherwise
        unit = table[0] + table[4]
        tables.append(table / unit)
        errors.append(error / unit)
    joined, target = np.concatenate(tables, axis=1), np.concatenate(errors)
    # a few pixels at the edge of a shape must not decide
    target = np.minimum(target, np.percentile(target, 99.5))
    found, _ = nnls(joined.T, target)
    found = np.maximum(found, 1e-6 * max(float(found.max()), 1e-6))
    return FittedSpread(dict(zip(FEATURES, (float(c) for c in found), strict=True)))
