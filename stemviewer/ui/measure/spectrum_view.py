"""The live FFT: raw in the left half, processed in the right, with rings of round spacings."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from stemviewer.core.provenance import Kind
from stemviewer.measuring.lattice import Lattice, Pair
from stemviewer.measuring.spectrum import rings
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image import pane_frame
from stemviewer.ui.image.badge import HEIGHT
from stemviewer.ui.image.picture import Painting
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.measure.answer import Answer
from stemviewer.ui.measure.plate import paint_plate
from stemviewer.ui.measure.spectrum_levels import Indices, composed, highest, turn
from stemviewer.ui.measure.words import plain, spacing
from stemviewer.ui.skin import ink

FINEST = 0.7e-10
"""Spacing at the edge at first, where the pixels are fine enough [m]."""

HINT = mark(
    "Power over counting noise: black is noise. Wheel: zoom. Click two reflections to choose the "
    "vectors of the lattice; a third click lets it be found again."
)

_IN_LINE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_GREY = (0xFF000000 + np.arange(256, dtype=np.uint32) * 0x010101).astype(np.uint32)
_ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)


class SpectrumView(QWidget):
    """Shows the spectra of an answer; usable in a dock or as the fourth pane of 2x2.

    Parameters
    ----------
    framed : bool
        Whether it has border and title of its own, as a pane.

    Signals
    -------
    chosen(object)
        A pair of frequencies (x, y) [1/px] that the operator clicked, or ``None``.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, framed: bool = False) -> None:
        super().__init__(parent)
        self._framed = framed
        self._answer: Answer | None = None
        self._image: Painting | None = None
        self._zoom: int | None = None
        self._mouse: QPointF | None = None
        self._clicked: tuple[tuple[float, float], ...] = ()
        self._empty = tr("No frame yet")
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(140, 140)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setToolTip(tr(HINT))
        self.setAccessibleName("FFT")

    def sizeHint(self) -> QSize:
        """Return a square."""
        return QSize(240, 240)

    @property
    def zoom(self) -> float:
        """Nyquist's frequency over the highest one shown; at first that of ``FINEST``."""
        if self._zoom is not None:
            return _ZOOMS[self._zoom]
        size = None if self._answer is None else self._answer.pixel_size.value
        wanted = 1.0 if size is None else FINEST / (2.0 * size)
        return max((zoom for zoom in _ZOOMS if zoom <= wanted), default=1.0)

    def show_answer(self, answer: Answer | None) -> None:
        """Show the spectra of a frame; ``None`` when there is none."""
        self._answer = answer
        self._image = None
        self.update()

    def frequency_at(self, point: QPointF) -> tuple[float, float]:
        """Return the frequency (x, y) [1/px] under a point of the widget."""
        area, highest = self._area(), 0.5 / self.zoom
        away = point - area.center()
        half = area.width() / 2
        return away.x() / half * highest, away.y() / half * highest

    def point_of(self, frequency: tuple[float, float]) -> QPointF:
        """Return where a frequency (x, y) [1/px] lies in the widget."""
        area = self._area()
        scale = area.width() * self.zoom
        return area.center() + QPointF(frequency[0] * scale, frequency[1] * scale)

    def read_out(self) -> str:
        """Return spacing, frequency and powers under the mouse; empty without it."""
        answer, mouse = self._answer, self._mouse
        if answer is None or mouse is None or answer.raw_spectrum is None:
            return ""
        x, y = self.frequency_at(mouse)
        radius = math.hypot(x, y)
        if radius * answer.raw_spectrum.side < 1.0:
            return ""
        words = [f"d {spacing(1 / radius, answer.pixel_size)}", f"{turn(x, y):.1f}°"]
        for name, found in (("raw", answer.raw_spectrum), ("proc.", answer.processed_spectrum)):
            if found is not None:
                words.append(f"{name} {plain(highest(found, x, y), 2)}")
        return "  ".join(words)

    # mouse

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the middle."""
        step = 1 if event.angleDelta().y() > 0 else -1
        self._zoom = min(max(_ZOOMS.index(self.zoom) + step, 0), len(_ZOOMS) - 1)
        self._image = None
        self.update()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is under the mouse."""
        inside = self._area().contains(event.position())
        self._mouse = event.position() if inside else None
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell nothing."""
        del event
        self._mouse = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a reflection; the third click begins anew."""
        inside = self._area().contains(event.position())
        if event.button() != Qt.MouseButton.LeftButton or not inside or self._answer is None:
            return
        place = self.frequency_at(event.position())
        self._clicked = () if len(self._clicked) == 2 else (*self._clicked, place)
        pair: Pair | None = None
        if len(self._clicked) == 2:
            pair = (self._clicked[0], self._clicked[1])
        if len(self._clicked) != 1:
            self.chosen.emit(pair)
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint spectra, rings, reflections and words."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        pane_frame.paint_panel(painter, rect)
        if self._framed:
            pane_frame.paint_border(painter, rect, None)
            painter.setFont(fonts.strong())
            painter.setPen(ink(c.SECONDARY))
            painter.drawText(12, 0, self.width(), HEIGHT, _IN_LINE, "FFT")
        painter.setFont(fonts.sans(fonts.SMALL_PX))
        answer = self._answer
        if answer is None or answer.raw_spectrum is None:
            painter.setPen(ink(c.SECONDARY))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._lack(answer))
            painter.end()
            return
        area = self._area()
        if self._image is None:
            self._image = Painting(self._compose(answer), _GREY)
        painter.drawImage(area, self._image.image)
        painter.setClipRect(area)
        self._paint_rings(painter, area, answer)
        self._paint_reflections(painter, answer)
        self._paint_words(painter, area, answer)
        painter.end()

    def _lack(self, answer: Answer | None) -> str:
        return self._empty if answer is None else tr("Fewer than 16 × 16 pixels")

    def _area(self) -> QRectF:
        head = HEIGHT if self._framed else 0
        edge = 2 * pane_frame.BORDER if self._framed else 0
        high = self.height() - head - edge
        side = float(max(min(self.width() - edge, high), 1))
        return QRectF((self.width() - side) / 2, head + (high - side) / 2, side, side)

    def _compose(self, answer: Answer) -> Indices:
        assert answer.raw_levels is not None
        pixels = self._area().width() * self.devicePixelRatioF()
        return composed(answer.raw_levels, answer.processed_levels, self.zoom, pixels)

    def _paint_rings(self, painter: QPainter, area: QRectF, answer: Answer) -> None:
        size = answer.pixel_size.value
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place, frequency in rings(size, 6):
            radius = frequency * area.width() * self.zoom
            if not 40.0 < radius < 0.6 * area.width():
                continue
            painter.setPen(QPen(QColor(c.CAUTION), 1.0, Qt.PenStyle.DotLine))
            painter.drawEllipse(area.center(), radius, radius)
            at = area.center() + QPointF(radius, radius) * math.sqrt(0.5)
            pixels = place if size is None else place / size
            paint_plate(painter, spacing(pixels, answer.pixel_size), at, c.CAUTION)

    def _paint_reflections(self, painter: QPainter, answer: Answer) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x, y in self._clicked:
            painter.setPen(QPen(QColor(c.TEXT), 1.5))
            painter.drawEllipse(self.point_of((x, y)), 8, 8)
        lattice = answer.raw_lattice
        if not isinstance(lattice, Lattice):
            return
        for name, vector in zip(("g₁", "g₂"), lattice.reciprocal.tolist(), strict=True):
            tip = self.point_of((vector[0], vector[1]))
            painter.setPen(QPen(QColor(c.GOOD), 1.5))
            painter.drawLine(self._area().center(), tip)
            painter.drawEllipse(tip, 6, 6)
            paint_plate(painter, name, tip + QPointF(14, -12), c.GOOD)

    def _paint_words(self, painter: QPainter, area: QRectF, answer: Answer) -> None:
        paint_plate(painter, "RAW", area.topLeft() + QPointF(24, 14), c.TEXT)
        made = answer.question.processed
        if made is not None and answer.processed_spectrum is not None:
            kind = made.provenance.kind
            name = kind.value.upper() if kind is not Kind.RAW else ""
            width = QFontMetricsF(painter.font()).horizontalAdvance(name)
            at = area.topRight() + QPointF(-width / 2 - 12, 14)
            paint_plate(painter, name, at, c.KIND_TEXT[kind])
            painter.setPen(QPen(QColor(c.LINE_STRONG), 1.0))
            x = area.center().x()
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        words = self.read_out()
        if words:
            paint_plate(painter, words, QPointF(area.center().x(), area.bottom() - 14), c.TEXT)
