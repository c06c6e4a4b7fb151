"""A DECTRIS detector as a feed: the stream, control beside it, virtual images as they grow."""

from __future__ import annotations

from collections.abc import Mapping

from stemviewer.core.errors import FeedError
from stemviewer.feeds.base import Control, FeedEvent, Range, ScanState
from stemviewer.feeds.dectris.address import (
    CONTROL_PORT,
    MISSING,
    PORTS,
    have_libraries,
    parse_dectris_address,
    stream_of,
)
from stemviewer.feeds.dectris.operation import Operation
from stemviewer.feeds.dectris.pull import PullLink
from stemviewer.feeds.dectris.stream import DectrisStream
from stemviewer.feeds.fourd.feed import FourDFeed
from stemviewer.feeds.fourd.options import fourd_options
from stemviewer.feeds.fourd.orders import CONTROLS
from stemviewer.feeds.loop import State
from stemviewer.feeds.open_feed.dial import Backoff

_READ_AT_ONCE = 16 * 1024**2


class DectrisFeed(FourDFeed):
    """A DECTRIS detector; see :class:`stemviewer.feeds.base.Feed`.

    The stream is read within ``receive``; requests to the detector run in a thread of their own.

    Parameters
    ----------
    address : str
        ``dectris://HOST[:PORT]?stream=2&scan=ROWSxCOLUMNS&...``; the guide lists the words.
    backoff : Backoff or None
        Waiting times between attempts.

    Raises
    ------
    SettingsError
        If the address is malformed, or the extra is not installed.
    """

    def __init__(self, address: str, *, backoff: Backoff | None = None) -> None:
        parsed = parse_dectris_address(address)
        if not have_libraries():
            raise MISSING
        version, port = stream_of(parsed), parsed.number("api", 0, 65535)
        options, host = fourd_options(parsed), parsed.host or "127.0.0.1"
        super().__init__(address, "DECTRIS", options, backoff)
        self._version, self._threshold = version, parsed.word("threshold")
        self._stream = DectrisStream(self.path, version, self._threshold)
        self._operation = Operation(
            host, CONTROL_PORT if port is None else int(port), self.path, self._waker.wake
        )
        self._pull = PullLink(host, parsed.port or PORTS[version])

    @property
    def _scan(self) -> ScanState:
        return self._operation.state

    @property
    def _controls(self) -> Mapping[Control, Range]:
        return CONTROLS if self._operation.usable else {}

    # -- the links -----------------------------------------------------------------------

    def _begin(self) -> None:
        self._pull.open()

    def _connect(self, left: float) -> None:
        if not self._pull.connected(self._waker, left):
            return
        self._operation.open()
        self._state = State.LINKED
        self._stream = DectrisStream(self.path, self._version, self._threshold)
        self._introduce()

    def _exchange(self, left: float) -> None:
        for command in self._outbox.take():
            self._answered(self._operation.command(command))
        self._answered(self._operation.turn())
        if not self._read():
            self._pull.check()
            self._pull.wait(self._waker, min(left, 0.5))
        if self._operation.settled:
            self._announce()

    def _read(self) -> bool:
        """Read what is there, up to a limit so that events get through; False if nothing was."""
        total = 0
        while total < _READ_AT_ONCE and not self._events:
            parts = self._pull.read()
            if parts is None:
                break
            total += sum(map(len, parts)) + 1
            self._take(self._stream.push(parts))
            self._operation.between_frames(self._stream.ended)
        self._heard(total > 0)
        return total > 0

    def _flush(self) -> list[FeedEvent]:
        return self._stream.flush()

    def _between_frames(self) -> None:
        self._operation.between_frames(self._stream.ended)

    def _give_up(self, reason: FeedError | None) -> list[FeedEvent]:
        return self._operation.lost()

    def _hang_up(self) -> None:
        self._operation.close()
        self._pull.close()
