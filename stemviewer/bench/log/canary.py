"""Whether anything outside the folder was opened: told by the kernel (Linux)."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

_OPEN, _ACCESS = 0x20, 0x1
_NONBLOCK = 0o4000
_EVENT = struct.Struct("iIII")


class Canary:
    """Counts openings and reads of files, by inotify; ``opened`` is ``None`` where there is none.

    Parameters
    ----------
    paths : iterable of Path
        Files that nobody may open while it watches.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._handle = -1
        if sys.platform.startswith("linux"):
            libc = ctypes.CDLL(None, use_errno=True)
            self._handle = int(libc.inotify_init1(_NONBLOCK))
            for path in paths:
                libc.inotify_add_watch(self._handle, os.fsencode(path), _OPEN | _ACCESS)

    def __enter__(self) -> Canary:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def opened(self) -> int | None:
        """Return how often a file was opened or read since the last call."""
        if self._handle < 0:
            return None
        try:
            content = os.read(self._handle, 1 << 16)
        except BlockingIOError:
            return 0
        count = at = 0
        while at + _EVENT.size <= len(content):
            at += _EVENT.size + _EVENT.unpack_from(content, at)[3]
            count += 1
        return count
