"""The evidence over a processed picture: undecidable is hatched, contradicted is ringed."""

from __future__ import annotations

import math
from collections.abc import Sequence
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

if TYPE_CHECKING:
    from stemviewer.trust.evidence import Evidence

HATCH = QColor(215, 220, 227, 120)
HALO = QColor(0, 0, 0, 170)

RING = 2.5
"""Radius of a ring, in sigmas of the place."""

SMALLEST_RING = 9.0
"""In logical pixels: a place is seen at any zoom."""

_SIGN = 16.0
_CROSS = 3.5


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
    """Paint hatch and rings over a picture.

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
        for ring in rings(layer.places, camera.scale):
            _paint_ring(painter, ring, camera, area)


def _paint_hatch(painter: QPainter, layer: EvidenceLayer, camera: Camera, area: QRectF) -> None:
    corner, scale = camera.to_screen(QPointF(0.0, 0.0), area), camera.scale
    place = QTransform(scale, 0.0, 0.0, scale, corner.x(), corner.y())
    painter.save()
    # without seams between the strips of the path
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillPath(place.map(layer.path), QBrush(HATCH, Qt.BrushStyle.BDiagPattern))
    painter.restore()


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring on screen: the most surprising place within it, and those it stands for.

    ``radius`` is in logical pixels; ``others`` would have had rings that overlap this one.
    """

    place: Place
    radius: float
    others: tuple[Place, ...] = ()

    @property
    def sign(self) -> str:
        """Whether something is missing (+), invented (−) or both (±), and at how many places."""
        signs = {"+" if place.z > 0 else "−" for place in (self.place, *self.others)}
        one = "±" if len(signs) == 2 else signs.pop()
        return f"{one}{len(self.others) + 1}" if self.others else one


def rings(places: Sequence[Place], scale: float) -> list[Ring]:
    """Return rings that do not overlap; a place beside a more surprising one joins its ring.

    Parameters
    ----------
    places : sequence of Place
        The most surprising first.
    scale : float
        Of the camera [logical px per image px].
    """
    found: list[Ring] = []
    for place in places:
        radius = max(RING * place.sigma * scale, SMALLEST_RING)
        touching = [
            (away, index)
            for index, other in enumerate(found)
            if (away := _apart(place, other.place) * scale) < radius + other.radius
        ]
        if not touching:
            found.append(Ring(place, radius))
            continue
        index = min(touching)[1]
        ring = found[index]
        found[index] = Ring(ring.place, ring.radius, (*ring.others, place))
    return found


def _apart(one: Place, other: Place) -> float:
    return math.hypot(one.row - other.row, one.column - other.column)


def _paint_ring(painter: QPainter, ring: Ring, camera: Camera, area: QRectF) -> None:
    place, radius = ring.place, ring.radius
    centre = camera.to_screen(QPointF(place.column + 0.5, place.row + 0.5), area)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(HALO, 4.5))
    painter.drawEllipse(centre, radius, radius)
    pen = QPen(QColor(c.CONTRADICTED), 2.5)
    pen.setDashPattern([2.6, 1.4])
    painter.setPen(pen)
    painter.drawEllipse(centre, radius, radius)
    for other in ring.others:
        _paint_cross(painter, camera.to_screen(QPointF(other.column + 0.5, other.row + 0.5), area))
    painter.setFont(fonts.strong(12))
    wide = max(_SIGN, QFontMetricsF(painter.font()).horizontalAdvance(ring.sign) + 8.0)
    spot = QRectF(centre.x() + 0.7 * radius, centre.y() - 0.7 * radius - _SIGN, wide, _SIGN)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(HALO)
    painter.drawRoundedRect(spot, _SIGN / 2, _SIGN / 2)
    painter.setPen(QColor(c.CONTRADICTED))
    painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, ring.sign)


def _paint_cross(painter: QPainter, point: QPointF) -> None:
    """Mark a place that shares the ring of a more surprising one."""
    for width, colour in ((4.0, HALO), (1.8, QColor(c.CONTRADICTED))):
        painter.setPen(QPen(colour, width))
        for slope in (-1.0, 1.0):
            arm = QPointF(_CROSS, slope * _CROSS)
            painter.drawLine(point - arm, point + arm)
