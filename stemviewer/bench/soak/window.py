"""The window under test: a process of its own, its screen, and what it says of itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from stemviewer.core.errors import StemviewerError

SCREEN = ("Xvfb", "-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp")
SCREEN_S = 20.0


class Screen:
    """A virtual screen of its own where there is one; else Qt draws off screen."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self.variables = {"QT_QPA_PLATFORM": "offscreen"}

    def __enter__(self) -> Screen:
        """Start it."""
        if shutil.which(SCREEN[0]) is not None:
            self._process = subprocess.Popen(
                SCREEN, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            assert self._process.stdout is not None
            number = self._process.stdout.readline().decode().strip()
            if number:
                self.variables = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{number}"}
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(SCREEN_S)
            assert self._process.stdout is not None
            self._process.stdout.close()


class WindowProcess:
    """The program, its beats and notices, and a line to it.

    Parameters
    ----------
    arguments : sequence of str
        Of ``stemviewer.ui.load.soak``.
    variables : mapping
        Added to the environment.
    errors : Path
        Where its standard error goes.
    """

    def __init__(self, arguments: list[str], variables: Mapping[str, str], errors: Path) -> None:
        self._errors: IO[bytes] = errors.open("wb")
        command = [sys.executable, "-m", "stemviewer.ui.load.soak", *arguments]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=os.environ | dict(variables),
            text=True,
        )
        self._lock = threading.Lock()
        self._lines: list[dict[str, Any]] = []
        self._last: dict[str, Any] = {}
        self._reader = threading.Thread(target=self._read, name="window-lines", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Process number."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it lives."""
        return self._process.poll() is None

    @property
    def beat(self) -> dict[str, Any]:
        """What it said of itself last; empty at first."""
        with self._lock:
            return self._last

    def lines(self) -> list[dict[str, Any]]:
        """Return all that it said, in order of time: beats and notices."""
        with self._lock:
            return list(self._lines)

    def order(self, text: str) -> None:
        """Write it a line; nothing happens when it has gone."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(text + "\n")
            self._process.stdin.flush()
        except OSError:
            return  # its end is found by whoever looks at `running`

    def wait_for(self, true: Callable[[], bool], seconds: float) -> bool:
        """Wait until something holds; False when it does not in time, or the window has gone."""
        pause, deadline = threading.Event(), time.monotonic() + seconds
        while not true():
            if time.monotonic() > deadline or not self.running:
                return False
            pause.wait(0.1)
        return True

    def end(self, seconds: float) -> int:
        """Have it close by itself; kill it where it does not. Return its exit code.

        Raises
        ------
        StemviewerError
            If it had to be killed.
        """
        self.order("end")
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise StemviewerError(f"The window did not close within {seconds:.0f} s.") from error
        finally:
            self._process.kill()
            self._process.wait()
            self._reader.join()
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.close()
            self._process.stdout.close()
            self._errors.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                said = json.loads(line)
            except ValueError:
                continue  # a library's word on standard output
            with self._lock:
                self._lines.append(said)
                if said["kind"] == "beat":
                    self._last = said
