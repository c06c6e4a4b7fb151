"""The fourth place of the 2x2 view while nothing fills it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stemviewer.ui.image import overlay, pane_frame


class EmptyCorner(QWidget):
    """Says what belongs here."""

    def __init__(self, heading: str = "FFT", hint: str = "") -> None:
        super().__init__()
        self._words = (heading, hint)
        self.setMinimumSize(220, 200)
        self.setAccessibleName(heading)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        pane_frame.paint_panel(painter, rect)
        pane_frame.paint_border(painter, rect, None)
        overlay.paint_empty(painter, rect, *self._words)
        painter.end()
