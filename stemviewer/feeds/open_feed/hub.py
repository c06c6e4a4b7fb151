"""The server's socket thread: all clients in one loop, none of which can hold up another."""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Callable

from websockets.http11 import Request
from websockets.server import ServerProtocol

from stemviewer.core.errors import FeedError, ProtocolError
from stemviewer.feeds.base import Command
from stemviewer.feeds.open_feed.access import bearer, token_matches
from stemviewer.feeds.open_feed.dose_messages import AccountRequest
from stemviewer.feeds.open_feed.limits import MAX_TEXT_BYTES, VERSIONS
from stemviewer.feeds.open_feed.link import Link, Message, Received
from stemviewer.feeds.open_feed.messages import (
    ClientHello,
    CommandMessage,
    ErrorMessage,
    ServerHello,
    encode,
    parse_client,
)
from stemviewer.feeds.open_feed.peer import Peer
from stemviewer.feeds.open_feed.waker import Waker

MAX_PEERS = 32
_FLUSH_S = 2.0
_TICK_S = 0.25
_MOST_BACKLOG = 64


class Hub:
    """Accepts clients, greets them, and moves messages between them and the server.

    Parameters
    ----------
    listener : socket
        Listening; the hub owns it from now on.
    token : str or None
        What clients must show; ``None`` lets everyone in.
    greeting : callable
        Makes the hello; called for each client.
    on_command : callable
        Takes ``(peer, command)`` or ``(peer, request)``; must not block.
    queue_bytes : int
        Bound of each client's queue [bytes].
    """

    def __init__(
        self,
        listener: socket.socket,
        token: str | None,
        greeting: Callable[[], ServerHello],
        on_command: Callable[[Peer, Command | AccountRequest], None],
        queue_bytes: int,
    ) -> None:
        listener.setblocking(False)
        self._listener = listener
        self._token = token
        self._greeting = greeting
        self._on_command = on_command
        self._queue_bytes = queue_bytes
        self._changed = threading.Condition()
        self._peers: list[Peer] = []
        self._last_words: Message | None = None
        self._stopping = threading.Event()
        self._waker = Waker()

    # Called by other threads.

    def each(self, offer: Callable[[Peer], object]) -> None:
        """Call ``offer`` for every client under the lock, then let the loop send."""
        with self._changed:
            for peer in self._peers:
                offer(peer)
        self._waker.wake()

    def finish(self, last_words: Message) -> None:
        """Send everyone, also those who still come, a last message and close their links."""
        with self._changed:
            self._last_words = last_words
            for peer in self._peers:
                if peer.greeted:
                    peer.finish(last_words)
        self._waker.wake()

    def wait_for_client(self, timeout: float) -> bool:
        """Wait up to ``timeout`` [s]; return whether a client has been greeted and is there."""
        with self._changed:
            return self._changed.wait_for(self._has_client, timeout)

    def _has_client(self) -> bool:
        return any(peer.greeted for peer in self._peers)

    def stop(self) -> None:
        """Ask the loop to say goodbye and to end. Thread-safe, idempotent."""
        self._stopping.set()
        self._waker.wake()

    # The loop.

    def run(self) -> None:
        """Serve until stopped; the body of the socket thread."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._waker, selectors.EVENT_READ)
            while not self._stopping.is_set():
                self._turn(selector, _TICK_S)
            self._say_goodbye(selector)
        self._listener.close()
        self._waker.close()

    def _turn(self, selector: selectors.BaseSelector, timeout: float) -> None:
        for key, events in selector.select(timeout):
            if key.fileobj is self._listener:
                self._accept(selector)
            elif key.fileobj is self._waker:
                self._waker.clear()
            elif events & selectors.EVENT_READ:
                self._guarded(selector, key.data, self._read)
        for peer in list(self._peers):
            self._guarded(selector, peer, self._write)
            if peer in self._peers:
                self._rearm(selector, peer)

    def _accept(self, selector: selectors.BaseSelector) -> None:
        try:
            sock, _ = self._listener.accept()
        except OSError:
            return  # it went away again
        if len(self._peers) >= MAX_PEERS:
            sock.close()
            return
        # browsers send an Origin, programs do not: no web page may drive an instrument
        protocol = ServerProtocol(origins=[None], max_size=MAX_TEXT_BYTES)
        peer = Peer(Link(sock, protocol), self._queue_bytes)
        selector.register(sock, selectors.EVENT_READ, peer)
        with self._changed:
            self._peers.append(peer)

    def _guarded(
        self, selector: selectors.BaseSelector, peer: Peer, action: Callable[[Peer], None]
    ) -> None:
        """Serve one client; what goes wrong with it costs no other one."""
        try:
            action(peer)
            gone = peer.link.eof
        except ProtocolError as error:
            self._reject(peer, "protocol", error.what)
            gone = False
        except FeedError:
            gone = True
        if gone or peer.overdue():
            selector.unregister(peer.link.socket)
            peer.link.close()
            with self._changed:
                self._peers.remove(peer)
        elif peer.closing and peer.drained:
            peer.leave(1000)

    def _read(self, peer: Peer) -> None:
        for message in peer.link.read() or ():
            if not peer.leaving:
                self._take(peer, message)
        if peer.link.problem:
            raise ProtocolError(f"The client broke the WebSocket rules: {peer.link.problem[:100]}.")

    def _take(self, peer: Peer, message: Received) -> None:
        if isinstance(message, Request):
            peer.offered = bearer(message.headers.get("Authorization"))
            peer.link.accept(message)
            return
        if not isinstance(message, Message) or not message.text:
            raise ProtocolError("Clients send text messages only.")
        said = parse_client(message.data)
        if isinstance(said, ClientHello):
            self._greet(peer, said)
        elif isinstance(said, CommandMessage) and peer.greeted:
            self._on_command(peer, said.core())
        elif isinstance(said, AccountRequest) and peer.greeted:
            self._on_command(peer, said)
        else:
            raise ProtocolError("A hello must come first.")

    def _greet(self, peer: Peer, hello: ClientHello) -> None:
        if peer.greeted:
            raise ProtocolError("A second hello came.")
        if not token_matches(self._token, hello.token, peer.offered):
            self._reject(peer, "token", "The token is missing or wrong.")
            return
        if not set(VERSIONS) & set(hello.versions):
            self._reject(peer, "version", f"This server speaks version {VERSIONS[0]}.")
            return
        peer.link.send_text(encode(self._greeting()))
        with self._changed:
            peer.greeted = True
            peer.accepts = frozenset(hello.accepts)
            if self._last_words is not None:
                peer.finish(self._last_words)
            self._changed.notify_all()

    def _reject(self, peer: Peer, code: str, text: str) -> None:
        if peer.link.open:
            message = ErrorMessage.model_validate({"code": code, "message": text[:200]})
            peer.link.send_text(encode(message))
        peer.leave(1008)

    def _write(self, peer: Peer) -> None:
        while peer.link.open:
            peer.wrote(peer.link.write())
            if peer.link.pending:
                return
            with self._changed:
                message = peer.next_message()
            if message is None:
                return
            if message.text:
                peer.link.send_text(bytes(message.data))
            else:
                peer.link.send_binary(bytes(message.data))
        peer.link.write()

    def _rearm(self, selector: selectors.BaseSelector, peer: Peer) -> None:
        # whoever asks faster than it reads the answers is not read either
        events = selectors.EVENT_READ if peer.link.backlog < _MOST_BACKLOG else 0
        if peer.link.pending:
            events |= selectors.EVENT_WRITE
        if selector.get_key(peer.link.socket).events != events:
            selector.modify(peer.link.socket, events, peer)

    def _say_goodbye(self, selector: selectors.BaseSelector) -> None:
        until = time.monotonic() + _FLUSH_S
        for peer in self._peers:
            peer.link.finish(1001, "the server stops")
        while any(p.link.pending for p in self._peers) and time.monotonic() < until:
            self._turn(selector, 0.05)
        for peer in self._peers:
            peer.link.close()
        with self._changed:
            self._peers.clear()
            self._changed.notify_all()
