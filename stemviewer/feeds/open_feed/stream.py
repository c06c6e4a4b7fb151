"""The order of a feed: which messages may follow which, and what they mean as events."""

from __future__ import annotations

from collections.abc import Sequence

from stemviewer.core.errors import ProtocolError
from stemviewer.feeds.base import (
    Acknowledged,
    Channel,
    Connected,
    FeedEvent,
    FeedFault,
    FramesLost,
)
from stemviewer.feeds.open_feed.assembler import FrameAssembler
from stemviewer.feeds.open_feed.blocks import parse_block
from stemviewer.feeds.open_feed.dose_messages import EXPOSURE, ChangeMessage, ExposureMessage
from stemviewer.feeds.open_feed.hashing import Hasher
from stemviewer.feeds.open_feed.messages import (
    AckMessage,
    FrameEndMessage,
    FrameStart,
    Heartbeat,
    LostMessage,
    ServerHello,
    ServerMessage,
)

_RESYNC = "The link goes on with the next frame."


class FeedStream:
    """Turns a server's messages into events; lives on over reconnections to count losses.

    A fault within a frame costs that frame only. What can't be survived is raised as
    ``ProtocolError``: the caller closes the link and calls :meth:`break_off`.
    """

    def __init__(self) -> None:
        self._channels: dict[str, Channel] = {}
        self._run: str | None = None
        self._next: int | None = None
        self._running: FrameAssembler | None = None
        self._faulted = False
        self._skipping: int | None = None
        self._link_was_down = False
        self.frames_ended = 0
        self._hasher = Hasher()

    def close(self) -> None:
        """End the thread of the digests, if there is one. Idempotent."""
        self._hasher.close()

    def greet(self, hello: ServerHello) -> list[FeedEvent]:
        """Begin a link; numbers go on only if the server is the same run as before."""
        if not hello.run or hello.run != self._run:
            self._next = None
        self._run = hello.run
        instrument = hello.instrument.core()
        self._channels = {channel.name: channel for channel in instrument.channels}
        told = EXPOSURE in hello.offers
        settings, state = hello.settings.core(), hello.state.core()
        return [Connected(instrument, settings, state, hello.run, tells_exposures=told)]

    def message(self, message: ServerMessage) -> list[FeedEvent]:
        """Return the events of one text message; raise ``ProtocolError`` if it may not come."""
        match message:
            case FrameStart():
                return self._start(message)
            case ChangeMessage():
                return self._change(message)
            case FrameEndMessage():
                return self._end(message)
            case LostMessage():
                return self._lost(message)
            case ExposureMessage():
                return [message.core()]
            case AckMessage():
                return [Acknowledged(message.core())]
            case Heartbeat():
                return []
            case _:
                raise ProtocolError(f"The feed sent {message.type!r} where it may not come.")

    def rows(self, message: bytes | bytearray) -> Sequence[FeedEvent]:
        """Return the events of one rows message; raise ``ProtocolError`` if it is none."""
        header, payload = parse_block(message)
        if self._running is None:
            if header.number == self._skipping:
                return []
            return self._fault_once(
                f"The feed sent rows of frame {header.number}, which is not running."
            )
        try:
            self._running.add(header, payload)
        except ProtocolError as error:
            return self._fault_once(error.what)
        return self._running.snapshots()

    def break_off(self, reason: str) -> list[FeedEvent]:
        """End the running frame, if any, as incomplete: the link is gone."""
        events: list[FeedEvent] = []
        if self._running is not None:
            events += self._running.abandon(reason)
            self.frames_ended += 1
        self._running, self._skipping, self._faulted = None, None, False
        self._link_was_down = True
        return events

    def _start(self, message: FrameStart) -> list[FeedEvent]:
        # all that may raise comes first: a raise must leave the running frame to break_off
        channels = [self._known(item.name, item.dtype) for item in message.channels]
        gap = self._advance(message.number, message.number)
        events = [*self._end_forgotten(), *gap]
        self._faulted, self._skipping = False, None
        try:
            self._running = FrameAssembler(
                message.number,
                channels,
                message.settings.core(),
                message.acquired_utc_ns,
                message.place.core(),
                self._hasher,
            )
        except ProtocolError as error:
            self._skipping = message.number
            self._faulted = True
            lost = FramesLost(message.number, message.number, error.what)
            return [*events, FeedFault(error), lost]
        return events

    def _change(self, message: ChangeMessage) -> list[FeedEvent]:
        if self._running is None or self._running.number != message.number:
            if message.number == self._skipping:
                return []
            return self._fault_once(
                f"The feed changed settings of frame {message.number}, which is not running."
            )
        try:
            self._running.change(message.row, message.settings.core())
        except ProtocolError as error:
            return self._fault_once(error.what)
        return []

    def _end_forgotten(self) -> list[FeedEvent]:
        """End a frame that the feed left open when it began the next one."""
        if self._running is None:
            return []
        what = f"The feed did not end frame {self._running.number} before it began the next."
        events = [*self._fault_once(what), *self._running.abandon(what)]
        self.frames_ended += 1
        self._running = None
        return events

    def _known(self, name: str, dtype: str) -> Channel:
        channel = self._channels.get(name)
        if channel is None or channel.dtype != dtype:
            raise ProtocolError(
                f"The feed began a frame of channel {name!r} as {dtype}, which its hello lacks."
            )
        return channel

    def _end(self, message: FrameEndMessage) -> list[FeedEvent]:
        if self._running is None or self._running.number != message.number:
            if message.number == self._skipping:
                self._skipping = None
                return []
            events: list[FeedEvent] = list(
                self._fault_once(f"The feed ended frame {message.number}, which is not running.")
            )
            return events
        ended = self._running.end(message.complete, message.sha256, message.reason)
        self._running = None
        self.frames_ended += 1
        faults: list[FeedEvent] = []
        if message.complete and not self._faulted:
            bad = next((item for item in ended if not item.frame.complete), None)
            if bad is not None:
                what = f"Frame {message.number}, channel {bad.frame.channel}: {bad.reason}"
                faults += self._fault_once(what)
        self._faulted = False
        return [*faults, *ended]

    def _lost(self, message: LostMessage) -> list[FeedEvent]:
        return [*self._advance(message.first, message.last), message.core()]

    def _advance(self, first: int, last: int) -> list[FeedEvent]:
        """Take note of numbers ``first`` to ``last``; return the gap before them as lost."""
        expected = self._next
        if expected is not None and first < expected:
            raise ProtocolError(
                f"The feed went back to frame {first}; frame {expected} was to come next."
            )
        self._next = last + 1
        was_down, self._link_was_down = self._link_was_down, False
        if expected is None or first == expected:
            return []
        reason = "The link was down." if was_down else "The feed skipped these numbers."
        return [FramesLost(expected, first - 1, reason)]

    def _fault_once(self, what: str) -> list[FeedEvent]:
        """Tell of a frame's first fault only: a broken frame may have thousands."""
        if self._faulted:
            return []
        self._faulted = True
        meaning = "The frame is kept as incomplete; it is never taken for a whole one."
        return [FeedFault(ProtocolError(what, meaning, _RESYNC))]
