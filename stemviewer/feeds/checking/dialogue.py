"""One connection to a server under test, with a library of its own rather than our client."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import ClientConnection, connect

from stemviewer.core.errors import FeedError
from stemviewer.feeds.open_feed.blocks import HEADER_BYTES
from stemviewer.feeds.open_feed.limits import MAX_BLOCK_BYTES, PROTOCOL

ANSWER_S = 5.0
"""How long a handshake or an answer may take [s]."""

HELLO: Mapping[str, object] = {
    "type": "hello",
    "protocol": PROTOCOL,
    "versions": [1],
    "client": "stemviewer feed-check",
    "token": None,
    "accepts": ["exposure", "change"],
}
"""A client's greeting; tests change members of it."""


class Dialogue:
    """A WebSocket connection that keeps the time of what it receives.

    Parameters
    ----------
    address : str
        ``ws://host:port``.
    token : str or None
        Shown in the handshake.
    origin : str or None
        As a browser would send it.

    Raises
    ------
    FeedError
        If there is no connection, or the handshake was refused.
    """

    def __init__(self, address: str, token: str | None = None, origin: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else None
        try:
            # entered at once: the library wants to see its connection used in a with statement
            self._link: ClientConnection = connect(
                address,
                origin=origin,  # type: ignore[arg-type]  # a NewType of str
                additional_headers=headers,
                compression=None,
                proxy=None,
                open_timeout=ANSWER_S,
                ping_interval=None,
                close_timeout=2.0,
                max_size=MAX_BLOCK_BYTES + HEADER_BYTES,
            ).__enter__()
        except (OSError, InvalidHandshake) as error:
            raise FeedError(
                f"{address} did not take the connection ({error}).",
                "Nothing was checked on it.",
                "Check that the server runs, the address and the token.",
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._link.close()

    def say(self, message: Mapping[str, object]) -> None:
        """Send a message; a link that is gone shows when receiving."""
        self.say_text(json.dumps(message))

    def say_text(self, text: str) -> None:
        """Send any text."""
        try:
            self._link.send(text)
        except ConnectionClosed:
            return

    def hear(self, seconds: float) -> str | bytes | None:
        """Return the next message; ``None`` after so long without one.

        Raises
        ------
        EOFError
            If the server closed the link; its argument is the code of the closure.
        """
        try:
            return self._link.recv(timeout=seconds)
        except TimeoutError:
            return None
        except ConnectionClosed as error:
            raise EOFError(error.rcvd.code if error.rcvd else 1006) from error

    def ping(self) -> bool:
        """Return whether a ping is answered in time; what comes meanwhile is kept."""
        try:
            answered = self._link.ping()
        except ConnectionClosed:
            return False
        return answered.wait(ANSWER_S)

    def vanish(self) -> None:
        """Break the connection without a closing handshake."""
        self._link.socket.close()

    def first_text(self) -> dict[str, object] | None:
        """Return the first text message as JSON; ``None`` if none came in time.

        Raises
        ------
        EOFError
            If the server closed the link first.
        """
        until = time.monotonic() + ANSWER_S
        while (left := until - time.monotonic()) > 0:
            message = self.hear(left)
            if isinstance(message, str):
                return as_object(message)
        return None

    def closure(self) -> int | None:
        """Return the code the server closes with, passing over what it says before."""
        until = time.monotonic() + ANSWER_S
        try:
            while (left := until - time.monotonic()) > 0:
                self.hear(left)
        except EOFError as end:
            return int(end.args[0])
        return None


def as_object(text: str) -> dict[str, object]:
    """Return the JSON object of a text; an empty one if it is none."""
    try:
        content = json.loads(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
