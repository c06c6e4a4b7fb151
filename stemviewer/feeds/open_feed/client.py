"""The client of the open feed: connects, receives, reconnects, and answers for every command."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from collections import deque
from enum import StrEnum

from stemviewer.core.errors import FeedError, ProtocolError
from stemviewer.feeds.base import Command, Disconnected, FeedEvent, FeedFault
from stemviewer.feeds.open_feed.conversation import Conversation, RefusedError, explained
from stemviewer.feeds.open_feed.dial import (
    Backoff,
    begin_connect,
    finish_connect,
    parse_address,
    unreachable,
)
from stemviewer.feeds.open_feed.limits import SILENCE_S
from stemviewer.feeds.open_feed.link import Link
from stemviewer.feeds.open_feed.outbox import Outbox
from stemviewer.feeds.open_feed.stream import FeedStream
from stemviewer.feeds.open_feed.waker import Waker

CONNECT_S = 5.0
"""Longest time for the connection, and again for handshake and hello [s]."""

LINK_BROKE = "The link broke within the frame."
"""Reason of a frame whose rest was scanned, but never arrived."""

_IO = selectors.EVENT_READ | selectors.EVENT_WRITE


class State(StrEnum):
    """Where the client stands."""

    WAITING = "waiting"
    CONNECTING = "connecting"
    LINKED = "linked"
    ENDED = "ended"
    CLOSED = "closed"


class OpenFeed:
    """A feed that speaks the open feed protocol; see :class:`stemviewer.feeds.base.Feed`.

    Nothing is opened before the first ``receive``. All input and output happens within
    ``receive``: while it is not called nothing is read, and the sender feels it.

    Parameters
    ----------
    address : str
        ``ws://host:port``.
    token : str or None
        Needed by servers beyond this machine.
    backoff : Backoff or None
        Waiting times between attempts.

    Raises
    ------
    FeedError
        If the address is none.
    """

    def __init__(
        self, address: str, token: str | None = None, *, backoff: Backoff | None = None
    ) -> None:
        self._address = address
        self._uri = parse_address(address)
        self._token = token
        self._backoff = backoff or Backoff()
        self._stream = FeedStream()
        self._outbox = Outbox()
        self._events: deque[FeedEvent] = deque()
        self._state = State.WAITING
        self._deadline = 0.0
        self._silence = 0.0
        self._ended_before = 0
        self._dialling: socket.socket | None = None
        self._talk: Conversation | None = None
        self._fatal: FeedError | None = None
        self._closing = threading.Event()
        self._in_use = threading.Lock()
        self._waker = Waker()

    @property
    def address(self) -> str:
        """Where it comes from, as shown to the operator."""
        return self._address

    def receive(self, timeout: float) -> FeedEvent | None:
        """Return the next event, or ``None`` after ``timeout`` [s]; reconnects by itself.

        Raises
        ------
        FeedError
            If the feed cannot go on and will not try again: wrong token, no common version.
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

    def send(self, command: Command) -> None:
        """Queue a command; thread-safe, never blocks. The answer comes as an event."""
        self._outbox.put(command)
        self._waker.wake()

    def close(self) -> None:
        """End the link and release everything; ``receive`` returns at once. Idempotent."""
        self._closing.set()
        self._waker.wake()
        self._release()

    def _next_event(self) -> FeedEvent | None:
        if not self._events:
            connected = self._talk is not None and self._talk.streaming
            self._events.extend(self._outbox.refusals(connected))
        if self._events:
            return self._events.popleft()
        if self._fatal is not None:
            raise self._fatal
        return None

    def _release(self) -> None:
        """Free the sockets, in whichever of two threads comes last."""
        if not self._in_use.acquire(blocking=False):
            return  # receive() is running, and releases when it leaves
        try:
            self._hang_up(1000, "")
            self._state = State.CLOSED
            self._waker.close()
        finally:
            self._in_use.release()

    def _hang_up(self, code: int, reason: str) -> None:
        """Close whatever is open; tell the server if the socket takes it at once."""
        if self._talk is not None:
            self._talk.link.finish(code, reason)
            with contextlib.suppress(FeedError):  # it may be gone already
                self._talk.link.write()
            self._talk.link.close()
            self._talk = None
        if self._dialling is not None:
            self._dialling.close()
            self._dialling = None

    def _step(self, left: float) -> None:
        """Do what the state asks for, for at most ``left`` seconds."""
        try:
            match self._state:
                case State.WAITING:
                    self._wait_to_connect(left)
                case State.CONNECTING:
                    self._connect(left)
                case State.LINKED:
                    self._exchange(left)
                case _:
                    self._waker.wait(None, 0, left)
        except RefusedError as error:
            self._fatal = error
            self._lose(error, State.ENDED, 1000)
        except ProtocolError as error:
            self._events.append(FeedFault(explained(error)))
            self._lose(error, State.WAITING, 1002)
        except FeedError as error:
            self._lose(error, State.WAITING, 1000)

    def _wait_to_connect(self, left: float) -> None:
        wait = self._deadline - time.monotonic()
        if wait > 0:
            self._waker.wait(None, 0, min(wait, left))
            return
        self._dialling = begin_connect(self._uri)
        self._state, self._deadline = State.CONNECTING, time.monotonic() + CONNECT_S

    def _connect(self, left: float) -> None:
        sock = self._dialling
        assert sock is not None
        if not self._waker.wait(sock, selectors.EVENT_WRITE, min(left, CONNECT_S)):
            self._check_deadline()
            return
        self._dialling = None
        link = finish_connect(self._uri, sock, self._token)
        self._talk = Conversation(link, self._stream, self._outbox, self._token)
        self._state, self._deadline = State.LINKED, time.monotonic() + CONNECT_S
        self._silence, self._ended_before = 0.0, self._stream.frames_ended

    def _exchange(self, left: float) -> None:
        talk = self._talk
        assert talk is not None
        talk.send_commands()
        talk.link.write()
        received = talk.link.read()
        if received is None:
            if not self._await_bytes(talk.link, min(left, 1.0)):
                self._check_deadline()
                return
            received = talk.link.read() or []
        self._silence = 0.0
        for message in received:
            self._events.extend(talk.take(message))
        if talk.ended:
            self._lose(None, State.ENDED, 1000)
        elif talk.link.problem:
            raise ProtocolError(f"The feed broke the WebSocket rules: {talk.link.problem[:120]}.")
        elif talk.link.eof:
            raise FeedError("The feed closed the connection.")
        elif self._stream.frames_ended > self._ended_before:
            self._backoff.reset()
        elif not talk.streaming:
            self._check_deadline()  # whoever drips bytes does not hold us for ever

    def _await_bytes(self, link: Link, wait: float) -> bool:
        """Wait for something to read; only such waiting counts as silence of the feed."""
        began = time.monotonic()
        events = _IO if link.pending else selectors.EVENT_READ
        if self._waker.wait(link.socket, events, wait) & selectors.EVENT_READ:
            return True
        self._silence += time.monotonic() - began
        return False

    def _check_deadline(self) -> None:
        if self._talk is not None and self._talk.streaming:
            if self._silence > SILENCE_S:
                raise unreachable(self._uri, f"silent for {SILENCE_S:.0f} s")
        elif time.monotonic() > self._deadline:
            raise unreachable(self._uri, f"no greeting within {CONNECT_S:.0f} s")

    def _lose(self, reason: FeedError | None, state: State, code: int) -> None:
        """Drop the link; what was running ends incomplete."""
        self._hang_up(code, reason.what if reason else "")
        self._events.extend(self._stream.break_off(LINK_BROKE))
        wait = self._backoff.wait() if state is State.WAITING else 0.0
        self._deadline = time.monotonic() + wait
        self._state = state
        if self._fatal is None:
            self._events.append(Disconnected(reason, wait, ended=state is State.ENDED))
