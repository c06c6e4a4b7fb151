"""A non-blocking socket with the WebSocket protocol on it; the same for both ends."""

from __future__ import annotations

import socket
from collections import deque
from dataclasses import dataclass

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol

from stemviewer.core.errors import FeedError

_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """A whole WebSocket message."""

    text: bool
    data: bytes | bytearray


Received = Message | Request | Response


class Link:
    """Reads and writes only when asked to, so that what is not read waits at the sender.

    Parameters
    ----------
    sock : socket
        Connected; the link owns it from now on.
    protocol : ClientProtocol or ServerProtocol
        Without extensions: compressing counts costs more CPU than it saves.
    """

    def __init__(self, sock: socket.socket, protocol: ClientProtocol | ServerProtocol) -> None:
        sock.setblocking(False)
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.socket = sock
        self._protocol = protocol
        self._out: deque[memoryview] = deque()
        self._parts: list[bytes | bytearray] = []
        self._parts_text = False
        self.eof = False

    @property
    def pending(self) -> bool:
        """Whether something waits to be written."""
        return bool(self._out)

    @property
    def backlog(self) -> int:
        """Number of pieces that wait to be written."""
        return len(self._out)

    @property
    def open(self) -> bool:
        """Whether messages may be sent."""
        return not self.eof and self._protocol.state is State.OPEN

    @property
    def problem(self) -> str:
        """How the other end violated WebSocket, an oversize message included; else empty."""
        problem = self._protocol.parser_exc or self._protocol.handshake_exc
        return "" if problem is None or isinstance(problem, EOFError) else str(problem)

    def read(self) -> list[Received] | None:
        """Read at most one chunk without waiting; ``None`` if nothing is there.

        The list is empty while a message is not whole.

        Raises
        ------
        FeedError
            If the connection broke.
        """
        try:
            data = self.socket.recv(_CHUNK)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError as error:
            self.eof = True
            raise FeedError(f"The connection broke ({error.strerror or error}).") from error
        if data:
            self._protocol.receive_data(data)
        else:
            self.eof = True
            self._protocol.receive_eof()
        self._collect()
        return [m for event in self._protocol.events_received() for m in self._received(event)]

    def _received(self, event: Request | Response | Frame) -> list[Received]:
        if not isinstance(event, Frame):
            return [event]
        if event.opcode in (Opcode.TEXT, Opcode.BINARY):
            self._parts_text = event.opcode is Opcode.TEXT
        elif event.opcode is not Opcode.CONT:
            return []  # ping, pong and close are answered by the protocol
        if event.fin and not self._parts:
            return [Message(self._parts_text, bytes_of(event.data))]
        if event.data:
            self._parts.append(bytes_of(event.data))
        if not event.fin:
            return []
        whole, self._parts = b"".join(self._parts), []
        return [Message(self._parts_text, whole)]

    def send_text(self, data: bytes) -> None:
        """Queue a text message."""
        self._protocol.send_text(data)
        self._collect()

    def send_binary(self, data: bytes) -> None:
        """Queue a binary message."""
        self._protocol.send_binary(data)
        self._collect()

    def send_request(self, request: Request) -> None:
        """Queue the client's opening handshake."""
        if isinstance(self._protocol, ClientProtocol):
            self._protocol.send_request(request)
            self._collect()

    def accept(self, request: Request) -> bool:
        """Queue the server's answer to an opening handshake; return whether it was accepted."""
        if not isinstance(self._protocol, ServerProtocol):
            return False
        self._protocol.send_response(self._protocol.accept(request))
        self._collect()
        return self._protocol.state is State.OPEN

    def finish(self, code: int, reason: str = "") -> None:
        """Queue a closing handshake, if the link is still open."""
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(code, reason.encode()[:120].decode(errors="ignore"))
            self._collect()

    def write(self) -> int:
        """Write what the socket takes now; return the number of bytes.

        Raises
        ------
        FeedError
            If the connection broke.
        """
        written = 0
        while self._out:
            part = self._out[0]
            try:
                if len(part) == 0:
                    self.socket.shutdown(socket.SHUT_WR)
                    count = 0
                else:
                    count = self.socket.send(part)
            except (BlockingIOError, InterruptedError):
                return written
            except OSError as error:
                self._out.clear()
                self.eof = True
                raise FeedError(f"The connection broke ({error.strerror or error}).") from error
            written += count
            if count == len(part):
                self._out.popleft()
            else:
                self._out[0] = part[count:]
        return written

    def _collect(self) -> None:
        self._out.extend(memoryview(data) for data in self._protocol.data_to_send())

    def close(self) -> None:
        """Close the socket at once. Idempotent."""
        self.eof = True
        self._out.clear()
        self.socket.close()


def bytes_of(data: bytes | bytearray | memoryview) -> bytes | bytearray:
    """Return the data as bytes; copies only a memory view."""
    return bytes(data) if isinstance(data, memoryview) else data
