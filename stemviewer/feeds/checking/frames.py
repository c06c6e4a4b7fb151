"""The rules of frames, judged message by message, apart from the viewer's own receiver."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field

from stemviewer.core.errors import ProtocolError
from stemviewer.feeds.checking.findings import Findings
from stemviewer.feeds.open_feed.blocks import BlockHeader, parse_block
from stemviewer.feeds.open_feed.dose_messages import ChangeMessage, ExposureMessage
from stemviewer.feeds.open_feed.limits import BLOCK_TARGET_BYTES
from stemviewer.feeds.open_feed.messages import (
    AckMessage,
    EndMessage,
    ErrorMessage,
    FrameEndMessage,
    FrameStart,
    Heartbeat,
    LostMessage,
    ServerHello,
    ServerMessage,
    parse_server,
)

SLOW_FRAME_S = 0.5
"""A frame that takes longer is expected in several blocks a channel [s]."""

SILENCE_SLACK_S = 0.5
"""What network and a busy machine may add to two seconds of silence [s]."""


@dataclass(slots=True)
class _Part:
    """A channel of the running frame."""

    name: str
    rows: int = 0
    blocks: int = 0
    wrong: bool = False
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)


@dataclass(slots=True)
class _Running:
    """The frame that is being received."""

    start: FrameStart
    parts: list[_Part]
    began: float


@dataclass(slots=True)
class Judge:
    """Judges what one connection receives after the server's hello.

    Parameters
    ----------
    hello : ServerHello
        As it came.
    findings : Findings
        What is found goes there.
    accepts : bool
        Whether this client accepts ``exposure`` and ``change``.
    """

    hello: ServerHello
    findings: Findings
    accepts: bool = True
    whole: int = 0
    incomplete: int = 0
    lost: int = 0
    longest_silence: float = 0.0
    ended: bool = False
    last: FrameStart | None = None
    acknowledged: list[AckMessage] = field(default_factory=list)
    _next: int | None = None
    _running: _Running | None = None
    _heard: float = field(default_factory=time.monotonic)

    @property
    def running(self) -> bool:
        """Whether a frame is being received."""
        return self._running is not None

    def quiet(self) -> None:
        """Look at the clock; to be called when nothing came for a while."""
        silence = time.monotonic() - self._heard
        self.longest_silence = max(self.longest_silence, silence)
        wrong = f"nothing came for {silence:.1f} s"
        self.findings.judge("silence", silence <= 2.0 + SILENCE_SLACK_S, wrong)

    def take(self, message: str | bytes) -> None:
        """Judge one message."""
        self.quiet()
        self._heard = time.monotonic()
        if isinstance(message, bytes):
            self._block(message)
            return
        try:
            parsed = parse_server(message.encode())
        except ProtocolError as error:
            self.findings.broken("messages", error.what)
            return
        self.findings.kept("messages")
        self._text(parsed)

    def _text(self, message: ServerMessage) -> None:
        match message:
            case FrameStart():
                self._start(message)
            case FrameEndMessage():
                self._end(message)
            case LostMessage():
                self._lost(message)
            case ChangeMessage() | ExposureMessage():
                wrong = f"it sent {message.type!r}, which this client does not accept"
                self.findings.judge("accepts", self.accepts, wrong)
            case AckMessage():
                self.acknowledged.append(message)
            case EndMessage() | ErrorMessage():
                self.ended = True
            case Heartbeat():
                pass
            case _:
                self.findings.broken("messages", f"{message.type!r} may not come here")

    def _start(self, message: FrameStart) -> None:
        if self._running is not None:
            number = self._running.start.number
            self.findings.broken("overlap", f"frame {number} was not ended before the next")
        known = {channel.name: channel.dtype for channel in self.hello.instrument.channels}
        strange = [c.name for c in message.channels if known.get(c.name) != c.dtype]
        wrong = f"{', '.join(strange)} is not in the hello like this"
        self.findings.judge("channels", not strange, wrong)
        self._number(message.number, message.number)
        parts = [_Part(channel.name) for channel in message.channels]
        self._running = _Running(message, parts, time.monotonic())
        self.last = message
        self._stated(message)

    def _stated(self, message: FrameStart) -> None:
        names = ("dwell", "beam_current", "pixel_size")
        unknown = [name for name in names if getattr(message.settings, name).value is None]
        self.findings.judge("stated", not unknown, f"unknown: {', '.join(unknown)}")

    def _number(self, first: int, last: int) -> None:
        if self._next is not None:
            wrong = f"{first} came where {self._next} was to come"
            self.findings.judge("numbers", first == self._next, wrong)
        self._next = last + 1

    def _lost(self, message: LostMessage) -> None:
        self.lost += message.last - message.first + 1
        if self._running is not None:
            self.findings.broken("numbers", "'lost' came within a frame")
        self._number(message.first, message.last)

    def _block(self, message: bytes) -> None:
        try:
            header, payload = parse_block(message)
        except ProtocolError as error:
            self.findings.broken("blocks", error.what)
            return
        self.findings.kept("blocks")
        if len(payload) > BLOCK_TARGET_BYTES and header.rows > 1:
            self.findings.broken("prompt", f"a block has {len(payload) / 2**20:.1f} MiB")
        running = self._running
        if running is None:
            where = "overlap" if self.last is not None else "begin"
            self.findings.broken(where, f"rows of frame {header.number} came, which had no start")
            return
        wrong = self._misplaced(running, header)
        if wrong:
            self.findings.broken("rows", wrong)
            for part in running.parts:
                part.wrong = True
            return
        part = running.parts[header.channel]
        part.rows += header.rows
        part.blocks += 1
        part.digest.update(payload)

    def _misplaced(self, running: _Running, header: BlockHeader) -> str:
        """Return why a block has no place in the running frame; empty if it has."""
        start = running.start
        if header.number != start.number:
            return f"rows of frame {header.number} came within frame {start.number}"
        if header.channel >= len(running.parts):
            return f"channel {header.channel} of {len(running.parts)} came"
        part, channel = running.parts[header.channel], start.channels[header.channel]
        if header.dtype != channel.dtype:
            return f"{header.dtype} came for {part.name}, announced as {channel.dtype}"
        if header.columns != start.settings.columns:
            return f"{header.columns} columns came, {start.settings.columns} were announced"
        if header.first_row != part.rows:
            return f"{part.name}: row {header.first_row} came, {part.rows} was to come"
        if header.first_row + header.rows > start.settings.rows:
            return f"{part.name}: more rows than the {start.settings.rows} announced"
        return ""

    def _end(self, message: FrameEndMessage) -> None:
        running, self._running = self._running, None
        if running is None or running.start.number != message.number:
            self.findings.broken("overlap", f"frame {message.number} ended without a beginning")
            return
        for rule in ("begin", "overlap"):
            self.findings.kept(rule)
        if not message.complete:
            self.incomplete += 1
            return
        if any(part.wrong for part in running.parts):
            return
        self.findings.kept("rows")
        self.whole += 1
        for part in running.parts:
            short = running.start.settings.rows - part.rows
            self.findings.judge("whole", not short, f"{part.name} lacks {short} rows")
            right = message.sha256.get(part.name) == part.digest.hexdigest()
            self.findings.judge("whole", right, f"the SHA-256 of {part.name} is not of its pixels")
        dwell = running.start.settings.dwell.value
        pixels = running.start.settings.rows * running.start.settings.columns
        # what the scan takes, where it is stated: a busy network alone makes no slow scan
        took = time.monotonic() - running.began if dwell is None else dwell * pixels
        few = took > SLOW_FRAME_S and any(part.blocks < 2 for part in running.parts)
        self.findings.judge("prompt", not few, f"a frame of {took:.1f} s came in one block")
