"""A simulator's own account of every electron, and who can give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class ServedAccount:
    """A simulator's own account of the electrons it sent: what the ledger is judged by.

    Parameters
    ----------
    electrons : mapping of str to float
        By purpose, over all areas.
    area : int
        The area of the map, from 1.
    areas : int
        How many there are.
    cell : float
        Side of a cell [Å].
    origin : tuple of float
        Corner of the first cell from the centre of the area's first view (y, x) [Å].
    counts : ndarray of float32, shape (rows, columns)
        Electrons per cell, of all purposes.
    """

    electrons: Mapping[str, float]
    area: int
    areas: int
    cell: float
    origin: tuple[float, float]
    counts: npt.NDArray[np.float32]


@runtime_checkable
class AccountingSource(Protocol):
    """A source that keeps its own account; only simulators can."""

    def account(self, area: int, cell: float) -> ServedAccount:
        """Return the account with the map of ``area`` (0: the present one); thread-safe.

        ``cell`` [Å] is the finest sampling wanted; the map is coarser when it has to be small.
        """
