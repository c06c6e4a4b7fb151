"""What the timeline draws: the history at one instant, without any pixels but small ones."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

THUMB = 48
"""Longest side of a small picture [px]."""

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened, at a time [s, monotonic]; ``kind`` is that of the session log."""

    at: float
    utc_ns: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Frames that are not there.

    Parameters
    ----------
    at : float
        When that was known [s, monotonic].
    first, last : int
        Their numbers.
    reason : str
        Why.
    """

    at: float
    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Thumb:
    """A small grey picture of a raw frame, 8 bits, at most ``THUMB`` on a side."""

    at: float
    pixels: npt.NDArray[np.uint8]


def _none() -> Numbers:
    return np.empty(0)


def _no_flags() -> Flags:
    return np.empty(0, np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class HistoryView:
    """The history as of now; arrays have one value for each frame of the shown channel.

    Parameters
    ----------
    keys : ndarray of int64, shape (n,)
        By which frames are asked for, ascending.
    at : ndarray of float64, shape (n,)
        When each had arrived [s, monotonic].
    numbers : ndarray of int64, shape (n,)
        Sequence numbers.
    dose : ndarray of float64, shape (n,)
        Dose of the area with each [e/Å^2]; NaN where unknown.
    recorded, pictured, whole : ndarray of bool, shape (n,)
        Whether it is in a session log; whether a processed picture of it is kept; whether all
        its rows came.
    thumbs, marks, gaps : tuple
        Small pictures, events and missing frames, oldest first.
    used, budget : int
        Memory that is used, and that may be [bytes].
    missed : int
        Frames that came too fast to be kept.
    """

    keys: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    at: Numbers = field(default_factory=_none)
    numbers: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    dose: Numbers = field(default_factory=_none)
    recorded: Flags = field(default_factory=_no_flags)
    pictured: Flags = field(default_factory=_no_flags)
    whole: Flags = field(default_factory=_no_flags)
    thumbs: tuple[Thumb, ...] = ()
    marks: tuple[Mark, ...] = ()
    gaps: tuple[Gap, ...] = ()
    used: int = 0
    budget: int = 0
    missed: int = 0

    @property
    def reach(self) -> float:
        """Time from the oldest to the newest frame [s]."""
        return float(self.at[-1] - self.at[0]) if self.at.size else 0.0

    def nearest(self, at: float) -> int | None:
        """Return the index of the frame nearest to a time [s, monotonic]; ``None`` if empty."""
        if not self.at.size:
            return None
        after = int(np.searchsorted(self.at, at))
        near = [i for i in (after - 1, after) if 0 <= i < self.at.size]
        return min(near, key=lambda i: abs(float(self.at[i]) - at))

    def index_of(self, key: int) -> int | None:
        """Return the index of a frame by its key; ``None`` when it is gone."""
        place = int(np.searchsorted(self.keys, key))
        found = place < self.keys.size and int(self.keys[place]) == key
        return place if found else None
