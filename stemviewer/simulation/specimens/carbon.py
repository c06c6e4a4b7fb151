"""Amorphous layers: supports and films."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stemviewer.simulation.hashing import Floats, site_normal, smooth_noise
from stemviewer.simulation.specimens.base import Atoms, Box
from stemviewer.simulation.specimens.lattice import lattice, rotated


@dataclass(frozen=True, slots=True)
class AmorphousLayer:
    """An amorphous layer.

    Each point stands for the few atoms that the layer holds above one cell of ``pitch``
    squared, at a random place around it; their number fluctuates half as strongly as that
    of independent atoms would, because a glass is not a gas. Thickness undulates smoothly.

    Parameters
    ----------
    z : float
        Atomic number.
    density : float
        [atoms/Å^3].
    thickness : float
        Mean [Å].
    undulation : float
        Relative deviation of the thickness, over tens of Å.
    pitch : float
        [Å].
    loss : float
        Share of the mass that full damage takes away.
    """

    z: float
    density: float
    thickness: float
    undulation: float = 0.15
    pitch: float = 1.0
    loss: float = 0.4

    def atoms(self, seed: int, salt: int, box: Box, damage: float) -> Atoms:
        """Return its atoms in a box at a stage of damage (see ``Specimen.atoms``)."""
        # a turned grid, shaken by half a cell: nothing of it is left in the image
        cells = lattice(box, rotated((self.pitch, 0.0), 0.4), rotated((0.0, self.pitch), 0.4))
        i, j = cells.i, cells.j
        y = cells.y + 0.5 * self.pitch * site_normal(seed, salt, i, j)
        x = cells.x + 0.5 * self.pitch * site_normal(seed, salt + 1, i, j)
        if damage > 0.0:  # bonds break and re-form: the speckle changes
            y = y + 1.5 * damage * site_normal(seed, salt + 2, i, j)
            x = x + 1.5 * damage * site_normal(seed, salt + 3, i, j)
        mean = self.density * self.pitch**2 * self.thickness * self.relief(seed, salt, y, x)
        count = mean + 0.5 * np.sqrt(np.maximum(mean, 0.0)) * site_normal(seed, salt + 4, i, j)
        count = np.maximum(count, 0.0) * (1.0 - self.loss * damage)
        return Atoms.of(y, x, self.z, count)

    def relief(self, seed: int, salt: int, y: Floats, x: Floats) -> Floats:
        """Return the thickness relative to its mean at points [Å]; not negative."""
        waves = smooth_noise(seed, salt + 5, y, x, 70.0)
        ripples = smooth_noise(seed, salt + 6, y, x, 18.0)
        return np.asarray(np.maximum(1.0 + self.undulation * (waves + 0.5 * ripples), 0.0))


def carbon(thickness: float) -> AmorphousLayer:
    """Return an amorphous carbon film of ``thickness`` [Å] at 2 g/cm^3."""
    return AmorphousLayer(z=6.0, density=0.1, thickness=thickness)
