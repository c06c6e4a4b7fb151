"""One camera for all panes: zoom, centre and cursor in image coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Signal

from stemviewer.ui.image.camera_fit import PaneSizes

if TYPE_CHECKING:
    from stemviewer.ui.image.draw.pointer import Pointer

STEP = 1.25
"""Factor of one zoom step."""


class Camera(QObject):
    """What part of the image the panes show; shared, so that they always show the same.

    Image coordinates: x to the right, y down, pixel (row, column) covers
    [column, column + 1) x [row, row + 1). ``scale`` is in screen (logical) pixels per image
    pixel. While ``fitted``, the whole image follows the size of the panes.
    """

    changed = Signal()
    """Zoom, centre or image size changed."""
    cursor_moved = Signal()
    """The cursor moved, came or went."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._width = 1
        self._height = 1
        self._views = PaneSizes()
        self._scale = 1.0
        self._centre = QPointF(0.5, 0.5)
        self._fitted = True
        self._cursor: QPointF | None = None
        self.pointer: Pointer | None = None
        """Draws with the mouse, in whichever pane; it comes before panning."""

    @property
    def scale(self) -> float:
        """Screen pixels per image pixel."""
        return self._scale

    @property
    def centre(self) -> QPointF:
        """Image point in the middle of every pane."""
        return QPointF(self._centre)

    @property
    def fitted(self) -> bool:
        """Whether the whole image is shown and follows the size of the panes."""
        return self._fitted

    @property
    def image_size(self) -> tuple[int, int]:
        """Columns and rows of the image."""
        return (self._width, self._height)

    @property
    def cursor(self) -> QPointF | None:
        """Image point under the mouse, in any of the panes."""
        return None if self._cursor is None else QPointF(self._cursor)

    def set_view(self, key: int, size: QSizeF) -> None:
        """Tell the size [screen px] of one pane's image area; the smallest decides the fit."""
        if self._views.put(key, size):
            self._refit()

    def forget_view(self, key: int) -> None:
        """Leave out the size of a pane that is hidden."""
        if self._views.drop(key):
            self._refit()

    def scale_for(self, columns: int, rows: int) -> float:
        """Return the magnification that ``set_image_size`` would lead to."""
        if self._fitted:
            return self._views.fit(columns, rows)
        return self._scale * self._width / columns

    def set_image_size(self, columns: int, rows: int) -> None:
        """Adopt another image size; the same part of the field of view stays in sight."""
        if (columns, rows) == (self._width, self._height):
            return
        factor_x, factor_y = columns / self._width, rows / self._height
        self._width, self._height = columns, rows
        self._centre = QPointF(self._centre.x() * factor_x, self._centre.y() * factor_y)
        self._cursor = None
        if self._fitted:
            self._apply_fit()
        else:
            self._scale = self._views.bounded(self._scale / factor_x, columns, rows)
        self.changed.emit()

    def fit(self) -> None:
        """Show the whole image."""
        self._fitted = True
        self._apply_fit()
        self.changed.emit()

    def zoom_to(self, scale: float) -> None:
        """Set the magnification [screen px per image px] about the centre; 1.0 is 1:1."""
        self.zoom_about(scale / self._scale, self._centre)

    def zoom_in(self) -> None:
        """Magnify by one step about the centre."""
        self.zoom_about(STEP, self._centre)

    def zoom_out(self) -> None:
        """Reduce by one step about the centre."""
        self.zoom_about(1 / STEP, self._centre)

    def zoom_about(self, factor: float, point: QPointF) -> None:
        """Magnify by ``factor``; the image point ``point`` stays where it is on the screen."""
        scale = self._views.bounded(self._scale * factor, self._width, self._height)
        ratio = self._scale / scale
        self._scale = scale
        self._fitted = False
        self._move_to(point + (self._centre - point) * ratio)

    def pan(self, x: float, y: float) -> None:
        """Shift the image on the screen by so many screen pixels."""
        self._fitted = False
        self._move_to(self._centre - QPointF(x, y) / self._scale)

    def set_cursor(self, point: QPointF | None) -> None:
        """Put the crosshair at an image point, or take it away."""
        if point is not None and not QRectF(0, 0, self._width, self._height).contains(point):
            point = None
        if point != self._cursor:
            self._cursor = point
            self.cursor_moved.emit()

    def to_screen(self, point: QPointF, view: QRectF) -> QPointF:
        """Return where an image point lies in a pane whose image area is ``view``."""
        return view.center() + (point - self._centre) * self._scale

    def to_image(self, point: QPointF, view: QRectF) -> QPointF:
        """Return the image point at a point of a pane whose image area is ``view``."""
        return self._centre + (point - view.center()) / self._scale

    def image_rect(self, view: QRectF) -> QRectF:
        """Return the rectangle that the whole image covers in a pane."""
        corner = self.to_screen(QPointF(0, 0), view)
        return QRectF(corner, QSizeF(self._width * self._scale, self._height * self._scale))

    def visible(self, margin: float = 0.0) -> QRectF:
        """Return the part of the image that the largest panes show, wider by a margin.

        ``margin`` is a share of that part, added on each side.
        """
        size = self._views.largest() * ((1 + 2 * margin) / self._scale)
        seen = QRectF(QPointF(0, 0), size)
        seen.moveCenter(self._centre)
        return seen.intersected(QRectF(0, 0, self._width, self._height))

    def _move_to(self, centre: QPointF) -> None:
        # the centre stays inside the image, so that it can't be lost from sight
        self._centre = QPointF(
            min(max(centre.x(), 0.0), float(self._width)),
            min(max(centre.y(), 0.0), float(self._height)),
        )
        self.changed.emit()

    def _apply_fit(self) -> None:
        self._scale = self._views.fit(self._width, self._height)
        self._centre = QPointF(self._width / 2, self._height / 2)

    def _refit(self) -> None:
        if self._fitted and self._views:
            self._apply_fit()
        self.changed.emit()
