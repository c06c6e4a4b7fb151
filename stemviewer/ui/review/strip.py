"""The whole session as one strip: what was processed, what is missing, and where we are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from stemviewer.core.provenance import Kind
from stemviewer.session.format.types import FrameRow, Loss
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image.content import hatch_brush
from stemviewer.ui.language.words import tr
from stemviewer.ui.skin import ink
from stemviewer.ui.text import thousands

_TOP = 8
_FRAMES = 16
_MADE = 4
_EDGE = 8

_KINDS = (Kind.RAW, Kind.FILTERED, Kind.AVERAGED, Kind.DENOISED)
_RANK = {kind: rank for rank, kind in enumerate(_KINDS)}
"""Of several frames under one pixel the one that says most is shown."""


class SessionStrip(QWidget):
    """A slider over all frames; below each span its kind of processing, in colour.

    Signals
    -------
    moved(int)
        Position of the frame that the operator went to.
    span_marked(object)
        The ``range`` of frames that the operator marked; empty for none.
    """

    moved = Signal(int)
    span_marked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ranks: list[int] = []
        self._base: QPixmap | None = None
        self._losses: tuple[Loss, ...] = ()
        self._total = 0
        self._current = -1
        self._span: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Position in the session"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def current(self) -> int:
        """Position of the frame shown, -1 for none."""
        return self._current

    @property
    def total(self) -> int:
        """Frames in the session."""
        return self._total

    def sizeHint(self) -> QSize:
        """One line of frames, one of words."""
        return QSize(400, 56)

    def begin(self, losses: Sequence[Loss] = ()) -> None:
        """Begin another session."""
        self._ranks, self._losses = [], tuple(losses)
        self._total, self._current = 0, -1
        self._base, self._span = None, None
        self.update()

    def append(self, rows: Sequence[FrameRow], total: int) -> None:
        """Take in what was read; ``total`` frames are in the session."""
        for row in rows:
            made = row.processed_row
            self._ranks.append(0 if made is None else _RANK[made.provenance.kind])
        self._total = total
        self._base = None
        self.update()

    def set_current(self, index: int) -> None:
        """Mark the frame shown."""
        self._current = index
        self.setAccessibleDescription(tr("frame {0} of {1}", index + 1, self._total))
        self.update()

    def _x(self, index: float) -> float:
        return _EDGE + index * (self.width() - 2 * _EDGE) / max(self._total, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frames as kept, the mark and the words."""
        painter = QPainter(self)
        if self._base is None or self._base.size() != self.size():
            self._base = self._drawn()
        painter.drawPixmap(0, 0, self._base)
        if self._span is not None:
            self._paint_span(painter, *sorted(self._span))
        if self._current >= 0:
            self._paint_mark(painter)
        self._paint_words(painter)

    def _drawn(self) -> QPixmap:
        """Draw all but the mark: it changes when rows are read, not with every step."""
        base = QPixmap(self.size())
        base.fill(ink(c.BACKGROUND))
        painter = QPainter(base)
        painter.fillRect(QRectF(_EDGE, _TOP, self.width() - 2 * _EDGE, _FRAMES), ink(c.FIELD))
        for first, last, rank in runs(per_pixel(self._ranks, self._total, self._room())):
            left, wide = _EDGE + first, last - first + 1
            painter.fillRect(QRectF(left, _TOP, wide, _FRAMES), ink(c.LINE_STRONG))
            if rank:
                below = QRectF(left, _TOP + _FRAMES + 2, wide, _MADE)
                painter.fillRect(below, ink(c.KIND_COLOUR[_KINDS[rank]]))
        self._paint_frames(painter)
        for loss in self._losses:
            x = self._x(loss.before)
            painter.fillRect(QRectF(x - 3, _TOP, 6, _FRAMES), hatch_brush())
            painter.fillRect(QRectF(x - 1, _TOP, 2, _FRAMES), ink(c.CAUTION))
        painter.end()
        return base

    def _room(self) -> int:
        return max(self.width() - 2 * _EDGE, 1)

    def _paint_frames(self, painter: QPainter) -> None:
        """Separate the frames where there is room to see them."""
        if self._total and (self.width() - 2 * _EDGE) / self._total >= 5:
            for index in range(1, self._total):
                painter.fillRect(QRectF(self._x(index), _TOP, 1, _FRAMES), ink(c.PANEL))

    def _paint_span(self, painter: QPainter, first: int, last: int) -> None:
        left, right = self._x(first), self._x(last + 1)
        painter.setPen(ink(c.AVERAGED))
        painter.drawRect(QRectF(left, _TOP - 3, max(right - left, 3), _FRAMES + 5))

    def _paint_mark(self, painter: QPainter) -> None:
        left, right = self._x(self._current), self._x(self._current + 1)
        wide = max(right - left, 3)
        x = (left + right) / 2
        painter.fillRect(QRectF(x - wide / 2, _TOP, wide, _FRAMES), QColor("#ffffff"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#ffffff"))
        painter.drawPolygon(QPolygonF([QPointF(x - 5, 0), QPointF(x + 5, 0), QPointF(x, _TOP - 1)]))

    def _paint_words(self, painter: QPainter) -> None:
        if not self._total:
            return
        painter.setFont(fonts.sans(fonts.SMALL_PX))
        painter.setPen(ink(c.SECONDARY))
        room = QRectF(_EDGE, self.height() - 20, self.width() - 2 * _EDGE, 18)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        keys = tr("Space play    ← → step    drag to go    Shift drag marks a span")
        painter.drawText(room, middle | int(Qt.AlignmentFlag.AlignRight), keys)
        if self._current >= 0:
            place = tr("{0} of {1}", thousands(self._current + 1), thousands(self._total))
            painter.drawText(room, middle | int(Qt.AlignmentFlag.AlignLeft), place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the frame under the mouse; with Shift, begin a span there."""
        at = self._at(event.position().x())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and at is not None:
            self._mark((at, at))
        else:
            self._mark(None)
            self._go(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub while the button is held, or draw the span."""
        at = self._at(event.position().x())
        if not event.buttons() & Qt.MouseButton.LeftButton or at is None:
            return
        if self._span is not None:
            self._mark((self._span[0], at))
        else:
            self._go(at)

    def _mark(self, span: tuple[int, int] | None) -> None:
        if span != self._span:
            self._span = span
            self.update()
            first, last = sorted(span or (0, 0))
            self.span_marked.emit(range(first, last + 1) if span else range(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by one or by a tenth of what is there."""
        steps: dict[int, int] = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_PageUp: -max(self._total // 10, 1),
            Qt.Key.Key_PageDown: max(self._total // 10, 1),
            Qt.Key.Key_Home: -self._total,
            Qt.Key.Key_End: self._total,
        }
        if event.key() not in steps:
            super().keyPressEvent(event)
        elif self._total:
            self._choose(self._current + steps[event.key()])

    def _at(self, x: float) -> int | None:
        if not self._total:
            return None
        share = (x - _EDGE) / max(self.width() - 2 * _EDGE, 1)
        return min(max(int(share * self._total), 0), self._total - 1)

    def _go(self, at: int | None) -> None:
        if at is not None:
            self._choose(at)

    def _choose(self, index: int) -> None:
        index = min(max(index, 0), self._total - 1)
        if index != self._current:
            self.moved.emit(index)


def per_pixel(ranks: Sequence[int], total: int, width: int) -> list[int]:
    """Return the highest rank under each pixel; as long as what was read reaches.

    Parameters
    ----------
    ranks : sequence of int
        Of the frames read so far.
    total : int
        Frames in the session.
    width : int
        Of the strip [px].
    """
    if not ranks:
        return []
    reach = max(width * len(ranks) // max(total, 1), 1)
    first = np.minimum(np.arange(reach) * max(total, 1) // width, len(ranks) - 1)
    highest = np.maximum.reduceat(np.asarray(ranks, np.uint8), first)
    return [int(rank) for rank in highest]


def runs(values: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return runs of one value as (first, last, value)."""
    found: list[tuple[int, int, int]] = []
    for at, value in enumerate(values):
        if found and found[-1][2] == value:
            found[-1] = (found[-1][0], at, value)
        else:
            found.append((at, at, value))
    return found
