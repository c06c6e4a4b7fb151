"""What feeds have in common whose input and output happen in the thread that receives."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from enum import StrEnum

from stemviewer.core.errors import FeedError, ProtocolError
from stemviewer.feeds.base import Command, Disconnected, FeedEvent, FeedFault
from stemviewer.feeds.open_feed.dial import Backoff
from stemviewer.feeds.open_feed.outbox import Outbox
from stemviewer.feeds.open_feed.waker import Waker

LINK_BROKE = "The link broke within the frame."
"""Reason of a frame whose rest was scanned, but never arrived."""


class FeedLoop(ABC):
    """Events one at a time, from whatever a step of the feed leaves of them.

    Nothing is opened before the first ``receive``. While it is not called nothing is read.

    Parameters
    ----------
    address : str
        Where it comes from, as shown to the operator.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._events: deque[FeedEvent] = deque()
        self._closing = threading.Event()
        self._in_use = threading.Lock()

    @property
    def address(self) -> str:
        """Where it comes from, as shown to the operator."""
        return self._address

    def receive(self, timeout: float) -> FeedEvent | None:
        """Return the next event, or ``None`` after ``timeout`` [s]; reconnects by itself.

        Raises
        ------
        FeedError
            If the feed cannot go on and will not try again.
        """
        until = time.monotonic() + timeout
        event, left = None, timeout
        with self._in_use:
            while not self._closing.is_set():
                event = self._next_event()
                if event is not None or left < 0:
                    break
                self._step(left)
                left = until - time.monotonic()
        if self._closing.is_set():
            self._release()
        return event

    def close(self) -> None:
        """End the link and release everything; ``receive`` returns at once. Idempotent."""
        self._closing.set()
        self._wake()
        self._release()

    def _next_event(self) -> FeedEvent | None:
        if not self._events:
            self._events.extend(self._refusals())
        return self._events.popleft() if self._events else None

    def _release(self) -> None:
        """Free what is held, in whichever of two threads comes last."""
        if not self._in_use.acquire(blocking=False):
            return  # receive() is running, and releases when it leaves
        try:
            self._free()
        finally:
            self._in_use.release()

    @abstractmethod
    def _step(self, left: float) -> None:
        """Do what is to be done now, or wait for it for at most ``left`` seconds."""

    @abstractmethod
    def _wake(self) -> None:
        """Cut the wait of another thread's step short."""

    @abstractmethod
    def _free(self) -> None:
        """Release everything. Idempotent."""

    def _refusals(self) -> list[FeedEvent]:
        """Return answers to commands that cannot be carried out."""
        return []


class State(StrEnum):
    """Where a feed stands that makes its link itself."""

    WAITING = "waiting"
    CONNECTING = "connecting"
    LINKED = "linked"
    ENDED = "ended"
    CLOSED = "closed"


class LinkedFeed(FeedLoop):
    """A feed that connects, loses its link and connects again, and answers for its commands.

    Parameters
    ----------
    address : str
        Where it comes from, as shown to the operator.
    backoff : Backoff or None
        Waiting times between attempts.
    """

    def __init__(self, address: str, backoff: Backoff | None) -> None:
        super().__init__(address)
        self._backoff = backoff or Backoff()
        self._outbox = Outbox()
        self._state = State.WAITING
        self._deadline = 0.0
        self._waker = Waker()

    def send(self, command: Command) -> None:
        """Queue a command; thread-safe, never blocks. The answer comes as an event."""
        self._outbox.put(command)
        self._waker.wake()

    @abstractmethod
    def _begin(self) -> None:
        """Begin to connect; the first thing of an attempt."""

    @abstractmethod
    def _connect(self, left: float) -> None:
        """Wait for the connection, for at most ``left`` seconds; go on to LINKED when it stands."""

    @abstractmethod
    def _exchange(self, left: float) -> None:
        """Send and receive, or wait for at most ``left`` seconds."""

    @abstractmethod
    def _drop(self, reason: FeedError | None) -> None:
        """Close the link and end what was running, adding the events of it."""

    def _step(self, left: float) -> None:
        try:
            match self._state:
                case State.WAITING:
                    self._wait_to_begin(left)
                case State.CONNECTING:
                    self._connect(left)
                case State.LINKED:
                    self._exchange(left)
                case _:
                    self._waker.wait(None, 0, left)
        except ProtocolError as error:
            told = self._explained(error)
            self._events.append(FeedFault(told))
            self._lose(told)
        except FeedError as error:
            self._lose(error)

    def _wait_to_begin(self, left: float) -> None:
        wait = self._deadline - time.monotonic()
        if wait > 0:
            self._waker.wait(None, 0, min(wait, left))
            return
        self._begin()
        self._state = State.CONNECTING

    def _explained(self, error: ProtocolError) -> FeedError:
        """Return what the operator is told of a broken protocol."""
        return error

    def _lose(self, reason: FeedError | None, state: State = State.WAITING) -> None:
        """Drop the link; what was running ends incomplete."""
        self._drop(reason)
        wait = self._backoff.wait() if state is State.WAITING else 0.0
        self._deadline = time.monotonic() + wait
        self._state = state
        self._events.append(Disconnected(reason, wait, ended=state is State.ENDED))

    def _refusals(self) -> list[FeedEvent]:
        return self._outbox.refusals(self._linked)

    @property
    def _linked(self) -> bool:
        """Whether commands can be sent."""
        return self._state is State.LINKED

    def _wake(self) -> None:
        self._waker.wake()

    def _free(self) -> None:
        self._hang_up()
        self._state = State.CLOSED
        self._waker.close()

    @abstractmethod
    def _hang_up(self) -> None:
        """Close whatever is open. Idempotent."""
