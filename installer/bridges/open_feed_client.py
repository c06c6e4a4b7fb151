"""One client of a bridge: its greeting, its bounded queue, and the thread that writes."""

from __future__ import annotations

import collections
import json
import socket
import threading

from websocket_link import BINARY, CLOSE, PING, PONG, TEXT, LinkBroken, WebSocketLink, same

QUEUE_BYTES = 64 * 1024 * 1024
"""What may wait for a client; one that is further behind loses whole frames and is told so."""


class ClientOfBridge:
    """Talks to one viewer. ``bridge`` gives ``hello()`` and ``obey(command)``, both dictionaries.

    Two threads: :meth:`read` in the caller's, and a writer with a queue that never holds more
    than ``QUEUE_BYTES`` and one frame.
    """

    def __init__(self, sock, token, bridge):
        self._sock = sock
        self._token = token
        self._link = WebSocketLink(sock, token)
        self._bridge = bridge
        self._queue = collections.deque()
        self._bytes = 0
        self._ready = threading.Condition()
        self._done = False
        self._takes_frame = False
        self._lost = None
        self.greeted = False

    def read(self):
        """Serve the client until it goes; the body of a thread."""
        writer = None
        try:
            self._sock.settimeout(10.0)
            self._link.handshake()
            if self._greet():
                self._sock.settimeout(None)
                writer = threading.Thread(target=self._write, name="bridge-writer", daemon=True)
                writer.start()
                while True:
                    self._answer(*self._link.receive())
        except (LinkBroken, OSError):
            pass
        finally:
            self.close()
            if writer is not None:
                writer.join(5.0)
            self._sock.close()

    def _greet(self):
        kind, data = self._link.receive()
        while kind == PING:
            self._link.write(PONG, data)
            kind, data = self._link.receive()
        if kind != TEXT:
            return False
        hello = parsed(data)
        if hello.get("type") != "hello" or hello.get("protocol") != "stemviewer-feed":
            return self._error("protocol", "A client says hello first.")
        if 1 not in (hello.get("versions") or []):
            return self._error("version", "This bridge speaks version 1.")
        if not self._link.authorized and not same(self._token, hello.get("token")):
            return self._error("token", "The token is missing or wrong.")
        self._link.write(TEXT, encoded(self._bridge.hello()))
        self.greeted = True
        return True

    def _error(self, code, message):
        self._link.write(TEXT, encoded({"type": "error", "code": code, "message": message}))
        self._link.write(CLOSE, (1008).to_bytes(2, "big") + code.encode())
        return False

    def _answer(self, kind, data):
        if kind == PING:
            self._put(PONG, data)
        elif kind == CLOSE:
            self._put(CLOSE, data[:2])
            raise LinkBroken("closed")
        else:
            command = parsed(data)
            if command.get("type") != "command" or not isinstance(command.get("id"), int):
                self._put(
                    TEXT,
                    encoded({"type": "error", "code": "protocol", "message": "not a command"}),
                )
                self._put(CLOSE, (1008).to_bytes(2, "big"))
                raise LinkBroken("protocol")
            self._put(TEXT, encoded(self._bridge.obey(command)))

    def _put(self, kind, data):
        with self._ready:
            self._queue.append((kind, data))
            self._bytes += len(data)
            self._ready.notify()

    def begin(self, number, message):
        """Begin a frame, unless the client is too far behind to take it."""
        with self._ready:
            self._takes_frame = self.greeted and self._bytes <= QUEUE_BYTES
            if not self._takes_frame:
                if self.greeted:
                    self._lost = [*(self._lost or [number])[:1], number]
                return
        if self._lost:
            lost, self._lost = {"type": "lost", "first": self._lost[0], "last": self._lost[1]}, None
            self._put(TEXT, encoded({**lost, "reason": "The viewer is too slow for the scan."}))
        self._put(TEXT, message)

    def rows(self, message):
        """Queue a block of the running frame, if the client takes it."""
        if self._takes_frame:
            self._put(BINARY, message)

    def end(self, message):
        """Queue the end of the running frame, if the client takes it."""
        if self._takes_frame:
            self._put(TEXT, message)
        self._takes_frame = False

    def close(self, reason=None):
        """End the link once what waits is written; with a reason it is said to be the end."""
        if reason is not None and self.greeted:
            self._put(TEXT, encoded({"type": "end", "reason": reason}))
            self._put(CLOSE, (1000).to_bytes(2, "big"))
        with self._ready:
            self._done = True
            self._ready.notify()
        if reason is not None and not self.greeted:
            self._sock.close()

    def _write(self):
        try:
            while True:
                with self._ready:
                    if not self._queue and not self._done:
                        self._ready.wait(1.0)
                    if not self._queue and self._done:
                        break
                    kind, data = self._queue.popleft() if self._queue else (TEXT, HEARTBEAT)
                    self._bytes -= len(data) if data is not HEARTBEAT else 0
                self._link.write(kind, data)
            self._sock.shutdown(socket.SHUT_RDWR)  # wakes the reader
        except (LinkBroken, OSError):
            self._sock.close()


def encoded(message):
    """Return a message as UTF-8 JSON; raise ``ValueError`` on numbers that are not finite."""
    return json.dumps(message, allow_nan=False).encode()


def parsed(data):
    """Return the JSON object of a text; an empty one if it is none."""
    try:
        content = json.loads(data.decode())
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


HEARTBEAT = encoded({"type": "heartbeat"})
