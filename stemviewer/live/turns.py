"""Passes of the live network go first: work in the background gives way between its steps."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


class Turns:
    """Says whether a pass of the live network is under way; thread-safe."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._passes = 0

    @contextmanager
    def live(self) -> Iterator[None]:
        """Hold while a pass is under way."""
        with self._condition:
            self._passes += 1
        try:
            yield
        finally:
            with self._condition:
                self._passes -= 1
                self._condition.notify_all()

    def give_way(self, most: float) -> float:
        """Wait until no pass is under way, at most so long [s]; return how long it was [s]."""
        started = perf_counter()
        if most > 0.0:
            with self._condition:
                self._condition.wait_for(lambda: not self._passes, most)
        return perf_counter() - started
