"""A camera whose patterns become virtual images: what all such feeds share."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Mapping

from stemviewer.core.errors import FeedError
from stemviewer.feeds.base import (
    Acknowledged,
    Connected,
    Control,
    FeedEvent,
    Instrument,
    Origin,
    Range,
    ScanState,
)
from stemviewer.feeds.fourd.options import FourDOptions
from stemviewer.feeds.fourd.path import FourDPath
from stemviewer.feeds.loop import LINK_BROKE, LinkedFeed
from stemviewer.feeds.open_feed.dial import Backoff

STALL_S = 10.0
"""A scan in which nothing came for so long has ended [s]."""


class FourDFeed(LinkedFeed):
    """Patterns in, virtual images out; a sub-class speaks the camera's protocol.

    Parameters
    ----------
    address : str
        Where it comes from, as shown to the operator.
    name : str
        Of the camera.
    options : FourDOptions
        As stated by the operator.
    backoff : Backoff or None
        Waiting times between attempts.

    Attributes
    ----------
    path : FourDPath
        With its counts, its newest pattern and its virtual detectors.
    """

    def __init__(
        self, address: str, name: str, options: FourDOptions, backoff: Backoff | None
    ) -> None:
        super().__init__(address, backoff)
        self.path = FourDPath(options)
        self._name = f"{name} (virtual images)"
        self._announced: Instrument | None = None
        self._silent_since = 0.0

    @property
    @abstractmethod
    def _scan(self) -> ScanState:
        """What the scan is doing, as acknowledged last."""

    @property
    @abstractmethod
    def _controls(self) -> Mapping[Control, Range]:
        """What can be changed now."""

    @abstractmethod
    def _flush(self) -> list[FeedEvent]:
        """Reduce the patterns that were gathered."""

    @abstractmethod
    def _between_frames(self) -> None:
        """Take note that a frame may have ended."""

    @abstractmethod
    def _give_up(self, reason: FeedError | None) -> list[FeedEvent]:
        """Return the answers to commands under way: the link is given up."""

    def _introduce(self) -> None:
        """Begin a link: nothing was announced on it yet."""
        self._announced, self._silent_since = None, time.monotonic()

    def _announce(self) -> None:
        """Say what is at the other end, and again when the patterns turn out to be others."""
        channels = self.path.channels()
        instrument = Instrument(self._name, Origin.DETECTOR, channels, self._controls)
        if instrument == self._announced:
            return
        self._announced = instrument
        settings = self.path.settings()
        self._outbox.in_force(settings, self._scan)
        self._events.append(Connected(instrument, settings, self._scan))

    def _answered(self, events: list[FeedEvent]) -> None:
        for event in events:
            if isinstance(event, Acknowledged):
                self._outbox.answered(event.acknowledgement)
        self._events.extend(events)

    def _take(self, events: list[FeedEvent]) -> None:
        """Take over what the patterns gave; what changed of the instrument goes before it."""
        if not events:
            return
        self._announce()
        self._events.extend(events)
        self._between_frames()

    def _heard(self, anything: bool) -> None:
        """Reduce what came, or end a scan in which nothing comes any more."""
        if anything:
            self._silent_since = time.monotonic()
            self._take(self._flush() if not self._events else [])
            self._backoff.reset()
            return
        silent = time.monotonic() - self._silent_since
        if not self._events and self.path.running and silent > STALL_S:
            reason = f"No pattern came for {STALL_S:.0f} s within the scan."
            self._take(self.path.interrupt(reason))

    def _drop(self, reason: FeedError | None) -> None:
        self._events.extend(self._flush())
        self._events.extend(self.path.break_off(LINK_BROKE))
        self._answered(self._give_up(reason))
        self._hang_up()
