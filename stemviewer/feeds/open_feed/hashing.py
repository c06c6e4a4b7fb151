"""Digests of large frames, computed beside the thread that receives them."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from stemviewer.core.frame import RawArray

BESIDE_BYTES = 4 * 1024 * 1024
"""From this size on a frame is hashed in a thread of its own [bytes].

SHA-256 takes as long as all the rest of receiving together, and lets other threads run
meanwhile; for smaller frames handing over costs more than it gains.
"""


class Hasher:
    """A thread for digests, made when it is first needed."""

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None

    def digest(self, frame_bytes: int) -> RunningDigest:
        """Return the digest to be of one channel of a frame of so many bytes, all channels."""
        if frame_bytes < BESIDE_BYTES:
            return RunningDigest()
        if self._threads is None:
            self._threads = ThreadPoolExecutor(1, "feed-digests")
        return RunningDigest(self._threads)

    def close(self) -> None:
        """End the thread when it has done what it was given. Idempotent."""
        if self._threads is not None:
            self._threads.shutdown()
            self._threads = None


class RunningDigest:
    """SHA-256 of one channel, row by row.

    Parameters
    ----------
    threads : ThreadPoolExecutor, optional
        With one thread, so that rows stay in order; without it they are hashed at once.
    """

    def __init__(self, threads: ThreadPoolExecutor | None = None) -> None:
        self._sha = hashlib.sha256()
        self._threads = threads
        self._last: Future[None] | None = None

    def update(self, rows: RawArray) -> None:
        """Take C-contiguous rows, which must not change any more."""
        pixels = rows.reshape(-1).view(np.uint8).data
        if self._threads is None:
            self._sha.update(pixels)
        else:
            self._last = self._threads.submit(self._sha.update, pixels)

    def hexdigest(self) -> str:
        """Return the digest of all rows so far, as soon as it is known [hex]."""
        if self._last is not None:
            self._last.result()
        return self._sha.hexdigest()
