"""Room on the disk before anything is recorded; asked in a thread, for a share may be slow."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from time import monotonic

from stemviewer.live.state import RecordingState
from stemviewer.ui.live.background import Background

EVERY_S = 10.0


class DiskWatch:
    """Knows the free space of a folder as of a few seconds ago."""

    def __init__(self) -> None:
        self._work: Background[int] | None = None
        self._asked = -EVERY_S
        self._free = 0

    def filled(self, state: RecordingState, folder: Path, rate: float) -> RecordingState:
        """Return a recording state with the room there is, if it does not say so itself.

        Parameters
        ----------
        state : RecordingState
            As polled.
        folder : Path
            Where the next session goes.
        rate : float
            What a recording would write [bytes/s]; 0 if not known.
        """
        self._poll(folder)
        if state.active or state.busy or not self._free:
            return state
        minutes = self._free / rate / 60 if rate > 0 else None
        return replace(state, disk_free=self._free, minutes_left=minutes)

    def join(self, timeout: float) -> None:
        """Wait for a question under way [s]."""
        if self._work is not None:
            self._work.join(timeout)

    def _poll(self, folder: Path) -> None:
        if self._work is not None:
            if self._work.poll():
                self._work = None
        elif monotonic() - self._asked >= EVERY_S:
            self._asked = monotonic()
            self._work = Background(
                "disk-free", lambda: free_bytes(folder), self._found, lambda _: self._found(0)
            )

    def _found(self, free: int) -> None:
        self._free = free


def free_bytes(folder: Path) -> int:
    """Return the free space [bytes] where ``folder`` is or would be made."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(existing).free
