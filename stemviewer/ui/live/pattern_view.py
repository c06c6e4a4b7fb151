"""The diffraction pattern that came last, with the virtual detectors on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from stemviewer.core.errors import SettingsError
from stemviewer.feeds.fourd.detectors import Geometry, Ring, radius_px
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import tr

FADING = 0.9
"""Share of the shown mean that is of earlier patterns: one alone holds few counts."""

COLOURS = {"ADF": c.FILTERED, "HAADF": c.AVERAGED, "ABF": c.GOOD, "BF": c.CAUTION}
STYLES = {
    "ADF": Qt.PenStyle.SolidLine,
    "HAADF": Qt.PenStyle.DashLine,
    "ABF": Qt.PenStyle.DashDotLine,
    "BF": Qt.PenStyle.DotLine,
}
"""Kind of line too: colour never stands alone."""


class PatternView(QWidget):
    """Shows the mean of the newest patterns, and rings; a click states the centre.

    Signals
    -------
    centre_chosen(float, float)
        Where it was clicked (y, x) [px of the pattern].
    """

    centre_chosen = Signal(float, float)

    def __init__(self) -> None:
        super().__init__()
        self._mean: npt.NDArray[np.float64] | None = None
        self._image = QImage()
        self._rings: Mapping[str, Ring] = {}
        self._geometry: Geometry | None = None
        self.setMinimumSize(320, 320)
        self.setAccessibleName(tr("Diffraction pattern"))

    def sizeHint(self) -> QSize:
        """Return a square."""
        return QSize(400, 400)

    def show_pattern(self, pattern: npt.NDArray[Any] | None) -> None:
        """Take a pattern, shape (rows, columns)."""
        if pattern is None:
            return
        mean = self._mean
        if mean is None or mean.shape != pattern.shape:
            mean = pattern.astype(np.float64)
        else:
            mean = FADING * mean + (1.0 - FADING) * pattern
        self._mean = mean
        # the square root shows the disc and what is scattered beyond it alike
        grey = np.sqrt(np.maximum(mean, 0.0))
        top = float(np.percentile(grey, 99.9)) or 1.0
        level = np.ascontiguousarray(np.minimum(grey / top, 1.0) * 255.0, np.float64)
        pixels = level.astype(np.uint8)
        rows, columns = pixels.shape
        form = QImage.Format.Format_Grayscale8
        self._image = QImage(pixels.tobytes(), columns, rows, columns, form).copy()
        self.update()

    def show_rings(self, rings: Mapping[str, Ring], geometry: Geometry | None) -> None:
        """Show virtual detectors; without a geometry only the pattern."""
        self._rings, self._geometry = rings, geometry
        self.update()

    def _box(self) -> tuple[QRectF, float]:
        """Return where the pattern lies, and how many screen pixels one of it has."""
        columns, rows = max(1, self._image.width()), max(1, self._image.height())
        scale = min(self.width() / columns, self.height() / rows)
        box = QRectF(0.0, 0.0, columns * scale, rows * scale)
        box.moveCenter(QRectF(self.rect()).center())
        return box, scale

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """State the centre."""
        box, scale = self._box()
        if self._image.isNull() or not box.contains(event.position()):
            return
        place = (event.position() - box.topLeft()) / scale
        self.centre_chosen.emit(place.y() - 0.5, place.x() - 0.5)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pattern, then the rings."""
        del event
        painter = QPainter(self)
        # a picture keeps its dark ground in every theme
        painter.fillRect(self.rect(), QColor("#000000"))
        box, scale = self._box()
        if self._image.isNull():
            painter.setPen(QColor("#8b95a3"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("No pattern came yet"))
            painter.end()
            return
        painter.drawImage(box, self._image)
        if self._geometry is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(fonts.sans(fonts.SMALL_PX))
            painter.setClipRect(box)
            self._paint_rings(painter, box, scale, self._geometry)
        painter.end()

    def _paint_rings(
        self, painter: QPainter, box: QRectF, scale: float, geometry: Geometry
    ) -> None:
        middle = box.topLeft() + QPointF(geometry.centre_x + 0.5, geometry.centre_y + 0.5) * scale
        for name, ring in self._rings.items():
            painter.setPen(
                QPen(
                    QColor(COLOURS.get(name, "#d7dce3")),
                    1.5,
                    STYLES.get(name, Qt.PenStyle.SolidLine),
                )
            )
            try:
                radii = [radius_px(r, ring.unit, geometry) for r in (ring.inner, ring.outer)]
            except SettingsError:
                continue  # what is missing is said beside
            for radius in radii:
                painter.drawEllipse(middle, radius * scale, radius * scale)
        painter.setPen(QPen(QColor("#d7dce3"), 1.0))
        painter.drawLine(middle - QPointF(6, 0), middle + QPointF(6, 0))
        painter.drawLine(middle - QPointF(0, 6), middle + QPointF(0, 6))
