"""What is painted over every frame alike, kept as a picture.

Antialiased outlines with dotted strips cost milliseconds; a new frame changes nothing of them.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from stemviewer.ui.image.camera import Camera

KEPT = 6
"""Pictures kept: one for each pane there can be."""

Paint = Callable[[QPainter, Camera, QRectF], None]


class Stills:
    """Paints anew what has changed, and a kept picture of what has not.

    While the camera or the content moves there is nothing to keep, so a picture is made only the
    second time that the same is asked for.

    Parameters
    ----------
    paint : callable
        Paints everything over the image area of a pane.
    """

    def __init__(self, paint: Paint) -> None:
        self._paint = paint
        self._kept: OrderedDict[Hashable, tuple[QPointF, QPixmap] | None] = OrderedDict()

    def paint(self, painter: QPainter, camera: Camera, area: QRectF, content: Hashable) -> None:
        """Paint ``content``, which names all that the painting depends on but the camera."""
        ratio = painter.device().devicePixelRatioF()
        centre = camera.centre
        place = (centre.x(), centre.y(), camera.scale, camera.image_size, ratio)
        key = (content, place, area.x(), area.y(), area.width(), area.height())
        if key not in self._kept:
            self._kept[key] = None
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            self._paint(painter, camera, area)
            return
        still = self._kept[key]
        if still is None:
            still = self._kept[key] = self._made(camera, area, ratio)
        painter.drawPixmap(*still)

    def _made(self, camera: Camera, area: QRectF, ratio: float) -> tuple[QPointF, QPixmap]:
        # on whole pixels of the device, or the picture would be blurred where it is put
        origin = QPointF(math.floor(area.x() * ratio), math.floor(area.y() * ratio)) / ratio
        across, down = area.right() - origin.x(), area.bottom() - origin.y()
        columns, rows = math.ceil(across * ratio), math.ceil(down * ratio)
        image = QImage(columns, rows, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-origin)
        self._paint(painter, camera, area)
        painter.end()
        box = _painted(image)
        part = image.copy(box)
        part.setDevicePixelRatio(ratio)
        corner = origin + QPointF(box.topLeft()) / ratio
        return corner, QPixmap.fromImage(part)


def _painted(image: QImage) -> QRect:
    """Return the smallest rectangle that holds everything painted [device px]."""
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    if not rows.size:
        return QRect(0, 0, 1, 1)
    left, top = int(columns[0]), int(rows[0])
    return QRect(left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1)
