"""Opening a link from the client's side, without ever blocking; and how long to wait between."""

from __future__ import annotations

import random
import socket
from dataclasses import dataclass, field

from websockets.client import ClientProtocol
from websockets.exceptions import InvalidURI
from websockets.uri import WebSocketURI, parse_uri

from stemviewer.core.errors import FeedError
from stemviewer.feeds.open_feed.blocks import HEADER_BYTES
from stemviewer.feeds.open_feed.limits import MAX_BLOCK_BYTES, MAX_TEXT_BYTES
from stemviewer.feeds.open_feed.link import Link
from stemviewer.feeds.tcp import begin_tcp, connect_failure, no_answer

_MAX_MESSAGE = max(MAX_BLOCK_BYTES + HEADER_BYTES, MAX_TEXT_BYTES)


def parse_address(address: str) -> WebSocketURI:
    """Take ``ws://host:port`` apart.

    Raises
    ------
    FeedError
        If it is not such an address.
    """
    try:
        uri = parse_uri(address)
    except (InvalidURI, ValueError) as error:
        raise FeedError(
            f"{address!r} is not the address of an open feed.",
            "Nothing is connected.",
            "It looks like ws://127.0.0.1:8765.",
        ) from error
    if uri.secure:
        raise FeedError(
            "Encrypted feeds (wss://) are not supported.",
            "Nothing is connected.",
            "Reach the instrument through an SSH tunnel and use ws://127.0.0.1 with its port.",
        )
    return uri


def begin_connect(uri: WebSocketURI) -> socket.socket:
    """Begin a TCP connection; the socket turns writable when it stands or failed.

    Raises
    ------
    FeedError
        If the host is not known or refuses at once.
    """
    return begin_tcp(uri.host, uri.port)


def finish_connect(uri: WebSocketURI, sock: socket.socket, token: str | None) -> Link:
    """Turn a TCP connection that became writable into a link and queue its handshake.

    Raises
    ------
    FeedError
        If the connection failed.
    """
    failure = connect_failure(sock)
    if failure:
        sock.close()
        raise unreachable(uri, failure)
    protocol = ClientProtocol(uri, max_size=_MAX_MESSAGE)
    link = Link(sock, protocol)
    request = protocol.connect()
    if token:
        request.headers["Authorization"] = f"Bearer {token}"
    link.send_request(request)
    return link


def unreachable(uri: WebSocketURI, why: str) -> FeedError:
    """Return the error of a feed that does not answer."""
    return no_answer(uri.host, uri.port, why)


@dataclass(slots=True)
class Backoff:
    """Waiting times between attempts: doubling, bounded, with jitter so that clients spread.

    Parameters
    ----------
    first, most : float
        Shortest and longest waiting time before jitter [s].
    """

    first: float = 0.25
    most: float = 10.0
    _next: float = 0.0
    _random: random.Random = field(default_factory=random.Random)

    def reset(self) -> None:
        """Start from the shortest time again: the link proved good."""
        self._next = 0.0

    def wait(self) -> float:
        """Return the next waiting time [s]: half of it fixed, half of it by chance."""
        base = min(max(self._next, self.first), self.most)
        self._next = 2 * base
        return base * (0.5 + 0.5 * self._random.random())
