"""The dose of all patches of a map together, in the cells of one of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stemviewer.live.dose.rectangle import Floats

if TYPE_CHECKING:
    from stemviewer.live.dose.dose_map import Patch


@dataclass(slots=True, eq=False)
class Planes:
    """Dose [e/Å^2] of all patches in the cells of one, which began at ``row``, ``column``."""

    row: int
    column: int
    scanned: Floats
    everything: Floats

    def fits(self, patch: Patch) -> bool:
        """Whether the patch has not grown since."""
        here = (self.row, self.column, self.scanned.shape)
        return here == (patch.row, patch.column, patch.electrons.shape[1:])

    def peak(self, *, parked: bool) -> float:
        """Return the highest of it."""
        return float((self.everything if parked else self.scanned).max(initial=0.0))


def add_dose(dose: Floats, patch: Patch, electrons: Floats, other: Patch) -> None:
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
