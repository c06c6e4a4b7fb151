"""The ZeroMQ socket of the stream, and what its state is."""

from __future__ import annotations

import contextlib
import time
from typing import Any

from stemviewer.core.errors import FeedError
from stemviewer.feeds.open_feed.waker import Waker
from stemviewer.feeds.tcp import no_answer

CONNECT_S = 5.0
"""Longest time for the connection [s]."""

MOST_PART_BYTES = 64 * 1024**2
"""Largest part of a message; a peer that sends more is cut off by the library."""

MOST_PARTS = 16

_WAITING = 32
"""Messages that wait in the library; then the detector is felt to be read slowly."""

_NEVER_MS = 3_600_000
_RECEIVE_BYTES = 8 * 1024**2


class PullLink:
    """Connects, reads and closes the stream, never blocking.

    Parameters
    ----------
    host : str
        Of the detector's control unit.
    port : int
        Of the stream.
    """

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._context: Any = None
        self._socket: Any = None
        self._monitor: Any = None
        self._deadline = 0.0
        self._gone = False

    def open(self) -> None:
        """Begin to connect.

        Raises
        ------
        FeedError
            If the address cannot be one.
        """
        import zmq

        self._gone = False
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.PULL)
        # the library's own attempts would hide what the operator must be told. They are put off,
        # not forbidden: without any it would throw away, at the end of a connection, messages
        # that came before, and abort the program within one of several parts
        for name, value in (
            (zmq.LINGER, 0),
            (zmq.RCVHWM, _WAITING),
            (zmq.MAXMSGSIZE, MOST_PART_BYTES),
            (zmq.RCVBUF, _RECEIVE_BYTES),
            (zmq.RECONNECT_IVL, _NEVER_MS),
        ):
            self._socket.setsockopt(name, value)
        self._monitor = self._socket.get_monitor_socket(
            zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED | zmq.EVENT_CLOSED
        )
        self._deadline = time.monotonic() + CONNECT_S
        try:
            self._socket.connect(f"tcp://{self._host}:{self._port}")
        except zmq.ZMQError as error:
            raise no_answer(self._host, self._port, str(error)) from error

    def connected(self, waker: Waker, left: float) -> bool:
        """Wait up to ``left`` [s] for the connection; return whether it stands.

        Raises
        ------
        FeedError
            If it was refused, or takes too long.
        """
        import zmq

        self.wait(waker, left, (self._monitor,))
        event = self._event()
        if event is None:
            if time.monotonic() > self._deadline:
                raise no_answer(self._host, self._port, f"nothing within {CONNECT_S:.0f} s")
            return False
        if event != zmq.EVENT_HANDSHAKE_SUCCEEDED:
            raise no_answer(self._host, self._port, "refused, or not a ZeroMQ stream")
        return True

    def check(self) -> None:
        """Look whether the connection still stands; called when there was nothing to read.

        Raises
        ------
        FeedError
            If it does not, and what came before its end has been read.
        """
        if self._gone:
            raise FeedError("The DECTRIS closed the connection.")
        # messages may have come between the last look for one and the end of the connection
        self._gone = self._event() is not None

    def _event(self) -> int | None:
        import zmq
        from zmq.utils.monitor import parse_monitor_message

        try:
            content = self._monitor.recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return None
        return int(parse_monitor_message(content)["event"])

    def read(self) -> list[bytes] | None:
        """Return the parts of the next message; ``None`` if nothing is there."""
        import zmq

        try:
            parts = [self._socket.recv(zmq.NOBLOCK)]
            while self._socket.getsockopt(zmq.RCVMORE):
                part = self._socket.recv(zmq.NOBLOCK)
                if len(parts) < MOST_PARTS:
                    parts.append(part)
        except zmq.Again:
            return None
        return parts

    def wait(self, waker: Waker, seconds: float, sockets: tuple[Any, ...] = ()) -> None:
        """Wait for a message, for the connection's end, or until somebody wakes."""
        import zmq

        if self._gone:
            return
        poller = zmq.Poller()
        for sock in sockets or (self._socket, self._monitor):
            poller.register(sock, zmq.POLLIN)
        poller.register(waker.fileno(), zmq.POLLIN)
        ready = dict(poller.poll(round(max(0.0, seconds) * 1e3)))
        if waker.fileno() in ready:
            waker.clear()

    def close(self) -> None:
        """Close the connection. Idempotent."""
        if self._context is None:
            return
        import zmq

        if self._monitor is not None:
            with contextlib.suppress(zmq.ZMQError):
                self._socket.disable_monitor()
            self._monitor.close(0)
        if self._socket is not None:
            self._socket.close(0)
        self._context.term()
        self._context = self._socket = self._monitor = None
