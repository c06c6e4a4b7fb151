"""A widget on the shared camera: wheel, drag, double-click and keys move it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from stemviewer.ui.image.camera import STEP, Camera
from stemviewer.ui.image.draw.pointer import Act, Pointer

_WHEEL_NOTCH = 120.0
_PAN_STEP = 48.0


class CameraWidget(QWidget):
    """Base of what shows an image through a :class:`Camera`.

    Parameters
    ----------
    camera : Camera
        Shared by all widgets that show the same frame.
    """

    def __init__(self, camera: Camera, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera = camera
        self._drag: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def image_area(self) -> QRectF:
        """Return the rectangle that shows the image, in widget coordinates."""
        return QRectF(self.rect())

    def has_picture(self) -> bool:
        """Whether there is something to point at."""
        return True

    # mouse and keys

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor."""
        notches = event.angleDelta().y() / _WHEEL_NOTCH
        if notches and self.has_picture():
            point = self._camera.to_image(event.position(), self.image_area())
            self._camera.zoom_about(STEP**notches, point)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Draw, or begin to pan with the left or middle button."""
        if self._drawn(event, lambda pointer: pointer.press):
            return
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._drag = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End drawing or panning."""
        if self._drag is None and self._drawn(event, lambda pointer: pointer.release):
            return
        self._drag = None
        self.setCursor(Qt.CursorShape.CrossCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw or pan while a button is held; else move the crosshair in all panes."""
        point = event.position()
        if self._drag is None:
            self._drawn(event, lambda pointer: pointer.move)
        if self._drag is not None:
            moved = point - self._drag
            self._drag = point
            self._camera.pan(moved.x(), moved.y())
            return
        area = self.image_area()
        inside = self.has_picture() and area.contains(point)
        self._camera.set_cursor(self._camera.to_image(point, area) if inside else None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Finish what is drawn, or show the whole image."""
        if self._drawn(event, lambda pointer: pointer.double):
            return
        if event.button() == Qt.MouseButton.LeftButton:
            self._camera.fit()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the crosshair away."""
        self._camera.set_cursor(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and pan: 0 fit, 1 1:1, 2 2:1, + and -, Shift and an arrow; keys that draw."""
        pointer = self._camera.pointer
        if not (pointer is not None and pointer.key(event)) and not self._key(event):
            super().keyPressEvent(event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        ratio = self.devicePixelRatioF()
        zooms: dict[int, Callable[[], None]] = {
            Qt.Key.Key_0: self._camera.fit,
            Qt.Key.Key_1: lambda: self._camera.zoom_to(1.0 / ratio),
            Qt.Key.Key_2: lambda: self._camera.zoom_to(2.0 / ratio),
            Qt.Key.Key_Plus: self._camera.zoom_in,
            Qt.Key.Key_Equal: self._camera.zoom_in,
            Qt.Key.Key_Minus: self._camera.zoom_out,
        }
        pans: dict[int, tuple[float, float]] = {
            Qt.Key.Key_Left: (_PAN_STEP, 0.0),
            Qt.Key.Key_Right: (-_PAN_STEP, 0.0),
            Qt.Key.Key_Up: (0.0, _PAN_STEP),
            Qt.Key.Key_Down: (0.0, -_PAN_STEP),
        }
        if key in zooms:
            zooms[key]()
        elif key in pans and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._camera.pan(*pans[key])
        else:
            return False
        return True

    def _drawn(self, event: QMouseEvent, what: Callable[[Pointer], Act]) -> bool:
        """Offer an event to what draws; return whether it was used."""
        pointer = self._camera.pointer
        if pointer is None or not self.has_picture():
            return False
        point = self._camera.to_image(event.position(), self.image_area())
        return what(pointer)(point, event)

    # the camera knows the sizes of the panes that are seen

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the camera the size."""
        self.area_changed()

    def area_changed(self) -> None:
        """Tell the camera how much room the image has."""
        if self.isVisible():
            self._camera.set_view(id(self), QSizeF(self.image_area().size()))

    def showEvent(self, event: QShowEvent) -> None:
        """Count for the fit."""
        self._camera.set_view(id(self), QSizeF(self.image_area().size()))

    def hideEvent(self, event: QHideEvent) -> None:
        """Count no longer for the fit."""
        self._camera.forget_view(id(self))
