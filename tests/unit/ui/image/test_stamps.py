"""Words painted as copies look as words painted anew."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from stemviewer.core.provenance import Kind
from stemviewer.core.quantity import set_to
from stemviewer.ui import colours as c
from stemviewer.ui.image.badge import paint_badge, paint_title, part_font, part_width
from stemviewer.ui.image.picture import TitlePart, Tone
from stemviewer.ui.image.scalebar import paint_scale_bar, scale_bar
from stemviewer.ui.image.stamps import KEPT, Stamps
from stemviewer.ui.skin import ink

PARTS = (TitlePart("frame 1 234", Tone.STRONG), TitlePart("age 23 ms", Tone.QUIET))
BAR = QRectF(2, 2, 420, 32)


def canvas(ratio: float) -> QImage:
    image = QImage(round(440 * ratio), round(120 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(ink(c.PANEL))
    return image


def pixels(image: QImage) -> np.ndarray:
    shape = image.height(), image.width(), 4
    return np.array(np.frombuffer(image.constBits(), np.uint8).reshape(shape))


def painted(image: QImage, stamps: Stamps) -> np.ndarray:
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    badges = [("RAW", c.KIND_FILL[Kind.RAW], c.BADGE_TEXT), ("HELD", c.CAUTION, c.BACKGROUND)]
    paint_title(painter, BAR, Kind.RAW, badges, (PARTS, ()), stamps)
    painter.end()
    return pixels(image)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_title_of_copies_is_the_title_painted_anew(themed: QApplication, ratio: float) -> None:
    stamps = Stamps()
    first, again, third = (painted(canvas(ratio), stamps) for _ in range(3))
    image = canvas(ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    corner = BAR.topLeft()
    corner.setX(10)
    corner.setY(9)
    x = paint_badge(painter, corner, "RAW", c.KIND_FILL[Kind.RAW]).right() + 6
    corner.setX(x)
    x = paint_badge(painter, corner, "HELD", c.CAUTION, c.BACKGROUND).right() + 10
    for part in PARTS:
        painter.setFont(part_font(part))
        painter.setPen(ink(c.TEXT if part.tone is Tone.STRONG else c.SECONDARY))
        cell = QRectF(x, BAR.top(), part_width(part) + 1, BAR.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(cell, int(flags), part.text)
        x += part_width(part) + 10
    painter.end()
    assert (first == pixels(image)).all()
    assert (again == first).all()
    assert (third == first).all()
    assert len(stamps) == 4


def test_a_plate_on_a_clear_ground_differs_by_rounding_only(themed: QApplication) -> None:
    bar, view = scale_bar(set_to(1e-11), 1.0, 400), QRectF(0, 0, 400, 100)
    stamps, direct, copied = Stamps(), canvas(1.0), canvas(1.0)

    class Anew(Stamps):
        def put(self, painter, cell, content, paint, ground=None) -> None:  # type: ignore[no-untyped-def]
            paint(painter)

    for image, kept in ((direct, Anew()), (canvas(1.0), stamps), (copied, stamps)):
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_scale_bar(painter, view, bar, kept)
        painter.end()
    apart = np.abs(pixels(direct).astype(int) - pixels(copied).astype(int))
    assert apart.max() <= 3
    assert (pixels(direct) != pixels(canvas(1.0))).any()


def test_no_more_are_kept_than_some_frames_need(themed: QApplication) -> None:
    stamps, image = Stamps(), canvas(1.0)
    painter = QPainter(image)
    for number in range(3 * KEPT):
        stamps.put(painter, QRectF(0, 0, 20, 10), number, lambda on: None, QColor("black"))
    painter.end()
    assert len(stamps) == KEPT
