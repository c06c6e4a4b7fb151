"""The image itself, drawn for one camera position."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPixmap

from stemviewer.ui import colours as c
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.pane_frame import around
from stemviewer.ui.image.picture import PanePicture
from stemviewer.ui.image.resample import NEAREST_FROM

HATCH_STEP = 10


def hatch_brush() -> QBrush:
    """Return the diagonal hatch of what was not scanned: never the look of a zero."""
    tile = QPixmap(HATCH_STEP, HATCH_STEP)
    tile.fill(QColor(c.FIELD))
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor("#3a4450"))
    for shift in (-HATCH_STEP, 0, HATCH_STEP):
        painter.drawLine(QPointF(shift, HATCH_STEP), QPointF(shift + HATCH_STEP, 0))
    painter.end()
    return QBrush(tile)


def paint(
    painter: QPainter, picture: PanePicture, camera: Camera, view: QRectF, ratio: float
) -> None:
    """Draw the visible part of a picture, with hatch and line where it is partial.

    Parameters
    ----------
    painter : QPainter
        Clipped to ``view``.
    picture : PanePicture
        What to draw.
    camera : Camera
        Which part of it.
    view : QRectF
        Image area [logical px].
    ratio : float
        Device pixels per logical pixel.
    """
    # the edge of the image is not on whole pixels: the ground reaches a little under it
    image = _covered(picture, camera, view).adjusted(1, 1, -1, -1)
    for part in around(view, image):
        painter.fillRect(part, QColor(c.FIELD))
    if prepared(picture, camera.scale * ratio):
        _copy_image(painter, picture, camera, view, ratio)
    else:
        smooth = camera.scale * ratio < NEAREST_FROM
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        _draw_image(painter, picture, camera, view)
    if picture.valid_rows < picture.rows:
        _draw_unscanned(painter, picture, camera.image_rect(view))


def _covered(picture: PanePicture, camera: Camera, view: QRectF) -> QRectF:
    """Return what of a pane the picture covers: all of the image, or the part it was made of."""
    covers = picture.covers
    corner = camera.to_screen(QPointF(covers.left, covers.top), view)
    return QRectF(corner, QSizeF(covers.columns, covers.rows) * camera.scale)


def prepared(picture: PanePicture, scale: float) -> bool:
    """Whether the picture was made for this very magnification."""
    covers, (rows, columns) = picture.covers, picture.indices.shape
    return (rows, columns) == (round(covers.rows * scale), round(covers.columns * scale))


def _copy_image(
    painter: QPainter, picture: PanePicture, camera: Camera, view: QRectF, ratio: float
) -> None:
    covers, (rows, columns) = picture.covers, picture.indices.shape
    corner = camera.to_screen(QPointF(covers.left, covers.top), view)
    target = QRectF(
        round(corner.x() * ratio) / ratio,
        round(corner.y() * ratio) / ratio,
        columns / ratio,
        rows / ratio,
    )
    painter.drawImage(target, picture.painting.image)


def _draw_image(painter: QPainter, picture: PanePicture, camera: Camera, view: QRectF) -> None:
    # only what is in sight is handed to Qt, on whole pixels, so that zooming in stays cheap
    covers, (rows, columns) = picture.covers, picture.indices.shape
    down, across = covers.rows / rows, covers.columns / columns
    corner = QPointF(covers.left, covers.top)
    first = camera.to_image(view.topLeft(), view) - corner
    last = camera.to_image(view.bottomRight(), view) - corner
    x0, y0 = max(math.floor(first.x() / across), 0), max(math.floor(first.y() / down), 0)
    x1 = min(math.ceil(last.x() / across), columns)
    y1 = min(math.ceil(last.y() / down), rows)
    if x1 <= x0 or y1 <= y0:
        return
    target = QRectF(
        camera.to_screen(corner + QPointF(x0 * across, y0 * down), view),
        camera.to_screen(corner + QPointF(x1 * across, y1 * down), view),
    )
    painter.drawImage(target, picture.painting.image, QRectF(x0, y0, x1 - x0, y1 - y0))


def _draw_unscanned(painter: QPainter, picture: PanePicture, whole: QRectF) -> None:
    line = round(whole.top() + whole.height() * picture.valid_rows / picture.rows)
    below = QRectF(whole.left(), line, whole.width(), whole.bottom() - line)
    if picture.old_values is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hatch_brush())
        painter.drawRect(below)
    painter.fillRect(QRectF(whole.left(), line - 1, whole.width(), 3), QColor(0, 0, 0, 160))
    painter.fillRect(QRectF(whole.left(), line, whole.width(), 1), QColor(c.TEXT))
