"""From blocks of rows to raw frames: one copy, and nothing half taken for whole."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.errors import ProtocolError
from stemviewer.core.frame import Frame, RawArray, ScanSettings, read_only
from stemviewer.core.place import NOWHERE, Place
from stemviewer.feeds.base import Channel, FrameEnded, RowsArrived
from stemviewer.feeds.open_feed.blocks import BlockHeader, wire_dtype
from stemviewer.feeds.open_feed.hashing import Hasher, RunningDigest
from stemviewer.feeds.open_feed.limits import MAX_FRAME_BYTES

SNAPSHOT_AFTER_S = 0.1
"""A frame that is scanned faster than this is shown whole only [s]."""

SNAPSHOT_PERIOD_S = 1 / 15
"""Shortest time between two snapshots of a running frame [s]."""


@dataclass(slots=True, eq=False)
class _Growing:
    """One channel of the running frame."""

    channel: Channel
    data: RawArray
    view: RawArray
    digest: RunningDigest
    valid: int = 0
    shown: int = 0
    fault: str = ""
    utc_ns: int = 0
    monotonic_ns: int = 0


class FrameAssembler:
    """Takes the rows of one frame, in order and once each, for all its channels.

    Parameters
    ----------
    number : int
        Sequence number of the frame.
    channels : sequence of Channel
        In the order of the channel index of the rows messages.
    settings : ScanSettings
        How it is scanned; gives the shape.
    acquired_utc_ns : int
        Start of the scan by the feed's clock [ns].
    place : Place
        Where it is scanned and what for, as the feed states it.
    hasher : Hasher, optional
        Computes the digests of large frames in a thread of its own.

    Raises
    ------
    ProtocolError
        If the frame is larger than ``MAX_FRAME_BYTES``; nothing is allocated then.
    """

    def __init__(
        self,
        number: int,
        channels: Sequence[Channel],
        settings: ScanSettings,
        acquired_utc_ns: int,
        place: Place = NOWHERE,
        hasher: Hasher | None = None,
    ) -> None:
        dtypes = [wire_dtype(channel.dtype) for channel in channels]
        size = settings.rows * settings.columns * sum(dtype.itemsize for dtype in dtypes)
        if size > MAX_FRAME_BYTES:
            raise ProtocolError(
                f"The feed announced a frame of {size / 1e9:.1f} GB; "
                f"{MAX_FRAME_BYTES / 1e9:.1f} GB are allowed.",
                "It is not received.",
                "Scan fewer pixels or fewer channels at once.",
            )
        self.number = number
        self._settings = settings
        self._acquired = acquired_utc_ns
        self._place = place
        self._changes: list[tuple[int, ScanSettings]] = []
        self._growing = []
        for channel, dtype in zip(channels, dtypes, strict=True):
            # zeros: rows that never come must not show what the memory held before
            data = np.zeros(settings.shape, dtype)
            digest = RunningDigest() if hasher is None else hasher.digest(size)
            self._growing.append(_Growing(channel, data, read_only(data), digest))
        self._next_snapshot = time.monotonic() + SNAPSHOT_AFTER_S

    def add(self, header: BlockHeader, payload: memoryview) -> None:
        """Copy a block into its place.

        Raises
        ------
        ProtocolError
            If it does not continue its channel. That channel will end incomplete (all of them
            if the block names none of the frame's), and further blocks of it are ignored.
        """
        if header.number != self.number or header.channel >= len(self._growing):
            self._spoil_all(fault := self._stray(header))
            raise ProtocolError(fault, "The frame is kept as incomplete.")
        part = self._growing[header.channel]
        if part.fault:
            return
        part.fault = self._mismatch(part, header)
        if part.fault:
            raise ProtocolError(
                f"Frame {self.number}, channel {part.channel.name}: {part.fault}",
                "The frame is kept as incomplete, with the rows that came before.",
            )
        last = header.first_row + header.rows
        pixels = np.frombuffer(payload, part.data.dtype)
        part.data[part.valid : last] = pixels.reshape(header.rows, header.columns)
        # of what was kept, not of the message: it is freed, and the copy is proven too
        part.digest.update(part.data[part.valid : last])
        part.valid = last
        part.utc_ns, part.monotonic_ns = time.time_ns(), time.monotonic_ns()

    def _stray(self, header: BlockHeader) -> str:
        if header.number != self.number:
            return f"Frame {self.number}: the feed sent rows of frame {header.number} in it."
        return f"Frame {self.number}: the feed sent rows of a channel {header.channel} it has not."

    def _mismatch(self, part: _Growing, header: BlockHeader) -> str:
        rows, columns = self._settings.shape
        if header.dtype != part.channel.dtype:
            return f"rows of {header.dtype} came, {part.channel.dtype} was announced."
        if header.columns != columns:
            return f"rows of {header.columns} pixels came, {columns} were announced."
        if header.first_row != part.valid:
            known = "again or out of order" if header.first_row < part.valid else "after a gap"
            return f"row {header.first_row} came {known}; row {part.valid} was expected."
        if header.first_row + header.rows > rows:
            return f"rows up to {header.first_row + header.rows} came, {rows} were announced."
        return ""

    def _spoil_all(self, reason: str) -> None:
        for part in self._growing:
            part.fault = part.fault or reason

    def change(self, row: int, settings: ScanSettings) -> None:
        """Note that other settings hold from ``row`` on.

        Raises
        ------
        ProtocolError
            If the row goes back or lies outside, or the shape is another; the frame ends
            incomplete then, since nobody knows how its rows were scanned.
        """
        last = self._changes[-1][0] if self._changes else 0
        if not last < row < self._settings.rows or settings.shape != self._settings.shape:
            self._spoil_all(f"settings were changed at row {row}, which cannot be.")
            raise ProtocolError(f"Frame {self.number}: settings cannot change at row {row}.")
        self._changes.append((row, settings))

    def snapshots(self) -> list[RowsArrived]:
        """Return what is new of a slowly scanned frame; empty when it is not yet time."""
        now = time.monotonic()
        if now < self._next_snapshot:
            return []
        found = []
        for part in self._growing:
            if part.valid > part.shown and part.valid < self._settings.rows:
                part.shown = part.valid
                found.append(RowsArrived(self._frame(part, complete=False)))
        if found:
            self._next_snapshot = now + SNAPSHOT_PERIOD_S
        return found

    def end(self, complete: bool, digests: Mapping[str, str], reason: str) -> list[FrameEnded]:
        """Close the frame as the feed declares it; each channel must prove itself whole.

        Parameters
        ----------
        complete : bool
            What the feed says.
        digests : mapping of str to str
            SHA-256 by channel name [hex].
        reason : str
            Of the feed, if it is not complete.
        """
        ended = []
        for part in self._growing:
            name = part.channel.name
            fault = part.fault or self._unproven(part, complete, digests.get(name, ""), reason)
            ended.append(FrameEnded(self._frame(part, complete=not fault), fault))
        return ended

    def abandon(self, reason: str) -> list[FrameEnded]:
        """Close a frame that the feed will not end."""
        return self.end(False, {}, reason)

    def _unproven(self, part: _Growing, complete: bool, digest: str, reason: str) -> str:
        if not complete:
            return reason or "The feed stopped the scan within the frame."
        if part.valid < self._settings.rows:
            return f"{self._settings.rows - part.valid} of {self._settings.rows} rows are missing."
        if digest != part.digest.hexdigest():
            return "The checksum does not agree: the pixels were damaged on the way."
        return ""

    def _frame(self, part: _Growing, *, complete: bool) -> Frame:
        calibration: DetectorCalibration = part.channel.calibration
        return Frame(
            number=self.number,
            channel=part.channel.name,
            data=part.view,
            settings=self._settings,
            calibration=calibration,
            valid_rows=part.valid,
            complete=complete,
            acquired_utc_ns=self._acquired,
            received_utc_ns=part.utc_ns or time.time_ns(),
            received_monotonic_ns=part.monotonic_ns or time.monotonic_ns(),
            sha256=part.digest.hexdigest() if complete else "",
            place=self._place,
            changes=tuple(self._changes),
        )
