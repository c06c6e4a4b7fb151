"""Up to four pictures beside one another: frames, runs, layers or methods."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from stemviewer.core.errors import StemviewerError
from stemviewer.core.provenance import Kind
from stemviewer.ui import colours as c
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.display_settings import DisplaySettings
from stemviewer.ui.image.pane import ImagePane
from stemviewer.ui.image.picture import PanePicture
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.tick import Tick
from stemviewer.ui.review.compared import MOST, Pin, check_fit, compared
from stemviewer.ui.review.job import Job
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label

_SMALLEST = (150, 140)
"""Of a pane [px]."""


class CompareView(QWidget):
    """Panes with one camera and one look-up table; levelled in a thread.

    Signals
    -------
    changed(int)
        How many pictures are compared now.
    failed(object)
        Why one was not added, or not shown.
    """

    changed = Signal(int)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera = Camera(self)
        self.pins: tuple[Pin, ...] = ()
        self.panes: list[ImagePane] = []
        self._display = DisplaySettings()
        self._job: Job[tuple[PanePicture, ...]] | None = None
        self._left: list[Job[tuple[PanePicture, ...]]] = []
        self.difference = Tick(tr("Difference of last and first"))
        self.less = QPushButton(tr("Take the last away"))
        self.clear = QPushButton(tr("Take all away"))
        self._words = label("", c.SECONDARY)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        bar = QHBoxLayout()
        for widget in (self.difference, self.less, self.clear):
            bar.addWidget(widget)
        bar.addWidget(self._words, 1)
        self._grid = QGridLayout()
        self._grid.setSpacing(GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(bar)
        layout.addLayout(self._grid, 1)
        self.difference.toggled.connect(lambda _on: self._render())
        self.less.clicked.connect(lambda: self._take(self.pins[:-1]))
        self.clear.clicked.connect(lambda: self._take(()))
        self._take(())

    def add(self, pin: Pin) -> None:
        """Compare one more picture."""
        try:
            check_fit(self.pins, pin)
        except StemviewerError as error:
            self.failed.emit(error)
            return
        self._take((*self.pins, pin))

    def set_display(self, display: DisplaySettings) -> None:
        """Change levels or colours of all."""
        self._display = display
        self._render()

    def poll(self) -> None:
        """Show what was levelled; called from the window's timer."""
        self._left = [job for job in self._left if not job.join(0)]
        outcome = None if self._job is None else self._job.take()
        if outcome is None:
            return
        self._job = None
        if outcome.value is None:
            self.failed.emit(outcome.error)
        else:
            self._show(outcome.value)

    def close_jobs(self) -> None:
        """Wait for the threads."""
        for job in (*self._left, self._job):
            if job is not None:
                job.cancel()
                job.join()
        self._left, self._job = [], None

    def _take(self, pins: tuple[Pin, ...]) -> None:
        self.pins = pins
        for button in (self.less, self.clear):
            button.setEnabled(bool(pins))
        self.difference.setEnabled(len(pins) >= 2)
        hint = tr("Pin what is in view with P, raw with Shift+P; up to {0}.", MOST)
        self._words.setText(tr("One look-up table for all.") if pins else hint)
        self._render()
        self.changed.emit(len(pins))

    def _render(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._left.append(self._job)
            self._job = None
        pins, display, difference = self.pins, self._display, self.difference.isChecked()
        if not pins:
            self._show(())
            return
        self._job = Job("compare", lambda: compared(pins, display, difference=difference)).start()

    def _show(self, pictures: tuple[PanePicture, ...]) -> None:
        sides = ["raw" if picture.kind is Kind.RAW else "processed" for picture in pictures]
        if sides != [pane.side for pane in self.panes]:
            self._rebuild(sides)
        for pane, picture in zip(self.panes, pictures, strict=True):
            pane.show_picture(picture)

    def _rebuild(self, sides: list[str]) -> None:
        for pane in self.panes:
            pane.hide()
            self._grid.removeWidget(pane)
            pane.deleteLater()
        self.panes = [
            ImagePane(self.camera, "raw" if side == "raw" else "processed") for side in sides
        ]
        for pane in self.panes:
            # three side by side leave the panels beside them their room
            pane.setMinimumSize(*_SMALLEST)
        across = 1 if len(sides) < 2 else 2 if len(sides) < 5 else 3
        for at, pane in enumerate(self.panes):
            self._grid.addWidget(pane, at // across, at % across)
