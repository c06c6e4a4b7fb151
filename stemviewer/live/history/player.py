"""Reads frames of the history for the views, the newest wish first, off the Qt thread."""

from __future__ import annotations

from collections.abc import Callable

from stemviewer.core.worker import Worker
from stemviewer.live.channels import NewestSlot
from stemviewer.live.history.shelf import Shelf
from stemviewer.live.state import Shown

WAIT_S = 0.5


class Player:
    """Unpacks what is asked for. While it is at work only the last wish waits.

    Parameters
    ----------
    shelf : Shelf
        Holds the frames.
    failed : callable
        Told of an error that ended the thread.
    """

    def __init__(self, shelf: Shelf, failed: Callable[[Exception], None]) -> None:
        self._shelf = shelf
        self._asked: NewestSlot[int] = NewestSlot()
        self._read: NewestSlot[tuple[int, Shown | None]] = NewestSlot()
        self._worker = Worker("history-read", self._run, failed)

    def start(self) -> None:
        """Start the thread."""
        self._worker.start()

    def stop(self, timeout: float) -> bool:
        """End the thread; return whether it has ended within ``timeout`` [s]."""
        self._asked.close()
        return self._worker.join(timeout)

    def ask(self, key: int) -> None:
        """Ask for a frame by its key; a wish that waits is replaced."""
        self._asked.put(key, counted=False)

    def take(self) -> tuple[int, Shown | None] | None:
        """Return the key and frame that were read last, once; the frame is ``None`` if gone."""
        return self._read.take()

    def _run(self) -> None:
        while not self._asked.closed:
            key = self._asked.take(WAIT_S)
            if key is not None:
                self._read.put((key, self._shelf.read(key)), counted=False)
