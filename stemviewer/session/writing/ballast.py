"""A file that only takes room, to be freed when the disk is full."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path

BALLAST = ".ballast"


class Ballast:
    """Room kept on the disk beside a session; freed once.

    Parameters
    ----------
    folder : Path
        Of the session.
    name : str
        Of the session's files.
    size : int
        Wanted [bytes]; at most a quarter of what is free is taken, so that a small disk is not
        filled by it.
    """

    def __init__(self, folder: Path, name: str, size: int) -> None:
        self.path = folder / f"{name}{BALLAST}"
        self._handle: int | None = None
        _remove_left_behind(folder)
        try:
            self.size = min(size, shutil.disk_usage(folder).free // 4)
            if self.size:
                self._take()
        except OSError:
            # no room kept: the recording is only less well prepared
            self.free()

    def _take(self) -> None:
        self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        _lock(self._handle)
        allocate = getattr(os, "posix_fallocate", None)
        if allocate is not None:
            allocate(self._handle, 0, self.size)
            return
        # elsewhere only written bytes are sure to take room
        block = bytes(1 << 20)
        for start in range(0, self.size, len(block)):
            os.write(self._handle, block[: self.size - start])

    def free(self) -> int:
        """Give the room back to the disk; return how much it was [bytes]."""
        size, self.size = self.size, 0
        if self._handle is None:
            return 0
        with contextlib.suppress(OSError):
            os.truncate(self._handle, 0)
        os.close(self._handle)
        self._handle = None
        with contextlib.suppress(OSError):
            self.path.unlink()
        return size


def _lock(handle: int) -> None:
    """Mark the file as in use; Windows refuses to remove an open file anyway."""
    if sys.platform != "win32":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _remove_left_behind(folder: Path) -> None:
    """Remove ballast whose recorder was killed."""
    for path in folder.glob(f"*{BALLAST}"):
        with contextlib.suppress(OSError):
            if not _in_use(path):
                path.unlink()


def _in_use(path: Path) -> bool:
    if sys.platform == "win32":
        return False
    import fcntl

    handle = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
