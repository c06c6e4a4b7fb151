"""The dose map of an area: electrons by place and purpose, as fine as each view needs it.

A view is booked on cells of a 128th to a 256th of its width, so a close-up is not blurred by
the overview before it; a view far from the others gets a patch of its own, so that a move of
a micrometre costs no memory for what lies between.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from stemviewer.live.dose.dose_planes import Planes, add_dose
from stemviewer.live.dose.rectangle import Floats, Rectangle, coverage

PURPOSES = ("imaging", "focus", "subscan", "flyback", "parked")
"""What electrons are spent on."""

PARKED = PURPOSES.index("parked")

CELLS = 128
"""Least number of cells across a view."""

MOST_CELLS = 1024
"""Longest side of a patch [cells]; what reaches further gets a patch of its own."""

_MARGIN = 8
_SPOT_CELL = 1.0


@dataclass(slots=True, eq=False)
class Patch:
    """A part of the map with cells of one size.

    Parameters
    ----------
    cell : float
        Side of a cell [Å].
    row, column : int
        Index of the first cell: it begins at ``row * cell`` [Å].
    electrons : ndarray of float64, shape (purposes, rows, columns)
        In each cell.
    """

    cell: float
    row: int
    column: int
    electrons: Floats

    @property
    def lines(self) -> tuple[Floats, Floats]:
        """Lines between the cells (y, x) [Å]."""
        _, high, wide = self.electrons.shape
        y = (self.row + np.arange(high + 1)) * self.cell
        return y, (self.column + np.arange(wide + 1)) * self.cell

    def grown(self, top: int, left: int, bottom: int, right: int) -> bool:
        """Grow so that cells (top, left) to (bottom, right) exist; False when it gets too long."""
        _, high, wide = self.electrons.shape
        up, before = max(0, self.row - top), max(0, self.column - left)
        down = max(0, bottom - self.row - high + 1)
        after = max(0, right - self.column - wide + 1)
        if max(high + up + down, wide + before + after) > MOST_CELLS:
            return False
        if up or before or down or after:
            pads = [(n + _MARGIN * (n > 0)) for n in (up, down, before, after)]
            self.electrons = np.pad(
                self.electrons, ((0, 0), (pads[0], pads[1]), (pads[2], pads[3]))
            )
            self.row, self.column = self.row - pads[0], self.column - pads[2]
        return True

    def total(self, *, parked: bool) -> Floats:
        """Return electrons of all purposes, with or without the parked probe; a fresh array."""
        chosen = self.electrons if parked else self.electrons[:PARKED]
        return np.asarray(chosen.sum(axis=0), np.float64)

    def copy(self) -> Patch:
        """Return an independent copy."""
        return Patch(self.cell, self.row, self.column, self.electrons.copy())


def render(
    patches: Sequence[Patch], lines_y: Floats, lines_x: Floats, *, parked: bool = True
) -> Floats:
    """Return electrons of all purposes in the cells of another grid.

    Parameters
    ----------
    patches : sequence of Patch
        Each spread evenly within its cells.
    lines_y, lines_x : ndarray
        Lines between the wanted cells, ascending [Å].
    parked : bool
        Whether the parked probe counts.
    """
    out = np.zeros((lines_y.size - 1, lines_x.size - 1))
    for patch in patches:
        y, x = patch.lines
        out += _overlaps(lines_y, y) @ patch.total(parked=parked) @ _overlaps(lines_x, x).T
    return out


def _overlaps(wanted: Floats, given: Floats) -> Floats:
    """Share of each given cell that lies in each wanted one, shape (wanted, given)."""
    low = np.maximum(wanted[:-1, None], given[None, :-1])
    high = np.minimum(wanted[1:, None], given[None, 1:])
    return np.asarray(np.maximum(high - low, 0.0) / np.diff(given), np.float64)


@dataclass(slots=True, eq=False)
class DoseMap:
    """Electrons on one area, by place and purpose."""

    patches: list[Patch] = field(default_factory=list)
    _known: dict[int, Planes] = field(default_factory=dict, repr=False)

    def add(self, rectangle: Rectangle, electrons: Mapping[str, float]) -> None:
        """Book electrons, by purpose, spread evenly over a rectangle."""
        patch = self._patch(rectangle, cell_of(rectangle.width))
        share = coverage(rectangle, *patch.lines)
        for purpose, count in electrons.items():
            if count:
                patch.electrons[PURPOSES.index(purpose)] += count * share
        self._take_in(rectangle, sum(electrons.values()), parked=False)

    def add_spot(self, y: float, x: float, electrons: float) -> None:
        """Book a parked probe at a point [Å]: on the square of a cell about it."""
        spot = Rectangle(y, x, _SPOT_CELL, _SPOT_CELL)
        cell = min((patch.cell for patch in self.patches), default=_SPOT_CELL)
        patch = self._patch(spot, cell)
        patch.electrons[PARKED] += electrons * coverage(spot, *patch.lines)
        self._take_in(spot, electrons, parked=True)

    def peak(self, *, parked: bool) -> float:
        """Return the highest dose of any cell [e/Å^2]."""
        return max((self._planes(p).peak(parked=parked) for p in self.patches), default=0.0)

    def _planes(self, patch: Patch) -> Planes:
        """Return the dose of all patches together in the cells of one."""
        known = self._known.get(id(patch))
        if known is not None and known.fits(patch):
            return known
        doses = []
        for parked in (False, True):
            dose = patch.total(parked=parked) / patch.cell**2
            for other in self.patches:
                if other is not patch:
                    add_dose(dose, patch, other.total(parked=parked), other)
            doses.append(dose)
        made = Planes(patch.row, patch.column, doses[0], doses[1])
        self._known[id(patch)] = made
        return made

    def _take_in(self, rectangle: Rectangle, electrons: float, *, parked: bool) -> None:
        """Add to the doses that are known already: adding up all patches anew is slow."""
        top, left, bottom, right = rectangle.bounds
        for patch in self.patches:
            known = self._known.get(id(patch))
            if known is None or not known.fits(patch):
                continue
            y, x = patch.lines
            if top < y[-1] and bottom > y[0] and left < x[-1] and right > x[0]:
                dose = coverage(rectangle, y, x) * (electrons / patch.cell**2)
                known.everything += dose
                if not parked:
                    known.scanned += dose

    def copies(self) -> tuple[Patch, ...]:
        """Return copies of the patches, for another thread."""
        return tuple(patch.copy() for patch in self.patches)

    def _patch(self, rectangle: Rectangle, cell: float) -> Patch:
        top, left, bottom, right = (math.floor(edge / cell) for edge in rectangle.bounds)
        near = CELLS
        for patch in self.patches:
            _, high, wide = patch.electrons.shape
            apart = (
                patch.cell != cell
                or top > patch.row + high + near
                or bottom < patch.row - near
                or left > patch.column + wide + near
                or right < patch.column - near
            )
            if not apart and patch.grown(top, left, bottom, right):
                return patch
        shape = (len(PURPOSES), bottom - top + 1 + 2 * _MARGIN, right - left + 1 + 2 * _MARGIN)
        made = Patch(cell, top - _MARGIN, left - _MARGIN, np.zeros(shape))
        self.patches.append(made)
        return made


def cell_of(width: float) -> float:
    """Return the side of the cells for a view of some width [Å]: a power of two."""
    return float(2.0 ** math.floor(math.log2(width / CELLS)))
