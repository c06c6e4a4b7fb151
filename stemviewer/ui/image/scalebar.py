"""The scale bar: a round length in 1-2-5 steps, and its painting."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from stemviewer.core.quantity import Quantity, Source
from stemviewer.ui import fonts
from stemviewer.ui.image.stamps import Stamps
from stemviewer.ui.language.words import tr
from stemviewer.ui.text import length, thousands

PLATE = QColor(13, 16, 20, 190)
"""Behind words on an image, so that they are legible on any picture."""


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """Length on the screen [px] and its label."""

    pixels: float
    label: str


def round_125(limit: float) -> float:
    """Return the largest 1, 2 or 5 times a power of ten that is not above ``limit`` (> 0)."""
    power = 10.0 ** math.floor(math.log10(limit))
    for step in (5.0, 2.0, 1.0):
        if step * power <= limit * (1 + 1e-9):
            return step * power
    return power


def scale_bar(pixel_size: Quantity, scale: float, width: float) -> ScaleBar:
    """Choose the scale bar of a view.

    Parameters
    ----------
    pixel_size : Quantity
        [m]; when unknown the bar is in image pixels and says so.
    scale : float
        Screen pixels per image pixel.
    width : float
        Of the view [screen px]; the bar takes at most 30 % of it.

    Returns
    -------
    ScaleBar
        Its length on the screen and its label, e.g. ``"5 Å"``, ``"20 nm"``, ``"100 px"``.
    """
    room = 0.3 * width / scale
    if pixel_size.value is None:
        count = max(round_125(max(room, 1.0)), 1.0)
        return ScaleBar(count * scale, f"{thousands(int(count))} px")
    metres = round_125(room * pixel_size.value)
    label = length(metres)
    if pixel_size.source in (Source.ASSUMED, Source.ESTIMATED):
        label += f" ({tr(pixel_size.source.value)})"
    return ScaleBar(metres / pixel_size.value * scale, label)


def paint_scale_bar(painter: QPainter, view: QRectF, bar: ScaleBar, stamps: Stamps) -> QRectF:
    """Paint the bar at the bottom left of ``view``; return the plate it stands on."""
    font = fonts.strong(12)
    wide = max(bar.pixels, _width(bar.label, font.pixelSize())) + 16
    plate = QRectF(view.left() + 12, view.bottom() - 12 - 32, wide, 32)

    def paint(on: QPainter) -> None:
        on.setPen(Qt.PenStyle.NoPen)
        on.setBrush(PLATE)
        on.drawRoundedRect(plate, 4, 4)
        on.setFont(font)
        on.setPen(QColor("#ffffff"))
        on.drawText(QPointF(plate.left() + 8, plate.top() + 16), bar.label)
        on.fillRect(QRectF(plate.left() + 8, plate.bottom() - 10, bar.pixels, 4), QColor("white"))

    stamps.put(painter, plate, (bar, font.pixelSize()), paint)
    return plate


@lru_cache(maxsize=64)
def _width(label: str, pixels: int) -> float:
    """Return the width of a label [px]; ``pixels`` is the size of its type."""
    del pixels
    return QFontMetricsF(fonts.strong(12)).horizontalAdvance(label)
