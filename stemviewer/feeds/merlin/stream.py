"""The Merlin's data link without a socket; at 131 MB/s every copy of a pixel counts."""

from __future__ import annotations

import re
import time
from enum import Enum

import numpy as np

from stemviewer.core.errors import FeedError, ProtocolError
from stemviewer.core.quantity import estimated
from stemviewer.feeds.base import FeedEvent, FeedFault
from stemviewer.feeds.fourd.path import FourDPath
from stemviewer.feeds.fourd.reduce import BLOCK
from stemviewer.feeds.merlin.messages import (
    HEAD_BYTES,
    MAX_TEXT_BYTES,
    PREFIX_BYTES,
    ImageHeader,
    message_bytes,
    parse_acquisition_header,
    parse_image_header,
)
from stemviewer.feeds.merlin.pixels import PixelFormat, pixel_format

SLOTS_BYTES = 32 * 1024**2
"""Patterns gathered before they are reduced [bytes], but at least one."""

_SCRATCH_BYTES = 64 * 1024
_SEARCH_BYTES = 4096
_MARK = re.compile(rb"MPX,\d{10},")
_RESYNC = "Patterns that were within it are missing; the link goes on with the next good one."


class _Part(Enum):
    PREFIX = 0
    HEAD = 1
    TEXT = 2
    PIXELS = 3
    SEARCH = 4


class MerlinStream:
    """Turns the bytes of the data link into events.

    The owner asks for :attr:`target`, receives into it, and tells how much came. What is
    malformed costs the patterns it touches, never more: the next ``MPX`` mark is looked for.

    Parameters
    ----------
    path : FourDPath
        Where patterns go.
    """

    def __init__(self, path: FourDPath) -> None:
        self._path = path
        self._scratch = bytearray(_SCRATCH_BYTES)
        self._text = bytearray()
        self._slots = np.zeros((0, 0), np.uint8)
        self._format: PixelFormat | None = None
        self._first = 0
        self._count = 0
        self._length = 0
        self._head = HEAD_BYTES
        self._depth: int | None = None
        self._clean = True
        self._again = b""
        self._take_period = True
        self._view = memoryview(b"")
        self._filled = 0
        self._part = _Part.PREFIX
        self.messages = 0
        self._want(_Part.PREFIX, memoryview(self._scratch)[:PREFIX_BYTES])

    @property
    def target(self) -> memoryview:
        """Where the next bytes belong; never empty."""
        return self._view[self._filled :]

    def stated_period(self) -> None:
        """Keep the dwell time that the control link told; else the shutter time stands for it."""
        self._take_period = False

    def received(self, count: int) -> list[FeedEvent]:
        """Take note of ``count`` bytes that were put into :attr:`target`."""
        events = self._received(count)
        return [*events, *self.push(b"")] if self._again else events

    def push(self, data: bytes | memoryview) -> list[FeedEvent]:
        """Take bytes from elsewhere than a socket."""
        events: list[FeedEvent] = []
        left = memoryview(data)
        while left or self._again:
            if self._again:
                left, self._again = memoryview(self._again + bytes(left)), b""
            target = self.target
            count = min(len(target), len(left))
            target[:count] = left[:count]
            left = left[count:]
            events += self._received(count)
        return events

    def _received(self, count: int) -> list[FeedEvent]:
        self._filled += count
        if self._part is _Part.SEARCH:
            self._search()
            return []
        if self._filled < len(self._view):
            return []
        try:
            return self._step()
        except ProtocolError as error:
            self._resync()
            return self._fault(error)
        except FeedError as error:
            self._done()
            return self._fault(error)

    def flush(self) -> list[FeedEvent]:
        """Reduce the patterns gathered so far; called when nothing more waits to be read."""
        if not self._count or self._format is None:
            return []
        count, self._count = self._count, 0
        patterns = self._format.decode(self._slots[:count])
        first, self._first = self._first, self._first + count
        if self._part is _Part.PIXELS:
            # a pattern that has come in part goes on in the first slot, as the next one
            self._slots[0, : self._filled] = self._slots[count, : self._filled]
            self._view = memoryview(self._slots[0])
        return self._path.take(first, patterns, self._format.most)

    # -- parts of a message --------------------------------------------------------------

    def _want(self, part: _Part, view: memoryview) -> None:
        self._part, self._view, self._filled = part, view, 0

    def _step(self) -> list[FeedEvent]:
        match self._part:
            case _Part.PREFIX:
                return self._after_prefix()
            case _Part.HEAD:
                return self._after_head()
            case _Part.TEXT:
                return self._after_text()
            case _:
                return self._after_pixels()

    def _after_prefix(self) -> list[FeedEvent]:
        length = message_bytes(self._view)
        if length is None:
            raise ProtocolError("The Merlin's data lost their order.", _RESYNC)
        self._length = length
        self._want(_Part.HEAD, memoryview(self._scratch)[: min(length, self._head)])
        return []

    def _after_head(self) -> list[FeedEvent]:
        head = bytes(self._view)
        if head.startswith(b"HDR"):
            return self._begin_text(head)
        if not head.startswith(b"MQ1"):
            raise ProtocolError("The Merlin sent a message of an unknown kind.", _RESYNC)
        if len(head) < self._length and b"," not in head[11:]:
            raise ProtocolError("The header of a pattern has no end.", _RESYNC)
        offset = self._offset(head)
        if len(head) < offset <= min(self._length, _SCRATCH_BYTES):
            # the same buffer, only longer: what came of the header stays where it is
            self._head = offset
            self._view, self._filled = memoryview(self._scratch)[:offset], len(head)
            return []
        header = parse_image_header(head[:offset], self._depth)
        if len(head) > offset:
            self._head = max(64, offset)
        return self._begin_pixels(header, head[offset:])

    @staticmethod
    def _offset(head: bytes) -> int:
        field = head.split(b",", 3)[2:3]
        if not field or not field[0].isdigit() or len(field[0]) > 6:
            raise ProtocolError("The header of a pattern states no length.", _RESYNC)
        return max(int(field[0]), 64)

    def _begin_text(self, head: bytes) -> list[FeedEvent]:
        if self._length > MAX_TEXT_BYTES:
            raise ProtocolError("The Merlin's acquisition header is too long to be one.", _RESYNC)
        self._text = bytearray(self._length)
        self._text[: len(head)] = head
        self._want(_Part.TEXT, memoryview(self._text))
        self._filled = len(head)
        return self._step() if self._filled == self._length else []

    def _after_text(self) -> list[FeedEvent]:
        header = parse_acquisition_header(bytes(self._text))
        events = self.flush()
        self._depth = header.depth
        self._done()
        return [*events, *self._path.begin(header.patterns, time.time_ns())]

    def _begin_pixels(self, header: ImageHeader, begun: bytes) -> list[FeedEvent]:
        found = pixel_format(header, self._length)
        events: list[FeedEvent] = []
        if found != self._format:
            events += self.flush()
            self._format = found
            slots = max(1, min(BLOCK, SLOTS_BYTES // found.size))
            self._slots = np.empty((slots, found.size), np.uint8)
        if self._count == len(self._slots) or header.number - 1 != self._first + self._count:
            events += self.flush()
        if not self._count:
            self._first = header.number - 1
        if self._take_period and header.exposure is not None:
            self._path.dwell = estimated(header.exposure)
        self._want(_Part.PIXELS, memoryview(self._slots[self._count]))
        self._view[: len(begun)] = begun
        self._filled = len(begun)
        return [*events, *(self._step() if self._filled == len(self._view) else [])]

    def _after_pixels(self) -> list[FeedEvent]:
        self._count += 1
        self._done()
        return self.flush() if self._count == len(self._slots) else []

    def _done(self) -> None:
        self.messages += 1
        self._clean = True
        self._want(_Part.PREFIX, memoryview(self._scratch)[:PREFIX_BYTES])

    # -- faults --------------------------------------------------------------------------

    def _fault(self, error: FeedError) -> list[FeedEvent]:
        """Tell of the first fault only, until something good comes."""
        clean, self._clean = self._clean, False
        return [FeedFault(error)] if clean else []

    def _resync(self) -> None:
        """Look for the next mark, first in the bytes at hand without their first one."""
        rest = bytes(self._view[1 : self._filled]) if self._part is not _Part.PIXELS else b""
        self._want(_Part.SEARCH, memoryview(self._scratch)[:_SEARCH_BYTES])
        self._again = rest

    def _search(self) -> None:
        chunk = bytes(self._view[: self._filled])
        found = _MARK.search(chunk)
        if found is not None:
            self._want(_Part.PREFIX, memoryview(self._scratch)[:PREFIX_BYTES])
            self._again = chunk[found.start() :]
            return
        keep = chunk[-(PREFIX_BYTES - 1) :]
        self._view[: len(keep)] = keep
        self._filled = len(keep)
