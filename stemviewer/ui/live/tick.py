"""A check box whose tick is seen on a dark panel."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QSizePolicy

from stemviewer.ui import colours as c
from stemviewer.ui.skin import ink

BOX = 14.0
SPACE = 7.0
ON = "#2c5fc4"


class Tick(QCheckBox):
    """Paints its box itself: the style's own is nearly invisible on dark panels."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return room for box and text."""
        metrics = QFontMetrics(self.font())
        width = BOX + SPACE + metrics.horizontalAdvance(self.text()) + 2
        return QSize(int(width), max(metrics.height(), int(BOX)) + 4)

    def hitButton(self, pos: object) -> bool:
        """Take a click anywhere on box and text."""
        del pos
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box, tick and text."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0.5, (self.height() - BOX) / 2, BOX, BOX)
        checked, enabled = self.isChecked(), self.isEnabled()
        edge = c.AVERAGED if self.hasFocus() or (checked and enabled) else c.LINE_STRONG
        fill = c.FIELD if not checked else ON if enabled else c.LINE_STRONG
        painter.setPen(QPen(ink(edge), 1))
        painter.setBrush(ink(fill))
        painter.drawRoundedRect(box, 3, 3)
        if checked:
            painter.setPen(QPen(ink("#ffffff" if enabled else c.SECONDARY), 2))
            corners = [QPointF(3.5, 7.5), QPointF(6.0, 10.0), QPointF(10.8, 4.5)]
            painter.drawPolyline(QPolygonF([box.topLeft() + corner for corner in corners]))
        painter.setPen(ink(c.TEXT if enabled else c.SECONDARY))
        left = box.right() + SPACE
        text = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(
            text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text()
        )
        painter.end()
