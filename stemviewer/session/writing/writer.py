"""Writing a session: what goes into which table, and when a new segment is due."""

from __future__ import annotations

import time
from collections import OrderedDict
from pathlib import Path

from stemviewer.session.format import schema
from stemviewer.session.format.files import part_path
from stemviewer.session.format.header import StackKey
from stemviewer.session.format.processes import network_record, trained_of, weights_of
from stemviewer.session.format.rows import (
    bytes_of,
    canonical,
    empty_processed_row,
    event_text,
    loss_to_row,
    text_of,
    text_rows,
)
from stemviewer.session.format.schema import Row
from stemviewer.session.format.stacks import twin
from stemviewer.session.format.types import RecordOptions, SessionInfo
from stemviewer.session.signing.keys import SigningKey
from stemviewer.session.writing.message import Message, MessageKind
from stemviewer.session.writing.prepare import Prepared, prepare
from stemviewer.session.writing.segment import Segment
from stemviewer.session.writing.segments import Segments

RECENT_FRAMES = 4096
"""Frames a processed picture can still find its parent among, per session."""


class SessionWriter:
    """Writes one session; used by one thread, except :meth:`prepare`.

    Parameters
    ----------
    folder : Path
        Where the files go.
    name : str
        Of the files, already safe.
    info : SessionInfo
        For the header.
    options : RecordOptions
        How to store.
    key : SigningKey or None
        What signs it; ``None``: nothing does.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        info: SessionInfo,
        options: RecordOptions,
        key: SigningKey | None = None,
    ) -> None:
        self._info, self._options = info, options
        self._segments = Segments(folder, name, info, options, key)
        self._early: list[Prepared] = []
        self._parents: OrderedDict[tuple[bytes, int], tuple[int, StackKey]] = OrderedDict()
        self._stated: dict[bytes, int] = {}
        self._texts: dict[bytes, int] = {}
        self._progress = True
        self._shown = -1
        self.frames = 0
        self.processed = 0

    def prepare(self, message: Message, *, thumbnail: bool = False) -> Prepared:
        """Hash, compress and make small; any thread, without HDF5's lock."""
        return prepare(message, self._options, thumbnail=thumbnail)

    def write(self, prepared: Prepared) -> None:
        """Write and flush one message.

        Raises
        ------
        OSError
            If the file cannot take it. Then nothing more may be written.
        """
        kind = prepared.message.kind
        self._shown = -1
        if self._segment is None and kind is not MessageKind.FRAME:
            self._before_first_frame(prepared)
            return
        if self._segment is not None:
            self._write_early()
        self._write(prepared)
        self._progress = True
        self._segments.worked()

    def write_thumbnail(self, prepared: Prepared) -> None:
        """Write the small picture of what :meth:`write` was last given, if it has one.

        A step of its own: where it fails, the frame itself is safe already.
        """
        row, segment = prepared.thumbnail, self._segment
        if row is None or segment is None or self._shown < 0:
            return
        row["row"] = self._shown
        segment.append("thumbnails", row)
        segment.flush("thumbnails")

    def _write(self, prepared: Prepared) -> None:
        kind = prepared.message.kind
        if kind is MessageKind.FRAME:
            self._frame(prepared)
        elif kind is MessageKind.PROCESSED:
            self._picture(prepared)
        elif kind is MessageKind.LOSS:
            self._loss(prepared.message.row)
        else:
            self._event(prepared.message)

    def _before_first_frame(self, prepared: Prepared) -> None:
        """Keep events: the first frame decides the stacks of the first file."""
        if prepared.message.kind is MessageKind.PROCESSED:
            self._note_orphan(prepared.message.row)
        else:
            self._early.append(prepared)

    def _frame(self, prepared: Prepared) -> None:
        row = prepared.message.row
        key = self._segments.key(row)
        segment = self._segment if self._segments.holds(key) else None
        if segment is None:
            segment = self._began(self._segments.open_for(key))
        at = segment.stack(key)
        assert at is not None
        assert prepared.chunk is not None
        position = segment.next_row()
        row["stack"] = at
        row["index"] = segment.stacks[at].append(prepared.chunk, int(row["number"]))
        row["sha256"] = prepared.sha256
        _stamp(row)
        segment.append("frames", row)
        segment.flush("frames")
        self.frames += 1
        self._shown = position
        self._remember(row, position, key)

    def _remember(self, row: Row, position: int, key: StackKey) -> None:
        channel = bytes_of(row, "channel")
        self._stated.setdefault(channel, 0)
        self._parents[channel, int(row["number"])] = (position, key)
        self._parents.move_to_end((channel, int(row["number"])))
        while len(self._parents) > RECENT_FRAMES:
            self._parents.popitem(last=False)

    @property
    def _segment(self) -> Segment | None:
        return self._segments.current

    def _began(self, segment: Segment) -> Segment:
        """Take note of a new file: texts are stored once in each."""
        self._texts.clear()
        self._write_early()
        return segment

    def _write_early(self) -> None:
        while self._early:
            self._write(self._early[0])
            del self._early[0]

    def go_on(self, error: BaseException, *, last: bool = False) -> str:
        """Go on in a new file after :meth:`write` or another method raised; then call it again.

        Parameters
        ----------
        error : BaseException
            What it raised.
        last : bool
            Whether only the end of the session is to be written.

        Returns
        -------
        str
            What happened, already an event of the log.

        Raises
        ------
        NoPlaceError
            If no folder takes a new file: the recording has ended.
        """
        progress, self._progress = self._progress, False
        what = self._segments.go_on(error, progress=progress, last=last)
        self._texts.clear()
        self._early.insert(0, _own_event("error", what))
        return what

    def move(self) -> None:
        """Go on in a spare folder, if one has room, while there is room to end this file."""
        spare = self._segments.spare()
        if self._segment is not None and spare not in (None, self._segments.folder):
            self._began(self._segments.roll(spare))

    def _picture(self, prepared: Prepared) -> None:
        segment = self._segment
        assert segment is not None
        row = prepared.message.row
        channel = bytes_of(row, "channel")
        parent = self._parents.get((channel, int(row["number"])))
        if parent is None:
            self._note_orphan(row)
            return
        position, key = parent
        self._place(segment, prepared, key)
        provenance, numbers = prepared.message.texts
        row["provenance_text"] = self._text(segment, "provenance", provenance)
        if numbers:
            row["numbers_text"] = self._text(segment, "numbers", numbers)
        row["parent_row"] = position
        # a picture that comes late states nothing of the frames before its parent
        row["stated_from"] = min(self._stated[channel], position)
        row["sha256"] = prepared.sha256
        _stamp(row)
        segment.append("processed", row)
        segment.flush("processed")
        self._stated[channel] = max(self._stated[channel], position + 1)
        self.processed += 1
        self._shown = position

    def _place(self, segment: Segment, prepared: Prepared, key: StackKey) -> None:
        """Store the pixels where they belong; a picture without a stack keeps only its hash."""
        row = prepared.message.row
        at = segment.stack(twin(key, self._options.denoised))
        fits = (int(row["rows"]), int(row["columns"])) == (key.rows, key.columns)
        if at is None or prepared.chunk is None or not fits:
            row["kind"], row["stack"], row["index"] = schema.HASH_ONLY, -1, -1
            return
        row["kind"], row["stack"] = schema.STORED, at
        row["index"] = segment.stacks[at].append(prepared.chunk, int(row["number"]))

    def _note_orphan(self, row: Row) -> None:
        text = (
            f"A processed picture of frame {int(row['number'])} ({text_of(row, 'channel')}) was "
            "left out: its raw frame is not in this session."
        )
        self.event("note", text)

    def _text(self, segment: Segment, kind: str, content: bytes) -> int:
        """Store a text once per segment, and return its position there."""
        if content in self._texts:
            return self._texts[content]
        trained = self._networks(segment, content) if kind == "provenance" else {}
        utc_ns = time.time_ns()
        at = segment.append_text("texts", kind, content, utc_ns, time.monotonic_ns())
        self._texts[content] = at
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
                self._text(segment, "network", content)
                trained.update([trained_of(content)])
        return trained

    def _loss(self, row: Row) -> None:
        segment = self._segment
        assert segment is not None
        row["before_row"] = segment.next_row()
        segment.append("losses", row)
        segment.flush("losses")

    def _event(self, message: Message) -> None:
        segment = self._segment
        assert segment is not None
        row = message.row
        kind, utc, monotonic = text_of(row, "kind"), int(row["utc_ns"]), int(row["monotonic_ns"])
        segment.append_text("events", kind, message.texts[0], utc, monotonic)

    def event(self, kind: str, text: str) -> None:
        """Log an event of the recorder's own."""
        self.write(_own_event(kind, text))

    def gap(self, first: int, last: int, reason: str) -> None:
        """Log frames that could not be recorded."""
        row = loss_to_row(first, last, reason, time.time_ns())
        row["gap"] = 1
        self.write(Prepared(Message(MessageKind.LOSS, row)))

    def sync(self) -> None:
        """To the disk itself, and a new segment where this one is large enough."""
        if self._segment is not None:
            self._segment.sync()
        if self._segments.full():
            self._began(self._segments.roll())

    def bytes_written(self) -> int:
        """Size of all segments [bytes]."""
        return self._segments.bytes_written()

    @property
    def first_path(self) -> Path:
        """Final path of the session's first file."""
        return self._segments.first_path

    @property
    def last_room(self) -> bool:
        """Whether the ballast was freed: what room there is, is for ending the session."""
        return self._segments.last_room

    @property
    def segments(self) -> int:
        """Files so far."""
        return self._segments.number

    @property
    def folder(self) -> Path:
        """Where the open file is."""
        return self._segments.folder

    def close(self, *, incomplete: bool = False, state_rest: bool = True) -> Path | None:
        """State what was not processed, and end the session; does nothing if nothing came.

        Parameters
        ----------
        incomplete : bool
            Whether frames could not be recorded.
        state_rest : bool
            Whether it is known that the last frames were not processed.

        Returns
        -------
        Path or None
            Of the first segment, ``None`` when nothing was ever received.
        """
        if self._segment is None:
            if not self._early:
                return None
            self._open_empty()
        segment = self._segment
        assert segment is not None
        self._write_early()
        for channel, stated in self._stated.items():
            if state_rest and stated < segment.next_row():
                self._state_rest(segment, channel, stated)
                self._stated[channel] = segment.next_row()
        first = self._segments.close(incomplete=incomplete)
        return first if first.is_file() else part_path(first)

    def _open_empty(self) -> None:
        """Events without a single frame still make a session, with an empty stack."""
        channel = next(iter(self._info.instrument.channels), "")
        self._began(self._segments.open_for(StackKey(False, channel, "uint16", 1, 1, None)))

    def _state_rest(self, segment: Segment, channel: bytes, stated: int) -> None:
        row = empty_processed_row()
        row["kind"] = schema.STATEMENT
        row["channel"] = channel
        row["stated_from"], row["parent_row"] = stated, segment.next_row()
        _stamp(row)
        segment.append("processed", row)
        segment.flush("processed")


def _own_event(kind: str, text: str) -> Prepared:
    row = text_rows(kind, b"{}", time.time_ns(), time.monotonic_ns())[0]
    return Prepared(Message(MessageKind.EVENT, row, (event_text(text, {}), b"")))


def _stamp(row: Row) -> None:
    row["written_utc_ns"], row["written_monotonic_ns"] = time.time_ns(), time.monotonic_ns()
