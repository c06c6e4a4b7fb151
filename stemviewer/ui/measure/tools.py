"""The row of drawing tools: one button for every kind of shape."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from stemviewer.measuring.shapes import ShapeKind
from stemviewer.ui import colours as c
from stemviewer.ui.image.draw.drawing import Drawing
from stemviewer.ui.image.draw.pen import Pen
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.skin import ink

TIPS: Mapping[ShapeKind, str] = {
    ShapeKind.RECTANGLE: mark("Rectangle: drag over the image."),
    ShapeKind.ELLIPSE: mark("Ellipse: drag over the image."),
    ShapeKind.POLYGON: mark("Polygon: click its corners; a double click ends it."),
    ShapeKind.PROFILE: mark("Line profile: drag along the line."),
    ShapeKind.DISTANCE: mark("Distance: drag from end to end."),
    ShapeKind.ANGLE: mark("Angle: click one end, the vertex, the other end."),
}

_WIDE, _HIGH = 30, 30


class ToolButton(QToolButton):
    """A tool, its sign painted: few fonts have them."""

    def __init__(self, kind: ShapeKind | None) -> None:
        super().__init__()
        self._kind = kind
        self.setCheckable(kind is not None)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(_WIDE, _HIGH)

    def sizeHint(self) -> QSize:
        """Return a small square."""
        return QSize(_WIDE, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint button and sign."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = c.TEXT if self.isEnabled() else c.DISABLED
        painter.setPen(QPen(ink(colour), 1.4))
        painter.translate(QRectF(self.rect()).center())
        _paint_sign(painter, self._kind)
        painter.end()


class ToolRow(QWidget):
    """Chooses what the pen draws, and takes shapes away."""

    def __init__(self, pen: Pen, drawing: Drawing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pen, self._drawing = pen, drawing
        self.buttons: dict[ShapeKind, ToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for kind in ShapeKind:
            button = ToolButton(kind)
            button.setToolTip(tr(TIPS[kind]))
            button.setAccessibleName(tr("Draw: {0}", tr(kind.value)))
            button.clicked.connect(lambda on, kind=kind: pen.take(kind if on else None))
            self.buttons[kind] = button
            row.addWidget(button)
        row.addStretch(1)
        self.remove = ToolButton(None)
        self.remove.setToolTip(tr("Take the chosen shape away [Delete]; with Shift all of them."))
        self.remove.setAccessibleName(tr("Remove shape"))
        self.remove.clicked.connect(self._remove)
        row.addWidget(self.remove)
        pen.kind_changed.connect(self._show)
        drawing.changed.connect(self._show)
        self._show()

    def _remove(self) -> None:
        from PySide6.QtWidgets import QApplication

        if QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._drawing.clear()
        else:
            self._drawing.remove_chosen()

    def _show(self) -> None:
        for kind, button in self.buttons.items():
            button.setChecked(kind is self._pen.kind)
        self.remove.setEnabled(self._drawing.chosen is not None)


def _paint_sign(painter: QPainter, kind: ShapeKind | None) -> None:
    if kind is ShapeKind.RECTANGLE:
        painter.drawRect(QRectF(-7, -5, 14, 10))
    elif kind is ShapeKind.ELLIPSE:
        painter.drawEllipse(QRectF(-7.5, -5.5, 15, 11))
    elif kind is ShapeKind.POLYGON:
        turns = (math.radians(18 + 72 * k) for k in range(5))
        corners = [QPointF(7 * math.cos(t), -7 * math.sin(t)) for t in turns]
        painter.drawPolygon(QPolygonF(corners))
    elif kind is ShapeKind.PROFILE:
        bend = ((-8, 4), (-4, 3), (-1, -6), (2, 3), (5, -1), (8, 4))
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in bend]))
    elif kind is ShapeKind.DISTANCE:
        painter.drawLine(QPointF(-7, 0), QPointF(7, 0))
        for x in (-7, 7):
            painter.drawLine(QPointF(x, -4), QPointF(x, 4))
    elif kind is ShapeKind.ANGLE:
        painter.drawPolyline(QPolygonF([QPointF(5, -7), QPointF(-6, 5), QPointF(8, 5)]))
        painter.drawArc(QRectF(-13, -2, 14, 14), 0, 46 * 16)
    else:
        for sign in (-1, 1):
            painter.drawLine(QPointF(-5, -5 * sign), QPointF(5, 5 * sign))
