"""The evidence over a processed picture: undecidable is hatched, contradicted is ringed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QTransform

from stemviewer.trust.places import Place
from stemviewer.trust.states import PlaceState, StateGrid
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.scalebar import PLATE
from stemviewer.ui.text import thousands

if TYPE_CHECKING:
    from stemviewer.trust.evidence import Evidence

HATCH = QColor(215, 220, 227, 120)
HALO = QColor(0, 0, 0, 170)

RING = 2.5
"""Radius of a ring, in sigmas of the place."""

SMALLEST_RING = 9.0
"""In logical pixels: a place is seen at any zoom."""

_ROW = 20.0
_SIGN = 14.0


class EvidenceLayer:
    """What is drawn over the picture of one frame, from the data of its test.

    Parameters
    ----------
    number : int
        Of the frame that was tested.
    states : StateGrid
        State of every place.
    places : sequence of Place
        Those contradicted.
    """

    def __init__(self, number: int, states: StateGrid, places: tuple[Place, ...]) -> None:
        self.number = number
        self.states = states
        self.places = places
        self.path = hatched_path(states)

    @classmethod
    def of(cls, number: int, evidence: Evidence) -> EvidenceLayer:
        """Return the layer of a judgement."""
        return cls(number, evidence.states, evidence.contradicted)

    def fits(self, rows: int, columns: int) -> bool:
        """Whether it is of a picture of this size."""
        return self.states.shape == (rows, columns)


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a pane shows of the evidence: a layer, or why there is none, and a word on its age."""

    layer: EvidenceLayer | None
    words: str


def hatched_path(states: StateGrid) -> QPainterPath:
    """Return the outline of the places that cannot be decided, in image pixels."""
    path = QPainterPath()
    step, (rows, columns) = states.step, states.shape
    undecided = states.states == int(PlaceState.UNDECIDED)
    high, wide = undecided.shape
    for row in range(high):
        bottom = rows if row == high - 1 else (row + 1) * step
        line = np.concatenate(([False], undecided[row], [False])).astype(np.int8)
        starts = np.flatnonzero(np.diff(line) == 1)
        for start, end in zip(starts, np.flatnonzero(np.diff(line) == -1), strict=True):
            right = columns if end == wide else int(end) * step
            left = int(start) * step
            path.addRect(left, row * step, right - left, bottom - row * step)
    return path


def paint_evidence(
    painter: QPainter, overlay: Overlay, camera: Camera, area: QRectF, shape: tuple[int, int]
) -> None:
    """Paint hatch, rings and legend over a picture.

    Parameters
    ----------
    painter : QPainter
        Clipped to ``area``.
    overlay : Overlay
        What to show; a layer of another size than ``shape`` is left out.
    camera : Camera
        Where the picture is.
    area : QRectF
        Of the pane's image [logical px].
    shape : tuple of int
        Rows and columns of the picture.
    """
    layer = overlay.layer
    if layer is not None and layer.fits(*shape):
        _paint_hatch(painter, layer, camera, area)
        for place in layer.places:
            _paint_ring(painter, place, camera, area)
    _paint_legend(painter, overlay, area)


def _paint_hatch(painter: QPainter, layer: EvidenceLayer, camera: Camera, area: QRectF) -> None:
    corner, scale = camera.to_screen(QPointF(0.0, 0.0), area), camera.scale
    place = QTransform(scale, 0.0, 0.0, scale, corner.x(), corner.y())
    painter.save()
    # without seams between the strips of the path
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillPath(place.map(layer.path), QBrush(HATCH, Qt.BrushStyle.BDiagPattern))
    painter.restore()


def _paint_ring(painter: QPainter, place: Place, camera: Camera, area: QRectF) -> None:
    centre = camera.to_screen(QPointF(place.column + 0.5, place.row + 0.5), area)
    radius = max(RING * place.sigma * camera.scale, SMALLEST_RING)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(HALO, 4.5))
    painter.drawEllipse(centre, radius, radius)
    pen = QPen(QColor(c.CONTRADICTED), 2.5)
    pen.setDashPattern([2.6, 1.4])
    painter.setPen(pen)
    painter.drawEllipse(centre, radius, radius)
    sign = "+" if place.z > 0 else "−"
    spot = QRectF(centre.x() + 0.7 * radius, centre.y() - 0.7 * radius - _SIGN, _SIGN, _SIGN)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(HALO)
    painter.drawEllipse(spot)
    painter.setFont(fonts.strong(12))
    painter.setPen(QColor(c.CONTRADICTED))
    painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, sign)


def legend(overlay: Overlay) -> list[tuple[PlaceState | None, str]]:
    """Return the lines of the legend: the state whose sign precedes each, and the words."""
    layer = overlay.layer
    if layer is None:
        return [(None, overlay.words)]
    count = len(layer.places)
    share = layer.states.share
    lines: list[tuple[PlaceState | None, str]] = [
        (None, f"evidence of frame {thousands(layer.number)}{overlay.words}"),
        (PlaceState.SUPPORTED, f"supported {share(PlaceState.SUPPORTED):.0%}"),
        (PlaceState.UNDECIDED, f"not decidable at this dose {share(PlaceState.UNDECIDED):.0%}"),
        (PlaceState.CONTRADICTED, f"contradicted: {count} place{'' if count == 1 else 's'}"),
    ]
    if count:
        lines.append((None, "+ missing from the picture, − invented or too bright"))
    return lines


def _paint_legend(painter: QPainter, overlay: Overlay, area: QRectF) -> None:
    lines = legend(overlay)
    font = fonts.sans()
    metrics = QFontMetricsF(font)
    indent = _SIGN + 8.0
    widest = max(
        metrics.horizontalAdvance(text) + (indent if s is not None else 0) for s, text in lines
    )
    width = min(widest + 16.0, area.width() - 24.0)
    plate = QRectF(area.left() + 12, area.top() + 12, width, _ROW * len(lines) + 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PLATE)
    painter.drawRoundedRect(plate, 4, 4)
    painter.setFont(font)
    for index, (state, text) in enumerate(lines):
        row = QRectF(plate.left() + 8, plate.top() + 4 + _ROW * index, width - 16, _ROW)
        if state is not None:
            _paint_sign(painter, state, QRectF(row.left(), row.top() + 3, _SIGN, _SIGN))
            row.setLeft(row.left() + indent)
        painter.setPen(QColor(c.TEXT if state is not None or index == 0 else c.SECONDARY))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, row.width())
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, shown)


def _paint_sign(painter: QPainter, state: PlaceState, box: QRectF) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if state is PlaceState.CONTRADICTED:
        pen = QPen(QColor(c.CONTRADICTED), 2.5)
        pen.setDashPattern([1.6, 1.0])
        painter.setPen(pen)
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        return
    painter.setPen(QPen(QColor(c.SECONDARY), 1))
    if state is PlaceState.UNDECIDED:
        painter.setBrush(QBrush(HATCH, Qt.BrushStyle.BDiagPattern))
    painter.drawRect(box)
