"""What a reader keeps in memory: which frames have pictures; and how it reads losses and events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from stemviewer.core.errors import SessionFileError
from stemviewer.session.format import schema
from stemviewer.session.format.processes import trained_of
from stemviewer.session.format.rows import text_of
from stemviewer.session.format.schema import Row
from stemviewer.session.format.types import Loss, SessionEvent
from stemviewer.session.reading.segment_reader import SegmentReader

_TAIL = 64
"""Last rows looked at for statements: more channels than this are not told apart."""


class PictureIndex:
    """Which frames have processed pictures, from the column of parents alone."""

    def __init__(self) -> None:
        self._picture_of: dict[int, int] = {}
        self._seen = 0
        self._stated: dict[str, int] = {}

    def of(self, frame: int) -> int | None:
        """Position of the last picture made of a frame."""
        return self._picture_of.get(frame)

    def stated(self, channel: str) -> int:
        """Frame before which all of a channel are accounted for."""
        return self._stated.get(channel, 0)

    def take(self, segment: SegmentReader) -> None:
        """Take in what a file has that was not seen before."""
        base, count = segment.header.first_processed, segment.counts["processed"]
        if base + count <= self._seen:
            return
        start = max(self._seen - base, 0)
        for at, parent in enumerate(segment.parents()[start:].tolist(), base + start):
            self._picture_of[parent] = at
        self._take_statements(segment.rows("processed", max(count - _TAIL, 0), count))
        self._seen = base + count

    def _take_statements(self, rows: Row) -> None:
        for row in rows:
            upto = int(row["parent_row"])
            if int(row["kind"]) == schema.STATEMENT:
                # it stands for no picture, and its parent is the row after the last one
                self._picture_of.pop(upto, None)
            else:
                upto += 1
            channel = text_of(row, "channel")
            self._stated[channel] = max(self._stated.get(channel, 0), upto)


def read_losses(segment: SegmentReader) -> Iterator[Loss]:
    """Yield the losses that one file states, in order."""
    for row in segment.rows("losses", 0, segment.counts["losses"]):
        yield Loss(
            int(row["first"]),
            int(row["last"]),
            bool(row["gap"]),
            text_of(row, "reason"),
            int(row["before_row"]),
            int(row["utc_ns"]),
        )


def read_events(segment: SegmentReader) -> Iterator[SessionEvent]:
    """Yield the events of one file, in order."""
    at, count = 0, segment.counts["events"]
    while at < count:
        row = segment.row("events", at)
        parts = max(int(row["parts"]), 1)
        if at + parts > count:
            return
        try:
            content = json.loads(segment.text("events", at))
            text, data = str(content["text"]), dict(content["data"])
        except (ValueError, KeyError, TypeError) as error:
            raise SessionFileError(f"Event {at} of {segment.path.name} is damaged.") from error
        yield SessionEvent(
            text_of(row, "kind"),
            text,
            data,
            int(row["utc_ns"]),
            int(row["monotonic_ns"]),
            int(row["before_row"]),
        )
        at += parts


def trained_networks(segments: Iterable[SegmentReader]) -> dict[str, str]:
    """Return what the session's networks were trained for (JSON), by their weights' SHA-256."""
    trained = {}
    for segment in segments:
        at = 0
        while at < segment.counts["texts"]:
            row = segment.row("texts", at)
            if text_of(row, "kind") == "network":
                weights, text = trained_of(segment.text("texts", at))
                trained[weights] = text
            at += max(1, int(row["parts"]))
    return trained
