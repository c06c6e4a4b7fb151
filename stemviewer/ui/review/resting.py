"""Work that follows a fast series at its own, slower pace."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic


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
        self._last = -seconds
        self._due = False

    def wanted(self) -> None:
        """Do it now, or with a :meth:`poll` after the rest."""
        self._due = True
        self.poll()

    def poll(self) -> None:
        """Do it if it is due; called from a timer."""
        if self._due and self._clock() - self._last >= self._seconds:
            self._due = False
            self._act()
            self._last = self._clock()
