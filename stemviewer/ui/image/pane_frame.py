"""Border and title of a pane, painted from the picture they belong to."""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from stemviewer.ui import colours as c
from stemviewer.ui.image import badge
from stemviewer.ui.image.picture import PanePicture, TitlePart, Tone
from stemviewer.ui.image.stamps import Stamps
from stemviewer.ui.language.words import tr
from stemviewer.ui.skin import ink
from stemviewer.ui.text import age

BORDER = 2
"""Width of the coloured border [px]."""

ROUND = 4
"""Radius of its corners [px]."""


def title_rect(rect: QRectF) -> QRectF:
    """Return the title bar of a pane that covers ``rect``."""
    return QRectF(rect.left() + BORDER, BORDER, rect.width() - 2 * BORDER, badge.HEIGHT)


def words_rect(rect: QRectF) -> QRectF:
    """Return the part of the title bar that no rounded corner of the border reaches."""
    return title_rect(rect).adjusted(ROUND, 0, -ROUND, 0)


def paint_panel(painter: QPainter, rect: QRectF, image: QRectF | None = None) -> None:
    """Fill a pane around its image, which fills its own part; rounded corners would cost more."""
    colour = ink(c.PANEL)
    for part in [rect] if image is None else around(rect, image):
        painter.fillRect(part, colour)


def around(rect: QRectF, hole: QRectF) -> list[QRectF]:
    """Return what is left of ``rect`` around ``hole``: above, below, left and right of it."""
    hole = hole.intersected(rect)
    if hole.isEmpty():
        return [rect]
    above = QRectF(rect.left(), rect.top(), rect.width(), hole.top() - rect.top())
    below = QRectF(rect.left(), hole.bottom(), rect.width(), rect.bottom() - hole.bottom())
    left = QRectF(rect.left(), hole.top(), hole.left() - rect.left(), hole.height())
    right = QRectF(hole.right(), hole.top(), rect.right() - hole.right(), hole.height())
    return [part for part in (above, below, left, right) if not part.isEmpty()]


def paint_border(painter: QPainter, rect: QRectF, picture: PanePicture | None) -> None:
    """Paint the border in the colour of the picture's kind; a thin one without a picture."""
    colour = c.LINE if picture is None else c.KIND_COLOUR[picture.kind]
    width = BORDER if picture is not None else 1
    half = width / 2
    painter.setPen(QPen(ink(colour), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), ROUND, ROUND)


def paint_title(
    painter: QPainter,
    bar: QRectF,
    picture: PanePicture,
    state: tuple[str, str],
    stamps: Stamps,
) -> None:
    """Paint badge and words of a picture.

    Parameters
    ----------
    painter : QPainter
        Of the pane.
    bar : QRectF
        Where.
    picture : PanePicture
        Says what.
    state : (text, colour)
        A second badge; none where the text is empty.
    stamps : Stamps
        Of the pane.
    """
    badges = [(picture.badge, c.KIND_FILL[picture.kind], c.BADGE_TEXT)]
    if state[0]:
        badges.append((*state, c.BACKGROUND))
    parts = _left_parts(picture), picture.right
    badge.paint_title(painter, bar, picture.kind, badges, parts, stamps)


def _left_parts(picture: PanePicture) -> tuple[TitlePart, ...]:
    if not picture.received_monotonic_ns:
        return picture.left
    seconds = (time.monotonic_ns() - picture.received_monotonic_ns) / 1e9
    return (*picture.left, TitlePart(tr("age {0}", age(seconds)), Tone.QUIET, keep=2))
