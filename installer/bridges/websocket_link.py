"""A server's end of a WebSocket (RFC 6455), with the standard library only, for Python 3.7 on."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
MAX_REQUEST = 16 * 1024
MAX_TEXT = 64 * 1024
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class LinkBroken(Exception):  # noqa: N818 - an event of the link, not always an error
    """The client went away, or broke the rules of WebSocket."""


class WebSocketLink:
    """One client. ``sock`` blocks; one thread reads, and whoever writes holds a lock of its own.

    ``token`` is what the handshake's ``Authorization: Bearer`` may show; ``authorized`` says
    whether it did (the client's hello may show it as well).
    """

    def __init__(self, sock, token=None):
        self._sock = sock
        self._token = token
        self._buffer = b""
        self.authorized = not token

    def handshake(self):
        """Answer the opening handshake; raise ``LinkBroken`` if it was refused."""
        while b"\r\n\r\n" not in self._buffer:
            if len(self._buffer) > MAX_REQUEST:
                self._refuse("431 Request Header Fields Too Large")
            self._more()
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        headers = {}
        for line in head.decode("latin-1").split("\r\n")[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        if "origin" in headers:
            self._refuse("403 Forbidden")  # browsers: no web page may drive an instrument
        key = headers.get("sec-websocket-key", "")
        if headers.get("upgrade", "").lower() != "websocket" or not key:
            self._refuse("426 Upgrade Required")
        kind, _, shown = headers.get("authorization", "").partition(" ")
        if self._token and kind.lower() == "bearer":
            self.authorized = same(self._token, shown.strip())
        accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
        self._sock.sendall(
            (
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
            ).encode()
        )

    def _refuse(self, status):
        self._sock.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
        raise LinkBroken(status)

    def receive(self):
        """Return ``(kind, data)`` of the next text, close or ping; raise ``LinkBroken``."""
        parts, kind = [], None
        while True:
            code, final, data = self._frame()
            if code in (CLOSE, PING):
                return code, data
            if code == PONG:
                continue
            if code == BINARY or (code == TEXT) == (kind is not None):
                raise LinkBroken("a message that a client must not send")
            kind = TEXT
            parts.append(data)
            if sum(map(len, parts)) > MAX_TEXT:
                raise LinkBroken("a text of more than 65536 bytes")
            if final:
                return TEXT, b"".join(parts)

    def _frame(self):
        first, second = self._take(2)
        length = second & 0x7F
        if first & 0x70 or not second & 0x80:
            raise LinkBroken("a frame with extensions or without a mask")
        if length == 126:
            length = struct.unpack("!H", self._take(2))[0]
        elif length == 127:
            length = struct.unpack("!Q", self._take(8))[0]
        if length > MAX_TEXT:
            raise LinkBroken("a frame of more than 65536 bytes")
        mask = self._take(4)
        data = self._take(length)
        pattern = (mask * (length // 4 + 1))[:length]
        clear = int.from_bytes(data, "big") ^ int.from_bytes(pattern, "big")
        return first & 0x0F, bool(first & 0x80), clear.to_bytes(length, "big")

    def _take(self, count):
        while len(self._buffer) < count:
            self._more()
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    def _more(self):
        try:
            data = self._sock.recv(65536)
        except OSError as error:
            raise LinkBroken(str(error)) from error
        if not data:
            raise LinkBroken("the client went away")
        self._buffer += data

    def write(self, kind, data):
        """Send a message of one frame; raise ``LinkBroken`` if the client is gone."""
        size = len(data)
        if size < 126:
            head = struct.pack("!BB", 0x80 | kind, size)
        elif size < 65536:
            head = struct.pack("!BBH", 0x80 | kind, 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | kind, 127, size)
        try:
            self._sock.sendall(head + data)
        except OSError as error:
            raise LinkBroken(str(error)) from error


def same(expected, shown):
    """Return whether two tokens are equal, in time that does not tell where they differ."""
    return hmac.compare_digest(expected.encode(), str(shown or "").encode())
