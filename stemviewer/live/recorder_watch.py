"""Whether the recorder still writes: one that hangs is told of before its ring is full."""

from __future__ import annotations

from time import monotonic

STILL_S = 5.0
"""A recorder that has work and writes nothing for this long is told of [s]."""


class RecorderWatch:
    """Compares what was handed over with what was written, whenever it is asked to look."""

    def __init__(self) -> None:
        self._written = -1
        self._since = 0.0
        self.still = False
        """Whether the recorder was last seen standing still with work to do."""

    def look(self, submitted: int, written: int, now: float | None = None) -> bool:
        """Return whether the answer has changed since the last look.

        Parameters
        ----------
        submitted, written : int
            Frames handed to the recorder, and those that it has acknowledged.
        now : float, optional
            Monotonic time [s].
        """
        now = monotonic() if now is None else now
        if written != self._written or submitted <= written:
            self._written, self._since = written, now
        before, self.still = self.still, now - self._since > STILL_S
        return self.still != before
