"""An amorphous germanium film."""

from __future__ import annotations

import numpy as np

from stemviewer.simulation.hashing import smooth_noise
from stemviewer.simulation.specimens.base import Atoms, Box, Specimen, Traits
from stemviewer.simulation.specimens.carbon import AmorphousLayer


class AmorphousFilm(Specimen):
    """Germanium, 8 nm thick on average, with valleys that reach half of that.

    Nothing in it is periodic: what looks like a lattice in a denoised picture of it was
    invented.

    Approximations: see ``carbon.AmorphousLayer``; no short-range order. Damage stirs the
    atoms and takes up to 40 % of the mass; the critical dose is made up.
    """

    traits = Traits(
        name="amorphous",
        summary="Amorphous germanium film: speckle without any lattice",
        critical_dose=4.0e5,
        beam_current=20e-12,
    )

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._film = AmorphousLayer(z=32.0, density=0.044, thickness=80.0, undulation=0.1)

    def atoms(self, box: Box, damage: float) -> Atoms:
        """See ``Specimen.atoms``."""
        film = self._film.atoms(self.seed, 600, box, damage)
        valley = 0.75 + 0.25 * np.tanh(2.0 * smooth_noise(self.seed, 610, film.y, film.x, 150.0))
        return Atoms(film.y, film.x, film.z, film.count * valley)
