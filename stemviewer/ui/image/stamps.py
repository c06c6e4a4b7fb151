"""Small pictures of words and plates, kept: laying out a text costs more than copying a picture.

A title has five or six texts, of which a new frame changes one or two.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

KEPT = 48
"""Pictures kept of one pane: its words of some frames."""

MARGIN = 1
"""Room at either side [device px]: letters may lean out of their cell."""


class Stamps:
    """Paints what was painted before as a copy, pixel for pixel as it was. Used by one pane.

    A picture is made only the second time that the same is asked for: to make one costs several
    times what it costs to paint the words, and a frame's number never comes again.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, QImage | None] = OrderedDict()

    def __len__(self) -> int:
        """Return how many words and plates are known."""
        return len(self._kept)

    def put(
        self,
        painter: QPainter,
        cell: QRectF,
        content: Hashable,
        paint: Callable[[QPainter], None],
        ground: QColor | None = None,
    ) -> None:
        """Paint ``content`` into a cell, by a kept picture where there is one.

        Parameters
        ----------
        painter : QPainter
            Scaled by nothing but the ratio of its device.
        cell : QRectF
            Holds all that is painted [logical px].
        content : Hashable
            Names all that the painting depends on, but its place.
        paint : callable
            Paints it, in the coordinates of ``cell``.
        ground : QColor, optional
            Opaque, what is behind; words on it have the very pixels they would have without a
            kept picture. On a clear ground they differ by rounding. It must have been painted.
        """
        ratio = painter.device().devicePixelRatioF()
        left = math.floor(cell.left() * ratio) - MARGIN
        top = math.floor(cell.top() * ratio)
        across = math.ceil(cell.right() * ratio) + MARGIN - left
        down = math.ceil(cell.bottom() * ratio) - top
        # where it lies between two pixels makes a difference, on which pixel it lies does not
        place = round(cell.left() * ratio - left, 3), round(cell.top() * ratio - top, 3)
        shade = None if ground is None else ground.rgba()
        key = (content, place, across, down, ratio, shade)
        if key not in self._kept:
            self._kept[key] = None
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            paint(painter)
            return
        self._kept.move_to_end(key)
        origin = QPointF(left / ratio, top / ratio)
        image = self._kept[key]
        if image is None:
            image = self._kept[key] = _blank(across, down, ratio, ground)
            _stamp(image, origin, paint)
        painter.drawImage(origin, image)


def _blank(across: int, down: int, ratio: float, ground: QColor | None) -> QImage:
    clear = QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(across, down, clear if ground is None else QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent if ground is None else ground)
    return image


def _stamp(image: QImage, origin: QPointF, paint: Callable[[QPainter], None]) -> None:
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(-origin)
    paint(painter)
    painter.end()
