"""Paints the shapes over a picture: light on dark, so that they show on any."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from stemviewer.measuring.shapes import Shape, ShapeKind
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.draw.drawing import Drawing
from stemviewer.ui.image.draw.hit import outline
from stemviewer.ui.image.draw.stills import Stills
from stemviewer.ui.image.scalebar import PLATE

_DARK = QColor(0, 0, 0, 170)
_HANDLE = 3.5


class DrawingMark:
    """The shapes of a drawing, as a mark of panes.

    Parameters
    ----------
    drawing : Drawing
        What is painted.
    """

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._stills = Stills(self._paint_all)

    def paint(self, painter: QPainter, camera: Camera, area: QRectF) -> None:
        """Paint them over the image area of a pane."""
        drawing = self._drawing
        if drawing.draft is not None:  # another one at each move of the mouse
            self._paint_all(painter, camera, area)
        elif drawing.shapes:
            self._stills.paint(painter, camera, area, (drawing.shapes, drawing.chosen))

    def _paint_all(self, painter: QPainter, camera: Camera, area: QRectF) -> None:
        chosen = self._drawing.chosen
        for shape in self._drawing.shapes:
            _paint(painter, camera, area, shape, chosen=shape is chosen)
        draft = self._drawing.draft
        if draft is not None:
            _paint(painter, camera, area, draft, chosen=True)


def _paint(painter: QPainter, camera: Camera, area: QRectF, shape: Shape, *, chosen: bool) -> None:
    line = QPolygonF([camera.to_screen(QPointF(x, y), area) for x, y in outline(shape)])
    sides = _sides(camera, area, shape)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    light = QColor(c.TEXT if chosen else c.SECONDARY)
    for width, colour in ((3.5, _DARK), (1.5, light)):
        painter.setPen(QPen(colour, width))
        painter.drawPolyline(line)
        if sides:
            painter.setPen(QPen(colour, width - 0.5, Qt.PenStyle.DotLine))
            painter.drawPolygon(sides)
    if chosen:
        painter.setPen(QPen(_DARK, 1.0))
        painter.setBrush(light)
        for x, y in shape.points:
            painter.drawEllipse(camera.to_screen(QPointF(x, y), area), _HANDLE, _HANDLE)
    if shape.name:
        _paint_name(painter, shape.name, line.boundingRect(), area, light)


def _sides(camera: Camera, area: QRectF, shape: Shape) -> QPolygonF:
    """Return the strip of a profile that is wider than a pixel."""
    if shape.kind is not ShapeKind.PROFILE or shape.width <= 1.0 or shape.length == 0.0:
        return QPolygonF()
    (x0, y0), (x1, y1) = shape.points[:2]
    half = shape.width / 2 / math.hypot(x1 - x0, y1 - y0)
    across, down = (y0 - y1) * half, (x1 - x0) * half
    corners = (
        (x0 + across, y0 + down),
        (x1 + across, y1 + down),
        (x1 - across, y1 - down),
        (x0 - across, y0 - down),
    )
    return QPolygonF([camera.to_screen(QPointF(x, y), area) for x, y in corners])


def _paint_name(painter: QPainter, name: str, box: QRectF, area: QRectF, colour: QColor) -> None:
    painter.setFont(fonts.strong(fonts.SMALL_PX))
    width = QFontMetricsF(painter.font()).horizontalAdvance(name) + 8
    plate = QRectF(box.left(), box.top() - 20, width, 16)
    if plate.top() < area.top() + 2:
        plate.moveTop(box.bottom() + 4)
    plate.moveLeft(min(max(plate.left(), area.left() + 4), area.right() - 4 - width))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PLATE)
    painter.drawRoundedRect(plate, 3, 3)
    painter.setPen(colour)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, name)
