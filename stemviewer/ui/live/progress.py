"""What takes longer than half a second: its name, how far it is, and a way to end it."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from stemviewer.live.state import LiveStatus
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.background import Job
from stemviewer.ui.live.floating import FloatingCard
from stemviewer.ui.live.part import WindowPart
from stemviewer.ui.widgets import label

if TYPE_CHECKING:
    from stemviewer.ui.live.window import LiveWindow

PATIENCE_S = 0.5
"""What is done sooner is not worth a word [s]."""


class ProgressCard(FloatingCard):
    """Lies in the lower right corner while something takes long."""

    def __init__(self, under: QWidget) -> None:
        super().__init__(under, Qt.AlignmentFlag.AlignRight, c.LINE_STRONG)
        self.setObjectName("progress_card")
        self.words = label("")
        self.bar = QProgressBar()
        self.bar.setFixedWidth(140)
        self.bar.setTextVisible(False)
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel.clicked.connect(self._cancel)
        self._job: Job | None = None
        for part in (self.words, self.bar, self.cancel):
            self.row.addWidget(part)

    def tell(self, jobs: list[Job]) -> None:
        """Show the one that has taken longest; nothing while all are short."""
        long = [job for job in jobs if job.seconds >= PATIENCE_S]
        self._job = max(long, key=lambda job: job.seconds, default=None)
        if self._job is None:
            self.hide()
            self.cancel.setEnabled(True)
            return
        more = tr(" (and {0} more)", len(long) - 1) if len(long) > 1 else ""
        text = f"{self._job.title} …{more}"
        if self.words.text() != text:
            self.words.setText(text)
            self.setAccessibleName(text)
        share = self._job.share
        self.bar.setRange(0, 0 if share is None else 100)  # 0 to 0: under way, nobody knows how far
        if share is not None:
            self.bar.setValue(round(100 * share))
        self.cancel.setVisible(self._job.cancel is not None)
        if self.isHidden():
            self.appear()
        else:
            self.settle()

    def _cancel(self) -> None:
        job = self._job
        if job is not None and job.cancel is not None:
            job.cancel()
            self.cancel.setEnabled(False)


class ProgressPart(WindowPart):
    """Tells of what is under way in the background of a live window."""

    def __init__(self, window: LiveWindow) -> None:
        self._window = window
        centre = window.centralWidget()
        assert centre is not None
        self.card = ProgressCard(centre)
        self._keeping_since: float | None = None

    def update_status(self, status: LiveStatus | None) -> None:
        """Look at what is under way."""
        del status
        self.card.tell([*self._window.session.work.jobs, *self._keeping()])

    def _keeping(self) -> list[Job]:
        pipeline = self._window.link.pipeline
        state = pipeline.past.keeper.state if pipeline is not None else None
        if pipeline is None or state is None or not state.busy:
            self._keeping_since = None
            return []
        if self._keeping_since is None:
            self._keeping_since = monotonic()
        title = tr("Keeping {0} of {1} frames", state.done, state.total)
        share = state.done / max(state.total, 1)
        return [Job(title, monotonic() - self._keeping_since, pipeline.past.keeper.cancel, share)]
