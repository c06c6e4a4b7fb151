"""Writing a session: what goes into which table, and when a new segment is due."""

from __future__ import annotations

from pathlib import Path

from stemviewer.session.format.files import part_path
from stemviewer.session.format.header import StackKey
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.format.rows import text_of
from stemviewer.session.format.schema import Row
from stemviewer.session.signing.keys import SigningKey
from stemviewer.session.writing.message import Message, MessageKind
from stemviewer.session.writing.own_rows import orphan, own_event, own_gap, stamp
from stemviewer.session.writing.pictures import Pictures
from stemviewer.session.writing.prepare import Prepared, prepare
from stemviewer.session.writing.segment import Segment
from stemviewer.session.writing.segments import Segments
from stemviewer.session.writing.texts import Texts


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
        self.files = Segments(folder, name, info, options, key)
        """The session's files: where they are, how many and how large."""
        self._early: list[Prepared] = []
        self._texts = Texts()
        self._pictures = Pictures(options.denoised, self._texts)
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
        self.files.worked()

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
            self.write(orphan(prepared.message.row))
        else:
            self._early.append(prepared)

    def _frame(self, prepared: Prepared) -> None:
        row = prepared.message.row
        key = self.files.key(row)
        segment = self._segment if self.files.holds(key) else None
        if segment is None:
            segment = self._began(self.files.open_for(key))
        at = segment.stack(key)
        assert at is not None
        assert prepared.chunk is not None
        position = segment.next_row()
        row["stack"] = at
        row["index"] = segment.stacks[at].append(prepared.chunk, int(row["number"]))
        row["sha256"] = prepared.sha256
        stamp(row)
        segment.append("frames", row)
        segment.flush("frames")
        self.frames += 1
        self._shown = position
        self._pictures.expect(row, position, key)

    @property
    def _segment(self) -> Segment | None:
        return self.files.current

    def _began(self, segment: Segment) -> Segment:
        """Take note of a new file: texts are stored once in each."""
        self._texts.forget()
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
        what = self.files.go_on(error, progress=progress, last=last)
        self._texts.forget()
        self._early.insert(0, own_event("error", what))
        return what

    def move(self) -> None:
        """Go on in a spare folder, if one has room, while there is room to end this file."""
        spare = self.files.spare()
        if self._segment is not None and spare not in (None, self.files.folder):
            self._began(self.files.roll(spare))

    def _picture(self, prepared: Prepared) -> None:
        segment = self._segment
        assert segment is not None
        position = self._pictures.write(segment, prepared)
        if position is None:
            self.write(orphan(prepared.message.row))
            return
        self.processed += 1
        self._shown = position

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
        self.write(own_event(kind, text))

    def gap(self, first: int, last: int, reason: str) -> None:
        """Log frames that could not be recorded."""
        self.write(own_gap(first, last, reason))

    def sync(self) -> None:
        """To the disk itself, and a new segment where this one is large enough."""
        if self._segment is not None:
            self._segment.sync()
        if self.files.full():
            self._began(self.files.roll())

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
        if state_rest:
            self._pictures.state_rest(segment)
        first = self.files.close(incomplete=incomplete)
        return first if first.is_file() else part_path(first)

    def _open_empty(self) -> None:
        """Events without a single frame still make a session, with an empty stack."""
        channel = next(iter(self._info.instrument.channels), "")
        self._began(self.files.open_for(StackKey(False, channel, "uint16", 1, 1, None)))
