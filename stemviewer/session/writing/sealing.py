"""Sealing a session: master and manifest, before its last file gets its final name."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stemviewer.session.format.files import final_path
from stemviewer.session.format.header import HeaderModel
from stemviewer.session.signing.keys import SigningKey
from stemviewer.session.signing.manifest import (
    SegmentEntry,
    file_sha256,
    segment_entry,
    write_manifest,
)
from stemviewer.session.writing.committed import Committed
from stemviewer.session.writing.master import write_master


@dataclass(slots=True)
class _File:
    """A file of the session that is not written to any more."""

    path: Path
    header: HeaderModel
    end: Committed
    work: Future[SegmentEntry]

    def entry(self) -> SegmentEntry:
        """Return what the manifest says of it; hashed anew if it was moved meanwhile."""
        try:
            return self.work.result()
        except OSError:
            return segment_entry(self.path, self.header.segment, self.end.head, dict(self.end.rows))


class Sealer:
    """Gathers what the manifest says of each file; files are hashed beside the recording.

    Parameters
    ----------
    key : SigningKey or None
        What signs the manifest.
    """

    def __init__(self, key: SigningKey | None) -> None:
        self._key = key
        self._pool: ThreadPoolExecutor | None = None
        self._files: list[_File] = []

    def add(self, path: Path, header: HeaderModel, end: Committed) -> None:
        """Take a file that is not written to any more; it is read once more, in a thread.

        Parameters
        ----------
        path : Path
            Where it is now; it must keep that name until :meth:`seal`, or :meth:`moved` tell.
        header : HeaderModel
            Of the file.
        end : Committed
            How far it goes.
        """
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="seal")
        work = self._pool.submit(segment_entry, path, header.segment, end.head, dict(end.rows))
        self._files.append(_File(path, header, end, work))

    def moved(self, old: Path, new: Path) -> None:
        """Take note of a file that was saved elsewhere."""
        for file in self._files:
            if file.path == old:
                file.path = new

    def seal(self, head: bytes, *, incomplete: bool) -> None:
        """Write master and manifest; the manifest into each folder that has a file and takes it.

        Raises
        ------
        OSError
            If a file cannot be read again, or the manifest not be written anywhere.
        """
        assert self._pool is not None
        header = self._files[0].header
        master = self._master()
        content = {
            "session_id": header.session_id,
            "name": header.name,
            "closed_utc_ns": time.time_ns(),
            "incomplete": incomplete,
            "head": head.decode("ascii"),
            "segments": tuple(file.entry() for file in self._files),
            "master_sha256": "" if master is None else file_sha256(master),
        }
        self._pool.shutdown()
        beside = {file.path.parent: file.path for file in self._files}
        troubles = [trouble for path in beside.values() if (trouble := self._write(path, content))]
        if len(troubles) == len(beside):
            raise troubles[0]

    def _write(self, path: Path, content: dict[str, Any]) -> OSError | None:
        try:
            write_manifest(path, content, self._key)
        except OSError as error:
            return error
        return None

    def _master(self) -> Path | None:
        """Write a master for several files in one folder: its links do not leave it."""
        files = self._files
        if len(files) == 1 or len({file.path.parent for file in files}) > 1:
            return None
        last = len(files) - 1
        # a failed file keeps its .part; the last one is about to get its final name
        return write_master(
            [(final_path(f.path) if n == last else f.path, f.header) for n, f in enumerate(files)]
        )
