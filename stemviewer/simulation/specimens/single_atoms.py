"""Single heavy atoms and small clusters on amorphous carbon."""

from __future__ import annotations

import numpy as np

from stemviewer.simulation.hashing import Floats, Sites, site_normal, site_uniform, smooth_noise
from stemviewer.simulation.specimens.base import Atoms, Box, Specimen, Traits
from stemviewer.simulation.specimens.carbon import carbon
from stemviewer.simulation.specimens.lattice import lattice

_PITCH = 9.0
_CLUSTER_PITCH = 55.0
_CLUSTER = 9


class SingleAtoms(Specimen):
    """Platinum atoms, one in about 2 nm^2, and here and there a raft of up to nine.

    The support is 4 nm of amorphous carbon with thicker flakes, so that its own speckle
    competes with the lighter contrast of an atom out of focus.

    Approximations: all atoms are in one focal plane. Damage lets atoms hop by up to a few Å,
    takes half of them away and thins the carbon; the critical dose is made up.
    """

    traits = Traits(
        name="single-atoms",
        summary="Single platinum atoms and small rafts on amorphous carbon",
        critical_dose=6.0e5,
        beam_current=60e-12,
    )

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._support = carbon(40.0)
        self._flakes = carbon(60.0)

    def atoms(self, box: Box, damage: float) -> Atoms:
        """See ``Specimen.atoms``."""
        film = self._support.atoms(self.seed, 500, box, damage)
        flakes = self._flakes.atoms(self.seed, 520, box, damage)
        edge = 12.0 * smooth_noise(self.seed, 540, flakes.y, flakes.x, 90.0) - 8.0
        cover = np.clip(edge + 0.5, 0.0, 1.0)
        thick = Atoms(flakes.y, flakes.x, flakes.z, flakes.count * cover).where(cover > 0.0)
        return Atoms.join([film, thick, self._isolated(box, damage), self._rafts(box, damage)])

    def _isolated(self, box: Box, damage: float) -> Atoms:
        cells = lattice(box.grown(_PITCH), (_PITCH, 0.0), (0.0, _PITCH))
        i, j = cells.i, cells.j
        there = site_uniform(self.seed, 550, i, j) < 0.4
        stays = site_uniform(self.seed, 551, i, j) >= 0.5 * damage
        y = cells.y + _PITCH * site_uniform(self.seed, 552, i, j)
        x = cells.x + _PITCH * site_uniform(self.seed, 553, i, j)
        hop_y, hop_x = self._hop(i, j, damage)
        return Atoms.of(y + hop_y, x + hop_x, 78.0, 1.0).where(there & stays)

    def _hop(self, i: Sites, j: Sites, damage: float) -> tuple[Floats, Floats]:
        """Displacement of an atom once its own share of damage is reached [Å]."""
        at = site_uniform(self.seed, 560, i, j)
        size = np.where(at < damage, 2.2, 0.0)
        y = size * site_normal(self.seed, 561, i, j)
        x = size * site_normal(self.seed, 562, i, j)
        return y, x

    def _rafts(self, box: Box, damage: float) -> Atoms:
        cells = lattice(
            box.grown(2.0 * _CLUSTER_PITCH), (_CLUSTER_PITCH, 0.0), (0.0, _CLUSTER_PITCH)
        )
        there = site_uniform(self.seed, 570, cells.i, cells.j) < 0.3
        i, j = cells.i[there][:, None], cells.j[there][:, None]
        member = np.arange(_CLUSTER, dtype=np.int64)[None, :]
        size = 3 + np.floor(7.0 * site_uniform(self.seed, 571, i, j))
        key = i * 64 + member
        spread = 1.6 + 0.2 * size + 2.0 * damage
        y = cells.y[there][:, None] + spread * site_normal(self.seed, 572, key, j)
        x = cells.x[there][:, None] + spread * site_normal(self.seed, 573, key, j)
        keep = (member < size) & (site_uniform(self.seed, 574, key, j) >= 0.4 * damage)
        return Atoms.of(y[keep], x[keep], 78.0, 1.0)
