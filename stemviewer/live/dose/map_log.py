"""The dose map in the session's log, so that a review can show where the electrons went."""

from __future__ import annotations

import base64
import math
import zlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from stemviewer.core.provenance import Parameter
from stemviewer.live.dose.dose_map import Patch, render
from stemviewer.live.dose.rectangle import Floats

KIND = "dose_map"

EVERY_S = 30.0
"""A map that has changed is logged this often [s], and at the end of area and session."""

CELLS = 64
"""Most rows and columns of a map in the log."""

Log = Callable[[str, str, Mapping[str, Parameter]], None]


class MapLog:
    """Logs maps. Used by one thread, but for ``write``, which any may call.

    Parameters
    ----------
    log : callable
        Takes kind, text and data of an event.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self._next = 0.0

    def tick(self, now: float, area: int, patches: Sequence[Patch]) -> None:
        """Log the map if it is time; ``now`` by a clock that only goes forward [s]."""
        if now >= self._next:
            self._next = now + EVERY_S
            self.write(area, patches)

    def write(self, area: int, patches: Sequence[Patch]) -> None:
        """Log the map of an area, if it has had any electrons."""
        found = logged_map(patches)
        if found is None:
            return
        text = (
            f"area {area}: up to {found['peak']:.6g} e/Å² scanned in cells of {found['cell']:g} Å"
        )
        self._log(KIND, text, {"area": area} | found)


def logged_map(patches: Sequence[Patch]) -> dict[str, Parameter] | None:
    """Return a map as the data of an event; ``None`` when it is empty.

    ``scanned`` and ``parked`` hold the electrons of each cell as float32, little-endian, row by
    row, deflated, in base64. The first cell begins at ``row``, ``column`` times ``cell`` [Å] from
    the centre of the area's first view.
    """
    edges = [_extent(patch) for patch in patches if patch.electrons.any()]
    if not edges:
        return None
    tops, lefts, bottoms, rights = zip(*edges, strict=True)
    top, left, bottom, right = min(tops), min(lefts), max(bottoms), max(rights)
    finest = min(patch.cell for patch in patches)
    # the margin of a cell at either side may cost two
    cell = max(finest, 2.0 ** math.ceil(math.log2(max(bottom - top, right - left) / (CELLS - 2))))
    row, column = math.floor(top / cell), math.floor(left / cell)
    rows, columns = math.ceil(bottom / cell) - row, math.ceil(right / cell) - column
    y, x = (row + np.arange(rows + 1)) * cell, (column + np.arange(columns + 1)) * cell
    scanned = render(patches, y, x, parked=False)
    parked = render(patches, y, x) - scanned
    return {
        "cell": cell,
        "row": row,
        "column": column,
        "rows": rows,
        "columns": columns,
        "peak": float(scanned.max()) / cell**2,
        "scanned": _packed(scanned),
        "parked": _packed(parked),
    }


def _extent(patch: Patch) -> tuple[float, float, float, float]:
    """Return where a patch has electrons: top, left, bottom, right [Å]."""
    total = patch.electrons.sum(axis=0)
    rows, columns = np.flatnonzero(total.any(axis=1)), np.flatnonzero(total.any(axis=0))
    y, x = patch.lines
    return (
        float(y[rows[0]]),
        float(x[columns[0]]),
        float(y[rows[-1] + 1]),
        float(x[columns[-1] + 1]),
    )


def _packed(electrons: Floats) -> str:
    # what fine cells left over of bookings that were moved is rounding, and would not deflate
    small = np.where(np.abs(electrons) < 1e-3, 0.0, electrons).astype("<f4")
    return base64.b64encode(zlib.compress(small.tobytes(), 6)).decode()
