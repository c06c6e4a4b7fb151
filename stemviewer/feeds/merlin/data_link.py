"""The socket of the data link."""

from __future__ import annotations

import contextlib
import selectors
import socket
import time

from stemviewer.core.errors import FeedError
from stemviewer.feeds.open_feed.waker import Waker
from stemviewer.feeds.tcp import begin_tcp, connect_failure, no_answer

CONNECT_S = 5.0
"""Longest time for the connection [s]."""

_RECEIVE_BYTES = 8 * 1024**2


class DataLink:
    """Opens, reads and closes the data connection, never blocking."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._socket: socket.socket | None = None
        self._deadline = 0.0

    def open(self) -> None:
        """Begin to connect.

        Raises
        ------
        FeedError
            If the host is not known or refuses at once.
        """
        self._socket = begin_tcp(self._host, self._port)
        # before it is connected: the window is agreed on then. What the camera sends while a
        # frame is recorded or drawn waits here, not in the camera
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BYTES)
        self._deadline = time.monotonic() + CONNECT_S

    def connected(self, waker: Waker, left: float) -> bool:
        """Wait up to ``left`` [s] for the connection; return whether it stands.

        Raises
        ------
        FeedError
            If it failed, or takes too long.
        """
        assert self._socket is not None
        if not waker.wait(self._socket, selectors.EVENT_WRITE, min(left, CONNECT_S)):
            if time.monotonic() > self._deadline:
                raise no_answer(self._host, self._port, f"nothing within {CONNECT_S:.0f} s")
            return False
        failure = connect_failure(self._socket)
        if failure:
            raise no_answer(self._host, self._port, failure)
        return True

    def read_into(self, target: memoryview) -> int:
        """Receive into ``target``; 0 if nothing is there.

        Raises
        ------
        FeedError
            If the connection broke or was closed.
        """
        assert self._socket is not None
        try:
            count = self._socket.recv_into(target)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError as error:
            raise FeedError(f"The connection broke ({error.strerror or error}).") from error
        if not count:
            raise FeedError("The Merlin closed the connection.")
        return count

    def register(self, selector: selectors.BaseSelector) -> None:
        """Have the owner wake when there is something to read."""
        assert self._socket is not None
        selector.register(self._socket, selectors.EVENT_READ)

    def close(self) -> None:
        """Close the connection. Idempotent."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
