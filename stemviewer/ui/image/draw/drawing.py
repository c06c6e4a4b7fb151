"""The shapes over the images of one camera, and which of them is chosen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from stemviewer.measuring.shapes import Shape, ShapeKind
from stemviewer.ui.image.camera import Camera

MOST = 24
"""Shapes that can be drawn; the oldest goes when one more is."""

_LETTERS = {
    ShapeKind.RECTANGLE: "R",
    ShapeKind.ELLIPSE: "E",
    ShapeKind.POLYGON: "P",
    ShapeKind.PROFILE: "L",
    ShapeKind.DISTANCE: "D",
    ShapeKind.ANGLE: "A",
}


class Drawing(QObject):
    """Holds shapes in image coordinates; they stay where they are on the specimen.

    When the image comes with another number of pixels over the same field, the shapes are scaled
    with it, as the camera does with its centre.

    Parameters
    ----------
    camera : Camera
        Of the panes they are drawn over.
    """

    changed = Signal()
    """Shapes, choice or what is being drawn changed."""

    def __init__(self, camera: Camera, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._camera = camera
        self._size = camera.image_size
        self._shapes: tuple[Shape, ...] = ()
        self._chosen = ""
        self._draft: Shape | None = None
        self._used: dict[str, int] = {}
        camera.changed.connect(self._camera_changed)

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """What is drawn, in the order it was."""
        return self._shapes

    @property
    def draft(self) -> Shape | None:
        """What is being drawn now."""
        return self._draft

    @property
    def chosen(self) -> Shape | None:
        """The shape that is chosen."""
        return next((shape for shape in self._shapes if shape.name == self._chosen), None)

    def of_kind(self, *kinds: ShapeKind) -> Shape | None:
        """Return the chosen shape if it is of these kinds, else the newest one that is."""
        found = [shape for shape in self._shapes if shape.kind in kinds]
        chosen = self.chosen
        if chosen is not None and chosen.kind in kinds:
            return chosen
        return found[-1] if found else None

    def sketch(self, shape: Shape | None) -> None:
        """Show what is being drawn; ``None`` when nothing is."""
        if shape != self._draft:
            self._draft = shape
            self.changed.emit()

    def add(self, shape: Shape) -> Shape:
        """Keep a shape under a new name and choose it; return it as kept."""
        letter = _LETTERS[shape.kind]
        self._used[letter] = self._used.get(letter, 0) + 1
        kept = replace(shape, name=f"{letter}{self._used[letter]}")
        self._shapes = (*self._shapes, kept)[-MOST:]
        self._chosen, self._draft = kept.name, None
        self.changed.emit()
        return kept

    def put(self, shape: Shape) -> None:
        """Change the shape of that name."""
        changed = tuple(shape if one.name == shape.name else one for one in self._shapes)
        if changed != self._shapes:
            self._shapes = changed
            self.changed.emit()

    def choose(self, name: str) -> None:
        """Choose a shape by its name; an empty one chooses none."""
        if name != self._chosen:
            self._chosen = name
            self.changed.emit()

    def remove_chosen(self) -> bool:
        """Take the chosen shape away and choose the newest; return whether there was one."""
        if self.chosen is None:
            return False
        self._shapes = tuple(one for one in self._shapes if one.name != self._chosen)
        self._chosen = self._shapes[-1].name if self._shapes else ""
        self.changed.emit()
        return True

    def clear(self) -> None:
        """Take all shapes away."""
        if self._shapes or self._draft is not None:
            self._shapes, self._chosen, self._draft = (), "", None
            self._used.clear()
            self.changed.emit()

    def _camera_changed(self) -> None:
        before, self._size = self._size, self._camera.image_size
        if before == self._size or before == (1, 1):
            return
        x, y = self._size[0] / before[0], self._size[1] / before[1]
        self._draft = None
        self._shapes = tuple(shape.scaled(x, y) for shape in self._shapes)
        self.changed.emit()
