"""Being found on a network: a server answers those who ask, and says nothing of itself unasked.

A question is one UDP datagram to everybody on the network segment; an answer is never longer
than the question, so that nobody can have floods sent to others in their name. Neither is
secret, and neither admits anybody: frames need the token all the same.
"""

from __future__ import annotations

import json
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stemviewer.core.errors import FeedError
from stemviewer.core.worker import Worker
from stemviewer.feeds.open_feed.access import is_loopback
from stemviewer.feeds.open_feed.limits import MAX_NAME

BEACON_PORT = 8699
"""UDP port that questions are sent to."""

QUESTION_BYTES = 512
ANSWERS_S = 1.5
"""How long answers are waited for [s]."""

MOST_ANSWERS = 64
EVERYBODY = ("127.0.0.1", "255.255.255.255")
"""This computer, and all on its network segment."""

_MAGIC = "stemviewer-feed?"
_POLL_S = 0.25


@dataclass(frozen=True, slots=True)
class FoundServer:
    """Who answered: address, name, and whether it will ask for a token."""

    address: str
    name: str
    token: bool


class Beacon:
    """Answers questions for a server; use it as a context manager.

    Parameters
    ----------
    host : str
        Where the server listens: on loopback only this computer can find it.
    port : int
        Of the server.
    name : str
        As shown to who asks.
    token : bool
        Whether the server asks for one.
    beacon_port : int
        0 takes a free one, for tests.

    Raises
    ------
    FeedError
        If the port is taken by another program.
    """

    def __init__(
        self, host: str, port: int, name: str, *, token: bool, beacon_port: int = BEACON_PORT
    ) -> None:
        self._said = {"port": port, "name": _plain(name), "token": token}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        # several servers of one computer answer side by side
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.settimeout(_POLL_S)
        where = "127.0.0.1" if is_loopback(host) else ""
        try:
            self._socket.bind((where, beacon_port))
        except OSError as error:
            self._socket.close()
            raise FeedError(
                f"UDP port {beacon_port} cannot be listened at ({error.strerror or error}).",
                "The server cannot be found by looking around; nothing is served.",
                "Free the port, or leave --discoverable out and tell the address.",
            ) from error
        self._closed = False
        self._worker = Worker("feed-beacon", self._run)

    @property
    def port(self) -> int:
        """Where questions are heard."""
        return int(self._socket.getsockname()[1])

    def __enter__(self) -> Beacon:
        self._worker.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._closed = True
        self._worker.join(10 * _POLL_S)
        self._socket.close()

    def _run(self) -> None:
        while not self._closed:
            try:
                question, sender = self._socket.recvfrom(QUESTION_BYTES + 1)
                answer = self._answer(question)
                if answer:
                    self._socket.sendto(answer, sender)
            except OSError:
                continue  # silence, or who asked has gone: neither is ours to mend

    def _answer(self, question: bytes) -> bytes:
        nonce = _nonce(question)
        if not nonce:
            return b""
        answer = json.dumps({"answer": _MAGIC, "nonce": nonce, **self._said}).encode()
        return answer if len(answer) <= len(question) else b""


def _nonce(question: bytes) -> str:
    """Return what identifies a question; empty of anything that is none."""
    if len(question) != QUESTION_BYTES:
        return ""
    asked = _parsed(question.rstrip(b"\0"))
    nonce = asked.get("nonce")
    good = asked.get("ask") == _MAGIC and isinstance(nonce, str) and len(nonce) <= 32
    return str(nonce) if good else ""


def _parsed(data: bytes) -> dict[str, object]:
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _plain(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[:MAX_NAME]


def ask_around(
    targets: Sequence[str] = EVERYBODY,
    beacon_port: int = BEACON_PORT,
    seconds: float = ANSWERS_S,
    stopped: Callable[[], bool] = lambda: False,
) -> list[FoundServer]:
    """Ask once who serves an open feed, and return who answers in time.

    Nothing listens on this computer before or after; a target that cannot be reached is passed.
    """
    nonce = secrets.token_hex(8)
    question = json.dumps({"ask": _MAGIC, "nonce": nonce}).encode().ljust(QUESTION_BYTES, b"\0")
    found: dict[str, FoundServer] = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        asking.settimeout(_POLL_S)
        for target in targets:
            try:
                asking.sendto(question, (target, beacon_port))
            except OSError:
                continue  # no such network here
        until = time.monotonic() + seconds
        while time.monotonic() < until and len(found) < MOST_ANSWERS and not stopped():
            try:
                data, sender = asking.recvfrom(QUESTION_BYTES + 1)
            except OSError:
                continue
            server = _server(data, sender[0], nonce)
            if server is not None:
                found[server.address] = server
    return list(found.values())


def _server(data: bytes, host: str, nonce: str) -> FoundServer | None:
    """Return what an answer says; ``None`` of one that is malformed or of another question."""
    said = _parsed(data)
    port, name = said.get("port"), said.get("name")
    if said.get("answer") != _MAGIC or said.get("nonce") != nonce:
        return None
    if not isinstance(port, int) or not 0 < port < 65536 or not isinstance(name, str):
        return None
    return FoundServer(f"ws://{host}:{port}", _plain(name), said.get("token") is True)
