"""Amorphous layers: supports and films."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stemviewer.simulation.hashing import Floats, site_normal, site_shift, smooth_noise
from stemviewer.simulation.specimens.base import Atoms, Box
from stemviewer.simulation.specimens.lattice import lattice, rotated

_OVERVIEW = 350.0
"""Boxes wider than this are seen at a sampling that does not resolve speckle [Å]."""


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
        pitch = self.pitch_for(box)
        # a turned grid, shaken by half a cell: nothing of it is left in the image
        cells = lattice(box, rotated((pitch, 0.0), 0.4), rotated((0.0, pitch), 0.4))
        i, j = cells.i, cells.j
        away_y, away_x = site_shift(seed, salt, i, j)
        y, x = cells.y + 0.5 * pitch * away_y, cells.x + 0.5 * pitch * away_x
        if damage > 0.0:  # bonds break and re-form: the speckle changes
            away_y, away_x = site_shift(seed, salt + 2, i, j)
            y, x = y + 1.5 * damage * away_y, x + 1.5 * damage * away_x
        mean = self.density * pitch**2 * self.thickness * self.relief(seed, salt, y, x)
        count = mean + 0.5 * np.sqrt(np.maximum(mean, 0.0)) * site_normal(seed, salt + 4, i, j)
        count = np.maximum(count, 0.0) * (1.0 - self.loss * damage)
        return Atoms.of(y, x, self.z, count)

    def pitch_for(self, box: Box) -> float:
        """Return the side of the cells used in a box [Å]; doubled where much is seen at once."""
        wide = max(box.y1 - box.y0, box.x1 - box.x0) > _OVERVIEW
        return 2.0 * self.pitch if wide else self.pitch

    def relief(self, seed: int, salt: int, y: Floats, x: Floats) -> Floats:
        """Return the thickness relative to its mean at points [Å]; not negative."""
        waves = smooth_noise(seed, salt + 5, y, x, 70.0)
        ripples = smooth_noise(seed, salt + 6, y, x, 18.0)
        return np.asarray(np.maximum(1.0 + self.undulation * (waves + 0.5 * ripples), 0.0))


def carbon(thickness: float) -> AmorphousLayer:
    """Return an amorphous carbon film of ``thickness`` [Å] at 2 g/cm^3."""
    return AmorphousLayer(z=6.0, density=0.1, thickness=thickness)
