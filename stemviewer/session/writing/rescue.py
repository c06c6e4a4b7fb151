"""Saving files whose folder was removed while they were open."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from stemviewer.session.format.files import final_path, sync_folder, sync_handle

MOST_KEPT = 64
"""Files of one session that are held open so that they can be saved."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the session that is complete, or will not be written to again."""

    path: Path
    handle: int

    def gone(self) -> bool:
        """Whether it bears its name no more, open or final."""
        return not any(_same(path, self.handle) for path in (self.path, final_path(self.path)))

    def save(self, folder: Path) -> Path | None:
        """Copy it into a folder; ``None`` if that failed, which loses nothing more."""
        target = folder / self.path.name
        scratch = target.with_name(target.name + ".saving")
        try:
            _copy(self.handle, scratch)
            scratch.rename(target)
            sync_folder(folder)
        except OSError:
            with contextlib.suppress(OSError):
                scratch.unlink()
            return None
        return target

    def close(self) -> None:
        """Let go of it."""
        with contextlib.suppress(OSError):
            os.close(self.handle)


def _same(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except OSError:
        return False


def _copy(handle: int, target: Path) -> None:
    size = os.fstat(handle).st_size
    if shutil.disk_usage(target.parent).free < size:
        raise OSError("no room for it")
    os.lseek(handle, 0, os.SEEK_SET)
    with target.open("xb") as file:
        while block := os.read(handle, 8 << 20):
            file.write(block)
        file.flush()
        sync_handle(file.fileno())
