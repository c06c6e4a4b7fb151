"""Sealing a session: master and manifest, before its last file gets its final name."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from stemviewer.session.files import PART
from stemviewer.session.header import HeaderModel
from stemviewer.session.keys import SigningKey
from stemviewer.session.manifest import (
    SegmentEntry,
    file_sha256,
    segment_entry,
    write_manifest,
)
from stemviewer.session.master import write_master


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
        self._entries: list[Future[SegmentEntry]] = []
        self._files: list[tuple[Path, HeaderModel]] = []

    def add(self, path: Path, header: HeaderModel, head: bytes, rows: dict[str, int]) -> None:
        """Take a closed file; it is read once more, whole, in a thread.

        Parameters
        ----------
        path : Path
            Where it is now; it must keep that name until :meth:`seal`.
        header : HeaderModel
            Of the file.
        head : bytes
            Last link in it.
        rows : dict of str to int
            Rows of each of its tables.
        """
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="seal")
        work = self._pool.submit(segment_entry, path, header.segment, head, rows)
        self._entries.append(work)
        self._files.append((path.with_name(path.name.removesuffix(PART)), header))

    def seal(self, head: bytes, *, incomplete: bool) -> Path:
        """Write master and manifest, and return the manifest's path.

        Raises
        ------
        OSError
            If a file cannot be read again, or the manifest not be written.
        """
        assert self._pool is not None
        first, header = self._files[0]
        master = write_master(self._files) if len(self._files) > 1 else None
        content = {
            "session_id": header.session_id,
            "name": header.name,
            "closed_utc_ns": time.time_ns(),
            "incomplete": incomplete,
            "head": head.decode("ascii"),
            "segments": tuple(entry.result() for entry in self._entries),
            "master_sha256": "" if master is None else file_sha256(master),
        }
        self._pool.shutdown()
        return write_manifest(first, content, self._key)
