"""Between a window and its two panes: asks the render thread, hands on what it made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import ceil

from PySide6.QtCore import QObject

from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.display_settings import DisplaySettings
from stemviewer.ui.image.lut import table_of
from stemviewer.ui.image.pair import PaintedPair, PictureSource, RenderRequest
from stemviewer.ui.image.pane import ImagePane
from stemviewer.ui.image.picture import Crop, PanePicture
from stemviewer.ui.image.render import RenderCounts, RenderWorker

_MARGIN = 0.5
"""Rendered beyond what is seen on each side, so that panning finds it ready."""


class PairPresenter(QObject):
    """Shows a raw frame and its processed picture in two panes with one camera.

    The owner calls ``poll`` from its timer; nothing is pushed from another thread.

    Parameters
    ----------
    camera : Camera
        Of both panes.
    raw, processed : ImagePane
        Of sides ``"raw"`` and ``"processed"``.
    """

    def __init__(
        self, camera: Camera, raw: ImagePane, processed: ImagePane, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._camera = camera
        self._raw = raw
        self._processed = processed
        self._display = DisplaySettings()
        self._source: PictureSource | None = None
        self._asked: RenderRequest | None = None
        self._pair: PaintedPair | None = None
        self._worker = RenderWorker()
        self.on_change: Callable[[], None] = lambda: None
        """Called each time after the panes were given other pictures."""
        camera.changed.connect(self._camera_changed)

    def start(self) -> None:
        """Start the render thread."""
        self._worker.start()

    def stop(self) -> None:
        """End the render thread."""
        self._worker.stop()

    @property
    def pair(self) -> PaintedPair | None:
        """What the panes show."""
        return self._pair

    @property
    def display(self) -> DisplaySettings:
        """How it is shown."""
        return self._display

    @property
    def counts(self) -> RenderCounts:
        """Renderings asked, made and replaced."""
        return self._worker.counts

    def present(self, source: PictureSource) -> None:
        """Show a frame and its picture, as soon as they are rendered."""
        self._source = source
        self._ask()

    def clear(self) -> None:
        """Show both panes empty."""
        self._source = self._asked = self._pair = None
        self._raw.clear()
        self._processed.clear()
        self.on_change()

    def set_display(self, display: DisplaySettings) -> None:
        """Change levels or colours of the present picture; data and network are not touched."""
        levels_differ = display.levels != self._display.levels
        colours_differ = display.colours != self._display.colours
        self._display = display
        if colours_differ:
            self._recolour()
        if levels_differ:
            self._ask()

    def poll(self) -> PaintedPair | None:
        """Hand a finished rendering to the panes; return it, or ``None`` if there is none.

        Raises
        ------
        BaseException
            What a rendering failed with.
        """
        pair = self._worker.take()
        if pair is None or self._source is None:
            return None
        self._pair = pair
        self._raw.show_picture(self._coloured(pair.raw, pair))
        if pair.processed is not None:
            self._processed.show_picture(self._coloured(pair.processed, pair))
        elif not (pair.request.source.awaiting and self._fits(pair.raw)):
            self._processed.clear()
        self.on_change()
        return pair

    def _fits(self, raw: PanePicture) -> bool:
        """Whether the processed picture that stays has the size of the new raw one."""
        kept = self._processed.picture
        return kept is not None and (kept.rows, kept.columns) == (raw.rows, raw.columns)

    def _ask(self) -> None:
        if self._source is not None:
            rows, columns = self._source.frame.settings.shape
            # the camera learns of another size with the picture, when that is shown
            known = self._camera.image_size == (columns, rows)
            scale = self._camera.scale_for(columns, rows) * self._raw.devicePixelRatioF()
            crop = self._crop(_MARGIN) if known else None
            self._asked = RenderRequest(self._source, self._display, scale, crop)
            self._worker.submit(self._asked)

    def _device_scale(self) -> float:
        return self._camera.scale * self._raw.devicePixelRatioF()

    def _camera_changed(self) -> None:
        if self._asked is None:
            return
        wanted = replace(self._asked, scale=self._device_scale())
        seen = self._asked.crop is None or self._asked.crop.contains(self._crop(0.0))
        if wanted.rendering != self._asked.rendering or not seen:
            self._ask()

    def _crop(self, margin: float) -> Crop:
        seen = self._camera.visible(margin)
        left, top = int(seen.left()), int(seen.top())
        return Crop(top, left, ceil(seen.bottom()) - top, ceil(seen.right()) - left)

    def _coloured(self, picture: PanePicture, pair: PaintedPair) -> PanePicture:
        # the colours may have changed while this was being rendered
        if pair.request.display.colours == self._display.colours:
            return picture
        return picture.recoloured(table_of(self._display))

    def _recolour(self) -> None:
        table = table_of(self._display)
        for pane in (self._raw, self._processed):
            if pane.picture is not None:
                pane.show_picture(pane.picture.recoloured(table))
        self.on_change()
