"""Dose maps in a session's log."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stemviewer.session.format.types import SessionEvent

KIND = "dose_map"

MOST_CELLS = 1024
"""Rows or columns of a map that is read."""

Electrons = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class LoggedMap:
    """Where the electrons on one area went, as logged at a time.

    Parameters
    ----------
    area : int
        Number of the area, from 1.
    utc_ns : int
        When it was logged.
    cell : float
        Side of a cell [Å].
    row, column : int
        The first cell begins at so many cells from the centre of the area's first view.
    scanned, parked : ndarray, shape (rows, columns)
        Electrons in each cell: of scans, flyback included, and of a parked probe.
    """

    area: int
    utc_ns: int
    cell: float
    row: int
    column: int
    scanned: Electrons
    parked: Electrons

    @property
    def peak(self) -> float:
        """Highest scanned dose [e/Å^2]."""
        return float(self.scanned.max(initial=0.0)) / self.cell**2


def dose_maps(events: Sequence[SessionEvent]) -> tuple[LoggedMap, ...]:
    """Return the last map of each area, by area; what is no map is left out."""
    found: dict[int, LoggedMap] = {}
    for event in events:
        if event.kind == KIND:
            logged = _read(event)
            if logged is not None:
                found[logged.area] = logged
    return tuple(found[area] for area in sorted(found))


def _read(event: SessionEvent) -> LoggedMap | None:
    data = event.data
    try:
        shape = int(data["rows"] or 0), int(data["columns"] or 0)
        cell = float(data["cell"] or 0.0)
        if not (0 < shape[0] <= MOST_CELLS and 0 < shape[1] <= MOST_CELLS and 0.0 < cell < 1e9):
            return None
        scanned, parked = (_unpacked(str(data[name]), shape) for name in ("scanned", "parked"))
        at = int(data["row"] or 0), int(data["column"] or 0)
        return LoggedMap(int(data["area"] or 0), event.utc_ns, cell, *at, scanned, parked)
    except (KeyError, ValueError, TypeError, OverflowError, zlib.error):
        return None


def _unpacked(text: str, shape: tuple[int, int]) -> Electrons:
    size = shape[0] * shape[1] * 4
    # no more is made of it than the map holds, whatever it claims to expand to
    content = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), size)
    electrons = np.frombuffer(content, "<f4").reshape(shape)
    if not np.isfinite(electrons).all():
        raise ValueError("not a map")
    return electrons
