"""Work that follows a fast series at its own, slower pace."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

SHARE = 4.0
"""A rest is this many times as long as the work: on a busy machine the series goes first."""


class Resting:
    """Does something at once when it is wanted after a rest, else when the rest is over.

    Parameters
    ----------
    seconds : float
        Shortest time between two times [s].
    act : callable
        What is done.
    clock : callable, optional
        Tells the time [s].
    """

    def __init__(
        self, seconds: float, act: Callable[[], object], clock: Callable[[], float] = monotonic
    ) -> None:
        self._seconds, self._act, self._clock = seconds, act, clock
        self._last, self._rest = -seconds, seconds
        self._due = False

    def wanted(self) -> None:
        """Do it now, or with a :meth:`poll` after the rest."""
        self._due = True
        self.poll()

    def poll(self) -> None:
        """Do it if it is due; called from a timer."""
        began = self._clock()
        if self._due and began - self._last >= self._rest:
            self._due = False
            self._act()
            self._last = self._clock()
            self._rest = max(self._seconds, SHARE * (self._last - began))
