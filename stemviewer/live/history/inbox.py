"""Where the live path leaves what the history is to keep: bounded, and never waited for."""

from __future__ import annotations

import threading
from collections import deque

from stemviewer.live.history.packing import Arrival, Picture
from stemviewer.live.history.view import Gap, Mark

Item = Arrival | Picture | Mark | Gap

ROOM = 64 << 20
"""Pixels that may wait to be packed [bytes]; one item is always taken."""

MOST_MARKS = 2000
"""Events that may wait; they weigh next to nothing."""


class Inbox:
    """A bounded queue whose writers never wait: what does not fit is refused.

    Parameters
    ----------
    room : int
        Pixels that may wait [bytes].
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._condition = threading.Condition()
        self._items: deque[Item] = deque()
        self._weight = 0
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether nothing more is taken."""
        return self._closed

    @property
    def weight(self) -> int:
        """Pixels that wait [bytes]."""
        return self._weight

    def put(self, item: Item) -> bool:
        """Leave an item; return whether there was room for it."""
        weight = _weight(item)
        with self._condition:
            full = self._weight + weight > self._room if weight else len(self._items) > MOST_MARKS
            if self._closed or (full and self._items):
                return False
            self._items.append(item)
            self._weight += weight
            self._condition.notify()
        return True

    def take(self, timeout: float) -> Item | None:
        """Remove and return the oldest item; ``None`` if none comes within ``timeout`` [s]."""
        with self._condition:
            if not self._items and not self._closed:
                self._condition.wait(timeout)
            if not self._items:
                return None
            item = self._items.popleft()
            self._weight -= _weight(item)
            return item

    def rest(self, seconds: float) -> None:
        """Let time pass [s], but return at once when the inbox is closed."""
        with self._condition:
            self._condition.wait_for(lambda: self._closed, seconds)

    def close(self) -> None:
        """Take nothing more; what waits is dropped."""
        with self._condition:
            self._closed = True
            self._items.clear()
            self._weight = 0
            self._condition.notify_all()


def _weight(item: Item) -> int:
    return item.weight if isinstance(item, Arrival | Picture) else 0
