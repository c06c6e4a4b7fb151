"""A plot of curves over one abscissa, each with its band; the value under the mouse in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.measure.plot_columns import columns
from stemviewer.ui.measure.plot_raster import band_picture, line_picture
from stemviewer.ui.measure.words import plain
from stemviewer.ui.skin import ink

_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 10.0, 20.0, 34.0
_TICKS = 4
_LINE = 1.2
_SIDES = (False, True)
_BAND = 60
"""Opacity of bands, of 255."""

Floats = npt.NDArray[np.float64]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One curve; nan breaks it.

    Parameters
    ----------
    name : str
        As said under the mouse.
    x, y : ndarray, shape (points,)
        Ascending in x.
    colour : str
        Of the line.
    low, high : ndarray, shape (points,), or None
        Band about it.
    right : bool
        Whether it has an axis of its own at the right: another unit.
    """

    name: str
    x: Floats
    y: Floats
    colour: str
    low: Floats | None = None
    high: Floats | None = None
    right: bool = False


class PlotView(QWidget):
    """Paints curves; the abscissa and both ordinates fit what is shown.

    Parameters
    ----------
    empty : str
        Shown without curves.
    """

    def __init__(self, name: str, empty: str) -> None:
        super().__init__()
        self._name, self._empty = name, empty
        self._curves: tuple[Curve, ...] = ()
        self._spans = _spans(())
        self._labels = ("", "", "")
        self._mouse: float | None = None
        self.setMouseTracking(True)
        self.setMinimumHeight(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"{name}: {empty}")

    def sizeHint(self) -> QSize:
        """Return a flat rectangle."""
        return QSize(300, 150)

    @property
    def curves(self) -> tuple[Curve, ...]:
        """What is shown."""
        return self._curves

    def set_empty(self, words: str) -> None:
        """Change what is said without curves."""
        if words != self._empty:
            self._empty = words
            self.update()

    def show_curves(
        self, curves: Sequence[Curve], x_label: str = "", y_label: str = "", right_label: str = ""
    ) -> None:
        """Show curves, with what is below the abscissa and above the ordinates."""
        self._curves = tuple(curve for curve in curves if np.isfinite(curve.y).any())
        self._spans = _spans(self._curves)
        self._labels = (x_label, y_label, right_label)
        words = ", ".join(curve.name for curve in self._curves) or self._empty
        self.setAccessibleName(f"{self._name}: {words}")
        self.update()

    def read_out(self) -> str:
        """Return the values under the mouse; empty where there are none."""
        if self._mouse is None or not self._curves:
            return ""
        words = []
        for curve in self._curves:
            at = int(np.argmin(np.abs(curve.x - self._mouse)))
            if np.isfinite(curve.y[at]):
                words.append(f"{curve.name} {plain(float(curve.y[at]))}")
        x = self._labels[0].rpartition("[")[2].rstrip("]")
        return f"{plain(self._mouse)} {x}:  " + "  ".join(words) if words else ""

    # mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the values under the mouse."""
        box = self._box()
        inside = bool(self._curves) and box.left() <= event.position().x() <= box.right()
        low, high = self._span_x() if self._curves else (0.0, 1.0)
        share = (event.position().x() - box.left()) / max(box.width(), 1.0)
        self._mouse = low + share * (high - low) if inside else None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell nothing."""
        del event
        self._mouse = None
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint axes, bands and curves."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fonts.sans(fonts.SMALL_PX))
        box = self._box()
        painter.fillRect(box, ink(c.FIELD))
        if not self._curves:
            painter.setPen(ink(c.SECONDARY))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(box.adjusted(12, 0, -12, 0), int(flags), self._empty)
        else:
            self._paint_axes(painter, box)
            painter.setClipRect(box)
            for curve in self._curves:
                self._paint_curve(painter, box, curve)
            self._paint_mouse(painter, box)
        painter.end()

    def _box(self) -> QRectF:
        right = _LEFT if any(curve.right for curve in self._curves) else _RIGHT
        left = _LEFT if self._curves else 0.0
        if not self._curves:
            return QRectF(self.rect())
        return QRectF(self.rect()).adjusted(left, _TOP, -right, -_BOTTOM)

    def _paint_axes(self, painter: QPainter, box: QRectF) -> None:
        for right in (False, True):
            if any(curve.right is right for curve in self._curves):
                self._paint_ordinate(painter, box, right=right)
        painter.setPen(ink(c.SECONDARY))
        low, high = self._span_x()
        for level in _ticks(low, high):
            x = box.left() + (level - low) / (high - low) * box.width()
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x, box.bottom() + 3))
            place = QRectF(x - 30, box.bottom() + 3, 60, 14)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, f"{level:.6g}")
        below = QRectF(box.left(), box.bottom() + 18, box.width(), 16)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, self._labels[0])
        head = self.read_out() or self._labels[1]
        above = QRectF(0, 1, self.width(), _TOP - 4)
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft, head)
        if self._labels[2] and not self.read_out():
            painter.drawText(above, Qt.AlignmentFlag.AlignRight, self._labels[2])

    def _paint_ordinate(self, painter: QPainter, box: QRectF, *, right: bool) -> None:
        low, high = self._span_y(right)
        for level in _ticks(low, high):
            y = box.bottom() - (level - low) / (high - low) * box.height()
            if not right:
                painter.setPen(ink(c.LINE))
                painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(ink(c.SECONDARY))
            left = box.right() + 4 if right else 0.0
            side = Qt.AlignmentFlag.AlignLeft if right else Qt.AlignmentFlag.AlignRight
            place = QRectF(left, y - 8, _LEFT - 5, 16)
            painter.drawText(place, int(side | Qt.AlignmentFlag.AlignVCenter), f"{level:.4g}")

    def _paint_curve(self, painter: QPainter, box: QRectF, curve: Curve) -> None:
        ratio = self.devicePixelRatioF()
        (left, right), (low, high) = self._spans[curve.right]
        size = (max(round(box.height() * ratio), 1), max(round(box.width() * ratio), 1))
        drawn = columns((curve.x - left) / (right - left) * size[1], curve.y, curve.low, curve.high)
        scale = size[0] / (high - low)
        y, top, foot = (size[0] - (v - low) * scale for v in (drawn.y, drawn.high, drawn.low))
        colour = ink(curve.colour)
        pictures = [line_picture(drawn.x, y, size, colour, _LINE * ratio)]
        if curve.low is not None:
            colour.setAlpha(_BAND)
            pictures.append(band_picture(drawn.x, top, foot, size, colour))
        for picture in pictures:
            picture.setDevicePixelRatio(ratio)
            painter.drawImage(box.topLeft(), picture)

    def _paint_mouse(self, painter: QPainter, box: QRectF) -> None:
        if self._mouse is not None:
            low, high = self._span_x()
            x = box.left() + (self._mouse - low) / (high - low) * box.width()
            painter.setPen(QPen(ink(c.TEXT), 1.0, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))

    def _span_x(self) -> tuple[float, float]:
        return self._spans[False][0]

    def _span_y(self, right: bool) -> tuple[float, float]:
        return self._spans[right][1]


def _spans(curves: Sequence[Curve]) -> dict[bool, tuple[Span, Span]]:
    """Return the spans of abscissa and ordinate, by whether the ordinate is at the right."""
    first = min((float(curve.x[0]) for curve in curves), default=0.0)
    last = max((float(curve.x[-1]) for curve in curves), default=1.0)
    across = (first, last if last > first else first + 1.0)
    return {right: (across, _ordinate([x for x in curves if x.right is right])) for right in _SIDES}


def _ordinate(curves: Sequence[Curve]) -> Span:
    lows, highs = [], []
    for curve in curves:
        for values in (curve.y, curve.low, curve.high):
            if values is not None and np.isfinite(values).any():
                lows.append(float(np.nanmin(values)))
                highs.append(float(np.nanmax(values)))
    low, high = min(lows, default=0.0), max(highs, default=1.0)
    room = 0.06 * (high - low) or max(0.5, 0.05 * abs(high))
    return low - room, high + room


def _ticks(low: float, high: float) -> list[float]:
    """Return round levels in steps of 1, 2 or 5."""
    rough = (high - low) / _TICKS
    if not rough > 0.0 or not math.isfinite(rough):
        return []
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(f * power for f in (1.0, 2.0, 5.0, 10.0) if f * power >= rough * (1 - 1e-9))
    first = math.ceil(low / step)
    return [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)]
