"""The SIMPLON interface for control: HTTP requests in a thread of their own.

A request to arm or to trigger is answered only when the detector has done it, seconds later.
Facts from DECTRIS' SIMPLON manual: ``/detector/api/VERSION/config|command/NAME``, values as
``{"value": ...}``.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import queue
import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from stemviewer.core.errors import FeedError

ANSWER_S = 30.0
"""Longest time for an answer [s]; arming moves high voltage and thresholds."""

CONNECT_S = 3.0
"""Longest time for a connection [s]."""

_USUAL_VERSION = "1.8.0"
_MOST_ANSWER = 1024**2


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of requests: ``value`` of the last, or why one of them failed.

    ``owner`` is the id of the command they were for; ``None`` for what this program asked.
    """

    name: str
    value: object = None
    refusal: str = ""
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """``GET`` or ``PUT`` of a name such as ``config/count_time`` or ``command/arm``."""

    method: str
    name: str
    value: float | None = None


class Simplon:
    """Carries out requests one after the other; answers wait until they are taken.

    Parameters
    ----------
    host : str
        Of the detector's control unit.
    port : int
        Of its HTTP server.
    wake : callable
        Called, by the thread, when there is an answer.
    """

    def __init__(self, host: str, port: int, wake: Callable[[], None]) -> None:
        self._host, self._port, self._wake = host, port, wake
        self._asked: queue.Queue[tuple[list[Request], int | None] | None] = queue.Queue()
        self._answers: deque[Answer] = deque()
        self._version = ""
        self._ended = threading.Event()
        self._connection: http.client.HTTPConnection | None = None
        self._thread = threading.Thread(target=self._run, name="simplon", daemon=True)
        self._thread.start()

    def ask(self, requests: list[Request], owner: int | None = None) -> None:
        """Queue requests that belong together; the first that fails ends them."""
        self._asked.put((requests, owner))

    def answers(self) -> list[Answer]:
        """Return the answers that came."""
        found = []
        while self._answers:
            found.append(self._answers.popleft())
        return found

    def close(self) -> None:
        """End; an answer that is awaited is not. Idempotent."""
        self._ended.set()
        self._asked.put(None)
        connection = self._connection
        if connection is not None and connection.sock is not None:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(ANSWER_S)

    def _run(self) -> None:
        while not self._ended.is_set():
            asked = self._asked.get()
            if asked is None:
                return
            requests, owner = asked
            name, value, refusal = "", None, ""
            try:
                for request in requests:
                    name = request.name
                    value = self._do(request)
            except FeedError as error:
                refusal = error.what
            self._answers.append(Answer(name, value, refusal, owner))
            self._wake()

    def _do(self, request: Request) -> object:
        if not self._version:
            found = self._exchange("GET", "/detector/api/version/", None)
            self._version = found if isinstance(found, str) else _USUAL_VERSION
        path = f"/detector/api/{self._version}/{request.name}"
        body = None if request.value is None else json.dumps({"value": request.value})
        return self._exchange(request.method, path, body)

    def _exchange(self, method: str, path: str, body: str | None) -> object:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        connection = http.client.HTTPConnection(self._host, self._port)
        try:
            connection.sock = socket.create_connection((self._host, self._port), CONNECT_S)
            connection.sock.settimeout(ANSWER_S)
            self._connection = connection
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            content = response.read(_MOST_ANSWER)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FeedError(f"The DECTRIS did not answer ({str(error)[:80]}).") from error
        finally:
            self._connection = None
            connection.close()
        if response.status >= 300:
            said = content.decode("utf-8", "replace")[:120].strip()
            raise FeedError(f"The DECTRIS refused ({response.status}): {said}")
        try:
            found = json.loads(content) if content else None
        except (ValueError, RecursionError):
            return None
        return found.get("value") if isinstance(found, dict) else found
