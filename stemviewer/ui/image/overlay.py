"""What lies over an image: crosshair, read-out, and the words of an empty pane."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image.scalebar import PLATE

_ARM = 14.0
_GAP = 4.0


def paint_crosshair(painter: QPainter, point: QPointF) -> None:
    """Paint a cross with an open middle, light on dark so that it shows on any picture."""
    x, y = round(point.x()) + 0.5, round(point.y()) + 0.5
    for width, colour in ((3.0, QColor(0, 0, 0, 150)), (1.0, QColor("#ffffff"))):
        painter.setPen(QPen(colour, width))
        for inner, outer in ((_GAP, _ARM), (-_GAP, -_ARM)):
            painter.drawLine(QPointF(x + inner, y), QPointF(x + outer, y))
            painter.drawLine(QPointF(x, y + inner), QPointF(x, y + outer))


def paint_readout(painter: QPainter, area: QRectF, text: str, avoid: QRectF) -> QRectF:
    """Paint the crosshair's words at the bottom right of ``area``; return their plate.

    In a narrow pane the plate moves above ``avoid``, the scale bar.
    """
    font = fonts.mono()
    metrics = QFontMetricsF(font)
    # the value stands last and matters most: in a very narrow pane the place is cut
    text = metrics.elidedText(text, Qt.TextElideMode.ElideLeft, area.width() - 40)
    width = metrics.horizontalAdvance(text) + 16
    plate = QRectF(area.right() - 12 - width, area.bottom() - 12 - 24, width, 24)
    if plate.intersects(avoid.adjusted(0, 0, 8, 0)):
        plate.moveBottom(avoid.top() - 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PLATE)
    painter.drawRoundedRect(plate, 4, 4)
    painter.setFont(font)
    painter.setPen(QColor(c.TEXT))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
    return plate


def paint_empty(painter: QPainter, area: QRectF, heading: str, hint: str) -> None:
    """Paint what is missing and what to do, in the middle of an empty pane."""
    painter.setFont(fonts.strong(15))
    painter.setPen(QColor(c.TEXT))
    middle = area.center().y()
    top = QRectF(area.left() + 24, middle - 40, area.width() - 48, 32)
    painter.drawText(
        top, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom), heading
    )
    painter.setFont(fonts.sans())
    painter.setPen(QColor(c.SECONDARY))
    below = QRectF(area.left() + 24, middle, area.width() - 48, area.height() / 2 - 8)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(below, int(flags), hint)
