"""The Merlin as a feed: two links, reconnected together, and virtual images as they grow."""

from __future__ import annotations

import selectors
from collections.abc import Mapping

from stemviewer.core.errors import FeedError
from stemviewer.feeds.base import Control, FeedEvent, Range, ScanState
from stemviewer.feeds.fourd.feed import FourDFeed
from stemviewer.feeds.fourd.options import fourd_options
from stemviewer.feeds.fourd.orders import CONTROLS
from stemviewer.feeds.loop import State
from stemviewer.feeds.merlin.address import parse_merlin_address
from stemviewer.feeds.merlin.control import CONTROL_PORT, DATA_PORT
from stemviewer.feeds.merlin.controlling import ControlLink
from stemviewer.feeds.merlin.data_link import DataLink
from stemviewer.feeds.merlin.stream import MerlinStream
from stemviewer.feeds.open_feed.dial import Backoff

_READ_AT_ONCE = 16 * 1024**2


class MerlinFeed(FourDFeed):
    """A Quantum Detectors Merlin; see :class:`stemviewer.feeds.base.Feed`.

    All input and output happens within ``receive``.

    Parameters
    ----------
    address : str
        ``merlin://HOST[:DATA_PORT]?scan=ROWSxCOLUMNS&...``; the guide lists the words.
    backoff : Backoff or None
        Waiting times between attempts.

    Raises
    ------
    SettingsError
        If the address is malformed.
    """

    def __init__(self, address: str, *, backoff: Backoff | None = None) -> None:
        parsed = parse_merlin_address(address)
        options, port = fourd_options(parsed), parsed.number("control", 0, 65535)
        super().__init__(address, "Merlin", options, backoff)
        host = parsed.host or "127.0.0.1"
        self._stream = MerlinStream(self.path)
        self._control = ControlLink(
            host,
            CONTROL_PORT if port is None else int(port),
            self.path,
            soft_trigger=parsed.word("trigger") == "soft",
        )
        self._data = DataLink(host, parsed.port or DATA_PORT)

    @property
    def _scan(self) -> ScanState:
        return self._control.state

    @property
    def _controls(self) -> Mapping[Control, Range]:
        return CONTROLS if self._control.usable else {}

    # -- the links -----------------------------------------------------------------------

    def _begin(self) -> None:
        self._data.open()

    def _connect(self, left: float) -> None:
        if not self._data.connected(self._waker, left):
            return
        self._events.extend(self._control.open())
        self._state = State.LINKED
        self._stream = MerlinStream(self.path)
        self._introduce()

    def _exchange(self, left: float) -> None:
        for command in self._outbox.take():
            self._answered(self._control.command(command))
        self._answered(self._control.exchange())
        if self._control.knows_period:
            self._stream.stated_period()
        if not self._read():
            self._wait(min(left, 0.5))
        if self._control.settled:
            self._announce()

    def _read(self) -> bool:
        """Read what is there, up to a limit so that events get through; False if nothing was."""
        total = 0
        while total < _READ_AT_ONCE and not self._events:
            count = self._data.read_into(self._stream.target)
            if not count:
                break
            total += count
            self._take(self._stream.received(count))
        self._heard(total > 0)
        return total > 0

    def _flush(self) -> list[FeedEvent]:
        return self._stream.flush()

    def _between_frames(self) -> None:
        self._control.between_frames()

    def _wait(self, seconds: float) -> None:
        """Wait for bytes of either link, an order, or the next look at the clock."""
        with selectors.DefaultSelector() as selector:
            self._data.register(selector)
            selector.register(self._waker.fileno(), selectors.EVENT_READ)
            self._control.register(selector)
            ready = selector.select(max(0.0, seconds))
        if any(key.fd == self._waker.fileno() for key, _ in ready):
            self._waker.clear()

    def _give_up(self, reason: FeedError | None) -> list[FeedEvent]:
        return self._control.lost(reason or FeedError(""))

    def _hang_up(self) -> None:
        self._control.close()
        self._data.close()
