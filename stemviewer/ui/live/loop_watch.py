"""How long the Qt thread is blocked: how late a fast timer of its event loop comes."""

from __future__ import annotations

from collections import deque
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 4
KEPT = 150_000
"""Beats kept: those of the last ten minutes, in some megabytes that are soon all there."""


class LoopWatch(QObject):
    """Beats every 4 ms in the thread it is started in, and keeps how late each beat came.

    The signals of Qt's event dispatcher do not serve: on Linux it handles events between
    ``aboutToBlock`` and ``awake``, so waiting and working cannot be told apart.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._late: deque[float] = deque(maxlen=KEPT)
        self._started = self._last = perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin."""
        self._started = self._last = perf_counter()
        self._timer.start(BEAT_MS)

    def stop(self) -> None:
        """End; idempotent."""
        self._timer.stop()

    @property
    def seconds(self) -> float:
        """How long it watched up to its last beat [s]."""
        return self._last - self._started

    def blocks(self) -> list[float]:
        """Return how late each beat came [s], oldest first."""
        return list(self._late)

    def _beat(self) -> None:
        now = perf_counter()
        self._late.append(max(0.0, now - self._last - BEAT_MS / 1e3))
        self._last = now
