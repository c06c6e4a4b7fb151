"""A small plot with error bars: quality against dose, or lattice contrast against dose."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.format import number
from stemviewer.ui.skin import ink

_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 20, 36
_DOT = 3.0
_TICKS = 4


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A value with its standard error; ``guessed`` is drawn hollow, beside a dashed line."""

    x: float
    y: float
    error: float
    guessed: bool = False


class CurveView(QWidget):
    """Points joined by a line, error bars, one horizontal mark.

    Parameters
    ----------
    x_label, y_label : str
        Below and above the axes, with units.
    doublings : bool
        Whether the abscissa is logarithmic and its marks are doublings.
    empty : str
        Shown without points.
    """

    def __init__(
        self, x_label: str, y_label: str, *, doublings: bool = False, empty: str = ""
    ) -> None:
        super().__init__()
        self._labels, self._doublings, self._empty = (x_label, y_label), doublings, empty
        self._points: tuple[CurvePoint, ...] = ()
        self._mark: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(130)
        self.setAccessibleName(tr("{0} against {1}: {2}", y_label, x_label, empty))

    def sizeHint(self) -> QSize:
        """Return a flat rectangle."""
        return QSize(380, 170)

    @property
    def points(self) -> tuple[CurvePoint, ...]:
        """What is drawn."""
        return self._points

    def show_points(self, points: Sequence[CurvePoint], mark: float | None = None) -> None:
        """Draw points by ascending abscissa, and a dashed level."""
        if (tuple(points), mark) == (self._points, self._mark):
            return
        self._points, self._mark = tuple(points), mark
        words = "; ".join(f"{number(p.x)}: {number(p.y)} ± {number(p.error, 2)}" for p in points)
        y_label = self._labels[1]
        self.setAccessibleName(
            tr("{0} against {1}: {2}", y_label, self._labels[0], words or self._empty)
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the plot."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fonts.sans(fonts.SMALL_PX))
        box = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
        painter.fillRect(box, ink(c.FIELD))
        painter.setPen(ink(c.SECONDARY))
        if not self._points:
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._empty)
        else:
            self._paint_axes(painter, box)
            self._paint_curve(painter, box)
        painter.end()

    def _paint_axes(self, painter: QPainter, box: QRectF) -> None:
        low, high = self._heights()
        step = _step((high - low) / _TICKS)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        level = math.ceil(low / step) * step
        while level <= high + 1e-9:
            y = self._place(box, self._points[0].x, level).y()
            painter.setPen(ink(c.LINE))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            painter.setPen(ink(c.SECONDARY))
            painter.drawText(QRectF(0, y - 8, _LEFT - 6, 16), right, f"{level:.4g}")
            level += step
        for x in self._x_marks():
            at = self._place(box, x, low).x()
            centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            text = f"{x:g}×" if self._doublings else number(x)
            painter.drawText(QRectF(at - 40, box.bottom() + 2, 80, 16), centre, text)
        below = QRectF(box.left(), box.bottom() + 17, box.width(), 16)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, self._labels[0])
        above = QRectF(box.left(), 0, box.width(), _TOP - 2)
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft, self._labels[1])

    def _paint_curve(self, painter: QPainter, box: QRectF) -> None:
        if self._mark is not None:
            painter.setPen(QPen(ink(c.CAUTION), 1.0, Qt.PenStyle.DashLine))
            y = self._place(box, self._points[0].x, self._mark).y()
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        for first, second in zip(self._points, self._points[1:], strict=False):
            guessed = first.guessed or second.guessed
            style = Qt.PenStyle.DashLine if guessed else Qt.PenStyle.SolidLine
            painter.setPen(QPen(ink(c.SECONDARY), 1.2, style))
            painter.drawLine(
                self._place(box, first.x, first.y), self._place(box, second.x, second.y)
            )
        for point in self._points:
            painter.setPen(QPen(ink(c.TEXT), 1.2))
            bar = [self._place(box, point.x, point.y + s * point.error) for s in (-1, 1)]
            painter.drawLine(*bar)
            painter.setBrush(ink(c.FIELD if point.guessed else c.TEXT))
            painter.drawEllipse(self._place(box, point.x, point.y), _DOT, _DOT)

    def _place(self, box: QRectF, x: float, y: float) -> QPointF:
        left, right = (self._scaled(p.x) for p in (self._points[0], self._points[-1]))
        low, high = self._heights()
        pad = 0.06 * box.width()
        share = (self._scaled(x) - left) / ((right - left) or 1.0)
        return QPointF(
            box.left() + pad + share * (box.width() - 2 * pad),
            box.bottom() - (y - low) / (high - low) * box.height(),
        )

    def _scaled(self, x: float) -> float:
        return math.log2(x) if self._doublings else x

    def _heights(self) -> tuple[float, float]:
        values = [p.y + s * p.error for p in self._points for s in (-1, 1)]
        values += [self._mark] if self._mark is not None else []
        low, high = min(values), max(values)
        room = 0.08 * (high - low) or max(0.5, 0.05 * abs(high))
        return low - room, high + room

    def _x_marks(self) -> list[float]:
        if self._doublings:
            return [point.x for point in self._points]
        first, last = self._points[0].x, self._points[-1].x
        step = _step((last - first) / _TICKS) if last > first else max(1.0, first)
        start = math.ceil(first / step)
        return [step * n for n in range(start, math.floor(last / step + 1e-9) + 1)]


def _step(rough: float) -> float:
    """Return the next larger of 1, 2, 5 times a power of ten."""
    if not rough > 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(f * power for f in (1.0, 2.0, 5.0, 10.0) if f * power >= rough * (1 - 1e-9))
