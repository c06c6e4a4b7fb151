"""A client as the server sees it: its link, its bounded queue, what it missed."""

from __future__ import annotations

import time
from collections import deque

from stemviewer.feeds.open_feed.limits import HEARTBEAT_S
from stemviewer.feeds.open_feed.link import Link, Message
from stemviewer.feeds.open_feed.messages import Heartbeat, LostMessage, encode

GREETING_S = 5.0
"""Longest time for handshake and hello [s]."""

STALL_S = 60.0
"""A client that takes no byte for so long is given up [s]."""

LEAVE_S = 2.0
"""Time for the closing handshake [s]."""

_MOST_ANSWERS = 512
_SLOW = "The viewer did not take the frames fast enough."


class Peer:
    """One client. The hub's lock guards all but the link, which the socket thread owns.

    Parameters
    ----------
    link : Link
        Accepted, before its handshake.
    queue_bytes : int
        A frame is taken only if it fits below this, or if nothing waits.
    """

    def __init__(self, link: Link, queue_bytes: int) -> None:
        self.link = link
        self.offered: str | None = None
        self.greeted = False
        self.accepts: frozenset[str] = frozenset()
        self.closing = False
        self._queue: deque[Message] = deque()
        self._queued = 0
        self._limit = queue_bytes
        self._urgent: deque[Message] = deque()
        self._taking = False
        self._lost: tuple[int, int] | None = None
        now = time.monotonic()
        self._since = now
        self._wrote = now
        self._leave_by: float | None = None

    def begin(self, number: int, size: int, message: Message) -> None:
        """Offer a frame of ``size`` bytes; a client that is behind loses the whole of it."""
        if not self.greeted or self.closing:
            return
        self._taking = not self._queue or self._queued + size <= self._limit
        if self._taking:
            self._tell_lost()
            self._put(message)
        else:
            first = number if self._lost is None else self._lost[0]
            self._lost = (first, number)

    def more(self, message: Message, kind: str = "") -> None:
        """Offer a part of the running frame; of a ``kind`` only if the client accepts that."""
        if self._taking and (not kind or kind in self.accepts):
            self._put(message)

    def between(self, message: Message, kind: str) -> None:
        """Offer a message that belongs to no frame; it is small and never dropped."""
        if self.greeted and not self.closing and kind in self.accepts:
            self._put(message)

    def end(self, message: Message) -> None:
        """Offer the end of the running frame."""
        self.more(message)
        self._taking = False

    def finish(self, message: Message) -> None:
        """Queue the last message; the link is closed when it is written."""
        self._tell_lost()
        self._put(message)
        self._taking = False
        self.closing = True

    def answer(self, message: Message) -> None:
        """Queue an answer ahead of the frames."""
        self._urgent.append(message)

    def leave(self, code: int) -> None:
        """Begin the closing handshake; the client has a moment to finish it."""
        if self._leave_by is None:
            self.link.finish(code)
            self._leave_by = time.monotonic() + LEAVE_S

    @property
    def leaving(self) -> bool:
        """Whether the closing handshake has begun."""
        return self._leave_by is not None

    def next_message(self) -> Message | None:
        """Take what is to be sent next, or ``None``."""
        if self._urgent:
            return self._urgent.popleft()
        if not self._queue and self.greeted and not self._taking:
            self._tell_lost()
        if self._queue:
            message = self._queue.popleft()
            self._queued -= len(message.data)
            return message
        if self.greeted and time.monotonic() - self._wrote > HEARTBEAT_S / 2:
            return Message(True, encode(Heartbeat()))
        return None

    def wrote(self, count: int) -> None:
        """Note that the socket took bytes, or that nothing waits to be written."""
        if count:
            self._wrote = time.monotonic()

    def overdue(self) -> bool:
        """Whether the client let its time for greeting, reading or leaving pass."""
        now = time.monotonic()
        if self._leave_by is not None:
            return now > self._leave_by
        if len(self._urgent) > _MOST_ANSWERS:
            return True
        if not self.greeted:
            return now - self._since > GREETING_S
        return self.link.pending and now - self._wrote > STALL_S

    @property
    def drained(self) -> bool:
        """Whether everything is written."""
        return not (self._queue or self._urgent or self.link.pending)

    def _put(self, message: Message) -> None:
        self._queue.append(message)
        self._queued += len(message.data)

    def _tell_lost(self) -> None:
        if self._lost is not None:
            first, last = self._lost
            self._lost = None
            self._put(Message(True, encode(LostMessage(first=first, last=last, reason=_SLOW))))
