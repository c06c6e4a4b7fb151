"""The session as a whole: who, what, how many, and whether nothing was changed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stemviewer.core.provenance import Kind
from stemviewer.session.format.types import FrameRow
from stemviewer.session.reading.dose_maps import dose_maps
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.review.answers import Opened
from stemviewer.ui.review.dose_panel import DosePanel
from stemviewer.ui.review.job import Job
from stemviewer.ui.review.lines import clock
from stemviewer.ui.text import short_hash, thousands
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label

if TYPE_CHECKING:
    from stemviewer.session.verifying.verify import VerifyReport

_KINDS = (Kind.DENOISED, Kind.FILTERED, Kind.AVERAGED)


class SessionPanel(QWidget):
    """Summary, verification and events of the session.

    Signals
    -------
    verified(object)
        The :class:`VerifyReport`.
    failed(object)
        What verifying failed with.
    """

    verified = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._counts: Counter[str] = Counter()
        self._job: Job[VerifyReport] | None = None
        self._given_up: list[Job[VerifyReport]] = []
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._values: dict[str, QLabel] = {}
        for at, name in enumerate(
            (
                mark("Session"),
                mark("Sample"),
                mark("Operator"),
                mark("Instrument"),
                mark("Channels"),
                mark("State"),
                mark("Frames"),
                mark("Processed"),
                mark("Lost"),
                mark("File"),
            )
        ):
            value = label()
            value.setAccessibleName(tr(name))
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(label(tr(name), c.SECONDARY), at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, at, 1)
            self._values[name] = value
        self.button = QPushButton(tr("Verify"))
        self.button.setToolTip(tr("Reads every picture and checks hashes, chain and structure"))
        self.button.clicked.connect(self.verify)
        self.dose = DosePanel()
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setFont(fonts.mono(11))
        self.report.setAccessibleName(tr("Verification and events"))
        self.report.setPlaceholderText(tr("Not verified yet."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(self._grid)
        layout.addWidget(self.button)
        layout.addWidget(self.dose)
        layout.addWidget(self.report, 1)
        self.button.setEnabled(False)

    def set_remark_bar(self, bar: QWidget) -> None:
        """Put what remarks on the session above all."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, bar)

    def show_session(self, opened: Opened) -> None:
        """Take another session."""
        self._path = opened.path if opened.session_id else None
        self._counts = Counter()
        info = opened.info
        state = _state(opened)
        lost = sum(loss.last - loss.first + 1 for loss in opened.losses)
        for name, text in {
            "Session": info.name,
            "Sample": info.sample or "–",
            "Operator": info.operator or "–",
            "Instrument": f"{info.instrument.name or '–'} ({info.instrument.origin})",
            "Channels": ", ".join(info.instrument.channels) or "–",
            "State": state,
            "Frames": thousands(opened.frames),
            "Processed": "–",
            "Lost": thousands(lost),
            "File": opened.path.name,
        }.items():
            self._values[name].setText(text)
        self._values["File"].setToolTip(str(opened.path))
        self.dose.show_maps(dose_maps(opened.events))
        self.report.setPlainText(
            "\n".join(f"{clock(e.utc_ns)}  {e.kind}: {e.text}" for e in opened.events)
        )
        self.button.setEnabled(self._path is not None)

    def show_nothing(self) -> None:
        """No session is open; a verification that runs is not reported any more."""
        self._path = None
        self._counts = Counter()
        if self._job is not None:
            self._job.cancel()
            self._given_up.append(self._job)
            self._job = None
        for value in self._values.values():
            value.setText("")
        self.dose.show_maps(())
        self.report.clear()
        self.button.setText(tr("Verify"))
        self.button.setEnabled(False)

    def add_rows(self, rows: tuple[FrameRow, ...], total: int) -> None:
        """Count what was made of the frames."""
        for row in rows:
            if row.processed_row is not None:
                self._counts[row.processed_row.provenance.kind] += 1
        words = [f"{thousands(self._counts[k])} {tr(k.value)}" for k in _KINDS if self._counts[k]]
        self._values["Frames"].setText(thousands(total))
        self._values["Processed"].setText(", ".join(words) or tr("none"))

    def verify(self) -> None:
        """Verify in a thread of its own."""
        path = self._path
        if path is None or self._job is not None:
            return
        self._job = Job(tr("Verify"), lambda: verify_session(path)).start()
        self.button.setEnabled(False)
        self.button.setText(tr("Verifying …"))

    def poll(self) -> None:
        """Look for the report; called from the window's timer."""
        outcome = None if self._job is None else self._job.take()
        if outcome is None:
            return
        self._job = None
        self.button.setText(tr("Verify again"))
        self.button.setEnabled(True)
        if outcome.value is not None:
            self.report.setPlainText(report_text(outcome.value))
            self.verified.emit(outcome.value)
        else:
            self.failed.emit(outcome.error)

    def close_jobs(self) -> None:
        """Wait for verifications that run."""
        for job in (*self._given_up, self._job):
            if job is not None:
                job.join()
        self._given_up, self._job = [], None


def _state(opened: Opened) -> str:
    if not opened.session_id:
        return tr("a file by others, of unknown origin: nothing of it can be verified")
    state = tr("closed in good order") if opened.closed else tr("still recording, or cut off")
    return state + (tr("; frames could not be recorded") if opened.incomplete else "")


def verify_session(path: Path) -> VerifyReport:
    """Verify a session in a limited process; not on the Qt thread."""
    from stemviewer.foreign.sessions import verify_session

    return verify_session(path)


def report_text(report: VerifyReport) -> str:
    """Return a verification's result as lines."""
    frames = thousands(report.frames)
    if report.good:
        lines = [tr("GOOD: {0} frames, every hash and link fits.", frames)]
    else:
        count = len(report.problems)
        word = "problem" if count == 1 else "problems"
        lines = [tr("NOT GOOD: {0} {1} in {2} frames.", count, word, frames), *report.problems]
    return "\n".join([*lines, tr("head {0}", report.head or "–"), "", *report.notes])


def verdict_words(report: VerifyReport) -> tuple[str, str]:
    """Return the short verdict for the top of the window, and its colour."""
    if report.good:
        return tr(
            "● verified · {0} frames · {1}", thousands(report.frames), short_hash(report.head)
        ), c.GOOD
    return tr("▲ {0} problems · see Session", len(report.problems)), c.STOP_TEXT
