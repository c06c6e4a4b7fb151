"""A plot of curves over one abscissa, each with its band; the value under the mouse in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.measure.plot_columns import columns
from stemviewer.ui.measure.plot_columns import unbroken as _unbroken
from stemviewer.ui.measure.words import plain
from stemviewer.ui.skin import ink

_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 10.0, 20.0, 34.0
_TICKS = 4
_BAND = 60
"""Opacity of bands, of 255."""

Floats = npt.NDArray[np.float64]


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
        (left, right), (low, high) = self._span_x(), self._span_y(curve.right)
        x = box.left() + (curve.x - left) / (right - left) * box.width()
        scale = box.height() / (high - low)
        drawn = columns(x, curve.y, curve.low, curve.high)
        ends = [box.bottom() - (values - low) * scale for values in (drawn.low, drawn.high)]
        y = box.bottom() - (drawn.y - low) * scale
        colour = QColor(ink(curve.colour))
        painter.setPen(QPen(colour, 1.2))
        for part in _unbroken(drawn.y):
            places = [QPointF(a, b) for a, b in zip(drawn.x[part], y[part], strict=True)]
            # piece by piece: one outline of a noisy curve costs several times as much
            painter.drawLines([QLineF(a, b) for a, b in pairwise(places)])
        colour.setAlpha(_BAND)
        # upright strokes: an outline of as many corners as a noisy band has takes a tenth of a
        # second to fill
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(QPen(colour, 0))
        for part in _unbroken(drawn.low):
            at = np.arange(np.ceil(drawn.x[part][0]), np.floor(drawn.x[part][-1]) + 1)
            foot, top = (np.interp(at, drawn.x[part], end[part]) for end in ends)
            strokes = zip(at.tolist(), foot.tolist(), top.tolist(), strict=True)
            painter.drawLines([QLineF(a, b, a, c) for a, b, c in strokes])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_mouse(self, painter: QPainter, box: QRectF) -> None:
        if self._mouse is not None:
            low, high = self._span_x()
            x = box.left() + (self._mouse - low) / (high - low) * box.width()
            painter.setPen(QPen(ink(c.TEXT), 1.0, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))

    def _span_x(self) -> tuple[float, float]:
        low = min(float(curve.x[0]) for curve in self._curves)
        high = max(float(curve.x[-1]) for curve in self._curves)
        return low, high if high > low else low + 1.0

    def _span_y(self, right: bool) -> tuple[float, float]:
        lows, highs = [], []
        for curve in self._curves:
            if curve.right is right:
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
