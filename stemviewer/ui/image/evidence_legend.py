"""The legend of the evidence overlay: a strip below the picture, never over it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen

from stemviewer.trust.states import PlaceState
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image.evidence_layer import HATCH, Overlay
from stemviewer.ui.language.words import mark, plural, tr
from stemviewer.ui.skin import ink
from stemviewer.ui.text import thousands

STRIP = 46.0
"""Height of the strip [px]: two lines."""

RAW_WORDS = mark("evidence is drawn over the processed picture")

_SIGN = 14.0
_SPACE = 6.0
_BETWEEN = 14.0
_EDGE = 8.0


def legend(overlay: Overlay) -> list[tuple[PlaceState | None, str]]:
    """Return the parts of the legend: the state whose sign precedes each, and the words."""
    layer = overlay.layer
    if layer is None:
        return [(None, overlay.words)]
    count = len(layer.places)
    share = layer.states.share
    lines: list[tuple[PlaceState | None, str]] = [
        (None, tr("evidence of frame {0}{1}", thousands(layer.number), overlay.words)),
        (PlaceState.SUPPORTED, tr("supported {0:.0%}", share(PlaceState.SUPPORTED))),
        (PlaceState.UNDECIDED, tr("not decidable {0:.0%}", share(PlaceState.UNDECIDED))),
        (
            PlaceState.CONTRADICTED,
            plural(count, "contradicted: {0} place", "contradicted: {0} places", count),
        ),
    ]
    if count:
        lines.append((None, tr("+ missing from the picture, − invented or too bright")))
    return lines


def paint_legend(painter: QPainter, overlay: Overlay | None, strip: QRectF) -> None:
    """Paint the legend: the three states in the first line, which frame it is of in the second.

    Parameters
    ----------
    painter : QPainter
        Not clipped to the picture.
    overlay : Overlay or None
        ``None`` for the raw side, whose strip says why it is there.
    strip : QRectF
        The room [logical px].
    """
    parts = [(None, tr(RAW_WORDS))] if overlay is None else legend(overlay)
    states = [(state, text) for state, text in parts if state is not None]
    words = [text for state, text in parts if state is None]
    painter.fillRect(strip, ink(c.PANEL))
    half = strip.height() / 2.0
    inner = strip.adjusted(_EDGE, 2, -_EDGE, -2)
    upper = QRectF(inner.left(), inner.top(), inner.width(), half - 2)
    lower = QRectF(inner.left(), inner.top() + half - 2, inner.width(), half - 2)
    painter.setFont(fonts.sans(12))
    if states:
        _paint_states(painter, states, upper)
        _paint_words(painter, " · ".join(words), lower, c.SECONDARY)
    else:
        _paint_words(painter, " · ".join(words), upper, c.SECONDARY)


def _paint_states(painter: QPainter, states: list[tuple[PlaceState, str]], room: QRectF) -> None:
    metrics = QFontMetricsF(painter.font())
    whole = sum(metrics.horizontalAdvance(text) + _SIGN + _SPACE for _, text in states)
    if whole > room.width():
        painter.setFont(fonts.sans(11))
        metrics = QFontMetricsF(painter.font())
        states = [(state, _short(text)) for state, text in states]
    widths = [metrics.horizontalAdvance(text) + _SIGN + _SPACE for _, text in states]
    between = min(_BETWEEN, max((room.width() - sum(widths)) / max(len(states) - 1, 1), 4.0))
    left = room.left()
    for (state, text), width in zip(states, widths, strict=True):
        sign = QRectF(left, room.center().y() - _SIGN / 2, _SIGN, _SIGN)
        _paint_sign(painter, state, sign)
        place = QRectF(
            sign.right() + _SPACE, room.top(), room.right() - sign.right(), room.height()
        )
        _paint_words(painter, text, place, c.TEXT)
        left += width + between


def _short(text: str) -> str:
    """Return the words for a narrow pane."""
    for long, short in (
        (tr("not decidable"), "undecided"),
        (":", ""),
        (" places", ""),
        (" place", ""),
    ):
        text = text.replace(long, short)
    return text


def _paint_words(painter: QPainter, text: str, room: QRectF, colour: str) -> None:
    painter.setPen(ink(colour))
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


def _paint_sign(painter: QPainter, state: PlaceState, box: QRectF) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if state is PlaceState.CONTRADICTED:
        pen = QPen(ink(c.CONTRADICTED), 2.5)
        pen.setDashPattern([1.6, 1.0])
        painter.setPen(pen)
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        return
    painter.setPen(QPen(ink(c.SECONDARY), 1))
    if state is PlaceState.UNDECIDED:
        painter.setBrush(QBrush(HATCH, Qt.BrushStyle.BDiagPattern))
    painter.drawRect(box)
