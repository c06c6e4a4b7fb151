"""Putting what was found of a damaged session into a new one."""

from __future__ import annotations

import hashlib
import json
import time
from collections import defaultdict
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import SessionFileError
from stemviewer.core.provenance import Flag, Parameter
from stemviewer.session.format import chain, schema
from stemviewer.session.format.header import StackModel
from stemviewer.session.format.rows import (
    bytes_of,
    canonical,
    event_text,
    loss_to_row,
    text_of,
    text_rows,
)
from stemviewer.session.format.schema import Row
from stemviewer.session.format.schema_versions import upgraded
from stemviewer.session.reading.segment_reader import SegmentReader
from stemviewer.session.recovering.report import RecoverReport
from stemviewer.session.recovering.rows import FoundRow
from stemviewer.session.writing.message import Message, MessageKind
from stemviewer.session.writing.prepare import Prepared
from stemviewer.session.writing.segment import END_KIND
from stemviewer.session.writing.writer import SessionWriter

EVIDENCE_KIND = "original links"
_LINKS_PER_EVENT = 64


class Saver:
    """Writes what is sound of one segment after the other; counts go to ``report``."""

    def __init__(self, writer: SessionWriter, report: RecoverReport) -> None:
        self._writer = writer
        self._report = report
        self._links: list[list[str | int]] = []
        self._next: dict[int, int] = defaultdict(int)
        self._suspects: set[bytes] = set()
        self.stated = False

    def segment(self, segment: SegmentReader, found: FoundRow) -> None:
        """Take one row of a segment."""
        row = upgraded(found.table, found.row)
        self._keep_link(found)
        if not found.sound:
            self._report.rows_lost += 1
            if found.table == "frames":
                self._suspects.add(bytes_of(row, "sha256"))
            self._report.processed_lost += found.table == "processed"
            return
        take = {"frames": self._frame, "processed": self._picture, "losses": self._loss}
        if found.table in take:
            take[found.table](segment, row.copy().reshape(()))
        elif found.table == "events":
            self._event(segment, row)

    def end(self, segment: SegmentReader) -> None:
        """Save the pictures that no sound row names, at the end of a segment."""
        for at, model in enumerate(segment.header.stacks):
            if not model.processed:
                # of a file that was cut off, the last picture may lack its row: never acknowledged
                stored = _stored(segment, at) - (1 if segment.growing else 0)
                self._unnamed(segment, at, stored)
        self._next.clear()
        self.flush_links(segment.header.segment)

    def event(self, kind: str, text: str, data: dict[str, Parameter]) -> None:
        """Log an event of the recovery's own."""
        self._put_event(kind, event_text(text, data), time.time_ns(), time.monotonic_ns())

    def _put_event(self, kind: str, content: bytes, utc_ns: int, monotonic_ns: int) -> None:
        row = text_rows(kind, b"{}", utc_ns, monotonic_ns)[0]
        self._writer.write(Prepared(Message(MessageKind.EVENT, row, (content, b""))))

    def _keep_link(self, found: FoundRow) -> None:
        self._links.append([found.table, int(found.row["sequence"]), text_of(found.row, "chain")])

    def flush_links(self, segment: int) -> None:
        """Keep the original's links as evidence."""
        while self._links:
            some, self._links = self._links[:_LINKS_PER_EVENT], self._links[_LINKS_PER_EVENT:]
            text = json.dumps(some, separators=(",", ":"))
            self.event(EVIDENCE_KIND, text, {"segment": segment})

    def _frame(self, segment: SegmentReader, row: Row) -> None:
        at, index, number = int(row["stack"]), int(row["index"]), int(row["number"])
        stacks = segment.header.stacks
        if not (0 <= at < len(stacks) and self._next[at] <= index < _stored(segment, at)):
            # a row that no link proves may point anywhere
            self._report.rows_lost += 1
            return
        self._unnamed(segment, at, index)
        self._next[at] = index + 1
        pixels = _pixels(segment, at, index)
        if pixels is None or chain.pixels_sha256(pixels) != bytes_of(row, "sha256"):
            self._gap(number, f"recovery: its pixels are damaged (link {int(row['sequence'])})")
            return
        self._put_frame(row, pixels)
        self._report.frames += 1

    def _put_frame(self, row: Row, pixels: npt.NDArray[Any]) -> None:
        message = Message(MessageKind.FRAME, row, pixels=np.ascontiguousarray(pixels))
        self._writer.write(self._writer.prepare(message))

    def _gap(self, number: int, reason: str) -> None:
        self._writer.gap(number, number, reason)
        self._report.frames_lost += 1

    def _unnamed(self, segment: SegmentReader, at: int, end: int) -> None:
        """Save pictures whose rows are damaged or gone: pixels, and nothing of their settings."""
        for index in range(self._next[at], end):
            model = segment.header.stacks[at]
            number = _number(segment, at, index)
            pixels = _pixels(segment, at, index)
            if pixels is None or not self._trusted(segment, at, pixels):
                self._gap(number, f"recovery: row and picture {index} of {model.group} are damaged")
                continue
            self._put_frame(_bare_row(model, number), pixels)
            self._report.without_settings += 1
        self._next[at] = max(self._next[at], end)

    def _trusted(self, segment: SegmentReader, at: int, pixels: npt.NDArray[Any]) -> bool:
        """Whether a picture without a sound row is what was written, by hash or checksum."""
        known = chain.pixels_sha256(pixels) in self._suspects
        return known or bool(segment.stack(at).fletcher32)

    def _picture(self, segment: SegmentReader, row: Row) -> None:
        if int(row["kind"]) == schema.STATEMENT:
            self.stated = True
            return
        try:
            provenance = segment.text("texts", int(row["provenance_text"]))
            numbers = int(row["numbers_text"])
            texts = (provenance, segment.text("texts", numbers) if numbers >= 0 else b"")
        except (SessionFileError, ValueError):
            provenance = b""
        if hashlib.sha256(provenance).hexdigest().encode() != bytes_of(row, "provenance_sha256"):
            self._report.processed_lost += 1
            return
        self._put_picture(segment, row, texts)

    def _put_picture(self, segment: SegmentReader, row: Row, texts: tuple[bytes, bytes]) -> None:
        sha256, stored = bytes_of(row, "sha256"), int(row["kind"]) == schema.STORED
        pixels = _pixels(segment, int(row["stack"]), int(row["index"])) if stored else None
        if pixels is not None and chain.pixels_sha256(pixels) == sha256:
            message = Message(MessageKind.PROCESSED, row, texts, np.ascontiguousarray(pixels))
            prepared = self._writer.prepare(message)
        else:
            self._report.processed_hash_only += stored
            prepared = Prepared(Message(MessageKind.PROCESSED, row, texts), sha256)
        before = self._writer.processed
        self._writer.write(prepared)
        kept = self._writer.processed > before
        self._report.processed += kept
        self._report.processed_lost += not kept

    def _loss(self, _: SegmentReader, row: Row) -> None:
        self._writer.write(Prepared(Message(MessageKind.LOSS, row)))
        self._report.losses += 1

    def _event(self, segment: SegmentReader, row: Row) -> None:
        kind = text_of(row, "kind")
        if int(row["part"]) != 0 or kind == END_KIND:
            return
        try:
            content = segment.text("events", int(row["text"]))
            canonical(json.loads(content))
        except (SessionFileError, ValueError):
            self._report.rows_lost += 1
            return
        self._put_event(kind, content, int(row["utc_ns"]), int(row["monotonic_ns"]))
        self._report.events += 1

    def missing_file(self, number: int) -> None:
        """Log that a whole file is gone."""
        row = loss_to_row(-1, -1, f"recovery: file {number} of the session is missing", 0)
        row["gap"], row["utc_ns"] = 1, time.time_ns()
        self._writer.write(Prepared(Message(MessageKind.LOSS, row)))


def _pixels(segment: SegmentReader, at: int, index: int) -> npt.NDArray[Any] | None:
    try:
        return segment.pixels(at, index)
    except (SessionFileError, IndexError):
        return None


def _stored(segment: SegmentReader, at: int) -> int:
    try:
        return int(segment.stack(at).shape[0])
    except SessionFileError:
        return 0


def _number(segment: SegmentReader, at: int, index: int) -> int:
    try:
        return segment.frame_number(at, index)
    except SessionFileError:
        return -1


def _bare_row(model: StackModel, number: int) -> Row:
    """Return the row of a frame of which only the pixels are known."""
    row = np.zeros((), schema.FRAME_DTYPE)
    for name in row.dtype.names or ():
        if f"{name}_source" in (row.dtype.names or ()):
            row[name] = np.nan
    row["number"], row["channel"] = number, model.channel.encode("utf-8")
    row["rows"], row["columns"] = model.rows, model.columns
    row["valid_rows"], row["dtype"] = model.rows, model.dtype.encode()
    row["flags"] = int(Flag.PARTIAL)
    return row
