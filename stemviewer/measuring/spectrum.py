"""The power spectrum of a part of a picture, in units of the noise of its counts."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.measuring.plane import Plane, Values

LARGEST = 1024
"""Side of the largest square that is transformed [px]."""

SMALLEST = 16
"""Side of the smallest [px]."""

_NICE = (1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """Power of a square part of a picture, zero frequency in the middle.

    Parameters
    ----------
    power : ndarray of float32, shape (side, side)
        |F|^2 of the windowed values less their mean, over what counting alone gives on average
        (the values weighted by the square of the window): 1 is noise. For processed pictures the
        same scale, that of counts of the same mean. Frequency ``k / side`` [1/px] is at
        ``side // 2 + k``.
    top, left : int
        Of the part [px].
    """

    power: npt.NDArray[np.float32]
    top: int
    left: int

    @property
    def side(self) -> int:
        """Of the part [px]."""
        return int(self.power.shape[0])

    def frequency(self, x: float, y: float) -> tuple[float, float]:
        """Return the frequency (x, y) [1/px] at a place in the spectrum [px], y down."""
        middle = self.side // 2 + 0.5
        return (x - middle) / self.side, (y - middle) / self.side

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the place [px] of a frequency [1/px]."""
        middle = self.side // 2 + 0.5
        return x * self.side + middle, y * self.side + middle


def spectrum_of(
    plane: Plane, box: tuple[float, float, float, float] | None = None
) -> Spectrum | None:
    """Return the spectrum of the largest square in the middle of a box.

    Parameters
    ----------
    plane : Plane
        Raw or processed.
    box : (left, top, right, bottom), optional
        Part of the picture [px]; else all of it.

    Returns
    -------
    Spectrum or None
        ``None`` where fewer than ``SMALLEST`` rows or columns are there.
    """
    square = _square(plane.shape, box)
    if square is None:
        return None
    rows, columns = square
    values = plane.single(rows, columns)
    edge = _edge(values.shape[0])
    mean = _weighted(values, edge) / float(edge.sum()) ** 2
    noise = _weighted(np.maximum(values, 0.0), edge**2)
    window = edge.astype(np.float32)
    centred = values - np.float32(mean)
    centred *= window[:, None]
    centred *= window
    half = scipy.fft.rfft2(centred, overwrite_x=True)
    power = half.real**2
    power += half.imag**2
    power *= np.float32(1.0 / (noise if noise > 0.0 else 1.0))
    return Spectrum(_whole(power), rows.start, columns.start)


def _weighted(values: npt.NDArray[np.float32], edge: Values) -> float:
    """Return the sum of values weighted by a product of the same edge down and across."""
    lines = np.einsum("ij,j->i", values, edge.astype(np.float32))
    return float(np.sum(lines * edge))


def _whole(half: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return a whole spectrum of an even side, zero in the middle, from its right half."""
    side = half.shape[0]
    middle = side // 2
    right = np.roll(half, middle, axis=0)
    whole = np.empty((side, side), np.float32)
    whole[:, middle:] = right[:, :middle]
    # P(-k) = P(k): rows upside down about the middle one, columns from Nyquist's to the first
    turned = np.roll(right[::-1], 1, axis=0)
    whole[:, :middle] = turned[:, :0:-1]
    return whole


def _square(
    shape: tuple[int, int], box: tuple[float, float, float, float] | None
) -> tuple[slice, slice] | None:
    left, top, right, bottom = box or (0.0, 0.0, float(shape[1]), float(shape[0]))
    left, top = max(left, 0.0), max(top, 0.0)
    right, bottom = min(right, float(shape[1])), min(bottom, float(shape[0]))
    side = min(math.floor(right - left), math.floor(bottom - top), LARGEST)
    side -= side % 2
    if side < SMALLEST:
        return None
    first_row = round((top + bottom - side) / 2)
    first_column = round((left + right - side) / 2)
    return slice(first_row, first_row + side), slice(first_column, first_column + side)


@functools.lru_cache(maxsize=4)
def hann(side: int) -> Values:
    """Return a square Hann window, symmetric about the middle of the part."""
    window: Values = np.outer(_edge(side), _edge(side))
    window.flags.writeable = False
    return window


def _edge(side: int) -> Values:
    """Return a Hann window of one dimension (von Hann; Harris, Proc. IEEE 66, 51 (1978))."""
    edge: Values = 0.5 - 0.5 * np.cos(2.0 * np.pi * (np.arange(side) + 0.5) / side)
    return edge


def rings(pixel_size: float | None, most: int = 4) -> tuple[tuple[float, float], ...]:
    """Return rings of round spacings within the spectrum: (spacing, frequency [1/px]).

    Parameters
    ----------
    pixel_size : float or None
        [m]; ``None`` gives spacings in pixels.
    most : int
        Number of rings.

    Returns
    -------
    tuple of (float, float)
        Spacing [m] or [px], and its frequency [1/px], the finest first: 1-2-5 steps from the
        finest one that lies within Nyquist's frequency.
    """
    unit = 1.0 if pixel_size is None else pixel_size
    finest = 2.0 * unit * (1 - 1e-9)
    power = math.floor(math.log10(finest))
    steps = [f * 10.0**p for p in range(power, power + 5) for f in _NICE]
    spacings = [step for step in steps if step >= finest][:most]
    return tuple((spacing, unit / spacing) for spacing in spacings)
