"""Time for sources that keep pace with it; tests bring their own."""

from __future__ import annotations

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Seconds that pass, and a way to wait for them or for a change."""

    def now(self) -> float:
        """Return the time since any fixed moment [s]; never goes back."""

    def utc_ns(self) -> int:
        """Return UTC since 1970 [ns]."""

    def wait(self, changed: threading.Condition, timeout: float | None) -> None:
        """Wait until ``changed``, held by the caller, is notified, at most ``timeout`` [s]."""


class SystemClock:
    """The computer's clock."""

    def now(self) -> float:
        """Return the monotonic time [s]."""
        return time.monotonic()

    def utc_ns(self) -> int:
        """Return UTC since 1970 [ns]."""
        return time.time_ns()

    def wait(self, changed: threading.Condition, timeout: float | None) -> None:
        """Wait on the condition."""
        changed.wait(timeout)
