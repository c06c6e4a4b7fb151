"""The dose map of the area as a picture, with the present view drawn into it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from stemviewer.live.dose.dose_map import Patch, render
from stemviewer.live.dose.rectangle import Floats, Rectangle
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.format import LENGTH, number
from stemviewer.ui.skin import ink
from stemviewer.ui.text import E_PER_A2

CELLS = 160
"""Rows and columns of the picture."""

_MARGIN = 1.1
_RANGE = 1e3
_LEGEND = 22


class DoseMapView(QWidget):
    """Brightness is the logarithm of the dose over three decades; the frame is the present view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._extent = (0.0, 0.0, 1.0)
        self._view: Rectangle | None = None
        self._peak = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Dose map of this area: none yet"))

    def sizeHint(self) -> QSize:
        """Return a square with its legend."""
        return QSize(260, 260 + _LEGEND)

    def show_map(self, patches: Sequence[Patch], view: Rectangle | None) -> None:
        """Show a map and where the view is now."""
        self._view = view
        extent = map_extent(patches)
        if extent is None:
            self._image, self._peak = None, 0.0
        else:
            self._extent = extent
            y, x, side = extent
            lines = np.linspace(-side / 2, side / 2, CELLS + 1)
            self._peak, self._image = map_picture(patches, y + lines, x + lines)
        self.setAccessibleName(
            tr("Dose map of this area: up to {0} {1}", number(self._peak), E_PER_A2)
        )
        self.update()

    @property
    def peak(self) -> float:
        """Highest scanned dose in the picture [e/Å^2]."""
        return self._peak

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint map, view and legend."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height() - _LEGEND)
        square = QRectF((self.width() - side) / 2, 0, side, side)
        painter.fillRect(square, ink(c.FIELD))
        painter.setFont(fonts.sans(fonts.SMALL_PX))
        if self._image is None:
            painter.setPen(ink(c.SECONDARY))
            painter.drawText(
                square, Qt.AlignmentFlag.AlignCenter, tr("No dose with a known place yet")
            )
            painter.end()
            return
        painter.drawImage(square, self._image)
        if self._view is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            # dark below light: seen on any grey of the map
            for colour, thick in ((c.BACKGROUND, 4.0), (c.TEXT, 1.5)):
                painter.setPen(QPen(ink(colour), thick))
                painter.drawPolygon(map_outline(self._view, self._extent, square))
        painter.setPen(ink(c.SECONDARY))
        below = QRectF(square.left(), square.bottom(), side, _LEGEND)
        width = LENGTH.show(self._extent[2] * 1e-10)
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, tr("{0} wide", width))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(below, right, tr("white: {0} {1} scanned", number(self._peak), E_PER_A2))
        painter.end()


def map_outline(view: Rectangle, extent: tuple[float, float, float], square: QRectF) -> QPolygonF:
    """Return a view as drawn in a map of some extent (y, x, side) [Å] that fills a square."""
    y0, x0, side = extent
    scale = square.width() / side
    cos, sin = math.cos(view.rotation), math.sin(view.rotation)
    corners = []
    for down, right in ((-1, -1), (-1, 1), (1, 1), (1, -1)):
        d, r = down * view.height / 2, right * view.width / 2
        y, x = view.y + d * cos + r * sin, view.x + r * cos - d * sin
        corners.append(
            QPointF(square.center().x() + (x - x0) * scale, square.center().y() + (y - y0) * scale)
        )
    return QPolygonF(corners)


def map_extent(patches: Sequence[Patch]) -> tuple[float, float, float] | None:
    """Return centre (y, x) and side of the smallest square that holds all electrons [Å]."""
    edges = []
    for patch in patches:
        total = patch.electrons.sum(axis=0)
        rows, columns = np.flatnonzero(total.any(axis=1)), np.flatnonzero(total.any(axis=0))
        if rows.size:
            y, x = patch.lines
            edges.append((y[rows[0]], x[columns[0]], y[rows[-1] + 1], x[columns[-1] + 1]))
    if not edges:
        return None
    top, left, bottom, right = zip(*edges, strict=True)
    height, width = max(bottom) - min(top), max(right) - min(left)
    side = float(max(height, width)) * _MARGIN
    return float(max(bottom) + min(top)) / 2, float(max(right) + min(left)) / 2, side


def map_picture(patches: Sequence[Patch], lines_y: Floats, lines_x: Floats) -> tuple[float, QImage]:
    """Return the highest scanned dose [e/Å^2], and the map in grey up to it.

    Grey is the logarithm of the dose over three decades. A parked probe gives a spot thousands
    of times as much as any scan: it is white, and does not darken all the rest.
    """
    area = float((lines_y[1] - lines_y[0]) * (lines_x[1] - lines_x[0]))
    peak = float(render(patches, lines_y, lines_x, parked=False).max()) / area
    dose = render(patches, lines_y, lines_x) / area
    most = peak or float(dose.max()) or 1.0
    level = np.log(np.clip(dose / most, 1.0 / _RANGE, 1.0) * _RANGE) / math.log(_RANGE)
    grey = np.ascontiguousarray(np.round(16 + 239 * level), np.uint8)
    grey[dose <= 0] = 0
    rows, columns = grey.shape
    picture = QImage(grey.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
    return peak, picture.copy()
