"""The thread that follows the drift: newest frame wins, booking never waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stemviewer.core.frame import Frame
from stemviewer.live.channels import NewestSlot
from stemviewer.live.dose.drift import DriftTracker
from stemviewer.live.dose.reference import Reference

WAIT_S = 0.2

KEPT = 128
"""Measurements kept, so that rows are booked where the specimen was, not where it is."""


@dataclass(frozen=True, slots=True)
class DriftNow:
    """What is known of the drift.

    Parameters
    ----------
    area : int
        Of the ledger.
    position, velocity : tuple of float
        In the image (down, right) since the area was reached [Å], [Å/s].
    time : float or None
        Of ``position``, by the feed's clock [s].
    tracked : bool
        Whether the last frame that was looked at could be placed.
    past : tuple of (float, float, float)
        The last measurements: time [s] and position [Å], ascending.
    zeroed : bool
        Whether the zero is known; until then all positions may move together.
    """

    area: int = 0
    position: tuple[float, float] = (0.0, 0.0)
    velocity: tuple[float, float] = (0.0, 0.0)
    time: float | None = None
    tracked: bool = False
    past: tuple[tuple[float, float, float], ...] = ()
    zeroed: bool = True

    def at(self, time: float) -> tuple[float, float]:
        """Return the drift at a time: between measurements, or where its velocity leads."""
        if self.time is not None and self.past and time < self.time:
            times, down, right = zip(*self.past, strict=True)
            return float(np.interp(time, times, down)), float(np.interp(time, times, right))
        passed = 0.0 if self.time is None else min(max(0.0, time - self.time), 30.0)
        y, x = self.position
        return y + self.velocity[0] * passed, x + self.velocity[1] * passed


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A frame to look at; ``time`` is its middle by the feed's clock [s]."""

    frame: Frame
    area: int
    time: float
    shift: tuple[float, float]


class DriftFollower:
    """Runs a tracker in a thread of its own; see :class:`DriftTracker`.

    ``now`` is immutable and replaced as a whole: any thread may read it.
    """

    def __init__(self) -> None:
        self.slot: NewestSlot[Look] = NewestSlot()
        self.now = DriftNow()
        self._tracker = DriftTracker()
        self.references: tuple[Reference, ...] = ()
        """What frames are compared with; replaced as a whole."""

    def resume(self, now: DriftNow, references: Sequence[Reference]) -> None:
        """Go on from what was kept; before the thread is started."""
        self.now = now
        tracker = self._tracker
        tracker.position, tracker.velocity, tracker.time = now.position, now.velocity, now.time
        tracker.zeroed = True
        for reference in references:
            tracker.references.put(reference)
        self.references = tracker.references.all()

    def run(self) -> None:
        """Work until the slot is closed; the body of the thread."""
        while not self.slot.closed:
            look = self.slot.take(WAIT_S)
            if look is not None:
                self.look(look)

    def look(self, look: Look) -> None:
        """Take in one frame."""
        tracker = self._tracker
        past = self.now.past
        if look.area != self.now.area:
            tracker.restart()
            past = ()
        offset = tracker.offset
        tracker.follow(look.frame, look.time, look.shift)
        if tracker.offset != offset:
            down, right = (new - old for new, old in zip(tracker.offset, offset, strict=True))
            past = tuple((t, y + down, x + right) for t, y, x in past)
        self.references = tracker.references.all()
        if tracker.time is not None and (not past or past[-1][0] < tracker.time):
            past = (*past[1 - KEPT :], (tracker.time, *tracker.position))
        self.now = DriftNow(
            look.area,
            tracker.position,
            tracker.velocity,
            tracker.time,
            tracker.tracked,
            past,
            tracker.zeroed,
        )
