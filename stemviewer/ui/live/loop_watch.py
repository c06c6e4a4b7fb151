"""How long the Qt thread is blocked: time between the event loop's waking and its next sleep."""

from __future__ import annotations

from collections import deque
from time import perf_counter

from PySide6.QtCore import QAbstractEventDispatcher, QObject

KEPT = 200_000
"""Turns of the loop kept: about an hour at 60 Hz."""


class LoopWatch(QObject):
    """Times every turn of the event loop of the thread it is started in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._blocks: deque[float] = deque(maxlen=KEPT)
        self._woken: float | None = None
        self._started = self._ended = perf_counter()
        self._dispatcher: QAbstractEventDispatcher | None = None

    def start(self) -> None:
        """Begin."""
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        self._dispatcher = dispatcher
        self._started = perf_counter()
        dispatcher.awake.connect(self._awake)
        dispatcher.aboutToBlock.connect(self._about_to_block)

    def stop(self) -> None:
        """End; idempotent."""
        if self._dispatcher is not None:
            self._dispatcher.awake.disconnect(self._awake)
            self._dispatcher.aboutToBlock.disconnect(self._about_to_block)
            self._dispatcher = None
            self._ended = perf_counter()

    @property
    def seconds(self) -> float:
        """How long it watched, or has watched so far [s]."""
        return (perf_counter() if self._dispatcher is not None else self._ended) - self._started

    def blocks(self) -> list[float]:
        """Return the length of each turn [s], oldest first."""
        return list(self._blocks)

    def _awake(self) -> None:
        if self._woken is None:
            self._woken = perf_counter()

    def _about_to_block(self) -> None:
        if self._woken is not None:
            self._blocks.append(perf_counter() - self._woken)
            self._woken = None
