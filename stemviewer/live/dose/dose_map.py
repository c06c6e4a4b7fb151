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


def _add_dose(dose: Floats, patch: Patch, electrons: Floats, other: Patch) -> None:
    """Add the dose [e/Å^2] of another patch to that in the cells of ``patch``, in place.

    Cells are powers of two and begin at whole multiples of themselves, so those of one patch
    either hold whole cells of the other, or lie within one.
    """
    fine, coarse = min(patch.cell, other.cell), max(patch.cell, other.cell)
    ratio = round(coarse / fine)
    # both as finest cells, from the first whole coarse one that holds the corner
    spans = []
    for mine, theirs, n, m in (
        (patch.row, other.row, dose.shape[0], electrons.shape[0]),
        (patch.column, other.column, dose.shape[1], electrons.shape[1]),
    ):
        a, b = patch.cell, other.cell
        low, high = max(mine * a, theirs * b), min((mine + n) * a, (theirs + m) * b)
        low, high = math.floor(low / coarse) * coarse, math.ceil(high / coarse) * coarse
        if high <= low:
            return
        spans.append((low, high))
    given = _window(electrons / other.cell**2, other, spans)
    if patch.cell < other.cell:
        given = given.repeat(ratio, axis=0).repeat(ratio, axis=1)
    elif patch.cell > other.cell:
        high, wide = given.shape[0] // ratio, given.shape[1] // ratio
        given = given.reshape(high, ratio, wide, ratio).mean(axis=(1, 3))
    top = round(spans[0][0] / patch.cell) - patch.row
    left = round(spans[1][0] / patch.cell) - patch.column
    up, before = max(0, -top), max(0, -left)
    target = dose[top + up : top + given.shape[0], left + before : left + given.shape[1]]
    target += given[up : up + target.shape[0], before : before + target.shape[1]]


def _window(plane: Floats, patch: Patch, spans: Sequence[tuple[float, float]]) -> Floats:
    """Return the cells of a patch between some lines [Å], zero where it has none."""
    (top, bottom), (left, right) = (
        (round(low / patch.cell) - start, round(high / patch.cell) - start)
        for (low, high), start in zip(spans, (patch.row, patch.column), strict=True)
    )
    rows, columns = plane.shape
    inside = plane[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    pads = ((max(0, -top), max(0, bottom - rows)), (max(0, -left), max(0, right - columns)))
    return np.pad(inside, pads)


def _overlaps(wanted: Floats, given: Floats) -> Floats:
    """Share of each given cell that lies in each wanted one, shape (wanted, given)."""
    low = np.maximum(wanted[:-1, None], given[None, :-1])
    high = np.minimum(wanted[1:, None], given[None, 1:])
    return np.asarray(np.maximum(high - low, 0.0) / np.diff(given), np.float64)


@dataclass(slots=True, eq=False)
class DoseMap:
    """Electrons on one area, by place and purpose."""

    patches: list[Patch] = field(default_factory=list)

    def add(self, rectangle: Rectangle, electrons: Mapping[str, float]) -> None:
        """Book electrons, by purpose, spread evenly over a rectangle."""
        patch = self._patch(rectangle, cell_of(rectangle.width))
        share = coverage(rectangle, *patch.lines)
        for purpose, count in electrons.items():
            if count:
                patch.electrons[PURPOSES.index(purpose)] += count * share

    def add_spot(self, y: float, x: float, electrons: float) -> None:
        """Book a parked probe at a point [Å]: on the square of a cell about it."""
        spot = Rectangle(y, x, _SPOT_CELL, _SPOT_CELL)
        cell = self.patches[-1].cell if self.patches else _SPOT_CELL
        patch = self._patch(spot, cell)
        patch.electrons[PARKED] += electrons * coverage(spot, *patch.lines)

    def peak(self, *, parked: bool) -> float:
        """Return the highest dose of any cell [e/Å^2]."""
        totals = [(patch, patch.total(parked=parked)) for patch in self.patches]
        best = 0.0
        for patch, own in totals:
            dose = own / patch.cell**2
            for other, electrons in totals:
                if other is not patch:
                    _add_dose(dose, patch, electrons, other)
            best = max(best, float(dose.max(initial=0.0)))
        return best

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
