"""Frame numbers from the detector's own count, and channels of one scan brought together."""

from __future__ import annotations

from collections.abc import Sequence

from stemviewer.feeds.base import FeedEvent, FramesLost
from stemviewer.feeds.epics.ndarray import Picture

MOST_WAITING = 4
"""Scans that wait for a channel that is late."""

SKIPPED = "The detector's count (uniqueId) skipped these: server or network left them out."
LINK_DOWN = "They were acquired while the link was down."


class Numbering:
    """Turns ``uniqueId`` into frame numbers that only grow, and gaps into losses.

    A count that goes back is a new run of the detector: numbers go on after the last one.
    A count of 0 is none: every frame then gets the next number, and losses cannot be seen.
    """

    def __init__(self) -> None:
        self._last_id = 0
        self._last_number = -1
        self._offset: int | None = None
        self._was_down = False

    def link_down(self) -> None:
        """Note that a gap that follows is owed to the link."""
        self._was_down = True

    def begin(self, unique_id: int) -> None:
        """Note the count of the picture that stood in the channel: frames follow it."""
        if unique_id > 0:
            self._last_id, self._offset = unique_id, self._last_number - unique_id

    def is_old(self, unique_id: int) -> bool:
        """Whether this very frame was taken already, as after a reconnection."""
        return 0 < unique_id == self._last_id

    def number(self, unique_id: int) -> tuple[int, list[FeedEvent]]:
        """Return the number of the next frame, and what was lost before it."""
        was_down, self._was_down = self._was_down, False
        if unique_id <= 0:
            self._offset, self._last_number = None, self._last_number + 1
            return self._last_number, []
        if self._offset is None or unique_id <= self._last_id:
            self._offset = self._last_number + 1 - unique_id
        number = unique_id + self._offset
        lost: list[FeedEvent] = []
        if number > self._last_number + 1:
            reason = LINK_DOWN if was_down else SKIPPED
            lost.append(FramesLost(self._last_number + 1, number - 1, reason))
        self._last_id, self._last_number = unique_id, number
        return number, lost


class Together:
    """Brings the channels of one scan together by their count, in order.

    Parameters
    ----------
    channels : sequence of str
        All that belong to a scan.
    """

    def __init__(self, channels: Sequence[str]) -> None:
        self._channels = tuple(channels)
        self._waiting: dict[int, dict[str, Picture]] = {}
        self._done = 0
        self.late = 0

    def add(self, channel: str, picture: Picture) -> list[dict[str, Picture]]:
        """Take a picture and return the scans that can go on, each by channel.

        A scan goes on when it is whole, or when too many newer ones wait behind it: then it
        lacks a channel. Without a count pictures cannot be brought together and go on alone.
        """
        unique = picture.unique_id
        if len(self._channels) == 1 or unique == 0:
            return [{channel: picture}]
        if unique <= self._done:
            if unique > self._done - MOST_WAITING:
                self.late += 1
                return []  # its scan went on without it
            self._waiting.clear()  # the count began anew
            self._done = 0
        self._waiting.setdefault(unique, {})[channel] = picture
        ready = []
        while self._waiting:
            first = min(self._waiting)
            whole = len(self._waiting[first]) == len(self._channels)
            if not whole and len(self._waiting) <= MOST_WAITING:
                break
            ready.append(self._waiting.pop(first))
            self._done = first
        return ready

    def flush(self) -> list[dict[str, Picture]]:
        """Return all that waits: nothing more will come."""
        ready = [self._waiting[unique] for unique in sorted(self._waiting)]
        self._waiting.clear()
        return ready
