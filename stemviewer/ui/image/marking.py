"""What is drawn over a picture, and the region that is dragged over it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.camera_widget import CameraWidget
from stemviewer.ui.image.region_mark import RegionMark


class Mark(Protocol):
    """Something drawn over a picture, in image coordinates."""

    def paint(self, painter: QPainter, camera: Camera, area: QRectF) -> None:
        """Paint it over the image area of a pane."""


class MarkingWidget(CameraWidget):
    """Base of a pane in which a region can be marked with Shift and the left button.

    Parameters
    ----------
    camera : Camera
        Shared by all panes that show the same frame.
    """

    def __init__(self, camera: Camera, parent: QWidget | None = None) -> None:
        super().__init__(camera, parent)
        self.mark = RegionMark()
        self.marking = False
        """Whether a drag marks a region without the Shift key."""
        self.on_region: Callable[[QRectF], None] | None = None
        """Called with each region dragged [image px], empty when the mark was taken away."""

    def markable(self) -> tuple[int, int] | None:
        """Return columns and rows of what can be marked; ``None`` where there is nothing."""
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to mark a region (Shift and the left button), or to pan."""
        left = event.button() == Qt.MouseButton.LeftButton
        wanted = self.marking or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not (left and wanted and self.on_region is not None and self.markable() is not None):
            super().mousePressEvent(event)
            return
        self.mark.begin(self._camera.to_image(event.position(), self.image_area()))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Stretch the region, or pan."""
        size = self.markable()
        if self.mark.dragging and size is not None:
            point = self._camera.to_image(event.position(), self.image_area())
            self.mark.move(point, *size)
            self.update()
            return
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask about the region, or end panning."""
        if self.mark.dragging and self.on_region is not None:
            self.on_region(self.mark.end())
            self.update()
            return
        super().mouseReleaseEvent(event)
