"""A rectangle that the operator drags over a feature, in image pixels."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.scalebar import PLATE

LEAST = 2.0
"""Shorter sides are a click, which takes the mark away [image px]."""


class RegionMark:
    """What is marked, while it is dragged and after.

    Attributes
    ----------
    words : str
        Shown beside it.
    """

    def __init__(self) -> None:
        self._start: QPointF | None = None
        self._rect = QRectF()
        self.words = ""

    @property
    def dragging(self) -> bool:
        """Whether the mouse is down."""
        return self._start is not None

    @property
    def rect(self) -> QRectF:
        """The region [image px]; empty when there is none."""
        return QRectF(self._rect)

    def begin(self, point: QPointF) -> None:
        """Start at a point of the image."""
        self._start, self._rect, self.words = QPointF(point), QRectF(), ""

    def move(self, point: QPointF, columns: int, rows: int) -> None:
        """Stretch to a point, staying within the image."""
        if self._start is not None:
            both = QRectF(self._start, point).normalized()
            self._rect = both.intersected(QRectF(0.0, 0.0, columns, rows))

    def end(self) -> QRectF:
        """Let go; return the region, which is empty after a mere click."""
        self._start = None
        if min(self._rect.width(), self._rect.height()) < LEAST:
            self.clear()
        return self.rect

    def clear(self) -> None:
        """Mark nothing."""
        self._start, self._rect, self.words = None, QRectF(), ""

    def paint(self, painter: QPainter, camera: Camera, area: QRectF) -> None:
        """Paint frame and words over a picture."""
        if self._rect.isEmpty():
            return
        box = QRectF(
            camera.to_screen(self._rect.topLeft(), area),
            camera.to_screen(self._rect.bottomRight(), area),
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for width, colour in ((3.5, QColor(0, 0, 0, 170)), (1.5, QColor(c.TEXT))):
            painter.setPen(QPen(colour, width))
            painter.drawRect(box)
        if self.words:
            _paint_words(painter, self.words, box, area)


def _paint_words(painter: QPainter, words: str, box: QRectF, area: QRectF) -> None:
    painter.setFont(fonts.sans(12))
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width() - 32)
    plate = QRectF(0.0, 0.0, metrics.horizontalAdvance(shown) + 16, 22)
    below = box.bottom() + 6 + plate.height() < area.bottom()
    plate.moveTop(box.bottom() + 6 if below else box.top() - 6 - plate.height())
    plate.moveLeft(min(max(box.left(), area.left() + 8), area.right() - 8 - plate.width()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PLATE)
    painter.drawRoundedRect(plate, 4, 4)
    painter.setPen(QColor(c.TEXT))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, shown)
