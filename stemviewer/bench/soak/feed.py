"""The simulated microscope that is killed, stalled and started again at the same address."""

from __future__ import annotations

import os
import signal
import threading
from urllib.parse import urlsplit

from stemviewer.core.errors import FeedError
from stemviewer.feeds.launch import ServerProcess, start_server_process

TRIES = 20
RETRY_S = 0.5


class Microscope:
    """A server of the open feed in a process of its own.

    Parameters
    ----------
    side : int
        Rows and columns [px].
    fps : float
        Frames a second, at most.
    seed : int
        Of specimen and noise.
    """

    def __init__(self, side: int, fps: float, seed: int) -> None:
        self._size = ["--size", str(side), "--max-fps", str(fps), "--dwell", "1"]
        self._seed = seed
        self._server: ServerProcess = start_server_process([*self._words(), "--port", "0"])
        self.address = self._server.address
        self._port = urlsplit(self.address).port or 0

    @property
    def running(self) -> bool:
        """Whether the server lives."""
        return self._server.running

    def kill(self) -> None:
        """SIGKILL."""
        os.kill(self._server.pid, signal.SIGKILL)
        self._server.stop()

    def start(self) -> None:
        """Start it again where it was.

        Raises
        ------
        FeedError
            If the port cannot be had.
        """
        self._seed += 1
        pause = threading.Event()
        for trial in range(TRIES):
            try:
                words = [*self._words(), "--port", str(self._port)]
                self._server = start_server_process(words)
            except FeedError:
                if trial == TRIES - 1:
                    raise
                pause.wait(RETRY_S)
            else:
                return

    def hold(self, *, on: bool) -> None:
        """Stop the process where it is (SIGSTOP), or let it go on."""
        os.kill(self._server.pid, signal.SIGSTOP if on else signal.SIGCONT)

    def stop(self) -> None:
        """End the server."""
        self._server.stop()

    def _words(self) -> list[str]:
        return ["simulate", *self._size, "--seed", str(self._seed)]
