"""Checking the signatures over a session's chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from stemviewer.session.format.header import HeaderModel
from stemviewer.session.format.rows import bytes_of, text_of
from stemviewer.session.format.schema import Row
from stemviewer.session.reading.segment_reader import SegmentReader
from stemviewer.session.signing.keys import is_signed, key_id
from stemviewer.session.signing.signatures import signed_message


class SignatureCheck:
    """Follows the chain of a session, link by link; problems go to ``report``."""

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._previous = ""
        self._number = 0
        self._name = ""
        self._due: dict[int, list[Row]] = defaultdict(list)
        self._last = (0, b"")
        self.public = ""
        self.signed_to = 0
        """Link before which every row is signed."""

    def begin(self, segment: SegmentReader) -> None:
        """Start a segment: check each signature of it as such."""
        header, self._name = segment.header, segment.path.name
        self._due.clear()
        self._last = (0, b"")
        self._key(header)
        rows = segment.signatures()
        if len(rows) and not self.public:
            self._say("holds signatures, but its header names no key")
            return
        for row in rows:
            self._one(header, row)

    def _key(self, header: HeaderModel) -> None:
        if header.segment == 1:
            self.public = header.public_key
        elif header.public_key != self.public:
            self._say("is signed with another key than the file before")
        if header.key_id != (key_id(header.public_key) if header.public_key else ""):
            self._say("its key's fingerprint is not that of its key")

    def _one(self, header: HeaderModel, row: Row) -> None:
        number, signature = int(row["number"]), text_of(row, "signature")
        if number != self._number + 1:
            self._say(f"signature {number} stands where {self._number + 1} was due")
        message = _message(header, row, self._previous)
        if not is_signed(self.public, message, signature):
            self._say(f"signature {number} is not valid")
        # go on from what is stored, so that one change is reported as one
        self._number, self._previous = number, signature
        sequence = int(row["sequence"])
        if sequence < self._last[0]:
            self._say(f"signature {number} goes back in the chain")
        self._last = (sequence, bytes_of(row, "head"))
        self._due[sequence].append(row)

    def at(self, sequence: int, head: bytes) -> None:
        """Compare what was signed before link ``sequence`` with the chain there."""
        for row in self._due.pop(sequence, ()):
            if bytes_of(row, "head") != head:
                self._say(
                    f"signature {int(row['number'])} was made over another history: rows before "
                    f"link {sequence} were rewritten"
                )
            self.signed_to = sequence

    def end(self, sequence: int, head: bytes, *, closed: bool) -> None:
        """Finish the segment, whose next link would be ``sequence``."""
        self.at(sequence, head)
        for left in sorted(self._due):
            number = int(self._due[left][0]["number"])
            self._say(f"signature {number} covers rows up to link {left} that are not there")
        if closed and self.public and self._last != (sequence, head):
            self._say("its end is not signed, though it was closed")

    def _say(self, problem: str) -> None:
        self._report(f"{self._name}: {problem}")


def _message(header: HeaderModel, row: Row, previous: str) -> bytes:
    try:
        return signed_message(header.session_id, header.segment, row, previous)
    except UnicodeEncodeError:
        # a damaged head is no hex: nobody ever signed it
        return b""
