"""Finding any change to a session: chain, pixels, provenance and structure."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from stemviewer.core.errors import SessionFileError
from stemviewer.session import chain
from stemviewer.session.files import existing, first_segment, next_segment
from stemviewer.session.rows import bytes_of
from stemviewer.session.schema import Row
from stemviewer.session.schema_versions import upgraded
from stemviewer.session.segment_reader import SegmentReader
from stemviewer.session.verify_content import ContentCheck
from stemviewer.session.verify_layout import layout_problems

MAX_PROBLEMS = 1000
_BLOCK = 256

CAVEAT = (
    "Someone who rewrites every row after a change can make a new chain that fits. "
    "Only the head, kept elsewhere (a notebook, a mail), shows that."
)


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was found.

    Parameters
    ----------
    good : bool
        Whether nothing was found.
    problems : list of str
        Each names the file, the frame or row, and what is wrong.
    frames : int
        Frames looked at.
    head : str
        Last link of the chain, to be kept elsewhere.
    closed : bool
        Whether the session was closed in good order; if not, the end cannot be vouched for.
    notes : list of str
        What the reader must know, though it is no fault.
    """

    good: bool
    problems: list[str]
    frames: int
    head: str
    closed: bool = True
    notes: list[str] = field(default_factory=list)


class _Walk:
    """One pass over a session."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.head = b""
        self.sequence = 1
        self.session_id = ""
        self.content = ContentCheck(self.report)
        self.closed = False

    def report(self, problem: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)

    def session(self, path: Path) -> None:
        """Walk all segments."""
        number = 1
        following: Path | None = first_segment(path)
        while following is not None:
            segment = SegmentReader(following)
            try:
                following = self.segment(segment, number)
            except (KeyError, OSError, RuntimeError, TypeError, ValueError) as error:
                self.report(f"{segment.path.name}: cannot be read to its end: {error}")
                return
            finally:
                segment.close()
            number += 1

    def segment(self, segment: SegmentReader, number: int) -> Path | None:
        """Walk one segment; return the path of the next, if there is to be one."""
        name = segment.path.name
        self._header(segment, number)
        self.content.begin(segment)
        for table, row in _in_order(segment):
            self._link(name, table, row)
            self.content.row(table, upgraded(table, row))
        ended = self.content.end()
        for problem in layout_problems(segment, self.content.processes, self.content.ended_utc_ns):
            self.report(f"{name}: {problem}")
        return self._state(segment, ended)

    def _header(self, segment: SegmentReader, number: int) -> None:
        header, name = segment.header, segment.path.name
        text = header.canonical()
        if bytes(segment.file["entry/log/header"][()]) != text:
            self.report(f"{name}: the header is not in its canonical form")
        if header.segment != number:
            self.report(f"{name}: says it is file {header.segment}, but stands as {number}")
        if number == 1:
            self.session_id = header.session_id
            self.head = chain.first_link(text)
        else:
            if header.session_id != self.session_id:
                self.report(f"{name}: belongs to another session")
            if header.previous_head.encode() != self.head:
                self.report(f"{name}: does not continue the chain of the file before")
            self.head = chain.next_segment_link(self.head, text)
        if header.first_sequence != self.sequence:
            self.report(f"{name}: starts at link {header.first_sequence}, not {self.sequence}")
            self.sequence = header.first_sequence

    def _link(self, name: str, table: str, row: Row) -> None:
        number = int(row["sequence"])
        if number != self.sequence:
            self.report(f"{name}: {table}: link {number} where {self.sequence} was due")
            self.sequence = number
        expected = chain.link(self.head, table, row)
        # go on from what is stored, so that one change is reported as one
        self.head = bytes_of(row, "chain")
        if self.head != expected:
            self.report(f"{name}: {table}: link {number} does not fit: a row was changed")
        self.sequence += 1

    def _state(self, segment: SegmentReader, ended: dict[str, bool] | None) -> Path | None:
        state, name = segment.state(), segment.path.name
        self.closed = bool(state["closed"])
        if not self.closed:
            if not segment.growing:
                self.report(f"{name}: bears the name of a closed file, but was not closed")
            return None
        if bytes_of(state, "head") != self.head or int(state["sequence"]) != self.sequence:
            self.report(f"{name}: rows are missing or were added at the end")
        continued = bool(state["continued"])
        said = {"continued": continued, "incomplete": bool(state["incomplete"])}
        if ended != said:
            self.report(f"{name}: its state {said} is not what its last event says: {ended}")
        if continued or (ended or {}).get("continued"):
            return existing(next_segment(segment.path))
        return None


def _in_order(segment: SegmentReader) -> Iterator[tuple[str, Row]]:
    """Yield all rows of all tables by their sequence number."""

    def rows(table: str) -> Iterator[tuple[int, str, Row]]:
        count = segment.counts[table]
        for first in range(0, count, _BLOCK):
            for row in segment.stored_rows(table, first, min(first + _BLOCK, count)):
                yield int(row["sequence"]), table, row

    merged = heapq.merge(*(rows(table) for table in segment.tables), key=lambda item: item[:2])
    return ((table, row) for _, table, row in merged)


def verify(path: Path) -> VerifyReport:
    """Look for any change to a session; reads every picture once.

    Parameters
    ----------
    path : Path
        Of any of its files.

    Returns
    -------
    VerifyReport
        Never raises for a damaged session: the damage is in the report.
    """
    walk = _Walk()
    try:
        walk.session(Path(path))
    except SessionFileError as error:
        walk.report(str(error))
    notes = [CAVEAT]
    if not walk.closed:
        notes.insert(0, "The recording was not closed: nothing is known of what came after the end")
    head = walk.head.decode("ascii", "replace")
    return VerifyReport(
        not walk.problems, walk.problems, walk.content.frames, head, walk.closed, notes
    )
