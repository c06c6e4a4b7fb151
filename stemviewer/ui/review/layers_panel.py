"""Layers of a session in the window: made over a range in the background, listed, chosen."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stemviewer.core.provenance import Parameter
from stemviewer.denoise.base import Method
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import tr
from stemviewer.ui.review.job import Job
from stemviewer.ui.text import thousands
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label

if TYPE_CHECKING:
    from stemviewer.inspection.layers import LayerInfo
    from stemviewer.inspection.reprocess import Progress


class LayersPanel(QWidget):
    """Makes a layer of the marked frames, or of all, and chooses whose pictures are shown.

    Signals
    -------
    chosen(object)
        Folder of the layer to show, ``None`` for the pictures of the session itself.
    failed(object)
        What it failed with.
    """

    chosen = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._session_id = ""
        self._frames, self._span = 0, range(0)
        self._recipe: tuple[Method, dict[str, Parameter]] | None = None
        self._stop = threading.Event()
        self._progress: list[Progress] = []
        self._job: Job[Progress] | None = None
        self._listing: Job[tuple[LayerInfo, ...]] | None = None
        self._left: list[Job[Progress]] = []
        self.run = QPushButton()
        self.run.setToolTip(tr("Into a folder beside the session; the session is only read"))
        self.cancel = QPushButton(tr("Cancel"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.state = label("", c.SECONDARY)
        self.state.setWordWrap(True)
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Layer shown"))
        self._lay_out()
        self.run.clicked.connect(self.start)
        self.cancel.clicked.connect(self.give_up)
        self.choice.activated.connect(lambda _at: self.chosen.emit(self.choice.currentData()))
        self.show_session(None, "")

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.run, 1)
        buttons.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(label(tr("Layers"), c.SECONDARY))
        layout.addWidget(self.choice)
        layout.addLayout(buttons)
        layout.addWidget(self.bar)
        layout.addWidget(self.state)

    # what the window tells

    def show_session(self, path: Path | None, session_id: str) -> None:
        """Take another session; what is made of the one before is given up."""
        self.give_up()
        self._path, self._session_id = path, session_id
        self._frames, self._span = 0, range(0)
        self.state.setText("")
        self._fill(())
        self._list()
        self._refresh()

    def set_frames(self, frames: int) -> None:
        """Tell how many frames there are."""
        self._frames = frames
        self._refresh()

    def set_span(self, span: range) -> None:
        """Tell which frames are marked; fewer than two are none."""
        self._span = span
        self._refresh()

    def set_recipe(self, method: Method | None, parameters: dict[str, Parameter]) -> None:
        """Tell what is done to each frame."""
        self._recipe = None if method is None else (method, parameters)
        self._refresh()

    @property
    def running(self) -> bool:
        """Whether a layer is being made."""
        return self._job is not None

    # making one

    def start(self) -> None:
        """Make the layer in a thread of its own; what is there already is not made again."""
        path, recipe = self._path, self._recipe
        if path is None or recipe is None or self._job is not None:
            return
        stop, rows, (method, parameters) = threading.Event(), self._rows(), recipe
        progress: list[Progress] = []
        self._stop, self._progress = stop, progress

        def work() -> Progress:
            from stemviewer.inspection.layer import Recipe
            from stemviewer.inspection.reprocess import reprocess

            made = Recipe(method.name, parameters)
            return reprocess(path, made, rows, stop=stop.is_set, told=progress.append)

        self._job = Job(method.label, work).start()
        self.bar.setRange(0, len(rows))
        self.bar.setValue(0)
        self._refresh()

    def give_up(self) -> None:
        """Stop after the frame in work; what was made stays, and can be gone on with."""
        if self._job is None:
            return
        self._stop.set()
        self._job.cancel()
        self._left.append(self._job)
        self._job = None
        done = self._progress[-1].done if self._progress else 0
        self.state.setText(tr("Cancelled after {0} frames; they are kept.", thousands(done)))
        self._refresh()
        self._list()

    def poll(self) -> None:
        """Look how far it is; called from the window's timer."""
        self._left = [job for job in self._left if not job.join(0)]
        listed = None if self._listing is None else self._listing.take()
        if listed is not None:
            self._listing = None
            self._fill(listed.value or ())
        if self._job is None:
            return
        if self._progress:
            now = self._progress[-1]
            self.bar.setValue(now.done)
            words = tr("{0} of {1} frames", thousands(now.done), thousands(now.asked))
            if self.state.text() != words:
                self.state.setText(words)
        outcome = self._job.take()
        if outcome is None:
            return
        self._job = None
        self._refresh()
        if outcome.value is None:
            self.state.setText(tr("It failed."))
            self.failed.emit(outcome.error)
            return
        self._made(outcome.value)

    def close_jobs(self) -> None:
        """Stop, and wait for the threads."""
        self.give_up()
        for job in (*self._left, self._listing):
            if job is not None:
                job.join()
        self._left, self._listing = [], None

    def _made(self, progress: Progress) -> None:
        words = tr("{0} frames in the layer {1}.", thousands(progress.done), progress.folder.name)
        if progress.failed:
            words += " " + tr("Not made: {0}", "; ".join(progress.failed[:3]))
        self.state.setText(words)
        self._list()

    # listing them

    def _list(self) -> None:
        path, session_id = self._path, self._session_id
        if path is None or not session_id:
            return

        def work() -> tuple[LayerInfo, ...]:
            from stemviewer.inspection.layers import layers_of

            return layers_of(path, session_id)

        if self._listing is not None:
            self._listing.cancel()
        self._listing = Job("layers", work).start()

    def _fill(self, layers: tuple[LayerInfo, ...]) -> None:
        kept = self.choice.currentData()
        self.choice.clear()
        self.choice.addItem(tr("As recorded in the session"), None)
        for one in layers:
            self.choice.addItem(f"{one.name} · {thousands(one.pictures)}", one.folder)
        self.choice.setCurrentIndex(max(self.choice.findData(kept), 0))

    def _rows(self) -> range:
        return self._span if len(self._span) >= 2 else range(self._frames)

    def _refresh(self) -> None:
        running, count = self._job is not None, thousands(len(self._rows()))
        marked = len(self._span) >= 2
        words = (
            tr("Run on the {0} marked frames", count)
            if marked
            else tr("Run on all {0} frames", count)
        )
        self.run.setText(words)
        ready = self._path is not None and self._recipe is not None and bool(self._frames)
        self.run.setEnabled(ready and not running)
        self.cancel.setVisible(running)
        self.bar.setVisible(running)
