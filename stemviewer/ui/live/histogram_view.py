"""A histogram with its two limits, which can be dragged."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image.display_settings import Limits
from stemviewer.ui.image.histogram import Histogram
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.format import number
from stemviewer.ui.skin import ink

GRAB = 8.0
"""Distance [px] within which a limit is grabbed."""

TEXT_HEIGHT = 16
HANDLE = 5.0
SMALLEST_SHARE = 1e-3
"""The limits never come closer than this share of the shown span."""


class HistogramView(QWidget):
    """Paints one histogram; dragging a limit tells the new pair.

    Signals
    -------
    limits_dragged(float, float)
        New limits in the picture's unit, while the mouse or an arrow key moves one.
    """

    limits_dragged = Signal(float, float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._unit = ""
        self._colour = c.RAW
        self._histogram: Histogram | None = None
        self._limits: Limits | None = None
        self._grabbed: int | None = None
        self._selected = 0
        self.setAccessibleName(tr("Histogram of {0}", name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(tr("Drag the amber limits, or move the chosen one with ← and →."))

    def sizeHint(self) -> QSize:
        """Return room for bars and one line of text."""
        return QSize(200, 56)

    @property
    def limits(self) -> Limits | None:
        """The limits shown."""
        return self._limits

    def show_histogram(
        self, histogram: Histogram | None, limits: Limits, unit: str, colour: str
    ) -> None:
        """Show what belongs to one picture; while a limit is dragged the axis stands still."""
        if self._grabbed is not None:
            return
        self._unit, self._colour, self._limits = unit, colour, limits
        if histogram is not None:
            self._histogram = histogram
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._histogram, self._limits = None, None
        self.update()

    # geometry

    def _bars(self) -> QRectF:
        return QRectF(HANDLE, 2, self.width() - 2 * HANDLE, self.height() - TEXT_HEIGHT - 2)

    def position_of(self, value: float) -> float:
        """Return the x [px] of a value."""
        assert self._histogram is not None
        low, high = self._histogram.low, self._histogram.high
        bars = self._bars()
        place = bars.left() + (value - low) / (high - low) * bars.width()
        return min(max(place, bars.left()), bars.right())

    def _value_at(self, x: float) -> float:
        assert self._histogram is not None
        low, high = self._histogram.low, self._histogram.high
        bars = self._bars()
        share = min(max((x - bars.left()) / bars.width(), 0.0), 1.0)
        return low + share * (high - low)

    # mouse and keys

    def _near(self, x: float) -> int | None:
        if self._limits is None or self._histogram is None:
            return None
        distances = [abs(x - self.position_of(v)) for v in (self._limits.low, self._limits.high)]
        nearest = int(np.argmin(distances))
        return nearest if distances[nearest] <= GRAB else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grab the limit under the mouse."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._grabbed = self._near(event.position().x())
            if self._grabbed is not None:
                self._selected = self._grabbed

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the grabbed limit."""
        x = event.position().x()
        if self._grabbed is None:
            near = self._near(x) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.ArrowCursor)
            return
        self._move(self._grabbed, self._value_at(x))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the limit go."""
        del event
        self._grabbed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the chosen limit by a hundredth of the span; up and down choose the other one."""
        steps = {Qt.Key.Key_Left: -0.01, Qt.Key.Key_Right: 0.01}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._limits is not None and self._histogram is not None:
            now = (self._limits.low, self._limits.high)[self._selected]
            span = self._histogram.high - self._histogram.low
            self._move(self._selected, now + step * span)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._selected = int(event.key() == Qt.Key.Key_Up)
            self.update()
        else:
            super().keyPressEvent(event)

    def _move(self, which: int, value: float) -> None:
        assert self._limits is not None
        assert self._histogram is not None
        least = (self._histogram.high - self._histogram.low) * SMALLEST_SHARE
        low, high = self._limits.low, self._limits.high
        if which == 0:
            low = min(value, high - least)
        else:
            high = max(value, low + least)
        self._limits = Limits(low, high)
        self.update()
        self.limits_dragged.emit(low, high)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars, limits and the numbers of the limits."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bars = self._bars()
        painter.fillRect(bars, ink(c.FIELD))
        painter.setFont(fonts.sans(fonts.SMALL_PX))
        if self._histogram is None or self._limits is None:
            painter.setPen(ink(c.SECONDARY))
            painter.drawText(bars, Qt.AlignmentFlag.AlignCenter, tr("no {0} yet", self._name))
        else:
            self._paint_bars(painter, bars, self._histogram)
            self._paint_limits(painter, bars, self._limits)
        painter.end()

    def _paint_bars(self, painter: QPainter, bars: QRectF, histogram: Histogram) -> None:
        # square root: at low dose nearly all pixels are in two or three bins
        heights = np.sqrt(histogram.counts.astype(np.float64))
        tallest = float(heights.max()) if heights.size else 0.0
        if tallest <= 0:
            return
        width = bars.width() / heights.size
        shares = (heights / tallest * (bars.height() - 2)).tolist()
        rectangles = [
            QRectF(bars.left() + index * width, bars.bottom() - full, max(width - 0.5, 1.0), full)
            for index, full in enumerate(shares)
            if full > 0
        ]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink(self._colour))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawRects(rectangles)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_limits(self, painter: QPainter, bars: QRectF, limits: Limits) -> None:
        amber = ink(c.CAUTION)
        for index, value in enumerate((limits.low, limits.high)):
            x = self.position_of(value)
            chosen = self.hasFocus() and index == self._selected
            painter.setPen(QPen(amber, 2.5 if chosen else 1.5))
            painter.drawLine(QPointF(x, bars.top()), QPointF(x, bars.bottom()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(amber)
            tip = QPointF(x, bars.bottom() - HANDLE)
            corners = [tip, QPointF(x - HANDLE, bars.bottom()), QPointF(x + HANDLE, bars.bottom())]
            painter.drawPolygon(QPolygonF(corners))
        self._paint_numbers(painter, limits)

    def _paint_numbers(self, painter: QPainter, limits: Limits) -> None:
        text = QRectF(0, self.height() - TEXT_HEIGHT, self.width(), TEXT_HEIGHT)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(ink(c.SECONDARY))
        painter.drawText(
            text, Qt.AlignmentFlag.AlignHCenter | middle, f"{self._name} [{self._unit}]"
        )
        painter.setPen(ink(c.TEXT))
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | middle, number(limits.low))
        painter.drawText(text, Qt.AlignmentFlag.AlignRight | middle, number(limits.high))
