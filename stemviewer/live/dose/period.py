"""How often frames really come: scan time, pauses between frames and a busy feed together."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import Frame, ScanSettings
from stemviewer.core.quantity import UNKNOWN

_KEPT, _LEAST = 8, 2


class FramePeriod:
    """Shortest time from frame to frame lately, by the feed's own clock. Used by one thread."""

    def __init__(self) -> None:
        self._timing: ScanSettings | None = None
        self._last: tuple[int, int] | None = None
        self._periods: deque[float] = deque(maxlen=_KEPT)

    def take(self, frame: Frame) -> None:
        """Note a frame that ended; another channel of the same one is no news."""
        if self._last is not None and frame.number == self._last[0]:
            return
        before, self._last = self._last, (frame.number, frame.acquired_utc_ns)
        timing = _timing(frame.settings)
        if timing != self._timing:
            self._timing = timing
            self._periods.clear()
            return
        if before is not None and frame.number == before[0] + 1:
            self._periods.append((frame.acquired_utc_ns - before[1]) / 1e9)

    def of(self, settings: ScanSettings) -> float | None:
        """Return the period at some settings [s]: never shorter than the scan itself.

        Before a few frames have come with them it is the time of the scan; a pause that made
        one of them late does not count, since the shortest is taken.
        """
        scan = frame_dose(settings).duration.value
        if _timing(settings) != self._timing or len(self._periods) < _LEAST:
            return scan
        return max(scan or 0.0, min(self._periods)) or None


def _timing(settings: ScanSettings) -> ScanSettings:
    """Leave out what no time depends on: frames come as often without a beam."""
    return replace(settings, beam_current=UNKNOWN, pixel_size=UNKNOWN)
