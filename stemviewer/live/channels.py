"""One-item slots between threads: the newest wins, and every replacement is counted."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class NewestSlot(Generic[T]):
    """A mailbox for one item. Putting into a full slot replaces the item and counts it.

    Any number of threads may put and take. Nothing is ever queued, so a slow reader sees the
    newest item and never a backlog.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._item: T | None = None
        self._closed = False
        self._replaced = 0

    @property
    def replaced(self) -> int:
        """How many items were replaced before anybody took them."""
        return self._replaced

    @property
    def closed(self) -> bool:
        """Whether nothing more will come."""
        return self._closed

    def put(self, item: T, *, counted: bool = True) -> None:
        """Store ``item``, replacing what is there; ignored once closed.

        Parameters
        ----------
        item : T
            The newest item.
        counted : bool
            False for items whose replacement is no loss (snapshots of a growing frame).
        """
        with self._condition:
            if self._closed:
                return
            if self._item is not None and counted:
                self._replaced += 1
            self._item = item
            self._condition.notify()

    def take(self, timeout: float = 0.0) -> T | None:
        """Remove and return the item; ``None`` if none comes within ``timeout`` [s]."""
        if timeout <= 0 and self._item is None:
            return None  # the common case of a polling reader costs no lock
        with self._condition:
            if self._item is None and not self._closed and timeout > 0:
                self._condition.wait(timeout)
            item, self._item = self._item, None
            return item

    def renew(self, item: T, timeout: float) -> T:
        """Wait up to ``timeout`` [s] for a newer item than one taken; return the newer of both.

        The older one then counts as replaced.
        """
        newer = self.take(timeout)
        if newer is None:
            return item
        with self._condition:
            self._replaced += 1
        return newer

    def wake(self) -> None:
        """Make a waiting ``take`` return early, empty-handed if there is nothing."""
        with self._condition:
            self._condition.notify_all()

    def close(self) -> None:
        """Drop the item and wake every waiting reader."""
        with self._condition:
            self._closed = True
            self._item = None
            self._condition.notify_all()
