"""One pass over a session: links, signatures, contents and structure, in the order of writing."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from stemviewer.core.errors import SessionFileError
from stemviewer.session.format import chain
from stemviewer.session.format.rows import bytes_of
from stemviewer.session.format.schema import STATE_DTYPE, Row
from stemviewer.session.format.schema_versions import upgraded
from stemviewer.session.reading.following import following
from stemviewer.session.reading.locator import find_first
from stemviewer.session.reading.segment_reader import SegmentReader
from stemviewer.session.verifying.content import ContentCheck
from stemviewer.session.verifying.manifest import Found
from stemviewer.session.verifying.signatures import SignatureCheck
from stemviewer.session.verifying.structure import layout_problems

MAX_PROBLEMS = 1000
CATCHING_UP = 5
"""Times that newer rows are followed, where the recorder runs on while it is checked."""

_BLOCK = 256


class Walk:
    """One pass over a session."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.head = b""
        self.sequence = 1
        self.session_id = ""
        self.content = ContentCheck(self.report)
        self.signatures = SignatureCheck(self.report)
        self.version = 0
        self.closed = False
        self.incomplete = False
        self.named_closed = False
        self._promise: Row = np.zeros((), STATE_DTYPE)
        self._kept = False
        self.files: list[tuple[Path, str, dict[str, int]]] = []

    def report(self, problem: str) -> None:
        """Take a problem; past the first thousand they are counted as one."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)

    def session(self, path: Path) -> None:
        """Walk all segments."""
        number = 1
        segment: SegmentReader | None = SegmentReader(find_first(path))
        while segment is not None:
            after = self._after(segment)
            try:
                self.segment(segment, number, after)
            except (KeyError, OSError, RuntimeError, TypeError, ValueError) as error:
                self.report(f"{segment.path.name}: cannot be read to its end: {error}")
                if after is not None:
                    after.close()
                return
            finally:
                segment.close()
            segment = after
            number += 1

    def _after(self, segment: SegmentReader) -> SegmentReader | None:
        """Open the next file; one that failed counts as far as the next one says."""
        try:
            after = following(segment)
        except SessionFileError as error:
            self.report(str(error))
            return None
        if after is not None and not segment.state()["closed"]:
            segment.limit(after.header)
        return after

    def segment(self, segment: SegmentReader, number: int, after: SegmentReader | None) -> None:
        """Walk one segment, knowing the one after it."""
        name = segment.path.name
        self._header(segment, number)
        # what is said of the rows first, then how far they are: a recorder may still run
        self._promise = segment.state()
        self._kept = False
        self.signatures.begin(segment)
        self.content.begin(segment)
        segment.settle()
        self._rows(segment, dict.fromkeys(segment.tables, 0))
        for problem in self._layout(segment):
            self.report(f"{name}: {problem}")
        ended = self.content.end()
        self._state(segment, ended, after)
        self.signatures.end(self.sequence, self.head, closed=self.closed)
        head = self.head.decode("ascii", "replace")
        self.files.append((segment.path, head, dict(segment.counts)))
        self.named_closed = not segment.growing

    def _rows(self, segment: SegmentReader, first: Mapping[str, int]) -> None:
        """Follow the rows from those positions to the last that was counted."""
        for table, row in _in_order(segment, first):
            self._link(segment.path.name, table, row)
            self.content.row(table, upgraded(table, row))

    def _layout(self, segment: SegmentReader) -> list[str]:
        """Compare the groups with the rows; newer rows are followed where the recorder runs.

        It names programs and settings in the groups while their rows are being looked at.
        """
        problems = list(layout_problems(segment, self.content.derived))
        for _ in range(CATCHING_UP):
            before = dict(segment.counts)
            if not problems or not segment.growing:
                break
            segment.settle()
            if segment.counts == before:
                break
            self._rows(segment, before)
            problems = list(layout_problems(segment, self.content.derived))
        return problems

    @property
    def found(self) -> Found:
        """What the manifest must say."""
        head = self.head.decode("ascii", "replace")
        return Found(
            self.session_id, self.signatures.public, head, self.incomplete, tuple(self.files)
        )

    def _header(self, segment: SegmentReader, number: int) -> None:
        header, name = segment.header, segment.path.name
        text = header.canonical()
        if bytes(segment.file["entry/log/header"][()]) != text:
            self.report(f"{name}: the header is not in its canonical form")
        if header.segment != number:
            self.report(f"{name}: says it is file {header.segment}, but stands as {number}")
        self.version = header.schema_version
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
        what = f"{name}: {table}: link {number}{self._frame_of(table, row)}"
        if number != self.sequence:
            self.report(f"{what} stands where link {self.sequence} was due")
            self.sequence = number
        self._at()
        expected = chain.link(self.head, table, row)
        # go on from what is stored, so that one change is reported as one
        self.head = bytes_of(row, "chain")
        if self.head != expected:
            self.report(f"{what} does not fit: a row was changed")
        self.sequence += 1

    def _at(self) -> None:
        """Compare what was said of the chain at this place, by signatures and by the state."""
        self.signatures.at(self.sequence, self.head)
        if int(self._promise["sequence"]) == self.sequence:
            self._kept |= bytes_of(self._promise, "head") == self.head

    @staticmethod
    def _frame_of(table: str, row: Row) -> str:
        return f" (frame {int(row['number'])})" if table in ("frames", "processed") else ""

    def _state(
        self, segment: SegmentReader, ended: dict[str, bool] | None, after: SegmentReader | None
    ) -> None:
        state, name = self._promise, segment.path.name
        self._at()
        self.closed = bool(state["closed"])
        if any(int(state[field]) > 1 for field in ("closed", "continued", "incomplete")):
            self.report(f"{name}: its state was changed")
        if not self._kept and not self._excused(segment, after):
            self.report(f"{name}: its state is not that of its rows")
        if not self.closed:
            self._not_closed(segment, ended, after)
            return
        if int(state["sequence"]) != self.sequence:
            self.report(f"{name}: rows are missing or were added at the end")
        continued = bool(state["continued"])
        self.incomplete = bool(state["incomplete"])
        said = {"continued": continued, "incomplete": self.incomplete}
        if ended != said:
            self.report(f"{name}: its state {said} is not what its last event says: {ended}")
        elif (ended or {}).get("continued") and after is None:
            self.report(f"{name}: says that it is continued, but the next file is not there")

    def _excused(self, segment: SegmentReader, after: SegmentReader | None) -> bool:
        """Whether a file that was cut off may lack its state, or one that failed be ahead of it."""
        if self.closed or not segment.growing:
            return False
        untouched = self._promise.tobytes() == bytes(self._promise.nbytes)
        return untouched or (after is not None and int(self._promise["sequence"]) > self.sequence)

    def _not_closed(
        self, segment: SegmentReader, ended: dict[str, bool] | None, after: SegmentReader | None
    ) -> None:
        name = segment.path.name
        if self._promise["continued"] or self._promise["incomplete"]:
            self.report(f"{name}: its state says how it ended, though it was not closed")
        if not segment.growing:
            self.report(f"{name}: bears the name of a closed file, but was not closed")
        if after is not None:
            reason = after.header.previous_failed or "it was not closed in time"
            self.notes.append(f"{name} was not closed ({reason}); {after.path.name} goes on.")
        elif (ended or {}).get("continued"):
            self.notes.append(f"{name} was about to be continued when the recorder was killed.")


def _in_order(segment: SegmentReader, after: Mapping[str, int]) -> Iterator[tuple[str, Row]]:
    """Yield the rows of all tables, from those positions on, by their sequence number."""

    def rows(table: str) -> Iterator[tuple[int, str, Row]]:
        count = segment.counts[table]
        for first in range(after[table], count, _BLOCK):
            for row in segment.stored_rows(table, first, min(first + _BLOCK, count)):
                yield int(row["sequence"]), table, row

    merged = heapq.merge(*(rows(table) for table in segment.tables), key=lambda item: item[:2])
    return ((table, row) for _, table, row in merged)
