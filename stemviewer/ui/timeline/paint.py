"""What a timeline is made of: small pictures, dose, events, gaps and recorded spans."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF

from stemviewer.live.history.view import HistoryView, Mark
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.skin import ink
from stemviewer.ui.timeline.scale import TimeScale

RULER, THUMBS, RECORDED, DOSE, MARKS = 16.0, 34.0, 5.0, 20.0, 11.0
"""Heights of the bands, from top to bottom [px]."""

HEIGHT = int(RULER + THUMBS + RECORDED + DOSE + MARKS) + 2

PAUSE_S = 2.0
"""Two frames further apart than this, and than four times the median distance, have a pause
between them [s]."""

MARK_LOOKS = {"warning": ("▲", c.CAUTION), "error": ("■", c.STOP_TEXT)}
OTHER_MARK = ("●", c.AVERAGED)
MARK_ROOM = 7.0
"""Events closer together than this are drawn as one [px]."""


def paint_ruler(painter: QPainter, scale: TimeScale, now: float) -> None:
    """Write the times over the track."""
    painter.setFont(fonts.sans(fonts.SMALL_PX))
    words = painter.fontMetrics()
    right = scale.left + scale.width
    for x, text in scale.ticks(now):
        painter.setPen(QPen(ink(c.LINE_STRONG), 1))
        painter.drawLine(QPointF(x, RULER - 4), QPointF(x, RULER))
        wide = words.horizontalAdvance(text)
        at = min(max(x - wide / 2, scale.left), right - wide)
        painter.setPen(ink(c.SECONDARY))
        painter.drawText(QPointF(at, RULER - 6), text)


def paint_thumbs(painter: QPainter, scale: TimeScale, view: HistoryView, top: float) -> None:
    """Paint small pictures side by side, each at its time; as many as fit."""
    side, free = THUMBS - 2, -np.inf
    for thumb in view.thumbs:
        x = scale.place(thumb.at)
        if x < max(free, scale.left) or x + side > scale.left + scale.width:
            continue
        rows, columns = thumb.pixels.shape
        kept = np.ascontiguousarray(thumb.pixels)
        image = QImage(kept.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
        box = QRectF(x, top + 1, side, side)
        painter.drawImage(box, image)
        free = x + side + 3


def present_spans(view: HistoryView) -> list[tuple[int, int]]:
    """Return first and last index of each run of frames without a pause."""
    if not view.at.size:
        return []
    apart = np.diff(view.at)
    limit = max(PAUSE_S, 4 * float(np.median(apart))) if apart.size else PAUSE_S
    breaks = np.flatnonzero(apart > limit)
    firsts = [0, *(int(i) + 1 for i in breaks)]
    lasts = [*(int(i) for i in breaks), int(view.at.size) - 1]
    return list(zip(firsts, lasts, strict=True))


def runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return first and last index of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def paint_bands(painter: QPainter, scale: TimeScale, view: HistoryView) -> None:
    """Paint where frames are, where none are, and which were recorded."""
    top = RULER
    track = QRectF(scale.left, top, scale.width, THUMBS)
    painter.fillRect(track, QBrush(ink(c.LINE_STRONG), Qt.BrushStyle.BDiagPattern))
    for first, last in present_spans(view):
        _fill(painter, scale, (view.at[first], view.at[last]), (top, THUMBS), ink(c.FIELD))
    paint_thumbs(painter, scale, view, top)
    for gap in view.gaps:
        x = scale.place(gap.at)
        if scale.left <= x <= scale.left + scale.width:
            slit = QRectF(x - 2, top, 4, THUMBS)
            painter.fillRect(slit, ink(c.BACKGROUND))
            painter.fillRect(slit, QBrush(ink(c.CAUTION), Qt.BrushStyle.BDiagPattern))
    for first, last in runs(view.recorded):
        ends = (view.at[first], view.at[last])
        _fill(painter, scale, ends, (top + THUMBS + 1, RECORDED - 2), ink(c.STOP))


def paint_dose(painter: QPainter, scale: TimeScale, view: HistoryView) -> None:
    """Paint the dose of the area over time: an area that starts at zero at each new one."""
    known = np.isfinite(view.dose)
    if not known.any():
        return
    top = RULER + THUMBS + RECORDED
    bottom, height = top + DOSE, DOSE - 2
    most = float(view.dose[known].max()) or 1.0
    at, dose = _thinned(view.at[known], view.dose[known], scale)
    pairs = zip(at, dose, strict=True)
    curve = [QPointF(scale.place(t), bottom - d / most * height) for t, d in pairs]
    painter.save()
    painter.setClipRect(QRectF(scale.left, top, scale.width, DOSE))
    tone = ink(c.AVERAGED)
    below = QColor(tone)
    below.setAlpha(45)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(below)
    ends = [QPointF(curve[-1].x(), bottom), QPointF(curve[0].x(), bottom)]
    painter.drawPolygon(QPolygonF([*curve, *ends]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tone, 1.2))
    painter.drawPolyline(QPolygonF(curve))
    painter.restore()


def _thinned(
    at: npt.NDArray[np.float64], dose: npt.NDArray[np.float64], scale: TimeScale
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the points within the scale, at most about two a pixel."""
    inside = slice(
        max(0, int(np.searchsorted(at, scale.end - scale.span)) - 1),
        int(np.searchsorted(at, scale.end)) + 1,
    )
    at, dose = at[inside], dose[inside]
    step = max(1, int(at.size / max(2 * scale.width, 2)))
    return np.append(at[::step], at[-1:]), np.append(dose[::step], dose[-1:])


def grouped_marks(scale: TimeScale, marks: tuple[Mark, ...]) -> list[tuple[float, list[Mark]]]:
    """Return places [px] and events; those that would lie on one another are together."""
    groups: list[tuple[float, list[Mark]]] = []
    for mark in marks:
        x = scale.place(mark.at)
        if not scale.left <= x <= scale.left + scale.width:
            continue
        if groups and x - groups[-1][0] < MARK_ROOM:
            groups[-1][1].append(mark)
        else:
            groups.append((x, [mark]))
    return groups


def paint_marks(painter: QPainter, scale: TimeScale, marks: tuple[Mark, ...]) -> None:
    """Paint the events; of several in one place the gravest gives the sign."""
    top = RULER + THUMBS + RECORDED + DOSE
    painter.setFont(fonts.sans(9))
    for x, together in grouped_marks(scale, marks):
        kinds = {mark.kind for mark in together}
        grave = next((kind for kind in ("error", "warning") if kind in kinds), "")
        sign, colour = MARK_LOOKS.get(grave, OTHER_MARK)
        painter.setPen(ink(colour))
        box = QRectF(x - 6, top, 12, MARKS)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)


def paint_selection(painter: QPainter, scale: TimeScale, ends: tuple[float, float]) -> None:
    """Paint the span that is to be kept."""
    x0, x1 = (scale.place(at) for at in ends)
    x0, x1 = max(x0, scale.left), min(x1, scale.left + scale.width)
    if x1 < x0:
        return
    tone = ink(c.AVERAGED)
    wash = QColor(tone)
    wash.setAlpha(70)
    box = QRectF(x0, RULER, max(x1 - x0, 1.0), THUMBS + RECORDED + DOSE)
    painter.fillRect(box, wash)
    painter.setPen(QPen(tone, 2))
    for x in (box.left(), box.right()):
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))


def paint_head(painter: QPainter, x: float, *, replay: bool) -> None:
    """Paint where the views are: a line with a handle, amber while it is the past."""
    tone = ink(c.CAUTION if replay else c.TEXT)
    painter.setPen(QPen(tone, 1.5))
    painter.drawLine(QPointF(x, RULER - 2), QPointF(x, HEIGHT - 2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone)
    handle = [QPointF(x - 5, RULER - 7), QPointF(x + 5, RULER - 7), QPointF(x, RULER)]
    painter.drawPolygon(QPolygonF(handle))


def _fill(
    painter: QPainter,
    scale: TimeScale,
    ends: tuple[float, float],
    band: tuple[float, float],
    colour: QColor,
) -> None:
    left = max(scale.place(float(ends[0])), scale.left)
    right = min(scale.place(float(ends[1])), scale.left + scale.width)
    if right >= left:
        painter.fillRect(QRectF(left, band[0], max(right - left, 2.0), band[1]), colour)
