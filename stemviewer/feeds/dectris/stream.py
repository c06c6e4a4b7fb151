"""Messages of either version to virtual images: gathered, decoded, lost ones told."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from stemviewer.core.errors import FeedError
from stemviewer.core.quantity import measured
from stemviewer.feeds.base import FeedEvent, FeedFault, Told
from stemviewer.feeds.dectris.cbor import CborMessages
from stemviewer.feeds.dectris.legacy import LegacyMessages
from stemviewer.feeds.dectris.messages import Image, Message, SeriesEnd, SeriesStart
from stemviewer.feeds.fourd.aim import Patterns
from stemviewer.feeds.fourd.path import FourDPath
from stemviewer.feeds.fourd.reduce import BLOCK

_GATHERED_BYTES = 32 * 1024**2
"""Patterns gathered before they are reduced [bytes], but at least one."""

_SERIES_ENDED = "The detector ended the series before it was whole."


class Reader(Protocol):
    """Reads the messages of one version of the stream."""

    def read(self, parts: Sequence[bytes]) -> Message | None:
        """Return the message, or ``None`` while it is not whole."""


class DectrisStream:
    """Turns messages into events.

    A message that cannot be read costs its pattern, never more; the first of a row of faults
    is told.

    Parameters
    ----------
    path : FourDPath
        Where patterns go.
    version : int
        1 or 2.
    threshold : str
        Of stream 2: which image of several thresholds; empty for the first.

    Attributes
    ----------
    messages : int
        That were read.
    ended : int
        Series that ended.
    detector : str
        Its model, once it was told.
    """

    def __init__(self, path: FourDPath, version: int, threshold: str = "") -> None:
        self._path = path
        self._reader: Reader = CborMessages(threshold) if version == 2 else LegacyMessages()
        self._series: int | None = None
        self._refused = False
        self._images: list[Patterns] = []
        self._first = 0
        self._nodata = 0
        self._blind: int | None = None
        self._clean = True
        self.messages = 0
        self.ended = 0
        self.detector = ""

    def push(self, parts: Sequence[bytes]) -> list[FeedEvent]:
        """Take the parts of a message that came together."""
        try:
            message = self._reader.read(parts)
            events = [] if message is None else self._take(message)
        except FeedError as error:
            clean, self._clean = self._clean, False
            return [FeedFault(error)] if clean else []
        if message is not None:
            self.messages += 1
            self._clean = self._clean or not isinstance(message, SeriesEnd)
        return events

    def _take(self, message: Message) -> list[FeedEvent]:
        if isinstance(message, Image):
            return self._image(message)
        events = self.flush()
        if isinstance(message, SeriesEnd):
            self.ended += 1
            if message.series == self._series:
                events += self._path.break_off(_SERIES_ENDED)
                self._series = None
            return events
        return [*events, *self._begin(message)]

    def _begin(self, start: SeriesStart) -> list[FeedEvent]:
        self._series, self._blind, self.detector = start.series, None, start.name
        if start.frame_time is not None:
            self._path.dwell = measured(start.frame_time)
        self._refused = True
        events = self._path.begin(start.images, time.time_ns())
        self._refused = False
        return events

    def _image(self, image: Image) -> list[FeedEvent]:
        events: list[FeedEvent] = []
        if image.series != self._series:
            # joined within a series, or its beginning never came
            events = [*self.flush(), *self._begin(SeriesStart(image.series))]
        if self._refused:
            return events
        pattern = image.pixels()
        if not self._fits(image, pattern):
            events += self.flush()
        if not self._images:
            self._first = image.number
        self._images.append(pattern)
        self._nodata = image.nodata
        most = max(1, min(BLOCK, _GATHERED_BYTES // pattern.nbytes))
        return [*events, *self.flush()] if len(self._images) >= most else events

    def _fits(self, image: Image, pattern: Patterns) -> bool:
        """Whether a pattern follows those that were gathered."""
        if not self._images:
            return True
        same = self._images[0].shape == pattern.shape and self._images[0].dtype == pattern.dtype
        return same and image.number == self._first + len(self._images)

    def flush(self) -> list[FeedEvent]:
        """Reduce the patterns gathered so far; called when nothing more waits to be read."""
        if not self._images:
            return []
        images, self._images = self._images, []
        stacked = np.stack(images)
        patterns = stacked.astype(stacked.dtype.newbyteorder("="), copy=False)
        told = self._without_blind(patterns)
        return [*told, *self._path.take(self._first, patterns, self._nodata - 1)]

    def _without_blind(self, patterns: Patterns) -> list[FeedEvent]:
        """Let pixels without a value count nothing, and tell how many there are."""
        blind = patterns == self._nodata
        count = int(np.count_nonzero(blind[0]))
        patterns[blind] = 0
        told = count and self._blind is None
        self._blind = count
        if not told:
            return []
        text = f"{count} pixels of each pattern have no value (masked, or between modules)"
        return [Told(f"{text}; they count as 0 electrons in every virtual detector.")]
