"""Star, mark and note of a frame or a session: the widgets, and what keeps them on disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from stemviewer.catalogue.notes import Mark, Notes, Remark, read_notes, write_notes
from stemviewer.ui.language.words import tr
from stemviewer.ui.review.job import Job
from stemviewer.ui.widgets import SegmentedControl


class RemarkBar(QWidget):
    """A star, perhaps three marks, and a line for a note.

    Signals
    -------
    edited(object, object)
        What it was about (as given to :meth:`show_remark`), and the new :class:`Remark`.

    Parameters
    ----------
    what : str
        That is remarked on, as the operator reads it.
    marks : bool
        Whether keep, reject and look again can be chosen.
    """

    edited = Signal(object, object)

    def __init__(self, what: str, *, marks: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about: object = None
        self._shown = Remark()
        self.star = QToolButton()
        self.star.setCheckable(True)
        self.star.setText("☆")
        self.star.setToolTip(tr("Star for the {0}", what))
        self.star.setAccessibleName(tr("Star for the {0}", what))
        self.marks = SegmentedControl(
            [("", "–"), (Mark.KEEP, "✓"), (Mark.REJECT, "✗"), (Mark.LOOK, "?")],
            tr("Mark"),
            padding=7,
        )
        for kind in Mark:
            self.marks.button(kind.value).setToolTip(tr(kind.value.capitalize() or "No mark"))
        self.marks.setVisible(marks)
        self.note = QLineEdit()
        self.note.setPlaceholderText(tr("Note on the {0}", what))
        self.note.setAccessibleName(tr("Note on the {0}", what))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.star)
        layout.addWidget(self.marks)
        layout.addWidget(self.note, 1)
        self.star.toggled.connect(self._take)
        self.marks.changed.connect(self._take)
        self.note.editingFinished.connect(self._take)
        self.show_remark(None, Remark())

    def show_remark(self, about: object, remark: Remark) -> None:
        """Show what is remarked on something; what was typed about the former is handed on."""
        if about != self._about:
            self._take()
        self._about, self._shown = about, remark
        self.setEnabled(about is not None)
        blocked = self.star.blockSignals(True)
        self.star.setChecked(remark.star)
        self.star.blockSignals(blocked)
        self.star.setText("★" if remark.star else "☆")
        self.marks.set_current(remark.mark.value)
        if self.note.text() != remark.note:
            self.note.setText(remark.note)

    def _take(self, *_: object) -> None:
        note = self.note.text().strip()
        remark = Remark(star=self.star.isChecked(), mark=Mark(self.marks.current), note=note)
        if self._about is not None and remark != self._shown:
            self._shown = remark
            self.star.setText("★" if remark.star else "☆")
            self.edited.emit(self._about, remark)


class NotesKeeper(QObject):
    """The notes on the session in view; read and written by threads, the newest state last.

    Signals
    -------
    changed(object)
        The :class:`Notes` as they are now.
    failed(object)
        Why they could not be read or written.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.notes = Notes()
        self._path: Path | None = None
        self._reading: Job[Notes] | None = None
        self._writing: Job[Path] | None = None
        self._waiting: tuple[Path, Notes] | None = None

    def open(self, path: Path) -> None:
        """Take another session."""
        self._path, self.notes = None, Notes()
        self.changed.emit(self.notes)
        self._reading = Job(tr("Notes"), lambda: read_notes(path)).start()
        self._path = path

    def remark(self, row: int | None, remark: Remark) -> None:
        """Remark on a frame of the session, or (``None``) on the session itself."""
        path = self._path
        # before the notes are read nothing is written over them
        if path is None or self._reading is not None:
            return
        notes = self.notes
        notes = notes.with_session(remark) if row is None else notes.with_frame(row, remark)
        self.notes = notes
        self._waiting = (path, notes)
        self.changed.emit(notes)
        self.poll()

    def poll(self) -> None:
        """Take what was read, and write what is new; called from the window's timer."""
        read = None if self._reading is None else self._reading.take()
        if read is not None:
            self._reading = None
            if read.value is not None:
                self.notes = read.value
                self.changed.emit(self.notes)
            else:
                # a file that is not understood is not written over
                self._path = None
                self.failed.emit(read.error)
        written = None if self._writing is None else self._writing.take()
        if written is not None:
            self._writing = None
            if written.error is not None:
                self.failed.emit(written.error)
        if self._waiting is not None and self._writing is None:
            path, notes = self._waiting
            self._waiting = None
            self._writing = Job(tr("Notes"), lambda: write_notes(path, notes)).start()

    def close_jobs(self) -> None:
        """Wait until all is written."""
        for job in (self._reading, self._writing):
            if job is not None:
                job.join()
        self._reading = self._writing = None
        if self._waiting is not None:
            path, notes = self._waiting
            self._waiting = None
            Job(tr("Notes"), lambda: write_notes(path, notes)).start().join()
