"""Three states for every place of a picture: supported, not decidable, contradicted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.trust.fields import believed, threshold
from stemviewer.trust.limits import smallest_missing
from stemviewer.trust.places import Place, Size, column_contrast, span_on_grid
from stemviewer.trust.templates import Plane, Template
from stemviewer.trust.weighted import smoothed

SUPPORT_RATE = 0.05
"""False discovery rate of supported structure."""

_ENOUGH = 5.0
"""Fewer unseen electrons at a place support nothing: their sum is too skewed for a score."""

_OUTLOOK = 3.0
"""The picture without its structure is the picture blurred by so many sigmas of a place."""


class PlaceState(IntEnum):
    """What the unseen electrons say of a place."""

    UNDECIDED = 0
    SUPPORTED = 1
    CONTRADICTED = 2

    @property
    def words(self) -> str:
        """Return the state as the operator reads it."""
        return ("not decidable at this dose", "supported", "contradicted")[int(self)]


@dataclass(frozen=True, slots=True, eq=False)
class StateGrid:
    """States of places on a square grid over the picture.

    Parameters
    ----------
    states : ndarray of uint8, shape (grid rows, grid columns)
        ``PlaceState`` values.
    step : int
        Side of a place [px]; place (i, j) covers rows i step to (i + 1) step.
    shape : tuple of int
        Of the picture [px].
    z : ndarray of float64, shape of ``states``
        Score of the structure there against the picture without it.
    """

    states: npt.NDArray[np.uint8]
    step: int
    shape: tuple[int, int]
    z: Plane

    def share(self, state: PlaceState) -> float:
        """Return the share of places in a state."""
        return float(np.mean(self.states == int(state)))

    def mask(self) -> npt.NDArray[np.uint8]:
        """Return the state of every pixel, shape ``shape``."""
        rows = np.minimum(np.arange(self.shape[0]) // self.step, self.states.shape[0] - 1)
        columns = np.minimum(np.arange(self.shape[1]) // self.step, self.states.shape[1] - 1)
        pixels: npt.NDArray[np.uint8] = self.states[rows[:, None], columns[None, :]]
        return pixels


def place_states(
    expected: Plane,
    unseen: npt.NDArray[np.float32],
    sigma: float,
    contradicted: Sequence[Place],
    *,
    size: Size,
    alpha: float,
    scales: int,
    inflation: float = 1.0,
) -> StateGrid:
    """Return the state of every place.

    A place is supported when unseen electrons prefer the picture there to the same picture with
    its structure taken out (blurred by three sigmas), at a false discovery rate of 5 %; or when the
    picture shows nothing there and a column as bright as the brightest would have been noticed.
    It is contradicted within a contradicted place. All else is not decidable at this dose.

    Parameters
    ----------
    expected, unseen : ndarray, shape (rows, columns)
        Predicted and found [unseen electrons per pixel].
    sigma : float
        Of a place [px].
    contradicted : sequence of Place
        Those that count.
    size : Size
        What is large.
    alpha : float
        Share of right frames that may be flagged.
    scales : int
        Number of maps looked at.
    inflation : float
        Variance of the noise over that of counted electrons.
    """
    step = max(2, round(2.0 * sigma))
    rows, columns = _centres(expected.shape[0], step), _centres(expected.shape[1], step)
    score, enough = _structure_score(expected, unseen, sigma, inflation, step)
    z = np.where(enough, score, 0.0)[: rows.size, : columns.size]
    states = np.zeros(z.shape, dtype=np.uint8)
    states[_significant(z)] = int(PlaceState.SUPPORTED)
    bare = _empty(expected, sigma, size, alpha, scales, inflation, (rows, columns))
    states[bare] = int(PlaceState.SUPPORTED)
    for place in contradicted:
        _mark(states, place, rows, columns, step)
    return StateGrid(states, step, (expected.shape[0], expected.shape[1]), z)


def _centres(side: int, step: int) -> npt.NDArray[np.intp]:
    count = max(1, side // step)
    return np.arange(count) * step + _first(side, step)


def _first(side: int, step: int) -> int:
    return min(step // 2, side - 1)


def _structure_score(
    expected: Plane, unseen: npt.NDArray[np.float32], sigma: float, inflation: float, step: int
) -> tuple[Plane, npt.NDArray[np.bool_]]:
    """Return the local paired log-likelihood of structure against none, over its deviation.

    It is computed at the centres of the places, and one more where half of one is left.
    """
    floor = 1e-3 * max(float(expected.mean()), 1e-9)
    with_it = np.maximum(expected, floor)
    without = smoothed(with_it, _OUTLOOK * sigma, "edge")
    ratio = np.log(with_it / without)
    template = Template(sigma)
    start = _first(expected.shape[0], step), _first(expected.shape[1], step)
    found = template.sums_at(unseen * ratio - (with_it - without), step, start)
    # at the border between the two hypotheses the rate is about their mean
    between = 0.5 * (with_it + without)
    variance = inflation * template.sums_at(between * np.square(ratio), step, start, 2)
    z: Plane = found / np.sqrt(np.maximum(variance, 1e-12))
    # too little structure is no claim, and a score of rounding errors
    claimed = variance > 1e-6 * template.total(2) * floor
    return z, claimed & (template.sums_at(between, step, start) > _ENOUGH)


def _significant(z: Plane) -> npt.NDArray[np.bool_]:
    tail = np.sort(scipy.special.ndtr(-z), axis=None)
    count = believed(list(tail * tail.size), SUPPORT_RATE)
    if count == 0:
        return np.zeros(z.shape, dtype=np.bool_)
    result: npt.NDArray[np.bool_] = scipy.special.ndtr(-z) <= tail[count - 1]
    return result


def _empty(
    expected: Plane,
    sigma: float,
    size: Size,
    alpha: float,
    scales: int,
    inflation: float,
    centres: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]],
) -> npt.NDArray[np.bool_]:
    """Return at which centres the picture shows nothing and a column would have been noticed."""
    shape = (expected.shape[0], expected.shape[1])
    column = column_contrast(expected)
    there = expected[np.ix_(*centres)]
    if column <= 0.05 * float(expected.mean()):
        return np.zeros(there.shape, dtype=np.bool_)
    score = threshold(alpha, shape, sigma, scales)
    levels = np.geomspace(1e-4, 1.0, 24) * max(float(expected.max()), 1e-6)
    needed = inflation * smallest_missing(levels / inflation, sigma, score)
    limit = np.interp(there, levels, needed)
    quiet = np.maximum(span_on_grid(expected, sigma, *centres), 1e-12) < size.share * column
    result: npt.NDArray[np.bool_] = quiet & (limit <= column * Template(sigma).total())
    return result


def _mark(
    states: npt.NDArray[np.uint8],
    place: Place,
    rows: npt.NDArray[np.intp],
    columns: npt.NDArray[np.intp],
    step: int,
) -> None:
    reach = place.sigma + step / 2.0
    near_rows = np.abs(rows - place.row) <= reach
    near_columns = np.abs(columns - place.column) <= reach
    states[np.ix_(near_rows, near_columns)] = int(PlaceState.CONTRADICTED)
