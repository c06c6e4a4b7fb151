"""Drifting specimens: what is at a place is known exactly, for any fraction of a pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
Image = npt.NDArray[np.float32]

BACKGROUND = 0.1
"""Of the height of an atom column."""

BORDER = 60.0
"""Columns are laid this far beyond the frame, since the specimen drifts [px]."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Atom columns as Gaussian spots.

    Parameters
    ----------
    name : str
        Of its kind.
    places : ndarray, shape (columns, 2)
        Row and column of each at no drift [px].
    heights : ndarray, shape (columns,)
    sigma : float
        Of the spots [px].
    spacing : float
        Shortest lattice vector [px]; 0 where there is no lattice.
    """

    name: str
    places: Points
    heights: Points
    sigma: float
    spacing: float = 0.0

    def rate(self, drift: Points, side: int, dose: float) -> Image:
        """Return the expected electrons per pixel with the specimen moved.

        Parameters
        ----------
        drift : ndarray, shape (2,)
            Down and right [px].
        side : int
            Rows and columns [px].
        dose : float
            Mean of the scene over the undrifted frame [electrons per pixel].
        """
        scale = dose / float(self._picture(np.zeros(2), side).mean())
        moved: Image = (self._picture(drift, side) * scale).astype(np.float32)
        return moved

    def _picture(self, drift: Points, side: int) -> npt.NDArray[np.float64]:
        places = self.places + drift
        near = np.all((places > -5 * self.sigma) & (places < side + 5 * self.sigma), axis=1)
        places, heights = places[near], self.heights[near]
        pixels = np.arange(side)[:, None]
        spread = 2.0 * self.sigma**2
        down = np.exp(-((pixels - places[:, 0]) ** 2) / spread)
        right = np.exp(-((pixels - places[:, 1]) ** 2) / spread)
        return (down * heights) @ right.T + BACKGROUND


def _lattice(rng: np.random.Generator, side: int, spacing: float) -> tuple[Points, Points]:
    """Return places and heights of a lattice in any direction: square or hexagonal."""
    angle = rng.uniform(0.0, np.pi)
    between = np.pi / 2 if rng.random() < 0.5 else np.pi / 3
    first = spacing * np.array([np.cos(angle), np.sin(angle)])
    second = spacing * np.array([np.cos(angle + between), np.sin(angle + between)])
    count = int(1.6 * (side + 2 * BORDER) / spacing)
    steps = np.arange(-count, count + 1)
    places = (steps[:, None, None] * first + steps[None, :, None] * second).reshape(-1, 2)
    places += side / 2 + rng.uniform(0.0, spacing, 2)
    inside = np.all((places > -BORDER) & (places < side + BORDER), axis=1)
    return places[inside], np.ones(int(inside.sum()))


def marked_lattice(rng: np.random.Generator, side: int) -> Scene:
    """Return a perfect lattice but for four columns that are missing or half as high."""
    spacing = rng.uniform(8.0, 20.0)
    places, heights = _lattice(rng, side, spacing)
    central = np.flatnonzero(np.all((places > side / 5) & (places < 4 * side / 5), axis=1))
    heights[rng.choice(central, 4, replace=False)] = rng.choice([0.0, 0.5], 4)
    return Scene("marked lattice", places, heights, rng.uniform(0.18, 0.28) * spacing, spacing)


def perfect_lattice(rng: np.random.Generator, side: int) -> Scene:
    """Return a lattice without end or fault: nothing but the motion tells its vectors apart."""
    spacing = rng.uniform(8.0, 20.0)
    places, heights = _lattice(rng, side, spacing)
    return Scene("perfect lattice", places, heights, rng.uniform(0.18, 0.28) * spacing, spacing)


def two_columns(rng: np.random.Generator, side: int) -> Scene:
    """Return a cell of two columns that differ by a fifth: half a vector nearly fits."""
    spacing = rng.uniform(11.0, 22.0)
    places, heights = _lattice(rng, side, spacing)
    shift = spacing / 2 * np.array([1.0, 1.0])
    both = np.concatenate([places, places + shift])
    sizes = np.concatenate([heights, 0.8 * heights])
    return Scene("two columns", both, sizes, rng.uniform(0.14, 0.2) * spacing, spacing / 2**0.5)


def particle(rng: np.random.Generator, side: int) -> Scene:
    """Return a crystal that ends within the frame."""
    spacing = rng.uniform(8.0, 16.0)
    places, heights = _lattice(rng, side, spacing)
    centre = side / 2 + rng.uniform(-0.1, 0.1, 2) * side
    radius = np.hypot(*(places - centre).T)
    kept = radius < rng.uniform(0.25, 0.38) * side
    sigma = rng.uniform(0.18, 0.28) * spacing
    return Scene("particle", places[kept], heights[kept], sigma, spacing)


def single_atoms(rng: np.random.Generator, side: int) -> Scene:
    """Return scattered atoms, one in about a thousand pixels."""
    count = int((side + 2 * BORDER) ** 2 / 1000)
    places = rng.uniform(-BORDER, side + BORDER, (count, 2))
    return Scene("single atoms", places, rng.uniform(0.6, 1.4, count), rng.uniform(1.5, 3.0))


SCENES = (marked_lattice, perfect_lattice, two_columns, particle, single_atoms)


def drift_path(rng: np.random.Generator, frames: int, largest: float) -> Points:
    """Return where the specimen is in each frame: a constant drift and a random walk.

    Parameters
    ----------
    rng : numpy Generator
    frames : int
        Number of frames.
    largest : float
        Longest step from one frame to the next [px].

    Returns
    -------
    ndarray, shape (frames, 2)
        Down and right, from 0 [px].
    """
    speed, heading = largest * rng.uniform(0.0, 1.0), rng.uniform(0.0, 2 * np.pi)
    steady = speed * np.array([np.cos(heading), np.sin(heading)])
    steps = steady + rng.normal(0.0, 0.5, (frames - 1, 2))
    steps *= np.minimum(1.0, largest / np.maximum(np.hypot(*steps.T), 1e-9))[:, None]
    return np.concatenate([np.zeros((1, 2)), np.cumsum(steps, axis=0)])
