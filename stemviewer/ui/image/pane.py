"""The image pane: one picture with its badge, scale bar and crosshair, on a shared camera."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QSizePolicy, QWidget

from stemviewer.core.provenance import Kind
from stemviewer.ui import colours as c
from stemviewer.ui.image import badge, content, overlay, pane_frame
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.evidence_layer import Overlay, paint_evidence
from stemviewer.ui.image.evidence_legend import STRIP, paint_legend
from stemviewer.ui.image.marking import Mark, MarkingWidget
from stemviewer.ui.image.pane_frame import BORDER
from stemviewer.ui.image.picture import PanePicture
from stemviewer.ui.image.readout import crosshair_words
from stemviewer.ui.image.scalebar import paint_scale_bar, scale_bar
from stemviewer.ui.image.stamps import Stamps
from stemviewer.ui.language.words import tr

Side = Literal["raw", "processed"]

AGE_S = 0.15
"""A title that was painted within this time [s] tells an age that is new enough."""


class ImagePane(MarkingWidget):
    """Shows one :class:`PanePicture`; border, badge and image come from the same object.

    Parameters
    ----------
    camera : Camera
        Shared by all panes that show the same frame.
    side : "raw" or "processed"
        What the pane is for; a processed picture is refused on the raw side and the reverse.
    """

    def __init__(self, camera: Camera, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(camera, parent)
        self._side: Side = side
        self._picture: PanePicture | None = None
        self._evidence: Overlay | None = None
        self._strip = False
        self._state_badge: tuple[str, str] = ("", c.CAUTION)
        self._empty = (tr("No picture yet"), "")
        self.on_painted: Callable[[PanePicture], None] | None = None
        """Called in the paint event with each picture painted for the first time."""
        self.over: Callable[[QPainter, QRectF, PanePicture], None] | None = None
        """Paints more over each picture, clipped to the rectangle of the image."""
        self.marks: list[Mark] = []
        """Painted over each picture, the last on top."""
        self.companion: Callable[[], PanePicture | None] = lambda: None
        """Gives the picture whose value the crosshair tells as well."""
        self._painted: PanePicture | None = None
        self._painted_at = 0.0
        self._stamps = Stamps()
        # every pixel is painted here: what lies behind need not be
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(220, 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("{0} image", side))
        camera.changed.connect(self.update)
        camera.cursor_moved.connect(self._cursor_moved)

    # what it shows

    @property
    def picture(self) -> PanePicture | None:
        """What is shown."""
        return self._picture

    @property
    def side(self) -> Side:
        """What the pane is for."""
        return self._side

    def show_picture(self, picture: PanePicture) -> None:
        """Show a picture; it is painted with its own badge at the next paint event.

        Raises
        ------
        ValueError
            If a processed picture is given to the raw side or the reverse.
        """
        if (picture.kind is Kind.RAW) != (self._side == "raw"):
            raise ValueError(f"a {picture.kind.value} picture on the {self._side} side")
        before, self._picture = self._picture, picture
        self.setAccessibleName(tr("{0} image, frame {1}", picture.badge, picture.number))
        self._camera.set_image_size(picture.columns, picture.rows)
        if before is not None and before.kind is picture.kind:
            self.update(self._changing())
        else:
            self.update()

    def clear(self) -> None:
        """Show the empty state."""
        self._picture = None
        self.setAccessibleName(tr("{0} image, empty", self._side))
        self.update()

    def set_empty(self, heading: str, hint: str = "") -> None:
        """Set the words of the empty state: what is missing, and what to do."""
        self._empty = (heading, hint)
        if self._picture is None:
            self.update()

    def set_state_badge(self, text: str, colour: str = c.CAUTION) -> None:
        """Show a second badge, e.g. ``"REPLAY"``; empty to remove it."""
        if self._state_badge != (text, colour):
            self._state_badge = (text, colour)
            self.update(self._title_rect().toAlignedRect())

    def set_evidence(self, overlay: Overlay | None) -> None:
        """Draw what unseen electrons say over the picture; ``None`` to leave it out."""
        self.set_legend_strip(overlay is not None)
        if overlay != self._evidence:
            self._evidence = overlay
            self.update()

    def set_legend_strip(self, on: bool) -> None:
        """Keep room for the legend below the picture, on both sides alike."""
        if on != self._strip:
            self._strip = on
            self.area_changed()
            self.update()

    @property
    def evidence(self) -> Overlay | None:
        """What is drawn of the evidence."""
        return self._evidence

    def refresh_age(self) -> None:
        """Bring the age in the title up to date, when no new picture comes."""
        aged = self._picture is not None and self._picture.received_monotonic_ns
        if aged and monotonic() - self._painted_at > AGE_S:
            self.update(self._title_rect().toAlignedRect())

    def crosshair_text(self) -> str:
        """Return what the read-out at the bottom right says; empty without cursor."""
        cursor = self._camera.cursor
        if cursor is None or self._picture is None:
            return ""
        return crosshair_words(self._picture, self.companion(), cursor.x(), cursor.y())

    # geometry

    def image_area(self) -> QRectF:
        """Return the rectangle of the pane that shows the image, in widget coordinates."""
        top = BORDER + badge.HEIGHT
        below = BORDER + (STRIP if self._strip else 0)
        return QRectF(BORDER, top, self.width() - 2 * BORDER, self.height() - top - below)

    def has_picture(self) -> bool:
        """Whether there is something to point at."""
        return self._picture is not None

    def markable(self) -> tuple[int, int] | None:
        """Return columns and rows of the picture."""
        picture = self._picture
        return None if picture is None else (picture.columns, picture.rows)

    def _title_rect(self) -> QRectF:
        return pane_frame.title_rect(QRectF(self.rect()))

    def _changing(self) -> QRegion:
        """Return what differs from one frame to the next: words and image, not the border."""
        words = pane_frame.words_rect(QRectF(self.rect())).toAlignedRect()
        return QRegion(words).united(self.image_area().toAlignedRect())

    def _cursor_moved(self) -> None:
        self.update(self.image_area().toAlignedRect())

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint border, title, image and overlays, all from one picture."""
        picture, dirty = self._picture, event.region()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if picture is None:
            self.paint_frame(painter, None)
            overlay.paint_empty(painter, self.image_area(), *self._empty)
            return
        area = self.image_area()
        if not area.contains(QRectF(dirty.boundingRect())):
            self._paint_around(painter, picture, area, dirty)
        if not dirty.intersects(area.toAlignedRect()):
            return
        painter.setClipRect(area)
        self.paint_image(painter, picture, area)
        self._paint_overlays(painter, picture, area)
        painter.end()
        self.report_painted(picture)

    def _paint_around(
        self, painter: QPainter, picture: PanePicture, area: QRectF, dirty: QRegion
    ) -> None:
        """Paint what is around the image, as far as it is wanted."""
        self._painted_at = monotonic()
        self.paint_frame(painter, picture, border=not dirty.subtracted(self._changing()).isEmpty())
        if self._strip:
            room = QRectF(area.left(), area.bottom(), area.width(), STRIP)
            paint_legend(painter, self._evidence, room)

    def report_painted(self, picture: PanePicture) -> None:
        """Tell of a picture that was painted for the first time."""
        if self.on_painted is not None and picture is not self._painted:
            self._painted = picture
            self.on_painted(picture)

    def paint_frame(
        self, painter: QPainter, picture: PanePicture | None, *, border: bool = True
    ) -> None:
        """Paint border and title."""
        rect = QRectF(self.rect())
        pane_frame.paint_panel(painter, rect, self.image_area() if picture else None)
        if border:
            pane_frame.paint_border(painter, rect, picture)
        if picture is not None:
            bar = self._title_rect()
            pane_frame.paint_title(painter, bar, picture, self._state_badge, self._stamps)

    def paint_image(self, painter: QPainter, picture: PanePicture, area: QRectF) -> None:
        """Paint the picture and what the evidence says of it, clipped to the image area."""
        content.paint(painter, picture, self._camera, area, self.devicePixelRatioF())
        if self._evidence is not None:
            shape = (picture.rows, picture.columns)
            paint_evidence(painter, self._evidence, self._camera, area, shape)

    def _paint_overlays(self, painter: QPainter, picture: PanePicture, area: QRectF) -> None:
        if self.over is not None:
            self.over(painter, area, picture)
        for mark in (self.mark, *self.marks):
            mark.paint(painter, self._camera, area)
        bar = scale_bar(picture.pixel_size, self._camera.scale, area.width())
        plate = paint_scale_bar(painter, area, bar, self._stamps)
        cursor = self._camera.cursor
        if cursor is not None:
            overlay.paint_crosshair(painter, self._camera.to_screen(cursor, area))
            overlay.paint_readout(painter, area, self.crosshair_text(), plate)
