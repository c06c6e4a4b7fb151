"""The timeline itself: drag to look back, Shift and drag to choose what is kept."""

from __future__ import annotations

import math
from time import monotonic

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from stemviewer.live.history.view import HistoryView
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.skin import ink
from stemviewer.ui.text import E_PER_A2, significant, thousands
from stemviewer.ui.timeline import paint
from stemviewer.ui.timeline.scale import SPANS, TimeScale, next_span, span_for, spell

MARGIN = 8.0
EMPTY = mark(
    "Frames appear here as they come, and stay for some minutes even if nothing is recorded."
)


class TimelineTrack(QWidget):
    """Draws a :class:`HistoryView`; what the mouse asks for is told by signals.

    Signals
    -------
    sought(int)
        Key of the frame that is to be shown.
    live_requested()
        Back to what is seen now.
    chosen(float, float)
        Span that was dragged with Shift [s, monotonic].
    """

    sought = Signal(int)
    live_requested = Signal()
    chosen = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline_track")
        self.setAccessibleName(tr("Timeline"))
        # by Tab only: a click must not take the keys away from the images
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.view = HistoryView()
        self.now = monotonic()
        self.head: float | None = None
        """Time of the frame that is shown of the past [s, monotonic]; ``None`` while live."""
        self.selection: tuple[float, float] | None = None
        self._span: float | None = None
        self._anchor: float | None = None
        self._dragging = False

    def sizeHint(self) -> QSize:
        """Return room for all bands."""
        return QSize(600, paint.HEIGHT)

    @property
    def scale(self) -> TimeScale:
        """Times on the track as it is now."""
        reach = self.now - float(self.view.at[0]) if self.view.at.size else 0.0
        span = self._span or span_for(reach)
        end = self.now
        if self.head is not None and self.head < end - span:
            end = self.head + span / 2
        return TimeScale(end, span, MARGIN, max(self.width() - 2 * MARGIN, 1.0))

    def show_view(self, view: HistoryView, now: float) -> None:
        """Draw a history as of a time [s, monotonic]; the track stands still while dragged."""
        if not self._dragging:
            self.now = now
        if view is not self.view or view.at.size:
            self.view = view
            self.update()

    def set_head(self, at: float | None) -> None:
        """Draw the head at a time of the past; ``None`` for now."""
        self.head = at
        self.update()

    def select(self, selection: tuple[float, float] | None) -> None:
        """Draw the span that is to be kept [s, monotonic]."""
        self.selection = selection
        self.update()

    # -- the mouse ----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to scrub, or with Shift to choose a span."""
        if event.button() is not Qt.MouseButton.LeftButton or not self.view.at.size:
            return
        self._dragging = True
        at = self.scale.time(event.position().x())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._anchor = at
        else:
            self._seek(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if not self._dragging:
            return
        if self._anchor is None:
            self._seek(event.position())
            return
        ends = sorted((self._anchor, self.scale.time(event.position().x())))
        self.select((ends[0], ends[1]))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        self._dragging = False
        anchor, self._anchor = self._anchor, None
        if anchor is not None and self.selection is not None:
            self.chosen.emit(*self.selection)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole history again."""
        self._span = None
        self.update()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Show a longer or a shorter time."""
        turned = event.angleDelta().y()
        if turned:
            whole = span_for(self.now - float(self.view.at[0])) if self.view.at.size else SPANS[0]
            span = next_span(self.scale.span, -1 if turned > 0 else 1)
            self._span = None if span >= whole else span
            self.update()
        event.accept()

    def _seek(self, place: QPointF) -> None:
        scale = self.scale
        if place.x() >= scale.left + scale.width and scale.end >= self.now:
            self.live_requested.emit()  # dragged to the right edge: back to now
            return
        index = self.view.nearest(scale.time(place.x()))
        if index is not None:
            self.sought.emit(int(self.view.keys[index]))

    # -- keys and words -----------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the frame before or after, to the first, or back to now."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            self.step(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Home and self.view.at.size:
            self.sought.emit(int(self.view.keys[0]))
        elif event.key() == Qt.Key.Key_End:
            self.live_requested.emit()
        else:
            super().keyPressEvent(event)

    def step(self, frames: int) -> None:
        """Go on by so many frames from the one shown; beyond the newest, back to now."""
        if not self.view.at.size:
            return
        newest = int(self.view.at.size) - 1
        present = newest if self.head is None else self.view.nearest(self.head)
        assert present is not None
        wanted = present + frames
        if wanted > newest:
            self.live_requested.emit()
        else:
            self.sought.emit(int(self.view.keys[max(wanted, 0)]))

    def event(self, event: QEvent) -> bool:
        """Tell in a tip what is under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().x()), self)
            return True
        return super().event(event)

    def words_at(self, x: float) -> str:
        """Return frame, dose and events at a place [px]."""
        scale = self.scale
        at = scale.time(x)
        index = self.view.nearest(at)
        if index is None:
            return tr(EMPTY)
        before = max(self.now - float(self.view.at[index]), 0.0)
        lines = [tr("Frame {0}, {1} ago", thousands(int(self.view.numbers[index])), spell(before))]
        dose = float(self.view.dose[index])
        if not math.isnan(dose):
            lines[0] += tr(", {0} {1} here", significant(dose), E_PER_A2)
        if not self.view.whole[index]:
            lines.append(tr("Incomplete: its last rows never came."))
        lines.append(tr("Recorded.") if self.view.recorded[index] else tr("Not recorded."))
        lines += [
            tr(
                "Missing: {0} from {1}, {2}",
                thousands(gap.last - gap.first + 1),
                gap.first,
                gap.reason,
            )
            for gap in self.view.gaps
            if abs(scale.place(gap.at) - x) < paint.MARK_ROOM
        ][:3]
        near = [
            group
            for place, group in paint.grouped_marks(scale, self.view.marks)
            if abs(place - x) < paint.MARK_ROOM
        ]
        lines += [mark.text for group in near for mark in group][-4:]
        return "\n".join(lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bands, the chosen span and the head."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self.scale
        if not self.view.at.size:
            painter.setFont(fonts.sans())
            painter.setPen(ink(c.SECONDARY))
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, tr(EMPTY))
            painter.end()
            return
        paint.paint_ruler(painter, scale, self.now)
        paint.paint_bands(painter, scale, self.view)
        paint.paint_dose(painter, scale, self.view)
        paint.paint_marks(painter, scale, self.view.marks)
        if self.selection is not None:
            paint.paint_selection(painter, scale, self.selection)
        place = scale.place(self.now if self.head is None else self.head)
        paint.paint_head(painter, place, replay=self.head is not None)
        painter.end()
