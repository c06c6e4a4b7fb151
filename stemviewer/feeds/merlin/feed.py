"""The Merlin as a feed: two links, reconnected together, and virtual images as they grow."""

from __future__ import annotations

import selectors
import threading
import time
from collections import deque
from enum import StrEnum

from stemviewer.core.errors import FeedError, ProtocolError
from stemviewer.feeds.base import (
    Acknowledged,
    Command,
    Connected,
    Disconnected,
    FeedEvent,
    FeedFault,
    Instrument,
    Origin,
)
from stemviewer.feeds.fourd.options import fourd_options
from stemviewer.feeds.fourd.path import FourDPath
from stemviewer.feeds.merlin.address import parse_merlin_address
from stemviewer.feeds.merlin.control import CONTROL_PORT, DATA_PORT
from stemviewer.feeds.merlin.controlling import ControlLink
from stemviewer.feeds.merlin.data_link import DataLink
from stemviewer.feeds.merlin.operation import CONTROLS
from stemviewer.feeds.merlin.stream import MerlinStream
from stemviewer.feeds.open_feed.client import LINK_BROKE
from stemviewer.feeds.open_feed.dial import Backoff
from stemviewer.feeds.open_feed.outbox import Outbox
from stemviewer.feeds.open_feed.waker import Waker

STALL_S = 10.0
"""A scan in which nothing came for so long has ended [s]."""

STALLED = f"No pattern came for {STALL_S:.0f} s within the scan."

_READ_AT_ONCE = 16 * 1024**2


class State(StrEnum):
    """Where the client stands."""

    WAITING = "waiting"
    CONNECTING = "connecting"
    LINKED = "linked"
    CLOSED = "closed"


class MerlinFeed:
    """A Quantum Detectors Merlin; see :class:`stemviewer.feeds.base.Feed`.

    All input and output happens within ``receive``.

    Parameters
    ----------
    address : str
        ``merlin://HOST[:DATA_PORT]?scan=ROWSxCOLUMNS&...``; the guide lists the words.
    backoff : Backoff or None
        Waiting times between attempts.

    Attributes
    ----------
    path : FourDPath
        With its counts and its newest pattern.

    Raises
    ------
    SettingsError
        If the address is malformed.
    """

    def __init__(self, address: str, *, backoff: Backoff | None = None) -> None:
        parsed = parse_merlin_address(address)
        self._address = address
        self._host = parsed.host or "127.0.0.1"
        self.path = FourDPath(fourd_options(parsed))
        self._stream = MerlinStream(self.path)
        port = parsed.number("control", 0, 65535)
        self._outbox = Outbox()
        self._control = ControlLink(
            self._host,
            CONTROL_PORT if port is None else int(port),
            self.path,
            soft_trigger=parsed.word("trigger") == "soft",
        )
        self._backoff = backoff or Backoff()
        self._events: deque[FeedEvent] = deque()
        self._data = DataLink(self._host, parsed.port or DATA_PORT)
        self._announced: Instrument | None = None
        self._deadline = self._silent_since = 0.0
        self._state = State.WAITING
        self._closing = threading.Event()
        self._in_use = threading.Lock()
        self._waker = Waker()

    @property
    def address(self) -> str:
        """Where it comes from, as shown to the operator."""
        return self._address

    def receive(self, timeout: float) -> FeedEvent | None:
        """Return the next event, or ``None`` after ``timeout`` [s]; reconnects by itself."""
        until = time.monotonic() + timeout
        event, left = None, timeout
        with self._in_use:
            while not self._closing.is_set():
                if not self._events:
                    self._events.extend(self._outbox.refusals(self._state is State.LINKED))
                event = self._events.popleft() if self._events else None
                if event is not None or left < 0:
                    break
                self._step(left)
                left = until - time.monotonic()
        if self._closing.is_set():
            self._release()
        return event

    def send(self, command: Command) -> None:
        """Queue a command; thread-safe, never blocks. The answer comes as an event."""
        self._outbox.put(command)
        self._waker.wake()

    def close(self) -> None:
        """End the links and release everything; ``receive`` returns at once. Idempotent."""
        self._closing.set()
        self._waker.wake()
        self._release()

    def _release(self) -> None:
        if not self._in_use.acquire(blocking=False):
            return  # receive() is running, and releases when it leaves
        try:
            self._control.close()
            self._data.close()
            self._state = State.CLOSED
            self._waker.close()
        finally:
            self._in_use.release()

    # -- the links -----------------------------------------------------------------------

    def _step(self, left: float) -> None:
        try:
            match self._state:
                case State.WAITING:
                    self._begin(left)
                case State.CONNECTING:
                    self._connect(left)
                case State.LINKED:
                    self._exchange(left)
                case _:
                    self._waker.wait(None, 0, left)
        except ProtocolError as error:
            self._events.append(FeedFault(error))
            self._lose(error)
        except FeedError as error:
            self._lose(error)

    def _begin(self, left: float) -> None:
        wait = self._deadline - time.monotonic()
        if wait > 0:
            self._waker.wait(None, 0, min(wait, left))
            return
        self._data.open()
        self._state = State.CONNECTING

    def _connect(self, left: float) -> None:
        if not self._data.connected(self._waker, left):
            return
        self._events.extend(self._control.open())
        self._state, self._silent_since = State.LINKED, time.monotonic()
        self._stream = MerlinStream(self.path)
        self._announced = None

    def _announce(self) -> None:
        """Say what is at the other end, and again when the patterns turn out to be others."""
        controls = CONTROLS if self._control.usable else {}
        name = "Merlin (virtual images)"
        instrument = Instrument(name, Origin.DETECTOR, self.path.channels(), controls)
        if instrument == self._announced:
            return
        self._announced = instrument
        settings, state = self.path.settings(), self._control.state
        self._outbox.in_force(settings, state)
        self._events.append(Connected(instrument, settings, state))

    def _exchange(self, left: float) -> None:
        for command in self._outbox.take():
            self._answered(self._control.command(command))
        self._answered(self._control.exchange())
        if self._control.knows_period:
            self._stream.stated_period()
        if not self._read():
            self._wait(min(left, 0.5))
        if self._control.settled:
            self._announce()

    def _answered(self, events: list[FeedEvent]) -> None:
        for event in events:
            if isinstance(event, Acknowledged):
                self._outbox.answered(event.acknowledgement)
        self._events.extend(events)

    def _read(self) -> bool:
        """Read what is there, up to a limit so that events get through; False if nothing was."""
        total = 0
        while total < _READ_AT_ONCE and not self._events:
            count = self._data.read_into(self._stream.target)
            if not count:
                break
            total += count
            self._take(self._stream.received(count))
        if total:
            self._silent_since = time.monotonic()
            self._take(self._stream.flush() if not self._events else [])
            self._backoff.reset()
        elif (
            not self._events
            and self.path.running
            and time.monotonic() - self._silent_since > STALL_S
        ):
            self._take(self.path.interrupt(STALLED))
        return total > 0

    def _take(self, events: list[FeedEvent]) -> None:
        """Take over what the stream says; what changed of the instrument goes before it."""
        if not events:
            return
        self._announce()
        self._events.extend(events)
        self._control.between_frames()

    def _wait(self, seconds: float) -> None:
        """Wait for bytes of either link, an order, or the next look at the clock."""
        with selectors.DefaultSelector() as selector:
            self._data.register(selector)
            selector.register(self._waker.fileno(), selectors.EVENT_READ)
            self._control.register(selector)
            ready = selector.select(max(0.0, seconds))
        if any(key.fd == self._waker.fileno() for key, _ in ready):
            self._waker.clear()

    def _lose(self, reason: FeedError) -> None:
        """Drop both links; what was running ends incomplete."""
        self._events.extend(self._stream.flush())
        self._events.extend(self.path.break_off(LINK_BROKE))
        self._answered(self._control.lost(reason))
        self._control.close()
        self._data.close()
        wait = self._backoff.wait()
        self._deadline = time.monotonic() + wait
        self._state = State.WAITING
        self._events.append(Disconnected(reason, wait))
