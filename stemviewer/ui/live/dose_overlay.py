"""The dose map in the live image: as a tint over the picture, and as an inset in its corner."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QTransform

from stemviewer.live.dose.dose_map import Patch, render
from stemviewer.live.dose.rectangle import Floats, Rectangle
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.scalebar import PLATE
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.dose_map_view import map_extent, map_outline, map_picture
from stemviewer.ui.live.format import number
from stemviewer.ui.text import E_PER_A2

CELLS = 128
"""Rows and columns of what is drawn."""

INSET = 148.0
"""Side of the inset [logical px]."""

STRONGEST = 90
"""Opacity of the tint at the highest dose, of 255."""

_GAP = 12.0
_LINE = 18.0


class DoseOverlay:
    """Holds the map as pictures, so that painting a frame costs two blits. Used by the window.

    Attributes
    ----------
    tint, inset : bool
        What is drawn.
    """

    def __init__(self) -> None:
        self.tint = self.inset = False
        self._view: Rectangle | None = None
        self._patches: Sequence[Patch] = ()
        self._tint: tuple[QImage, QRectF] | None = None
        self._inset: tuple[QImage, tuple[float, float, float]] | None = None
        self.peak = 0.0
        """Highest scanned dose on the area [e/Å^2]."""

    @property
    def on(self) -> bool:
        """Whether anything is drawn."""
        return self.tint or self.inset

    def show_map(self, patches: Sequence[Patch], view: Rectangle | None) -> bool:
        """Take over a map and where the view is now; return whether anything changed."""
        if patches is self._patches and view == self._view:
            return False
        self._patches, self._view = patches, view
        extent = map_extent(patches)
        if extent is None or view is None:
            self._tint = self._inset = None
            self.peak = 0.0
            return True
        y, x, side = extent
        lines = np.linspace(-side / 2, side / 2, CELLS + 1)
        self.peak, picture = map_picture(patches, y + lines, x + lines)
        self._inset = (picture, extent)
        if self.tint:
            top, left, bottom, right = view.bounds
            side = max(bottom - top, right - left)
            seen = _dose(patches, top, left, side)
            self._tint = (_tinted(seen, self.peak), QRectF(left, top, side, side))
        return True

    def paint_tint(
        self, painter: QPainter, camera: Camera, area: QRectF, shape: tuple[int, int]
    ) -> None:
        """Paint the dose over a picture of some rows and columns, where it is on the specimen."""
        if not self.tint or self._tint is None or self._view is None:
            return
        picture, where = self._tint
        corner, scale = camera.to_screen(QPointF(0.0, 0.0), area), camera.scale
        place = _to_image(self._view, shape)
        place *= QTransform(scale, 0.0, 0.0, scale, corner.x(), corner.y())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rows, columns = shape
        painter.setClipRect(
            QRectF(corner.x(), corner.y(), columns * scale, rows * scale),
            Qt.ClipOperation.IntersectClip,
        )
        painter.setTransform(place, combine=True)
        painter.drawImage(where, picture)
        painter.restore()

    def paint_inset(self, painter: QPainter, area: QRectF) -> None:
        """Paint the map of the whole area with the present view, top right in a pane."""
        if not self.inset:
            return
        side = min(INSET, area.width() / 3, area.height() / 3)
        square = QRectF(area.right() - _GAP - side, area.top() + _GAP, side, side)
        plate = square.adjusted(-4, -4, 4, 4 + _LINE)
        painter.save()
        painter.setPen(QPen(QColor(c.LINE), 1.0))
        painter.setBrush(PLATE)
        painter.drawRoundedRect(plate, 4, 4)
        painter.setFont(fonts.sans(fonts.SMALL_PX))
        painter.setPen(QColor(c.TEXT))
        words = QRectF(plate.left(), square.bottom(), plate.width(), _LINE + 4)
        if self._inset is None:
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, tr("No dose yet"))
        else:
            picture, extent = self._inset
            painter.drawImage(square, picture)
            most = tr("white: {0} {1}", number(self.peak), E_PER_A2)
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, most)
            self._paint_view(painter, extent, square)
        painter.restore()

    def _paint_view(
        self, painter: QPainter, extent: tuple[float, float, float], square: QRectF
    ) -> None:
        if self._view is None:
            return
        painter.setClipRect(square.adjusted(-2, -2, 2, 2), Qt.ClipOperation.IntersectClip)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, thick in ((c.BACKGROUND, 3.0), (c.TEXT, 1.0)):
            painter.setPen(QPen(QColor(colour), thick))
            painter.drawPolygon(map_outline(self._view, extent, square))


def _dose(patches: Sequence[Patch], top: float, left: float, side: float) -> Floats:
    """Return the dose [e/Å^2] on a square with its corner at (top, left) [Å]."""
    lines = np.linspace(0.0, side, CELLS + 1)
    return render(patches, top + lines, left + lines) / (side / CELLS) ** 2


def _tinted(dose: Floats, peak: float) -> QImage:
    """Return a dose as a colour whose opacity grows with it."""
    colour = QColor(c.CAUTION)
    pixels = np.empty((*dose.shape, 4), np.uint8)
    pixels[..., :3] = (colour.blue(), colour.green(), colour.red())
    pixels[..., 3] = np.round(STRONGEST * np.clip(dose / (peak or 1.0), 0.0, 1.0))
    rows, columns = dose.shape
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32).copy()


def _to_image(view: Rectangle, shape: tuple[int, int]) -> QTransform:
    """Return what takes a place on the specimen (x, y) [Å] to columns and rows of the image."""
    cos, sin = math.cos(view.rotation), math.sin(view.rotation)
    rows, columns = shape
    x, y = columns / view.width, rows / view.height
    turn = QTransform(cos * x, -sin * y, sin * x, cos * y, columns / 2, rows / 2)
    return QTransform.fromTranslate(-view.x, -view.y) * turn
