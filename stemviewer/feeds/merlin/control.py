"""The Merlin's control link: questions and orders in text, one at a time, each answered.

``MPX,<length>,GET,NAME,0`` is answered by ``MPX,<length>,GET,NAME,VALUE,CODE``; ``SET`` and
``CMD`` by ``MPX,<length>,SET,NAME,CODE``. Codes: 0 done, 1 busy, 2 not known, 3 out of range.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from stemviewer.core.errors import ProtocolError

CONTROL_PORT, DATA_PORT = 6341, 6342
"""Where Merlin's software listens unless told otherwise."""

MAX_REPLY_BYTES = 64 * 1024
"""Answers are one line; more than this is none."""

REASONS = {
    1: "The Merlin is busy.",
    2: "The Merlin does not know this command.",
    3: "The value is out of the Merlin's range.",
}

_PREFIX = re.compile(rb"MPX,(\d{10}),")
# some servers count the comma before the content and some do not: the code ends an answer
_REPLY = re.compile(r"(GET|SET|CMD),([^,]*)(?:,(.*))?,(\d{1,2})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; ``value`` is empty except for ``GET``.

    ``owner`` is the id of the command it answers; ``None`` for what this program asked itself.
    """

    kind: str
    name: str
    value: str
    code: int
    owner: int | None = None

    @property
    def refusal(self) -> str:
        """Why it was refused; empty when it was done."""
        return "" if not self.code else REASONS.get(self.code, f"The Merlin said {self.code}.")

    @property
    def number(self) -> float | None:
        """The value as a number, if it is one."""
        try:
            value = float(self.value)
        except ValueError:
            return None
        return value if self.code == 0 and abs(value) < 1e12 else None


def request(kind: str, name: str, value: str = "0") -> bytes:
    """Return a request as it goes on the wire."""
    content = f",{kind},{name}" if kind == "CMD" else f",{kind},{name},{value}"
    if kind == "CMD":
        content += ",0"
    return f"MPX,{len(content):010d}{content}".encode("ascii")


class ControlTalk:
    """Keeps one request in flight, since answers carry no number. Without a socket."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[bytes, int | None]] = deque()
        self._buffer = bytearray()
        self._owner: int | None = None
        self._in_flight = False

    def ask(self, kind: str, name: str, value: str = "0", owner: int | None = None) -> None:
        """Queue a request, on behalf of the command of that id."""
        self._waiting.append((request(kind, name, value), owner))

    @property
    def idle(self) -> bool:
        """Whether everything was answered."""
        return not self._in_flight and not self._waiting

    def next_request(self) -> bytes:
        """Return what may be sent now; empty while an answer is due."""
        if self._in_flight or not self._waiting:
            return b""
        self._in_flight = True
        content, self._owner = self._waiting.popleft()
        return content

    def received(self, data: bytes) -> list[Reply]:
        """Take bytes and return the answers they complete.

        Raises
        ------
        ProtocolError
            If they are no answer.
        """
        self._buffer += data
        replies = []
        while (reply := self._one()) is not None:
            self._in_flight = False
            replies.append(reply)
        return replies

    def _one(self) -> Reply | None:
        prefix = _PREFIX.match(self._buffer)
        if prefix is None:
            if len(self._buffer) < 15 and b"MPX,".startswith(bytes(self._buffer[:4])):
                return None
            raise ProtocolError("The Merlin's control port gave an answer that is none.")
        length = int(prefix[1])
        if not 1 <= length <= MAX_REPLY_BYTES:
            raise ProtocolError("The Merlin's control port announced an endless answer.")
        for end in (15 + length - 1, 15 + length):
            content = bytes(self._buffer[15:end])
            found = _REPLY.fullmatch(content.decode("latin-1"))
            if len(self._buffer) >= end and found is not None:
                del self._buffer[:end]
                return Reply(found[1], found[2], found[3] or "", int(found[4]), self._owner)
        if len(self._buffer) >= 15 + length:
            raise ProtocolError("The Merlin's control port gave an answer that is none.")
        return None
