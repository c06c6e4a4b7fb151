"""The row of the processing dock that sums the last frames."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from stemviewer.denoise.accumulate.limits import MOST_FRAMES
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.parameters import WholeBox
from stemviewer.ui.live.tick import Tick

USUAL = 8
"""Frames to begin with."""


class AverageRow(QWidget):
    """A tick and a number of frames; the number can be set only while the tick is on.

    Signals
    -------
    changed()
        Of tick or number, by the operator.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tick = Tick(tr("Average, drift-aligned"))
        self.tick.setToolTip(
            tr(
                "Sum the last frames, moved by whole pixels to where the newest one is. Starts "
                "again when area, field of view, size, dwell or current change."
            )
        )
        self.frames = WholeBox()
        self.frames.setAccessibleName(tr("Frames averaged"))
        self.frames.setRange(2, MOST_FRAMES)
        self.frames.setValue(USUAL)
        self.frames.setSuffix(tr(" frames"))
        self.frames.setKeyboardTracking(False)
        self.frames.setEnabled(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tick)
        row.addStretch(1)
        row.addWidget(self.frames)
        self.tick.toggled.connect(self._toggled)
        self.frames.valueChanged.connect(self.changed)

    @property
    def value(self) -> int:
        """Frames to average; 0 when off."""
        return self.frames.value() if self.tick.isChecked() else 0

    def show_value(self, frames: int) -> None:
        """Show a choice made elsewhere; nothing is emitted."""
        with QSignalBlocker(self.tick), QSignalBlocker(self.frames):
            self.tick.setChecked(frames > 1)
            self.frames.setEnabled(frames > 1)
            if frames > 1:
                self.frames.setValue(frames)
        self.tick.update()

    def _toggled(self, on: bool) -> None:
        self.frames.setEnabled(on)
        self.changed.emit()
