"""Reading a session: any frame in constant time, across all its segments."""

from __future__ import annotations

import bisect
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import numpy as np

from stemviewer.core.errors import SessionFileError
from stemviewer.core.frame import Frame, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, provenance_from_json
from stemviewer.session.format import schema
from stemviewer.session.format.options import SessionInfo
from stemviewer.session.format.rows import bytes_of, row_to_evidence, row_to_frame_row, text_of
from stemviewer.session.format.schema import Row
from stemviewer.session.format.types import Fate, FrameRow, Loss, ProcessedRow, SessionEvent
from stemviewer.session.reading.following import following
from stemviewer.session.reading.index import PictureIndex, read_events, read_losses
from stemviewer.session.reading.locator import find_first
from stemviewer.session.reading.segment_reader import SegmentReader
from stemviewer.session.reading.thumbnails import Thumbnail, thumbnails_of


class SessionReader:
    """A session open for reading; used by one thread.

    Parameters
    ----------
    path : Path
        Of any of its files, closed or ``.part``.

    Raises
    ------
    SessionFileError
        If it cannot be read, or one of its files is missing.
    """

    def __init__(self, path: Path) -> None:
        self._segments: list[SegmentReader] = []
        self._pictures = PictureIndex()
        try:
            self._segments.append(SegmentReader(find_first(Path(path))))
            self.refresh()
        except SessionFileError:
            self.close()
            raise

    def __enter__(self) -> SessionReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all files."""
        for segment in self._segments:
            segment.close()

    @property
    def segments(self) -> tuple[SegmentReader, ...]:
        """The session's files, in order."""
        return tuple(self._segments)

    @property
    def info(self) -> SessionInfo:
        """Who recorded what."""
        return self._segments[0].header.info

    @property
    def closed(self) -> bool:
        """Whether the recording was ended in good order (else it runs, or was cut off)."""
        return bool(self._segments[-1].state()["closed"])

    @property
    def incomplete(self) -> bool:
        """Whether the recording itself says that frames could not be recorded."""
        return bool(self._segments[-1].state()["incomplete"])

    def refresh(self) -> None:
        """Take in what a running recorder has added since."""
        last = self._segments[-1]
        last.refresh()
        while (segment := following(last)) is not None:
            if last.state()["closed"]:
                last.refresh()
            else:
                last.limit(segment.header)
            self._segments.append(segment)
            last = segment
        for segment in self._segments:
            self._pictures.take(segment)

    def __len__(self) -> int:
        """Frames received."""
        last = self._segments[-1]
        return last.header.first_row + last.counts["frames"]

    def _locate(self, index: int) -> tuple[SegmentReader, int]:
        if not 0 <= index < len(self):
            raise IndexError(f"frame {index} is not among the {len(self)} of this session")
        firsts = [segment.header.first_row for segment in self._segments]
        segment = self._segments[bisect.bisect_right(firsts, index) - 1]
        return segment, index - segment.header.first_row

    def _locate_processed(self, index: int) -> tuple[SegmentReader, int]:
        firsts = [segment.header.first_processed for segment in self._segments]
        segment = self._segments[bisect.bisect_right(firsts, index) - 1]
        return segment, index - segment.header.first_processed

    def row(self, index: int) -> FrameRow:
        """Return what the log says of a received frame, 0 to ``len(self) - 1``.

        Raises
        ------
        IndexError
            If there is no such frame.
        SessionFileError
            If its row is damaged.
        """
        segment, at = self._locate(index)
        row = _parsed(segment.row("frames", at), index)
        position = self._pictures.of(index)
        if position is not None:
            processed = self.processed_row(position)
            return replace(row, fate=Fate.PROCESSED, processed=position, processed_row=processed)
        stated = index < self._pictures.stated(row.channel)
        return replace(row, fate=Fate.NOT_PROCESSED if stated else Fate.UNSTATED)

    def rows(self) -> Iterator[FrameRow]:
        """Yield all rows in order."""
        for index in range(len(self)):
            yield self.row(index)

    def raw(self, index: int) -> Frame:
        """Return a received frame as it came; raises like :meth:`row`."""
        segment, at = self._locate(index)
        stored = segment.row("frames", at)
        row = _parsed(stored, index)
        pixels = segment.pixels(int(stored["stack"]), int(stored["index"]))
        return Frame(
            row.number,
            row.channel,
            read_only(pixels),
            row.settings,
            row.calibration,
            row.valid_rows,
            row.complete,
            row.acquired_utc_ns,
            row.received_utc_ns,
            row.received_monotonic_ns,
            row.sha256 if row.complete else "",
        )

    def processed_row(self, position: int) -> ProcessedRow:
        """Return what the log says of a processed picture, by ``FrameRow.processed``."""
        segment, at = self._locate_processed(position)
        row = segment.row("processed", at)
        try:
            text = segment.text("texts", int(row["provenance_text"])).decode("ascii")
            return ProcessedRow(
                position,
                int(row["parent_row"]),
                self._numbers(segment, row),
                text_of(row, "channel"),
                Flag(int(row["flags"])),
                provenance_from_json(text),
                int(row["kind"]) == schema.STORED,
                text_of(row, "sha256"),
                int(row["valid_rows"]),
                float(row["seconds"]),
                int(row["written_utc_ns"]),
                row_to_evidence(row),
            )
        except ValueError as error:
            raise SessionFileError(f"Processed row {position} is damaged: {error}") from error

    def _numbers(self, segment: SegmentReader, row: Row) -> tuple[int, ...]:
        at = int(row["numbers_text"])
        if at < 0:
            return tuple(range(int(row["first_number"]), int(row["number"]) + 1))
        return tuple(int(n) for n in json.loads(segment.text("texts", at)))

    def processed(self, index: int) -> Processed | None:
        """Return the picture made of frame ``index``, ``None`` if none, or none was stored."""
        position = self._pictures.of(index)
        if position is None:
            self._locate(index)
            return None
        row = self.processed_row(position)
        if not row.stored:
            return None
        segment, at = self._locate_processed(position)
        stored = segment.row("processed", at)
        pixels = segment.pixels(int(stored["stack"]), int(stored["index"])).astype(
            np.float32, copy=False
        )
        return Processed(
            row.numbers, row.channel, read_only(pixels), row.provenance, row.valid_rows, row.seconds
        )

    def thumbnails(self) -> list[Thumbnail]:
        """Return all small pictures in the order of recording, at most one a second."""
        return [
            thumbnail
            for segment in self._segments
            if "thumbnails" in segment.counts
            for thumbnail in thumbnails_of(
                segment.rows("thumbnails", 0, segment.counts["thumbnails"])
            )
        ]

    def losses(self) -> list[Loss]:
        """Return the frames that never came, and those that could not be recorded."""
        return [loss for segment in self._segments for loss in read_losses(segment)]

    def events(self) -> list[SessionEvent]:
        """Return everything that was logged as an event, in order."""
        return [event for segment in self._segments for event in read_events(segment)]

    @property
    def head(self) -> str:
        """Link of the hash chain at the last row written with the state (about a second)."""
        return bytes_of(self._segments[-1].state(), "head").decode("ascii", "replace")


def _parsed(row: Row, index: int) -> FrameRow:
    try:
        return row_to_frame_row(row, index)
    except ValueError as error:
        raise SessionFileError(
            f"The row of frame {index} is damaged: {error}",
            "Its settings cannot be trusted.",
            "Run stemviewer verify on the session.",
        ) from error
