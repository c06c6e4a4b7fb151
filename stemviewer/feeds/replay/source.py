"""A recording as an instrument: its scans again, in the pace of then or faster."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import ScanSettings
from stemviewer.feeds.base import (
    Acknowledgement,
    Command,
    Control,
    FrameBegin,
    FrameChange,
    FrameEnd,
    Instrument,
    Origin,
    Range,
    RowBlock,
    ScanState,
    SourceItem,
)
from stemviewer.feeds.clock import Clock, SystemClock
from stemviewer.feeds.replay.recording import Recording, Scan

BLOCK_S = 0.03
"""Rows are sent about this often [s]."""

LONGEST_S = 10.0
"""A pause between two scans is never waited for longer than this, before the speed [s]."""

_SWITCH = Range(0.0, 1.0)


class ReplaySource:
    """Serves a recording; every picture of it carries the flag REPLAYED.

    Parameters
    ----------
    recording : Recording
        Closed with the source.
    speed : float
        1 for the pace of then, 2 for twice as fast, 0 for as fast as it goes.
    loop : bool
        Whether to begin again at the end.
    clock : Clock, optional
        The computer's clock by default.

    Raises
    ------
    SettingsError
        If there is nothing to replay, or the speed is out of range.
    """

    def __init__(
        self,
        recording: Recording,
        speed: float = 1.0,
        *,
        loop: bool = False,
        clock: Clock | None = None,
    ) -> None:
        if not len(recording):
            raise SettingsError(
                f"{recording.name} holds no raw frame.",
                "Nothing can be replayed.",
                "Choose another session.",
            )
        if not 0.0 <= speed <= 1000.0:
            raise SettingsError("The speed of a replay lies between 0 (no waiting) and 1000.")
        self._recording = recording
        self._speed, self._loop = speed, loop
        self._clock = SystemClock() if clock is None else clock
        controls = {Control.SCAN: _SWITCH, Control.STOP: _SWITCH}
        name = f"Replay of {recording.name}"
        self._instrument = Instrument(name, Origin.REPLAY, recording.channels, controls)
        self._changed = threading.Condition()
        self._settings = recording.scan(0).settings
        self._state = ScanState()
        self._stopped = self._closed = False

    @property
    def instrument(self) -> Instrument:
        """Description sent in the hello."""
        return self._instrument

    @property
    def settings(self) -> ScanSettings:
        """Settings of the scan being replayed."""
        return self._settings

    @property
    def state(self) -> ScanState:
        """Scan state in force."""
        with self._changed:
            return self._state

    def apply(self, command: Command) -> Acknowledgement:
        """Pause, stop or go on; all else happened then and cannot be changed."""
        reason = ""
        with self._changed:
            if command.control is Control.STOP:
                self._state = replace(self._state, scanning=False)
                self._stopped = True
            elif command.control is Control.SCAN and command.value in _SWITCH:
                self._state = replace(self._state, scanning=command.value >= 0.5)
                self._stopped = False
            else:
                reason = "A replay shows what was recorded; this cannot be changed any more."
            self._changed.notify_all()
            applied = None if reason else command.value
            return Acknowledgement(
                command.id, not reason, applied, self._settings, self._state, reason
            )

    def close(self) -> None:
        """Make ``items`` end soon; thread-safe, idempotent."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def items(self) -> Iterator[SourceItem]:
        """Yield the scans in their pace, until closed or, without a loop, at the end."""
        number = 0
        try:
            while True:
                for position in range(len(self._recording)):
                    if not self._may_go_on():
                        return
                    began = self._clock.now()
                    seconds = self._seconds(position)
                    yield from self._scan(number, self._recording.scan(position), began, seconds)
                    number += 1
                    self._wait_until(began + seconds)
                if not self._loop:
                    return
        finally:
            self._recording.close()

    def _seconds(self, position: int) -> float:
        """Return how long until the next scan begins; the last takes as long as the one before."""
        if not self._speed or len(self._recording) < 2:
            return 0.0 if not self._speed else 1.0 / self._speed
        position = min(position, len(self._recording) - 2)
        first, second = self._recording.time(position), self._recording.time(position + 1)
        passed = (second.acquired_utc_ns - first.acquired_utc_ns) / 1e9
        if passed <= 0.0:  # the clock of then was set, or is not known
            passed = (second.received_ns - first.received_ns) / 1e9
        return min(max(passed, 0.0), LONGEST_S) / self._speed

    def _may_go_on(self) -> bool:
        """Wait while paused; False when closed."""
        with self._changed:
            while not (self._closed or self._state.scanning):
                self._clock.wait(self._changed, None)
            self._stopped = False
            return not self._closed

    def _wait_until(self, due: float) -> bool:
        """Wait for a time; False if the scan is stopped or all is closed."""
        with self._changed:
            while not (self._stopped or self._closed):
                left = due - self._clock.now()
                if left <= 0.0:
                    return True
                self._clock.wait(self._changed, left)
        return False

    def _scan(self, number: int, scan: Scan, began: float, seconds: float) -> Iterator[SourceItem]:
        self._settings = scan.settings
        yield FrameBegin(number, scan.settings, scan.acquired_utc_ns or time.time_ns(), scan.place)
        rows = scan.settings.rows
        blocks = min(rows, max(1, round(seconds / BLOCK_S)))
        changes = dict(next(iter(scan.frames.values())).changes)
        cuts = sorted({block * rows // blocks for block in range(blocks + 1)} | set(changes))
        for first, last in pairwise(cuts):
            if first in changes:
                yield FrameChange(number, first, changes[first])
            for name, frame in scan.frames.items():
                end = min(last, frame.valid_rows)
                if end > first:
                    yield RowBlock(number, name, first, frame.data[first:end])
            # the pace of a scan: its rows over nine tenths of its time
            if seconds and not self._wait_until(began + 0.9 * seconds * last / rows):
                yield FrameEnd(number, complete=False)
                return
        whole = all(frame.complete for frame in scan.frames.values())
        yield FrameEnd(number, whole and len(scan.frames) == len(self._recording.channels))
