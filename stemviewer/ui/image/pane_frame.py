"""Border and title of a pane, painted from the picture they belong to."""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from stemviewer.ui import colours as c
from stemviewer.ui.image import badge
from stemviewer.ui.image.picture import PanePicture, TitlePart, Tone
from stemviewer.ui.text import age

BORDER = 2
"""Width of the coloured border [px]."""


def title_rect(rect: QRectF) -> QRectF:
    """Return the title bar of a pane that covers ``rect``."""
    return QRectF(rect.left() + BORDER, BORDER, rect.width() - 2 * BORDER, badge.HEIGHT)


def paint_panel(painter: QPainter, rect: QRectF) -> None:
    """Fill a pane; without the rounded corners that is several times cheaper."""
    painter.fillRect(rect, QColor(c.PANEL))


def paint_border(painter: QPainter, rect: QRectF, picture: PanePicture | None) -> None:
    """Paint the border in the colour of the picture's kind; a thin one without a picture."""
    colour = c.LINE if picture is None else c.KIND_COLOUR[picture.kind]
    width = BORDER if picture is not None else 1
    half = width / 2
    painter.setPen(QPen(QColor(colour), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), 4, 4)


def paint_title(
    painter: QPainter, bar: QRectF, picture: PanePicture, state: tuple[str, str]
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
    """
    badges = [(picture.badge, c.KIND_FILL[picture.kind], c.BADGE_TEXT)]
    if state[0]:
        badges.append((*state, c.BACKGROUND))
    badge.paint_title(painter, bar, picture.kind, badges, (_left_parts(picture), picture.right))


def _left_parts(picture: PanePicture) -> tuple[TitlePart, ...]:
    if not picture.received_monotonic_ns:
        return picture.left
    seconds = (time.monotonic_ns() - picture.received_monotonic_ns) / 1e9
    return (*picture.left, TitlePart(f"age {age(seconds)}", Tone.QUIET, keep=2))
