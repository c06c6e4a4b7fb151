"""What stands still over a picture is painted once, and looks as if it were painted anew."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from pytestqt.qtbot import QtBot

from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.draw.stills import Stills

AREA = QRectF(2, 34, 200, 150)


class Cross:
    """Paints a diagonal in image coordinates, and counts."""

    def __init__(self) -> None:
        self.times = 0
        self.stills = Stills(self.paint)

    def paint(self, painter: QPainter, camera: Camera, area: QRectF) -> None:
        self.times += 1
        painter.setPen(QPen(QColor("#ffcc00"), 3.0))
        ends = [camera.to_screen(QPointF(*end), area) for end in ((10.0, 20.0), (50.0, 44.0))]
        painter.drawLine(*ends)

    def picture(self, camera: Camera, content: object = "a", ratio: float = 1.0) -> bytes:
        image = QImage(round(220 * ratio), round(200 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor("#203040"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(AREA)
        self.stills.paint(painter, camera, AREA, content)
        painter.end()
        return bytes(image.constBits())


def camera() -> Camera:
    made = Camera()
    made.set_view(1, QSizeF(200, 150))
    made.set_image_size(64, 64)
    return made


def difference(first: bytes, second: bytes) -> int:
    one, two = (np.frombuffer(each, np.uint8).astype(int) for each in (first, second))
    return int(np.abs(one - two).max())


def test_the_third_painting_takes_the_picture_of_the_second(qtbot: QtBot) -> None:
    cross, view = Cross(), camera()
    for ratio in (1.0, 2.0, 1.25):
        before = cross.times
        pictures = [cross.picture(view, ratio=ratio) for _ in range(4)]
        assert cross.times - before == 2  # the first anew, the second into the picture
        assert max(difference(pictures[0], other) for other in pictures[1:]) <= 2


def test_other_content_and_another_place_are_painted_anew(qtbot: QtBot) -> None:
    cross, view = Cross(), camera()
    for _ in range(3):
        cross.picture(view)
    before = cross.times
    cross.picture(view, "b")
    assert cross.times == before + 1
    still = cross.picture(view)
    view.pan(7.0, 3.0)
    moved = cross.picture(view)
    assert cross.times == before + 2
    assert difference(still, moved) > 50


def test_nothing_painted_is_no_failure(qtbot: QtBot) -> None:
    view = camera()
    view.zoom_to(8.0)
    view.pan(-4000.0, -4000.0)
    cross = Cross()
    pictures = {cross.picture(view) for _ in range(3)}
    assert len(pictures) == 1
