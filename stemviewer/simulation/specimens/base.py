"""What a specimen is: atoms that can be asked for, box by box, without end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stemviewer.simulation.hashing import one_uniform

Floats = npt.NDArray[np.float64]
Point = tuple[float, float]
"""y and x [Å]."""

_AREA_SPREAD = 20_000.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the specimen [Å]; y points down, x to the right, as in images."""

    y0: float
    x0: float
    y1: float
    x1: float

    def grown(self, margin: float) -> Box:
        """Return the box with ``margin`` [Å] added on each side."""
        return Box(self.y0 - margin, self.x0 - margin, self.y1 + margin, self.x1 + margin)

    def union(self, other: Box) -> Box:
        """Return the smallest box that holds both."""
        return Box(
            min(self.y0, other.y0),
            min(self.x0, other.x0),
            max(self.y1, other.y1),
            max(self.x1, other.x1),
        )

    def holds(self, other: Box) -> bool:
        """Whether ``other`` lies within this box."""
        inside_y = self.y0 <= other.y0 and other.y1 <= self.y1
        return inside_y and self.x0 <= other.x0 and other.x1 <= self.x1

    def contains(self, y: Floats, x: Floats) -> npt.NDArray[np.bool_]:
        """Tell which points lie inside."""
        inside = (y >= self.y0) & (y < self.y1) & (x >= self.x0) & (x < self.x1)
        return np.asarray(inside)


@dataclass(frozen=True, slots=True, eq=False)
class Atoms:
    """Atoms, or stacks of like atoms along the beam; four arrays of one length.

    Parameters
    ----------
    y, x : ndarray of float64
        Positions [Å].
    z : ndarray of float64
        Atomic numbers.
    count : ndarray of float64
        Atoms in the stack; fractions stand for means.
    """

    y: Floats
    x: Floats
    z: Floats
    count: Floats

    @staticmethod
    def of(y: Floats, x: Floats, z: Floats | float, count: Floats | float) -> Atoms:
        """Build from arrays and scalars of one shape."""
        shape = y.shape
        return Atoms(y, x, np.broadcast_to(z, shape) * 1.0, np.broadcast_to(count, shape) * 1.0)

    @staticmethod
    def join(parts: Iterable[Atoms]) -> Atoms:
        """Put several lots together."""
        lots = [*parts, _NONE]
        return Atoms(
            np.concatenate([lot.y for lot in lots]),
            np.concatenate([lot.x for lot in lots]),
            np.concatenate([lot.z for lot in lots]),
            np.concatenate([lot.count for lot in lots]),
        )

    def where(self, keep: npt.NDArray[np.bool_]) -> Atoms:
        """Return those for which ``keep`` is true."""
        return Atoms(self.y[keep], self.x[keep], self.z[keep], self.count[keep])


_NONE = Atoms(*(np.zeros(0) for _ in range(4)))


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a specimen before it is looked at.

    Parameters
    ----------
    name : str
        As on the command line.
    summary : str
        One line for the operator.
    critical_dose : float
        Dose after which a spot is damaged to 63 % [e/Å^2].
    beam_current : float
        Current that gives a low-dose picture at 0.3 µs and 0.2 Å per pixel [A].
    """

    name: str
    summary: str
    critical_dose: float
    beam_current: float


class Specimen(ABC):
    """A seeded specimen of any extent; the same seed gives the same atoms in any box."""

    traits: Traits

    def __init__(self, seed: int) -> None:
        self.seed = seed

    @abstractmethod
    def atoms(self, box: Box, damage: float) -> Atoms:
        """Return the atoms in and slightly around a box.

        Parameters
        ----------
        box : Box
            [Å].
        damage : float
            0 intact to 1 fully damaged; damage of the whole box (the scan blends stages
            by the dose of each spot).
        """

    def area_centre(self, index: int) -> Point:
        """Return the centre of the ``index``-th area an operator is taken to [Å]."""
        y = (2.0 * one_uniform(self.seed, 11, index) - 1.0) * _AREA_SPREAD
        x = (2.0 * one_uniform(self.seed, 12, index) - 1.0) * _AREA_SPREAD
        return y, x
