"""Draws, moves and bends shapes with the mouse."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from stemviewer.measuring.shapes import Point, Shape, ShapeKind
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.draw.drawing import Drawing
from stemviewer.ui.image.draw.hit import Hit, find

REACH = 7.0
"""A line or corner is grabbed within this distance [screen px]."""

LEAST = 4.0
"""A drag shorter than this is a click and draws nothing [screen px]."""

_BY_CLICKS = (ShapeKind.POLYGON, ShapeKind.ANGLE)


class Pen(QObject):
    """Without a kind chosen it moves what is there; with one it draws one shape of it.

    Rectangles, ellipses, profiles and distances are dragged. The corners of a polygon are clicked
    and a double click, a right click or a click on the first one ends it; an angle takes three
    clicks, the vertex second.

    Parameters
    ----------
    camera : Camera
        Its panes offer their mouse to the pen.
    drawing : Drawing
        Holds the shapes.
    """

    kind_changed = Signal()
    """Another kind is drawn, or none."""

    def __init__(self, camera: Camera, drawing: Drawing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._camera, self._drawing = camera, drawing
        self._kind: ShapeKind | None = None
        self._points: tuple[Point, ...] = ()
        self._grabbed: Hit | None = None
        self._last: Point = (0.0, 0.0)
        self.width = 1.0
        """Of the next profile [px]."""
        camera.pointer = self

    @property
    def kind(self) -> ShapeKind | None:
        """What a drag draws; ``None``: it moves shapes, or pans."""
        return self._kind

    def take(self, kind: ShapeKind | None) -> None:
        """Draw one shape of a kind next; ``None`` draws none."""
        self._points = ()
        self._drawing.sketch(None)
        if kind is not self._kind:
            self._kind = kind
            self.kind_changed.emit()

    # of the pointer

    def press(self, point: QPointF, event: QMouseEvent) -> bool:
        """Begin a shape, set its next corner, or grab one."""
        place = self._within(point)
        if event.button() == Qt.MouseButton.RightButton and self._points:
            self._end_clicks()
            return True
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        if self._kind is None:
            return self._grab(place)
        if self._kind in _BY_CLICKS:
            self._click(place)
        else:
            self._points = (place,)
        return True

    def move(self, point: QPointF, event: QMouseEvent) -> bool:
        """Stretch what is drawn, or move what is grabbed."""
        place = self._within(point)
        if self._kind is not None and self._points:
            self._drawing.sketch(self._shape((*self._points, place)))
            return True
        if self._grabbed is None:
            return False
        hit = self._grabbed
        if hit.corner >= 0:
            shape = hit.shape.with_point(hit.corner, place)
        else:
            shape = self._kept_inside(hit.shape, place[0] - self._last[0], place[1] - self._last[1])
        self._grabbed, self._last = Hit(shape, hit.corner), place
        self._drawing.put(shape)
        return True

    def release(self, point: QPointF, event: QMouseEvent) -> bool:
        """Finish what was dragged."""
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        if self._grabbed is not None:
            self._grabbed = None
            return True
        if self._kind is None or self._kind in _BY_CLICKS or not self._points:
            return self._kind is not None
        shape = self._shape((*self._points, self._within(point)))
        self._points = ()
        if shape.length * self._camera.scale >= LEAST:
            self._finish(shape)
        else:
            self._drawing.sketch(None)
        return True

    def double(self, point: QPointF, event: QMouseEvent) -> bool:
        """End a polygon; its last corner was set by the first click."""
        if self._points and self._kind in _BY_CLICKS:
            self._end_clicks()
            return True
        return self._kind is not None

    def key(self, event: QKeyEvent) -> bool:
        """Take the chosen shape away with Delete or Backspace."""
        if event.key() not in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return False
        return self._drawing.remove_chosen()

    # in between

    def _within(self, point: QPointF) -> Point:
        columns, rows = self._camera.image_size
        return min(max(point.x(), 0.0), float(columns)), min(max(point.y(), 0.0), float(rows))

    def _kept_inside(self, shape: Shape, x: float, y: float) -> Shape:
        columns, rows = self._camera.image_size
        left, top, right, bottom = shape.box
        x, y = min(max(x, -left), columns - right), min(max(y, -top), rows - bottom)
        return shape.moved(x, y)

    def _shape(self, points: tuple[Point, ...]) -> Shape:
        assert self._kind is not None
        return Shape(self._kind, points, self.width)

    def _grab(self, place: Point) -> bool:
        chosen = self._drawing.chosen
        reach = REACH / self._camera.scale
        hit = find(self._drawing.shapes, chosen.name if chosen else "", place, reach)
        if hit is None:
            self._drawing.choose("")
            return False
        self._grabbed, self._last = hit, place
        self._drawing.choose(hit.shape.name)
        return True

    def _click(self, place: Point) -> None:
        near = REACH / self._camera.scale
        if len(self._points) > 2 and math.dist(place, self._points[0]) <= near:
            self._end_clicks()
            return
        self._points = (*self._points, place)
        self._drawing.sketch(self._shape(self._points))
        if self._kind is ShapeKind.ANGLE and len(self._points) == 3:
            self._end_clicks()

    def _end_clicks(self) -> None:
        points, self._points = self._points, ()
        if len(points) >= 3:
            self._finish(self._shape(points))
        else:
            self._drawing.sketch(None)

    def _finish(self, shape: Shape) -> None:
        self._drawing.add(shape)
        self.take(None)
