"""Platinum particles on amorphous carbon."""

from __future__ import annotations

import numpy as np

from stemviewer.simulation.hashing import Floats, site_shift
from stemviewer.simulation.specimens.base import Atoms, Box, Point, Specimen, Traits
from stemviewer.simulation.specimens.carbon import carbon
from stemviewer.simulation.specimens.lattice import Grains, lattice, rotated

CELL = 3.924
"""Lattice parameter of platinum [Å]."""

_PITCH = 115.0
_TILTED, _FRINGES, _FRAGMENTS = 0.6, 0.8, 10
_FACETS = np.deg2rad([0.0, 54.7, 90.0, 125.3])
"""Directions of the facets seen along [110] [rad]: {001}, {111} and {110}."""


class Particles(Specimen):
    """Faceted face-centred cubic particles of 3 to 6 nm, mostly along [110], some twinned.

    Four in ten are tilted so far that only one set of fringes, or none, is resolved.

    Approximations: a column holds as many atoms as the particle is thick there; no strain,
    no surface relaxation, no shadowing of the support. Damage thins the carbon and rounds
    the particle, losing atoms at its rim first; the critical dose is made up.
    """

    traits = Traits(
        name="particle",
        summary="Platinum nanoparticles, some twinned or tilted, on amorphous carbon",
        critical_dose=8.0e5,
        beam_current=14e-12,
    )

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._places = Grains(seed, 400, _PITCH)
        self._support = carbon(60.0)

    def area_centre(self, index: int) -> Point:
        """Return areas with a particle near the middle [Å]."""
        row = 4 * index
        column = next(j for j in range(1000) if self._exists(row, j))
        y, x = self._places.centre(row, column)
        return y + 8.0, x - 12.0

    def atoms(self, box: Box, damage: float) -> Atoms:
        """See ``Specimen.atoms``."""
        near = [(i, j) for i, j in self._places.overlapping(box) if self._exists(i, j)]
        lots = [self._particle(i, j, damage) for i, j in near]
        film = self._support.atoms(self.seed, 420, box, damage)
        whole = Atoms.join([*lots, film])
        return whole.where(box.grown(4.0).contains(whole.y, whole.x))

    def _exists(self, i: int, j: int) -> bool:
        return self._places.draw(i, j, 0) < 0.62

    def _particle(self, i: int, j: int, damage: float) -> Atoms:
        y0, x0 = self._places.centre(i, j)
        radius = 15.0 + 16.0 * self._places.draw(i, j, 1) ** 1.5
        angle = 2.0 * np.pi * self._places.draw(i, j, 2)
        box = Box(-radius, -radius, radius, radius)
        tilt = self._places.draw(i, j, 3)
        y, x = _columns(box, twinned=tilt < 0.2)
        thickness = _thickness(y, x, radius, damage)
        keep = thickness > 1.5
        y, x, thickness = y[keep], x[keep], thickness[keep]
        if tilt > _TILTED:
            y, x, thickness = _leaning(y, x, thickness, tilt)
        y, x = rotated_points(y, x, angle)
        key = np.arange(y.size, dtype=np.int64), np.full(y.size, i * 7919 + j, np.int64)
        shake_y, shake_x = site_shift(self.seed, 440, *key)
        shake = 0.03 + 0.3 * damage
        y, x = y + y0 + shake * shake_y, x + x0 + shake * shake_x
        return Atoms.of(y, x, 78.0, thickness / (CELL / np.sqrt(2.0)))


def _leaning(y: Floats, x: Floats, thickness: Floats, tilt: float) -> tuple[Floats, Floats, Floats]:
    """Tilt columns of given thickness [Å]: each becomes a row of fragments.

    Columns lean along lattice rows for small tilts, which leaves fringes, and in a direction
    of no symmetry for large ones, which leaves nothing.
    """
    slope = 0.4 if tilt < _FRINGES else 0.55
    towards = 0.0 if tilt < _FRINGES else 0.6 + tilt
    height = (np.arange(_FRAGMENTS) + 0.5)[:, None] / _FRAGMENTS - 0.5
    away = slope * height * thickness
    leaning_y = (y + away * np.sin(towards)).ravel()
    leaning_x = (x + away * np.cos(towards)).ravel()
    return leaning_y, leaning_x, np.tile(thickness / _FRAGMENTS, _FRAGMENTS)


def rotated_points(y: Floats, x: Floats, angle: float) -> tuple[Floats, Floats]:
    """Rotate points about the origin by ``angle`` [rad]."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.asarray(y * cos + x * sin), np.asarray(x * cos - y * sin)


def _columns(box: Box, *, twinned: bool) -> tuple[Floats, Floats]:
    """Columns of a face-centred cubic crystal along [110], around the origin [Å]."""
    a, b = (CELL, 0.0), (0.0, CELL / np.sqrt(2.0))
    corner = lattice(box.grown(CELL), a, b)
    y = np.concatenate([corner.y, corner.y + CELL / 2.0])
    x = np.concatenate([corner.x, corner.x + CELL / np.sqrt(8.0)])
    if not twinned:
        return y, x
    # mirror one half in a (111) plane through the origin; 35.26 degrees from the y axis
    normal = rotated((1.0, 0.0), float(np.deg2rad(54.74)))
    height = y * normal[0] + x * normal[1]
    upper = height > 0.1
    plane = np.abs(height) <= 0.1
    mirrored = (
        y[upper] - 2.0 * height[upper] * normal[0],
        x[upper] - 2.0 * height[upper] * normal[1],
    )
    keep = upper | plane
    return np.concatenate([y[keep], mirrored[0]]), np.concatenate([x[keep], mirrored[1]])


def _thickness(y: Floats, x: Floats, radius: float, damage: float) -> Floats:
    """Thickness of a faceted particle at points around its centre [Å]."""
    reach = radius * (1.0 - 0.25 * damage)
    round_part = 2.0 * np.sqrt(np.maximum(reach**2 - y**2 - x**2, 0.0))
    cut = np.full(y.shape, np.inf)
    for facet, scale in zip(_FACETS, (0.9, 0.82, 0.98, 0.82), strict=True):
        height = np.abs(y * np.cos(facet) + x * np.sin(facet))
        cut = np.minimum(cut, 3.0 * (scale * reach - height))
    return np.asarray(np.maximum(np.minimum(round_part * 0.85, cut + 6.0), 0.0) * (cut > 0.0))
