"""Texts that rows point to, each stored once in a file."""

from __future__ import annotations

import time

from stemviewer.session.format.processes import network_record, trained_of, weights_of
from stemviewer.session.format.rows import canonical
from stemviewer.session.writing.segment import Segment


class Texts:
    """Where the texts of the open file are."""

    def __init__(self) -> None:
        self._at: dict[bytes, int] = {}

    def forget(self) -> None:
        """Begin anew: a new file has none of them."""
        self._at.clear()

    def put(self, segment: Segment, kind: str, content: bytes) -> int:
        """Store a text unless the file has it, and return its position there."""
        if content in self._at:
            return self._at[content]
        trained = self._networks(segment, content) if kind == "provenance" else {}
        utc_ns = time.time_ns()
        at = segment.append_text("texts", kind, content, utc_ns, time.monotonic_ns())
        self._at[content] = at
        if kind == "provenance":
            segment.processes.note(content, trained, utc_ns, at)
        return at

    def _networks(self, segment: Segment, provenance: bytes) -> dict[str, str]:
        """Store what the catalogue says of a provenance's networks; return what they can do."""
        trained: dict[str, str] = {}
        for weights in weights_of(provenance):
            record = network_record(weights)
            if record is not None:
                content = canonical(record)
                self.put(segment, "network", content)
                trained.update([trained_of(content)])
        return trained
