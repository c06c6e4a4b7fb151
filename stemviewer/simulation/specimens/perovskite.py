"""A strained strontium titanate lamella along [001], with grains, vacancies and an edge."""

from __future__ import annotations

import numpy as np

from stemviewer.simulation.hashing import (
    Floats,
    Sites,
    site_normal,
    site_uniform,
    smooth_noise,
)
from stemviewer.simulation.specimens.base import Atoms, Box, Point, Specimen, Traits
from stemviewer.simulation.specimens.carbon import carbon
from stemviewer.simulation.specimens.lattice import Grains, LatticeSites, lattice, rotated

CELL = 3.905
"""Lattice parameter [Å]."""

_THICKNESS = 120.0
_PERIOD = 900.0
_VACUUM = 260.0
_WEDGE = 130.0


class Perovskite(Specimen):
    """Columns of Sr, of Ti with O, and of O; tilted grains; vacuum beside the lamella.

    4 % of the Sr columns miss 30 to 100 % of their atoms, 1.5 % hold lanthanum instead.
    Ti columns are off-centred by up to 0.25 Å in domains. Grains of about 35 nm are turned
    against each other. Every 90 nm the lamella thins out to vacuum, with an amorphous rim.

    Approximations: columns are straight, the number of atoms in a column is what counts
    (see ``scattering``), and grain boundaries are two lattices cut along a plane, not
    relaxed. Damage moves atoms out of their columns into a glass of the same composition and
    takes a fifth of the mass; the critical dose is made up, low enough to be met at work.
    """

    traits = Traits(
        name="perovskite",
        summary="Strained SrTiO3 [001]: Sr, Ti and O columns, vacancies, grain boundary, edge",
        critical_dose=2.0e5,
        beam_current=10e-12,
    )

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._grains = Grains(seed, 100, 350.0)
        self._rim = carbon(25.0)

    def area_centre(self, index: int) -> Point:
        """Return areas in turn at a grain boundary, at the edge, and inside grains [Å]."""
        kind = index % 3
        if kind == 0:
            y, x = self._deepest([self._grains.boundary(4 * index, j) for j in range(6)])
            return y, x + 18.0
        if kind == 1:
            y = 700.0 * index
            return y, _PERIOD * index + _VACUUM - 0.25 * y + 15.0
        return self._deepest([self._grains.centre(4 * index, j) for j in range(6)])

    def _deepest(self, places: list[Point]) -> Point:
        """Return the place that is farthest from vacuum."""
        depths = [float(self._depth(np.array([y]), np.array([x]))[0]) for y, x in places]
        return places[int(np.argmax(depths))]

    def atoms(self, box: Box, damage: float) -> Atoms:
        """See ``Specimen.atoms``."""
        parts = [self._grain(i, j, box, damage) for i, j in self._grains.overlapping(box)]
        whole = Atoms.join(parts)
        depth = self._depth(whole.y, whole.x)
        whole = Atoms(whole.y, whole.x, whole.z, whole.count * np.clip(depth / _WEDGE, 0.2, 1.0))
        return Atoms.join([whole.where(depth > 0.0), self._amorphous_rim(box, damage)])

    def _depth(self, y: Floats, x: Floats) -> Floats:
        """Distance from the nearest edge into the lamella [Å]; negative in vacuum."""
        rough = 9.0 * smooth_noise(self.seed, 40, y, x, 45.0)
        rough += 3.0 * smooth_noise(self.seed, 41, y, x, 11.0)
        phase = np.mod(x + 0.25 * y, _PERIOD)
        return np.asarray(np.minimum(phase - _VACUUM, _PERIOD - phase) + rough)

    def _grain(self, i: int, j: int, box: Box, damage: float) -> Atoms:
        angle = float(np.deg2rad(12.0 + 32.0 * (self._grains.draw(i, j, 0) - 0.5)))
        reach = self._grains.box(i, j)
        part = Box(
            max(box.y0, reach.y0),
            max(box.x0, reach.x0),
            min(box.y1, reach.y1),
            min(box.x1, reach.x1),
        )
        if part.y0 >= part.y1 or part.x0 >= part.x1:
            return Atoms.join([])
        a, b = rotated((CELL, 0.0), angle), rotated((0.0, CELL), angle)
        cells = lattice(part.grown(CELL), a, b, self._grains.centre(i, j))
        inside = self._grains.within(i, j, cells.y, cells.x, gap=-CELL)
        cells = cells.where(inside)
        salt = 1000 * (1 + (i * 131 + j) % 7919)
        columns = Atoms.join(self._columns(cells, a, b, salt))
        columns = columns.where(self._grains.within(i, j, columns.y, columns.x, gap=0.45))
        return _amorphised(columns, self.seed, damage)

    def _columns(self, cells: LatticeSites, a: Point, b: Point, salt: int) -> list[Atoms]:
        i, j = cells.i, cells.j
        layers = _THICKNESS / CELL

        def at(u: float, v: float, use: int) -> tuple[Floats, Floats]:
            wobble_y = 0.04 * site_normal(self.seed, salt + use, i, j)
            wobble_x = 0.04 * site_normal(self.seed, salt + use + 10, i, j)
            y = cells.y + u * a[0] + v * b[0] + wobble_y
            return y, cells.x + u * a[1] + v * b[1] + wobble_x

        sr_z, sr_count = self._a_sites(i, j, salt, layers)
        ti_y, ti_x = at(0.5, 0.5, 1)
        shift = 0.25 * np.tanh(2.0 * smooth_noise(self.seed, 50, ti_y, ti_x, 60.0))
        ti_y, ti_x = ti_y + shift * b[0] / CELL, ti_x + shift * b[1] / CELL
        return [
            Atoms.of(*at(0.0, 0.0, 0), sr_z, sr_count),
            Atoms.of(ti_y, ti_x, 22.0, layers),
            Atoms.of(ti_y, ti_x, 8.0, layers),
            Atoms.of(*at(0.5, 0.0, 2), 8.0, layers),
            Atoms.of(*at(0.0, 0.5, 3), 8.0, layers),
        ]

    def _a_sites(self, i: Sites, j: Sites, salt: int, layers: float) -> tuple[Floats, Floats]:
        """Atomic numbers and atoms of the Sr columns, with vacancies and lanthanum."""
        fate = site_uniform(self.seed, salt + 20, i, j)
        amount = site_uniform(self.seed, salt + 21, i, j)
        count = np.where(fate < 0.04, layers * 0.7 * amount, layers)
        z = np.where(fate > 0.985, 57.0, 38.0)
        return z, count

    def _amorphous_rim(self, box: Box, damage: float) -> Atoms:
        film = self._rim.atoms(self.seed, 60, box, damage)
        depth = self._depth(film.y, film.x)
        cover = np.exp(-0.5 * (depth / 10.0) ** 2)
        return Atoms(film.y, film.x, film.z, film.count * cover).where(cover > 0.02)


def _amorphised(columns: Atoms, seed: int, damage: float) -> Atoms:
    """Scatter a share ``damage`` of each column around it and lose a fifth of that."""
    if damage <= 0.0:
        return columns
    key_y = np.round(columns.y * 64).astype(np.int64)
    key_x = np.round(columns.x * 64 + columns.z * 4096).astype(np.int64)
    kept = Atoms(columns.y, columns.x, columns.z, columns.count * (1.0 - damage))
    lots = [kept]
    for fragment in range(3):
        y = columns.y + 1.3 * site_normal(seed, 70 + fragment, key_y, key_x)
        x = columns.x + 1.3 * site_normal(seed, 80 + fragment, key_y, key_x)
        lots.append(Atoms(y, x, columns.z, columns.count * damage * 0.8 / 3.0))
    return Atoms.join(lots)
