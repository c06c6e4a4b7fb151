"""The session in view: what its thread answers, and where that is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from stemviewer.catalogue.notes import Notes
from stemviewer.core.processed import Processed
from stemviewer.denoise.base import RangeVerdict
from stemviewer.session.format.options import SessionInfo
from stemviewer.ui.image.pair import PaintedPair
from stemviewer.ui.language.words import tr
from stemviewer.ui.review.answers import (
    Answer,
    FrameRead,
    Opened,
    ReadFailed,
    RowsRead,
    ThumbnailsRead,
)
from stemviewer.ui.review.compared import Pin
from stemviewer.ui.review.emptying import show_nothing
from stemviewer.ui.review.frame_words import WORDS_S, FrameWords
from stemviewer.ui.review.layout import ReviewLayout
from stemviewer.ui.review.reading import Vet
from stemviewer.ui.review.resting import Resting
from stemviewer.ui.review.session_thread import SessionThread
from stemviewer.ui.text import thousands

if TYPE_CHECKING:
    from stemviewer.denoise.chain import ChainResult


class ShownSession:
    """One session, its current frame, and the pictures shown of it.

    Parameters
    ----------
    window : ReviewLayout
        Whose widgets show it.
    tell : callable
        Told of errors.
    vet : callable, optional
        Looks a session over before it is opened, see ``SessionThread``.
    """

    def __init__(
        self, window: ReviewLayout, tell: Callable[[Exception], None], vet: Vet | None
    ) -> None:
        self._w = window
        self._tell = tell
        self._vet = vet
        self._thread: SessionThread | None = None
        self._trial: tuple[Processed, RangeVerdict | None] | None = None
        self._average: tuple[int, Processed] | None = None
        self.info = SessionInfo("")
        self.path: Path | None = None
        self._session: Path | None = None
        self.current = -1
        self.read: FrameRead | None = None
        self._place = Resting(WORDS_S, self._mark_place)
        self.words = FrameWords(window)

    def open(self, path: Path) -> None:
        """Open a session; what is open is closed."""
        self.close()
        self.path, self.read, self._trial, self.current = path, None, None, -1
        self._average = None
        self.words.forget()
        self.words.path = path
        show_nothing(self._w)
        self._w.keeper.open(path)
        self._w.views.raw.set_empty(tr("Opening …"), path.name)
        self._thread = SessionThread(path, self._vet)
        self._thread.start()

    def close(self) -> None:
        """End the thread that reads it."""
        if self._thread is not None:
            self._thread.stop()
            self._thread = None

    def poll(self) -> None:
        """Take what the thread has read."""
        for answer in self._thread.take() if self._thread is not None else ():
            self._take(answer)
        self._place.poll()
        self.words.poll()

    def go_to(self, index: int) -> None:
        """Show a frame, by its position in the session."""
        if self._thread is None or not 0 <= index < self._w.model.frames or index == self.current:
            return
        self.current = index
        self._thread.show(index)
        self._w.strip.set_current(index)
        self._w.remark.show_remark(index, self._w.keeper.notes.frame(index))
        self._place.wanted()

    def _mark_place(self) -> None:
        self._w.table.go_to(self.current)
        self._w.grid.go_to(self.current)

    def read_thumbnails(self, frames: tuple[int, ...] = ()) -> None:
        """Have small pictures made of some frames; of none: those recorded are read."""
        if self._thread is not None:
            self._thread.want_thumbnails(frames)

    def step(self, by: int) -> None:
        """Go on by so many frames, staying within the session."""
        self.go_to(min(max(self.current + by, 0), self._w.model.frames - 1))

    def play_on(self) -> None:
        """Go to the next frame once this one is in view; stop playing at the end."""
        if self.current + 1 >= self._w.model.frames:
            self._w.play.play.setChecked(False)
        elif self.read is not None and self.read.row.index == self.current:
            self.go_to(self.current + 1)

    def average_made(self, span: range, made: Processed) -> None:
        """Show the average of a span beside its last frame."""
        self._average = (span[-1], made)
        if self.read is not None and self.read.row.index == span[-1] == self.current:
            self._show(self.read)
        else:
            self.go_to(span[-1])

    def notes_changed(self, notes: Notes) -> None:
        """Show other remarks."""
        self._w.model.set_notes(notes)
        if self.current >= 0:
            self._w.remark.show_remark(self.current, notes.frame(self.current))
        if self.path is not None:
            self._w.session_remark.show_remark(self.path, notes.session)

    def _take(self, answer: Answer) -> None:
        match answer:
            case Opened():
                self._opened(answer)
            case RowsRead():
                self._w.model.append(answer.rows)
                self._w.strip.append(answer.rows, answer.total)
                self._w.session.add_rows(answer.rows, answer.total)
                self._w.frames_panel.set_note(self._counted(answer.total))
                self._w.layers.set_frames(answer.total)
                if self.current < 0:
                    self.go_to(0)
            case ThumbnailsRead():
                self._w.grid.small.set_thumbnails(answer.small)
            case FrameRead():
                if answer.row.index == self.current:
                    self._show(answer)
            case ReadFailed():
                self._failed(answer)

    def _counted(self, total: int) -> str:
        read = self._w.model.frames
        return (
            thousands(total)
            if read == total
            else tr("{0} of {1}", thousands(read), thousands(total))
        )

    def _opened(self, opened: Opened) -> None:
        self.info = self.words.info = opened.info
        self._w.setWindowTitle(tr("{0} — stemviewer review", opened.info.name))
        self._w.model.clear(opened.losses, opened.info.instrument.flag)
        self._w.strip.begin(opened.losses)
        self._w.top.show_session(opened.info)
        self._w.session.show_session(opened)
        # what works on sessions has nothing to do with a file by others
        self._session = path = self.path if opened.session_id else None
        self.words.path = path
        self._w.top.verify.setEnabled(path is not None)
        self._w.play.show_session(path, opened.info.instrument.flag)
        self._w.layers.show_session(path, opened.session_id)
        self._w.blind.show_session(path, opened.session_id, opened.info.operator)
        if self._w.grid.isVisible():
            self.read_thumbnails()
        self.notes_changed(self._w.keeper.notes)
        if not opened.frames:
            self._w.views.raw.set_empty(
                tr("This session holds no frame"), tr("Nothing was received.")
            )

    def _show(self, read: FrameRead) -> None:
        self.read, self._trial = read, None
        self._w.reprocess.show_frame(read.frame, self.info.instrument.flag)
        self._w.evidence.show_frame(self._session, read.row.index, read.frame, self._w.model.frames)
        if self._average is not None and self._average[0] == read.row.index:
            self._trial = (self._average[1], None)
            self._w.reprocess.set_trial(True)
        self.show_pictures()

    def show_pictures(self) -> None:
        """Show the frame with its stored picture, or with the trial if that is chosen."""
        if self.read is not None:
            made, verdict, badge = self._picture(self.read)
            self._w.views.show_frame(self.read, made, verdict, badge)
            self._w.evidence_view.show_layer(stored=not badge)

    def painted(self, pair: PaintedPair) -> None:
        """Tell of what is in view now."""
        if self.read is not None and pair.request.source.frame is self.read.frame:
            self.words.painted(self.read, pair)

    def show_layer(self, folder: Path | None) -> None:
        """Show the pictures of a layer beside the raw frames, or (``None``) the recorded ones."""
        self._trial = None
        self._w.reprocess.set_trial(False)
        if self._thread is not None:
            self._thread.show_layer(folder)
            if self.current >= 0:
                self._thread.show(self.current)

    def pin(self, *, raw: bool) -> None:
        """Keep what is in view for comparison: the picture made, or the raw frame."""
        if self.read is not None:
            made, _, badge = self._picture(self.read)
            pinned = None if raw else made
            note = badge if pinned is not None else ""
            self._w.views.compare.add(Pin(self.info.name, self.read.frame, pinned, note))

    def _picture(self, read: FrameRead) -> tuple[Processed | None, RangeVerdict | None, str]:
        """Return what is shown beside the frame, its verdict, and its badge."""
        if self._trial is not None and self._w.reprocess.layer.current == "trial":
            return *self._trial, tr("TRIAL")
        if read.layer is not None:
            return read.layered, None, tr("LAYER")
        return read.processed, None, "" if self._session is not None else tr("UNKNOWN ORIGIN")

    def trial_made(self, result: ChainResult) -> None:
        """Show what was made of the frame in view now."""
        read = self.read
        if read is not None and result.processed.parent == read.frame.number:
            self._trial = (result.processed, result.range)
            self.show_pictures()

    def _failed(self, failed: ReadFailed) -> None:
        if failed.index is None and not self._w.model.frames:
            show_nothing(self._w)
        elif failed.index == self.current:
            self.read = None
            self._w.views.show_unreadable(str(failed.error))
        self._tell(failed.error)
