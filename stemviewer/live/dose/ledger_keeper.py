"""Keeps a ledger in its file, and takes it up again where it is of what is connected now."""

from __future__ import annotations

import time
from pathlib import Path

from stemviewer.feeds.base import Connected, Origin
from stemviewer.live.dose.following import DriftFollower
from stemviewer.live.dose.ledger import DoseLedger
from stemviewer.live.dose.store import LedgerFileError, load_ledger, save_ledger
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.state import Severity

STALE_NS = 12 * 3600 * 10**9
"""A ledger of a feed that was restarted is taken up again within this time [ns]."""

SAVE_S = 2.0
"""A ledger that has changed is written this often [s]."""


class LedgerKeeper:
    """Writes the ledger of one instrument, and reads it again once. Used by the feed thread.

    Parameters
    ----------
    path : Path or None
        File of the ledger; ``None`` keeps nothing.
    notices : NoticeBoard
        For the operator.
    """

    def __init__(self, path: Path | None, notices: NoticeBoard) -> None:
        self._path, self._notices = path, notices
        self._changed = self._resumed = False
        self._saved = 0.0

    def changed(self) -> None:
        """Note that the books are not what the file says."""
        self._changed = True

    def save(
        self, ledger: DoseLedger, instrument: str | None, now: float, *, at_once: bool = False
    ) -> None:
        """Write a ledger that has changed, when it is time.

        Parameters
        ----------
        ledger : DoseLedger
            To write.
        instrument : str or None
            Its name; ``None`` while none was connected yet.
        now : float
            By a clock that only goes forward [s].
        at_once : bool
            Whether to write however short ago it was.
        """
        if not self._changed or (now - self._saved <= SAVE_S and not at_once):
            return
        self._saved, self._changed = now, False
        if self._path is None or instrument is None:
            return
        try:
            save_ledger(self._path, ledger, instrument=instrument, saved_utc_ns=time.time_ns())
        except LedgerFileError as error:
            self._path = None
            self._notices.error(error, Severity.WARNING)

    def resume(self, event: Connected, follower: DriftFollower) -> DoseLedger | None:
        """Return the ledger that was kept, at the first connection and if it is to go on.

        It is when the feed is the same run, or the same detector a few hours ago.
        """
        first, self._resumed = not self._resumed, True
        if not first or self._path is None:
            return None
        try:
            kept = _kept(self._path, event, follower)
        except LedgerFileError as error:
            self._notices.error(error, Severity.WARNING)
            return None
        if kept is not None:
            self._notices.info(
                "The dose of the last session on this instrument was taken up again: "
                + kept.state.summary()
            )
        return kept


def _kept(path: Path, event: Connected, follower: DriftFollower) -> DoseLedger | None:
    if not path.exists():
        return None
    fresh = DoseLedger(follower)
    name, saved = load_ledger(path, fresh)
    same = bool(event.run) and event.run == fresh.run
    recent = time.time_ns() - saved < STALE_NS and event.instrument.origin is Origin.DETECTOR
    return fresh if name == event.instrument.name and (same or recent) else None
