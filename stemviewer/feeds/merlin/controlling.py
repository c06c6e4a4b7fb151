"""The socket of the control link; a Merlin without it is watched, not controlled."""

from __future__ import annotations

import selectors
import socket
import time

from stemviewer.core.errors import FeedError
from stemviewer.feeds.base import Command, FeedEvent, FeedFault, ScanState
from stemviewer.feeds.fourd.path import FourDPath
from stemviewer.feeds.merlin.control import ControlTalk
from stemviewer.feeds.merlin.operation import Operation
from stemviewer.feeds.tcp import begin_tcp, connect_failure

ANSWER_S = 5.0
"""Longest time for the control connection, and for each answer [s]."""


class ControlLink:
    """Opens, keeps and loses the control connection without disturbing the data.

    Parameters
    ----------
    host : str
        Of the Merlin's computer.
    port : int
        0 for no control.
    path : FourDPath
        As of :class:`Operation`.
    soft_trigger : bool
        As of :class:`Operation`.
    """

    def __init__(self, host: str, port: int, path: FourDPath, *, soft_trigger: bool) -> None:
        self._host, self._port = host, port
        self._path, self._soft = path, soft_trigger
        self._socket: socket.socket | None = None
        self._up = self._introduced = False
        self._out = b""
        self._deadline = 0.0
        self._talk = ControlTalk()
        self._operation = Operation(self._talk, path, soft_trigger)

    @property
    def usable(self) -> bool:
        """Whether commands can be carried out."""
        return self._up

    @property
    def settled(self) -> bool:
        """Whether the camera told of itself, or is known not to."""
        return self._introduced or self._socket is None

    @property
    def state(self) -> ScanState:
        """As acknowledged last."""
        return self._operation.state

    @property
    def knows_period(self) -> bool:
        """Whether the camera told its time per pixel."""
        return self._operation.knows_period

    def open(self) -> list[FeedEvent]:
        """Begin the connection; what fails of it is told."""
        self.close()
        if not self._port:
            return []
        self._talk = ControlTalk()
        self._operation = Operation(self._talk, self._path, self._soft)
        self._deadline = time.monotonic() + ANSWER_S
        try:
            self._socket = begin_tcp(self._host, self._port)
        except FeedError as error:
            return [self._missing(error.what)]
        return []

    def close(self) -> None:
        """Close the connection. Idempotent."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._up, self._introduced, self._out = None, False, False, b""

    def register(self, selector: selectors.BaseSelector) -> None:
        """Have the owner wake when this link can go on."""
        if self._socket is None:
            return
        writing = selectors.EVENT_WRITE if self._out or not self._up else 0
        selector.register(self._socket, selectors.EVENT_READ | writing)

    def command(self, command: Command) -> list[FeedEvent]:
        """Carry out a command; the answer may come later."""
        if not self._up:
            refusal = FeedError("The Merlin's control port is not connected.")
            return self._operation.refuse(command, refusal.what)
        return self._operation.command(command)

    def between_frames(self) -> None:
        """Tell that a frame may have ended."""
        if self._up:
            self._operation.between_frames()

    def exchange(self) -> list[FeedEvent]:
        """Send and receive what can be, without waiting."""
        if self._socket is None:
            return []
        try:
            if not self._up and not self._connected(self._socket):
                return []
            return self._swap(self._socket)
        except FeedError as error:
            return self._fail(error.what)
        except OSError as error:
            return self._fail(error.strerror or str(error))

    def _connected(self, sock: socket.socket) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_WRITE)
            ready = selector.select(0)
        if not ready:
            if time.monotonic() > self._deadline:
                raise FeedError("no connection in time")
            return False
        failure = connect_failure(sock)
        if failure:
            raise FeedError(failure)
        self._up = True
        self._operation.introduce()
        return True

    def _swap(self, sock: socket.socket) -> list[FeedEvent]:
        events = self._receive(sock)
        self._introduced = self._introduced or self._talk.idle
        if not self._out:
            self._out = self._talk.next_request()
            if self._out:
                self._deadline = time.monotonic() + ANSWER_S
        if self._out:
            try:
                self._out = self._out[sock.send(self._out) :]
            except (BlockingIOError, InterruptedError):
                return events
        if not self._talk.idle and time.monotonic() > self._deadline:
            raise FeedError("no answer in time")
        return events

    def _receive(self, sock: socket.socket) -> list[FeedEvent]:
        try:
            data = sock.recv(4096)
        except (BlockingIOError, InterruptedError):
            return []
        if not data:
            raise FeedError("it was closed at the other end")
        return [e for reply in self._talk.received(data) for e in self._operation.reply(reply)]

    def lost(self, error: FeedError) -> list[FeedEvent]:
        """Answer for what is under way: the link is given up."""
        return self._operation.lost(error.what)

    def _fail(self, why: str) -> list[FeedEvent]:
        self.close()
        return [*self._operation.lost(""), self._missing(why)]

    def _missing(self, why: str) -> FeedFault:
        return FeedFault(
            FeedError(
                f"The Merlin's control port {self._host}:{self._port} is not usable: {why}",
                "Pictures come all the same; nothing can be changed from here.",
                "Check the port (control=6341 in the address), or say control=0 to do without.",
            )
        )
