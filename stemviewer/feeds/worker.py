"""A thread that keeps its error for its owner."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Worker(threading.Thread):
    """Runs one function; what it raises is stored and raised again by :meth:`check`.

    Parameters
    ----------
    name : str
        Shown in dumps and by leak guards.
    work : callable
        Runs in the thread.
    on_error : callable or None
        Called in the thread after an error, so that others stop waiting for it.
    """

    def __init__(
        self, name: str, work: Callable[[], None], on_error: Callable[[], None] | None = None
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._on_error = on_error
        self.error: Exception | None = None

    def run(self) -> None:
        """Run the function."""
        try:
            self._work()
        except Exception as error:  # noqa: BLE001 - kept for the owner, who raises it
            self.error = error
            if self._on_error is not None:
                self._on_error()

    def check(self) -> None:
        """Raise what the thread raised, once."""
        error, self.error = self.error, None
        if error is not None:
            raise error
