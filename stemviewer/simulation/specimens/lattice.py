"""Lattices and grains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stemviewer.simulation.hashing import Floats, Sites, site_uniform
from stemviewer.simulation.specimens.base import Box, Point


@dataclass(frozen=True, slots=True, eq=False)
class LatticeSites:
    """Unit cells of a lattice: integer indices and positions [Å] of their origins."""

    i: Sites
    j: Sites
    y: Floats
    x: Floats

    def where(self, keep: npt.NDArray[np.bool_]) -> LatticeSites:
        """Return those for which ``keep`` is true."""
        return LatticeSites(self.i[keep], self.j[keep], self.y[keep], self.x[keep])


def rotated(vector: Point, angle: float) -> Point:
    """Rotate (y, x) by ``angle`` [rad], from x towards y."""
    y, x = vector
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    return (y * cos + x * sin, x * cos - y * sin)


def lattice(box: Box, a: Point, b: Point, origin: Point = (0.0, 0.0)) -> LatticeSites:
    """Return the unit cells whose origins lie in a box.

    Parameters
    ----------
    box : Box
        [Å].
    a, b : tuple of float
        Lattice vectors (y, x) [Å], not parallel.
    origin : tuple of float
        A lattice point [Å].
    """
    basis = np.array([a, b]).T
    corners = np.array(
        [[box.y0, box.y0, box.y1, box.y1], [box.x0, box.x1, box.x0, box.x1]], dtype=np.float64
    )
    indices = np.linalg.solve(basis, corners - np.array(origin)[:, None])
    low, high = np.floor(indices.min(axis=1)), np.ceil(indices.max(axis=1))
    i, j = np.meshgrid(
        np.arange(low[0], high[0] + 1), np.arange(low[1], high[1] + 1), indexing="ij"
    )
    y = (origin[0] + i * a[0] + j * b[0]).ravel()
    x = (origin[1] + i * a[1] + j * b[1]).ravel()
    keep = box.contains(y, x)
    whole_i, whole_j = i.ravel()[keep].astype(np.int64), j.ravel()[keep].astype(np.int64)
    return LatticeSites(whole_i, whole_j, y[keep], x[keep])


class Grains:
    """Voronoi grains of scattered seeds, one in each square cell.

    Parameters
    ----------
    seed, salt : int
        Of the hash.
    pitch : float
        Side of the cells, about the size of a grain [Å].
    """

    def __init__(self, seed: int, salt: int, pitch: float) -> None:
        self._seed, self._salt, self._pitch = seed, salt, pitch
        self._known: dict[tuple[int, int], Point] = {}

    def centre(self, i: int, j: int) -> Point:
        """Return the seed point of grain (i, j) [Å]."""
        if (i, j) not in self._known:
            y, x = self._centres(np.array([i], np.int64), np.array([j], np.int64))
            self._known[i, j] = float(y[0]), float(x[0])
        return self._known[i, j]

    def draw(self, i: int, j: int, use: int) -> float:
        """Return a number of [0, 1) that belongs to grain (i, j) and a use."""
        site = np.array([i], np.int64), np.array([j], np.int64)
        return float(site_uniform(self._seed, self._salt + 10 + use, *site)[0])

    def overlapping(self, box: Box) -> Iterator[tuple[int, int]]:
        """Yield the grains that may reach into a box."""
        reach = box.grown(self._pitch)
        rows = range(int(reach.y0 // self._pitch), int(reach.y1 // self._pitch) + 1)
        columns = range(int(reach.x0 // self._pitch), int(reach.x1 // self._pitch) + 1)
        for i in rows:
            for j in columns:
                yield i, j

    def within(
        self, i: int, j: int, y: Floats, x: Floats, gap: float = 0.0
    ) -> npt.NDArray[np.bool_]:
        """Tell which points belong to grain (i, j), at least ``gap`` [Å] from its borders."""
        own_y, own_x = self.centre(i, j)
        inside = np.ones(y.shape, dtype=np.bool_)
        for di in (-2, -1, 0, 1, 2):
            for dj in (-2, -1, 0, 1, 2):
                if di or dj:
                    inside &= _nearer(y, x, (own_y, own_x), self.centre(i + di, j + dj), gap)
        return inside

    def box(self, i: int, j: int) -> Box:
        """Return a box that holds grain (i, j)."""
        y, x = self.centre(i, j)
        reach = 2.0 * self._pitch
        return Box(y - reach, x - reach, y + reach, x + reach)

    def boundary(self, i: int, j: int) -> Point:
        """Return a point half-way between grain (i, j) and its right neighbour [Å]."""
        (y, x), (other_y, other_x) = self.centre(i, j), self.centre(i, j + 1)
        return (y + other_y) / 2, (x + other_x) / 2

    def _centres(self, i: Sites, j: Sites) -> tuple[Floats, Floats]:
        # kept off the cell's rim, so that no two seeds touch
        y = (i + 0.2 + 0.6 * site_uniform(self._seed, self._salt, i, j)) * self._pitch
        x = (j + 0.2 + 0.6 * site_uniform(self._seed, self._salt + 1, i, j)) * self._pitch
        return y, x


def _nearer(y: Floats, x: Floats, own: Point, other: Point, gap: float) -> npt.NDArray[np.bool_]:
    """Tell which points are on the side of ``own`` of its bisector with ``other``."""
    dy, dx = own[0] - other[0], own[1] - other[1]
    length = float(np.hypot(dy, dx))
    distance = ((y - (own[0] + other[0]) / 2) * dy + (x - (own[1] + other[1]) / 2) * dx) / length
    return np.asarray(distance > gap)
