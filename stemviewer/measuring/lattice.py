"""The two vectors of a lattice, from the counts, with the error that counting leaves.

All reflections h g1 + k g2 are fitted at once: the sum of |S(h g1 + k g2)|^2, S the windowed
Fourier sum at any frequency, is largest at the most likely vectors in white noise (several tones:
D. Rife and R. Boorstyn, Bell Syst. Tech. J. 55 (1976) 1389). The covariance is propagated from
every pixel's own variance through the linearised maximum, H^-1 C H^-1 with H its curvature and C
the variance of its slope (P. Huber, Proc. 5th Berkeley Symp. 1 (1967) 221): nothing is assumed
of how noise is spread over the picture.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stemviewer.measuring.peaks import (
    Indexed,
    Matrix,
    find_peaks,
    index_peaks,
    indexed,
    noise_level,
    reduced,
    snapped,
)
from stemviewer.measuring.plane import Part, Plane
from stemviewer.measuring.rulers import Reading
from stemviewer.measuring.spectrum import Spectrum, hann

_MOST_STEPS = 8
"""Of Newton's method."""

_SETTLED = 1e-9
"""A smaller step ends it [1/px]."""

_REACH = 1.0
"""A fit that leaves its start by more than this has failed [bins]."""

Complex = npt.NDArray[np.complex128]
Pair = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Two vectors.

    Parameters
    ----------
    reciprocal : ndarray, shape (2, 2)
        g1 and g2 as rows (x, y) [1/px].
    covariance : ndarray, shape (4, 4), or None
        Of its four numbers, row after row [1/px^2]; ``None`` where errors are unknown.
    reflections : int
        That were fitted.
    share : float
        Of the power of all reflections that belongs to the lattice, 0 to 1.
    inflation : float
        Noise over that of counting alone, as used for the covariance.
    """

    reciprocal: Matrix
    covariance: Matrix | None
    reflections: int
    share: float
    inflation: float

    @property
    def vectors(self) -> Matrix:
        """Vectors a and b of the cell in the picture, as rows (x, y) [px]."""
        return np.asarray(np.linalg.inv(self.reciprocal).T)

    @property
    def lengths(self) -> tuple[Reading, Reading]:
        """|a| and |b| [px]."""
        return self._read(lambda g: _norm(_real(g)[0])), self._read(lambda g: _norm(_real(g)[1]))

    @property
    def spacings(self) -> tuple[Reading, Reading]:
        """Of the planes of g1 and of g2 [px]."""
        return self._read(lambda g: 1 / _norm(g[0])), self._read(lambda g: 1 / _norm(g[1]))

    @property
    def angle(self) -> Reading:
        """Between a and b [degrees]."""
        return self._read(lambda g: math.degrees(_between(*_real(g))))

    def _read(self, what: Callable[[Matrix], float]) -> Reading:
        value = what(self.reciprocal)
        if self.covariance is None:
            return Reading(value, math.nan)
        slope = np.empty(4)
        step = 1e-6 * float(np.abs(self.reciprocal).max())
        for at in range(4):
            change = np.zeros(4)
            change[at] = step
            ends = [what(self.reciprocal + s * change.reshape(2, 2)) for s in (-1, 1)]
            slope[at] = (ends[1] - ends[0]) / (2 * step)
        return Reading(value, math.sqrt(max(float(slope @ self.covariance @ slope), 0.0)))


def measure_lattice(plane: Plane, spectrum: Spectrum, near: Pair | None = None) -> Lattice | str:
    """Return the lattice of the part of a picture that a spectrum was made of.

    Parameters
    ----------
    plane : Plane
        The picture.
    spectrum : Spectrum
        Of a part of it.
    near : pair of (x, y), optional
        Frequencies [1/px] of two reflections that span the lattice; else they are found.

    Returns
    -------
    Lattice or str
        Or why there is none.
    """
    start = _start(spectrum, near)
    if isinstance(start, str):
        return start
    side = spectrum.side
    part = plane.part(
        slice(spectrum.top, spectrum.top + side), slice(spectrum.left, spectrum.left + side)
    )
    fit = _Fit(part, start.indices)
    vectors = fit.climb(start.vectors)
    moved = float(np.abs(start.indices @ (vectors - start.vectors)).max()) * side
    if not moved < _REACH:
        return "the reflections do not fit one lattice"
    covariance, inflation = None, 1.0
    if part.variance is not None:
        inflation = 1.0 if plane.counting else max(noise_level(spectrum), 1.0)
        covariance = fit.covariance(vectors, part.variance * inflation)
    return Lattice(vectors, covariance, len(start.indices), start.share, inflation)


def _start(spectrum: Spectrum, near: Pair | None) -> Indexed | str:
    """Return the reflections and about where they are."""
    peaks = find_peaks(spectrum)
    if near is None:
        found = index_peaks(peaks, spectrum.side)
        lack = "only one direction repeats" if peaks else "no lattice rises above the noise"
        return lack if found is None else found
    two = tuple(snapped(spectrum, x, y) for x, y in near)
    vectors = np.array([(p.x, p.y) for p in two])
    if abs(np.linalg.det(vectors)) < 0.1 * _norm(vectors[0]) * _norm(vectors[1]):
        return "the two reflections lie on one line"
    rest = tuple(p for p in peaks if p not in two)
    return indexed((*two, *rest), reduced(vectors), spectrum.side)


class _Fit:
    """The fit of one part of a picture; parameters are g1x, g1y, g2x, g2y."""

    def __init__(self, part: Part, indices: npt.NDArray[np.int64]) -> None:
        side = part.values.shape[0]
        self._window = hann(side)
        mean = float(np.sum(part.values * self._window)) / float(self._window.sum())
        self._values = (part.values - mean) * self._window
        self._place = np.arange(side) - (side - 1) / 2
        self._indices = indices

    def climb(self, vectors: Matrix) -> Matrix:
        """Return the vectors at the top, by Newton's method."""
        for _ in range(_MOST_STEPS):
            slope, bend = self._derivatives(vectors)
            step = np.linalg.lstsq(bend, -slope)[0]
            vectors = vectors + step.reshape(2, 2)
            if float(np.abs(step).max()) < _SETTLED:
                break
        return vectors

    def covariance(self, vectors: Matrix, variance: npt.NDArray[np.float64]) -> Matrix:
        """Return the covariance of the vectors' numbers."""
        _, bend = self._derivatives(vectors)
        influence = self._influence(vectors)
        noise = np.empty((4, 4))
        for one in range(4):
            weighted = influence[one] * variance
            for other in range(one, 4):
                noise[one, other] = noise[other, one] = float(np.vdot(weighted, influence[other]))
        inverse = np.linalg.pinv(bend)
        return np.asarray(inverse @ noise @ inverse)

    def _waves(self, vectors: Matrix) -> tuple[Complex, Complex]:
        """Return exp(-2 pi i g x) along x and y, shape (reflections, side)."""
        places = self._indices @ vectors
        across, down = (np.exp(-2j * np.pi * np.outer(places[:, a], self._place)) for a in (0, 1))
        return across, down

    def _sums(self, vectors: Matrix) -> list[list[Complex]]:
        """Return sum x^i y^j n w exp(-2 pi i g x) of every reflection, for i + j <= 2."""
        across, down = self._waves(vectors)
        factors = [(-2j * np.pi * self._place) ** i for i in range(3)]
        lines = [(down * factor) @ self._values for factor in factors]
        return [
            [np.sum(lines[j] * across * factors[i], axis=1) for j in range(3 - i)] for i in range(3)
        ]

    def _derivatives(self, vectors: Matrix) -> tuple[npt.NDArray[np.float64], Matrix]:
        s = self._sums(vectors)
        first = (s[1][0], s[0][1])
        second = ((s[2][0], s[1][1]), (s[1][1], s[0][2]))
        slope, bend = np.zeros(4), np.zeros((4, 4))
        for m in range(4):
            h, a = self._indices[:, m // 2], m % 2
            slope[m] = 2.0 * float(np.sum(h * (np.conj(s[0][0]) * first[a]).real))
            for n in range(4):
                k, b = self._indices[:, n // 2], n % 2
                both = np.conj(first[a]) * first[b] + np.conj(s[0][0]) * second[a][b]
                bend[m, n] = 2.0 * float(np.sum(h * k * both.real))
        return slope, bend

    def _influence(self, vectors: Matrix) -> list[npt.NDArray[np.float64]]:
        """Return what one electron at each pixel adds to each component of the slope."""
        across, down = self._waves(vectors)
        s = self._sums(vectors)
        first = (s[1][0], s[0][1])
        factor = -2j * np.pi * self._place
        found = []
        for m in range(4):
            h, a = self._indices[:, m // 2], m % 2
            own = np.conj(s[0][0]) * h
            x, y = (across * factor, down) if a == 0 else (across, down * factor)
            both = (y * own[:, None]).T @ x
            # conj(dS) of the sum itself against its slope
            both += (down * np.conj(first[a] * h)[:, None]).T @ across
            found.append(2.0 * both.real * self._window)
        return found


def _real(reciprocal: Matrix) -> Matrix:
    return np.asarray(np.linalg.inv(reciprocal).T)


def _norm(vector: Matrix) -> float:
    return math.hypot(float(vector[0]), float(vector[1]))


def _between(a: Matrix, b: Matrix) -> float:
    return math.atan2(abs(float(a[0] * b[1] - a[1] * b[0])), float(a @ b))
