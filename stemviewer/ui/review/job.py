"""One piece of long work in a thread of its own, polled, and thrown away when cancelled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Outcome(Generic[T]):
    """Result of a job, or what it failed with."""

    value: T | None = None
    error: Exception | None = None


class Job(Generic[T]):
    """Runs ``work`` once. Cancelling gives up its result at once; the thread ends by itself.

    Parameters
    ----------
    name : str
        As shown to the operator.
    work : callable
        Does not touch Qt; it cannot be interrupted.
    """

    def __init__(self, name: str, work: Callable[[], T]) -> None:
        self.name = name
        self._work = work
        self._lock = threading.Lock()
        self._outcome: Outcome[T] | None = None
        self._cancelled = False
        self._started = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> Job[T]:
        """Start; return itself."""
        self._thread.start()
        return self

    def cancel(self) -> None:
        """Give the result up."""
        with self._lock:
            self._cancelled = True
            self._outcome = None

    def take(self) -> Outcome[T] | None:
        """Return the outcome once, when there is one; never blocks."""
        with self._lock:
            outcome, self._outcome = self._outcome, None
            return outcome

    @property
    def seconds(self) -> float:
        """Time since it was made [s]."""
        return time.monotonic() - self._started

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the thread's end; return whether it has ended."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        outcome: Outcome[T]
        try:
            outcome = Outcome(value=self._work())
        except Exception as error:  # noqa: BLE001 - handed to the owner by take()
            outcome = Outcome(error=error)
        with self._lock:
            if not self._cancelled:
                self._outcome = outcome
