"""The files of a running session that are not written to any more."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from pathlib import Path

from stemviewer.session.writing.rescue import MOST_KEPT, Kept
from stemviewer.session.writing.segment import Segment


class Finished:
    """Closed files, held open so that they can be saved, and failed ones, never touched again."""

    def __init__(self) -> None:
        # closing a file after a failed write can crash HDF5: these live as long as the process
        self._never_closed: list[Segment] = []
        self._kept: deque[Kept] = deque()
        self.bytes = 0

    def closed(self, segment: Segment, final: Path) -> None:
        """Take a file that was closed well."""
        if os.name == "nt":
            self.bytes += final.stat().st_size
            return
        self._keep(Kept(final, segment.handle))

    def abandoned(self, segment: Segment) -> None:
        """Take a file that could not be written to its end."""
        self._never_closed.append(segment)
        self._keep(Kept(segment.path, segment.handle))

    def never_begun(self, segment: Segment) -> None:
        """Take a file that holds nothing; its name becomes free again where that is possible."""
        self._never_closed.append(segment)
        segment.release()
        with contextlib.suppress(OSError):
            segment.path.unlink()

    def _keep(self, kept: Kept) -> None:
        with contextlib.suppress(OSError):
            self.bytes += os.fstat(kept.handle).st_size
        self._kept.append(kept)
        while len(self._kept) > MOST_KEPT:
            self._kept.popleft().close()

    def save(self, folder: Path) -> list[tuple[Path, Path]]:
        """Copy what was removed into a folder; return old and new path of each."""
        saved = []
        for at, kept in enumerate(self._kept):
            if not kept.gone():
                continue
            target = kept.save(folder)
            if target is not None:
                saved.append((kept.path, target))
                handle = os.open(target, os.O_RDWR)
                kept.close()
                self._kept[at] = Kept(target, handle)
        return saved
