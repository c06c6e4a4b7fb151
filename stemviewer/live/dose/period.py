"""How often frames really come: scan time, pauses between frames and a busy feed together."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import Frame, ScanSettings
from stemviewer.core.quantity import UNKNOWN

_KEPT, _LEAST = 8, 2
_SETTINGS = 16
_SAME = 1.0 + 1e-9
_UNEVEN, _UNEVEN_S = 0.2, 2e-3
"""Pauses that differ by more are not one and the same: share, and [s]."""


class FramePeriod:
    """Shortest time from frame to frame lately, by the feed's own clock. Used by one thread."""

    def __init__(self) -> None:
        self._timing: ScanSettings | None = None
        self._last: tuple[int, int] | None = None
        self._periods: deque[float] = deque(maxlen=_KEPT)
        self._learnt: deque[tuple[float, float]] = deque(maxlen=_SETTINGS)
        """Scan time and period [s] of settings before."""

    def take(self, frame: Frame) -> None:
        """Note a frame that ended; another channel of the same one is no news."""
        if self._last is not None and frame.number == self._last[0]:
            return
        before, self._last = self._last, (frame.number, frame.acquired_utc_ns)
        timing = _timing(frame.settings)
        if timing != self._timing:
            self._learnt = deque(self._known(), maxlen=_SETTINGS)
            self._timing = timing
            self._periods.clear()
            return
        if before is not None and frame.number == before[0] + 1:
            self._periods.append((frame.acquired_utc_ns - before[1]) / 1e9)

    def of(self, settings: ScanSettings) -> float | None:
        """Return the period at some settings [s]: never shorter than the scan itself.

        A pause that made one frame late does not count, since the shortest is taken. Until a
        few frames have come it follows from settings before: a longer scan brings frames no
        faster than a shorter one did. A shorter one has the pause that all before had; where
        they differ, frames are held to a highest rate, and come no faster than before.
        """
        scan = _scan(settings)
        if _timing(settings) == self._timing and len(self._periods) >= _LEAST:
            return max(scan, min(self._periods)) or None
        known = self._known()
        if not known or not scan:
            return scan or None
        shorter = [period for before, period in known if before <= scan * _SAME]
        if shorter:
            return max(scan, *shorter)
        pauses = [period - before for before, period in known]
        if max(pauses) - min(pauses) > _UNEVEN_S + _UNEVEN * max(pauses):
            return max(scan, min(period for _, period in known))
        return scan + max(0.0, min(pauses))

    def _known(self) -> list[tuple[float, float]]:
        """Return scan time and period [s] of all settings of which both are known."""
        if self._timing is not None and len(self._periods) >= _LEAST:
            return [*self._learnt, (_scan(self._timing), min(self._periods))]
        return list(self._learnt)


def _scan(settings: ScanSettings) -> float:
    """Time of the scan [s]; 0 when it is unknown."""
    return frame_dose(settings).duration.value or 0.0


def _timing(settings: ScanSettings) -> ScanSettings:
    """Leave out what no time depends on: frames come as often without a beam."""
    return replace(settings, beam_current=UNKNOWN, pixel_size=UNKNOWN)
