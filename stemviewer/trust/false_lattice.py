"""Lattice peaks in the Fourier transform of a picture that unseen electrons do not support."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.trust.held_out import HeldOut
from stemviewer.trust.templates import Plane

CLEAR = 30.0
"""Power of a peak over that of its surroundings from which it counts as one."""

LEAST_SHARE = 0.02
"""Amplitude of a peak over the strongest one below which it is not looked at."""

MOST_PEAKS = 24

_DECIDED = 4.0
"""Score of support: among two dozen peaks, chance gives it once in a thousand frames."""

_RING = 6
_BATCH = 256


class Support(StrEnum):
    """What the unseen electrons say of a peak."""

    SUPPORTED = "supported"
    UNDECIDED = "not decidable at this dose"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class LatticePeak:
    """A peak of the transform.

    Parameters
    ----------
    frequency : tuple of float
        Rows and columns [1/px].
    spacing : float
        [px].
    expected, found : float
        Score that the peak should have in the unseen electrons, and has; chance is 0 +- 1.
    support : Support
        What follows.
    """

    frequency: tuple[float, float]
    spacing: float
    expected: float
    found: float
    support: Support


def lattice_peaks(picture: npt.NDArray[Any], held: HeldOut) -> tuple[LatticePeak, ...]:
    """Return the lattice peaks of a picture, the strongest first, with what supports them.

    With F and B the windowed transforms of the expected and the unseen electrons, the score
    Re(B F*) / |F| / sqrt(V / 2) has mean |F| / sqrt(V / 2) if the peak is real, 0 if the
    specimen has no such lattice, and deviation 1; V = sum w^2 b is the power of shot noise (J. W.
    Goodman, Statistical Optics, section 9). The phase counts: a lattice in the wrong place
    finds no support.

    Parameters
    ----------
    picture : ndarray, shape (rows, columns)
        Rate at the exposure of ``held.seen`` [electrons per pixel].
    held : HeldOut
        The unseen electrons.
    """
    expected = held.expected(picture)
    window = np.hanning(expected.shape[0])[:, None] * np.hanning(expected.shape[1])[None, :]
    shown = _transform(expected, window)
    unseen = _transform(np.asarray(held.unseen, dtype=np.float64), window)
    noise = float(np.sum(np.square(window) * np.maximum(held.unseen, 0.0)))
    if noise <= 0.0:
        return ()
    scale = (noise / 2.0) ** 0.5
    rows, columns = _find(np.abs(shown))
    found = []
    for row, column in zip(rows, columns, strict=True):
        one = shown[row, column]
        strength = float(abs(one))
        score = float((unseen[row, column] * np.conj(one)).real) / strength / scale
        found.append(_peak(row, column, expected.shape, strength / scale, score))
    return tuple(found)


def _transform(image: Plane, window: Plane) -> npt.NDArray[np.complex128]:
    mean = float(np.sum(image * window)) / float(window.sum())
    result: npt.NDArray[np.complex128] = scipy.fft.rfft2((image - mean) * window)
    return result


def _find(
    strength: npt.NDArray[np.float64],
) -> tuple[list[int], list[int]]:
    """Return the places of clear peaks, the strongest first."""
    power = np.square(np.fft.fftshift(strength, axes=0))
    tops = _tops(power)
    middle = power.shape[0] // 2
    tops[middle - 4 : middle + 5, :5] = False  # brightness and wedges, not a lattice
    rows, columns = np.nonzero(tops)
    order = np.argsort(-power[rows, columns], kind="stable")
    rows, columns = rows[order], columns[order]
    found: list[tuple[int, int]] = []
    # the strongest first: the median of their surroundings is slow, and most need none
    for first in range(0, rows.size, _BATCH):
        part = slice(first, first + _BATCH)
        heights = power[rows[part], columns[part]]
        clear = heights > CLEAR * np.maximum(_around(power, rows[part], columns[part]), 1e-300)
        found += zip(rows[part][clear].tolist(), columns[part][clear].tolist(), strict=True)
        faint = bool(found) and heights[-1] <= LEAST_SHARE**2 * power[found[0]]
        if faint or len(found) >= MOST_PEAKS:
            break
    least = LEAST_SHARE**2 * power[found[0]] if found else 0.0
    kept = [place for place in found if power[place] > least][:MOST_PEAKS]
    shifted = np.fft.fftshift(np.arange(power.shape[0]))
    return [int(shifted[r]) for r, _ in kept], [c for _, c in kept]


def _tops(power: Plane) -> npt.NDArray[np.bool_]:
    """Return where nothing within two pixels is stronger."""
    padded = np.pad(power, 2, mode="edge")
    rows, columns = power.shape
    high = np.maximum.reduce([padded[at : at + rows] for at in range(5)])
    high = np.maximum.reduce([high[:, at : at + columns] for at in range(5)])
    result: npt.NDArray[np.bool_] = power >= high
    return result


def _around(power: Plane, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> Plane:
    """Return the medians of squares of 13 pixels a side around places."""
    side = 2 * _RING + 1
    padded = np.pad(power, _RING, mode="edge")
    squares = np.lib.stride_tricks.sliding_window_view(padded, (side, side))[rows, columns]
    result: Plane = np.median(squares.reshape(rows.size, side * side), axis=1)
    return result


def _peak(
    row: int, column: int, shape: tuple[int, ...], expected: float, found: float
) -> LatticePeak:
    high = row - shape[0] if row > shape[0] // 2 else row
    frequency = (high / shape[0], column / shape[1])
    spacing = 1.0 / max(float(np.hypot(*frequency)), 1e-9)
    if found >= _DECIDED and found > 0.25 * expected:
        support = Support.SUPPORTED
    elif expected - found >= _DECIDED and found < 0.5 * expected:
        support = Support.CONTRADICTED
    else:
        support = Support.UNDECIDED
    return LatticePeak(frequency, spacing, expected, found, support)
