"""A plain thread whose error is stored, told, and raised to its owner."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Worker:
    """Runs a function in a named thread.

    Parameters
    ----------
    name : str
        Thread name, as it shows in a stack dump.
    run : callable
        The work; it must return soon after its owner asked it to.
    on_failure : callable, optional
        Told of the error from the worker's own thread, before the thread ends.
    """

    def __init__(
        self,
        name: str,
        run: Callable[[], None],
        on_failure: Callable[[Exception], None] | None = None,
    ) -> None:
        self._run = run
        self._on_failure = on_failure
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._body, name=name, daemon=True)

    @property
    def error(self) -> Exception | None:
        """What ended the work, if it did not end by itself."""
        return self._error

    @property
    def alive(self) -> bool:
        """Whether it is still at work."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def join(self, timeout: float) -> bool:
        """Wait up to ``timeout`` [s] for the end; return whether it has ended."""
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def check(self) -> None:
        """Raise what ended the work, once."""
        error, self._error = self._error, None
        if error is not None:
            raise error

    def _body(self) -> None:
        try:
            self._run()
        except Exception as error:  # noqa: BLE001 - stored, told and raised to the owner
            self._error = error
            if self._on_failure is not None:
                self._on_failure(error)
