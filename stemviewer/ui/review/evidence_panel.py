"""Evidence on the frame in view: by its neighbours, or by the sum of a span of frames."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from stemviewer.core.frame import Frame
from stemviewer.live.evidence_state import FrameEvidence
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.evidence_row import EvidenceRow
from stemviewer.ui.live.tick import Tick
from stemviewer.ui.review.job import Job
from stemviewer.ui.theme import GRID, set_role
from stemviewer.ui.widgets import label

if TYPE_CHECKING:
    from stemviewer.inspection.stored import StoredTest

NOTE = mark(
    "Electrons that the picture has not seen judge it: those of the frames just before and after,"
    " or of a whole span, whose sum is the truth that more dose showed."
)


class GivenUpError(Exception):
    """The operator does not want the result any more."""


@dataclass(frozen=True, slots=True, eq=False)
class ReviewEvidence:
    """The test of one stored frame, as the window shows it."""

    index: int
    test: StoredTest
    shown: FrameEvidence


def judge_stored(
    path: Path, index: int, frame: Frame, span: range | None, given_up: threading.Event
) -> ReviewEvidence:
    """Test one frame of a session; not on the Qt thread.

    Parameters
    ----------
    path : Path
        Of the session.
    index, frame : int, Frame
        Which, and its pixels.
    span : range, optional
        Frames whose sum judges it; by default its neighbours.
    given_up : Event
        Ends the work between two of its steps.

    Raises
    ------
    GivenUpError
        If it was given up.
    """
    from stemviewer.inspection.stored import StoredTests
    from stemviewer.session.reading.reader import SessionReader
    from stemviewer.trust.evidence import EvidenceOptions

    def pause() -> None:
        if given_up.is_set():
            raise GivenUpError

    with SessionReader(path) as reader:
        found = StoredTests(reader, EvidenceOptions(pause=pause)).test(index, span=span, seed=index)
    shown = FrameEvidence(frame, 0, found.result, found.reason)
    return ReviewEvidence(index, found, shown)


class EvidencePanel(QWidget):
    """Test, Cancel, the span, and what came of it.

    Signals
    -------
    tested(object)
        The :class:`ReviewEvidence` of the frame in view, or ``None`` when nothing is known of it.
    failed(object)
        What a test failed with.
    overlay_toggled(bool)
        Whether the overlay is wanted.
    """

    tested = Signal(object)
    failed = Signal(object)
    overlay_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._frame: tuple[int, Frame] | None = None
        self._job: Job[ReviewEvidence] | None = None
        self._given_up = threading.Event()
        self._left: list[Job[ReviewEvidence]] = []
        self.run = set_role(QPushButton(tr("Test this frame")), "primary")
        self.cancel = QPushButton(tr("Cancel"))
        self.use_span = Tick(tr("judged by the sum of frames"))
        self.first, self.last = QSpinBox(), QSpinBox()
        self.first.setAccessibleName(tr("First frame of the span"))
        self.last.setAccessibleName(tr("Last frame of the span"))
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self.row = EvidenceRow()
        self.row.fallback.hide()
        self._lay_out()
        self.run.clicked.connect(self.start)
        self.cancel.clicked.connect(self.give_up)
        self.row.overlay_toggled.connect(self.overlay_toggled)
        self.show_frame(None, -1, None, 0)

    def _lay_out(self) -> None:
        note = label(tr(NOTE), c.SECONDARY)
        note.setWordWrap(True)
        span = QHBoxLayout()
        span.addWidget(self.use_span)
        span.addWidget(self.first)
        span.addWidget(label(tr("to")))
        span.addWidget(self.last)
        span.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.run, 1)
        buttons.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(note)
        layout.addLayout(span)
        layout.addLayout(buttons)
        layout.addWidget(self._bar)
        layout.addWidget(self.row)
        layout.addStretch(1)

    @property
    def running(self) -> bool:
        """Whether a result is awaited."""
        return self._job is not None

    def show_frame(self, path: Path | None, index: int, frame: Frame | None, frames: int) -> None:
        """Take another frame; a test of the one before is given up."""
        self.give_up()
        self._path = path
        self._frame = None if frame is None else (index, frame)
        for box in (self.first, self.last):
            box.setRange(0, max(frames - 1, 0))
        if self.last.value() == 0:
            self.last.setValue(frames - 1)
        self.row.show_nothing()
        self._refresh()
        self.tested.emit(None)

    def start(self) -> None:
        """Test the frame in view, in a thread of its own."""
        if self._path is None or self._frame is None or self._job is not None:
            return
        path, (index, frame), given_up = self._path, self._frame, threading.Event()
        low, high = sorted((self.first.value(), self.last.value()))
        span = range(low, high + 1) if self.use_span.isChecked() else None
        self._given_up = given_up
        self._job = Job(
            "evidence", lambda: judge_stored(path, index, frame, span, given_up)
        ).start()
        self._refresh()

    def give_up(self) -> None:
        """Do not wait for a test any longer; it ends at its next step."""
        if self._job is None:
            return
        self._given_up.set()
        self._job.cancel()
        self._left.append(self._job)
        self._job = None
        self._refresh()

    def poll(self) -> None:
        """Look for a result; called from the window's timer."""
        self._left = [job for job in self._left if not job.join(0.0)]
        outcome = None if self._job is None else self._job.take()
        if outcome is None:
            return
        self._job = None
        self._refresh()
        if outcome.value is None:
            self.failed.emit(outcome.error)
            return
        self.row.show_evidence(outcome.value.shown, outcome.value.test.method or tr("the picture"))
        self.tested.emit(outcome.value)

    def close_jobs(self) -> None:
        """Give up what runs, and wait for its thread."""
        self.give_up()
        for job in self._left:
            job.join()
        self._left = []

    def _refresh(self) -> None:
        running = self._job is not None
        self.run.setEnabled(self._frame is not None and not running)
        self.cancel.setVisible(running)
        self._bar.setVisible(running)
