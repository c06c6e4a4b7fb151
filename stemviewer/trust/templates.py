"""Weighted sums over places: a Gaussian weight around every pixel, and its powers."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.trust.weighted import gaussian_line, weighted_sums

Plane = npt.NDArray[np.float64]

REACH = 3.5
"""Where the weight ends, in units of its sigma."""

_WINDOW = 192
"""Side of the part of a picture whose structure is measured [px]; its middle."""

SMALLEST, LARGEST = 0.8, 12.0
"""Range of the sigma of a place [px]."""


@dataclass(frozen=True, slots=True)
class Template:
    """The weight t = exp(-r^2 / 2 sigma^2) of a place; 1 at its centre, cut at 3.5 sigma.

    Parameters
    ----------
    sigma : float
        [px].
    """

    sigma: float

    @property
    def radius(self) -> int:
        """Half the side of its square, without the centre [px]."""
        return int(np.ceil(REACH * self.sigma))

    def line(self, power: int = 1) -> Plane:
        """Return the weights along one axis, to a power; shape (2 radius + 1,)."""
        return _line(self.sigma, power)

    def square(self) -> Plane:
        """Return the weights, shape (2 radius + 1, 2 radius + 1)."""
        line = self.line()
        square: Plane = line[:, None] * line[None, :]
        return square

    def total(self, power: int = 1) -> float:
        """Return the sum of the weights to a power: about 2 pi sigma^2 / power [px]."""
        return float(self.line(power).sum()) ** 2

    def sums(self, image: npt.NDArray[Any], power: int = 1) -> Plane:
        """Return the sum of ``t^power`` times the image around every pixel.

        Beyond the border there is nothing: sums there are over fewer pixels.
        """
        return weighted_sums(image, self.line(power))

    def sums_at(
        self, image: npt.NDArray[Any], step: int, start: tuple[int, int], power: int = 1
    ) -> Plane:
        """Return the same around every ``step``-th pixel of both axes from ``start`` on."""
        return weighted_sums(image, self.line(power), step=step, start=start)

    def rings(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Plane]:
        """Return the pixels of the square by their weight: order, first of each ring, weights.

        ``np.add.reduceat(square.ravel()[order], first)`` sums the pixels of equal weight.
        """
        return _rings(self.sigma)


@functools.lru_cache(maxsize=64)
def _line(sigma: float, power: int) -> Plane:
    radius = int(np.ceil(REACH * sigma))
    place = np.arange(-radius, radius + 1)
    line: Plane = np.exp(-0.5 * power * np.square(place / sigma))
    line.flags.writeable = False
    return line


@functools.lru_cache(maxsize=16)
def _rings(sigma: float) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Plane]:
    radius = int(np.ceil(REACH * sigma))
    place = np.square(np.arange(-radius, radius + 1))
    distance = (place[:, None] + place[None, :]).ravel()
    order = np.argsort(distance, kind="stable")
    squares, first = np.unique(distance[order], return_index=True)
    weights: Plane = np.exp(-0.5 * squares / sigma**2)
    return order, first, weights


def middle(image: Plane, side: int) -> Plane:
    """Return the middle of an image, of at most so many pixels a side."""
    rows, columns = image.shape
    top, left = max(0, (rows - side) // 2), max(0, (columns - side) // 2)
    part: Plane = image[top : top + side, left : left + side]
    return part


def structure_sigma(picture: npt.NDArray[Any]) -> float:
    """Return the sigma of the Gaussian whose blobs are as fine as the structure of a picture.

    A field of Gaussian blobs has mean square gradient (both axes) over variance 1 / sigma^2
    (from its spectrum, exp(-k^2 sigma^2)). What is coarser than some four times the result is
    taken off first, so that a wedge or an edge does not pass for a wide blob.

    Parameters
    ----------
    picture : ndarray, shape (rows, columns)
        Smooth estimate [electrons per pixel].

    Returns
    -------
    float
        [px], between ``SMALLEST`` and ``LARGEST / 2``; 3 when there is no structure.
    """
    image = middle(np.asarray(picture, dtype=np.float64), _WINDOW)
    sigma = 3.0
    for _ in range(3):
        wide = gaussian_line(4.0 * sigma, 2.5)
        fine = image - weighted_sums(image, wide, border="symmetric")
        inner = fine[8:-8, 8:-8] if min(image.shape) > 48 else fine
        slope = float(np.square(np.diff(inner, axis=0)).mean())
        slope += float(np.square(np.diff(inner, axis=1)).mean())
        variance = float(inner.var())
        if slope <= 1e-12 * max(float(np.square(image).mean()), 1e-12):
            return 3.0
        sigma = float(np.clip(np.sqrt(variance / slope), SMALLEST, LARGEST / 2.0))
    return sigma


def scales_for(picture: npt.NDArray[Any]) -> tuple[float, ...]:
    """Return three sigmas of places for a picture [px]: half, once and twice its structure's."""
    sigma = structure_sigma(picture)
    return tuple(
        round(float(np.clip(s, SMALLEST, LARGEST)), 2) for s in (sigma / 2, sigma, 2 * sigma)
    )
