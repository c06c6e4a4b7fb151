"""How the recorder process is woken, and learns that the writer is gone."""

from __future__ import annotations

import os
import threading


class Doorbell(threading.Thread):
    """Waits on standard input: a byte wakes, the end says that the writer is gone."""

    def __init__(self, handle: int) -> None:
        super().__init__(name="doorbell", daemon=True)
        self._handle = handle
        self._rung = threading.Event()
        self.gone = False

    def run(self) -> None:
        """Read until the end."""
        while os.read(self._handle, 4096):
            self._rung.set()
        self.gone = True
        self._rung.set()

    def wait(self, seconds: float) -> None:
        """Return when rung, or after a time [s]."""
        self._rung.wait(seconds)
        self._rung.clear()
