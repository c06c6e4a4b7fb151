"""A molybdenum disulphide monolayer with point defects, dopants, holes and dirt."""

from __future__ import annotations

import numpy as np

from stemviewer.simulation.hashing import Floats, Sites, site_normal, site_uniform, smooth_noise
from stemviewer.simulation.specimens.base import Atoms, Box, Point, Specimen, Traits
from stemviewer.simulation.specimens.carbon import carbon
from stemviewer.simulation.specimens.lattice import Grains, LatticeSites, lattice, rotated

CELL = 3.16
"""Lattice parameter [Å]."""

_HOLE_PITCH = 110.0


class MolybdenumDisulphide(Specimen):
    """One Mo or two S atoms per site of a honeycomb; S vacancies, W, V and Se in places.

    5 % of the S sites miss one atom and 0.7 % both; 2 % of the Mo are W, 1 % V, 0.4 % are
    missing; 1 % of the S pairs hold one Se. Holes of 1 to 3 nm, patches of hydrocarbon dirt
    and grains of about 45 nm.

    Approximations: flat, no relaxation around defects. Damage sputters S first and then Mo,
    atom by atom; the critical dose is far below that of real MoS2 at 80 kV, so that damage
    is met within a minute of looking.
    """

    traits = Traits(
        name="mos2",
        summary="MoS2 monolayer: S vacancies, W, V and Se dopants, holes, hydrocarbon patches",
        critical_dose=1.5e6,
        beam_current=120e-12,
    )

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._grains = Grains(seed, 200, 450.0)
        self._dirt = carbon(14.0)

    def area_centre(self, index: int) -> Point:
        """Return areas inside grains and, every fourth, at a grain boundary [Å]."""
        if index % 4 == 1:
            return self._grains.boundary(2 * index, 0)
        return self._grains.centre(2 * index, index % 5)

    def atoms(self, box: Box, damage: float) -> Atoms:
        """See ``Specimen.atoms``."""
        lots = [self._grain(i, j, box, damage) for i, j in self._grains.overlapping(box)]
        sheet = Atoms.join(lots)
        sheet = sheet.where(self._from_hole(sheet.y, sheet.x) > 0.0)
        return Atoms.join([sheet, self._patches(box, damage)])

    def _grain(self, i: int, j: int, box: Box, damage: float) -> Atoms:
        angle = float(np.pi / 3.0 * self._grains.draw(i, j, 0))
        reach = self._grains.box(i, j)
        part = Box(
            max(box.y0, reach.y0),
            max(box.x0, reach.x0),
            min(box.y1, reach.y1),
            min(box.x1, reach.x1),
        )
        if part.y0 >= part.y1 or part.x0 >= part.x1:
            return Atoms.join([])
        a = rotated((CELL, 0.0), angle)
        b = rotated((CELL / 2.0, CELL * np.sqrt(0.75)), angle)
        cells = lattice(part.grown(CELL), a, b, self._grains.centre(i, j))
        inside = self._grains.within(i, j, cells.y, cells.x, gap=-CELL)
        cells = cells.where(inside)
        salt = 1000 * (1 + (i * 131 + j) % 7919)
        third = ((a[0] + b[0]) / 3.0, (a[1] + b[1]) / 3.0)
        sheet = Atoms.join(
            [
                self._metal(cells, salt, damage),
                self._sulphur(cells, third, salt + 100, damage),
                self._sulphur(cells, third, salt + 200, damage),
            ]
        )
        sheet = sheet.where(sheet.count > 0.0)
        return sheet.where(self._grains.within(i, j, sheet.y, sheet.x, gap=0.5))

    def _metal(self, cells: LatticeSites, salt: int, damage: float) -> Atoms:
        i, j = cells.i, cells.j
        fate = site_uniform(self.seed, salt, i, j)
        z = np.where(fate < 0.02, 74.0, np.where(fate > 0.99, 23.0, 42.0))
        missing = (fate > 0.5) & (fate < 0.504)
        gone = site_uniform(self.seed, salt + 1, i, j) < 0.5 * damage**2
        y, x = self._wobble(cells, (0.0, 0.0), salt + 2, damage)
        return Atoms.of(y, x, z, np.where(missing | gone, 0.0, 1.0))

    def _sulphur(self, cells: LatticeSites, site: Point, salt: int, damage: float) -> Atoms:
        """One of the two layers of sulphur."""
        i, j = cells.i, cells.j
        fate = site_uniform(self.seed, salt, i, j)
        pair = site_uniform(self.seed, salt - salt % 1000 + 900, i, j)
        missing = (fate < 0.025) | (pair < 0.007)
        gone = site_uniform(self.seed, salt + 1, i, j) < 0.85 * damage
        y, x = self._wobble(cells, site, salt - salt % 1000 + 910, damage)
        return Atoms.of(
            y, x, np.where(fate > 0.995, 34.0, 16.0), np.where(missing | gone, 0.0, 1.0)
        )

    def _wobble(
        self, cells: LatticeSites, site: Point, salt: int, damage: float
    ) -> tuple[Floats, Floats]:
        size = 0.03 + 0.35 * damage**2
        y = cells.y + site[0] + size * site_normal(self.seed, salt, cells.i, cells.j)
        return y, cells.x + site[1] + size * site_normal(self.seed, salt + 1, cells.i, cells.j)

    def _from_hole(self, y: Floats, x: Floats) -> Floats:
        """Distance from the rim of the nearest hole [Å]; negative inside."""
        distance = np.full(y.shape, np.inf)
        row, column = np.floor(y / _HOLE_PITCH).astype(np.int64), np.floor(x / _HOLE_PITCH)
        for di in (-1, 0, 1):
            for dj in (-1, 0, 1):
                i, j = row + di, column.astype(np.int64) + dj
                distance = np.minimum(distance, self._one_hole(i, j, y, x))
        ragged = 2.5 * smooth_noise(self.seed, 301, y, x, 9.0)
        return np.asarray(distance + ragged)

    def _one_hole(self, i: Sites, j: Sites, y: Floats, x: Floats) -> Floats:
        radius = 5.0 + 10.0 * site_uniform(self.seed, 303, i, j)
        radius = np.where(site_uniform(self.seed, 302, i, j) < 0.3, radius, -50.0)
        dy = y - (i + site_uniform(self.seed, 304, i, j)) * _HOLE_PITCH
        dx = x - (j + site_uniform(self.seed, 305, i, j)) * _HOLE_PITCH
        return np.asarray(np.hypot(dy, dx) - radius)

    def _patches(self, box: Box, damage: float) -> Atoms:
        film = self._dirt.atoms(self.seed, 320, box, damage)
        cover = np.clip(2.0 * smooth_noise(self.seed, 330, film.y, film.x, 60.0) - 0.8, 0.0, 1.5)
        return Atoms(film.y, film.x, film.z, film.count * cover).where(cover > 0.0)
