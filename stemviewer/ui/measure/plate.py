"""A few words on a dark plate over an image."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from stemviewer.ui.image.scalebar import PLATE


def paint_plate(painter: QPainter, words: str, middle: QPointF, colour: str) -> None:
    """Paint words about a point in the painter's font; its pen and brush stay as they were."""
    width = QFontMetricsF(painter.font()).horizontalAdvance(words) + 10
    plate = QRectF(middle.x() - width / 2, middle.y() - 8, width, 16)
    pen, brush = painter.pen(), painter.brush()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PLATE)
    painter.drawRoundedRect(plate, 3, 3)
    painter.setPen(QColor(colour))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)
    painter.setPen(pen)
    painter.setBrush(brush)
