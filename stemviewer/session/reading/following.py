"""Which file of a session follows another, whether that one was closed or failed."""

from __future__ import annotations

from stemviewer.core.errors import SessionFileError
from stemviewer.session.reading.locator import find_next
from stemviewer.session.reading.segment_reader import SegmentReader


def following(segment: SegmentReader) -> SegmentReader | None:
    """Open the file after a segment; ``None`` if it is the last.

    A closed file says whether another follows. One that was not closed may be written still, or
    its recorder was killed, or it could not be written to its end: then the recording went on in
    the next file, whose header says so.

    Raises
    ------
    SessionFileError
        If the next file is missing, cannot be read, or is of another session.
    """
    state = segment.state()
    closed, continued = bool(state["closed"]), bool(state["continued"])
    if closed and not continued:
        return None
    path = find_next(segment.path, segment.header, needed=continued)
    if path is None:
        return None
    after = SegmentReader(path)
    if after.header.session_id == segment.header.session_id:
        return after
    after.close()
    if not continued:
        # left over from another session of that name
        return None
    raise SessionFileError(f"{path.name} belongs to another session.")
