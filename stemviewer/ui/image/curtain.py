"""Raw and processed in one place, divided by an edge that can be dragged."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from stemviewer.core.provenance import Kind
from stemviewer.ui.image import content, overlay, pane_frame
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.pane import ImagePane
from stemviewer.ui.image.picture import PanePicture
from stemviewer.ui.language.words import tr

GRAB = 7.0
"""Distance [px] within which the edge is grabbed."""

KEY_STEP = 0.02
"""Share of the width by which an arrow key moves the edge."""

_HANDLE = 9.0


class CurtainPane(ImagePane):
    """Raw left of the edge, processed right of it, on the same camera.

    Border and title are divided too, so that each half is marked with its own kind.

    Parameters
    ----------
    camera : Camera
        Shared with the other panes.
    """

    def __init__(self, camera: Camera, parent: QWidget | None = None) -> None:
        super().__init__(camera, "processed", parent)
        self._raw: PanePicture | None = None
        self._share = 0.5
        self._grabbed = False
        self.companion = lambda: self._raw
        self.setAccessibleDescription(tr("Drag the edge, or move it with the arrow keys."))

    @property
    def edge(self) -> float:
        """Where the edge is, as a share of the width of the image area."""
        return self._share

    def move_edge(self, share: float) -> None:
        """Put the edge at a share of the width, 0 to 1."""
        self._share = min(max(share, 0.0), 1.0)
        self.update()

    def show_pair(self, raw: PanePicture | None, processed: PanePicture | None) -> None:
        """Show two pictures; without a processed one its side says what it waits for."""
        if raw is not None and raw.kind is not Kind.RAW:
            raise ValueError(f"a {raw.kind.value} picture on the raw side")
        self._raw = raw
        if processed is None:
            self.clear()
        else:
            self.show_picture(processed)
        if raw is not None:
            right = tr("nothing yet") if processed is None else processed.badge
            name = tr("Curtain: raw left, {0} right, frame {1}", right, raw.number)
            self.setAccessibleName(name)

    def has_picture(self) -> bool:
        """Whether there is something to point at."""
        return self._raw is not None

    # the edge

    def _edge_x(self) -> float:
        area = self.image_area()
        return round(area.left() + self._share * area.width())

    def _near_edge(self, point: QPointF) -> bool:
        return abs(point.x() - self._edge_x()) <= GRAB and self.has_picture()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grab the edge, or pan."""
        left = event.button() is Qt.MouseButton.LeftButton
        self._grabbed = left and self._near_edge(event.position())
        if not self._grabbed:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the edge, or pan."""
        area = self.image_area()
        if self._grabbed:
            self.move_edge((event.position().x() - area.left()) / max(area.width(), 1.0))
            return
        super().mouseMoveEvent(event)
        if not event.buttons():
            near = self._near_edge(event.position())
            shape = Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.CrossCursor
            self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if not self._grabbed:
            super().mouseReleaseEvent(event)
        self._grabbed = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Put the edge back into the middle, or show the whole image."""
        if self._near_edge(event.position()):
            self.move_edge(0.5)
        else:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the edge with the arrow keys."""
        steps = {Qt.Key.Key_Left: -KEY_STEP, Qt.Key.Key_Right: KEY_STEP}
        step = steps.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().keyPressEvent(event)
        else:
            self.move_edge(self._share + step)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint both halves; while nothing is processed, raw and what is waited for."""
        raw = self._raw
        if self.picture is not None or raw is None:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_frame(painter, None)
        area = self.image_area()
        self._paint_raw(painter, area)
        self._paint_edge(painter, area)
        painter.setClipping(False)
        overlay.paint_empty(painter, self._half(area, right=True), *self._empty)
        painter.end()
        self.report_painted(raw)

    def paint_frame(
        self, painter: QPainter, picture: PanePicture | None, *, border: bool = True
    ) -> None:
        """Paint border and title of either side in its own half."""
        if self._raw is None:
            super().paint_frame(painter, picture, border=border)
            return
        rect = QRectF(self.rect())
        pane_frame.paint_panel(painter, rect, self.image_area() if picture else None)
        x = self._edge_x()
        halves = (
            (self._raw, QRectF(0, 0, x, rect.height())),
            (picture, QRectF(x, 0, rect.width() - x, rect.height())),
        )
        for shown, half in halves if border else ():
            painter.setClipRect(half)
            pane_frame.paint_border(painter, rect, shown)
        painter.setClipping(False)
        # the titles keep their places: a badge must be legible wherever the edge is
        bar = self._title_rect()
        for shown, bar_half in ((self._raw, _left(bar)), (picture, _right(bar))):
            if shown is not None:
                pane_frame.paint_title(painter, bar_half, shown, self._state_badge, self._stamps)

    def paint_image(self, painter: QPainter, picture: PanePicture, area: QRectF) -> None:
        """Paint the processed picture with its evidence, raw over its left part, and the edge."""
        painter.setClipRect(self._half(area, right=True))
        super().paint_image(painter, picture, area)
        self._paint_raw(painter, area)
        painter.setClipRect(area)
        self._paint_edge(painter, area)

    def _half(self, area: QRectF, *, right: bool) -> QRectF:
        x = self._edge_x()
        if right:
            return QRectF(x, area.top(), area.right() - x, area.height())
        return QRectF(area.left(), area.top(), x - area.left(), area.height())

    def _paint_raw(self, painter: QPainter, area: QRectF) -> None:
        if self._raw is not None:
            painter.setClipRect(self._half(area, right=False))
            content.paint(painter, self._raw, self._camera, area, self.devicePixelRatioF())

    def _paint_edge(self, painter: QPainter, area: QRectF) -> None:
        x, middle = self._edge_x(), area.center().y()
        painter.setClipRect(area)
        painter.fillRect(QRectF(x - 2, area.top(), 4, area.height()), QColor(0, 0, 0, 150))
        painter.fillRect(QRectF(x - 1, area.top(), 2, area.height()), QColor("#ffffff"))
        painter.setPen(QPen(QColor(0, 0, 0, 170), 1.5))
        painter.setBrush(QColor("#ffffff"))
        for side in (-1.0, 1.0):
            tip = QPointF(x + side * (_HANDLE + 5.0), middle)
            base = x + side * 5.0
            corners = [tip, QPointF(base, middle - _HANDLE), QPointF(base, middle + _HANDLE)]
            painter.drawPolygon(QPolygonF(corners))


def _left(bar: QRectF) -> QRectF:
    return QRectF(bar.left(), bar.top(), bar.width() / 2 - 4, bar.height())


def _right(bar: QRectF) -> QRectF:
    return QRectF(bar.center().x() + 4, bar.top(), bar.width() / 2 - 4, bar.height())
