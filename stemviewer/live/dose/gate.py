"""The last frame that the feed may scan: the budget is kept where no delay can break it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from stemviewer.feeds.base import Control

PATIENCE_S = 3.0
"""Frames that began before the feed was held are waited for [s]; then they count as lost."""

_DOSING = (
    Control.DWELL,
    Control.BEAM_CURRENT,
    Control.SIZE,
    Control.FIELD_OF_VIEW,
    Control.SUBSCAN,
)
"""What a frame costs depends on these."""

_OPEN = -1.0


class FrameGate:
    """Tells the feed up to which frame it may scan with the beam on, by the frame's number.

    A number says the same whenever it arrives; a count or an order to stop would be late by what
    was scanned meanwhile. Before a change of what a frame costs the feed is held, until the
    change is answered and every frame that had begun before is in the books. Thread-safe.

    Parameters
    ----------
    order : callable
        Sends a control and its value to the instrument.
    """

    def __init__(self, order: Callable[[Control, float], object]) -> None:
        self._order = order
        self._lock = threading.RLock()
        self._in_force: float | None = None
        self._lifted = False
        self._asked: deque[bool] = deque()
        """Orders on their way: whether each was to hold the feed."""
        self._changes = 0
        self._held = False
        self._begun = -1
        """Number of the last frame that had begun when the feed was held, as it answered."""
        self._since: float | None = None
        self._seen = -1
        self.usable = False
        """Whether the feed takes such orders."""
        self.needed = False
        """Whether there is a budget to keep, though the feed may not know of it yet."""

    def connected(self, *, usable: bool) -> None:
        """Begin with a link: what is in force there is not known; what was, is set anew."""
        with self._lock:
            self.usable = usable
            self._asked.clear()
            self._changes, self._held, self._seen, self._begun = 0, False, -1, -1
            self._in_force, self._lifted, self._since = None, False, None

    def before(self, control: Control, value: float) -> None:
        """Make ready for a command that is about to be sent; called by any thread."""
        with self._lock:
            if not self.usable:
                return
            if control in _DOSING and (self.needed or self._in_force is not None):
                self._changes += 1
                self._hold()
            elif control is Control.SCAN and value >= 0.5 and self._in_force is None:
                self._lift()

    def answered(self, control: Control | None, applied: float | None) -> None:
        """Take in the answer to a command; ``applied`` is ``None`` when it was refused."""
        with self._lock:
            if control in _DOSING:
                self._changes = max(0, self._changes - 1)
            if control is not Control.LAST_FRAME or not self._asked:
                return
            holding = self._asked.popleft()
            if applied is None:
                self.usable, self._in_force, self._held = False, None, False
            elif holding:
                self._begun = max(self._begun, int(applied))

    def keep(self, frames_left: int | None, seen: int | None, now: float, *, dark: bool) -> int:
        """Let the feed scan so many frames more; ``None`` lets it scan on and on.

        Parameters
        ----------
        frames_left : int or None
            Whole frames that fit, by the books.
        seen : int or None
            Number of the last frame in the books; ``None`` before the first of a link.
        now : float
            By a clock that only goes forward [s].
        dark : bool
            Whether the beam is blanked: such frames need no leave.

        Returns
        -------
        int
            Number of frames that began before the feed was held and never came: to be booked.
        """
        with self._lock:
            if not self.usable or self._changes:
                return 0
            if frames_left is None:
                if self._in_force is not None:
                    self._lift()
                return 0
            if seen is None and self._in_force is None:
                # how far the feed is, it tells in its answer
                self._hold()
                return 0
            self._seen = max(self._seen, -1 if seen is None else seen)
            missing = self._missing(seen, now)
            if missing is None or missing:
                return missing or 0
            if not (dark and self._in_force is not None):
                self._send(float(self._seen + frames_left))
            return 0

    def _missing(self, seen: int | None, now: float) -> int | None:
        """Return how many frames never came; ``None`` while they may still come."""
        if not self._held:
            return 0
        if any(self._asked):
            return None
        if seen is None:
            # frames before the first one of this link are not in these books
            self._seen = max(self._seen, self._begun)
        if self._seen < self._begun:
            self._since = now if self._since is None else self._since
            if now - self._since < PATIENCE_S:
                return None
            missing, self._seen = self._begun - self._seen, self._begun
            self._held, self._since = False, None
            return missing
        self._held, self._since = False, None
        return 0

    def _hold(self) -> None:
        self._held, self._since = True, None
        self._in_force = float(max(0, self._seen))
        self._asked.append(True)
        self._order(Control.LAST_FRAME, self._in_force)

    def _lift(self) -> None:
        self._held, self._in_force = False, None
        if not self._lifted:
            self._lifted = True
            self._asked.append(False)
            self._order(Control.LAST_FRAME, _OPEN)

    def _send(self, last: float) -> None:
        last = max(0.0, last)
        if last == self._in_force:
            return
        self._in_force, self._lifted = last, False
        self._asked.append(False)
        self._order(Control.LAST_FRAME, last)
