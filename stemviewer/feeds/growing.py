"""Frames that grow in this program: rows filled in order, for feeds that send no rows."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.frame import Frame, RawArray, ScanSettings, read_only
from stemviewer.feeds.base import Channel, FeedEvent, FrameEnded, RowsArrived

SNAPSHOT_S = 1 / 30
"""Shortest time between two looks at a growing frame [s]."""


@dataclass(slots=True, eq=False)
class _Part:
    channel: Channel
    data: RawArray
    view: RawArray


class GrowingFrames:
    """One frame of several channels whose pixels arrive in scan order.

    Parameters
    ----------
    number : int
        Sequence number.
    channels : sequence of Channel
        All get a value for every pixel.
    settings : ScanSettings
        Gives the shape.
    acquired_utc_ns : int
        Start of the scan by the source's clock, else by ours [ns].
    """

    def __init__(
        self,
        number: int,
        channels: Sequence[Channel],
        settings: ScanSettings,
        acquired_utc_ns: int,
    ) -> None:
        self.number = number
        self.filled = 0
        self._settings = settings
        self._acquired = acquired_utc_ns
        self._shown = 0
        self._next_look = 0.0
        self._parts = []
        for channel in channels:
            # zeros: rows that never come must not show what the memory held before
            data = np.zeros(settings.shape, channel.dtype)
            self._parts.append(_Part(channel, data, read_only(data)))

    @property
    def missing(self) -> int:
        """Pixels still to come."""
        return self._settings.rows * self._settings.columns - self.filled

    def add(self, values: Mapping[str, npt.NDArray[Any]]) -> list[FeedEvent]:
        """Put the next pixels, shape (n,) for each channel, into place; return new rows to show.

        ``n`` must not exceed :attr:`missing`.
        """
        count = 0
        for part in self._parts:
            new = values[part.channel.name]
            count = len(new)
            part.data.reshape(-1)[self.filled : self.filled + count] = new
        self.filled += count
        return self._look()

    def _look(self) -> list[FeedEvent]:
        rows, now = self.filled // self._settings.columns, time.monotonic()
        if rows <= self._shown or rows >= self._settings.rows or now < self._next_look:
            return []
        self._shown, self._next_look = rows, now + SNAPSHOT_S
        return [RowsArrived(self._frame(part, rows, whole=False)) for part in self._parts]

    def end(self, reason: str = "") -> list[FeedEvent]:
        """Close the frame: whole if every pixel came and nothing is held against it."""
        rows = self.filled // self._settings.columns
        whole = not self.missing and not reason
        why = reason or ("" if whole else f"{self.missing} of its pixels never came.")
        return [FrameEnded(self._frame(part, rows, whole=whole), why) for part in self._parts]

    def _frame(self, part: _Part, rows: int, *, whole: bool) -> Frame:
        return Frame(
            number=self.number,
            channel=part.channel.name,
            data=part.view,
            settings=self._settings,
            calibration=part.channel.calibration,
            valid_rows=rows,
            complete=whole,
            acquired_utc_ns=self._acquired,
            received_utc_ns=time.time_ns(),
            received_monotonic_ns=time.monotonic_ns(),
            sha256=raw_digest(part.data) if whole else "",
        )


def raw_digest(data: RawArray) -> str:
    """Return the SHA-256 of raw values in C order, little-endian [hex]."""
    ordered = np.ascontiguousarray(data, data.dtype.newbyteorder("<"))
    return hashlib.sha256(ordered.data).hexdigest()


def whole_frame(
    number: int,
    channel: str,
    data: npt.NDArray[Any],
    settings: ScanSettings,
    *,
    calibration: DetectorCalibration | None = None,
    acquired_utc_ns: int = 0,
) -> Frame:
    """Return a frame that came in one piece; ``data`` must no longer be written to.

    Any byte order is taken; the frame has the native one.
    """
    native = np.ascontiguousarray(data, data.dtype.newbyteorder("="))
    return Frame(
        number=number,
        channel=channel,
        data=read_only(native),
        settings=settings,
        calibration=calibration or DetectorCalibration(),
        acquired_utc_ns=acquired_utc_ns or time.time_ns(),
        received_utc_ns=time.time_ns(),
        received_monotonic_ns=time.monotonic_ns(),
        sha256=raw_digest(native),
    )
