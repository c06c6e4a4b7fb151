"""Whether a kept ledger is of what is connected now."""

from __future__ import annotations

import time
from pathlib import Path

from stemviewer.feeds.base import Connected, Origin
from stemviewer.live.dose.following import DriftFollower
from stemviewer.live.dose.ledger import DoseLedger
from stemviewer.live.dose.store import load_ledger

STALE_NS = 12 * 3600 * 10**9
"""A ledger of a feed that was restarted is taken up again within this time [ns]."""


def kept_ledger(path: Path, follower: DriftFollower, event: Connected) -> DoseLedger | None:
    """Return the ledger that was kept, if it is to be gone on with.

    It is when the feed is the same run, or the same detector a few hours ago.

    Raises
    ------
    LedgerFileError
        If it cannot be read.
    """
    if not path.exists():
        return None
    fresh = DoseLedger(follower)
    name, saved = load_ledger(path, fresh)
    same = bool(event.run) and event.run == fresh.run
    recent = time.time_ns() - saved < STALE_NS and event.instrument.origin is Origin.DETECTOR
    return fresh if name == event.instrument.name and (same or recent) else None
