"""Timers that act once: when something has become true, or after a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer

POLL_MS = 50


def when(true: Callable[[], bool], act: Callable[[], None]) -> QTimer:
    """Poll until ``true`` says so, then act once."""
    timer = QTimer()

    def tick() -> None:
        if true():
            timer.stop()
            act()

    timer.timeout.connect(tick)
    timer.start(POLL_MS)
    return timer


def after(seconds: float, tick: Callable[[], None]) -> QTimer:
    """Act once after a time [s]."""
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(tick)
    timer.start(int(seconds * 1000))
    return timer
