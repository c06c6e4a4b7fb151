"""Playing a session, and averaging a span of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import tr
from stemviewer.ui.review.job import Job
from stemviewer.ui.text import thousands
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label

RATES = (2, 5, 10, 20, 30)


def average(path: Path, span: range, origin: Flag, *, aligned: bool) -> Processed:
    """Return the average of those frames of a span that are of its last one's detector channel.

    Not on the Qt thread.
    """
    from stemviewer.denoise.span import average_span
    from stemviewer.session.reading.reader import SessionReader

    with SessionReader(path) as reader:
        channel = reader.row(span[-1]).channel
        chosen = (at for at in span if reader.row(at).channel == channel)
        return average_span((reader.raw(at) for at in chosen), aligned=aligned, origin=origin)


class PlayBar(QWidget):
    """Play button, rate, and what to do with the span that is marked in the strip.

    Signals
    -------
    step_wanted()
        The next frame is due.
    averaged(object, object)
        The span (a ``range``), and the :class:`Processed` made of it.
    failed(object)
        Why it could not be averaged.
    """

    step_wanted = Signal()
    averaged = Signal(object, object)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._span = range(0)
        self._job: Job[Processed] | None = None
        self._made_of = range(0)
        self._left: list[Job[Processed]] = []
        self._path: Path | None = None
        self._origin = Flag.NONE
        self.play = QPushButton(tr("▶  Play"))
        self.play.setCheckable(True)
        self.play.setToolTip("Space")
        self.rate = QComboBox()
        self.rate.setAccessibleName(tr("Frames per second"))
        for rate in RATES:
            self.rate.addItem(tr("{0} frames/s", rate), rate)
        self.rate.setCurrentIndex(RATES.index(10))
        self.words = label("", c.SECONDARY)
        self.aligned = QPushButton(tr("Average, drift-aligned"))
        self.plain = QPushButton(tr("Average, plain"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID, 0, GRID, GRID)
        layout.setSpacing(GRID)
        for widget in (self.play, self.rate, self.words, self.aligned, self.plain):
            layout.addWidget(widget)
        layout.addStretch(1)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.step_wanted)
        self.play.toggled.connect(self._turn)
        self.rate.currentIndexChanged.connect(lambda _at: self._turn(self.play.isChecked()))
        self.aligned.clicked.connect(lambda: self.average(aligned=True))
        self.plain.clicked.connect(lambda: self.average(aligned=False))
        self.show_session(None, Flag.NONE)

    def show_session(self, path: Path | None, origin: Flag) -> None:
        """Take another session, or none."""
        self._path, self._origin = path, origin
        self.play.setChecked(False)
        self.play.setEnabled(path is not None)
        if self._job is not None:
            self._job.cancel()
            self._left.append(self._job)
            self._job = None
        self.set_span(range(0))

    def set_span(self, span: range) -> None:
        """Tell which frames are marked."""
        self._span = span
        ready = len(span) >= 2 and self._job is None
        self.aligned.setEnabled(ready)
        self.plain.setEnabled(ready)
        if len(span) >= 2:
            first, last = thousands(span[0] + 1), thousands(span[-1] + 1)
            self.words.setText(tr("{0} to {1}: {2} frames", first, last, thousands(len(span))))
        else:
            self.words.setText(tr("Shift and drag above to mark a span"))

    def average(self, *, aligned: bool) -> None:
        """Average the marked span in a thread of its own."""
        path, span, origin = self._path, self._span, self._origin
        if path is None or len(span) < 2 or self._job is not None:
            return
        self._made_of = span
        work = Job(tr("Average"), lambda: average(path, span, origin, aligned=aligned))
        self._job = work.start()
        self.set_span(span)
        self.words.setText(tr("Averaging {0} frames …", thousands(len(span))))

    def poll(self) -> None:
        """Look for the average; called from the window's timer."""
        self._left = [job for job in self._left if not job.join(0)]
        outcome = None if self._job is None else self._job.take()
        if outcome is None:
            return
        self._job = None
        self.set_span(self._span)
        if outcome.value is not None:
            self.averaged.emit(self._made_of, outcome.value)
        else:
            self.failed.emit(outcome.error)

    def close_jobs(self) -> None:
        """Stop playing, and wait for the threads."""
        self._timer.stop()
        for job in (*self._left, self._job):
            if job is not None:
                job.cancel()
                job.join()
        self._left, self._job = [], None

    def _turn(self, on: bool) -> None:
        self.play.setText(tr("❚❚  Pause") if on else tr("▶  Play"))
        if on:
            self._timer.start(1000 // int(self.rate.currentData()))
        else:
            self._timer.stop()
