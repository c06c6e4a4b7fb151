"""Reflections: peaks of a spectrum that noise does not explain, and the two that span the rest."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.measuring.spectrum import Spectrum

MOST = 24
"""Reflections looked at, the strongest first."""

FEWEST_PERIODS = 5.0
"""Over the side of the part; coarser ones are shapes, not lattices."""

CLEAR = 8.0
"""A reflection rises above the middle of its surroundings by this factor."""

FALSE_ALARM = 1e-3
"""Chance that noise alone makes one reflection in a whole spectrum."""

_CORNER = 0.36
"""From this frequency on along both axes there is only noise [1/px]."""

_BASIS_FROM = 8
"""Of the strongest reflections, those that may span the lattice."""

_NEAR = 1.5
"""A reflection belongs to a lattice that comes as near as this [bins]."""

_NEARLY_ALL = 0.97
"""Lattices that explain this share of the best one's power explain as much."""


@dataclass(frozen=True, slots=True)
class Peak:
    """One reflection.

    Parameters
    ----------
    x, y : float
        Frequency [1/px], to a fraction of a bin; of each pair of opposite ones that with x > 0.
    power : float
        Over the noise.
    """

    x: float
    y: float
    power: float

    @property
    def spacing(self) -> float:
        """Of the lattice planes [px]."""
        return 1.0 / math.hypot(self.x, self.y)


def noise_level(spectrum: Spectrum) -> float:
    """Return the mean power at the highest frequencies: 1 where counting is all the noise."""
    steps = np.abs(np.arange(spectrum.side) - spectrum.side // 2) / spectrum.side
    high = steps > _CORNER
    return float(spectrum.power[np.ix_(high, high)].mean())


def find_peaks(spectrum: Spectrum) -> tuple[Peak, ...]:
    """Return the reflections, the strongest first.

    The power of noise is distributed exponentially (J. W. Goodman, Statistical Optics, 1985,
    section 2.9): of n independent values the highest exceeds ln(n / p) times their mean with
    the chance p.
    """
    side, power = spectrum.side, spectrum.power
    steps = (np.arange(side) - side // 2) / side
    radius = np.hypot(steps[:, None], steps[None, :])
    floor = max(noise_level(spectrum), 1e-12) * math.log(side * side / 2 / FALSE_ALARM)
    # of a lattice the bins between reflections are low: their middle is what surrounds them
    around = scipy.ndimage.median_filter(power[::2, ::2], size=9, mode="wrap")
    around = np.repeat(np.repeat(around, 2, axis=0), 2, axis=1)
    top = scipy.ndimage.maximum_filter(power, size=5, mode="wrap") == power
    good = top & (power > np.maximum(floor, CLEAR * around))
    good &= (radius * side > FEWEST_PERIODS) & (radius < 0.49)
    good &= (steps[None, :] > 0) | ((steps[None, :] == 0) & (steps[:, None] > 0))
    places = np.argwhere(good)
    order = np.argsort(power[good])[::-1][:MOST]
    return tuple(_peak(spectrum, int(row), int(column)) for row, column in places[order])


def snapped(spectrum: Spectrum, x: float, y: float, reach: int = 3) -> Peak:
    """Return the highest place near a frequency [1/px], within so many bins."""
    column, row = (math.floor(place) for place in spectrum.place(x, y))
    low_row, low_column = max(row - reach, 0), max(column - reach, 0)
    near = spectrum.power[low_row : row + reach + 1, low_column : column + reach + 1]
    best = np.unravel_index(int(np.argmax(near)), near.shape)
    return _peak(spectrum, low_row + int(best[0]), low_column + int(best[1]))


def _peak(spectrum: Spectrum, row: int, column: int) -> Peak:
    power, side = spectrum.power, spectrum.side
    around = [
        (power[(row - 1) % side, column], power[(row + 1) % side, column]),
        (power[row, (column - 1) % side], power[row, (column + 1) % side]),
    ]
    middle = float(power[row, column])
    down, right = (_vertex(float(a), middle, float(b)) for a, b in around)
    y, x = (row - side // 2 + down) / side, (column - side // 2 + right) / side
    return Peak(x, y, middle) if (x, y) > (0.0, 0.0) else Peak(-x, -y, middle)


def _vertex(before: float, middle: float, after: float) -> float:
    """Return the top of the parabola through the logarithms, from the middle one [bins]."""
    low, mid, high = (math.log(max(value, 1e-12)) for value in (before, middle, after))
    bend = low - 2.0 * mid + high
    return 0.0 if bend >= 0.0 else min(max(0.5 * (low - high) / bend, -0.5), 0.5)


Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Indexed:
    """Two reciprocal vectors, and the reflections they span.

    Parameters
    ----------
    vectors : ndarray, shape (2, 2)
        Rows are g1 and g2 as (x, y) [1/px].
    indices : ndarray of int, shape (reflections, 2)
        h and k of each.
    share : float
        Of the power of all reflections that was found, 0 to 1.
    """

    vectors: Matrix
    indices: npt.NDArray[np.int64]
    share: float


def index_peaks(peaks: tuple[Peak, ...], side: int) -> Indexed | None:
    """Return the lattice that explains the reflections; ``None`` where fewer than two span one.

    Of the pairs among the strongest, those are kept that explain nearly as much power as the
    best, and of these the one with the smallest cell in real space.
    """
    if len(peaks) < 2:
        return None
    found = []
    for first, second in itertools.combinations(peaks[:_BASIS_FROM], 2):
        vectors = np.array([[first.x, first.y], [second.x, second.y]])
        cell = abs(float(np.linalg.det(vectors)))
        lengths = math.hypot(*vectors[0]) * math.hypot(*vectors[1])
        if cell > 0.25 * lengths:
            found.append((_share(peaks, vectors, side), cell, vectors))
    if not found:
        return None
    best = max(share for share, _, _ in found)
    vectors = max((f for f in found if f[0] >= _NEARLY_ALL * best), key=lambda f: f[1])[2]
    return indexed(peaks, reduced(vectors), side)


def indexed(peaks: tuple[Peak, ...], vectors: Matrix, side: int) -> Indexed:
    """Return the reflections that two vectors span, the vectors fitted to all of them."""
    whole, fits = _nearest(peaks, vectors, side)
    indices = whole[fits]
    places = np.array([(p.x, p.y) for p in peaks])[fits]
    weights = np.sqrt([p.power for p in peaks])[fits]
    if len(indices) and np.linalg.matrix_rank(indices) == 2:
        vectors = np.linalg.lstsq(indices * weights[:, None], places * weights[:, None])[0]
    return Indexed(vectors, indices, _share(peaks, vectors, side))


def reduced(vectors: Matrix) -> Matrix:
    """Return the reciprocal vectors whose real ones are shortest, at 90 to 120 degrees.

    Gauss's reduction of a pair of vectors, done in real space.
    """
    a, b = np.linalg.inv(vectors).T
    while True:
        if a @ a > b @ b:
            a, b = b, a
        step = round(float(a @ b) / float(a @ a))
        if step == 0:
            break
        b = b - step * a
    if a @ b > 0.0:
        b = -b
    # to the right, or straight up
    if (a[0], -a[1]) < (0.0, 0.0):
        a, b = -a, -b
    return np.asarray(np.linalg.inv(np.array([a, b])).T)


def _nearest(
    peaks: tuple[Peak, ...], vectors: Matrix, side: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    places = np.array([(p.x, p.y) for p in peaks])
    whole = np.rint(places @ np.linalg.inv(vectors)).astype(np.int64)
    off = np.hypot(*(places - whole @ vectors).T) * side
    return whole, (off < _NEAR) & whole.any(axis=1)


def _share(peaks: tuple[Peak, ...], vectors: Matrix, side: int) -> float:
    powers = np.array([p.power for p in peaks])
    _, fits = _nearest(peaks, vectors, side)
    return float(powers[fits].sum() / powers.sum())
