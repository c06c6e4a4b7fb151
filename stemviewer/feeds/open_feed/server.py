"""The server of the open feed: one source, several clients."""

from __future__ import annotations

import queue
import socket
import threading
import uuid
from types import TracebackType
from typing import Self

from stemviewer.core.errors import FeedError
from stemviewer.core.worker import Worker
from stemviewer.feeds.accounting import AccountingSource
from stemviewer.feeds.base import Command, FrameEnd, FrameSource
from stemviewer.feeds.open_feed.access import check_bind
from stemviewer.feeds.open_feed.dose_messages import (
    ACCOUNT,
    EXPOSURE,
    AccountMessage,
    AccountRequest,
)
from stemviewer.feeds.open_feed.hub import Hub
from stemviewer.feeds.open_feed.limits import VERSIONS
from stemviewer.feeds.open_feed.link import Message
from stemviewer.feeds.open_feed.messages import (
    AckMessage,
    EndMessage,
    ErrorMessage,
    ServerHello,
    encode,
)
from stemviewer.feeds.open_feed.peer import Peer
from stemviewer.feeds.open_feed.publisher import Publisher
from stemviewer.feeds.open_feed.values import InstrumentModel, SettingsModel, StateModel

QUEUE_BYTES = 256 * 1024 * 1024
"""Default bound of what waits for one client [bytes]; one frame may always wait.

More than a second of 2048 x 2048 pixels at 20 frames a second: a client held up for less, by its
disk or by other programs, loses nothing."""

_JOIN_S = 10.0
_MOST_COMMANDS = 256
_POLL_S = 0.1


class FeedServer:
    """Serves a source; use it as a context manager.

    The source is asked for its first frame when the first client has been greeted, and waits
    between frames while there is none: a specimen nobody looks at is not scanned.

    Parameters
    ----------
    source : FrameSource
        What is served; closed at the end.
    host : str
        Where to listen; beyond loopback only with a token.
    port : int
        0 takes a free one.
    token : str or None
        What clients must show.
    queue_bytes : int
        Bound of what waits for one client; a client that is further behind loses whole frames
        and is told so.

    Raises
    ------
    FeedError
        If it may not or cannot listen there.
    """

    def __init__(
        self,
        source: FrameSource,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str | None = None,
        *,
        queue_bytes: int = QUEUE_BYTES,
    ) -> None:
        check_bind(host, token)
        self._source = source
        self._host = host
        self._run = uuid.uuid4().hex
        listener = _listen(host, port)
        self._port = int(listener.getsockname()[1])
        self._commands: queue.Queue[tuple[Peer, Command | AccountRequest]] = queue.Queue(
            _MOST_COMMANDS
        )
        self._closing = threading.Event()
        self._hub = Hub(listener, token, self._hello, self._on_command, queue_bytes)
        self._finished = threading.Event()
        self._workers = (
            Worker("feed-sockets", self._hub.run, self._worker_failed),
            Worker("feed-source", self._pump, self._tell_failure),
            Worker("feed-commands", self._obey, self._worker_failed),
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._port

    @property
    def address(self) -> str:
        """Where clients connect, e.g. ``ws://127.0.0.1:8765``."""
        host = socket.gethostname() if self._host in ("", "0.0.0.0", "::") else self._host  # noqa: S104
        return f"ws://[{host}]:{self._port}" if ":" in host else f"ws://{host}:{self._port}"

    def __enter__(self) -> Self:
        for worker in self._workers:
            worker.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._source.close()
        self._hub.stop()
        for worker in self._workers:
            worker.join(_JOIN_S)
        if kind is None:
            self._check()

    def serve_until(self, stop: threading.Event) -> None:
        """Serve until ``stop`` is set or the source has ended and every client got its end.

        Raises
        ------
        Exception
            What the source or a thread of the server raised.
        """
        while not stop.wait(_POLL_S):
            self._check()
            if self._finished.is_set() and not self._hub.wait_for_client(0):
                return

    def _check(self) -> None:
        for worker in self._workers:
            worker.check()

    def _hello(self) -> ServerHello:
        return ServerHello(
            version=VERSIONS[0],
            run=self._run,
            instrument=InstrumentModel.of(self._source.instrument),
            settings=SettingsModel.of(self._source.settings),
            state=StateModel.of(self._source.state),
            # who keeps an account of every electron tells of parked probes as well
            offers=(ACCOUNT, EXPOSURE) if isinstance(self._source, AccountingSource) else (),
        )

    def _pump(self) -> None:
        """Move the source's items to the clients; the body of the source thread."""
        publisher = Publisher(self._hub, self._source.instrument)
        self._await_client()
        if not self._closing.is_set():
            for item in self._source.items():
                publisher.publish(item)
                if self._closing.is_set():
                    return
                if isinstance(item, FrameEnd):
                    self._await_client()
        if not self._closing.is_set():
            last = Message(True, encode(EndMessage(reason="The source has no more frames.")))
            self._hub.finish(last)
            self._finished.set()

    def _await_client(self) -> None:
        while not self._closing.is_set() and not self._hub.wait_for_client(_POLL_S):
            pass

    def _worker_failed(self, _error: Exception) -> None:
        self._finished.set()

    def _tell_failure(self, _error: Exception) -> None:
        text = "The source failed; see the messages of the server."
        last = Message(True, encode(ErrorMessage(code="source", message=text)))
        self._hub.finish(last)
        self._finished.set()

    def _on_command(self, peer: Peer, command: Command | AccountRequest) -> None:
        try:
            self._commands.put_nowait((peer, command))
        except queue.Full as full:
            raise FeedError("The client sends commands faster than they are obeyed.") from full

    def _obey(self) -> None:
        """Carry out commands one after the other; the body of the command thread."""
        while not self._closing.is_set():
            try:
                peer, command = self._commands.get(timeout=_POLL_S)
            except queue.Empty:
                continue
            if isinstance(command, Command):
                answer = encode(AckMessage.of(self._source.apply(command)))
                self._answer(peer, Message(True, answer))
            elif isinstance(self._source, AccountingSource):
                account = self._source.account(command.area, command.cell)
                self._answer(peer, Message(True, encode(AccountMessage.of(command.id, account))))
            else:
                text = "This source keeps no account of electrons."
                refused = ErrorMessage(code="protocol", message=text)
                self._answer(peer, Message(True, encode(refused)))

    def _answer(self, peer: Peer, message: Message) -> None:

        def offer(other: Peer) -> None:
            if other is peer:
                peer.answer(message)

        self._hub.each(offer)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise FeedError(
            f"Nothing can listen at {host}:{port} ({error.strerror or error}).",
            "Nothing is served.",
            "Choose another port, or port 0 for a free one.",
        ) from error
