"""A session as something to replay: looked over by a limited process first."""

from __future__ import annotations

from pathlib import Path

from stemviewer.feeds.base import Channel
from stemviewer.feeds.replay.recording import Scan, ScanTime
from stemviewer.foreign.sessions import vet_session
from stemviewer.session.format.types import FrameRow
from stemviewer.session.reading.reader import SessionReader


class RecordedSession:
    """The raw frames of a session, scan by scan; see :class:`Recording`.

    Frames of a channel that changed its number type within the session are left out from then
    on: a feed states the type of a channel once.

    Parameters
    ----------
    path : Path
        Of any of its files.

    Raises
    ------
    SessionFileError
        If it cannot be read, or holds what no session of ours holds.
    """

    def __init__(self, path: Path) -> None:
        vet_session(path)
        self._reader = SessionReader(path)
        self._name = path.name
        self._channels: dict[str, Channel] = {}
        self._scans: list[list[FrameRow]] = []
        for row in self._reader.rows():
            self._sort_in(row)

    def _sort_in(self, row: FrameRow) -> None:
        if row.lost or not row.has_raw or not row.valid_rows:
            return
        known = self._channels.setdefault(
            row.channel, Channel(row.channel, row.dtype, row.calibration)
        )
        if known.dtype != row.dtype:
            return
        last = self._scans[-1] if self._scans else []
        joins = bool(last) and last[0].number == row.number
        alike = joins and last[0].settings.shape == row.settings.shape
        if alike and row.channel not in {other.channel for other in last}:
            last.append(row)
        else:
            self._scans.append([row])

    @property
    def name(self) -> str:
        """The file's name."""
        return self._name

    @property
    def channels(self) -> tuple[Channel, ...]:
        """In the order they appear."""
        return tuple(self._channels.values())

    def __len__(self) -> int:
        """Return the number of scans."""
        return len(self._scans)

    def time(self, position: int) -> ScanTime:
        """Return when a scan came."""
        row = self._scans[position][0]
        return ScanTime(row.acquired_utc_ns, row.received_monotonic_ns)

    def scan(self, position: int) -> Scan:
        """Load a scan."""
        rows = self._scans[position]
        frames = {row.channel: self._reader.raw(row.index) for row in rows}
        return Scan(rows[0].settings, rows[0].acquired_utc_ns, rows[0].place, frames)

    def close(self) -> None:
        """Release the file. Idempotent."""
        self._reader.close()
