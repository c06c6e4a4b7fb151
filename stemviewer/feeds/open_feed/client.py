"""The client of the open feed: connects, receives, reconnects, and answers for every command."""

from __future__ import annotations

import contextlib
import selectors
import socket
import time

from stemviewer.core.errors import FeedError, ProtocolError
from stemviewer.feeds.base import FeedEvent
from stemviewer.feeds.loop import LINK_BROKE, LinkedFeed, State
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
from stemviewer.feeds.open_feed.stream import FeedStream

CONNECT_S = 5.0
"""Longest time for the connection, and again for handshake and hello [s]."""

_IO = selectors.EVENT_READ | selectors.EVENT_WRITE


class OpenFeed(LinkedFeed):
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
        self._uri = parse_address(address)
        super().__init__(address, backoff)
        self._token = token
        self._stream = FeedStream()
        self._silence = 0.0
        self._ended_before = 0
        self._dialling: socket.socket | None = None
        self._talk: Conversation | None = None
        self._fatal: FeedError | None = None

    @property
    def _linked(self) -> bool:
        return self._talk is not None and self._talk.streaming

    def _next_event(self) -> FeedEvent | None:
        event = super()._next_event()
        if event is None and self._fatal is not None:
            raise self._fatal
        return event

    def _hang_up(self, code: int = 1000, reason: str = "") -> None:
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

    def _free(self) -> None:
        super()._free()
        self._stream.close()

    def _begin(self) -> None:
        self._dialling = begin_connect(self._uri)
        self._deadline = time.monotonic() + CONNECT_S

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
            self._lose(None, State.ENDED)
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

    def _explained(self, error: ProtocolError) -> FeedError:
        return explained(error)

    def _drop(self, reason: FeedError | None) -> None:
        code = 1002 if isinstance(reason, ProtocolError) else 1000
        self._hang_up(code, reason.what if reason else "")
        self._events.extend(self._stream.break_off(LINK_BROKE))

    def _lose(self, reason: FeedError | None, state: State = State.WAITING) -> None:
        if isinstance(reason, RefusedError):
            # however often it tried: the owner is told, and nothing more
            self._fatal = reason
            self._drop(reason)
            self._state = State.ENDED
            return
        super()._lose(reason, state)
